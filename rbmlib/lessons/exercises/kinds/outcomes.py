"""What a function returned on one trial, and whether that is right."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rbmlib.checks.blocks import named_blocks
from rbmlib.checks.codes import Diagnosis, diagnosed
from rbmlib.checks.compare import obstacle, relative_errors, worst
from rbmlib.lessons.exercises.guards import first_line
from rbmlib.lessons.exercises.kinds.trials import Trial
from rbmlib.validation import as_numbers

#: Numbers by the name of their block; what has no blocks is one of no name.
Values = dict[str, NDArray[Any]]

#: Largest difference of a right number, relative to max(1, |truth|): single precision is enough,
#: which mixes with double too easily to be told by its type.  An exponent is a sum of k parameters
#: of total size X, and a sum runs over s states, so that a result loses (k X + s) roundings at
#: most: below 2**10 on every trial, of 2**-24 each.  Mistakes are larger on generic machines.
TOLERANCE = 2.0**10 * 2.0**-24
# Numbers off by no more than this are an approximation, not another formula.
_COARSE = 1e-3
# Longer lists, and larger arrays, are refused by their size.
_MOST = 10_000


class Outcome(NamedTuple):
    """What an answer gave on one trial.

    Attributes
    ----------
    trial : Trial
    truth : dict from str to ndarray
    values : dict from str to ndarray, or None
        What came, if it can be compared.
    found : Diagnosis or None
        What is wrong with it.
    place : tuple of (str, tuple of int) or None
        The block and the component that are furthest off.
    """

    trial: Trial
    truth: Values
    values: Values | None
    found: Diagnosis | None = None
    place: tuple[str, tuple[int, ...]] | None = None


def read(returned: Any, truth: Values) -> Values | Diagnosis:
    """What a function returned, block by block.

    Parameters
    ----------
    returned : object
    truth : dict from str to ndarray
        Gives the blocks' names and shapes.

    Returns
    -------
    dict from str to ndarray, or Diagnosis
    """
    if returned is None:
        return diagnosed("E-NO-RETURN")
    if isinstance(returned, (list, tuple)) and len(returned) > _MOST:
        return diagnosed("E-NOT-NUMBERS", got=f"a list of {len(returned)}")
    try:
        named = {"": returned} if "" in truth else _named(returned, truth)
    except (TypeError, ValueError) as error:
        return diagnosed("E-BLOCKS", message=first_line(error))
    for name, block in named.items():
        if getattr(block, "size", 0) > _MOST:
            return diagnosed("E-SHAPE", expected=truth[name].shape, got=block.shape)
    try:
        return {name: as_numbers(named[name], "answer") for name in named}
    except (TypeError, ValueError):
        return diagnosed("E-NOT-NUMBERS", got=type(returned).__name__)


def _named(returned: Any, truth: Values) -> Mapping[str, Any]:
    named = named_blocks(returned, {name: block.shape for name, block in truth.items()})
    if set(named) != set(truth):
        got = ", ".join(map(str, named)) or "none"
        raise ValueError(f"expected the blocks {', '.join(truth)}, got {got}")
    return named


def compared(trial: Trial, truth: Values, values: Values | Diagnosis) -> Outcome:
    """Hold what came against the truth.

    Parameters
    ----------
    trial : Trial
    truth : dict from str to ndarray
    values : dict from str to ndarray, or Diagnosis
        As `read` returns them.

    Returns
    -------
    Outcome
    """
    if isinstance(values, Diagnosis):
        return Outcome(trial, truth, None, values)
    for name, right in truth.items():
        found = obstacle(values[name], right)
        if found:
            comparable = found.code == "E-SHAPE"
            return Outcome(trial, truth, values if comparable else None, found)
        if np.iscomplexobj(values[name]):
            return Outcome(trial, truth, None, diagnosed("E-COMPLEX"))
    errors = {name: relative_errors(values[name], truth[name]) for name in truth}
    # Of blocks that are off by the same but for rounding, the first.
    block = max(errors, key=lambda name: np.round(errors[name].max(), 9))
    largest = errors[block].max()
    if largest <= TOLERANCE:
        return Outcome(trial, truth, values)
    found = diagnosed("E-COARSE" if largest <= _COARSE else "E-UNKNOWN")
    return Outcome(trial, truth, values, found, (block, worst(errors[block])))


def other_arguments(function: Callable[..., Any], count: int) -> str:
    """What a function takes, if it says so and cannot be called with so many arguments.

    Parameters
    ----------
    function : callable
    count : int

    Returns
    -------
    str
        Empty if it can be called.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # it does not say
        return ""
    try:
        signature.bind(*range(count))
    except TypeError:
        return str(signature)[:80]
    return ""
