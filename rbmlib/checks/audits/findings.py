"""Verdicts of an audit: what a function did on every machine, in one line, with a code."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rbmlib.checks.audits.enumerated import Enumerated
from rbmlib.checks.audits.suspects import suspects
from rbmlib.checks.codes import Diagnosis, diagnosed


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
    code : str
        A key of `rbmlib.checks.CODES`: of the diagnosis, or else of the reason; empty if the
        part holds.
    """

    part: str
    holds: bool
    reason: str
    diagnosis: str = ""
    code: str = ""

    def __str__(self) -> str:
        hint = f"; looks like: {self.diagnosis} [{self.code}]" if self.diagnosis else ""
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
    code : str
        Of the reason.
    """

    machine: Enumerated
    arguments: tuple[NDArray[Any], ...]
    truth: NDArray[Any]
    value: NDArray[Any] | None
    reason: str = ""
    code: str = ""


def finding(name: str, outcomes: list[Outcome], how: str, looks: Diagnosis | None) -> Finding:
    """The verdict over all machines; where it fails, the smallest machine speaks.

    Parameters
    ----------
    name : str
        Of the part.
    outcomes : list of Outcome
        One a machine.
    how : str
        How a part that holds was compared.
    looks : Diagnosis or None
        What a part that fails looks like.

    Returns
    -------
    Finding
    """
    wrong = [outcome for outcome in outcomes if outcome.reason]
    if not wrong:
        return Finding(name, True, f"on {len(outcomes)} machines, {how}")
    n, m = wrong[0].machine.shape
    where = f"on {len(wrong)} of {len(outcomes)} machines, first {n} x {m}"
    words, code = (looks.words, looks.code) if looks else ("", wrong[0].code)
    return Finding(name, False, f"{where}: {wrong[0].reason}", words, code)


def comparable(outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes that have a value, if any of them is wrong.

    Parameters
    ----------
    outcomes : list of Outcome

    Returns
    -------
    list of Outcome
    """
    seen = [outcome for outcome in outcomes if outcome.value is not None]
    return seen if any(outcome.reason for outcome in seen) else []


def known_mistake(
    part: str,
    block: str | None,
    outcomes: list[Outcome],
    agrees: Callable[[NDArray[Any], NDArray[Any]], bool],
) -> Diagnosis | None:
    """The first known mistake that gives what came on every machine, if any is needed.

    Parameters
    ----------
    part : str
    block : str or None
        Which block of a gradient.
    outcomes : list of Outcome
    agrees : callable
        Takes what came and what a mistake gives, of one shape; says whether they agree, which
        nothing does with NaN or infinity.

    Returns
    -------
    Diagnosis or None
    """
    seen = comparable(outcomes)
    if not seen:
        return None

    def gives(wrong):
        for machine, arguments, _, value, *_ in seen:
            predicted = wrong(machine, *arguments)
            if predicted is None or np.shape(predicted) != value.shape:
                return False
            if not agrees(value, predicted):
                return False
        return True

    with np.errstate(all="ignore"):  # what a mistake gives on a saturated machine may be infinite
        code = next((code for code, wrong in suspects(part, block) if gives(wrong)), None)
    return None if code is None else diagnosed(code)


def raised(error: Exception) -> Diagnosis:
    """What an exception of code that is not ours says, in one line.

    Parameters
    ----------
    error : Exception

    Returns
    -------
    Diagnosis
    """
    first_line = (str(error).splitlines() or [""])[0]
    return diagnosed("E-RAISES", error=type(error).__name__, message=first_line)
