"""Every closed form against its enumerated twin, and every model against the complex step."""

import itertools
import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given

from rbmlib import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    EnergyModel,
    LowRankRBM,
    binary_states,
    joint_probabilities,
)
from rbmlib.cases import reference_rbm
from tests.oracles import close, exact_log_partition, step
from tests.strategies import generators, models, rbms

A, B = np.array([[1.0, -0.5], [0.3, 0.2], [0.7, 0.1]]), np.array([[0.4, 1.2], [-0.6, 0.9]])


@given(rbms())
def test_closed_forms_agree_with_the_definitions(rbm):
    v = binary_states(rbm.n_visible)
    assert close(rbm.free_energy(v), EnergyModel.free_energy(rbm, v))
    assert close(rbm.free_energy_gradient(v), EnergyModel.free_energy_gradient(rbm, v))
    assert close(rbm.log_partition(), EnergyModel.log_partition(rbm))
    assert close(rbm.log_partition_gradient(), EnergyModel.log_partition_gradient(rbm))


@given(rbms())
def test_conditionals_agree_with_the_joint_table(rbm):
    p = joint_probabilities(rbm)
    v, h = binary_states(rbm.n_visible), binary_states(rbm.n_hidden)
    assert close(rbm.hidden_mean(v), p @ h / p.sum(axis=1)[:, None])
    assert close(rbm.visible_mean(h), p.T @ v / p.sum(axis=0)[:, None])


def test_the_same_comparisons_reject_wrong_closed_forms():
    rbm = reference_rbm()
    v = binary_states(3)
    right = EnergyModel.free_energy(rbm, v)
    no_c, no_b = (
        RBM(rbm.weights, rbm.visible_bias, [0, 0]),
        RBM(rbm.weights, [0] * 3, rbm.hidden_bias),
    )
    assert not close(right, no_c.free_energy(v))
    assert not close(right, no_b.free_energy(v))
    assert not close(right, -right)
    p, h = joint_probabilities(rbm), binary_states(2)
    assert not close(rbm.hidden_mean(v), p @ h)


@pytest.mark.parametrize("factors", [(A, B[:, 0]), (A[:, 0], B), (A[None], B), (A[0], B[0])])
def test_factors_of_low_rank_are_tables(factors):
    with pytest.raises(ValueError, match=r"LowRankRBM: expected factors of shapes \(n_visible, r"):
        LowRankRBM(*factors, np.zeros(3), np.zeros(2))


def test_log_partition_by_nested_loops():
    """A third opinion that uses nothing of the package but three arrays."""
    rbm = reference_rbm()
    W, b, c = (x.tolist() for x in (rbm.weights, rbm.visible_bias, rbm.hidden_bias))
    total = 0.0
    for v in itertools.product((0, 1), repeat=3):
        for h in itertools.product((0, 1), repeat=2):
            exponent = sum(b[i] * v[i] for i in range(3)) + sum(c[j] * h[j] for j in range(2))
            exponent += sum(v[i] * W[i][j] * h[j] for i in range(3) for j in range(2))
            total += math.exp(exponent)
    assert rbm.log_partition() == pytest.approx(math.log(total), rel=1e-15)


@given(rbms())
def test_log_partition_against_fifty_digits(rbm):
    exact = exact_log_partition(rbm)
    # Rounding is relative to the largest exponent met, here about 10, not to ln Z alone.
    largest = max(1, np.abs(rbm.ravel()).sum())
    for value in (rbm.log_partition(), EnergyModel.log_partition(rbm)):
        assert abs(value - exact) <= 1e-14 * max(abs(exact), largest / 10)


@pytest.mark.parametrize("size", [1e3, 1e5])
def test_huge_energies_neither_overflow_nor_lose_digits(size):
    rbm = RBM(
        size * np.array([[1, -2.5], [0.5, 0.3], [-4, 0.01]]), [size, -size, 20], [3 * size, -10]
    )
    exact = exact_log_partition(rbm)
    assert abs(rbm.log_partition() - exact) <= 1e-14 * abs(exact)
    assert abs(EnergyModel.log_partition(rbm) - exact) <= 1e-14 * abs(exact)
    assert np.all(np.isfinite(rbm.log_partition_gradient()))
    assert close(rbm.log_partition_gradient(), EnergyModel.log_partition_gradient(rbm), 1e-10)
    assert joint_probabilities(rbm).sum() == pytest.approx(1, rel=1e-14)


@given(models())
def test_gradients_against_the_complex_step(model):
    v, h = binary_states(model.n_visible)[1::2], binary_states(model.n_hidden)
    v, h = v[:, None, :], h[None, :, :]
    assert close(step(lambda m: m.energy(v, h), model), model.energy_gradient(v, h))
    assert close(
        step(lambda m: m.free_energy(v[:, 0]), model), model.free_energy_gradient(v[:, 0])
    )
    assert close(step(lambda m: m.log_partition(), model), model.log_partition_gradient())


@given(models())
def test_the_complex_step_rejects_a_flipped_sign_and_a_shifted_component(model):
    truth = step(lambda m: m.log_partition(), model)
    assert not close(truth, -model.log_partition_gradient())
    assert not close(truth, np.roll(model.log_partition_gradient(), 1))


def test_a_formula_that_needs_a_linear_energy_fails_on_the_low_rank_model():
    rng = np.random.default_rng(0)
    v, h = [1, 0, 1], [1, 1]
    for model, linear in (
        (RBM.random(3, 2, rng), True),
        (LowRankRBM.random(3, 2, 2, rng), False),
    ):
        assert close(model.energy(v, h), model.energy_gradient(v, h) @ model.ravel()) is linear


@given(rbms(), generators)
def test_permuting_units_changes_nothing(rbm, rng):
    i, j = rng.permutation(rbm.n_visible), rng.permutation(rbm.n_hidden)
    permuted = RBM(rbm.weights[np.ix_(i, j)], rbm.visible_bias[i], rbm.hidden_bias[j])
    assert close(rbm.log_partition(), permuted.log_partition())
    v = binary_states(rbm.n_visible)
    assert close(rbm.free_energy(v), permuted.free_energy(v[:, i]))


@given(rbms())
def test_flipping_a_bit_is_a_change_of_parameters(rbm):
    W, b, c = (np.array(x) for x in (rbm.weights, rbm.visible_bias, rbm.hidden_bias))
    shift, c = b[0], c + W[0]
    b[0], W[0] = -b[0], -W[0]
    flipped = RBM(W, b, c)
    v = binary_states(rbm.n_visible)
    other = np.concatenate([1 - v[:, :1], v[:, 1:]], axis=1)
    assert close(rbm.free_energy(v), flipped.free_energy(other) - shift)
    assert close(rbm.log_partition(), flipped.log_partition() + shift)


@given(rbms())
def test_exchanging_the_layers(rbm):
    other = rbm.transposed()
    assert close(rbm.log_partition(), other.log_partition())
    assert close(joint_probabilities(rbm), joint_probabilities(other).T)


@given(models())
def test_vectors_and_blocks_round_trip(model):
    theta = model.ravel()
    assert close(model.with_parameters(theta).ravel(), theta)
    stacked = model.unravel(np.stack([theta, 2 * theta]))
    for name, block in model.unravel(theta).items():
        assert block.shape == getattr(model, name).shape
        assert np.array_equal(stacked[name][1], 2 * block)
    for k, name in enumerate(model.parameter_names):
        field, index = name[:-1].split("[")
        assert getattr(model, field)[tuple(map(int, index.split(", ")))] == theta[k]


def test_models_never_change():
    rbm = reference_rbm()
    with pytest.raises(ValueError, match="read-only"):
        rbm.weights[0, 0] = 1
    with pytest.raises(AttributeError):
        rbm.weights = np.zeros((3, 2))
    source = np.zeros((3, 2))
    model = RBM(source, [0] * 3, [0] * 2)
    source[:] = 9
    assert not model.weights.any()


def test_batches_of_any_leading_shape_and_broadcasting():
    rbm = reference_rbm()
    v, h = np.ones((4, 1, 3), int), np.ones((5, 2), int)
    assert rbm.energy(v, h).shape == (4, 5)
    assert rbm.energy_gradient(v, h).shape == (4, 5, 11)
    assert rbm.free_energy([1, 0, 1]).shape == ()
    assert rbm.free_energy_gradient(v).shape == (4, 1, 11)
    assert rbm.free_energy(np.empty((0, 3))).shape == (0,)
    assert EnergyModel.free_energy(rbm, v).shape == (4, 1)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 0), (0, 2), (0, 0)])
def test_the_smallest_machines(shape):
    rbm = RBM.random(*shape, np.random.default_rng(1))
    assert close(rbm.log_partition(), EnergyModel.log_partition(rbm))
    assert close(rbm.log_partition_gradient(), EnergyModel.log_partition_gradient(rbm))
    if shape[1] == 0:
        assert close(rbm.log_partition(), np.log1p(np.exp(rbm.visible_bias)).sum())


def test_a_machine_without_hidden_units():
    machine = BoltzmannMachine.random(4, np.random.default_rng(0))
    v = binary_states(4)
    assert machine.n_hidden == 0
    assert close(machine.free_energy(v), machine.energy(v))
    assert close(machine.free_energy_gradient(v), machine.energy_gradient(v))
    couplings = np.zeros((4, 4))
    couplings[np.triu_indices(4, 1)] = machine.couplings
    by_matrix = -v @ machine.visible_bias - np.einsum("ni,ik,nk->n", v, couplings, v)
    assert close(machine.energy(v), by_matrix)


def test_a_deep_machine_with_one_layer_uncoupled_is_an_rbm_times_a_factor():
    rng = np.random.default_rng(2)
    deep = DeepBoltzmannMachine.random(3, 2, 1, rng)
    cut = DeepBoltzmannMachine(deep.weights, [[0], [0]], deep.visible_bias, deep.hidden_bias)
    rbm = RBM(deep.weights, deep.visible_bias, deep.hidden_bias[:2])
    assert close(cut.log_partition(), rbm.log_partition() + np.log1p(np.exp(deep.hidden_bias[2])))
    assert not close(deep.log_partition(), cut.log_partition())


def test_the_energy_is_evaluated_on_symbols():
    W, b, c = sp.symbols("W:4"), sp.symbols("b:2"), sp.symbols("c:2")
    rbm = RBM(*(np.array(x, dtype=object) for x in ([W[:2], W[2:]], b, c)))
    assert rbm.energy([1, 0], [0, 1]) == -b[0] - c[1] - W[1]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (([1, 2], [0], [0]), r"weights: expected shape \(n_visible, n_hidden\), got \(2,\)"),
        (([[1, 2]], [0, 0], [0, 0]), r"visible_bias: expected shape \(1,\), got \(2,\)"),
        (([[1, 2]], [0], [0]), r"hidden_bias: expected shape \(2,\), got \(1,\)"),
        (([[1, np.nan]], [0], [0, 0]), "weights: expected finite parameters, got nan"),
        (([[1, 2]], [np.inf], [0, 0]), "visible_bias: expected finite parameters, got inf"),
        (([["x", "y"]], [0], [0, 0]), "weights: expected numbers"),
        (([[None, 1.0]], [0], [0, 0]), "weights: expected numbers or symbols, got None"),
    ],
)
def test_bad_parameters_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        RBM(*arguments)


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: BoltzmannMachine([1, 2], [0, 0, 0]), r"couplings: expected shape \(3,\)"),
        (lambda: DeepBoltzmannMachine([1], [[1]], [0], [0, 0]), "DeepBoltzmannMachine: expected"),
        (lambda: DeepBoltzmannMachine([[1]], [[1], [2]], [0], [0, 0]), r"got \(2, 1\)"),
        (lambda: LowRankRBM([1], [[1]], [0], [0]), "LowRankRBM: expected factors"),
        (
            lambda: LowRankRBM([[1]], [[1, 2]], [0], [0]),
            r"hidden_factors: expected .* got \(1, 2\)",
        ),
    ],
)
def test_bad_shapes_of_the_other_machines(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda m: m.energy([1, 0], [0, 1]), r"v: expected shape \(\.\.\., 3\), got \(2,\)"),
        (lambda m: m.energy([1, 0, 1], [0, 2]), r"h: expected binary .* got 2"),
        (lambda m: m.free_energy([1, 0, 0.5]), "got 0.5"),
        (lambda m: m.hidden_mean([1, 0]), r"got \(2,\)"),
        (lambda m: m.visible_mean([1, 0, 1]), r"got \(3,\)"),
        (lambda m: m.unravel(np.ones(3)), r"theta: expected shape \(\.\.\., 11\), got \(3,\)"),
        (lambda m: m.with_parameters(np.ones((2, 11))), r"theta: expected shape \(11,\)"),
        (lambda m: m.with_parameters(np.full(11, np.nan)), "finite"),
    ],
)
def test_bad_arguments_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call(reference_rbm())


@pytest.mark.parametrize("rng", [0, None, np.random])
def test_randomness_comes_from_a_generator(rng):
    with pytest.raises(TypeError, match=r"numpy\.random\.Generator, got"):
        RBM.random(2, 2, rng)


def test_a_single_number_is_no_parameter_vector():
    with pytest.raises(ValueError, match=r"theta: expected shape \(..., 11\), got \(\)"):
        reference_rbm().unravel(1.0)
