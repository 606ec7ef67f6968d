"""Verdicts for a notebook cell: an equation verified, a wrong variant refuted."""

import numpy as np

#: A few hundred roundings of numbers near 1; misprints are larger by nine orders.
TOLERANCE = 1e-12


def verify(equation, left, right, tolerance=TOLERANCE):
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
    AssertionError
        If the shapes differ, a number is not finite, or two numbers differ.
    """
    left, right = np.asarray(left), np.asarray(right)
    mismatch = _mismatch(left, right)
    if mismatch or not _agree(left, right, tolerance):
        raise AssertionError(f"{equation}: fails, {mismatch or _distance(left, right)}")
    count = "1 number" if left.size == 1 else f"{left.size} numbers"
    print(f"{equation}: holds on {count} (tolerance {tolerance:.0e})")


def refute(variant, truth, wrong, tolerance=TOLERANCE):
    """Print that a wrong variant is told from the truth, or raise: a negative control.

    Parameters
    ----------
    variant : str
        What was changed, such as ``"without the minus"``.
    truth, wrong : array_like
        The right value and the variant's.
    tolerance : float
        As in `verify`; the variant must differ by more than a thousand times as much.

    Raises
    ------
    AssertionError
        If the variant is not told from the truth.
    """
    truth, wrong = np.asarray(truth), np.asarray(wrong)
    mismatch = _mismatch(truth, wrong)
    if not mismatch and _agree(truth, wrong, 1000 * tolerance):
        raise AssertionError(f"{variant}: expected to be rejected, but it agrees on this input")
    print(f"{variant}: rejected, {mismatch or _distance(truth, wrong)}")


def _mismatch(left, right):
    """Why two arrays cannot be compared, in words; empty if they can."""
    if left.shape != right.shape:
        return f"shape {left.shape} against {right.shape}"
    if not (np.all(np.isfinite(left)) and np.all(np.isfinite(right))):
        return "a number is not finite"
    return ""


def _agree(left, right, tolerance):
    return bool(np.all(np.abs(left - right) <= tolerance * np.maximum(1, np.abs(left))))


def _distance(left, right):
    return f"off by {np.abs(left - right).max():.3g}"
