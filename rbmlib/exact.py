"""Probabilities, likelihoods and divergences of a tiny model, summed over every state."""

import numpy as np

from rbmlib.models import EnergyModel
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states, state_blocks, unique_states
from rbmlib.validation import check_data, check_states, require_enumerable

_BLOCK = 2**14


def require_binary(model, what):
    """Refuse a model whose visible units are not binary.

    Parameters
    ----------
    model : EnergyModel
    what : str
        The computation that asks, for the error.

    Raises
    ------
    TypeError
        If `model` is not an `EnergyModel`, such as a Gaussian-Bernoulli RBM.
    """
    if not isinstance(model, EnergyModel):
        raise TypeError(
            f"{what}: expected a model with binary units, got {type(model).__name__}, whose "
            "visible states cannot be listed"
        )


def joint_probabilities(model):
    r"""Probability of every joint state.

    .. math:: p(v, h) = e^{-E(v, h)} / Z

    Parameters
    ----------
    model : EnergyModel

    Returns
    -------
    ndarray, shape (2**n_visible, 2**n_hidden)
        Rows and columns in the order of `binary_states`; sums to 1.

    Raises
    ------
    ValueError
        If there are too many joint states to enumerate.
    """
    require_binary(model, "joint_probabilities")
    n_units = model.n_visible + model.n_hidden
    instead = "use log_likelihood, which needs only the states you ask for"
    require_enumerable(n_units, "joint_probabilities", instead)
    v, h = binary_states(model.n_visible), binary_states(model.n_hidden)
    exponents = -model.energy(v[:, None, :], h)
    return np.exp(exponents - logsumexp(exponents))


def visible_probabilities(model):
    r"""Probability of every visible state, the hidden units summed out.

    .. math:: p(v) = e^{-F(v)} / Z

    Parameters
    ----------
    model : EnergyModel

    Returns
    -------
    ndarray, shape (2**n_visible,)
        In the order of `binary_states`; sums to 1.

    Raises
    ------
    ValueError
        If there are too many visible states to enumerate.
    """
    require_binary(model, "visible_probabilities")
    instead = "use log_likelihood, which needs only the states you ask for"
    require_enumerable(model.n_visible, "visible_probabilities", instead)
    # In blocks: a free energy needs a number for every unit of the other layer meanwhile.
    blocks = state_blocks(model.n_visible, _BLOCK)
    exponents = -np.concatenate([model.free_energy(v) for v in blocks])
    # Divided by the sum, not by Z: the rounding of a large ln Z would show in the sum.
    weights = np.exp(exponents - exponents.real.max())
    return weights / weights.sum()


def hidden_posterior(model, v):
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

    Raises
    ------
    ValueError
        If `v` is not binary or of the wrong width, or there are too many hidden states.
    """
    v = check_states(v, model.n_visible, "v")
    instead = "use model.hidden_mean if the model has it (RBM does)"
    require_enumerable(model.n_hidden, "hidden_posterior", instead)
    exponents = -model.energy(v[..., None, :], binary_states(model.n_hidden))
    return np.exp(exponents - logsumexp(exponents, axis=-1)[..., None])


def log_likelihood(model, v):
    r"""Log-probability of each visible state.

    .. math:: \ln p(v) = -F(v) - \ln Z

    Parameters
    ----------
    model : EnergyModel
    v : array_like, shape (..., n_visible)
        States in {0, 1}.

    Returns
    -------
    ndarray, shape (...)
        In nats.

    Raises
    ------
    ValueError
        If `v` is not binary or of the wrong width, or ln Z cannot be enumerated.
    """
    return -model.free_energy(v) - model.log_partition()


def mean_log_likelihood(model, data):
    r"""Log-likelihood of a data set, per sample.

    .. math:: \frac1N \sum_n \ln p(v_n)

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
        One sample a row; a repeated row counts as often as it occurs.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        If `data` is not a non-empty table of binary states, or ln Z cannot be enumerated.
    """
    return log_likelihood(model, model.check_data(data)).mean()


def kl_divergence(model, data):
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
        In nats; never negative but for rounding.

    Raises
    ------
    ValueError
        As `mean_log_likelihood`.
    """
    _, counts = unique_states(check_data(data, model.n_visible))
    q = counts / counts.sum()
    return q @ np.log(q) - mean_log_likelihood(model, data)
