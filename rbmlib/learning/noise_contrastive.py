r"""Noise-contrastive estimation: tell the data from noise, and learn ln Z on the way.

The model of the classifier is :math:`\ln p_m(v) = -F(v) + \kappa`, with the log-normaliser
kappa a parameter like any other.  For nu noise samples a data sample, the probability that v
is data is :math:`D(v) = \sigma(\ln p_m(v) - \ln p_n(v) - \ln\nu)`.

References
----------
.. [1] M. Gutmann and A. Hyvarinen, "Noise-contrastive estimation of unnormalized statistical
   models, with applications to natural image statistics", Journal of Machine Learning Research
   13 (2012) 307-361.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.distributions import Distribution, log_probabilities, require_distribution
from rbmlib.gradient import Weighted, check_weighted, empirical, merged
from rbmlib.learning.phases import Phases, Rule, trusted_direction
from rbmlib.models import EnergyModel
from rbmlib.models.kinds import require_binary
from rbmlib.numerics import sigmoid, softplus
from rbmlib.validation import check_count, check_number, check_rng


def objective(
    model: EnergyModel,
    data: ArrayLike,
    noise: Distribution,
    log_normaliser: float,
    *,
    ratio: float = 1.0,
    noise_samples: ArrayLike | None = None,
) -> np.floating[Any]:
    r"""Log-likelihood of the labels, a data sample and its share of noise at a time.

    .. math:: \frac1N\sum_n \ln D(v_n) + \nu \sum_v p_n(v) \ln(1 - D(v))

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
        One sample a row; the noise must be able to produce each of them.
    noise : Distribution
        Such as those of `rbmlib.distributions`.
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
    """
    real, noisy = _sides(model, data, noise, noise_samples)
    kappa, ratio = _check_log_normaliser(log_normaliser), check_number(ratio, "ratio", above=0)
    of_real, of_noisy = _odds(model, real, ratio)(kappa), _odds(model, noisy, ratio)(kappa)
    return -real.weights @ softplus(-of_real) - ratio * noisy.weights @ softplus(of_noisy)


def phases(
    model: EnergyModel,
    data: ArrayLike,
    noise: Distribution,
    log_normaliser: float,
    *,
    ratio: float = 1.0,
    noise_samples: ArrayLike | None = None,
) -> Phases:
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
    real, noisy = _sides(model, data, noise, noise_samples)
    kappa, ratio = _check_log_normaliser(log_normaliser), check_number(ratio, "ratio", above=0)
    of_real, of_noisy = _odds(model, real, ratio)(kappa), _odds(model, noisy, ratio)(kappa)
    return _phases(real, of_real, noisy, of_noisy, ratio)


def best_log_normaliser(
    model: EnergyModel,
    data: ArrayLike,
    noise: Distribution,
    *,
    ratio: float = 1.0,
    noise_samples: ArrayLike | None = None,
) -> float:
    """The kappa that maximises the objective for the model as it is: an estimate of -ln Z.

    Parameters
    ----------
    model, data, noise, ratio, noise_samples
        As in `objective`.

    Returns
    -------
    float
        In nats, to rounding; the objective is concave in kappa, so there is only one.
    """
    real, noisy = _sides(model, data, noise, noise_samples)
    ratio = check_number(ratio, "ratio", above=0)
    return _best(real, _odds(model, real, ratio), noisy, _odds(model, noisy, ratio), ratio)


def rule(noise: Distribution, *, ratio: float = 1.0, n_noise: int | None = None) -> Rule:
    """Noise-contrastive estimation as a rule.

    The log-normaliser is set to its best value before each update, so that the direction is
    the gradient of the objective maximised over it.

    Parameters
    ----------
    noise : Distribution
        It must be able to produce every data sample.
    ratio : float
        nu, noise samples a data sample; positive.
    n_noise : int, optional
        How many noise samples are drawn, once, before the first update; the exact expectation
        over the noise if left out.

    Returns
    -------
    Rule
        Its memory is the noise that it compares with.
    """
    require_distribution(noise, "noise")
    ratio = check_number(ratio, "ratio", above=0)
    if n_noise is not None:
        check_count(n_noise, 1, "n_noise")

    def follow(model, data, rng, memory):
        require_binary(model, "noise_contrastive")
        if memory is None:
            drawn = None if n_noise is None else noise.sample(n_noise, check_rng(rng))
            memory = _noise_side(model, noise, drawn, "noise")
        real, noisy = _side(merged(data), noise, "data"), memory
        of_real, of_noisy = _odds(model, real, ratio), _odds(model, noisy, ratio)
        kappa = _best(real, of_real, noisy, of_noisy, ratio)
        found = _phases(real, of_real(kappa), noisy, of_noisy(kappa), ratio)
        return trusted_direction(model, found), noisy

    return follow


class _Side(NamedTuple):
    """Weighted states, data or noise, and ln p_n of each."""

    states: NDArray[np.int64]
    weights: NDArray[np.float64]
    log_noise: NDArray[np.float64]


#: Ln odds that states are data, D / (1 - D), as a function of the log-normaliser.
_Odds = Callable[[Any], NDArray[Any]]


def _odds(model: EnergyModel, side: _Side, ratio: float) -> _Odds:
    exponents = -model.trusted_free_energy(side.states)
    return lambda kappa: exponents + kappa - side.log_noise - np.log(ratio)


def _phases(
    real: _Side, of_real: NDArray[Any], noisy: _Side, of_noisy: NDArray[Any], ratio: float
) -> Phases:
    return (
        Weighted(real.states, real.weights * sigmoid(-of_real)),
        Weighted(noisy.states, ratio * noisy.weights * sigmoid(of_noisy)),
    )


def _best(real: _Side, of_real: _Odds, noisy: _Side, of_noisy: _Odds, ratio: float) -> float:
    """The zero of the objective's slope in kappa, which falls, by bisection."""
    gap_real, gap_noisy = of_real(0.0), of_noisy(0.0)

    def slope(kappa: float) -> np.floating[Any]:
        data_as_noise = real.weights @ sigmoid(-gap_real - kappa)
        return data_as_noise - ratio * noisy.weights @ sigmoid(gap_noisy + kappa)

    low, high = -1.0, 1.0
    while slope(low) < 0:
        low *= 2
    while slope(high) > 0:
        high *= 2
    while high - low > 4 * np.finfo(float).eps * max(1.0, abs(low), abs(high)):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return (low + high) / 2


def _sides(
    model: EnergyModel,
    data: ArrayLike,
    noise: Distribution,
    noise_samples: ArrayLike | None,
) -> tuple[_Side, _Side]:
    require_binary(model, "noise_contrastive")
    require_distribution(noise, "noise")
    real = _side(empirical(data, model), noise, "data")
    return real, _noise_side(model, noise, noise_samples, "noise_samples")


def _noise_side(
    model: EnergyModel, noise: Distribution, samples: ArrayLike | None, name: str
) -> _Side:
    """Samples of the noise or, without any, every state that it can produce."""
    if samples is not None:
        return _side(merged(model.check_data(samples, name)), noise, name)
    states, weights = check_weighted(model, noise.distribution(), "noise")
    possible = weights > 0
    return _side(Weighted(states[possible], weights[possible]), noise, "noise")


def _side(weighted: Weighted, noise: Distribution, name: str) -> _Side:
    log_noise = log_probabilities(noise, weighted.states, "noise")
    never = np.isneginf(log_noise)
    if np.any(never):
        raise ValueError(
            f"noise: gives zero probability to the {name} row "
            f"{weighted.states[never][0].tolist()}; expected noise that can produce every row"
        )
    return _Side(*weighted, log_noise)


def _check_log_normaliser(value: Any) -> complex:
    """A finite number; complex ones are let through, for the complex step."""
    if isinstance(value, complex) and np.isfinite(value):
        return value
    return check_number(value, "log_normaliser")
