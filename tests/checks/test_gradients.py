"""The numerical judge: differences of numbers and of arrays, and check_gradient."""

import pickle
import re
from dataclasses import dataclass

import numpy as np
import pytest

from rbmlib import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    LowRankRBM,
    empirical,
    equilibrium,
    log_likelihood_gradient,
    mean_log_likelihood,
    phase,
)
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks.gradients import (
    GradientMismatch,
    central_difference,
    check_gradient,
    complex_step,
    error_bound,
    forward_difference,
    richardson,
)
from rbmlib.checks.gradients.differences import DIFFERENCES
from rbmlib.checks.gradients.methods import METHODS
from rbmlib.models import GaussianRBM

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
        error = abs(DIFFERENCES[method](wave, Point(), step=step)[0] - truth)
        assert error <= error_bound(method, step, value=1, derivative=1)


@pytest.mark.parametrize("method, order", [("forward", 1), ("central", 2), ("richardson", 4)])
def test_the_order_of_convergence(method, order):
    """At a large step truncation is all, but for the next term of the series, here 3 %."""
    f, truth = DIFFERENCES[method], np.cos(Point().t)
    errors = [abs(f(wave, Point(), step=step)[0] - truth) for step in (0.04, 0.02)]
    assert errors[0] / errors[1] == pytest.approx(2**order, rel=0.05)


@pytest.mark.parametrize("method", METHODS)
def test_the_truncation_constant(method):
    """The bound is not just true but tight: at a large step the error is close to it."""
    step, t = 0.01, Point().t
    derivative = np.sin(t) if method == "forward" else np.cos(t)
    error = abs(DIFFERENCES[method](wave, Point(), step=step)[0] - np.cos(t))
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


ALL = [forward_difference, central_difference, richardson, complex_step]


@pytest.mark.parametrize("f", ALL)
def test_differences_refuse_bad_steps_and_bad_functions(f):
    for step in (0, -1e-5, np.nan, np.inf, "x", None):
        with pytest.raises(ValueError, match="step: expected a positive finite number, got"):
            f(ell, R, step=step)
    with pytest.raises(ValueError, match="f: expected finite numbers, got nan"):
        f(lambda m: np.nan, R)
    with pytest.raises(ValueError, match="f: expected finite numbers, got inf"):
        f(lambda m: [1.0, np.inf], R)
    with pytest.raises(ValueError, match="f: expected numbers, got"):
        f(lambda m: None, R)
    with pytest.raises(ValueError, match="model: expected at least one parameter, got none"):
        f(lambda m: 1.0, Nothing())


class Nothing:
    """A model without parameters."""

    n_parameters, parameter_names = 0, ()

    def ravel(self):
        return np.zeros(0)

    def with_parameters(self, theta):
        return self

    def unravel(self, theta):
        return {"none": theta}


@pytest.mark.parametrize("f", ALL)
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (2, 1, 2)])
def test_the_jacobian_of_an_array_is_that_of_its_numbers(f, shape):
    rng = np.random.default_rng(4)
    bend = rng.normal(size=(*shape, 11))

    def curved(model):
        return np.sin(bend @ model.ravel()) + model.ravel() @ model.ravel()

    theta = R.ravel()
    truth = np.cos(bend @ theta)[..., None] * bend + 2 * theta
    found = f(curved, R)
    assert found.shape == (*shape, 11)
    # The largest third derivative along a parameter is that of the sine, 3**3 at most here.
    name = next(name for name, g in DIFFERENCES.items() if g is f)
    assert np.abs(found - truth).max() <= error_bound(name, value=15, derivative=3**5)


def test_the_jacobian_of_whole_numbers_is_zero():
    for f in ALL:
        assert np.array_equal(f(lambda m: np.array([1, 2], np.uint8), R), np.zeros((2, 11)))


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="expected one of forward, central"):
        error_bound("backward")
    with pytest.raises(ValueError, match="expected one of forward, central"):
        check_gradient(ell, np.zeros(11), R, method="backward")


@pytest.mark.parametrize("method", METHODS)
def test_the_truth_passes(method):
    report = check_gradient(ell, lambda m: log_likelihood_gradient(m, DATA), R, method=method)
    assert str(report).startswith("11 components agree within 1e-")
    assert np.array_equal(report.analytic, log_likelihood_gradient(R, DATA))


TRUTH = log_likelihood_gradient(R, DATA)
POSITIVE, NEGATIVE = -phase(R, empirical(DATA)), phase(R, equilibrium(R))
ODD = TRUTH + 0.1 * np.sin(np.arange(11))
PATTERNS = [
    (-TRUTH, r"opposite sign \[E-SIGN\]$"),
    (3 * TRUTH, r"a constant factor 3 \[E-FACTOR\]$"),
    (TRUTH / 8, "a constant factor 0.125"),
    (-2 * TRUTH, "a constant factor -2"),
    (0 * TRUTH, r"all zero \[E-ZERO\]$"),
    (POSITIVE, r"the negative phase \(the model's average\) is missing \[E-NO-NEGATIVE-PHASE\]"),
    (NEGATIVE, r"the positive phase \(the data's average\) is missing \[E-NO-POSITIVE-PHASE\]"),
    (POSITIVE - NEGATIVE, "the negative phase has the wrong sign"),
    (NEGATIVE - POSITIVE, "the positive phase has the wrong sign"),
    (POSITIVE + 2 * NEGATIVE, "the negative phase is counted twice"),
    (2 * POSITIVE + NEGATIVE, "the positive phase is counted twice"),
    (np.full(11, 0.7), "the gradient is one number for all parameters"),
    (POSITIVE + 0.7, r"the negative phase is one number .* \(E in place of its derivative\?\)"),
    (ODD, r"weights: no known pattern \[E-UNKNOWN\]; visible_bias: no known pattern"),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wrong, words", PATTERNS, ids=[words[:30] for _, words in PATTERNS])
def test_each_pattern_is_recognised(wrong, words, method):
    with pytest.raises(GradientMismatch, match=f"Looks like: {words}"):
        check_gradient(ell, wrong, R, method=method)


@pytest.mark.parametrize("model", [R, SQUARE], ids=["3 x 2", "3 x 3"])
def test_one_wrong_block_is_named(model):
    blocks = model.unravel(log_likelihood_gradient(model, DATA))

    def message(**wrong):
        vector = np.concatenate([(blocks | wrong)[name].ravel() for name in blocks])
        with pytest.raises(GradientMismatch) as caught:
            check_gradient(ell, vector, model)
        return str(caught.value)

    # A vector has no shapes left to clash, so that an oblong block can be transposed too.
    transposed = message(weights=blocks["weights"].T)
    assert transposed.endswith("weights: transposed, two indices exchanged [E-TRANSPOSED]")
    signs = message(hidden_bias=-blocks["hidden_bias"])
    assert signs.endswith("hidden_bias: opposite sign [E-SIGN]")
    two = message(weights=2 * blocks["weights"], visible_bias=-blocks["visible_bias"])
    assert two.endswith(
        "weights: a constant factor 2 [E-FACTOR]; visible_bias: opposite sign [E-SIGN]"
    )


def test_the_worst_component_is_named_with_both_values():
    wrong = TRUTH.copy()
    wrong[4] += 0.5  # weights[2, 0]
    wrong[8] -= 0.1
    with pytest.raises(GradientMismatch) as caught:
        check_gradient(ell, wrong, R)
    words = f"weights[2, 0]: analytic {wrong[4]:.4f}, numeric {TRUTH[4]:.4f}; 2 of 11 components"
    assert str(caught.value).startswith(words)


BLOCKS = R.unravel(TRUTH)
FORMS = {
    "vector": TRUTH,
    "numbers": TRUTH.tolist(),
    "dict": dict(reversed(BLOCKS.items())),
    "tuple": tuple(BLOCKS.values()),
    "list": [block.tolist() for block in BLOCKS.values()],
    "function of blocks": lambda model: model.unravel(log_likelihood_gradient(model, DATA)),
    "function of a tuple": lambda model: tuple(BLOCKS.values()),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_gradient_may_be_a_vector_or_blocks(form):
    report = check_gradient(ell, form, R)
    assert np.array_equal(report.analytic, TRUTH)


def test_wrong_blocks_are_told_from_right_ones():
    for wrong in (
        BLOCKS | {"hidden_bias": -BLOCKS["hidden_bias"]},
        (BLOCKS["weights"], BLOCKS["visible_bias"], -BLOCKS["hidden_bias"]),
    ):
        with pytest.raises(GradientMismatch) as raised:
            check_gradient(ell, wrong, R)
        assert raised.value.codes == ("E-SIGN",)


@pytest.mark.parametrize(
    "gradient, words",
    [
        (np.zeros((3, 2)), r"expected shape \(11,\), the order of weights, .* got \(3, 2\)"),
        (np.zeros(10), r"expected shape \(11,\), .* got \(10,\)"),
        (None, "expected numbers, got None"),
        (1.0, r"expected shape \(11,\), .* got \(\)"),
        (1j * TRUTH, "expected real numbers, got complex128"),
        (["x"] * 11, "expected numbers, got <U"),
        (
            np.where(np.arange(11) == 1, np.nan, TRUTH),
            r"expected finite .* a non-finite weights\[0, 1\]",
        ),
        (BLOCKS | {"weights": BLOCKS["weights"].T}, r"expected weights of shape \(3, 2\), got"),
        ({"weights": BLOCKS["weights"]}, "expected the blocks weights, .*, got weights$"),
        (BLOCKS | {"bias": np.zeros(2)}, "expected the blocks weights, .*, got weights, .*bias"),
        ((*BLOCKS.values(), np.zeros(2)), "expected 3 blocks, got 4"),
        (tuple(BLOCKS.values())[:2], "expected the blocks weights, .* got weights, visible_bias"),
    ],
)
def test_what_is_no_gradient_is_refused(gradient, words):
    with pytest.raises(ValueError, match="gradient: " + words):
        check_gradient(ell, gradient, R)


def test_f_must_return_one_real_number():
    with pytest.raises(ValueError, match=r"f: expected one number, got an array of shape \(4,\)"):
        check_gradient(lambda m: m.free_energy(DATA), TRUTH, R)
    with pytest.raises(ValueError, match=r"f: expected one number, got an array of shape \(1,\)"):
        check_gradient(lambda m: [ell(m)], TRUTH, R)
    with pytest.raises(ValueError, match="f: expected a real number, got"):
        check_gradient(lambda m: ell(m) + 1j, TRUTH, R)


@pytest.mark.parametrize("larger", [0, 3])
def test_of_two_errors_that_are_equal_but_for_rounding_the_first_is_named(larger):
    """Of a transposed block two errors are equal, but for their rounding, which CPUs differ in."""
    off = np.zeros(11)
    off[[0, 3]] = 0.25, -0.25
    off[larger] *= 1 + 1e-12
    with pytest.raises(GradientMismatch, match=r"^weights\[0, 0\]: "):
        check_gradient(ell, TRUTH + off, R)
    report = check_gradient(ell, TRUTH + 1e-4 * off, R, tolerance=1e-3)
    assert report.worst == "weights[0, 0]"


def test_numbers_that_differ_are_shown_to_differ():
    with pytest.raises(GradientMismatch) as raised:
        check_gradient(ell, TRUTH + 1e-8, R)
    wrong, right = re.search(r"analytic (\S+), numeric (\S+);", str(raised.value)).groups()
    assert wrong != right


# The tolerance, and what would pass whatever it is


@pytest.mark.parametrize("tolerance", [0, -1e-9, np.nan, np.inf, "x", True, 1j, [1e-9]])
def test_a_tolerance_that_is_none_is_refused(tolerance):
    with pytest.raises(ValueError, match="tolerance: expected a positive finite number, got"):
        check_gradient(ell, TRUTH, R, tolerance=tolerance)


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_the_tolerance_is_the_users(scale):
    """Relative to the largest component if that is above one, absolute if it is not."""
    largest = max(1.0, scale * np.abs(TRUTH).max())
    for size, passes in ((0.9, True), (1.1, False)):
        off = size * 1e-3 * largest * np.eye(11)[4]
        settings = {"model": R, "tolerance": 1e-3}
        if passes:
            report = check_gradient(lambda m: scale * ell(m), scale * TRUTH + off, **settings)
            assert report.tolerance == 1e-3
            assert str(report) == "11 components agree within 1e-03"
            assert report.worst == "weights[2, 0]"
        else:
            with pytest.raises(GradientMismatch, match="1 of 11 components differ by more than"):
                check_gradient(lambda m: scale * ell(m), scale * TRUTH + off, **settings)
    with pytest.raises(GradientMismatch):
        check_gradient(lambda m: scale * ell(m), scale * TRUTH + 1e-6 * largest, R)


REFUSED = (
    r"f: expected a gradient above the bound on its error, {}, got no component larger than {}"
)


@pytest.mark.parametrize("analytic", [TRUTH, -TRUTH, 0 * TRUTH])
def test_a_gradient_below_the_bound_on_its_error_is_not_judged(analytic):
    with pytest.raises(ValueError, match=REFUSED.format("1e-13", "2.96e-21")) as raised:
        check_gradient(lambda m: 1e-20 * ell(m), 1e-20 * analytic, R)
    assert "rescale f or its parameters, or choose another point" in str(raised.value)
    with pytest.raises(ValueError, match=REFUSED.format("3e-01", "0.296")):
        check_gradient(ell, analytic, R, tolerance=0.3)
    with pytest.raises(ValueError, match=REFUSED.format("1e-13", "0")):
        check_gradient(lambda m: 1.0, analytic, R)


@pytest.mark.parametrize(
    "method, size", [("central", 1e12), ("richardson", 1e12), ("forward", 1e12), ("complex", 1e16)]
)
def test_parameters_beyond_the_digits_of_f_are_not_judged(method, size):
    huge = R.with_parameters(size * R.ravel())
    with pytest.raises(ValueError, match="expected a gradient above the bound on its error"):
        check_gradient(ell, lambda m: log_likelihood_gradient(m, DATA), huge, method=method)


def test_the_complex_step_judges_where_differences_have_lost_all_digits():
    huge = R.with_parameters(1e12 * R.ravel())
    right = log_likelihood_gradient(huge, DATA)
    assert check_gradient(ell, right, huge).tolerance < np.abs(right).max()
    with pytest.raises(GradientMismatch):
        check_gradient(ell, -right, huge)


def test_a_gradient_of_zero_is_not_judged():
    """At the maximum a wrong sign would pass."""
    q = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    level = RBM(np.zeros((2, 1)), np.zeros(2), np.zeros(1))
    with pytest.raises(ValueError, match="choose another point"):
        check_gradient(
            lambda m: mean_log_likelihood(m, q), lambda m: -log_likelihood_gradient(m, q), level
        )


def test_a_model_without_parameters_is_refused():
    with pytest.raises(ValueError, match="model: expected at least one parameter, got none"):
        check_gradient(lambda m: 1.0, np.zeros(0), Nothing())


# Data, and models that are no RBMs


def test_data_of_another_objective_are_refused():
    with pytest.raises(ValueError, match="data: expected the data whose mean log-likelihood f is"):
        check_gradient(ell, TRUTH, R, data=DATA[:3])
    with pytest.raises(ValueError, match="data: expected the data whose mean log-likelihood f is"):
        check_gradient(lambda m: -ell(m), -TRUTH, R, data=DATA)
    with pytest.raises(ValueError, match=r"data: expected shape .*3\), got \(4, 2\)"):
        check_gradient(ell, TRUTH, R, data=np.zeros((4, 2)))
    for nothing in (1.0, [], np.zeros((0, 3))):
        with pytest.raises(ValueError, match="data: expected at least one sample"):
            check_gradient(ell, TRUTH, R, data=nothing)


@pytest.mark.parametrize(
    "model",
    [
        DeepBoltzmannMachine.random(3, 2, 2, np.random.default_rng(3)),
        LowRankRBM.random(3, 2, 2, np.random.default_rng(3)),
        BoltzmannMachine.random(3, np.random.default_rng(3)),
    ],
    ids=lambda model: type(model).__name__,
)
def test_the_phases_of_other_models_are_named(model):
    positive, negative = -phase(model, empirical(DATA)), -phase(model, equilibrium(model))
    z = np.exp(model.log_partition())
    for wrong, code, without in (
        (positive, "E-NO-NEGATIVE-PHASE", None),
        (positive - z * negative, "E-NO-Z", None),
        (positive - 0.3 * negative, "E-NEGATIVE-FACTOR", None),
        (4 * positive - negative, "E-POSITIVE-SUM", "E-POSITIVE-FACTOR"),
        (4 * positive - 4 * negative, "E-SUM", "E-FACTOR"),
    ):
        for data in (DATA, None):
            with pytest.raises(GradientMismatch) as raised:
                check_gradient(ell, wrong, model, data=data)
            assert raised.value.codes == ((without or code) if data is None else code,)


def test_a_machine_with_gaussian_units_is_not_taken_for_an_rbm():
    """It has the blocks of one, and another ln Z."""
    rng = np.random.default_rng(6)
    model = GaussianRBM.random(3, 2, rng)
    x = rng.normal(size=(5, 3))

    def gaussian(m):
        return -np.mean(m.free_energy(x)) - m.log_partition()

    positive = -model.free_energy_gradient(x).mean(axis=0)
    check_gradient(gaussian, positive - model.log_partition_gradient(), model, data=x)
    with pytest.raises(GradientMismatch) as raised:
        check_gradient(gaussian, positive, model, data=x)
    assert raised.value.codes == ("E-NO-NEGATIVE-PHASE",)


def test_an_objective_without_a_partition_function_has_patterns():
    """A model that has no ln Z, or one that is too large to sum, has no phases."""
    wide = RBM.random(30, 30, np.random.default_rng(2), scale=0.1)
    states = np.random.default_rng(3).integers(0, 2, (5, 30))

    def free(m):
        return -np.mean(m.free_energy(states))

    right = -wide.free_energy_gradient(states).mean(axis=0)
    blocks = wide.unravel(right)
    for wrong, codes in (
        (-right, ("E-SIGN",)),
        (0 * right, ("E-ZERO",)),
        (3 * right, ("E-FACTOR",)),
        (0 * right + 0.5, ("E-CONSTANT",)),
        (blocks | {"weights": blocks["weights"].T}, ("E-TRANSPOSED",)),
        (
            np.concatenate(
                [blocks[n].ravel() for n in ("weights", "hidden_bias", "visible_bias")]
            ),
            ("E-BLOCKS-EXCHANGED",),
        ),
        (right + np.sin(np.arange(right.size) + 1), ("E-UNKNOWN",) * 3),
    ):
        with pytest.raises(GradientMismatch) as raised:
            check_gradient(free, wrong, wide, method="central")
        assert raised.value.codes == codes


def test_a_block_of_one_number_is_a_multiple_of_anything():
    one = RBM.random(3, 1, np.random.default_rng(4))
    right = log_likelihood_gradient(one, DATA)
    for factor, code in ((-1, "E-SIGN"), (0, "E-ZERO"), (1.7, "E-UNKNOWN"), (3, "E-UNKNOWN")):
        wrong = right.copy()
        wrong[-1] *= factor
        with pytest.raises(GradientMismatch) as raised:
            check_gradient(ell, wrong, one)
        assert raised.value.codes == (code,)


def test_a_block_of_one_number_is_not_named_by_chance():
    """Of a hundred mistakes one comes near any number, if near is the error of `forward`."""
    one = RBM.random(3, 1, np.random.default_rng(4))
    right = log_likelihood_gradient(one, DATA)
    for factor in np.linspace(-3, 3, 61) + 0.037:
        wrong = right.copy()
        wrong[-1] *= factor
        with pytest.raises(GradientMismatch) as raised:
            check_gradient(ell, wrong, one, method="forward", data=DATA)
        assert raised.value.codes == ("E-UNKNOWN",)


def test_right_numbers_in_wrong_places_are_not_taken_for_an_order_of_blocks():
    """Three places on, some block may hold what it would in another order of all of them."""
    with pytest.raises(GradientMismatch) as raised:
        check_gradient(ell, np.roll(TRUTH, 3), R)
    assert raised.value.codes == ("E-INDEX",)


def test_a_mismatch_survives_pickling():
    with pytest.raises(GradientMismatch) as raised:
        check_gradient(ell, -TRUTH, R)
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.codes) == (str(raised.value), ("E-SIGN",))


@pytest.mark.parametrize(
    "difference", [forward_difference, central_difference, richardson, complex_step]
)
@pytest.mark.parametrize(
    "arguments, words",
    [
        ((3, R), "f: expected a function, got int"),
        ((ell, RBM), "model: expected one with ravel and with_parameters, got ABCMeta"),
        ((ell, R.ravel()), "model: expected one with ravel and with_parameters, got ndarray"),
        ((lambda m: None, R), "f: expected numbers, got None"),
        ((lambda m: [[1], [1, 2]], R), "f: expected an array, got rows of different lengths"),
        ((lambda m: np.ma.masked_array([1.0], [True]), R), "f: .* an array without a mask|imag"),
    ],
)
def test_what_cannot_be_differentiated_is_refused_in_words(difference, arguments, words):
    with pytest.raises((TypeError, ValueError), match=words):
        difference(*arguments)


@pytest.mark.parametrize("step", [0, -1e-3, np.nan, "1e-3", None, 1e-300])
def test_a_step_is_a_number_that_reaches_through_a_function(step):
    with pytest.raises(ValueError, match="step: expected a"):
        complex_step(ell, R, step=step)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"method": ["central"]}, "method: expected one of"),
        ({"method": "central", "step": 0.0}, "step: expected positive finite numbers"),
        ({"method": "central", "step": [1e-3, np.inf]}, "step: expected positive finite numbers"),
        ({"method": "central", "value": "2"}, "value: expected a finite number"),
        ({"method": "central", "derivative": -1}, "derivative: expected a finite number at least"),
    ],
)
def test_a_bound_needs_numbers(options, words):
    with pytest.raises(ValueError, match=words):
        error_bound(**options)
