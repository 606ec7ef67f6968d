"""A derivation as an object: each equals sign is executed, the first false one is named."""

from typing import NamedTuple

import numpy as np

#: Two lines agree if they differ by at most this, relative to max(1, |value|).  Sums over a
#: few thousand states lose some 1e-13; the smallest known misprint shifts a line by 2e-3.
TOLERANCE = 1e-10


class Line(NamedTuple):
    """One line of a derivation.

    Attributes
    ----------
    latex : str
        The right-hand side (the first line: the expression that the derivation starts from).
    value : callable
        Evaluates the line; takes a case's items as keyword arguments.
    rule : str
        What takes the line above to this one.
    """

    latex: str
    value: callable
    rule: str


class Row(NamedTuple):
    """Verdict on one line.

    Attributes
    ----------
    line : Line
    holds : bool
        Whether the line equals the one above it in every case.
    discrepancy : float
        Largest difference over the cases, relative to max(1, |value|); NaN if the line could
        not be compared.
    reason : str
        Why the line is false, in words; empty if it holds.
    """

    line: Line
    holds: bool
    discrepancy: float
    reason: str


class Derivation:
    """A chain of expressions that are claimed to be equal.

    Parameters
    ----------
    title : str
        What is derived.
    cases : iterable of dict
        Inputs that every line is evaluated on.  Use generic ones, and more than one.

    Raises
    ------
    ValueError
        If there are no cases, or one is not a dict.

    Examples
    --------
    >>> squares = Derivation("a square", [{"x": 1.5}, {"x": -2.0}])
    >>> squares = squares.line("(x + 1)^2", lambda x: (x + 1) ** 2)
    >>> squares = squares.line("x^2 + 1", lambda x: x**2 + 1, rule="expand")
    >>> squares.check().first_false
    1
    """

    def __init__(self, title, cases):
        self.title = title
        self.cases = list(cases)
        self.lines = []
        strange = [type(case).__name__ for case in self.cases if not isinstance(case, dict)]
        if strange or not self.cases:
            got = strange[0] if strange else "none"
            raise ValueError(f"cases: expected at least one dict of keyword arguments, got {got}")

    def line(self, latex, value, rule=""):
        """Add a line.

        Parameters
        ----------
        latex : str
            The expression, without the equals sign.
        value : callable
            Takes a case's items as keyword arguments; returns a number or an array.
        rule : str
            What takes the line above to this one, in a few words.

        Returns
        -------
        Derivation
            This one, so that lines can be chained.

        Raises
        ------
        TypeError
            If `value` is not callable.
        """
        if not callable(value):
            raise TypeError(f"value: expected a function of a case, got {type(value).__name__}")
        self.lines.append(Line(latex, value, rule))
        return self

    def check(self, tolerance=TOLERANCE):
        """Evaluate every line on every case and compare it with the line above it.

        A line that raises, or returns something that is not finite numbers, is false, and
        the next line is compared with the nearest line above that has a value.

        Parameters
        ----------
        tolerance : float
            Largest difference relative to max(1, |value|).

        Returns
        -------
        Report

        Raises
        ------
        ValueError
            If the derivation has no lines.
        """
        if not self.lines:
            raise ValueError("check: expected a derivation with at least one line, got none")
        rows, above = [], [None] * len(self.cases)
        for line in self.lines:
            outcomes = [_outcome(line, case) for case in self.cases]
            rows.append(_judge(line, above, outcomes, tolerance))
            if not any(reason for _, reason in outcomes):
                above = [value for value, _ in outcomes]
        return Report(self.title, rows, len(self.cases), tolerance)


def _outcome(line, case):
    """Value of a line on a case, and why it has none."""
    try:
        returned = line.value(**case)
        value = np.asarray(returned)
    except Exception as error:  # whatever a reader's line raises is a verdict on that line
        return None, f"raises {type(error).__name__}: {error}"
    if value.dtype.kind not in "biufc":
        return None, f"is not a number or an array of numbers but {type(returned).__name__}"
    if not np.all(np.isfinite(value)):
        return None, "is not finite (NaN or infinity)"
    return value.astype(np.result_type(value, float)), ""


def _judge(line, above, outcomes, tolerance):
    discrepancies = []
    for before, (value, reason) in zip(above, outcomes, strict=True):
        if reason:
            return Row(line, False, np.nan, reason)
        if before is None:
            discrepancies.append(0.0)
        elif before.shape != value.shape:
            return Row(line, False, np.nan, f"shape {value.shape}, above it {before.shape}")
        else:
            error = np.abs(value - before) / np.maximum(1, np.abs(before))
            discrepancies.append(error.max(initial=0))
    worst = max(discrepancies)
    return Row(
        line, worst <= tolerance, worst, "" if worst <= tolerance else f"off by {worst:.3g}"
    )


class Report:
    """Verdicts on a derivation, line by line.

    Attributes
    ----------
    title : str
    rows : list of Row
    n_cases : int
        How many cases each line was evaluated on.
    tolerance : float
    """

    def __init__(self, title, rows, n_cases, tolerance):
        self.title, self.rows, self.n_cases, self.tolerance = title, rows, n_cases, tolerance

    @property
    def first_false(self):
        """Index of the first line whose equals sign fails, or None if all hold."""
        return next((index for index, row in enumerate(self.rows) if not row.holds), None)

    @property
    def summary(self):
        """The verdict in one sentence."""
        if self.first_false is None:
            return (
                f"all {len(self.rows) - 1} equals signs hold on {self.n_cases} cases "
                f"(tolerance {self.tolerance:.0e})"
            )
        row = self.rows[self.first_false]
        return f"first false: line {self.first_false} ({row.reason})"

    def __str__(self):
        lines = [f"{self.title}: {self.summary}"]
        for index, row in enumerate(self.rows):
            verdict = "start" if index == 0 and row.holds else "holds" if row.holds else "FALSE"
            note = "; ".join(note for note in (row.line.rule, row.reason) if note)
            lines.append(
                f"  {index:2d}  {verdict}  {row.line.latex}" + (f"   [{note}]" if note else "")
            )
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_latex_(self):
        body = r" \\".join(_latex_row(index, row) for index, row in enumerate(self.rows))
        return rf"$$\begin{{aligned}}{body}\end{{aligned}}$$"


def _latex_row(index, row):
    mark = r"\checkmark" if row.holds else r"\color{#D55E00}{\textsf{FALSE}}"
    if index == 0 and row.holds:
        mark = ""
    note = "; ".join(_plain(note) for note in (row.line.rule, row.reason) if note)
    sign = "=" if index else ""
    return rf"&{sign} {row.line.latex} && \text{{{note}}} && {mark}"


def _plain(text):
    """Make text safe inside LaTeX's text mode."""
    for special in "\\{}$&#^_%~":
        text = text.replace(special, " " if special in "\\^~" else f"\\{special}")
    return text
