"""The interface of every model: an energy, its gradient, and the rest by enumeration.

Glossary: v visible state, h hidden state, E(v, h) energy, F(v) free energy, Z partition
function, theta all parameters as one vector.  p(v, h) = exp(-E(v, h)) / Z.
"""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from rbmlib.models.parameters import Parametric
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states, state_blocks
from rbmlib.validation import check_data, check_states, require_enumerable

# Joint states whose energy gradients are held at once, a few megabytes for a tiny model.
_BLOCK = 2**14


@dataclass(frozen=True, eq=False)
class EnergyModel(Parametric):
    """A probability over binary states, p(v, h) = exp(-E(v, h)) / Z.

    A subclass is a frozen dataclass whose fields, in order, are the parameters.  It defines
    the energy and its gradient; every other quantity has a default here that is the
    definition, summed over every state.  A closed form overrides a default and must agree
    with it.
    """

    @property
    @abstractmethod
    def n_visible(self):
        """Number of visible units."""

    @property
    @abstractmethod
    def n_hidden(self):
        """Number of hidden units."""

    @abstractmethod
    def energy(self, v, h):
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

        Raises
        ------
        ValueError
            If a last axis has the wrong length or a state is not binary.
        """

    @abstractmethod
    def energy_gradient(self, v, h):
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

    def free_energy(self, v):
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

        Raises
        ------
        ValueError
            If `v` is not binary or of the wrong width, or there are too many hidden states.
        """
        return -logsumexp(-self.energy(*self._every_hidden(v)), axis=-1)

    def free_energy_gradient(self, v):
        r"""Gradient of the free energy, as the posterior average of the energy's gradient.

        .. math:: \partial_\theta F(v) = \sum_h p(h \mid v)\, \partial_\theta E(v, h)

        Parameters
        ----------
        v : array_like, shape (..., n_visible)
            Visible states in {0, 1}.

        Returns
        -------
        ndarray, shape (..., n_parameters)

        Raises
        ------
        ValueError
            As `free_energy`.
        """
        v, h = self._every_hidden(v)
        exponents = -self.energy(v, h)
        posterior = np.exp(exponents - logsumexp(exponents, axis=-1)[..., None])
        return np.einsum("...h,...hk->...k", posterior, self.energy_gradient(v, h))

    def log_partition(self):
        r"""Logarithm of the partition function, by summing over every joint state.

        .. math:: \ln Z = \ln \sum_{v, h} e^{-E(v, h)}

        Returns
        -------
        float
            In nats.

        Raises
        ------
        ValueError
            If there are more than `rbmlib.states.MAX_STATES` joint states.
        """
        return logsumexp([logsumexp(-self.energy(v, h)) for v, h in self._joint_blocks()])

    def log_partition_gradient(self):
        r"""Gradient of ln Z, by summing over every joint state.

        .. math:: \partial \ln Z/\partial\theta
                  = -\sum_{v, h} p(v, h)\, \partial E(v, h)/\partial\theta

        Returns
        -------
        ndarray, shape (n_parameters,)

        Raises
        ------
        ValueError
            As `log_partition`.
        """
        log_z, gradient = self.log_partition(), 0
        for v, h in self._joint_blocks():
            probabilities = np.exp(-self.energy(v, h) - log_z)
            gradient -= np.einsum("vh,vhk->k", probabilities, self.energy_gradient(v, h))
        return gradient

    def check_data(self, data):
        """Validate a data set for this model; see `rbmlib.states.check_data`."""
        return check_data(data, self.n_visible)

    def _check_joint(self, v, h):
        return check_states(v, self.n_visible, "v"), check_states(h, self.n_hidden, "h")

    def _every_hidden(self, v):
        v = check_states(v, self.n_visible, "v")
        what = f"{type(self).__name__}: the sum over hidden states"
        require_enumerable(self.n_hidden, what, "use a model with a closed-form free energy")
        return v[..., None, :], binary_states(self.n_hidden)

    def _joint_blocks(self):
        n_units = self.n_visible + self.n_hidden
        what = f"{type(self).__name__}: the sum over joint states"
        require_enumerable(n_units, what, "use a closed form (RBM has one) or a sampling estimate")
        h = binary_states(self.n_hidden)
        for v in state_blocks(self.n_visible, max(1, _BLOCK // len(h))):
            yield v[:, None, :], h
