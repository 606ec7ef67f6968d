"""What a wrong line looks like: a sign, a factor, a term, a transposed or a wrong index."""

from itertools import permutations, product

import numpy as np

# Patterns are compared within this, relative to max(1, |value|): well above the rounding of
# a sum over states, well below the smallest known misprint (2e-3).
_CLOSE = 1e-9


def describe(pairs, terms=()):
    """Say in words what turns the values above into a line's values.

    Parameters
    ----------
    pairs : list of (ndarray, ndarray)
        The value of the line above and of the line, one pair a case.
    terms : iterable of (str, list of array_like)
        Quantities that may have been forgotten, doubled or multiplied: a name, and the value
        in every case.

    Returns
    -------
    str
        A pattern that holds in every case; empty if none is known.
    """
    if any(np.iscomplexobj(value) for pair in pairs for value in pair):
        return "complex numbers"
    if any(above.shape != value.shape for above, value in pairs):
        return _shapes(pairs)
    return _factor(pairs, terms) or _term(pairs, terms) or _places(pairs) or _functions(pairs)


def _mean(values, axis):
    return values.sum(axis) / max(1, values.shape[axis])  # an empty mean is no warning here


_FOLDS = (("sum", "summed", np.sum), ("mean", "averaged", _mean))


def _same(left, right):
    left, right = np.asarray(left), np.asarray(right)
    return left.shape == right.shape and bool(
        np.all(np.abs(left - right) <= _CLOSE * np.maximum(1, np.abs(right)))
    )


def _every(pairs, pattern):
    return all(_same(pattern(value), above) for above, value in pairs)


def _shapes(pairs):
    if _every(pairs, np.transpose):
        return "transposed"
    if all(_same(value.ravel(), above.ravel()) for above, value in pairs):
        return "the right numbers in another shape"
    axes = range(max(max(above.ndim, value.ndim) for above, value in pairs))
    for axis, (name, reduced, fold) in product(axes, _FOLDS):
        if all(value.ndim > axis and _same(fold(value, axis), above) for above, value in pairs):
            return f"the {name} over axis {axis} is missing"
        if all(above.ndim > axis and _same(fold(above, axis), value) for above, value in pairs):
            return f"{reduced} over axis {axis}, which is still needed"
    if all(value.ndim == 2 and _same(value.diagonal(), above) for above, value in pairs):
        return "broadcast to a table; its diagonal is right"
    if all(above.shape == value.shape[::-1] for above, value in pairs):
        return "the shape of the transpose"
    return ""


def _ratio(above, value):
    """The number that the whole array was multiplied with, or None."""
    scale = np.vdot(above, above)
    factor = np.vdot(above, value) / scale if scale else np.nan
    return factor if np.isfinite(factor) and _same(value, factor * above) else None


def _factor(pairs, terms):
    if all(_same(value, -above) for above, value in pairs):
        return "opposite sign"
    if all(_same(value, np.zeros(value.shape)) for _, value in pairs):
        return "all zero"
    # A case in which both are zero agrees with any factor.
    live = [k for k, (above, value) in enumerate(pairs) if np.any(above) or np.any(value)]
    ratios = [_ratio(*pairs[k]) for k in live]
    if not ratios or any(ratio is None for ratio in ratios):
        return ""
    if len(ratios) > 1 and _same(ratios, np.full(len(ratios), ratios[0])):
        return f"a constant factor {ratios[0]:.4g}"
    for name, numbers in terms:
        chosen = [np.asarray(numbers[k]) for k in live]
        if any(number.size != 1 for number in chosen):
            continue
        if _same(ratios, np.ravel(chosen)):
            return f"multiplied by {name}"
        if _same(np.ravel(chosen) * ratios, np.ones(len(ratios))):
            return f"divided by {name}"
    if all(pairs[k][0].size > 1 for k in live):
        return "a factor that is one number in each case"
    return ""


def _term(pairs, terms):
    for name, numbers in terms:
        for factor in (1, -1, 2, -2):
            if all(
                np.ndim(number) <= above.ndim and _fits(value - above, factor, number)
                for (above, value), number in zip(pairs, numbers, strict=True)
            ):
                meaning = (
                    "a term lost or added" if abs(factor) == 1 else "a term of the wrong sign"
                )
                times = {1: "+", -1: "-", 2: "+2 ", -2: "-2 "}[factor]
                return f"off by {times}{name}: {meaning}"
    if all(above.size > 1 and np.ptp(value - above) <= _CLOSE for above, value in pairs):
        return "one number added to every component: a term is missing or one too many"
    return ""


def _fits(difference, factor, number):
    try:
        wanted = np.broadcast_to(factor * np.asarray(number), difference.shape)
    except ValueError:
        return False
    return _same(difference, wanted)


def _places(pairs):
    """Right numbers that stand in the wrong places."""
    if all(above.size <= 1 for above, _ in pairs) or len({a.ndim for a, _ in pairs}) > 1:
        return ""
    n_axes = pairs[0][0].ndim
    for order in list(permutations(range(n_axes)))[1:]:
        if _every(pairs, lambda value, order=order: value.transpose(order)):
            return "transposed: two indices are exchanged" if n_axes == 2 else "axes are exchanged"
    if all(_same(np.abs(value), np.abs(above)) for above, value in pairs):
        return "the sign of some components"
    if all(_same(np.sort(value.ravel()), np.sort(above.ravel())) for above, value in pairs):
        return "the right numbers in the wrong places: a wrong index"
    for axis in range(n_axes):
        if all(_drawn_from(above, value, axis) for above, value in pairs):
            return "numbers of other rows or columns: a wrong index"
    wrong = [int(np.sum(np.abs(value - above) > _CLOSE)) for above, value in pairs]
    if all(count < above.size for count, (above, _) in zip(wrong, pairs, strict=True)):
        return f"at most {max(wrong)} of {pairs[int(np.argmax(wrong))][0].size} components wrong"
    return ""


def _drawn_from(above, value, axis):
    """Whether every slice of the value is some slice of the line above."""
    wanted, got = np.moveaxis(above, axis, 0), np.moveaxis(value, axis, 0)
    varied = not all(_same(one, got[0]) for one in got)
    return varied and all(any(_same(one, other) for other in wanted) for one in got)


def _functions(pairs):
    with np.errstate(all="ignore"):
        if _every(pairs, np.log):
            return "the logarithm is missing"
        if _every(pairs, np.exp):
            return "a logarithm too many"
        if all(np.all(value != 0) for _, value in pairs) and _every(pairs, lambda x: 1 / x):
            return "the reciprocal"
    if _every(pairs, lambda x: 1 - x):
        return "one minus the right number"
    return ""
