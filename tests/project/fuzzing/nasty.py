"""Nasty values, each with what may come of it, for every kind of right argument."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from rbmlib import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    EnergyModel,
    GaussianRBM,
    LowRankRBM,
    Model,
    Weighted,
)
from rbmlib.distributions import Factorial, ModelDistribution


class Verdict(Enum):
    """What may come of a call in which one argument was replaced."""

    SAME = auto()  # another form of the right value: the right result
    LIFTED = auto()  # a further batch axis: refused, or the right result under that axis
    REFUSED = auto()  # not an argument
    FINITE = auto()  # another value: refused, or a result without NaN and infinity
    SAME_OR_REFUSED = auto()  # a form that need not be taken
    ANY = auto()  # right here, or not of interest


SAME, LIFTED, REFUSED, FINITE, SAME_OR_REFUSED, ANY = Verdict

Nasty = tuple[Verdict, Callable[[Any], Any]]


def _set(values: np.ndarray, value: Any, dtype: Any = None) -> np.ndarray:
    """The values with their last one replaced."""
    spoilt = np.array(values, dtype or values.dtype)
    spoilt[(-1,) * spoilt.ndim] = value
    return spoilt


def _ragged(values: np.ndarray) -> list[Any]:
    return [*values.tolist(), [0]] if values.ndim == 1 else [[0], *values.tolist()]


def _read_only(values: np.ndarray) -> np.ndarray:
    values = values.copy()
    values.flags.writeable = False
    return values


def _masked(values: np.ndarray) -> np.ndarray:
    return np.ma.masked_array(values, np.arange(values.size).reshape(values.shape) == 0)


NOTHING: dict[str, Nasty] = {
    "None": (REFUSED, lambda x: None),
    "text": (REFUSED, lambda x: "text"),
    "bytes": (REFUSED, lambda x: b"01"),
    "class": (REFUSED, lambda x: type(x)),
    "object": (REFUSED, lambda x: object()),
    "function": (REFUSED, lambda x: len),
    "dict": (REFUSED, lambda x: {"x": 1}),
    "set": (REFUSED, lambda x: {0, 1}),
    "generator": (REFUSED, lambda x: (i for i in range(2))),
    "date": (REFUSED, lambda x: datetime.date(2026, 1, 1)),
    "masked": (REFUSED, lambda x: np.ma.masked),
}
_ARRAYS: dict[str, Nasty] = NOTHING | {
    "list": (SAME, lambda x: x.tolist()),
    "tuple": (SAME, lambda x: tuple(map(tuple, x.tolist())) if x.ndim == 2 else tuple(x.tolist())),
    "list of arrays": (SAME, list),
    "read-only": (SAME, _read_only),
    "column-major": (SAME, np.asfortranarray),
    "strided": (SAME, lambda x: np.repeat(x, 2, axis=-1)[..., ::2]),
    "other byte order": (SAME, lambda x: x.astype(x.dtype.newbyteorder())),
    "float32": (SAME, lambda x: x.astype(np.float32)),
    "float16": (SAME, lambda x: x.astype(np.float16)),
    "long double": (SAME_OR_REFUSED, lambda x: x.astype(np.longdouble)),
    "objects": (SAME_OR_REFUSED, lambda x: x.astype(object)),
    "fractions": (SAME_OR_REFUSED, lambda x: np.vectorize(Fraction, otypes=[object])(x)),
    "decimals": (SAME_OR_REFUSED, lambda x: np.vectorize(Decimal, otypes=[object])(x)),
    "masked array": (REFUSED, _masked),
    "array without a masked entry": (REFUSED, np.ma.masked_array),
    "list of masked arrays": (REFUSED, lambda x: [_masked(x)[k] for k in range(len(x))]),
    "ragged": (REFUSED, _ragged),
    "texts": (REFUSED, lambda x: x.astype(str)),
    "objects with None": (REFUSED, lambda x: _set(x, None, object)),
    "objects with NaN": (REFUSED, lambda x: _set(x, np.nan, object)),
    "objects with a text": (REFUSED, lambda x: _set(x, "1", object)),
    "objects with a list": (REFUSED, lambda x: _set(x, [1], object)),
    "symbols": (REFUSED, lambda x: _set(x, sp.Symbol("x"), object)),
    "dates": (REFUSED, lambda x: np.zeros(x.shape, "datetime64[s]")),
    "records": (REFUSED, lambda x: np.zeros(x.shape, "i4,f8")),
    "NaN": (REFUSED, lambda x: _set(x, np.nan, float)),
    "infinity": (REFUSED, lambda x: _set(x, np.inf, float)),
    "minus infinity": (REFUSED, lambda x: _set(x, -np.inf, float)),
    "complex NaN": (REFUSED, lambda x: _set(x, complex(0, np.nan), complex)),
    "extra axis in front": (LIFTED, lambda x: x[None]),
    "extra axis behind": (REFUSED, lambda x: x[..., None]),
    "transposed": (REFUSED, lambda x: x.T if x.ndim > 1 else x[:, None]),
    "too short": (REFUSED, lambda x: x[..., :-1]),
    "too long": (REFUSED, lambda x: np.concatenate([x, x], axis=-1)),
    "first column": (REFUSED, lambda x: x[..., :1]),
    "no columns": (REFUSED, lambda x: x[..., :0]),
    "scalar": (REFUSED, lambda x: x.ravel()[0]),
    "0-d": (REFUSED, lambda x: np.array(x.ravel()[0])),
    "empty": (FINITE, lambda x: x[:0]),
    "first row": (FINITE, lambda x: x[:1]),
    "many rows": (FINITE, lambda x: np.repeat(x, 1000, axis=0)),
}
STATES: dict[str, Nasty] = _ARRAYS | {
    "bool": (SAME, lambda x: x.astype(bool)),
    "uint8": (SAME, lambda x: x.astype(np.uint8)),
    "int8": (SAME, lambda x: x.astype(np.int8)),
    "uint64": (SAME, lambda x: x.astype(np.uint64)),
    "complex zeros and ones": (SAME, lambda x: x.astype(complex)),
    "minus zero": (SAME, lambda x: np.where(x == 0, -0.0, x)),
    "spins": (REFUSED, lambda x: 2 * x - 1),
    "half": (REFUSED, lambda x: _set(x, 0.5, float)),
    "two": (REFUSED, lambda x: _set(x, 2)),
    "255": (REFUSED, lambda x: _set(x, 255, np.uint8)),
    "nearly one": (REFUSED, lambda x: x * (1 - 1e-16) - 1e-16),
    "complex": (REFUSED, lambda x: x + 1e-30j),
    "1e308": (REFUSED, lambda x: _set(x, 1e308, float)),
}
REALS: dict[str, Nasty] = _ARRAYS | {
    "complex": (FINITE, lambda x: x + 0.25j),
    "bool": (FINITE, lambda x: x > 0),
    "unsigned": (FINITE, lambda x: np.abs(x).astype(np.uint8)),
    "large integers": (FINITE, lambda x: _set(np.zeros(x.shape), 2**64 - 1, np.uint64)),
    "larger integers": (FINITE, lambda x: _set(x, 10**30, object)),
    "much larger integers": (FINITE, lambda x: _set(x, 10**400, object)),
    "zeros": (FINITE, np.zeros_like),
    "minus zeros": (FINITE, lambda x: -np.zeros_like(x)),
    "negated": (FINITE, lambda x: -x),
    "subnormal": (FINITE, lambda x: x * 1e-310),
    "1e-200": (FINITE, lambda x: x * 1e-200),
    "1e30": (FINITE, lambda x: x * 1e30),
    "1e155": (FINITE, lambda x: x * 1e155),
    "one 1e200": (FINITE, lambda x: _set(x, 1e200)),
    "one -1e200": (FINITE, lambda x: _set(x, -1e200)),
    "1e307": (FINITE, lambda x: x * 1e307),
    "1e308": (FINITE, lambda x: np.full(x.shape, 1e308)),
    "-1e308": (FINITE, lambda x: np.full(x.shape, -1e308)),
    "+-1e308": (FINITE, lambda x: np.where(x > 0, 1e308, -1e308)),
    "complex 1e308": (FINITE, lambda x: np.full(x.shape, 1e308 + 1e308j)),
}
_SCALARS: dict[str, Nasty] = NOTHING | {
    "list": (REFUSED, lambda x: [x]),
    "tuple": (REFUSED, lambda x: (x, x)),
    "array": (REFUSED, lambda x: np.array([x, x])),
    "array of one": (REFUSED, lambda x: np.array([x])),
    "0-d": (SAME_OR_REFUSED, np.array),
    "digits": (REFUSED, str),
    "True": (REFUSED, lambda x: True),
    "NumPy's True": (REFUSED, lambda x: np.True_),
    "NaN": (REFUSED, lambda x: np.nan),
    "infinity": (REFUSED, lambda x: np.inf),
    "complex": (REFUSED, lambda x: complex(x)),
    "decimal": (SAME_OR_REFUSED, Decimal),
    "fraction": (SAME_OR_REFUSED, Fraction),
    "symbol": (REFUSED, lambda x: sp.Symbol("x")),
    "zero": (FINITE, lambda x: 0 * x),
    "negated": (FINITE, lambda x: -x),
    "very negative": (FINITE, lambda x: type(x)(-1e9)),
    "10**400": (FINITE, lambda x: 10**400),
    "-10**400": (FINITE, lambda x: -(10**400)),
}
COUNT: dict[str, Nasty] = _SCALARS | {
    "int8": (SAME, np.int8),
    "int64": (SAME, np.int64),
    "uint64": (SAME, lambda x: np.uint64(x) if x >= 0 else x),
    "whole float": (REFUSED, float),
    "float32": (REFUSED, np.float32),
    "half": (REFUSED, lambda x: x + 0.5),
    "one more": (FINITE, lambda x: x + 1),
    "23": (FINITE, lambda x: 23),
    "64": (FINITE, lambda x: 64),
    "1000": (FINITE, lambda x: 1000),
    "10**5": (FINITE, lambda x: 10**5),
    "10**9": (FINITE, lambda x: 10**9),
    "2**63": (FINITE, lambda x: 2**63),
    "largest uint64": (FINITE, lambda x: np.uint64(2**64 - 1)),
}
NUMBER: dict[str, Nasty] = _SCALARS | {
    "float16": (SAME, np.float16),
    "float32": (SAME, np.float32),
    "float64": (SAME, np.float64),
    "minus zero": (FINITE, lambda x: -0.0),
    "one": (FINITE, lambda x: 1),
    "subnormal": (FINITE, lambda x: 5e-324),
    "1e-200": (FINITE, lambda x: 1e-200),
    "1e30": (FINITE, lambda x: 1e30),
    "1e155": (FINITE, lambda x: 1e155),
    "1e308": (FINITE, lambda x: 1e308),
    "-1e308": (FINITE, lambda x: -1e308),
}
RNG: dict[str, Nasty] = NOTHING | {
    "seed": (REFUSED, lambda x: 7),
    "seeds": (REFUSED, lambda x: [7, 8]),
    "RandomState": (REFUSED, lambda x: np.random.RandomState(7)),
    "module": (REFUSED, lambda x: np.random),
    "bit generator": (REFUSED, lambda x: np.random.PCG64(7)),
    "another generator": (FINITE, lambda x: np.random.Generator(np.random.MT19937(7))),
}
FLAG: dict[str, Nasty] = NOTHING | {
    "digits": (REFUSED, lambda x: "0"),
    "2": (REFUSED, lambda x: 2),
    "empty": (REFUSED, lambda x: []),
    "array": (REFUSED, lambda x: np.array([x, x])),
    "NaN": (REFUSED, lambda x: np.nan),
    "NumPy's": (SAME_OR_REFUSED, np.bool_),
}
TEXT: dict[str, Nasty] = {name: NOTHING[name] for name in NOTHING if name != "text"} | {
    "number": (REFUSED, lambda x: 3),
    "list": (REFUSED, lambda x: [x]),
    "empty": (REFUSED, lambda x: ""),
    "other": (REFUSED, lambda x: "text {} { {1} {x}"),
}


class Mischief(Exception):
    """What a user's function raises: it reaches the user as it is."""


def _raise() -> None:
    raise Mischief


@dataclass(frozen=True, eq=False, repr=False)
class Liar(RBM):
    """An RBM whose energy is not what an energy must be."""

    lie = staticmethod(lambda energies: energies)

    free_energy, free_energy_gradient = EnergyModel.free_energy, EnergyModel.free_energy_gradient
    log_partition = EnergyModel.log_partition
    log_partition_gradient = EnergyModel.log_partition_gradient

    def energy(self, v: Any, h: Any) -> Any:
        return type(self).lie(super().energy(v, h))

    def energy_gradient(self, v: Any, h: Any) -> Any:
        return type(self).lie(super().energy_gradient(v, h))


def _liar(lie: Callable[[Any], Any]) -> Callable[[Any], Any]:
    kind = type("Liar", (Liar,), {"lie": staticmethod(lie)})
    return lambda x: kind(*(getattr(x, field.name) for field in fields(RBM)))


def _mapped(function: Callable[[np.ndarray], Any]) -> Callable[[Any], Any]:
    """The model with every parameter replaced; what is not a parameter stays."""

    def spoilt(model: Any) -> Any:
        names = [f.name for f in fields(model) if f.name != "visible_scale"]
        return replace(model, **{name: function(getattr(model, name)) for name in names})

    return spoilt


def _rbm(n: int, m: int) -> RBM:
    return RBM(np.full((n, m), 0.25), np.full(n, 0.5), np.full(m, -0.5))


def _gaussian(n: int, m: int) -> GaussianRBM:
    return GaussianRBM(np.full((n, m), 0.25), np.full(n, 0.5), np.full(m, -0.5), np.ones(n))


def _boltzmann(n: int) -> BoltzmannMachine:
    return BoltzmannMachine(np.full(n * (n - 1) // 2, 0.25), np.full(n, 0.5))


def _deep(n: int, first: int, second: int) -> DeepBoltzmannMachine:
    layers = np.full((n, first), 0.25), np.full((first, second), 0.25)
    return DeepBoltzmannMachine(*layers, np.full(n, 0.5), np.full(first + second, -0.5))


def _low_rank(n: int, m: int, rank: int) -> LowRankRBM:
    factors = np.full((n, rank), 0.25), np.full((m, rank), 0.5)
    return LowRankRBM(*factors, np.full(n, 0.5), np.full(m, -0.5))


_SIZES: dict[str, dict[str, Callable[[], Model]]] = {
    "RBM": {
        "40 x 40": lambda: _rbm(40, 40),
        "784 x 500": lambda: _rbm(784, 500),
        "1000 x 2": lambda: _rbm(1000, 2),
        "23 x 2": lambda: _rbm(23, 2),
        "16 x 2": lambda: _rbm(16, 2),
        "2 x 64": lambda: _rbm(2, 64),
        "2 x 16": lambda: _rbm(2, 16),
        "0 x 2": lambda: _rbm(0, 2),
        "3 x 0": lambda: _rbm(3, 0),
        "0 x 0": lambda: _rbm(0, 0),
    },
    "GaussianRBM": {
        "Gaussian 3 x 2": lambda: _gaussian(3, 2),
        "Gaussian 3 x 40": lambda: _gaussian(3, 40),
        "Gaussian 500 x 9": lambda: _gaussian(500, 9),
        "Gaussian 0 x 2": lambda: _gaussian(0, 2),
        "Gaussian 2 x 0": lambda: _gaussian(2, 0),
    },
    "BoltzmannMachine": {
        "Boltzmann 4": lambda: _boltzmann(4),
        "Boltzmann 12": lambda: _boltzmann(12),
        "Boltzmann 70": lambda: _boltzmann(70),
        "Boltzmann 0": lambda: _boltzmann(0),
    },
    "DeepBoltzmannMachine": {
        "deep 3 x 2 x 1": lambda: _deep(3, 2, 1),
        "deep 2 x 12 x 2": lambda: _deep(2, 12, 2),
        "deep 3 x 40 x 40": lambda: _deep(3, 40, 40),
        "deep 0 x 0 x 0": lambda: _deep(0, 0, 0),
    },
    "LowRankRBM": {
        "low rank 3 x 4 x 2": lambda: _low_rank(3, 4, 2),
        "low rank 3 x 4 x 0": lambda: _low_rank(3, 4, 0),
        "low rank 2 x 8 x 50": lambda: _low_rank(2, 8, 50),
        "low rank 40 x 40 x 2": lambda: _low_rank(40, 40, 2),
    },
}
_PARAMETERS: dict[str, Nasty] = {
    "zeros": (FINITE, _mapped(np.zeros_like)),
    "1e30": (FINITE, _mapped(lambda x: x * 1e30)),
    "1e155": (FINITE, _mapped(lambda x: x * 1e155)),
    "1e300": (FINITE, _mapped(lambda x: x * 1e300)),
    "+-1e308": (FINITE, _mapped(lambda x: np.where(x > 0, 1e308, -1e308))),
    "400": (FINITE, _mapped(lambda x: x * 400)),
    "subnormal": (FINITE, _mapped(lambda x: x * 1e-310)),
    "complex": (FINITE, _mapped(lambda x: x + 0.25j)),
    "complex step": (FINITE, _mapped(lambda x: x + 1e-30j)),
    "float32": (SAME, _mapped(lambda x: x.astype(np.float32))),
    "fractions": (SAME_OR_REFUSED, _mapped(_ARRAYS["fractions"][1])),
    "symbols": (FINITE, _mapped(lambda x: _set(x, sp.Symbol("x"), object))),
}


_FACTORIALS: dict[str, Nasty] = {
    "certain units": (ANY, lambda x: Factorial([0, 1, 1])),  # other states have -inf
    "no units": (FINITE, lambda x: Factorial([])),
    "two units": (FINITE, lambda x: Factorial([0.25, 0.875])),
    "40 units": (FINITE, lambda x: Factorial(np.full(40, 0.25))),
}


def _lies(right: Any) -> dict[str, Nasty]:
    if type(right) is not RBM:
        return {}
    return {
        "an energy that is None": (FINITE, _liar(lambda e: None)),
        "an energy that raises": (FINITE, _liar(lambda e: _raise())),
        "an energy that is a text": (FINITE, _liar(lambda e: "text")),
        "an energy without an axis": (FINITE, _liar(lambda e: e.sum(axis=0))),
        "an energy with an axis": (FINITE, _liar(lambda e: e[..., None])),
        "an energy that is NaN": (FINITE, _liar(lambda e: e * np.nan)),
        "an energy that is infinite": (FINITE, _liar(lambda e: e + np.inf)),
        "an energy that is complex": (FINITE, _liar(lambda e: e + 1j)),
        "an energy of objects": (FINITE, _liar(lambda e: e.astype(object))),
    }


def _sized(*kinds: str) -> dict[str, Nasty]:
    makers = {name: make for kind in kinds for name, make in _SIZES[kind].items()}
    return {name: (FINITE, lambda x, make=make: make()) for name, make in makers.items()}


def _instances(right: Model) -> dict[str, Nasty]:
    """Other models of this kind, all of them models."""
    return _PARAMETERS | _lies(right) | _sized(type(right).__name__)


def _models(right: Model) -> dict[str, Nasty]:
    others: dict[str, Nasty] = {
        "vector": (REFUSED, lambda x: x.ravel()),
        "fields": (REFUSED, lambda x: {f.name: getattr(x, f.name) for f in fields(x)}),
        "distribution": (REFUSED, ModelDistribution),
        "list": (REFUSED, lambda x: [x]),
    }
    return NOTHING | others | _PARAMETERS | _lies(right) | _sized(*_SIZES)


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


def table_for(right: Any, is_instance: bool = False) -> dict[str, Nasty]:
    """Nasty values for an argument, by the kind of its right value."""
    if isinstance(right, Model):
        return _instances(right) if is_instance else _models(right)
    if isinstance(right, Factorial):
        return _FACTORIALS
    if isinstance(right, ModelDistribution):
        return {
            name: (verdict, lambda x, make=make: ModelDistribution(make(x.model)))
            for name, (verdict, make) in _instances(right.model).items()
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
        return _shapes(right)
    return _labels(right) if isinstance(right, list) else _drawings(right)
