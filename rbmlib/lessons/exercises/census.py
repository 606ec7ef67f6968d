"""Notebook 08: misprints of three texts, each with the size that follows from it."""

import numpy as np

from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.judged.census import KINDS
from rbmlib.lessons.exercises.question import Question

QUESTIONS = {
    "8.1": Question(
        "prediction: is S0.30 right if its free h_j is read as 1",
        KINDS["8.1"],
        "The sum is weighed with the h_j that has a tilde: which of its terms is not zero?",
        "right",
        {"wrong": ("wrong", "E-ONE-TERM-LEFT")},
        {"capitals": "RIGHT"},
    ),
    "8.2": Question(
        "by how much S2.5, which gives each member of the data 1/N, misses the likelihood",
        KINDS["8.2"],
        "101 occurs twice and is counted once: which term is lost, and what is its sign?",
        -np.log(hand.P_V[5]) / 4,
        {
            "too low": (np.log(hand.P_V[5]) / 4, "E-SIGN"),
            "ln N - H(q)": (np.log(4) - 1.5 * np.log(2), "E-LOG-N"),
            "not divided by N": (-np.log(hand.P_V[5]), "E-WHOLE-TERM"),
            "both terms": (-np.log(hand.P_V[5]) / 2, "E-BOTH-TERMS"),
        },
        {"rounded": 0.6123},
    ),
    "8.3": Question(
        "how many times too large S2.42 is on a machine with three hidden units",
        KINDS["8.3"],
        "The sum over h stands before a term that no longer contains h. How many h are there?",
        2**3,
        {
            "the units": (3, "E-COUNTS-UNITS"),
            "the relative error": (7, "E-OFF-BY"),
            "of two units": (4, "E-OTHER-LAYER"),
            "not at all": (1, "E-UNKNOWN"),
        },
        {"floating point": 8.0},
    ),
    "8.4": Question(
        "both sides of S0.4 as printed: 1 x 1, all parameters 0, v = 1, in the visible bias",
        KINDS["8.4"],
        "The left side is dp(v), not d ln p(v): p = 1/2. On the right the second average is of E, "
        "which is 0 in every state.",
        [0.5 * (1 - 0.5), 1 - 0],
        {
            "as meant": ([0.5, 0.5], "E-READ-AS-MEANT"),
            "the left side mended": ([0.5, 1], "E-LEFT-OF-LOG"),
            "the right side mended": ([0.25, 0.5], "E-RIGHT-MENDED"),
            "exchanged": ([1, 0.25], "E-INDEX"),
        },
        {"fractions": (0.25, 1.0)},
    ),
    "8.5": Question(
        "the error in b_1 if only the second of the two cancelling signs, S1.20, is mended",
        KINDS["8.5"],
        "With d ln p = -dE + d ln Z as printed, the model's average comes with a plus where a "
        "minus belongs. By how much is that off?",
        2 * hand.P_V[4:].sum(),
        {
            "once": (hand.P_V[4:].sum(), "E-COUNTED-ONCE"),
            "still none": (0, "E-STILL-CANCELS"),
            "too small": (-0.9075, "E-SIGN"),
        },
        {"rounded": 0.9075, "single precision": np.float32(0.90749)},
    ),
    "8.6": Question(
        "prediction: does the gradient notice -ln N in the place of -H(q), S0.9",
        KINDS["8.6"],
        "Differentiate both.",
        "passes",
        {"fails": ("fails", "E-NO-THETA")},
        {"capitals": "Passes"},
    ),
}
