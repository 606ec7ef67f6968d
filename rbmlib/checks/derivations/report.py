"""Verdicts on a derivation, line by line, in words and in LaTeX."""

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, NamedTuple

import numpy as np


class Line(NamedTuple):
    """One line of a derivation.

    Attributes
    ----------
    latex : str
        The right-hand side (the first line: the expression that the derivation starts from).
    value : callable or SymPy expression
        Evaluates the line; a callable takes a case's items as keyword arguments.
    rule : str
        What takes the line above to this one.
    """

    latex: str
    value: object
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
    diagnosis : str
        What the difference looks like, such as ``opposite sign``; empty if no pattern fits.
    proved : bool
        Whether the equals sign was decided exactly, both lines being symbolic.
    code : str
        A key of `rbmlib.checks.CODES`: of the diagnosis, or else of the reason; empty if the
        line holds.
    """

    line: Line
    holds: bool
    discrepancy: float
    reason: str
    diagnosis: str = ""
    proved: bool = False
    code: str = ""

    @property
    def hint(self) -> str:
        """What the difference looks like, with its code, if a pattern fits."""
        return f"looks like: {self.diagnosis} [{self.code}]" if self.diagnosis else ""

    @property
    def note(self) -> str:
        """The rule, and what is wrong, if anything is."""
        return "; ".join(part for part in (self.line.rule, self.reason, self.hint) if part)


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

    def __init__(self, title: str, rows: list[Row], n_cases: int, tolerance: float) -> None:
        self.title, self.rows, self.n_cases, self.tolerance = title, rows, n_cases, tolerance

    @property
    def first_false(self) -> int | None:
        """Index of the first line whose equals sign fails, or None if all hold."""
        return next((index for index, row in enumerate(self.rows) if not row.holds), None)

    @property
    def summary(self) -> str:
        """The verdict in one sentence."""
        if self.first_false is None:
            proved = sum(row.proved for row in self.rows)
            signs = len(self.rows) - 1
            return (
                (f"all {signs} equals signs hold" if signs != 1 else "the equals sign holds")
                + f" on {self.n_cases} cases "
                f"(tolerance {self.tolerance:.0e})" + (f", {proved} proved" if proved else "")
            )
        row = self.rows[self.first_false]
        why = "; ".join(part for part in (row.reason, row.hint) if part)
        return f"first false: line {self.first_false} ({why})"

    def __str__(self) -> str:
        lines = [f"{self.title}: {self.summary}"]
        for index, row in enumerate(self.rows):
            holds = "start" if index == 0 else "proved" if row.proved else "holds"
            verdict = holds if row.holds else "FALSE"
            note = f"   [{row.note}]" if row.note else ""
            lines.append(f"  {index:2d}  {verdict}  {row.line.latex}{note}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_latex_(self) -> str:
        body = r" \\".join(_latex_row(index, row) for index, row in enumerate(self.rows))
        return rf"$$\begin{{aligned}}{body}\end{{aligned}}$$"


@dataclass(frozen=True, eq=False, repr=False)
class Counterexample:
    """The smallest case on which a line differs from the line above it.

    Attributes
    ----------
    index : int
        Which line is false.
    above_index : int or None
        Which line above it was compared; None if the line has no value at all.
    case : dict
    above, value : float or None
        The two numbers: the component with the largest difference.
    component : tuple of int
        Where that component stands; empty for a scalar.
    reason : str
        Why there are no two numbers to show, in words; empty if there are.
    code : str
        Of the reason, a key of `rbmlib.checks.CODES`.
    """

    index: int
    above_index: int | None
    case: dict[str, Any]
    above: float | None
    value: float | None
    component: tuple[int, ...]
    reason: str
    code: str = ""

    def __str__(self) -> str:
        where = "; ".join(_item(name, item) for name, item in self.case.items())
        if self.reason:
            return f"{where}:\n  line {self.index}: {self.reason}"
        entry = f", component {list(self.component)}" if self.component else ""
        return (
            f"{where}{entry}:\n  line {self.above_index} is {_four_places(self.above)}, "
            f"line {self.index} is {_four_places(self.value)}"
        )

    def __repr__(self) -> str:
        return str(self)


def _four_places(x):
    return f"{np.round(x, 4) + 0.0:.4f}"  # adding zero turns -0.0 into 0.0


def _item(name, item):
    """One item of a case in words; a dataclass, such as a model, is the list of its fields."""
    if is_dataclass(item):
        return ", ".join(_item(field.name, getattr(item, field.name)) for field in fields(item))
    return f"{name} = {_numbers(item)}"


def _numbers(item):
    try:
        values = np.asarray(item)
    except ValueError:
        return type(item).__name__
    if values.dtype.kind not in "biuf":
        return type(item).__name__
    whole = np.all(values == np.round(values))
    return str((values.astype(int) if whole else np.round(values, 4)).tolist())


def _latex_row(index, row):
    true = r"\textsf{proved}" if row.proved else r"\checkmark"
    mark = true if row.holds else r"\color{#D55E00}{\textsf{FALSE}}"
    if index == 0 and row.holds:
        mark = ""
    sign = "=" if index else ""
    return rf"&{sign} {row.line.latex} && \text{{{_plain(row.note)}}} && {mark}"


def _plain(text):
    """Make text safe inside LaTeX's text mode."""
    for special in "\\{}$&#^_%~":
        text = text.replace(special, " " if special in "\\^~" else f"\\{special}")
    return text
