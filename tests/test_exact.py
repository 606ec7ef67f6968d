import tracemalloc

import numpy as np
import pytest
from hypothesis import given

from rbmlib import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    EnergyModel,
    LowRankRBM,
    binary_states,
    exact,
    hidden_posterior,
    joint_probabilities,
    kl_divergence,
    log_likelihood,
    mean_log_likelihood,
    visible_probabilities,
)
from rbmlib.cases import reference_data, reference_rbm
from tests.oracles import close
from tests.strategies import models, with_data

R, DATA = reference_rbm(), reference_data()
RNG = np.random.default_rng(12)


@given(models())
def test_probabilities_are_consistent(model):
    joint, v = joint_probabilities(model), binary_states(model.n_visible)
    assert joint.shape == (2**model.n_visible, 2**model.n_hidden)
    assert close(joint.sum(), 1.0)
    assert close(visible_probabilities(model), joint.sum(axis=1))
    assert close(hidden_posterior(model, v), joint / joint.sum(axis=1, keepdims=True))
    assert close(log_likelihood(model, v), np.log(joint.sum(axis=1)))


@given(models())
def test_the_comparison_rejects_a_posterior_normalised_by_z(model):
    joint, v = joint_probabilities(model), binary_states(model.n_visible)
    assert not close(hidden_posterior(model, v), joint)


@given(with_data(models()))
def test_divergence_by_its_definition_with_repeated_rows(pair):
    model, data = pair
    index = data @ (1 << np.arange(model.n_visible)[::-1])
    q = np.bincount(index, minlength=2**model.n_visible) / len(data)
    p, seen = visible_probabilities(model), q > 0
    by_definition = np.sum(q[seen] * np.log(q[seen] / p[seen]))
    assert close(kl_divergence(model, data), by_definition)
    assert kl_divergence(model, data) > -1e-12
    assert not close(-np.log(len(data)) - mean_log_likelihood(model, data), by_definition)


def test_divergence_vanishes_where_model_and_data_agree():
    model = RBM(np.log([[3], [2]]), np.log([2, 1]), [0.0])  # probabilities are k/27
    counts = np.round(27 * visible_probabilities(model)).astype(int)
    data = np.repeat(binary_states(2), counts, axis=0)
    assert counts.tolist() == [2, 3, 8, 14]
    assert close(kl_divergence(model, data), 0.0)


def test_reference_values():
    """Ten digits, computed independently of this package."""
    assert R.log_partition() == pytest.approx(4.461588996, abs=5e-10)
    energies = [-1.4870922366, -2.3043181508, -2.3334326623, -3.1163776848]
    energies += [-1.4962777388, -2.0122545407, -2.3164477364, -2.8461247911]
    assert R.free_energy(binary_states(3)) == pytest.approx(energies, abs=5e-11)
    p_h = [0.1038613729, 0.4491054397, 0.0984970237, 0.3485361636]
    assert joint_probabilities(R).sum(axis=0) == pytest.approx(p_h, abs=5e-11)
    assert mean_log_likelihood(R, DATA) == pytest.approx(-2.097255370, abs=5e-10)
    assert kl_divergence(R, DATA) == pytest.approx(1.0575345992, abs=5e-11)
    assert R.hidden_mean([1, 0, 1]) == pytest.approx([0.3100255189, 0.7109495026], abs=5e-11)
    on = [0.5, 0.8175744762, 0.5986876601]
    assert R.visible_mean([1, 1]) == pytest.approx(on, abs=5e-11)


@pytest.mark.parametrize("function", [mean_log_likelihood, kl_divergence])
@pytest.mark.parametrize("data", [[], [1, 0, 1], [[1, 0]], [[1, 0, 0.3]], [[1, 0, np.nan]]])
def test_bad_data_is_refused(function, data):
    with pytest.raises(ValueError, match="data: expected"):
        function(R, data)


def test_huge_energies_give_finite_logs():
    rbm = RBM(np.full((3, 2), 1000.0), [-2000, 5, 1], [0, -1000])
    assert np.all(np.isfinite(log_likelihood(rbm, binary_states(3))))
    assert log_likelihood(rbm, [0, 0, 0]) < -2000


@pytest.mark.parametrize(
    "model",
    [RBM.random(4, 6, RNG), BoltzmannMachine.random(6, RNG), LowRankRBM.random(3, 6, 2, RNG)],
)
def test_tables_are_made_a_few_states_at_a_time(model, monkeypatch):
    v = RNG.integers(0, 2, (2, 3, model.n_visible))
    functions = (joint_probabilities, visible_probabilities, lambda m: hidden_posterior(m, v))
    whole, seen, energies = [f(model) for f in functions], [], EnergyModel.energies

    def watched(self, v, h):
        seen.append(len(v) * len(h))
        return energies(self, v, h)

    monkeypatch.setattr(EnergyModel, "energies", watched)
    monkeypatch.setattr("rbmlib.exact._BLOCK", 8)
    monkeypatch.setattr("rbmlib.exact._NUMBERS", 10)
    parts = [f(model) for f in functions]
    assert all(close(*pair) for pair in zip(parts, whole, strict=True))
    joint = 2 ** (model.n_visible + model.n_hidden)
    assert seen.count(8) >= joint // 8


def test_a_posterior_counts_the_states_that_are_asked_for():
    rbm = RBM.random(3, 20, RNG)
    with pytest.raises(
        ValueError, match=r"would hold 1,048,576,000 numbers .* instead, pass fewer"
    ):
        hidden_posterior(rbm, np.ones((1000, 3)))
    assert hidden_posterior(RBM.random(3, 2, RNG), np.ones((0, 3))).shape == (0, 4)


def test_a_posterior_counts_every_unit_of_every_hidden_state(monkeypatch):
    monkeypatch.setattr("rbmlib.validation.sizes.MAX_NUMBERS", 2 * 3 * 2**3)
    rbm = RBM.random(2, 3, RNG)
    assert close(hidden_posterior(rbm, [1, 0]).sum(), 1)
    monkeypatch.setattr("rbmlib.validation.sizes.MAX_NUMBERS", 2 * 3 * 2**3 - 1)
    with pytest.raises(ValueError, match=r"hidden_posterior: would enumerate 2\*\*3 = 8 states"):
        hidden_posterior(rbm, [1, 0])


def test_hidden_units_count_where_the_free_energy_is_no_closed_form():
    with pytest.raises(ValueError, match=r"visible_probabilities: would enumerate 2\*\*23 = "):
        visible_probabilities(DeepBoltzmannMachine.random(10, 10, 3, RNG))
    assert len(visible_probabilities(RBM.random(10, 13, RNG))) == 2**10


@pytest.mark.parametrize(
    "call",
    [
        lambda: joint_probabilities(BoltzmannMachine.random(18, RNG)),
        lambda: BoltzmannMachine.random(18, RNG).log_partition_gradient(),
        lambda: DeepBoltzmannMachine.random(1, 15, 1, RNG).free_energy_gradient([1]),
        lambda: visible_probabilities(RBM.random(14, 784, RNG)),
    ],
)
def test_the_temporaries_are_small_whatever_the_model(call):
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 2**20  # the largest table among them has 2 MiB


class Counted(RBM):
    """An RBM that remembers for how many states at once it was asked."""

    asked: list[int]

    def trusted_free_energy(self, v):
        type(self).asked.append(len(v))
        return super().trusted_free_energy(v)


@pytest.mark.parametrize("block, asked", [(8, [8]), (7, [7, 1]), (3, [3, 3, 2]), (1, [1] * 8)])
def test_blocks_of_visible_states_are_small_and_their_size_changes_nothing(
    monkeypatch, block, asked
):
    monkeypatch.setattr(exact, "_NUMBERS", block * max(R.n_visible, R.n_hidden))
    Counted.asked = []
    model = Counted(R.weights, R.visible_bias, R.hidden_bias)
    assert close(visible_probabilities(model), joint_probabilities(R).sum(axis=1))
    assert Counted.asked == asked


@pytest.mark.parametrize(
    "function, shape",
    [
        (joint_probabilities, (11, 12)),
        (joint_probabilities, (1, 22)),
        (visible_probabilities, (23, 1)),
        (lambda model: hidden_posterior(model, [0]), (1, 23)),
    ],
)
def test_what_is_too_large_is_refused_whichever_layer_makes_it_so(function, shape):
    model = RBM(np.zeros(shape), np.zeros(shape[0]), np.zeros(shape[1]))
    with pytest.raises(ValueError, match=r"_p.*: would enumerate 2\*\*23 = "):
        function(model)


def test_hidden_units_that_are_summed_in_closed_form_have_no_limit():
    many = RBM(np.zeros((1, 23)), [np.log(3)], np.zeros(23))
    assert close(visible_probabilities(many), [0.25, 0.75])
