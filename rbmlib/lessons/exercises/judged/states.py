"""Notebook 01, what is right by the library, and what mistakes give."""

import numpy as np

from rbmlib.exact import hidden_posterior, joint_probabilities
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.functions import Function
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.kinds.suspects import of_part
from rbmlib.lessons.exercises.kinds.trials import table
from rbmlib.lessons.exercises.question import Kind
from rbmlib.models import RBM
from rbmlib.states import binary_states

_EXP_W, _EXP_B, _EXP_C = [[3, 1], [1, 2], [2, 5]], [2, 1, 3], [1, 2]


def _machine(first_weight=3):
    weights = np.array(_EXP_W, dtype=float)
    weights[0, 0] = first_weight
    return RBM(np.log(weights), np.log(_EXP_B), np.log(_EXP_C))


def _z(model):
    return np.exp(model.log_partition())


def _both_on(model):
    """The joint probability that v_1 and h_1 are on, times Z."""
    v, h = binary_states(3), binary_states(2)
    return _z(model) * joint_probabilities(model)[np.ix_(v[:, 0] == 1, h[:, 0] == 1)].sum()


def _first_on(model):
    return _z(model) * joint_probabilities(model)[4:].sum()


def _hidden_moments():
    """E[h_1 h_2], E[h_1] and E[h_2]."""
    p_h = joint_probabilities(_machine()).sum(axis=0)
    return p_h[3], *(p_h @ binary_states(2))


def _covariance():
    both, first, second = _hidden_moments()
    return both - first * second


def _posterior_of(E):
    factors = np.exp(-E)
    return factors / factors.sum(axis=1, keepdims=True)


def _shifted():
    """Which of the two changes if 7 nats are added to every energy."""
    E = table(_machine())
    factors, moved = np.exp(-E), np.exp(-E - 7)
    z = not np.isclose(moved.sum(), factors.sum())
    p = not np.allclose(moved / moved.sum(), factors / factors.sum(), rtol=0, atol=1e-12)
    return {(True, True): "both", (True, False): "z", (False, True): "p"}.get((z, p), "neither")


def _columns(model):
    joint = joint_probabilities(model)
    return joint / joint.sum(axis=0)


def _no_exponential(model):
    E = table(model)
    return E / E.sum(axis=1, keepdims=True)


def _energies(trial):
    return trial.model.energy(trial.v, binary_states(trial.model.n_hidden))


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "1.1": Quantity(
        lambda: _z(_machine(6)),
        (
            ("E-UNCHANGED", lambda: _z(_machine())),
            ("E-EVERY-STATE", lambda: 2 * _z(_machine())),
            ("E-OTHER-STATES", lambda: _z(_machine()) + _first_on(_machine())),
            ("E-NEW-SHARE-ONLY", lambda: 2 * _both_on(_machine())),
            ("E-ONE-STATE", lambda: _z(_machine()) + 3),
        ),
        decimals=0,
    ),
    "1.2": Function(
        ("E",),
        lambda trial: hidden_posterior(trial.model, binary_states(trial.model.n_visible)),
        (
            ("E-JOINT", lambda trial: joint_probabilities(trial.model)),
            ("E-COLUMNS", lambda trial: _columns(trial.model)),
            ("E-NOT-NORMALISED", lambda trial: np.exp(-table(trial.model))),
            ("E-EXP-PLUS-E", lambda trial: _posterior_of(-table(trial.model))),
            ("E-NO-EXP", lambda trial: _no_exponential(trial.model)),
        ),
    ),
    "1.3": Quantity(
        _covariance,
        (
            ("E-CLAMPED", lambda: 0.0),
            ("E-NOT-CENTRED", lambda: _hidden_moments()[0]),
            ("E-PRODUCT-ONLY", lambda: _hidden_moments()[1] * _hidden_moments()[2]),
        ),
        decimals=6,
    ),
    "1.4": Choice(
        ("z", "p", "both", "neither"),
        _shifted,
        {"p": "E-SHIFT-CANCELS", "both": "E-SHIFT-CANCELS", "neither": "E-Z-SHIFTS"},
    ),
    "1.5": Function(
        ("v", "W", "b", "c"),
        lambda trial: trial.model.free_energy(trial.v),
        (
            *of_part("free_energy"),
            ("E-LOWEST-ENERGY", lambda trial: _energies(trial).min()),
            ("E-MEAN-ENERGY", lambda trial: _energies(trial).mean()),
            ("E-NO-LOG", lambda trial: np.exp(-trial.model.free_energy(trial.v))),
            ("E-SUM-OF-LOGS", lambda trial: _energies(trial).sum()),
        ),
        {"b'v": lambda trial: trial.v @ trial.model.visible_bias},
    ),
}
