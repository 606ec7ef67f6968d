"""The mistakes that lessons plant: one list, each made where somebody would make it.

A mistake is carried through the computation: W is transposed *inside* the sigmoid, a bias is
forgotten in *one* phase.  Arithmetic on the right answer (its negative, its double) is none: a
check that rejects it has shown nothing but that the answer is not zero.

They are written by hand, from W, b and c, and share nothing with the judge's own list
(`rbmlib.checks.audits`); a test holds that the judge names each by the code given here.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from rbmlib.lessons.mistakes.gradients import GRADIENTS
from rbmlib.lessons.mistakes.machines import MACHINES
from rbmlib.lessons.mistakes.sweeps import SWEEPS
from rbmlib.models import RBM
from rbmlib.models.kinds import require_rbm

__all__ = ["MISTAKES", "Mistake"]


class Mistake(NamedTuple):
    """A mistake, ready to be made.

    Attributes
    ----------
    name : str
        Its key in `MISTAKES`, and what a `refute` prints.
    sentence : str
        What was done, and in place of what.
    code : str or None
        What the judge calls it, a key of `rbmlib.checks.CODES`; None if it has no name for it.
    kind : str
        What it makes.  ``"machine"``: of an RBM, the RBM that is computed with instead;
        ``"gradient"``: of an RBM and data, the gradient of the mean log-likelihood, as a vector
        in the order of ``ravel``; ``"sweep"``: of an RBM, the law of one Gibbs sweep, as
        `rbmlib.chain.visible_transition` gives it.
    make : callable
    """

    name: str
    sentence: str
    code: str | None
    kind: str
    make: Callable[..., Any]

    def __call__(self, model: RBM, data: Any = None) -> Any:
        """Make it, from a model, or from a model and data if it is a gradient.

        Parameters
        ----------
        model : RBM
            Square, where the mistake is a transpose; for any other, a ValueError.
        data : array_like of 0 and 1, shape (n_samples, n_visible)
        """
        require_rbm(model, self.name)
        if "transposed" in self.name and model.n_visible != model.n_hidden:
            shape = f"{model.n_visible} x {model.n_hidden}"
            raise ValueError(f"{self.name}: expected a square machine, got {shape}")
        return (
            self.make(model, model.check_data(data))
            if self.kind == "gradient"
            else self.make(model)
        )


_KINDS = {"machine": MACHINES, "gradient": GRADIENTS, "sweep": SWEEPS}
#: Every mistake by its name, those in the machine first.
MISTAKES: Mapping[str, Mistake] = {
    name: Mistake(name, sentence, code, kind, make)
    for kind, rows in _KINDS.items()
    for name, sentence, code, make in rows
}
