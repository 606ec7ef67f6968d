"""Notebook 00: the two phases, read off tables."""

import numpy as np

from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.judged.start import KINDS
from rbmlib.lessons.exercises.question import Question


def _energy_by_loops(v, h, W, b, c):
    total = 0.0
    for i in range(len(v)):
        total -= b[i] * v[i]
        for j in range(len(h)):
            total -= v[i] * W[i, j] * h[j]
    for j in range(len(h)):
        total -= c[j] * h[j]
    return total


QUESTIONS = {
    "0.1": Question(
        "the energy of one pair of states, eq (0.2)",
        KINDS["0.1"],
        "Three sums, each with a minus: one over i, one over j, one over pairs (i, j).",
        _energy_by_loops,
        {
            "plus signs": (lambda v, h, W, b, c: b @ v + c @ h + v @ W @ h, "E-SIGN"),
            "no hidden bias": (lambda v, h, W, b, c: -b @ v - v @ W @ h, "E-NO-HIDDEN-BIAS"),
            "no biases": (lambda v, h, W, b, c: -v @ W @ h, "E-NO-BIASES"),
            "plus before W": (
                lambda v, h, W, b, c: -b @ v - c @ h + v @ W @ h,
                "E-WEIGHTS-SIGN",
            ),
            "W the wrong way round": (
                lambda v, h, W, b, c: -b @ v - c @ h - h @ W @ v,
                "E-WEIGHTS-TRANSPOSED",
            ),
            "b and c exchanged": (
                lambda v, h, W, b, c: -c @ v - b @ h - v @ W @ h,
                "E-BIASES-EXCHANGED",
            ),
            "the Boltzmann factor": (
                lambda v, h, W, b, c: np.exp(b @ v + c @ h + v @ W @ h),
                "E-FACTOR-FOR-ENERGY",
            ),
            "forgets the return": (lambda v, h, W, b, c: None, "E-NO-RETURN"),
        },
        {
            "matrix products": lambda v, h, W, b, c: -b @ v - c @ h - v @ W @ h,
            "einsum": lambda v, h, W, b, c: (
                -np.einsum("i,i", b, v) - np.einsum("j,j", c, h) - np.einsum("i,ij,j", v, W, h)
            ),
            "single precision": lambda v, h, W, b, c: (
                -np.float32(np.float32(b @ v) + np.float32(c @ h) + np.float32(v @ W @ h))
            ),
        },
    ),
    "0.2": Question(
        "the model's average of v_1, the length of b_1's bar of the negative phase",
        KINDS["0.2"],
        "It is p(v_1 = 1): which rows of the table of p(v, h) have v_1 on?",
        hand.JOINT[4:].sum(),
        {
            "the data's share": (0.75, "E-OTHER-PHASE"),
            "Boltzmann factors, not divided by Z": (np.exp(-hand.E)[4:].sum(), "E-NO-Z"),
            "the last unit": (hand.JOINT[1::2].sum(), "E-OTHER-UNIT"),
            "the rows with v_1 off": (hand.JOINT[:4].sum(), "E-ONE-MINUS"),
            "half of the states": (4 / 8, "E-UNIFORM"),
            "downward": (-0.4537, "E-SIGN"),
            "a text": ("0.4537", "E-KIND"),
        },
        {
            "four decimals": 0.4537,
            "single precision": np.float32(hand.P_V[4:].sum()),
            "an array of no axes": np.array(0.45375),
        },
    ),
    "0.3": Question(
        "the positive phase of c_1 and c_2 if all samples are 000",
        KINDS["0.3"],
        "With v = 000 every weight is out of play: what is left is -c_1 h_1 - c_2 h_2.",
        hand.sigma(hand.c),
        {
            "no bias either": ([0.5, 0.5], "E-NO-HIDDEN-BIAS"),
            "the biases themselves": ([-0.4, 0.5], "E-NO-SIGMOID"),
            "on or off": ([0, 1], "E-THRESHOLDED"),
            "the model's": (hand.P_H @ hand.H, "E-OTHER-PHASE"),
            "of the old data": ((hand.POSTERIOR @ hand.H)[hand.ROWS].mean(0), "E-OTHER-DATA"),
            "added up": (4 * hand.sigma(hand.c), "E-SUM"),
            "sigma of minus c": (hand.sigma(-hand.c), "E-ONE-MINUS"),
            "one number": (0.4013, "E-SHAPE"),
        },
        {
            "from two factors": [
                float(np.exp(-0.4) / (1 + np.exp(-0.4))),
                float(np.exp(0.5) / (1 + np.exp(0.5))),
            ],
            "a tuple, rounded": (0.4013, 0.6225),
            "single precision": hand.sigma(hand.c).astype(np.float32),
        },
    ),
    "0.4": Question(
        "prediction: where the positive phase alone would take the parameters",
        KINDS["0.4"],
        "The positive phase averages v_i, h_j and v_i h_j. Can one of them be negative?",
        "up",
        {"down": ("down", "E-PHASE-SIGN"), "both": ("both", "E-PHASE-NOT-NEGATIVE")},
        {"capitals": " Up "},
    ),
}
