"""Pseudolikelihood: each unit given all the others, so that Z cancels."""

from rbmlib.learning.local import energy_gaps, neighbour_phases
from rbmlib.numerics import sigmoid, softplus


def objective(model, data):
    r"""Mean log-pseudolikelihood.

    .. math:: \frac1N\sum_n\sum_i \ln p(v_{ni} \mid v_{n,-i})
              = -\frac1N\sum_n\sum_i \ln(1 + e^{F(v_n) - F(v_n^{(i)})})

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)
        One sample a row.

    Returns
    -------
    float
        In nats, higher is better; n_visible + 1 free energies for each sample, and no Z.

    Raises
    ------
    ValueError
        If `data` is not a non-empty table of binary states.

    References
    ----------
    .. [1] J. Besag, "Statistical analysis of non-lattice data", The Statistician 24 (1975)
       179-195.
    """
    data = model.check_data(data)
    return -softplus(energy_gaps(model, data)).sum(axis=-1).mean()


def phases(model, data):
    """The data against their neighbours, weighted by the probability of a flip.

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)

    Returns
    -------
    positive, negative : Weighted
        The neighbour across unit i has the weight 1 - p(v_i | the other units).
    """
    return neighbour_phases(model, data, sigmoid)
