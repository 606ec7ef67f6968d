"""Contrastive divergence: the model's distribution replaced by a short Markov chain's.

There is no objective here: the direction is the gradient of no function.
"""

import numpy as np

from rbmlib.chain import visible_transition
from rbmlib.gradient import Weighted, empirical
from rbmlib.sampling import gibbs_step
from rbmlib.states import binary_states, state_index
from rbmlib.validation import check_count, check_data


def phases(model, data, rng, steps=1):
    """CD-k: the data, and where a chain from each of them is after k Gibbs sweeps.

    Parameters
    ----------
    model : RBM
    data : array_like, shape (n_samples, n_visible)
    rng : numpy.random.Generator
        Source of randomness.
    steps : int
        k, at least 1.

    Returns
    -------
    positive, negative : Weighted

    Raises
    ------
    ValueError
        If `data` is not a non-empty table of binary states, or `steps` is less than 1.

    References
    ----------
    .. [1] G. E. Hinton, "Training products of experts by minimizing contrastive divergence",
       Neural Computation 14 (2002) 1771-1800.
    """
    data = model.check_data(data)
    check_count(steps, 1, "steps")
    return empirical(data), empirical(gibbs_step(model, data, rng, steps=steps))


def expected_phases(model, data, steps=1):
    r"""CD-k in exact expectation: the negative phase is :math:`q\,T^k`.

    Parameters
    ----------
    model : RBM
    data : array_like, shape (n_samples, n_visible)
    steps : int
        k, at least 1.

    Returns
    -------
    positive, negative : Weighted

    Raises
    ------
    ValueError
        As `phases`, or if the transition matrix would be too large.
    """
    data = model.check_data(data)
    check_count(steps, 1, "steps")
    states = binary_states(model.n_visible)
    q = np.bincount(state_index(data), minlength=len(states)) / len(data)
    power = np.linalg.matrix_power(visible_transition(model), steps)
    return empirical(data), Weighted(states, q @ power)


def persistent_phases(model, data, particles, rng, steps=1):
    """PCD, or stochastic maximum likelihood: the chains go on where they were.

    Parameters
    ----------
    model : RBM
    data : array_like, shape (n_samples, n_visible)
    particles : array_like, shape (n_particles, n_visible)
        Where the persistent chains are.
    rng : numpy.random.Generator
        Source of randomness.
    steps : int
        Sweeps for each update, at least 1.

    Returns
    -------
    positive, negative : Weighted
    particles : ndarray, shape (n_particles, n_visible)
        Where the chains are now; pass them to the next call.

    Raises
    ------
    ValueError
        As `phases`, or if there are no particles.

    References
    ----------
    .. [1] T. Tieleman, "Training restricted Boltzmann machines using approximations to the
       likelihood gradient", ICML (2008).
    """
    data = model.check_data(data)
    particles = check_data(particles, model.n_visible, "particles")
    check_count(steps, 1, "steps")
    particles = gibbs_step(model, particles, rng, steps=steps)
    return empirical(data), empirical(particles), particles
