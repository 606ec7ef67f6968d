"""Whether a function kept the imaginary part in which the complex step carries the derivative.

A cast, ``abs``, ``.real`` or a conjugate drops it, some of them without a sound, and the
derivative that comes is wrong or zero.  Real differences along one direction, which is fixed and
generic, cost four evaluations however many parameters there are, and show it.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.exceptions import ComplexWarning
from numpy.typing import NDArray

from rbmlib.checks.gradients.methods import METHODS, error_bound, evaluated
from rbmlib.checks.gradients.protocols import Differentiable, Vector

_LOST = (
    'f: your function lost its imaginary part; use central (method="central" of check_gradient, '
    "or central_difference), or keep the numbers complex: no float, abs, real or cast"
)
# How much more than its own error a difference may be off, and the least relative error that
# counts: what is lost is a term, not a digit.
_SAFETY, _VISIBLE = 10, 1e-3


def with_imaginary_part(
    f: Callable[[Any], Any], model: Differentiable, theta: NDArray[Any]
) -> NDArray[Any]:
    """What f returns at complex parameters; refuses a cast that would drop their imaginary part.

    Parameters
    ----------
    f : callable
        Takes a model and returns a number or an array.
    model : Differentiable
    theta : ndarray of complex, shape (n_parameters,)

    Returns
    -------
    ndarray
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ComplexWarning)
            return evaluated(f, model.with_parameters(theta))
    except (TypeError, ComplexWarning) as error:
        f(model)  # a mistake that real parameters show as well is raised here as what it is
        raise ValueError(f"{_LOST} ({error})") from error


def require_imaginary_part(
    f: Callable[[Any], Any], model: Differentiable, jacobian: NDArray[Any]
) -> None:
    """Refuse a derivative that is zero in all parameters while real differences are not.

    Parameters
    ----------
    f : callable
        Takes a model and returns a number or an array of shape (...).
    model : Differentiable
    jacobian : ndarray, shape (..., n_parameters)
        By the complex step.
    """
    still = ~np.any(jacobian, axis=-1)
    if np.any(still):
        slope, doubt = _along_one_direction(f, model)
        if np.any(still & (np.abs(slope) > doubt)):
            raise ValueError(_LOST)


def require_same_slope(f: Callable[[Any], Any], model: Differentiable, gradient: Vector) -> None:
    """Refuse a gradient by the complex step that real differences contradict.

    Parameters
    ----------
    f : callable
        Takes a model and returns a number.
    model : Differentiable
    gradient : ndarray, shape (n_parameters,)
        By the complex step.
    """
    slope, doubt = _along_one_direction(f, model)
    by_complex_step = gradient @ _direction(gradient.size)
    typical = max(float(np.sqrt(np.mean(gradient**2))), abs(float(slope)))
    if abs(by_complex_step - slope) > max(float(doubt), _VISIBLE * typical):
        found = f"along one direction {by_complex_step:.4g}, by real differences {slope:.4g}"
        raise ValueError(f"{_LOST} ({found})")


def _direction(n):
    """A fixed unit vector without symmetry: fractional parts of multiples of the golden ratio."""
    k = np.arange(n)
    generic = (1 + k * (np.sqrt(5) - 1) / 2 % 1) * np.where(k % 2, -1, 1)
    return generic / np.linalg.norm(generic)


def _along_one_direction(f, model):
    """Slope by real values of f, and the error beyond which it contradicts another slope.

    The error is estimated twice: from the change that the finer step makes, and from the
    largest number that is met, be it f or an exponent of f.
    """
    theta, step = model.ravel(), METHODS["richardson"].step
    direction = _direction(theta.size)
    met = [float(np.abs(theta).sum())]

    def central(s):
        up, down = (evaluated(f, model.with_parameters(theta + x * direction)) for x in (s, -s))
        met.append(float(np.abs(up).max(initial=0)))
        return (up - down) / (2 * s)

    fine, coarse = central(step), central(2 * step)
    slope = (4 * fine - coarse) / 3
    rounding = error_bound("richardson", step, value=max(met))
    return slope, _SAFETY * np.maximum(np.abs(slope - fine), rounding)
