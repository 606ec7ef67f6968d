"""Nasty values for every kind of right argument."""

from typing import Any

import numpy as np

from rbmlib import Model, Weighted
from rbmlib.checks import Derivation
from rbmlib.distributions import Factorial, ModelDistribution
from tests.project.fuzzing import judged
from tests.project.fuzzing.functions import EXECUTOR, FUNCTION, RULE, distributions
from tests.project.fuzzing.judged import LINE, NAMED
from tests.project.fuzzing.machines import FACTORIALS, instances_like, models_for
from tests.project.fuzzing.values import (
    COUNT,
    FINITE,
    FLAG,
    LIFTED,
    NOTHING,
    NUMBER,
    REALS,
    REFUSED,
    RNG,
    SAME,
    SAME_OR_REFUSED,
    STATES,
    TEXT,
    Nasty,
)


def _weighted(right: Weighted) -> dict[str, Nasty]:
    table: dict[str, Nasty] = dict(NOTHING)
    table["exchanged"] = (REFUSED, lambda x: Weighted(x.weights, x.states))
    table["states alone"] = (REFUSED, lambda x: x.states)
    table["three"] = (REFUSED, lambda x: (*x, x.weights))
    table["plain tuple"] = (SAME, tuple)
    for place in ("states", "weights"):
        for name, (verdict, make) in _arrays(getattr(right, place)).items():
            # One argument of two that must match: no other size is right.
            other = name in ("empty", "first row", "many rows") or verdict is LIFTED
            table[f"{place}: {name}"] = (
                REFUSED if other else verdict,
                lambda x, make=make, place=place: x._replace(**{place: make(getattr(x, place))}),
            )
    return table


def _blocks(right: dict[str, np.ndarray]) -> dict[str, Nasty]:
    """Arrays by name, one of which is spoilt."""
    key = next(iter(right))
    table: dict[str, Nasty] = {n: nasty for n, nasty in NOTHING.items() if n != "dict"}
    table["empty"] = (REFUSED, lambda x: {})
    table["list"] = (REFUSED, lambda x: list(x.items()))
    table["keys that are numbers"] = (FINITE, lambda x: dict(enumerate(x.values())))
    table["many"] = (REFUSED, lambda x: {str(k): x[key] for k in range(1000)})
    for name, (verdict, make) in REALS.items():
        table[f"value: {name}"] = (verdict, lambda x, make=make: x | {key: make(x[key])})
    return table


def _shapes(right: Any) -> dict[str, Nasty]:
    values: dict[str, Any] = {
        "empty": [],
        "one number": 3,
        "flat": (3, 2),
        "single": [(3,)],
        "triple": [(3, 2, 1)],
        "text": "32",
        "texts": ["32"],
        "floats": [(3.0, 2.0)],
        "no visible units": [(0, 2)],
        "negative": [(3, -2)],
        "bools": [(True, True)],
        "with None": [(3, 2), None],
        "NaN": [(3, np.nan)],
        "huge": [(10**9, 10**9)],
        "huge last": [*right, (10**9, 10**9)],
    }
    table: dict[str, Nasty] = dict(NOTHING)
    table |= {name: (REFUSED, lambda x, value=value: value) for name, value in values.items()}
    table["no hidden units"] = (FINITE, lambda x: [(3, 0)])
    table["four by four"] = (FINITE, lambda x: [(4, 4)])
    table["three by three"] = (FINITE, lambda x: [(3, 3)])
    table["list of lists"] = (SAME, lambda x: list(map(list, x)))
    table["generator"] = (SAME, iter)
    table["array"] = (SAME_OR_REFUSED, np.array)
    return table


def _labels(right: list[str]) -> dict[str, Nasty]:
    return NOTHING | {
        "text": (SAME if max(map(len, right)) == 1 else REFUSED, "".join),
        "number": (REFUSED, lambda x: 3),
        "numbers": (REFUSED, lambda x: list(range(len(x)))),
        "with None": (REFUSED, lambda x: [*x[1:], None]),
        "nested": (REFUSED, lambda x: [[label] for label in x]),
        "too few": (REFUSED, lambda x: x[1:]),
        "too many": (REFUSED, lambda x: [*x, "z"]),
        "very many": (REFUSED, lambda x: x * 10**5),
        "none": (REFUSED, lambda x: []),
        "tuple": (SAME, tuple),
        "array": (SAME_OR_REFUSED, np.array),
    }


def _drawings(right: Any) -> dict[str, Nasty]:
    return NOTHING | {
        "number": (REFUSED, lambda x: 3),
        "array": (REFUSED, lambda x: np.array([x], dtype=object)),
        "other": (REFUSED, lambda x: x.figure if hasattr(x, "get_xlabel") else x.axes[0]),
    }


def _arrays(right: np.ndarray) -> dict[str, Nasty]:
    if right.size == 0:  # no number to spoil
        return NOTHING
    return STATES if right.dtype.kind == "i" else REALS


def _pairs(right: tuple[Weighted, Weighted]) -> dict[str, Nasty]:
    """Two phases, the second of which is spoilt."""
    table = NOTHING | {
        "one": (REFUSED, lambda x: x[:1]),
        "three": (REFUSED, lambda x: (*x, x[0])),
        "weighted": (REFUSED, lambda x: x[0]),
        "list": (SAME, list),
    }
    for name, (verdict, make) in _weighted(right[1]).items():
        table[f"negative: {name}"] = (verdict, lambda x, make=make: (x[0], make(x[1])))
    return table


def table_for(right: Any, name: str) -> dict[str, Nasty]:
    """Nasty values for an argument, by the kind of its right value."""
    if name in NAMED:
        return NAMED[name]
    if name == "executor" or (name == "rule" and right == "contrastive_divergence"):
        return RULE if name == "rule" else EXECUTOR
    if isinstance(right, Derivation):
        return {}
    if isinstance(right, Model):
        return instances_like(right) if name == "self" else models_for(right)
    if isinstance(right, Factorial):
        return FACTORIALS if name == "self" else distributions()
    if isinstance(right, ModelDistribution):
        return {
            name: (verdict, lambda x, make=make: ModelDistribution(make(x.model)))
            for name, (verdict, make) in instances_like(right.model).items()
        }
    if isinstance(right, np.ndarray):
        return _arrays(right)
    for kind, table in ((bool, FLAG), (int, COUNT), (float, NUMBER), (str, TEXT)):
        if isinstance(right, kind):
            return table
    if isinstance(right, np.random.Generator):
        return RNG
    if isinstance(right, Weighted):
        return _weighted(right)
    if isinstance(right, dict):
        return _blocks(right)
    if isinstance(right, tuple):
        return _pairs(right) if isinstance(right[0], Weighted) else _shapes(right)
    if callable(right):
        return {"callback": FUNCTION, "value": LINE}.get(name, judged.FUNCTION)
    return _labels(right) if isinstance(right, list) else _drawings(right)
