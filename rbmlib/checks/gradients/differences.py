"""Derivatives by differences: of a number, or of every number of an array at once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.checks.compare import check_tolerance
from rbmlib.checks.gradients.imaginary import require_imaginary_part, with_imaginary_part
from rbmlib.checks.gradients.methods import METHODS, evaluated, require_arguments
from rbmlib.checks.gradients.protocols import M

# Smaller steps vanish on their way through a function.
_SMALLEST_STEP = 1e-200


def forward_difference(
    f: Callable[[M], ArrayLike], model: M, *, step: float = METHODS["forward"].step
) -> NDArray[np.float64]:
    """Derivatives by one-sided differences; error O(step).

    Parameters
    ----------
    f : callable
        Takes a model and returns a real number, or an array of them of shape (...).
    model : Differentiable
        Where the derivatives are taken.
    step : float
        Added to one parameter at a time.

    Returns
    -------
    ndarray, shape (..., n_parameters)
        The gradient of a number, the Jacobian of an array; parameters in the order of
        ``model.ravel()``.
    """
    _check(f, model, step)
    here = evaluated(f, model)
    return _along_each(model, step, lambda shifted: (evaluated(f, shifted(step)) - here) / step)


def central_difference(
    f: Callable[[M], ArrayLike], model: M, *, step: float = METHODS["central"].step
) -> NDArray[np.float64]:
    """Derivatives by symmetric differences; error O(step**2).

    Parameters
    ----------
    f : callable
        Takes a model and returns a real number, or an array of them of shape (...).
    model : Differentiable
        Where the derivatives are taken.
    step : float
        Added to one parameter at a time, and subtracted from it.

    Returns
    -------
    ndarray, shape (..., n_parameters)
        The gradient of a number, the Jacobian of an array; parameters in the order of
        ``model.ravel()``.
    """
    _check(f, model, step)

    def slope(shifted):
        return (evaluated(f, shifted(step)) - evaluated(f, shifted(-step))) / (2 * step)

    return _along_each(model, step, slope)


def richardson(
    f: Callable[[M], ArrayLike], model: M, *, step: float = METHODS["richardson"].step
) -> NDArray[np.float64]:
    """Derivatives by central differences at two steps, combined; error O(step**4).

    Parameters
    ----------
    f : callable
        Takes a model and returns a real number, or an array of them of shape (...).
    model : Differentiable
        Where the derivatives are taken.
    step : float
        The smaller of the two steps; the other is twice as large.

    Returns
    -------
    ndarray, shape (..., n_parameters)
        The gradient of a number, the Jacobian of an array; parameters in the order of
        ``model.ravel()``.
    """
    fine = central_difference(f, model, step=step)
    return (4 * fine - central_difference(f, model, step=2 * step)) / 3


def complex_step(
    f: Callable[[M], ArrayLike], model: M, *, step: float = METHODS["complex"].step
) -> NDArray[np.float64]:
    """Derivatives from the imaginary part of f at a complex parameter; no cancellation.

    Parameters
    ----------
    f : callable
        Takes a model and returns a real number, or an array of them of shape (...).  It must be
        analytic: no ``abs``, ``max`` or comparison of complex values, and no cast to float.
    model : Differentiable
        Where the derivatives are taken.
    step : float
        The imaginary part that one parameter at a time is given.

    Returns
    -------
    ndarray, shape (..., n_parameters)
        The gradient of a number, the Jacobian of an array; parameters in the order of
        ``model.ravel()``.

    Raises
    ------
    ValueError
        Also if a number of f has lost its imaginary part: its derivative would be zero in all
        parameters, and real differences show that it is not.

    References
    ----------
    .. [1] W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real
       functions", SIAM Review 40 (1998) 110-112.
    """
    _check(f, model, step)
    theta = model.ravel()

    def slope(axis):
        return np.imag(with_imaginary_part(f, model, theta + 1j * step * axis)) / step

    jacobian = _stacked(model, slope)
    require_imaginary_part(f, model, jacobian)
    return jacobian


DIFFERENCES = {
    "forward": forward_difference,
    "central": central_difference,
    "richardson": richardson,
    "complex": complex_step,
}


def _along_each(model, step, slope):
    """Slopes along each parameter; a slope takes a function from a shift to a model."""
    theta = model.ravel()

    def along(axis):
        return slope(lambda shift: model.with_parameters(theta + shift * axis))

    return _stacked(model, along)


def _stacked(model, slope):
    """Slopes along each axis of the parameters, as the last axis of an array."""
    each = np.arange(model.ravel().size)
    if not each.size:
        raise ValueError("model: expected at least one parameter, got none")
    return np.stack([slope((each == k).astype(float)) for k in each], axis=-1)


def _check(f, model, step):
    require_arguments(f, model)
    if check_tolerance(step, "step") < _SMALLEST_STEP:
        raise ValueError(f"step: expected a number from {_SMALLEST_STEP:g} on, got {step}")
