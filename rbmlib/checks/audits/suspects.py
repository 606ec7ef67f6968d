"""Mistakes that implementations of an RBM are known for, each with a name.

A suspect is a name and a function of the truth about a machine and the arguments that the part
under audit was given; it returns what that mistake would give, or None where a machine is not
square and the mistake cannot be made.
"""

import numpy as np

from rbmlib.checks.audits.enumerated import Enumerated, product_law
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states

#: Parts that draw states; a suspect of theirs is a law.
SAMPLERS = ("sample_hidden", "sample_visible", "gibbs_step")


def suspects(part, block=None):
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
    found = list(_OUTPUTS.get(part, ()))
    if part not in SAMPLERS:
        found += [(name, _spoilt(spoil, part)) for name, spoil in _SPOILT]
    found += [(name, _on(change, part)) for name, change in _MACHINES]
    for name, wrong in found:
        yield name, wrong if block is None else _picked(wrong, block)


def _on(change, part):
    def wrong(truth, *arguments):
        other = change(truth)
        return None if other is None else getattr(other, part)(*arguments)

    return wrong


def _spoilt(spoil, part):
    def wrong(truth, *arguments):
        value = getattr(truth, part)(*arguments)
        if isinstance(value, dict):
            return {name: spoil(block) for name, block in value.items()}
        return spoil(value)

    return wrong


def _picked(wrong, block):
    def pick(truth, *arguments):
        value = wrong(truth, *arguments)
        return None if value is None else value[block]

    return pick


def _machine(w=1, b=1, c=1):
    return lambda t: Enumerated(w * t.weights, b * t.visible_bias, c * t.hidden_bias)


def _transposed(t):
    n, m = t.shape
    return Enumerated(t.weights.T, t.visible_bias, t.hidden_bias) if n == m else None


def _exchanged(t):
    n, m = t.shape
    return Enumerated(t.weights, t.hidden_bias, t.visible_bias) if n == m else None


def _spins(t):
    """Units that are -1 and +1: in terms of 0 and 1 another machine, and a constant."""
    w, b, c = t.weights, t.visible_bias, t.hidden_bias
    offset = b.sum() + c.sum() - w.sum()
    return Enumerated(4 * w, 2 * b - 2 * w.sum(1), 2 * c - 2 * w.sum(0), offset)


_LN2 = np.log(2)
_MACHINES = (
    ("the weights have the opposite sign", _machine(w=-1)),
    ("the visible bias has the opposite sign", _machine(b=-1)),
    ("the hidden bias has the opposite sign", _machine(c=-1)),
    ("both biases have the opposite sign", _machine(b=-1, c=-1)),
    ("every parameter has the opposite sign", _machine(-1, -1, -1)),
    ("the visible bias is left out", _machine(b=0)),
    ("the hidden bias is left out", _machine(c=0)),
    ("both biases are left out", _machine(b=0, c=0)),
    ("the weights are left out", _machine(w=0)),
    ("the weights are transposed", _transposed),
    ("the two biases are exchanged", _exchanged),
    ("the weights are counted twice", _machine(w=2)),
    ("the weights are counted half", _machine(w=0.5)),
    ("the visible bias is counted twice", _machine(b=2)),
    ("the hidden bias is counted twice", _machine(c=2)),
    ("units are taken as -1 and +1", _spins),
)
_SPOILT = (
    ("the opposite sign", lambda x: -x),
    ("a factor of 2 too many", lambda x: 2 * x),
    ("a factor of 2 too few", lambda x: x / 2),
    ("in bits, not in nats", lambda x: x / np.log(2)),
    ("the logarithm is not taken", np.exp),
    ("all zero", np.zeros_like),
)


def _phases(pattern):
    """A pattern of the positive and the negative phase, for every block of the gradient."""

    def wrong(truth, data):
        positive, negative = truth.positive_phase(data), truth.negative_phase()
        return {name: pattern(positive[name], negative[name], len(data)) for name in positive}

    return wrong


def _each_once(truth, data):
    return truth.gradient(np.unique(data, axis=0))


def _mean(part, pattern):
    """A pattern of a conditional mean."""
    return lambda truth, states: pattern(getattr(truth, part)(states))


def _input(mean):
    return np.log(mean) - np.log1p(-mean)


def _law(part, pattern):
    """A law of independent units, whose means are a pattern of the conditional ones."""
    return lambda truth, states: product_law(pattern(getattr(truth, part)(states)))


def _thresholded(mean):
    return (mean > 0.5).astype(float)


def _sweep_with(pattern):
    """A sweep whose hidden values are a pattern of their means, in place of states."""

    def wrong(truth, v):
        inputs = truth.visible_bias + pattern(truth.hidden_mean(v)) @ truth.weights.T
        return product_law(1 / (1 + np.exp(-inputs)))

    return wrong


def _cold_visible(truth, v):
    h = binary_states(truth.shape[1])
    return truth.sample_hidden(v) @ product_law(_thresholded(truth.visible_mean(h)))


def _hidden_exchanged(truth, v):
    # The complement of a state stands at the mirrored place of the list.
    h = binary_states(truth.shape[1])
    return truth.sample_hidden(v)[:, ::-1] @ truth.sample_visible(h)


def _half_transposed(hidden):
    """Of a square machine: W the wrong way round in one half of the sweep."""

    def wrong(truth, v):
        other = _transposed(truth)
        if other is None:
            return None
        halves = (other, truth) if hidden else (truth, other)
        return halves[0].sample_hidden(v) @ halves[1].sample_visible(binary_states(truth.shape[1]))

    return wrong


_MEANS = {
    part: (
        ("one minus the probability", _mean(part, lambda p: 1 - p)),
        ("the input, without the logistic function", _mean(part, _input)),
        ("thresholded at one half", _mean(part, _thresholded)),
    )
    for part in ("hidden_mean", "visible_mean")
}
_DRAWS = {
    draw: (
        ("on and off are exchanged", _law(mean, lambda p: 1 - p)),
        ("thresholded at one half, not drawn", _law(mean, _thresholded)),
        ("fair coins", _law(mean, lambda p: np.full_like(p, 0.5))),
        ("the probability squared", _law(mean, np.square)),
    )
    for draw, mean in (("sample_hidden", "hidden_mean"), ("sample_visible", "visible_mean"))
}
_OUTPUTS = {
    "free_energy": (
        ("ln Z is added: it is -ln p(v)", lambda t, v: t.free_energy(v) + t.log_partition()),
        ("ln Z is subtracted", lambda t, v: t.free_energy(v) - t.log_partition()),
    ),
    "log_partition": (
        ("an average over states, not a sum", lambda t: t.log_partition() - sum(t.shape) * _LN2),
    ),
    "log_likelihood": (
        ("ln Z is left out", lambda t, v: -t.free_energy(v)),
        (
            "normalised over the rows given, not over all states",
            lambda t, v: -t.free_energy(v) - logsumexp(-t.free_energy(v)),
        ),
        ("ln Z has the opposite sign", lambda t, v: -t.free_energy(v) + t.log_partition()),
    ),
    "gradient": (
        ("descent, not ascent: the opposite sign", _phases(lambda p, q, n: q - p)),
        ("the positive phase alone", _phases(lambda p, q, n: p)),
        ("the negative phase alone", _phases(lambda p, q, n: -q)),
        ("the phases are added", _phases(lambda p, q, n: p + q)),
        ("summed over the samples, not averaged", _phases(lambda p, q, n: n * (p - q))),
        ("the positive phase is summed, not averaged", _phases(lambda p, q, n: n * p - q)),
        ("repeated samples are counted once", _each_once),
    ),
    "gibbs_step": (
        ("the state does not move", lambda t, v: np.eye(len(v))),
        ("hidden means stand in for hidden states", _sweep_with(lambda p: p)),
        ("hidden units are thresholded, not drawn", _sweep_with(_thresholded)),
        ("visible units are thresholded, not drawn", _cold_visible),
        ("on and off are exchanged in the hidden layer", _hidden_exchanged),
        ("on and off are exchanged in the visible layer", lambda t, v: t.gibbs_step(v)[:, ::-1]),
        ("the weights are transposed in the hidden half", _half_transposed(hidden=True)),
        ("the weights are transposed in the visible half", _half_transposed(hidden=False)),
        ("two sweeps, not one", lambda t, v: t.gibbs_step(v) @ t.gibbs_step(v)),
    ),
    **_MEANS,
    **_DRAWS,
}
