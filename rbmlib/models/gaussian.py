"""The Gaussian-Bernoulli RBM: continuous visible units, binary hidden ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.models.base import Model
from rbmlib.models.blocks import concatenate_blocks, flat_outer, random_parameters
from rbmlib.models.kinds import require_real
from rbmlib.models.parameters import BIAS, FIXED
from rbmlib.numerics import logsumexp, sigmoid, softplus
from rbmlib.progress import track
from rbmlib.states import state_blocks, states_at
from rbmlib.validation import (
    check_draws,
    check_pair,
    check_reals,
    check_rng,
    check_states,
    require_enumerable,
)

# Numbers of a table, hidden states times units of the wider layer, that are held at once: 16 MiB.
_NUMBERS = 2**21
# Points and parameters up to this, and scales within it and its inverse: their squares, divided
# by fourth powers of scales, stay in a double's range.
_LARGEST = 1e50


@dataclass(frozen=True, eq=False, repr=False)
class GaussianRBM(Model):
    r"""Restricted Boltzmann machine whose visible units are real numbers.

    .. math:: E(x, h) = \sum_i \frac{(x_i - a_i)^2}{2 s_i^2} - c^\top h
              - \sum_{ij} \frac{x_i}{s_i^2} W_{ij} h_j

    Given h, x is normal with mean a + W h and standard deviations s, so p(x) is a mixture of
    2**n_hidden normal distributions, and Z is a sum of as many Gaussian integrals.

    Parameters
    ----------
    weights : array_like, shape (n_visible, n_hidden)
        W, in units of x.  No point may be beyond 1e50, nor any of the fields add up to more.
    visible_bias : array_like, shape (n_visible,)
        a, in units of x.
    hidden_bias : array_like, shape (n_hidden,)
        c, in nats.
    visible_scale : array_like, shape (n_visible,)
        s, in units of x, between 1e-50 and 1e50; fixed, not learned.

    References
    ----------
    .. [1] M. Welling, M. Rosen-Zvi and G. Hinton, "Exponential family harmoniums with an
       application to information retrieval", Advances in Neural Information Processing
       Systems 17 (2005).
    """

    largest: ClassVar[float] = _LARGEST

    weights: NDArray[Any]
    visible_bias: NDArray[Any] = field(metadata=BIAS)
    hidden_bias: NDArray[Any] = field(metadata=BIAS)
    visible_scale: NDArray[Any] = field(metadata=FIXED)

    if TYPE_CHECKING:  # whatever is array-like goes in, arrays come out

        def __init__(
            self,
            weights: ArrayLike,
            visible_bias: ArrayLike,
            hidden_bias: ArrayLike,
            visible_scale: ArrayLike,
        ) -> None: ...

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require_floats()
        scale = self.visible_scale
        if np.iscomplexobj(scale) or not np.all((scale >= 1 / _LARGEST) & (scale <= _LARGEST)):
            raise ValueError(
                "GaussianRBM.visible_scale: expected positive numbers, "
                f"{1 / _LARGEST:g} to {_LARGEST:g}, got {scale}"
            )

    @classmethod
    def random(
        cls, n_visible: int, n_hidden: int, rng: np.random.Generator, *, scale: float = 1.0
    ) -> Self:
        """A machine with unit scales and normal parameters of standard deviation `scale`."""
        sizes = {"n_visible": n_visible, "n_hidden": n_hidden}
        learned = random_parameters(_learned_shapes, sizes, rng, scale)
        return cls(**learned, visible_scale=np.ones(n_visible))

    @property
    def n_visible(self) -> int:
        """Number of visible units."""
        return self.weights.shape[0]

    @property
    def n_hidden(self) -> int:
        """Number of hidden units."""
        return self.weights.shape[1]

    @property
    def n_summed(self) -> int:
        """Number of units whose states an exact ln Z sums over: the hidden ones."""
        return self.n_hidden

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape that each field must have."""
        if self.weights.ndim != 2:
            raise ValueError(
                f"GaussianRBM.weights: expected shape (n_visible, n_hidden), got "
                f"{self.weights.shape}"
            )
        n, m = self.weights.shape
        return _learned_shapes(n, m) | {"visible_scale": (n,)}

    def check_states(self, v: ArrayLike, name: str = "v") -> NDArray[Any]:
        """Validate visible states: numbers up to 1e50, shape (..., n_visible)."""
        points = check_reals(v, self.n_visible, name)
        with np.errstate(over="ignore"):
            beyond = points[~(np.abs(points) <= _LARGEST)]
        if beyond.size:
            raise ValueError(f"{name}: expected numbers up to {_LARGEST:g}, got {beyond[0]}")
        return points

    def energy(self, x: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        """Energy of joint states in nats, shape (...); the class gives the formula."""
        x, h = self.check_states(x, "x"), check_states(h, self.n_hidden, "h")
        check_pair(x, h, "x, h")
        interaction = np.einsum("...j,...j->...", x / self.visible_scale**2 @ self.weights, h)
        return self._quadratic(x) - h @ self.hidden_bias - interaction

    def hidden_mean(self, x: ArrayLike) -> NDArray[Any]:
        """Probability that each hidden unit is on, given x: shape (..., n_hidden)."""
        return sigmoid(self._inputs(self.check_states(x, "x")))

    def visible_mean(self, h: ArrayLike) -> NDArray[Any]:
        """Mean of x given h, a + W h: shape (..., n_visible)."""
        return self.visible_bias + check_states(h, self.n_hidden, "h") @ self.weights.T

    def free_energy(self, v: ArrayLike) -> NDArray[Any]:
        r"""Free energy of points x, the hidden units summed out: shape (...), in nats.

        .. math:: F(x) = \sum_i \frac{(x_i - a_i)^2}{2 s_i^2}
                  - \sum_j \ln(1 + e^{c_j + \sum_i x_i W_{ij}/s_i^2})
        """
        return GaussianRBM.trusted_free_energy(self, self.check_states(v))

    def trusted_free_energy(self, v: NDArray[Any]) -> NDArray[Any]:
        """`free_energy` of valid points."""
        return self._quadratic(v) - softplus(self._inputs(v)).sum(-1)

    def free_energy_gradient(self, v: ArrayLike) -> NDArray[Any]:
        """Gradient of the free energy in all parameters: shape (..., n_parameters)."""
        return GaussianRBM.trusted_free_energy_gradient(self, self.check_states(v))

    def trusted_free_energy_gradient(self, v: NDArray[Any]) -> NDArray[Any]:
        """`free_energy_gradient` of valid points."""
        q, scaled = sigmoid(self._inputs(v)), v / self.visible_scale**2
        return -concatenate_blocks(
            flat_outer(scaled, q), scaled - self.visible_bias / self.visible_scale**2, q
        )

    def log_partition(self) -> Any:
        r"""Logarithm of Z, a Gaussian integral for each hidden state.

        .. math:: Z = \prod_i \sqrt{2\pi s_i^2}\, \sum_h \exp\Big\{c^\top h
                  + \sum_i \frac{(a_i + (Wh)_i)^2 - a_i^2}{2 s_i^2}\Big\}

        Returns
        -------
        float
            In nats.
        """
        exponents = np.concatenate([exponents for _, exponents in self._hidden_blocks()])
        return (logsumexp(exponents) + np.log(2 * np.pi * self.visible_scale**2).sum() / 2)[()]

    def log_partition_gradient(self) -> NDArray[Any]:
        """Gradient of ln Z, by summing over every hidden state: shape (n_parameters,)."""
        exponents = np.concatenate([exponents for _, exponents in self._hidden_blocks()])
        log_sum, s2, total = logsumexp(exponents), self.visible_scale**2, np.zeros(())
        for h, exponents in self._hidden_blocks():
            share, shift = np.exp(exponents - log_sum), h @ self.weights.T
            weights = ((self.visible_bias + shift) / s2 * share[:, None]).T @ h
            blocks = weights.ravel(), share @ shift / s2, share @ h
            total = total + np.concatenate(blocks)
        return total

    def sample(self, size: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Independent draws from p(x), shape (size, n_visible): h from p(h), then x given h."""
        check_rng(rng)
        require_real(self, "GaussianRBM.sample")
        check_draws(size, self.n_visible)
        exponents = np.concatenate([exponents for _, exponents in self._hidden_blocks()])
        share = np.exp(exponents - logsumexp(exponents))
        h = states_at(rng.choice(len(share), size=size, p=share), self.n_hidden)
        return rng.normal(self.visible_bias + h @ self.weights.T, self.visible_scale)

    def score(self, x: ArrayLike) -> NDArray[Any]:
        r"""Slope of ln p in x: reconstruction minus input, over the variance.

        .. math:: \psi_i(x) = \frac{a_i + (W q)_i - x_i}{s_i^2}, \qquad q_j = p(h_j = 1 \mid x)

        Returns
        -------
        ndarray, shape (..., n_visible)
        """
        x = self.check_states(x, "x")
        mean = self.visible_bias + sigmoid(self._inputs(x)) @ self.weights.T
        return (mean - x) / self.visible_scale**2

    def score_slope(self, x: ArrayLike) -> NDArray[Any]:
        r"""Derivative of each component of the score in its own variable: as `score`.

        .. math:: \frac{\partial\psi_i}{\partial x_i}
                  = -\frac1{s_i^2} + \frac1{s_i^4}\sum_j W_{ij}^2\, q_j (1 - q_j)
        """
        q, s2 = self.hidden_mean(x), self.visible_scale**2
        return -1 / s2 + (q * (1 - q)) @ (self.weights.T**2) / s2**2

    def _quadratic(self, x: NDArray[Any]) -> NDArray[Any]:
        return ((x - self.visible_bias) ** 2 / (2 * self.visible_scale**2)).sum(-1)

    def _inputs(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.hidden_bias + (x / self.visible_scale**2) @ self.weights

    def _hidden_blocks(self) -> Iterator[tuple[NDArray[np.int64], NDArray[Any]]]:
        """Hidden states, and the exponent of each one's share of Z, block after block."""
        what = "GaussianRBM: the sum over hidden states"
        require_enumerable(self.n_hidden, what, "estimate ln Z by sampling")
        rows = max(1, _NUMBERS // max(1, *self.weights.shape))
        n_blocks = -(-(2**self.n_hidden) // rows)
        for h in track(state_blocks(self.n_hidden, rows), "hidden states", n_blocks):
            shift = h @ self.weights.T  # (a + shift)^2 - a^2, without cancellation for large a
            squares = shift * (2 * self.visible_bias + shift) / (2 * self.visible_scale**2)
            yield h, h @ self.hidden_bias + squares.sum(-1)


def _learned_shapes(n_visible: int, n_hidden: int) -> dict[str, tuple[int, ...]]:
    return {
        "weights": (n_visible, n_hidden),
        "visible_bias": (n_visible,),
        "hidden_bias": (n_hidden,),
    }
