"""Probabilities, likelihoods and divergences of a tiny model, summed over every state."""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.models import EnergyModel, Model
from rbmlib.models.kinds import require_binary, require_model
from rbmlib.numerics import logsumexp
from rbmlib.progress import track
from rbmlib.states import binary_states, state_blocks
from rbmlib.validation import require_enumerable, require_memory

# Joint states whose energies are taken at once.
_BLOCK = 2**14
# Numbers of a table, states times units, that fit a core's cache.
_NUMBERS = 2**17


def joint_probabilities(model: EnergyModel) -> NDArray[np.float64]:
    r"""Probability of every joint state.

    .. math:: p(v, h) = e^{-E(v, h)} / Z

    Parameters
    ----------
    model : EnergyModel

    Returns
    -------
    ndarray, shape (2**n_visible, 2**n_hidden)
        Rows and columns in the order of `binary_states`; sums to 1.
    """
    require_binary(model, "joint_probabilities")
    n_units = model.n_visible + model.n_hidden
    instead = "use log_likelihood: the free energies of the states you ask for, and ln Z"
    require_enumerable(n_units, "joint_probabilities", instead)
    columns = []
    for h in state_blocks(model.n_hidden, _BLOCK):
        rows = state_blocks(model.n_visible, max(1, _BLOCK // len(h)))
        columns.append(np.concatenate([-model.energies(v[:, None, :], h) for v in rows]))
    exponents = np.concatenate(columns, axis=1)
    return np.exp(exponents - logsumexp(exponents))


def visible_probabilities(model: EnergyModel) -> NDArray[np.float64]:
    r"""Probability of every visible state, the hidden units summed out.

    .. math:: p(v) = e^{-F(v)} / Z

    Parameters
    ----------
    model : EnergyModel

    Returns
    -------
    ndarray, shape (2**n_visible,)
        In the order of `binary_states`; sums to 1.
    """
    require_binary(model, "visible_probabilities")
    instead = "use log_likelihood: the free energies of the states you ask for, and ln Z"
    # Where free energies are no closed form, each of them is a sum over hidden states.
    n_units = max(model.n_visible, model.n_summed)
    require_enumerable(n_units, "visible_probabilities", instead)
    # In blocks: a free energy needs a number for every unit of the other layer meanwhile.
    size = max(1, _NUMBERS // max(1, model.n_visible, model.n_hidden))
    n_blocks = -(-(2**model.n_visible) // size)
    blocks = track(state_blocks(model.n_visible, size), "visible states", n_blocks)
    exponents = -np.concatenate([model.trusted_free_energy(v) for v in blocks])
    # Divided by the sum, not by Z: the rounding of a large ln Z would show in the sum.
    weights = np.exp(exponents - exponents.real.max())
    return weights / weights.sum()


def hidden_posterior(model: EnergyModel, v: ArrayLike) -> NDArray[np.float64]:
    r"""Probability of every hidden state, given visible states.

    .. math:: p(h \mid v) = e^{-E(v, h)} / \sum_{h'} e^{-E(v, h')}

    Parameters
    ----------
    model : EnergyModel
    v : array_like, shape (..., n_visible)
        States in {0, 1}.

    Returns
    -------
    ndarray, shape (..., 2**n_hidden)
        The last axis is in the order of `binary_states` and sums to 1.
    """
    v = require_binary(model, "hidden_posterior").check_states(v)
    instead = "use model.hidden_mean if the model has it (RBM does)"
    m, batch = model.n_hidden, v.shape[:-1]
    require_enumerable(m, "hidden_posterior", instead, numbers_each=2 * m)
    require_memory(math.prod(batch) * 2**m, "hidden_posterior", "pass fewer states at a time")
    h, rows = binary_states(m), v.reshape(math.prod(batch), 1, model.n_visible)
    size = max(1, _BLOCK // len(h))
    starts = range(0, max(1, len(rows)), size)
    tables = [_normalised(-model.energies(rows[k : k + size], h)) for k in starts]
    return np.concatenate(tables).reshape(*batch, len(h))


def _normalised(exponents: NDArray[Any]) -> NDArray[Any]:
    return np.exp(exponents - logsumexp(exponents, axis=-1)[..., None])


def log_likelihood(model: Model, v: ArrayLike) -> NDArray[Any]:
    r"""Log-probability of each visible state.

    .. math:: \ln p(v) = -F(v) - \ln Z

    Parameters
    ----------
    model : Model
    v : array_like, shape (..., n_visible)
        Visible states.

    Returns
    -------
    ndarray, shape (...)
        In nats.
    """
    model = require_model(model, "log_likelihood")
    return -model.free_energy(v) - model.log_partition()


def mean_log_likelihood(model: Model, data: ArrayLike) -> np.floating[Any]:
    r"""Log-likelihood of a data set, per sample.

    .. math:: \frac1N \sum_n \ln p(v_n)

    Parameters
    ----------
    model : Model
    data : array_like, shape (n_samples, n_visible)
        One sample a row; a repeated row counts as often as it occurs.

    Returns
    -------
    float
        In nats.
    """
    data = require_model(model, "mean_log_likelihood").check_data(data)
    return -model.trusted_free_energy(data).mean() - model.log_partition()


def kl_divergence(model: EnergyModel, data: ArrayLike) -> np.floating[Any]:
    r"""Divergence of the model from the empirical distribution of a data set.

    .. math:: \mathrm{KL}(q \,\|\, p) = \sum_v q(v) \ln q(v) - \frac1N \sum_n \ln p(v_n),
              \qquad q(v) = \frac{\text{number of samples equal to } v}{N}

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
        One sample a row.  Repeated rows are merged, so the first term is minus the entropy
        of q; it equals ``-ln N`` only where all samples differ.

    Returns
    -------
    float
        In nats; never negative but for rounding.  Densities have no such divergence from data.
    """
    data = require_binary(model, "kl_divergence").check_data(data)
    states, counts = np.unique(data, axis=0, return_counts=True)
    q = counts / counts.sum()
    return q @ np.log(q) + q @ model.trusted_free_energy(states) + model.log_partition()
