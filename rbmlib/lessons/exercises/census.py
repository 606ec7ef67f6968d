"""Notebook 08: misprints of three texts, each with the size that follows from it."""

from functools import cache

import numpy as np

from rbmlib import RBM, log_likelihood_gradient, mean_log_likelihood, visible_probabilities
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import GradientMismatch, check_gradient
from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.choices import Choice
from rbmlib.lessons.exercises.quantities import Quantity
from rbmlib.lessons.exercises.question import Question
from rbmlib.lessons.texts import TEXTS, Setting

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


QUESTIONS = {
    "8.1": Question(
        "the error in b_1 if only the second of the two cancelling signs, S1.20, is mended",
        Quantity(
            _gap_of_one_mended_sign,
            (
                ("E-COUNTED-ONCE", lambda: _gap_of_one_mended_sign() / 2),
                ("E-STILL-CANCELS", lambda: 0.0),
            ),
        ),
        "With d ln p = -dE + d ln Z as printed, the model's average comes with a plus where a minus "
        "belongs. By how much is that off?",
        2 * hand.P_V[4:].sum(),
        {
            "once": (hand.P_V[4:].sum(), "E-COUNTED-ONCE"),
            "still none": (0, "E-STILL-CANCELS"),
            "too small": (-0.9075, "E-SIGN"),
        },
        {"rounded": 0.9075, "single precision": np.float32(0.90749)},
    ),
    "8.2": Question(
        "by how much S2.5, which gives each member of the data the share 1/N, misses the likelihood",
        Quantity(
            _excess_of_members,
            (
                ("E-LOG-N", lambda: np.log(2) / 2),
                ("E-WHOLE-TERM", lambda: -np.log(_first_probability())),
                ("E-BOTH-TERMS", lambda: -np.log(_first_probability()) / 2),
            ),
        ),
        "101 occurs twice and is counted once: which term of the sum is lost, and what is its sign?",
        -np.log(hand.P_V[5]) / 4,
        {
            "too low": (np.log(hand.P_V[5]) / 4, "E-SIGN"),
            "ln N - H(q)": (np.log(4) - 1.5 * np.log(2), "E-LOG-N"),
            "not divided by N": (-np.log(hand.P_V[5]), "E-WHOLE-TERM"),
            "both terms": (-np.log(hand.P_V[5]) / 2, "E-BOTH-TERMS"),
        },
        {"rounded": 0.6123},
    ),
    "8.3": Question(
        "how many times too large S2.42 is on a machine with three hidden units",
        Quantity(
            _kept_sum,
            (
                ("E-COUNTS-UNITS", lambda: 3),
                ("E-OFF-BY", lambda: 7),
                ("E-OTHER-LAYER", lambda: 4),
            ),
            decimals=0,
        ),
        "The sum over h stands before a term that no longer contains h. How many h are there?",
        2**3,
        {
            "the units": (3, "E-COUNTS-UNITS"),
            "the relative error": (7, "E-OFF-BY"),
            "of two units": (4, "E-OTHER-LAYER"),
            "not at all": (1, "E-UNKNOWN"),
        },
        {"floating point": 8.0},
    ),
    "8.4": Question(
        "both sides of S0.4 as printed: 1 x 1, all parameters 0, v = 1, in the visible bias",
        Quantity(
            _tiny_sides,
            (
                ("E-READ-AS-MEANT", lambda: np.array([0.5, 0.5])),
                ("E-LEFT-OF-LOG", lambda: np.array([0.5, 1.0])),
                ("E-RIGHT-MENDED", lambda: np.array([0.25, 0.5])),
            ),
        ),
        "The left side is dp(v), not d ln p(v): p = 1/2. On the right the second average is of E, "
        "which is 0 in every state.",
        [0.5 * (1 - 0.5), 1 - 0],
        {
            "as meant": ([0.5, 0.5], "E-READ-AS-MEANT"),
            "the left side mended": ([0.5, 1], "E-LEFT-OF-LOG"),
            "the right side mended": ([0.25, 0.5], "E-RIGHT-MENDED"),
            "exchanged": ([1, 0.25], "E-INDEX"),
        },
        {"fractions": (0.25, 1.0)},
    ),
    "8.5": Question(
        "prediction: is S0.30 right if its free h_j is read as 1",
        Choice(("right", "wrong"), _read_as_one, {"wrong": "E-ONE-TERM-LEFT"}),
        "The sum is weighed with the other h_j, the one with a tilde: which of its terms is not zero?",
        "right",
        {"wrong": ("wrong", "E-ONE-TERM-LEFT")},
        {"capitals": "RIGHT"},
    ),
    "8.6": Question(
        "prediction: does the gradient notice -ln N in the place of -H(q), S0.9",
        Choice(("passes", "fails"), _unnoticed, {"fails": "E-NO-THETA"}),
        "Differentiate both.",
        "passes",
        {"fails": ("fails", "E-NO-THETA")},
        {"capitals": "Passes"},
    ),
}
