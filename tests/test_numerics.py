import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbmlib import logsumexp, sigmoid, softplus
from tests.oracles import close

reals = st.floats(-800, 800)


@given(reals)
def test_softplus_and_sigmoid_against_fifty_digits(x):
    with mpmath.workdps(50):
        exact_plus = mpmath.log1p(mpmath.exp(x))
        exact_sigma = 1 / (1 + mpmath.exp(-mpmath.mpf(x)))
        # four roundings at most; subnormal results have fewer digits
        assert abs(softplus(x) - exact_plus) <= 1e-15 * exact_plus + 1e-300
        assert abs(sigmoid(x) - exact_sigma) <= 1e-15 * exact_sigma + 1e-300


@given(reals)
def test_their_derivatives_by_the_complex_step(x):
    s = sigmoid(x)
    assert close(np.imag(softplus(x + 1e-30j)) / 1e-30, s, 1e-14)
    assert close(np.imag(sigmoid(x + 1e-30j)) / 1e-30, s * sigmoid(-x), 1e-14)


@given(st.complex_numbers(max_magnitude=3, allow_nan=False))
def test_they_are_the_analytic_functions_away_from_the_real_line_too(z):
    z = complex(z.real, z.imag / 2)
    assert close(np.exp(softplus(z)), 1 + np.exp(z))
    assert close(sigmoid(z) * (1 + np.exp(-z)), 1 + 0j)


def test_a_branch_on_abs_would_lose_the_derivative():
    def wrong(x):
        return np.maximum(x.real, 0) + np.log1p(np.exp(-np.abs(x)))

    assert not close(np.imag(wrong(np.complex128(2 + 1e-30j))) / 1e-30, sigmoid(2.0))


def test_small_arguments_keep_their_real_part_when_complex():
    assert np.real(softplus(-50 + 0j)) == pytest.approx(np.exp(-50), rel=1e-14, abs=0)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=20))
def test_logsumexp_against_fifty_digits(x):
    with mpmath.workdps(50):
        exact = mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(a)) for a in x))
        assert abs(logsumexp(x) - exact) <= 1e-15 * max(1, abs(exact))


def test_logsumexp_axes_empty_sums_and_zeros():
    x = np.arange(24.0).reshape(2, 3, 4)
    assert close(logsumexp(x, axis=(0, 2)), np.log(np.exp(x).sum(axis=(0, 2))))
    assert logsumexp(np.empty((3, 0)), axis=1).tolist() == [-np.inf] * 3
    assert logsumexp([-np.inf, 0.0]) == 0
    assert logsumexp([-np.inf, -np.inf]) == -np.inf
    assert not close(logsumexp(x, axis=0), logsumexp(x))


def test_numbers_of_every_size_are_logarithms_of_sums():
    x = np.array([-np.inf, -1e308, -40.0, -0.0, 0.0, 40.0, 1e308, np.inf])
    assert np.array_equal(
        softplus(x), [0, 0, softplus(-40.0), np.log(2), np.log(2), 40, 1e308, np.inf]
    )
    assert softplus(-40.0) == np.exp(-40.0)
    assert np.isnan(softplus(np.nan))
    assert softplus(np.float32(-0.0)).dtype == np.float32


def test_several_axes_are_summed_together():
    x = np.arange(24.0).reshape(2, 3, 4)
    assert close(logsumexp(x, (0, -1)), np.log(np.exp(x).sum(axis=(0, 2))))
    assert not close(logsumexp(x, (0, -1)), np.log(np.exp(x).sum(axis=(0, 1)))[:3])
    assert logsumexp(3.0) == 3.0 and logsumexp(x, ()).shape == x.shape
