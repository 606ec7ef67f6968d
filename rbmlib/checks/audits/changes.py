"""Mistakes in an RBM's parameters: the machine that a program computes with, but should not."""

from collections.abc import Callable

from rbmlib.checks.audits.enumerated import Enumerated

Change = Callable[[Enumerated], Enumerated | None]


def _scaled(weights=1.0, visible=1.0, hidden=1.0):
    """A change that multiplies each block of parameters by a number."""
    return lambda t: Enumerated(
        weights * t.weights, visible * t.visible_bias, hidden * t.hidden_bias
    )


def transposed(truth: Enumerated) -> Enumerated | None:
    """A square machine with its weights transposed; None for any other.

    Parameters
    ----------
    truth : Enumerated

    Returns
    -------
    Enumerated or None
    """
    n, m = truth.shape
    if n != m:
        return None
    return Enumerated(truth.weights.T, truth.visible_bias, truth.hidden_bias)


def _exchanged(truth):
    n, m = truth.shape
    if n != m:
        return None
    return Enumerated(truth.weights, truth.hidden_bias, truth.visible_bias)


def _spins(truth):
    """Units that are -1 and +1: in terms of 0 and 1 another machine, and a constant."""
    w, b, c = truth.weights, truth.visible_bias, truth.hidden_bias
    offset = b.sum() + c.sum() - w.sum()
    return Enumerated(4 * w, 2 * b - 2 * w.sum(1), 2 * c - 2 * w.sum(0), offset)


#: Codes, and functions from the true machine to the wrong one, or to None where a machine is
#: not square and the mistake cannot be made.
CHANGES: tuple[tuple[str, Change], ...] = (
    ("E-WEIGHTS-SIGN", _scaled(weights=-1)),
    ("E-VISIBLE-BIAS-SIGN", _scaled(visible=-1)),
    ("E-HIDDEN-BIAS-SIGN", _scaled(hidden=-1)),
    ("E-BIASES-SIGN", _scaled(visible=-1, hidden=-1)),
    ("E-PARAMETERS-SIGN", _scaled(-1, -1, -1)),
    ("E-NO-VISIBLE-BIAS", _scaled(visible=0)),
    ("E-NO-HIDDEN-BIAS", _scaled(hidden=0)),
    ("E-NO-BIASES", _scaled(visible=0, hidden=0)),
    ("E-NO-WEIGHTS", _scaled(weights=0)),
    ("E-WEIGHTS-TRANSPOSED", transposed),
    ("E-BIASES-EXCHANGED", _exchanged),
    ("E-WEIGHTS-TWICE", _scaled(weights=2)),
    ("E-WEIGHTS-HALF", _scaled(weights=0.5)),
    ("E-VISIBLE-BIAS-TWICE", _scaled(visible=2)),
    ("E-HIDDEN-BIAS-TWICE", _scaled(hidden=2)),
    ("E-SPINS", _spins),
)
