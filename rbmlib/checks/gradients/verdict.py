"""check_gradient: compare a gradient with differences, and name what is wrong."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rbmlib.checks.blocks import Gradient, as_vector
from rbmlib.checks.codes import Diagnosis, Failure
from rbmlib.checks.compare import check_tolerance, relative_errors, shown_apart, worst
from rbmlib.checks.gradients.differences import DIFFERENCES
from rbmlib.checks.gradients.imaginary import require_same_slope
from rbmlib.checks.gradients.likelihoods import likelihood_of
from rbmlib.checks.gradients.methods import (
    error_bound,
    evaluated,
    require_arguments,
    require_method,
)
from rbmlib.checks.gradients.naming import name_mistakes
from rbmlib.checks.gradients.protocols import P, Vector
from rbmlib.validation import as_numbers


class GradientMismatch(Failure):
    """A gradient differs from the differences by more than the error bound.

    Attributes
    ----------
    code : str
        Of the mistake, or of the first of them: a key of `rbmlib.checks.CODES`.
    codes : tuple of str
        Of the mistake in all blocks, or else of one a wrong block.
    """


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

    analytic: Vector
    numeric: Vector
    tolerance: float
    worst: str

    def __str__(self) -> str:
        return f"{self.numeric.size} components agree within {self.tolerance:.0e}"

    def __repr__(self) -> str:
        return str(self)


def check_gradient(
    f: Callable[[P], ArrayLike],
    gradient: Gradient | Callable[[P], Gradient],
    model: P,
    *,
    method: str = "complex",
    tolerance: float | None = None,
    data: ArrayLike | None = None,
) -> GradientReport:
    """Compare a gradient with the derivative of the number that it belongs to.

    Parameters
    ----------
    f : callable
        Takes a model and returns a real number, such as the mean log-likelihood.
    gradient : array_like, dict, tuple, or callable
        The gradient under test, or a function of the model that returns it: a vector in the
        order of ``model.ravel()``, blocks by name, or blocks in order.
    model : Parameterised
        Where the two are compared.  Choose a generic one: at W = 0, say, many wrong
        formulas look right.
    method : {"complex", "central", "richardson", "forward"}
        How the derivative is taken; all but the first need only real values of f.
    tolerance : float, optional
        Largest error of a component relative to max(1, largest component).  Left out, it is
        ten times `error_bound` at the default step, rounded up to a power of ten: ten covers
        a higher derivative above 1, or a value of f that larger terms cancel down to.
    data : array_like, shape (n_samples, n_visible), optional
        The data whose mean log-likelihood f is: with them more mistakes have names.

    Returns
    -------
    GradientReport

    Raises
    ------
    GradientMismatch
        Naming the worst component, its two values, and what the mistake looks like.
    ValueError
        Also if the bound on the errors is not smaller than the gradient, since anything would
        pass then, and if the complex step shows that f loses its imaginary part.
    """
    require_arguments(f, model)
    difference = DIFFERENCES[require_method(method)]
    tolerance = None if tolerance is None else check_tolerance(tolerance)
    value, numeric = _value(f, model), difference(f, model)
    if method == "complex":
        require_same_slope(f, model, numeric)
    tolerance = tolerance or _default_tolerance(method, value)
    scale = max(1.0, float(np.abs(numeric).max()))
    _require_smaller(tolerance * scale, numeric)
    given = None
    if data is not None:
        given = likelihood_of(model, numeric, difference, _samples(data), tolerance)
    analytic = _analytic(gradient, model)
    errors = relative_errors(analytic, numeric, scale)
    place = worst(errors)[0]
    if np.all(errors <= tolerance):
        return GradientReport(analytic, numeric, tolerance, model.parameter_names[place])
    given = given or likelihood_of(model, numeric, difference, None, tolerance)
    found = name_mistakes(model.unravel(analytic), model.unravel(numeric), tolerance, given)
    wrong, right = shown_apart(analytic[place], numeric[place])
    n_wrong, bound = int(np.sum(errors > tolerance)), tolerance * scale
    raise GradientMismatch(
        f"{model.parameter_names[place]}: analytic {wrong}, numeric {right}; {n_wrong} of "
        f"{errors.size} components differ by more than {bound:.0e}. Looks like: {_words(found)}",
        *(looks.code for _, looks in found),
    )


def _value(f, model):
    """The number that f is at the model."""
    value = evaluated(f, model)
    if value.shape != ():
        raise ValueError(f"f: expected one number, got an array of shape {value.shape}")
    if np.imag(value):
        raise ValueError(f"f: expected a real number, got {value}")
    return float(np.real(value))


def _default_tolerance(method, value):
    bound = 10 * error_bound(method, value=abs(value))
    return 10.0 ** float(np.ceil(np.log10(bound)))


def _require_smaller(bound, numeric):
    """Refuse to judge a gradient that is not larger than the error of its judge."""
    largest = float(np.abs(numeric).max())
    if bound >= largest:
        raise ValueError(
            f"f: expected a gradient above the bound on its error, {bound:.0e}, got no component "
            f"larger than {largest:.3g}: anything would pass; rescale f or its parameters, or "
            "choose another point"
        )


def _samples(data):
    data = as_numbers(data, "data")
    if data.ndim == 0 or not len(data):
        raise ValueError(f"data: expected at least one sample, got shape {data.shape}")
    return data


def _analytic(gradient, model):
    """The gradient under test as a vector of finite numbers."""
    blocks = model.unravel(model.ravel())
    shapes = {name: np.shape(block) for name, block in blocks.items()}
    analytic = as_vector(gradient(model) if callable(gradient) else gradient, shapes)
    if not np.all(np.isfinite(analytic)):
        name = model.parameter_names[int(np.argmin(np.isfinite(analytic)))]
        raise ValueError(f"gradient: expected finite components, got a non-finite {name}")
    return analytic


def _words(found: list[tuple[str, Diagnosis]]) -> str:
    return "; ".join(f"{name}: {looks}" if name else str(looks) for name, looks in found)
