"""Notebook 05, the gradient by the complex step, and what mistakes give."""

from rbmlib.checks import complex_step
from rbmlib.exact import mean_log_likelihood
from rbmlib.gradient import rbm_log_likelihood_gradient
from rbmlib.lessons.exercises.kinds.functions import Function
from rbmlib.lessons.exercises.kinds.suspects import of_gradient
from rbmlib.lessons.exercises.question import Kind

_BLOCKS = ("weights", "visible_bias", "hidden_bias")


def _gradient(trial):
    return trial.model.unravel(
        complex_step(lambda model: mean_log_likelihood(model, trial.data), trial.model)
    )


def _spoilt(**patterns):
    """The right gradient, of which some blocks are spoilt."""

    def wrong(trial):
        right = rbm_log_likelihood_gradient(trial.model, trial.data)
        return right | {name: pattern(right[name], trial) for name, pattern in patterns.items()}

    return wrong


_SUSPECTS = (
    *of_gradient(),
    ("E-KEPT-SUM", _spoilt(hidden_bias=lambda g, t: g * 2**t.model.n_hidden)),
    ("E-KEPT-SUM", _spoilt(weights=lambda g, t: g * 2**t.model.n_hidden)),
    (
        "E-KEPT-SUM",
        _spoilt(
            weights=lambda g, t: g * 2**t.model.n_hidden,
            hidden_bias=lambda g, t: g * 2**t.model.n_hidden,
        ),
    ),
)


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "5.3": Function(
        ("data", "W", "b", "c"), _gradient, _SUSPECTS, blocks=_BLOCKS, is_gradient=True
    ),
}
