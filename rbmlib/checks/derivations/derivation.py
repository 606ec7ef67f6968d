"""A derivation as an object: each equals sign is executed, the first false one is named."""

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

import numpy as np

from rbmlib.checks.codes import Diagnosis, diagnosed
from rbmlib.checks.compare import check_tolerance, obstacle, relative_errors, worst
from rbmlib.checks.derivations.expressions import as_expressions, decide, substitute
from rbmlib.checks.derivations.report import Counterexample, Line, Report, Row
from rbmlib.checks.diagnosis import describe
from rbmlib.validation import check_count, check_iterable, check_text

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

    Examples
    --------
    >>> squares = Derivation("a square", [{"x": 1.5}, {"x": -2.0}])
    >>> squares = squares.line("(x + 1)^2", lambda x: (x + 1) ** 2)
    >>> squares = squares.line("x^2 + 1", lambda x: x**2 + 1, rule="expand")
    >>> squares.check().first_false
    1
    """

    def __init__(
        self,
        title: str,
        cases: Iterable[dict[str, Any]],
        terms: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self.title = check_text(title, "title")
        self.cases = [_case(case, "cases") for case in check_iterable(cases, "cases")]
        if not self.cases:
            raise ValueError("cases: expected at least one dict of keyword arguments, got none")
        terms = {} if terms is None else terms
        if not isinstance(terms, Mapping) or not all(map(callable, terms.values())):
            raise TypeError(f"terms: expected functions of a case by name, got {terms!r}")
        self.terms = dict(terms)
        self.lines: list[Line] = []

    def line(self, latex: str, value: Any, rule: str = "") -> Self:
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
        """
        if not callable(value) and as_expressions(value) is None:
            got = type(value).__name__
            raise TypeError(f"value: expected a function of a case or SymPy, got {got}")
        self.lines.append(Line(check_text(latex, "latex"), value, check_text(rule, "rule")))
        return self

    def check(self, *, tolerance: float = TOLERANCE) -> Report:
        """Evaluate every line on every case and compare it with the line above it.

        A line that raises, or returns something that is not finite numbers, or none at all, is
        false, and the next line is compared with the nearest line above that has a value.

        Parameters
        ----------
        tolerance : float
            Largest difference relative to max(1, |value|).

        Returns
        -------
        Report
        """
        tolerance = check_tolerance(tolerance)
        self._require_lines("check")
        rows, above, symbols_above = [], [None] * len(self.cases), None
        terms = self._values_of_terms()
        for line in self.lines:
            outcomes = [_evaluated(line, case) for case in self.cases]
            row = _judge(line, above, outcomes, tolerance, terms)
            if not row.holds and _wavers(line, self.cases, outcomes):
                row = _with_diagnosis(row, diagnosed("E-RANDOM"))
            symbols = as_expressions(line.value)
            rows.append(_prove(row, symbols_above, symbols))
            if not any(found for _, found in outcomes):
                above, symbols_above = [value for value, _ in outcomes], symbols
        return Report(self.title, rows, len(self.cases), tolerance)

    def counterexample(
        self,
        candidates: Iterable[dict[str, Any]],
        *,
        index: int | None = None,
        tolerance: float = TOLERANCE,
    ) -> Counterexample | None:
        """Smallest case on which a line differs from the line above it.

        Parameters
        ----------
        candidates : iterable of dict
            Cases in the order in which to try them, the simplest first, such as
            `rbmlib.cases.tiny_cases`.
        index : int, optional
            Which line; the first false one if left out.
        tolerance : float
            Largest difference relative to max(1, |value|).

        Returns
        -------
        Counterexample or None
            None if no line is false, or if none of the candidates shows it.
        """
        tolerance, candidates = (
            check_tolerance(tolerance),
            check_iterable(candidates, "candidates"),
        )
        self._require_lines("counterexample")
        index = self.check(tolerance=tolerance).first_false if index is None else index
        if index is None:
            return None
        index = check_count(index, 0, "index", most=len(self.lines) - 1)
        cases = (_case(case, "candidates") for case in candidates)
        found = (self._shown_by(case, index, tolerance) for case in cases)
        return next((shown for shown in found if shown), None)

    def _require_lines(self, what):
        if not self.lines:
            raise ValueError(f"{what}: expected a derivation with at least one line, got none")

    def _values_of_terms(self):
        terms = [
            (name, [_evaluated(Line(name, value, ""), case)[0] for case in self.cases])
            for name, value in self.terms.items()
        ]
        return [(name, values) for name, values in terms if not any(v is None for v in values)]

    def _shown_by(self, case, index, tolerance):
        """What a case shows of a line, if it differs from the nearest line with a value."""
        value, found = _evaluated(self.lines[index], case)
        if found:
            return Counterexample(index, None, case, None, None, (), found.words, found.code)
        for k in reversed(range(index)):
            above, no_value = _evaluated(self.lines[k], case)
            if no_value:
                continue
            found = obstacle(value, above)
            if found:
                return Counterexample(index, k, case, None, None, (), found.words, found.code)
            errors = relative_errors(value, above)
            place = worst(errors)
            if errors[place] <= tolerance:
                return None
            numbers = above[place].item(), value[place].item()
            return Counterexample(index, k, case, *numbers, place, "")
        return None


def _case(case, name):
    if not isinstance(case, dict):
        raise ValueError(f"{name}: expected dicts of arguments, got {type(case).__name__}")
    return case


def _evaluated(line, case):
    """Value of a line on a case, and why it has none."""
    symbols = as_expressions(line.value)
    try:
        mine = {name: _own(item) for name, item in case.items()}
        with np.errstate(all="ignore"):  # what overflows is not finite, and said so below
            returned = line.value(**mine) if symbols is None else substitute(symbols, mine)
        value = np.asarray(returned)
    except Exception as error:  # whatever a reader's line raises is a verdict on that line
        words = error.args[0] if isinstance(error, KeyError) and error.args else error
        return None, diagnosed("E-RAISES", error=type(error).__name__, message=words)
    if value.dtype.kind not in "biufc" or isinstance(returned, np.ma.MaskedArray):
        return None, diagnosed("E-NOT-NUMBERS", got=type(returned).__name__)
    value = value.astype(np.result_type(value, float))
    found = obstacle(value, value)
    return (None, found) if found else (value, None)


def _wavers(line, cases, outcomes):
    """Whether a line that has values gives others when it is evaluated again."""
    if any(found for _, found in outcomes):
        return False
    again = [_evaluated(line, case)[0] for case in cases]
    return not all(np.array_equal(a, b) for a, (b, _) in zip(again, outcomes, strict=True))


def _own(item):
    """A copy of what a line could change, so that the next line sees the case as it was."""
    return copy.deepcopy(item) if isinstance(item, (np.ndarray, list, dict, set)) else item


def _judge(line, above, outcomes, tolerance, terms):
    found = next((found for _, found in outcomes if found), None)
    if found:
        return Row(line, False, np.nan, found.words, code=found.code)
    pairs = [(old, new) for old, (new, _) in zip(above, outcomes, strict=True) if old is not None]
    found = next(filter(None, (obstacle(new, old) for old, new in pairs)), None)
    if found:
        row = Row(line, False, np.nan, found.words, code=found.code)
        return _with_diagnosis(row, describe(pairs))
    discrepancy = max((relative_errors(new, old).max() for old, new in pairs), default=0.0)
    if discrepancy <= tolerance:
        return Row(line, True, discrepancy, "")
    row = Row(line, False, discrepancy, f"off by {discrepancy:.3g}", code="E-UNKNOWN")
    return _with_diagnosis(row, describe(pairs, terms))


def _with_diagnosis(row: Row, looks: Diagnosis | None) -> Row:
    return row._replace(diagnosis=looks.words, code=looks.code) if looks else row


def _prove(row, above, symbols):
    """The row, its equals sign decided exactly if both lines are symbolic."""
    if not row.holds or above is None or symbols is None:
        return row
    decided = decide(above, symbols)
    if decided is False:
        found = diagnosed("E-NOT-IDENTICAL")
        return row._replace(holds=False, reason=found.words, code=found.code)
    return row._replace(proved=decided is True)
