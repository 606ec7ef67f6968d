"""Mistakes that implementations of an RBM are known for, each with its code.

A suspect is a code and a function of the truth about a machine and the arguments that the part
under audit was given; it returns what that mistake would give, or None where a machine is not
square and the mistake cannot be made.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from rbmlib.checks.audits.changes import CHANGES, transposed
from rbmlib.checks.audits.enumerated import product_law
from rbmlib.checks.audits.likelihood import likelihood
from rbmlib.checks.audits.mistakes import MISTAKES
from rbmlib.checks.audits.wrong_phases import thresholded
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states

#: Parts that draw states; a suspect of theirs is a law.
SAMPLERS = ("sample_hidden", "sample_visible", "gibbs_step")


def suspects(part: str, block: str | None = None) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Mistakes that a part may contain; the most specific come first.

    Parameters
    ----------
    part : str
        Name of a method of `Enumerated`.
    block : str, optional
        Which block of the gradient.

    Yields
    ------
    str, callable
    """
    if part == "gradient":
        likelihood_of = _remembered(likelihood)
        yield from ((code, _in_block(mistake, block, likelihood_of)) for code, mistake in MISTAKES)
        return
    yield from _OUTPUTS.get(part, ())
    if part not in SAMPLERS:
        yield from ((code, _spoilt(spoil, part)) for code, spoil in _SPOILT)
    yield from ((code, _of_machine(change, part)) for code, change in CHANGES)


def _remembered(function):
    """A function of a machine and its data that is computed once a machine, while it is used."""
    values = {}

    def remembered(truth, data):
        if id(truth) not in values:
            values[id(truth)] = function(truth, data)
        return values[id(truth)]

    return remembered


def _in_block(mistake, block, likelihood_of):
    """One block of a wrong gradient, or all of them."""

    def wrong(truth, data):
        blocks = mistake(likelihood_of(truth, data))
        return blocks if block is None or blocks is None else blocks[block]

    return wrong


def _of_machine(change, part):
    """What a part of another machine would return."""

    def wrong(truth, *arguments):
        other = change(truth)
        return None if other is None else getattr(other, part)(*arguments)

    return wrong


def _spoilt(spoil, part):
    """The right value, spoilt at the end."""
    return lambda truth, *arguments: spoil(getattr(truth, part)(*arguments))


_LN2 = np.log(2)
_SPOILT = (
    ("E-SIGN", lambda x: -x),
    ("E-BITS", lambda x: x / _LN2),
    ("E-NO-LOG", np.exp),
    ("E-ZERO", np.zeros_like),
)


def _mean(part, pattern):
    """A pattern of a conditional mean."""
    return lambda truth, states: pattern(getattr(truth, part)(states))


def _input(mean):
    return np.log(mean) - np.log1p(-mean)


def _law(part, pattern):
    """A law of independent units, whose means are a pattern of the conditional ones."""
    return lambda truth, states: product_law(pattern(getattr(truth, part)(states)))


def _sweep_with(pattern):
    """A sweep whose hidden values are a pattern of their means, in place of states."""

    def wrong(truth, v):
        inputs = truth.visible_bias + pattern(truth.hidden_mean(v)) @ truth.weights.T
        return product_law(1 / (1 + np.exp(-inputs)))

    return wrong


def _cold_visible(truth, v):
    h = binary_states(truth.shape[1])
    return truth.sample_hidden(v) @ product_law(thresholded(truth.visible_mean(h)))


def _hidden_exchanged(truth, v):
    # The complement of a state stands at the mirrored place of the list.
    h = binary_states(truth.shape[1])
    return truth.sample_hidden(v)[:, ::-1] @ truth.sample_visible(h)


def _half_transposed(hidden):
    """Of a square machine: W the wrong way round in one half of the sweep."""

    def wrong(truth, v):
        other = transposed(truth)
        if other is None:
            return None
        halves = (other, truth) if hidden else (truth, other)
        return halves[0].sample_hidden(v) @ halves[1].sample_visible(binary_states(truth.shape[1]))

    return wrong


_MEANS = {
    part: (
        ("E-ONE-MINUS", _mean(part, lambda p: 1 - p)),
        ("E-NO-SIGMOID", _mean(part, _input)),
        ("E-THRESHOLDED", _mean(part, thresholded)),
    )
    for part in ("hidden_mean", "visible_mean")
}
_DRAWS = {
    draw: (
        ("E-ON-OFF", _law(mean, lambda p: 1 - p)),
        ("E-THRESHOLDED", _law(mean, thresholded)),
        ("E-FAIR-COINS", _law(mean, lambda p: np.full_like(p, 0.5))),
        ("E-SQUARED", _law(mean, np.square)),
    )
    for draw, mean in (("sample_hidden", "hidden_mean"), ("sample_visible", "visible_mean"))
}
_OUTPUTS: dict[str, tuple[tuple[str, Callable[..., Any]], ...]] = {
    "free_energy": (
        ("E-LOG-Z-ADDED", lambda t, v: t.free_energy(v) + t.log_partition()),
        ("E-LOG-Z-SUBTRACTED", lambda t, v: t.free_energy(v) - t.log_partition()),
    ),
    "log_partition": (("E-STATES-AVERAGED", lambda t: t.log_partition() - sum(t.shape) * _LN2),),
    "log_likelihood": (
        ("E-NO-LOG-Z", lambda t, v: -t.free_energy(v)),
        ("E-OVER-ROWS", lambda t, v: -t.free_energy(v) - logsumexp(-t.free_energy(v))),
        ("E-LOG-Z-SIGN", lambda t, v: -t.free_energy(v) + t.log_partition()),
    ),
    "gibbs_step": (
        ("E-NO-MOVE", lambda t, v: np.eye(len(v))),
        ("E-MEANS-FOR-STATES", _sweep_with(lambda p: p)),
        ("E-THRESHOLDED-HIDDEN", _sweep_with(thresholded)),
        ("E-THRESHOLDED-VISIBLE", _cold_visible),
        ("E-ON-OFF-HIDDEN", _hidden_exchanged),
        ("E-ON-OFF-VISIBLE", lambda t, v: t.gibbs_step(v)[:, ::-1]),
        ("E-TRANSPOSED-HIDDEN", _half_transposed(hidden=True)),
        ("E-TRANSPOSED-VISIBLE", _half_transposed(hidden=False)),
        ("E-TWO-SWEEPS", lambda t, v: t.gibbs_step(v) @ t.gibbs_step(v)),
    ),
    **_MEANS,
    **_DRAWS,
}
