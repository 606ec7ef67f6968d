"""Notebook 04: the theorem where the energy is not that of an RBM."""

from functools import cache

import numpy as np
import sympy as sp

from rbmlib import (
    binary_states,
    hidden_posterior,
    joint_probabilities,
    mean_log_likelihood,
    visible_probabilities,
)
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.choices import Choice
from rbmlib.lessons.exercises.functions import Function
from rbmlib.lessons.exercises.lines import Line
from rbmlib.lessons.exercises.quantities import Quantity
from rbmlib.lessons.exercises.question import Question
from rbmlib.lessons.exercises.trials import table

_R, _DATA = reference_rbm(), reference_data()
_H = binary_states(2)
_BOTH = _H[:, 0] * _H[:, 1]
_STEP = 1e-30


def _slope_in_temperature():
    """Of the likelihood in beta at 1: all parameters times beta, by the complex step."""
    hot = _R.with_parameters(_R.ravel() * (1 + 1j * _STEP))
    return np.imag(mean_log_likelihood(hot, _DATA)) / _STEP


def _mean_energies():
    """Of the data's phase, and of the model's."""
    posterior = hidden_posterior(_R, _DATA)
    by_data = np.sum(posterior * _R.energy(_DATA[:, None], _H), axis=1)
    return by_data.mean(), np.sum(joint_probabilities(_R) * table(_R))


def _distinct_energies():
    states = np.unique(_DATA, axis=0)
    return np.sum(hidden_posterior(_R, states) * _R.energy(states[:, None], _H), axis=1).mean()


def _slope_in_coupling():
    """Of the likelihood in u at 0, with -u h_1 h_2 added to the energy, by the complex step."""
    factors = np.exp(-table(_R) + 1j * _STEP * _BOTH)
    log_p = np.log(factors.sum(axis=1)) - np.log(factors.sum())
    return np.imag(log_p[_DATA @ [4, 2, 1]].mean()) / _STEP


def _pairs_on():
    """The mean of h_1 h_2 over the data's phase, and over the model."""
    return hidden_posterior(_R, _DATA).mean(axis=0) @ _BOTH, joint_probabilities(_R).sum(0) @ _BOTH


def _products_of_means():
    by_data = hidden_posterior(_R, _DATA).mean(axis=0) @ _H
    by_model = joint_probabilities(_R).sum(axis=0) @ _H
    return by_data.prod() - by_model.prod()


def _couplings_slope(trial):
    """Of the likelihood in each coupling at 0, with -L v_i v_k added to the energy."""
    n = trial.model.n_visible
    states, p = binary_states(n), visible_probabilities(trial.model)
    on = states[:, :, None] * states[:, None, :]
    factors = p[:, None, None] * np.exp(1j * _STEP * on)
    log_p = np.log(factors) - np.log(factors.sum(axis=0))
    return np.imag(log_p[trial.data @ (1 << np.arange(n)[::-1])].mean(axis=0)) / _STEP


def _second_moments(trial):
    states, p = binary_states(trial.model.n_visible), visible_probabilities(trial.model)
    by_data = np.einsum("ri,rk->ik", trial.data, trial.data) / len(trial.data)
    return by_data, np.einsum("v,vi,vk->ik", p, states, states)


def _means(trial):
    states, p = binary_states(trial.model.n_visible), visible_probabilities(trial.model)
    return trial.data.mean(axis=0), p @ states


def _covariances(trial):
    (data, model), (mean, belief) = _second_moments(trial), _means(trial)
    return data - np.outer(mean, mean) - model + np.outer(belief, belief)


def _outer_means(trial):
    mean, belief = _means(trial)
    return np.outer(mean, mean) - np.outer(belief, belief)


def _once(trial):
    states = np.unique(trial.data, axis=0)
    return np.einsum("ri,rk->ik", states, states) / len(states) - _second_moments(trial)[1]


@cache
def _what_factorises():
    """Of a machine with -T v_i v_k h_j: which conditional is a product over units."""
    rng = np.random.default_rng(4)
    T, (i, k) = rng.normal(size=(3, 2)), np.triu_indices(3, 1)
    v = binary_states(3)
    factors = np.exp((v[:, i] * v[:, k]) @ T @ _H.T + (v @ rng.normal(size=3))[:, None])
    of_h = _is_product(factors / factors.sum(axis=1, keepdims=True), _H)
    of_v = _is_product((factors / factors.sum(axis=0)).T, v)
    names = {(True, True): "both", (True, False): "p(h|v)", (False, True): "p(v|h)"}
    return names.get((of_h, of_v), "neither")


def _is_product(rows, states):
    on = (rows @ states)[:, None]
    return np.allclose(rows, np.prod(np.where(states == 1, on, 1 - on), axis=-1), atol=1e-12)


_t = sp.Symbol("t", real=True)
_Z = 1 + sp.exp(_t) + sp.exp(2 * _t)


def _points():
    return [{"t": t} for t in (0.3, -0.8, 1.7)]


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
        Quantity(
            _slope_in_temperature,
            (
                ("E-NO-POSITIVE-PHASE", lambda: _mean_energies()[1]),
                ("E-NO-NEGATIVE-PHASE", lambda: -_mean_energies()[0]),
                ("E-NEGATIVE-SIGN", lambda: -_mean_energies()[0] - _mean_energies()[1]),
                ("E-REPEATS", lambda: _mean_energies()[1] - _distinct_energies()),
                ("E-SUM", lambda: 4 * _slope_in_temperature()),
            ),
        ),
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
        Quantity(
            _slope_in_coupling,
            (
                ("E-NO-POSITIVE-PHASE", lambda: -_pairs_on()[1]),
                ("E-NO-NEGATIVE-PHASE", lambda: _pairs_on()[0]),
                ("E-NEGATIVE-SIGN", lambda: sum(_pairs_on())),
                ("E-PRODUCT-OF-MEANS", _products_of_means),
            ),
        ),
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
        Function(
            ("data", "p"),
            _couplings_slope,
            (
                ("E-COVARIANCES", _covariances),
                ("E-PRODUCT-OF-MEANS", _outer_means),
                ("E-REPEATS", _once),
                ("E-NO-NEGATIVE-PHASE", lambda t: _second_moments(t)[0]),
                ("E-NO-POSITIVE-PHASE", lambda t: -_second_moments(t)[1]),
                ("E-NEGATIVE-SIGN", lambda t: sum(_second_moments(t))),
                (
                    "E-SUM",
                    lambda t: len(t.data) * (_second_moments(t)[0] - _second_moments(t)[1]),
                ),
                (
                    "E-POSITIVE-SUM",
                    lambda t: len(t.data) * _second_moments(t)[0] - _second_moments(t)[1],
                ),
                (
                    "E-UNIFORM",
                    lambda t: _second_moments(t)[0] - (1 + np.eye(t.model.n_visible)) / 4,
                ),
            ),
        ),
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
        "prediction: which conditional of a machine with -T v_i v_k h_j is a product over its units",
        Choice(
            ("p(h|v)", "p(v|h)", "both", "neither"),
            _what_factorises,
            {"p(v|h)": "E-PAIRS-STAY", "both": "E-PAIRS-STAY", "neither": "E-LINEAR-IN-H"},
        ),
        "Hold v fixed and collect the terms in h; then the other way round. Does a term hold two "
        "of the units that are left?",
        "p(h|v)",
        {
            "the other one": ("p(v|h)", "E-PAIRS-STAY"),
            "both": ("both", "E-PAIRS-STAY"),
            "neither": ("neither", "E-LINEAR-IN-H"),
        },
        {"capitals": "P(h|v)"},
    ),
    "4.5": Question(
        "the derivative of ln Z for the three states f = (1, e^t, e^(2t)), in SymPy, by eq (4.2)",
        Line(
            sp.Derivative(sp.log(_Z), _t),
            _points,
            lambda: [{"t": 0.0}, {"t": 1.0}],
            "t",
            (
                ("E-NOT-NORMALISED", sp.diff(_Z, _t)),
                ("E-EQUAL-WEIGHTS", sp.Integer(1)),
                ("E-MEAN-OF-F", (1 + sp.exp(2 * _t) + sp.exp(4 * _t)) / _Z),
            ),
            {"Z": lambda t: 1 + np.exp(t) + np.exp(2 * t)},
        ),
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
