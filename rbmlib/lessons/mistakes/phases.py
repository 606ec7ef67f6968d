"""What a gradient is made of: weighted visible states, and something in the place of h."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.models import RBM
from rbmlib.numerics import sigmoid
from rbmlib.states import binary_states

Numbers = NDArray[Any]


def average(weights: Numbers, v: Numbers, hidden: Numbers) -> Numbers:
    """Weighted sums of (v h', v, h), as a vector in the order of ``ravel``."""
    products = np.einsum("s,si,sj->ij", weights, v, hidden)
    return np.concatenate([products.ravel(), weights @ v, weights @ hidden])


def inputs(model: RBM, v: Numbers) -> Numbers:
    """Total inputs c + vW, a row a state."""
    return model.hidden_bias + v @ model.weights


def sigma(model: RBM, v: Numbers) -> Numbers:
    """Hidden means, a row a state."""
    return np.asarray(sigmoid(inputs(model, v)))


def table(model: RBM) -> tuple[Numbers, Numbers]:
    """Every visible state, and exp(-F) of each."""
    v = binary_states(model.n_visible)
    return v, np.exp(v @ model.visible_bias) * np.prod(1 + np.exp(inputs(model, v)), axis=1)


def positive(model: RBM, data: Numbers, hidden: Callable[..., Numbers] = sigma) -> Numbers:
    """The average over the data, with sigma or something else for h."""
    return average(np.full(len(data), 1 / len(data)), data, hidden(model, data))


def negative(model: RBM, hidden: Callable[..., Numbers] = sigma) -> Numbers:
    """The average over the model, with sigma or something else for h."""
    v, factors = table(model)
    return average(factors / factors.sum(), v, hidden(model, v))


def rounded(model: RBM, v: Numbers) -> Numbers:
    """Hidden means thresholded at one half."""
    # One half, but for rounding, goes down on every machine.
    return (sigma(model, v) > 0.5 + 1e-9).astype(float)
