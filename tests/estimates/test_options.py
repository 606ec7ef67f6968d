"""Every option of every estimator: another value than the default, and the result it must give."""

import itertools

import numpy as np
import pytest

from rbmlib import RBM, binary_states
from rbmlib.cases import reference_rbm
from rbmlib.distributions import Factorial
from rbmlib.estimates import Estimate, WeightMoments, annealed, importance
from rbmlib.estimates.weights import from_log_weights
from rbmlib.sampling import sample_exactly, sample_hidden, sample_visible
from tests.oracles import close

R = reference_rbm()
S = RBM.random(3, 4, np.random.default_rng(8), scale=1.5)
BASE = Factorial([0.2, 0.5, 0.7])
SCHEDULE = [0.0, 0.3, 0.4, 1.0]
DRAWS = sample_exactly(R, 40, np.random.default_rng(9))


def generator():
    return np.random.default_rng(10)


ESTIMATORS = {
    "importance.estimate": lambda **how: importance.estimate(R, BASE, 40, generator(), **how),
    "importance.ratio": lambda **how: importance.ratio(R, S, DRAWS, **how),
    "forward": lambda **how: annealed.forward(R, SCHEDULE, 40, generator(), **how),
    "reverse": lambda **how: annealed.reverse(R, SCHEDULE, DRAWS, generator(), **how),
    "ratio": lambda **how: annealed.ratio(R, S, SCHEDULE, DRAWS, generator(), **how),
    "from_log_weights": lambda **how: from_log_weights([0.3, -1.0, 2.0], **how),
}
ANNEALED = ["forward", "reverse", "ratio"]

#: Half of a two-sided normal interval in standard errors, from a table.
QUANTILES = {0.95: 1.959963984540054, 0.5: 0.6744897501960817, 0.8: 1.2815515655446004}


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_confidence_is_that_of_interval_and_bound(name):
    for options in ({}, {"confidence": 0.5}, {"confidence": 0.8}):
        found, level = ESTIMATORS[name](**options), options.get("confidence", 0.95)
        half = QUANTILES[level] * found.standard_error
        assert close(found.interval, (found.value - half, found.value + half))
        sign = -1 if name == "reverse" else 1
        assert close(found.bound, found.value + sign * np.log(1 - level))
    with pytest.raises(ValueError, match="confidence: expected a finite number above 0 and below"):
        ESTIMATORS[name](confidence=95)


def by_hand(models, v, rng, steps):
    """Logarithms of the weights of chains from v through models, sweep after sweep."""
    weights = np.zeros(len(v))
    for model, following in itertools.pairwise(models):
        weights += model.free_energy(v) - following.free_energy(v)
        for _ in range(steps if following is not models[-1] else 0):
            v = sample_visible(following, sample_hidden(following, v, rng), rng)
    return weights


def from_base(base, beta):
    """The path from independent units to R, from its definition."""
    bias = (1 - beta) * np.log(base.means / (1 - base.means)) + beta * R.visible_bias
    return RBM(beta * R.weights, bias, beta * R.hidden_bias)


@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("base", [None, BASE])
def test_chains_take_their_steps_from_their_base(steps, base):
    start, rng = base or Factorial.uniform(3), generator()
    models = [from_base(start, beta) for beta in SCHEDULE]
    zero = -np.log(1 - start.means).sum() + R.n_hidden * np.log(2)
    ahead = zero + by_hand(models, start.sample(40, rng), rng, steps)
    assert close(ESTIMATORS["forward"](steps=steps, base=base).log_weights, ahead)
    back = by_hand(models[::-1], DRAWS, generator(), steps) - zero
    assert close(ESTIMATORS["reverse"](steps=steps, base=base).log_weights, back)


@pytest.mark.parametrize("steps", [1, 3])
def test_chains_between_two_machines_take_their_steps(steps):
    models = [annealed.between(R, S, beta) for beta in SCHEDULE]
    weights = by_hand(models, DRAWS, generator(), steps)
    found = annealed.ratio(R, S, SCHEDULE, DRAWS, generator(), steps=steps)
    assert close(found.log_weights, weights - (R.n_hidden - S.n_hidden) * np.log(2))


@pytest.mark.parametrize("name", ANNEALED)
def test_steps_make_a_difference(name):
    one, three = ESTIMATORS[name](), ESTIMATORS[name](steps=3)
    assert not close(one.log_weights, three.log_weights, 1e-3)
    with pytest.raises(ValueError, match="steps: expected a whole number, at least 1, got 0"):
        ESTIMATORS[name](steps=0)


def test_exact_moments_take_steps_and_base():
    for moments in (annealed.forward_moments, annealed.reverse_moments):
        plain = moments(R, SCHEDULE)
        assert close(plain, moments(R, SCHEDULE, base=Factorial.uniform(3), steps=1))
        for options in ({"base": BASE}, {"steps": 3}):
            other = moments(R, SCHEDULE, **options)
            assert close(other.log_mean, plain.log_mean)
            assert not close(other.relative_variance, plain.relative_variance, 1e-4)


def test_defaults():
    run = {"steps": 1, "confidence": 0.95}
    assert (
        annealed.forward.__kwdefaults__ == annealed.reverse.__kwdefaults__ == {"base": None} | run
    )
    assert annealed.ratio.__kwdefaults__ == run
    moments = {"base": None, "steps": 1}
    assert annealed.forward_moments.__kwdefaults__ == moments
    assert annealed.reverse_moments.__kwdefaults__ == moments
    for function in (importance.estimate, importance.ratio):
        assert function.__kwdefaults__ == {"confidence": 0.95}
    assert from_log_weights.__kwdefaults__ == {"confidence": 0.95, "reverse": False}


def test_a_bad_option_is_refused_before_the_chains_run(monkeypatch):
    def never(*_):
        raise AssertionError("ran")

    monkeypatch.setattr("rbmlib.estimates.annealed.chains.sweep", never)
    for name in ANNEALED:
        with pytest.raises(AssertionError):
            ESTIMATORS[name]()
        with pytest.raises(ValueError, match="confidence"):
            ESTIMATORS[name](confidence=0)
    with pytest.raises(ValueError, match="samples: expected at least 2 rows, got 1"):
        annealed.ratio(R, S, SCHEDULE, DRAWS[:1], generator())


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (
            lambda: annealed.between(R, S, np.nan),
            ValueError,
            "beta: expected a finite number, got",
        ),
        (
            lambda: annealed.between(R, S, "half"),
            ValueError,
            "beta: expected a finite number, got",
        ),
        (lambda: annealed.between(R, S, 1j), ValueError, "beta: expected a finite number, got"),
        (
            lambda: annealed.forward(R, SCHEDULE, 5, generator(), base=[0.5, 0.5, 0.5]),
            TypeError,
            "base: expected a Factorial, got list",
        ),
        (
            lambda: annealed.reverse_moments(R, SCHEDULE, base=Factorial.uniform(2)),
            ValueError,
            "base: expected 3 means, got 2",
        ),
        (
            lambda: annealed.forward(R, ["0", "1"], 5, generator()),
            ValueError,
            "schedule: expected",
        ),
        (
            lambda: importance.ratio_moments(R, RBM.random(2, 2, generator())),
            ValueError,
            "second: expected 3 visible units, as the first model has, got 2",
        ),
    ],
)
def test_bad_arguments_are_named(call, kind, words):
    with pytest.raises(kind, match=words):
        call()


def test_the_path_may_lead_beyond_its_ends():
    v = binary_states(3)
    beyond = -annealed.between(R, S, 1.5).free_energy(v)
    inputs = [-0.5 * (R.hidden_bias + v @ R.weights), 1.5 * (S.hidden_bias + v @ S.weights)]
    bias = -0.5 * R.visible_bias + 1.5 * S.visible_bias
    assert close(beyond, v @ bias + sum(np.logaddexp(0, a).sum(axis=1) for a in inputs))


def test_what_estimates_are_called():
    found, moments = ESTIMATORS["ratio"](), importance.moments(R, BASE)
    assert isinstance(found, Estimate) and isinstance(moments, WeightMoments)
    assert found._fields[0] == "value" and not hasattr(found, "log_partition")
