"""The restricted Boltzmann machine, with a closed form for every enumerated default."""

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from rbmlib.models.energy import EnergyModel
from rbmlib.models.parameters import concatenate_blocks, flat_outer, random_parameters
from rbmlib.models.rbm_partition import MAX_TERMS, log_partition, partition_moments
from rbmlib.numerics import sigmoid, softplus
from rbmlib.validation import check_states


@dataclass(frozen=True, eq=False)
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

    Raises
    ------
    ValueError
        If the shapes do not fit together or a parameter is not finite.

    References
    ----------
    .. [1] A. Fischer and C. Igel, "Training restricted Boltzmann machines: an
       introduction", Pattern Recognition 47 (2014) 25-39.
    """

    weights: np.ndarray
    visible_bias: np.ndarray
    hidden_bias: np.ndarray

    @classmethod
    def random(cls, n_visible, n_hidden, rng, scale=1.0):
        """An RBM with independent normal parameters, biases included.

        Parameters
        ----------
        n_visible, n_hidden : int
            Numbers of units.
        rng : numpy.random.Generator
            Source of randomness.
        scale : float
            Standard deviation of every parameter, in nats.

        Returns
        -------
        RBM
        """
        return cls(**random_parameters(_shapes(n_visible, n_hidden), rng, scale))

    @property
    def n_visible(self):
        """Number of visible units."""
        return self.weights.shape[0]

    @property
    def n_hidden(self):
        """Number of hidden units."""
        return self.weights.shape[1]

    def shapes(self):
        """Shape of each parameter; see `EnergyModel.shapes`."""
        if self.weights.ndim != 2:
            raise ValueError(
                f"RBM.weights: expected shape (n_visible, n_hidden), got {self.weights.shape}"
            )
        return _shapes(*self.weights.shape)

    def energy(self, v, h):
        """Energy of joint states; see `EnergyModel.energy` and the class for the formula."""
        v, h = self._check_joint(v, h)
        interaction = np.einsum("...j,...j->...", v @ self.weights, h)
        return -(v @ self.visible_bias) - (h @ self.hidden_bias) - interaction

    def energy_gradient(self, v, h):
        r"""Derivatives of the energy; see `EnergyModel.energy_gradient`.

        .. math:: \partial E/\partial W_{ij} = -v_i h_j, \quad
                  \partial E/\partial b_i = -v_i, \quad \partial E/\partial c_j = -h_j
        """
        v, h = self._check_joint(v, h)
        return -concatenate_blocks(flat_outer(v, h), v, h)

    def free_energy(self, v):
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

        Raises
        ------
        ValueError
            If the last axis of `v` is not `n_visible` or a state is not binary.
        """
        v = check_states(v, self.n_visible, "v")
        return -(v @ self.visible_bias) - softplus(self.hidden_bias + v @ self.weights).sum(-1)

    def free_energy_gradient(self, v):
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

        Raises
        ------
        ValueError
            As `free_energy`.
        """
        v, mean = check_states(v, self.n_visible, "v"), self.hidden_mean(v)
        return -concatenate_blocks(flat_outer(v, mean), v, mean)

    def hidden_mean(self, v):
        r"""Probability that each hidden unit is on, given the visible state.

        .. math:: p(h_j = 1 \mid v) = \sigma(c_j + (v^\top W)_j)

        Parameters
        ----------
        v : array_like, shape (..., n_visible)
            States in {0, 1}.

        Returns
        -------
        ndarray, shape (..., n_hidden)

        Raises
        ------
        ValueError
            If `v` is not binary or of the wrong width.
        """
        v = check_states(v, self.n_visible, "v")
        return sigmoid(self.hidden_bias + v @ self.weights)

    def visible_mean(self, h):
        r"""Probability that each visible unit is on, given the hidden state.

        .. math:: p(v_i = 1 \mid h) = \sigma(b_i + (W h)_i)

        Parameters
        ----------
        h : array_like, shape (..., n_hidden)
            States in {0, 1}.

        Returns
        -------
        ndarray, shape (..., n_visible)

        Raises
        ------
        ValueError
            If `h` is not binary or of the wrong width.
        """
        return self.transposed().hidden_mean(h)

    def transposed(self):
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
    ) -> float:
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
    ) -> np.ndarray:
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


def _shapes(n_visible, n_hidden):
    return {
        "weights": (n_visible, n_hidden),
        "visible_bias": (n_visible,),
        "hidden_bias": (n_hidden,),
    }
