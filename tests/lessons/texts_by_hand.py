"""What the printed lines say, from W, b, c and the data alone: nothing of a `Setting` is asked.

Each entry holds the two sides as they stand in print, or None where the left one is the line
above.
"""

import itertools
from functools import cached_property

import numpy as np


class Hand:
    """The tables of a machine and its data, by loops over states where order matters."""

    def __init__(self, setting):
        model = setting.model
        self.W, self.b, self.c = model.weights, model.visible_bias, model.hidden_bias
        n, m = self.W.shape
        self.v = np.array(list(itertools.product((0.0, 1.0), repeat=n)))
        self.h = np.array(list(itertools.product((0.0, 1.0), repeat=m)))
        self.f = np.exp((self.v @ self.b)[:, None] + self.h @ self.c + self.v @ self.W @ self.h.T)
        self.Z = sum(self.f.ravel())
        self.joint = self.f / self.Z
        self.p = self.joint.sum(axis=1)
        self.posterior = self.joint / self.p[:, None]
        self.data, self.samples = setting.data, setting.samples
        self.rows = np.array([states(self.v, row) for row in self.data])
        self.drawn = np.array([states(self.v, row) for row in self.samples])
        self.N = len(self.data)
        self.q = np.array([sum(self.rows == k) / self.N for k in range(len(self.v))])
        # The two free choices of a setting.
        self.population, self.noise = setting.population, setting.noise

    @property
    def on(self):
        """p(h_j = 1 | v), (V, m)."""
        return 1 / (1 + np.exp(-self.c - self.v @ self.W))

    @cached_property
    def slopes(self):
        """Derivative of ln sum_h e^-E in all parameters, (V, K): v sigma, v, sigma."""
        return np.array(
            [[*np.outer(v, on).ravel(), *v, *on] for v, on in zip(self.v, self.on, strict=True)]
        )

    @property
    def step(self):
        """Gradient of the mean log-likelihood, (K,)."""
        return self.q @ self.slopes - self.p @ self.slopes

    @property
    def unit(self):
        """p(v, h_j = 1), (V, m)."""
        return self.p[:, None] * self.on

    def of_weights(self, vector):
        return vector[: self.W.size].reshape(self.W.shape)

    def both(self, table):
        """Minus the mean over the data, plus the mean over the drawn samples."""
        table = np.asarray(table)
        return table[self.drawn].mean(axis=0) - table[self.rows].mean(axis=0)

    def over_v(self, table):
        return np.einsum("v,v...->...", self.p - self.q, np.asarray(table))


def states(v, row):
    """Number of a row among all states."""
    return next(k for k, state in enumerate(v) if np.array_equal(state, row))


def kl(left, right):
    return sum(a * np.log(a / b) for a, b in zip(left, right, strict=True) if a > 0)


def logistic(x):
    return 1 / (1 + np.exp(-x))


def column_sigmoid(k):
    """sigm(c + v'W), c down and v'W across, (V, m, m)."""
    return [[[logistic(c + x) for x in v @ k.W] for c in k.c] for v in k.v]


def sweep(k):
    """Gibbs transition matrix from conditionals, unit by unit."""
    up = np.array([[np.prod(np.where(h == 1, on, 1 - on)) for h in k.h] for on in k.on])
    visible = logistic(k.b + k.h @ k.W.T)
    down = np.array([[np.prod(np.where(v == 1, on, 1 - on)) for v in k.v] for on in visible])
    return up @ down


def ternary(k, turn):
    """Ratio matching of three values, the neighbour `turn` places on."""
    f = k.f.sum(axis=1)[:3]
    terms = [1 / (1 + f[x] / f[(x + turn) % 3]) ** 2 for x in range(3)]
    return sum(a * b for a, b in zip(k.population[:3], terms, strict=True))


def without_biases(k):
    return np.exp(k.v @ k.W @ k.h.T)


def over_all(k):
    return np.ones((len(k.c), *k.f.shape))


def each_own_value(k):
    """p(h_j | v) of each state's own h_j, (m, V, H)."""
    return np.array(
        [np.where(k.h[:, j] == 1, on[:, None], 1 - on[:, None]) for j, on in enumerate(k.on.T)]
    )


def all_of_the_data(k):
    """Derivative of the log of Z summed over the rows of the data alone."""
    weights = k.f.sum(axis=1)[k.rows]
    return weights @ k.slopes[k.rows] / weights.sum()


def log_mean(k, share):
    return share @ np.log(k.p)


def members(k):
    return (k.q > 0) / k.N


def every_i(k, values):
    return np.array([values] * len(k.c))


#: Lines that hold under a condition, both sides as printed.
CONDITIONAL = {
    "S0.6b": (lambda k: [True, True], lambda k: [False, False]),
    "S0.8": (
        lambda k: kl(k.population, k.p),
        lambda k: np.mean([np.log(k.population[r] / k.p[r]) for r in k.rows]),
    ),
    "S0.9": (
        lambda k: np.mean([np.log(k.q[r] / k.p[r]) for r in k.rows]),
        lambda k: -np.log(k.N) - log_mean(k, k.q),
    ),
    "S0.12": (lambda k: kl(k.q, k.p), lambda k: -np.log(k.N) - log_mean(k, k.q)),
    "S0.19": (all_of_the_data, lambda k: k.p @ k.slopes),
    "S0.21": (lambda k: k.step, lambda k: -k.step),
    "S0.24": (lambda k: k.f, without_biases),
    "S0.26": (
        None,
        lambda k: np.einsum(
            "vh,vi,hj->vij", without_biases(k) / k.f.sum(axis=1)[:, None], k.v, k.h
        ),
    ),
    "S0.38": (lambda k: k.of_weights(k.step), lambda k: -k.of_weights(k.step)),
    "S1.24c": (lambda k: k.p, lambda k: k.q @ sweep(k)),
    "S1.30": (lambda k: [0, 2], lambda k: [2 * len(k.c), 2]),
    "S1.31": (lambda k: [True, True], lambda k: [True, False]),
    "S1.37": (lambda k: ternary(k, 1), lambda k: ternary(k, -1)),
    "S1.42": (lambda k: k.p / (k.p + 2 * k.noise), lambda k: k.p / (k.p + k.noise)),
    "S1.44": (lambda k: [True, True], lambda k: [True, False]),
    "S1.47": (lambda k: True, lambda k: False),
    "S1.49": (lambda k: True, lambda k: False),
    "S1.51": (lambda k: k.Z, lambda k: k.Z - k.f[0].sum()),
    "S1.54": (
        lambda k: True,
        # At 1 and at 0.99, the sums over h of e^-E and of its power.
        lambda k: bool((k.f.sum(axis=1) < (k.f**0.99).sum(axis=1)).all()),
    ),
    "S1.55": (lambda k: True, lambda k: False),
    "S2.4": (lambda k: k.q, members),
    "S2.5": (lambda k: log_mean(k, k.q), lambda k: log_mean(k, members(k))),
    "S2.37": (None, over_all),
    "S2.50": (lambda k: -k.step[-len(k.c) :], lambda k: k.over_v(column_sigmoid(k))),
    "S2.52": (
        lambda k: -k.step[k.W.size : k.W.size + len(k.b)],
        lambda k: k.both(k.v),
    ),
    "S2.54": (lambda k: -k.step[-len(k.c) :], lambda k: k.both(column_sigmoid(k))),
}

#: Misprinted lines, likewise.
MISPRINTED = {
    "S0.3": (None, lambda k: np.log((1 / k.f).sum(axis=1) / k.Z)),
    "S0.4": (
        lambda k: k.p[:, None] * (k.slopes - k.p @ k.slopes),
        lambda k: k.slopes - (k.joint * np.log(k.f)).sum(),
    ),
    "S0.9b": (lambda k: k.q[k.rows], lambda k: np.full(k.N, 1 / k.N)),
    "S0.30": (
        None,
        # The probability of a unit that is off, where it is on that counts; the inner sum is 1
        # for each of the H / 2 states in which h_j is on, over all of them.
        lambda k: np.array([np.outer(v, 1 - on) for v, on in zip(k.v, k.on, strict=True)]),
    ),
    "S1.14": (None, lambda k: k.p @ k.slopes / k.Z),
    "S1.19": (
        lambda k: k.slopes - k.p @ k.slopes,
        lambda k: k.slopes + k.p @ k.slopes,
    ),
    "S1.20": (lambda k: k.p @ k.slopes, lambda k: -k.p @ k.slopes),
    "S2.3": (lambda k: -log_mean(k, k.q), lambda k: log_mean(k, k.q)),
    "S2.10": (None, lambda k: -k.q @ np.log(k.f.sum(axis=1)) - np.log(k.Z)),
    "S2.24": (lambda k: [0, 1], lambda k: [*range(len(k.c) + 1)]),
    "S2.42": (None, lambda k: -len(k.h) * k.of_weights(k.step)),
    "S2.46": (
        lambda k: every_i(k, -k.step[-len(k.c) :]),
        lambda k: every_i(k, -k.step[-len(k.c) :]).T,
    ),
    "S2.47": (None, lambda k: every_i(k, -len(k.h) * k.step[-len(k.c) :])),
}
