"""Estimates by annealing: chains that follow the path, forwards or backwards."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.distributions import Factorial
from rbmlib.estimates.annealed.path import (
    between,
    check_base,
    check_schedule,
    log_partition_of_start,
    without_hidden,
)
from rbmlib.estimates.weights import Estimate, check_samples, from_log_weights
from rbmlib.models import RBM
from rbmlib.models.kinds import require_rbm, require_real
from rbmlib.progress import track
from rbmlib.sampling import sweep
from rbmlib.validation import check_count, check_draws, check_number, check_rng


def forward(
    rbm: RBM,
    schedule: ArrayLike,
    n_chains: int,
    rng: np.random.Generator,
    *,
    base: Factorial | None = None,
    steps: int = 1,
    confidence: float = 0.95,
) -> Estimate:
    """Estimate ln Z by annealing from independent units; too low on average.

    Parameters
    ----------
    rbm : RBM
        Whose partition function is wanted.
    schedule : array_like, shape (n_temperatures + 1,)
        Inverse temperatures from 0 to 1, increasing.
    n_chains : int
        How many chains, at least 2, all advanced at once.
    rng : numpy.random.Generator
        Source of randomness.
    base : Factorial, optional
        Where the chains start, means strictly between 0 and 1: uniform if left out; the base
        rates of the training data, `Factorial.like`, need fewer temperatures.
    steps : int
        Gibbs sweeps at each temperature.
    confidence : float
        Of the interval and of the bound.

    Returns
    -------
    Estimate
        Its bound is a lower bound of ln Z.
    """
    base = check_base(require_rbm(rbm, "annealed.forward"), base)
    betas, start = check_schedule(schedule), without_hidden(base)
    _check_run(rng, steps, confidence)
    check_draws(check_count(n_chains, 2, "n_chains"), rbm.n_visible, "n_chains")
    v = base.sample(n_chains, rng)
    log_weights = _log_weights((start, rbm), betas, v, rng, steps)
    log_weights = log_partition_of_start(start, rbm) + log_weights
    return from_log_weights(log_weights, confidence=confidence)


def reverse(
    rbm: RBM,
    schedule: ArrayLike,
    samples: ArrayLike,
    rng: np.random.Generator,
    *,
    base: Factorial | None = None,
    steps: int = 1,
    confidence: float = 0.95,
) -> Estimate:
    """Estimate ln Z by heating exact samples up to independent units; too high on average.

    Parameters
    ----------
    rbm : RBM
        Whose partition function is wanted.
    schedule : array_like, shape (n_temperatures + 1,)
        Inverse temperatures from 0 to 1, increasing; followed from the end.
    samples : array_like, shape (n_chains, n_visible)
        Independent draws from the RBM; at least 2.  From anything else, such as data or a
        chain that has not mixed, the result bounds nothing.
    rng : numpy.random.Generator
        Source of randomness.
    base : Factorial, optional
        Where the chains end, means strictly between 0 and 1: uniform if left out.
    steps : int
        Gibbs sweeps at each temperature.
    confidence : float
        Of the interval and of the bound.

    Returns
    -------
    Estimate
        Its bound is an upper bound of ln Z.
    """
    base = check_base(require_rbm(rbm, "annealed.reverse"), base)
    betas, start = check_schedule(schedule)[::-1], without_hidden(base)
    _check_run(rng, steps, confidence)
    log_weights = _log_weights((start, rbm), betas, check_samples(rbm, samples), rng, steps)
    log_weights = log_weights - log_partition_of_start(start, rbm)
    return from_log_weights(log_weights, confidence=confidence, reverse=True)


def ratio(
    first: RBM,
    second: RBM,
    schedule: ArrayLike,
    samples: ArrayLike,
    rng: np.random.Generator,
    *,
    steps: int = 1,
    confidence: float = 0.95,
) -> Estimate:
    """Estimate the ratio of two RBMs' partition functions, neither being known.

    Parameters
    ----------
    first, second : RBM
        With the same number of visible units; hidden units may differ.
    schedule : array_like, shape (n_temperatures + 1,)
        Inverse temperatures from 0, the first RBM, to 1, the second; increasing.
    samples : array_like, shape (n_chains, n_visible)
        Independent draws from the first RBM; at least 2.
    rng : numpy.random.Generator
        Source of randomness.
    steps : int
        Gibbs sweeps at each temperature.
    confidence : float
        Of the interval and of the bound.

    Returns
    -------
    Estimate
        Of ln Z₂ - ln Z₁, in nats.
    """
    for rbm in (first, second):
        require_real(require_rbm(rbm, "annealed.ratio"), "annealed.ratio")
    betas = check_schedule(schedule)
    _check_run(rng, steps, confidence)
    # At the ends one of the layers is cut off; its factors of 2 do not belong to the models.
    extra = (first.n_hidden - second.n_hidden) * np.log(2)
    samples = check_samples(first, samples)
    log_weights = _log_weights((first, second), betas, samples, rng, steps) - extra
    return from_log_weights(log_weights, confidence=confidence)


def _check_run(rng: np.random.Generator, steps: int, confidence: float) -> None:
    """Before the chains run: a long run should not end in a refusal."""
    check_rng(rng)
    check_count(steps, 1, "steps")
    check_number(confidence, "confidence", above=0, below=1)


def _log_weights(
    ends: tuple[RBM, RBM],
    betas: NDArray[np.float64],
    v: NDArray[np.int64],
    rng: np.random.Generator,
    steps: int,
) -> NDArray[np.float64]:
    """Logarithms of the weights of chains that start at valid v and follow the path."""
    before, log_weights = between(*ends, betas[0]).trusted_free_energy(v), np.zeros(len(v))
    for beta in track(betas[1:], "annealing"):
        model = between(*ends, beta)
        log_weights += before - model.trusted_free_energy(v)
        if beta != betas[-1]:  # the weight is complete where the path ends
            v = sweep(model, v, rng, steps)
            before = model.trusted_free_energy(v)
    return log_weights
