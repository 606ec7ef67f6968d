"""A function that loses the imaginary part is told; one that keeps it, or has none, is not."""

import warnings
from dataclasses import dataclass

import numpy as np
import pytest

from rbmlib import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    LowRankRBM,
    binary_states,
    log_likelihood_gradient,
    mean_log_likelihood,
)
from rbmlib.cases import generic_cases, reference_data, reference_rbm
from rbmlib.checks import GradientMismatch, central_difference, check_gradient, complex_step

R, DATA = reference_rbm(), reference_data()
TRUTH = log_likelihood_gradient(R, DATA)
LOST = r"f: your function lost its imaginary part; use central \(method=\"central\""


def ell(model):
    return mean_log_likelihood(model, DATA)


def cast(z):
    """An array of floats, into which NumPy casts, with a warning."""
    kept = np.zeros(1)
    kept[0] = z
    return kept[0]


LOSSES = {
    "real": np.real,
    "abs": np.abs,
    "float": float,
    "astype": lambda z: np.asarray(z).astype(float),
    "assignment": cast,
    "conjugate": lambda z: np.sqrt(np.real(z * np.conj(z))),
    "float of a Python number": lambda z: float(complex(z) if np.iscomplexobj(z) else z),
    "logaddexp": lambda z: np.logaddexp(0, z),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_a_function_that_loses_all_of_it_is_told(lose):
    def lossy(model):
        return lose(ell(model))

    slopes = central_difference(lossy, R)
    assert np.abs(slopes).max() > 0.01
    with pytest.raises(ValueError, match=LOST):
        complex_step(lossy, R)
    with pytest.raises(ValueError, match=LOST):
        check_gradient(lossy, slopes, R)
    check_gradient(lossy, slopes, R, method="central")


def test_a_model_that_casts_its_parameters_is_told():
    @dataclass
    class Cast:
        theta: np.ndarray

        def ravel(self):
            return self.theta

        def with_parameters(self, theta):
            return Cast(np.asarray(theta).astype(float))

    with pytest.raises(ValueError, match=LOST):
        complex_step(lambda m: np.sum(m.theta**2), Cast(np.array([0.3, 0.4])))


def test_numbers_of_an_array_that_lose_it_are_told_among_others_that_do_not():
    def half(model):
        both = np.array([ell(model), 2 * ell(model)])
        both[1] = both[1].real
        return both

    with pytest.raises(ValueError, match=LOST):
        complex_step(half, R)


def test_a_cast_of_one_term_is_told_by_the_complex_step_itself():
    def half(model):
        return float(np.mean(model.free_energy(DATA))) + model.log_partition()

    with pytest.raises(ValueError, match=LOST):
        complex_step(half, R)


def test_a_mistake_that_real_numbers_show_too_is_what_it_is():
    def mistaken(model):
        return len(3)

    with pytest.raises(TypeError, match="has no len") as raised:
        complex_step(mistaken, R)
    assert "imaginary" not in str(raised.value)


def test_warnings_about_other_things_are_left_alone():
    def warning(model):
        warnings.warn("something else", stacklevel=2)
        return ell(model)

    with pytest.warns(UserWarning, match="something else"):
        complex_step(warning, R)


# What loses nothing


def test_what_does_not_depend_on_the_parameters_has_a_derivative_of_zero():
    states = binary_states(3)
    for constant in (
        lambda m: 3.5,
        lambda m: np.arange(6).reshape(2, 3),
        lambda m: np.array([True, False]),
        lambda m: m.free_energy(states[1]) - m.free_energy(states[1]),
        lambda m: np.exp(-m.free_energy(states) - m.log_partition()).sum(),
        lambda m: np.float64(len(m.ravel())),
    ):
        found = complex_step(constant, R)
        assert np.abs(found).max() < 1e-14


def test_numbers_that_depend_on_no_parameter_stand_beside_others_that_do():
    """The energy of the empty state is zero on every machine."""
    v, h = binary_states(3)[:, None, :], binary_states(2)
    found = complex_step(lambda m: m.energy(v, h), R)
    assert np.array_equal(found[0, 0], np.zeros(11))
    assert np.abs(found - R.energy_gradient(v, h)).max() < 1e-15


@dataclass(frozen=True)
class Line:
    """A model of a few numbers."""

    t: tuple

    def ravel(self):
        return np.array(self.t)

    def with_parameters(self, theta):
        return Line(tuple(theta))

    @property
    def parameter_names(self):
        return [f"t[{k}]" for k in range(len(self.t))]

    @property
    def n_parameters(self):
        return len(self.t)

    def unravel(self, theta):
        return {"t": np.asarray(theta)}


@pytest.mark.parametrize(
    "f, at",
    [
        (lambda t: t[0] ** 3, (0.0,)),
        (lambda t: t[0] ** 2 * t[1] ** 2, (0.0, 0.0)),
        (lambda t: np.exp(-(t[0] ** 2)), (40.0,)),
        (lambda t: np.array([t[0] ** 4, t[1]]), (0.0, 1.0)),
        (lambda t: 1e-300 * t[0], (1.0,)),
        (lambda t: 1 / (1 + np.exp(-t[0])), (50.0,)),
    ],
    ids=["cube", "saddle", "far out", "array", "tiny", "saturated"],
)
def test_a_derivative_that_is_zero_or_nearly_so_is_no_loss(f, at):
    found = complex_step(lambda m: f(m.t), Line(at))
    assert np.abs(found[..., 0]).max() <= 1e-20


# Losing it in part


def without_a_sound(model):
    """The positive phase loses the imaginary part, the negative one keeps it."""
    return -np.mean(model.free_energy(DATA).real) - model.log_partition()


def test_a_loss_in_one_phase_is_told_whatever_the_gradient():
    """The numeric gradient is then the negative phase alone, and would pass for the right one."""
    fooled = complex_step(without_a_sound, R)
    right = -R.log_partition_gradient()
    assert np.abs(fooled - right).max() < 1e-14
    for gradient in (fooled, TRUTH, -TRUTH):
        with pytest.raises(ValueError, match=LOST + r".*along one direction"):
            check_gradient(without_a_sound, gradient, R)
    check_gradient(without_a_sound, TRUTH, R, method="central")
    with pytest.raises(GradientMismatch):
        check_gradient(without_a_sound, fooled, R, method="central")


@pytest.mark.parametrize("k", range(11))
def test_a_loss_in_one_parameter_is_told(k):
    def lossy(model):
        theta = model.ravel().copy()
        theta[k] = theta[k].real
        with_some = model.with_parameters(theta)
        return mean_log_likelihood(with_some, DATA)

    if abs(TRUTH[k]) > 0.02:
        with pytest.raises(ValueError, match=LOST):
            check_gradient(lossy, TRUTH, R)


@pytest.mark.parametrize("scale", [1e-4, 0.1, 1.0, 10.0, 100.0, 1e4, 1e6])
@pytest.mark.parametrize(
    "kind, sizes",
    [
        (RBM, (3, 2)),
        (RBM, (6, 5)),
        (BoltzmannMachine, (4,)),
        (DeepBoltzmannMachine, (3, 2, 2)),
        (LowRankRBM, (4, 3, 2)),
    ],
)
def test_right_code_is_never_accused(kind, sizes, scale):
    """Whatever else is said of it: a gradient below its bound may be refused as that."""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = kind.random(*sizes, rng, scale=scale)
        data = rng.integers(0, 2, (4, model.n_visible))
        for factor in (1.0, 1e-6, 1e6):
            try:
                check_gradient(
                    lambda m, factor=factor, data=data: factor * mean_log_likelihood(m, data),
                    factor * log_likelihood_gradient(model, data),
                    model,
                )
            except ValueError as refusal:
                assert "imaginary" not in str(refusal)
            except GradientMismatch:  # rounding of an objective whose terms cancel
                assert scale >= 1e4


def accused(f, gradient, model):
    """Whether check_gradient takes f for one that loses the imaginary part."""
    try:
        check_gradient(f, gradient, model)
    except (ValueError, GradientMismatch) as verdict:
        return "imaginary" in str(verdict)
    return False


@pytest.mark.parametrize("frequency", [10.0, 100.0, 1000.0])
def test_a_function_that_bends_within_a_step_is_not_accused(frequency):
    at = Line((0.3, -0.2, 0.1))
    waves = frequency * np.array([1.0, 2.0, -1.5])
    gradient = waves * np.cos(waves @ at.ravel())
    assert not accused(lambda m: np.sin(waves @ m.ravel()), gradient, at)


@pytest.mark.parametrize("offset", [1e4, 1e6])
def test_an_objective_that_larger_terms_cancel_down_to_is_not_accused(offset):
    for case in generic_cases(40, np.random.default_rng(8)):
        model, data = case["model"], case["data"]
        gradient = log_likelihood_gradient(model, data)
        assert not accused(
            lambda m, data=data: (mean_log_likelihood(m, data) + offset) - offset, gradient, model
        )


@pytest.mark.parametrize("size", [1e8, 1e9, 1e10])
def test_large_parameters_whose_terms_cancel_are_not_accused(size):
    """A unit that is on in all data, and on for certain: F and ln Z are large, f is not."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        small = RBM.random(3, 2, rng)
        model = RBM(small.weights, small.visible_bias + np.array([size, 0, 0]), small.hidden_bias)
        data = rng.integers(0, 2, (5, 3))
        data[:, 0] = 1
        gradient = log_likelihood_gradient(model, data)
        assert not accused(lambda m, data=data: mean_log_likelihood(m, data), gradient, model)


def test_generic_cases_are_never_accused():
    for case in generic_cases(20, np.random.default_rng(5)):
        model, data = case["model"], case["data"]
        check_gradient(
            lambda m, data=data: mean_log_likelihood(m, data),
            log_likelihood_gradient(model, data),
            model,
        )
