"""An energy of one's own: a machine whose units interact in threes."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.models import EnergyModel
from rbmlib.models.parameters import BIAS


@dataclass(frozen=True, eq=False, repr=False)
class ThirdOrder(EnergyModel):
    r"""Machine in which each hidden unit listens to pairs of visible units.

    .. math:: E(v, h) = -b^\top v - \sum_{i < k} \sum_j T_{ikj}\, v_i v_k h_j

    Parameters
    ----------
    triples : ndarray, shape (n_visible * (n_visible - 1) / 2, n_hidden)
        T, a row a pair i < k in the order of ``numpy.triu_indices(n_visible, 1)``, in nats.
    visible_bias : ndarray, shape (n_visible,)
        b, in nats.
    """

    triples: NDArray[Any]
    visible_bias: NDArray[Any] = field(metadata=BIAS)

    @property
    def n_visible(self) -> int:
        """Number of visible units."""
        return self.visible_bias.shape[0]

    @property
    def n_hidden(self) -> int:
        """Number of hidden units."""
        return int(self.triples.shape[1])

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape that each parameter must have."""
        n = self.visible_bias.size
        return {"triples": (n * (n - 1) // 2, self.triples.shape[1]), "visible_bias": (n,)}

    def energy(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        """Energy of joint states, shape (...); the class gives the formula."""
        v, h = np.asarray(v), np.asarray(h)
        inputs = pairs(v) @ self.triples
        return -(v @ self.visible_bias) - np.einsum("...j,...j->...", inputs, h)

    def energy_gradient(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        """Derivatives: minus v_i v_k h_j for each triple, minus v_i for each bias."""
        v, h = np.asarray(v), np.asarray(h)
        triples = pairs(v)[..., :, None] * h[..., None, :]
        flat = triples.reshape(*triples.shape[:-2], -1)
        return -np.concatenate([flat, np.broadcast_to(v, (*flat.shape[:-1], v.shape[-1]))], -1)


def pairs(v: ArrayLike) -> NDArray[Any]:
    """Products v_i v_k for i < k, shape (..., n (n - 1) / 2)."""
    v = np.asarray(v)
    i, k = np.triu_indices(v.shape[-1], 1)
    return v[..., i] * v[..., k]
