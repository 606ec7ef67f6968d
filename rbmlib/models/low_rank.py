"""A model whose energy is not linear in its parameters, so that no proof may assume it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.models.blocks import concatenate_blocks, flat_outer, random_parameters
from rbmlib.models.energy import EnergyModel
from rbmlib.models.parameters import BIAS


@dataclass(frozen=True, eq=False, repr=False)
class LowRankRBM(EnergyModel):
    r"""RBM whose weight matrix is a product of two thin factors.

    .. math:: E(v, h) = -b^\top v - c^\top h - v^\top A B^\top h

    The gradient of the energy depends on the parameters, so a formula that quietly used
    the linearity of the RBM's energy fails here.

    Parameters
    ----------
    visible_factors : array_like, shape (n_visible, rank)
        A, in square roots of nats.
    hidden_factors : array_like, shape (n_hidden, rank)
        B, in square roots of nats.
    visible_bias : array_like, shape (n_visible,)
        b, in nats.
    hidden_bias : array_like, shape (n_hidden,)
        c, in nats.
    """

    largest: ClassVar[float] = 1e150  # the energy multiplies factors

    visible_factors: NDArray[Any]
    hidden_factors: NDArray[Any]
    visible_bias: NDArray[Any] = field(metadata=BIAS)
    hidden_bias: NDArray[Any] = field(metadata=BIAS)

    if TYPE_CHECKING:  # whatever is array-like goes in, arrays come out

        def __init__(
            self,
            visible_factors: ArrayLike,
            hidden_factors: ArrayLike,
            visible_bias: ArrayLike,
            hidden_bias: ArrayLike,
        ) -> None: ...

    @classmethod
    def random(
        cls,
        n_visible: int,
        n_hidden: int,
        rank: int,
        rng: np.random.Generator,
        *,
        scale: float = 1.0,
    ) -> Self:
        """A model with independent normal parameters of standard deviation `scale`."""
        sizes = {"n_visible": n_visible, "n_hidden": n_hidden, "rank": rank}
        return cls(**random_parameters(_shapes, sizes, rng, scale))

    @property
    def n_visible(self) -> int:
        """Number of visible units."""
        return self.visible_factors.shape[0]

    @property
    def n_hidden(self) -> int:
        """Number of hidden units."""
        return self.hidden_factors.shape[0]

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape that each parameter must have."""
        if self.visible_factors.ndim != 2 or self.hidden_factors.ndim != 2:
            raise ValueError(
                "LowRankRBM: expected factors of shapes (n_visible, rank) and (n_hidden, rank), "
                f"got {self.visible_factors.shape} and {self.hidden_factors.shape}"
            )
        n_visible, rank = self.visible_factors.shape
        return _shapes(n_visible, self.hidden_factors.shape[0], rank)

    def energy(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        """Energy of joint states, shape (...); the class gives the formula."""
        v, h = self._check_joint(v, h)
        interaction = np.einsum(
            "...r,...r->...", v @ self.visible_factors, h @ self.hidden_factors
        )
        return -(v @ self.visible_bias) - (h @ self.hidden_bias) - interaction

    def energy_gradient(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        r"""Derivatives of the energy.

        .. math:: \partial E/\partial A_{ir} = -v_i (B^\top h)_r, \qquad
                  \partial E/\partial B_{jr} = -h_j (A^\top v)_r
        """
        v, h = self._check_joint(v, h)
        left = flat_outer(v, h @ self.hidden_factors)
        right = flat_outer(h, v @ self.visible_factors)
        return -concatenate_blocks(left, right, v, h)


def _shapes(n_visible: int, n_hidden: int, rank: int) -> dict[str, tuple[int, ...]]:
    return {
        "visible_factors": (n_visible, rank),
        "hidden_factors": (n_hidden, rank),
        "visible_bias": (n_visible,),
        "hidden_bias": (n_hidden,),
    }
