"""What is a state, a data set, a count, a generator; and what is too large to list."""

import numpy as np

#: Largest number of states that an enumeration may visit.  One float64 table of this many
#: entries takes 32 MiB, and the few temporaries around it still fit on any laptop.
MAX_STATES = 2**22


def check_states(states, n_units, name="states"):
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

    Raises
    ------
    ValueError
        If the last axis has another length or an entry is neither 0 nor 1.
    """
    states = np.asarray(states)
    if states.ndim == 0 or states.shape[-1] != n_units:
        raise ValueError(f"{name}: expected shape (..., {n_units}), got {states.shape}")
    strange = states[(states != 0) & (states != 1)]
    if strange.size:
        raise ValueError(f"{name}: expected binary states in {{0, 1}}, got {strange[0]!s}")
    return states.astype(np.int64)


def check_data(data, n_units=None, name="data"):
    """Validate a data set of binary rows.

    Parameters
    ----------
    data : array_like, shape (n_samples, n_units)
        Candidate data, one sample a row.
    n_units : int or None
        Length of a row; None accepts any.
    name : str
        What to call the argument in an error.

    Returns
    -------
    ndarray of int, shape (n_samples, n_units)

    Raises
    ------
    ValueError
        If `data` is not a table, has no rows, has another width or is not binary.
    """
    data = np.asarray(data)
    width = "n_visible" if n_units is None else n_units
    if data.ndim != 2 or len(data) == 0:
        raise ValueError(
            f"{name}: expected shape (n_samples, {width}) with n_samples >= 1, got {data.shape}"
        )
    return check_states(data, data.shape[1] if n_units is None else n_units, name)


def check_reals(points, n_units, name="points"):
    """Validate real-valued vectors.

    Parameters
    ----------
    points : array_like, shape (..., n_units)
        Candidate points.
    n_units : int
        Length that the last axis must have.
    name : str
        What to call the argument in an error.

    Returns
    -------
    ndarray, shape (..., n_units)

    Raises
    ------
    ValueError
        If the last axis has another length, or an entry is not a finite number.
    """
    points = np.asarray(points)
    if points.ndim == 0 or points.shape[-1] != n_units:
        raise ValueError(f"{name}: expected shape (..., {n_units}), got {points.shape}")
    if points.dtype.kind not in "biufc":
        raise ValueError(f"{name}: expected numbers, got {points.dtype}")
    strange = points[~np.isfinite(points)]
    if strange.size:
        raise ValueError(f"{name}: expected finite numbers, got {strange[0]}")
    return points.astype(np.result_type(points, float))


def check_rng(rng):
    """Validate a source of randomness.

    Parameters
    ----------
    rng : numpy.random.Generator
        Candidate.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    TypeError
        If it is anything else, such as a seed or None.
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: expected a numpy.random.Generator, got {type(rng).__name__}")
    return rng


def check_count(count, least, name):
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

    Raises
    ------
    ValueError
        If it is not a whole number, or less than `least`.
    """
    whole = isinstance(count, (int, np.integer)) and not isinstance(count, bool)
    if not whole or count < least:
        raise ValueError(f"{name}: expected a whole number, at least {least}, got {count!r}")
    return int(count)


def require_enumerable(n_units, what, instead, numbers=None):
    """Refuse an enumeration that is too large, before anything is allocated.

    Parameters
    ----------
    n_units : int
        Number of binary units that would be enumerated jointly.
    what : str
        The computation that asks, for the error.
    instead : str
        What the caller can do instead, for the error.
    numbers : int or None
        Numbers of 8 bytes that would be held at once; one a state by default.

    Raises
    ------
    ValueError
        If ``2**n_units`` exceeds `MAX_STATES`; says how many states, how much memory, and
        what to call instead.
    """
    n_states = 2 ** int(n_units)
    if n_states > MAX_STATES:
        # In whole numbers, which do not overflow where a million units are asked for.
        tenths = (n_states if numbers is None else numbers) * 80 // 2**30
        memory = f"{tenths // 10:,}.{tenths % 10}" if n_units <= 64 else f"2**{n_units - 27}"
        raise ValueError(
            f"{what}: would enumerate {power_of_two(n_units)} states (at most "
            f"{MAX_STATES:,} are allowed), about {memory} GiB; instead, {instead}"
        )


def power_of_two(n):
    """2**n in words: with its digits, as long as anybody would read them."""
    return f"2**{n} = {2**n:,}" if n <= 64 else f"2**{n}"
