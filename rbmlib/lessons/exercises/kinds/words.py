"""Numbers in words: rounded, so that no last digit shows."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rbmlib.checks.compare import shown_apart


def listed(values: ArrayLike, decimals: int = 4) -> str:
    """Numbers as a list, whole ones without a point.

    Parameters
    ----------
    values : array_like
    decimals : int

    Returns
    -------
    str
    """
    numbers = np.asarray(values)
    if np.iscomplexobj(numbers):
        return str(np.round(numbers, decimals).tolist())
    if np.all(numbers == np.round(numbers)) and np.all(np.abs(numbers) < 2**53):
        return str(numbers.astype(int).tolist())
    return str((np.round(numbers, decimals) + 0.0).tolist())  # adding zero makes 0.0 of -0.0


def apart(expected: Any, got: Any) -> str:
    """What was expected and what came.

    Parameters
    ----------
    expected, got : float
        That are not equal.

    Returns
    -------
    str
    """
    left, right = map(_unsigned, shown_apart(expected, got))
    return f"expected {left}, got {right}"


def _unsigned(number):
    """A number in words, of which a zero has no sign."""
    return number.removeprefix("-") if float(number) == 0 else number
