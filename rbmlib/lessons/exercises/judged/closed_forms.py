"""Notebook 05, what is right by enumeration, and what mistakes give."""

from functools import cache

import numpy as np

from rbmlib.cases import reference_data, reference_rbm
from rbmlib.exact import mean_log_likelihood
from rbmlib.gradient import empirical, equilibrium, rbm_log_likelihood_gradient, rbm_moments
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.functions import Function
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.kinds.suspects import of_machine, of_part
from rbmlib.lessons.exercises.question import Kind
from rbmlib.numerics import sigmoid
from rbmlib.states import binary_states

_R, _DATA = reference_rbm(), reference_data()
_H = binary_states(2)


def _inputs(trial):
    return trial.model.hidden_bias + trial.v @ trial.model.weights


def _visible_factor(trial):
    return np.exp(trial.v @ trial.model.visible_bias)


def _moments(trial):
    return rbm_moments(trial.model, empirical(trial.data))


def _softmax(trial):
    a = _inputs(trial)
    return np.exp(a) / np.exp(a).sum()


def _once(trial):
    return rbm_moments(trial.model, empirical(np.unique(trial.data, axis=0)))


def _two_means(trial):
    return _moments(trial)["visible_bias"], _moments(trial)["hidden_bias"]


def _sigmoid_of_mean(trial):
    mean = trial.data.mean(axis=0)
    return np.outer(mean, _on(trial, mean))


def _on(trial, v):
    return sigmoid(trial.model.hidden_bias + v @ trial.model.weights)


def _with_inputs(trial, inputs):
    return trial.data.T @ sigmoid(inputs) / len(trial.data)


def _without_sigmoid(trial):
    inputs = trial.model.hidden_bias + trial.data @ trial.model.weights
    return trial.data.T @ inputs / len(trial.data)


def _four_terms(visible=None, hidden=None):
    """For each h of R: the sum over v of exp(-E), with other biases if they are given."""
    b = _R.visible_bias if visible is None else visible
    c = _R.hidden_bias if hidden is None else hidden
    return np.exp(_H @ c) * np.prod(1 + np.exp(b + _H @ _R.weights.T), axis=1)


@cache
def _climbs():
    """What thirty steps of 0.1 with <v><h> for <v h> do to the likelihood."""
    model = _R
    for _ in range(30):
        right = rbm_log_likelihood_gradient(model, _DATA)
        moments = rbm_moments(model, equilibrium(model)), rbm_moments(model, empirical(_DATA))
        by_model, by_data = (np.outer(m["visible_bias"], m["hidden_bias"]) for m in moments)
        wrong = right | {"weights": by_data - by_model}
        step = np.concatenate([block.ravel() for block in wrong.values()])
        model = model.with_parameters(model.ravel() + 0.1 * step)
    change = mean_log_likelihood(model, _DATA) - mean_log_likelihood(_R, _DATA)
    return "rises" if change > 1e-3 else "falls" if change < -1e-3 else "stays"


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "5.1": Function(
        ("v", "W", "b", "c"),
        lambda t: np.exp(-t.model.energy(t.v, binary_states(t.model.n_hidden))).sum(),
        (
            ("E-NO-VISIBLE-FACTOR", lambda t: np.prod(1 + np.exp(_inputs(t)))),
            ("E-NO-ONE", lambda t: _visible_factor(t) * np.prod(np.exp(_inputs(t)))),
            ("E-SUM-FOR-PRODUCT", lambda t: _visible_factor(t) * np.sum(1 + np.exp(_inputs(t)))),
            ("E-OF-SUM", lambda t: _visible_factor(t) * (1 + np.exp(_inputs(t).sum()))),
            ("E-LOG-TWICE", lambda t: -t.model.free_energy(t.v)),
            *of_machine(lambda truth, t: np.exp(-truth.free_energy(t.v[None])[0])),
        ),
    ),
    "5.2": Function(
        ("v", "W", "b", "c"),
        lambda t: t.model.hidden_mean(t.v),
        (
            *of_part("hidden_mean"),
            ("E-SOFTMAX", _softmax),
            ("E-NOT-NORMALISED", lambda t: np.exp(_inputs(t))),
            ("E-NO-HIDDEN-BIAS", lambda t: sigmoid(t.v @ t.model.weights)),
        ),
    ),
    "5.4": Function(
        ("data", "W", "c"),
        lambda t: _moments(t)["weights"],
        (
            ("E-SUM", lambda t: _moments(t)["weights"] * len(t.data)),
            ("E-REPEATS", lambda t: _once(t)["weights"]),
            ("E-PRODUCT-OF-MEANS-IN-POSITIVE-PHASE", lambda t: np.outer(*_two_means(t))),
            ("E-SIGMOID-OF-MEAN-IN-POSITIVE-PHASE", _sigmoid_of_mean),
            ("E-NO-HIDDEN-BIAS", lambda t: _with_inputs(t, t.data @ t.model.weights)),
            ("E-NO-SIGMOID", _without_sigmoid),
            ("E-TRANSPOSED", lambda t: _moments(t)["weights"].T),
        ),
    ),
    "5.5": Quantity(
        _four_terms,
        (
            ("E-NO-HIDDEN-BIAS", lambda: _four_terms(hidden=np.zeros(2))),
            ("E-NO-VISIBLE-BIAS", lambda: _four_terms(visible=np.zeros(3))),
            ("E-SHARES", lambda: _four_terms() / _four_terms().sum()),
        ),
    ),
    "5.6": Choice(
        ("rises", "falls", "stays"),
        _climbs,
        {"falls": "E-ACUTE", "stays": "E-ACUTE"},
    ),
}
