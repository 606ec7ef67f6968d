"""Generic models and data for the property tests: never symmetric, never without biases."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from rbmlib import RBM, BoltzmannMachine, DeepBoltzmannMachine, LowRankRBM

# The same examples in every run: a failure in CI can be repeated at a desk.
settings.register_profile("suite", derandomize=True, deadline=None, max_examples=30)
settings.load_profile("suite")

generators = st.integers(0, 2**32 - 1).map(np.random.default_rng)
visible_sizes, hidden_sizes = st.integers(1, 4), st.integers(0, 4)


@st.composite
def rbms(draw, n_visible=visible_sizes, n_hidden=hidden_sizes, scale=1.5):
    return RBM.random(draw(n_visible), draw(n_hidden), draw(generators), scale)


@st.composite
def models(draw):
    """One of the four kinds of model."""
    rng, n = draw(generators), draw(st.integers(2, 4))
    makers = [
        lambda: RBM.random(n, draw(st.integers(1, 3)), rng),
        lambda: BoltzmannMachine.random(n, rng),
        lambda: DeepBoltzmannMachine.random(n, 2, draw(st.integers(1, 2)), rng),
        lambda: LowRankRBM.random(n, draw(st.integers(1, 3)), 2, rng),
    ]
    return draw(st.sampled_from(makers))()


@st.composite
def with_data(draw, kind):
    """A model and data with a repeated row."""
    model, rng = draw(kind), draw(generators)
    data = rng.integers(0, 2, (5, model.n_visible))
    return model, np.concatenate([data, data[:1]])


def step(f, model, s=1e-30):
    """Derivative of an array-valued f by the complex step, parameters along the last axis."""
    theta = model.ravel()
    shifted = (model.with_parameters(theta + 1j * s * axis) for axis in np.eye(theta.size))
    return np.stack([np.imag(f(m)) / s for m in shifted], axis=-1)


def close(left, right, tolerance=1e-12):
    """Equality within rounding: a few hundred operations on numbers of order 1 to 100."""
    left, right = np.asarray(left), np.asarray(right)
    return left.shape == right.shape and bool(
        np.all(np.abs(left - right) <= tolerance * np.maximum(1, np.abs(left)))
    )
