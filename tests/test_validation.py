import numpy as np
import pytest

from rbmlib import binary_states, logsumexp, sigmoid, softplus, state_index
from rbmlib.states import one_flip_neighbours
from rbmlib.validation import (
    check_count,
    check_data,
    check_number,
    check_reals,
    check_states,
    require_enumerable,
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
        (lambda: check_states([["a", "b"]], 2), ValueError, r"expected binary states .* got a"),
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
    ],
)
def test_bad_input_is_refused_with_what_was_expected(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_numbers_at_their_bounds():
    assert check_number(1, "x", least=1) == 1.0
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


def test_what_is_enumerable_and_how_large_the_rest_would_be():
    require_enumerable(22, "a table", "sample", numbers_each=10**6)
    for n, words in (
        (23, r"^a table: would enumerate 2\*\*23 = 8,388,608 states \(at most 4,194,304 are "),
        (26, "allowed\\), about 0.5 GiB; instead, sample$"),
        (64, r"2\*\*64 = 18,446,744,073,709,551,616 states .* about 137,438,953,472.0 GiB"),
        (65, r"2\*\*65 states .* about 2\*\*38 GiB"),
    ):
        with pytest.raises(ValueError, match=words):
            require_enumerable(n, "a table", "sample")


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
