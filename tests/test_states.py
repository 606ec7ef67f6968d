import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbmlib import RBM, binary_states, joint_probabilities, state_index
from rbmlib.states import state_blocks, unique_states
from rbmlib.validation import MAX_STATES, check_data


def test_rows_count_in_binary():
    assert binary_states(2).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert binary_states(0).shape == (1, 0)
    assert binary_states(3)[5].tolist() == [1, 0, 1]


@given(st.integers(0, 10))
def test_index_is_the_inverse(n):
    assert state_index(binary_states(n)).tolist() == list(range(2**n))


def test_index_counts_the_first_unit_highest():
    assert state_index([1, 0, 0]) == 4 != state_index([0, 0, 1])


@given(st.integers(0, 8), st.integers(1, 50))
def test_blocks_are_the_same_rows(n, size):
    blocks = list(state_blocks(n, size))
    assert np.array_equal(np.concatenate(blocks), binary_states(n))
    assert max(map(len, blocks)) <= size


def test_unique_states_counts_repetitions():
    states, counts = unique_states([[1, 0], [0, 1], [1, 0]])
    assert states.tolist() == [[0, 1], [1, 0]]
    assert counts.tolist() == [1, 2]


@pytest.mark.parametrize("n", [-1, 1.5, "3", True, None])
def test_the_number_of_units_must_be_an_integer(n):
    with pytest.raises(ValueError, match="n: expected a whole number, at least 0, got"):
        binary_states(n)


@pytest.mark.parametrize(
    "data, words",
    [
        ([1, 0, 1], r"shape \(n_samples, 3\) .* got \(3,\)"),
        (np.empty((0, 3)), r"n_samples >= 1, got \(0, 3\)"),
        ([[1, 0]], r"shape \(\.\.\., 3\), got \(1, 2\)"),
        ([[1, 0, 2]], r"\{0, 1\}, got 2"),
        ([[1, 0, -1]], r"\{0, 1\}, got -1"),
        ([[1, 0, 0.5]], r"\{0, 1\}, got 0.5"),
        ([[1, 0, np.nan]], r"\{0, 1\}, got nan"),
    ],
)
def test_bad_data_is_refused_with_expected_and_got(data, words):
    with pytest.raises(ValueError, match=words):
        check_data(data, 3)


def test_booleans_and_floats_that_are_binary_are_accepted():
    assert check_data([[True, False]], 2).dtype == np.int64
    assert check_data([[1.0, 0.0]], 2).tolist() == [[1, 0]]


@pytest.mark.parametrize(
    "call",
    [
        lambda: binary_states(40),
        lambda: joint_probabilities(RBM(np.ones((20, 20)), np.ones(20), np.ones(20))),
        lambda: RBM(np.ones((40, 40)), np.ones(40), np.ones(40)).log_partition(),
    ],
)
def test_too_many_states_are_refused_before_anything_is_allocated(call):
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"2\*\*40 = 1,099,511,627,776 states .* GiB; instead, "):
        call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_the_cap_is_reached_and_not_exceeded():
    assert MAX_STATES == 2**22
    with pytest.raises(ValueError, match="2\\*\\*23"):
        binary_states(23)
