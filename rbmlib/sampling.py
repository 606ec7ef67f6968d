"""Gibbs sampling of an RBM, and the exact Markov chain that it runs.

One sweep draws h from p(h|v) and then v' from p(v'|h).  Both layers factorise, so a sweep over
any number of particles is two matrix products.  On a tiny machine the sweep's transition
matrix over visible states is a table, and everything about the chain can be read off it.
"""

import numpy as np

from rbmlib.exact import joint_probabilities, visible_probabilities
from rbmlib.states import binary_states, check_states, require_enumerable


def sample_hidden(rbm, v, rng):
    r"""Draw a hidden state for each visible one.

    .. math:: h_j \sim p(h_j \mid v)

    Parameters
    ----------
    rbm : RBM
    v : array_like, shape (..., n_visible)
        States in {0, 1}.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    ndarray of int, shape (..., n_hidden)

    Raises
    ------
    ValueError
        If `v` is not binary or of the wrong width.
    TypeError
        If `rng` is not a `numpy.random.Generator`.
    """
    return _bernoulli(rbm.hidden_mean(v), rng)


def sample_visible(rbm, h, rng):
    r"""Draw a visible state for each hidden one; see `sample_hidden`.

    .. math:: v_i \sim p(v_i \mid h)

    Parameters
    ----------
    rbm : RBM
    h : array_like, shape (..., n_hidden)
        States in {0, 1}.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    ndarray of int, shape (..., n_visible)
    """
    return _bernoulli(rbm.visible_mean(h), rng)


def gibbs_step(rbm, v, rng, steps=1):
    """Sweeps of block Gibbs sampling, all particles at once.

    Parameters
    ----------
    rbm : RBM
    v : array_like, shape (..., n_visible)
        Where the chains are.
    rng : numpy.random.Generator
        Source of randomness.
    steps : int
        Number of sweeps, at least 0.

    Returns
    -------
    ndarray of int, shape (..., n_visible)
        Where they are afterwards.

    Raises
    ------
    ValueError
        If `v` is not binary or of the wrong width, or `steps` is negative.
    TypeError
        If `rng` is not a `numpy.random.Generator`.
    """
    v = check_states(v, rbm.n_visible, "v")
    if steps < 0:
        raise ValueError(f"steps: expected 0 or more sweeps, got {steps}")
    for _ in range(steps):
        v = sample_visible(rbm, sample_hidden(rbm, v, rng), rng)
    return v


def sample_exactly(model, size, rng):
    """Independent draws from p(v), by enumeration.

    Parameters
    ----------
    model : EnergyModel
    size : int
        How many, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    ndarray of int, shape (size, n_visible)

    Raises
    ------
    ValueError
        If `size` is less than 1, or there are too many visible states.
    TypeError
        If `rng` is not a `numpy.random.Generator`.
    """
    _check_rng(rng)
    if size < 1:
        raise ValueError(f"size: expected at least 1 draw, got {size}")
    p = visible_probabilities(model)
    return binary_states(model.n_visible)[rng.choice(len(p), size=size, p=p)]


def visible_transition(rbm):
    r"""Transition matrix of one Gibbs sweep over visible states.

    .. math:: T(v \to v') = \sum_h p(h \mid v)\, p(v' \mid h)

    Parameters
    ----------
    rbm : RBM

    Returns
    -------
    ndarray, shape (2**n_visible, 2**n_visible)
        Row v, column v', in the order of `binary_states`; each row sums to 1.

    Raises
    ------
    ValueError
        If the table would have too many entries.
    """
    what, instead = "visible_transition", "use gibbs_step, which needs no table"
    require_enumerable(2 * rbm.n_visible, what, instead)
    # Products of the units' own probabilities stay accurate where p(v) underflows.
    h_given_v = _state_probabilities(rbm.hidden_mean(binary_states(rbm.n_visible)))
    v_given_h = _state_probabilities(rbm.visible_mean(binary_states(rbm.n_hidden)))
    return h_given_v @ v_given_h


def spectrum(rbm):
    r"""Eigenvalues of the Gibbs sweep, largest first.

    The sweep is reversible, so they are real; they are the squared singular values of
    :math:`p(v, h)/\sqrt{p(v)\, p(h)}`, so none is negative.

    Parameters
    ----------
    rbm : RBM

    Returns
    -------
    ndarray, shape (2**n_visible,)
        The first is 1; the second, the chain's rate of forgetting; zeros fill up.

    Raises
    ------
    ValueError
        If there are too many joint states.

    References
    ----------
    .. [1] D. A. Levin, Y. Peres and E. L. Wilmer, "Markov Chains and Mixing Times",
       American Mathematical Society (2009), chapter 12.
    """
    joint = joint_probabilities(rbm)
    scaled = joint / np.sqrt(np.outer(joint.sum(axis=1), joint.sum(axis=0)))
    values = np.linalg.svd(scaled, compute_uv=False) ** 2
    return np.append(values, np.zeros(2**rbm.n_visible))[: 2**rbm.n_visible]


def total_variation(p, q):
    r"""Distance of two distributions: the largest difference in the probability of an event.

    .. math:: \mathrm{TV}(p, q) = \tfrac12 \sum_v |p(v) - q(v)|

    Parameters
    ----------
    p, q : array_like, shape (..., n_states)

    Returns
    -------
    ndarray, shape (...)
        Between 0 and 1.
    """
    return np.abs(np.asarray(p) - np.asarray(q)).sum(axis=-1) / 2


def mixing_time(rbm, distance=0.25, longest=10**9):
    """Sweeps after which the chain is close to p(v) from wherever it starts.

    Parameters
    ----------
    rbm : RBM
    distance : float
        Total variation that counts as close, between 0 and 1; a quarter is customary.
    longest : int
        Give up after so many sweeps.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If `distance` is not between 0 and 1, there are too many states, or the chain is not
        close after `longest` sweeps.
    """
    if not 0 < distance < 1:
        raise ValueError(f"distance: expected a number between 0 and 1, got {distance}")
    p, power = visible_probabilities(rbm), visible_transition(rbm)
    # Double until close, then search between by the stored powers of two.
    powers, reached = [power], 1
    while total_variation(powers[-1], p).max() > distance:
        if reached >= longest:
            raise ValueError(
                f"mixing_time: not within {distance} of p(v) after {reached} sweeps; the "
                f"second eigenvalue is {spectrum(rbm)[1]:.6f}"
            )
        powers.append(powers[-1] @ powers[-1])
        reached *= 2
    start, steps = np.eye(len(p)), 0
    for k in reversed(range(len(powers))):
        further = start @ powers[k]
        if total_variation(further, p).max() > distance:
            start, steps = further, steps + 2**k
    return steps + 1


def _bernoulli(mean, rng):
    _check_rng(rng)
    return (rng.random(mean.shape) < mean).astype(np.int64)


def _check_rng(rng):
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: expected a numpy.random.Generator, got {type(rng).__name__}")


def _state_probabilities(means):
    """Probability of every binary state of independent units, (..., n) to (..., 2**n)."""
    states = binary_states(means.shape[-1])
    return np.where(states == 1, means[..., None, :], 1 - means[..., None, :]).prod(axis=-1)
