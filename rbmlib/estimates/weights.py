"""What a set of importance weights says about the logarithm of their mean."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from rbmlib.numerics import logsumexp


class Estimate(NamedTuple):
    r"""An estimate of the logarithm of a partition function, or of a ratio of two.

    Attributes
    ----------
    log_partition : float
        ln of the mean weight, in nats.
    standard_error : float
        Of `log_partition`, in nats; see `interval`.
    interval : tuple of (float, float)
        Two-sided, by the central limit theorem for the mean weight and the delta method for its
        logarithm.  It knows only the weights that were drawn: if the rare ones that carry the
        mean were not, it is narrow and wrong.  With a handful of weights it is too narrow
        anyway.
    bound : float
        One-sided, and valid at the same confidence whatever the weights' distribution, by
        Markov's inequality: ln Z is above it for a forward estimate, below it for a reverse one.
    effective_sample_size : float
        :math:`(\sum_m w_m)^2 / \sum_m w_m^2`, between 1 and their number.  Blind to weights not
        drawn, like the interval.
    log_weights : ndarray, shape (n_weights,)
        In nats, any constant included: their log-mean-exp is `log_partition`.
    """

    log_partition: float
    standard_error: float
    interval: tuple[float, float]
    bound: float
    effective_sample_size: float
    log_weights: np.ndarray


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
    def from_logs(cls, log_mean, log_square, mean_log):
        """The moments, given ln E[w] and ln E[w²]; the variance may be infinite as a number."""
        with np.errstate(over="ignore"):
            return cls(log_mean, max(0.0, np.expm1(log_square - 2 * log_mean)), mean_log)


def estimate(log_weights, confidence=0.95, reverse=False):
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

    Raises
    ------
    ValueError
        If there are fewer than two weights, one is complex, NaN or infinite, all are zero, or
        `confidence` is not between 0 and 1.

    References
    ----------
    .. [1] R. M. Neal, "Annealed importance sampling", Statistics and Computing 11 (2001)
       125-139.
    .. [2] R. B. Grosse, Z. Ghahramani and R. P. Adams, "Sandwiching the marginal likelihood
       using bidirectional Monte Carlo", arXiv:1511.02543 (2015).
    """
    log_weights = _check(log_weights, confidence)
    n = len(log_weights)
    log_mean = logsumexp(log_weights) - np.log(n)
    relative = np.exp(log_weights - log_weights.max())
    relative /= relative.mean()
    error = relative.std(ddof=1) / np.sqrt(n)
    half = -NormalDist().inv_cdf((1 - confidence) / 2) * error
    sign = -1 if reverse else 1
    return Estimate(
        log_partition=sign * log_mean,
        standard_error=error,
        interval=(sign * log_mean - half, sign * log_mean + half),
        bound=sign * (log_mean + np.log1p(-confidence)),
        effective_sample_size=min(n, max(1.0, n**2 / np.sum(relative**2))),
        log_weights=log_weights,
    )


def _check(log_weights, confidence):
    if np.iscomplexobj(log_weights):
        raise ValueError("log_weights: expected real numbers, got complex ones")
    log_weights = np.asarray(log_weights, dtype=float)
    if log_weights.ndim != 1 or len(log_weights) < 2:
        raise ValueError(
            f"log_weights: expected a vector of at least two, got shape {log_weights.shape}"
        )
    if np.any(np.isnan(log_weights) | (log_weights == np.inf)):
        raise ValueError("log_weights: expected numbers below infinity, got NaN or inf")
    if np.all(np.isneginf(log_weights)):
        raise ValueError("log_weights: expected at least one weight that is not zero")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: expected a number between 0 and 1, got {confidence}")
    return log_weights
