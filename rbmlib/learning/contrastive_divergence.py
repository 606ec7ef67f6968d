"""Contrastive divergence: the model's distribution replaced by a short Markov chain's.

There is no objective here: the direction is the gradient of no function.

References
----------
.. [1] G. E. Hinton, "Training products of experts by minimizing contrastive divergence",
   Neural Computation 14 (2002) 1771-1800.
"""

import numpy as np
from numpy.typing import ArrayLike

from rbmlib.chain import visible_transition
from rbmlib.gradient import Weighted, merged
from rbmlib.learning.phases import Phases, Rule, trusted_direction
from rbmlib.models import RBM
from rbmlib.models.kinds import require_rbm
from rbmlib.sampling import sweep
from rbmlib.states import binary_states, state_index
from rbmlib.validation import check_count, check_rng


def phases(model: RBM, data: ArrayLike, rng: np.random.Generator, *, steps: int = 1) -> Phases:
    """CD-k: the data, and where a chain from each of them is after k Gibbs sweeps.

    Parameters
    ----------
    model : RBM
    data : array_like, shape (n_samples, n_visible)
        One sample a row.
    rng : numpy.random.Generator
        Source of randomness.
    steps : int
        k, at least 1.

    Returns
    -------
    positive, negative : Weighted
    """
    data = require_rbm(model, "contrastive_divergence.phases").check_data(data)
    check_count(steps, 1, "steps")
    return _phases(model, data, check_rng(rng), steps)


def expected_phases(model: RBM, data: ArrayLike, *, steps: int = 1) -> Phases:
    r"""CD-k in exact expectation: the negative phase is :math:`q\,T^k`.

    Parameters
    ----------
    model : RBM
        Small enough for the transition matrix T of a Gibbs sweep over its visible states.
    data : array_like, shape (n_samples, n_visible)
        One sample a row; q is their distribution.
    steps : int
        k, at least 1.

    Returns
    -------
    positive, negative : Weighted
    """
    data = require_rbm(model, "contrastive_divergence.expected_phases").check_data(data)
    check_count(steps, 1, "steps")
    power = np.linalg.matrix_power(visible_transition(model), steps)
    states = binary_states(model.n_visible)
    q = np.bincount(state_index(data), minlength=len(states)) / len(data)
    return merged(data), Weighted(states, q @ power)


def rule(*, steps: int = 1) -> Rule:
    """CD-k as a rule.

    Parameters
    ----------
    steps : int
        k, at least 1.

    Returns
    -------
    Rule
    """
    check_count(steps, 1, "steps")

    def follow(model, data, rng, memory):
        rbm = require_rbm(model, "contrastive_divergence")
        return trusted_direction(rbm, _phases(rbm, data, check_rng(rng), steps)), memory

    return follow


def _phases(rbm, data, rng, steps):
    return merged(data), merged(sweep(rbm, data, rng, steps))
