"""Which results no machine may round otherwise, judged from what went in."""

import functools
import math

import numpy as np

_LOW = np.uint64(0xFFFFFFFF)


def short(numbers):
    """Which numbers have at most twenty-one significant bits, both parts if complex."""
    numbers = np.asarray(numbers)
    if numbers.dtype.kind == "c":
        return short(numbers.real) & short(numbers.imag)
    return np.asarray(numbers, dtype=float, order="C").view(np.uint64) & _LOW == 0


def settled(parts, operands, complex_valued):
    """Which results of a function every libm gives.

    Parameters
    ----------
    parts : ndarray of float64
        Results; real and imaginary parts along a last axis if `complex_valued`.
    operands : sequence of array_like
    complex_valued : bool
    """
    same = np.abs(np.abs(parts) - 1) < 1e-15  # else they could come to lie on its other side
    plain = short(parts)
    if plain.any():
        given = functools.reduce(np.logical_and, map(short, operands))
        same |= plain & (np.asarray(given)[..., None] if complex_valued else given) | (parts == 0)
    return same


def exact_sums(arrays, most):
    """Which sums of products are exact in any order, and so in every partial sum.

    Parameters
    ----------
    arrays : list of ndarray
        Every term is a product of a number from each.
    most : ndarray
        The sums of the terms' magnitudes: below 2**53 times a power of two of which every term
        is a multiple, nothing is rounded.
    """
    return most <= _grid(arrays, most) * 2.0**53


def shared(arrays, result):
    """How many terms make a number of a matrix product or a sum."""
    return (math.prod(x.size for x in arrays) / max(result.size, 1)) ** (1 / len(arrays))


def counted(array):
    """One for each number that is not zero."""
    return (array != 0).astype(float)


def magnitude(array):
    """Without signs, in either part."""
    if array.dtype.kind == "c":
        return np.abs(array.real) + 1j * np.abs(array.imag)
    return np.abs(array.astype(float, copy=False))


def _grid(arrays, most):
    """A power of two of which every term is a multiple, or 0 where none is coarse enough."""
    first = [x.flat[0].real if x.size else 0.0 for x in arrays]
    if math.prod(map(_lowest_bit, first)) * 2.0**53 < most.min(initial=math.inf):
        return 0.0  # as most sums show at once
    if not np.isfinite(most).all():
        return 0.0
    flat = [np.stack([x.real, x.imag]) if x.dtype.kind == "c" else x for x in arrays]
    return math.prod(_common_grid(x[x != 0].astype(float)) for x in flat)


def _lowest_bit(number):
    if not number or not math.isfinite(number):
        return math.inf
    numerator, denominator = float(number).as_integer_ratio()
    return (numerator & -numerator) / denominator


def _common_grid(numbers):
    """The smallest of the numbers' lowest bits, all at once."""
    mantissa, exponent = np.frexp(numbers)
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    return np.ldexp((whole & -whole).astype(float), exponent - 53).min(initial=math.inf)
