"""The numerical judge: differences, check_gradient, verify and refute."""

from dataclasses import dataclass

import numpy as np
import pytest

from rbmlib import RBM, empirical, equilibrium, log_likelihood_gradient, mean_log_likelihood, phase
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import (
    GradientMismatch,
    central_difference,
    check_gradient,
    complex_step,
    error_bound,
    forward_difference,
    refute,
    richardson,
    verify,
)
from rbmlib.checks.gradients.differences import DIFFERENCES, METHODS

R, DATA = reference_rbm(), reference_data()
SQUARE = RBM.random(3, 3, np.random.default_rng(1))


def ell(model):
    return mean_log_likelihood(model, DATA)


@dataclass(frozen=True)
class Point:
    """The least that a difference needs of a model: one number, t."""

    t: complex = 0.3

    def ravel(self):
        return np.array([self.t])

    def with_parameters(self, theta):
        return Point(theta[0])


def wave(point):
    """A function whose derivatives are all bounded by one."""
    return np.sin(point.t)


@pytest.mark.parametrize("method", METHODS)
def test_the_error_stays_within_its_bound_at_every_step(method):
    truth = np.cos(Point().t)
    for step in 10.0 ** np.arange(-14, 0, 0.5):
        error = abs(DIFFERENCES[method](wave, Point(), step)[0] - truth)
        assert error <= error_bound(method, step, value=1, derivative=1)


@pytest.mark.parametrize("method, order", [("forward", 1), ("central", 2), ("richardson", 4)])
def test_the_order_of_convergence(method, order):
    """At a large step truncation is all, but for the next term of the series, here 3 %."""
    f, truth = DIFFERENCES[method], np.cos(Point().t)
    errors = [abs(f(wave, Point(), step)[0] - truth) for step in (0.04, 0.02)]
    assert errors[0] / errors[1] == pytest.approx(2**order, rel=0.05)


@pytest.mark.parametrize("method", METHODS)
def test_the_truncation_constant(method):
    """The bound is not just true but tight: at a large step the error is close to it."""
    step, t = 0.01, Point().t
    derivative = np.sin(t) if method == "forward" else np.cos(t)
    error = abs(DIFFERENCES[method](wave, Point(), step)[0] - np.cos(t))
    assert error == pytest.approx(error_bound(method, step, derivative=derivative), rel=0.03)


@pytest.mark.parametrize("method", METHODS)
def test_the_default_step_is_near_the_best(method):
    steps = 10.0 ** np.arange(-12, 0, 0.1)
    if method != "complex":
        assert error_bound(method) <= 10 * error_bound(method, steps).min()


def test_the_methods_agree_on_a_log_likelihood():
    truth = log_likelihood_gradient(R, DATA)
    for name, f in DIFFERENCES.items():
        assert np.abs(f(ell, R) - truth).max() <= error_bound(name, value=abs(ell(R)))
    assert np.abs(forward_difference(ell, R) - truth).max() > error_bound("central", value=3)


@pytest.mark.parametrize("f", [forward_difference, central_difference, richardson, complex_step])
def test_differences_refuse_bad_steps_and_bad_functions(f):
    for step in (0, -1e-5, np.nan, "x"):
        with pytest.raises((ValueError, TypeError), match=r"step|must be real|isfinite"):
            f(ell, R, step)
    with pytest.raises(ValueError, match=r"f: expected one number, .* shape \(4,\)"):
        f(lambda m: m.free_energy(DATA), R)
    with pytest.raises(ValueError, match="f: expected a finite number, got nan"):
        f(lambda m: np.nan, R)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="expected one of forward, central"):
        error_bound("backward")
    with pytest.raises(ValueError, match="expected one of forward, central"):
        check_gradient(ell, np.zeros(11), R, method="backward")


@pytest.mark.parametrize("f", [np.abs, np.real, lambda z: float(np.real(z))])
def test_a_function_that_is_not_analytic_defeats_the_complex_step_only(f):
    truth = log_likelihood_gradient(R, DATA)

    def squared(m):
        return f(ell(m)) ** 2

    right = 2 * ell(R) * truth
    check_gradient(squared, right, R, method="central")
    with pytest.raises(GradientMismatch):
        check_gradient(squared, right, R, method="complex")


@pytest.mark.parametrize("method", METHODS)
def test_the_truth_passes(method):
    report = check_gradient(ell, lambda m: log_likelihood_gradient(m, DATA), R, method)
    assert str(report).startswith("11 components agree within 1e-")
    assert np.array_equal(report.analytic, log_likelihood_gradient(R, DATA))


TRUTH = log_likelihood_gradient(R, DATA)
POSITIVE, NEGATIVE = -phase(R, empirical(DATA)), phase(R, equilibrium(R))
ODD = TRUTH + 0.1 * np.sin(np.arange(11))
PATTERNS = [
    (-TRUTH, "opposite signs"),
    (3 * TRUTH, "a constant factor 3"),
    (TRUTH / 8, "a constant factor 0.125"),
    (0 * TRUTH, "all zero"),
    (POSITIVE, r"the negative phase \(the model's average\) is missing"),
    (NEGATIVE, r"the positive phase \(the data's average\) is missing"),
    (POSITIVE - NEGATIVE, "the negative phase has the wrong sign"),
    (NEGATIVE - POSITIVE, "the positive phase has the wrong sign"),
    (POSITIVE + 2 * NEGATIVE, "the negative phase is counted twice"),
    (2 * POSITIVE + NEGATIVE, "the positive phase is counted twice"),
    (np.full(11, 0.7), "the gradient is one number for all parameters"),
    (POSITIVE + 0.7, r"the negative phase is one number .* \(E in place of its derivative\?\)"),
    (ODD, "weights: no known pattern"),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wrong, words", PATTERNS, ids=[words[:30] for _, words in PATTERNS])
def test_each_pattern_is_recognised(wrong, words, method):
    with pytest.raises(GradientMismatch, match=f"Looks like: {words}"):
        check_gradient(ell, wrong, R, method)


@pytest.mark.parametrize("model", [R, SQUARE], ids=["3 x 2", "3 x 3"])
def test_one_wrong_block_is_named(model):
    blocks = model.unravel(log_likelihood_gradient(model, DATA))

    def message(**wrong):
        vector = np.concatenate([(blocks | wrong)[name].ravel() for name in blocks])
        with pytest.raises(GradientMismatch) as caught:
            check_gradient(ell, vector, model)
        return str(caught.value)

    assert message(weights=blocks["weights"].T).endswith("weights: transposed")
    assert message(hidden_bias=-blocks["hidden_bias"]).endswith("hidden_bias: opposite signs")
    two = message(weights=2 * blocks["weights"], visible_bias=-blocks["visible_bias"])
    assert two.endswith("weights: a constant factor 2; visible_bias: opposite signs")


def test_the_worst_component_is_named_with_both_values():
    wrong = TRUTH.copy()
    wrong[4] += 0.5  # weights[2, 0]
    wrong[8] -= 0.1
    with pytest.raises(GradientMismatch) as caught:
        check_gradient(ell, wrong, R)
    words = f"weights[2, 0]: analytic {wrong[4]:.4f}, numeric {TRUTH[4]:.4f}; 2 of 11 components"
    assert str(caught.value).startswith(words)


def test_a_gradient_must_be_a_finite_parameter_vector():
    with pytest.raises(ValueError, match=r"gradient: expected shape \(11,\), .* got \(3, 2\)"):
        check_gradient(ell, np.zeros((3, 2)), R)
    with pytest.raises(ValueError, match=r"non-finite weights\[0, 1\]"):
        check_gradient(ell, np.where(np.arange(11) == 1, np.nan, TRUTH), R)


def test_verify_prints_or_raises(capsys):
    verify("eq (1.1)", [1.0, 2.0], [1.0, 2.0 + 1e-13])
    assert capsys.readouterr().out == "eq (1.1): holds on 2 numbers (tolerance 1e-12)\n"
    for right, words in (
        ([1.0, 2.1], "fails, off by 0.1"),
        ([1.0], r"fails, shape \(2,\) against \(1,\)"),
        ([1.0, np.nan], "not finite"),
        (1.0, "shape"),
    ):
        with pytest.raises(AssertionError, match=words):
            verify("eq (1.1)", [1.0, 2.0], right)


def test_refute_prints_or_raises(capsys):
    refute("a flipped sign", 1.5, -1.5)
    refute("a lost axis", [1.0, 2.0], 1.0)
    out = capsys.readouterr().out
    assert (
        out == "a flipped sign: rejected, off by 3\na lost axis: rejected, shape (2,) against ()\n"
    )
    with pytest.raises(AssertionError, match="expected to be rejected"):
        refute("nothing changed", 1.5, 1.5)
