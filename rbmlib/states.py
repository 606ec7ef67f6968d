"""Binary states: how they are listed, numbered and flipped."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.validation import (
    as_array,
    check_count,
    check_data,
    check_states,
    require_enumerable,
    require_memory,
)

#: Largest number of units whose states have numbers that fit an int64.
_NUMBERED = 63


def binary_states(n: int) -> NDArray[np.int64]:
    """Every state of `n` binary units, as rows in counting order.

    Parameters
    ----------
    n : int
        Number of units, 0 to 22.

    Returns
    -------
    ndarray of int, shape (2**n, n)
        Row i is i written in binary; the first unit is the most significant bit.  Integers,
        so that products with SymPy symbols or fractions stay exact.
    """
    n = check_count(n, 0, "n")
    require_enumerable(n, "binary_states", "work with samples of the states", numbers_each=n)
    return next(state_blocks(n, 2**n))


def state_blocks(n: int, size: int) -> Iterator[NDArray[np.int64]]:
    """`binary_states` a block at a time, so that memory does not grow with 2**n.

    Parameters
    ----------
    n : int
        Number of units.
    size : int
        Largest number of rows in a block, at least 1.

    Yields
    ------
    ndarray of int, shape (at most `size`, n)
        Consecutive rows of ``binary_states(n)``.
    """
    for start in range(0, 2**n, size):
        yield states_at(np.arange(start, min(start + size, 2**n)), n)


def states_at(index: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Rows of `binary_states` by their numbers, without listing the others.

    Parameters
    ----------
    index : ndarray of int, shape (...)
        Numbers of states, 0 to 2**n - 1.
    n : int
        Number of units, at most 63.

    Returns
    -------
    ndarray of int, shape (..., n)
    """
    return (index[..., None] >> np.arange(n)[::-1]) & 1


def state_index(states: ArrayLike) -> NDArray[np.int64]:
    """Row numbers of states within `binary_states`.

    Parameters
    ----------
    states : array_like, shape (..., n)
        States in {0, 1} of at most 63 units: more have numbers beyond an int64.

    Returns
    -------
    ndarray of int, shape (...)
        The inverse of ``binary_states(n)[index]``.
    """
    states = _of_any_width(states)
    n = states.shape[-1]
    if n > _NUMBERED:
        raise ValueError(f"states: expected at most {_NUMBERED} units, got {n}")
    return states @ (np.int64(1) << np.arange(n)[::-1])


def one_flip_neighbours(states: ArrayLike) -> NDArray[np.int64]:
    """Every state with one unit flipped, for each unit.

    Parameters
    ----------
    states : array_like, shape (..., n)
        States in {0, 1}.

    Returns
    -------
    ndarray of int, shape (..., n, n)
        Entry ``[..., i, :]`` is the state with unit i flipped.
    """
    states = _of_any_width(states)
    n = states.shape[-1]
    require_memory(states.size * n, "states", "flip the units of fewer states at a time")
    return states[..., None, :] ^ np.eye(n, dtype=np.int64)


def unique_states(data: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Merge repeated rows of a data set.

    Parameters
    ----------
    data : array_like, shape (n_samples, n)
        States in {0, 1}; at least one row.

    Returns
    -------
    states : ndarray of int, shape (n_distinct, n)
        The distinct rows, in counting order.
    counts : ndarray of int, shape (n_distinct,)
        How often each of them occurs.
    """
    return np.unique(check_data(data), axis=0, return_counts=True)


def _of_any_width(states: ArrayLike) -> NDArray[np.int64]:
    states = as_array(states, "states")
    return check_states(states, states.shape[-1] if states.ndim else -1)
