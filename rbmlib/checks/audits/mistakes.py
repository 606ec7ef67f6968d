"""Mistakes in the gradient of a log-likelihood, each with its code: one list for every judge."""

from itertools import permutations, product

import numpy as np

from rbmlib.checks.audits import wrong_phases as made
from rbmlib.checks.audits.changes import CHANGES
from rbmlib.checks.audits.likelihood import Mistake, exchanged, phases, reordered, sums

_BOTH = ("positive", "negative")
# Where a phase may be wrong: the ending of the code, and the phases.
_PHASES = (
    ("", _BOTH),
    ("-IN-POSITIVE-PHASE", ("positive",)),
    ("-IN-NEGATIVE-PHASE", ("negative",)),
)
# Where another machine may be computed with: the ending, whose sigmoids, and whether p(v) too.
_PLACES = (
    ("", _BOTH, True),
    ("-IN-SIGMOID", _BOTH, False),
    ("-IN-POSITIVE-SIGMOID", ("positive",), False),
    ("-IN-NEGATIVE-SIGMOID", ("negative",), False),
    ("-IN-WEIGHTING", (), True),
    ("-IN-NEGATIVE-PHASE", ("negative",), True),
)
_STATISTICS = (
    ("E-PRODUCT-OF-MEANS", made.means_as(made.product_of_means)),
    ("E-SIGMOID-OF-MEAN", made.means_as(made.sigmoid_of_mean)),
    ("E-PRIOR", made.means_as(made.prior)),
    ("E-ROUNDED-SIGMOID", made.hidden_as(made.thresholded)),
    ("E-FIRST-UNIT", made.hidden_as(lambda mean: mean[:, [0] * mean.shape[1]])),
)
_ORDERS = [order for n in (2, 3) for order in list(permutations(range(n)))[1:]]


def _inverse(p):
    """The weights exp(+F), normalised, where p = exp(-F) / Z."""
    return (1 / p) / np.sum(1 / p)


#: Mistakes for which the phases need not be known: codes, and functions of a `Likelihood`.
OF_ANY_GRADIENT: tuple[tuple[str, Mistake], ...] = (
    ("E-SIGN", phases(lambda p, q, z: q - p)),
    ("E-ZERO", phases(lambda p, q, z: 0 * p)),
    ("E-BLOCKS-EXCHANGED", exchanged("visible_bias", "hidden_bias")),
    *(("E-BLOCK-ORDER", reordered(order)) for order in _ORDERS),
)
#: All of them.  The first that gives what came is named: the more specific come first.
MISTAKES: tuple[tuple[str, Mistake], ...] = (
    *OF_ANY_GRADIENT,
    ("E-NO-NEGATIVE-PHASE", phases(lambda p, q, z: p)),
    ("E-NO-POSITIVE-PHASE", phases(lambda p, q, z: -q)),
    ("E-NEGATIVE-SIGN", phases(lambda p, q, z: p + q)),
    ("E-POSITIVE-SIGN", phases(lambda p, q, z: -p - q)),
    ("E-SUM", sums(lambda p, q, n: n * (p - q))),
    ("E-POSITIVE-SUM", sums(lambda p, q, n: n * p - q)),
    ("E-NEGATIVE-TWICE", phases(lambda p, q, z: p - 2 * q)),
    ("E-POSITIVE-TWICE", phases(lambda p, q, z: 2 * p - q)),
    ("E-NO-Z", phases(lambda p, q, z: p - z * q)),
    ("E-Z-TWICE", phases(lambda p, q, z: p - q / z)),
    ("E-REPEATS", made.positive_weighing(lambda truth, v, shares, n: 0 * shares + 1 / len(v))),
    ("E-MEMBERS", made.positive_weighing(lambda truth, v, shares, n: 0 * shares + 1 / n)),
    (
        "E-JOINT-FOR-POSTERIOR",
        made.positive_weighing(
            lambda truth, v, shares, n: shares * np.exp(truth.log_likelihood(v))
        ),
    ),
    ("E-CD-1", made.sweep),
    ("E-RECONSTRUCTION", made.reconstruction),
    ("E-EXP-PLUS-F", made.negative_weighing(lambda p, z: _inverse(p))),
    ("E-EXP-PLUS-F", made.negative_weighing(lambda p, z: 1 / (p * z**2))),
    ("E-UNIFORM", made.negative_weighing(lambda p, z: 0 * p + 1 / len(p))),
    *(
        (code, made.lost(place, joint, normalised))
        for code, place in (("E-LAST-STATE", -1), ("E-FIRST-STATE", 0))
        for joint, normalised in product((False, True), repeat=2)
    ),
    *(
        (code + where, made.in_phases(which, phase_of))
        for (code, phase_of), (where, which) in product(_STATISTICS, _PHASES)
        # In the negative phase p(h) is the mean of h, and the mistake the product of means.
        if (code, where) != ("E-PRIOR", "-IN-NEGATIVE-PHASE")
    ),
    *(
        (code + where, made.changed(change, sigmoids, weighing))
        for (code, change), (where, sigmoids, weighing) in product(CHANGES, _PLACES)
    ),
)
