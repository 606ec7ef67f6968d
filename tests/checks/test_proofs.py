"""Proofs: true identities are proved for every shape, false ones refuted."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from sympy.polys.rings import ring

from rbmlib import RBM, BoltzmannMachine, LowRankRBM
from rbmlib.checks.proofs import (
    Proof,
    Ratio,
    RationalModel,
    Refuted,
    closed_form,
    prove,
    prove_any_energy,
    prove_rbm_conditionals,
    prove_rbm_free_energy,
    prove_rbm_gradient,
    theorem,
)
from rbmlib.checks.proofs.rational import hidden_conditional, product_form, visible_conditional

RING, X, Y = ring("x,y", sp.ZZ)
SHAPES = [(n, m) for n in (1, 2, 3) for m in (1, 2, 3)]


RNG = np.random.default_rng(3)


def machine(n_visible, n_hidden):
    return RBM.random(n_visible, n_hidden, np.random.default_rng(0))


@st.composite
def ratios(draw):
    """A quotient of two small polynomials that is not zero at the primes 2, 3."""
    a, b, c, d = (draw(st.integers(1, 5)) for _ in range(4))
    return Ratio(a * X + b * Y, c * X * Y + d)


@given(ratios(), ratios())
def test_ratios_are_a_field(left, right):
    for operation in (
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: 3 - a * b,
        lambda a, b: 2 / a + b,
    ):
        at_point = operation(left.at_primes(), right.at_primes())
        assert operation(left, right).at_primes() == at_point
    assert left + right == right + left
    assert (left + right) * left == left * left + right * left
    assert left / left == 1
    assert left != left + 1


def test_common_denominators_are_kept_and_cancelled():
    half = Ratio(X, X + Y)
    assert (half + half).denominator == X + Y
    assert (half * (X + Y)).denominator == RING.one
    assert (Ratio(X, X + Y) + Ratio(Y, (X + Y) * X)).denominator == (X + Y) * X
    with pytest.raises(ZeroDivisionError, match="not zero"):
        Ratio(X, RING.zero)


@pytest.mark.parametrize("size", [(1, 1), (1, 3), (3, 1), (2, 2), (3, 2), (4, 4), (5, 3)])
def test_the_theorem_for_any_energy(size):
    proof = prove_any_energy(*size)
    assert proof.n_identities == size[0]
    assert f"{size[0]} x {size[1]}" in proof.scope


def posterior_average(table, v):
    return sum(table.posterior(h, v) * table.energy_slope(v, h) for h in table.hidden)


FALSE_THEOREMS = {
    "sign": lambda t, v: -theorem(t, v),
    "plus posterior": lambda t, v: theorem(t, v) + 2 * posterior_average(t, v),
    "no model phase": lambda t, v: -posterior_average(t, v),
    "no data phase": lambda t, v: theorem(t, v) + posterior_average(t, v),
    "joint for posterior": lambda t, v: (
        theorem(t, v)
        + posterior_average(t, v)
        - sum(t.joint(v, h) * t.energy_slope(v, h) for h in t.hidden)
    ),
    "the derivative of another state": lambda t, v: theorem(t, (v + 1) % len(t.visible)),
}


@pytest.mark.parametrize("claim", FALSE_THEOREMS.values(), ids=FALSE_THEOREMS)
def test_false_theorems_are_refuted_at_a_point(claim):
    with pytest.raises(Refuted, match=r"left side is .* right side is") as raised:
        prove_any_energy(3, 2, claim)
    assert raised.value.code == "E-FALSE-IDENTITY"


def test_an_empty_table_is_refused():
    with pytest.raises(ValueError, match=r"n_visible_states: expected .* at least 1, got 0"):
        prove_any_energy(0, 2)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_small_rbm(shape):
    n, m = shape
    rbm = machine(n, m)
    assert prove_rbm_free_energy(rbm).n_identities == 2**n
    assert prove_rbm_conditionals(rbm).n_identities == 2 * 2 ** (n + m)
    assert prove_rbm_gradient(rbm).n_identities == 2**n * rbm.n_parameters


def transposed(model, v, j):
    weights, bias = model.blocks["weights"], model.blocks["hidden_bias"]
    return model.sigmoid(bias[j] + sum(w * x for w, x in zip(weights[j], v, strict=True)))


def without_bias(model, v, j):
    return model.sigmoid(model.hidden_input(v, j) - model.blocks["hidden_bias"][j])


@pytest.mark.parametrize(
    "hidden",
    [
        transposed,
        without_bias,
        lambda model, v, j: 1 - hidden_conditional(model, v, j),
        lambda model, v, j: hidden_conditional(model, v, 0),
    ],
    ids=["transposed", "no bias", "sigma(-a)", "first unit"],
)
def test_false_hidden_conditionals_are_refuted(hidden):
    with pytest.raises(Refuted):
        prove_rbm_conditionals(machine(2, 2), hidden=hidden)


def test_a_false_visible_conditional_is_refuted():
    with pytest.raises(Refuted, match=r"p\(v = "):
        prove_rbm_conditionals(
            machine(3, 2), visible=lambda model, h, i: 1 - visible_conditional(model, h, i)
        )


def test_a_false_free_energy_is_refuted():
    def no_visible_factor(model, v):
        return product_form(model, [0] * len(v)) + 0 * product_form(model, v)

    with pytest.raises(Refuted, match=r"v = \("):
        prove_rbm_free_energy(machine(3, 2), no_visible_factor)


@pytest.mark.parametrize(
    "claim",
    [
        lambda model, v: [-x for x in closed_form(model, v)],
        lambda model, v: [2 * x for x in closed_form(model, v)],
        lambda model, v: closed_form(model, v)[::-1],
        lambda model, v: closed_form(model, model.visible[0]),
    ],
    ids=["sign", "factor", "order", "another state"],
)
def test_false_gradients_are_refuted(claim):
    with pytest.raises(Refuted, match="every RBM with 2 visible and 2 hidden units"):
        prove_rbm_gradient(machine(2, 2), claim)


def test_the_rational_model_agrees_with_the_numbers():
    rbm = machine(3, 2)
    model = RationalModel(rbm)
    values = np.exp(rbm.ravel())
    total = model.total.numerator.as_expr()
    point = dict(zip((g.as_expr() for g in model.generators), values, strict=True))
    assert float(sp.log(total.subs(point))) == pytest.approx(rbm.log_partition(), rel=1e-13)


def test_models_whose_factors_are_not_monomials_are_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="integer combination"):
        RationalModel(LowRankRBM.random(2, 2, 1, rng))
    assert len(RationalModel(BoltzmannMachine.random(3, rng)).factors) == 8


def test_exponents_may_be_negative_but_not_halves():
    model = RationalModel(machine(2, 1))
    (a, b), (x, y) = model.symbols[:2], model.generators[:2]
    assert model.exp(a - 2 * b) == Ratio(x, y**2)
    assert model.exp(3 * b) == Ratio(y**3) and model.exp(-b) == Ratio(model.ring.one, y)
    assert model.sigmoid(-a) == Ratio(model.ring.one, 1 + x)
    for exponent in (a / 2, a * b, 2 * a + b / 2, 0.5 * a, -a / 2):
        with pytest.raises(ValueError, match="exp: expected an integer combination, got"):
            model.exp(exponent)


def test_ten_units_are_few_enough_and_eleven_are_not(monkeypatch):
    with pytest.raises(ValueError, match="model: expected at most 10 units, got 11"):
        RationalModel(machine(10, 1))
    monkeypatch.setattr("rbmlib.checks.proofs.rational_model._MOST_UNITS", 3)
    assert len(RationalModel(machine(2, 1)).factors) == 8  # as many as are allowed
    with pytest.raises(ValueError, match="model: expected at most 3 units, got 4"):
        RationalModel(machine(2, 2))


def test_a_proof_of_nothing_is_refused_and_a_proof_says_what_it_proved():
    with pytest.raises(ValueError, match="at least one identity"):
        prove([], "x = x", "nothing")
    proof = prove([("x", Ratio(X), Ratio(X))], "x = x", "one ring")
    assert proof == Proof("x = x", "one ring", 1)
    assert str(proof) == "proved for one ring (1 polynomial identities)"
    assert "x = x" in proof._repr_latex_()


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: prove_any_energy(2.0, 2), ValueError, "n_visible_states: expected a whole"),
        (lambda: prove_any_energy(2, True), ValueError, "n_hidden_states: expected a whole"),
        (lambda: prove_any_energy(10**9, 2), ValueError, "would hold 2000000000 energies"),
        (lambda: prove_rbm_gradient(machine(6, 5)), ValueError, r"rbm: .* at most 10 units, g"),
        (lambda: prove_rbm_gradient(RBM), TypeError, "rbm: expected an RBM, got ABC"),
        (lambda: prove_rbm_gradient(None), TypeError, "rbm: expected an RBM, got NoneType"),
        (
            lambda: prove_rbm_free_energy(BoltzmannMachine.random(2, RNG)),
            TypeError,
            "rbm: expected an RBM, got Boltz",
        ),
        (lambda: prove_rbm_gradient(machine(1, 1), lambda m, v: 3), TypeError, "claim: .* a list"),
        (lambda: prove_rbm_free_energy(machine(1, 1), lambda m, v: "x"), TypeError, "a Ratio in"),
        (lambda: prove_any_energy(1, 1, lambda t, v: True), TypeError, "expected a Ratio .* True"),
    ],
)
def test_what_is_too_large_or_nothing_to_prove_is_refused_at_once(call, error, words):
    with pytest.raises(error, match=words):
        call()
