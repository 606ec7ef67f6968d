"""ln Z and its gradient by products of half states: against fifty digits and the definition."""

import tracemalloc
import warnings
from decimal import Decimal
from functools import cache

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbmlib import RBM, EnergyModel, binary_states, visible_probabilities
from rbmlib.checks import complex_step
from rbmlib.models import rbm_partition
from tests.oracles import (
    HARD_CASES,
    close,
    exact_log_partition,
    exact_moments,
    log_partition_error,
    moment_error,
)
from tests.strategies import generators

LARGE = {name for name in HARD_CASES if name.startswith("784")}
SMALL = sorted(HARD_CASES.keys() - LARGE)


def parts(rbm):
    return rbm.weights, rbm.visible_bias, rbm.hidden_bias


def moments(rbm):
    return rbm_partition.partition_moments(*parts(rbm))


def tolerance(rbm):
    """Rounding of probabilities, whose exponents are sums of up to all parameters.

    An exponent is at most sum|theta| in size, so it is known to within a few times eps
    sum|theta|, which is its condition number; so is, relatively, its exponential.
    """
    return max(1e-12, 8 * np.finfo(float).eps * np.abs(rbm.ravel()).sum())


def right(rbm, found, exact):
    """The judge of every test against the oracle, controls included."""
    return (
        log_partition_error(found.log_partition, exact) <= 1e-12,
        moment_error(found, exact) <= tolerance(rbm),
    )


@cache
def case(name):
    rbm = HARD_CASES[name]()
    return rbm, exact_moments(rbm)


@pytest.mark.parametrize("name", HARD_CASES)
def test_hard_cases_against_fifty_digits(name):
    rbm, exact = case(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, alone = moments(rbm), rbm_partition.log_partition(*parts(rbm))
    assert right(rbm, found, exact) == (True, True)
    assert log_partition_error(alone, exact) <= 1e-12


@pytest.mark.parametrize("size", [1, 50])
def test_the_oracle_against_the_literal_sum_at_fifty_digits(size):
    rbm = RBM.random(4, 3, np.random.default_rng(0), scale=size)
    exact = exact_moments(rbm).log_partition

    def differs(other):
        literal = mpmath.nstr(exact_log_partition(other), 50)
        return abs(Decimal(literal) - exact) > Decimal("1e-45") * abs(exact)

    assert not differs(rbm)
    assert differs(negated_bias(rbm))


def negated_bias(rbm):
    weights, visible, hidden = parts(rbm)
    return RBM(weights, visible * ([-1] + [1] * (len(visible) - 1)), hidden)


def without_second_half(rbm):
    first = rbm.n_hidden - rbm.n_hidden // 2
    return RBM(rbm.weights[:, :first], rbm.visible_bias, rbm.hidden_bias[:first])


def misplaced(rbm):
    return RBM(rbm.weights.T, rbm.visible_bias, rbm.hidden_bias)


@pytest.mark.parametrize("size", [1, 50])
def test_the_same_judge_rejects_wrong_machines(size):
    rbm = RBM.random(6, 6, np.random.default_rng(1), scale=size)
    exact = exact_moments(rbm)
    assert right(rbm, moments(rbm), exact) == (True, True)
    for wrong in (negated_bias, misplaced):
        assert right(rbm, moments(wrong(rbm)), exact)[0] is False, wrong
    assert log_partition_error(moments(without_second_half(rbm)).log_partition, exact) > 1e-12
    transposed = moments(rbm)._replace(products=moments(rbm).products.T)
    assert right(rbm, transposed, exact) == (True, False)


@given(st.integers(0, 6), st.integers(0, 6), st.floats(0.1, 100), generators)
def test_any_shape_and_scale_against_the_definition(n, m, scale, rng):
    rbm = RBM.random(n, m, rng, scale=scale)
    found = moments(rbm)
    assert close(found.log_partition, EnergyModel.log_partition(rbm))
    assert close(rbm_partition.log_partition(*parts(rbm)), found.log_partition)
    assert close(
        rbm.log_partition_gradient(), EnergyModel.log_partition_gradient(rbm), tolerance(rbm)
    )
    assert (found.products.shape, found.visible.shape, found.hidden.shape) == ((n, m), (n,), (m,))


def test_the_gradient_is_flattened_in_the_order_of_the_parameters():
    rbm = RBM.random(5, 4, np.random.default_rng(2))
    gradient = EnergyModel.log_partition_gradient(rbm)
    assert close(np.concatenate([x.ravel() for x in moments(rbm)[1:]]), gradient)
    assert not close(np.concatenate([x.T.ravel() for x in moments(rbm)[1:]]), gradient)


@pytest.mark.parametrize("name", SMALL)
def test_the_complex_step_of_ln_z_is_the_gradient(name):
    rbm, _ = case(name)
    slope = complex_step(lambda m: m.log_partition(), rbm)
    assert close(slope, rbm.log_partition_gradient(), tolerance(rbm))
    if slope.any():
        assert not close(slope, -rbm.log_partition_gradient(), tolerance(rbm))


def test_the_hard_cases_need_more_than_one_chunk():
    """Else the tests above would never meet the logarithms between chunks."""
    reach, second = rbm_partition._split(case("weights ±50")[0].weights)
    assert second == 4
    assert len(rbm_partition._chunks(reach, 4)) > 1
    assert len(rbm_partition._chunks(reach / 100, 4)) == 1


PATCHES = [("_GROUP", g) for g in (1, 2, 3, 4)]
PATCHES += [("_TILE", t) for t in (2, 8, 256)]
PATCHES += [("_SAFE", s) for s in (50.0, 500.0)]


@pytest.mark.parametrize("constant, value", PATCHES)
def test_how_the_sum_is_cut_changes_nothing(constant, value, monkeypatch):
    assert hasattr(rbm_partition, constant)
    monkeypatch.setattr(rbm_partition, constant, value)
    for name in SMALL:
        rbm, exact = case(name)
        assert right(rbm, moments(rbm), exact) == (True, True), name


@pytest.mark.parametrize("tile", [2, 8])
def test_every_cut_at_once(tile, monkeypatch):
    for constant, value in (("_GROUP", 3), ("_TILE", tile), ("_SAFE", 50.0)):
        monkeypatch.setattr(rbm_partition, constant, value)
    for name in SMALL:
        rbm, exact = case(name)
        assert right(rbm, moments(rbm), exact) == (True, True), name


def test_the_complex_step_through_every_cut(monkeypatch):
    rbm = RBM.random(7, 6, np.random.default_rng(9), scale=50)
    gradient = rbm.log_partition_gradient()
    for constant, value in (("_GROUP", 3), ("_TILE", 2), ("_SAFE", 100.0)):
        monkeypatch.setattr(rbm_partition, constant, value)
    slope = complex_step(lambda m: m.log_partition(), rbm)
    assert close(slope, gradient, tolerance(rbm))
    assert not close(slope, np.roll(gradient, 1), tolerance(rbm))


def test_a_smaller_range_takes_units_from_the_second_half(monkeypatch):
    weights = case("weights ±50")[0].weights
    assert rbm_partition._split(weights)[1] == 4
    monkeypatch.setattr(rbm_partition, "_SAFE", 50.0)
    assert rbm_partition._split(weights)[1] == 2


@pytest.mark.parametrize("name", SMALL)
def test_exchanging_the_layers(name):
    rbm, exact = case(name)
    log_z, products, visible, hidden = moments(rbm.transposed())
    assert right(rbm, rbm_partition.Moments(log_z, products.T, hidden, visible), exact) == (
        True,
        True,
    )


def peak_bytes(call):
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("n, m", [(64, 18), (20, 20)])
def test_memory_grows_with_the_states_of_a_half(n, m):
    r"""Features: 16 for each 4 units and half state, :math:`4 n 2^{m/2}` numbers a half.

    Building the features holds the ones before as well, half as wide; twice each half is ample.
    Beside them there are a few tables of a tile, eight at most.
    """
    rbm = RBM.random(n, m, np.random.default_rng(7))
    halves, tile = 2 * 4 * n * 2 ** (m // 2), rbm_partition._TILE**2
    bound = 8 * (2 * halves + 8 * tile)
    assert bound < 8 * 2**m * n / 10
    assert peak_bytes(lambda: moments(rbm)) < bound
    every_input = peak_bytes(lambda: binary_states(m).astype(float) @ rbm.weights.T)
    assert every_input > 10 * bound


def test_a_sum_too_large_is_refused_before_any_work(monkeypatch):
    rbm = RBM(np.zeros((784, 40)), np.zeros(784), np.zeros(40))
    words = r"2\*\*40 = 1,099,511,627,776 states .* 784 units .* hours .* 24\.5 GiB; instead, est"
    for shape in (rbm, rbm.transposed()):
        for call in (shape.log_partition, shape.log_partition_gradient):
            with monkeypatch.context() as patch, pytest.raises(ValueError, match=words):
                patch.setattr(
                    rbm_partition, "binary_states", lambda n: pytest.fail("work was begun")
                )
                call()


def test_a_machine_beyond_any_number_is_refused_in_the_same_words():
    rbm = RBM(np.zeros((1100, 1100)), np.zeros(1100), np.zeros(1100))
    with pytest.raises(ValueError, match=r"2\*\*1100 states of the smaller layer"):
        rbm.log_partition()
    with pytest.raises(ValueError, match=r"2\*\*1100 states"):
        visible_probabilities(rbm)
    with pytest.raises(ValueError, match=r"weights: expected parameters of 1e\+300 altogether"):
        RBM([[1.5e308, 1.5e308], [0, 0]], [-1.5e308, 0], [0, 0])


@pytest.mark.parametrize("block", ["weights", "visible_bias", "hidden_bias"])
@pytest.mark.parametrize("shape", [(6, 5), (5, 6)])
def test_one_complex_block_is_enough_for_a_complex_step(shape, block):
    rbm = RBM.random(*shape, np.random.default_rng(9))
    parameters = {"weights": rbm.weights, "visible_bias": rbm.visible_bias}
    parameters |= {"hidden_bias": rbm.hidden_bias}
    parameters[block] = parameters[block] + 1e-30j
    slope = RBM(**parameters).log_partition().imag / 1e-30
    truth = rbm.unravel(rbm.log_partition_gradient())
    assert close(slope, truth[block].sum())
    other = "weights" if block != "weights" else "hidden_bias"
    assert not close(slope, truth[other].sum())


def test_one_strong_column_costs_no_memory_wherever_it_stands():
    weights = 0.1 * np.random.default_rng(10).normal(size=(20, 16))
    values, peaks = [], []
    for column in (0, 7, 15):
        order = np.roll(np.arange(16), column)
        strong = weights.copy()
        strong[3, 0] = 1500
        tracemalloc.start()
        values.append(RBM(strong[:, order], np.zeros(20), np.zeros(16)).log_partition())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert close(values, np.full(3, values[0]))
    assert max(peaks) < 2**16 * 16 * 8  # the table of all states


def test_the_limit_counts_states_times_units(monkeypatch):
    rbm = RBM.random(5, 3, np.random.default_rng(8))
    monkeypatch.setattr(rbm_partition, "MAX_TERMS", 5 * 2**3)
    assert close(rbm.log_partition(), EnergyModel.log_partition(rbm))
    monkeypatch.setattr(rbm_partition, "MAX_TERMS", 5 * 2**3 - 1)
    with pytest.raises(ValueError, match=r"2\*\*3 = 8 states"):
        rbm.log_partition()
