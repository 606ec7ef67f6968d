"""Notebook 03: the gradient, line by line; each line from the tables E and dE alone."""

import numpy as np

from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.gradient_steps import STEPS
from rbmlib.lessons.exercises.judged.gradient import KINDS
from rbmlib.lessons.exercises.question import Question


def _dE():
    """dE of the reference machine, by hand: (8, 4, 11), in the order W, b, c."""
    rows = [[np.concatenate([-np.outer(v, h).ravel(), -v, -h]) for h in hand.H] for v in hand.V]
    return np.array(rows, dtype=float)


def _slopes_by_hand():
    joint, posterior = hand.JOINT, hand.POSTERIOR
    model = np.einsum("vh,vhk->k", joint, _dE())
    return model - np.einsum("vh,vhk->vk", posterior, _dE())


def _direction():
    """Of all that move p towards q at first order, the shortest."""
    return np.linalg.pinv(_slopes_by_hand(), rcond=1e-9) @ ((hand.Q - hand.P_V) / hand.P_V)


def _rows(table):
    return table / table.sum(axis=1, keepdims=True)


def _average(weights, dE):
    return np.einsum("vh,vhk->k", weights, dE)


def _clamped(weights, dE):
    return np.einsum("vh,vhk->vk", weights, dE)


def _p(E):
    return np.exp(-E) / np.exp(-E).sum()


def _slope_by_loops(E, dE):
    total, z = 0.0, 0.0
    for v in range(E.shape[0]):
        for h in range(E.shape[1]):
            total = total - np.exp(-E[v, h]) * dE[v, h]
            z += np.exp(-E[v, h])
    return (total / z).tolist()


def _theorem(E, dE):
    return _average(_p(E), dE) - _clamped(_rows(np.exp(-E)), dE)


QUESTIONS = {
    "3.1": Question(
        "ln p(v) of every v from the table E, eq (3.3)",
        KINDS["3.1"],
        "Two sums of exp(-E): one over h alone, one over everything. A quotient's logarithm.",
        lambda E: np.log(np.exp(-E).sum(axis=1)) - np.log(np.exp(-E).sum()),
        {
            "the first minus lost": (
                lambda E: np.log(np.exp(E).sum(axis=1)) - np.log(np.exp(-E).sum()),
                "E-FIRST-EXPONENT",
            ),
            "both minuses lost": (
                lambda E: np.log(np.exp(E).sum(axis=1)) - np.log(np.exp(E).sum()),
                "E-EXP-PLUS-E",
            ),
            "plus ln Z": (
                lambda E: np.log(np.exp(-E).sum(axis=1)) + np.log(np.exp(-E).sum()),
                "E-LOG-Z-SIGN",
            ),
            "no ln Z": (lambda E: np.log(np.exp(-E).sum(axis=1)), "E-NO-LOG-Z"),
            "logarithms summed": (
                lambda E: np.log(np.exp(-E)).sum(axis=1) - np.log(np.exp(-E).sum()),
                "E-SUM-OF-LOGS",
            ),
            "not a logarithm": (lambda E: np.exp(-E).sum(axis=1) / np.exp(-E).sum(), "E-NO-LOG"),
            "h not summed out": (lambda E: -E - np.log(np.exp(-E).sum()), "E-JOINT-LOG"),
            "of h": (
                lambda E: np.log(np.exp(-E).sum(axis=0)) - np.log(np.exp(-E).sum()),
                "E-HIDDEN-LAYER",
            ),
        },
        {
            "of the quotient": lambda E: np.log(np.exp(-E).sum(axis=1) / np.exp(-E).sum()),
            "lists": lambda E: [
                float(np.log(sum(np.exp(-e) for e in row) / np.exp(-E).sum())) for row in E
            ],
            "single precision": lambda E: np.log(
                np.exp(-E.astype(np.float32)).sum(axis=1) / np.exp(-E.astype(np.float32)).sum()
            ),
        },
    ),
    "3.2": Question(
        "the derivative of ln Z, eq (3.7) or eq (3.8), from the tables E and dE",
        KINDS["3.2"],
        "The derivative of exp(-E) is exp(-E) times the derivative of its exponent, which is -E.",
        lambda E, dE: -np.einsum("vh,vhk->k", np.exp(-E), dE) / np.exp(-E).sum(),
        {
            "the minus dropped": (lambda E, dE: _average(_p(E), dE), "E-SIGN"),
            "p and 1/Z together": (
                lambda E, dE: -_average(_p(E), dE) / np.exp(-E).sum(),
                "E-P-AND-Z",
            ),
            "1/Z forgotten": (lambda E, dE: -_average(np.exp(-E), dE), "E-NOT-NORMALISED"),
            "no minus, no 1/Z": (lambda E, dE: _average(np.exp(-E), dE), "E-MINUS-AND-WEIGHTS"),
            "E for its derivative": (
                lambda E, dE: np.full(dE.shape[-1], -np.sum(_p(E) * E)),
                "E-CONSTANT",
            ),
            "E for its derivative, one number": (lambda E, dE: -np.sum(_p(E) * E), "E-SHAPE"),
            "exp(+E)": (lambda E, dE: -_average(_p(-E), dE), "E-EXP-PLUS-E"),
            "a plain mean": (lambda E, dE: -dE.mean(axis=(0, 1)), "E-EQUAL-WEIGHTS"),
            "not summed": (lambda E, dE: -_p(E)[..., None] * dE, "E-NO-SUM-OVER-STATES"),
        },
        {
            "loops": _slope_by_loops,
            "tensordot": lambda E, dE: -np.tensordot(_p(E), dE, axes=2),
            "single precision": lambda E, dE: -_average(_p(E.astype(np.float32)), np.float32(dE)),
        },
    ),
    "3.3": Question(
        "the derivative of ln sum_h exp(-E(v, h)) for every v, eq (3.11)",
        KINDS["3.3"],
        "The log-sum rule again, over h alone: by what are the weights of one row divided?",
        lambda E, dE: -_clamped(_rows(np.exp(-E)), dE),
        {
            "the prior": (
                lambda E, dE: -np.einsum("h,vhk->vk", _p(E).sum(axis=0), dE),
                "E-PRIOR-IN-POSITIVE-PHASE",
            ),
            "the joint": (lambda E, dE: -_clamped(_p(E), dE), "E-JOINT"),
            "p(v | h)": (lambda E, dE: -_clamped(_p(E) / _p(E).sum(axis=0), dE), "E-COLUMNS"),
            "the best h only": (
                lambda E, dE: np.array([-dE[v, E[v].argmin()] for v in range(len(E))]),
                "E-MOST-PROBABLE",
            ),
            "not divided": (lambda E, dE: -_clamped(np.exp(-E), dE), "E-NOT-NORMALISED"),
            "no minus": (lambda E, dE: _clamped(_rows(np.exp(-E)), dE), "E-SIGN"),
            "v summed too": (lambda E, dE: -_average(_p(E), dE), "E-ALL-SUMMED"),
        },
        {
            "loops": lambda E, dE: [
                -sum(np.exp(-E[v, h]) * dE[v, h] for h in range(E.shape[1])) / np.exp(-E[v]).sum()
                for v in range(E.shape[0])
            ],
            "by the joint table": lambda E, dE: (
                -_clamped(_p(E), dE) / _p(E).sum(axis=1, keepdims=True)
            ),
            "single precision": lambda E, dE: (
                -_clamped(_rows(np.exp(-E.astype(np.float32))), np.float32(dE))
            ),
        },
    ),
    "3.4": Question(
        "the derivative of ln p(v) for every v, eq (3.12)",
        KINDS["3.4"],
        "Take your last two lines: eq (3.3) says which is subtracted from which.",
        _theorem,
        {
            "the second sign": (
                lambda E, dE: -_clamped(_rows(np.exp(-E)), dE) - _average(_p(E), dE),
                "E-NEGATIVE-SIGN",
            ),
            "both signs": (lambda E, dE: -_theorem(E, dE), "E-SIGN"),
            "no second term": (
                lambda E, dE: -_clamped(_rows(np.exp(-E)), dE),
                "E-NO-NEGATIVE-PHASE",
            ),
            "of p, not of ln p": (
                lambda E, dE: _p(E).sum(axis=1)[:, None] * _theorem(E, dE),
                "E-OF-P",
            ),
            "the joint in the first": (
                lambda E, dE: _average(_p(E), dE) - _clamped(_p(E), dE),
                "E-JOINT-FOR-POSTERIOR",
            ),
            "the prior in the first": (
                lambda E, dE: _average(_p(E), dE) - np.einsum("h,vhk->vk", _p(E).sum(axis=0), dE),
                "E-PRIOR-IN-POSITIVE-PHASE",
            ),
            "1/Z forgotten": (
                lambda E, dE: _average(np.exp(-E), dE) - _clamped(_rows(np.exp(-E)), dE),
                "E-NO-Z",
            ),
            "the same v in both": (
                lambda E, dE: _clamped(_p(E), dE) - _clamped(_rows(np.exp(-E)), dE),
                "E-SAME-V",
            ),
        },
        {
            "loops": lambda E, dE: [
                sum(_p(E)[u, h] * dE[u, h] for u in range(len(E)) for h in range(E.shape[1]))
                - sum(_rows(np.exp(-E))[v, h] * dE[v, h] for h in range(E.shape[1]))
                for v in range(len(E))
            ],
            "single precision": lambda E, dE: _theorem(np.float32(E), np.float32(dE)),
        },
    ),
    "3.5": Question(
        "the ladder for h: the derivative of ln p(h) for every h, from the tables E and dE",
        KINDS["3.5"],
        "ln p(h) is a difference of two log-sums as well: the first runs over v with h held fixed.",
        lambda E, dE: _average(_p(E), dE) - np.einsum("vh,vhk->hk", _p(E) / _p(E).sum(axis=0), dE),
        {
            "that of v": (_theorem, "E-OF-VISIBLE"),
            "p(h | v) kept": (
                lambda E, dE: _average(_p(E), dE) - np.einsum("vh,vhk->hk", _rows(np.exp(-E)), dE),
                "E-ROWS-FOR-COLUMNS",
            ),
            "the joint": (
                lambda E, dE: _average(_p(E), dE) - np.einsum("vh,vhk->hk", _p(E), dE),
                "E-JOINT",
            ),
            "no second term": (
                lambda E, dE: -np.einsum("vh,vhk->hk", _p(E) / _p(E).sum(axis=0), dE),
                "E-NO-NEGATIVE-PHASE",
            ),
            "the second sign": (
                lambda E, dE: (
                    -np.einsum("vh,vhk->hk", _p(E) / _p(E).sum(axis=0), dE) - _average(_p(E), dE)
                ),
                "E-NEGATIVE-SIGN",
            ),
            "p(v) for p(v | h)": (
                lambda E, dE: _average(_p(E), dE) - np.einsum("v,vhk->hk", _p(E).sum(axis=1), dE),
                "E-PRIOR-OF-V",
            ),
        },
        {
            "the transposed machine": lambda E, dE: _theorem(E.T, dE.swapaxes(0, 1)),
            "single precision": lambda E, dE: _theorem(
                np.float32(E.T), np.float32(dE).swapaxes(0, 1)
            ),
        },
    ),
    "3.6": Question(
        "the two phases of a data set with the shares q, eq (3.13)",
        KINDS["3.6"],
        "Average eq (3.12) over q. What becomes of a term that does not contain v?",
        lambda E, dE, q: q @ _theorem(E, dE),
        {
            "exchanged": (lambda E, dE, q: -(q @ _theorem(E, dE)), "E-SIGN"),
            "the data alone": (
                lambda E, dE, q: -q @ _clamped(_rows(np.exp(-E)), dE),
                "E-NO-NEGATIVE-PHASE",
            ),
            "the model alone": (lambda E, dE, q: _average(_p(E), dE), "E-NO-POSITIVE-PHASE"),
            "both subtracted": (
                lambda E, dE, q: -q @ _clamped(_rows(np.exp(-E)), dE) - _average(_p(E), dE),
                "E-NEGATIVE-SIGN",
            ),
            "each state once": (
                lambda E, dE, q: (q > 0) / (q > 0).sum() @ _theorem(E, dE),
                "E-REPEATS",
            ),
            "a model of equal states": (
                lambda E, dE, q: (1 / len(q) - q) @ _clamped(_rows(np.exp(-E)), dE),
                "E-UNIFORM",
            ),
            "p(v, h) in the data's phase": (
                lambda E, dE, q: _average(_p(E), dE) - q @ _clamped(_p(E), dE),
                "E-JOINT-FOR-POSTERIOR",
            ),
            "q in both": (
                lambda E, dE, q: (q - q) @ _clamped(_rows(np.exp(-E)), dE),
                "E-ZERO",
            ),
            "not averaged": (lambda E, dE, q: _theorem(E, dE), "E-NO-AVERAGE"),
        },
        {
            "by net weights, eq (3.14)": lambda E, dE, q: (
                (_p(E).sum(axis=1) - q) @ _clamped(_rows(np.exp(-E)), dE)
            ),
            "einsum": lambda E, dE, q: np.einsum(
                "vh,vhk->k", _p(E) - q[:, None] * _rows(np.exp(-E)), dE
            ),
            "single precision": lambda E, dE, q: (
                np.float32(q) @ _theorem(np.float32(E), np.float32(dE))
            ),
        },
    ),
} | STEPS
