"""The training loop: its updates, its options, and what it leaves where it breaks off."""

import multiprocessing
import pickle
import sys
from dataclasses import dataclass, field

import numpy as np
import pytest

from rbmlib import (
    RBM,
    DeepBoltzmannMachine,
    EnergyModel,
    GaussianRBM,
    empirical,
    log_likelihood_gradient,
    mean_log_likelihood,
    validation,
)
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import complex_step
from rbmlib.datasets import bars_and_stripes
from rbmlib.distributions import Factorial
from rbmlib.learning import (
    RULES,
    Diverged,
    History,
    contrastive_divergence,
    fit,
    noise_contrastive,
    persistent_contrastive_divergence,
)
from rbmlib.learning.training import LARGEST_PARAMETER
from rbmlib.models.parameters import BIAS
from tests.oracles import close

R, D = reference_rbm(), reference_data()


def generator(seed=0):
    return np.random.default_rng(seed)


# Where it gets


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
    start = RBM.random(4, 4, generator(1), scale=0.1)
    found = fit(start, rows, "likelihood", 3000, 0.5, momentum=0.9, record_every=500)
    curve = found.history.log_likelihood
    assert found.history.step == [0, 500, 1000, 1500, 2000, 2500, 3000]
    assert curve == sorted(curve)
    assert optimum(rows) - 0.15 < curve[-1] < optimum(rows)
    assert close(curve[-1], mean_log_likelihood(found.model, rows))
    assert close(curve[0], mean_log_likelihood(start, rows))


def test_a_density_is_fitted_by_its_likelihood():
    truth = GaussianRBM([[2.0], [-1.5]], [-0.5, 1.0], [0.4], [0.6, 1.2])
    points = truth.sample(400, generator(3))
    start = truth.with_parameters(0.1 * generator(4).normal(size=truth.n_parameters))
    found = fit(start, points, "likelihood", 1500, 0.1, momentum=0.9, record_every=500)
    curve = found.history.log_likelihood
    assert curve == sorted(curve)
    # The optimum beats the machine that drew the points: 2 N times the lead is chi-square with
    # five degrees of freedom, above 30 once in 65,000.
    ahead = curve[-1] - mean_log_likelihood(truth, points)
    assert 0 < ahead < 30 / (2 * len(points))
    assert curve[-1] - curve[0] > 0.3
    slope = complex_step(lambda m: mean_log_likelihood(m, points), found.model)
    assert np.abs(slope).max() < 1e-4  # the slope's own standard error is near 1 / sqrt(400)


def test_a_normal_density_is_fitted_exactly():
    points, scale = generator(5).normal([1.0, -2.0], [0.7, 1.3], (50, 2)), [0.7, 1.3]
    start = GaussianRBM(np.zeros((2, 0)), [0.0, 0.0], [], scale)
    found = fit(start, points, "likelihood", 300, 0.4)
    assert close(found.model.visible_bias, points.mean(axis=0))
    best = -np.log(2 * np.pi * np.square(scale)).sum() / 2
    best -= (points.var(axis=0) / np.square(scale)).sum() / 2
    assert close(found.history.log_likelihood[-1], best)


def test_only_the_likelihood_and_score_matching_take_densities():
    model, points = (
        GaussianRBM.random(2, 1, generator(), scale=0.3),
        generator(1).normal(size=(9, 2)),
    )
    for rule in ("likelihood", "score_matching"):
        assert fit(model, points, rule, 2, 0.1).history.step == [0, 2]
    for rule in {*RULES} - {"likelihood", "score_matching"}:
        kind = "an RBM" if "contrastive" in rule else "a model with binary units"
        with pytest.raises(TypeError, match=f"{rule}: expected {kind}, got GaussianRBM"):
            fit(model, points, rule, 1, 0.1, generator())
    with pytest.raises(TypeError, match="noise_contrastive: expected a model with binary units"):
        fit(model, points, noise_contrastive.rule(Factorial.uniform(2)), 1, 0.1)
    with pytest.raises(TypeError, match="score_matching: expected a GaussianRBM, got RBM"):
        fit(R, D, "score_matching", 1, 0.1)


# An update


def test_one_step_is_the_update_that_it_says():
    rows = fit(R, D, "likelihood", 1, 0.3, weight_decay=0.1).model.ravel()
    decayed = np.array([1.0] * 6 + [0.0] * 5) * R.ravel()
    assert close(rows, R.ravel() + 0.3 * (log_likelihood_gradient(R, D) - 0.1 * decayed))
    two = fit(R, D, "likelihood", 2, 0.3, momentum=0.5).model
    first = fit(R, D, "likelihood", 1, 0.3).model
    velocity = 0.5 * log_likelihood_gradient(R, D) + log_likelihood_gradient(first, D)
    assert close(two.ravel(), first.ravel() + 0.3 * velocity)


@dataclass(frozen=True, eq=False, repr=False)
class Renamed(EnergyModel):
    """An RBM without hidden biases, whose names tell nothing about what decays."""

    unbiased_couplings: np.ndarray
    offset: np.ndarray = field(metadata=BIAS)
    n_visible = property(lambda self: len(self.offset))
    n_hidden = property(lambda self: self.unbiased_couplings.shape[1])

    def shapes(self):
        n = len(self.offset)
        return {"unbiased_couplings": (n, self.n_hidden), "offset": (n,)}

    def _rbm(self):
        return RBM(self.unbiased_couplings, self.offset, np.zeros(self.n_hidden))

    def energy(self, v, h):
        return self._rbm().energy(v, h)

    def energy_gradient(self, v, h):
        return self._rbm().energy_gradient(v, h)[..., : self.n_parameters]


RENAMED = Renamed(generator(6).normal(size=(3, 2)), generator(7).normal(size=3))
DEEP = DeepBoltzmannMachine.random(3, 2, 1, generator(8))


@pytest.mark.parametrize(
    "model, decays", [(RENAMED, [1] * 6 + [0] * 3), (DEEP, [1] * 8 + [0] * 6)]
)
def test_momentum_and_decay_by_hand(model, decays):
    theta, velocity = model.ravel(), 0.0
    for _ in range(3):
        ahead = log_likelihood_gradient(model.with_parameters(theta), D)
        velocity = 0.7 * velocity + ahead - 0.2 * np.array(decays) * theta
        theta = theta + 0.3 * velocity
    found = fit(model, D, "likelihood", 3, 0.3, momentum=0.7, weight_decay=0.2)
    assert close(found.model.ravel(), theta)


def test_a_direction_may_be_named_blocks():
    def blocks(model, data, rng, memory):
        named = model.unravel(log_likelihood_gradient(model, data))
        return dict(reversed(named.items())), memory

    for model in (R, DEEP):
        found = fit(model, D, blocks, 3, 0.3).model
        assert np.array_equal(found.ravel(), fit(model, D, "likelihood", 3, 0.3).model.ravel())


def test_a_rule_gets_its_memory_back():
    seen = []

    def remembering(model, data, rng, memory):
        seen.append((memory, rng))
        return np.zeros(model.n_parameters), len(seen)

    rng = generator()
    fit(R, D, remembering, 3, 0.1, rng)
    assert seen == [(None, rng), (1, rng), (2, rng)]


def test_training_is_repeatable_and_leaves_the_start_alone():
    before = R.ravel().copy()
    rule = "persistent_contrastive_divergence"
    runs = [fit(R, D, rule, 20, 0.1, generator(s), batch_size=2).model.ravel() for s in (5, 5, 6)]
    assert np.array_equal(runs[0], runs[1])
    assert not close(runs[0], runs[2], 1e-3)
    assert np.array_equal(R.ravel(), before)


# Options


def spy(seen):
    def look(model, data, rng, memory):
        seen.append(data)
        return np.zeros(model.n_parameters), memory

    return look


def test_a_batch_has_its_size_and_other_rows_each_time():
    seen, rows = [], np.unique(generator(2).integers(0, 2, (20, 6)), axis=0)
    model = RBM.random(6, 2, generator())
    fit(model, rows, spy(seen), 40, 0.1, generator(), batch_size=5)
    assert {batch.shape for batch in seen} == {(5, 6)}
    assert all(len(np.unique(batch, axis=0)) == 5 for batch in seen)  # without replacement
    counts = np.array([[np.any(np.all(b == row, axis=1)) for row in rows] for b in seen])
    assert np.all(counts.sum(axis=0) > 0)  # every row has its turn
    seen.clear()
    fit(model, rows, spy(seen), 1, 0.1, generator(), batch_size=len(rows))
    assert np.array_equal(np.unique(seen.pop(), axis=0), rows)
    fit(model, rows, spy(seen), 2, 0.1, generator())
    assert all(np.array_equal(batch, rows) for batch in seen) and len(seen) == 2


def test_the_history_is_that_of_the_recorded_models():
    models = {}
    found = fit(
        R, D, "likelihood", 7, 0.3, momentum=0.5, record_every=3, callback=models.__setitem__
    )
    assert found.history.step == list(models) == [0, 3, 6, 7]
    assert models[0] == R and models[7] == found.model
    for step, model in models.items():
        assert model == fit(R, D, "likelihood", step, 0.3, momentum=0.5).model
    sizes = [np.sqrt(np.sum(np.square(model.ravel()))) for model in models.values()]
    assert close(found.history.size, sizes) and np.ptp(sizes) > 0.1
    likelihoods = [mean_log_likelihood(model, D) for model in models.values()]
    assert close(found.history.log_likelihood, likelihoods)
    assert fit(R, D, "likelihood", 7, 0.3).history.step == [0, 7]
    assert fit(R, D, "likelihood", 0, 0.3).history.step == [0]
    assert History() == History([], [], []) and History() is not History()


def test_the_history_is_of_the_whole_data_not_of_a_batch():
    found = fit(R, D, "likelihood", 1, 0.3, generator(), batch_size=1)
    assert close(found.history.log_likelihood[0], mean_log_likelihood(R, D))


def test_a_likelihood_is_recorded_where_it_is_affordable(monkeypatch):
    rows = generator(1).integers(0, 2, (4, 20))
    for n_hidden, affordable in ((20, False), (15, False), (14, True)):
        big = RBM.random(20, n_hidden, generator(), scale=0.1)
        found = fit(big, rows, "pseudolikelihood", 0, 0.1)
        assert np.isfinite(found.history.log_likelihood).all() == affordable
    # What counts is the units that ln Z sums: the smaller layer, or every unit of a deep machine.
    for limit, model, affordable in (
        (4, R, True),
        (3, R, False),
        (64, DEEP, True),
        (63, DEEP, False),
    ):
        monkeypatch.setattr("rbmlib.learning.history.AFFORDABLE", limit)
        history = fit(model, D, "pseudolikelihood", 0, 0.1).history
        assert np.isfinite(history.log_likelihood).all() == affordable


def test_defaults():
    assert fit.__kwdefaults__ == {
        "momentum": 0.0,
        "weight_decay": 0.0,
        "batch_size": None,
        "record_every": None,
        "callback": None,
    }
    assert fit.__defaults__ == (None,)  # rng
    with pytest.raises(TypeError, match="positional"):
        fit(R, D, "likelihood", 1, 0.1, None, 0.9)


# Data are validated once.

SETTINGS = [
    *RULES,
    contrastive_divergence.rule(steps=3),
    persistent_contrastive_divergence.rule(n_particles=5, steps=3),
    noise_contrastive.rule(Factorial.uniform(3)),
]


@pytest.mark.parametrize("rule", SETTINGS)
def test_data_are_validated_once_however_many_steps(rule, monkeypatch):
    seen = []

    def counted(check):
        def look(states, n_units, name="states"):
            seen.append(name)
            return check(states, n_units, name)

        return look

    for name in ("check_states", "check_reals"):
        check = getattr(validation, name)
        users = [m for key, m in sys.modules.items() if key.startswith("rbmlib")]
        for module in users:
            if getattr(module, name, None) is check:
                monkeypatch.setattr(module, name, counted(check))
    model = GaussianRBM.random(3, 2, generator()) if rule == "score_matching" else R
    # Noise, which anybody may write, has its states checked once, and checks what it is given.
    extra = {"v": 12, "noise.states": 1} if rule is SETTINGS[-1] else {}
    fit(model, D, rule, 10, 0.01, generator())
    assert {name: seen.count(name) for name in seen} == {"data": 1} | extra


# Where it breaks off


def test_divergence_says_so_and_keeps_the_last_model():
    with pytest.raises(Diverged, match=r"diverged at step 1 .*smaller learning rate") as caught:
        fit(R, D, "likelihood", 10, 1e6)
    assert caught.value.model == R
    assert caught.value.history.step == [0]

    def broken(model, data, rng, memory):
        return np.full(model.n_parameters, np.nan), memory

    with pytest.raises(Diverged, match="nan"):
        fit(R, D, broken, 10, 0.1)


def test_the_largest_parameter_is_allowed_and_no_more():
    far = RBM([[LARGEST_PARAMETER]], [0.0], [0.0])

    def outwards(model, data, rng, memory):
        return np.array([1.0, 0.0, 0.0]), memory

    assert fit(far, [[1]], still, 1, 0.1).model == far
    with pytest.raises(Diverged, match=r"weights\[0, 0\] = 1e\+04, expected at most 1e\+04"):
        fit(far, [[1]], outwards, 1, 0.1)


class Stopped(Exception):
    """An error of the user's own."""


@pytest.mark.parametrize("kind", [KeyboardInterrupt, Stopped, ZeroDivisionError])
def test_what_ends_training_carries_what_there_is(kind):
    def stopping(step, model):
        if step == 4:
            raise kind("enough")

    with pytest.raises(kind, match="enough") as caught:
        fit(R, D, "likelihood", 10, 0.3, record_every=2, callback=stopping)
    assert caught.value.model == fit(R, D, "likelihood", 4, 0.3).model
    assert caught.value.history.step == [0, 2, 4]
    assert "the model after 4 updates is this error's .model" in caught.value.__notes__[0]

    def tired(model, data, rng, memory):
        if memory == 3:
            raise kind("enough")
        return log_likelihood_gradient(model, data), (memory or 0) + 1

    with pytest.raises(kind, match="enough") as caught:
        fit(R, D, tired, 10, 0.3, record_every=2)
    assert caught.value.model == fit(R, D, "likelihood", 3, 0.3).model
    assert caught.value.history.step == [0, 2]
    assert "after 3 updates" in caught.value.__notes__[0]


def diverging(steps):
    fit(R, D, "likelihood", steps, 1e6)


def test_divergence_survives_pickling():
    with pytest.raises(Diverged) as caught:
        diverging(10)
    twin = pickle.loads(pickle.dumps(caught.value))
    assert type(twin) is Diverged and str(twin) == str(caught.value)
    assert twin.model == R and twin.history == caught.value.history
    assert twin.__notes__ == caught.value.__notes__


def test_divergence_comes_back_from_other_processes():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        with pytest.raises(Diverged, match="diverged at step 1") as caught:
            pool.map_async(diverging, [10]).get(timeout=60)
    assert caught.value.model == R and caught.value.history.step == [0]


# Refusals


def still(model, data, rng, memory):
    return np.zeros(model.n_parameters), memory


REFUSED = [
    (lambda: fit(R, D, "gradient descent", 1, 0.1), "rule: expected a function or one of likelih"),
    (lambda: fit(R, D, ["likelihood"], 1, 0.1), "rule: expected a function or one of likelih"),
    (lambda: fit(R, D * 2, "likelihood", 1, 0.1), "data: expected binary states"),
    (lambda: fit(R, D[:, :2], "likelihood", 1, 0.1), r"data: expected shape \(\.\.\., 3\)"),
    (lambda: fit(R, D[:0], "likelihood", 1, 0.1), "data: .* n_samples >= 1"),
    (lambda: fit(R, D, "likelihood", -1, 0.1), "steps: expected a whole number, at least 0"),
    (lambda: fit(R, D, "likelihood", 2.5, 0.1), "steps: expected a whole number"),
    (lambda: fit(R, D, "likelihood", 1, 0.0), "learning_rate: expected a finite number above 0"),
    (lambda: fit(R, D, "likelihood", 1, np.nan), "learning_rate: expected a finite number above"),
    (lambda: fit(R, D, "likelihood", 1, np.inf), "learning_rate: expected a finite number above"),
    (lambda: fit(R, D, "likelihood", 1, "0.1"), "learning_rate: expected a finite number above"),
    (lambda: fit(R, D, still, 1, 0.1, momentum=1.0), "momentum: expected a finite number at leas"),
    (lambda: fit(R, D, still, 1, 0.1, momentum=-0.1), "momentum: expected a finite number at lea"),
    (lambda: fit(R, D, still, 1, 0.1, weight_decay=-1), "weight_decay: expected a finite number"),
    (lambda: fit(R, D, still, 1, 0.1, weight_decay=None), "weight_decay: expected a finite numbe"),
    (lambda: fit(R, D, still, 1, 0.1, generator(), batch_size=9), "batch_size: expected 1 to 4"),
    (lambda: fit(R, D, still, 1, 0.1, generator(), batch_size=0), "batch_size: expected a whole"),
    (lambda: fit(R, D, still, 1, 0.1, record_every=0), "record_every: expected a whole"),
    (lambda: fit(R, D, still, 1, 0.1, callback=3), "callback: expected a function, got int"),
    (lambda: fit(R, D, lambda m, d, r, k: (0.5, k), 1, 0.1), r"rule: expected shape \(11,\) or"),
    (
        lambda: fit(R, D, lambda m, d, r, k: (1j * m.ravel(), k), 1, 0.1),
        "rule: expected a real dir",
    ),
    (lambda: fit(R, D, lambda m, d, r, k: m.ravel(), 1, 0.1), "rule: expected a pair.* ndarray"),
    (lambda: fit(R, D, lambda m, d, r, k: None, 1, 0.1), "rule: expected a pair.* NoneType"),
    (
        lambda: fit(R, D, lambda m, d, r, k: ({"weights": m.weights}, k), 1, 0.1),
        "rule: expected blocks of shapes",
    ),
    (
        lambda: fit(R.with_parameters(1e5 * R.ravel()), D, "likelihood", 1, 0.1),
        "model: .* rescale",
    ),
    (
        lambda: fit(R.with_parameters(1j * R.ravel()), D, "likelihood", 1, 0.1),
        "model: expected real parameters, got complex128",
    ),
    (lambda: fit(RBM, D, "likelihood", 1, 0.1), "fit: expected a Model, got"),
]


@pytest.mark.parametrize("call, words", REFUSED, ids=[words[:25] for _, words in REFUSED])
def test_bad_input_is_refused(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()


@pytest.mark.parametrize("rng", [None, 1, np.random.RandomState(0)])
def test_sampling_needs_a_generator(rng):
    noise = Factorial.uniform(3)
    for rule in (
        "contrastive_divergence",
        "persistent_contrastive_divergence",
        noise_contrastive.rule(noise, n_noise=5),
    ):
        with pytest.raises(TypeError, match=r"rng: expected a numpy.random.Generator"):
            fit(R, D, rule, 1, 0.1, rng)
    with pytest.raises(TypeError, match=r"rng: expected a numpy.random.Generator"):
        fit(R, D, "likelihood", 1, 0.1, rng, batch_size=2)
