"""NumPy's results moved by a unit or two in the last place: machines that are not here.

It stands for another BLAS, another libm, other vector instructions, another order of adding:
an ARM Mac, say.  Standards leave these free, so they move:

* ``exp``, ``log``, ``tanh``, powers and their like, which no standard rounds correctly;
* sums and products of more than two numbers (``sum``, ``mean``, ``@``, ``einsum``, ...), whose
  order is free: by units of the sum of the terms' magnitudes, since that is what another order
  changes where terms cancel;
* linear algebra, through its input: what a backward stable algorithm promises.

IEEE 754 fixes the rest, and it stays as it is: ``+ - * /`` and ``sqrt``, integers, float32, sums
of two numbers, and sums in which every partial sum is exact whatever the order (counts, halves).
Functions keep what every libm keeps: exp(0) = 1, log10(1000) = 3, signs, and on which side of 1
a result lies.

It does not stand for other releases of libraries (drawing, algorithms, random streams), for C
code that calls no NumPy (SciPy, scikit-learn, Matplotlib's renderer, NumPy's distributions), nor
for products of complex numbers, which some compilers fuse.

A move depends on the seed, the function, its operands and the place in the result, on nothing
else: equal calls agree, as on a machine, and an earlier cell changes nothing in a later one.
"""

import functools
import zlib

import numpy as np

from tools.exactness import counted, exact_sums, magnitude, settled, shared, short

#: Units in the last place, drawn once, and once more behind; hashes choose among them.
_MOVES = np.tile(np.random.default_rng(0).integers(-2, 3, size=2**12).astype(float), 2)
_ODD = np.uint64(0x9E3779B97F4A7C15)  # of good spread in its upper bits
_TOP = np.uint64(64 - 12)


def elementwise(function, seed):
    """Move what a function of numbers gives, as a function of the numbers.

    Parameters
    ----------
    function : numpy.ufunc, or a callable of which every argument is a number
    seed : int

    Returns
    -------
    callable
        Takes what `function` takes; what is neither float64 nor complex128 stays.
    """
    key, count = _key(seed, function.__name__), getattr(function, "nin", None)

    @functools.wraps(function)
    def call(*arguments, **options):
        operands = arguments[:count]
        if "out" in options:  # which may overwrite them
            operands = [np.array(x) for x in operands]
        result = function(*arguments, **options)
        if not _movable(result) or not _numeric(operands):
            return result
        parts = _parts(result)
        fixed = settled(parts, operands, result.dtype.kind == "c")
        new = np.where(fixed, parts, _near(parts, key))
        return _deliver(new, result, options.get("out"), options.get("where", True))

    return call


def _near(parts, key):
    """Each number moved by units that hang on the number and the key."""
    with np.errstate(over="ignore"):
        hashed = (parts.view(np.uint64) ^ np.uint64(key)) * _ODD >> _TOP
    return _moved(parts, parts, _MOVES[hashed])


def linear(function, seed, operands=None, *, total=None):
    """Move sums of terms, each a product of one number from every operand.

    Parameters
    ----------
    function : callable
        ``function(*arrays, *others, **options)``, linear in each array.
    seed : int
    operands : int, optional
        How many leading arguments are arrays; all of them if None.
    total : callable, optional
        The sum itself where `function` divides it: ``sum`` for ``mean``.
    """
    key = _key(seed, function.__name__)

    @functools.wraps(function)
    def call(*arguments, **options):
        result = function(*arguments, **options)
        first = int(isinstance(arguments[0], str))  # after the subscripts of einsum
        last = len(arguments) if operands is None else first + operands
        arrays = [np.asarray(x) for x in arguments[first:last]]
        if not _movable(result) or not _numeric(arrays):
            return result
        plain = {k: v for k, v in options.items() if k not in ("out", "dtype")}

        def again(what, change):
            value = what(*arguments[:first], *map(change, arrays), *arguments[last:], **plain)
            return _parts(np.asarray(value, dtype=result.dtype))

        scale = again(function, magnitude)
        fixed = exact_sums(arrays, scale if total is None else again(total, magnitude))
        if first or not all(map(np.all, arrays)) or shared(arrays, result) < 3:
            terms = again(total or function, counted)  # of which two are added in one way only
            terms = terms[..., :1] if result.dtype.kind == "c" else terms
            fixed = fixed | (terms <= (1 if len(arrays) > 1 else 2))
        parts = _parts(result)
        new = _moved(parts, scale, _units(parts, _key(key, *arrays)))
        return _deliver(np.where(fixed, parts, new), result, options.get("out"))

    return call


def relative(function, seed):
    """Move other reductions of one array (products, norms, variances) by units of the result."""
    key = _key(seed, function.__name__)

    @functools.wraps(function)
    def call(array, *others, **options):
        result = function(array, *others, **options)
        if not _movable(result) or not _numeric([array]):
            return result
        parts = _parts(result)
        new = _moved(parts, parts, _units(parts, _key(key, array)))
        fixed = (parts == 0) | (short(parts) & np.all(short(array)))
        return _deliver(np.where(fixed, parts, new), result, options.get("out"))

    return call


def backward(function, seed):
    """Move the matrices that linear algebra is given, and so what it gives."""
    key = _key(seed, function.__name__)

    def nearby(array):
        if not isinstance(array, np.ndarray) or not _movable(array):
            return array
        parts = _parts(array)
        return _whole(np.where(short(parts), parts, _near(parts, key)), array)

    @functools.wraps(function)
    def call(*arguments, **options):
        return function(*map(nearby, arguments), **options)

    return call


def _moved(parts, scale, units):
    """Finite numbers plus units in the last place of a scale."""
    with np.errstate(all="ignore"):
        new = parts + units * np.spacing(np.abs(scale))
    return np.where(np.isfinite(new), new, parts)


def _units(parts, key):
    """Moves that hang on the place and the key."""
    start = key % 2**12
    moves = _MOVES if parts.size <= 2**12 else np.resize(_MOVES, start + parts.size)
    return moves[start : start + parts.size].reshape(parts.shape)


def _key(start, *things):
    """Names and arrays as a number of 32 bits."""
    data = [t.encode() if isinstance(t, str) else np.asarray(t).tobytes() for t in things]
    return functools.reduce(lambda key, piece: zlib.crc32(piece, key), data, start)


def _numeric(operands):
    return all(np.asarray(x).dtype.kind in "biufc" for x in operands)


def _movable(result):
    """Double precision, and of no class that knows more than its numbers (a mask, say)."""
    if type(result) not in (np.ndarray, np.float64, np.complex128):
        return False
    return result.dtype in (np.dtype(float), np.dtype(complex))


def _parts(numbers):
    """Real numbers as they are, complex ones with a last axis for their two parts."""
    numbers = np.asarray(numbers, order="C")
    if numbers.dtype.kind != "c":
        return numbers
    return np.stack([numbers.real, numbers.imag], axis=-1)


def _whole(parts, like):
    """Undo `_parts`; a scalar where NumPy gave one."""
    if like.dtype.kind == "c":
        parts = np.ascontiguousarray(parts).view(complex)[..., 0]
    return parts.reshape(np.shape(like))[() if isinstance(like, np.generic) else ...]


def _deliver(parts, result, out, where=True):
    """Hand over new numbers as NumPy would: by value or in `out`, and only where asked."""
    whole = _whole(parts, result)
    if out is None:
        return whole
    np.copyto(result, whole, where=where)
    return result
