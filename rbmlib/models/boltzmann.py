"""Boltzmann machines that define an energy and its gradient, and inherit all the rest."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.models.blocks import concatenate_blocks, flat_outer, random_parameters
from rbmlib.models.energy import EnergyModel
from rbmlib.models.parameters import BIAS


@dataclass(frozen=True, eq=False, repr=False)
class BoltzmannMachine(EnergyModel):
    r"""Fully visible Boltzmann machine: every pair of units is coupled, none is hidden.

    .. math:: E(v) = -b^\top v - \sum_{i < k} L_{ik} v_i v_k

    Parameters
    ----------
    couplings : array_like, shape (n_visible * (n_visible - 1) / 2,)
        L above the diagonal, row by row (the order of ``numpy.triu_indices(n, 1)``): each
        pair once, so that every component is a free parameter.  In nats.
    visible_bias : array_like, shape (n_visible,)
        b, in nats.

    References
    ----------
    .. [1] D. H. Ackley, G. E. Hinton and T. J. Sejnowski, "A learning algorithm for
       Boltzmann machines", Cognitive Science 9 (1985) 147-169.
    """

    couplings: NDArray[Any]
    visible_bias: NDArray[Any] = field(metadata=BIAS)

    if TYPE_CHECKING:  # whatever is array-like goes in, arrays come out

        def __init__(self, couplings: ArrayLike, visible_bias: ArrayLike) -> None: ...

    @classmethod
    def random(cls, n_visible: int, rng: np.random.Generator, *, scale: float = 1.0) -> Self:
        """A machine with independent normal parameters of standard deviation `scale`."""
        return cls(**random_parameters(_shapes, {"n_visible": n_visible}, rng, scale))

    @property
    def n_visible(self) -> int:
        """Number of visible units."""
        return self.visible_bias.shape[0]

    @property
    def n_hidden(self) -> int:
        """Number of hidden units: none."""
        return 0

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape that each parameter must have."""
        return _shapes(self.visible_bias.size)

    def energy(self, v: ArrayLike, h: ArrayLike = ()) -> NDArray[Any]:
        """Energy of visible states; `h` has no units and may be left out."""
        v, pairs = self._pairs(v, h)
        return -(v @ self.visible_bias) - pairs @ self.couplings

    def energy_gradient(self, v: ArrayLike, h: ArrayLike = ()) -> NDArray[Any]:
        """Derivatives: minus v_i v_k for each coupling, minus v_i for each bias."""
        v, pairs = self._pairs(v, h)
        return -concatenate_blocks(pairs, v)

    def _pairs(self, v: ArrayLike, h: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        v, h = self._check_joint(v, h)
        v = np.broadcast_to(v, (*np.broadcast_shapes(v.shape[:-1], h.shape[:-1]), v.shape[-1]))
        first, second = np.triu_indices(self.n_visible, 1)
        return v, v[..., first] * v[..., second]


def _shapes(n_visible: int) -> dict[str, tuple[int, ...]]:
    return {"couplings": (n_visible * (n_visible - 1) // 2,), "visible_bias": (n_visible,)}


@dataclass(frozen=True, eq=False, repr=False)
class DeepBoltzmannMachine(EnergyModel):
    r"""Boltzmann machine with two hidden layers.

    .. math:: E(v, h) = -b^\top v - c^\top h - v^\top W h^{(1)} - h^{(1)\top} U h^{(2)},
              \qquad h = (h^{(1)}, h^{(2)})

    Parameters
    ----------
    weights : array_like, shape (n_visible, n_first)
        W, between the visible and the first hidden layer, in nats.
    hidden_weights : array_like, shape (n_first, n_second)
        U, between the two hidden layers, in nats.
    visible_bias : array_like, shape (n_visible,)
        b, in nats.
    hidden_bias : array_like, shape (n_first + n_second,)
        c, the first layer's biases before the second's, in nats.

    References
    ----------
    .. [1] R. Salakhutdinov and G. Hinton, "Deep Boltzmann machines", AISTATS 2009,
       PMLR 5, 448-455.
    """

    weights: NDArray[Any]
    hidden_weights: NDArray[Any]
    visible_bias: NDArray[Any] = field(metadata=BIAS)
    hidden_bias: NDArray[Any] = field(metadata=BIAS)

    if TYPE_CHECKING:  # whatever is array-like goes in, arrays come out

        def __init__(
            self,
            weights: ArrayLike,
            hidden_weights: ArrayLike,
            visible_bias: ArrayLike,
            hidden_bias: ArrayLike,
        ) -> None: ...

    @classmethod
    def random(
        cls,
        n_visible: int,
        n_first: int,
        n_second: int,
        rng: np.random.Generator,
        *,
        scale: float = 1.0,
    ) -> Self:
        """A machine with independent normal parameters of standard deviation `scale`."""
        sizes = {"n_visible": n_visible, "n_first": n_first, "n_second": n_second}
        return cls(**random_parameters(_deep_shapes, sizes, rng, scale))

    @property
    def n_visible(self) -> int:
        """Number of visible units."""
        return self.weights.shape[0]

    @property
    def n_hidden(self) -> int:
        """Number of hidden units, both layers together."""
        return sum(self.hidden_weights.shape)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape that each parameter must have."""
        if self.weights.ndim != 2 or self.hidden_weights.ndim != 2:
            raise ValueError(
                "DeepBoltzmannMachine: expected weights (n_visible, n_first) and hidden_weights "
                f"(n_first, n_second), got {self.weights.shape} and {self.hidden_weights.shape}"
            )
        (n_visible, n_first), n_second = self.weights.shape, self.hidden_weights.shape[1]
        return _deep_shapes(n_visible, n_first, n_second)

    def energy(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        """Energy of joint states, shape (...); the class gives the formula."""
        v, h, first, second = self._layers(v, h)
        below = np.einsum("...j,...j->...", v @ self.weights, first)
        between = np.einsum("...k,...k->...", first @ self.hidden_weights, second)
        return -(v @ self.visible_bias) - (h @ self.hidden_bias) - below - between

    def energy_gradient(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        """Derivatives: minus the product of the units that each parameter couples."""
        v, h, first, second = self._layers(v, h)
        return -concatenate_blocks(flat_outer(v, first), flat_outer(first, second), v, h)

    def _layers(self, v: ArrayLike, h: ArrayLike) -> tuple[NDArray[np.int64], ...]:
        v, h = self._check_joint(v, h)
        n_first = self.weights.shape[1]
        return v, h, h[..., :n_first], h[..., n_first:]


def _deep_shapes(n_visible: int, n_first: int, n_second: int) -> dict[str, tuple[int, ...]]:
    return {
        "weights": (n_visible, n_first),
        "hidden_weights": (n_first, n_second),
        "visible_bias": (n_visible,),
        "hidden_bias": (n_first + n_second,),
    }
