"""The theorem: a log-likelihood gradient is the difference of two phases.

With q the data distribution and F the free energy,

    d/dtheta sum_v q(v) ln p(v) = sum_v p(v) dF/dtheta(v) - sum_v q(v) dF/dtheta(v),

so a learning rule is two sets of weighted visible states.
"""

from typing import NamedTuple

import numpy as np

from rbmlib.exact import visible_probabilities
from rbmlib.states import binary_states, unique_states
from rbmlib.validation import check_data

# Numbers of a gradient that are held at once, 8 MiB.
_BLOCK = 2**20


class Weighted(NamedTuple):
    """Visible states with a weight each; the weights need not sum to one.

    Attributes
    ----------
    states : ndarray, shape (n_states, n_visible)
        States in {0, 1}.
    weights : ndarray, shape (n_states,)
        One finite weight a state.
    """

    states: np.ndarray
    weights: np.ndarray


def empirical(data):
    """Distribution of a data set, repeated rows merged into larger weights.

    Parameters
    ----------
    data : array_like, shape (n_samples, n_visible)
        One sample a row.

    Returns
    -------
    Weighted
        The distinct rows in counting order; the weights sum to 1.

    Raises
    ------
    ValueError
        If `data` is not a non-empty table of binary states.
    """
    states, counts = unique_states(data)
    return Weighted(states, counts / counts.sum())


def equilibrium(model):
    """Distribution of a model: every visible state, weighted by p(v).

    Parameters
    ----------
    model : EnergyModel

    Returns
    -------
    Weighted
        In the order of `binary_states`; the weights sum to 1.

    Raises
    ------
    ValueError
        If there are too many visible states to enumerate.
    """
    return Weighted(binary_states(model.n_visible), visible_probabilities(model))


def phase(model, weighted):
    r"""Weighted sum of the free energy's gradient; the weights are used as they are.

    .. math:: \sum_k w_k\, \partial F(v_k)/\partial\theta

    Parameters
    ----------
    model : EnergyModel
    weighted : Weighted
        Visible states and their weights.

    Returns
    -------
    ndarray, shape (n_parameters,)

    Raises
    ------
    ValueError
        If the states do not fit the model, or there is not one finite weight a state.
    """
    states, weights = _check_weighted(model, weighted)
    rows = max(1, _BLOCK // max(1, model.n_parameters))
    parts = (slice(start, start + rows) for start in range(0, len(states), rows))
    return sum(weights[part] @ model.free_energy_gradient(states[part]) for part in parts)


def _check_weighted(model, weighted):
    states = check_data(weighted.states, model.n_visible, "weighted.states")
    weights = np.asarray(weighted.weights)
    if weights.shape != (len(states),) or not np.all(np.isfinite(weights)):
        raise ValueError(
            f"weighted.weights: expected {len(states)} finite weights, one a state, got shape "
            f"{weights.shape} with {np.sum(~np.isfinite(weights))} that are not finite"
        )
    return states, weights


def log_likelihood_gradient(model, data):
    r"""Gradient of the mean log-likelihood, to be ascended.

    .. math:: \frac{\partial}{\partial\theta} \frac1N \sum_n \ln p(v_n)
              = -\frac1N \sum_n \frac{\partial F(v_n)}{\partial\theta}
                + \sum_v p(v) \frac{\partial F(v)}{\partial\theta}

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
        One sample a row; a repeated row counts as often as it occurs.

    Returns
    -------
    ndarray, shape (n_parameters,)
        In the order of ``model.ravel()``; ``model.unravel`` names the blocks.

    Raises
    ------
    ValueError
        If `data` is not a non-empty table of binary states, or ln Z cannot be enumerated.
    """
    data = check_data(data, model.n_visible)
    return -model.log_partition_gradient() - phase(model, empirical(data))


def rbm_moments(rbm, weighted):
    r"""The RBM's statistics under weighted visible states, in vector form.

    .. math:: \langle v\, \sigma(c + v^\top W)^\top \rangle, \quad \langle v \rangle, \quad
              \langle \sigma(c + v^\top W) \rangle

    Parameters
    ----------
    rbm : RBM
    weighted : Weighted
        Visible states and their weights.

    Returns
    -------
    dict from str to ndarray
        ``weights`` (n_visible, n_hidden), ``visible_bias`` and ``hidden_bias``.

    Raises
    ------
    ValueError
        As `phase`.
    """
    v, w = _check_weighted(rbm, weighted)
    mean = rbm.hidden_mean(v)
    return {"weights": (v * w[:, None]).T @ mean, "visible_bias": w @ v, "hidden_bias": w @ mean}


def rbm_log_likelihood_gradient(rbm, data):
    r"""Gradient of an RBM's mean log-likelihood in vector form: data minus model moments.

    .. math:: \frac{\partial\ell}{\partial W} = \langle v\, \sigma^\top \rangle_{\mathrm{data}}
              - \langle v\, \sigma^\top \rangle_{p(v)}, \quad
              \frac{\partial\ell}{\partial b} = \langle v \rangle_{\mathrm{data}}
              - \langle v \rangle_{p(v)}, \quad
              \frac{\partial\ell}{\partial c} = \langle \sigma \rangle_{\mathrm{data}}
              - \langle \sigma \rangle_{p(v)}

    Parameters
    ----------
    rbm : RBM
    data : array_like, shape (n_samples, n_visible)
        One sample a row.

    Returns
    -------
    dict from str to ndarray
        One block a parameter, in the parameter's shape.

    Raises
    ------
    ValueError
        If `data` is not a non-empty table of binary states, or there are too many visible
        states to enumerate.
    """
    data = check_data(data, rbm.n_visible)
    positive, negative = rbm_moments(rbm, empirical(data)), rbm_moments(rbm, equilibrium(rbm))
    return {name: positive[name] - negative[name] for name in positive}
