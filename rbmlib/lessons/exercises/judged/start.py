"""Notebook 00, what is right by the library, and what mistakes give."""

import numpy as np

from rbmlib.cases import reference_data, reference_rbm
from rbmlib.gradient import empirical, equilibrium, rbm_moments
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.functions import Function
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.kinds.suspects import of_part
from rbmlib.lessons.exercises.question import Kind

_R, _DATA = reference_rbm(), reference_data()
_DATA_MEANS, _MODEL_MEANS = rbm_moments(_R, empirical(_DATA)), rbm_moments(_R, equilibrium(_R))
_Z = np.exp(_R.log_partition())
_OFF = np.zeros((4, 3), dtype=int)


def _hidden_when_off():
    return rbm_moments(_R, empirical(_OFF))["hidden_bias"]


def _pushed():
    """Which way the positive phase alone moves the parameters of a machine of 0 and 1."""
    moments = np.concatenate([block.ravel() for block in _DATA_MEANS.values()])
    return "up" if np.all(moments > 0) else "down" if np.all(moments < 0) else "both"


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "0.1": Function(
        ("v", "h", "W", "b", "c"),
        lambda trial: trial.model.energy(trial.v, trial.h),
        (
            *of_part("energy"),
            (
                "E-FACTOR-FOR-ENERGY",
                lambda trial: np.exp(-trial.model.energy(trial.v, trial.h)),
            ),
        ),
    ),
    "0.2": Quantity(
        lambda: _MODEL_MEANS["visible_bias"][0],
        (
            ("E-OTHER-PHASE", lambda: _DATA_MEANS["visible_bias"][0]),
            ("E-NO-Z", lambda: _MODEL_MEANS["visible_bias"][0] * _Z),
            ("E-OTHER-UNIT", lambda: _MODEL_MEANS["visible_bias"][1]),
            ("E-OTHER-UNIT", lambda: _MODEL_MEANS["visible_bias"][2]),
            ("E-UNIFORM", lambda: 0.5),
        ),
    ),
    "0.3": Quantity(
        _hidden_when_off,
        (
            ("E-NO-HIDDEN-BIAS", lambda: np.full(2, 0.5)),
            ("E-NO-SIGMOID", lambda: _R.hidden_bias),
            ("E-THRESHOLDED", lambda: (_R.hidden_bias > 0).astype(float)),
            ("E-OTHER-PHASE", lambda: _MODEL_MEANS["hidden_bias"]),
            ("E-OTHER-DATA", lambda: _DATA_MEANS["hidden_bias"]),
            ("E-SUM", lambda: 4 * _hidden_when_off()),
        ),
    ),
    "0.4": Choice(
        ("up", "down", "both"),
        _pushed,
        {"down": "E-PHASE-SIGN", "both": "E-PHASE-NOT-NEGATIVE"},
    ),
}
