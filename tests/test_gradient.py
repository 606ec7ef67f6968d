import numpy as np
import pytest
from hypothesis import given

from rbmlib import (
    RBM,
    Weighted,
    binary_states,
    empirical,
    equilibrium,
    gradient,
    log_likelihood_gradient,
    mean_log_likelihood,
    phase,
    rbm_log_likelihood_gradient,
    rbm_moments,
)
from rbmlib.cases import reference_data, reference_rbm
from tests.oracles import close, step
from tests.strategies import models, rbms, with_data

R, DATA = reference_rbm(), reference_data()


@given(with_data(models()))
def test_the_theorem(pair):
    """Derivative of the objective = difference of two phases, for four kinds of model."""
    model, data = pair
    truth = step(lambda m: mean_log_likelihood(m, data), model)
    assert close(log_likelihood_gradient(model, data), truth)
    positive, negative = phase(model, empirical(data)), phase(model, equilibrium(model))
    assert close(negative - positive, truth)
    assert close(negative, -model.log_partition_gradient())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda q, p: q - p,
        lambda q, p: -q,
        lambda q, p: p,
        lambda q, p: p + q,
        lambda q, p: 2 * (p - q),
    ],
    ids=["sign", "no negative phase", "no positive phase", "sum", "factor"],
)
def test_the_comparison_rejects(wrong):
    q, p = phase(R, empirical(DATA)), phase(R, equilibrium(R))
    assert not close(wrong(q, p), step(lambda m: mean_log_likelihood(m, DATA), R))


def test_distinct_rows_would_be_wrong():
    distinct = np.unique(DATA, axis=0)
    assert not close(log_likelihood_gradient(R, DATA), log_likelihood_gradient(R, distinct))


@given(with_data(rbms()))
def test_vector_forms_are_the_blocks(pair):
    rbm, data = pair
    blocks = rbm.unravel(log_likelihood_gradient(rbm, data))
    for name, block in rbm_log_likelihood_gradient(rbm, data).items():
        assert close(block, blocks[name])


def test_reference_gradient():
    """Ten digits of the loss's gradient, computed independently; ascent has the other sign."""
    blocks = R.unravel(-log_likelihood_gradient(R, DATA))
    b = [-0.2962546718, 0.1953911182, -0.0887256464]
    assert blocks["visible_bias"] == pytest.approx(b, abs=5e-11)
    assert blocks["hidden_bias"] == pytest.approx([0.0206698598, 0.0440844540], abs=5e-11)
    first = [-0.0976948154, -0.1891159321]
    assert blocks["weights"][0] == pytest.approx(first, abs=5e-11)


def test_empirical_merges_and_equilibrium_sums_to_one():
    states, weights = empirical(DATA)
    assert states.tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert weights.tolist() == [0.25, 0.5, 0.25]
    assert close(equilibrium(R).weights.sum(), 1.0)


def test_a_phase_is_linear_in_the_weights_and_never_normalises():
    states = np.array([[1, 0, 1], [0, 1, 1]])
    one = phase(R, Weighted(states, np.array([1.0, 0.0])))
    other = phase(R, Weighted(states, np.array([0.0, 1.0])))
    both = phase(R, Weighted(states, np.array([3.0, -0.5])))
    assert close(both, 3 * one - 0.5 * other)
    assert not close(both, phase(R, Weighted(states, np.array([3.0, -0.5]) / 2.5)))
    moments = rbm_moments(R, Weighted(states, np.array([3.0, -0.5])))
    assert close(moments["visible_bias"], -R.unravel(both)["visible_bias"])


@pytest.mark.parametrize(
    "states, weights, words",
    [
        ([[1, 0, 1]], [1.0, 2.0], r"expected 1 finite weights, .* shape \(2,\)"),
        ([[1, 0, 1]], [np.nan], "1 that are not finite"),
        ([[1, 0, 1]], [1e101], r"weighted\.weights: expected weights up to 1e\+100, got 1e\+101"),
        ([[1, 0, 1]], ["1"], r"weighted\.weights: expected numbers"),
        ([[1, 0]], [1.0], r"weighted\.states: expected shape"),
    ],
)
def test_bad_weighted_states_are_refused(states, weights, words):
    with pytest.raises(ValueError, match=words):
        phase(R, Weighted(np.array(states), np.array(weights)))
    with pytest.raises(ValueError, match=words):
        rbm_moments(R, Weighted(np.array(states), np.array(weights)))


class Counted(RBM):
    """An RBM that remembers for how many states at once it was asked."""

    asked: list[int]

    def trusted_free_energy_gradient(self, v):
        type(self).asked.append(len(v))
        return super().trusted_free_energy_gradient(v)


@pytest.mark.parametrize(
    "numbers, asked", [(8 * 11, [8]), (8 * 11 - 1, [7, 1]), (3 * 11, [3, 3, 2]), (1, [1] * 8)]
)
def test_blocks_of_states_are_small_and_their_size_changes_nothing(monkeypatch, numbers, asked):
    """A block holds at most so many numbers; a gradient of the machine has 11."""
    states, weights = binary_states(3), np.arange(8) - 2.5
    monkeypatch.setattr(gradient, "_BLOCK", numbers)
    Counted.asked = []
    model = Counted(R.weights, R.visible_bias, R.hidden_bias)
    whole = weights @ R.free_energy_gradient(states)
    assert close(phase(model, Weighted(states, weights)), whole)
    assert Counted.asked == asked
