"""The theorem: a log-likelihood gradient is the difference of two phases.

With q the data distribution and F the free energy,

    d/dtheta sum_v q(v) ln p(v) = sum_v p(v) dF/dtheta(v) - sum_v q(v) dF/dtheta(v),

so a learning rule is two sets of weighted visible states.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.exact import visible_probabilities
from rbmlib.models import RBM, EnergyModel, Model
from rbmlib.models.kinds import require_binary, require_model, require_rbm
from rbmlib.states import binary_states
from rbmlib.validation import as_numbers, check_data

# Numbers of a gradient that are held at once, 8 MiB.
_BLOCK = 2**20
# What a weight may be, so that no phase leaves the range of a double.
_LARGEST_WEIGHT = 1e100


class Weighted(NamedTuple):
    """Visible states with a weight each; the weights need not sum to one.

    Attributes
    ----------
    states : ndarray, shape (n_states, n_visible)
        What the model takes for a visible state: zeros and ones, unless it says otherwise.
    weights : ndarray, shape (n_states,)
        One finite weight a state.
    """

    states: NDArray[Any]
    weights: NDArray[Any]


def empirical(data: ArrayLike, model: Model | None = None) -> Weighted:
    """Distribution of a data set, repeated rows merged into larger weights.

    Parameters
    ----------
    data : array_like, shape (n_samples, n_visible)
        One sample a row.
    model : Model, optional
        Says what a visible state is; if left out, the units are binary.

    Returns
    -------
    Weighted
        The distinct rows in counting order; the weights sum to 1.
    """
    if model is None:
        return merged(check_data(data))
    return merged(require_model(model, "empirical").check_data(data))


def merged(data: NDArray[Any]) -> Weighted:
    """`empirical` of data that were validated."""
    states, counts = np.unique(data, axis=0, return_counts=True)
    return Weighted(states, counts / counts.sum())


def equilibrium(model: EnergyModel) -> Weighted:
    """Distribution of a model: every visible state, weighted by p(v).

    Parameters
    ----------
    model : EnergyModel

    Returns
    -------
    Weighted
        In the order of `binary_states`; the weights sum to 1.
    """
    probabilities = visible_probabilities(require_binary(model, "equilibrium"))
    return Weighted(binary_states(model.n_visible), probabilities)


def phase(model: Model, weighted: Weighted) -> NDArray[Any]:
    r"""Weighted sum of the free energy's gradient; the weights are used as they are.

    .. math:: \sum_k w_k\, \partial F(v_k)/\partial\theta

    Parameters
    ----------
    model : Model
    weighted : Weighted
        Visible states and their weights.

    Returns
    -------
    ndarray, shape (n_parameters,)
    """
    return trusted_phase(model, check_weighted(model, weighted))


def trusted_phase(model: Model, weighted: Weighted) -> NDArray[Any]:
    """`phase` of states and weights that were validated."""
    states, weights = weighted
    rows = max(1, _BLOCK // max(1, model.n_parameters))
    total = np.zeros(model.n_parameters)
    for part in (slice(start, start + rows) for start in range(0, len(states), rows)):
        total = total + weights[part] @ model.trusted_free_energy_gradient(states[part])
    return total


def check_weighted(
    model: Model, weighted: Weighted | tuple[Any, ...], name: str = "weighted"
) -> Weighted:
    """Validate states for a model, with one finite weight each.

    Parameters
    ----------
    model : Model
    weighted : Weighted
    name : str
        What to call the argument in an error.

    Returns
    -------
    Weighted
    """
    require_model(model, "phase")
    if not isinstance(weighted, tuple) or len(weighted) != 2:
        got = type(weighted).__name__
        raise TypeError(f"{name}: expected Weighted(states, weights), got {got}")
    states = model.check_data(weighted[0], f"{name}.states")
    weights = as_numbers(weighted[1], f"{name}.weights")
    weights = weights.astype(np.result_type(weights, float))
    if weights.shape != (len(states),) or not np.all(np.isfinite(weights)):
        raise ValueError(
            f"{name}.weights: expected {len(states)} finite weights, one a state, got shape "
            f"{weights.shape} with {np.sum(~np.isfinite(weights))} that are not finite"
        )
    with np.errstate(over="ignore"):
        largest = np.abs(weights).max()
    if largest > _LARGEST_WEIGHT:
        raise ValueError(
            f"{name}.weights: expected weights up to {_LARGEST_WEIGHT:g}, got {largest}"
        )
    return Weighted(states, weights)


def log_likelihood_gradient(model: Model, data: ArrayLike) -> NDArray[Any]:
    r"""Gradient of the mean log-likelihood, to be ascended.

    .. math:: \frac{\partial}{\partial\theta} \frac1N \sum_n \ln p(v_n)
              = -\frac1N \sum_n \frac{\partial F(v_n)}{\partial\theta}
                + \sum_v p(v) \frac{\partial F(v)}{\partial\theta}

    Parameters
    ----------
    model : Model
    data : array_like, shape (n_samples, n_visible)
        One sample a row; a repeated row counts as often as it occurs.

    Returns
    -------
    ndarray, shape (n_parameters,)
        In the order of ``model.ravel()``; ``model.unravel`` names the blocks.
    """
    data = require_model(model, "log_likelihood_gradient").check_data(data)
    return -model.log_partition_gradient() - trusted_phase(model, merged(data))


def rbm_moments(rbm: RBM, weighted: Weighted) -> dict[str, NDArray[Any]]:
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
    """
    require_rbm(rbm, "rbm_moments")
    v, w = check_weighted(rbm, weighted)
    mean = rbm.trusted_hidden_mean(v)
    return {"weights": (v * w[:, None]).T @ mean, "visible_bias": w @ v, "hidden_bias": w @ mean}


def rbm_log_likelihood_gradient(rbm: RBM, data: ArrayLike) -> dict[str, NDArray[Any]]:
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
    """
    require_rbm(rbm, "rbm_log_likelihood_gradient")
    positive = rbm_moments(rbm, merged(rbm.check_data(data)))
    negative = rbm_moments(rbm, equilibrium(rbm))
    return {name: positive[name] - negative[name] for name in positive}
