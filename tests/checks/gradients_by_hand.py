"""Wrong gradients, each with the name that it must be given, with the data and without."""

from itertools import permutations
from typing import NamedTuple

import numpy as np

from tests.checks.by_hand import (
    all_of_other,
    cd_1,
    exp_plus_f,
    gradient,
    in_order,
    joint_for_posterior,
    log_p_is_f_minus_log_z,
    log_z,
    loop_over_pairs_without,
    loop_without,
    mean_energy,
    members,
    minus,
    negative,
    negative_of_other,
    positive,
    prior,
    product_of_means,
    reconstruction,
    repeats_dropped,
    sigma,
    sigma_of_mean,
    times,
    uniform,
    visible_weights,
    weighed,
    weights_of_other,
    with_hidden,
    with_means,
)


class Planted(NamedTuple):
    """A mistake.

    Attributes
    ----------
    code : str
        What the judge must call it.
    wrong : callable
        From W, b, c and the data to the three blocks.
    without_data : tuple of str
        What the judge must call it if it is not given the data: one name, or one a block.
    square : bool
        Whether it can be made on square machines only.
    """

    code: str
    wrong: object
    without_data: tuple
    square: bool = False


def planted(code, wrong, without_data=None, square=False):
    names = without_data or code
    return Planted(code, wrong, (names,) if isinstance(names, str) else names, square)


UNKNOWN = ("E-UNKNOWN",) * 3
# The hidden bias does not enter the block of the visible one, nor a sigmoid alone.
TWO_UNKNOWN = ("E-UNKNOWN",) * 2


def but_for_p(code):
    """Of the visible bias, whose positive phase has no sigmoid, the data need not be known."""
    return "E-UNKNOWN", f"{code}-IN-WEIGHTING", "E-UNKNOWN"


_PHASES = (("", "+-"), ("-IN-POSITIVE-PHASE", "+"), ("-IN-NEGATIVE-PHASE", "-"))
_SIGMOIDS = (("-IN-SIGMOID", "+-"), ("-IN-POSITIVE-SIGMOID", "+"), ("-IN-NEGATIVE-SIGMOID", "-"))


def hidden_wrong(code, ends, pattern, together=None, square=False):
    """Another line for the hidden means, in both phases or in one.

    Without the data a wrong positive phase cannot be told: two blocks depend on it.
    """
    without_data = {"+-": together or TWO_UNKNOWN, "+": TWO_UNKNOWN, "-": None}
    return [
        planted(code + end, with_hidden(pattern, phases), without_data[phases], square)
        for end, phases in ends
    ]


GRADIENTS = [
    planted("E-SIGN", lambda W, b, c, data: times(-1, gradient(W, b, c, data))),
    planted("E-FACTOR", lambda W, b, c, data: times(2, gradient(W, b, c, data))),
    planted("E-FACTOR", lambda W, b, c, data: times(0.5, gradient(W, b, c, data))),
    planted("E-FACTOR", lambda W, b, c, data: times(-2, gradient(W, b, c, data))),
    planted("E-ZERO", lambda W, b, c, data: times(0, gradient(W, b, c, data))),
    planted("E-NO-NEGATIVE-PHASE", positive),
    planted("E-NO-POSITIVE-PHASE", lambda W, b, c, data: times(-1, negative(W, b, c))),
    planted(
        "E-NEGATIVE-SIGN",
        lambda W, b, c, data: minus(positive(W, b, c, data), times(-1, negative(W, b, c))),
    ),
    planted(
        "E-POSITIVE-SIGN",
        lambda W, b, c, data: minus(times(-1, positive(W, b, c, data)), negative(W, b, c)),
    ),
    *(
        planted(
            code,
            lambda W, b, c, data, k=k: minus(times(k, positive(W, b, c, data)), negative(W, b, c)),
        )
        for code, k in (("E-POSITIVE-TWICE", 2), ("E-POSITIVE-FACTOR", 3))
    ),
    *(
        planted(
            code,
            lambda W, b, c, data, k=k: minus(positive(W, b, c, data), times(k, negative(W, b, c))),
        )
        for code, k in (("E-NEGATIVE-TWICE", 2), ("E-NEGATIVE-FACTOR", 0.7))
    ),
    planted("E-SUM", lambda W, b, c, data: times(len(data), gradient(W, b, c, data)), "E-FACTOR"),
    planted(
        "E-POSITIVE-SUM",
        lambda W, b, c, data: minus(times(len(data), positive(W, b, c, data)), negative(W, b, c)),
        "E-POSITIVE-FACTOR",
    ),
    planted("E-NO-Z", lambda W, b, c, data: weighed(W, b, c, data, visible_weights(W, b, c))),
    planted(
        "E-Z-TWICE",
        lambda W, b, c, data: weighed(
            W, b, c, data, visible_weights(W, b, c) / np.exp(2 * log_z(W, b, c))
        ),
    ),
    planted("E-EXP-PLUS-F", exp_plus_f),
    planted("E-EXP-PLUS-F", log_p_is_f_minus_log_z),
    planted("E-UNIFORM", uniform),
    *(
        planted(code, loop(lost, z))
        for code, lost in (("E-LAST-STATE", -1), ("E-FIRST-STATE", 0))
        for loop in (loop_without, loop_over_pairs_without)
        for z in ("right", "wrong")
        # The first pair adds nothing to the sums, so that a right Z leaves them right.
        if (code, loop, z) != ("E-FIRST-STATE", loop_over_pairs_without, "right")
    ),
    planted("E-REPEATS", repeats_dropped, UNKNOWN),
    planted("E-MEMBERS", members, UNKNOWN),
    planted("E-JOINT-FOR-POSTERIOR", joint_for_posterior, UNKNOWN),
    planted("E-CD-1", cd_1, UNKNOWN),
    planted("E-RECONSTRUCTION", reconstruction, UNKNOWN),
    *(
        planted(code + end, with_means(pattern, phases))
        for code, pattern in (
            ("E-PRODUCT-OF-MEANS", product_of_means),
            ("E-SIGMOID-OF-MEAN", sigma_of_mean),
        )
        for end, phases in _PHASES
    ),
    planted("E-PRIOR", with_hidden(prior, "+-")),
    planted("E-PRIOR-IN-POSITIVE-PHASE", with_hidden(prior, "+")),
    # In the negative phase p(h) is the mean of h.
    planted("E-PRODUCT-OF-MEANS-IN-NEGATIVE-PHASE", with_hidden(prior, "-")),
    *hidden_wrong("E-ROUNDED-SIGMOID", _PHASES, lambda W, b, c, v: np.round(sigma(W, c, v))),
    *hidden_wrong(
        "E-FIRST-UNIT",
        _PHASES,
        lambda W, b, c, v: np.full(len(c), sigma(W, c, v)[0]),
        ("E-ROWS",),
    ),
    *hidden_wrong("E-NO-HIDDEN-BIAS", _SIGMOIDS, lambda W, b, c, v: sigma(W, 0 * c, v)),
    *hidden_wrong("E-HIDDEN-BIAS-SIGN", _SIGMOIDS, lambda W, b, c, v: sigma(W, -c, v)),
    *hidden_wrong("E-WEIGHTS-SIGN", _SIGMOIDS, lambda W, b, c, v: sigma(-W, c, v)),
    *hidden_wrong("E-WEIGHTS-TWICE", _SIGMOIDS, lambda W, b, c, v: sigma(2 * W, c, v)),
    *hidden_wrong(
        "E-WEIGHTS-TRANSPOSED", _SIGMOIDS, lambda W, b, c, v: sigma(W.T, c, v), square=True
    ),
    *hidden_wrong("E-BIASES-EXCHANGED", _SIGMOIDS, lambda W, b, c, v: sigma(W, b, v), square=True),
    *hidden_wrong(
        "E-PARAMETERS-SIGN",
        _SIGMOIDS,
        lambda W, b, c, v: 1 - sigma(W, c, v),
        ("E-UNKNOWN", "E-SIGN"),
    ),
    planted("E-NO-VISIBLE-BIAS", all_of_other(lambda W, b, c: (W, 0 * b, c))),
    planted(
        "E-NO-HIDDEN-BIAS",
        all_of_other(lambda W, b, c: (W, b, 0 * c)),
        but_for_p("E-NO-HIDDEN-BIAS"),
    ),
    planted(
        "E-WEIGHTS-SIGN", all_of_other(lambda W, b, c: (-W, b, c)), but_for_p("E-WEIGHTS-SIGN")
    ),
    planted(
        "E-WEIGHTS-TRANSPOSED",
        all_of_other(lambda W, b, c: (W.T, b, c)),
        but_for_p("E-WEIGHTS-TRANSPOSED"),
        square=True,
    ),
    planted("E-NO-BIASES-IN-WEIGHTING", weights_of_other(lambda W, b, c: (W, 0 * b, 0 * c))),
    planted("E-NO-HIDDEN-BIAS-IN-WEIGHTING", weights_of_other(lambda W, b, c: (W, b, 0 * c))),
    planted(
        "E-NO-HIDDEN-BIAS-IN-NEGATIVE-PHASE", negative_of_other(lambda W, b, c: (W, b, 0 * c))
    ),
    planted("E-PARAMETERS-SIGN-IN-WEIGHTING", weights_of_other(lambda W, b, c: (-W, -b, -c))),
    planted("E-BLOCKS-EXCHANGED", in_order((0, 2, 1))),
    *(
        planted("E-BLOCK-ORDER", in_order(order))
        for order in permutations(range(3))
        if order not in ((0, 1, 2), (0, 2, 1))
    ),
    planted(
        "E-CONSTANT",
        lambda W, b, c, data: tuple(np.full_like(x, mean_energy(W, b, c)) for x in (W, b, c)),
    ),
    planted(
        "E-NEGATIVE-CONSTANT",
        lambda W, b, c, data: tuple(x + mean_energy(W, b, c) for x in positive(W, b, c, data)),
    ),
]
