import numpy as np
import pytest
from hypothesis import given

from rbmlib import (
    RBM,
    BoltzmannMachine,
    binary_states,
    joint_probabilities,
    state_index,
    visible_probabilities,
)
from rbmlib.cases import reference_rbm
from rbmlib.chain import mixing_time, spectrum, total_variation, visible_transition
from rbmlib.distributions import ModelDistribution
from rbmlib.models import GaussianRBM
from rbmlib.sampling import gibbs_step, sample_exactly, sample_hidden, sample_visible
from tests.oracles import close, step
from tests.strategies import rbms


@given(rbms())
def test_rows_of_the_transition_matrix_are_the_definition(rbm):
    joint = joint_probabilities(rbm)
    posterior = joint / joint.sum(axis=1, keepdims=True)
    likelihood = (joint / joint.sum(axis=0)).T
    T = visible_transition(rbm)
    assert close(T, posterior @ likelihood)
    assert close(T.sum(axis=1), np.ones(len(T)))
    wrong = posterior @ likelihood.mean(axis=0, keepdims=True).repeat(len(likelihood), axis=0)
    assert rbm.n_hidden == 0 or not close(T, wrong)


@given(rbms())
def test_detailed_balance_and_stationarity(rbm):
    p, T = visible_probabilities(rbm), visible_transition(rbm)
    flow = p[:, None] * T
    assert close(flow, flow.T)
    assert close(p @ T, p)


def test_another_distribution_is_not_stationary():
    rbm = reference_rbm()
    p, T = visible_probabilities(rbm), visible_transition(rbm)
    assert not close(p[::-1] @ T, p[::-1])
    assert not close((p[::-1, None] * T).T, p[::-1, None] * T)


@given(rbms())
def test_the_spectrum_is_that_of_the_matrix(rbm):
    values = spectrum(rbm)
    direct = np.sort(np.linalg.eigvals(visible_transition(rbm)).real)[::-1]
    assert values.shape == direct.shape
    assert np.allclose(values, direct, rtol=0, atol=1e-7)  # eigvals of a defective-looking matrix
    assert abs(values[0] - 1) < 1e-12
    assert np.all(values >= 0)


def test_golden_eigenvalues_of_the_reference_machine():
    golden = [1, 0.132512, 0.059555, 0.004264, 0, 0, 0, 0]
    assert np.allclose(spectrum(reference_rbm()), golden, rtol=0, atol=5.1e-7)


def test_without_weights_one_sweep_forgets_everything():
    rbm = RBM(np.zeros((3, 2)), [0.3, -1.0, 2.0], [0.5, 0.1])
    assert np.allclose(spectrum(rbm)[1:], 0, atol=1e-15)
    assert mixing_time(rbm) == 1


@pytest.mark.parametrize("scale", [0.5, 2.0, 4.0])
def test_the_mixing_time_is_the_first_sweep_that_is_close(scale):
    rbm = RBM.random(3, 3, np.random.default_rng(4), scale=scale)
    p, T = visible_probabilities(rbm), visible_transition(rbm)
    t = mixing_time(rbm, distance=0.1)
    assert total_variation(np.linalg.matrix_power(T, t), p).max() <= 0.1
    assert t == 1 or total_variation(np.linalg.matrix_power(T, t - 1), p).max() > 0.1


def test_the_customary_distance_is_a_quarter():
    """One symmetric bit, kept with probability 1 - r: after t sweeps |1 - 2r|^t / 2 is left."""
    rbm = RBM([[6.0]], [-3.0], [-3.0])
    keep = visible_transition(rbm)[0, 0]
    sweeps = {d: int(np.ceil(np.log(2 * d) / np.log(2 * keep - 1))) for d in (0.25, 0.1, 0.4)}
    assert mixing_time(rbm) == mixing_time(rbm, distance=0.25) == sweeps[0.25]
    assert mixing_time(rbm, distance=0.1) == sweeps[0.1] > sweeps[0.25]
    assert mixing_time(rbm, distance=0.4) == sweeps[0.4] < sweeps[0.25]


def test_tables_reach_to_the_largest_that_is_allowed():
    assert visible_transition(RBM(np.zeros((11, 1)), np.zeros(11), [0.0])).shape == (2**11, 2**11)
    wide = RBM(np.zeros((23, 1)), np.full(23, 9.0), [0.0])
    assert sample_exactly(wide, 5, np.random.default_rng(0)).mean() > 0.9


def test_a_chain_that_does_not_mix_says_so():
    rbm = RBM(40 * np.ones((3, 3)), -60 * np.ones(3), -60 * np.ones(3))
    with pytest.raises(ValueError, match=r"not within 0.25 of p"):
        mixing_time(rbm, longest=1000)
    with pytest.raises(ValueError, match=r"distance: expected .* above 0 and below 1"):
        mixing_time(rbm, distance=1)


def counts(rows, n):
    return np.bincount(state_index(rows), minlength=2**n)


def test_chains_started_at_equilibrium_do_not_drift():
    rbm, rng, size = (
        RBM.random(3, 2, np.random.default_rng(3), scale=2.0),
        np.random.default_rng(8),
        10**5,
    )
    v = sample_exactly(rbm, size, rng)
    p = visible_probabilities(rbm)
    for rows in (v, gibbs_step(rbm, v, rng, steps=3)):
        z = (counts(rows, 3) - size * p) / np.sqrt(size * p * (1 - p))
        assert np.abs(z).max() < 4.5  # one of 16 numbers beyond this once in 9000 seeds


def test_a_wide_machine_is_sampled_through_its_hidden_layer():
    rbm, size = RBM.random(30, 3, np.random.default_rng(4), scale=0.5), 10**5
    v = sample_exactly(rbm, size, np.random.default_rng(4))
    mean = rbm.unravel(rbm.log_partition_gradient())["visible_bias"]
    error = np.sqrt(mean * (1 - mean) / size)
    assert np.abs((v.mean(axis=0) - mean) / error).max() < 4.5
    # Units drawn one by one have the same means; the covariances tell.
    p, given = visible_probabilities(rbm.transposed()), rbm.visible_mean(binary_states(3))
    exact = (given.T * p) @ given - np.outer(mean, mean)
    np.fill_diagonal(exact, 0)
    i, k = np.unravel_index(np.abs(exact).argmax(), exact.shape)
    error = np.sqrt(mean[i] * (1 - mean[i]) * mean[k] * (1 - mean[k]) / size)
    assert abs(np.cov(v[:, i], v[:, k])[0, 1] - exact[i, k]) < 4.5 * error < abs(exact[i, k]) / 4


def test_sampled_transitions_follow_the_matrix_and_not_another():
    rbm, rng, size = reference_rbm(), np.random.default_rng(9), 10**5
    T, start = visible_transition(rbm), np.tile([1, 0, 1], (size, 1))
    arrived = counts(gibbs_step(rbm, start, rng), 3)
    scores = [
        np.abs((arrived - size * row) / np.sqrt(size * row * (1 - row))).max()
        for row in (T[5], T[2], visible_probabilities(rbm))
    ]
    assert scores[0] < 4.5
    assert min(scores[1:]) > 10


def test_layers_are_sampled_from_their_conditionals():
    rbm, rng, size = reference_rbm(), np.random.default_rng(2), 10**5
    for draw, given_states, mean in (
        (sample_hidden, [1, 0, 1], rbm.hidden_mean([1, 0, 1])),
        (sample_visible, [1, 1], rbm.visible_mean([1, 1])),
    ):
        rows = draw(rbm, np.tile(given_states, (size, 1)), rng)
        z = (rows.mean(axis=0) - mean) / np.sqrt(mean * (1 - mean) / size)
        assert np.abs(z).max() < 4.5


def test_shapes_and_zero_sweeps():
    rbm, rng = reference_rbm(), np.random.default_rng(0)
    v = np.ones((4, 5, 3), dtype=int)
    assert gibbs_step(rbm, v, rng).shape == (4, 5, 3)
    assert sample_hidden(rbm, v, rng).shape == (4, 5, 2)
    assert np.array_equal(gibbs_step(rbm, v, rng, steps=0), v)
    assert sample_exactly(BoltzmannMachine.random(4, rng), 7, rng).shape == (7, 4)


def test_the_same_generator_gives_the_same_chain():
    rbm, v = reference_rbm(), binary_states(3)
    runs = [gibbs_step(rbm, v, np.random.default_rng(1), steps=5) for _ in range(2)]
    assert np.array_equal(*runs)
    assert not np.array_equal(runs[0], gibbs_step(rbm, v, np.random.default_rng(2), steps=5))


def test_total_variation_is_the_largest_difference_of_an_event():
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.4, 0.5])
    events = binary_states(3)
    assert close(total_variation(p, q), np.abs(events @ (p - q)).max())
    assert total_variation(p, p) == 0


def test_flows_balance_to_rounding_even_where_the_chain_hardly_moves():
    for w in (20.0, 60.0, 80.0):
        rbm = RBM([[w]], [-w / 2], [-w / 2])  # unchanged if both units are flipped
        T = visible_transition(rbm)
        assert T[0, 1] > 0
        assert abs(T[0, 1] / T[1, 0] - 1) < 1e-13


def test_the_spectrum_survives_weights_of_hundreds():
    rbm = RBM(400 * np.ones((3, 3)), -600 * np.ones(3), -600 * np.ones(3))
    values = spectrum(rbm)
    assert abs(values[:2] - 1).max() < 1e-12
    with pytest.raises(ValueError, match=r"not within 0.25"):
        mixing_time(rbm, longest=10)


def test_longest_is_the_longest():
    rbm = RBM(4 * np.ones((3, 3)), -6 * np.ones(3), -6 * np.ones(3))
    t = mixing_time(rbm)
    assert t > 100
    assert mixing_time(rbm, longest=t) == t
    with pytest.raises(ValueError, match=f"after {t - 1} sweeps"):
        mixing_time(rbm, longest=t - 1)
    with pytest.raises(
        ValueError, match=r"longest: expected a whole number, from 1 to 1000000000, got 0"
    ):
        mixing_time(rbm, longest=0)


@pytest.mark.parametrize(
    "p, q, words",
    [
        ([0.5, 0.5], [1.0], "the same number of states"),
        (1.0, [1.0], r"p: expected shape \(\.\.\., n_states\), got \(\)"),
        ([5.0, 3.0], [0.5, 0.5], "p: expected probabilities"),
        ([[0.5, 0.5], [0.5, 0.75]], [0.5, 0.5], "p: expected probabilities"),
        ([0.5, 0.5], [np.nan, 1.0], "q: expected probabilities"),
        ([1.5, -0.5], [0.5, 0.5], "p: expected probabilities .* got .* 1.5 -0.5"),
        (["0.5", "0.5"], [0.5, 0.5], "p: expected numbers, got <U3"),
        ([0.5, 0.5 + 1e-30j], [0.5, 0.5], "p: expected probabilities"),
        ([[0.5, 0.5]] * 3, [[0.5, 0.5]] * 2, r"p, q: expected batches that broadcast, got"),
    ],
)
def test_total_variation_compares_distributions(p, q, words):
    with pytest.raises(ValueError, match=words):
        total_variation(p, q)


@pytest.mark.parametrize("function", [visible_transition, spectrum, mixing_time])
def test_a_model_that_is_not_an_rbm_is_refused(function):
    rng = np.random.default_rng(0)
    for model in (BoltzmannMachine.random(3, rng), GaussianRBM.random(3, 2, rng)):
        with pytest.raises(TypeError, match="expected a"):
            function(model)
        with pytest.raises(TypeError, match="gibbs_step: expected an RBM"):
            gibbs_step(model, binary_states(3), rng)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda r, g: gibbs_step(r, [[0, 2, 1]], g), "expected binary states"),
        (lambda r, g: gibbs_step(r, [[0, 1]], g), r"v: expected shape \(\.\.\., 3\)"),
        (
            lambda r, g: gibbs_step(r, [[0, 1, 1]], g, steps=-1),
            "steps: expected a whole number",
        ),
        (lambda r, g: sample_exactly(r, 0, g), "size: expected a whole number, at least 1"),
        (lambda r, g: sample_exactly(r, 10**9, g), "size: would hold 3,000,000,000 numbers"),
        (lambda r, g: GaussianRBM.random(3, 2, g).sample(10**9, g), "size: would hold 3,000,"),
        (lambda r, g: mixing_time(r, longest=10**10), "longest: .* from 1 to 1000000000"),
        (lambda r, g: visible_transition(RBM.random(12, 2, g)), "use gibbs_step"),
        (lambda r, g: visible_transition(RBM.random(11, 12, g)), "use gibbs_step"),
        (lambda r, g: visible_transition(RBM.random(6, 20, g)), "use gibbs_step"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call(reference_rbm(), np.random.default_rng(0))


@pytest.mark.parametrize(
    "call",
    [
        lambda r, g: gibbs_step(r, [[0, 1, 1]], g),
        lambda r, g: sample_hidden(r, [[0, 1, 1]], g),
        lambda r, g: sample_visible(r, [[0, 1]], g),
        lambda r, g: sample_exactly(r, 2, g),
        lambda r, g: ModelDistribution(r),
        lambda r, g: spectrum(r),
        lambda r, g: mixing_time(r),
    ],
)
def test_nothing_is_drawn_and_no_distance_measured_with_complex_parameters(call):
    rbm = reference_rbm()
    call(rbm, np.random.default_rng(0))
    with pytest.raises(ValueError, match="expected a model with real parameters, got complex"):
        call(rbm.with_parameters(rbm.ravel() + 1e-30j), np.random.default_rng(0))


def test_the_derivative_of_a_transition_passes_through():
    rbm = reference_rbm()
    slope = step(visible_transition, rbm)
    ahead = visible_transition(rbm.with_parameters(rbm.ravel() + 1e-6 * np.eye(11)[2]))
    assert close((ahead - visible_transition(rbm)) / 1e-6, slope[..., 2], 1e-6)


@pytest.mark.parametrize("rng", [None, 0, np.random.RandomState(0)])
def test_the_source_of_randomness_must_be_a_generator(rng):
    with pytest.raises(TypeError, match=r"rng: expected a numpy.random.Generator"):
        gibbs_step(reference_rbm(), [[0, 1, 1]], rng)
    with pytest.raises(TypeError, match=r"rng: expected a numpy.random.Generator"):
        sample_exactly(reference_rbm(), 3, rng)
