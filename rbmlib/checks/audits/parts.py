"""One part of an audit: what an implementation returns, against the truth on every machine."""

from typing import NamedTuple

import numpy as np

from rbmlib.checks.audits.enumerated import Enumerated
from rbmlib.checks.audits.suspects import suspects
from rbmlib.checks.diagnosis import describe
from rbmlib.states import binary_states, state_index

#: Probability that a sampler without fault fails, over all its states and machines.
FALSE_ALARM = 1e-6
#: Blocks of a gradient, in the order of a tuple.
BLOCKS = ("weights", "visible_bias", "hidden_bias")

# A value that a known mistake would give is recognised within this at least.
_NEAR = 1e-6
# The truth is a sum as well: it loses some roundings of the largest exponent.
_ROUNDING = 16 * np.finfo(float).eps
# A sampler's mistake has a name only where the draws tell the known mistakes apart.
_NAMEABLE = 0.005


class Finding(NamedTuple):
    """Verdict on one part.

    Attributes
    ----------
    part : str
        Such as ``free_energy``, or ``gradient, weights``.
    holds : bool
    reason : str
        What was compared, or what is wrong and on which machine, the smallest one first.
    diagnosis : str
        The mistake that gives exactly these numbers on every machine; empty if none is known.
    """

    part: str
    holds: bool
    reason: str
    diagnosis: str = ""

    def __str__(self):
        hint = f"; looks like: {self.diagnosis}" if self.diagnosis else ""
        return f"{self.part:<23} {'holds' if self.holds else 'FAILS'}  {self.reason}{hint}"


class Outcome(NamedTuple):
    """What one function did on one machine.

    Attributes
    ----------
    machine : Enumerated
    arguments : tuple of ndarray
    truth : ndarray
        The right value, or for a sampler the law of each row's draws.
    value : ndarray or None
        What came, or for a sampler the shares drawn; None if it cannot be compared.
    reason : str
        Why it is wrong; empty if it is right.
    """

    machine: Enumerated
    arguments: tuple
    truth: np.ndarray
    value: np.ndarray | None
    reason: str


def audit_numbers(part, block, functions, machines, arguments, tolerance):
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
    outcomes = []
    for function, machine, given in zip(functions, machines, arguments, strict=True):
        truth = np.asarray(_pick(getattr(machine, part)(*given), block))
        exponent = sum(
            np.abs(x).sum() for x in (machine.weights, machine.visible_bias, machine.hidden_bias)
        )
        allowed = max(tolerance, _ROUNDING * exponent)
        value, reason = _returned(function, block, given, truth, allowed)
        outcomes.append(Outcome(machine, given, truth, value, reason))
    near = max(tolerance, _NEAR)
    diagnosis = _name(part, block, outcomes, lambda value, wrong: _close(value, wrong, near))
    name = part if block is None else f"{part}, {block}"
    return _finding(name, outcomes, f"within {tolerance:.0e}", diagnosis or _describe(outcomes))


def audit_draws(part, functions, machines, arguments, n_draws):
    """Verdict on a function that draws states.

    Parameters
    ----------
    part, functions, machines, arguments
        As in `audit_numbers`.
    n_draws : int
        Draws for each row.

    Returns
    -------
    Finding
    """
    laws = [
        getattr(machine, part)(*given) for machine, given in zip(machines, arguments, strict=True)
    ]
    n_draws += n_draws % 2  # in two calls
    limit = np.log(2 * sum(law.size for law in laws) / FALSE_ALARM) / n_draws
    outcomes = []
    for function, machine, given, law in zip(functions, machines, arguments, laws, strict=True):
        share, reason = _drawn(function, *given, law, n_draws, limit)
        outcomes.append(Outcome(machine, given, law, share, reason))
    diagnosis = ""
    if limit <= _NAMEABLE:
        diagnosis = _name(part, None, outcomes, lambda x, law: _divergence(x, law) <= limit)
    diagnosis = diagnosis or _leaning(outcomes, limit)
    return _finding(part, outcomes, f"{n_draws} draws a state", diagnosis)


def _finding(name, outcomes, how, diagnosis):
    """The verdict over all machines; where it fails, the smallest machine speaks."""
    wrong = [outcome for outcome in outcomes if outcome.reason]
    if not wrong:
        return Finding(name, True, f"on {len(outcomes)} machines, {how}")
    n, m = wrong[0].machine.shape
    where = f"on {len(wrong)} of {len(outcomes)} machines, first {n} x {m}"
    return Finding(name, False, f"{where}: {wrong[0].reason}", diagnosis)


def _name(part, block, outcomes, agrees):
    """The first known mistake that gives what came on every machine, if any is needed."""
    seen = [outcome for outcome in outcomes if outcome.value is not None]
    if all(np.all(agrees(outcome.value, outcome.truth)) for outcome in seen):
        return ""

    def gives(wrong):
        for machine, arguments, _, value, _ in seen:
            predicted = wrong(machine, *arguments)
            if predicted is None or np.shape(predicted) != value.shape:
                return False
            if not np.all(np.isfinite(predicted)):
                return False
            if not np.all(agrees(value, predicted)):
                return False
        return True

    with np.errstate(all="ignore"):  # what a mistake gives on a saturated machine may be infinite
        return next((name for name, wrong in suspects(part, block) if gives(wrong)), "")


def _describe(outcomes):
    """The pattern of a mistake that nobody listed, where there is one."""
    seen = [outcome for outcome in outcomes if outcome.value is not None]
    if not any(outcome.reason for outcome in seen):
        return ""
    terms = [("ln Z", [outcome.machine.log_partition() for outcome in seen])]
    return describe([(outcome.truth, outcome.value) for outcome in seen], terms)


def _leaning(outcomes, limit):
    """Whether a sampler whose mistake nobody listed turns units on too often, or too seldom."""
    signs = set()
    for outcome in outcomes:
        if outcome.value is not None:
            states = binary_states(outcome.truth.shape[1].bit_length() - 1)
            drawn, right = outcome.value @ states, outcome.truth @ states
            wrong = _divergence(np.clip(drawn, 0, 1), right) > limit
            signs |= set(np.sign(drawn - right)[wrong])
    return {1: "units are on too often", -1: "units are on too seldom"}.get(
        signs.pop() if len(signs) == 1 else 0, ""
    )


def _pick(value, block):
    """One block of a gradient, which may be a tuple or a dict; anything else as it is."""
    if block is None:
        return value
    return value[block] if isinstance(value, dict) else value[BLOCKS.index(block)]


def _returned(function, block, arguments, truth, tolerance):
    """What it returns as an array, or None; and why that is wrong, or an empty text."""
    try:
        value = _pick(function(*(argument.astype(float) for argument in arguments)), block)
        if np.iscomplexobj(value):
            return None, "expected real numbers, got complex ones"
        value = np.asarray(value, dtype=float)
    except Exception as error:  # code that is not ours may raise anything; it is a finding
        return None, _raised(error)
    if value.shape != truth.shape:
        return None, f"expected shape {truth.shape}, got {value.shape}"
    if not np.all(np.isfinite(value)):
        return None, "a number is not finite"
    if np.all(_close(value, truth, tolerance)):
        return value, ""
    where = np.unravel_index(np.argmax(np.abs(value - truth)), value.shape)
    numbers = [f"{x[where]:.4f}" for x in (truth, value)]
    if numbers[0] == numbers[1]:
        numbers = [f"{x[where]:.12g}" for x in (truth, value)]
    return value, "expected {}, got {}".format(*numbers) + _at(where, arguments, block)


def _raised(error):
    return f"raises {type(error).__name__}: {(str(error).splitlines() or [''])[0]}"


def _close(value, truth, tolerance):
    return np.abs(value - truth) <= tolerance * np.maximum(1, np.abs(truth))


def _at(where, arguments, block):
    """Which row the number belongs to, as states, or which component of a block it is."""
    if not where:
        return ""
    if block is not None:
        return f" in component {[int(k) for k in where]}"
    rows = " and ".join(str(argument[where[0]].tolist()) for argument in arguments)
    return f" for {rows}"


def _drawn(function, rows, law, n_draws, limit):
    """Shares of each state among the draws, or None; and why they are wrong, or an empty text."""
    shape = (len(rows) * n_draws // 2, law.shape[1].bit_length() - 1)
    calls = []
    try:
        for _ in range(2):
            # In turn, so that code which looks at another row is not given the same one.
            drawn = np.asarray(function(np.tile(rows, (n_draws // 2, 1)).astype(float)))
            if drawn.shape != shape:
                return None, f"expected shape {shape}, got {drawn.shape}"
            calls.append(state_index(drawn).reshape(-1, len(rows)).T)
    except Exception as error:  # code that is not ours may raise anything; it is a finding
        return None, _raised(error)
    index = np.concatenate(calls, axis=1)
    share = np.array([np.bincount(row, minlength=law.shape[1]) for row in index]) / n_draws
    distance = _divergence(share, law)
    if np.all(distance <= limit):
        by_chance = n_draws // 2 * np.log(np.sum(law**2, axis=1)).sum()
        again = np.array_equal(*calls) and by_chance < np.log(FALSE_ALARM)
        return share, "the same draws at every call" if again else ""
    row, state = np.unravel_index(np.argmax(distance), law.shape)
    target = binary_states(shape[1])[state].tolist()
    return share, (
        f"expected {target} from {rows[row].tolist()} with probability {law[row, state]:.3f}, "
        f"got {share[row, state]:.3f}"
    )


def _divergence(share, law):
    """Of two coins: Chernoff's bound is e to minus n times this, for n tosses."""
    law = np.clip(law, 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        on = np.where(share > 0, share * np.log(share / law), 0)
        off = np.where(share < 1, (1 - share) * np.log((1 - share) / (1 - law)), 0)
    return on + off
