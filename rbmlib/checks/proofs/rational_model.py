"""A model whose probabilities are quotients of polynomials in e to the power of parameters."""

import functools
from typing import Any

import numpy as np
import sympy as sp
from sympy.polys.rings import ring

from rbmlib.checks.proofs.symbolic import Ratio
from rbmlib.states import binary_states

#: Of the units of one layer.
State = tuple[int, ...]
_MOST_UNITS = 10  # whose joint states a proof lists


class RationalModel:
    """A model with symbols for parameters, every exponential of them a generator of a ring.

    Parameters
    ----------
    model : EnergyModel
        Any instance of the wanted shape; its energy, the definition, is evaluated on
        symbols, and must be linear in them with integer coefficients.
    name : str
        What to call it in an error.
    """

    def __init__(self, model: Any, *, name: str = "model") -> None:
        if isinstance(model, type) or not hasattr(model, "energy"):
            raise TypeError(f"{name}: expected an EnergyModel, got {type(model).__name__}")
        if (n_units := model.n_visible + model.n_hidden) > _MOST_UNITS:
            raise ValueError(f"{name}: expected at most {_MOST_UNITS} units, got {n_units}")
        names = [name.translate(str.maketrans("", "", "[], ")) for name in model.parameter_names]
        self.symbols = sp.symbols(names, real=True)
        self.ring, *self.generators = ring([f"exp_{name}" for name in names], sp.ZZ)
        self.model = model.with_parameters(np.array(self.symbols, dtype=object))
        self.blocks = self.model.unravel(np.array(self.symbols, dtype=object))
        self.visible = [tuple(v) for v in binary_states(model.n_visible).tolist()]
        self.hidden = [tuple(h) for h in binary_states(model.n_hidden).tolist()]
        self.factors = {
            (v, h): self._factor(v, h, name) for v in self.visible for h in self.hidden
        }
        self.nothing = Ratio(self.ring.zero)
        self.total = sum(self.factors.values(), self.nothing)

    def _factor(self, v, h, name):
        try:
            energy = self.model.energy(v, h)
        except (AttributeError, IndexError, TypeError) as error:
            raise TypeError(f"{name}: expected an energy of symbols, got {error!r}") from error
        if not isinstance(energy, sp.Expr | int | np.integer):
            raise TypeError(f"{name}: expected an energy of symbols, got {energy!r:.80}")
        try:
            return self.exp(-energy)
        except (ValueError, TypeError, sp.PolynomialError) as error:
            expected = "expected an energy that is an integer combination of the parameters"
            raise ValueError(f"{name}: {expected}, got {energy}") from error

    def exp(self, exponent: sp.Expr) -> Ratio:
        """Exponential of an integer combination of the parameters, as a `Ratio`."""
        coefficients = sp.Poly(exponent, *self.symbols).as_dict()
        top, bottom = self.ring.one, self.ring.one
        for monomial, count in coefficients.items():
            if sum(monomial) != 1 or count != int(count):
                raise ValueError(f"exp: expected an integer combination, got {exponent}")
            generator, count = self.generators[monomial.index(1)], int(count)
            top, bottom = top * generator ** max(count, 0), bottom * generator ** max(-count, 0)
        return Ratio(top, bottom)

    def sigmoid(self, exponent: sp.Expr) -> Ratio:
        """Logistic function of an integer combination of the parameters."""
        factor = self.exp(exponent)
        return factor / (1 + factor)

    def slope(self, polynomial: Ratio, k: int) -> Ratio:
        """Derivative with respect to the k-th parameter, x d/dx."""
        generator = self.generators[k]
        return Ratio(generator * polynomial.numerator.diff(generator))

    def clamped(self, v: State) -> Ratio:
        """Unnormalised probability of a visible state, the sum over h of exp(-E(v, h))."""
        return sum((self.factors[v, h] for h in self.hidden), self.nothing)

    def visible_probability(self, v: State) -> Ratio:
        """Probability p(v)."""
        return self.clamped(v) / self.total

    def hidden_probability(self, h: State) -> Ratio:
        """Probability p(h)."""
        return sum((self.factors[v, h] for v in self.visible), self.nothing) / self.total

    def log_probability_slope(self, v: State, k: int) -> Ratio:
        """Derivative of ln p(v) with respect to the k-th parameter, a difference of quotients."""
        clamped = self.clamped(v)
        return self.slope(clamped, k) / clamped - self.slope(self.total, k) / self.total

    def hidden_input(self, v: State, j: int) -> sp.Expr:
        """Total input a_j(v) = c_j + sum_i W_ij v_i of hidden unit j, as a SymPy expression."""
        weights, bias = self.blocks["weights"], self.blocks["hidden_bias"]
        return bias[j] + sum(w * x for w, x in zip(weights[:, j], v, strict=True))

    @functools.cached_property
    def mean_statistics(self) -> list[Ratio]:
        """Averages of (v sigma', v, sigma) under p(v): the same for every v, and costly."""
        mean = [self.nothing] * len(self.symbols)
        for v in self.visible:
            p = self.visible_probability(v)
            mean = [m + p * s for m, s in zip(mean, self.statistics(v), strict=True)]
        return mean

    def visible_input(self, h: State, i: int) -> sp.Expr:
        """Total input d_i(h) = b_i + sum_j W_ij h_j of visible unit i, as a SymPy expression."""
        weights, bias = self.blocks["weights"], self.blocks["visible_bias"]
        return bias[i] + sum(w * x for w, x in zip(weights[i], h, strict=True))

    def statistics(self, v: State) -> list[Ratio]:
        """The vector (v sigma', v, sigma) in the order of an RBM's parameters."""
        mean = [self.sigmoid(self.hidden_input(v, j)) for j in range(self.model.n_hidden)]
        on = [Ratio(self.ring(x)) for x in v]
        return [x * m for x in on for m in mean] + on + mean
