"""Estimators of Z against their exact moments, the exact moments against enumeration."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbmlib import RBM, LowRankRBM, binary_states, log_likelihood, visible_probabilities
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.chain import visible_transition
from rbmlib.distributions import Factorial, ModelDistribution
from rbmlib.estimates import annealed, importance
from rbmlib.estimates.weights import from_log_weights
from rbmlib.models import GaussianRBM
from rbmlib.sampling import sample_exactly
from tests.oracles import close
from tests.strategies import generators, hidden_sizes, rbms

R, D = reference_rbm(), reference_data()
UNIFORM, RATES = Factorial.uniform(3), Factorial.like(D)
# The reference weights times four, the units nearly undecided: strong coupling, two modes.
S = RBM(4 * R.weights, 0.3 - 2 * R.weights.sum(axis=1), -2 * R.weights.sum(axis=0))
UNEVEN = np.array([0.0, 0.05, 0.3, 0.35, 0.9, 1.0])


def generator(seed=0):
    return np.random.default_rng(seed)


def even(n_temperatures):
    return np.linspace(0, 1, n_temperatures + 1)


def factorials(n):
    return generators.map(lambda rng: Factorial(rng.uniform(0.1, 0.9, n)))


@st.composite
def with_base(draw):
    """An RBM, where its chains start, and a schedule that is not even."""
    rbm, rng = draw(rbms()), draw(generators)
    base = draw(st.one_of(st.none(), factorials(rbm.n_visible)))
    inner = np.sort(rng.uniform(0.01, 0.99, draw(st.integers(0, 5))))
    return rbm, base, np.concatenate([[0], inner, [1]])


# Distributions


@given(st.integers(1, 4).flatmap(factorials))
def test_a_factorial_distribution_is_the_product_of_its_means(factorial):
    states, weights = factorial.distribution()
    direct = [np.prod(np.where(v == 1, factorial.means, 1 - factorial.means)) for v in states]
    assert close(weights, direct)
    assert close(weights.sum(), 1.0)
    assert close(factorial.log_probability(states), np.log(direct))
    assert close(weights @ states, factorial.means)


def test_distributions_are_sampled_as_they_are_evaluated():
    size = 10**5
    for number, proposal in enumerate((RATES, ModelDistribution(S))):
        states, weights = proposal.distribution()
        assert close(np.log(weights), proposal.log_probability(states))
        rows = proposal.sample(size, generator(number)) @ [4, 2, 1]
        count = np.bincount(rows, minlength=8)
        z = (count - size * weights) / np.sqrt(size * weights * (1 - weights))
        assert np.abs(z).max() < 4.5
        assert np.abs((count - size / 8) / np.sqrt(size * 7 / 64)).max() > 10


def test_base_rates_are_never_certain():
    means = Factorial.like([[0, 1, 1], [0, 1, 0], [0, 1, 0]]).means
    assert close(means, [0.125, 0.875, 0.375])
    assert close(Factorial.uniform(2).means, [0.5, 0.5])


def test_a_unit_that_is_fixed_has_states_that_are_never_drawn():
    factorial = Factorial([1.0, 0.5, 0.0])
    assert close(factorial.distribution().weights, [0, 0, 0, 0, 0.5, 0, 0.5, 0])
    assert np.isneginf(factorial.log_probability([0, 1, 0]))
    with pytest.raises(ValueError):
        factorial.means[0] = 0.5


# Weights


def test_estimate_by_its_definition():
    w = np.array([1.0, 2.0, 4.0, 9.0])
    found = from_log_weights(np.log(w), confidence=0.9)
    assert close(found.value, np.log(4.0))
    assert close(found.standard_error, w.std(ddof=1) / 4 / 2)
    assert close(np.diff(found.interval)[0] / found.standard_error, 2 * 1.6448536269514722)
    assert close(np.mean(found.interval), np.log(4.0))
    assert close(found.bound, np.log(4.0) + np.log(0.1))
    assert close(found.effective_sample_size, 16.0**2 / 102)
    assert close(found.log_weights, np.log(w))
    assert not close(found.value, np.log(w).mean(), 0.1)


def test_a_reverse_estimate_is_that_of_the_reciprocal():
    logs = np.array([-3.0, -2.0, -4.5])
    one, other = from_log_weights(logs), from_log_weights(logs, reverse=True)
    assert close(other.value, -one.value)
    assert close(other.interval, (-one.interval[1], -one.interval[0]))
    assert close(other.bound, -one.bound)
    assert other.bound > other.value
    assert one.bound < one.value


def test_equal_weights_count_fully_and_leave_no_doubt():
    for level in (0.0, 5000.0, -5000.0):  # far outside the range of exp
        found = from_log_weights(np.full(7, level))
        assert close(found.effective_sample_size, 7.0)
        assert close(found.value, level)
        assert found.standard_error < 1e-12
    assert close(from_log_weights([0.0, -np.inf, -np.inf]).effective_sample_size, 1.0)
    assert close(from_log_weights([0.0, -np.inf]).value, -np.log(2))


# Importance sampling


# What ln Z loses on average when it is the logarithm of a mean of 1, 2 or 5 weights, by listing
# every draw.
JENSEN = [-0.1431, -0.0743, -0.0297]


def test_jensen_gap_of_one_two_and_five_draws():
    """E ln of the mean of K weights, over all equally probable draws."""
    w = np.exp(importance.log_weights(R, UNIFORM, binary_states(3)))
    found = importance.moments(R, UNIFORM)
    chi2, gaps = found.relative_variance, {}
    for k in (1, 2, 5):
        totals = np.zeros(1)
        for _ in range(k):
            totals = np.add.outer(totals, w).ravel()
        gaps[k] = np.log(totals / k).mean() - R.log_partition()
        assert abs(gaps[k] + chi2 / (2 * k)) < 3e-3
    assert close(found.mean_log - found.log_mean, gaps[1])
    assert np.allclose(list(gaps.values()), JENSEN, rtol=0, atol=6e-5)
    formula = [chi2 / (2 * k) for k in (1, 2, 5, 20)]
    assert np.allclose(formula, [0.1454, 0.0727, 0.0291, 0.0073], rtol=0, atol=6e-5)


@given(rbms(), st.data())
def test_moments_of_importance_weights_are_the_divergences(rbm, data):
    proposal = data.draw(factorials(rbm.n_visible))
    q, p = proposal.distribution().weights, visible_probabilities(rbm)
    found = importance.moments(rbm, proposal)
    assert close(found.log_mean, rbm.log_partition())
    assert close(found.relative_variance, np.sum(p**2 / q) - 1, 1e-11)
    assert close(found.mean_log, rbm.log_partition() - np.sum(q * np.log(q / p)))
    assert found.mean_log <= found.log_mean


def test_copies_of_a_machine_multiply_the_second_moment():
    golden = {1: 1.31, 2: 1.71, 4: 2.91, 8: 8.49, 12: 24.7}
    for n, value in golden.items():
        copies = RBM(1.2 * np.eye(n), np.full(n, 0.4), np.full(n, 0.3))
        second = 1 + importance.moments(copies, Factorial.uniform(n)).relative_variance
        assert abs(second / value - 1) < 5e-3
        assert abs(second / 1.3065**n - 1) < 1e-3


def test_a_perfect_proposal_has_no_variance():
    found = importance.moments(S, ModelDistribution(S))
    assert close(found.log_mean, S.log_partition())
    assert abs(found.relative_variance) < 1e-13
    assert close(found.mean_log, S.log_partition())
    drawn = importance.estimate(S, ModelDistribution(S), 10, generator())
    assert close(drawn.effective_sample_size, 10.0)


def test_a_hole_in_the_support_is_missed():
    found = importance.moments(R, Factorial([0.0, 0.5, 0.5]))
    p = visible_probabilities(R)
    assert close(found.log_mean, R.log_partition() + np.log(p[:4].sum()))
    missing = R.log_partition() + np.log(p[4:].sum())
    assert abs(np.exp(missing) - 39.3) < 0.05
    drawn = importance.estimate(R, Factorial([0.0, 0.5, 0.5]), 4000, generator(3))
    assert abs(drawn.value - found.log_mean) < 4.5 * drawn.standard_error
    assert drawn.interval[1] < R.log_partition() - 0.3  # confidently wrong


@given(rbms(n_visible=st.just(3)), rbms(n_visible=st.just(3)))
def test_moments_of_the_ratio(first, second):
    p, other = visible_probabilities(first), visible_probabilities(second)
    truth = second.log_partition() - first.log_partition()
    found = importance.ratio_moments(first, second)
    assert close(found.log_mean, truth)
    expected = np.sum(other**2 / p) - 1
    assert abs(found.relative_variance - expected) < 1e-10 * max(1, expected)
    assert close(found.mean_log, truth - np.sum(p * np.log(p / other)))


def test_wrong_ways_to_weigh():
    q, p = RATES.distribution().weights, np.exp(-R.free_energy(binary_states(3)))
    right = q @ (p / q)
    assert close(np.log(right), R.log_partition())
    for wrong in (q @ p, q @ (q / p), np.exp(q @ np.log(p / q))):
        assert abs(np.log(wrong) - R.log_partition()) > 0.01
    model = visible_probabilities(R)
    assert close(np.log(model @ (q / p)), -R.log_partition())  # the reciprocal, from p itself


# Annealing, exactly

GOLDEN = {  # n_temperatures: R's relative variance, gap, reverse gap; S's variance, gap
    1: ".2907 .1431 .1377 .4251 .2688",
    2: ".1524 .0750 .0733 .2478 .1420",
    5: ".0626 .0311 .0308 .1182 .0629",
    10: ".0316 .0157 .0156 .0623 .0322",
    100: ".00318 .00159 .00159 .00651 .00327",
    1000: "3.18e-4 1.59e-4 1.59e-4 6.54e-4 3.27e-4",
}


@pytest.mark.parametrize("n_temperatures", GOLDEN)
def test_golden_moments(n_temperatures):
    golden = np.array(GOLDEN[n_temperatures].split(), float)
    schedule = even(n_temperatures)
    r, s = (annealed.forward_moments(m, schedule) for m in (R, S))
    back = annealed.reverse_moments(R, schedule)
    gaps = [m.log_mean - m.mean_log for m in (r, back, s)]
    found = [r.relative_variance, gaps[0], gaps[1], s.relative_variance, gaps[2]]
    step = {1: 1e-4, 2: 1e-4, 5: 1e-4, 10: 1e-4, 100: 1e-5, 1000: 1e-6}[n_temperatures]
    assert np.allclose(found, golden, rtol=0, atol=0.51 * step)
    assert abs(S.log_partition() - 3.946335) < 5e-7


@given(with_base(), st.sampled_from([1, 3]))
def test_the_mean_weight_is_the_partition_function_whatever_the_schedule(case, steps):
    rbm, base, schedule = case
    forward = annealed.forward_moments(rbm, schedule, base=base, steps=steps)
    backward = annealed.reverse_moments(rbm, schedule, base=base, steps=steps)
    assert close(forward.log_mean, rbm.log_partition())
    assert close(backward.log_mean, -rbm.log_partition())
    assert forward.relative_variance > -1e-12
    assert forward.mean_log <= rbm.log_partition() + 1e-12  # too low on average,
    assert -backward.mean_log >= rbm.log_partition() - 1e-12  # and too high


def test_one_temperature_is_importance_sampling():
    for base in (None, RATES):
        one = annealed.forward_moments(S, [0, 1], base=base)
        assert close(one, importance.moments(S, base or UNIFORM))


def path(rbm, base, beta):
    """Unnormalised p(v) and the transition matrix on the path, from the definition."""
    log_odds = np.log(base.means / (1 - base.means))
    bias = (1 - beta) * log_odds + beta * rbm.visible_bias
    model = RBM(beta * rbm.weights, bias, beta * rbm.hidden_bias)
    return np.exp(-model.free_energy(binary_states(rbm.n_visible))), visible_transition(model)


@pytest.mark.parametrize("schedule", [[0, 1], [0, 0.4, 1], [0, 0.2, 0.7, 1]])
@pytest.mark.parametrize("reverse", [False, True])
@given(rbms(st.just(2), st.just(2), scale=2.0), factorials(2), st.sampled_from([1, 2]))
def test_moments_by_listing_every_path(schedule, reverse, rbm, base, steps):
    tables = [path(rbm, base, beta) for beta in (schedule[::-1] if reverse else schedule)]
    start = tables[0][0] / tables[0][0].sum()
    z_zero = path(rbm, base, 0)[0].sum()
    sums, sign = np.zeros(4), -1 if reverse else 1
    for v in itertools.product(range(4), repeat=len(tables) - 1):
        probability, weight = start[v[0]], z_zero**sign
        for k, (f, T) in enumerate(tables[1:]):
            weight *= f[v[k]] / tables[k][0][v[k]]
            if k + 1 < len(v):
                probability *= np.linalg.matrix_power(T, steps)[v[k], v[k + 1]]
        sums += probability * np.array([1, weight, weight**2, np.log(weight)])
    moments = annealed.reverse_moments if reverse else annealed.forward_moments
    found = moments(rbm, schedule, base=base, steps=steps)
    assert close(sums[0], 1.0)
    assert close(found.log_mean, np.log(sums[1]))
    assert close(found.relative_variance, sums[2] / sums[1] ** 2 - 1, 1e-10)
    assert close(found.mean_log, sums[3])


@given(rbms(st.just(3), hidden_sizes), rbms(st.just(3), hidden_sizes), st.floats(0, 1))
def test_between_two_machines(first, second, beta):
    v = binary_states(3)
    inputs = [(1 - beta) * (first.hidden_bias + v @ first.weights)]
    inputs += [beta * (second.hidden_bias + v @ second.weights)]
    bias = (1 - beta) * first.visible_bias + beta * second.visible_bias
    direct = v @ bias + sum(np.logaddexp(0, a).sum(axis=1) for a in inputs)
    assert close(-annealed.between(first, second, beta).free_energy(v), direct)


def mean_weight(rbm, schedule, base, wrong):
    """E[w] of the sampler with something done wrong, pushed through the kernels."""
    tables = [path(rbm, base, beta) for beta in schedule]
    u = tables[0][0].copy()
    if wrong == "no Z_0":
        u /= u.sum()
    for k, (f, T) in enumerate(tables[1:], start=1):
        r, last = f / tables[k - 1][0], k == len(tables) - 1
        if wrong == "ratio after the transition":
            u = (u @ T) * r
        elif wrong == "kernel of the temperature before":
            u = (u * r) @ (np.eye(len(u)) if last else tables[k - 1][1])
        else:
            u = (u * r) @ (np.eye(len(u)) if last else T)
    return u.sum()


@pytest.mark.parametrize(
    "wrong", ["no Z_0", "ratio after the transition", "kernel of the temperature before"]
)
@pytest.mark.parametrize("rbm", [R, S, RBM.random(2, 3, generator(5), scale=2.0)])
def test_wrong_samplers_are_biased(rbm, wrong):
    base, schedule = Factorial.uniform(rbm.n_visible), [0, 0.3, 0.6, 1]
    truth = annealed.forward_moments(rbm, schedule, base=base)
    assert close(np.log(mean_weight(rbm, schedule, base, None)), truth.log_mean)
    assert abs(np.log(mean_weight(rbm, schedule, base, wrong)) - truth.log_mean) > 1e-3
    assert truth.log_mean - truth.mean_log > 1e-2  # and so is averaging ln w


# Samplers against their exact moments


def agrees(found, exact, n):
    """Mean of w and of its logarithm, and spread of w, in units of their standard errors."""
    relative = np.exp(found.log_weights - exact.log_mean)
    sd = np.sqrt(exact.relative_variance / n)
    logs = found.log_weights
    z = [(relative.mean() - 1) / sd, (logs.mean() - exact.mean_log) / (logs.std() / np.sqrt(n))]
    square = (relative - 1) ** 2
    z.append((square.mean() - exact.relative_variance) / (square.std() / np.sqrt(n)))
    return np.abs(z).max() < 4.5


SIZE = 20_000
SAMPLERS = {
    "importance": (
        lambda g: importance.estimate(S, RATES, SIZE, g),
        lambda: importance.moments(S, RATES),
    ),
    "importance.ratio": (
        lambda g: importance.ratio(R, S, sample_exactly(R, SIZE, g)),
        lambda: importance.ratio_moments(R, S),
    ),
    "forward": (
        lambda g: annealed.forward(S, UNEVEN, SIZE, g),
        lambda: annealed.forward_moments(S, UNEVEN),
    ),
    "forward, base rates": (
        lambda g: annealed.forward(S, even(4), SIZE, g, base=RATES, steps=2),
        lambda: annealed.forward_moments(S, even(4), base=RATES, steps=2),
    ),
    "reverse": (
        lambda g: annealed.reverse(S, UNEVEN, sample_exactly(S, SIZE, g), g, base=RATES),
        lambda: annealed.reverse_moments(S, UNEVEN, base=RATES),
    ),
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_samplers_have_their_exact_moments(name):
    draw, moments = SAMPLERS[name]
    assert agrees(draw(generator(11)), moments(), SIZE)
    others = [m() for key, (_, m) in SAMPLERS.items() if key != name]
    assert not any(agrees(draw(generator(11)), other, SIZE) for other in others)


@pytest.mark.parametrize("steps", [1, 2])
def test_the_ratio_of_two_machines_by_annealing(steps):
    rng = generator(4)
    second = RBM.random(3, 4, rng, scale=1.5)  # another number of hidden units
    samples = sample_exactly(R, SIZE, rng)
    found = annealed.ratio(R, second, UNEVEN, samples, rng, steps=steps)
    truth = second.log_partition() - R.log_partition()
    assert abs(found.value - truth) < 4.5 * found.standard_error
    assert abs(found.value - truth - 2 * np.log(2)) > 10 * found.standard_error
    same = annealed.ratio(R, R, UNEVEN, samples, rng)
    assert abs(same.value) < 4.5 * same.standard_error


def test_the_ratio_with_itself_by_importance_is_exact():
    found = importance.ratio(R, R, binary_states(3))
    assert (found.value, found.standard_error) == (0, 0)


def test_the_bounds_bracket_and_the_intervals_cover():
    rng, truth, runs = generator(6), S.log_partition(), 80
    forward = [annealed.forward(S, even(5), 100, rng) for _ in range(runs)]
    backward = [
        annealed.reverse(S, even(5), sample_exactly(S, 100, rng), rng) for _ in range(runs)
    ]
    for runs_of in (forward, backward):
        inside = sum(e.interval[0] < truth < e.interval[1] for e in runs_of)
        assert abs(inside - 0.95 * runs) < 4.5 * np.sqrt(runs * 0.95 * 0.05)
    assert sum(e.bound > truth for e in forward) <= 0.05 * runs
    assert sum(e.bound < truth for e in backward) <= 0.05 * runs


def test_the_same_generator_gives_the_same_estimate():
    runs = [annealed.forward(S, UNEVEN, 50, generator(seed)).log_weights for seed in (1, 1, 2)]
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


def test_samples_that_are_not_from_the_model_bound_nothing():
    deep = RBM(6 * np.ones((4, 1)), -3 * np.ones(4), [-12.0])  # modes at 0000 and at 1111
    low = np.tile([0, 0, 0, 0], (2000, 1))
    schedule, truth = even(20), deep.log_partition()
    stuck = annealed.reverse(deep, schedule, low, generator(1), base=Factorial(np.full(4, 0.05)))
    exact = sample_exactly(deep, 2000, generator(2))
    right = annealed.reverse(deep, schedule, exact, generator(1), base=Factorial(np.full(4, 0.05)))
    assert stuck.interval[1] < truth - 0.1
    assert right.value > truth - 4.5 * right.standard_error


# Degenerate, large and extreme machines


def test_machines_without_hidden_units_or_with_one_of_each():
    for rbm in (RBM(np.zeros((3, 0)), [0.3, -1, 2], []), RBM([[2.5]], [-1.0], [0.5])):
        for steps in (1, 3):
            found = annealed.forward_moments(rbm, UNEVEN, steps=steps)
            assert close(found.log_mean, rbm.log_partition())
        drawn = annealed.forward(rbm, UNEVEN, 3000, generator(2))
        assert abs(drawn.value - rbm.log_partition()) < 4.5 * drawn.standard_error


def test_weights_of_hundreds_do_not_overflow():
    rbm = RBM(400 * np.ones((3, 3)), -600 * np.ones(3), -600 * np.ones(3))
    found = annealed.forward_moments(rbm, even(10))
    assert close(found.log_mean, rbm.log_partition())
    drawn = annealed.forward(RBM(2 * rbm.weights, [0] * 3, [0] * 3), even(50), 20, generator())
    assert np.isfinite(drawn.value)


def test_a_machine_too_large_to_enumerate_is_estimated():
    rbm = RBM.random(30, 8, generator(3), scale=0.4)  # ln Z is exact by the hidden states
    found = annealed.forward(rbm, even(200), 500, generator(4))
    assert abs(found.value - rbm.log_partition()) < 4.5 * found.standard_error
    with pytest.raises(ValueError):
        annealed.forward_moments(rbm, even(2))


# Refusals


@pytest.mark.parametrize(
    "schedule",
    [
        [0.5, 1],
        [0, 0.5],
        [0, 0.6, 0.5, 1],
        [0, 0.5, 0.5, 1],
        [1, 0],
        [0],
        [],
        0.5,
        [0, np.nan, 1],
        [[0, 1]],
    ],
)
def test_a_schedule_that_does_not_rise_from_zero_to_one_is_refused(schedule):
    words, v = r"schedule: expected inverse temperatures that increase from 0 to 1", D
    for call in (
        lambda: annealed.forward(R, schedule, 5, generator()),
        lambda: annealed.reverse(R, schedule, v, generator()),
        lambda: annealed.ratio(R, S, schedule, v, generator()),
        lambda: annealed.forward_moments(R, schedule),
        lambda: annealed.reverse_moments(R, schedule),
    ):
        with pytest.raises(ValueError, match=words):
            call()


G = generator()


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: annealed.forward(R, even(3), 1, G), "n_chains: expected a whole number, at le"),
        (lambda: annealed.forward(R, even(3), 2.5, G), "n_chains: expected a whole number"),
        (lambda: annealed.forward(R, even(3), 5, G, steps=0), "steps: expected a whole number"),
        (lambda: annealed.forward_moments(R, even(3), steps=0), "steps: expected a whole num"),
        (lambda: annealed.reverse(R, even(3), D, G, steps=0), "steps: expected a whole num"),
        (
            lambda: annealed.forward(R, even(3), 5, G, base=Factorial([0, 0.5, 0.5])),
            "base: expected means strictly between 0 and 1",
        ),
        (
            lambda: annealed.forward_moments(R, even(3), base=Factorial([0.5, 1, 0.5])),
            "base: expected means strictly between 0 and 1",
        ),
        (
            lambda: annealed.forward(R, even(3), 5, G, base=Factorial.uniform(4)),
            "base: expected 3 means, got 4",
        ),
        (
            lambda: annealed.ratio(R, RBM.random(2, 2, G), even(3), D, G),
            "second: expected 3 visible units, as the first model has, got 2",
        ),
        (
            lambda: annealed.reverse(R, even(3), D[:1], G),
            "samples: expected at least 2 rows, got 1",
        ),
        (lambda: annealed.reverse(R, even(3), D[:, :2], G), "samples: expected"),
        (lambda: annealed.reverse(R, even(3), 2 * D, G), "expected binary states"),
        (lambda: annealed.forward(R, even(3), 5, G, confidence=1), "confidence: expected a fin"),
        (
            lambda: importance.estimate(R, UNIFORM, 1, G),
            "size: expected a whole number, at least 2",
        ),
        (lambda: importance.estimate(R, Factorial.uniform(2), 5, G), "proposal: expected shape"),
        (
            lambda: importance.moments(R, Factorial.uniform(4)),
            "proposal: expected 3 visible units",
        ),
        (lambda: importance.ratio(R, S, D[:, :2]), "samples: expected"),
        (lambda: importance.ratio(R, RBM.random(2, 2, G), D), "second: expected 3 visible"),
        (lambda: importance.ratio(R, S, D[:1]), "samples: expected at least 2 rows, got 1"),
        (
            lambda: from_log_weights([1.0]),
            r"log_weights: expected a vector of at least two, got shape",
        ),
        (
            lambda: from_log_weights([[1.0, 2.0]]),
            r"log_weights: expected a vector of at least two",
        ),
        (
            lambda: from_log_weights([0.0, np.nan]),
            "log_weights: expected numbers below infinity, got NaN",
        ),
        (
            lambda: from_log_weights([0.0, np.inf]),
            "log_weights: expected numbers below infinity, got NaN",
        ),
        (
            lambda: from_log_weights([-np.inf, -np.inf]),
            "expected at least one weight that is not zero",
        ),
        (
            lambda: from_log_weights([0.0, 1.0], confidence=0),
            "confidence: expected a finite number above 0",
        ),
        (
            lambda: from_log_weights([0.0, 1.0], confidence=np.nan),
            "confidence: expected a finite number above",
        ),
        (lambda: Factorial([0.5, 1.2]), "means: expected a vector of probabilities"),
        (lambda: Factorial([0.5, np.nan]), "means: expected a vector of probabilities"),
        (lambda: Factorial(0.5), "means: expected a vector of probabilities"),
        (lambda: UNIFORM.sample(0, G), "size: expected a whole number, at least 1"),
        (lambda: UNIFORM.log_probability([[0, 1]]), "v: expected shape"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("rng", [None, 0, np.random.RandomState(0)])
def test_the_source_of_randomness_must_be_a_generator(rng):
    for call in (
        lambda: importance.estimate(R, UNIFORM, 5, rng),
        lambda: annealed.forward(R, even(3), 5, rng),
        lambda: annealed.forward(R, even(1), 5, rng),
        lambda: annealed.reverse(R, even(1), D, rng),  # would not draw anything
        lambda: annealed.ratio(R, S, even(3), D, rng),
    ):
        with pytest.raises(TypeError, match=r"rng: expected a numpy.random.Generator"):
            call()


@pytest.mark.parametrize("kind", [GaussianRBM.random(3, 2, G), LowRankRBM.random(3, 2, 1, G)])
def test_a_model_whose_layers_cannot_be_drawn_is_refused(kind):
    for name, call in (
        ("forward", lambda: annealed.forward(kind, even(3), 5, G)),
        ("reverse", lambda: annealed.reverse(kind, even(3), D, G)),
        ("ratio", lambda: annealed.ratio(R, kind, even(3), D, G)),
        ("ratio", lambda: annealed.ratio(kind, R, even(3), D, G)),
        ("forward_moments", lambda: annealed.forward_moments(kind, even(3))),
        ("reverse_moments", lambda: annealed.reverse_moments(kind, even(3))),
    ):
        with pytest.raises(TypeError, match=rf"annealed.{name}: expected an RBM, got"):
            call()


def test_importance_sampling_needs_binary_units_and_no_more():
    gaussian, low = GaussianRBM.random(3, 2, G), LowRankRBM.random(3, 2, 1, generator(1))
    for call in (
        lambda: importance.estimate(gaussian, UNIFORM, 5, G),
        lambda: importance.moments(gaussian, UNIFORM),
        lambda: importance.ratio_moments(R, gaussian),
        lambda: importance.ratio(R, gaussian, binary_states(3)),
        lambda: importance.log_weights(gaussian, UNIFORM, binary_states(3)),
    ):
        with pytest.raises(TypeError, match="expected a model with binary units, got GaussianRBM"):
            call()
    assert close(importance.moments(low, UNIFORM).log_mean, low.log_partition())
    assert close(
        importance.log_weights(low, ModelDistribution(low), binary_states(3)),
        np.full(8, low.log_partition()),
    )
    assert close(log_likelihood(low, D), ModelDistribution(low).log_probability(D))


# Numbers that are too small or too large


def test_a_proposal_that_is_too_small_for_a_number_is_not_taken_for_a_hole():
    first, second = RBM([[], []], [-745.0, 0.0], []), RBM([[], []], [0.3, -0.2], [])
    found = importance.ratio_moments(first, second)
    assert close(found.log_mean, second.log_partition() - first.log_partition())
    assert found.relative_variance > 1e300
    ignored = importance.moments(second, Factorial([0.0, 0.5]))  # a real hole, for comparison
    assert not close(ignored.log_mean, second.log_partition())


@pytest.mark.parametrize("scale", [1, 100])
def test_exact_moments_of_annealing_survive_large_weights(scale):
    rbm = RBM.random(4, 3, generator(3), scale=scale)
    for schedule in ([0, 1], [0, 0.3, 1]):
        for base in (None, Factorial(np.full(4, 1e-150))):
            found = annealed.forward_moments(rbm, schedule, base=base)
            assert abs(found.log_mean - rbm.log_partition()) < 1e-12 * scale
            found = annealed.reverse_moments(rbm, schedule, base=base)
            assert abs(found.log_mean + rbm.log_partition()) < 1e-12 * scale


def test_estimates_at_the_edge_of_their_ranges():
    one_of_many = from_log_weights([0.0, -np.inf, -np.inf, -np.inf])
    assert one_of_many.effective_sample_size == 1
    equal = from_log_weights(np.full(7, 0.1))
    assert equal.effective_sample_size == 7
    near, far = from_log_weights(np.arange(3.0)), from_log_weights(1e15 + np.arange(3.0))
    assert close(near.standard_error, far.standard_error)
    certain = from_log_weights(np.arange(3.0), confidence=np.nextafter(1, 0))
    assert np.all(np.isfinite(certain.interval))
    with pytest.raises(ValueError, match="log_weights: expected real numbers, got complex128"):
        from_log_weights(np.array([1j, 2.0]))


def test_the_variance_of_the_model_itself_is_zero_and_not_below():
    rbm = RBM.random(4, 3, generator(4), scale=20)
    assert 0 <= importance.moments(rbm, ModelDistribution(rbm)).relative_variance < 1e-11
