"""One machine and one data set, with every quantity that the texts name, by enumeration.

Glossary: V and H count the visible and the hidden states, n and m the units, K the
parameters, N the samples.  Only `RBM.energy` is used: what the texts derive is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rbmlib.checks import complex_step
from rbmlib.models import RBM
from rbmlib.numerics import logsumexp, sigmoid
from rbmlib.states import binary_states, state_index
from rbmlib.validation import check_data


@dataclass(frozen=True, eq=False)
class Setting:
    """Inputs of every line, and the symbols of the texts.

    Attributes
    ----------
    model : RBM
    data : ndarray, shape (N, n)
        The training set; rows may repeat.
    samples : ndarray, shape (N_s, n)
        Rows said to be drawn from the model.
    """

    model: RBM
    data: np.ndarray
    samples: np.ndarray

    def __post_init__(self):
        for name in ("data", "samples"):
            checked = check_data(getattr(self, name), self.model.n_visible, name)
            object.__setattr__(self, name, checked)

    @classmethod
    def draw(
        cls, n_visible: int, n_hidden: int, rng: np.random.Generator, *, scale: float = 1.0
    ) -> "Setting":
        """A generic setting: five rows of which the first is repeated, ten samples.

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
        Setting
        """
        model = RBM.random(n_visible, n_hidden, rng, scale=scale)
        data = rng.integers(0, 2, (5, n_visible))
        drawn = rng.choice(2**n_visible, size=10, p=cls(model, data, data).p)
        return cls(model, np.concatenate([data, data[:1]]), binary_states(n_visible)[drawn])

    def at(self, model):
        """The same data with another model."""
        return replace(self, model=model)

    def D(self, line):
        """Derivative of a line with respect to all parameters, by the complex step.

        Parameters
        ----------
        line : callable
            Takes a setting and returns a number or an array.

        Returns
        -------
        ndarray, shape (..., K)
        """
        return complex_step(lambda model: line(self.at(model)), self.model)

    def DW(self, line):
        """Derivative with respect to the weights alone, shape (..., n, m)."""
        return self.model.unravel(self.D(line))["weights"]

    @property
    def W(self):
        """Weights, (n, m)."""
        return self.model.weights

    @property
    def b(self):
        """Visible biases, (n,)."""
        return self.model.visible_bias

    @property
    def c(self):
        """Hidden biases, (m,)."""
        return self.model.hidden_bias

    @cached_property
    def v(self):
        """Visible states, (V, n)."""
        return binary_states(self.model.n_visible)

    @cached_property
    def h(self):
        """Hidden states, (H, m)."""
        return binary_states(self.model.n_hidden)

    @cached_property
    def E(self):
        """Energies, (V, H)."""
        return self.model.energy(self.v[:, None, :], self.h)

    @cached_property
    def dE(self):
        """Derivatives of the energies, (V, H, K)."""
        return self.D(lambda s: s.E)

    @cached_property
    def f(self):
        """Unnormalised probabilities e^{-E}, (V, H)."""
        return np.exp(-self.E)

    @property
    def f_v(self):
        """Unnormalised probabilities of visible states, (V,)."""
        return self.f.sum(axis=1)

    @property
    def Z(self):
        """Partition function, from the logarithms of its terms."""
        return np.exp(logsumexp(-self.E))

    @cached_property
    def joint(self):
        """p(v, h), (V, H), from energies and ln Z."""
        return np.exp(-self.E - logsumexp(-self.E))

    @cached_property
    def p(self):
        """p(v), (V,)."""
        log_f = logsumexp(-self.E, axis=-1)
        return np.exp(log_f - logsumexp(log_f))

    @cached_property
    def posterior(self):
        """p(h | v), (V, H)."""
        return np.exp(-self.E - logsumexp(-self.E, axis=-1)[:, None])

    @property
    def sigma(self):
        """p(h_j = 1 | v), (V, m): the logistic function of c + v'W."""
        return sigmoid(self.c + self.v @ self.W)

    @cached_property
    def same_h(self):
        """1 where two hidden states agree in unit j, (m, H, H)."""
        return (self.h.T[:, :, None] == self.h.T[:, None, :]).astype(float)

    @property
    def joint_j(self):
        """p(v, h_j), (m, V, H): a column holds the probability of its own value of h_j."""
        return self.joint @ self.same_h

    @cached_property
    def rows(self):
        """Index of each sample's state, (N,)."""
        return state_index(self.data)

    @property
    def N(self):
        """Number of samples."""
        return len(self.data)

    @cached_property
    def q(self):
        """Share of each visible state in the data, (V,)."""
        return np.bincount(self.rows, minlength=len(self.v)) / self.N

    @property
    def members(self):
        """1 for each state that occurs in the data, (V,)."""
        return (self.q > 0).astype(float)

    @property
    def population(self):
        """A distribution that the data are said to come from, (V,); positive, and not p."""
        weights = np.exp(np.cos(3.0 * np.arange(len(self.v)) + 1.0))
        return weights / weights.sum()

    @property
    def noise(self):
        """A positive distribution over visible states, (V,), for the estimators."""
        weights = np.exp(0.5 * np.sin(2.0 * np.arange(len(self.v)) + 0.5))
        return weights / weights.sum()

    @property
    def other(self):
        """A second machine of the same size."""
        return self.at(self.model.with_parameters(0.8 * self.model.ravel()[::-1] + 0.1))

    @property
    def kl(self):
        """Divergence of the model from the data: cross entropy minus entropy."""
        seen = self.q > 0
        return self.q[seen] @ np.log(self.q[seen]) - self.q[seen] @ np.log(self.p[seen])


def generic_settings(
    rng: np.random.Generator,
    *,
    shapes: Iterable[tuple[int, int]] = ((3, 2), (2, 3), (4, 3), (3, 3)),
    scale: float = 1.0,
) -> list[Setting]:
    """One generic setting of each shape.

    Parameters
    ----------
    rng : numpy.random.Generator
    shapes : iterable of (n_visible, n_hidden)
        With two hidden units at least: some conventions make no difference to one.
    scale : float
        Standard deviation of every parameter, in nats.
    """
    return [Setting.draw(n, m, rng, scale=scale) for n, m in shapes]


def distinct(s):
    """The setting with each sample once."""
    return replace(s, data=np.unique(s.data, axis=0))


def unbiased(s):
    """The setting with all biases zero."""
    return s.at(RBM(s.W, 0 * s.b, 0 * s.c))


def divergence(left, right):
    """KL divergence of two distributions, the second one positive."""
    seen = left > 0
    return left[seen] @ np.log(left[seen] / right[seen])
