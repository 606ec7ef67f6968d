"""Notebook 03: the gradient, line by line; each line from the tables E and dE alone."""

import numpy as np

from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.gradient_steps import STEPS
from rbmlib.lessons.exercises.judged.gradient import KINDS
from rbmlib.lessons.exercises.question import Question


def _slope_by_loops(E, dE):
    total, z = 0.0, 0.0
    for v in range(E.shape[0]):
        for h in range(E.shape[1]):
            total = total - np.exp(-E[v, h]) * dE[v, h]
            z += np.exp(-E[v, h])
    return (total / z).tolist()


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
            "the minus dropped": (lambda E, dE: hand.average(hand.p(E), dE), "E-SIGN"),
            "p and 1/Z together": (
                lambda E, dE: -hand.average(hand.p(E), dE) / np.exp(-E).sum(),
                "E-P-AND-Z",
            ),
            "1/Z forgotten": (lambda E, dE: -hand.average(np.exp(-E), dE), "E-NOT-NORMALISED"),
            "no minus, no 1/Z": (
                lambda E, dE: hand.average(np.exp(-E), dE),
                "E-MINUS-AND-WEIGHTS",
            ),
            "E for its derivative": (
                lambda E, dE: np.full(dE.shape[-1], -np.sum(hand.p(E) * E)),
                "E-CONSTANT",
            ),
            "E for its derivative, one number": (lambda E, dE: -np.sum(hand.p(E) * E), "E-SHAPE"),
            "exp(+E)": (lambda E, dE: -hand.average(hand.p(-E), dE), "E-EXP-PLUS-E"),
            "a plain mean": (lambda E, dE: -dE.mean(axis=(0, 1)), "E-EQUAL-WEIGHTS"),
            "not summed": (lambda E, dE: -hand.p(E)[..., None] * dE, "E-NO-SUM-OVER-STATES"),
        },
        {
            "loops": _slope_by_loops,
            "tensordot": lambda E, dE: -np.tensordot(hand.p(E), dE, axes=2),
            "single precision": lambda E, dE: (
                -hand.average(hand.p(E.astype(np.float32)), np.float32(dE))
            ),
        },
    ),
    "3.3": Question(
        "the derivative of ln sum_h exp(-E(v, h)) for every v, eq (3.11)",
        KINDS["3.3"],
        "The log-sum rule again, over h alone: by what are the weights of one row divided?",
        lambda E, dE: -hand.clamped(hand.rows(np.exp(-E)), dE),
        {
            "the prior": (
                lambda E, dE: -np.einsum("h,vhk->vk", hand.p(E).sum(axis=0), dE),
                "E-PRIOR-IN-POSITIVE-PHASE",
            ),
            "the joint": (lambda E, dE: -hand.clamped(hand.p(E), dE), "E-JOINT"),
            "p(v | h)": (
                lambda E, dE: -hand.clamped(hand.p(E) / hand.p(E).sum(axis=0), dE),
                "E-COLUMNS",
            ),
            "the best h only": (
                lambda E, dE: np.array([-dE[v, E[v].argmin()] for v in range(len(E))]),
                "E-MOST-PROBABLE",
            ),
            "not divided": (lambda E, dE: -hand.clamped(np.exp(-E), dE), "E-NOT-NORMALISED"),
            "no minus": (lambda E, dE: hand.clamped(hand.rows(np.exp(-E)), dE), "E-SIGN"),
            "v summed too": (lambda E, dE: -hand.average(hand.p(E), dE), "E-ALL-SUMMED"),
        },
        {
            "loops": lambda E, dE: [
                -sum(np.exp(-E[v, h]) * dE[v, h] for h in range(E.shape[1])) / np.exp(-E[v]).sum()
                for v in range(E.shape[0])
            ],
            "by the joint table": lambda E, dE: (
                -hand.clamped(hand.p(E), dE) / hand.p(E).sum(axis=1, keepdims=True)
            ),
            "single precision": lambda E, dE: (
                -hand.clamped(hand.rows(np.exp(-E.astype(np.float32))), np.float32(dE))
            ),
        },
    ),
    "3.4": Question(
        "the derivative of ln p(v) for every v, eq (3.12)",
        KINDS["3.4"],
        "Take your last two lines: eq (3.3) says which is subtracted from which.",
        hand.theorem,
        {
            "the second sign": (
                lambda E, dE: (
                    -hand.clamped(hand.rows(np.exp(-E)), dE) - hand.average(hand.p(E), dE)
                ),
                "E-NEGATIVE-SIGN",
            ),
            "both signs": (lambda E, dE: -hand.theorem(E, dE), "E-SIGN"),
            "no second term": (
                lambda E, dE: -hand.clamped(hand.rows(np.exp(-E)), dE),
                "E-NO-NEGATIVE-PHASE",
            ),
            "of p, not of ln p": (
                lambda E, dE: hand.p(E).sum(axis=1)[:, None] * hand.theorem(E, dE),
                "E-OF-P",
            ),
            "the joint in the first": (
                lambda E, dE: hand.average(hand.p(E), dE) - hand.clamped(hand.p(E), dE),
                "E-JOINT-FOR-POSTERIOR",
            ),
            "the prior in the first": (
                lambda E, dE: (
                    hand.average(hand.p(E), dE) - np.einsum("h,vhk->vk", hand.p(E).sum(axis=0), dE)
                ),
                "E-PRIOR-IN-POSITIVE-PHASE",
            ),
            "1/Z forgotten": (
                lambda E, dE: (
                    hand.average(np.exp(-E), dE) - hand.clamped(hand.rows(np.exp(-E)), dE)
                ),
                "E-NO-Z",
            ),
            "the same v in both": (
                lambda E, dE: (
                    hand.clamped(hand.p(E), dE) - hand.clamped(hand.rows(np.exp(-E)), dE)
                ),
                "E-SAME-V",
            ),
        },
        {
            "loops": lambda E, dE: [
                sum(hand.p(E)[u, h] * dE[u, h] for u in range(len(E)) for h in range(E.shape[1]))
                - sum(hand.rows(np.exp(-E))[v, h] * dE[v, h] for h in range(E.shape[1]))
                for v in range(len(E))
            ],
            "single precision": lambda E, dE: hand.theorem(np.float32(E), np.float32(dE)),
        },
    ),
    "3.5": Question(
        "the ladder for h: the derivative of ln p(h) for every h, from the tables E and dE",
        KINDS["3.5"],
        "ln p(h) is a difference of two log-sums too: the first runs over v, with h held fixed.",
        lambda E, dE: (
            hand.average(hand.p(E), dE)
            - np.einsum("vh,vhk->hk", hand.p(E) / hand.p(E).sum(axis=0), dE)
        ),
        {
            "that of v": (hand.theorem, "E-OF-VISIBLE"),
            "p(h | v) kept": (
                lambda E, dE: (
                    hand.average(hand.p(E), dE)
                    - np.einsum("vh,vhk->hk", hand.rows(np.exp(-E)), dE)
                ),
                "E-ROWS-FOR-COLUMNS",
            ),
            "the joint": (
                lambda E, dE: hand.average(hand.p(E), dE) - np.einsum("vh,vhk->hk", hand.p(E), dE),
                "E-JOINT",
            ),
            "no second term": (
                lambda E, dE: -np.einsum("vh,vhk->hk", hand.p(E) / hand.p(E).sum(axis=0), dE),
                "E-NO-NEGATIVE-PHASE",
            ),
            "the second sign": (
                lambda E, dE: (
                    -np.einsum("vh,vhk->hk", hand.p(E) / hand.p(E).sum(axis=0), dE)
                    - hand.average(hand.p(E), dE)
                ),
                "E-NEGATIVE-SIGN",
            ),
            "p(v) for p(v | h)": (
                lambda E, dE: (
                    hand.average(hand.p(E), dE) - np.einsum("v,vhk->hk", hand.p(E).sum(axis=1), dE)
                ),
                "E-PRIOR-OF-V",
            ),
        },
        {
            "the transposed machine": lambda E, dE: hand.theorem(E.T, dE.swapaxes(0, 1)),
            "single precision": lambda E, dE: hand.theorem(
                np.float32(E.T), dE.astype(np.float32).swapaxes(0, 1)
            ),
        },
    ),
} | STEPS
