"""What a difference looks like: a sign, a factor, a term, a transposed or a wrong index."""

from collections.abc import Iterable, Sequence
from itertools import permutations, product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.checks.codes import Diagnosis, diagnosed
from rbmlib.checks.compare import agree, relative_errors

#: Patterns are compared within this, relative to max(1, abs(value)): well above the rounding
#: of a sum over states, well below the smallest known misprint (2e-3).
CLOSE = 1e-9

Pairs = Sequence[tuple[NDArray, NDArray]]


def describe(
    pairs: Pairs,
    terms: Iterable[tuple[str, Sequence[ArrayLike]]] = (),
    *,
    close: float = CLOSE,
) -> Diagnosis | None:
    """Name what turns right values into wrong ones.

    Parameters
    ----------
    pairs : sequence of (ndarray, ndarray)
        The right value and the wrong one, finite, one pair a case.
    terms : iterable of (str, sequence of array_like)
        Quantities that may have been forgotten, doubled or multiplied: a name, and the value
        in every case.
    close : float
        Largest difference from a pattern, relative to max(1, abs(value)).

    Returns
    -------
    Diagnosis or None
        A pattern that holds in every case, if one is known.
    """
    terms = list(terms)
    if any(np.iscomplexobj(value) and np.isrealobj(above) for above, value in pairs):
        return diagnosed("E-COMPLEX")
    if not all(value.size for pair in pairs for value in pair):
        return None  # any pattern would hold
    if any(above.shape != value.shape for above, value in pairs):
        return _shapes(pairs, close)
    return (
        _factor(pairs, terms, close)
        or _term(pairs, terms, close)
        or _places(pairs, close)
        or _functions(pairs, close)
    )


_FOLDS = (("E-NO-SUM", "E-SUMMED", np.sum), ("E-NO-MEAN", "E-AVERAGED", np.mean))


def _every(pairs, pattern, close):
    """Whether a pattern of the wrong value gives the right one in every case."""
    return all(agree(pattern(value), above, close) for above, value in pairs)


def _shapes(pairs, close):
    if _every(pairs, np.transpose, close):
        return diagnosed("E-TRANSPOSED")
    if all(agree(value.ravel(), above.ravel(), close) for above, value in pairs):
        return diagnosed("E-RESHAPED")
    axes = range(max(max(above.ndim, value.ndim) for above, value in pairs))
    for axis, (missing, folded, fold) in product(axes, _FOLDS):
        if _folds(fold, axis, [(value, above) for above, value in pairs], close):
            return diagnosed(missing, axis=axis)
        if _folds(fold, axis, pairs, close):
            return diagnosed(folded, axis=axis)
    if all(value.ndim == 2 and agree(value.diagonal(), above, close) for above, value in pairs):
        return diagnosed("E-BROADCAST")
    if all(above.shape == value.shape[::-1] for above, value in pairs):
        return diagnosed("E-TRANSPOSED-SHAPE")
    return None


def _folds(fold, axis, pairs, close):
    """Whether each left array, summed or averaged over an axis, is the right one."""
    return all(
        left.ndim > axis and agree(fold(left, axis=axis), right, close) for left, right in pairs
    )


def _ratio(above, value, close):
    """The number that a whole array was multiplied with, or None."""
    scale = np.vdot(above, above)
    factor = np.vdot(above, value) / scale if scale else np.nan
    return factor if np.isfinite(factor) and agree(value, factor * above, close) else None


def _factor(pairs, terms, close):
    if all(agree(value, -above, close) for above, value in pairs):
        return diagnosed("E-SIGN")
    if all(agree(value, np.zeros(value.shape), close) for _, value in pairs):
        return diagnosed("E-ZERO")
    # A case in which both are zero agrees with any factor.
    live = [k for k, (above, value) in enumerate(pairs) if np.any(above) or np.any(value)]
    ratios = [_ratio(*pairs[k], close) for k in live]
    if not ratios or any(factor is None for factor in ratios):
        return None
    constant = agree(ratios, np.full(len(ratios), ratios[0]), close)
    if constant and len(ratios) > 1:
        return diagnosed("E-FACTOR", factor=f"{ratios[0]:.4g}")
    named = _factor_by_term(ratios, live, terms, close)
    if named or any(pairs[k][0].size == 1 for k in live):
        return named  # one number is a multiple of any other
    if constant:
        return diagnosed("E-FACTOR", factor=f"{ratios[0]:.4g}")
    return diagnosed("E-CASE-FACTOR")


def _factor_by_term(ratios, live, terms, close):
    """A factor that is one of the terms, or one over it, in every case."""
    for name, numbers in terms:
        chosen = [np.asarray(numbers[k]) for k in live]
        if any(number.size != 1 for number in chosen):
            continue
        if agree(ratios, np.ravel(chosen), close):
            return diagnosed("E-TIMES", term=name)
        if agree(np.ravel(chosen) * ratios, np.ones(len(ratios)), close):
            return diagnosed("E-OVER", term=name)
    return None


def _term(pairs, terms, close):
    for (name, numbers), factor in product(terms, (1, -1, 2, -2)):
        cases = zip(pairs, numbers, strict=True)
        if all(_shifted(above, value, factor, number, close) for (above, value), number in cases):
            code = "E-TERM" if abs(factor) == 1 else "E-TERM-SIGN"
            times = {1: "+", -1: "-", 2: "+2 ", -2: "-2 "}[factor]
            return diagnosed(code, times=times, term=name)
    if all(above.size > 1 and np.ptp(value - above) <= close for above, value in pairs):
        return diagnosed("E-SHIFT")
    return None


def _shifted(above, value, factor, number, close):
    """Whether a value is off by a multiple of a quantity that broadcasts to its shape."""
    number = np.asarray(number)
    if number.ndim > above.ndim:
        return False
    try:
        wanted = np.broadcast_to(factor * number, above.shape)
    except ValueError:
        return False
    return agree(value - above, wanted, close)


def _places(pairs, close):
    """Right numbers that stand in the wrong places."""
    if all(above.size <= 1 for above, _ in pairs) or len({a.ndim for a, _ in pairs}) > 1:
        return None
    n_axes = pairs[0][0].ndim
    for order in list(permutations(range(n_axes)))[1:]:
        if _every(pairs, lambda value, order=order: value.transpose(order), close):
            return diagnosed("E-TRANSPOSED" if n_axes == 2 else "E-AXES")
    if all(agree(np.abs(value), np.abs(above), close) for above, value in pairs):
        return diagnosed("E-SIGNS")
    if all(
        agree(np.sort(value, axis=None), np.sort(above, axis=None), close)
        for above, value in pairs
    ):
        return diagnosed("E-INDEX")
    for axis in range(n_axes):
        if all(_drawn_from(above, value, axis, close) for above, value in pairs):
            return diagnosed("E-ROWS")
    return _some(pairs, close)


def _some(pairs, close):
    """How many components are wrong, if in no case all are."""
    wrong = [int(np.sum(relative_errors(value, above) > close)) for above, value in pairs]
    if any(count == above.size for count, (above, _) in zip(wrong, pairs, strict=True)):
        return None
    most = wrong.index(max(wrong))
    return diagnosed("E-SOME", wrong=wrong[most], size=pairs[most][0].size)


def _drawn_from(above, value, axis, close):
    """Whether every slice of the value is some slice of the right one."""
    wanted, got = np.moveaxis(above, axis, 0), np.moveaxis(value, axis, 0)
    varied = not all(agree(one, got[0], close) for one in got)
    return varied and all(any(agree(one, other, close) for other in wanted) for one in got)


def _functions(pairs, close):
    with np.errstate(all="ignore"):
        if _every(pairs, np.log, close):
            return diagnosed("E-NO-LOG")
        if _every(pairs, np.exp, close):
            return diagnosed("E-LOG-TWICE")
        if all(np.all(value != 0) for _, value in pairs) and _every(pairs, lambda x: 1 / x, close):
            return diagnosed("E-RECIPROCAL")
    return diagnosed("E-ONE-MINUS") if _every(pairs, lambda x: 1 - x, close) else None
