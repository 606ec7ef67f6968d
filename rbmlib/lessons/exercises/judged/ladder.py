"""Lines of notebook 03 as functions of the tables E and dE: the truth, and what goes wrong."""

import numpy as np

from rbmlib.checks import complex_step
from rbmlib.exact import joint_probabilities, log_likelihood, mean_log_likelihood
from rbmlib.lessons.exercises.kinds.functions import Function
from rbmlib.lessons.exercises.kinds.trials import shares, slopes, table
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states


def _factors(trial):
    return np.exp(-table(trial.model))


def _z(trial):
    return np.exp(trial.model.log_partition())


def _all_v(trial):
    return binary_states(trial.model.n_visible)


def _clamped(trial, weights):
    """Minus the average of dE over h, for every v."""
    return -np.einsum("vh,vhk->vk", weights, slopes(trial.model))


def _free(trial, weights):
    """Minus the average of dE over all pairs."""
    return -np.einsum("vh,vhk->k", weights, slopes(trial.model))


def _posterior(trial):
    return _factors(trial) / _factors(trial).sum(axis=1, keepdims=True)


def _given_h(trial):
    return _factors(trial) / _factors(trial).sum(axis=0)


def _joint(trial):
    return joint_probabilities(trial.model)


def _most_probable(trial):
    return np.eye(2**trial.model.n_hidden)[np.round(_posterior(trial), 12).argmax(axis=1)]


def _log_p(trial):
    return log_likelihood(trial.model, _all_v(trial))


def _positive(trial):
    return -trial.model.free_energy_gradient(_all_v(trial))


def _negative(trial):
    return -trial.model.log_partition_gradient()


def _prior(trial):
    return np.broadcast_to(_joint(trial).sum(axis=0), _joint(trial).shape)


def _q(trial):
    return shares(trial.model, trial.data)


def _once(trial):
    """Each state that occurs, once."""
    return (_q(trial) > 0) / np.sum(_q(trial) > 0)


def _over_v(trial, weights):
    """Minus the average of dE over v, for every h."""
    return -np.einsum(
        "vh,vhk->hk", np.broadcast_to(weights, _joint(trial).shape), slopes(trial.model)
    )


def _log_of_shares(factors):
    return np.log(factors.sum(axis=1) / factors.sum())


LOG_P = Function(
    ("E",),
    _log_p,
    (
        ("E-FIRST-EXPONENT", lambda t: logsumexp(table(t.model), axis=1) - np.log(_z(t))),
        ("E-EXP-PLUS-E", lambda t: _log_of_shares(np.exp(table(t.model)))),
        ("E-LOG-Z-SIGN", lambda t: _log_p(t) + 2 * np.log(_z(t))),
        ("E-NO-LOG-Z", lambda t: _log_p(t) + np.log(_z(t))),
        ("E-SUM-OF-LOGS", lambda t: -table(t.model).sum(axis=1) - np.log(_z(t))),
        ("E-JOINT-LOG", lambda t: np.log(_joint(t))),
        ("E-HIDDEN-LAYER", lambda t: np.log(_joint(t).sum(axis=0))),
    ),
    {"ln Z": lambda t: np.log(_z(t))},
)
LOG_Z_SLOPE = Function(
    ("E", "dE"),
    lambda t: complex_step(lambda m: m.log_partition(), t.model),
    (
        (
            "E-CONSTANT",
            lambda t: np.full(t.model.n_parameters, -np.sum(_joint(t) * table(t.model))),
        ),
        ("E-NOT-NORMALISED", lambda t: _free(t, _factors(t))),
        ("E-MINUS-AND-WEIGHTS", lambda t: -_free(t, _factors(t))),
        ("E-P-AND-Z", lambda t: _free(t, _joint(t) / _z(t))),
        ("E-EXP-PLUS-E", lambda t: _free(t, 1 / _factors(t) / np.sum(1 / _factors(t)))),
        ("E-EQUAL-WEIGHTS", lambda t: _free(t, np.full(_joint(t).shape, 1 / _joint(t).size))),
        ("E-NO-SUM-OVER-STATES", lambda t: -_joint(t)[..., None] * slopes(t.model)),
    ),
)
CLAMPED_SLOPE = Function(
    ("E", "dE"),
    lambda t: complex_step(lambda m: logsumexp(-table(m), axis=1), t.model),
    (
        ("E-PRIOR-IN-POSITIVE-PHASE", lambda t: _clamped(t, _prior(t))),
        ("E-JOINT", lambda t: _clamped(t, _joint(t))),
        ("E-COLUMNS", lambda t: _clamped(t, _given_h(t))),
        ("E-MOST-PROBABLE", lambda t: _clamped(t, _most_probable(t))),
        ("E-NOT-NORMALISED", lambda t: _clamped(t, _factors(t))),
        ("E-ALL-SUMMED", lambda t: -_negative(t)),
    ),
)
THEOREM = Function(
    ("E", "dE"),
    lambda t: complex_step(lambda m: log_likelihood(m, _all_v(t)), t.model),
    (
        ("E-NEGATIVE-SIGN", lambda t: _positive(t) - _negative(t)),
        ("E-NO-NEGATIVE-PHASE", _positive),
        ("E-NO-POSITIVE-PHASE", lambda t: 0 * _positive(t) + _negative(t)),
        ("E-OF-P", lambda t: np.exp(_log_p(t))[:, None] * (_positive(t) + _negative(t))),
        ("E-JOINT-FOR-POSTERIOR", lambda t: _clamped(t, _joint(t)) + _negative(t)),
        ("E-PRIOR-IN-POSITIVE-PHASE", lambda t: _clamped(t, _prior(t)) + _negative(t)),
        ("E-NO-Z", lambda t: _positive(t) + _z(t) * _negative(t)),
        ("E-Z-TWICE", lambda t: _positive(t) + _negative(t) / _z(t)),
        ("E-SAME-V", lambda t: _positive(t) - _clamped(t, _joint(t))),
    ),
)
TWO_PHASES = Function(
    ("E", "dE", "q"),
    lambda t: complex_step(lambda m: mean_log_likelihood(m, t.data), t.model),
    (
        ("E-NO-NEGATIVE-PHASE", lambda t: _q(t) @ _positive(t)),
        ("E-NO-POSITIVE-PHASE", _negative),
        ("E-NEGATIVE-SIGN", lambda t: _q(t) @ _positive(t) - _negative(t)),
        ("E-REPEATS", lambda t: _once(t) @ _positive(t) + _negative(t)),
        ("E-UNIFORM", lambda t: (_q(t) - 1 / len(_q(t))) @ _positive(t)),
        ("E-JOINT-FOR-POSTERIOR", lambda t: _q(t) @ _clamped(t, _joint(t)) + _negative(t)),
        ("E-NO-AVERAGE", lambda t: _positive(t) + _negative(t)),
    ),
)
HIDDEN = Function(
    ("E", "dE"),
    lambda t: complex_step(lambda m: logsumexp(-table(m), axis=0) - m.log_partition(), t.model),
    (
        ("E-OF-VISIBLE", lambda t: _positive(t) + _negative(t)),
        ("E-ROWS-FOR-COLUMNS", lambda t: _over_v(t, _posterior(t)) + _negative(t)),
        ("E-JOINT", lambda t: _over_v(t, _joint(t)) + _negative(t)),
        ("E-NO-NEGATIVE-PHASE", lambda t: _over_v(t, _given_h(t))),
        ("E-NEGATIVE-SIGN", lambda t: _over_v(t, _given_h(t)) - _negative(t)),
        (
            "E-PRIOR-OF-V",
            lambda t: _over_v(t, _joint(t).sum(axis=1, keepdims=True)) + _negative(t),
        ),
    ),
)
