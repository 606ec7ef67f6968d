"""Notebook 06: steps and tolerances, and inputs on which a wrong formula looks right."""

from functools import cache

import numpy as np

from rbmlib import (
    RBM,
    binary_states,
    log_likelihood_gradient,
    mean_log_likelihood,
    rbm_log_likelihood_gradient,
    state_index,
)
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import GradientMismatch, check_gradient
from rbmlib.checks.gradients import central_difference, forward_difference, richardson
from rbmlib.lessons.exercises.choices import Choice
from rbmlib.lessons.exercises.functions import Function
from rbmlib.lessons.exercises.inputs import Input, machine_and_data, samples
from rbmlib.lessons.exercises.quantities import Quantity
from rbmlib.lessons.exercises.question import Question
from rbmlib.lessons.exercises.trials import STEP

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


def _central_by_loops(f, x, s):
    slopes = []
    for k in range(len(x)):
        up, down = x.copy(), x.copy()
        up[k] += s
        down[k] -= s
        slopes.append((f(up) - f(down)) / (2 * s))
    return slopes


def _difference(formula):
    """A formula in one number applied to each component."""
    return lambda f, x, s: np.array(
        [formula(lambda t, e=e: f(x + t * e), s) for e in np.eye(len(x))]
    )


_U = 2.0**-23 * 2.097255
_W = [[0.7, -0.4], [-0.4, 0.7]]
_PAIRS = [[0, 1], [1, 0], [1, 1]]

QUESTIONS = {
    "6.1": Question(
        "the central difference with a given step in every component of x, eq (6.2)",
        Function(
            ("f", "x", "s"),
            _by(central_difference),
            (
                ("E-FORWARD", _by(forward_difference)),
                ("E-BACKWARD", _backward),
                ("E-OTHER-METHOD", _by(richardson)),
            ),
        ),
        "One component at a time: a copy of x with s added there, another with s subtracted.",
        _central_by_loops,
        {
            "forward": (_difference(lambda f, s: (f(s) - f(0)) / s), "E-FORWARD"),
            "backward": (_difference(lambda f, s: (f(0) - f(-s)) / s), "E-BACKWARD"),
            "divided by s": (_difference(lambda f, s: (f(s) - f(-s)) / s), "E-FACTOR"),
            "the wrong way round": (_difference(lambda f, s: (f(-s) - f(s)) / (2 * s)), "E-SIGN"),
            "Richardson": (
                _difference(
                    lambda f, s: (
                        (4 * (f(s) - f(-s)) / (2 * s) - (f(2 * s) - f(-2 * s)) / (4 * s)) / 3
                    )
                ),
                "E-OTHER-METHOD",
            ),
            "x moved as a whole": (lambda f, x, s: (f(x + s) - f(x - s)) / (2 * s), "E-SHAPE"),
            "x left moved": (
                lambda f, x, s: [(f(x.__iadd__(s)) - f(x.__isub__(s))) / s for _ in x],
                "E-CHANGES-ARGUMENTS",
            ),
        },
        {
            "rows of the unit matrix": _difference(lambda f, s: (f(s) - f(-s)) / (2 * s)),
            "of half steps": _difference(
                lambda f, s: (f(s) - f(0)) / (2 * s) + (f(0) - f(-s)) / (2 * s)
            ),
            "single precision": lambda f, x, s: np.array(_central_by_loops(f, x, s), np.float32),
        },
    ),
    "6.2": Question(
        "the best step in single precision, and the bound there, eq (6.5) and eq (6.6)",
        Quantity(
            lambda: _best(np.float32),
            (
                ("E-DOUBLE", lambda: _best(np.float64)),
                ("E-SQUARE-ROOT", _square_root),
                ("E-INDEX", lambda: _best(np.float32)[::-1]),
            ),
            factor=1.25,
        ),
        "u is the spacing of such numbers, 2^-23 of the value, times |f| = 2.097; and |f'''| is at "
        "most 1.",
        [np.cbrt(3 * _U), np.cbrt(3 * _U) ** 2 / 6 + _U / np.cbrt(3 * _U)],
        {
            "double precision": (
                [np.cbrt(3 * 2**-29 * _U), np.cbrt(9 * 4**-29 * _U**2) / 2],
                "E-DOUBLE",
            ),
            "a square root": ([np.sqrt(3 * _U), 0.5 * _U + np.sqrt(_U / 3)], "E-SQUARE-ROOT"),
            "exchanged": ([4e-5, 0.009], "E-INDEX"),
            "the step alone": (0.009, "E-SHAPE"),
        },
        {"rounded": (0.009, 4e-5), "single precision": np.float32([0.0091, 4.1e-5])},
    ),
    "6.3": Question(
        "a square input with a gradient that hides both transposes",
        Input(
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
        "A symmetric W hides the first. For the second, what is done to v_1 must be done to v_2 as "
        "well: equal biases, and data that are the same with their columns exchanged.",
        (_PAIRS, _W, [0.2, 0.2], [0.1, 0.1]),
        {
            "not square": (([[1, 0], [0, 1]], [[1.0], [0.5]], [0, 0], [0]), "E-NOT-SQUARE"),
            "one unit a layer": (([[1]], [[0.5]], [0.1], [0.2]), "E-ONE-UNIT"),
            "no weights": ((_PAIRS, [[0, 0], [0, 0]], [0.2, 0.2], [0.1, 0.1]), "E-NO-COUPLING"),
            "asymmetric weights": (
                (_PAIRS, [[0.7, -0.4], [0.3, 0.7]], [0.2, 0.2], [0.1, 0.1]),
                "E-SHOWS-WEIGHTS",
            ),
            "asymmetric data": (([[0, 1], [1, 1]], _W, [0.2, 0.2], [0.1, 0.1]), "E-SHOWS-PRODUCT"),
            "no machine": (3, "E-INPUT"),
            "too large": (([[0] * 40], np.zeros((40, 40)), [0] * 40, [0] * 40), "E-TOO-LARGE"),
        },
        {
            "by name": {"data": _PAIRS, "W": np.array(_W), "b": [0, 0], "c": [0, 0]},
            "three units": (np.eye(3), np.eye(3) + 0.5, [0.3] * 3, [-0.2] * 3),
        },
    ),
    "6.4": Question(
        "data with repeated samples on which counting each sample once does not show",
        Input(
            "data for R: rows of three zeros and ones",
            samples(3),
            (
                ("E-DISTINCT", _repeats),
                ("E-ONE-STATE-ONLY", _more_than_one),
                ("E-SHOWS-REPEATS", _hides_repeats),
            ),
        ),
        "Counting each once changes the shares q(v). When does it not?",
        [[1, 0, 1], [1, 0, 1], [0, 1, 1], [0, 1, 1]],
        {
            "the reference data": (
                [[1, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 0]],
                "E-SHOWS-REPEATS",
            ),
            "distinct samples": ([[1, 0, 1], [0, 1, 1]], "E-DISTINCT"),
            "one state": ([[1, 0, 1], [1, 0, 1]], "E-ONE-STATE-ONLY"),
            "of two units": ([[1, 0], [1, 0]], "E-INPUT"),
            "not binary": ([[1, 0, 2], [1, 0, 2]], "E-INPUT"),
        },
        {"every state twice": np.repeat(binary_states(3), 2, axis=0)},
    ),
    "6.5": Question(
        "prediction: the verdict of check_gradient if objective and gradient both leave Z out",
        Choice(
            ("passed", "rejected"),
            _without_z,
            {"rejected": "E-OWN-OBJECTIVE"},
        ),
        "A check compares a gradient with the derivative of the function that it is handed.",
        "passed",
        {"rejected": ("rejected", "E-OWN-OBJECTIVE")},
        {"capitals": "Passed"},
    ),
}
