"""ln Z and its gradient by products of half states: against fifty digits and the definition."""

import os
import tracemalloc
import warnings
from decimal import Decimal
from functools import cache
from types import SimpleNamespace

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbmlib import RBM, EnergyModel, binary_states, visible_probabilities
from rbmlib.checks import complex_step
from rbmlib.models import rbm_partition, rbm_plan, rbm_tiles
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


def plan(rbm, moments=True):
    """Of a machine whose hidden layer is the smaller one."""
    return rbm_plan.make_plan(*parts(rbm), moments=moments, max_terms=2**40)


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


def test_the_hard_cases_need_logarithms_between_groups():
    """Else the tests above would never meet them."""
    strong, weak = plan(case("weights ±50")[0]), plan(scaled(case("weights ±50")[0], 0.01))
    assert (len(strong.second.bias), len(strong.breaks)) == (4, 2)
    assert (len(weak.second.bias), len(weak.breaks)) == (4, 0)


def scaled(rbm, factor):
    return RBM(*(factor * x for x in parts(rbm)))


# Each cut, with the module that makes it.
CUTS = [(rbm_plan, "_GROUP", g) for g in (1, 2, 3)]
CUTS += [(rbm_plan, "_TILE", t) for t in (2, 8)]
CUTS += [(rbm_plan, "_SAFE", 50.0), (rbm_plan, "_EDGE", 64), (rbm_tiles, "_STRIP", 4)]


@pytest.mark.parametrize("module, constant, value", CUTS)
def test_how_the_sum_is_cut_changes_nothing(module, constant, value, monkeypatch):
    before = repr(plan(case("weights ±50")[0]))
    monkeypatch.setattr(module, constant, value)
    assert module is rbm_tiles or repr(plan(case("weights ±50")[0])) != before
    for name in SMALL:
        rbm, exact = case(name)
        assert right(rbm, moments(rbm), exact) == (True, True), name


def cut_small(monkeypatch, tile=2, **others):
    """Tiles, parts, runs and blocks so small that small machines have several of each."""
    cuts = {
        "_GROUP": 3,
        "_TILE": tile,
        "_SAFE": 50.0,
        "_EDGE": 16,
        "_BLOCK": 20 * tile**2,
    } | others
    for constant, value in cuts.items():
        assert hasattr(rbm_plan, constant)
        monkeypatch.setattr(rbm_plan, constant, value)


@pytest.mark.parametrize("tile", [2, 8])
@pytest.mark.parametrize("parts, edge, shared", [(3, 24, 2**26), (1, 2**20, 2**26), (1, 2**20, 0)])
def test_every_cut_at_once(tile, parts, edge, shared, monkeypatch):
    cut_small(monkeypatch, tile, _EDGE=edge * tile // 8, _SHARED=shared)
    several = plan(case("two modes that tie")[0])
    assert several.n_blocks > 1 and len(several.parts) == parts
    assert several.shares_columns == (parts == 1 and shared > 0)
    for name in SMALL:
        rbm, exact = case(name)
        assert right(rbm, moments(rbm), exact) == (True, True), name


def test_the_complex_step_through_every_cut(monkeypatch):
    rbm = RBM.random(7, 6, np.random.default_rng(9), scale=50)
    gradient = rbm.log_partition_gradient()
    cut_small(monkeypatch, _SAFE=100.0)
    slope = complex_step(lambda m: m.log_partition(), rbm)
    assert close(slope, gradient, tolerance(rbm))
    assert not close(slope, np.roll(gradient, 1), tolerance(rbm))


def test_a_smaller_range_takes_units_from_the_second_half(monkeypatch):
    rbm = case("weights ±50")[0]
    assert len(plan(rbm).second.bias) == 4
    monkeypatch.setattr(rbm_plan, "_SAFE", 50.0)
    assert len(plan(rbm).second.bias) == 2


def test_a_large_sum_has_blocks_for_several_cores_and_none_is_long():
    def shape(n, m):
        found = plan(RBM(np.zeros((n, m)), np.zeros(n), np.zeros(m)))
        return found.rows, found.columns, found.run, found.n_blocks

    assert shape(16, 16) == (256, 256, 1, 1)
    assert shape(784, 16) == (128, 256, 1, 2)
    assert shape(18, 18) == (128, 256, 2, 4)
    assert shape(20, 20) == (256, 256, 4, 4)
    assert shape(784, 28) == (256, 256, 16, 256)
    assert shape(100_000, 18) == (64, 64, 2, 32)


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


@pytest.mark.parametrize("n, m", [(64, 18), (20, 20), (3000, 10), (20_000, 8), (50_000, 3)])
@pytest.mark.parametrize("quantity", ["log_partition", "log_partition_gradient"])
def test_memory_is_counted_before_it_is_taken(n, m, quantity):
    """Never more than what the guard counts, which is not so much that it means nothing."""
    rbm = RBM.random(n, m, np.random.default_rng(7), scale=0.1)
    found = plan(rbm, moments=quantity == "log_partition_gradient")
    workers = min(found.n_blocks, os.cpu_count(), found.n_threads)
    counted = found.shared_bytes + workers * found.block_bytes
    peak = peak_bytes(getattr(rbm, quantity))
    assert peak < counted < 8 * found.n_blocks * peak
    every_input = 8 * 2**m * n
    assert m < 16 or counted < every_input / 10


def test_what_threads_share_does_not_grow_without_limit(monkeypatch):
    rbm = RBM.random(20, 20, np.random.default_rng(7))
    monkeypatch.setattr(rbm_plan, "_SHARED", 4 * 20 * 2**10)
    before = plan(rbm).shared_bytes
    monkeypatch.setattr(rbm_plan, "_SHARED", 4 * 20 * 2**10 - 1)
    assert plan(rbm).shared_bytes == before - 8 * (4 * 20 + 20) * 2**10


def test_a_machine_too_wide_for_memory_is_refused(monkeypatch):
    rbm = RBM.random(20_000, 3, np.random.default_rng(7))
    needed = plan(rbm, False).block_bytes + plan(rbm, False).shared_bytes
    monkeypatch.setattr(rbm_plan, "MAX_BYTES", needed)
    assert rbm.log_partition() > 0
    words = r"would need 0\.0 GiB for 20000 x 3 units .*; instead, estimate ln Z with rbmlib\.est"
    with monkeypatch.context() as patch, pytest.raises(ValueError, match=words):
        patch.setattr(rbm_partition, "_sum", lambda *a: pytest.fail("work was begun"))
        rbm.log_partition_gradient()  # holds more
    monkeypatch.setattr(rbm_plan, "MAX_BYTES", needed - 1)
    with pytest.raises(ValueError, match=words):
        rbm.log_partition()


def test_two_gibibytes_are_allowed_and_no_byte_more():
    large = plan(case("weights ±50")[0])
    assert large.shared_bytes + large.block_bytes < 2**31
    sizes = {"first": large.first, "order": large.order, "shared_bytes": 2**31 - 7}
    rbm_plan._require_memory(SimpleNamespace(**sizes, block_bytes=7))
    with pytest.raises(ValueError, match=r"would need 2\.0 GiB .*\(at most 2 are allowed\)"):
        rbm_plan._require_memory(SimpleNamespace(**sizes, block_bytes=8))


def test_how_many_blocks_and_threads_there_is_room_for(monkeypatch):
    found = plan(RBM.random(7, 5, np.random.default_rng(3)))
    assert found.n_waiting == 1024
    returned = 8 * (7 * 5 + 7 + 5 + 1)  # moments of a block, and its sum
    for memory, blocks in ((8 * 5 * returned, 5), (8 * 5 * returned - 1, 4), (8, 2)):
        monkeypatch.setattr(rbm_plan, "MAX_BYTES", memory)
        assert found.n_waiting == blocks
    three = found.shared_bytes + 3 * found.block_bytes
    for memory, threads in ((-(-8 * three // 7), 3), (8 * three // 7 - 8, 2), (0, 1)):
        monkeypatch.setattr(rbm_plan, "MAX_BYTES", memory)
        assert found.n_threads == threads


def test_a_logarithm_is_taken_where_the_range_would_be_left_and_not_before():
    half = rbm_plan._SAFE / 2 - np.log(2)  # a unit's factor lies within reach + ln 2

    def breaks(*reach, group=1):
        return sorted(rbm_plan._breaks(half + np.array(reach), group))

    assert breaks(0, -1e-9) == [] and breaks(0, 1e-9) == [0]
    assert breaks(0, 0.1, -0.2) == [0] and breaks(0, 0.1, 0.0) == [0, 1]
    pair = -half, -np.log(2)  # two units, half the range together
    assert breaks(*pair, pair[0], pair[1] - 1e-9, group=2) == []
    assert breaks(*pair, pair[0], pair[1] + 1e-9, group=2) == [0]


def test_wide_machines_part_by_part(monkeypatch):
    rbm = RBM.random(3001, 5, np.random.default_rng(12), scale=0.3)
    h = binary_states(5)
    logs = h @ rbm.hidden_bias + np.logaddexp(0, rbm.visible_bias + h @ rbm.weights.T).sum(1)
    log_z = np.logaddexp.reduce(logs)
    mean = np.exp(logs - log_z) @ (1 / (1 + np.exp(-rbm.visible_bias - h @ rbm.weights.T)))
    monkeypatch.setattr(rbm_plan, "_EDGE", 2**12)
    assert len(plan(rbm).parts) == 6
    assert close(rbm.log_partition(), log_z)
    assert close(moments(rbm).visible, mean, 1e-11)


def test_a_sum_too_large_is_refused_before_any_work(monkeypatch):
    rbm = RBM(np.zeros((784, 40)), np.zeros(784), np.zeros(40))
    words = (
        r"2\*\*40 = 1,099,511,627,776 states .* 784 units .* 8\.6e\+14 terms .* 383 hours on .*"
        r"each with 0\.029 GiB; "
        r"instead, .* max_terms, .* executor .*estimate ln Z with rbmlib\.estimates\.annealed$"
    )
    for shape in (rbm, rbm.transposed()):
        for call in (shape.log_partition, shape.log_partition_gradient):
            with monkeypatch.context() as patch, pytest.raises(ValueError, match=words):
                patch.setattr(rbm_plan, "_split", lambda *a: pytest.fail("work was begun"))
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


def test_the_second_half_gets_the_columns_whose_largest_weight_is_small():
    weights = np.array([[0.1, -0.3, 0.2, 0.0], [-900.0, 0.4, 0.6, 0.5], [0.2, 0.1, -0.1, 0.1]])
    found = plan(RBM(np.repeat(weights, 2, axis=0), np.zeros(6), np.arange(4.0)))
    assert found.order.tolist() == [1, 3, 2, 0]
    assert found.second.bias.tolist() == [1, 3] and found.first.bias.tolist() == [2, 0]


@pytest.mark.parametrize("quantity", ["log_partition", "log_partition_gradient"])
def test_the_limit_counts_states_times_units(quantity):
    rbm = RBM.random(5, 3, np.random.default_rng(8))
    truth = getattr(EnergyModel, quantity)(rbm)
    assert close(getattr(rbm, quantity)(max_terms=5 * 2**3), truth)
    with pytest.raises(ValueError, match=r"2\*\*3 = 8 states .*\(max_terms is 3\.9e\+01\)"):
        getattr(rbm, quantity)(max_terms=5 * 2**3 - 1)


def test_exponentials_count_where_strong_weights_leave_no_halves():
    strong = RBM(np.full((4, 4), 1500.0), np.zeros(4), np.zeros(4))
    assert strong.log_partition(max_terms=16 * 4 * 2**4) > 0
    with pytest.raises(ValueError, match=r"2\*\*4 = 16 states"):
        strong.log_partition(max_terms=16 * 4 * 2**4 - 1)


@pytest.mark.parametrize("wrong", [0, -1, 2.5, 1e12, True, None, "many"])
def test_the_limit_is_a_whole_number(wrong):
    for call in (rbm_partition.log_partition, rbm_partition.partition_moments):
        with pytest.raises(ValueError, match="max_terms: expected a whole number, at least 1"):
            call([[1.0]], [0.0], [0.0], max_terms=wrong)


W, B, C = np.array([[1.0, -2.0], [0.5, 0.3], [0.2, 0.7]]), np.array([0.1, 0.2, 0.3]), np.ones(2)


@pytest.mark.parametrize(
    "parameters, words",
    [
        ((W, B[:1], C), r"visible_bias: expected shape \(3,\), got \(1,\)"),
        ((W, B, C[:1]), r"hidden_bias: expected shape \(2,\), got \(1,\)"),
        ((W, B[:, None], C), r"visible_bias: expected shape \(3,\), got \(3, 1\)"),
        ((W, 0.0, C), r"visible_bias: expected shape \(3,\), got \(\)"),
        ((W.T, B, C), r"visible_bias: expected shape \(2,\), got \(3,\)"),
        ((W[0], B, C), r"weights: expected shape \(n_visible, n_hidden\), got \(2,\)"),
        ((W[None], B, C), r"weights: expected shape \(n_visible, n_hidden\), got \(1, 3, 2\)"),
        ((W.astype(str).astype(object), B, C), "weights: expected numbers, got '"),
        ((W, None, C), "visible_bias: expected numbers, got None"),
        ((W, ["a", "b", "c"], C), "visible_bias: expected numbers, got <U1"),
        (([[1.0, 2.0], [3.0]], B, C), "weights: expected an array, got rows of different lengths"),
        ((W, B * np.inf, C), "visible_bias: expected finite numbers, got inf"),
        ((W, B, [np.nan, 0]), "hidden_bias: expected finite numbers, got nan"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(parameters, words):
    for call in (rbm_partition.log_partition, rbm_partition.partition_moments):
        with pytest.raises(ValueError, match=words):
            call(*parameters)


def test_a_mask_is_not_dropped():
    for call in (rbm_partition.log_partition, rbm_partition.partition_moments):
        with pytest.raises(TypeError, match="weights: expected an array without a mask"):
            call(np.ma.masked_array(W, W > 0.6), B, C)
        with pytest.raises(TypeError, match="hidden_bias: expected an array without a mask"):
            call(W, B, np.ma.masked_array(C))


def test_lists_integers_and_short_floats_are_accepted():
    truth = EnergyModel.log_partition(RBM(W, B, C))
    assert close(rbm_partition.log_partition(W.tolist(), B.tolist(), [1, 1]), truth)
    assert close(rbm_partition.log_partition(W, B, C > 0), truth)
    short = W.astype(np.float32), B.astype(np.float32), C.astype(int)
    assert close(rbm_partition.log_partition(*short), truth, 1e-6)
    assert rbm_partition.log_partition(*short).dtype == np.float64
