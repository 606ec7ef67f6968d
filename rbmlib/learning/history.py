"""What training leaves: a model, what was recorded on the way, and both where it broke off."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rbmlib.models import Model

#: Exact likelihoods are recorded if Z needs at most this many states.
AFFORDABLE = 2**14


@dataclass
class History:
    """What was recorded during training, entry by entry.

    Attributes
    ----------
    step : list of int
        After how many updates.
    log_likelihood : list of float
        Mean log-likelihood of the training data, exact, in nats; NaN where not affordable.
    size : list of float
        Euclidean length of the parameter vector.
    """

    step: list[int] = field(default_factory=list)
    log_likelihood: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)

    def record(self, step: int, model: Model, data: NDArray[Any]) -> None:
        """Add an entry.

        Parameters
        ----------
        step : int
            Updates so far.
        model : Model
            As it is after them.
        data : ndarray, shape (n_samples, n_visible)
            What it is trained on, validated.
        """
        likelihood, size = _log_likelihood(model, data), float(np.linalg.norm(model.ravel()))
        self.step.append(step)
        self.log_likelihood.append(likelihood)
        self.size.append(size)


class Fit(NamedTuple):
    """A trained model, and how it got there.

    Attributes
    ----------
    model : Model
    history : History
    """

    model: Model
    history: History


class Diverged(ArithmeticError):
    """Training left the range in which the parameters mean anything.

    Attributes
    ----------
    model : Model
        The last model whose parameters were all within range.
    history : History
    """

    model: Model
    history: History


def carry(error: BaseException, step: int, model: Model, history: History) -> None:
    """Give an error that ends a training run what there is: the last model and the history."""
    # As attributes, which travel to other processes with the error; its constructor is its own.
    error.model, error.history = model, history  # type: ignore[attr-defined]
    error.add_note(
        f"fit: the model after {step} updates is this error's .model, what was recorded its "
        ".history"
    )


def _log_likelihood(model: Model, data: NDArray[Any]) -> float:
    if 2**model.n_summed > AFFORDABLE:
        return float("nan")
    return float(np.mean(-model.trusted_free_energy(data) - model.log_partition()))
