"""What pseudolikelihood and ratio matching share: a state against its one-flip neighbours."""

import numpy as np

from rbmlib.gradient import Weighted, empirical
from rbmlib.models.kinds import require_binary
from rbmlib.states import one_flip_neighbours
from rbmlib.validation import check_states


def energy_gaps(model, v):
    r"""Free energy of states minus that of each of their one-flip neighbours.

    .. math:: F(v) - F(v^{(i)}), \qquad p(v_i \mid v_{-i}) = \sigma(F(v^{(i)}) - F(v))

    Parameters
    ----------
    model : EnergyModel
    v : array_like, shape (..., n_visible)

    Returns
    -------
    ndarray, shape (..., n_visible)
        In nats; Z does not enter.
    """
    require_binary(model, "energy_gaps")
    v = check_states(v, model.n_visible, "v")
    return model.free_energy(v)[..., None] - model.free_energy(one_flip_neighbours(v))


def neighbour_phases(model, data, weight):
    """Data against their neighbours, each neighbour with a weight from its energy gap.

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
    weight : callable
        Takes energy gaps and returns weights of the same shape.

    Returns
    -------
    positive, negative : Weighted
        With equal total weights.
    """
    states, q = empirical(model.check_data(data))
    weights = q[:, None] * weight(energy_gaps(model, states))
    neighbours = one_flip_neighbours(states).reshape(-1, model.n_visible)
    return Weighted(states, weights.sum(axis=1)), Weighted(neighbours, np.ravel(weights))
