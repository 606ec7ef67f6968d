"""Answers that are lines of a `Derivation`: functions of a case, SymPy, or a chain of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy as sp

from rbmlib.checks import Derivation
from rbmlib.checks.codes import diagnosed
from rbmlib.checks.derivations import Counterexample
from rbmlib.lessons.exercises.kinds.words import apart, listed
from rbmlib.lessons.exercises.question import RIGHT, Verdict, in_words, other_kind, refused
from rbmlib.models import RBM

Case = dict[str, Any]
#: A code, and the line that the mistake gives.
Suspect = tuple[str, Any]

# Operations that SymPy would carry out itself: naming one is no answer.
_UNDONE = (sp.Derivative, sp.Integral, sp.Sum, sp.Limit)


@dataclass(frozen=True)
class Line:
    """One line: what the line above becomes.

    Attributes
    ----------
    above : callable or SymPy expression
        The line above, or anything else that equals the right answer.
    cases : callable
        Returns the cases that both lines are evaluated on.
    tiny : callable
        Returns the cases on which to show a mistake, the simplest first.
    arguments : str
        What a case holds, such as ``"model, data"``.
    suspects : tuple of (str, line)
        Known mistakes: a code, and the line that the mistake gives.
    terms : dict from str to callable
        As a `Derivation` takes them.
    """

    above: Any
    cases: Callable[[], list[Case]]
    tiny: Callable[[], Iterable[Case]]
    arguments: str
    suspects: tuple[Suspect, ...] = ()
    terms: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What is expected."""
        symbols = isinstance(self.above, sp.Basic)
        also = f", or a SymPy expression in {self.arguments}" if symbols else ""
        return f"a line: a function of ({self.arguments}){also}"

    def judge(self, answer: Any) -> Verdict:
        """The verdict on an answer.

        Parameters
        ----------
        answer : callable or SymPy expression

        Returns
        -------
        Verdict
        """
        if isinstance(answer, (sp.Basic, sp.MatrixBase)) and answer.has(*_UNDONE):
            return refused(diagnosed("E-UNDONE"))
        try:
            pair = self._against(self.above, answer)
        except TypeError:
            return refused(other_kind(self.words, answer))
        row = pair.check().rows[1]
        if row.holds:
            return RIGHT
        after = _example(pair.counterexample(self.tiny(), index=1), _words(row))
        known = self._known(answer)
        return (
            refused(known, after=after) if known else in_words(row.code, _words(row), after=after)
        )

    def _against(self, above, answer):
        title = "an answer"
        return Derivation(title, self.cases(), self.terms).line("", above).line("", answer)

    def _known(self, answer):
        """The mistake that gives what came on every case."""
        for code, line in self.suspects:
            if self._against(line, answer).check().first_false is None:
                return diagnosed(code)
        return None


@dataclass(frozen=True)
class Chain:
    """A whole `Derivation`: from one line to another, every equals sign true.

    Attributes
    ----------
    start : callable
        What the first line must equal, a function of a case.
    cases : callable
        Returns the cases that the lines are evaluated on, whatever cases came with them.
    least : int
        How many equals signs there must be.
    arguments : str
        What a case holds.
    """

    start: Callable[..., Any]
    cases: Callable[[], list[Case]]
    least: int
    arguments: str

    @property
    def words(self) -> str:
        """What is expected."""
        return f"a Derivation of {self.least} equals signs or more, in ({self.arguments})"

    def judge(self, answer: Any) -> Verdict:
        """The verdict on an answer.

        Parameters
        ----------
        answer : Derivation

        Returns
        -------
        Verdict
        """
        if not isinstance(answer, Derivation):
            return refused(other_kind(self.words, answer))
        if len(answer.lines) <= self.least:
            got = max(0, len(answer.lines) - 1)
            return refused(diagnosed("E-TOO-SHORT", least=self.least, got=got))
        for k in range(1, len(answer.lines)):
            if answer.lines[k].value is answer.lines[k - 1].value:
                return refused(diagnosed("E-SAME-LINE"), before=f"line {k}: ")
        chain = Derivation("an answer", self.cases(), answer.terms).line("", self.start)
        for line in answer.lines:
            chain.line(line.latex, line.value, line.rule)
        report = chain.check()
        first = report.first_false
        if first is None:
            return RIGHT
        if first == 1:
            return refused(diagnosed("E-OTHER-START"))
        row = report.rows[first]
        return in_words(row.code, _words(row), before=f"line {first - 1}: ")


def _words(row):
    return row.diagnosis or row.reason


def _example(shown: Counterexample | None, said: str) -> str:
    """The smallest case that shows it, in words."""
    if shown is None:
        return ""
    where = "\n  smallest case: " + ", ".join(_item(*pair) for pair in shown.case.items())
    if shown.above is None or shown.value is None:
        return where if shown.reason == said else f"{where}: {shown.reason}"
    entry = f", component {list(shown.component)}" if shown.component else ""
    return f"{where}{entry}: {apart(np.real(shown.above), np.real(shown.value))}"


def _item(name, item):
    if isinstance(item, RBM):
        blocks = zip("Wbc", (item.weights, item.visible_bias, item.hidden_bias), strict=True)
        return ", ".join(_item(*pair) for pair in blocks)
    return f"{name} = {listed(item)}"
