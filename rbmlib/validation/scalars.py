"""What is a count, a number, a choice, a source of randomness."""

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from rbmlib.validation.sizes import require_memory


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


def check_text(text: str, name: str) -> str:
    """Validate words, such as a title.

    Parameters
    ----------
    text : str
        Candidate.
    name : str
        What to call it in an error.

    Returns
    -------
    str
    """
    if not isinstance(text, str):
        raise TypeError(f"{name}: expected a text, got {text!r}")
    return text


def check_function(function: object, name: str) -> Callable[..., Any]:
    """Validate something to call.

    Parameters
    ----------
    function : callable
        Candidate.
    name : str
        What to call it in an error.

    Returns
    -------
    callable
    """
    if not callable(function):
        raise TypeError(f"{name}: expected a function, got {type(function).__name__}")
    return function


def check_iterable(values: Iterable[Any], name: str) -> Iterator[Any]:
    """Validate something to go through.

    Parameters
    ----------
    values : iterable
        Candidate.
    name : str
        What to call it in an error.

    Returns
    -------
    iterator
    """
    try:
        return iter(values)
    except TypeError:
        raise TypeError(f"{name}: expected an iterable, got {type(values).__name__}") from None


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
