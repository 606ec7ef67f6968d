"""What is an array of numbers, a state, a data set."""

import numbers
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
