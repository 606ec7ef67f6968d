"""What wrong gradients of an RBM's mean log-likelihood are made from: states, weights, sigmoids.

As in `likelihood`, a mistake takes a `Likelihood` and returns the blocks of a gradient, or None
where it cannot be made or told.
"""

from collections.abc import Callable

import numpy as np

from rbmlib.checks.audits.changes import Change
from rbmlib.checks.audits.enumerated import Blocks, Numbers, statistics
from rbmlib.checks.audits.likelihood import Likelihood, Mistake, minus
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states

#: A wrong positive or negative phase, by its name; None where it cannot be told.
PhaseOf = Callable[[Likelihood, str], Blocks | None]


def positive_weighing(pattern: Callable[..., Numbers]) -> Mistake:
    """A wrong positive phase, from the machine, the distinct samples, their shares and N."""

    def wrong(given):
        if given.states is None:
            return None
        weights = pattern(given.truth, given.states, given.shares, given.n_samples)
        hidden = given.truth.hidden_mean(given.states)
        return minus(statistics(given.states, weights, hidden), given.negative)

    return wrong


def negative_weighing(pattern: Callable[..., Numbers]) -> Mistake:
    """A negative phase whose visible states have wrong weights, from p(v) and Z."""

    def wrong(given):
        if given.truth is None:
            return None
        v, p = _model_states(given.truth)
        weights = pattern(p, np.exp(given.log_z))
        return minus(given.positive, statistics(v, weights, given.truth.hidden_mean(v)))

    return wrong


def _model_states(truth):
    """Every visible state, and p(v)."""
    v = binary_states(truth.shape[0])
    log_weights = -truth.free_energy(v)
    return v, np.exp(log_weights - logsumexp(log_weights))


def lost(place: int, joint: bool, normalised: bool) -> Mistake:
    """A negative phase without one visible or joint state, and without its share of Z or not."""

    def wrong(given):
        if given.truth is None:
            return None
        v, p = _model_states(given.truth)
        h = binary_states(given.truth.shape[1])
        table = p[:, None] * given.truth.sample_hidden(v)
        table[(place, place) if joint else place] = 0
        table /= table.sum() if normalised else 1
        negative = {
            "weights": v.T @ table @ h,
            "visible_bias": table.sum(axis=1) @ v,
            "hidden_bias": table.sum(axis=0) @ h,
        }
        return minus(given.positive, negative)

    return wrong


def sweep(given: Likelihood) -> Blocks | None:
    """Contrastive divergence in exact expectation: the data's law, one sweep later."""
    if given.truth is None or given.states is None:
        return None
    v = binary_states(given.truth.shape[0])
    law = given.shares @ given.truth.gibbs_step(given.states)
    return minus(given.positive, statistics(v, law, given.truth.hidden_mean(v)))


def reconstruction(given: Likelihood) -> Blocks | None:
    """Means in place of states on the way down and up again."""
    if given.truth is None or given.states is None or given.shares is None:
        return None
    down = given.truth.visible_mean(given.truth.hidden_mean(given.states))
    negative = statistics(down, given.shares, given.truth.hidden_mean(down))
    return minus(given.positive, negative)


def _weighted(given, phase):
    """The states of a phase and their weights; None for data that are not known."""
    if phase == "negative":
        return _model_states(given.truth)
    return None if given.states is None else (given.states, given.shares)


def hidden_as(pattern: Callable[[Numbers], Numbers]) -> PhaseOf:
    """A phase whose hidden means are a pattern of the right ones, row by row."""

    def phase_of(given, phase):
        weighted = _weighted(given, phase)
        if weighted is None:
            return None
        v, weights = weighted
        return statistics(v, weights, pattern(given.truth.hidden_mean(v)))

    return phase_of


def thresholded(mean: Numbers) -> Numbers:
    """One where a unit is more probably on than off; one half, but for rounding, is off."""
    return (mean > 0.5 + 1e-12).astype(float)


def means_as(pattern: Callable[[Likelihood, Blocks], Numbers]) -> PhaseOf:
    """A phase made from its own mean of v, and a vector that stands for the hidden units."""

    def phase_of(given, phase):
        right = getattr(given, phase)
        visible = right["visible_bias"]
        hidden = pattern(given, right)
        return {
            "weights": np.outer(visible, hidden),
            "visible_bias": visible,
            "hidden_bias": hidden,
        }

    return phase_of


def prior(given: Likelihood, right: Blocks) -> Numbers:
    """E[h] under the model, whatever v is."""
    return given.negative["hidden_bias"]


def product_of_means(given: Likelihood, right: Blocks) -> Numbers:
    """The phase's own mean of h."""
    return right["hidden_bias"]


def sigmoid_of_mean(given: Likelihood, right: Blocks) -> Numbers:
    """The hidden means that belong to the mean of v."""
    assert given.truth is not None
    return given.truth.hidden_mean(right["visible_bias"][None])[0]


def in_phases(phases: tuple[str, ...], phase_of: PhaseOf) -> Mistake:
    """A gradient whose named phases are wrong."""

    def wrong(given):
        if given.truth is None:
            return None
        both = {"positive": given.positive, "negative": given.negative}
        both |= {phase: phase_of(given, phase) for phase in phases}
        return None if None in both.values() else minus(both["positive"], both["negative"])

    return wrong


def changed(change: Change, sigmoids: tuple[str, ...], weighing: bool) -> Mistake:
    """A gradient for which some sigmoids, and p(v), are those of another machine."""

    def wrong(given):
        other = None if given.truth is None else change(given.truth)
        if other is None:
            return None
        phases = {"positive": given.positive}
        if "positive" in sigmoids and not _same_hidden(other, given.truth):
            if given.states is None:
                return None
            hidden = other.hidden_mean(given.states)
            phases["positive"] = statistics(given.states, given.shares, hidden)
        v, p = _model_states(other if weighing else given.truth)
        hidden = (other if "negative" in sigmoids else given.truth).hidden_mean(v)
        return minus(phases["positive"], statistics(v, p, hidden))

    return wrong


def _same_hidden(left, right):
    """Whether two machines have the same hidden units, given any v."""
    return np.array_equal(left.weights, right.weights) and np.array_equal(
        left.hidden_bias, right.hidden_bias
    )
