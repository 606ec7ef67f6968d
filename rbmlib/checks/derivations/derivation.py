"""A derivation as an object: each equals sign is executed, the first false one is named."""

import copy

import numpy as np

from rbmlib.checks.derivations.expressions import as_expressions, decide, substitute
from rbmlib.checks.derivations.report import Counterexample, Line, Report, Row
from rbmlib.checks.diagnosis import describe

#: Two lines agree if they differ by at most this, relative to max(1, |value|).  Sums over a
#: few thousand states lose some 1e-13; the smallest known misprint shifts a line by 2e-3.
TOLERANCE = 1e-10


class Derivation:
    """A chain of expressions that are claimed to be equal.

    Parameters
    ----------
    title : str
        What is derived.
    cases : iterable of dict
        Inputs that every line is evaluated on.  Use generic ones, and more than one.
    terms : dict from str to callable, optional
        Quantities that may have been forgotten or doubled, such as ``{"ln Z": ...}``, each a
        function of a case's items: the diagnosis of a false line tries them as a term and as
        a factor.

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

    def __init__(self, title, cases, terms=None):
        self.title = title
        self.cases = list(cases)
        self.terms = dict(terms or {})
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
        value : callable or SymPy expression
            A callable takes a case's items as keyword arguments and returns a number or an
            array.  In an expression (or a list or array of them), each symbol stands for the
            case's item of that name, or for the component of that name of a model's
            parameters; two such lines in a row are decided exactly as well as evaluated.
        rule : str
            What takes the line above to this one, in a few words.

        Returns
        -------
        Derivation
            This one, so that lines can be chained.

        Raises
        ------
        TypeError
            If `value` is neither callable nor symbolic.
        """
        if not callable(value) and as_expressions(value) is None:
            got = type(value).__name__
            raise TypeError(f"value: expected a function of a case or SymPy, got {got}")
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
        self._require_lines("check")
        rows, above, symbols_above = [], [None] * len(self.cases), None
        terms = self._values_of_terms()
        for line in self.lines:
            outcomes = [_outcome(line, case) for case in self.cases]
            row = _judge(line, above, outcomes, tolerance, terms)
            if not row.holds and _wavers(line, self.cases, outcomes):
                row = row._replace(diagnosis="other numbers every time: a sample, not an average")
            symbols = as_expressions(line.value)
            rows.append(_prove(row, symbols_above, symbols))
            if not any(reason for _, reason in outcomes):
                above, symbols_above = [value for value, _ in outcomes], symbols
        return Report(self.title, rows, len(self.cases), tolerance)

    def counterexample(self, candidates, index=None, tolerance=TOLERANCE):
        """Smallest case on which a line differs from the line above it.

        Parameters
        ----------
        candidates : iterable of dict
            Cases in the order in which to try them, the simplest first, such as
            `rbmlib.cases.tiny_cases`.
        index : int, optional
            Which line; the first false one if left out.
        tolerance : float
            As in `check`.

        Returns
        -------
        Counterexample or None
            None if no line is false, or if none of the candidates shows it.

        Raises
        ------
        ValueError
            If the derivation has no such line.
        """
        self._require_lines("counterexample")
        index = self.check(tolerance).first_false if index is None else index
        if index is None:
            return None
        if not 0 <= index < len(self.lines):
            raise ValueError(f"index: expected 0 to {len(self.lines) - 1}, got {index}")
        found = (self._shown_by(case, index, tolerance) for case in candidates)
        return next((shown for shown in found if shown), None)

    def _require_lines(self, what):
        if not self.lines:
            raise ValueError(f"{what}: expected a derivation with at least one line, got none")

    def _values_of_terms(self):
        terms = [
            (name, [_outcome(Line(name, value, ""), case)[0] for case in self.cases])
            for name, value in self.terms.items()
        ]
        return [(name, values) for name, values in terms if not any(v is None for v in values)]

    def _shown_by(self, case, index, tolerance):
        value, reason = _outcome(self.lines[index], case)
        if reason:
            return Counterexample(index, None, case, None, None, (), reason)
        for k in reversed(range(index)):
            above, no_value = _outcome(self.lines[k], case)
            if no_value:
                continue
            if above.shape != value.shape:
                reason = f"has shape {value.shape}, line {k} has shape {above.shape}"
                return Counterexample(index, k, case, None, None, (), reason)
            errors = _errors(above, value)
            if errors.max(initial=0) <= tolerance:
                return None
            # The first of the largest: which of two equal errors rounding makes larger may
            # differ between machines.
            first = np.flatnonzero(errors >= (1 - 1e-6) * errors.max())[0]
            worst = np.unravel_index(int(first), errors.shape)
            place = tuple(int(i) for i in worst)
            return Counterexample(
                index, k, case, above[worst].item(), value[worst].item(), place, ""
            )
        return None


def _outcome(line, case):
    """Value of a line on a case, and why it has none."""
    symbols = as_expressions(line.value)
    try:
        mine = {name: _own(item) for name, item in case.items()}
        with np.errstate(all="ignore"):  # what overflows is not finite, and said so below
            returned = line.value(**mine) if symbols is None else substitute(symbols, mine)
        value = np.asarray(returned)
    except Exception as error:  # whatever a reader's line raises is a verdict on that line
        words = error.args[0] if isinstance(error, KeyError) and error.args else error
        return None, f"raises {type(error).__name__}: {words}"
    if value.dtype.kind not in "biufc":
        return None, f"is not a number or an array of numbers but {type(returned).__name__}"
    if not np.all(np.isfinite(value)):
        return None, "is not finite (NaN or infinity)"
    return value.astype(np.result_type(value, float)), ""


def _wavers(line, cases, outcomes):
    """Whether a line that has values gives others when it is evaluated again."""
    if any(reason for _, reason in outcomes):
        return False
    again = [_outcome(line, case)[0] for case in cases]
    return not all(np.array_equal(a, b) for a, (b, _) in zip(again, outcomes, strict=True))


def _own(item):
    """A copy of what a line could change, so that the next line sees the case as it was."""
    return copy.deepcopy(item) if isinstance(item, (np.ndarray, list, dict, set)) else item


def _errors(above, value):
    return np.abs(value - above) / np.maximum(1, np.abs(above))


def _judge(line, above, outcomes, tolerance, terms):
    reason = next((reason for _, reason in outcomes if reason), "")
    if reason:
        return Row(line, False, np.nan, reason)
    pairs = [(old, new) for old, (new, _) in zip(above, outcomes, strict=True) if old is not None]
    for old, new in pairs:
        if old.shape != new.shape:
            reason = f"shape {new.shape}, above it {old.shape}"
            return Row(line, False, np.nan, reason, describe(pairs))
    worst = max((_errors(old, new).max(initial=0) for old, new in pairs), default=0.0)
    if worst <= tolerance:
        return Row(line, True, worst, "")
    return Row(line, False, worst, f"off by {worst:.3g}", describe(pairs, terms))


def _prove(row, above, symbols):
    """The row, its equals sign decided exactly if both lines are symbolic."""
    if not row.holds or above is None or symbols is None:
        return row
    decided = decide(above, symbols)
    if decided is False:
        return row._replace(holds=False, reason="equal on these cases, but not identically")
    return row._replace(proved=decided is True)
