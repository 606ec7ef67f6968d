"""What a set of importance weights says about the logarithm of their mean."""

from statistics import NormalDist
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.models import EnergyModel
from rbmlib.numerics import logsumexp
from rbmlib.validation import as_numbers, check_flag, check_number


class Estimate(NamedTuple):
    r"""An estimate of the logarithm of a mean weight.

    Attributes
    ----------
    value : float
        ln of the mean weight, in nats: ln Z, or ln of a ratio of two.
    standard_error : float
        Of `value`, in nats; see `interval`.
    interval : tuple of (float, float)
        Two-sided, by the central limit theorem for the mean weight and the delta method for its
        logarithm.  It knows only the weights that were drawn: if the rare ones that carry the
        mean were not, it is narrow and wrong.  With a handful of weights it is too narrow
        anyway.
    bound : float
        One-sided, and valid at the same confidence whatever the weights' distribution, by
        Markov's inequality: the truth is above it for a forward estimate, below it for a reverse
        one.
    effective_sample_size : float
        :math:`(\sum_m w_m)^2 / \sum_m w_m^2`, between 1 and their number.  Blind to weights not
        drawn, like the interval.
    log_weights : ndarray, shape (n_weights,)
        In nats, any constant included: their log-mean-exp is `value`, or minus it for a reverse
        estimate.
    """

    value: float
    standard_error: float
    interval: tuple[float, float]
    bound: float
    effective_sample_size: float
    log_weights: NDArray[np.float64]


class WeightMoments(NamedTuple):
    r"""What importance weights are on average, exactly.

    Attributes
    ----------
    log_mean : float
        ln E[w], in nats: what the estimator is unbiased for.
    relative_variance : float
        Var[w] / E[w]².  M independent weights estimate with the relative variance of this over
        M, their effective sample size is about M / (1 + this), and the logarithm of their mean
        is too low by about this over 2 M nats.
    mean_log : float
        E[ln w], in nats; never above `log_mean` (Jensen).
    """

    log_mean: float
    relative_variance: float
    mean_log: float

    @classmethod
    def from_logs(cls, log_mean: float, log_square: float, mean_log: float) -> Self:
        """The moments, given ln E[w] and ln E[w²]; the variance may be infinite as a number."""
        with np.errstate(over="ignore"):
            relative = float(np.expm1(log_square - 2 * log_mean))
        return cls(log_mean, max(0.0, relative), mean_log)


def from_log_weights(
    log_weights: ArrayLike, *, confidence: float = 0.95, reverse: bool = False
) -> Estimate:
    """Log-mean of weights, with its uncertainty.

    Parameters
    ----------
    log_weights : array_like, shape (n_weights,)
        In nats; at least two.  ``-inf`` stands for a weight of zero.
    confidence : float
        Of the interval and of the bound, between 0 and 1.
    reverse : bool
        The weights estimate 1/Z: give ln Z, and an upper bound.

    Returns
    -------
    Estimate

    References
    ----------
    .. [1] R. M. Neal, "Annealed importance sampling", Statistics and Computing 11 (2001)
       125-139.
    .. [2] R. B. Grosse, Z. Ghahramani and R. P. Adams, "Sandwiching the marginal likelihood
       using bidirectional Monte Carlo", arXiv:1511.02543 (2015).
    """
    log_weights = _check_log_weights(log_weights)
    confidence = check_number(confidence, "confidence", above=0, below=1)
    check_flag(reverse, "reverse")
    n = len(log_weights)
    log_mean = logsumexp(log_weights) - np.log(n)
    with np.errstate(over="ignore"):  # a weight that is smaller by e^-1e308 is zero
        relative = np.exp(log_weights - log_weights.max())
    relative /= relative.mean()
    error = relative.std(ddof=1) / np.sqrt(n)
    half = -NormalDist().inv_cdf((1 - confidence) / 2) * error
    sign = -1 if reverse else 1
    return Estimate(
        value=sign * log_mean,
        standard_error=error,
        interval=(sign * log_mean - half, sign * log_mean + half),
        bound=sign * (log_mean + np.log1p(-confidence)),
        effective_sample_size=min(n, max(1.0, n**2 / np.sum(relative**2))),
        log_weights=log_weights,
    )


def check_samples(model: EnergyModel, samples: ArrayLike) -> NDArray[np.int64]:
    """Validate independent draws from a model: as an estimate has an error, at least two."""
    samples = model.check_data(samples, "samples")
    if len(samples) < 2:
        raise ValueError(f"samples: expected at least 2 rows, got {len(samples)}")
    return samples


def require_same_width(first: EnergyModel, second: EnergyModel) -> None:
    """Refuse two models without a ratio: their visible states differ."""
    if first.n_visible != second.n_visible:
        raise ValueError(
            f"second: expected {first.n_visible} visible units, as the first model has, got "
            f"{second.n_visible}"
        )


def _check_log_weights(log_weights: ArrayLike) -> NDArray[np.float64]:
    log_weights = as_numbers(log_weights, "log_weights")
    if np.iscomplexobj(log_weights):
        raise ValueError(f"log_weights: expected real numbers, got {log_weights.dtype}")
    log_weights = log_weights.astype(float)
    if log_weights.ndim != 1 or len(log_weights) < 2:
        raise ValueError(
            f"log_weights: expected a vector of at least two, got shape {log_weights.shape}"
        )
    if np.any(np.isnan(log_weights) | (log_weights == np.inf)):
        raise ValueError("log_weights: expected numbers below infinity, got NaN or inf")
    if np.all(np.isneginf(log_weights)):
        raise ValueError("log_weights: expected at least one weight that is not zero, got none")
    return log_weights
