"""The parts of an RBM, and the mistakes that people make in them, written out from W, b and c.

As in `by_hand`, nothing is read from the library's own lists.  Each part is made from a table of
energies, so that another energy is another program.
"""

from typing import NamedTuple

import numpy as np

from tests.checks.by_hand import energy, states


def spin_energy(W, b, c, v, h):
    """Units that are -1 where they should be 0."""
    return energy(W, b, c, 2 * v - 1, 2 * h - 1)


def table(machine, vs, hs, of=energy):
    """Energies of every pair, a row a visible state."""
    return np.array([[of(*machine, v, h) for h in hs] for v in vs])


def law(energies):
    """Row by row, exp(-E) over its sum."""
    weights = np.exp(-energies)
    return weights / weights.sum(axis=1, keepdims=True)


def all_states(machine):
    return states(len(machine[1])), states(len(machine[2]))


def joint_energy(machine, v, h, of=energy):
    return np.array([of(*machine, x, y) for x, y in zip(v, h, strict=True)])


def free_energy(machine, v, of=energy):
    return -np.log(np.exp(-table(machine, v, all_states(machine)[1], of)).sum(axis=1))


def log_partition(machine, of=energy):
    return np.log(np.exp(-table(machine, *all_states(machine), of)).sum())


def log_likelihood(machine, v, of=energy):
    return -free_energy(machine, v, of) - log_partition(machine, of)


def sample_hidden(machine, v, of=energy):
    return law(table(machine, v, all_states(machine)[1], of))


def sample_visible(machine, h, of=energy):
    return law(table(machine, all_states(machine)[0], h, of).T)


def hidden_mean(machine, v, of=energy):
    return sample_hidden(machine, v, of) @ all_states(machine)[1]


def visible_mean(machine, h, of=energy):
    return sample_visible(machine, h, of) @ all_states(machine)[0]


def gibbs_step(machine, v, of=energy):
    return sample_hidden(machine, v, of) @ sample_visible(machine, all_states(machine)[1], of)


RIGHT = {
    "energy": joint_energy,
    "free_energy": free_energy,
    "hidden_mean": hidden_mean,
    "visible_mean": visible_mean,
    "log_partition": log_partition,
    "log_likelihood": log_likelihood,
    "sample_hidden": sample_hidden,
    "sample_visible": sample_visible,
    "gibbs_step": gibbs_step,
}
SAMPLERS = ("sample_hidden", "sample_visible", "gibbs_step")


class Planted(NamedTuple):
    """A mistake in a part.

    Attributes
    ----------
    part : str
    code : str or None
        What the judge must call it; None if it changes nothing.
    wrong : callable
        From (W, b, c) and the part's arguments to what comes.
    square : bool
        Whether it can be made on square machines only.
    """

    part: str
    code: str | None
    wrong: object
    square: bool = False


CHANGES = (
    ("E-WEIGHTS-SIGN", lambda W, b, c: (-W, b, c)),
    ("E-VISIBLE-BIAS-SIGN", lambda W, b, c: (W, -b, c)),
    ("E-HIDDEN-BIAS-SIGN", lambda W, b, c: (W, b, -c)),
    ("E-BIASES-SIGN", lambda W, b, c: (W, -b, -c)),
    ("E-PARAMETERS-SIGN", lambda W, b, c: (-W, -b, -c)),
    ("E-NO-VISIBLE-BIAS", lambda W, b, c: (W, 0 * b, c)),
    ("E-NO-HIDDEN-BIAS", lambda W, b, c: (W, b, 0 * c)),
    ("E-NO-BIASES", lambda W, b, c: (W, 0 * b, 0 * c)),
    ("E-NO-WEIGHTS", lambda W, b, c: (0 * W, b, c)),
    ("E-WEIGHTS-TRANSPOSED", lambda W, b, c: (W.T, b, c)),
    ("E-BIASES-EXCHANGED", lambda W, b, c: (W, c, b)),
    ("E-WEIGHTS-TWICE", lambda W, b, c: (2 * W, b, c)),
    ("E-WEIGHTS-HALF", lambda W, b, c: (W / 2, b, c)),
    ("E-VISIBLE-BIAS-TWICE", lambda W, b, c: (W, 2 * b, c)),
    ("E-HIDDEN-BIAS-TWICE", lambda W, b, c: (W, b, 2 * c)),
)
_OF_SQUARES = ("E-WEIGHTS-TRANSPOSED", "E-BIASES-EXCHANGED")


def _one_layer(other, own, all_signs):
    """A conditional of one layer does not depend on the other layer's bias."""
    return {
        f"E-{other}-BIAS-SIGN": None,
        f"E-NO-{other}-BIAS": None,
        f"E-{other}-BIAS-TWICE": None,
        "E-BIASES-SIGN": f"E-{own}-BIAS-SIGN",
        "E-NO-BIASES": f"E-NO-{own}-BIAS",
        "E-PARAMETERS-SIGN": all_signs,
    }


# Changes that give the numbers of another mistake, which is named before them.
ALIKE = {
    "energy": {"E-PARAMETERS-SIGN": "E-SIGN"},
    "hidden_mean": _one_layer("VISIBLE", "HIDDEN", "E-ONE-MINUS"),
    "visible_mean": _one_layer("HIDDEN", "VISIBLE", "E-ONE-MINUS"),
    "sample_hidden": _one_layer("VISIBLE", "HIDDEN", "E-ON-OFF"),
    "sample_visible": _one_layer("HIDDEN", "VISIBLE", "E-ON-OFF"),
    # ln Z is the same for the machine with its layers exchanged.
    "log_partition": {"E-BIASES-EXCHANGED": "E-WEIGHTS-TRANSPOSED"},
}


def changed(part, change):
    return lambda machine, *arguments: RIGHT[part](change(*machine), *arguments)


def spoilt(part, spoil):
    return lambda machine, *arguments: spoil(RIGHT[part](machine, *arguments))


def product_law(means):
    """Independent units: a probability for every state, a row a row."""
    return np.array([[np.prod(np.where(s == 1, p, 1 - p)) for s in states(len(p))] for p in means])


def drawn_by(draw, pattern):
    """Independent units with a pattern of the right means."""
    mean = {"sample_hidden": hidden_mean, "sample_visible": visible_mean}[draw]
    return lambda machine, given: product_law(pattern(mean(machine, given)))


def from_hidden(pattern):
    """A sweep down from a pattern of the hidden means."""

    def wrong(machine, v):
        W, b, _ = machine
        down = b + pattern(hidden_mean(machine, v)) @ W.T
        return product_law(1 / (1 + np.exp(-down)))

    return wrong


def down_then_rounded(machine, v):
    rounded = np.round(visible_mean(machine, all_states(machine)[1]))
    return sample_hidden(machine, v) @ product_law(rounded)


def hidden_flipped(machine, v):
    flipped = product_law(1 - hidden_mean(machine, v))
    return flipped @ sample_visible(machine, all_states(machine)[1])


def visible_flipped(machine, v):
    flipped = product_law(1 - visible_mean(machine, all_states(machine)[1]))
    return sample_hidden(machine, v) @ flipped


def transposed_up(machine, v):
    W, b, c = machine
    return sample_hidden((W.T, b, c), v) @ sample_visible(machine, all_states(machine)[1])


def transposed_down(machine, v):
    W, b, c = machine
    return sample_hidden(machine, v) @ sample_visible((W.T, b, c), all_states(machine)[1])


def twice(machine, v):
    return gibbs_step(machine, v) @ gibbs_step(machine, all_states(machine)[0])


def over_the_rows(machine, v):
    minus_f = -free_energy(machine, v)
    return minus_f - np.log(np.exp(minus_f).sum())


NUMBERS = [part for part in RIGHT if part not in SAMPLERS]
PARTS = [
    *(
        Planted(part, ALIKE.get(part, {}).get(code, code), changed(part, change), square)
        for part in RIGHT
        for code, change in CHANGES
        for square in [code in _OF_SQUARES]
    ),
    *(
        Planted(
            part,
            "E-SPINS",
            lambda machine, *a, part=part: RIGHT[part](machine, *a, of=spin_energy),
        )
        for part in RIGHT
    ),
    *(
        Planted(part, code, spoilt(part, spoil))
        for part in NUMBERS
        for code, spoil in (
            ("E-SIGN", lambda x: -x),
            ("E-ZERO", lambda x: 0 * x),
            ("E-BITS", lambda x: x / np.log(2)),
            ("E-NO-LOG", np.exp),
            ("E-FACTOR", lambda x: 2 * x),
            ("E-FACTOR", lambda x: -x / 2),
        )
    ),
    *(
        Planted(part, code, spoilt(part, spoil))
        for part in ("hidden_mean", "visible_mean")
        for code, spoil in (
            ("E-ONE-MINUS", lambda p: 1 - p),
            ("E-NO-SIGMOID", lambda p: np.log(p / (1 - p))),
            ("E-THRESHOLDED", np.round),
        )
    ),
    *(
        Planted(part, code, drawn_by(part, pattern))
        for part in ("sample_hidden", "sample_visible")
        for code, pattern in (
            ("E-ON-OFF", lambda p: 1 - p),
            ("E-THRESHOLDED", np.round),
            ("E-FAIR-COINS", lambda p: 0 * p + 0.5),
            ("E-SQUARED", lambda p: p**2),
        )
    ),
    Planted("free_energy", "E-LOG-Z-ADDED", lambda m, v: free_energy(m, v) + log_partition(m)),
    Planted(
        "free_energy", "E-LOG-Z-SUBTRACTED", lambda m, v: free_energy(m, v) - log_partition(m)
    ),
    Planted(
        "log_partition",
        "E-STATES-AVERAGED",
        lambda m: np.log(np.exp(-table(m, *all_states(m))).mean()),
    ),
    Planted("log_likelihood", "E-NO-LOG-Z", lambda m, v: -free_energy(m, v)),
    Planted("log_likelihood", "E-OVER-ROWS", over_the_rows),
    Planted("log_likelihood", "E-LOG-Z-SIGN", lambda m, v: log_partition(m) - free_energy(m, v)),
    Planted("gibbs_step", "E-NO-MOVE", lambda m, v: np.eye(2 ** len(m[1]))),
    Planted("gibbs_step", "E-MEANS-FOR-STATES", from_hidden(lambda p: p)),
    Planted("gibbs_step", "E-THRESHOLDED-HIDDEN", from_hidden(np.round)),
    Planted("gibbs_step", "E-THRESHOLDED-VISIBLE", down_then_rounded),
    Planted("gibbs_step", "E-ON-OFF-HIDDEN", hidden_flipped),
    Planted("gibbs_step", "E-ON-OFF-VISIBLE", visible_flipped),
    Planted("gibbs_step", "E-TRANSPOSED-HIDDEN", transposed_up, square=True),
    Planted("gibbs_step", "E-TRANSPOSED-VISIBLE", transposed_down, square=True),
    Planted("gibbs_step", "E-TWO-SWEEPS", twice),
]
