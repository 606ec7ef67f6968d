"""One part of an audit that returns numbers, against the truth on every machine."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.checks.audits.enumerated import Enumerated
from rbmlib.checks.audits.findings import (
    Finding,
    Outcome,
    comparable,
    finding,
    known_mistake,
    raised,
)
from rbmlib.checks.blocks import named_blocks
from rbmlib.checks.codes import diagnosed
from rbmlib.checks.compare import agree, obstacle, relative_errors, shown_apart, worst
from rbmlib.checks.diagnosis import describe

#: Blocks of a gradient, in the order of a tuple and of a vector.
BLOCKS = ("weights", "visible_bias", "hidden_bias")

# A value that a known mistake would give is recognised within this at least.
_NEAR = 1e-6
# The truth is a sum as well: it loses some roundings of the largest exponent.
_ROUNDING = 16 * np.finfo(float).eps


def audit_numbers(
    part: str,
    block: str | None,
    functions: list[Callable[..., Any]],
    machines: list[Enumerated],
    arguments: list[tuple[NDArray[Any], ...]],
    tolerance: float,
) -> Finding:
    """Verdict on a function that returns numbers.

    Parameters
    ----------
    part : str
        Name of a method of `Enumerated`.
    block : str or None
        Which block of a gradient; None for anything else.
    functions : list of callable
        The function under audit, one a machine.
    machines : list of Enumerated
        The smallest first.
    arguments : list of tuple of ndarray
        What to call it with, one tuple a machine.
    tolerance : float
        Relative to max(1, |truth|).

    Returns
    -------
    Finding
    """
    outcomes = [
        _outcome(part, block, *setting, tolerance)
        for setting in zip(functions, machines, arguments, strict=True)
    ]
    near = max(tolerance, _NEAR)
    looks = known_mistake(
        part, block, outcomes, lambda value, wrong: agree(value, wrong, near)
    ) or _pattern(outcomes)
    name = part if block is None else f"{part}, {block}"
    return finding(name, outcomes, f"within {tolerance:.0e}", looks)


def _pattern(outcomes):
    """The pattern of a mistake that nobody listed, where there is one."""
    seen = comparable(outcomes)
    if not seen:
        return None
    terms = [("ln Z", [outcome.machine.log_partition() for outcome in seen])]
    return describe([(outcome.truth, outcome.value) for outcome in seen], terms)


def _outcome(part, block, function, machine, given, tolerance):
    """What a function returns on one machine, and why that is wrong, if it is."""
    truth = getattr(machine, part)(*given)
    truth = np.asarray(truth if block is None else truth[block])
    value, found = _returned(function, block, machine, given)
    found = found or obstacle(value, truth)
    if found:
        return Outcome(machine, given, truth, None, found.words, found.code)
    blocks = (machine.weights, machine.visible_bias, machine.hidden_bias)
    allowed = max(tolerance, _ROUNDING * sum(np.abs(x).sum() for x in blocks))
    errors = relative_errors(value, truth)
    if np.all(errors <= allowed):
        return Outcome(machine, given, truth, value)
    place = worst(errors)
    expected, got = shown_apart(truth[place], value[place])
    reason = f"expected {expected}, got {got}" + _of_what(place, given, block)
    return Outcome(machine, given, truth, value, reason, "E-UNKNOWN")


def _returned(function, block, machine, arguments):
    """What a function returns as an array of floats, or None and why it is none."""
    try:
        value = function(*(argument.astype(float) for argument in arguments))
        if block is not None:
            shapes = {name: getattr(machine, name).shape for name in BLOCKS}
            value = named_blocks(value, shapes)[block]
        if np.iscomplexobj(value):
            return None, diagnosed("E-COMPLEX")
        return np.asarray(value, dtype=float), None
    except Exception as error:  # code that is not ours may raise anything; it is a finding
        return None, raised(error)


def _of_what(place, arguments, block):
    """Which row a number belongs to, as states, or which component of a block it is."""
    if not place:
        return ""
    if block is not None:
        return f" in component {list(place)}"
    rows = " and ".join(str(argument[place[0]].tolist()) for argument in arguments)
    return f" for {rows}"
