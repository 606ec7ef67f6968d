"""Draws from an RBM: sweeps of block Gibbs sampling, and independent draws by enumeration.

One sweep draws h from p(h|v) and then v' from p(v'|h).  Both layers factorise, so a sweep over
any number of particles is two matrix products.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.exact import visible_probabilities
from rbmlib.models import RBM, EnergyModel
from rbmlib.models.kinds import require_binary, require_rbm, require_real
from rbmlib.progress import track
from rbmlib.states import states_at
from rbmlib.validation import MAX_STATES, check_count, check_draws, check_rng, check_states

States = NDArray[np.int64]


def sample_hidden(rbm: RBM, v: ArrayLike, rng: np.random.Generator) -> States:
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
    """
    check_rng(rng)
    return draw_units(_rbm(rbm, "sample_hidden").hidden_mean(v), rng)


def sample_visible(rbm: RBM, h: ArrayLike, rng: np.random.Generator) -> States:
    r"""Draw a visible state for each hidden one.

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
    check_rng(rng)
    return draw_units(_rbm(rbm, "sample_visible").visible_mean(h), rng)


def gibbs_step(rbm: RBM, v: ArrayLike, rng: np.random.Generator, *, steps: int = 1) -> States:
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
    """
    v = check_states(v, _rbm(rbm, "gibbs_step").n_visible, "v")
    check_rng(rng)
    for _ in track(range(check_count(steps, 0, "steps")), "sweeps"):
        v = sweep(rbm, v, rng, 1)
    return v


def sweep(rbm: RBM, v: States, rng: np.random.Generator, steps: int) -> States:
    """`gibbs_step` of arguments that were validated."""
    for _ in range(steps):
        h = draw_units(rbm.trusted_hidden_mean(v), rng)
        v = draw_units(rbm.trusted_visible_mean(h), rng)
    return v


def sample_exactly(model: EnergyModel, size: int, rng: np.random.Generator) -> States:
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
    """
    check_rng(rng)
    require_real(require_binary(model, "sample_exactly"), "sample_exactly")
    check_draws(size, model.n_visible)
    # By its size as a power of two: a million visible units are no reason to compute 2**n.
    if isinstance(model, RBM) and model.n_visible >= MAX_STATES.bit_length():
        h = _sample_listed(model.transposed(), size, rng)
        return draw_units(model.trusted_visible_mean(h), rng)
    return _sample_listed(model, size, rng)


def _sample_listed(model: EnergyModel, size: int, rng: np.random.Generator) -> States:
    p = visible_probabilities(model)
    return states_at(rng.choice(len(p), size=size, p=p), model.n_visible)


def _rbm(rbm: object, what: str) -> RBM:
    """An RBM from whose conditionals one can draw."""
    rbm = require_rbm(rbm, what)
    require_real(rbm, what)
    return rbm


def draw_units(mean: NDArray[np.float64], rng: np.random.Generator) -> States:
    """Independent units, each on with its own probability, in the shape of `mean`."""
    return (rng.random(mean.shape) < mean).astype(np.int64)
