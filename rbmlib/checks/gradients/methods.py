r"""Difference formulas, their steps and their errors.

Every method replaces a derivative by evaluations of f(model).  Write f for the value, f^(k) for
its k-th derivative along one parameter, eps = 2**-52 for the spacing of float64 numbers near 1,
s for the step and u for the rounding error of one evaluation, u = ROUNDING eps |f|.

=========  ==================================  ==================  =====================
method     estimate                            truncation          rounding
=========  ==================================  ==================  =====================
forward    (f(t + s) - f(t)) / s               s |f''| / 2         2 u / s
central    (f(t + s) - f(t - s)) / (2 s)       s^2 |f'''| / 6      u / s
richardson (4 C(s) - C(2 s)) / 3               s^4 |f^(5)| / 30    3 u / (2 s)
complex    Im f(t + i s) / s                   s^2 |f'''| / 6      ROUNDING eps |f'|
=========  ==================================  ==================  =====================

C(s) is the central difference.  Differences lose digits by cancellation, so their best step
balances the two columns; the complex step subtracts nothing, so its step can be so small
that the truncation vanishes.  The default steps balance the columns for |f| and f^(k) near
1; the derivatives of ln Z with respect to an RBM's parameters are cumulants of variables in
[0, 1], which indeed are below 1 for every order used here.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rbmlib.validation import as_numbers, check_function, check_number

EPS = float(np.finfo(float).eps)

#: Rounding error allowed for one evaluation of f, in units of the last place: a sum over
#: a thousand states in pairwise order loses about ten, its logarithm and exponentials a few.
ROUNDING = 16


class Method(NamedTuple):
    """Step and error model of one difference formula; see the module's table.

    Attributes
    ----------
    step : float
        Default step.
    order : int
        Power of the step in the truncation error.
    truncation : float
        Factor in front of it.
    rounding : float
        Factor in front of u / step; 0 where nothing is subtracted.
    """

    step: float
    order: int
    truncation: float
    rounding: float


METHODS = {
    "forward": Method(EPS ** (1 / 2), 1, 1 / 2, 2.0),
    "central": Method(EPS ** (1 / 3), 2, 1 / 6, 1.0),
    "richardson": Method(EPS ** (1 / 5), 4, 1 / 30, 1.5),
    "complex": Method(1e-30, 2, 1 / 6, 0.0),
}


def require_method(method: str) -> str:
    """The name of a method, if it is in the table."""
    if not isinstance(method, str) or method not in METHODS:
        raise ValueError(f"method: expected one of {', '.join(METHODS)}, got {method!r}")
    return method


def error_bound(
    method: str,
    step: float | NDArray[np.float64] | None = None,
    *,
    value: float = 1.0,
    derivative: float = 1.0,
) -> Any:
    r"""A-priori error of one component of a gradient: truncation plus rounding.

    Parameters
    ----------
    method : {"forward", "central", "richardson", "complex"}
        The formulas stand in the table of `rbmlib.checks.gradients.methods`.
    step : float or ndarray, optional
        The method's default if left out.
    value : float
        Largest magnitude met while f is evaluated.
    derivative : float
        Bound on the derivative that the truncation multiplies.

    Returns
    -------
    float or ndarray
        Absolute error, in the units of f over those of the parameter.
    """
    require_method(method)
    default, order, truncation, rounding = METHODS[method]
    step = default if step is None else as_numbers(step, "step")
    if np.iscomplexobj(step) or not np.all((0 < step) & (step < np.inf)):
        raise ValueError(f"step: expected positive finite numbers, got {step}")
    derivative = check_number(derivative, "derivative", least=0)
    unit = ROUNDING * EPS * max(1.0, check_number(value, "value", least=0))
    with np.errstate(over="ignore"):
        lost = rounding * unit / step if rounding else unit
        return truncation * step**order * derivative + lost


def require_arguments(f: object, model: object) -> None:
    """Refuse what cannot be differentiated, before anything is called.

    Parameters
    ----------
    f : callable
        Takes a model and returns a number or an array.
    model : Differentiable
    """
    check_function(f, "f")
    able = all(callable(getattr(model, name, None)) for name in ("ravel", "with_parameters"))
    if isinstance(model, type) or not able:
        got = type(model).__name__
        raise TypeError(f"model: expected one with ravel and with_parameters, got {got}")


def evaluated(f: Callable[[Any], Any], model: Any) -> NDArray[Any]:
    """What f returns, as an array of finite numbers.

    Parameters
    ----------
    f : callable
        Takes a model and returns a number or an array.
    model : Differentiable

    Returns
    -------
    ndarray
        Of floats, or of complex numbers where f returns those.
    """
    value = as_numbers(f(model), "f")
    strange = value[~np.isfinite(value)]
    if strange.size:
        raise ValueError(f"f: expected finite numbers, got {strange[0]}")
    return value
