"""What two sides of a check have in common that makes the check worth nothing."""

from fractions import Fraction

import numpy as np

#: Two routes to one number end in the same bits about every second time; to so many, never.
LEAST = 8
#: A constant ratio or difference is one up to rounding.
ROUNDING = 1e-11
_LARGEST = 100


def repeated(left, right, least=LEAST):
    """Whether two sides are the same bits, on enough numbers that rounding would tell apart.

    Parameters
    ----------
    left, right : ndarray
    least : int
        How many different numbers that are no short binary fractions, as counts, truth values
        and halves are: those come out the same by any route.
    """
    if left.shape != right.shape or not np.array_equal(left, right):
        return False
    return len(np.unique(_generic(left))) >= least


def derived(truth, wrong):
    """How a wrong side follows from the right one by arithmetic, or None.

    Parameters
    ----------
    truth, wrong : ndarray

    Returns
    -------
    str or None
        ``"zero"``, ``"a negation"``, ``"a multiple"`` or ``"a shift"``.  A single number is a
        multiple or a shift of any other: of a single one, only ratios of whole numbers up to a
        hundred, and differences of whole numbers, count.
    """
    if truth.shape != wrong.shape or not truth.any():
        return None
    if not wrong.any():
        return "zero"
    if not _generic(truth).size:
        return None
    if _constant(wrong[truth != 0] / truth[truth != 0], truth) and not wrong[truth == 0].any():
        ratio = (wrong[truth != 0] / truth[truth != 0])[0]
        return "a negation" if abs(ratio + 1) < ROUNDING else "a multiple"
    return "a shift" if _constant(wrong - truth, truth, whole=True) else None


def _generic(numbers):
    """Those that are no multiples of 1/1024; real and imaginary parts one by one."""
    parts = np.ascontiguousarray(numbers).astype(complex).view(float).ravel() * 1024.0
    return parts[parts != np.rint(parts)]


def _constant(values, truth, whole=False):
    """Whether they are all one number; if the truth is only one, a simple one."""
    values = np.ravel(values)
    if np.abs(values - values[0]).max() > ROUNDING * max(1, abs(values[0])):
        return False
    first = truth.ravel()[0]
    if np.abs(truth - first).max() > ROUNDING * max(1, abs(first)):
        return True
    return _simple(complex(values[0]), 1 if whole else _LARGEST)


def _simple(number, largest_denominator):
    if not np.isfinite(number) or number.imag:
        return False
    near = Fraction(number.real).limit_denominator(largest_denominator)
    few = abs(near.numerator) <= _LARGEST
    return few and abs(number.real - near) <= ROUNDING * max(1, abs(number.real))
