"""The benchmarks refuse to compare methods that compute different things."""

from contextlib import ExitStack

import numpy as np
import pytest

from benchmarks import executors
from benchmarks.methods import METHODS
from benchmarks.partition import require_agreement
from rbmlib import RBM


def negated_bias(rbm):
    weights, visible, hidden = rbm.weights, rbm.visible_bias, rbm.hidden_bias
    return RBM(weights, visible * ([-1] + [1] * (len(visible) - 1)), hidden)


def measured(name, rbm):
    log_z, gradient = METHODS[name](rbm)()
    return {"log_z": log_z, "gradient": gradient}


@pytest.mark.parametrize("name", ["rbmlib", "NumPy", "rbmlib, ln Z only"])
def test_the_benchmark_compares_equals_only(name):
    rbm = RBM.random(6, 5, np.random.default_rng(10))
    wrong = measured(name, negated_bias(rbm))
    truth, found = measured("definition", rbm), measured(name, rbm)
    if found["gradient"] is None:
        truth["gradient"] = None
    else:
        with pytest.raises(AssertionError):
            require_agreement(name, found | {"gradient": wrong["gradient"]}, truth, 6)
    require_agreement(name, found, truth, 6)
    with pytest.raises(AssertionError):
        require_agreement(name, found | {"log_z": wrong["log_z"]}, truth, 6)


def test_the_executors_are_compared_as_equals_only():
    rbm = RBM.random(12, 11, np.random.default_rng(11))
    truth = rbm.log_partition_gradient()
    with ExitStack() as stack:
        for executor in executors.executors(stack).values():
            executors.require_same(rbm.log_partition_gradient(executor=executor), truth)
    with pytest.raises(AssertionError):
        executors.require_same(truth * (1 + 1e-14), truth)
