"""Binary states: how they are listed, numbered and flipped."""

import numpy as np

from rbmlib.validation import check_data, check_states, require_enumerable


def binary_states(n):
    """Every state of `n` binary units, as rows in counting order.

    Parameters
    ----------
    n : int
        Number of units, 0 or more.

    Returns
    -------
    ndarray of int, shape (2**n, n)
        Row i is i written in binary; the first unit is the most significant bit.  Integers,
        so that products with SymPy symbols or fractions stay exact.

    Raises
    ------
    ValueError
        If `n` is negative or not an integer, or 2**n exceeds `MAX_STATES`.
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0:
        raise ValueError(f"binary_states: expected an integer n >= 0, got {n!r}")
    require_enumerable(n, "binary_states", "work with samples of the states", numbers=2**n * n)
    return next(state_blocks(n, 2**n))


def state_blocks(n, size):
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


def states_at(index, n):
    """Rows of `binary_states` by their numbers, without listing the others.

    Parameters
    ----------
    index : ndarray of int, shape (...)
        Numbers of states, 0 to 2**n - 1.
    n : int
        Number of units, at most 62.

    Returns
    -------
    ndarray of int, shape (..., n)
    """
    return (index[..., None] >> np.arange(n)[::-1]) & 1


def state_index(states):
    """Row numbers of states within `binary_states`.

    Parameters
    ----------
    states : array_like, shape (..., n)
        States in {0, 1}.

    Returns
    -------
    ndarray of int, shape (...)
        The inverse of ``binary_states(n)[index]``.

    Raises
    ------
    ValueError
        If `states` is not binary.
    """
    states = check_states(states, np.shape(states)[-1] if np.ndim(states) else None)
    return states @ (1 << np.arange(states.shape[-1])[::-1])


def one_flip_neighbours(states):
    """Every state with one unit flipped, for each unit.

    Parameters
    ----------
    states : array_like, shape (..., n)
        States in {0, 1}.

    Returns
    -------
    ndarray of int, shape (..., n, n)
        Entry ``[..., i, :]`` is the state with unit i flipped.

    Raises
    ------
    ValueError
        If `states` is not binary.
    """
    states = check_states(states, np.shape(states)[-1] if np.ndim(states) else None)
    return states[..., None, :] ^ np.eye(states.shape[-1], dtype=np.int64)


def unique_states(data):
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

    Raises
    ------
    ValueError
        If `data` is not a non-empty table of binary states.
    """
    data = check_data(data)
    return np.unique(data, axis=0, return_counts=True)
