"""Each rule against its objective, and against its phases; CD against its exact expectation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbmlib import (
    RBM,
    BoltzmannMachine,
    Weighted,
    binary_states,
    log_likelihood_gradient,
    mean_log_likelihood,
    phase,
    state_index,
    visible_probabilities,
)
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.chain import visible_transition
from rbmlib.checks import complex_step
from rbmlib.distributions import Factorial, ModelDistribution
from rbmlib.learning import (
    RULES,
    contrastive_divergence,
    direction,
    fit,
    likelihood,
    noise_contrastive,
    persistent_contrastive_divergence,
    pseudolikelihood,
    ratio_matching,
    score_matching,
)
from rbmlib.models import GaussianRBM
from rbmlib.sampling import gibbs_step
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
    "ratio_matching": (ratio_matching, lambda model: {}),
    "noise_contrastive": (noise_contrastive, noise_options),
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
        positive, negative = contrastive_divergence.expected_phases(model, data, steps=steps)
        bias = direction(model, (positive, negative)) - log_likelihood_gradient(model, data)
        slope = -model.log_partition_gradient() - model.free_energy_gradient(negative.states)
        assert close(bias, -negative.weights @ slope)


def test_the_bias_shrinks_with_the_second_eigenvalue():
    exact = log_likelihood_gradient(R, D)
    sizes = [
        np.linalg.norm(direction(R, contrastive_divergence.expected_phases(R, D, steps=k)) - exact)
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
    _, negative = contrastive_divergence.phases(R, many, rng, steps=steps)
    _, exact = contrastive_divergence.expected_phases(R, many, steps=steps)
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
    move = persistent_contrastive_divergence.phases
    first, again = (move(R, D, start, np.random.default_rng(3), steps=2) for _ in range(2))
    assert np.array_equal(first[2], again[2])
    assert np.array_equal(start, [[0, 0, 0], [1, 1, 1]])
    assert np.array_equal(first[2], gibbs_step(R, start, np.random.default_rng(3), steps=2))
    assert not np.array_equal(first[2], move(R, D, start, np.random.default_rng(3))[2])
    assert close(phase(R, first[1]), R.free_energy_gradient(first[2]).mean(axis=0))


def test_persistent_particles_reach_the_model():
    rng, particles = np.random.default_rng(4), np.zeros((20000, 3), dtype=int)
    for _ in range(12):
        _, negative, particles = persistent_contrastive_divergence.phases(R, D, particles, rng)
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
    kappa = noise_contrastive.best_log_normaliser(model, data, noise, ratio=ratio)
    assert abs(kappa + model.log_partition()) < 1e-13
    found = direction(model, noise_contrastive.phases(model, data, noise, kappa, ratio=ratio))
    assert np.abs(found).max() < 1e-13
    elsewhere = noise_contrastive.best_log_normaliser(R, D, Factorial.uniform(3), ratio=ratio)
    assert abs(elsewhere + R.log_partition()) > 1e-3


def test_much_noise_gives_the_likelihood_gradient():
    exact, noise = log_likelihood_gradient(R, D), Factorial([0.4, 0.5, 0.7])
    errors = [
        np.linalg.norm(
            direction(R, noise_contrastive.phases(R, D, noise, -R.log_partition(), ratio=ratio))
            - exact
        )
        for ratio in (1e3, 1e4)
    ]
    assert abs(errors[0] / errors[1] - 10) < 0.1


def test_noise_equal_to_the_model_recovers_log_z_without_error():
    noise, rng = ModelDistribution(R), np.random.default_rng(2)
    data = noise.sample(50, rng)
    samples = noise.sample(50, rng)
    kappa = noise_contrastive.best_log_normaliser(R, data, noise, noise_samples=samples)
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


# Refusals

G = np.random.default_rng(0)
MACHINE = BoltzmannMachine.random(3, G)
UNIFORM = Factorial.uniform(3)
REFUSED = [
    (
        lambda: persistent_contrastive_divergence.rule(n_particles=0),
        "n_particles: expected a whole number, at least 1, got 0",
    ),
    (
        lambda: persistent_contrastive_divergence.rule(steps=0),
        "steps: expected a whole number, at least 1, got 0",
    ),
    (
        lambda: persistent_contrastive_divergence.phases(R, D, np.zeros((0, 3)), G),
        "particles: expected shape",
    ),
    (
        lambda: persistent_contrastive_divergence.phases(R, D, D + 1, G),
        "particles: expected binary states",
    ),
    (
        lambda: persistent_contrastive_divergence.phases(R, D, D, G, steps=0),
        "steps: expected a whole number, at least 1",
    ),
    (
        lambda: contrastive_divergence.phases(R, D, G, steps=0),
        "steps: expected a whole number, at least 1",
    ),
    (
        lambda: contrastive_divergence.rule(steps=2.5),
        "steps: expected a whole number, at least 1",
    ),
    (
        lambda: contrastive_divergence.expected_phases(R, D, steps=0),
        "steps: expected a whole number, at least 1",
    ),
    (lambda: contrastive_divergence.phases(R, 2 * D, G), "data: expected binary states"),
    (
        lambda: noise_contrastive.objective(R, D, Factorial([0.0, 0.5, 0.5]), 0.0),
        r"noise: gives zero probability to the data row \[1, 0, 1\]",
    ),
    (
        lambda: noise_contrastive.objective(R, D, UNIFORM, 0.0, ratio=0),
        "ratio: expected a finite number above 0, got 0",
    ),
    (
        lambda: noise_contrastive.objective(R, D, UNIFORM, 0.0, ratio=np.inf),
        "ratio: expected a finite number above 0, got inf",
    ),
    (lambda: noise_contrastive.rule(UNIFORM, ratio=-1), "ratio: expected a finite number above"),
    (lambda: noise_contrastive.rule(UNIFORM, n_noise=0), "n_noise: expected a whole number"),
    (
        lambda: noise_contrastive.phases(R, D, UNIFORM, 0.0, noise_samples=D + 1),
        "noise_samples: expected binary states",
    ),
    (
        lambda: noise_contrastive.objective(R, D, UNIFORM, np.nan),
        "log_normaliser: expected a finite number, got nan",
    ),
    (
        lambda: noise_contrastive.phases(R, D, UNIFORM, None),
        "log_normaliser: expected a finite number, got None",
    ),
    (
        lambda: noise_contrastive.best_log_normaliser(
            R, [[1, 1, 0]], Factorial([0.5, 1.0, 0.5]), noise_samples=[[0, 0, 0], [0, 1, 0]]
        ),
        r"zero probability to the noise_samples row \[0, 0, 0\]",
    ),
    (
        lambda: noise_contrastive.rule(OtherWidth())(R, D, None, None),
        r"noise\.states: expected shape \(\.\.\., 3\), got \(16, 4\)",
    ),
    (lambda: Factorial([0.5, 1.5]), "means: expected a vector of probabilities"),
    (lambda: pseudolikelihood.objective(MACHINE, [[0, 1, 3]]), "data: expected binary states"),
]


class OtherWidth:
    """Noise of another width than the data, which it does not tell until it is listed."""

    def log_probability(self, v):
        return np.full(np.shape(v)[:-1], -1.0)

    def distribution(self):
        return Factorial.uniform(4).distribution()

    def sample(self, size, rng):
        return Factorial.uniform(4).sample(size, rng)


@pytest.mark.parametrize("call, words", REFUSED, ids=[words[:25] for _, words in REFUSED])
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("rng", [None, 1, np.random.RandomState(0)])
def test_sampling_needs_a_generator(rng):
    for call in (
        lambda: contrastive_divergence.phases(R, D, rng),
        lambda: persistent_contrastive_divergence.phases(R, D, D, rng),
        lambda: RULES["contrastive_divergence"](R, D, rng, None),
        lambda: RULES["persistent_contrastive_divergence"](R, D, rng, None),
        lambda: UNIFORM.sample(3, rng),
        lambda: GaussianRBM.random(2, 1, G).sample(3, rng),
    ):
        with pytest.raises(TypeError, match=r"rng: expected a numpy.random.Generator"):
            call()


@pytest.mark.parametrize(
    "call, kind",
    [
        (lambda g: likelihood.phases(g, D), "likelihood.phases: expected a model with binary"),
        (lambda g: pseudolikelihood.phases(g, D), "pseudolikelihood.phases: expected a model w"),
        (lambda g: pseudolikelihood.objective(g, D), "pseudolikelihood.objective: expected a mo"),
        (lambda g: ratio_matching.phases(g, D), "ratio_matching.phases: expected a model with"),
        (lambda g: ratio_matching.objective(g, D), "ratio_matching.objective: expected a model"),
        (lambda g: contrastive_divergence.phases(g, D, G), "phases: expected an RBM, got Gauss"),
        (lambda g: contrastive_divergence.expected_phases(g, D), "expected an RBM, got Gauss"),
        (
            lambda g: persistent_contrastive_divergence.phases(g, D, D, G),
            "phases: expected an RBM, got Gauss",
        ),
        (lambda g: noise_contrastive.objective(g, D, UNIFORM, 0), "expected a model with binary"),
        (lambda g: score_matching.objective(R, D), "score_matching.objective: expected a Gaussia"),
        (lambda g: score_matching.direction(R, D), "score_matching.direction: expected a Gaussia"),
    ],
)
def test_models_that_a_rule_cannot_take_are_refused(call, kind):
    with pytest.raises(TypeError, match=kind):
        call(GaussianRBM.random(3, 2, G))


# Zero probabilities


def test_states_that_the_noise_never_produces_are_left_out_of_its_expectation():
    hole, data = Factorial([1.0, 0.4, 0.7]), np.array([[1, 0, 1], [1, 1, 0], [1, 1, 0]])
    states, p_n = binary_states(3)[4:], hole.distribution().weights[4:]
    odds = np.exp(-R.free_energy(states) - 1.3) / p_n / 2.5
    q = np.array([0, 1, 2, 0]) / 3
    value = q @ np.log(odds / (1 + odds)) + 2.5 * p_n @ np.log(1 / (1 + odds))
    given = {"log_normaliser": -1.3, "ratio": 2.5}
    assert close(noise_contrastive.objective(R, data, hole, **given), value)
    positive, negative = noise_contrastive.phases(R, data, hole, **given)
    assert np.array_equal(negative.states, states)
    assert close(negative.weights, 2.5 * p_n * odds / (1 + odds))
    assert close(positive.weights, np.array([1, 2]) / 3 / (1 + odds[1:3]))
    kappa = noise_contrastive.best_log_normaliser(R, data, hole, ratio=2.5)
    up, down = noise_contrastive.phases(R, data, hole, kappa, ratio=2.5)
    assert close(up.weights.sum(), down.weights.sum())
    ahead, _ = noise_contrastive.rule(hole, ratio=2.5)(R, data, None, None)
    assert np.all(np.isfinite(ahead))
    with pytest.raises(ValueError, match=r"zero probability to the data row \[0, 1, 1\]"):
        noise_contrastive.rule(hole)(R, D, None, None)


# Rules


def generator():
    return np.random.default_rng(12)


RULES_BY_PHASES = {
    "likelihood": lambda: likelihood.phases(R, D),
    "contrastive_divergence": lambda: contrastive_divergence.phases(R, D, generator()),
    "pseudolikelihood": lambda: pseudolikelihood.phases(R, D),
    "ratio_matching": lambda: ratio_matching.phases(R, D),
}


@pytest.mark.parametrize("name", RULES_BY_PHASES)
def test_a_rule_is_the_direction_of_its_phases(name):
    ahead, memory = RULES[name](R, D, generator(), None)
    assert close(ahead, direction(R, RULES_BY_PHASES[name]()))
    assert memory is None
    assert not close(ahead, direction(R, RULES_BY_PHASES[name]()[::-1]), 1e-3)


def test_rules_have_the_names_of_their_modules():
    modules = {
        "likelihood": likelihood,
        "contrastive_divergence": contrastive_divergence,
        "persistent_contrastive_divergence": persistent_contrastive_divergence,
        "pseudolikelihood": pseudolikelihood,
        "ratio_matching": ratio_matching,
        "score_matching": score_matching,
    }
    assert set(RULES) == set(modules)
    for name, module in modules.items():
        assert module.__name__ == f"rbmlib.learning.{name}"
        model = GaussianRBM.random(3, 2, generator()) if name == "score_matching" else R
        (ahead, memory), (again, kept) = (
            rule(model, D, generator(), None) for rule in (RULES[name], module.rule())
        )
        assert np.array_equal(ahead, again) and np.array_equal(memory, kept)


def test_defaults():
    assert contrastive_divergence.rule.__kwdefaults__ == {"steps": 1}
    assert contrastive_divergence.phases.__kwdefaults__ == {"steps": 1}
    assert contrastive_divergence.expected_phases.__kwdefaults__ == {"steps": 1}
    assert persistent_contrastive_divergence.phases.__kwdefaults__ == {"steps": 1}
    particles = {"n_particles": 100, "steps": 1}
    assert persistent_contrastive_divergence.rule.__kwdefaults__ == particles
    assert noise_contrastive.rule.__kwdefaults__ == {"ratio": 1.0, "n_noise": None}
    samples = {"ratio": 1.0, "noise_samples": None}
    assert noise_contrastive.objective.__kwdefaults__ == samples
    assert noise_contrastive.phases.__kwdefaults__ == samples
    assert noise_contrastive.best_log_normaliser.__kwdefaults__ == samples


@pytest.mark.parametrize("steps", [1, 4])
def test_contrastive_divergence_takes_its_steps(steps):
    ahead, _ = contrastive_divergence.rule(steps=steps)(R, D, generator(), None)
    chain, rng = D, generator()
    for _ in range(steps):
        chain = gibbs_step(R, chain, rng)
    slope = R.free_energy_gradient
    assert close(ahead, slope(chain).mean(axis=0) - slope(D).mean(axis=0))
    other, _ = contrastive_divergence.rule(steps=steps + 1)(R, D, generator(), None)
    assert not close(ahead, other, 1e-3)


@pytest.mark.parametrize("n_particles, steps", [(100, 1), (7, 1), (7, 3)])
def test_persistent_particles_go_on_where_they_were(n_particles, steps):
    settings = {"n_particles": n_particles, "steps": steps}
    follow, rng = persistent_contrastive_divergence.rule(**settings), generator()
    by_hand = generator()
    chain, memory, model = D[by_hand.integers(len(D), size=n_particles)], None, R
    for _ in range(3):
        ahead, memory = follow(model, D, rng, memory)
        chain = gibbs_step(model, chain, by_hand, steps=steps)
        assert np.array_equal(memory, chain)
        slope = model.free_energy_gradient
        assert close(ahead, slope(chain).mean(axis=0) - slope(D).mean(axis=0))
        model = model.with_parameters(model.ravel() + 0.1 * ahead)
    assert rng.random() == by_hand.random()  # nothing else was drawn


class Watched:
    """Noise that counts its draws."""

    def __init__(self):
        self.noise, self.sizes = Factorial([0.3, 0.5, 0.6]), []
        self.log_probability, self.distribution = (
            self.noise.log_probability,
            self.noise.distribution,
        )

    def sample(self, size, rng):
        self.sizes.append(size)
        return self.noise.sample(size, rng)


@pytest.mark.parametrize("n_noise", [None, 40])
@pytest.mark.parametrize("ratio", [1.0, 3.5])
def test_noise_is_drawn_once_and_weighed_by_the_ratio(n_noise, ratio):
    noise, rng, model, memory = Watched(), generator(), R, None
    follow = noise_contrastive.rule(noise, ratio=ratio, n_noise=n_noise)
    drawn = None if n_noise is None else noise.noise.sample(n_noise, generator())
    for _ in range(3):
        ahead, memory = follow(model, D, rng, memory)
        settings = {"ratio": ratio, "noise_samples": drawn}
        kappa = noise_contrastive.best_log_normaliser(model, D, noise, **settings)
        found = noise_contrastive.phases(model, D, noise, kappa, **settings)
        assert close(ahead, direction(model, found))
        other = noise_contrastive.phases(model, D, noise, kappa, ratio=2.0, noise_samples=drawn)
        assert not close(ahead, direction(model, other), 1e-3)
        model = model.with_parameters(model.ravel() + 0.1 * ahead)
    assert noise.sizes == ([] if n_noise is None else [n_noise])


def test_the_likelihood_rule_takes_any_model():
    points = generator().normal(size=(6, 2))
    for model in (
        GaussianRBM([[0.4, -1.0, 0.3], [0.9, 0.2, -0.7]], [0.3, -1], [0.2, 0, 1], [0.7, 1.4]),
        GaussianRBM.random(2, 0, generator()),
    ):
        ahead, _ = RULES["likelihood"](model, points, None, None)
        assert close(ahead, complex_step(lambda m: likelihood.objective(m, points), model))
    wide = RBM.random(30, 3, generator())  # 2**30 visible states, but a sum over 8 hidden ones
    rows = generator().integers(0, 2, (4, 30))
    ahead, _ = RULES["likelihood"](wide, rows, None, None)
    assert close(ahead, log_likelihood_gradient(wide, rows))
    with pytest.raises(ValueError, match=r"would enumerate 2\*\*30 = 1,073,741,824 states"):
        likelihood.phases(wide, rows)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_improves_what_it_learns(name):
    rng = generator()
    model, data = (
        (GaussianRBM.random(2, 1, rng, scale=0.1), rng.normal([0.5, -1.0], 1.0, (50, 2)))
        if name == "score_matching"
        else (RBM.random(3, 2, rng, scale=0.1), D)
    )
    found = fit(model, data, name, 300, 0.1, rng)
    assert found.history.log_likelihood[-1] > found.history.log_likelihood[0] + 0.05


@pytest.mark.parametrize(
    "rule",
    [
        contrastive_divergence.rule(steps=3),
        persistent_contrastive_divergence.rule(n_particles=20, steps=2),
        noise_contrastive.rule(Factorial.uniform(3)),
        noise_contrastive.rule(Factorial.like(D), ratio=2.0, n_noise=50),
    ],
)
def test_rules_with_settings_improve_the_likelihood(rule):
    rng = generator()
    found = fit(RBM.random(3, 2, rng, scale=0.1), D, rule, 300, 0.2, rng)
    assert found.history.log_likelihood[-1] > found.history.log_likelihood[0] + 0.1


def test_noise_keeps_its_own_means():
    means = np.array([0.5, 0.5, 0.5])
    noise = Factorial(means)
    means[0] = 7
    assert np.array_equal(noise.means, [0.5, 0.5, 0.5])


def test_expected_contrastive_divergence_moves_rows_by_the_matrix():
    wrong = np.linalg.matrix_power(visible_transition(R).T, 2)
    right = np.linalg.matrix_power(visible_transition(R), 2)
    q = np.bincount(state_index(D), minlength=8) / 4
    _, negative = contrastive_divergence.expected_phases(R, D, steps=2)
    assert close(negative.weights, q @ right)
    assert not close(negative.weights, q @ wrong)


def test_phases_take_as_many_steps_as_they_are_told():
    def negative(steps):
        rng = np.random.default_rng(8)
        return contrastive_divergence.phases(R, D, rng, steps=steps)[1].states

    rng = np.random.default_rng(8)
    assert np.array_equal(negative(3), np.unique(gibbs_step(R, D, rng, steps=3), axis=0))
    assert not np.array_equal(negative(3), negative(1))
