"""check_gradient: compare a gradient with differences, and diagnose what is wrong."""

from typing import NamedTuple

import numpy as np

from rbmlib.checks.gradients.differences import DIFFERENCES, error_bound


class GradientMismatch(AssertionError):
    """A gradient differs from the differences by more than the error bound."""


class GradientReport(NamedTuple):
    """Outcome of a gradient check that passed.

    Attributes
    ----------
    analytic, numeric : ndarray, shape (n_parameters,)
        The two gradients.
    tolerance : float
        Bound on the error of each component, relative to max(1, largest component).
    worst : str
        Name of the component with the largest difference.
    """

    analytic: np.ndarray
    numeric: np.ndarray
    tolerance: float
    worst: str

    def __str__(self):
        return f"{self.numeric.size} components agree within {self.tolerance:.0e}"

    __repr__ = __str__


def check_gradient(f, gradient, model, method="complex", tolerance=None):
    """Compare a gradient with the derivative of the scalar that it belongs to.

    Parameters
    ----------
    f : callable
        Takes a model and returns a real scalar, such as the mean log-likelihood.
    gradient : callable or array_like, shape (n_parameters,)
        The gradient under test, or a function of the model that returns it.
    model : EnergyModel
        Where the two are compared.  Choose a generic one: at W = 0, say, many wrong
        formulas look right.
    method : {"complex", "central", "richardson", "forward"}
        How the derivative is taken; all but the first need only real values of f.
    tolerance : float, optional
        Largest error of a component relative to max(1, largest component).  Left out, it is
        ten times `error_bound` at the default step, rounded up to a power of ten: ten covers
        a higher derivative above 1, or a value of f that larger terms cancel down to.

    Returns
    -------
    GradientReport

    Raises
    ------
    GradientMismatch
        Naming the worst component, its two values, and what the pattern looks like.
    ValueError
        If the gradient's shape is not that of the parameter vector, or it or f is not finite.
    """
    if method not in DIFFERENCES:
        raise ValueError(f"method: expected one of {', '.join(DIFFERENCES)}, got {method!r}")
    analytic = np.asarray(gradient(model) if callable(gradient) else gradient)
    if analytic.shape != model.ravel().shape:
        raise ValueError(
            f"gradient: expected shape ({model.n_parameters},), the order of model.ravel(), got "
            f"{analytic.shape}"
        )
    if not np.all(np.isfinite(analytic)):
        name = model.parameter_names[int(np.argmin(np.isfinite(analytic)))]
        raise ValueError(f"gradient: expected finite components, got a non-finite {name}")
    numeric = DIFFERENCES[method](f, model)
    if tolerance is None:
        bound = 10 * error_bound(method, value=abs(f(model)))
        tolerance = 10.0 ** np.ceil(np.log10(bound))
    return _compare(analytic, numeric, tolerance, model, method)


def _compare(analytic, numeric, tolerance, model, method):
    bound = tolerance * max(1.0, np.abs(numeric).max(initial=0))
    errors = np.abs(analytic - numeric)
    # The first of the largest: which of two equal errors rounding makes larger may differ
    # between machines.
    ties = np.flatnonzero(errors >= (1 - 1e-6) * errors.max(initial=0))
    worst = int(ties[0]) if ties.size else 0
    name = model.parameter_names[worst] if errors.size else "none"
    if np.all(errors <= bound):
        return GradientReport(analytic, numeric, tolerance, name)
    found = diagnose(analytic, numeric, bound, model, DIFFERENCES[method])
    raise GradientMismatch(
        f"{name}: analytic {analytic[worst]:.4f}, numeric {numeric[worst]:.4f}; "
        f"{np.sum(errors > bound)} of {errors.size} components differ by more than {bound:.0e}. "
        f"Looks like: {found}"
    )


def diagnose(analytic, numeric, bound, model, difference):
    """Say in words what turns the true gradient into the wrong one.

    Parameters
    ----------
    analytic, numeric : ndarray, shape (n_parameters,)
        The wrong gradient and the true one.
    bound : float
        Absolute error up to which two components count as equal.
    model : EnergyModel
        Names the blocks, and supplies ln Z for the phases.
    difference : callable
        Difference formula for the gradient of ln Z.

    Returns
    -------
    str
        A pattern that holds for the whole vector, or else one pattern a wrong block.
    """
    whole = _factor(analytic, numeric, bound) or _phases(
        analytic, numeric, bound, model, difference
    )
    if whole:
        return whole
    got, wanted = model.unravel(analytic), model.unravel(numeric)
    found = [
        f"{name}: {_block(got[name], wanted[name], bound)}"
        for name in got
        if np.any(np.abs(got[name] - wanted[name]) > bound)
    ]
    return "; ".join(found)


def _factor(analytic, numeric, bound):
    """Name the constant that relates the two, if there is one."""
    scale = np.vdot(numeric, numeric)
    factor = np.vdot(numeric, analytic) / scale if scale else 0.0
    # A block of one number is a multiple of anything; only a sign is worth saying of it.
    if numeric.size == 1 and abs(factor + 1) * np.abs(numeric).max() > bound:
        return None
    if not scale or np.any(np.abs(analytic - factor * numeric) > bound * max(1, abs(factor))):
        return None
    if abs(factor + 1) * np.sqrt(scale) <= bound * np.sqrt(numeric.size):
        return "opposite signs"
    if not np.any(np.abs(analytic) > bound):
        return "all zero"
    return f"a constant factor {factor:.4g}"


def _phases(analytic, numeric, bound, model, difference):
    """Recognise a phase that is missing, has the wrong sign, or was never differentiated.

    The negative phase is minus the gradient of ln Z; the positive phase is the rest.  Only
    the value of ln Z is used: its analytic gradient may be the culprit.
    """
    if not hasattr(model, "log_partition"):
        return None
    negative = -difference(lambda m: m.log_partition(), model)
    positive = numeric - negative
    patterns = {
        "the negative phase (the model's average) is missing": positive,
        "the positive phase (the data's average) is missing": negative,
        "the negative phase has the wrong sign": positive - negative,
        "the positive phase has the wrong sign": negative - positive,
        "the negative phase is counted twice": positive + 2 * negative,
        "the positive phase is counted twice": 2 * positive + negative,
    }
    # The patterns carry a few numerical errors instead of one.
    for name, pattern in patterns.items():
        if np.all(np.abs(analytic - pattern) <= 4 * bound):
            return name
    for rest, where in ((0, "the gradient"), (positive, "the negative phase")):
        if analytic.size > 1 and np.ptp(analytic - rest) <= 4 * bound:
            return f"{where} is one number for all parameters (E in place of its derivative?)"
    return None


def _block(got, wanted, bound):
    """Name what is wrong with one block: a factor, a transpose, or neither."""
    if wanted.ndim == 2 and np.all(np.abs(got - wanted.T.reshape(wanted.shape)) <= bound):
        return "transposed"
    return _factor(got.ravel(), wanted.ravel(), bound) or "no known pattern"
