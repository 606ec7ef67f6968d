"""What is a state, a data set, a count, a generator; and what is too large to list.

Bad input is refused here, before any work, with one error: the argument, what was expected, and
what came.  What these functions return is trusted by the functions further in.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Largest number of states that an enumeration may visit.  One float64 table of this many
#: entries takes 32 MiB, and the few temporaries around it still fit on any laptop.
MAX_STATES = 2**22


def as_array(values: ArrayLike, name: str) -> NDArray[Any]:
    """The array that was given, if it is one.

    Parameters
    ----------
    values : array_like
        Candidate.
    name : str
        What to call the argument in an error.

    Returns
    -------
    ndarray
        Ragged lists have no shape, and a masked array would lose its mask: both are refused.
    """
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(f"{name}: expected an array without a mask, got a masked array")
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name}: expected an array, got rows of different lengths") from error


def check_states(states: ArrayLike, n_units: int, name: str = "states") -> NDArray[np.int64]:
    """Validate binary states.

    Parameters
    ----------
    states : array_like, shape (..., n_units)
        Candidate states.
    n_units : int
        Length that the last axis must have.
    name : str
        What to call the argument in an error.

    Returns
    -------
    ndarray of int, shape (..., n_units)
        Zeros and ones.
    """
    states = as_array(states, name)
    if states.ndim == 0 or states.shape[-1] != n_units:
        raise ValueError(f"{name}: expected shape (..., {n_units}), got {states.shape}")
    strange = states[(states != 0) & (states != 1)]
    if strange.size:
        raise ValueError(f"{name}: expected binary states in {{0, 1}}, got {strange[0]!s}")
    return states.real.astype(np.int64)


def check_data(
    data: ArrayLike, n_units: int | None = None, name: str = "data"
) -> NDArray[np.int64]:
    """Validate a data set of binary rows.

    Parameters
    ----------
    data : array_like, shape (n_samples, n_units)
        Candidate data, one sample a row; at least one row.
    n_units : int or None
        Length of a row; None accepts any.
    name : str
        What to call the argument in an error.

    Returns
    -------
    ndarray of int, shape (n_samples, n_units)
    """
    data = check_table(data, n_units, name)
    return check_states(data, data.shape[1] if n_units is None else n_units, name)


def check_table(data: ArrayLike, n_units: int | None, name: str = "data") -> NDArray[Any]:
    """Validate that data are a table with at least one row, whatever it holds.

    Parameters
    ----------
    data : array_like, shape (n_samples, n_units)
    n_units : int or None
        For the error; the length of a row is not checked here.
    name : str
        What to call the argument in an error.

    Returns
    -------
    ndarray, shape (n_samples, any)
    """
    data = as_array(data, name)
    if data.ndim != 2 or len(data) == 0:
        width = "n_visible" if n_units is None else n_units
        raise ValueError(
            f"{name}: expected shape (n_samples, {width}) with n_samples >= 1, got {data.shape}"
        )
    return data


def check_reals(points: ArrayLike, n_units: int, name: str = "points") -> NDArray[Any]:
    """Validate vectors of numbers.

    Parameters
    ----------
    points : array_like, shape (..., n_units)
        Candidate points; complex ones are let through, for the complex step.
    n_units : int
        Length that the last axis must have.
    name : str
        What to call the argument in an error.

    Returns
    -------
    ndarray of float or complex, shape (..., n_units)
    """
    points = as_array(points, name)
    if points.ndim == 0 or points.shape[-1] != n_units:
        raise ValueError(f"{name}: expected shape (..., {n_units}), got {points.shape}")
    if points.dtype.kind not in "biufc":
        raise ValueError(f"{name}: expected numbers, got {points.dtype}")
    strange = points[~np.isfinite(points)]
    if strange.size:
        raise ValueError(f"{name}: expected finite numbers, got {strange[0]}")
    return points.astype(np.result_type(points, float))


def check_rng(rng: object) -> np.random.Generator:
    """Validate a source of randomness.

    Parameters
    ----------
    rng : numpy.random.Generator
        Candidate; a seed or None is a TypeError.

    Returns
    -------
    numpy.random.Generator
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: expected a numpy.random.Generator, got {type(rng).__name__}")
    return rng


def check_count(count: int, least: int, name: str) -> int:
    """Validate a whole number.

    Parameters
    ----------
    count : int
        Candidate.
    least : int
        Smallest value allowed.
    name : str
        What to call it in an error.

    Returns
    -------
    int
    """
    whole = isinstance(count, (int, np.integer)) and not isinstance(count, bool)
    if not whole or count < least:
        raise ValueError(f"{name}: expected a whole number, at least {least}, got {count!r}")
    return int(count)


def check_number(
    value: float,
    name: str,
    *,
    least: float = -np.inf,
    above: float = -np.inf,
    below: float = np.inf,
) -> float:
    """Validate a finite real number.

    Parameters
    ----------
    value : float
        Candidate.
    name : str
        What to call it in an error.
    least : float
        Smallest value allowed.
    above, below : float
        Values that it must exceed, and stay below.

    Returns
    -------
    float
    """
    number = isinstance(value, (int, float, np.integer, np.floating))
    if number and not isinstance(value, bool) and np.isfinite(value):
        if least <= value and above < value < below:
            return float(value)
    bounds = [f"at least {least:g}"] * (least > -np.inf) + [f"above {above:g}"] * (above > -np.inf)
    bounds += [f"below {below:g}"] * (below < np.inf)
    expected = " ".join(["a finite number", " and ".join(bounds)]).strip()
    raise ValueError(f"{name}: expected {expected}, got {value!r}")


def require_enumerable(n_units: int, what: str, instead: str, *, numbers_each: int = 1) -> None:
    """Refuse an enumeration that is too large, before anything is allocated.

    Parameters
    ----------
    n_units : int
        Number of binary units that would be enumerated jointly; at most 22, `MAX_STATES`.
    what : str
        The computation that asks, for the error.
    instead : str
        What the caller can do instead, for the error.
    numbers_each : int
        Numbers of 8 bytes that would be held at once for each state.
    """
    if n_units <= 64 and 2**n_units <= MAX_STATES:
        return
    # In whole numbers, which do not overflow; and no digits where nobody would read them.
    tenths = 2**n_units * numbers_each * 80 // 2**30 if n_units <= 64 else 0
    memory = f"{tenths // 10:,}.{tenths % 10}" if n_units <= 64 else f"2**{n_units - 27}"
    raise ValueError(
        f"{what}: would enumerate {power_of_two(n_units)} states (at most "
        f"{MAX_STATES:,} are allowed), about {memory} GiB; instead, {instead}"
    )


def power_of_two(n: int) -> str:
    """2**n in words: with its digits, as long as anybody would read them."""
    return f"2**{n} = {2**n:,}" if n <= 64 else f"2**{n}"
