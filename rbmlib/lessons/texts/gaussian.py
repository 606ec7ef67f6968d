"""What the texts say of a continuous x, on a Gaussian-Bernoulli RBM with one visible unit.

The texts' integrals are taken by quadrature; the closed forms are the model's own.
"""

from typing import NamedTuple

import numpy as np

from rbmlib.checks import complex_step
from rbmlib.models import GaussianRBM
from rbmlib.states import binary_states


def like(s):
    """A machine with the first visible unit's parameters of a setting."""
    return GaussianRBM(s.W[:1], s.b[:1], s.c, [0.8])


def slope(machine, line):
    """Derivative of a line in all parameters, by the complex step, along the last axis."""
    return complex_step(line, machine)


class _Shift(NamedTuple):
    """How far points are moved: what a complex step differentiates in."""

    by: complex = 0.0

    def ravel(self):
        return np.array([self.by])

    def with_parameters(self, theta):
        return _Shift(theta[0])


def slope_in_x(machine, points, scale=1.0):
    """Slope of ln(scale times p-tilde) at points of shape (n,), by the complex step."""

    def moved(shift):
        return np.log(scale * np.exp(log_f(machine, points + shift.by)))

    return complex_step(moved, _Shift())[:, 0]


def grid(machine):
    """Points for the trapezoidal rule, twelve standard deviations beyond every mean.

    The integrand is analytic and vanishes at both ends, so the error is below rounding.
    """
    means = np.real(machine.visible_mean(binary_states(machine.n_hidden)))
    beyond = 12 * np.real(machine.visible_scale[0])
    return np.linspace(means.min() - beyond, means.max() + beyond, 2001)


def log_f(machine, x):
    """Logarithm of the unnormalised density at points of shape (n,)."""
    return -machine.free_energy(x[:, None])


def trapezoid(values, x):
    """The trapezoidal rule along the last axis; NumPy's own is new in NumPy 2."""
    return (np.diff(x) * (values[..., 1:] + values[..., :-1]) / 2).sum(axis=-1)


def partition(machine):
    """Z in closed form."""
    return np.exp(machine.log_partition())


def integral(machine):
    """Z by quadrature."""
    x = grid(machine)
    return trapezoid(np.exp(log_f(machine, x)), x)


def mean(machine, values):
    """Average over the density of values on the grid, points along the first axis."""
    x = grid(machine)
    return trapezoid(values.T * np.exp(log_f(machine, x)) / partition(machine), x)
