"""Maximum likelihood: the data against the model's own distribution, exactly."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rbmlib.exact import mean_log_likelihood
from rbmlib.gradient import empirical, equilibrium, merged, trusted_phase
from rbmlib.learning.phases import Phases, Rule
from rbmlib.models import EnergyModel, Model
from rbmlib.models.kinds import require_binary, require_model


def objective(model: Model, data: ArrayLike) -> np.floating[Any]:
    r"""Mean log-likelihood of a data set.

    .. math:: \frac1N \sum_n \ln p(v_n)

    Parameters
    ----------
    model : Model
    data : array_like, shape (n_samples, n_visible)
        One sample a row.

    Returns
    -------
    float
        In nats, higher is better.
    """
    return mean_log_likelihood(require_model(model, "likelihood.objective"), data)


def phases(model: EnergyModel, data: ArrayLike) -> Phases:
    """The data, and every visible state with its probability.

    Parameters
    ----------
    model : EnergyModel
        With few enough visible units for their states to be listed.  `rule` needs no such list:
        only ln Z and its gradient, which an RBM sums over the states of its smaller layer.
    data : array_like, shape (n_samples, n_visible)
        One sample a row.

    Returns
    -------
    positive, negative : Weighted
    """
    require_binary(model, "likelihood.phases")
    return empirical(data, model), equilibrium(model)


def rule() -> Rule:
    """The exact gradient of the mean log-likelihood as a rule, for any `Model`.

    Returns
    -------
    Rule
    """

    def follow(model, data, rng, memory):
        require_model(model, "likelihood")
        return -model.log_partition_gradient() - trusted_phase(model, merged(data)), memory

    return follow
