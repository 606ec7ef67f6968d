r"""Noise-contrastive estimation: tell the data from noise, and learn ln Z on the way.

The model of the classifier is :math:`\ln p_m(v) = -F(v) + \kappa`, with the log-normaliser
kappa a parameter like any other.  For nu noise samples a data sample, the probability that v
is data is :math:`D(v) = \sigma(\ln p_m(v) - \ln p_n(v) - \ln\nu)`.
"""

import numpy as np

from rbmlib.gradient import Weighted, empirical
from rbmlib.models.kinds import require_binary
from rbmlib.numerics import sigmoid, softplus
from rbmlib.validation import check_data


def objective(model, data, noise, log_normaliser, ratio=1.0, noise_samples=None):
    r"""Log-likelihood of the labels, a data sample and its share of noise at a time.

    .. math:: \frac1N\sum_n \ln D(v_n) + \nu \sum_v p_n(v) \ln(1 - D(v))

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
    noise : Factorial or ModelDistribution
        From `rbmlib.distributions`.
    log_normaliser : float
        kappa; minus ln Z at the optimum.
    ratio : float
        nu, noise samples a data sample; positive.
    noise_samples : array_like, shape (n_noise, n_visible), optional
        Drawn from the noise; the exact expectation over the noise if left out.

    Returns
    -------
    float
        In nats, higher is better.

    Raises
    ------
    ValueError
        If `data` or `noise_samples` are not binary, `ratio` is not positive, or the noise
        gives zero probability to a data sample.

    References
    ----------
    .. [1] M. Gutmann and A. Hyvarinen, "Noise-contrastive estimation of unnormalized
       statistical models, with applications to natural image statistics", Journal of Machine
       Learning Research 13 (2012) 307-361.
    """
    positive, negative = _states(model, data, noise, ratio, noise_samples)
    gap_data, gap_noise = (
        _log_odds(model, states, noise, log_normaliser, ratio)
        for states in (positive.states, negative.states)
    )
    return -positive.weights @ softplus(-gap_data) - ratio * negative.weights @ softplus(gap_noise)


def phases(model, data, noise, log_normaliser, ratio=1.0, noise_samples=None):
    """Data taken for noise, against noise taken for data.

    Parameters
    ----------
    model, data, noise, log_normaliser, ratio, noise_samples
        As in `objective`.

    Returns
    -------
    positive, negative : Weighted
        Weights q (1 - D) and nu p_n D; the difference of their sums is the derivative of the
        objective in the log-normaliser.
    """
    positive, negative = _states(model, data, noise, ratio, noise_samples)
    gap_data, gap_noise = (
        _log_odds(model, states, noise, log_normaliser, ratio)
        for states in (positive.states, negative.states)
    )
    return (
        Weighted(positive.states, positive.weights * sigmoid(-gap_data)),
        Weighted(negative.states, ratio * negative.weights * sigmoid(gap_noise)),
    )


def best_log_normaliser(model, data, noise, ratio=1.0, noise_samples=None):
    """The kappa that maximises the objective for the model as it is: an estimate of -ln Z.

    Parameters
    ----------
    model, data, noise, ratio, noise_samples
        As in `objective`.

    Returns
    -------
    float
        In nats, to rounding; the objective is concave in kappa, so there is only one.

    Raises
    ------
    ValueError
        As `objective`.
    """
    positive, negative = _states(model, data, noise, ratio, noise_samples)
    gap_data, gap_noise = (
        _log_odds(model, states, noise, 0.0, ratio)
        for states in (positive.states, negative.states)
    )

    def slope(kappa):
        data_as_noise = positive.weights @ sigmoid(-gap_data - kappa)
        return data_as_noise - ratio * negative.weights @ sigmoid(gap_noise + kappa)

    low, high = -1.0, 1.0
    while slope(low) < 0:
        low *= 2
    while slope(high) > 0:
        high *= 2
    while high - low > 4 * np.finfo(float).eps * max(1.0, abs(low), abs(high)):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return (low + high) / 2


def _states(model, data, noise, ratio, noise_samples):
    require_binary(model, "noise contrast")
    positive = empirical(model.check_data(data))
    if not 0 < ratio < np.inf:
        raise ValueError(f"ratio: expected a positive number of noise samples, got {ratio}")
    _require_possible(positive.states, noise, "data")
    if noise_samples is None:
        negative = noise.distribution()
        possible = negative.weights > 0
        return positive, Weighted(negative.states[possible], negative.weights[possible])
    negative = empirical(check_data(noise_samples, model.n_visible, "noise_samples"))
    _require_possible(negative.states, noise, "noise_samples")
    return positive, negative


def _require_possible(states, noise, name):
    never = np.isneginf(noise.log_probability(states))
    if np.any(never):
        raise ValueError(
            f"noise: gives zero probability to the {name} row {states[never][0].tolist()}; "
            "expected noise that can produce every row"
        )


def _log_odds(model, states, noise, log_normaliser, ratio):
    if not np.isfinite(log_normaliser):
        raise ValueError(f"log_normaliser: expected a finite number, got {log_normaliser}")
    log_model = -model.free_energy(states) + log_normaliser
    return log_model - noise.log_probability(states) - np.log(ratio)
