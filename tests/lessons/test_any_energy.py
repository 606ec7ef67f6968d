"""The machine and the false theorems of notebook 04."""

import numpy as np
import pytest

from rbmlib import exact
from rbmlib.checks import Refuted, complex_step, prove_any_energy
from rbmlib.lessons.false_theorems import FALSE_THEOREMS
from rbmlib.lessons.third_order import ThirdOrder, pairs


def machine(n=4, m=2, seed=7):
    rng = np.random.default_rng(seed)
    return ThirdOrder(rng.normal(size=(n * (n - 1) // 2, m)), rng.normal(size=n))


@pytest.mark.parametrize("n, m", [(2, 1), (3, 2), (4, 3)])
def test_the_energy_is_its_formula(n, m):
    third, rng = machine(n, m), np.random.default_rng(3)
    v, h = rng.integers(0, 2, n), rng.integers(0, 2, m)
    energy, row = 0.0, 0
    for i in range(n):
        energy -= third.visible_bias[i] * v[i]
        for k in range(i + 1, n):
            energy -= sum(third.triples[row, j] * v[i] * v[k] * h[j] for j in range(m))
            row += 1
    assert third.energy(v, h) == pytest.approx(energy, abs=1e-13)
    slope = complex_step(lambda m: m.energy(v, h), third)
    assert third.energy_gradient(v, h) == pytest.approx(slope, abs=1e-13)


def test_states_broadcast_and_the_likelihood_follows():
    third = machine()
    v = np.array([[1, 1, 0, 1], [0, 1, 1, 1], [1, 1, 1, 1]])
    h = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    assert third.energy(v[:, None], h).shape == (3, 4)
    assert third.energy_gradient(v[:, None], h).shape == (3, 4, third.n_parameters)
    assert exact.visible_probabilities(third).sum() == pytest.approx(1, abs=1e-13)
    assert third.with_parameters(third.ravel() + 0.5).triples == pytest.approx(third.triples + 0.5)


def test_pairs_are_in_the_order_of_their_first_unit():
    assert pairs([2, 3, 5, 7]).tolist() == [6, 10, 14, 15, 21, 35]


@pytest.mark.parametrize("size", [(2, 2), (3, 2)])
@pytest.mark.parametrize("claim", FALSE_THEOREMS.values(), ids=FALSE_THEOREMS)
def test_a_false_theorem_is_refuted(claim, size):
    with pytest.raises(Refuted):
        prove_any_energy(*size, claim)
