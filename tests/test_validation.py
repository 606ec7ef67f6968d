import math
from fractions import Fraction

import numpy as np
import pytest

from rbmlib import binary_states, logsumexp, sigmoid, softplus, state_index
from rbmlib.states import one_flip_neighbours
from rbmlib.validation import (
    as_array,
    as_numbers,
    check_count,
    check_data,
    check_draws,
    check_flag,
    check_number,
    check_reals,
    check_states,
    power_of_two,
    require_enumerable,
    require_memory,
)


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: check_states([[1, 0], [1]], 2), ValueError, "rows of different lengths"),
        (
            lambda: check_states(np.ma.masked_array([[1, 0]], [[0, 1]]), 2),
            TypeError,
            "without a",
        ),
        (lambda: check_states([["a", "b"]], 2), ValueError, "expected numbers, got <U1"),
        (lambda: check_states([[None, 1]], 2), ValueError, "expected binary states .* got None"),
        (lambda: check_states([[1j, 1]], 2), ValueError, "expected binary states .* got 1j"),
        (lambda: check_data(None), ValueError, r"data: expected shape .* got \(\)"),
        (lambda: check_reals([[1.0, "x"]], 2), ValueError, "points: expected numbers"),
        (lambda: check_count(2.0, 1, "n"), ValueError, "n: expected a whole number, .* got 2.0"),
        (lambda: check_count(True, 1, "n"), ValueError, "n: expected a whole number"),
        (lambda: check_number("3", "x"), ValueError, "x: expected a finite number, got '3'"),
        (lambda: check_number(np.nan, "x"), ValueError, "x: expected a finite number, got nan"),
        (lambda: check_number(True, "x"), ValueError, "x: expected a finite number, got True"),
        (lambda: check_number(1, "x", above=1), ValueError, "above 1, got 1"),
        (lambda: check_number(0.9, "x", least=1), ValueError, "at least 1, got 0.9"),
        (lambda: check_number(2, "x", above=0, below=2), ValueError, "above 0 and below 2, got 2"),
        (lambda: state_index(np.zeros((2, 64))), ValueError, "states: expected at most 63 units"),
        (lambda: state_index(1), ValueError, "states: expected shape"),
        (lambda: one_flip_neighbours([[0, 2]]), ValueError, "expected binary states"),
        (lambda: binary_states(10**9), ValueError, r"2\*\*1000000000 states .* GiB"),
        (lambda: softplus(np.ma.masked_array([1.0])), TypeError, "x: expected an array without"),
        (lambda: as_array([np.ma.masked_array([1.0, 2.0], [0, 1])], "x"), TypeError, "without a"),
        (lambda: as_array(np.zeros(2, "datetime64[s]"), "x"), ValueError, "x: expected numbers"),
        (lambda: as_array(np.zeros(2, "i4,f8"), "x"), ValueError, "x: expected numbers, got"),
        (lambda: as_numbers([None, 1], "x"), ValueError, "x: expected numbers, got None"),
        (lambda: as_numbers([1, "1"], "x"), ValueError, "x: expected numbers, got <U21"),
        (lambda: as_numbers([10**400], "x"), ValueError, "x: expected numbers up to 1.8e308"),
        (lambda: sigmoid(np.array(["1"], object)), ValueError, "x: expected numbers, got '1'"),
        (lambda: logsumexp([1.0], 1), ValueError, r"axis: expected None or some of the 1 axes"),
        (lambda: logsumexp([1.0], True), ValueError, "axis: expected None or .* got True"),
        (lambda: logsumexp([[1.0]], (0, -2)), ValueError, "axis: expected different axes"),
        (lambda: check_number(10**400, "x"), ValueError, "x: expected a finite number, got 1000"),
        (lambda: check_count(31, 1, "n", most=30), ValueError, "from 1 to 30, got 31"),
        (lambda: check_flag("no", "f"), TypeError, "f: expected True or False, got 'no'"),
        (lambda: check_draws(10**9, 3), ValueError, r"size: would hold 3,000,000,000 numbers .*"),
        (
            lambda: one_flip_neighbours(np.zeros((2000, 784))),
            ValueError,
            r"states: would hold 1,229,312,000 numbers .* about 9\.1 GiB; instead, flip",
        ),
    ],
)
def test_bad_input_is_refused_with_what_was_expected(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_numbers_at_their_bounds():
    assert check_number(1, "x", least=1) == 1.0
    assert math.copysign(1, check_number(-0.0, "x", least=0)) == 1
    assert check_number(10**300, "x") == 1e300
    assert check_count(30, 1, "n", most=30) == 30 and check_flag(np.False_, "f") is False
    assert check_draws(2**26, 2) == 2**26
    assert check_number(np.float32(0.5), "x", above=0, below=1) == 0.5
    assert check_count(np.int8(3), 3, "n") == 3


def test_states_may_come_in_any_type_that_is_zero_or_one():
    for kind in (bool, np.uint8, float, complex, object):
        found = check_states(np.array([[0, 1]], dtype=kind), 2)
        assert found.dtype == np.int64 and found.tolist() == [[0, 1]]


def test_the_numbers_of_states_reach_to_the_last_that_fits():
    ones = np.ones(63, dtype=int)
    assert state_index(ones) == 2**63 - 1
    assert state_index(np.eye(63, dtype=int)[0]) == 2**62


def test_numbers_may_be_wrapped_in_objects():
    for wrapped in ([Fraction(1, 2), 2], np.array([0.5, 2], dtype=object)):
        found = as_numbers(wrapped, "x")
        assert found.dtype == float and found.tolist() == [0.5, 2.0]
    assert as_numbers(np.array([1j, 2], dtype=object), "x").tolist() == [1j, 2]
    assert as_numbers(np.float32([0.5]), "x").dtype == np.float32
    assert softplus([Fraction(1, 2)]) == softplus([0.5])


def test_numbers_are_counted_as_well_as_states():
    require_enumerable(22, "a table", "sample", numbers_each=32)
    with pytest.raises(ValueError, match=r"2\*\*22 = .* states \(at most 1\.0 GiB .* about 1\.0"):
        require_enumerable(22, "a table", "sample", numbers_each=33)
    require_memory(2**27, "a table", "sample")
    with pytest.raises(ValueError, match=r"a table: would hold 2\*\*300 numbers .* instead, sam"):
        require_memory(2**300, "a table", "sample")


def test_powers_have_their_digits_up_to_sixty_four():
    assert power_of_two(3) == "2**3 = 8"
    assert power_of_two(64) == "2**64 = 18,446,744,073,709,551,616"
    assert power_of_two(65) == "2**65"


def test_the_memory_in_the_error_counts_every_number():
    for each, memory in ((1, "8.0 GiB"), (30, "240.0 GiB")):
        with pytest.raises(ValueError, match=memory):
            require_enumerable(30, "a table", "sample", numbers_each=each)


@pytest.mark.parametrize("kind", [np.uint8, np.uint64, np.int64, bool])
def test_integers_are_taken_as_numbers_and_nothing_wraps_around(kind):
    x = np.array([0, 1], dtype=kind)
    assert np.array_equal(softplus(x), softplus(x.astype(float)))
    assert np.array_equal(sigmoid(x), sigmoid(x.astype(float)))
    assert logsumexp(x) == logsumexp(x.astype(float))
    assert softplus(10**30) == 1e30 and sigmoid(-(10**30)) == 0
