"""Right and nasty arguments of the judge: claims, cases, machines, parts of an implementation."""

from typing import Any

import numpy as np

from rbmlib import RBM, log_likelihood, log_likelihood_gradient
from rbmlib.checks import Derivation
from rbmlib.checks.proofs.any_energy import theorem
from rbmlib.checks.proofs.rational import (
    closed_form,
    hidden_conditional,
    product_form,
    visible_conditional,
)
from tests.project.fuzzing.machines import raise_mischief
from tests.project.fuzzing.values import ANY, FINITE, NOTHING, REFUSED, SAME, Nasty

DATA = np.array([[1, 0, 1], [0, 1, 1], [1, 0, 1], [0, 1, 0], [1, 1, 0]])


def objective(model: Any) -> Any:
    """A number that has a gradient, whatever the width of the model."""
    return log_likelihood(model, np.resize(DATA, (5, model.n_visible))).mean()


def gradient(model: Any) -> Any:
    """Its gradient."""
    return log_likelihood_gradient(model, np.resize(DATA, (5, model.n_visible)))


def parts(weights: Any, visible_bias: Any, hidden_bias: Any) -> Any:
    """An implementation of which two parts are right."""
    rbm = RBM(weights, visible_bias, hidden_bias)
    return {"free_energy": rbm.free_energy, "log_partition": rbm.log_partition}


CASES = [{"x": 1.5}, {"x": -2.0}]
DERIVATION = Derivation("a square", CASES).line("(x + 1)^2", lambda x: (x + 1) ** 2)
DERIVATION = DERIVATION.line("x^2 + 2x + 1", lambda x: x**2 + 2 * x + 1, "expand")
SMALL = RBM([[0.5], [-0.25]], [0.125, 1.0], [-1.0])
MACHINE = (np.array([[0.5, -0.25]]), np.array([0.125]), np.array([-1.0, 0.75]))
RIGHT: dict[str, dict[str, Any]] = {
    "checks.audits.audit.audit": {
        "parts": parts,
        "machines": [MACHINE],
        "tolerance": 2.0**-20,
        "n_draws": 100,
    },
    "checks.audits.suspects.suspects": {"part": "gradient", "block": "weights"},
    "checks.derivations.derivation.Derivation": {"title": "a square", "cases": CASES, "terms": {}},
    "checks.derivations.derivation.Derivation.check": {"self": DERIVATION, "tolerance": 2.0**-20},
    "checks.derivations.derivation.Derivation.counterexample": {
        "self": DERIVATION,
        "candidates": CASES,
        "index": 1,
        "tolerance": 2.0**-20,
    },
    "checks.derivations.derivation.Derivation.line": {
        "self": DERIVATION,
        "latex": "1",
        "value": lambda x: x,
        "rule": "as it is",
    },
    "checks.gradients.verdict.check_gradient": {
        "f": objective,
        "gradient": gradient,
        "method": "central",
        "tolerance": 2.0**-10,
        "data": DATA,
    },
    "checks.gradients.methods.error_bound": {
        "method": "central",
        "step": 2.0**-10,
        "value": 2.0,
        "derivative": 3.0,
    },
    "checks.verdicts.refute": {
        "variant": "without a sign",
        "truth": np.array([[0.5, 2.0, -0.75]]),
        "wrong": np.array([[0.5, -2.0, 1.75]]),
        "tolerance": 2.0**-20,
    },
    "checks.verdicts.verify": {
        "equation": "eq (1)",
        "left": np.array([[0.5, 2.0, -0.75]]),
        "right": np.array([[0.5, 2.0, -0.75]]),
        "tolerance": 2.0**-20,
    },
}
RIGHT |= {
    "checks.proofs.any_energy.EnergyTable": {"n_visible_states": 3, "n_hidden_states": 2},
    "checks.proofs.any_energy.prove_any_energy": {
        "n_visible_states": 2,
        "n_hidden_states": 1,
        "claim": theorem,
        "statement": "x = x",
    },
    "checks.proofs.rational.prove_rbm_conditionals": {
        "rbm": SMALL,
        "hidden": hidden_conditional,
        "visible": visible_conditional,
    },
    "checks.proofs.rational.prove_rbm_free_energy": {"rbm": SMALL, "claim": product_form},
    "checks.proofs.rational.prove_rbm_gradient": {
        "rbm": SMALL,
        "claim": closed_form,
        "statement": "x = x",
    },
}
for _difference in ("forward_difference", "central_difference", "richardson", "complex_step"):
    RIGHT[f"checks.gradients.differences.{_difference}"] = {"f": objective, "step": 2.0**-12}

_NO_FUNCTION = {
    name: nasty for name, nasty in NOTHING.items() if name not in ("function", "class")
}
_LIES = {
    "returns None": lambda *_, **__: None,
    "returns a text": lambda *_, **__: "text",
    "returns NaN": lambda *_, **__: np.nan,
    "returns a ragged list": lambda *_, **__: [[1], [1, 2]],
    "returns a set": lambda *_, **__: {1, 2},
    "returns objects": lambda *_, **__: np.array([None, 1]),
    "returns a mask": lambda *_, **__: np.ma.masked_array([1.0], [True]),
    "returns a matrix": lambda *_, **__: np.ones((2, 3)),
    "returns nothing at all": lambda *_, **__: np.zeros(0),
    "raises": lambda *_, **__: raise_mischief(),
}
FUNCTION: dict[str, Nasty] = _NO_FUNCTION | {"number": (REFUSED, lambda f: object())}
FUNCTION |= {name: (FINITE, lambda f, lie=lie: lie) for name, lie in _LIES.items()}
PARTS = FUNCTION | {
    f"a part that {name}": (FINITE, lambda f, lie=lie: lambda *_: {"free_energy": lie})
    for name, lie in _LIES.items()
}
PARTS |= {
    "an unknown part": (REFUSED, lambda f: lambda *_: {"loss": lambda v: v}),
    "no parts": (REFUSED, lambda f: lambda *_: {}),
    "parts that are no functions": (FINITE, lambda f: lambda *_: {"free_energy": 3}),
}
#: A line of a derivation may be anything that returns something: the report says what is wrong.
LINE = FUNCTION | {name: (ANY, nasty[1]) for name, nasty in FUNCTION.items() if "return" in name}


def _with(k: int, value: Any) -> Any:
    return lambda machines: [tuple(value if i == k else x for i, x in enumerate(machines[0]))]


MACHINES: dict[str, Nasty] = {n: nasty for n, nasty in NOTHING.items() if n != "None"} | {
    "none": (REFUSED, lambda x: []),
    "a flat machine": (REFUSED, lambda x: x[0]),
    "two arrays": (REFUSED, lambda x: [x[0][:2]]),
    "a text": (REFUSED, _with(0, [["a", "b"]])),
    "NaN": (REFUSED, _with(1, [np.nan])),
    "infinity": (REFUSED, _with(2, [np.inf, 0.0])),
    "complex": (REFUSED, _with(1, [1j])),
    "a mask": (REFUSED, _with(1, np.ma.masked_array([1.0], [True]))),
    "objects": (REFUSED, _with(1, np.array([None]))),
    "ragged": (REFUSED, _with(0, [[1.0, 2.0], [1.0]])),
    "another width": (REFUSED, _with(1, [1.0, 2.0])),
    "no units": (REFUSED, lambda x: [(np.zeros((0, 2)), np.zeros(0), np.zeros(2))]),
    "large": (REFUSED, lambda x: [(np.zeros((40, 40)), np.zeros(40), np.zeros(40))]),
    "1e200": (FINITE, _with(1, [1e200])),
    "lists": (SAME, lambda x: [tuple(part.tolist() for part in x[0])]),
    "generator": (SAME, iter),
}
CASE_LISTS: dict[str, Nasty] = {n: nasty for n, nasty in NOTHING.items() if n != "dict"} | {
    "none": (REFUSED, lambda x: []),
    "numbers": (REFUSED, lambda x: [1, 2]),
    "one case": (REFUSED, lambda x: x[0]),
    "with None": (REFUSED, lambda x: [*x, None]),
    "other names": (ANY, lambda x: [{"y": 1.0}]),
    "no names": (ANY, lambda x: [{}]),
    "numbers for names": (ANY, lambda x: [{1: 2}]),
    "generator": (SAME, iter),
}
TERMS: dict[str, Nasty] = {n: nasty for n, nasty in NOTHING.items() if n not in ("None", "dict")}
TERMS |= {
    "numbers": (REFUSED, lambda x: {"ln Z": 3}),
    "raising": (ANY, lambda x: {"ln Z": lambda **_: raise_mischief()}),
    "list": (REFUSED, lambda x: [("ln Z", lambda **_: 1)]),
}
NAMED = {
    "cases": CASE_LISTS,
    "candidates": CASE_LISTS | {"none": (ANY, lambda x: [])},
    "f": FUNCTION,
    "machines": MACHINES,
    "parts": PARTS,
    "terms": TERMS,
}
