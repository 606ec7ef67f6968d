r"""Lines written in SymPy: evaluated like any other, and decided exactly.

With x = e^theta for every symbol, a line built from +, -, *, /, exp and log becomes a rational
function of the x and of logarithms of polynomials in them.  Each polynomial is split into
irreducible factors, and the logarithm of each factor becomes one more generator.  If the
difference of two lines is then the zero polynomial, they are equal for all real symbols; if
not, a point at which they differ is looked for, and shown.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

# Digits for telling two expressions apart at a point, and the smallest difference that counts.
_DIGITS, _APART = 50, sp.Rational(1, 10**30)


def as_expressions(value: object) -> NDArray[Any] | None:
    """Array of SymPy expressions, or None if the value is not made of them.

    Parameters
    ----------
    value : object
        An expression, a SymPy matrix, or a list or array of expressions.

    Returns
    -------
    ndarray of object or None
        Derivatives, sums and products are carried out.
    """
    if callable(value) and not isinstance(value, sp.Basic):
        return None
    try:
        cells = np.array(value, dtype=object)
    except ValueError:
        return None
    found = [cell for cell in cells.ravel() if isinstance(cell, sp.Basic)]
    numbers = all(isinstance(cell, (sp.Expr, int, float)) for cell in cells.ravel())
    if not found or not numbers:
        return None
    done = np.empty(cells.shape, dtype=object)
    done.ravel()[:] = [sp.sympify(cell).doit() for cell in cells.ravel()]
    return done


def substitute(expressions: NDArray[Any], case: Mapping[str, Any]) -> NDArray[Any]:
    """Numbers of symbolic expressions on one case.

    Parameters
    ----------
    expressions : ndarray of object
        As `as_expressions` returns them.
    case : dict
        A symbol takes the number under its name, or the component of that name of any item
        that names its parameters, such as ``weights[0, 0]`` of a model.

    Returns
    -------
    ndarray of float
        Of the same shape.

    Raises
    ------
    KeyError
        If a symbol has no number in the case.
    """
    numbers = dict(case)
    for item in case.values():
        if hasattr(item, "parameter_names"):
            numbers |= dict(zip(item.parameter_names, item.ravel(), strict=True))
    values = []
    for cell in expressions.ravel():
        missing = sorted(s.name for s in cell.free_symbols if s.name not in numbers)
        if missing:
            raise KeyError(f"the case has no number for the symbol {missing[0]}")
        chosen = {s: sp.Float(float(numbers[s.name]), 30) for s in cell.free_symbols}
        values.append(complex(cell.xreplace(chosen).evalf(17)))
    numbers_of = np.array(values).reshape(expressions.shape)
    return numbers_of.real if np.all(numbers_of.imag == 0) else numbers_of


def decide(left: NDArray[Any], right: NDArray[Any]) -> bool | None:
    """Whether two arrays of expressions are equal for all real values of their symbols.

    Parameters
    ----------
    left, right : ndarray of object
        Of the same shape; see `as_expressions`.

    Returns
    -------
    bool or None
        None if some component could be neither proved nor refuted: it contains a function
        other than exp and log.
    """
    verdicts = [_decide(a - b) for a, b in zip(left.ravel(), right.ravel(), strict=True)]
    if any(verdict is False for verdict in verdicts):
        return False
    return True if all(verdicts) else None


def _decide(difference):
    symbols = sorted(difference.free_symbols, key=str)
    exponentials = {s: sp.Symbol(f"x_{k}", positive=True) for k, s in enumerate(symbols)}
    in_x = difference.xreplace({s: sp.log(x) for s, x in exponentials.items()})
    in_x = in_x.replace(sp.exp, lambda power: sp.exp(sp.expand(power)))
    rational = sp.nsimplify(in_x, rational=True).replace(sp.log, _split_logarithm)
    if not rational.is_rational_function():
        return None
    if sp.expand(sp.fraction(sp.together(rational))[0]) == 0:
        return True
    return False if _differs(difference, symbols) else None


def _split_logarithm(argument):
    """Sum of one generator for each irreducible factor of a quotient of polynomials."""
    total = sp.Integer(0)
    for sign, part in zip((1, -1), sp.fraction(sp.together(argument)), strict=True):
        content, factors = sp.factor_list(part)
        primes = sp.factorrat(content) if content.is_Rational and content > 0 else {content: 1}
        powers = [*primes.items(), *((f.as_expr(), power) for f, power in factors)]
        total += sign * sum(power * sp.Symbol(f"ln({sp.srepr(f)})") for f, power in powers)
    return total


def _differs(difference, symbols):
    """Whether a point shows that an expression is not zero everywhere."""
    points = ([sp.Rational(k + 2, 7 + shift) for k in range(len(symbols))] for shift in range(3))
    return any(
        abs(difference.subs(dict(zip(symbols, point, strict=True))).evalf(_DIGITS)) > _APART
        for point in points
    )
