"""The restricted Boltzmann machine, with a closed form for every enumerated default."""

from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.models.blocks import concatenate_blocks, flat_outer, random_parameters
from rbmlib.models.energy import EnergyModel
from rbmlib.models.parameters import BIAS
from rbmlib.models.rbm_partition import MAX_TERMS, log_partition, partition_moments
from rbmlib.numerics import sigmoid, softplus
from rbmlib.validation import check_states


@dataclass(frozen=True, eq=False, repr=False)
class RBM(EnergyModel):
    r"""Restricted Boltzmann machine with binary units.

    .. math:: E(v, h) = -b^\top v - c^\top h - v^\top W h

    Parameters
    ----------
    weights : array_like, shape (n_visible, n_hidden)
        W, in nats.
    visible_bias : array_like, shape (n_visible,)
        b, in nats.
    hidden_bias : array_like, shape (n_hidden,)
        c, in nats.

    References
    ----------
    .. [1] A. Fischer and C. Igel, "Training restricted Boltzmann machines: an
       introduction", Pattern Recognition 47 (2014) 25-39.
    """

    weights: NDArray[Any]
    visible_bias: NDArray[Any] = field(metadata=BIAS)
    hidden_bias: NDArray[Any] = field(metadata=BIAS)

    if TYPE_CHECKING:  # whatever is array-like goes in, arrays come out

        def __init__(
            self, weights: ArrayLike, visible_bias: ArrayLike, hidden_bias: ArrayLike
        ) -> None: ...

    @classmethod
    def random(
        cls, n_visible: int, n_hidden: int, rng: np.random.Generator, *, scale: float = 1.0
    ) -> Self:
        """An RBM with independent normal parameters of standard deviation `scale`, in nats."""
        sizes = {"n_visible": n_visible, "n_hidden": n_hidden}
        return cls(**random_parameters(_shapes, sizes, rng, scale))

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
        """Number of units whose states an exact ln Z sums over: those of the smaller layer."""
        return min(self.n_visible, self.n_hidden)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape that each parameter must have."""
        if self.weights.ndim != 2:
            raise ValueError(
                f"RBM.weights: expected shape (n_visible, n_hidden), got {self.weights.shape}"
            )
        return _shapes(*self.weights.shape)

    def energy(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        """Energy of joint states, shape (...); the class gives the formula."""
        v, h = self._check_joint(v, h)
        interaction = np.einsum("...j,...j->...", v @ self.weights, h)
        return -(v @ self.visible_bias) - (h @ self.hidden_bias) - interaction

    def energy_gradient(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        r"""Derivatives of the energy, shape (..., n_parameters).

        .. math:: \partial E/\partial W_{ij} = -v_i h_j, \quad
                  \partial E/\partial b_i = -v_i, \quad \partial E/\partial c_j = -h_j
        """
        v, h = self._check_joint(v, h)
        return -concatenate_blocks(flat_outer(v, h), v, h)

    def free_energy(self, v: ArrayLike) -> NDArray[Any]:
        r"""Free energy of visible states, the hidden units summed out.

        .. math:: F(v) = -b^\top v - \sum_j \ln(1 + e^{c_j + (v^\top W)_j})

        Parameters
        ----------
        v : array_like, shape (..., n_visible)
            States in {0, 1}.

        Returns
        -------
        ndarray, shape (...)
            In nats; p(v) = exp(-F(v)) / Z.
        """
        return RBM.trusted_free_energy(self, self.check_states(v))

    def trusted_free_energy(self, v: NDArray[Any]) -> NDArray[Any]:
        """`free_energy` of valid states."""
        return -(v @ self.visible_bias) - softplus(self.hidden_bias + v @ self.weights).sum(-1)

    def free_energy_gradient(self, v: ArrayLike) -> NDArray[Any]:
        r"""Gradient of the free energy: the hidden units replaced by their means.

        .. math:: -\partial F/\partial(W, b, c) = (v\,\sigma^\top,\ v,\ \sigma), \quad
                  \sigma_j = \sigma(c_j + (v^\top W)_j)

        Parameters
        ----------
        v : array_like, shape (..., n_visible)
            States in {0, 1}.

        Returns
        -------
        ndarray, shape (..., n_parameters)
        """
        return RBM.trusted_free_energy_gradient(self, self.check_states(v))

    def trusted_free_energy_gradient(self, v: NDArray[Any]) -> NDArray[Any]:
        """`free_energy_gradient` of valid states."""
        mean = self.trusted_hidden_mean(v)
        return -concatenate_blocks(flat_outer(v, mean), v, mean)

    def hidden_mean(self, v: ArrayLike) -> NDArray[Any]:
        r"""Probability that each hidden unit is on, given the visible state.

        .. math:: p(h_j = 1 \mid v) = \sigma(c_j + (v^\top W)_j)

        Parameters
        ----------
        v : array_like, shape (..., n_visible)
            States in {0, 1}.

        Returns
        -------
        ndarray, shape (..., n_hidden)
        """
        return RBM.trusted_hidden_mean(self, self.check_states(v))

    def trusted_hidden_mean(self, v: NDArray[Any]) -> NDArray[Any]:
        """`hidden_mean` of valid states."""
        return sigmoid(self.hidden_bias + v @ self.weights)

    def visible_mean(self, h: ArrayLike) -> NDArray[Any]:
        r"""Probability that each visible unit is on, given the hidden state.

        .. math:: p(v_i = 1 \mid h) = \sigma(b_i + (W h)_i)

        Parameters
        ----------
        h : array_like, shape (..., n_hidden)
            States in {0, 1}.

        Returns
        -------
        ndarray, shape (..., n_visible)
        """
        self.require_floats()
        return RBM.trusted_visible_mean(self, check_states(h, self.n_hidden, "h"))

    def trusted_visible_mean(self, h: NDArray[Any]) -> NDArray[Any]:
        """`visible_mean` of valid states."""
        return sigmoid(self.visible_bias + h @ self.weights.T)

    def transposed(self) -> "RBM":
        """The same machine with the layers' names exchanged.

        Returns
        -------
        RBM
            With ``weights.T`` and the biases swapped: the same Z and the same joint
            probabilities, v and h exchanged.
        """
        return RBM(self.weights.T, self.hidden_bias, self.visible_bias)

    def log_partition(
        self, *, executor: Executor | None = None, max_terms: int = MAX_TERMS
    ) -> Any:
        r"""Logarithm of the partition function, summing the states of the smaller layer only.

        .. math:: Z = \sum_h e^{c^\top h} \prod_i \bigl(1 + e^{b_i + (W h)_i}\bigr)

        or the same with the layers exchanged; `rbmlib.models.rbm_partition` says how, and what
        to do where one machine is not enough.

        Parameters
        ----------
        executor : concurrent.futures.Executor, optional
            What computes the blocks of the sum: processes, a cluster; by default, threads on
            all cores.
        max_terms : int
            Largest number of terms, a state of the smaller layer times a unit of the other one.

        Returns
        -------
        float
            In nats.
        """
        parameters = self.weights, self.visible_bias, self.hidden_bias
        return log_partition(*parameters, executor=executor, max_terms=max_terms)

    def log_partition_gradient(
        self, *, executor: Executor | None = None, max_terms: int = MAX_TERMS
    ) -> NDArray[Any]:
        r"""Gradient of ln Z, summing the states of the smaller layer only.

        .. math:: \partial \ln Z/\partial(W, b, c) = (E[v h^\top],\ E[v],\ E[h])

        Parameters
        ----------
        executor, max_terms
            As in `log_partition`.

        Returns
        -------
        ndarray, shape (n_parameters,)
        """
        parameters = self.weights, self.visible_bias, self.hidden_bias
        moments = partition_moments(*parameters, executor=executor, max_terms=max_terms)
        return np.concatenate([moments.products.ravel(), moments.visible, moments.hidden])


def _shapes(n_visible: int, n_hidden: int) -> dict[str, tuple[int, ...]]:
    return {
        "weights": (n_visible, n_hidden),
        "visible_bias": (n_visible,),
        "hidden_bias": (n_hidden,),
    }
