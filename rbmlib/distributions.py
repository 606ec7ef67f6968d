"""Distributions over visible states that can be sampled and evaluated: noise, and proposals.

Noise-contrastive estimation tells data from them; importance sampling draws from them.
"""

from dataclasses import dataclass

import numpy as np

from rbmlib.exact import log_likelihood
from rbmlib.gradient import Weighted, equilibrium
from rbmlib.sampling import sample_exactly
from rbmlib.states import binary_states
from rbmlib.validation import check_count, check_data, check_rng, check_states


@dataclass(frozen=True, eq=False)
class Factorial:
    """Independent binary units.

    Attributes
    ----------
    means : ndarray, shape (n_visible,)
        Probability that each unit is on, between 0 and 1.
    """

    means: np.ndarray

    def __post_init__(self):
        means = np.asarray(self.means, dtype=float)
        means = means.copy()
        means.flags.writeable = False
        if means.ndim != 1 or not np.all((means >= 0) & (means <= 1)):
            raise ValueError(f"means: expected a vector of probabilities, got {self.means}")
        object.__setattr__(self, "means", means)

    @classmethod
    def uniform(cls, n_visible):
        """Every state equally probable."""
        return cls(np.full(n_visible, 0.5))

    @classmethod
    def like(cls, data):
        """The units' own means over a data set, each moved off 0 and 1 by half a sample."""
        data = check_data(data)
        return cls((data.sum(axis=0) + 0.5) / (len(data) + 1))

    def log_probability(self, v):
        """In nats: shape (...) for states of shape (..., n_visible)."""
        v = check_states(v, len(self.means), "v")
        with np.errstate(divide="ignore"):  # a unit that is never on has log-probability -inf
            on, off = np.log(self.means), np.log1p(-self.means)
        return np.where(v == 1, on, off).sum(axis=-1)

    def distribution(self):
        """Every state, weighted by its probability."""
        states = binary_states(len(self.means))
        return Weighted(states, np.exp(self.log_probability(states)))

    def sample(self, size, rng):
        """Independent draws, shape (size, n_visible)."""
        check_count(size, 1, "size")
        draws = check_rng(rng).random((size, len(self.means)))
        return (draws < self.means).astype(np.int64)


@dataclass(frozen=True, eq=False)
class ModelDistribution:
    """The distribution of a model that can be enumerated.

    Attributes
    ----------
    model : EnergyModel
    """

    model: object

    def log_probability(self, v):
        """In nats: shape (...) for states of shape (..., n_visible)."""
        return log_likelihood(self.model, v)

    def distribution(self):
        """Every state, weighted by its probability."""
        return equilibrium(self.model)

    def sample(self, size, rng):
        """Independent draws, shape (size, n_visible)."""
        return sample_exactly(self.model, size, rng)
