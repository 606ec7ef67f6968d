"""Notebook 06: steps and tolerances, and inputs on which a wrong formula looks right."""

import numpy as np

from rbmlib.lessons.exercises.judged.checks import KINDS
from rbmlib.lessons.exercises.question import Question
from rbmlib.states import binary_states


def _central_by_loops(f, x, s):
    slopes = []
    for k in range(len(x)):
        up, down = x.copy(), x.copy()
        up[k] += s
        down[k] -= s
        slopes.append((f(up) - f(down)) / (2 * s))
    return slopes


def _difference(formula):
    """A formula in one number applied to each component."""
    return lambda f, x, s: np.array(
        [formula(lambda t, e=e: f(x + t * e), s) for e in np.eye(len(x))]
    )


_U = 2.0**-23 * 2.097255
_W = [[0.7, -0.4], [-0.4, 0.7]]
_PAIRS = [[0, 1], [1, 0], [1, 1]]


QUESTIONS = {
    "6.1": Question(
        "the central difference with a given step in every component of x, eq (6.2)",
        KINDS["6.1"],
        "One component at a time: a copy of x with s added there, another with s subtracted.",
        _central_by_loops,
        {
            "forward": (_difference(lambda f, s: (f(s) - f(0)) / s), "E-FORWARD"),
            "backward": (_difference(lambda f, s: (f(0) - f(-s)) / s), "E-BACKWARD"),
            "divided by s": (_difference(lambda f, s: (f(s) - f(-s)) / s), "E-FACTOR"),
            "the wrong way round": (_difference(lambda f, s: (f(-s) - f(s)) / (2 * s)), "E-SIGN"),
            "Richardson": (
                _difference(
                    lambda f, s: (
                        (4 * (f(s) - f(-s)) / (2 * s) - (f(2 * s) - f(-2 * s)) / (4 * s)) / 3
                    )
                ),
                "E-OTHER-METHOD",
            ),
            "x moved as a whole": (lambda f, x, s: (f(x + s) - f(x - s)) / (2 * s), "E-SHAPE"),
            "x left moved": (
                lambda f, x, s: [(f(x.__iadd__(s)) - f(x.__isub__(s))) / s for _ in x],
                "E-CHANGES-ARGUMENTS",
            ),
        },
        {
            "rows of the unit matrix": _difference(lambda f, s: (f(s) - f(-s)) / (2 * s)),
            "of half steps": _difference(
                lambda f, s: (f(s) - f(0)) / (2 * s) + (f(0) - f(-s)) / (2 * s)
            ),
            "single precision": lambda f, x, s: np.array(_central_by_loops(f, x, s), np.float32),
        },
    ),
    "6.2": Question(
        "the best step in single precision, and the bound there, eq (6.5) and eq (6.6)",
        KINDS["6.2"],
        "u is the spacing of such numbers near 1, 2^-23, times |f| = 2.097; |f'''| is at most 1.",
        [np.cbrt(3 * _U), np.cbrt(3 * _U) ** 2 / 6 + _U / np.cbrt(3 * _U)],
        {
            "double precision": (
                [np.cbrt(3 * 2**-29 * _U), np.cbrt(9 * 4**-29 * _U**2) / 2],
                "E-DOUBLE",
            ),
            "a square root": ([np.sqrt(3 * _U), 0.5 * _U + np.sqrt(_U / 3)], "E-SQUARE-ROOT"),
            "exchanged": ([4e-5, 0.009], "E-INDEX"),
            "the step alone": (0.009, "E-SHAPE"),
        },
        {"rounded": (0.009, 4e-5), "single precision": np.array([0.0091, 4.1e-5], np.float32)},
    ),
    "6.3": Question(
        "prediction: the verdict of check_gradient if objective and gradient both leave Z out",
        KINDS["6.3"],
        "A check compares a gradient with the derivative of the function that it is handed.",
        "passed",
        {"rejected": ("rejected", "E-OWN-OBJECTIVE")},
        {"capitals": "Passed"},
    ),
    "6.4": Question(
        "a square input with a gradient that hides both transposes",
        KINDS["6.4"],
        "A symmetric W hides the first. For the second, v_1 and v_2 must play the same part: "
        "equal biases, and data that are the same with their columns exchanged.",
        (_PAIRS, _W, [0.2, 0.2], [0.1, 0.1]),
        {
            "not square": (([[1, 0], [0, 1]], [[1.0], [0.5]], [0, 0], [0]), "E-NOT-SQUARE"),
            "one unit a layer": (([[1]], [[0.5]], [0.1], [0.2]), "E-ONE-UNIT"),
            "no weights": ((_PAIRS, [[0, 0], [0, 0]], [0.2, 0.2], [0.1, 0.1]), "E-NO-COUPLING"),
            "hidden units that are never on": (
                (_PAIRS, _W, [0.2, 0.2], [-40, -40]),
                "E-FLAT",
            ),
            "asymmetric weights": (
                (_PAIRS, [[0.7, -0.4], [0.3, 0.7]], [0.2, 0.2], [0.1, 0.1]),
                "E-SHOWS-WEIGHTS",
            ),
            "asymmetric data": (([[0, 1], [1, 1]], _W, [0.2, 0.2], [0.1, 0.1]), "E-SHOWS-PRODUCT"),
            "no machine": (3, "E-INPUT"),
            "too large": (([[0] * 40], np.zeros((40, 40)), [0] * 40, [0] * 40), "E-TOO-LARGE"),
        },
        {
            "by name": {"data": _PAIRS, "W": np.array(_W), "b": [0, 0], "c": [0, 0]},
            "three units": (np.eye(3), np.eye(3) + 0.5, [0.3] * 3, [-0.2] * 3),
        },
    ),
    "6.5": Question(
        "data with repeated samples on which counting each sample once does not show",
        KINDS["6.5"],
        "Counting each once changes the shares q(v). When does it not?",
        [[1, 0, 1], [1, 0, 1], [0, 1, 1], [0, 1, 1]],
        {
            "the reference data": (
                [[1, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 0]],
                "E-SHOWS-REPEATS",
            ),
            "distinct samples": ([[1, 0, 1], [0, 1, 1]], "E-DISTINCT"),
            "one state": ([[1, 0, 1], [1, 0, 1]], "E-ONE-STATE-ONLY"),
            "of two units": ([[1, 0], [1, 0]], "E-INPUT"),
            "not binary": ([[1, 0, 2], [1, 0, 2]], "E-INPUT"),
        },
        {"every state twice": np.repeat(binary_states(3), 2, axis=0)},
    ),
}
