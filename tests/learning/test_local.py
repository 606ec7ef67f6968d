"""States against their neighbours, a few at a time."""

import numpy as np
import pytest

from rbmlib import RBM, BoltzmannMachine, DeepBoltzmannMachine
from rbmlib.learning import local, pseudolikelihood, ratio_matching
from rbmlib.learning.local import energy_gaps
from tests.oracles import close

MODULES = [pseudolikelihood, ratio_matching]
RNG = np.random.default_rng(12)
MODELS = [
    RBM.random(4, 7, RNG),
    RBM.random(4, 2, RNG),
    BoltzmannMachine.random(4, RNG),
    DeepBoltzmannMachine.random(4, 2, 1, RNG),
]
# Seven distinct rows among ten.
DATA = np.array([[0, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 1], [1, 0, 0, 1], [0, 0, 0, 0]] * 2)
DATA[8:] = [[1, 0, 1, 1], [1, 1, 0, 1]]


@pytest.mark.parametrize("model", MODELS)
def test_gaps_of_states_in_any_arrangement(model):
    flipped = np.stack([DATA.copy() for _ in range(4)], axis=1)
    for i in range(4):
        flipped[:, i, i] = 1 - flipped[:, i, i]
    gaps = model.free_energy(DATA)[:, None] - model.free_energy(flipped)
    assert close(energy_gaps(model, DATA), gaps)
    assert close(energy_gaps(model, DATA.reshape(2, 5, 4)), gaps.reshape(2, 5, 4))
    assert close(energy_gaps(model, DATA[3].tolist()), gaps[3])
    assert energy_gaps(model, DATA[:0]).shape == (0, 4)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("module", MODULES)
def test_a_few_states_at_a_time_give_the_same(module, model, monkeypatch):
    value, ahead = module.objective(model, DATA), module.rule()(model, DATA, None, None)[0]
    sizes, neighbours = [], local._neighbours

    def watched(states):
        sizes.append(len(states))
        return neighbours(states)

    monkeypatch.setattr(local, "_neighbours", watched)
    # Room for the neighbours of three states and a half.
    monkeypatch.setattr(local, "_NUMBERS", 7 * 4 * max(4, model.n_hidden) // 2)
    assert close(module.objective(model, DATA), value)
    assert sizes == [3, 3, 3, 1]
    sizes.clear()
    assert close(module.rule()(model, DATA, None, None)[0], ahead)
    assert sizes == [3, 3, 3, 3, 1, 1]  # the distinct ones: for their gaps, and for their phases
    for change in (DATA[:9], np.concatenate([DATA, DATA[:1]])):
        assert not close(module.rule()(model, change, None, None)[0], ahead, 1e-3)


@pytest.mark.parametrize("module", MODULES)
def test_a_table_of_neighbours_that_is_too_large_is_refused(module):
    model = RBM.random(784, 2, np.random.default_rng(0))
    with pytest.raises(
        ValueError, match=r"phases: would list 1,568,000 neighbours, about 9\.2 Gi"
    ):
        module.phases(model, np.zeros((2000, 784), dtype=np.int8))
    assert module.phases(model, np.eye(2, 784))[1].states.shape == (2 * 784, 784)
