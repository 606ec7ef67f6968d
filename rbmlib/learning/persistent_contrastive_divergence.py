"""Persistent contrastive divergence, or stochastic maximum likelihood: the chains go on.

There is no objective here: the direction is a noisy one of the likelihood, from chains that
follow the model as it changes.

References
----------
.. [1] T. Tieleman, "Training restricted Boltzmann machines using approximations to the
   likelihood gradient", ICML (2008).
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.gradient import Weighted, merged
from rbmlib.learning.phases import Rule, trusted_direction
from rbmlib.models import RBM
from rbmlib.models.kinds import require_rbm
from rbmlib.sampling import sweep
from rbmlib.validation import check_count, check_rng


def phases(
    model: RBM,
    data: ArrayLike,
    particles: ArrayLike,
    rng: np.random.Generator,
    *,
    steps: int = 1,
) -> tuple[Weighted, Weighted, NDArray[Any]]:
    """The data, and where the chains are after a few Gibbs sweeps more.

    Parameters
    ----------
    model : RBM
    data : array_like, shape (n_samples, n_visible)
        One sample a row.
    particles : array_like, shape (n_particles, n_visible)
        Where the persistent chains are, one a row.
    rng : numpy.random.Generator
        Source of randomness.
    steps : int
        Sweeps for each update, at least 1.

    Returns
    -------
    positive, negative : Weighted
    particles : ndarray, shape (n_particles, n_visible)
        Where the chains are now; pass them to the next call.
    """
    data = require_rbm(model, "persistent_contrastive_divergence.phases").check_data(data)
    particles = model.check_data(particles, "particles")
    check_count(steps, 1, "steps")
    particles = sweep(model, particles, check_rng(rng), steps)
    return merged(data), merged(particles), particles


def rule(*, n_particles: int = 100, steps: int = 1) -> Rule:
    """PCD as a rule; the particles start at data rows drawn at random.

    Parameters
    ----------
    n_particles : int
        How many chains, at least 1.
    steps : int
        Sweeps for each update, at least 1.

    Returns
    -------
    Rule
        Its memory is where the chains are.
    """
    check_count(n_particles, 1, "n_particles")
    check_count(steps, 1, "steps")

    def follow(model, data, rng, memory):
        rbm = require_rbm(model, "persistent_contrastive_divergence")
        check_rng(rng)
        start = data[rng.integers(len(data), size=n_particles)] if memory is None else memory
        particles = sweep(rbm, start, rng, steps)
        return trusted_direction(rbm, (merged(data), merged(particles))), particles

    return follow
