"""An RBM by its definition alone: every sum is over every joint state, no closed form is used."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states

Numbers = NDArray[Any]
Blocks = dict[str, Numbers]


@dataclass(frozen=True)
class Enumerated:
    r"""The truth about a tiny RBM, from :math:`E = -b^\top v - c^\top h - v^\top W h`.

    Attributes
    ----------
    weights : ndarray, shape (n_visible, n_hidden)
    visible_bias : ndarray, shape (n_visible,)
    hidden_bias : ndarray, shape (n_hidden,)
    offset : float
        Added to every energy.
    """

    weights: np.ndarray
    visible_bias: np.ndarray
    hidden_bias: np.ndarray
    offset: float = 0.0

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of visible and hidden units."""
        n_visible, n_hidden = self.weights.shape
        return n_visible, n_hidden

    def energy(self, v: Numbers, h: Numbers) -> Numbers:
        """Row by row, shape (n_rows,)."""
        own = v @ self.visible_bias + h @ self.hidden_bias
        return self.offset - own - np.einsum("ri,ij,rj->r", v, self.weights, h)

    def free_energy(self, v: Numbers) -> Numbers:
        """Hidden states summed out, shape (n_rows,)."""
        return -logsumexp(-self._table(v, binary_states(self.shape[1])), axis=1)

    def hidden_mean(self, v: Numbers) -> Numbers:
        """Shape (n_rows, n_hidden)."""
        h = binary_states(self.shape[1])
        return _normalised(-self._table(v, h)) @ h

    def visible_mean(self, h: Numbers) -> Numbers:
        """Shape (n_rows, n_visible)."""
        v = binary_states(self.shape[0])
        return _normalised(-self._table(v, h).T) @ v

    def log_partition(self) -> float:
        """In nats."""
        return float(logsumexp(-self.free_energy(binary_states(self.shape[0]))))

    def log_likelihood(self, v: Numbers) -> Numbers:
        """Of each row, in nats."""
        return -self.free_energy(v) - self.log_partition()

    def positive_phase(self, data: Numbers) -> Blocks:
        """Data averages of (v hᵀ, v, h), as a dict of blocks."""
        return statistics(data, np.full(len(data), 1 / len(data)), self.hidden_mean(data))

    def negative_phase(self) -> Blocks:
        """Model averages of (v hᵀ, v, h), as a dict of blocks."""
        v = binary_states(self.shape[0])
        return statistics(v, np.exp(self.log_likelihood(v)), self.hidden_mean(v))

    def gradient(self, data: Numbers) -> Blocks:
        """Of the mean log-likelihood, to be ascended: a dict of blocks."""
        positive, negative = self.positive_phase(data), self.negative_phase()
        return {name: positive[name] - negative[name] for name in positive}

    def sample_hidden(self, v: Numbers) -> Numbers:
        """Law of the hidden state of each row, shape (n_rows, 2**n_hidden)."""
        return _normalised(-self._table(v, binary_states(self.shape[1])))

    def sample_visible(self, h: Numbers) -> Numbers:
        """Law of the visible state of each row, shape (n_rows, 2**n_visible)."""
        return _normalised(-self._table(binary_states(self.shape[0]), h).T)

    def gibbs_step(self, v: Numbers) -> Numbers:
        """Law of the visible state one sweep later, shape (n_rows, 2**n_visible)."""
        return self.sample_hidden(v) @ self.sample_visible(binary_states(self.shape[1]))

    def _table(self, v, h):
        pairs = np.repeat(v, len(h), axis=0), np.tile(h, (len(v), 1))
        return self.energy(*pairs).reshape(len(v), len(h))


def statistics(v: Numbers, weights: Numbers, hidden: Numbers) -> Blocks:
    """Weighted sums of (v hᵀ, v, h), as a dict of blocks.

    Parameters
    ----------
    v : ndarray, shape (n_rows, n_visible)
    weights : ndarray, shape (n_rows,)
        One a row; they need not add up to one.
    hidden : ndarray, shape (n_rows, n_hidden)
        What stands for h in each row.

    Returns
    -------
    dict from str to ndarray
    """
    return {
        "weights": np.einsum("r,ri,rj->ij", weights, v, hidden),
        "visible_bias": weights @ v,
        "hidden_bias": weights @ hidden,
    }


def product_law(means: Numbers) -> Numbers:
    """Law of independent units, (rows, n) to (rows, 2**n), in the order of `binary_states`."""
    states = binary_states(means.shape[1])
    return np.prod(np.where(states == 1, means[:, None], 1 - means[:, None]), axis=2)


def _normalised(exponents):
    return np.exp(exponents - logsumexp(exponents, axis=1)[:, None])
