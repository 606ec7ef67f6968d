r"""Exact proofs for RBMs of a given shape: parameters exponentiated, polynomials compared."""

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp
from sympy.polys.rings import ring

from rbmlib.checks.proofs.symbolic import Proof, Ratio, prove
from rbmlib.states import binary_states
from rbmlib.validation import check_function, check_text

#: Of the units of one layer.
State = tuple[int, ...]

CLOSED_FORM = (
    r"\frac{\partial \ln p(v)}{\partial W_{ij}} = v_i\,\sigma(a_j(v))"
    r" - \sum_{v'} p(v')\,v'_i\,\sigma(a_j(v')),\quad \ldots"
)
CONDITIONALS = (
    r"p(h \mid v) = \prod_j \sigma(a_j)^{h_j}(1 - \sigma(a_j))^{1 - h_j},\quad"
    r" p(v \mid h) = \prod_i \sigma(d_i)^{v_i}(1 - \sigma(d_i))^{1 - v_i}"
)
FREE_ENERGY = r"\sum_h e^{-E(v,h)} = e^{b^\top v}\prod_j\left(1 + e^{a_j(v)}\right)"
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
            mean = [m + p * s for m, s in zip(mean, _statistics(self, v), strict=True)]
        return mean

    def visible_input(self, h: State, i: int) -> sp.Expr:
        """Total input d_i(h) = b_i + sum_j W_ij h_j of visible unit i, as a SymPy expression."""
        weights, bias = self.blocks["weights"], self.blocks["visible_bias"]
        return bias[i] + sum(w * x for w, x in zip(weights[i], h, strict=True))


def closed_form(model: RationalModel, v: State) -> list[Ratio]:
    """Gradient of ln p(v) by the RBM's closed forms, a `Ratio` for each parameter."""
    pairs = zip(_statistics(model, v), model.mean_statistics, strict=True)
    return [positive - negative for positive, negative in pairs]


def _statistics(model, v):
    """The vector (v sigma', v, sigma) in the order of the parameters."""
    mean = [model.sigmoid(model.hidden_input(v, j)) for j in range(model.model.n_hidden)]
    on = [Ratio(model.ring(x)) for x in v]
    return [x * m for x in on for m in mean] + on + mean


def prove_rbm_gradient(
    rbm: Any,
    claim: Callable[[RationalModel, State], list[Ratio]] = closed_form,
    *,
    statement: str = CLOSED_FORM,
) -> Proof:
    """Prove a formula for the gradient of ln p(v), for every RBM of a shape.

    Parameters
    ----------
    rbm : RBM
        Gives the shape; its numbers are not used.
    claim : callable
        Takes a `RationalModel` and a visible state (a tuple); returns the claimed gradient, a
        `Ratio` for each parameter in the order of ``rbm.ravel()``.
    statement : str
        The claim in LaTeX.

    Returns
    -------
    Proof

    Raises
    ------
    Refuted
        Naming the visible state and the parameter for which the claim is false.
    """
    claim, statement = check_function(claim, "claim"), check_text(statement, "statement")
    model = _rational(rbm)
    identities = (
        (f"v = {v}, {name}", model.log_probability_slope(v, k), claimed)
        for v in model.visible
        for k, (name, claimed) in enumerate(_named(rbm, claim(model, v)))
    )
    return prove(identities, statement, _scope(rbm))


def hidden_conditional(model: RationalModel, v: State, j: int) -> Ratio:
    """Closed form of p(h_j = 1 | v)."""
    return model.sigmoid(model.hidden_input(v, j))


def visible_conditional(model: RationalModel, h: State, i: int) -> Ratio:
    """Closed form of p(v_i = 1 | h)."""
    return model.sigmoid(model.visible_input(h, i))


def prove_rbm_conditionals(
    rbm: Any,
    *,
    hidden: Callable[[RationalModel, State, int], Ratio] = hidden_conditional,
    visible: Callable[[RationalModel, State, int], Ratio] = visible_conditional,
) -> Proof:
    """Prove that both conditionals factorise, and what the factors are.

    Parameters
    ----------
    rbm : RBM
        Gives the shape; its numbers are not used.
    hidden, visible : callable
        Take a `RationalModel`, the state conditioned on and a unit; return the claimed
        probability that the unit is on.

    Returns
    -------
    Proof

    Raises
    ------
    Refuted
        Naming the joint state for which a claim is false.
    """
    check_function(hidden, "hidden")
    check_function(visible, "visible")
    model = _rational(rbm)

    def identities():
        for (v, h), factor in model.factors.items():
            given = (model.nothing.lifted(hidden(model, v, j), "hidden") for j in range(len(h)))
            yield f"p(h = {h} | v = {v})", factor / model.clamped(v), _product(model, given, h)
            summed = sum(model.factors[u, h] for u in model.visible)
            given = (model.nothing.lifted(visible(model, h, i), "visible") for i in range(len(v)))
            yield f"p(v = {v} | h = {h})", factor / summed, _product(model, given, v)

    return prove(identities(), CONDITIONALS, _scope(rbm))


def product_form(model: RationalModel, v: State) -> Ratio:
    """Closed form of the sum over h of exp(-E(v, h))."""
    bias = sum(b * x for b, x in zip(model.blocks["visible_bias"], v, strict=True))
    units = (1 + model.exp(model.hidden_input(v, j)) for j in range(model.model.n_hidden))
    return math.prod(units) * model.exp(bias)


def prove_rbm_free_energy(
    rbm: Any, claim: Callable[[RationalModel, State], Ratio] = product_form
) -> Proof:
    """Prove that the sum over hidden states is a product over hidden units, or raise `Refuted`.

    Parameters
    ----------
    rbm : RBM
        Gives the shape.
    claim : callable
        Takes a `RationalModel` and a visible state; returns the claimed sum.

    Returns
    -------
    Proof
    """
    claim, model = check_function(claim, "claim"), _rational(rbm)
    identities = ((f"v = {v}", model.clamped(v), claim(model, v)) for v in model.visible)
    return prove(identities, FREE_ENERGY, _scope(rbm))


def _rational(rbm):
    shapes = {} if isinstance(rbm, type) else getattr(rbm, "shapes", dict)()
    if list(shapes) != ["weights", "visible_bias", "hidden_bias"]:
        raise TypeError(f"rbm: expected an RBM, got {type(rbm).__name__}")
    return RationalModel(rbm, name="rbm")


def _named(rbm, claimed):
    """A claim for each parameter."""
    names = rbm.parameter_names
    if not isinstance(claimed, list | tuple) or len(claimed) != len(names):
        raise TypeError(f"claim: expected a list of {len(names)} Ratios, got {claimed!r:.80}")
    return zip(names, claimed, strict=True)


def _product(model, probabilities, units):
    """Probability of a layer whose units are independent."""
    factors = (p if x else 1 - p for p, x in zip(probabilities, units, strict=True))
    return math.prod(factors, start=Ratio(model.ring.one))


def _scope(rbm):
    return f"every RBM with {rbm.n_visible} visible and {rbm.n_hidden} hidden units"
