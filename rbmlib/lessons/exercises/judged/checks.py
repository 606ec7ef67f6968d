"""Notebook 06, what is right by the library, and what mistakes give."""

from functools import cache

import numpy as np

from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import GradientMismatch, check_gradient
from rbmlib.checks.gradients import central_difference, forward_difference, richardson
from rbmlib.exact import mean_log_likelihood
from rbmlib.gradient import log_likelihood_gradient, rbm_log_likelihood_gradient
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.functions import Function
from rbmlib.lessons.exercises.kinds.inputs import Input, machine_and_data, samples
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.kinds.trials import STEP
from rbmlib.lessons.exercises.question import Kind
from rbmlib.models import RBM
from rbmlib.states import binary_states, state_index

_R, _DATA = reference_rbm(), reference_data()


def _by(difference):
    def of(trial):
        return difference(lambda m: mean_log_likelihood(m, trial.data), trial.model, step=STEP)

    return of


def _backward(trial):
    return 2 * _by(central_difference)(trial) - _by(forward_difference)(trial)


@cache
def _best(kind):
    """The best step of the central difference and the bound there, by trying many steps."""
    u = np.finfo(kind).eps * abs(mean_log_likelihood(_R, _DATA))
    steps = 10.0 ** np.arange(-8, 0, 0.001)
    bounds = steps**2 / 6 + u / steps
    return np.array([steps[bounds.argmin()], bounds.min()])


def _square_root():
    u = np.finfo(np.float32).eps * abs(mean_log_likelihood(_R, _DATA))
    step = np.sqrt(3 * u)
    return np.array([step, step**2 / 6 + u / step])


def _is_square(model, data):
    return model.n_visible == model.n_hidden


def _has_two(model, data):
    return model.n_visible > 1


def _has_gradient(model, data):
    """In the weights, where both transposes would show."""
    return np.abs(rbm_log_likelihood_gradient(model, data)["weights"]).max() > 1e-6


def _is_coupled(model, data):
    return np.abs(model.weights).max() > 1e-6


def _hides_transposed_weights(model, data):
    """Whether v W' for v W gives the same gradient, with p(v) right."""
    right = rbm_log_likelihood_gradient(model, data)
    other = RBM(model.weights.T, model.visible_bias, model.hidden_bias)
    v = binary_states(model.n_visible)
    p = np.exp(-model.free_energy(v) - model.log_partition())
    net = np.bincount(state_index(data), minlength=len(v)) / len(data) - p
    s = other.hidden_mean(v)
    wrong = np.einsum("v,vi,vj->ij", net, v, s), net @ s
    return np.allclose(wrong[0], right["weights"], atol=1e-9) and np.allclose(
        wrong[1], right["hidden_bias"], atol=1e-9
    )


def _hides_transposed_product(model, data):
    weights = rbm_log_likelihood_gradient(model, data)["weights"]
    return np.allclose(weights, weights.T, rtol=0, atol=1e-9)


def _repeats(data):
    return len(np.unique(data, axis=0)) < len(data)


def _more_than_one(data):
    return len(np.unique(data, axis=0)) > 1


def _hides_repeats(data):
    right = log_likelihood_gradient(_R, data)
    return np.allclose(right, log_likelihood_gradient(_R, np.unique(data, axis=0)), atol=1e-9)


def _without_z():
    """What a check says of a gradient and an objective that both lack their half with Z."""
    wrong = log_likelihood_gradient(_R, _DATA) + _R.log_partition_gradient()
    try:
        check_gradient(lambda model: -np.mean(model.free_energy(_DATA)), wrong, _R)
    except GradientMismatch:
        return "rejected"
    return "passed"


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "6.1": Function(
        ("f", "x", "s"),
        _by(central_difference),
        (
            ("E-FORWARD", _by(forward_difference)),
            ("E-BACKWARD", _backward),
            ("E-OTHER-METHOD", _by(richardson)),
        ),
    ),
    "6.2": Quantity(
        lambda: _best(np.float32),
        (
            ("E-DOUBLE", lambda: _best(np.float64)),
            ("E-SQUARE-ROOT", _square_root),
            ("E-INDEX", lambda: _best(np.float32)[::-1]),
        ),
        factor=1.25,
    ),
    "6.3": Choice(
        ("passed", "rejected"),
        _without_z,
        {"rejected": "E-OWN-OBJECTIVE"},
    ),
    "6.4": Input(
        "(data, W, b, c), a machine of two units a layer or more and its data",
        machine_and_data,
        (
            ("E-NOT-SQUARE", _is_square),
            ("E-ONE-UNIT", _has_two),
            ("E-NO-COUPLING", _is_coupled),
            ("E-FLAT", _has_gradient),
            ("E-SHOWS-WEIGHTS", _hides_transposed_weights),
            ("E-SHOWS-PRODUCT", _hides_transposed_product),
        ),
    ),
    "6.5": Input(
        "data for R: rows of three zeros and ones",
        samples(3),
        (
            ("E-DISTINCT", _repeats),
            ("E-ONE-STATE-ONLY", _more_than_one),
            ("E-SHOWS-REPEATS", _hides_repeats),
        ),
    ),
}
