"""Score matching, for continuous units: match the slope of ln p in x, where Z drops out.

There are no phases: the objective needs derivatives in x, not averages of the free energy.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.learning.phases import Rule
from rbmlib.models import GaussianRBM
from rbmlib.models.blocks import concatenate_blocks
from rbmlib.numerics import sigmoid


def objective(model: GaussianRBM, data: ArrayLike) -> np.floating[Any]:
    r"""Minus the score-matching loss, so that higher is better.

    .. math:: -\frac1N\sum_n\sum_i \Big[\tfrac12\psi_i(x_n)^2
              + \frac{\partial\psi_i}{\partial x_i}(x_n)\Big]

    Parameters
    ----------
    model : GaussianRBM
    data : array_like, shape (n_samples, n_visible)
        Real numbers, one sample a row.

    Returns
    -------
    float
        In 1 / (unit of x) squared.

    References
    ----------
    .. [1] A. Hyvarinen, "Estimation of non-normalized statistical models by score matching",
       Journal of Machine Learning Research 6 (2005) 695-709.
    """
    data = _require_density(model, "score_matching.objective").check_data(data)
    return -np.mean(np.sum(model.score(data) ** 2 / 2 + model.score_slope(data), axis=1))


def direction(model: GaussianRBM, data: ArrayLike) -> NDArray[Any]:
    r"""Gradient of the objective, to be ascended.

    With :math:`q = \sigma(c + W^\top x/s^2)`, :math:`\psi = (a + W q - x)/s^2`,
    :math:`q' = q(1-q)`, :math:`q'' = q'(1-2q)`, :math:`t_j = \sum_i\psi_i W_{ij}/s_i^2`
    and :math:`u_j = \sum_i W_{ij}^2/s_i^4`, the loss has the derivatives

    .. math:: \partial_{a_i} = \Big\langle\frac{\psi_i}{s_i^2}\Big\rangle, \quad
              \partial_{c_j} = \langle t_j q'_j + u_j q''_j\rangle, \quad
              \partial_{W_{ij}} = \Big\langle\frac{\psi_i q_j}{s_i^2}
              + \frac{x_i}{s_i^2}(t_j q'_j + u_j q''_j)
              + \frac{2 W_{ij} q'_j}{s_i^4}\Big\rangle

    Parameters
    ----------
    model : GaussianRBM
    data : array_like, shape (n_samples, n_visible)

    Returns
    -------
    ndarray, shape (n_parameters,)
    """
    data = _require_density(model, "score_matching.direction").check_data(data)
    return _direction(model, data)


def rule() -> Rule:
    """The gradient of the objective as a rule, for continuous units.

    Returns
    -------
    Rule
    """

    def follow(model, data, rng, memory):
        return _direction(_require_density(model, "score_matching"), data), memory

    return follow


def _direction(model: GaussianRBM, x: NDArray[Any]) -> NDArray[Any]:
    W, s2 = model.weights, model.visible_scale**2
    q = sigmoid(model.hidden_bias + (x / s2) @ W)
    scaled_score = (model.visible_bias + q @ W.T - x) / s2 / s2
    first, second = q * (1 - q), q * (1 - q) * (1 - 2 * q)
    t, u = scaled_score @ W, (W.T**2) @ (1 / s2**2)
    bend = t * first + u * second
    weights = scaled_score.T @ q + (x / s2).T @ bend
    weights += 2 * W / s2[:, None] ** 2 * first.sum(axis=0)
    blocks = (weights / len(x)).ravel(), scaled_score.mean(axis=0), bend.mean(axis=0)
    return -concatenate_blocks(*blocks)


def _require_density(model: object, what: str) -> GaussianRBM:
    if not isinstance(model, GaussianRBM):
        raise TypeError(
            f"{what}: expected a GaussianRBM, got {type(model).__name__}, whose ln p has no slope "
            "in its visible units"
        )
    return model
