"""One part of an audit that draws states, against the law of its draws on every machine."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.checks.audits.enumerated import Enumerated
from rbmlib.checks.audits.findings import Finding, Outcome, finding, known_mistake, raised
from rbmlib.checks.codes import diagnosed
from rbmlib.checks.compare import worst
from rbmlib.states import binary_states, state_index

#: Probability that a sampler without fault fails, over all its states and machines.
FALSE_ALARM = 1e-6

# A sampler's mistake has a name only where the draws tell the known mistakes apart.
_NAMEABLE = 0.005


def audit_draws(
    part: str,
    functions: list[Callable[..., Any]],
    machines: list[Enumerated],
    arguments: list[tuple[NDArray[Any], ...]],
    n_draws: int,
) -> Finding:
    """Verdict on a function that draws states.

    Parameters
    ----------
    part : str
        Name of a method of `Enumerated`.
    functions : list of callable
        The function under audit, one a machine.
    machines : list of Enumerated
        The smallest first.
    arguments : list of tuple of ndarray
        What to call it with, one tuple a machine.
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
    outcomes = [
        _outcome(*setting, n_draws, limit)
        for setting in zip(functions, machines, arguments, laws, strict=True)
    ]
    looks = None
    if limit <= _NAMEABLE:
        looks = known_mistake(
            part, None, outcomes, lambda share, law: bool(np.all(divergence(share, law) <= limit))
        )
    return finding(part, outcomes, f"{n_draws} draws a state", looks or _leaning(outcomes, limit))


def divergence(share: NDArray[Any], law: NDArray[Any]) -> NDArray[Any]:
    """Of two coins: Chernoff's bound is e to minus n times this, for n tosses.

    Parameters
    ----------
    share : ndarray
        Shares of tosses that are on.
    law : ndarray
        Probabilities of that.

    Returns
    -------
    ndarray
        In nats; infinite where what cannot happen did.
    """
    law = np.clip(law, 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        on = np.where(share > 0, share * np.log(share / law), 0)
        off = np.where(share < 1, (1 - share) * np.log((1 - share) / (1 - law)), 0)
    return on + off


def _outcome(function, machine, given, law, n_draws, limit):
    """What a function draws on one machine, and why that is wrong, if it is."""
    rows = given[0]
    calls, found = _drawn(function, rows, law, n_draws)
    if found:
        return Outcome(machine, given, law, None, found.words, found.code)
    index = np.concatenate(calls, axis=1)
    share = np.array([np.bincount(row, minlength=law.shape[1]) for row in index]) / n_draws
    distance = divergence(share, law)
    if np.all(distance <= limit):
        again = _repeated(calls, law) and diagnosed("E-SAME-DRAWS")
        return Outcome(machine, given, law, share, *((again.words, again.code) if again else ()))
    row, state = worst(distance)
    target = binary_states(law.shape[1].bit_length() - 1)[state].tolist()
    reason = (
        f"expected {target} from {rows[row].tolist()} with probability {law[row, state]:.3f}, "
        f"got {share[row, state]:.3f}"
    )
    return Outcome(machine, given, law, share, reason, "E-UNKNOWN")


def _drawn(function, rows, law, n_draws):
    """Numbers of the states drawn from each row in two calls, or None and why there are none."""
    shape = (len(rows) * n_draws // 2, law.shape[1].bit_length() - 1)
    calls = []
    try:
        for _ in range(2):
            # In turn, so that code which looks at another row is not given the same one.
            drawn = np.asarray(function(np.tile(rows, (n_draws // 2, 1)).astype(float)))
            if drawn.shape != shape:
                return None, diagnosed("E-SHAPE", expected=shape, got=drawn.shape)
            calls.append(state_index(drawn).reshape(-1, len(rows)).T)
    except Exception as error:  # code that is not ours may raise anything; it is a finding
        return None, raised(error)
    return calls, None


def _repeated(calls, law):
    """Whether two calls drew the same, which chance would not do."""
    by_chance = calls[0].shape[1] * np.log(np.sum(law**2, axis=1)).sum()
    return np.array_equal(*calls) and by_chance < np.log(FALSE_ALARM)


def _leaning(outcomes, limit):
    """Whether a sampler whose mistake nobody listed turns units on too often, or too seldom."""
    too_often = too_seldom = False
    for outcome in outcomes:
        if outcome.value is not None:
            states = binary_states(outcome.truth.shape[1].bit_length() - 1)
            drawn, right = outcome.value @ states, outcome.truth @ states
            wrong = divergence(np.clip(drawn, 0, 1), right) > limit
            too_often |= bool(np.any(wrong & (drawn > right)))
            too_seldom |= bool(np.any(wrong & (drawn < right)))
    if too_often == too_seldom:
        return None
    return diagnosed("E-TOO-OFTEN" if too_often else "E-TOO-SELDOM")
