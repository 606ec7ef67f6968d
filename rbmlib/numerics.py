"""Stable elementary functions that stay analytic, so the complex step works through them.

Each one branches on the *real* part only.  A branch on ``abs`` or ``max`` of the complex
number itself would destroy the imaginary part, which is where the complex step carries the
derivative.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.validation import as_numbers


def softplus(x: ArrayLike) -> NDArray[Any]:
    r"""Logarithm of one plus an exponential, without overflow.

    .. math:: \operatorname{softplus}(x) = \ln(1 + e^{x})

    Parameters
    ----------
    x : array_like, real or complex
        Argument, in nats.

    Returns
    -------
    ndarray
        Same shape as `x`, in nats.
    """
    x = as_numbers(x, "x")
    if not np.iscomplexobj(x):
        # A zero of x's own type: with NumPy 1 a plain 0 makes float64 of a single float32.
        return np.maximum(x, x.dtype.type(0)) + np.log1p(np.exp(-np.abs(x)))
    positive = x.real > 0
    return np.where(positive, x, 0) + _log1p(np.exp(np.where(positive, -x, x)))


def _log1p(x: NDArray[Any]) -> NDArray[Any]:
    # NumPy's own for complex numbers forms 1 + x first and so loses a small real part.
    squared_modulus = x.real * (2 + x.real) + x.imag**2
    return 0.5 * np.log1p(squared_modulus) + 1j * np.arctan2(x.imag, 1 + x.real)


def sigmoid(x: ArrayLike) -> NDArray[Any]:
    r"""Logistic function, without overflow.

    .. math:: \sigma(x) = 1 / (1 + e^{-x})

    Parameters
    ----------
    x : array_like, real or complex
        Argument, in nats.

    Returns
    -------
    ndarray
        Same shape as `x`; the derivative of `softplus`.
    """
    x = as_numbers(x, "x")
    positive = x.real > 0
    small = np.exp(np.where(positive, -x, x))
    return np.where(positive, x.dtype.type(1), small) / (1 + small)


def logsumexp(x: ArrayLike, axis: int | tuple[int, ...] | None = None) -> NDArray[Any]:
    r"""Logarithm of a sum of exponentials, without overflow.

    .. math:: \ln \sum_k e^{x_k} = m + \ln \sum_k e^{x_k - m}, \qquad m = \max_k \Re x_k

    Parameters
    ----------
    x : array_like, real or complex
        Exponents, in nats; ``-inf`` stands for a term that is zero.
    axis : int, tuple of int or None
        Axes summed over; None sums everything.

    Returns
    -------
    ndarray
        In nats; ``-inf`` for an empty sum.
    """
    x = as_numbers(x, "x")
    axis = _axes(axis, x.ndim)
    largest = np.max(x.real, axis=axis, keepdims=True, initial=-np.inf)
    shift = np.where(np.isfinite(largest), largest, 0)
    # A term that is smaller by e^-1e308 is zero, and so may all of them be.
    with np.errstate(over="ignore", divide="ignore"):
        total = np.sum(np.exp(x - shift), axis=axis)
        return np.log(total) + np.squeeze(shift, axis=axis)


def _axes(axis: int | tuple[int, ...] | None, n_axes: int) -> tuple[int, ...]:
    """The axes that were meant, counted from the front."""
    if axis is None:
        return tuple(range(n_axes))
    axes = axis if isinstance(axis, tuple) else (axis,)
    whole = all(isinstance(one, int | np.integer) and not isinstance(one, bool) for one in axes)
    if not whole or not all(-n_axes <= one < n_axes for one in axes):
        raise ValueError(f"axis: expected None or some of the {n_axes} axes of x, got {axis!r}")
    if len({one % n_axes for one in axes}) < len(axes):
        raise ValueError(f"axis: expected different axes, got {axis}")
    return axes
