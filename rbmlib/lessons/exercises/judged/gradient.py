"""Notebook 03, what moves which probability, and what mistakes give."""

from functools import cache

import numpy as np

from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import complex_step
from rbmlib.exact import log_likelihood, mean_log_likelihood, visible_probabilities
from rbmlib.gradient import empirical, equilibrium, log_likelihood_gradient, phase
from rbmlib.lessons.exercises.judged import ladder
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.inputs import Input, vector
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.kinds.trials import shares
from rbmlib.lessons.exercises.question import Kind
from rbmlib.states import binary_states

_R, _DATA = reference_rbm(), reference_data()
_V = binary_states(3)
_P = visible_probabilities(_R)
_NET = shares(_R, _DATA) - _P
_GRADIENT = log_likelihood_gradient(_R, _DATA)


@cache
def _jacobian():
    """Of ln p(v) of R in theta, shape (8, 11)."""
    return complex_step(lambda model: log_likelihood(model, _V), _R)


def _moves(direction):
    """How fast each p(v) changes along a direction, by the complex step."""
    moved = _R.with_parameters(_R.ravel() + 1e-30j * direction)
    return np.imag(np.exp(log_likelihood(moved, _V))) / 1e-30


def _closest(changes):
    """Changes of ln p(v) that some direction makes: those asked for, as far as possible."""
    return _jacobian() @ np.linalg.pinv(_jacobian(), rcond=1e-9) @ changes


def _way_of_111():
    change = _moves(_GRADIENT)[7]
    return "up" if change > 1e-9 else "down" if change < -1e-9 else "stays"


@cache
def _with_the_wrong_sign():
    """What 200 steps of 0.1 do to the likelihood if both phases are added."""
    model, data = _R, empirical(_DATA)
    for _ in range(200):
        step = -phase(model, data) - phase(model, equilibrium(model))
        model = model.with_parameters(model.ravel() + 0.1 * step)
    change = mean_log_likelihood(model, _DATA) - mean_log_likelihood(_R, _DATA)
    return "rises" if change > 0.1 else "falls" if change < -0.1 else "stays"


def _near(left, right):
    return np.allclose(left, right, rtol=0, atol=1e-6)


def _along(left, right):
    """Whether one array is a positive multiple of another."""
    factor = np.vdot(right, left) / np.vdot(right, right)
    return factor > 0 and np.allclose(left, factor * right, rtol=0, atol=1e-9)


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "3.1": ladder.LOG_P,
    "3.2": ladder.LOG_Z_SLOPE,
    "3.3": ladder.CLAMPED_SLOPE,
    "3.4": ladder.THEOREM,
    "3.6": ladder.TWO_PHASES,
    "3.7": Choice(
        ("up", "down", "stays"),
        _way_of_111,
        {"down": "E-NET-WEIGHT", "stays": "E-OUTSIDE-DATA"},
    ),
    "3.8": Quantity(
        lambda: np.linalg.matrix_rank(_jacobian(), tol=1e-9),
        (
            ("E-COUNTS-PARAMETERS", lambda: _R.n_parameters),
            ("E-COUNTS-STATES", lambda: len(_V)),
            ("E-DIFFERENCE", lambda: _R.n_parameters - len(_V)),
        ),
        decimals=0,
    ),
    "3.9": Input(
        "11 numbers, in the order of ravel(): W row by row, b, c",
        vector(11),
        (
            ("E-NO-DIRECTION", lambda d: bool(np.any(np.abs(d) > 1e-12))),
            ("E-GRADIENT", lambda d: not _near(d, _GRADIENT)),
            ("E-SIGN", lambda d: not _near(_moves(d), -_NET)),
            ("E-MOVES-LOG", lambda d: not _near(_jacobian() @ d, _closest(_NET))),
            ("E-LENGTH", lambda d: _near(_moves(d), _NET) or not _along(_moves(d), _NET)),
            ("E-MOVES-OTHERWISE", lambda d: _near(_moves(d), _NET)),
        ),
    ),
    "3.5": ladder.HIDDEN,
    "3.10": Choice(
        ("rises", "falls", "stays"),
        _with_the_wrong_sign,
        {"rises": "E-DATA-NOT-ENOUGH", "stays": "E-NO-BALANCE"},
    ),
}
