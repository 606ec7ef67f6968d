"""An RBM and wrong gradients of its log-likelihood, written out from W, b and c.

Nothing here is read from the library's own list of mistakes: states are listed with itertools,
energies are sums, and each mistake is the line that somebody would have written.
"""

from itertools import product

import numpy as np


def states(n):
    """Every state of n units, the first unit the slowest."""
    return np.array(list(product((0.0, 1.0), repeat=n)))


def energy(W, b, c, v, h):
    """One number: minus every term that is on."""
    total = 0.0
    for i in range(len(b)):
        total -= b[i] * v[i]
        for j in range(len(c)):
            total -= v[i] * W[i, j] * h[j]
    for j in range(len(c)):
        total -= c[j] * h[j]
    return total


def joint_weights(W, b, c):
    """exp(-E) of every pair of states."""
    vs, hs = states(len(b)), states(len(c))
    return np.array([[np.exp(-energy(W, b, c, v, h)) for h in hs] for v in vs])


def visible_weights(W, b, c):
    """exp(-F) of every visible state."""
    return joint_weights(W, b, c).sum(axis=1)


def sigma(W, c, v):
    """p(h_j = 1 | v)."""
    return 1 / (1 + np.exp(-(c + v @ W)))


def summed(vs, weights, hidden):
    """Weighted sums of v h', v and h; `hidden` says what stands for h in a row."""
    W = sum(w * np.outer(v, hidden(v)) for w, v in zip(weights, vs, strict=True))
    b = sum(w * v for w, v in zip(weights, vs, strict=True))
    c = sum(w * hidden(v) for w, v in zip(weights, vs, strict=True))
    return W, b, c


def minus(left, right):
    return tuple(x - y for x, y in zip(left, right, strict=True))


def times(number, blocks):
    return tuple(number * x for x in blocks)


def positive(W, b, c, data, hidden=None):
    return summed(data, np.full(len(data), 1 / len(data)), hidden or (lambda v: sigma(W, c, v)))


def negative(W, b, c, hidden=None):
    weights = visible_weights(W, b, c)
    return summed(states(len(b)), weights / weights.sum(), hidden or (lambda v: sigma(W, c, v)))


def gradient(W, b, c, data):
    """Of the mean log-likelihood."""
    return minus(positive(W, b, c, data), negative(W, b, c))


def log_z(W, b, c):
    return np.log(joint_weights(W, b, c).sum())


# Which states, and how they weigh


def weighed(W, b, c, data, weights):
    negative = summed(states(len(b)), weights, lambda v: sigma(W, c, v))
    return minus(positive(W, b, c, data), negative)


def exp_plus_f(W, b, c, data):
    weights = 1 / visible_weights(W, b, c)
    return weighed(W, b, c, data, weights / weights.sum())


def log_p_is_f_minus_log_z(W, b, c, data):
    weights = visible_weights(W, b, c)
    return weighed(W, b, c, data, np.exp(-np.log(weights) - np.log(weights.sum())))


def uniform(W, b, c, data):
    return weighed(W, b, c, data, np.full(2 ** len(b), 1 / 2 ** len(b)))


def loop_without(lost, normaliser):
    """A loop over visible states that leaves one out; Z is right, or loses the state too."""

    def wrong(W, b, c, data):
        weights = visible_weights(W, b, c)
        z = weights.sum()
        weights[lost] = 0
        return weighed(W, b, c, data, weights / (z if normaliser == "right" else weights.sum()))

    return wrong


def loop_over_pairs_without(lost, normaliser):
    """The same over joint states."""

    def wrong(W, b, c, data):
        table = joint_weights(W, b, c)
        z = table.sum()
        table[lost, lost] = 0
        z = z if normaliser == "right" else table.sum()
        total = [np.zeros_like(x) for x in (W, b, c)]
        for k, v in enumerate(states(len(b))):
            for m, h in enumerate(states(len(c))):
                for block, x in zip(total, (np.outer(v, h), v, h), strict=True):
                    block += table[k, m] / z * x
        return minus(positive(W, b, c, data), total)

    return wrong


def repeats_dropped(W, b, c, data):
    return gradient(W, b, c, np.unique(data, axis=0))


def members(W, b, c, data):
    once = np.unique(data, axis=0)
    share = len(once) / len(data)
    return minus(times(share, positive(W, b, c, once)), negative(W, b, c))


def joint_for_posterior(W, b, c, data):
    total = [np.zeros_like(x) for x in (W, b, c)]
    z = joint_weights(W, b, c).sum()
    for v in data:
        for h in states(len(c)):
            joint = np.exp(-energy(W, b, c, v, h)) / z
            for block, x in zip(total, (np.outer(v, h), v, h), strict=True):
                block += joint * x / len(data)
    return minus(total, negative(W, b, c))


def cd_1(W, b, c, data):
    """Every path from a sample through h to the next v, with its probability."""
    law = np.zeros(2 ** len(b))
    table = joint_weights(W, b, c)
    numbers = {tuple(v): k for k, v in enumerate(states(len(b)))}
    for sample in data:
        row = table[numbers[tuple(sample)]]
        for m, given_v in enumerate(row / row.sum()):
            law += given_v * table[:, m] / table[:, m].sum() / len(data)
    return weighed(W, b, c, data, law)


def reconstruction(W, b, c, data):
    down = [1 / (1 + np.exp(-(b + W @ sigma(W, c, v)))) for v in data]
    back = summed(down, np.full(len(data), 1 / len(data)), lambda v: sigma(W, c, v))
    return minus(positive(W, b, c, data), back)


# What stands for h


def with_hidden(pattern, phases):
    """Another line for the hidden means in the positive phase, the negative one, or both."""

    def wrong(W, b, c, data):
        def hidden(v):
            return pattern(W, b, c, v)

        return minus(
            positive(W, b, c, data, hidden if "+" in phases else None),
            negative(W, b, c, hidden if "-" in phases else None),
        )

    return wrong


def with_means(pattern, phases):
    """Another line for the blocks of a phase, from its own right blocks."""

    def wrong(W, b, c, data):
        up, down = positive(W, b, c, data), negative(W, b, c)
        return minus(
            pattern(W, b, c, *up) if "+" in phases else up,
            pattern(W, b, c, *down) if "-" in phases else down,
        )

    return wrong


def product_of_means(W, b, c, vh, v, h):
    return np.outer(v, h), v, h


def sigma_of_mean(W, b, c, vh, v, h):
    return np.outer(v, sigma(W, c, v)), v, sigma(W, c, v)


def prior(W, b, c, v):
    return negative(W, b, c)[2]


# Which states weigh how, with other parameters


def weights_of_other(change):
    def wrong(W, b, c, data):
        weights = visible_weights(*change(W, b, c))
        return weighed(W, b, c, data, weights / weights.sum())

    return wrong


def negative_of_other(change):
    return lambda W, b, c, data: minus(positive(W, b, c, data), negative(*change(W, b, c)))


def all_of_other(change):
    return lambda W, b, c, data: gradient(*change(W, b, c), data)


# One number in place of a derivative


def mean_energy(W, b, c):
    table = joint_weights(W, b, c)
    total = 0.0
    for k, v in enumerate(states(len(b))):
        for m, h in enumerate(states(len(c))):
            total += table[k, m] / table.sum() * energy(W, b, c, v, h)
    return total


def in_order(order):
    """The right blocks strung together in another order, then cut at the right places."""

    def wrong(W, b, c, data):
        right = gradient(W, b, c, data)
        strung = np.concatenate([right[k].ravel() for k in order])
        n, m = W.shape
        return strung[: n * m].reshape(n, m), strung[n * m : n * m + n], strung[n * m + n :]

    return wrong
