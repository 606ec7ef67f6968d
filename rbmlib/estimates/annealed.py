r"""Annealed importance sampling: from a distribution that is known, in small steps.

The path leads from one RBM to another through RBMs that hold the hidden units of both:

.. math:: e^{-F_\beta(v)} = \sum_{h_1, h_2} e^{-(1-\beta) E_1(v, h_1) - \beta E_2(v, h_2)} .

A chain starts at :math:`v_0 \sim p_0` and passes K steps, at each of which

.. math:: w \leftarrow w\, e^{F_{k-1}(v_{k-1}) - F_k(v_{k-1})}, \qquad
          v_k \sim T_k(v_{k-1} \to \cdot)

with T_k any sweep that leaves p_k as it is.  Then E[w] = Z_K / Z_0, exactly and for any number
of steps.  Run backwards from p_K the same weights estimate Z_0 / Z_K.

References
----------
.. [1] R. M. Neal, "Annealed importance sampling", Statistics and Computing 11 (2001) 125-139.
.. [2] R. Salakhutdinov and I. Murray, "On the quantitative analysis of deep belief networks",
   ICML (2008) 872-879.
"""

import numpy as np

from rbmlib.distributions import Factorial
from rbmlib.estimates.weights import WeightMoments, estimate
from rbmlib.models import RBM
from rbmlib.models.kinds import require_rbm
from rbmlib.numerics import logsumexp, softplus
from rbmlib.progress import track
from rbmlib.sampling import gibbs_step
from rbmlib.states import binary_states
from rbmlib.validation import check_count, check_data, check_rng, require_enumerable


def forward(rbm, schedule, n_chains, rng, base=None, steps=1, confidence=0.95):
    """Estimate ln Z by annealing from independent units; too low on average.

    Parameters
    ----------
    rbm : RBM
        Whose partition function is wanted.
    schedule : array_like, shape (n_temperatures + 1,)
        Inverse temperatures from 0 to 1, increasing.
    n_chains : int
        How many chains, at least 2, all advanced at once.
    rng : numpy.random.Generator
        Source of randomness.
    base : Factorial, optional
        Where the chains start, means strictly between 0 and 1: uniform if left out; the base
        rates of the training data, `Factorial.like`, need fewer temperatures.
    steps : int
        Gibbs sweeps at each temperature.
    confidence : float
        Of the interval and of the bound.

    Returns
    -------
    Estimate
        Its bound is a lower bound of ln Z.

    Raises
    ------
    ValueError
        If the schedule does not increase from 0 to 1, `base` is of another width or fixes a
        unit, or a count is too small.
    TypeError
        If `rbm` is not an RBM, or `rng` not a `numpy.random.Generator`.
    """
    start, betas = _start(rbm, base, "annealed.forward"), _check_schedule(schedule)
    v = _base(rbm, base).sample(check_count(n_chains, 2, "n_chains"), rng)
    log_weights = _log_start(start, rbm) + _log_weights((start, rbm), betas, v, rng, steps)
    return estimate(log_weights, confidence)


def reverse(rbm, schedule, samples, rng, base=None, steps=1, confidence=0.95):
    """Estimate ln Z by heating exact samples up to independent units; too high on average.

    Parameters
    ----------
    rbm : RBM
    schedule, rng, base, steps, confidence
        As in `forward`; the schedule is followed from its end.
    samples : array_like, shape (n_chains, n_visible)
        Independent draws from the RBM; at least 2.  From anything else, such as data or a
        chain that has not mixed, the result bounds nothing.

    Returns
    -------
    Estimate
        Its bound is an upper bound of ln Z.

    Raises
    ------
    ValueError, TypeError
        As `forward`.
    """
    start, betas = _start(rbm, base, "annealed.reverse"), _check_schedule(schedule)[::-1]
    samples = check_data(samples, rbm.n_visible, "samples")
    log_weights = _log_weights((start, rbm), betas, samples, rng, steps) - _log_start(start, rbm)
    return estimate(log_weights, confidence, reverse=True)


def ratio(first, second, schedule, samples, rng, steps=1, confidence=0.95):
    """Estimate the ratio of two RBMs' partition functions, neither being known.

    Parameters
    ----------
    first, second : RBM
        With the same number of visible units; hidden units may differ.
    schedule, rng, steps, confidence
        As in `forward`; 0 is the first RBM, 1 the second.
    samples : array_like, shape (n_chains, n_visible)
        Independent draws from the first RBM; at least 2.

    Returns
    -------
    Estimate
        Of ln Z₂ - ln Z₁, in nats.

    Raises
    ------
    ValueError, TypeError
        As `forward`.
    """
    for rbm in (first, second):
        require_rbm(rbm, "annealed.ratio")
    betas = _check_schedule(schedule)
    samples = check_data(samples, first.n_visible, "samples")
    # At the ends one of the layers is cut off; its factors of 2 do not belong to the models.
    extra = (first.n_hidden - second.n_hidden) * np.log(2)
    log_weights = _log_weights((first, second), betas, samples, rng, steps) - extra
    return estimate(log_weights, confidence)


def between(first, second, beta):
    """The RBM on the path between two others.

    Parameters
    ----------
    first, second : RBM
        With the same number of visible units.
    beta : float
        Inverse temperature: the energies are scaled by 1 - beta and beta.

    Returns
    -------
    RBM
        With the hidden units of both.  At 0 and 1 one layer is cut off and contributes a
        factor of 2 a unit to Z.

    Raises
    ------
    ValueError
        If the numbers of visible units differ.
    """
    for rbm in (first, second):
        require_rbm(rbm, "annealed.between")
    if first.n_visible != second.n_visible:
        raise ValueError(
            f"annealing: expected the same number of visible units, got {first.n_visible} and "
            f"{second.n_visible}"
        )
    cold = 1 - beta
    return RBM(
        np.concatenate([cold * first.weights, beta * second.weights], axis=1),
        cold * first.visible_bias + beta * second.visible_bias,
        np.concatenate([cold * first.hidden_bias, beta * second.hidden_bias]),
    )


def forward_moments(rbm, schedule, base=None, steps=1):
    """What `forward` does on average, exactly, by pushing every state through the kernels.

    Parameters
    ----------
    rbm, schedule, base, steps
        As in `forward`.

    Returns
    -------
    WeightMoments
        Of one chain's weight; `log_mean` is ln Z.

    Raises
    ------
    ValueError
        As `forward`, or if there are too many joint states to enumerate.
    """
    start = _start(rbm, base, "annealed.forward_moments")
    betas = _check_schedule(schedule)
    return _moments((start, rbm), betas, steps, _log_start(start, rbm))


def reverse_moments(rbm, schedule, base=None, steps=1):
    """What `reverse` does on average, exactly.

    Parameters
    ----------
    rbm, schedule, base, steps
        As in `forward`.

    Returns
    -------
    WeightMoments
        Of one chain's weight, an estimate of 1/Z; `log_mean` is -ln Z.

    Raises
    ------
    ValueError
        As `forward_moments`.
    """
    start = _start(rbm, base, "annealed.reverse_moments")
    betas = _check_schedule(schedule)[::-1]
    return _moments((start, rbm), betas, steps, -_log_start(start, rbm))


def _base(rbm, base):
    return Factorial.uniform(rbm.n_visible) if base is None else base


def _start(rbm, base, what):
    """The base distribution as an RBM without hidden units."""
    require_rbm(rbm, what)
    means = _base(rbm, base).means
    if not np.all((means > 0) & (means < 1)):
        raise ValueError(f"base: expected means strictly between 0 and 1, got {means}")
    return RBM(np.zeros((len(means), 0)), np.log(means) - np.log1p(-means), np.zeros(0))


def _log_start(start, rbm):
    """Ln Z of the path's first RBM, in which the hidden units of `rbm` are cut off."""
    return start.log_partition() + rbm.n_hidden * np.log(2)


def _check_schedule(schedule):
    schedule = np.asarray(schedule, dtype=float)
    rises = schedule.ndim == 1 and len(schedule) > 1 and np.all(np.diff(schedule) > 0)
    if not rises or schedule[0] != 0 or schedule[-1] != 1:
        shown = np.array2string(schedule, threshold=6, edgeitems=2)
        raise ValueError(
            f"schedule: expected inverse temperatures that increase from 0 to 1, got {shown}"
        )
    return schedule


def _log_weights(ends, betas, v, rng, steps):
    """Logarithms of the weights of chains that start at v and follow the path."""
    check_rng(rng)
    check_count(steps, 1, "steps")
    before, log_weights = between(*ends, betas[0]).free_energy(v), np.zeros(len(v))
    for beta in track(betas[1:], "annealing"):
        model = between(*ends, beta)
        log_weights += before - model.free_energy(v)
        if beta != betas[-1]:
            v = gibbs_step(model, v, rng, steps=steps)
            before = model.free_energy(v)
    return log_weights


def _moments(ends, betas, steps, shift):
    """Push the law of the chain, and the law times w and w squared, along the path."""
    check_count(steps, 1, "steps")
    before = between(*ends, betas[0])
    n_units = before.n_visible + before.n_hidden
    require_enumerable(n_units, "annealed moments", "run the chains: they need no table")
    states = binary_states(before.n_visible)
    # As logarithms: what a large weight brings back may have been too small for a number.
    law = -before.free_energy(states)
    tables, mean_log = [law - logsumexp(law)] * 3, shift
    for beta in betas[1:]:
        model = between(*ends, beta)
        log_ratio = before.free_energy(states) - model.free_energy(states)
        mean_log += np.exp(tables[0]) @ log_ratio
        tables = [table + power * log_ratio for power, table in enumerate(tables)]
        if beta != betas[-1]:
            conditionals = _log_conditional(model), _log_conditional(model.transposed())
            for _ in range(steps):
                tables = [_sweep(table, *conditionals) for table in tables]
        before = model
    log_mean, log_square = logsumexp(tables[1]), logsumexp(tables[2])
    moments = WeightMoments.from_logs(log_mean, log_square, mean_log)
    return moments._replace(log_mean=log_mean + shift)


def _log_conditional(rbm):
    """Logarithms of p(h|v), shape (2**n_visible, 2**n_hidden)."""
    inputs = rbm.hidden_bias + binary_states(rbm.n_visible) @ rbm.weights
    return inputs @ binary_states(rbm.n_hidden).T - softplus(inputs).sum(axis=1)[:, None]


def _sweep(log_law, hidden_given_visible, visible_given_hidden):
    """The law of the visible state after one sweep, as logarithms."""
    hidden = logsumexp(log_law[:, None] + hidden_given_visible, axis=0)
    return logsumexp(hidden[:, None] + visible_given_hidden, axis=0)
