"""Wrong machines: the one that a program computes with, in place of the one that it was given."""

from collections.abc import Callable

from rbmlib.models import RBM


def _scaled(weights: float = 1, visible: float = 1, hidden: float = 1) -> Callable[[RBM], RBM]:
    """Another machine: blocks of parameters times a number."""
    return lambda m: RBM(weights * m.weights, visible * m.visible_bias, hidden * m.hidden_bias)


#: Names, sentences, codes, and functions of a model.
MACHINES = (
    (
        "the hidden biases left out",
        "c is zero wherever it is used.",
        "E-NO-HIDDEN-BIAS",
        _scaled(hidden=0),
    ),
    (
        "the visible biases left out",
        "b is zero wherever it is used.",
        "E-NO-VISIBLE-BIAS",
        _scaled(visible=0),
    ),
    (
        "all biases left out",
        "b and c are zero wherever they are used.",
        "E-NO-BIASES",
        _scaled(visible=0, hidden=0),
    ),
    (
        "the weights with the wrong sign",
        "-W is used for W, as if the energy were +v'Wh.",
        "E-WEIGHTS-SIGN",
        _scaled(weights=-1),
    ),
    (
        "the energy with the wrong sign",
        "exp(+E) is used for exp(-E).",
        "E-PARAMETERS-SIGN",
        _scaled(-1, -1, -1),
    ),
    (
        "each edge counted twice",
        "The sum over edges meets each of them from either end.",
        "E-WEIGHTS-TWICE",
        _scaled(weights=2),
    ),
    (
        "W transposed",
        "A square W is used with rows for columns everywhere.",
        "E-WEIGHTS-TRANSPOSED",
        lambda m: RBM(m.weights.T, m.visible_bias, m.hidden_bias),
    ),
)
