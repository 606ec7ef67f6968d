"""Notebook 02: the likelihood of a data set, the divergence, and where the maximum lies."""

import numpy as np

from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.judged.likelihood import KINDS
from rbmlib.lessons.exercises.question import Question


def _states(n):
    return np.array([[(k >> (n - 1 - i)) & 1 for i in range(n)] for k in range(2**n)])


def _log_p(W, b, c):
    """Of every visible state, in counting order."""
    v, h = _states(len(b)), _states(len(c))
    factors = np.exp((v @ b)[:, None] + h @ c + v @ W @ h.T)
    return np.log(factors.sum(axis=1) / factors.sum())


def _rows(data):
    return data @ (1 << np.arange(data.shape[1])[::-1])


def _mean_log_p(data, W, b, c):
    return _log_p(W, b, c)[_rows(data)].mean()


def _mean_by_loops(data, W, b, c):
    total = 0.0
    for sample in data.tolist():
        row = int("".join(map(str, sample)), 2)
        total += float(_log_p(W, b, c)[row])
    return total / len(data)


def _free(v, W, b, c):
    return -(v @ b) - np.log1p(np.exp(c + v @ W)).sum(axis=-1)


def _kl(data, W, b, c):
    q = np.bincount(_rows(data), minlength=2 ** len(b)) / len(data)
    seen = q > 0
    return q[seen] @ (np.log(q[seen]) - _log_p(W, b, c)[seen])


QUESTIONS = {
    "2.1": Question(
        "the mean log-likelihood of a data set, eq (2.2)",
        KINDS["2.1"],
        "ln p of each sample, repeated ones too; then their mean. A state's row in the table is "
        "its bits read as a binary number.",
        _mean_log_p,
        {
            "a loss": (lambda data, W, b, c: -_mean_log_p(data, W, b, c), "E-SIGN"),
            "a sum": (lambda data, W, b, c: _log_p(W, b, c)[_rows(data)].sum(), "E-SUM"),
            "each sample once": (
                lambda data, W, b, c: _mean_log_p(np.unique(data, axis=0), W, b, c),
                "E-REPEATS",
            ),
            "1/N for members": (
                lambda data, W, b, c: _log_p(W, b, c)[np.unique(_rows(data))].sum() / len(data),
                "E-MEMBERS",
            ),
            "the logarithm of the mean": (
                lambda data, W, b, c: np.log(np.exp(_log_p(W, b, c))[_rows(data)].mean()),
                "E-LOG-OF-MEAN",
            ),
            "no ln Z": (lambda data, W, b, c: -_free(data, W, b, c).mean(), "E-NO-LOG-Z"),
            "a mean of probabilities": (
                lambda data, W, b, c: np.exp(_log_p(W, b, c))[_rows(data)].mean(),
                "E-NO-LOG",
            ),
            "no mean at all": (lambda data, W, b, c: _log_p(W, b, c)[_rows(data)], "E-NO-MEAN"),
            "no hidden bias": (
                lambda data, W, b, c: _mean_log_p(data, W, b, 0 * c),
                "E-NO-HIDDEN-BIAS",
            ),
        },
        {
            "loops": _mean_by_loops,
            "free energies": lambda data, W, b, c: (
                -_free(data, W, b, c).mean()
                - np.log(np.exp(-_free(_states(len(b)), W, b, c)).sum())
            ),
            "by shares": lambda data, W, b, c: (
                np.bincount(_rows(data), minlength=2 ** len(b)) @ _log_p(W, b, c) / len(data)
            ),
            "single precision": lambda data, W, b, c: np.float32(_mean_log_p(data, W, b, c)),
        },
    ),
    "2.2": Question(
        "the divergence from the data to the model, eq (2.4)",
        KINDS["2.2"],
        "The average of ln q(v) - ln p(v) under q: count how often each state occurs, and sum "
        "over the states that do.",
        _kl,
        {
            "-ln N": (
                lambda data, W, b, c: -np.log(len(data)) - _mean_log_p(data, W, b, c),
                "E-LOG-N",
            ),
            "no entropy": (lambda data, W, b, c: -_mean_log_p(data, W, b, c), "E-NO-ENTROPY"),
            "log of zero": (
                lambda data, W, b, c: np.sum(
                    (q := np.bincount(_rows(data), minlength=2 ** len(b)) / len(data))
                    * (np.log(q) - _log_p(W, b, c))
                ),
                "E-NOT-FINITE",
            ),
            "the entropy added": (
                lambda data, W, b, c: -2 * _mean_log_p(data, W, b, c) - _kl(data, W, b, c),
                "E-ENTROPY-SIGN",
            ),
            "p over q": (lambda data, W, b, c: -_kl(data, W, b, c), "E-SIGN"),
            "in bits": (lambda data, W, b, c: _kl(data, W, b, c) / np.log(2), "E-BITS"),
            "the other way round": (
                lambda data, W, b, c: sum(
                    np.exp(_log_p(W, b, c)[k])
                    * (_log_p(W, b, c)[k] - np.log(np.mean(_rows(data) == k)))
                    for k in np.unique(_rows(data))
                ),
                "E-OTHER-WAY",
            ),
        },
        {
            "loops": lambda data, W, b, c: sum(
                np.mean(_rows(data) == k) * np.log(np.mean(_rows(data) == k))
                - np.mean(_rows(data) == k) * _log_p(W, b, c)[k]
                for k in set(_rows(data).tolist())
            ),
            "single precision": lambda data, W, b, c: np.float32(_kl(data, W, b, c)),
        },
    ),
    "2.3": Question(
        "all errors that -ln N for -H(q) can make with N = 4 samples, eq (2.6)",
        KINDS["2.3"],
        "The error depends only on how often each state occurs: 4, 3 + 1, 2 + 2, 2 + 1 + 1, "
        "1 + 1 + 1 + 1.",
        [
            0,
            0.5 * np.log(2),
            np.log(2),
            np.log(4) - (0.75 * np.log(4 / 3) + 0.25 * np.log(4)),
            np.log(4),
        ],
        {
            "3 + 1 forgotten": ([0, 0.3466, 0.6931, 1.3863], "E-FEWER"),
            "the entropies": (
                [
                    0,
                    0.75 * np.log(4 / 3) + 0.25 * np.log(4),
                    np.log(2),
                    1.5 * np.log(2),
                    np.log(4),
                ],
                "E-ENTROPY",
            ),
            "in bits": (
                [0, 0.5, 1, 2 - 0.75 * np.log2(4 / 3) - 0.5, 2],
                "E-BITS",
            ),
            "the order of the samples counted": (
                [0, 0.3466, 0.6931, 0.8240, 1.0397, 1.3863],
                "E-MORE",
            ),
        },
        {
            "a set, rounded": {1.3863, 0.8240, 0.6931, 0.3466, 0.0},
            "with repetitions": np.array([0, 0, 0.34657, 0.69315, 0.69315, 0.82396, 1.38629]),
        },
    ),
    "2.4": Question(
        "the best b_1 of R for its data, without scanning",
        KINDS["2.4"],
        "At the maximum p(v_1 = 1) is the data's share, 3/4. Changing b_1 by x multiplies the "
        "odds of v_1 = 1 by exp(x), whatever the rest does.",
        0.1 + np.log(3) - np.log(hand.P_V[4:].sum() / hand.P_V[:4].sum()),
        {
            "the logit of 3/4": (np.log(0.75 / 0.25), "E-NO-WEIGHTS"),
            "the change only": (1.2842, "E-INCREMENT"),
            "one step of the gradient": (0.1 + 0.75 - hand.P_V[4:].sum(), "E-ONE-STEP"),
            "the change subtracted": (0.1 - 1.2842, "E-INCREMENT-SIGN"),
            "from the grid of the figure": (1.4, "E-UNKNOWN"),
        },
        {"rounded": 1.3842, "single precision": np.float32(1.38416)},
    ),
    "2.5": Question(
        "prediction: where the maximum of the likelihood lies for one visible unit, always on",
        KINDS["2.5"],
        "p(v = 1) = sigma(b) should be 1. For which b is it?",
        "infinity",
        {"finite": ("finite", "E-NEVER-CERTAIN"), "nowhere": ("nowhere", "E-APPROACHED")},
        {"capitals": "Infinity"},
    ),
}
