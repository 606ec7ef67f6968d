"""Generic models and data for the property tests: never symmetric, never without biases."""

import numpy as np
from hypothesis import strategies as st

from rbmlib import RBM, BoltzmannMachine, DeepBoltzmannMachine, LowRankRBM

generators = st.integers(0, 2**32 - 1).map(np.random.default_rng)
visible_sizes, hidden_sizes = st.integers(1, 4), st.integers(0, 4)


@st.composite
def rbms(draw, n_visible=visible_sizes, n_hidden=hidden_sizes, scale=1.5):
    return RBM.random(draw(n_visible), draw(n_hidden), draw(generators), scale=scale)


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
