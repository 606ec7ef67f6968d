"""Notebook 08, what is right by the texts as executed, and what mistakes give."""

from functools import cache

import numpy as np

from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import GradientMismatch, check_gradient
from rbmlib.exact import mean_log_likelihood, visible_probabilities
from rbmlib.gradient import log_likelihood_gradient
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.question import Kind
from rbmlib.lessons.texts import TEXTS, Setting
from rbmlib.models import RBM

_CLAIMS = {claim.name: claim for claims in TEXTS.values() for claim in claims}
_R, _DATA = reference_rbm(), reference_data()
_FIRST_BIAS = _R.parameter_names.index("visible_bias[0]")


@cache
def _setting():
    return Setting(_R, _DATA, _DATA)


def _gap_of_one_mended_sign():
    """In b_1, if S1.20 is mended and S1.19 is not: each as the texts' functions have it."""
    s = _setting()
    right = s.D(lambda t: np.log(t.p))
    slope_of_log_z = _corrected("S1.20")(s)
    minus_slope_of_energy = _CLAIMS["S1.19"].evaluate(s) - s.D(lambda t: np.log(t.Z))
    printed = minus_slope_of_energy + slope_of_log_z
    return (printed - right)[0, _FIRST_BIAS]


def _corrected(name):
    return _CLAIMS[name].intended[1]


def _excess_of_members():
    s = _setting()
    return _CLAIMS["S2.5"].evaluate(s) - _CLAIMS["S2.5"].printed_start[1](s)


def _first_probability():
    return visible_probabilities(_R)[5]


@cache
def _kept_sum():
    """How many times too large S2.42 is on a machine of three hidden units."""
    model = RBM.random(2, 3, np.random.default_rng(8))
    data = np.array([[1, 0], [1, 0], [1, 1]])
    s = Setting(model, data, data)
    printed, right = _CLAIMS["S2.42"].evaluate(s), _corrected("S2.42")(s)
    return np.vdot(right, printed) / np.vdot(right, right)


@cache
def _tiny_sides():
    """Of S0.4 on the machine of zeros, 1 x 1, for v = 1 and the visible bias."""
    one = np.array([[1]])
    s = Setting(RBM([[0.0]], [0.0], [0.0]), one, one)
    claim = _CLAIMS["S0.4"]
    return np.array([claim.printed_start[1](s)[1, 1], claim.evaluate(s)[1, 1]])


def _read_as_one():
    """Whether S0.30 is right with its free h_j taken as 1: p(v, h_j = 1) in its place."""
    s = _setting()
    first = s.joint @ s.h
    total = np.einsum("vi,vj->vij", s.v / s.p[:, None], first)
    return "right" if np.allclose(total, _corrected("S0.30")(s)) else "wrong"


def _unnoticed():
    """Whether a check of the gradient passes the divergence with -ln N for -H(q)."""
    gradient = -log_likelihood_gradient(_R, _DATA)
    try:
        check_gradient(lambda m: -np.log(4) - mean_log_likelihood(m, _DATA), gradient, _R)
    except GradientMismatch:
        return "fails"
    return "passes"


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "8.1": Choice(("right", "wrong"), _read_as_one, {"wrong": "E-ONE-TERM-LEFT"}),
    "8.2": Quantity(
        _excess_of_members,
        (
            ("E-LOG-N", lambda: np.log(2) / 2),
            ("E-WHOLE-TERM", lambda: -np.log(_first_probability())),
            ("E-BOTH-TERMS", lambda: -np.log(_first_probability()) / 2),
        ),
    ),
    "8.3": Quantity(
        _kept_sum,
        (
            ("E-COUNTS-UNITS", lambda: 3),
            ("E-OFF-BY", lambda: 7),
            ("E-OTHER-LAYER", lambda: 4),
        ),
        decimals=0,
    ),
    "8.4": Quantity(
        _tiny_sides,
        (
            ("E-READ-AS-MEANT", lambda: np.array([0.5, 0.5])),
            ("E-LEFT-OF-LOG", lambda: np.array([0.5, 1.0])),
            ("E-RIGHT-MENDED", lambda: np.array([0.25, 0.5])),
        ),
    ),
    "8.5": Quantity(
        _gap_of_one_mended_sign,
        (
            ("E-COUNTED-ONCE", lambda: _gap_of_one_mended_sign() / 2),
            ("E-STILL-CANCELS", lambda: 0.0),
        ),
    ),
    "8.6": Choice(("passes", "fails"), _unnoticed, {"fails": "E-NO-THETA"}),
}
