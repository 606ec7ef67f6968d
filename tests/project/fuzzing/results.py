"""Comparisons of results, whatever holds their numbers."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from numbers import Number
from typing import Any

import numpy as np
import sympy as sp


def _parts(result: Any) -> dict[Any, Any] | None:
    """What a result is made of, by name or number; None for numbers, arrays and things."""
    if is_dataclass(result):
        return {field.name: getattr(result, field.name) for field in fields(result)}
    if isinstance(result, Mapping):
        return dict(result)
    return dict(enumerate(result)) if isinstance(result, tuple | list) else None


def _has_numbers(result: Any) -> bool:
    return isinstance(result, np.ndarray | Number) and not isinstance(result, bool)


def is_finite(result: Any) -> bool:
    """Whether all numbers in a result are; symbols count as finite."""
    parts = _parts(result)
    if parts is not None:
        return all(map(is_finite, parts.values()))
    if isinstance(result, sp.Basic) or not _has_numbers(result):
        return True
    if isinstance(result, np.ndarray) and result.dtype == object:
        return None not in result and all(map(is_finite, result.ravel().tolist()))
    return isinstance(result, int) or bool(np.all(np.isfinite(np.asarray(result, complex))))


def shapes(result: Any, rows: Callable[[int], int] = int) -> Any:
    """The shapes of all arrays in a result, the length of each first axis mapped by `rows`."""
    parts = _parts(result)
    if parts is not None:
        return {name: shapes(part, rows) for name, part in parts.items()}
    if not _has_numbers(result):
        return type(result)
    shape = np.shape(result)
    return (rows(shape[0]), *shape[1:]) if shape else shape


def same(result: Any, expected: Any, lifted: bool = False) -> bool:
    """Whether a result is the expected one within rounding, or holds it under one more axis."""
    parts = _parts(expected)
    if parts is not None:
        found = _parts(result)
        return (
            found is not None
            and found.keys() == parts.keys()
            and all(same(found[name], part, lifted) for name, part in parts.items())
        )
    if isinstance(expected, str):
        return bool(result == expected)
    if not _has_numbers(expected):
        return type(result) is type(expected)
    result = np.asarray(result)
    expected = np.asarray(expected)[None] if lifted else np.asarray(expected)
    if result.shape != expected.shape:
        return False
    single = result.dtype in (np.float16, np.float32)
    rounding = 4 * np.finfo(result.dtype).eps if single else 1e-12
    errors = np.abs(result - expected).astype(float)
    return bool(np.all(errors <= rounding * np.abs(expected).max(initial=1)))
