"""Ratio matching: score matching's counterpart for binary units."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.learning.local import neighbour_phases, neighbour_rule, trusted_energy_gaps
from rbmlib.learning.phases import Phases, Rule
from rbmlib.models import EnergyModel
from rbmlib.models.kinds import require_binary
from rbmlib.numerics import sigmoid


def objective(model: EnergyModel, data: ArrayLike) -> np.floating[Any]:
    r"""Minus the ratio-matching loss, so that higher is better.

    .. math:: -\frac1N\sum_n\sum_i \Big(1 + \frac{p(v_n)}{p(v_n^{(i)})}\Big)^{-2}
              = -\frac1N\sum_n\sum_i \big(1 - p(v_{ni} \mid v_{n,-i})\big)^2

    The literature minimises the loss.  It is the Brier score of the same conditionals whose
    log score is the pseudolikelihood.

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
        One sample a row.

    Returns
    -------
    float
        Without a unit; between -n_visible and 0.

    References
    ----------
    .. [1] A. Hyvarinen, "Some extensions of score matching", Computational Statistics and
       Data Analysis 51 (2007) 2499-2512.
    .. [2] B. Marlin, K. Swersky, B. Chen and N. de Freitas, "Inductive principles for
       restricted Boltzmann machine learning", AISTATS (2010).
    """
    data = require_binary(model, "ratio_matching.objective").check_data(data)
    return -(sigmoid(trusted_energy_gaps(model, data)) ** 2).sum(axis=-1).mean()


def phases(model: EnergyModel, data: ArrayLike) -> Phases:
    """The data against their neighbours, with weights from the local conditionals.

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
        One sample a row.

    Returns
    -------
    positive, negative : Weighted
        The neighbour across unit i has the weight 2 r**2 (1 - r), where r is
        1 - p(v_i | the other units).
    """
    data = require_binary(model, "ratio_matching.phases").check_data(data)
    return neighbour_phases(model, data, _weight)


def rule() -> Rule:
    """The gradient of minus the ratio-matching loss as a rule.

    Returns
    -------
    Rule
    """
    return neighbour_rule("ratio_matching", _weight)


def _weight(gaps: NDArray[Any]) -> NDArray[Any]:
    return 2 * sigmoid(gaps) ** 2 * sigmoid(-gaps)
