"""Notebook 02, what is right by the library, and what mistakes give."""

from functools import cache
from itertools import combinations_with_replacement

import numpy as np

from rbmlib.cases import reference_data, reference_rbm
from rbmlib.exact import kl_divergence, log_likelihood, mean_log_likelihood, visible_probabilities
from rbmlib.gradient import log_likelihood_gradient
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.functions import Function
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.kinds.suspects import of_machine
from rbmlib.lessons.exercises.kinds.trials import shares
from rbmlib.lessons.exercises.question import Kind
from rbmlib.models import RBM
from rbmlib.states import binary_states

_R, _DATA = reference_rbm(), reference_data()
_FIRST_BIAS = _R.parameter_names.index("visible_bias[0]")
_LN2 = np.log(2)


@cache
def _entropies():
    """H(q) of every data set of four samples: minus KL minus the likelihood, on any machine."""
    model = RBM.random(2, 1, np.random.default_rng(2))
    v = binary_states(2)
    sets = (v[list(rows)] for rows in combinations_with_replacement(range(4), 4))
    return np.array([-kl_divergence(model, d) - mean_log_likelihood(model, d) for d in sets])


def _with_first_bias(value):
    theta = _R.ravel()
    theta[_FIRST_BIAS] = value
    return _R.with_parameters(theta)


def _slope(value):
    return log_likelihood_gradient(_with_first_bias(value), _DATA)[_FIRST_BIAS]


@cache
def _best_bias():
    """Where the slope of the likelihood in b_1 changes its sign, by bisection."""
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(middle) > 0 else (low, middle)
    return low


def _where_the_maximum_lies():
    """Of one visible unit whose samples are all on: the slope in b as b grows."""
    slopes = [
        log_likelihood_gradient(RBM(np.zeros((1, 0)), [b], []), [[1], [1], [1]])[0]
        for b in (0.0, 5.0, 20.0)
    ]
    return "infinity" if min(slopes) > 0 else "finite" if min(slopes) < 0 else "nowhere"


def _distinct(trial):
    return log_likelihood(trial.model, np.unique(trial.data, axis=0))


def _members(trial):
    return _distinct(trial).sum() / len(trial.data)


def _ell(trial):
    return mean_log_likelihood(trial.model, trial.data)


def _entropy(trial):
    q = shares(trial.model, trial.data)
    return -np.sum(q[q > 0] * np.log(q[q > 0]))


def _other_way(trial):
    """The divergence of the model from the data, over the states that were seen."""
    q, p = shares(trial.model, trial.data), visible_probabilities(trial.model)
    seen = q > 0
    return p[seen] @ np.log(p[seen] / q[seen])


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "2.1": Function(
        ("data", "W", "b", "c"),
        _ell,
        (
            ("E-SIGN", lambda trial: -_ell(trial)),
            ("E-SUM", lambda trial: _ell(trial) * len(trial.data)),
            ("E-REPEATS", lambda trial: _distinct(trial).mean()),
            ("E-MEMBERS", _members),
            (
                "E-LOG-OF-MEAN",
                lambda t: np.log(np.exp(log_likelihood(t.model, t.data)).mean()),
            ),
            ("E-NO-LOG-Z", lambda t: -t.model.free_energy(t.data).mean()),
            ("E-LOG-Z-SIGN", lambda t: _ell(t) + 2 * t.model.log_partition()),
            ("E-NO-LOG", lambda t: np.exp(log_likelihood(t.model, t.data)).mean()),
            ("E-BITS", lambda trial: _ell(trial) / _LN2),
            *of_machine(lambda truth, trial: truth.log_likelihood(trial.data).mean()),
        ),
        {"ln Z": lambda trial: trial.model.log_partition()},
    ),
    "2.2": Function(
        ("data", "W", "b", "c"),
        lambda trial: kl_divergence(trial.model, trial.data),
        (
            ("E-LOG-N", lambda trial: -np.log(len(trial.data)) - _ell(trial)),
            ("E-NO-ENTROPY", lambda trial: -_ell(trial)),
            ("E-ENTROPY-SIGN", lambda trial: _entropy(trial) - _ell(trial)),
            ("E-OTHER-WAY", _other_way),
            ("E-SIGN", lambda trial: -kl_divergence(trial.model, trial.data)),
            ("E-BITS", lambda trial: kl_divergence(trial.model, trial.data) / _LN2),
        ),
    ),
    "2.3": Quantity(
        lambda: np.log(4) - _entropies(),
        (
            ("E-ENTROPY", _entropies),
            ("E-BITS", lambda: (np.log(4) - _entropies()) / _LN2),
            ("E-SIGN", lambda: _entropies() - np.log(4)),
        ),
        any_order=True,
    ),
    "2.4": Quantity(
        _best_bias,
        (
            ("E-NO-WEIGHTS", lambda: np.log(3)),
            ("E-INCREMENT", lambda: _best_bias() - _R.visible_bias[0]),
            ("E-ONE-STEP", lambda: _R.visible_bias[0] + _slope(_R.visible_bias[0])),
            ("E-INCREMENT-SIGN", lambda: 2 * _R.visible_bias[0] - _best_bias()),
        ),
    ),
    "2.5": Choice(
        ("finite", "infinity", "nowhere"),
        _where_the_maximum_lies,
        {"finite": "E-NEVER-CERTAIN", "nowhere": "E-APPROACHED"},
    ),
}
