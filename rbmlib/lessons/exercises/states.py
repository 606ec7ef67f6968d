"""Notebook 01: energies, Z, marginals and conditionals; the machine of integers."""

from fractions import Fraction

import numpy as np

from rbmlib.lessons.exercises.judged.states import KINDS
from rbmlib.lessons.exercises.question import Question


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


QUESTIONS = {
    "1.1": Question(
        "Z of the integer machine if the factor of W_11 is 6, not 3",
        KINDS["1.1"],
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
        KINDS["1.2"],
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
        KINDS["1.3"],
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
        "prediction: what changes if 7 nats are added to every energy",
        KINDS["1.4"],
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
    "1.5": Question(
        "the free energy of one v, eq (1.7)",
        KINDS["1.5"],
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
}
