"""What is a state, a data set, a count, a generator; and what is too large to list.

Bad input is refused here, before any work, with one error: the argument, what was expected, and
what came.  What these functions return is trusted by the functions further in.
"""

import contextlib
import math
import numbers
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Largest number of states that an enumeration may visit.  One float64 table of this many
#: entries takes 32 MiB, and the few temporaries around it still fit on any laptop.
MAX_STATES = 2**22
#: Largest number of entries in a table that is made at once: 1 GiB of float64.
MAX_NUMBERS = 2**27
#: Arrays of these kinds hold numbers; those of kind "O" may.
NUMERIC = "biufc"


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
        Of numbers or of objects.  Ragged lists have no shape, and a masked array would lose its
        mask: both are refused.
    """
    listed = isinstance(values, list | tuple) and any(map(_is_masked, values))
    if listed or _is_masked(values):
        raise TypeError(f"{name}: expected an array without a mask, got a masked array")
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name}: expected an array, got rows of different lengths") from error
    if array.dtype.kind not in NUMERIC + "O":
        raise ValueError(f"{name}: expected numbers, got {array.dtype}")
    return array


def _is_masked(values: object) -> bool:
    return isinstance(values, np.ma.MaskedArray)


def as_numbers(values: ArrayLike, name: str) -> NDArray[Any]:
    """An array of floating point numbers, in which integers neither wrap around nor overflow.

    Parameters
    ----------
    values : array_like
        Candidate; integers and fractions become floats, whatever holds them.
    name : str
        What to call the argument in an error.

    Returns
    -------
    ndarray of float or complex
    """
    array = as_array(values, name)
    if array.dtype.kind in "fc":
        return array
    cells = array.ravel().tolist() if array.dtype == object else []
    for cell in cells:
        if not isinstance(cell, numbers.Complex):
            raise ValueError(f"{name}: expected numbers, got {cell!r}")
    kind = float if all(isinstance(cell, numbers.Real) for cell in cells) else complex
    try:
        return array.astype(kind)
    except OverflowError:
        raise ValueError(f"{name}: expected numbers up to 1.8e308, got a larger one") from None


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
    points = as_numbers(points, name)
    if points.ndim == 0 or points.shape[-1] != n_units:
        raise ValueError(f"{name}: expected shape (..., {n_units}), got {points.shape}")
    strange = points[~np.isfinite(points)]
    if strange.size:
        raise ValueError(f"{name}: expected finite numbers, got {strange[0]}")
    return points.astype(np.result_type(points, float))


def check_pair(
    one: NDArray[Any], other: NDArray[Any], names: str
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Validate that the batches of two valid arrays, all axes but the last, broadcast.

    Parameters
    ----------
    one, other : ndarray, shapes (..., any) and (..., any)
    names : str
        What to call the two in an error.

    Returns
    -------
    tuple of ndarray
        The same two.
    """
    batches = one.shape[:-1], other.shape[:-1]
    try:
        np.broadcast_shapes(*batches)
    except ValueError:
        raise ValueError(f"{names}: expected batches that broadcast, got {batches}") from None
    return one, other


def check_rng(rng: np.random.Generator) -> np.random.Generator:
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


def check_count(count: int, least: int, name: str, *, most: int | None = None) -> int:
    """Validate a whole number.

    Parameters
    ----------
    count : int
        Candidate.
    least : int
        Smallest value allowed.
    name : str
        What to call it in an error.
    most : int or None
        Largest value allowed.

    Returns
    -------
    int
    """
    whole = isinstance(count, int | np.integer) and not isinstance(count, bool)
    if not whole or count < least or (most is not None and count > most):
        bounds = f"at least {least}" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name}: expected a whole number, {bounds}, got {count!r}")
    return int(count)


def check_flag(flag: bool, name: str) -> bool:
    """Validate a choice between two, so that no text counts as yes.

    Parameters
    ----------
    flag : bool
        Candidate.
    name : str
        What to call it in an error.

    Returns
    -------
    bool
    """
    if not isinstance(flag, bool | np.bool_):
        raise TypeError(f"{name}: expected True or False, got {flag!r}")
    return bool(flag)


def check_draws(size: int, n_units: int, name: str = "size") -> int:
    """Validate how many states shall be drawn: at least one, and as many as memory holds.

    Parameters
    ----------
    size : int
        Candidate.
    n_units : int
        Numbers in each of them.
    name : str
        What to call the argument in an error.

    Returns
    -------
    int
    """
    require_memory(check_count(size, 1, name) * max(1, n_units), name, "draw fewer at a time")
    return int(size)


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
        Without the sign of minus zero.
    """
    number = np.nan
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):  # of a whole number beyond 1.8e308
            number = float(value)
    if math.isfinite(number) and least <= number and above < number < below:
        return number + 0.0
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
        Numbers of 8 bytes that would be held at once for each state, `MAX_NUMBERS` altogether.
    """
    few = n_units < MAX_STATES.bit_length()
    if few and 2**n_units * numbers_each <= MAX_NUMBERS:
        return
    # No digits where nobody would read them.
    memory = _gibibytes(2**n_units * numbers_each) if n_units <= 64 else f"2**{n_units - 27}"
    allowed = f"{MAX_STATES:,}" if not few else f"{_gibibytes(MAX_NUMBERS)} GiB"
    raise ValueError(
        f"{what}: would enumerate {power_of_two(n_units)} states (at most {allowed} are allowed), "
        f"about {memory} GiB; instead, {instead}"
    )


def require_memory(n_numbers: int, what: str, instead: str) -> None:
    """Refuse a table that is too large, before it is allocated.

    Parameters
    ----------
    n_numbers : int
        Numbers of 8 bytes that it would hold; at most `MAX_NUMBERS`.
    what : str
        The computation or the argument that asks for it, for the error.
    instead : str
        What the caller can do instead, for the error.
    """
    if n_numbers > MAX_NUMBERS:
        raise ValueError(
            f"{what}: would hold {_shown(n_numbers)} numbers (at most {MAX_NUMBERS:,} are "
            f"allowed), about {_gibibytes(n_numbers)} GiB; instead, {instead}"
        )


def _gibibytes(n_numbers: int) -> str:
    # In whole numbers, which do not overflow.
    tenths = n_numbers * 80 // 2**30
    return f"{_shown(tenths // 10)}.{tenths % 10}"


def _shown(count: int) -> str:
    return f"{count:,}" if count < 10**30 else f"2**{count.bit_length() - 1}"


def power_of_two(n: int) -> str:
    """2**n in words: with its digits, as long as anybody would read them."""
    return f"2**{n} = {2**n:,}" if n <= 64 else f"2**{n}"
