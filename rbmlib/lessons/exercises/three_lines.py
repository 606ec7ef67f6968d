"""Notebook 05, the gradient of an RBM: what everybody programs, and how it goes wrong."""

import numpy as np

from rbmlib.lessons.exercises.by_hand import sigma
from rbmlib.lessons.exercises.judged.three_lines import KINDS
from rbmlib.lessons.exercises.question import Question
from rbmlib.states import state_index

_BLOCKS = ("weights", "visible_bias", "hidden_bias")


def _states(n):
    return np.array([[(k >> (n - 1 - i)) & 1 for i in range(n)] for k in range(2**n)])


def _p(W, b, c):
    """Every visible state, and p(v) by eq (5.3)."""
    v = _states(len(b))
    weights = np.exp(v @ b) * np.prod(1 + np.exp(c + v @ W), axis=1)
    return v, weights / weights.sum()


def _phases(data, W, b, c):
    """The data's averages and the model's, three blocks each."""
    v, p = _p(W, b, c)
    s, t = sigma(c + data @ W), sigma(c + v @ W)
    n = len(data)
    return (data.T @ s / n, data.mean(0), s.mean(0)), (v.T @ (t * p[:, None]), p @ v, p @ t)


def _three_lines(data, W, b, c):
    positive, negative = _phases(data, W, b, c)
    return tuple(left - right for left, right in zip(positive, negative, strict=True))


def _by_loops(data, W, b, c):
    v, p = _p(W, b, c)
    dW, db, dc = np.zeros(W.shape), np.zeros(b.shape), np.zeros(c.shape)
    rows = [(x, 1 / len(data)) for x in data] + [(x, -w) for x, w in zip(v, p, strict=True)]
    for x, weight in rows:
        for j in range(len(c)):
            s = 1 / (1 + np.exp(-c[j] - sum(x[i] * W[i, j] for i in range(len(b)))))
            dc[j] += weight * s
            for i in range(len(b)):
                dW[i, j] += weight * x[i] * s
        db += weight * x
    return dW, db, dc


def _net(sigma_of, net_of=None):
    """The gradient from net weights of the states, and what stands in the place of sigma(a)."""

    def gradient(data, W, b, c):
        v, p = _p(W, b, c)
        q = np.array([(data == x).all(axis=1).mean() for x in v])
        s = sigma_of(v, W, b, c)
        net = (q - p) if net_of is None else net_of(q, p, len(data))
        return v.T @ (s * net[:, None]), net @ v, net @ s

    return gradient


def _right_sigma(v, W, b, c):
    return sigma(c + v @ W)


def _reconstruction(data, W, b, c):
    """The means of one reconstruction, which many programs use for the negative phase."""
    s = sigma(c + data @ W)
    down = sigma(b + s @ W.T)
    up = sigma(c + down @ W)
    return (data.T @ s - down.T @ up) / len(data), (data - down).mean(0), (s - up).mean(0)


def _cd_1(data, W, b, c):
    """One sweep from the data, over every h and every v that may follow."""
    v, h = _states(len(b)), _states(len(c))
    positive, _ = _phases(data, W, b, c)
    law = np.zeros(len(v))
    for x in data:
        p_h = np.prod(np.where(h, sigma(c + x @ W), 1 - sigma(c + x @ W)), axis=1)
        on = sigma(b + h @ W.T)[:, None]
        law += p_h @ np.prod(np.where(v, on, 1 - on), axis=2) / len(data)
    t = sigma(c + v @ W)
    negative = v.T @ (t * law[:, None]), law @ v, law @ t
    return tuple(left - right for left, right in zip(positive, negative, strict=True))


def _products_of_means(data, W, b, c):
    (_, v, s), (_, v_model, s_model) = _phases(data, W, b, c)
    return np.outer(v, s) - np.outer(v_model, s_model), v - v_model, s - s_model


def _changed(change):
    """The right gradient, changed at the end."""
    return lambda data, W, b, c: change(*_three_lines(data, W, b, c), len(data), len(c))


GRADIENT = Question(
    "the gradient of the mean log-likelihood in three lines, eq (5.7) and eq (5.8)",
    KINDS["5.3"],
    "For the data: data.T @ s / N with s = sigma(c + data @ W), and the means of the rows and of "
    "s. For the model the same with every state, weighed with p(v). Return (dW, db, dc).",
    _three_lines,
    {
        "the data's phase alone": (lambda *x: _phases(*x)[0], "E-NO-NEGATIVE-PHASE"),
        "the model's phase alone": (
            lambda *x: tuple(-block for block in _phases(*x)[1]),
            "E-NO-POSITIVE-PHASE",
        ),
        "both phases added": (_net(_right_sigma, lambda q, p, n: q + p), "E-NEGATIVE-SIGN"),
        "model minus data": (_net(_right_sigma, lambda q, p, n: p - q), "E-SIGN"),
        "a sum over the samples": (_changed(lambda w, b, c, n, m: (n * w, n * b, n * c)), "E-SUM"),
        "the data summed": (_net(_right_sigma, lambda q, p, n: n * q - p), "E-POSITIVE-SUM"),
        "each sample once": (
            lambda data, *x: _three_lines(np.unique(data, axis=0), *x),
            "E-REPEATS",
        ),
        "1/N for members": (_net(_right_sigma, lambda q, p, n: (q > 0) / n - p), "E-MEMBERS"),
        "all states alike": (_net(_right_sigma, lambda q, p, n: q - 1 / len(p)), "E-UNIFORM"),
        "no hidden bias": (
            _net(lambda v, W, b, c: sigma(v @ W)),
            "E-NO-HIDDEN-BIAS-IN-SIGMOID",
        ),
        "W the wrong way round": (
            _net(lambda v, W, b, c: sigma(c + v @ W.T)),
            "E-WEIGHTS-TRANSPOSED-IN-SIGMOID",
        ),
        "on or off": (_net(lambda v, W, b, c: (c + v @ W > 0) * 1.0), "E-ROUNDED-SIGMOID"),
        "products of means": (_products_of_means, "E-PRODUCT-OF-MEANS"),
        "the first unit for all": (
            _net(lambda v, W, b, c: sigma(c + v @ W)[:, [0] * len(c)]),
            "E-FIRST-UNIT",
        ),
        "CD-1": (_cd_1, "E-CD-1"),
        "one reconstruction": (_reconstruction, "E-RECONSTRUCTION"),
        "the outer product transposed": (
            _changed(lambda w, b, c, n, m: (w.T, b, c)),
            "E-TRANSPOSED",
        ),
        "a sum over h kept": (_changed(lambda w, b, c, n, m: (w, b, 2**m * c)), "E-KEPT-SUM"),
        "biases exchanged": (_changed(lambda w, b, c, n, m: (w, c, b)), "E-BLOCK-ORDER"),
        "weights last": (_changed(lambda w, b, c, n, m: (b, c, w)), "E-BLOCK-ORDER"),
        "c as a column": (
            lambda data, W, b, c: (
                *_three_lines(data, W, b, c)[:2],
                sum(sigma(c[:, None] + x @ W) for x in data) / len(data)
                - sum(p * sigma(c[:, None] + x @ W) for x, p in zip(*_p(W, b, c), strict=True)),
            ),
            "E-BROADCAST",
        ),
        "the weights alone": (lambda *x: _three_lines(*x)[0], "E-BLOCKS"),
    },
    {
        "loops": _by_loops,
        "net weights": _net(_right_sigma),
        "einsum, by name": lambda data, W, b, c: dict(
            zip(
                _BLOCKS,
                (
                    np.einsum(
                        "v,vi,vj->ij",
                        np.bincount(state_index(data), minlength=2 ** len(b)) / len(data)
                        - _p(W, b, c)[1],
                        _states(len(b)),
                        sigma(c + _states(len(b)) @ W),
                    ),
                    *_three_lines(data, W, b, c)[1:],
                ),
                strict=True,
            )
        ),
        "one vector": lambda *x: np.concatenate([block.ravel() for block in _three_lines(*x)]),
        "lists": lambda *x: [block.tolist() for block in _three_lines(*x)],
        "single precision": lambda data, W, b, c: _three_lines(
            data, W.astype(np.float32), b.astype(np.float32), c.astype(np.float32)
        ),
    },
)
