"""Nasty values for arrays and scalars, each with what may come of it."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp


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


def with_last(values: np.ndarray, value: Any, dtype: Any = None) -> np.ndarray:
    """The values with their last one replaced."""
    spoilt = np.array(values, dtype or values.dtype)
    spoilt[(-1,) * spoilt.ndim] = value
    return spoilt


def each_as(kind: type, values: np.ndarray) -> np.ndarray:
    """The same numbers, each an object of this kind, if it can be one."""
    complexes = values.dtype.kind == "c"
    return values.astype(object) if complexes else np.vectorize(kind, otypes=[object])(values)


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
    "fractions": (SAME_OR_REFUSED, lambda x: each_as(Fraction, x)),
    "decimals": (SAME_OR_REFUSED, lambda x: each_as(Decimal, x)),
    "masked array": (REFUSED, _masked),
    "array without a masked entry": (REFUSED, np.ma.masked_array),
    "list of masked arrays": (REFUSED, lambda x: [_masked(x)[k] for k in range(len(x))]),
    "ragged": (REFUSED, _ragged),
    "texts": (REFUSED, lambda x: x.astype(str)),
    "objects with None": (REFUSED, lambda x: with_last(x, None, object)),
    "objects with NaN": (REFUSED, lambda x: with_last(x, np.nan, object)),
    "objects with a text": (REFUSED, lambda x: with_last(x, "1", object)),
    "objects with a list": (REFUSED, lambda x: with_last(x, [1], object)),
    "symbols": (REFUSED, lambda x: with_last(x, sp.Symbol("x"), object)),
    "dates": (REFUSED, lambda x: np.zeros(x.shape, "datetime64[s]")),
    "records": (REFUSED, lambda x: np.zeros(x.shape, "i4,f8")),
    "NaN": (REFUSED, lambda x: with_last(x, np.nan, float)),
    "infinity": (REFUSED, lambda x: with_last(x, np.inf, float)),
    "minus infinity": (REFUSED, lambda x: with_last(x, -np.inf, float)),
    "complex NaN": (REFUSED, lambda x: with_last(x, complex(0, np.nan), complex)),
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
    "half": (REFUSED, lambda x: with_last(x, 0.5, float)),
    "two": (REFUSED, lambda x: with_last(x, 2)),
    "255": (REFUSED, lambda x: with_last(x, 255, np.uint8)),
    "nearly one": (REFUSED, lambda x: x * (1 - 1e-16) - 1e-16),
    "complex": (REFUSED, lambda x: x + 1e-30j),
    "1e308": (REFUSED, lambda x: with_last(x, 1e308, float)),
}
REALS: dict[str, Nasty] = _ARRAYS | {
    "complex": (FINITE, lambda x: x + 0.25j),
    "bool": (FINITE, lambda x: x > 0),
    "unsigned": (FINITE, lambda x: np.abs(x).astype(np.uint8)),
    "large integers": (FINITE, lambda x: with_last(np.zeros(x.shape), 2**64 - 1, np.uint64)),
    "larger integers": (FINITE, lambda x: with_last(x, 10**30, object)),
    "much larger integers": (FINITE, lambda x: with_last(x, 10**400, object)),
    "zeros": (FINITE, np.zeros_like),
    "minus zeros": (FINITE, lambda x: -np.zeros_like(x)),
    "negated": (FINITE, lambda x: -x),
    "subnormal": (FINITE, lambda x: x * 1e-310),
    "1e-200": (FINITE, lambda x: x * 1e-200),
    "1e30": (FINITE, lambda x: x * 1e30),
    "1e155": (FINITE, lambda x: x * 1e155),
    "one 1e200": (FINITE, lambda x: with_last(x, 1e200)),
    "one -1e200": (FINITE, lambda x: with_last(x, -1e200)),
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
