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
from rbmlib.validation import NUMERIC, check_pair, check_states, require_enumerable

# Joint states whose energy gradients are held at once, a few megabytes for a tiny model.
_BLOCK = 2**14
# Numbers, one a parameter and a joint state, that a sum over hidden states may hold: 16 MiB.
_NUMBERS = 2**21

States = NDArray[np.int64]


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
        self.require_floats()
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

    def energies(self, v: States, h: States) -> NDArray[Any]:
        """`energy` of valid states, if it is what an energy must be: a finite number for each.

        Parameters
        ----------
        v, h : ndarray of int, shapes (..., n_visible) and (..., n_hidden)

        Returns
        -------
        ndarray, shape (...)
            In nats; complex only where the parameters are.
        """
        return self._checked("energy", self.energy(v, h), v, h)

    def _slopes(self, v: States, h: States) -> NDArray[Any]:
        return self._checked(
            "energy_gradient", self.energy_gradient(v, h), v, h, self.n_parameters
        )

    def _checked(self, method: str, values: Any, v: States, h: States, *last: int) -> NDArray[Any]:
        """What a subclass computed for these states, one finite number or vector for each."""
        name, values = f"{type(self).__name__}.{method}", np.asarray(values)
        expected = (*np.broadcast_shapes(v.shape[:-1], h.shape[:-1]), *last)
        if values.shape != expected:
            raise ValueError(
                f"{name}: expected shape {expected} for states of shapes {v.shape} and {h.shape}, "
                f"got {values.shape}"
            )
        if values.dtype.kind not in NUMERIC:
            raise ValueError(f"{name}: expected numbers, got {values.dtype}")
        if np.iscomplexobj(values) and not self.is_complex:
            raise ValueError(f"{name}: expected real numbers, got complex")
        if not np.all(np.isfinite(values)):
            got = values[~np.isfinite(values)][0]
            raise ValueError(f"{name}: expected finite numbers, got {got}")
        return values

    def _check_joint(self, v: ArrayLike, h: ArrayLike) -> tuple[States, States]:
        v, h = check_states(v, self.n_visible, "v"), check_states(h, self.n_hidden, "h")
        return check_pair(v, h, "v, h")

    def _posterior_slope(self, v: States, h: States) -> NDArray[Any]:
        exponents = -self.energies(v, h)
        posterior = np.exp(exponents - logsumexp(exponents, axis=-1)[..., None])
        size, slope = max(1, _NUMBERS // max(1, self.n_parameters)), np.zeros(())
        for part in (slice(k, k + size) for k in range(0, len(h), size)):
            slopes = self._slopes(v, h[part])
            slope = slope + np.einsum("...h,...hk->...k", posterior[..., part], slopes)
        return slope

    def _over_hidden(
        self, v: ArrayLike, function: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
    ) -> NDArray[Any]:
        """A function of visible states and every hidden one, a few visible states at a time."""
        v = self.check_states(v)
        what = f"{type(self).__name__}: the sum over hidden states"
        instead = "use a model with a closed-form free energy"
        require_enumerable(self.n_hidden, what, instead, numbers_each=2 * self.n_hidden)
        h, batch = binary_states(self.n_hidden), v.shape[:-1]
        states = v.reshape(int(np.prod(batch)), 1, self.n_visible)
        rows = max(1, _NUMBERS // (len(h) * max(1, self.n_parameters)))
        starts = range(0, max(1, len(states)), rows)
        values = np.concatenate([function(states[k : k + rows], h) for k in starts])
        return values.reshape(batch + values.shape[1:])[()]

    def _joint_blocks(self) -> Iterator[tuple[States, States]]:
        n_units = self.n_visible + self.n_hidden
        what = f"{type(self).__name__}: the sum over joint states"
        require_enumerable(n_units, what, "use a closed form (RBM has one) or a sampling estimate")
        self.require_floats()
        size = max(1, min(_BLOCK, _NUMBERS // max(1, self.n_parameters)))
        for h in state_blocks(self.n_hidden, size):
            for v in state_blocks(self.n_visible, max(1, size // len(h))):
                yield v[:, None, :], h
