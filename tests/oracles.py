"""Independent definitions that several tests, and a benchmark, hold the library against.

Nothing here calls a closed form of rbmlib: sums are taken over listed states, with mpmath or
Python's decimal numbers at fifty digits, in which no exponential leaves the range.
"""

import itertools
import math
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from typing import NamedTuple

import mpmath
import numpy as np

from rbmlib import RBM


def close(left, right, tolerance=1e-12):
    """Equality within rounding: a few hundred operations on numbers of order 1 to 100."""
    left, right = np.asarray(left), np.asarray(right)
    return left.shape == right.shape and bool(
        np.all(np.abs(left - right) <= tolerance * np.maximum(1, np.abs(left)))
    )


def step(f, model, s=1e-30):
    """Derivative of an array-valued f by the complex step, parameters along the last axis."""
    theta = model.ravel()
    shifted = (model.with_parameters(theta + 1j * s * axis) for axis in np.eye(theta.size))
    return np.stack([np.imag(f(m)) / s for m in shifted], axis=-1)


def exact_log_partition(rbm):
    """Sum over every joint state at fifty digits."""
    with mpmath.workdps(50):
        W, b, c = (x.tolist() for x in (rbm.weights, rbm.visible_bias, rbm.hidden_bias))
        terms = []
        for v in itertools.product((0, 1), repeat=rbm.n_visible):
            for h in itertools.product((0, 1), repeat=rbm.n_hidden):
                exponent = mpmath.fsum(x * on for x, on in zip(b, v, strict=True))
                exponent += mpmath.fsum(x * on for x, on in zip(c, h, strict=True))
                exponent += mpmath.fsum(
                    W[i][j] for i, x in enumerate(v) for j, y in enumerate(h) if x and y
                )
                terms.append(mpmath.exp(exponent))
        return mpmath.log(mpmath.fsum(terms))


_FIFTY_DIGITS = Context(prec=50, Emax=MAX_EMAX, Emin=MIN_EMIN)


# At most 2**12 states that weigh less than this, relative to Z, are left out of the moments:
# no change in the first 30 digits.  ln Z leaves none out.
_NEGLIGIBLE = Decimal("1e-35")


def _signs(rng, *shape):
    return rng.choice([-1.0, 1.0], shape)


def _balanced(weights, rng):
    """A machine in which states far apart compete, their energies a few half nats apart."""
    detune = [rng.integers(-3, 4, size) / 2 for size in weights.shape]
    return RBM(weights, detune[0] - weights.sum(axis=1) / 2, detune[1] - weights.sum(axis=0) / 2)


def _weights_of_fifty():
    rng = np.random.default_rng(0)
    return _balanced(50 * _signs(rng, 10, 9), rng)


def _normal_weights_of_fifty():
    rng = np.random.default_rng(1)
    return _balanced(50 * rng.normal(size=(10, 9)), rng)


def _biases_of_five_hundred():
    rng = np.random.default_rng(2)
    return RBM(rng.normal(size=(10, 9)), 500 * _signs(rng, 10), 500 * _signs(rng, 9))


def _large():
    return RBM.random(784, 12, np.random.default_rng(3))


def _large_and_strong():
    rng = np.random.default_rng(4)
    return RBM(50 * _signs(rng, 784, 12), 500 * _signs(rng, 784), 500 * _signs(rng, 12))


def _beyond_the_range_of_exp():
    rng = np.random.default_rng(5)
    return _balanced(1500 * _signs(rng, 6, 5), rng)


def _two_tied_modes():
    weights = np.full((9, 8), 40.0)
    return RBM(weights, -weights.sum(axis=1) / 2, -weights.sum(axis=0) / 2)


def _wide():
    return RBM.random(4, 13, np.random.default_rng(6), scale=20)


#: A function that makes the machine, for each name.
HARD_CASES = {
    "weights ±50": _weights_of_fifty,
    "weights 50 N(0, 1)": _normal_weights_of_fifty,
    "biases ±500": _biases_of_five_hundred,
    "784 x 12, N(0, 1)": _large,
    "784 x 12, ±50, ±500": _large_and_strong,
    "weights ±1500": _beyond_the_range_of_exp,
    "two modes that tie": _two_tied_modes,
    "fewer visible units": _wide,
    "all zeros": lambda: RBM(np.zeros((7, 6)), np.zeros(7), np.zeros(6)),
    "one unit a layer": lambda: RBM([[2.5]], [-1.5], [0.5]),
    "no hidden units": lambda: RBM(np.zeros((6, 0)), [-700, -30, 0, 1e-9, 30, 700], []),
}


class Exact(NamedTuple):
    """ln Z at fifty digits, and the moments rounded to floats.

    Attributes
    ----------
    log_partition : Decimal
        In nats.
    products : ndarray, shape (n_visible, n_hidden)
        E[v hᵀ].
    visible : ndarray, shape (n_visible,)
        E[v].
    hidden : ndarray, shape (n_hidden,)
        E[h].
    """

    log_partition: Decimal
    products: np.ndarray
    visible: np.ndarray
    hidden: np.ndarray


def exact_moments(rbm):
    """Ln Z and E[v hᵀ], E[v], E[h], by listing the states of the smaller layer.

    Parameters
    ----------
    rbm : RBM
        Of up to about ten million states times units: ten seconds.

    Returns
    -------
    Exact
    """
    with localcontext(_FIFTY_DIGITS):
        if rbm.n_visible < rbm.n_hidden:
            log_z, table = _sum(rbm.weights.T, rbm.hidden_bias, rbm.visible_bias)
            table = table.T
        else:
            log_z, table = _sum(rbm.weights, rbm.visible_bias, rbm.hidden_bias)
    return Exact(log_z, table[1:, 1:], table[1:, 0], table[0, 1:])


def _sum(weights, bias, enumerated_bias):
    """Ln Z, and E[(1, v) (1, h)ᵀ] with h the enumerated layer."""
    total = heaviest = Decimal(0)
    sums = np.full((len(bias) + 1, len(enumerated_bias) + 1), Decimal(0))
    for h, weight, odds in _states(_exp(enumerated_bias), _exp(weights.T), _exp(bias), Decimal(1)):
        weight = math.prod(1 + odds, start=weight)
        total, heaviest = total + weight, max(heaviest, weight)
        if weight > _NEGLIGIBLE * heaviest:
            on = np.concatenate([[weight], weight * odds / (1 + odds)])
            sums[:, np.flatnonzero((1, *h))] += on[:, None]
    return total.ln(), (sums / total).astype(float)


def _states(factors, columns, odds, weight):
    """Every state h, with e^(c·h) and the odds e^(b_i + (W h)_i), from products only."""
    if len(factors) == 0:
        yield (), weight, odds
        return
    for on in (0, 1):
        for h, w, o in _states(factors[1:], columns[1:], odds, weight):
            yield (on, *h), w, o
        odds, weight = odds * columns[0], weight * factors[0]


_exp = np.vectorize(lambda x: Decimal(x).exp(), otypes=[object])


def moment_error(moments, exact):
    """Largest absolute error among the last three of `moments`, with `exact` for the truth."""
    pairs = zip(moments[1:], exact[1:], strict=True)
    return max(np.abs(value - truth).max(initial=0) for value, truth in pairs)


def log_partition_error(log_partition, exact):
    """Error of ln Z, relative to |ln Z| or, where that is smaller, to one nat.

    Parameters
    ----------
    log_partition : float
        What is judged.
    exact : Exact
        What it should be.

    Returns
    -------
    float
    """
    error = abs(Decimal(float(log_partition)) - exact.log_partition)
    return float(error / max(1, abs(exact.log_partition)))
