"""Notebook 04: the theorem where the energy is not that of an RBM."""

import numpy as np
import sympy as sp

from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.judged.any_energy import KINDS
from rbmlib.lessons.exercises.question import Question

_t = sp.Symbol("t", real=True)


def _second_by_data(data):
    return data.T @ data / len(data)


def _states_of(p):
    n = len(p).bit_length() - 1
    return np.array([[(k >> (n - 1 - i)) & 1 for i in range(n)] for k in range(len(p))])


def _second_by_model(p):
    v = _states_of(p)
    return v.T @ (v * p[:, None])


def _by_loops(data, p):
    n = data.shape[1]
    gap = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for k in range(n):
            for sample in data:
                gap[i][k] += sample[i] * sample[k] / len(data)
            for state, probability in zip(_states_of(p), p, strict=True):
                gap[i][k] -= probability * state[i] * state[k]
    return gap


_BY_DATA = (hand.POSTERIOR * hand.E).sum(axis=1)[hand.ROWS]
_BY_MODEL = (hand.JOINT * hand.E).sum()
_ON_BY_DATA, _ON_BY_MODEL = hand.POSTERIOR[hand.ROWS, 3].mean(), hand.P_H[3]


QUESTIONS = {
    "4.1": Question(
        "the derivative of R's likelihood in an inverse temperature beta, at beta = 1",
        KINDS["4.1"],
        "With the energy beta E, its derivative in beta is E itself. Put that into eq (4.1).",
        _BY_MODEL - _BY_DATA.mean(),
        {
            "the sign": (_BY_DATA.mean() - _BY_MODEL, "E-SIGN"),
            "the model's energy": (_BY_MODEL, "E-NO-POSITIVE-PHASE"),
            "the data's energy": (-_BY_DATA.mean(), "E-NO-NEGATIVE-PHASE"),
            "both energies": (-_BY_DATA.mean() - _BY_MODEL, "E-NEGATIVE-SIGN"),
            "each sample once": (_BY_MODEL - _BY_DATA[1:].mean(), "E-REPEATS"),
            "a sum over the samples": (4 * _BY_MODEL - _BY_DATA.sum(), "E-SUM"),
        },
        {"rounded": -0.2052, "single precision": np.float32(_BY_MODEL - _BY_DATA.mean())},
    ),
    "4.2": Question(
        "the derivative in u at 0 if -u h_1 h_2 is added to R's energy",
        KINDS["4.2"],
        "The derivative of the energy is -h_1 h_2: how often are both on, given the data, and how "
        "often in the model?",
        _ON_BY_DATA - _ON_BY_MODEL,
        {
            "the sign": (_ON_BY_MODEL - _ON_BY_DATA, "E-SIGN"),
            "the model alone": (-_ON_BY_MODEL, "E-NO-POSITIVE-PHASE"),
            "the data alone": (_ON_BY_DATA, "E-NO-NEGATIVE-PHASE"),
            "both phases added": (_ON_BY_DATA + _ON_BY_MODEL, "E-NEGATIVE-SIGN"),
            "products of the means": (
                np.prod((hand.POSTERIOR @ hand.H)[hand.ROWS].mean(axis=0))
                - np.prod(hand.P_H @ hand.H),
                "E-PRODUCT-OF-MEANS",
            ),
            "zero, as there is no u yet": (0, "E-ZERO"),
        },
        {"rounded": -0.0343, "an array of no axes": np.array(_ON_BY_DATA - _ON_BY_MODEL)},
    ),
    "4.3": Question(
        "the gradient in the couplings L of a fully visible machine, eq (4.3), from data and p(v)",
        KINDS["4.3"],
        "Two tables of the averages of v_i v_k, one over the rows of data, one over all states in "
        "counting order, weighed with p. All n x n entries are asked for.",
        lambda data, p: _second_by_data(data) - _second_by_model(p),
        {
            "model minus data": (
                lambda data, p: _second_by_model(p) - _second_by_data(data),
                "E-SIGN",
            ),
            "the data alone": (lambda data, p: _second_by_data(data), "E-NO-NEGATIVE-PHASE"),
            "covariances": (
                lambda data, p: (
                    np.cov(data.T, bias=True).reshape(data.shape[1], -1)
                    - (_second_by_model(p) - np.outer(p @ _states_of(p), p @ _states_of(p)))
                ),
                "E-COVARIANCES",
            ),
            "products of means": (
                lambda data, p: (
                    np.outer(data.mean(axis=0), data.mean(axis=0))
                    - np.outer(p @ _states_of(p), p @ _states_of(p))
                ),
                "E-PRODUCT-OF-MEANS",
            ),
            "each sample once": (
                lambda data, p: _second_by_data(np.unique(data, axis=0)) - _second_by_model(p),
                "E-REPEATS",
            ),
            "the data not averaged": (
                lambda data, p: data.T @ data - _second_by_model(p),
                "E-POSITIVE-SUM",
            ),
            "p forgotten": (
                lambda data, p: _second_by_data(data) - _second_by_data(_states_of(p)),
                "E-UNIFORM",
            ),
        },
        {
            "loops and lists": _by_loops,
            "einsum": lambda data, p: (
                np.einsum("ri,rk->ik", data, data) / len(data)
                - np.einsum("v,vi,vk->ik", p, _states_of(p), _states_of(p))
            ),
            "single precision": lambda data, p: (
                _second_by_data(data.astype(np.float32)) - _second_by_model(p.astype(np.float32))
            ),
        },
    ),
    "4.4": Question(
        "prediction: which conditional of a machine with -T v_i v_k h_j is a product over units",
        KINDS["4.4"],
        "Hold v fixed and collect the terms in h; then the other way round. Does a term hold two "
        "of the units that are left?",
        "p(h|v)",
        {
            "the other one": ("p(v|h)", "E-PAIRS-STAY"),
            "both": ("both", "E-PAIRS-STAY"),
            "neither": ("neither", "E-LINEAR-HIDDEN"),
        },
        {"capitals": "P(h|v)"},
    ),
    "4.5": Question(
        "the derivative of ln Z for the three states f = (1, e^t, e^(2t)), in SymPy, by eq (4.2)",
        KINDS["4.5"],
        "The average of d ln f/dt, which is 0, 1 and 2, with the probabilities f/Z as weights.",
        (sp.exp(_t) + 2 * sp.exp(2 * _t)) / (1 + sp.exp(_t) + sp.exp(2 * _t)),
        {
            "1/Z forgotten": (sp.exp(_t) + 2 * sp.exp(2 * _t), "E-NOT-NORMALISED"),
            "a plain mean": (lambda t: (0 + 1 + 2) / 3, "E-EQUAL-WEIGHTS"),
            "the minus of an energy": (
                -(sp.exp(_t) + 2 * sp.exp(2 * _t)) / (1 + sp.exp(_t) + sp.exp(2 * _t)),
                "E-SIGN",
            ),
            "the average of f": (
                (1 + sp.exp(2 * _t) + sp.exp(4 * _t)) / (1 + sp.exp(_t) + sp.exp(2 * _t)),
                "E-MEAN-OF-F",
            ),
            "left to SymPy": (
                sp.Derivative(sp.log(1 + sp.exp(_t) + sp.exp(2 * _t)), _t),
                "E-UNDONE",
            ),
            "another letter": (sp.exp(sp.Symbol("s")), "E-RAISES"),
            "a number": (1.2, "E-KIND"),
        },
        {
            "as a function": lambda t: (
                (np.exp(t) + 2 * np.exp(2 * t)) / (1 + np.exp(t) + np.exp(2 * t))
            ),
            "by diff": sp.diff(sp.log(1 + sp.exp(_t) + sp.exp(2 * _t)), _t),
            "divided by the second": (1 + 2 * sp.exp(_t)) / (sp.exp(-_t) + 1 + sp.exp(_t)),
        },
    ),
}
