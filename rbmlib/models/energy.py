"""Models with binary units: an energy, its gradient, and the rest by enumeration.

Glossary: v visible state, h hidden state, E(v, h) energy, F(v) free energy, Z partition
function, theta all parameters as one vector.  p(v, h) = exp(-E(v, h)) / Z.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.models.base import Model
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states, state_blocks
from rbmlib.validation import check_states, require_enumerable

# Joint states whose energy gradients are held at once, a few megabytes for a tiny model.
_BLOCK = 2**14
# Numbers, one a parameter and a joint state, that a sum over hidden states may hold: 16 MiB.
_NUMBERS = 2**21

Pair = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, eq=False, repr=False)
class EnergyModel(Model):
    """A probability over binary states, p(v, h) = exp(-E(v, h)) / Z.

    A subclass is a frozen dataclass whose fields, in order, are the parameters.  It defines
    the energy and its gradient; every other quantity has a default here that is the
    definition, summed over every state.  A closed form overrides a default and must agree
    with it.
    """

    @property
    @abstractmethod
    def n_hidden(self) -> int:
        """Number of hidden units."""

    @abstractmethod
    def energy(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        """Energy of joint states, in nats; see the subclass for the formula.

        Parameters
        ----------
        v : array_like, shape (..., n_visible)
            Visible states in {0, 1}.
        h : array_like, shape (..., n_hidden)
            Hidden states in {0, 1}; leading axes broadcast against those of `v`.

        Returns
        -------
        ndarray, shape (...)
            One finite number a joint state, real where the parameters are.
        """

    @abstractmethod
    def energy_gradient(self, v: ArrayLike, h: ArrayLike) -> NDArray[Any]:
        """Derivative of the energy with respect to every parameter.

        Parameters
        ----------
        v, h : array_like, shapes (..., n_visible) and (..., n_hidden)
            As in `energy`.

        Returns
        -------
        ndarray, shape (..., n_parameters)
            In the order of `ravel`.
        """

    @property
    def n_summed(self) -> int:
        """Number of units whose states an exact ln Z sums over: all of them."""
        return self.n_visible + self.n_hidden

    def check_states(self, v: ArrayLike, name: str = "v") -> NDArray[np.int64]:
        """Validate visible states: rows of zeros and ones, shape (..., n_visible)."""
        return check_states(v, self.n_visible, name)

    def free_energy(self, v: ArrayLike) -> NDArray[Any]:
        r"""Free energy, by summing over every hidden state.

        .. math:: F(v) = -\ln \sum_h e^{-E(v, h)}

        Parameters
        ----------
        v : array_like, shape (..., n_visible)
            Visible states in {0, 1}.

        Returns
        -------
        ndarray, shape (...)
            In nats; p(v) = exp(-F(v)) / Z.
        """
        return self._over_hidden(v, lambda v, h: -logsumexp(-self.energies(v, h), axis=-1))

    def free_energy_gradient(self, v: ArrayLike) -> NDArray[Any]:
        r"""Gradient of the free energy, as the posterior average of the energy's gradient.

        .. math:: \partial_\theta F(v) = \sum_h p(h \mid v)\, \partial_\theta E(v, h)

        Parameters
        ----------
        v : array_like, shape (..., n_visible)
            Visible states in {0, 1}.

        Returns
        -------
        ndarray, shape (..., n_parameters)
        """
        return self._over_hidden(v, self._posterior_slope)

    def log_partition(self) -> Any:
        r"""Logarithm of the partition function, by summing over every joint state.

        .. math:: \ln Z = \ln \sum_{v, h} e^{-E(v, h)}

        Returns
        -------
        float
            In nats.
        """
        blocks = [logsumexp(-self.energies(v, h)) for v, h in self._joint_blocks()]
        return logsumexp(np.array(blocks))[()]

    def log_partition_gradient(self) -> NDArray[Any]:
        r"""Gradient of ln Z, by summing over every joint state.

        .. math:: \partial \ln Z/\partial\theta
                  = -\sum_{v, h} p(v, h)\, \partial E(v, h)/\partial\theta

        Returns
        -------
        ndarray, shape (n_parameters,)
        """
        # The definition's own ln Z: a closed form that overrides it is what this is held against.
        log_z, gradient = EnergyModel.log_partition(self), np.zeros(self.n_parameters)
        for v, h in self._joint_blocks():
            probabilities = np.exp(-self.energies(v, h) - log_z)
            gradient = gradient - np.einsum("vh,vhk->k", probabilities, self._slopes(v, h))
        return gradient

    def energies(self, v: NDArray[np.int64], h: NDArray[np.int64]) -> NDArray[Any]:
        """`energy` of valid states, if it is what an energy must be: a finite number for each.

        Parameters
        ----------
        v, h : ndarray of int, shapes (..., n_visible) and (..., n_hidden)

        Returns
        -------
        ndarray, shape (...)
            In nats; complex only where the parameters are.
        """
        energies = np.asarray(self.energy(v, h))
        _require_shape(f"{type(self).__name__}.energy", energies, v, h)
        if np.iscomplexobj(energies) and not any(map(np.iscomplexobj, self._blocks.values())):
            raise ValueError(f"{type(self).__name__}.energy: expected real numbers, got complex")
        if not np.all(np.isfinite(energies)):
            raise ValueError(
                f"{type(self).__name__}.energy: expected finite numbers, got "
                f"{energies[~np.isfinite(energies)][0]}"
            )
        return energies

    def _slopes(self, v: NDArray[np.int64], h: NDArray[np.int64]) -> NDArray[Any]:
        slopes = np.asarray(self.energy_gradient(v, h))
        name = f"{type(self).__name__}.energy_gradient"
        _require_shape(name, slopes, v, h, self.n_parameters)
        return slopes

    def _check_joint(self, v: ArrayLike, h: ArrayLike) -> Pair:
        return check_states(v, self.n_visible, "v"), check_states(h, self.n_hidden, "h")

    def _posterior_slope(self, v: NDArray[np.int64], h: NDArray[np.int64]) -> NDArray[Any]:
        exponents = -self.energies(v, h)
        posterior = np.exp(exponents - logsumexp(exponents, axis=-1)[..., None])
        return np.einsum("...h,...hk->...k", posterior, self._slopes(v, h))

    def _over_hidden(
        self, v: ArrayLike, function: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
    ) -> NDArray[Any]:
        """A function of visible states and every hidden one, a few visible states at a time."""
        v = self.check_states(v)
        what = f"{type(self).__name__}: the sum over hidden states"
        require_enumerable(self.n_hidden, what, "use a model with a closed-form free energy")
        h, batch = binary_states(self.n_hidden), v.shape[:-1]
        states = v.reshape(int(np.prod(batch)), 1, self.n_visible)
        rows = max(1, _NUMBERS // (len(h) * max(1, self.n_parameters)))
        starts = range(0, max(1, len(states)), rows)
        values = np.concatenate([function(states[k : k + rows], h) for k in starts])
        return values.reshape(batch + values.shape[1:])[()]

    def _joint_blocks(self) -> Iterator[Pair]:
        n_units = self.n_visible + self.n_hidden
        what = f"{type(self).__name__}: the sum over joint states"
        require_enumerable(n_units, what, "use a closed form (RBM has one) or a sampling estimate")
        h = binary_states(self.n_hidden)
        for v in state_blocks(self.n_visible, max(1, _BLOCK // len(h))):
            yield v[:, None, :], h


def _require_shape(
    name: str, values: NDArray[Any], v: NDArray[Any], h: NDArray[Any], *last: int
) -> None:
    expected = (*np.broadcast_shapes(v.shape[:-1], h.shape[:-1]), *last)
    if values.shape != expected:
        raise ValueError(
            f"{name}: expected shape {expected} for states of shapes {v.shape} and {h.shape}, got "
            f"{values.shape}"
        )
