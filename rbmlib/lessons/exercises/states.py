"""Notebook 01: energies, Z, marginals and conditionals; the machine of integers."""

from fractions import Fraction

import numpy as np

from rbmlib import RBM, binary_states, hidden_posterior, joint_probabilities
from rbmlib.lessons.exercises.choices import Choice
from rbmlib.lessons.exercises.functions import Function
from rbmlib.lessons.exercises.quantities import Quantity
from rbmlib.lessons.exercises.question import Question
from rbmlib.lessons.exercises.suspects import of_part
from rbmlib.lessons.exercises.trials import table

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


def _posterior_by_loops(E):
    rows = []
    for row in E.tolist():
        factors = [np.exp(-energy) for energy in row]
        rows.append([factor / sum(factors) for factor in factors])
    return rows


def _free_energy(v, W, b, c):
    total = 0
    for index in range(2 ** len(c)):
        h = [(index >> j) & 1 for j in range(len(c))]
        total += np.exp(b @ v + c @ h + v @ W @ h)
    return -np.log(total)


def _row(v, W, b, c):
    """Energies of all pairs with this v."""
    m = len(c)
    h = np.array([[(index >> j) & 1 for j in range(m)] for index in range(2**m)])
    return -(b @ v) - h @ c - h @ (W.T @ v)


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


QUESTIONS = {
    "1.1": Question(
        "Z of the integer machine if the factor of W_11 is 6, not 3",
        Quantity(
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
        "Which entries of the table contain the factor of W_11? They double; the others stay.",
        1712 + (6 + 12) + (36 + 360) + (6 + 24) + (36 + 720),
        {
            "everything doubled": (3424, "E-EVERY-STATE"),
            "all states with v_1 on": (1712 + 24 + 462 + 40 + 882, "E-OTHER-STATES"),
            "nothing changed": (1712, "E-UNCHANGED"),
            "the changed entries alone": (2 * (18 + 396 + 30 + 756), "E-NEW-SHARE-ONLY"),
            "three more": (1715, "E-ONE-STATE"),
            "its logarithm": (np.log(2912), "E-LOG-TWICE"),
        },
        {"a fraction": Fraction(2912), "floating point": 2912.0, "NumPy": np.int64(2912)},
    ),
    "1.2": Question(
        "the row sums' conditional: p(h | v) from the table of energies, eq (1.5)",
        Function(
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
        "Only the row of v is left. By what must its Boltzmann factors be divided to sum to one?",
        _posterior_of,
        {
            "the whole table's sum": (lambda E: np.exp(-E) / np.exp(-E).sum(), "E-JOINT"),
            "columns": (lambda E: np.exp(-E) / np.exp(-E).sum(axis=0), "E-COLUMNS"),
            "not divided": (lambda E: np.exp(-E), "E-NOT-NORMALISED"),
            "the minus lost": (
                lambda E: np.exp(E) / np.exp(E).sum(axis=1, keepdims=True),
                "E-EXP-PLUS-E",
            ),
            "no exponential": (lambda E: E / E.sum(axis=1, keepdims=True), "E-NO-EXP"),
            "a logarithm": (lambda E: np.log(_posterior_of(E)), "E-LOG-TWICE"),
            "axis kept by mistake": (lambda E: np.exp(-E) / np.exp(-E).sum(axis=1), "E-RAISES"),
        },
        {
            "loops and lists": _posterior_by_loops,
            "by differences of energies": lambda E: np.array(
                [[1 / np.sum(np.exp(e - row)) for e in row] for row in E]
            ),
            "single precision": lambda E: _posterior_of(E.astype(np.float32)),
        },
    ),
    "1.3": Question(
        "the covariance of h_1 and h_2 without v, in the integer machine",
        Quantity(
            _covariance,
            (
                ("E-CLAMPED", lambda: 0.0),
                ("E-NOT-CENTRED", lambda: _hidden_moments()[0]),
                ("E-PRODUCT-ONLY", lambda: _hidden_moments()[1] * _hidden_moments()[2]),
            ),
            decimals=6,
        ),
        "It is p(h = 11) - p(h_1 = 1) p(h_2 = 1), and all three stand in the table of p(h).",
        Fraction(651, 856) - Fraction(700, 856) * Fraction(795, 856),
        {
            "as if v were known": (0, "E-CLAMPED"),
            "E[h_1 h_2]": (Fraction(651, 856), "E-NOT-CENTRED"),
            "the product of the means": (Fraction(139125, 183184), "E-PRODUCT-ONLY"),
            "the wrong way round": (Fraction(-189, 183184), "E-SIGN"),
        },
        {"as a fraction": Fraction(189, 183184), "six decimals": 0.001032},
    ),
    "1.4": Question(
        "the free energy of one v, eq (1.7)",
        Function(
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
        "List every h, add up the Boltzmann factors of the pairs (v, h), then -ln.",
        _free_energy,
        {
            "no minus": (lambda v, W, b, c: -_free_energy(v, W, b, c), "E-SIGN"),
            "no logarithm": (lambda v, W, b, c: np.exp(-_row(v, W, b, c)).sum(), "E-NO-LOG"),
            "the lowest energy": (lambda v, W, b, c: _row(v, W, b, c).min(), "E-LOWEST-ENERGY"),
            "the mean energy": (lambda v, W, b, c: _row(v, W, b, c).mean(), "E-MEAN-ENERGY"),
            "logarithms summed": (
                lambda v, W, b, c: -np.log(np.exp(-_row(v, W, b, c))).sum(),
                "E-SUM-OF-LOGS",
            ),
            "no visible bias": (
                lambda v, W, b, c: _free_energy(v, W, 0 * b, c),
                "E-NO-VISIBLE-BIAS",
            ),
            "no hidden bias": (
                lambda v, W, b, c: _free_energy(v, W, b, 0 * c),
                "E-NO-HIDDEN-BIAS",
            ),
            "exp(+E)": (
                lambda v, W, b, c: -np.log(np.exp(_row(v, W, b, c)).sum()),
                "E-PARAMETERS-SIGN",
            ),
            "in bits": (lambda v, W, b, c: _free_energy(v, W, b, c) / np.log(2), "E-BITS"),
        },
        {
            "closed form": lambda v, W, b, c: -(b @ v) - np.log1p(np.exp(c + v @ W)).sum(),
            "einsum": lambda v, W, b, c: -np.log(np.einsum("h->", np.exp(-_row(v, W, b, c)))),
            "an array of no axes": lambda v, W, b, c: np.array(_free_energy(v, W, b, c)),
            "single precision": lambda v, W, b, c: np.float32(_free_energy(v, W, b, c)),
        },
    ),
    "1.5": Question(
        "prediction: what changes if 7 nats are added to every energy",
        Choice(
            ("z", "p", "both", "neither"),
            _shifted,
            {"p": "E-SHIFT-CANCELS", "both": "E-SHIFT-CANCELS", "neither": "E-Z-SHIFTS"},
        ),
        "Every Boltzmann factor is multiplied by exp(-7). What does that do to a sum of them, and "
        "to a quotient of two?",
        "Z",
        {
            "p alone": ("p", "E-SHIFT-CANCELS"),
            "both": ("both", "E-SHIFT-CANCELS"),
            "neither": ("neither", "E-Z-SHIFTS"),
        },
        {"a small letter": "z"},
    ),
}
