"""Pseudolikelihood: each unit given all the others, so that Z cancels."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rbmlib.learning.local import neighbour_phases, neighbour_rule, trusted_energy_gaps
from rbmlib.learning.phases import Phases, Rule
from rbmlib.models import EnergyModel
from rbmlib.models.kinds import require_binary
from rbmlib.numerics import sigmoid, softplus


def objective(model: EnergyModel, data: ArrayLike) -> np.floating[Any]:
    r"""Mean log-pseudolikelihood.

    .. math:: \frac1N\sum_n\sum_i \ln p(v_{ni} \mid v_{n,-i})
              = -\frac1N\sum_n\sum_i \ln(1 + e^{F(v_n) - F(v_n^{(i)})})

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
        One sample a row.

    Returns
    -------
    float
        In nats, higher is better; n_visible + 1 free energies for each sample, and no Z.

    References
    ----------
    .. [1] J. Besag, "Statistical analysis of non-lattice data", The Statistician 24 (1975)
       179-195.
    """
    data = require_binary(model, "pseudolikelihood.objective").check_data(data)
    return -softplus(trusted_energy_gaps(model, data)).sum(axis=-1).mean()


def phases(model: EnergyModel, data: ArrayLike) -> Phases:
    """The data against their neighbours, weighted by the probability of a flip.

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
        One sample a row.

    Returns
    -------
    positive, negative : Weighted
        The neighbour across unit i has the weight 1 - p(v_i | the other units).
    """
    data = require_binary(model, "pseudolikelihood.phases").check_data(data)
    return neighbour_phases(model, data, sigmoid)


def rule() -> Rule:
    """The gradient of the mean log-pseudolikelihood as a rule.

    Returns
    -------
    Rule
    """
    return neighbour_rule("pseudolikelihood", sigmoid)
