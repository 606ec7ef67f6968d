r"""Derivatives by differences, and a judge that says what is wrong with a gradient.

Every method replaces dE by evaluations of a scalar f(model).  Write f for the value, f^(k)
for its k-th derivative along one parameter, eps = 2**-52 for the spacing of float64 numbers
near 1, s for the step and u for the rounding error of one evaluation, u = ROUNDING eps |f|.

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

from typing import NamedTuple

import numpy as np

EPS = np.finfo(float).eps

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


def forward_difference(f, model, step=METHODS["forward"].step):
    """Gradient by one-sided differences; error O(step).

    Parameters
    ----------
    f : callable
        Takes a model and returns a real scalar.
    model : EnergyModel
        Where the gradient is taken.
    step : float
        Added to one parameter at a time.

    Returns
    -------
    ndarray, shape (n_parameters,)
        In the order of ``model.ravel()``.

    Raises
    ------
    ValueError
        If `f` does not return one finite number, or `step` is not positive.
    """
    here = _evaluate(f, model)
    return _along_each(model, step, lambda at: (_evaluate(f, at(step)) - here) / step)


def central_difference(f, model, step=METHODS["central"].step):
    """Gradient by symmetric differences; error O(step**2).

    Parameters and errors are those of `forward_difference`.
    """

    def slope(at):
        return (_evaluate(f, at(step)) - _evaluate(f, at(-step))) / (2 * step)

    return _along_each(model, step, slope)


def richardson(f, model, step=METHODS["richardson"].step):
    """Gradient by central differences at two steps, combined to cancel their error in step**2.

    Parameters and errors are those of `forward_difference`; error O(step**4).
    """
    fine, coarse = central_difference(f, model, step), central_difference(f, model, 2 * step)
    return (4 * fine - coarse) / 3


def complex_step(f, model, step=METHODS["complex"].step):
    """Gradient from the imaginary part of f at a complex parameter; no cancellation.

    Parameters and errors are those of `forward_difference`.  `f` must be analytic: no
    ``abs``, ``max`` or comparison of the complex value, and no cast to float.

    References
    ----------
    .. [1] W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real
       functions", SIAM Review 40 (1998) 110-112.
    """
    return _along_each(model, step, lambda at: np.imag(_evaluate(f, at(1j * step))) / step)


DIFFERENCES = {
    "forward": forward_difference,
    "central": central_difference,
    "richardson": richardson,
    "complex": complex_step,
}


def error_bound(method, step=None, value=1.0, derivative=1.0):
    r"""A-priori error of one component: truncation plus rounding, from the module's table.

    Parameters
    ----------
    method : {"forward", "central", "richardson", "complex"}
    step : float or ndarray, optional
        The method's default if left out.
    value : float
        Largest magnitude met while f is evaluated.
    derivative : float
        Bound on the derivative that the truncation multiplies.

    Returns
    -------
    float or ndarray
        Absolute error.

    Raises
    ------
    ValueError
        If `method` is unknown.
    """
    if method not in METHODS:
        raise ValueError(f"method: expected one of {', '.join(METHODS)}, got {method!r}")
    default, order, truncation, rounding = METHODS[method]
    step = default if step is None else step
    unit = ROUNDING * EPS * max(1.0, value)
    return truncation * step**order * derivative + (rounding * unit / step if rounding else unit)


def _evaluate(f, model):
    value = np.asarray(f(model))
    if value.shape != ():
        raise ValueError(f"f: expected one number, got an array of shape {value.shape}")
    if not np.isfinite(value):
        raise ValueError(f"f: expected a finite number, got {value}")
    return value[()]


def _along_each(model, step, slope):
    if not (np.isscalar(step) and np.isfinite(step) and step > 0):
        raise ValueError(f"step: expected a positive number, got {step!r}")
    theta = model.ravel()

    def at(axis):
        return lambda shift: model.with_parameters(theta + shift * axis)

    return np.array([slope(at(axis)) for axis in np.eye(theta.size)])
