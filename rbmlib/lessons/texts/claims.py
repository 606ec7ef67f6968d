"""A claim in print: its formula, what evaluates it, and a verdict that is computed."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from rbmlib.checks.derivations import Derivation, Report
from rbmlib.lessons.texts.setting import Setting

#: The verdicts, in the order of the table.
VERDICTS = ("true", "conditional", "misprint", "inherited", "not testable")


#: The left side of a statement that is executed as a truth value.
TRUE = (r"\text{true}", lambda s: True)

#: What a mistake in our own transcription would raise; it must not pass for one in print.
MISTYPED = tuple(f"raises {name}" for name in ("AttributeError", "NameError", "TypeError"))


Evaluated = Callable[[Setting], Any]
#: A side of an equation: its LaTeX, and what evaluates it.
Side = tuple[str, Evaluated]


class Claim(NamedTuple):
    """One claim of a text.

    Attributes
    ----------
    name : str
        Such as ``S2.10``: the text, and the claim's number in it.
    latex : str
        The formula as printed: the right-hand side of its equals sign.  A statement in words
        is paraphrased, and set as text.
    value : callable or None
        Evaluates the formula literally, as a function of a `Setting`; None if nothing in the
        claim can be executed.
    rule : str
        What takes the line above to this one; for a claim that cannot be executed, why not.
    start : tuple of (str, callable) or None
        The left-hand side where a chain of equations begins; None continues the chain.
    condition : str
        When the claim holds, if it does not hold literally on every setting.
    given : callable or None
        Takes a setting to one that fulfils the condition.
    meant : tuple or None
        The two sides under the convention that the claim needs, each a tuple of (str,
        callable); None keeps a side as it is.
    corrected : tuple of (str, callable) or None
        The right formula, if the printed one is wrong.
    corrected_start : tuple of (str, callable) or None
        The right left-hand side, if that is misprinted too.
    """

    name: str
    latex: str
    value: Evaluated | None
    rule: str = ""
    start: Side | None = None
    condition: str = ""
    given: Callable[[Setting], Setting] | None = None
    meant: tuple[Side | None, Side | None] | None = None
    corrected: Side | None = None
    corrected_start: Side | None = None

    @property
    def intended(self) -> Side:
        """LaTeX and function of the right-hand side as it should be read."""
        if self.corrected:
            return self.corrected
        if self.meant and self.meant[1]:
            return self.meant[1]
        return self.latex, self.evaluate

    @property
    def printed_start(self) -> Side:
        """LaTeX and function of the left-hand side, of a claim that has one."""
        if self.start is None:
            raise ValueError(f"{self.name}: expected the beginning of a chain")
        return self.start

    @property
    def evaluate(self) -> Evaluated:
        """What evaluates the formula, of a claim that can be executed."""
        if self.value is None:
            raise ValueError(f"{self.name}: cannot be executed, {self.rule}")
        return self.value


def chains(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Cut a text into chains of equations.

    Parameters
    ----------
    claims : iterable of Claim
        In the order of the text.

    Returns
    -------
    list of list of Claim
        Each chain begins with a claim that has a start; claims that cannot be executed are
        left out.
    """
    found: list[list[Claim]] = []
    for claim in claims:
        if claim.value is None:
            continue
        if claim.start:
            found.append([])
        found[-1].append(claim)
    return found


def ladder(
    chain: Sequence[Claim], settings: Sequence[Setting], as_printed: Collection[str] = ()
) -> Derivation:
    """A chain as a `Derivation`: corrected, but for the claims to be left as they are.

    Parameters
    ----------
    chain : list of Claim
    settings : list of Setting
    as_printed : collection of str
        Names of claims to take literally.  The others are corrected where they are misprinted,
        and read under their convention; their conditions are met in every setting.

    Returns
    -------
    Derivation
        Line 0 is the start; line k is claim k - 1 of the chain.
    """
    first = chain[0]
    start = first.printed_start if first.name in as_printed else _intended_start(first)
    for claim in chain:
        if claim.given and claim.name not in as_printed:
            settings = [claim.given(s) for s in settings]
    derivation = _begin(first.name, start, settings)
    for claim in chain:
        literal = claim.name in as_printed
        line = (claim.latex, claim.evaluate) if literal else claim.intended
        derivation.line(*line, claim.rule)
    return derivation


def printed(chain: Sequence[Claim], settings: Sequence[Setting]) -> Derivation:
    """A chain as a `Derivation`, every claim taken literally, the lines in the same places."""
    return ladder(chain, settings, {claim.name for claim in chain})


def _intended_start(claim: Claim) -> Side:
    if claim.meant and claim.meant[0]:
        return claim.meant[0]
    return claim.corrected_start or claim.printed_start


def _begin(name: str, start: Side, settings: Sequence[Setting]) -> Derivation:
    terms = {
        "ln Z": lambda s: np.log(s.Z),
        "Z": lambda s: s.Z,
        "2^m": lambda s: float(len(s.h)),
        "the gradient of ln Z": lambda s: s.D(lambda t: np.log(t.Z)),
    }
    return Derivation(name, [{"s": s} for s in settings], terms).line(*start)


def judge(chain: Sequence[Claim], index: int, settings: Sequence[Setting]) -> str:
    """Verdict on a claim, by evaluation.

    Parameters
    ----------
    chain : list of Claim
    index : int
        Which claim of the chain.
    settings : list of Setting
        Generic ones.

    Returns
    -------
    str
        ``true``: holds literally on every setting.  ``conditional``: does not, but does under
        the stated condition or convention.  ``misprint``: does not, and the correction does.
        ``inherited``: right in itself, but not equal to the misprinted line above it.
        ``unexplained``: none of these, or the function looks mistyped.
    """
    claim = chain[index]
    left = claim.printed_start[1] if index == 0 else _as_read(chain[index - 1])
    report = _compare(left, claim.evaluate, settings)
    if report.first_false is None:
        return "true"
    if report.rows[1].reason.startswith(MISTYPED):
        return "unexplained"
    if claim.condition:
        narrow = [claim.given(s) for s in settings] if claim.given else settings
        true_left = claim.meant[0][1] if claim.meant and claim.meant[0] else left
        holds = _equal(true_left, claim.intended[1], narrow)
        return "conditional" if holds else "unexplained"
    true_left = left if index == 0 else chain[index - 1].intended[1]
    if claim.corrected:
        true_left = claim.corrected_start[1] if claim.corrected_start else true_left
        return "misprint" if _equal(true_left, claim.corrected[1], settings) else "unexplained"
    return "inherited" if _equal(true_left, claim.evaluate, settings) else "unexplained"


def _as_read(claim: Claim) -> Evaluated:
    """The line as the next one takes it over: misprints stay, conventions are known."""
    return claim.evaluate if claim.corrected else claim.intended[1]


def _compare(left: Evaluated, right: Evaluated, settings: Sequence[Setting]) -> Report:
    return Derivation("", [{"s": s} for s in settings]).line("", left).line("", right).check()


def _equal(left: Evaluated, right: Evaluated, settings: Sequence[Setting]) -> bool:
    return _compare(left, right, settings).first_false is None


def verdicts(claims: Iterable[Claim], settings: Sequence[Setting]) -> dict[str, str]:
    """Verdict on every claim of a text.

    Parameters
    ----------
    claims : iterable of Claim
    settings : list of Setting

    Returns
    -------
    dict from str to str
        The verdict under each claim's name, one of `VERDICTS`.
    """
    claims = list(claims)
    found = {claim.name: "not testable" for claim in claims}
    for chain in chains(claims):
        found |= {claim.name: judge(chain, k, settings) for k, claim in enumerate(chain)}
    return found


def counts(found: Mapping[str, str]) -> dict[str, int]:
    """How many claims have each of the verdicts, in the order of `VERDICTS`, others at the end."""
    tally = Counter(found.values())
    return {verdict: tally.pop(verdict, 0) for verdict in VERDICTS} | dict(tally)
