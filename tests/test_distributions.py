import copy
import pickle

import numpy as np
import pytest

from rbmlib import binary_states
from rbmlib.cases import reference_data
from rbmlib.distributions import Factorial
from tests.oracles import close


def test_a_product_of_units_by_its_definition():
    means = np.array([0.1, 0.6, 0.85])
    v = binary_states(3)
    expected = np.prod(np.where(v == 1, means, 1 - means), axis=1)
    assert close(np.exp(Factorial(means).log_probability(v)), expected)
    assert close(
        Factorial(means).log_probability(v.reshape(2, 4, 3)), np.log(expected).reshape(2, 4)
    )


def test_base_rates_count_half_a_sample_of_each_kind():
    data = reference_data()
    assert data.sum(axis=0).tolist() == [3, 2, 3]
    assert close(Factorial.like(data).means, [0.7, 0.5, 0.7])


def test_uniform_units():
    assert Factorial.uniform(2).means.tolist() == [0.5, 0.5]
    assert Factorial.uniform(0).log_probability([]) == 0


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_means_are_copied_and_stay_as_they_are(again):
    given = np.array([0.25, 0.5])
    factorial = again(Factorial(given))
    given[0] = 1
    assert factorial.means.tolist() == [0.25, 0.5]
    with pytest.raises(ValueError, match="read-only"):
        factorial.means[0] = 0.5
    with pytest.raises(ValueError, match="cannot set WRITEABLE"):
        factorial.means.flags.writeable = True


def test_means_may_be_certain_and_of_any_real_kind():
    for means in ([0, 1], [False, True], np.array([0, 1], dtype=np.uint8), [0.0, 1.0]):
        assert Factorial(means).means.tolist() == [0.0, 1.0]
        assert Factorial(means).sample(3, np.random.default_rng(0)).tolist() == [[0, 1]] * 3


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: Factorial([0.5, 1.1]), "means: expected a vector of probabilities"),
        (lambda: Factorial([-0.1, 0.5]), "means: expected a vector of probabilities"),
        (lambda: Factorial([np.nan]), "means: expected a vector of probabilities"),
        (lambda: Factorial([[0.5]]), "means: expected a vector of probabilities"),
        (lambda: Factorial([0.5j]), "means: expected a vector of probabilities"),
        (lambda: Factorial.uniform(-1), "n_visible: expected a whole number, at least 0, got -1"),
        (lambda: Factorial.like([]), "data: expected shape"),
        (lambda: Factorial([0.5]).log_probability([[0, 1]]), r"v: expected shape \(\.\.\., 1\)"),
        (lambda: Factorial([0.5]).sample(0, np.random.default_rng(0)), "size: .* at least 1"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
