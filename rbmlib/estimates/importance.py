r"""Importance sampling: Z as the mean of weights under a distribution that can be drawn from.

.. math:: Z = \sum_v q(v)\, w(v), \qquad w(v) = e^{-F(v)} / q(v)
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.distributions import (
    Distribution,
    ModelDistribution,
    log_probabilities,
    require_distribution,
)
from rbmlib.estimates.weights import (
    Estimate,
    WeightMoments,
    check_samples,
    from_log_weights,
    require_same_width,
)
from rbmlib.models import EnergyModel
from rbmlib.models.kinds import require_binary, require_real
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states
from rbmlib.validation import check_count, check_draws, check_number, check_rng


def estimate(
    model: EnergyModel,
    proposal: Distribution,
    size: int,
    rng: np.random.Generator,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """Estimate ln Z from independent draws.

    Parameters
    ----------
    model : EnergyModel
        Whose partition function is wanted.
    proposal : Distribution
        Drawn from.  `Factorial.uniform` and `Factorial.like` (the base rates of a data set) are
        the usual ones.  States that it never draws are missed.
    size : int
        How many draws, at least 2.
    rng : numpy.random.Generator
        Source of randomness.
    confidence : float
        Of the interval and of the bound.

    Returns
    -------
    Estimate
    """
    require_real(require_binary(model, "importance.estimate"), "importance.estimate")
    require_distribution(proposal, "proposal")
    check_count(size, 2, "size")
    check_draws(size, model.n_visible)
    check_rng(rng)
    check_number(confidence, "confidence", above=0, below=1)
    v = model.check_data(proposal.sample(size, rng), "proposal")
    if len(v) != size:
        raise ValueError(f"proposal.sample: expected {size} rows, got {len(v)}")
    return from_log_weights(_log_weights(model, proposal, v), confidence=confidence)


def log_weights(model: EnergyModel, proposal: Distribution, v: ArrayLike) -> NDArray[np.float64]:
    r"""Logarithm of the importance weight of visible states.

    .. math:: \ln w(v) = -F(v) - \ln q(v)

    Parameters
    ----------
    model : EnergyModel
    proposal : Distribution
    v : array_like, shape (..., n_visible)

    Returns
    -------
    ndarray, shape (...)
        In nats.
    """
    v = require_binary(model, "importance.log_weights").check_states(v)
    require_distribution(proposal, "proposal")
    return _log_weights(model, proposal, v)


def moments(model: EnergyModel, proposal: Distribution) -> WeightMoments:
    r"""Exact mean and variance of a weight, and mean of its logarithm.

    .. math:: E[w] = Z\, p(\operatorname{supp} q), \qquad
              \frac{\operatorname{Var} w}{E[w]^2} = \chi^2(p \,\|\, q)
                  = \sum_v \frac{p(v)^2}{q(v)} - 1, \qquad
              E[\ln w] = \ln Z - \mathrm{KL}(q \,\|\, p)

    the last two where q(v) > 0 for all v.

    Parameters
    ----------
    model : EnergyModel
    proposal : Distribution

    Returns
    -------
    WeightMoments
    """
    require_real(require_binary(model, "importance.moments"), "importance.moments")
    require_distribution(proposal, "proposal")
    states = binary_states(model.n_visible)
    log_q = log_probabilities(proposal, states, "proposal")
    # In logarithms: a probability that is too small for a number may still be drawn.
    states, log_q = states[log_q > -np.inf], log_q[log_q > -np.inf]
    log_w = -model.trusted_free_energy(states) - log_q
    log_mean, log_square = float(logsumexp(log_w + log_q)), float(logsumexp(2 * log_w + log_q))
    return WeightMoments.from_logs(log_mean, log_square, float(np.exp(log_q) @ log_w))


def ratio(
    first: EnergyModel, second: EnergyModel, samples: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    r"""Estimate the ratio of two models' partition functions, neither being known.

    .. math:: \frac{Z_2}{Z_1} = \sum_v p_1(v)\, e^{F_1(v) - F_2(v)}

    Parameters
    ----------
    first, second : EnergyModel
        With the same number of visible units.
    samples : array_like, shape (n_samples, n_visible)
        Independent draws from the first model; at least 2.
    confidence : float
        Of the interval and of the bound.

    Returns
    -------
    Estimate
        Of ln Z₂ - ln Z₁, in nats.
    """
    for model in (first, second):
        require_real(require_binary(model, "importance.ratio"), "importance.ratio")
    require_same_width(first, second)
    samples = check_samples(first, samples)
    gaps = first.trusted_free_energy(samples) - second.trusted_free_energy(samples)
    return from_log_weights(gaps, confidence=confidence)


def ratio_moments(first: EnergyModel, second: EnergyModel) -> WeightMoments:
    r"""Exact mean and variance of a weight of `ratio`, and mean of its logarithm.

    Parameters
    ----------
    first, second : EnergyModel

    Returns
    -------
    WeightMoments
        The relative variance is :math:`\chi^2(p_2 \,\|\, p_1)`; the mean logarithm,
        :math:`\ln Z_2/Z_1 - \mathrm{KL}(p_1 \,\|\, p_2)`.
    """
    for model in (first, second):
        require_real(require_binary(model, "importance.ratio_moments"), "importance.ratio_moments")
    require_same_width(first, second)
    found, shift = moments(second, ModelDistribution(first)), float(first.log_partition())
    return found._replace(log_mean=found.log_mean - shift, mean_log=found.mean_log - shift)


def _log_weights(
    model: EnergyModel, proposal: Distribution, v: NDArray[np.int64]
) -> NDArray[np.float64]:
    return -model.trusted_free_energy(v) - log_probabilities(proposal, v, "proposal")
