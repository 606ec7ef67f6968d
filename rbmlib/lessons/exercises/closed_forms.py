"""Notebook 05: the sums that can be done by hand, and the gradient in three lines."""

import numpy as np

from rbmlib.lessons.exercises import by_hand as hand
from rbmlib.lessons.exercises.judged.closed_forms import KINDS
from rbmlib.lessons.exercises.question import Question
from rbmlib.lessons.exercises.three_lines import GRADIENT

_SUM_OVER_H = Question(
    "the sum of exp(-E(v, h)) over h as a product, eq (5.3)",
    KINDS["5.1"],
    "Collect the terms with h_j: a_j = c_j + sum_i W_ij v_i. Each h_j is 0 or 1: two terms.",
    lambda v, W, b, c: np.exp(b @ v) * np.prod(1 + np.exp(c + v @ W)),
    {
        "no hidden bias": (
            lambda v, W, b, c: np.exp(b @ v) * np.prod(1 + np.exp(v @ W)),
            "E-NO-HIDDEN-BIAS",
        ),
        "no visible factor": (
            lambda v, W, b, c: np.prod(1 + np.exp(c + v @ W)),
            "E-NO-VISIBLE-FACTOR",
        ),
        "h_j = 0 forgotten": (
            lambda v, W, b, c: np.exp(b @ v) * np.prod(np.exp(c + v @ W)),
            "E-NO-ONE",
        ),
        "a sum": (
            lambda v, W, b, c: np.exp(b @ v) * np.sum(1 + np.exp(c + v @ W)),
            "E-SUM-FOR-PRODUCT",
        ),
        "the inputs added": (
            lambda v, W, b, c: np.exp(b @ v) * (1 + np.exp(np.sum(c + v @ W))),
            "E-OF-SUM",
        ),
        "minus the inputs": (
            lambda v, W, b, c: np.exp(-b @ v) * np.prod(1 + np.exp(-c - v @ W)),
            "E-PARAMETERS-SIGN",
        ),
        "the logarithm": (
            lambda v, W, b, c: b @ v + np.log1p(np.exp(c + v @ W)).sum(),
            "E-LOG-TWICE",
        ),
    },
    {
        "loops": lambda v, W, b, c: float(
            np.exp(sum(b[i] * v[i] for i in range(len(b))))
            * np.prod(
                [
                    1 + np.exp(c[j] + sum(W[i, j] * v[i] for i in range(len(b))))
                    for j in range(len(c))
                ]
            )
        ),
        "by logarithms": lambda v, W, b, c: np.exp(b @ v + np.log1p(np.exp(c + v @ W)).sum()),
        "single precision": lambda v, W, b, c: (
            np.float32(np.exp(b @ v)) * np.prod(np.float32(1) + np.exp(np.float32(c + v @ W)))
        ),
    },
)


_SIGMA = Question(
    "p(h_j = 1 | v) for every j, eq (5.5)",
    KINDS["5.2"],
    "Two Boltzmann factors, 1 for h_j = 0 and exp(a_j) for h_j = 1, divided by their sum.",
    lambda v, W, b, c: 1 / (1 + np.exp(-(c + v @ W))),
    {
        "no bias": (lambda v, W, b, c: 1 / (1 + np.exp(-(v @ W))), "E-NO-HIDDEN-BIAS"),
        "sigma(-a)": (lambda v, W, b, c: 1 / (1 + np.exp(c + v @ W)), "E-ONE-MINUS"),
        "a softmax": (
            lambda v, W, b, c: np.exp(c + v @ W) / np.exp(c + v @ W).sum(),
            "E-SOFTMAX",
        ),
        "the input": (lambda v, W, b, c: c + v @ W, "E-NO-SIGMOID"),
        "one factor": (lambda v, W, b, c: np.exp(c + v @ W), "E-NOT-NORMALISED"),
        "on or off": (lambda v, W, b, c: (c + v @ W > 0).astype(float), "E-THRESHOLDED"),
        "the weights the wrong way round": (
            lambda v, W, b, c: 1 / (1 + np.exp(-(c + W @ v))),
            "E-WEIGHTS-TRANSPOSED",
        ),
        "a draw": (
            lambda v, W, b, c: np.random.default_rng().random(len(c)) < hand.sigma(c + v @ W),
            "E-RANDOM",
        ),
        "in place": (lambda v, W, b, c: hand.sigma(c.__iadd__(v @ W)), "E-CHANGES-ARGUMENTS"),
    },
    {
        "loops": lambda v, W, b, c: [
            1 / (1 + np.exp(-c[j] - sum(v[i] * W[i, j] for i in range(len(v)))))
            for j in range(len(c))
        ],
        "einsum": lambda v, W, b, c: hand.sigma(c + np.einsum("i,ij->j", v, W)),
        "a hyperbolic tangent": lambda v, W, b, c: (1 + np.tanh((c + v @ W) / 2)) / 2,
        "single precision": lambda v, W, b, c: hand.sigma((c + v @ W).astype(np.float32)),
    },
)


_AVERAGE = Question(
    "the data's average of v_i sigma_j as one matrix product, eq (5.10)",
    KINDS["5.4"],
    "V has a row a sample, S = sigma(c + V W) too. Which of V.T @ S and V @ S.T is n x m?",
    lambda data, W, c: data.T @ hand.sigma(c + data @ W) / len(data),
    {
        "a sum": (lambda data, W, c: data.T @ hand.sigma(c + data @ W), "E-SUM"),
        "the other way round": (
            lambda data, W, c: hand.sigma(c + data @ W).T @ data / len(data),
            "E-TRANSPOSED",
        ),
        "samples by samples": (
            lambda data, W, c: data @ data.T @ hand.sigma(c + data @ W) / len(data),
            "E-SHAPE",
        ),
        "each sample once": (
            lambda data, W, c: np.mean(
                [np.outer(v, hand.sigma(c + v @ W)) for v in np.unique(data, axis=0)], axis=0
            ),
            "E-REPEATS",
        ),
        "means multiplied": (
            lambda data, W, c: np.outer(data.mean(0), hand.sigma(c + data @ W).mean(0)),
            "E-PRODUCT-OF-MEANS-IN-POSITIVE-PHASE",
        ),
        "sigma of the mean": (
            lambda data, W, c: np.outer(data.mean(0), hand.sigma(c + data.mean(0) @ W)),
            "E-SIGMOID-OF-MEAN-IN-POSITIVE-PHASE",
        ),
        "no bias": (
            lambda data, W, c: data.T @ hand.sigma(data @ W) / len(data),
            "E-NO-HIDDEN-BIAS",
        ),
        "no sigma": (lambda data, W, c: data.T @ (c + data @ W) / len(data), "E-NO-SIGMOID"),
        "not averaged": (
            lambda data, W, c: data[:, :, None] * hand.sigma(c + data @ W)[:, None, :],
            "E-NO-MEAN",
        ),
    },
    {
        "loops": lambda data, W, c: (
            sum(np.outer(v, 1 / (1 + np.exp(-(c + v @ W)))) for v in data) / len(data)
        ),
        "einsum": lambda data, W, c: (
            np.einsum("ri,rj->ij", data, hand.sigma(c + data @ W)) / len(data)
        ),
        "lists": lambda data, W, c: (data.T @ hand.sigma(c + data @ W) / len(data)).tolist(),
        "single precision": lambda data, W, c: (
            np.float32(data.T) @ hand.sigma(np.float32(c + data @ W)) / np.float32(len(data))
        ),
    },
)


_TERMS = Question(
    "Z of R from four terms: for each h, the sum over v done by hand",
    KINDS["5.5"],
    "Collect the terms of the energy that contain v_i: b_i + sum_j W_ij h_j. For each of 00, 01, "
    "10, 11: exp(c'h) times a product of three factors. They add up to 86.6250.",
    np.exp(-hand.E).sum(axis=0),
    {
        "no hidden bias": (
            [np.prod(1 + np.exp(hand.b + hand.W @ h)) for h in hand.H],
            "E-NO-HIDDEN-BIAS",
        ),
        "no visible bias": (
            [np.exp(hand.c @ h) * np.prod(1 + np.exp(hand.W @ h)) for h in hand.H],
            "E-NO-VISIBLE-BIAS",
        ),
        "p(h)": (hand.P_H, "E-SHARES"),
        "logarithms": (np.log(np.exp(-hand.E).sum(axis=0)), "E-LOG-TWICE"),
        "backwards": (np.exp(-hand.E).sum(axis=0)[::-1], "E-INDEX"),
        "their sum": (86.6250, "E-SHAPE"),
        "the eight of the other layer": (np.exp(-hand.E).sum(axis=1), "E-SHAPE"),
    },
    {
        "by the product": [
            float(np.exp(hand.c @ h) * np.prod(1 + np.exp(hand.b + hand.W @ h))) for h in hand.H
        ],
        "a tuple": tuple(np.exp(-hand.E).sum(axis=0)),
    },
)


_CLIMBING = Question(
    "prediction: thirty steps of 0.1 with products of means, <v><sigma>, in both phases of W",
    KINDS["5.6"],
    "A wrong direction climbs as long as it makes an acute angle with the gradient. The blocks b "
    "and c are right.",
    "rises",
    {"falls": ("falls", "E-ACUTE"), "stays": ("stays", "E-ACUTE")},
    {"capitals": "Rises"},
)


QUESTIONS = {
    "5.1": _SUM_OVER_H,
    "5.2": _SIGMA,
    "5.3": GRADIENT,
    "5.4": _AVERAGE,
    "5.5": _TERMS,
    "5.6": _CLIMBING,
}
