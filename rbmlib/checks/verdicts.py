"""Verdicts for a notebook cell: an equation verified, a wrong variant refuted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.checks.codes import CODES, Failure
from rbmlib.checks.compare import agree, as_numbers, check_tolerance, obstacle
from rbmlib.checks.diagnosis import describe
from rbmlib.validation import check_text

#: A few hundred roundings of numbers near 1; misprints are larger by nine orders.
TOLERANCE = 1e-12


class Record(NamedTuple):
    """A check that was made, whatever its verdict.

    Attributes
    ----------
    kind : str
        ``"verify"`` or ``"refute"``.
    name : str
        The equation, or the variant.
    left, right : ndarray
        Copies of the two sides; of a `refute`, the truth and what is wrong.
    tolerance : float
    """

    kind: str
    name: str
    left: NDArray
    right: NDArray
    tolerance: float


_recordings: list[list[Record]] = []  # those under way


@contextmanager
def recorded() -> Iterator[list[Record]]:
    """Record the checks that are made inside a ``with`` block, those that fail included.

    Yields
    ------
    list of Record
        In the order of the checks; it stays when the block has ended.

    Examples
    --------
    >>> with recorded() as records:
    ...     verify("one and two", [1.0, 2.0], [1.0, 2.0])
    one and two: holds on 2 numbers (tolerance 1e-12)
    >>> records[0].kind, records[0].name, records[0].right.tolist()
    ('verify', 'one and two', [1.0, 2.0])
    """
    records: list[Record] = []
    _recordings.append(records)
    try:
        yield records
    finally:
        # By identity: two recordings of the same checks are equal lists.
        _recordings[:] = [other for other in _recordings if other is not records]


def _note(kind: str, name: str, left: NDArray, right: NDArray, tolerance: float) -> None:
    for records in _recordings:
        records.append(Record(kind, name, left.copy(), right.copy(), tolerance))


def verify(
    equation: str, left: ArrayLike, right: ArrayLike, *, tolerance: float = TOLERANCE
) -> None:
    """Print that two sides agree, or raise.

    Parameters
    ----------
    equation : str
        What is verified, such as ``"eq (3.4)"``.
    left, right : array_like
        The two sides; nothing is broadcast.
    tolerance : float
        Largest difference, relative to max(1, abs(left)) component by component.

    Raises
    ------
    Failure
        An AssertionError, if the shapes differ, a number is not finite, or two numbers differ;
        it says what the difference looks like, and its ``code`` says so to programs.
    """
    tolerance, equation = check_tolerance(tolerance), check_text(equation, "equation")
    left, right = as_numbers(left, equation), as_numbers(right, equation)
    _note("verify", equation, left, right, tolerance)
    found = obstacle(right, left)
    if found and found.code == "E-EMPTY":
        raise ValueError(f"{equation}: expected numbers to compare, got shape {left.shape}")
    if found:
        raise Failure(f"{equation}: fails, {_distance(left, right)}", found.code)
    if not agree(right, left, tolerance):
        looks = describe([(left, right)])
        hint = f"; looks like: {looks}" if looks else ""
        code = looks.code if looks else "E-UNKNOWN"
        raise Failure(f"{equation}: fails, {_distance(left, right)}{hint}", code)
    count = "1 number" if left.size == 1 else f"{left.size} numbers"
    print(f"{equation}: holds on {count} (tolerance {tolerance:.0e})")


def refute(
    variant: str, truth: ArrayLike, wrong: ArrayLike, *, tolerance: float = TOLERANCE
) -> None:
    """Print that a wrong variant is told from the truth, or raise: a negative control.

    Parameters
    ----------
    variant : str
        What was changed, such as ``"without the minus"``.
    truth, wrong : array_like
        The right value and the variant's, finite: NaN differs from everything, so that it
        would show nothing.  Another shape does.
    tolerance : float
        As that of `verify`; the variant must differ by more than a thousand times as much.

    Raises
    ------
    Failure
        An AssertionError, if the variant is not told from the truth.
    """
    tolerance, variant = check_tolerance(tolerance), check_text(variant, "variant")
    truth, wrong = as_numbers(truth, variant), as_numbers(wrong, variant)
    _note("refute", variant, truth, wrong, tolerance)
    for side in (truth, wrong):
        strange = side[~np.isfinite(side)]
        if strange.size:
            raise ValueError(f"{variant}: expected finite numbers on both sides, got {strange[0]}")
    found = obstacle(wrong, truth)
    if found and found.code == "E-EMPTY":
        raise ValueError(f"{variant}: expected numbers to compare, got shape {truth.shape}")
    if not found and agree(wrong, truth, 1000 * tolerance):
        raise Failure(f"{variant}: {CODES['E-BLIND']}", "E-BLIND")
    print(f"{variant}: rejected, {_distance(truth, wrong)}")


def _distance(left: NDArray, right: NDArray) -> str:
    """How far apart two arrays are, in words."""
    if left.shape != right.shape:
        return f"shape {left.shape} against {right.shape}"
    if not (np.all(np.isfinite(left)) and np.all(np.isfinite(right))):
        return CODES["E-NOT-FINITE"]
    return f"off by {np.abs(left - right).max():.3g}"
