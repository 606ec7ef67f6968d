"""The contract of the theorem: any model keeps it, and what needs more refuses politely."""

import copy
import multiprocessing
import pickle
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from rbmlib import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    EnergyModel,
    GaussianRBM,
    LowRankRBM,
    Weighted,
    binary_states,
    empirical,
    equilibrium,
    hidden_posterior,
    joint_probabilities,
    kl_divergence,
    log_likelihood_gradient,
    mean_log_likelihood,
    phase,
    validation,
    visible_probabilities,
)
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import check_gradient
from rbmlib.distributions import ModelDistribution
from rbmlib.estimates import annealed, importance
from rbmlib.models.parameters import BIAS
from rbmlib.sampling import gibbs_step, sample_exactly, sample_hidden
from tests.oracles import close, step

RNG = np.random.default_rng(11)
R, DATA = reference_rbm(), reference_data()
GAUSSIAN = GaussianRBM(RNG.normal(size=(2, 3)), [0.3, -1.0], [0.2, -0.4, 0.9], [0.7, 1.4])
POINTS = np.concatenate([(rows := RNG.normal(size=(5, 2))), rows[:2]])
MODELS = [
    R,
    BoltzmannMachine.random(4, RNG),
    DeepBoltzmannMachine.random(3, 2, 2, RNG),
    LowRankRBM.random(3, 2, 2, RNG),
    GAUSSIAN,
]
KINDS = [type(model).__name__ for model in MODELS]


# Densities are as good as probabilities where only the contract is asked for.


def test_the_gradient_of_a_density_is_the_theorem():
    gradient = log_likelihood_gradient(GAUSSIAN, POINTS)
    assert close(gradient, step(lambda m: mean_log_likelihood(m, POINTS), GAUSSIAN))
    check_gradient(lambda m: mean_log_likelihood(m, POINTS), gradient, GAUSSIAN)
    once = log_likelihood_gradient(GAUSSIAN, np.unique(POINTS, axis=0))
    assert not close(gradient, once, 1e-3)  # repeated points count


def test_the_distribution_of_points_merges_repetitions():
    states, weights = empirical(POINTS, GAUSSIAN)
    assert len(states) == 5 and close(np.sort(weights), np.array([1, 1, 1, 2, 2]) / 7)
    direct = GAUSSIAN.free_energy_gradient(POINTS).mean(axis=0)
    assert close(phase(GAUSSIAN, Weighted(states, weights)), direct)
    with pytest.raises(ValueError, match="data: expected binary states"):
        empirical(POINTS)


@pytest.mark.parametrize(
    "call",
    [
        lambda g: kl_divergence(g, POINTS),
        lambda g: joint_probabilities(g),
        lambda g: visible_probabilities(g),
        lambda g: hidden_posterior(g, POINTS),
        lambda g: equilibrium(g),
        lambda g: sample_exactly(g, 3, RNG),
        lambda g: ModelDistribution(g),
        lambda g: importance.moments(g, ModelDistribution(R)),
    ],
)
def test_what_lists_or_flips_states_refuses_densities(call):
    with pytest.raises(TypeError, match=r"expected a model with binary units, got GaussianRBM"):
        call(GAUSSIAN)


@pytest.mark.parametrize(
    "call",
    [
        lambda g: gibbs_step(g, POINTS, RNG),
        lambda g: annealed.between(g, g, 0.5),
        lambda g: annealed.between(R, LowRankRBM.random(3, 2, 2, RNG), 0.5),
    ],
)
def test_what_draws_whole_layers_refuses_other_models(call):
    with pytest.raises(TypeError, match="expected an RBM, got"):
        call(GAUSSIAN)


@pytest.mark.parametrize("function", [mean_log_likelihood, log_likelihood_gradient, kl_divergence])
def test_a_model_is_a_model(function):
    for wrong in (RBM, R.ravel(), None):
        with pytest.raises(TypeError, match="expected a "):
            function(wrong, DATA)


def test_the_summed_units_are_those_that_an_exact_sum_enumerates():
    assert [model.n_summed for model in MODELS] == [2, 4, 7, 5, 3]
    assert RBM.random(2, 5, RNG).n_summed == 2


def test_a_wide_gaussian_machine_is_summed_in_blocks(monkeypatch):
    wide = GaussianRBM.random(3, 6, RNG)
    whole = wide.log_partition(), wide.log_partition_gradient()
    monkeypatch.setattr("rbmlib.models.gaussian._NUMBERS", 5 * 6)
    assert close(wide.log_partition(), whole[0])
    assert close(wide.log_partition_gradient(), whole[1])


def test_a_sum_over_hidden_states_takes_a_few_visible_states_at_a_time(monkeypatch):
    deep, v = DeepBoltzmannMachine.random(3, 2, 2, RNG), binary_states(3)[[5, 0, 6, 5, 3, 1]]
    one, grid = v[0], v.reshape(2, 3, 3)
    whole = [(deep.free_energy(x), deep.free_energy_gradient(x)) for x in (v, grid, one, v[:0])]
    rows, energies = [], EnergyModel.energies

    def watched(self, v, h):
        rows.append(len(v))
        return energies(self, v, h)

    monkeypatch.setattr(EnergyModel, "energies", watched)
    # Room for two and a half states: 16 hidden states of 17 parameters each.
    monkeypatch.setattr("rbmlib.models.energy._NUMBERS", 5 * 16 * deep.n_parameters // 2)
    for x, (value, slope) in zip((v, grid, one, v[:0]), whole, strict=True):
        assert close(deep.free_energy(x), value) and close(deep.free_energy_gradient(x), slope)
    assert rows == 4 * [2, 2, 2] + 2 * [1] + 2 * [0]
    assert close(step(lambda m: m.free_energy(grid), deep), deep.free_energy_gradient(grid))


@pytest.mark.parametrize("numbers, block", [(3, 2**14), (2**21, 5), (1, 1)])
def test_sums_over_states_in_several_blocks(numbers, block, monkeypatch):
    """Few hidden states at a time as well, where even one visible state is too much."""
    deep, v = DeepBoltzmannMachine.random(3, 2, 2, RNG), binary_states(3)[[5, 0, 6]]

    def sums():
        partition = deep.log_partition(), *deep.log_partition_gradient()
        return *partition, *deep.free_energy(v), *deep.free_energy_gradient(v).ravel()

    whole = sums()
    monkeypatch.setattr("rbmlib.models.energy._NUMBERS", numbers * deep.n_parameters)
    monkeypatch.setattr("rbmlib.models.energy._BLOCK", block)
    assert close(sums(), whole)


# Data are validated once.


@pytest.fixture
def looked_at(monkeypatch):
    """How many arrays were validated as states."""
    seen = []
    check = validation.check_states

    def counted(states, n_units, name="states"):
        seen.append(name)
        return check(states, n_units, name)

    for module in ("validation.arrays", "states", "models.energy", "models.rbm", "sampling"):
        monkeypatch.setattr(f"rbmlib.{module}.check_states", counted)
    return seen


@pytest.mark.parametrize(
    "call",
    [
        lambda: mean_log_likelihood(R, DATA),
        lambda: log_likelihood_gradient(R, DATA),
        lambda: kl_divergence(R, DATA),
        lambda: R.free_energy_gradient(DATA),
        lambda: gibbs_step(R, DATA, RNG, steps=7),
    ],
)
def test_states_are_validated_once(call, looked_at):
    call()
    assert len(looked_at) == 1


class Doubled(RBM):
    """Replaces a public method only."""

    def free_energy(self, v):
        return 2 * super().free_energy(v)


def test_an_override_of_the_public_method_is_not_bypassed():
    doubled = Doubled(R.weights, R.visible_bias, R.hidden_bias)
    right = -2 * R.free_energy(DATA).mean() - R.log_partition()
    assert close(mean_log_likelihood(doubled, DATA), right)
    assert close(doubled.visible_mean([[0, 1]]), R.visible_mean([[0, 1]]))


class Cold(RBM):
    """Replaces what the sampler and the gradient use."""

    def hidden_mean(self, v):
        return np.round(super().hidden_mean(v))


def test_an_override_of_a_mean_reaches_sampler_and_gradient():
    cold = Cold(R.weights, R.visible_bias, R.hidden_bias)
    assert np.array_equal(sample_hidden(cold, DATA, RNG), np.round(R.hidden_mean(DATA)))
    hidden = cold.unravel(-cold.free_energy_gradient(DATA))["hidden_bias"]
    assert np.array_equal(hidden, np.round(R.hidden_mean(DATA)))


# A user's energy.


@dataclass(frozen=True, eq=False, repr=False)
class Custom(EnergyModel):
    """An RBM by its definition, whose energy may be spoilt."""

    weights: np.ndarray
    visible_bias: np.ndarray = field(metadata=BIAS)
    spoil = staticmethod(lambda energies, v, h: energies)
    spoil_gradient = staticmethod(lambda slopes: slopes)
    n_visible = property(lambda self: self.weights.shape[0])
    n_hidden = property(lambda self: self.weights.shape[1])

    def shapes(self):
        return {"weights": self.weights.shape, "visible_bias": (self.weights.shape[0],)}

    def energy(self, v, h):
        energies = -(v @ self.visible_bias) - np.einsum("...i,ij,...j->...", v, self.weights, h)
        return self.spoil(energies, v, h)

    def energy_gradient(self, v, h):
        v, h = np.broadcast_arrays(v[..., :, None], h[..., None, :])
        pairs = (v * h).reshape(*v.shape[:-2], -1)
        return self.spoil_gradient(-np.concatenate([pairs, v[..., 0]], axis=-1))


CUSTOM = Custom(RNG.normal(size=(3, 2)), RNG.normal(size=3))
SPOILT = [
    (lambda e, v, h: e.sum(axis=0), r"energy: expected shape \(8, 4\)"),
    (lambda e, v, h: -(v @ np.ones(3)), r"energy: expected shape \(8, 4\) .* got \(8, 1\)"),
    (lambda e, v, h: e[..., None], r"energy: expected shape \(8, 4\) .* got \(8, 4, 1\)"),
    (lambda e, v, h: 0.0, r"energy: expected shape \(8, 4\) .* got \(\)"),
    (lambda e, v, h: e + 0j, "energy: expected real numbers, got complex"),
    (lambda e, v, h: np.where(e > 0, np.inf, e), "energy: expected finite numbers, got inf"),
    (lambda e, v, h: e * np.nan, "energy: expected finite numbers, got nan"),
    (
        lambda e, v, h: np.where(np.arange(e.size).reshape(e.shape) == 0, np.inf, np.nan),
        "energy: expected finite numbers, got inf",  # the first of several
    ),
]


@pytest.mark.parametrize("spoil, words", SPOILT)
def test_a_wrong_energy_is_refused(spoil, words, monkeypatch):
    right = CUSTOM.log_partition()
    assert close(right, RBM(CUSTOM.weights, CUSTOM.visible_bias, np.zeros(2)).log_partition())
    monkeypatch.setattr(Custom, "spoil", staticmethod(spoil))
    for call in (CUSTOM.log_partition, lambda: joint_probabilities(CUSTOM)):
        with pytest.raises(ValueError, match=f"Custom.{words}"):
            call()


def test_a_wrong_energy_gradient_is_refused(monkeypatch):
    truth = step(lambda m: m.log_partition(), CUSTOM)
    assert close(CUSTOM.log_partition_gradient(), truth)
    monkeypatch.setattr(Custom, "spoil_gradient", staticmethod(lambda slopes: slopes[..., :-1]))
    with pytest.raises(ValueError, match=r"energy_gradient: expected shape \(8, 4, 9\)"):
        CUSTOM.log_partition_gradient()


# Models never change.


@pytest.mark.parametrize("model", MODELS, ids=KINDS)
@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
def test_models_stay_as_they_are_through_copies_and_pickles(model, again):
    twin = again(model)
    assert twin == model and hash(twin) == hash(model)
    assert close(twin.log_partition(), model.log_partition())
    for block in twin.unravel(twin.ravel()):
        value = getattr(twin, block)
        with pytest.raises(ValueError, match="read-only"):
            value[...] = 0
        with pytest.raises(ValueError, match="WRITEABLE"):
            value.flags.writeable = True


def test_the_arrays_that_made_a_model_are_copied():
    weights = np.ones((2, 2))
    rbm = RBM(weights, np.zeros(2), np.zeros(2))
    weights[0, 0] = 9
    assert rbm.weights[0, 0] == 1


def test_models_are_equal_by_value():
    same = RBM(R.weights, R.visible_bias, R.hidden_bias)
    assert same == R and len({same, R}) == 1
    assert R.with_parameters(R.ravel() + 0.0) == R
    assert R.with_parameters(R.ravel() + 1e-9) != R
    assert R != R.transposed() and R != R.ravel().tolist()
    assert GAUSSIAN != GaussianRBM(*GAUSSIAN.unravel(GAUSSIAN.ravel()).values(), [0.7, 1.5])


def test_the_representation_is_the_model_or_its_size():
    assert eval(repr(R)) == R
    large = repr(RBM.random(784, 500, RNG))
    assert large == "RBM(weights: 784 x 500, visible_bias: 784, hidden_bias: 500)"


def _log_partition(model):
    return model.log_partition()


def test_models_travel_to_other_processes():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(_log_partition, [R, GAUSSIAN]) == [
            R.log_partition(),
            GAUSSIAN.log_partition(),
        ]


@pytest.mark.parametrize(
    "weights, words",
    [
        (np.ma.masked_array([[1.0]], mask=[[True]]), "weights: expected an array without a mask"),
        ([[1.0, 2.0], [3.0]], "weights: expected an array, got rows of different lengths"),
        ([["a"]], "weights: expected numbers"),
        ([[None]], "weights: expected numbers or symbols, got None"),
        (np.array([[np.inf]], dtype=object), "weights: expected finite parameters, got inf"),
        (np.array([[Fraction(1, 2)], [np.nan]], dtype=object), "expected finite parameters"),
    ],
)
def test_parameters_are_numbers(weights, words):
    with pytest.raises((ValueError, TypeError), match=words):
        RBM(weights, [0.0], [0.0])


def test_fractions_and_symbols_stay_exact_and_wrapped_numbers_become_floats():
    exact = RBM([[Fraction(1, 3)]], [Fraction(1)], [Fraction(2)])
    assert exact.weights.dtype == object and exact.energy([1], [1]) == Fraction(-10, 3)
    x = sp.Symbol("x")
    assert RBM([[x]], [x], [0 * x]).energy([1], [1]) == -2 * x
    wrapped = RBM(np.array([[1]], dtype=object), [0], [0])
    assert wrapped.weights.dtype == float


# Parameters as vectors and as blocks.


def test_weight_decay_spares_the_biases_whatever_they_are_called():
    assert R.decays.tolist() == [True] * 6 + [False] * 5
    assert CUSTOM.decays.tolist() == [True] * 6 + [False] * 3
    assert GAUSSIAN.decays.tolist() == [True] * 6 + [False] * 5
    assert BoltzmannMachine.random(3, RNG).decays.tolist() == [True] * 3 + [False] * 3


def test_a_gradient_may_be_a_vector_or_named_blocks():
    vector = np.arange(11.0)
    blocks = R.unravel(vector)
    shuffled = {name: blocks[name] for name in ("hidden_bias", "weights", "visible_bias")}
    assert np.array_equal(R.as_vector(shuffled), vector)
    assert np.array_equal(R.as_vector(vector.tolist()), vector)
    with pytest.raises(ValueError, match=r"gradient: expected blocks of shapes .* got"):
        R.as_vector(blocks | {"weights": blocks["weights"].T})
    with pytest.raises(ValueError, match="gradient: expected blocks"):
        R.as_vector({"weights": blocks["weights"]})
    with pytest.raises(ValueError, match=r"direction: expected shape \(11,\) or the blocks"):
        R.as_vector(blocks["weights"], "direction")


# Numbers at the ends of their range, and of other kinds.


@pytest.mark.parametrize("model", MODELS, ids=KINDS)
def test_the_largest_parameters_leave_every_number_finite(model):
    largest = type(model).largest / max(
        value.size for value in model.unravel(model.ravel()).values()
    )
    for signs in (np.ones(model.n_parameters), np.sign(model.ravel())):
        extreme = model.with_parameters(signs * largest)
        v = POINTS if model is GAUSSIAN else binary_states(model.n_visible)
        for value in (extreme.free_energy(v), extreme.free_energy_gradient(v)):
            assert np.all(np.isfinite(value))
        assert np.isfinite(extreme.log_partition())
        assert np.all(np.isfinite(extreme.log_partition_gradient()))
    with pytest.raises(ValueError, match=r"expected parameters of 1e\+\d+ altogether, got"):
        model.with_parameters(np.full(model.n_parameters, 2 * type(model).largest))


def test_densities_of_extreme_points_are_finite():
    s = [1e-50, 4e49]
    extreme = GaussianRBM(np.full((2, 1), 1e49), [-1e49, 1e49], [0.0], s)
    x = np.array([[1e50, -1e50], [0.0, 0.0]])
    for value in (extreme.free_energy(x), extreme.score(x), extreme.score_slope(x)):
        assert np.all(np.isfinite(value))
    with pytest.raises(ValueError, match=r"v: expected numbers up to 1e\+50, got 1\.1e\+50"):
        extreme.free_energy([1.1e50, 0])


EXACT = RBM([[Fraction(1, 3)], [Fraction(1)]], [Fraction(1, 2), Fraction(0)], [Fraction(2)])


@pytest.mark.parametrize(
    "call",
    [
        lambda m: m.free_energy([1, 0]),
        lambda m: m.free_energy_gradient([1, 0]),
        lambda m: m.hidden_mean([1, 0]),
        lambda m: m.visible_mean([1]),
        lambda m: EnergyModel.log_partition(m),
        lambda m: joint_probabilities(m),
        lambda m: mean_log_likelihood(m, [[1, 0]]),
        lambda m: log_likelihood_gradient(m, [[1, 0]]),
        lambda m: gibbs_step(m, [[1, 0]], RNG),
    ],
)
def test_only_energies_are_exact(call):
    assert EXACT.energy([1, 0], [1]) == -Fraction(17, 6)
    call(EXACT.with_parameters(EXACT.ravel().astype(float)))
    with pytest.raises(TypeError, match=r"RBM.weights: expected floating .* got Fraction\(1, 3\)"):
        call(EXACT)


def test_scales_of_a_density_are_numbers():
    with pytest.raises(TypeError, match="visible_scale: expected floating point numbers"):
        GaussianRBM([[1.0]], [0.0], [0.0], [Fraction(1, 2)])
    assert GaussianRBM([[1.0]], [0.0], [0.0], [1e-50]).visible_scale[0] == 1e-50
    with pytest.raises(ValueError, match=r"expected positive numbers, 1e-50 to 1e\+50, got"):
        GaussianRBM([[1.0]], [0.0], [0.0], [0.99e-50])
    with pytest.raises(ValueError, match="visible_scale: expected positive numbers"):
        GaussianRBM([[1.0]], [0.0], [0.0], [1.0 + 1e-30j])


@pytest.mark.parametrize("model", MODELS[:4], ids=KINDS[:4])
def test_states_of_any_type_have_the_same_energy(model):
    v, h = RNG.integers(0, 2, (5, model.n_visible)), RNG.integers(0, 2, (5, model.n_hidden))
    for kind in (bool, np.uint8, complex, object):
        found = model.energy(v.astype(kind), h.astype(kind))
        assert found.dtype == float and close(found, model.energy(v, h))
        assert close(model.energy_gradient(v.astype(kind), h), model.energy_gradient(v, h))
    with pytest.raises(ValueError, match=r"v, h: expected batches that broadcast, got \(\(5,\)"):
        model.energy(v, h[:3])
    assert model.energy(v[:, None], h[:3]).shape == (5, 3)


@pytest.mark.parametrize("kind", [type(model) for model in MODELS], ids=KINDS)
def test_sizes_of_random_models_are_counts(kind):
    n_sizes = {"BoltzmannMachine": 1, "DeepBoltzmannMachine": 3, "LowRankRBM": 3}
    others = [2] * (n_sizes.get(kind.__name__, 2) - 1)
    for wrong in (2.0, "2", None, -1, True):
        with pytest.raises(ValueError, match="n_visible: expected a whole number, at least 0"):
            kind.random(wrong, *others, RNG)
    with pytest.raises(ValueError, match=r"random: would hold .* numbers .* draw a smaller"):
        kind.random(10**9, *others, RNG)
    with pytest.raises(ValueError, match="scale: expected a finite number at least 0"):
        kind.random(3, *others, RNG, scale=-1)
    still = kind.random(3, *others, RNG, scale=-0.0)
    assert not still.ravel().any()


def test_gradients_of_texts_and_masks_are_refused():
    for wrong in (np.full(11, "1"), [None] * 11, np.ma.masked_array(np.zeros(11))):
        with pytest.raises((ValueError, TypeError), match="gradient: expected"):
            R.as_vector(wrong)
    assert R.as_vector([Fraction(1, 2)] * 11).dtype == float
