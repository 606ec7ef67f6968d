r"""Exact proofs for RBMs of a given shape: parameters exponentiated, polynomials compared."""

import math
from collections.abc import Callable
from typing import Any

from rbmlib.checks.proofs.rational_model import RationalModel, State
from rbmlib.checks.proofs.symbolic import Proof, Ratio, prove
from rbmlib.validation import check_function, check_text

CLOSED_FORM = (
    r"\frac{\partial \ln p(v)}{\partial W_{ij}} = v_i\,\sigma(a_j(v))"
    r" - \sum_{v'} p(v')\,v'_i\,\sigma(a_j(v')),\quad \ldots"
)
CONDITIONALS = (
    r"p(h \mid v) = \prod_j \sigma(a_j)^{h_j}(1 - \sigma(a_j))^{1 - h_j},\quad"
    r" p(v \mid h) = \prod_i \sigma(d_i)^{v_i}(1 - \sigma(d_i))^{1 - v_i}"
)
FREE_ENERGY = r"\sum_h e^{-E(v,h)} = e^{b^\top v}\prod_j\left(1 + e^{a_j(v)}\right)"


def closed_form(model: RationalModel, v: State) -> list[Ratio]:
    """Gradient of ln p(v) by the RBM's closed forms, a `Ratio` for each parameter."""
    pairs = zip(model.statistics(v), model.mean_statistics, strict=True)
    return [positive - negative for positive, negative in pairs]


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
