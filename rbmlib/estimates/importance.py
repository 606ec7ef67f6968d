r"""Importance sampling: Z as the mean of weights under a distribution that can be drawn from.

.. math:: Z = \sum_v q(v)\, w(v), \qquad w(v) = e^{-F(v)} / q(v)
"""

import numpy as np

from rbmlib.distributions import ModelDistribution
from rbmlib.estimates.weights import WeightMoments, estimate
from rbmlib.models.kinds import require_binary
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states
from rbmlib.validation import check_count, check_data


def sample(model, proposal, size, rng, confidence=0.95):
    """Estimate ln Z from independent draws.

    Parameters
    ----------
    model : EnergyModel
        Whose partition function is wanted.
    proposal : Factorial or ModelDistribution
        Drawn from; see `rbmlib.distributions`.  `Factorial.uniform` and `Factorial.like` (the
        base rates of a data set) are the usual ones.  States that it never draws are missed.
    size : int
        How many draws, at least 2.
    rng : numpy.random.Generator
        Source of randomness.
    confidence : float
        Of the interval and of the bound.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        If `size` is less than 2, or `proposal` is of another width than `model`.
    TypeError
        If `rng` is not a `numpy.random.Generator`, or the visible units are not binary.
    """
    require_binary(model, "importance.sample")
    v = proposal.sample(check_count(size, 2, "size"), rng)
    return estimate(log_weights(model, proposal, v), confidence)


def log_weights(model, proposal, v):
    r"""Logarithm of the importance weight of visible states.

    .. math:: \ln w(v) = -F(v) - \ln q(v)

    Parameters
    ----------
    model : EnergyModel
    proposal : Factorial or ModelDistribution
    v : array_like, shape (..., n_visible)

    Returns
    -------
    ndarray, shape (...)
        In nats.

    Raises
    ------
    ValueError
        If `v` is not binary or of the wrong width.
    TypeError
        If the visible units of `model` are not binary.
    """
    require_binary(model, "importance.log_weights")
    return -model.free_energy(v) - proposal.log_probability(v)


def moments(model, proposal):
    r"""Exact mean and variance of a weight, and mean of its logarithm.

    .. math:: E[w] = Z\, p(\operatorname{supp} q), \qquad
              \frac{\operatorname{Var} w}{E[w]^2} = \chi^2(p \,\|\, q)
                  = \sum_v \frac{p(v)^2}{q(v)} - 1, \qquad
              E[\ln w] = \ln Z - \mathrm{KL}(q \,\|\, p)

    the last two where q(v) > 0 for all v.

    Parameters
    ----------
    model : EnergyModel
    proposal : Factorial or ModelDistribution

    Returns
    -------
    WeightMoments

    Raises
    ------
    ValueError
        If there are too many visible states to enumerate.
    """
    require_binary(model, "importance.moments")
    states = binary_states(model.n_visible)
    log_q = proposal.log_probability(states)
    # In logarithms: a probability that is too small for a number may still be drawn.
    states, log_q = states[log_q > -np.inf], log_q[log_q > -np.inf]
    log_w = log_weights(model, proposal, states)
    log_mean, log_square = logsumexp(log_w + log_q), logsumexp(2 * log_w + log_q)
    return WeightMoments.from_logs(log_mean, log_square, np.exp(log_q) @ log_w)


def ratio(first, second, samples, confidence=0.95):
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

    Raises
    ------
    ValueError
        If `samples` are not a table of binary states of the models' width.
    TypeError
        If the visible units of a model are not binary.
    """
    for model in (first, second):
        require_binary(model, "importance.ratio")
    samples = check_data(samples, first.n_visible, "samples")
    return estimate(first.free_energy(samples) - second.free_energy(samples), confidence)


def ratio_moments(first, second):
    r"""Exact mean and variance of a weight of `ratio`, and mean of its logarithm.

    Parameters
    ----------
    first, second : EnergyModel

    Returns
    -------
    WeightMoments
        The relative variance is :math:`\chi^2(p_2 \,\|\, p_1)`; the mean logarithm,
        :math:`\ln Z_2/Z_1 - \mathrm{KL}(p_1 \,\|\, p_2)`.

    Raises
    ------
    ValueError
        If there are too many visible states to enumerate.
    """
    found, shift = moments(second, ModelDistribution(first)), first.log_partition()
    return found._replace(log_mean=found.log_mean - shift, mean_log=found.mean_log - shift)
