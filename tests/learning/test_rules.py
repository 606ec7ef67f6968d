"""Each rule against its objective; CD against its exact expectation; the training loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbmlib import (
    RBM,
    BoltzmannMachine,
    Weighted,
    binary_states,
    empirical,
    log_likelihood_gradient,
    mean_log_likelihood,
    phase,
    state_index,
    visible_probabilities,
)
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.chain import visible_transition
from rbmlib.checks import complex_step
from rbmlib.datasets import bars_and_stripes
from rbmlib.distributions import Factorial, ModelDistribution
from rbmlib.learning import (
    RULES,
    Diverged,
    contrastive,
    contrastive_divergence,
    direction,
    fit,
    likelihood,
    noise_contrast,
    noise_contrastive,
    persistent,
    pseudolikelihood,
    ratio_matching,
    score_matching,
)
from rbmlib.models import GaussianRBM
from tests.oracles import close
from tests.strategies import generators, models, with_data

R, D = reference_rbm(), reference_data()


def noise_options(model):
    """Generic noise, a normaliser that is not the best, and a ratio other than one."""
    means = 0.2 + 0.6 * np.abs(np.sin(1.0 + np.arange(model.n_visible)))
    return {"noise": Factorial(means), "log_normaliser": -1.3, "ratio": 2.5}


WITH_OBJECTIVE = {
    "likelihood": (likelihood, lambda model: {}),
    "pseudolikelihood": (pseudolikelihood, lambda model: {}),
    "ratio matching": (ratio_matching, lambda model: {}),
    "noise-contrastive": (noise_contrastive, noise_options),
}


@pytest.mark.parametrize("name", WITH_OBJECTIVE)
@given(with_data(models()))
def test_the_gradient_of_the_objective_is_the_difference_of_the_phases(name, pair):
    (model, data), (module, options) = pair, WITH_OBJECTIVE[name]
    settings = options(model)
    numeric = complex_step(lambda m: module.objective(m, data, **settings), model)
    found = module.phases(model, data, **settings)
    assert close(numeric, direction(model, found))
    positive, negative = found
    unweighted = Weighted(
        negative.states, np.full(len(negative.weights), 1 / len(negative.states))
    )
    distinct = not close(negative.weights, unweighted.weights)
    assert not distinct or not close(numeric, direction(model, (positive, unweighted)), 1e-9)


def test_normalising_the_weights_is_wrong_for_noise_contrast():
    settings = noise_options(R)
    positive, negative = noise_contrastive.phases(R, D, **settings)
    normalised = [Weighted(p.states, p.weights / p.weights.sum()) for p in (positive, negative)]
    numeric = complex_step(lambda m: noise_contrastive.objective(m, D, **settings), R)
    assert not close(numeric, direction(R, normalised), tolerance=1e-3)


GOLDEN = {
    pseudolikelihood: (
        -2.0987704555,
        "0.304101 -0.195291 0.107966 -0.034918 -0.043561 0.065965 0.179082 -0.073060 -0.207113 "
        "-0.030778 -0.001430",
    ),
    ratio_matching: (
        -0.7578064021,
        "0.150013 -0.082010 0.047855 -0.012904 -0.020489 0.036848 0.090416 -0.028961 -0.089146 "
        "-0.012468 -0.001692",
    ),
}


@pytest.mark.parametrize("module", GOLDEN)
def test_golden_values(module):
    value, gradient = GOLDEN[module]
    assert abs(module.objective(R, D) - value) < 5e-11
    blocks = R.unravel(direction(R, module.phases(R, D)))
    found = [blocks[name].ravel() for name in ("visible_bias", "hidden_bias", "weights")]
    assert np.allclose(
        np.concatenate(found), np.array(gradient.split(), float), rtol=0, atol=5.1e-7
    )


@given(with_data(models()))
def test_pseudolikelihood_by_enumeration(pair):
    model, data = pair
    p, rows = visible_probabilities(model), state_index(data)
    flips = state_index(data[:, None, :] ^ np.eye(data.shape[1], dtype=int))
    direct = np.log(p[rows][:, None] / (p[rows][:, None] + p[flips])).sum(axis=1).mean()
    assert close(pseudolikelihood.objective(model, data), direct)
    brier = (p[flips] / (p[rows][:, None] + p[flips])) ** 2
    assert close(ratio_matching.objective(model, data), -brier.sum(axis=1).mean())


def test_with_one_visible_unit_pseudolikelihood_is_the_likelihood():
    model, data = RBM.random(1, 2, np.random.default_rng(0)), [[1], [0], [1]]
    assert close(pseudolikelihood.objective(model, data), mean_log_likelihood(model, data))
    assert not close(pseudolikelihood.objective(R, D), mean_log_likelihood(R, D), 1e-4)


# Contrastive divergence


def test_golden_direction_of_cd_one():
    golden = [0.291776, -0.183322, 0.095094, -0.020585, -0.040556, 0.095657, 0.187736]
    golden += [-0.072233, -0.176060, 0.005505, 0.024042]
    blocks = R.unravel(direction(R, contrastive_divergence.expected_phases(R, D)))
    found = [blocks[name].ravel() for name in ("visible_bias", "hidden_bias", "weights")]
    assert np.allclose(np.concatenate(found), golden, rtol=0, atol=5.1e-7)


@given(with_data(st.builds(lambda g: RBM.random(3, 2, g, scale=1.0), generators)))
def test_the_bias_of_cd_is_minus_the_mean_slope_where_the_chain_ends(pair):
    model, data = pair
    for steps in (1, 3):
        positive, negative = contrastive_divergence.expected_phases(model, data, steps)
        bias = direction(model, (positive, negative)) - log_likelihood_gradient(model, data)
        slope = -model.log_partition_gradient() - model.free_energy_gradient(negative.states)
        assert close(bias, -negative.weights @ slope)


def test_the_bias_shrinks_with_the_second_eigenvalue():
    exact = log_likelihood_gradient(R, D)
    sizes = [
        np.linalg.norm(direction(R, contrastive_divergence.expected_phases(R, D, k)) - exact)
        for k in (1, 2, 3, 5, 10)
    ]
    assert np.allclose(sizes, [2.05e-2, 1.78e-3, 2.03e-4, 3.43e-6, 1.40e-10], rtol=4e-3)


def test_cd_at_the_truth_is_zero():
    model = RBM(np.log([[3.0], [2.0]]), np.log([2.0, 1.0]), [0.0])
    counts = np.round(visible_probabilities(model) * np.exp(model.log_partition())).astype(int)
    data = np.repeat(binary_states(2), counts, axis=0)
    found = direction(model, contrastive_divergence.expected_phases(model, data))
    assert np.abs(found).max() < 1e-13
    assert np.abs(direction(R, contrastive_divergence.expected_phases(R, D))).max() > 0.1


@pytest.mark.parametrize("steps", [1, 4])
def test_sampled_cd_has_the_expected_direction(steps):
    rng, many = np.random.default_rng(6), np.tile(D, (5000, 1))
    _, negative = contrastive_divergence.phases(R, many, rng, steps)
    _, exact = contrastive_divergence.expected_phases(R, many, steps)
    share = np.zeros(8)
    share[state_index(negative.states)] = negative.weights
    # Chains from different rows differ, so the multinomial error is an upper bound.
    error = np.sqrt(exact.weights * (1 - exact.weights) / len(many))
    assert np.abs((share - exact.weights) / error).max() < 4.5
    at_rest = np.bincount(state_index(D), minlength=8) / len(D)
    assert np.abs((share - at_rest) / error).max() > 20
    # After four sweeps the start no longer tells; after one, another start is seen.
    elsewhere = visible_transition(R)[0]
    assert steps > 1 or np.abs((share - elsewhere) / error).max() > 8


def test_persistent_chains_are_a_pure_function():
    start = np.array([[0, 0, 0], [1, 1, 1]])
    first = contrastive_divergence.persistent_phases(R, D, start, np.random.default_rng(3), 2)
    again = contrastive_divergence.persistent_phases(R, D, start, np.random.default_rng(3), 2)
    assert np.array_equal(first[2], again[2])
    assert np.array_equal(start, [[0, 0, 0], [1, 1, 1]])
    assert close(phase(R, first[1]), R.free_energy_gradient(first[2]).mean(axis=0))


def test_persistent_particles_reach_the_model():
    rng, particles = np.random.default_rng(4), np.zeros((20000, 3), dtype=int)
    for _ in range(12):
        _, negative, particles = contrastive_divergence.persistent_phases(R, D, particles, rng)
    p, share = visible_probabilities(R), np.zeros(8)
    share[state_index(negative.states)] = negative.weights
    assert np.abs((share - p) / np.sqrt(p * (1 - p) / 20000)).max() < 4.5


# Noise-contrastive estimation


@given(with_data(models()))
def test_the_derivative_in_the_log_normaliser(pair):
    model, data = pair
    settings = noise_options(model)
    kappa = settings.pop("log_normaliser")
    positive, negative = noise_contrastive.phases(model, data, log_normaliser=kappa, **settings)
    value = noise_contrastive.objective(model, data, log_normaliser=kappa + 1e-30j, **settings)
    assert close(np.imag(value) / 1e-30, positive.weights.sum() - negative.weights.sum())


@pytest.mark.parametrize("ratio", [0.5, 1.0, 10.0])
def test_at_the_truth_the_log_normaliser_is_minus_log_z(ratio):
    model = RBM(np.log([[3.0], [2.0]]), np.log([2.0, 1.0]), [0.0])
    counts = np.round(visible_probabilities(model) * np.exp(model.log_partition())).astype(int)
    data = np.repeat(binary_states(2), counts, axis=0)
    noise = Factorial([0.3, 0.6])
    kappa = noise_contrastive.best_log_normaliser(model, data, noise, ratio)
    assert abs(kappa + model.log_partition()) < 1e-13
    found = direction(model, noise_contrastive.phases(model, data, noise, kappa, ratio))
    assert np.abs(found).max() < 1e-13
    elsewhere = noise_contrastive.best_log_normaliser(R, D, Factorial.uniform(3), ratio)
    assert abs(elsewhere + R.log_partition()) > 1e-3


def test_much_noise_gives_the_likelihood_gradient():
    exact, noise = log_likelihood_gradient(R, D), Factorial([0.4, 0.5, 0.7])
    errors = [
        np.linalg.norm(
            direction(R, noise_contrastive.phases(R, D, noise, -R.log_partition(), ratio)) - exact
        )
        for ratio in (1e3, 1e4)
    ]
    assert abs(errors[0] / errors[1] - 10) < 0.1


def test_noise_equal_to_the_model_recovers_log_z_without_error():
    noise, rng = ModelDistribution(R), np.random.default_rng(2)
    data = noise.sample(50, rng)
    samples = noise.sample(50, rng)
    kappa = noise_contrastive.best_log_normaliser(R, data, noise, 1.0, samples)
    assert abs(kappa + R.log_partition()) < 1e-12


def test_noise_distributions_are_distributions():
    for noise in (Factorial([0.2, 0.5, 1.0]), Factorial.like(D), ModelDistribution(R)):
        states, weights = noise.distribution()
        assert close(weights.sum(), 1.0)
        with np.errstate(divide="ignore"):
            assert close(weights, np.exp(noise.log_probability(states)))
        drawn = noise.sample(10**5, np.random.default_rng(0))
        share = np.bincount(state_index(drawn), minlength=8) / len(drawn)
        error = np.sqrt(weights * (1 - weights) / len(drawn))
        assert np.all(np.abs(share - weights) <= 4.5 * error + 1e-12)


# The training loop


def optimum(data):
    """Best possible mean log-likelihood: minus the entropy of the data."""
    weights = empirical(data).weights
    return weights @ np.log(weights)


@pytest.mark.parametrize(
    "rows, best",
    [(bars_and_stripes(2, repeated=True), -13.863), (bars_and_stripes(2), -10.751)],
)
def test_likelihood_training_approaches_the_entropy_of_the_data(rows, best):
    assert abs(len(rows) * optimum(rows) - best) < 5e-4
    start = RBM.random(4, 4, np.random.default_rng(1), scale=0.1)
    found = fit(start, rows, "likelihood", 3000, 0.5, momentum=0.9, record_every=500)
    curve = found.history.log_likelihood
    assert found.history.step == [0, 500, 1000, 1500, 2000, 2500, 3000]
    assert curve == sorted(curve)
    assert optimum(rows) - 0.15 < curve[-1] < optimum(rows)
    assert close(curve[-1], mean_log_likelihood(found.model, rows))
    assert close(curve[0], mean_log_likelihood(start, rows))


@pytest.mark.parametrize("rule", [*RULES, contrastive(3), persistent(20, 2)])
def test_every_rule_improves_the_likelihood(rule):
    rng = np.random.default_rng(0)
    found = fit(RBM.random(3, 2, rng, scale=0.1), D, rule, 300, 0.2, rng)
    assert found.history.log_likelihood[-1] > found.history.log_likelihood[0] + 0.1


def test_noise_contrast_and_score_matching_are_rules_too():
    rng = np.random.default_rng(0)
    for rule in (
        noise_contrast(Factorial.uniform(3)),
        noise_contrast(Factorial.like(D), ratio=2.0, n_noise=50),
    ):
        found = fit(RBM.random(3, 2, rng, scale=0.1), D, rule, 300, 0.2, rng)
        assert found.history.log_likelihood[-1] > found.history.log_likelihood[0] + 0.1
    points = rng.normal([0.5, -1.0], [1.0, 1.0], (50, 2))
    machine = GaussianRBM.random(2, 1, rng, scale=0.1)
    found = fit(
        machine,
        points,
        lambda m, x, rng, memory: (score_matching.direction(m, x), memory),
        200,
        0.1,
    )
    assert found.history.log_likelihood[-1] > found.history.log_likelihood[0] + 0.05


def test_one_step_is_the_update_that_it_says():
    rows = fit(R, D, "likelihood", 1, 0.3, weight_decay=0.1).model.ravel()
    decayed = np.array([1.0] * 6 + [0.0] * 5) * R.ravel()
    assert close(rows, R.ravel() + 0.3 * (log_likelihood_gradient(R, D) - 0.1 * decayed))
    two = fit(R, D, "likelihood", 2, 0.3, momentum=0.5).model
    first = fit(R, D, "likelihood", 1, 0.3).model
    velocity = 0.5 * log_likelihood_gradient(R, D) + log_likelihood_gradient(first, D)
    assert close(two.ravel(), first.ravel() + 0.3 * velocity)


def test_training_is_repeatable_and_leaves_the_start_alone():
    before = R.ravel().copy()
    runs = [
        fit(R, D, "persistent", 20, 0.1, np.random.default_rng(5), batch_size=2).model.ravel()
        for _ in range(2)
    ]
    assert np.array_equal(*runs)
    assert np.array_equal(R.ravel(), before)


def test_the_callback_sees_every_record():
    seen = []
    fit(R, D, "likelihood", 5, 0.1, record_every=2, callback=lambda step, m: seen.append(step))
    assert seen == [0, 2, 4, 5]


def test_a_likelihood_that_is_not_affordable_is_not_a_number():
    big = RBM.random(20, 20, np.random.default_rng(0), scale=0.1)
    rows = np.random.default_rng(1).integers(0, 2, (4, 20))
    found = fit(big, rows, "pseudolikelihood", 1, 0.1)
    assert np.isnan(found.history.log_likelihood).all()


def test_divergence_says_so_and_keeps_the_last_model():
    with pytest.raises(Diverged, match=r"diverged at step 1 .*smaller learning rate") as caught:
        fit(R, D, "likelihood", 10, 1e6)
    assert np.array_equal(caught.value.model.ravel(), R.ravel())
    assert caught.value.history.step == [0]

    def broken(model, data, rng, memory):
        return np.full(model.n_parameters, np.nan), memory

    with pytest.raises(Diverged, match="nan"):
        fit(R, D, broken, 10, 0.1)


G = np.random.default_rng(0)
MACHINE = BoltzmannMachine.random(3, G)
REFUSED = [
    (lambda: fit(R, D, "gradient descent", 1, 0.1), "rule: expected a function or one of likelih"),
    (lambda: fit(R, D * 2, "likelihood", 1, 0.1), "data: expected binary states"),
    (lambda: fit(R, D[:, :2], "likelihood", 1, 0.1), r"expected shape \(\.\.\., 3\)"),
    (lambda: fit(R, D[:0], "likelihood", 1, 0.1), "n_samples >= 1"),
    (lambda: fit(R, D, "likelihood", -1, 0.1), "steps: expected a whole number, at least 0"),
    (lambda: fit(R, D, "likelihood", 1, 0.0), "learning_rate: expected a positive number"),
    (lambda: fit(R, D, "likelihood", 1, np.nan), "learning_rate: expected a positive number"),
    (lambda: fit(R, D, "likelihood", 1, 0.1, momentum=1.0), "momentum: expected at least 0"),
    (lambda: fit(R, D, "likelihood", 1, 0.1, weight_decay=-1), "weight_decay: expected 0 or mo"),
    (lambda: fit(R, D, "likelihood", 1, 0.1, G, batch_size=9), "batch_size: expected 1 to 4"),
    (lambda: fit(R, D, "likelihood", 2.5, 0.1), "steps: expected a whole number"),
    (lambda: fit(R, D, "likelihood", 1, 0.1, record_every=0), "record_every: expected a whole"),
    (lambda: fit(R, D, lambda m, d, r, k: (0.5, k), 1, 0.1), "rule: expected a real direction"),
    (lambda: fit(R, D, lambda m, d, r, k: (1j * m.ravel(), k), 1, 0.1), "expected a real direct"),
    (lambda: fit(R.with_parameters(1e5 * R.ravel()), D, "likelihood", 1, 0.1), "rescale"),
    (lambda: persistent(0), "n_particles: expected a whole number, at least 1, got 0"),
    (
        lambda: contrastive_divergence.persistent_phases(R, D, np.zeros((0, 3)), G),
        "particles: expected shape",
    ),
    (
        lambda: contrastive_divergence.phases(R, D, G, 0),
        "steps: expected a whole number, at least 1",
    ),
    (
        lambda: contrastive_divergence.expected_phases(R, D, 0),
        "steps: expected a whole number, at least 1",
    ),
    (
        lambda: noise_contrastive.objective(R, D, Factorial([0.0, 0.5, 0.5]), 0.0),
        r"noise: gives zero probability to the data row \[1, 0, 1\]",
    ),
    (
        lambda: noise_contrastive.objective(R, D, Factorial.uniform(3), 0.0, ratio=0),
        "ratio: expected a positive number",
    ),
    (
        lambda: noise_contrastive.phases(R, D, Factorial.uniform(3), 0.0, 1.0, D + 1),
        "noise_samples: expected binary states",
    ),
    (
        lambda: noise_contrastive.objective(R, D, Factorial.uniform(3), 0.0, ratio=np.inf),
        "ratio: expected a positive number",
    ),
    (
        lambda: noise_contrastive.objective(R, D, Factorial.uniform(3), np.nan),
        "log_normaliser: expected a finite number",
    ),
    (
        lambda: noise_contrastive.best_log_normaliser(
            R, [[1, 1, 0]], Factorial([0.5, 1.0, 0.5]), 1.0, [[0, 0, 0], [0, 1, 0]]
        ),
        r"zero probability to the noise_samples row \[0, 0, 0\]",
    ),
    (lambda: Factorial([0.5, 1.5]), "means: expected a vector of probabilities"),
    (lambda: pseudolikelihood.objective(MACHINE, [[0, 1, 3]]), "data: expected binary states"),
]


@pytest.mark.parametrize("call, words", REFUSED, ids=[words[:25] for _, words in REFUSED])
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("rng", [None, 1, np.random.RandomState(0)])
def test_sampling_rules_need_a_generator(rng):
    noise = Factorial.uniform(3)
    for call in (
        lambda: fit(R, D, "contrastive divergence", 1, 0.1, rng),
        lambda: fit(R, D, "persistent", 1, 0.1, rng),
        lambda: fit(R, D, noise_contrast(noise, n_noise=5), 1, 0.1, rng),
        lambda: fit(R, D, "likelihood", 1, 0.1, rng, batch_size=2),
        lambda: noise.sample(3, rng),
        lambda: GaussianRBM.random(2, 1, G).sample(3, rng),
    ):
        with pytest.raises(TypeError, match=r"rng: expected a numpy.random.Generator"):
            call()


@pytest.mark.parametrize("rule", RULES)
def test_a_model_of_densities_is_refused_by_every_binary_rule(rule):
    model = GaussianRBM.random(3, 2, G)
    with pytest.raises(TypeError, match="expected a"):
        fit(model, D, rule, 1, 0.1, np.random.default_rng(0))


def test_noise_keeps_its_own_means():
    means = np.array([0.5, 0.5, 0.5])
    noise = Factorial(means)
    means[0] = 7
    assert np.array_equal(noise.means, [0.5, 0.5, 0.5])


def test_expected_contrastive_divergence_moves_rows_by_the_matrix():
    wrong = np.linalg.matrix_power(visible_transition(R).T, 2)
    right = np.linalg.matrix_power(visible_transition(R), 2)
    q = np.bincount(state_index(D), minlength=8) / 4
    _, negative = contrastive_divergence.expected_phases(R, D, 2)
    assert close(negative.weights, q @ right)
    assert not close(negative.weights, q @ wrong)
