"""The Markov chain of Gibbs sweeps, exactly: its transition matrix, spectrum and mixing time.

On a tiny machine the sweep's transition matrix over visible states is a table, and everything
about the chain can be read off it.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.exact import visible_probabilities
from rbmlib.models import RBM
from rbmlib.models.kinds import require_rbm, require_real
from rbmlib.numerics import sigmoid
from rbmlib.states import binary_states
from rbmlib.validation import (
    as_numbers,
    check_count,
    check_number,
    check_pair,
    require_enumerable,
)


def visible_transition(rbm: RBM) -> NDArray[np.float64]:
    r"""Transition matrix of one Gibbs sweep over visible states.

    .. math:: T(v \to v') = \sum_h p(h \mid v)\, p(v' \mid h)

    Parameters
    ----------
    rbm : RBM

    Returns
    -------
    ndarray, shape (2**n_visible, 2**n_visible)
        Row v, column v', in the order of `binary_states`; each row sums to 1.
    """
    h_given_v, v_given_h = _conditionals(rbm, "visible_transition")
    return h_given_v @ v_given_h


def spectrum(rbm: RBM) -> NDArray[np.float64]:
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

    References
    ----------
    .. [1] D. A. Levin, Y. Peres and E. L. Wilmer, "Markov Chains and Mixing Times",
       American Mathematical Society (2009), chapter 12.
    """
    require_real(require_rbm(rbm, "spectrum"), "spectrum")
    h_given_v, v_given_h = _conditionals(rbm, "spectrum")
    # p(v, h) / sqrt(p(v) p(h)) is the root of p(h|v) p(v|h), which does not divide by p.
    scaled = np.sqrt(h_given_v * v_given_h.T)
    values = np.linalg.svd(scaled, compute_uv=False) ** 2
    return np.append(values, np.zeros(2**rbm.n_visible))[: 2**rbm.n_visible]


def total_variation(p: ArrayLike, q: ArrayLike) -> NDArray[np.float64]:
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
    p, q = _probabilities(p, "p"), _probabilities(q, "q")
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(f"p, q: expected the same number of states, got {p.shape} and {q.shape}")
    check_pair(p, q, "p, q")
    return np.abs(p - q).sum(axis=-1) / 2


def _probabilities(values: ArrayLike, name: str) -> NDArray[Any]:
    values = as_numbers(values, name)
    if values.ndim == 0:
        raise ValueError(f"{name}: expected shape (..., n_states), got ()")
    # Powers of a transition matrix lose a few roundings a factor.
    sums = np.all(np.abs(values.sum(axis=-1) - 1) < 1e-6)
    if np.iscomplexobj(values) or not (sums and np.all(values >= -1e-9)):
        raise ValueError(f"{name}: expected probabilities that sum to one, got {values}")
    return values


def mixing_time(rbm: RBM, *, distance: float = 0.25, longest: int = 10**9) -> int:
    """Sweeps after which the chain is close to p(v) from wherever it starts.

    Parameters
    ----------
    rbm : RBM
    distance : float
        Total variation that counts as close, between 0 and 1; a quarter is customary.
    longest : int
        Give up after so many sweeps, at most 10**9: beyond, roundings add up.

    Returns
    -------
    int
    """
    check_number(distance, "distance", above=0, below=1)
    check_count(longest, 1, "longest", most=10**9)
    require_real(require_rbm(rbm, "mixing_time"), "mixing_time")
    power, p = visible_transition(rbm), visible_probabilities(rbm)
    # Double until close, then search between by the stored powers of two.
    powers, reached = [power], 1
    while total_variation(powers[-1], p).max() > distance:
        if reached >= longest:
            raise _too_slow(rbm, distance, longest)
        powers.append(powers[-1] @ powers[-1])
        reached *= 2
    start, steps = np.eye(len(p)), 0
    for k in reversed(range(len(powers))):
        further = start @ powers[k]
        if total_variation(further, p).max() > distance:
            start, steps = further, steps + 2**k
    if steps + 1 > longest:
        raise _too_slow(rbm, distance, longest)
    return steps + 1


def _too_slow(rbm: RBM, distance: float, longest: int) -> ValueError:
    return ValueError(
        f"mixing_time: not within {distance} of p(v) after {longest} sweeps; the second "
        f"eigenvalue is {spectrum(rbm)[1]:.6f}"
    )


def _conditionals(rbm: RBM, what: str) -> list[NDArray[np.float64]]:
    """Tables p(h | v), (2**n, 2**m), and p(v | h), (2**m, 2**n)."""
    require_rbm(rbm, what)
    widest = rbm.n_visible + max(rbm.n_visible, rbm.n_hidden)
    require_enumerable(widest, what, "use gibbs_step, which needs no table")
    layers = (rbm.hidden_bias, rbm.weights), (rbm.visible_bias, rbm.weights.T)
    return [_layer_table(bias + binary_states(len(w)) @ w) for bias, w in layers]


def _layer_table(inputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of every state of units with these inputs, (rows, n) to (rows, 2**n).

    Unit by unit, so that memory does not grow with n; an off unit has the probability
    sigmoid(-input), which does not cancel as 1 - sigmoid(input) would.
    """
    table = np.ones((len(inputs), 1))
    for unit in inputs.T[:, :, None]:
        pair = np.concatenate([sigmoid(-unit), sigmoid(unit)], axis=1)
        table = (table[:, :, None] * pair[:, None, :]).reshape(len(inputs), -1)
    return table
