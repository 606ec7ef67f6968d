"""Draws from an RBM: sweeps of block Gibbs sampling, and independent draws by enumeration.

One sweep draws h from p(h|v) and then v' from p(v'|h).  Both layers factorise, so a sweep over
any number of particles is two matrix products.
"""

import numpy as np

from rbmlib.exact import visible_probabilities
from rbmlib.models import RBM
from rbmlib.states import states_at
from rbmlib.validation import MAX_STATES, check_count, check_rng, check_states


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
    require_rbm(rbm, "gibbs_step")
    v = check_states(v, rbm.n_visible, "v")
    check_rng(rng)
    for _ in range(check_count(steps, 0, "steps")):
        v = sample_visible(rbm, sample_hidden(rbm, v, rng), rng)
    return v


def sample_exactly(model, size, rng):
    """Independent draws from p(v), by enumeration.

    Where an RBM has too many visible states for that, the hidden states are listed instead: h
    is drawn from p(h), then v from p(v|h).

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
        If `size` is less than 1, or there are too many states, hidden ones included.
    TypeError
        If `rng` is not a `numpy.random.Generator`.
    """
    check_rng(rng)
    check_count(size, 1, "size")
    if isinstance(model, RBM) and 2**model.n_visible > MAX_STATES:
        return sample_visible(model, _sample_listed(model.transposed(), size, rng), rng)
    return _sample_listed(model, size, rng)


def _sample_listed(model, size, rng):
    p = visible_probabilities(model)
    return states_at(rng.choice(len(p), size=size, p=p), model.n_visible)


def _bernoulli(mean, rng):
    check_rng(rng)
    return (rng.random(mean.shape) < mean).astype(np.int64)


def require_rbm(rbm, what):
    """Refuse a model whose layers cannot be drawn whole.

    Parameters
    ----------
    rbm : RBM
    what : str
        The computation that asks, for the error.
    """
    if not isinstance(rbm, RBM):
        raise TypeError(
            f"{what}: expected an RBM, whose layers can be drawn whole, got {type(rbm).__name__}"
        )
