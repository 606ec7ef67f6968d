"""Maximum likelihood: the data against the model's own distribution, summed exactly."""

from rbmlib.exact import mean_log_likelihood
from rbmlib.gradient import empirical, equilibrium


def objective(model, data):
    """Mean log-likelihood in nats; see `rbmlib.exact.mean_log_likelihood`."""
    return mean_log_likelihood(model, data)


def phases(model, data):
    """The data, and every visible state with its probability.

    Parameters
    ----------
    model : EnergyModel
    data : array_like, shape (n_samples, n_visible)

    Returns
    -------
    positive, negative : Weighted

    Raises
    ------
    ValueError
        If `data` is not a non-empty table of binary states, or there are too many states.
    """
    return empirical(model.check_data(data)), equilibrium(model)
