"""Notebook 03, the two phases, and one step: which probabilities move, and which way."""

import numpy as np

from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.judged.gradient import KINDS
from rbmlib.lessons.exercises.question import Question


def _dE():
    """Of every pair of states of R: (8, 4, 11), in the order W, b, c."""
    rows = [[np.concatenate([-np.outer(v, h).ravel(), -v, -h]) for h in hand.H] for v in hand.V]
    return np.array(rows, dtype=float)


def _slopes_by_hand():
    joint, posterior = hand.JOINT, hand.POSTERIOR
    model = np.einsum("vh,vhk->k", joint, _dE())
    return model - np.einsum("vh,vhk->vk", posterior, _dE())


def _direction():
    """Of all that move p towards q at first order, the shortest."""
    return np.linalg.pinv(_slopes_by_hand(), rcond=1e-9) @ ((hand.Q - hand.P_V) / hand.P_V)


STEPS = {
    "3.6": Question(
        "the two phases of a data set with the shares q, eq (3.13)",
        KINDS["3.6"],
        "Average eq (3.12) over q. What becomes of a term that does not contain v?",
        lambda E, dE, q: q @ hand.theorem(E, dE),
        {
            "exchanged": (lambda E, dE, q: -(q @ hand.theorem(E, dE)), "E-SIGN"),
            "the data alone": (
                lambda E, dE, q: -q @ hand.clamped(hand.rows(np.exp(-E)), dE),
                "E-NO-NEGATIVE-PHASE",
            ),
            "the model alone": (
                lambda E, dE, q: hand.average(hand.p(E), dE),
                "E-NO-POSITIVE-PHASE",
            ),
            "both subtracted": (
                lambda E, dE, q: (
                    -q @ hand.clamped(hand.rows(np.exp(-E)), dE) - hand.average(hand.p(E), dE)
                ),
                "E-NEGATIVE-SIGN",
            ),
            "each state once": (
                lambda E, dE, q: (q > 0) / (q > 0).sum() @ hand.theorem(E, dE),
                "E-REPEATS",
            ),
            "a model of equal states": (
                lambda E, dE, q: (1 / len(q) - q) @ hand.clamped(hand.rows(np.exp(-E)), dE),
                "E-UNIFORM",
            ),
            "p(v, h) in the data's phase": (
                lambda E, dE, q: hand.average(hand.p(E), dE) - q @ hand.clamped(hand.p(E), dE),
                "E-JOINT-FOR-POSTERIOR",
            ),
            "q in both": (
                lambda E, dE, q: (q - q) @ hand.clamped(hand.rows(np.exp(-E)), dE),
                "E-ZERO",
            ),
            "not averaged": (lambda E, dE, q: hand.theorem(E, dE), "E-NO-AVERAGE"),
        },
        {
            "by net weights, eq (3.14)": lambda E, dE, q: (
                (hand.p(E).sum(axis=1) - q) @ hand.clamped(hand.rows(np.exp(-E)), dE)
            ),
            "einsum": lambda E, dE, q: np.einsum(
                "vh,vhk->k", hand.p(E) - q[:, None] * hand.rows(np.exp(-E)), dE
            ),
            "single precision": lambda E, dE, q: (
                np.float32(q) @ hand.theorem(np.float32(E), np.float32(dE))
            ),
        },
    ),
    "3.7": Question(
        "prediction: which way p(111) moves in a small step along the gradient",
        KINDS["3.7"],
        "111 shares two of its three units with 101 and with 110, which are pushed up.",
        "up",
        {"down": ("down", "E-NET-WEIGHT"), "stays": ("stays", "E-OUTSIDE-DATA")},
        {"capitals": "UP"},
    ),
    "3.8": Question(
        "in how many independent directions eleven parameters can move eight probabilities",
        KINDS["3.8"],
        "The rank of the 8 x 11 table of d ln p(v)/d theta. Which combination of its rows is "
        "zero, because the probabilities sum to one?",
        7,
        {
            "the parameters": (11, "E-COUNTS-PARAMETERS"),
            "the states": (8, "E-COUNTS-STATES"),
            "parameters less states": (11 - 8, "E-DIFFERENCE"),
        },
        {
            "computed": int(np.linalg.matrix_rank(_slopes_by_hand(), tol=1e-9)),
            "floating point": 7.0,
        },
    ),
    "3.9": Question(
        "a direction along which every p(v) moves by its own net weight, q(v) - p(v)",
        KINDS["3.9"],
        "You want J d = (q - p)/p, where J is the table of d ln p(v)/d theta: eight equations, "
        "eleven unknowns. numpy.linalg.lstsq or pinv.",
        _direction(),
        {
            "the gradient": (hand.Q @ _slopes_by_hand(), "E-GRADIENT"),
            "backwards": (-_direction(), "E-SIGN"),
            "J d = q - p": (
                np.linalg.pinv(_slopes_by_hand(), rcond=1e-9) @ (hand.Q - hand.P_V),
                "E-MOVES-LOG",
            ),
            "of length one": (_direction() / np.linalg.norm(_direction()), "E-LENGTH"),
            "nothing": (np.zeros(11), "E-NO-DIRECTION"),
            "ones": (np.ones(11), "E-MOVES-OTHERWISE"),
            "eight numbers": (hand.Q - hand.P_V, "E-INPUT"),
        },
        {
            "least squares": np.linalg.lstsq(
                _slopes_by_hand(), (hand.Q - hand.P_V) / hand.P_V, rcond=1e-9
            )[0],
            "a list": _direction().tolist(),
            "another of many": _direction() + np.linalg.svd(_slopes_by_hand())[2][-1],
        },
    ),
    "3.10": Question(
        "prediction: the likelihood after 200 steps in which both phases are added",
        KINDS["3.10"],
        "Both phases push every parameter up. Which state does a machine with large parameters "
        "everywhere believe in, and is it in the data?",
        "falls",
        {"rises": ("rises", "E-DATA-NOT-ENOUGH"), "stays": ("stays", "E-NO-BALANCE")},
        {"capitals": "Falls"},
    ),
}
