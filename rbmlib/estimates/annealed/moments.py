"""What annealing does on average, exactly: every state's law, pushed along the path."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.distributions import Factorial
from rbmlib.estimates.annealed.path import (
    between,
    check_base,
    check_schedule,
    log_partition_of_start,
    without_hidden,
)
from rbmlib.estimates.weights import WeightMoments
from rbmlib.models import RBM
from rbmlib.models.kinds import require_rbm
from rbmlib.numerics import logsumexp, softplus
from rbmlib.states import binary_states
from rbmlib.validation import check_count, require_enumerable


def forward_moments(
    rbm: RBM, schedule: ArrayLike, *, base: Factorial | None = None, steps: int = 1
) -> WeightMoments:
    """What `forward` does on average, by pushing every state through the kernels.

    Parameters
    ----------
    rbm : RBM
        Small enough for its joint states to be listed.
    schedule : array_like, shape (n_temperatures + 1,)
        Inverse temperatures from 0 to 1, increasing.
    base : Factorial, optional
        Where the chains start, means strictly between 0 and 1: uniform if left out.
    steps : int
        Gibbs sweeps at each temperature.

    Returns
    -------
    WeightMoments
        Of one chain's weight; `log_mean` is ln Z.
    """
    start = without_hidden(check_base(require_rbm(rbm, "annealed.forward_moments"), base))
    shift = log_partition_of_start(start, rbm)
    return _moments((start, rbm), check_schedule(schedule), steps, shift)


def reverse_moments(
    rbm: RBM, schedule: ArrayLike, *, base: Factorial | None = None, steps: int = 1
) -> WeightMoments:
    """What `reverse` does on average, by pushing every state through the kernels.

    Parameters
    ----------
    rbm : RBM
        Small enough for its joint states to be listed.
    schedule : array_like, shape (n_temperatures + 1,)
        Inverse temperatures from 0 to 1, increasing; followed from the end.
    base : Factorial, optional
        Where the chains end, means strictly between 0 and 1: uniform if left out.
    steps : int
        Gibbs sweeps at each temperature.

    Returns
    -------
    WeightMoments
        Of one chain's weight, an estimate of 1/Z; `log_mean` is -ln Z.
    """
    start = without_hidden(check_base(require_rbm(rbm, "annealed.reverse_moments"), base))
    shift = -log_partition_of_start(start, rbm)
    return _moments((start, rbm), check_schedule(schedule)[::-1], steps, shift)


def _moments(
    ends: tuple[RBM, RBM], betas: NDArray[np.float64], steps: int, shift: float
) -> WeightMoments:
    """Push the law of the chain, and the law times w and w squared, along the path."""
    check_count(steps, 1, "steps")
    model = between(*ends, betas[0])
    n_units = model.n_visible + model.n_hidden
    require_enumerable(n_units, "annealed moments", "run the chains: they need no table")
    states = binary_states(model.n_visible)
    energy = model.trusted_free_energy(states)
    # As logarithms: what a large weight brings back may have been too small for a number.
    tables, mean_log = [-energy - logsumexp(-energy)] * 3, shift
    for beta in betas[1:]:
        model, before = between(*ends, beta), energy
        energy = model.trusted_free_energy(states)
        log_ratio = before - energy
        mean_log += float(np.exp(tables[0]) @ log_ratio)
        tables = [table + power * log_ratio for power, table in enumerate(tables)]
        if beta != betas[-1]:  # the weight is complete where the path ends
            tables = _swept(tables, model, steps)
    log_mean, log_square = float(logsumexp(tables[1])), float(logsumexp(tables[2]))
    moments = WeightMoments.from_logs(log_mean, log_square, mean_log)
    return moments._replace(log_mean=log_mean + shift)


def _swept(log_laws: list[NDArray[np.float64]], rbm: RBM, steps: int) -> list[NDArray[np.float64]]:
    """The laws of the visible state after some sweeps, as logarithms."""
    hidden_given_visible = _log_conditional(rbm)
    visible_given_hidden = _log_conditional(rbm.transposed())
    for _ in range(steps):
        hidden = [logsumexp(law[:, None] + hidden_given_visible, axis=0) for law in log_laws]
        log_laws = [logsumexp(law[:, None] + visible_given_hidden, axis=0) for law in hidden]
    return log_laws


def _log_conditional(rbm: RBM) -> NDArray[np.float64]:
    """Logarithms of p(h|v), shape (2**n_visible, 2**n_hidden)."""
    inputs = rbm.hidden_bias + binary_states(rbm.n_visible) @ rbm.weights
    return inputs @ binary_states(rbm.n_hidden).T - softplus(inputs).sum(axis=1)[:, None]
