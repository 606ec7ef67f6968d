"""Notebook 04, what is right by the library, and what mistakes give."""

from functools import cache

import numpy as np
import sympy as sp

from rbmlib.cases import reference_data, reference_rbm
from rbmlib.exact import (
    hidden_posterior,
    joint_probabilities,
    mean_log_likelihood,
    visible_probabilities,
)
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.functions import Function
from rbmlib.lessons.exercises.kinds.lines import Line
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.kinds.trials import table
from rbmlib.lessons.exercises.question import Kind
from rbmlib.states import binary_states

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


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "4.1": Quantity(
        _slope_in_temperature,
        (
            ("E-NO-POSITIVE-PHASE", lambda: _mean_energies()[1]),
            ("E-NO-NEGATIVE-PHASE", lambda: -_mean_energies()[0]),
            ("E-NEGATIVE-SIGN", lambda: -_mean_energies()[0] - _mean_energies()[1]),
            ("E-REPEATS", lambda: _mean_energies()[1] - _distinct_energies()),
            ("E-SUM", lambda: 4 * _slope_in_temperature()),
        ),
    ),
    "4.2": Quantity(
        _slope_in_coupling,
        (
            ("E-NO-POSITIVE-PHASE", lambda: -_pairs_on()[1]),
            ("E-NO-NEGATIVE-PHASE", lambda: _pairs_on()[0]),
            ("E-NEGATIVE-SIGN", lambda: sum(_pairs_on())),
            ("E-PRODUCT-OF-MEANS", _products_of_means),
        ),
    ),
    "4.3": Function(
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
    "4.4": Choice(
        ("p(h|v)", "p(v|h)", "both", "neither"),
        _what_factorises,
        {"p(v|h)": "E-PAIRS-STAY", "both": "E-PAIRS-STAY", "neither": "E-LINEAR-HIDDEN"},
    ),
    "4.5": Line(
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
}
