"""Wrong Gibbs sweeps: the law of v after one sweep, a row for each state before it."""

from collections.abc import Callable

import numpy as np

from rbmlib.lessons.mistakes.phases import Numbers, rounded, sigma
from rbmlib.models import RBM
from rbmlib.numerics import sigmoid
from rbmlib.states import binary_states


def law(means: Numbers) -> Numbers:
    """Probability of every state of independent units, a row for a row of means."""
    states = binary_states(means.shape[1])
    return np.where(states == 1, means[:, None], 1 - means[:, None]).prod(axis=2)


def sweep_with(hidden: Callable[..., Numbers]) -> Callable[[RBM], Numbers]:
    """A sweep that goes down from a value of h in place of a drawn state."""

    def wrong(model):
        h = hidden(model, binary_states(model.n_visible))
        return law(np.asarray(sigmoid(model.visible_bias + h @ model.weights.T)))

    return wrong


def sweep(model: RBM) -> Numbers:
    """The right one."""
    h = binary_states(model.n_hidden)
    down = np.asarray(sigmoid(model.visible_bias + h @ model.weights.T))
    return law(sigma(model, binary_states(model.n_visible))) @ law(down)


#: Names, sentences, codes, and functions of a model.
SWEEPS = (
    (
        "the mean of h in place of a draw",
        "The sweep goes down from sigma(c + vW).",
        "E-MEANS-FOR-STATES",
        sweep_with(sigma),
    ),
    (
        "h thresholded in place of a draw",
        "The sweep goes down from sigma(c + vW) rounded.",
        "E-THRESHOLDED-HIDDEN",
        sweep_with(rounded),
    ),
    (
        "two sweeps for one",
        "A kernel is applied once too often.",
        "E-TWO-SWEEPS",
        lambda m: sweep(m) @ sweep(m),
    ),
)
