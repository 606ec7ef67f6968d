"""A Gaussian-Bernoulli RBM with one visible unit: what the texts say of continuous x.

E(x, h) = (x - a)^2 / (2 s^2) - c'h - x w'h / s^2, so that p(x) is a mixture of 2^m Gaussians.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from rbmlib.numerics import sigmoid, softplus
from rbmlib.states import binary_states

_STEP = 1e-30


@dataclass(frozen=True, eq=False)
class Gaussian:
    """One continuous visible unit and m binary hidden ones.

    Attributes
    ----------
    a : float
        Visible bias.
    w, c : ndarray, shape (m,)
        Weights and hidden biases.
    s : float
        Standard deviation of x given h.
    """

    a: float
    w: np.ndarray
    c: np.ndarray
    s: float = 0.8

    @classmethod
    def like(cls, setting):
        """A machine with the first visible unit's parameters of a setting."""
        return cls(setting.b[0], setting.W[0], setting.c)

    def D(self, line):
        """Derivative of a line in (a, w, c), by the complex step, along the last axis."""
        slopes = []
        for field in fields(self)[:3]:
            value = np.asarray(getattr(self, field.name))
            for axis in np.eye(value.size):
                step = 1j * _STEP * axis.reshape(value.shape)
                slopes.append(np.imag(line(replace(self, **{field.name: value + step}))) / _STEP)
        return np.stack(slopes, axis=-1)

    @property
    def grid(self):
        """Points for the trapezoidal rule, twelve standard deviations beyond every mean.

        The integrand is analytic and vanishes at both ends, so the error is below rounding.
        """
        means = np.real(self.a + binary_states(len(self.w)) @ self.w)
        return np.linspace(means.min() - 12 * self.s, means.max() + 12 * self.s, 2001)

    def log_f(self, x):
        """Logarithm of the unnormalised density, the hidden units summed out."""
        inputs = self.c + np.multiply.outer(x, self.w) / self.s**2
        return -((x - self.a) ** 2) / (2 * self.s**2) + softplus(inputs).sum(axis=-1)

    @property
    def Z(self):
        """Partition function: a Gaussian integral for each hidden state."""
        h = binary_states(len(self.w))
        mean = self.a + h @ self.w
        exponents = h @ self.c + (mean**2 - self.a**2) / (2 * self.s**2)
        return np.sqrt(2 * np.pi) * self.s * np.exp(exponents).sum()

    def integral(self):
        """The same by quadrature."""
        return np.trapezoid(np.exp(self.log_f(self.grid)), self.grid)

    def density(self, x):
        """Normalised density."""
        return np.exp(self.log_f(x)) / self.Z

    def mean(self, values):
        """Average over the density of values on the grid, points along the first axis."""
        return np.trapezoid(values.T * self.density(self.grid), self.grid)

    def score(self, x):
        """Slope d log p / dx in closed form."""
        q = sigmoid(self.c + np.multiply.outer(x, self.w) / self.s**2)
        return (self.a + q @ self.w - x) / self.s**2

    def score_slope(self, x):
        """Second derivative of log p in x."""
        q = sigmoid(self.c + np.multiply.outer(x, self.w) / self.s**2)
        return -1 / self.s**2 + (q * (1 - q)) @ self.w**2 / self.s**4
