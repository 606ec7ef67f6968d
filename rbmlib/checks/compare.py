"""The one comparison of numbers: what can be compared, how far apart, and which is the worst."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.checks.codes import Diagnosis, diagnosed
from rbmlib.validation import as_numbers as floating

# Which of two equal errors rounding makes larger may differ between machines: the first error
# that is within this, relatively, of the largest counts as the worst.
_TIE = 1e-6


def check_tolerance(tolerance: float, name: str = "tolerance") -> float:
    """Validate a tolerance: nothing agrees within zero or NaN, and everything within infinity.

    Parameters
    ----------
    tolerance : float
        Candidate.
    name : str
        What to call it in an error.

    Returns
    -------
    float
        Positive and finite.
    """
    number = np.asarray(tolerance)
    if number.ndim or number.dtype.kind not in "iuf" or not 0 < number < np.inf:
        raise ValueError(f"{name}: expected a positive finite number, got {tolerance!r}")
    return float(number)


def as_numbers(values: ArrayLike, name: str) -> NDArray:
    """Numbers as an array of floats, or of complex numbers if they are complex.

    Parameters
    ----------
    values : array_like
        Candidates; truth values count as 0 and 1.
    name : str
        What to call them in an error.

    Returns
    -------
    ndarray
        Unsigned integers, whose differences would wrap around, and truth values become floats.
    """
    array = floating(values, name)
    return array.astype(np.result_type(array, float))


def obstacle(value: NDArray, truth: NDArray) -> Diagnosis | None:
    """Why two arrays cannot be compared number by number.

    Parameters
    ----------
    value, truth : ndarray

    Returns
    -------
    Diagnosis or None
        Shapes that differ come first, then that there are no numbers, then NaN and infinity.
    """
    if value.shape != truth.shape:
        return diagnosed("E-SHAPE", expected=truth.shape, got=value.shape)
    if not value.size:
        return diagnosed("E-EMPTY", got=value.shape)
    if not (np.all(np.isfinite(value)) and np.all(np.isfinite(truth))):
        return diagnosed("E-NOT-FINITE")
    return None


def relative_errors(value: NDArray, truth: NDArray, scale: float | None = None) -> NDArray:
    """Difference of each number, relative to max(1, abs(truth)).

    Parameters
    ----------
    value, truth : ndarray
        Of one shape.
    scale : float, optional
        What the differences are relative to instead.

    Returns
    -------
    ndarray
        Of the same shape; where either is NaN or infinite, infinity, so that NaN equals nothing.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        errors = np.abs(value - truth) / (np.maximum(1, np.abs(truth)) if scale is None else scale)
    return np.where(np.isfinite(value) & np.isfinite(truth), errors, np.inf)


def agree(
    value: ArrayLike, truth: ArrayLike, tolerance: float, scale: float | None = None
) -> bool:
    """Whether two arrays have one shape and every number is within the tolerance.

    Parameters
    ----------
    value, truth : array_like
    tolerance : float
        Largest difference, relative to max(1, abs(truth)).
    scale : float, optional
        What the differences are relative to instead.

    Returns
    -------
    bool
        Never true of NaN or infinity.  Two arrays without numbers are refused: nothing would
        be compared.
    """
    value, truth = np.asarray(value), np.asarray(truth)
    if value.shape != truth.shape:
        return False
    if not value.size:
        raise ValueError(f"agree: expected at least one number, got shape {value.shape}")
    return bool(np.all(relative_errors(value, truth, scale) <= tolerance))


def worst(errors: NDArray) -> tuple[int, ...]:
    """Where the largest error stands, whatever rounding does to equal ones.

    Parameters
    ----------
    errors : ndarray
        Not negative, at least one.

    Returns
    -------
    tuple of int
        The first place, in C order, whose error is within a millionth of the largest.
    """
    errors = np.asarray(errors)
    first = np.flatnonzero(errors.ravel() >= (1 - _TIE) * errors.max())[0]
    return tuple(int(k) for k in np.unravel_index(first, errors.shape))


def shown_apart(*numbers: float) -> list[str]:
    """Numbers with four decimals, or with twelve digits where four show no difference.

    Parameters
    ----------
    *numbers : float
        That are not equal.

    Returns
    -------
    list of str
    """
    short = [f"{x:.4f}" for x in numbers]
    return short if len(set(short)) == len(short) else [f"{x:.12g}" for x in numbers]
