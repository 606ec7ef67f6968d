r"""Exact proofs: identities between rational functions, decided rather than simplified.

With x = e^theta, every e^{-E} of an RBM is a monomial, Z is a polynomial with integer
coefficients, and d/dtheta = x d/dx.  Two quotients a/b and c/d of polynomials are equal if
and only if a d - c b is the zero polynomial, which arithmetic in a polynomial ring decides.
A false identity is refuted with a point at which the two sides differ.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import sympy as sp

from rbmlib.checks.codes import Failure

# Distinct primes stand in for the generators when a false identity is shown at a point:
# distinct monomials then have distinct values.
_PRIMES = tuple(sp.primerange(2, 600))


class Refuted(Failure):
    """Two expressions that were claimed to be identical are not; code ``E-FALSE-IDENTITY``."""


class Proof(NamedTuple):
    """What was proved.

    Attributes
    ----------
    statement : str
        The identity, in LaTeX.
    scope : str
        For which models it was proved, in words.
    n_identities : int
        Number of polynomial identities that were decided.
    """

    statement: str
    scope: str
    n_identities: int

    def __str__(self) -> str:
        return f"proved for {self.scope} ({self.n_identities} polynomial identities)"

    def __repr__(self) -> str:
        return str(self)

    def _repr_latex_(self) -> str:
        return rf"$$\textsf{{proved: }}\;{self.statement}$$"


class Ratio:
    """Quotient of two polynomials of one ring, with exact arithmetic and exact equality.

    Parameters
    ----------
    numerator, denominator : sympy.polys.rings.PolyElement
        The denominator must not be zero.
    """

    def __init__(self, numerator: Any, denominator: Any = None) -> None:
        self.numerator = numerator
        self.denominator = numerator.ring.one if denominator is None else denominator
        if not self.denominator:
            raise ZeroDivisionError("Ratio: expected a denominator that is not zero")

    def lifted(self, other: Any, name: str) -> "Ratio":
        """What somebody else computed as a quotient of this ring: a whole number is one too."""
        ring = self.numerator.ring
        own = getattr(getattr(other, "numerator", other), "ring", None) == ring
        if not own and (isinstance(other, bool) or not isinstance(other, int | np.integer)):
            raise TypeError(
                f"{name}: expected a Ratio in the symbols of the model, got {other!r:.80}"
            )
        return self._lift(int(other) if not own else other)

    def _lift(self, other):
        """A number, or a polynomial, as a quotient of this ring."""
        return other if isinstance(other, Ratio) else Ratio(self.numerator.ring(other))

    def __add__(self, other):
        a, b = self, self._lift(other)
        # A shared or dividing denominator is the common case; keeping it keeps terms few.
        if a.denominator == b.denominator:
            return Ratio(a.numerator + b.numerator, a.denominator)
        for small, large in ((a, b), (b, a)):
            quotient, remainder = large.denominator.div(small.denominator)
            if not remainder:
                return Ratio(small.numerator * quotient + large.numerator, large.denominator)
        cross = a.numerator * b.denominator + b.numerator * a.denominator
        return Ratio(cross, a.denominator * b.denominator)

    def __mul__(self, other):
        a, b = self, self._lift(other)
        tops, bottoms = [a.numerator, b.numerator], [b.denominator, a.denominator]
        for k in range(2):
            quotient, remainder = tops[k].div(bottoms[k])
            if not remainder:
                tops[k], bottoms[k] = quotient, bottoms[k].ring.one
        return Ratio(tops[0] * tops[1], bottoms[0] * bottoms[1])

    def __truediv__(self, other):
        other = self._lift(other)
        return self * Ratio(other.denominator, other.numerator)

    def __neg__(self):
        return Ratio(-self.numerator, self.denominator)

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self._lift(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other):
        other = self._lift(other)
        return not (self.numerator * other.denominator - other.numerator * self.denominator)

    __hash__ = None  # type: ignore[assignment]

    def at_primes(self) -> sp.Rational:
        """Exact value with the k-th generator set to the k-th prime."""
        point = list(zip(self.numerator.ring.gens, _PRIMES, strict=False))
        return sp.Rational(
            sp.Rational(str(self.numerator.evaluate(point))),
            sp.Rational(str(self.denominator.evaluate(point))),
        )


def prove(identities: Iterable[tuple[str, Ratio, Ratio]], statement: str, scope: str) -> Proof:
    """Decide a family of identities.

    Parameters
    ----------
    identities : iterable of (str, Ratio, Ratio)
        A label and the two sides of each.
    statement : str
        The identity, in LaTeX.
    scope : str
        For which models it is proved, in words.

    Returns
    -------
    Proof

    Raises
    ------
    Refuted
        At the first identity that is false, with its label and the two values at a point.
    """
    count = 0
    for label, left, right in identities:
        right = left.lifted(right, f"claim, {label}")
        if left != right:
            raise Refuted(
                f"{label}: false for {scope}; where the k-th exponential is the k-th prime the "
                f"left side is {left.at_primes()} and the right side is {right.at_primes()}",
                "E-FALSE-IDENTITY",
            )
        count += 1
    if not count:
        raise ValueError(f"prove: expected at least one identity for {scope}, got none")
    return Proof(statement, scope, count)
