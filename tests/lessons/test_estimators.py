"""What the texts' claims on estimators rest on, against loops and quadrature of other kinds."""

import itertools
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.polynomial.hermite_e import hermegauss

from rbmlib import RBM, binary_states
from rbmlib.lessons.texts import Setting, estimators, gaussian
from rbmlib.lessons.texts.chapter import estimates, methods, noise, phases
from rbmlib.lessons.texts.forum import likelihood
from rbmlib.lessons.texts.setting import divergence, generic_settings
from rbmlib.models import GaussianRBM
from tests.lessons.texts_by_hand import Hand, kl, logistic, states, sweep
from tests.oracles import close

RNG = np.random.default_rng(11)
S = Setting.draw(3, 2, RNG)
SMALL = Setting.draw(2, 2, RNG)
K = Hand(S)
P = np.array([0.5, 0.3, 0.2])
Q = np.array([0.1, 0.6, 0.3])
CYCLE = {(0, 1), (1, 2), (2, 3), (0, 3)}
COMPLETE = CYCLE | {(0, 2), (1, 3)}


@cache
def neighbours(n):
    """Numbers of the states one bit away, by looking at the states."""
    v = binary_states(n)
    flip = np.eye(n)
    return np.array([[states(v, abs(row - flip[i])) for i in range(n)] for row in v])


def test_neighbours_and_conditionals():
    assert np.array_equal(estimators.flipped(3), neighbours(3))
    there = neighbours(3)
    f = RNG.random(8)
    local = [[f[k] / (f[k] + f[j]) for j in there[k]] for k in range(8)]
    assert close(estimators.conditionals(f), local)
    assert close(
        estimators.ratio_matching(f, K.q),
        sum(q * (1 - x) ** 2 for q, row in zip(K.q, local, strict=True) for x in row),
    )
    of_model = [[np.log(K.p[k] / (K.p[k] + K.p[j])) for j in there[k]] for k in range(8)]
    assert close(estimators.pseudolikelihood(S), np.sum(of_model, axis=1))


def test_the_objective_of_noise_contrastive_estimation():
    log_model, nu = np.array([0.3, -1.2, 0.1]), 3.0
    right = [np.exp(m) / (np.exp(m) + nu * n) for m, n in zip(log_model, Q, strict=True)]
    wanted = P @ np.log(right) + nu * Q @ np.log(1 - np.array(right))
    assert close(estimators.noise_objective(P, Q, log_model, nu), wanted)


@pytest.mark.parametrize("nu", [1.0, 2.0, 5.0])
def test_the_slope_of_noise_contrastive_estimation_away_from_the_truth(nu):
    kappa = 0.4 - np.log(K.Z)
    model = K.f.sum(axis=1) * np.exp(kappa)
    data = model / (model + nu * K.noise)  # share of the data among all samples
    per_state = K.p * (1 - data) - nu * K.noise * data
    wanted = [*(per_state @ K.slopes), per_state.sum()]
    options = {} if nu == 2.0 else {"nu": nu}
    assert close(estimators.noise_gradient(S, kappa, **options), wanted)


def test_the_truth_must_win():
    assert estimators.noise_prefers_truth(S)
    no_better = SimpleNamespace(p=K.p, noise=K.noise, other=SimpleNamespace(p=K.p))
    assert not estimators.noise_prefers_truth(no_better)


@pytest.mark.parametrize("nu", [1.0, 4.0])
def test_the_variance_of_an_estimated_ln_z_by_the_sandwich(nu):
    data = P / (P + nu * Q)
    slope = P @ (data * (1 - data)) + nu * Q @ (data * (1 - data))
    spread = P @ (1 - data) ** 2 - (P @ (1 - data)) ** 2
    spread += nu * (Q @ data**2 - (Q @ data) ** 2)
    options = {} if nu == 1 else {"nu": nu}
    assert close(estimators.noise_variance(P, Q, **options), spread / slope**2)


def test_small_numbers_by_hand():
    assert estimators.bayes_error(P, Q) == pytest.approx((0.1 + 0.3 + 0.2) / 2)
    assert estimators.uniform(4).tolist() == [0.25] * 4
    assert estimators.chi_square(P, Q) == pytest.approx(0.4**2 / 0.1 + 0.3**2 / 0.6 + 0.1**2 / 0.3)
    f, weights = np.array([1.0, 2.0, 5.0]), np.array([0.2, 0.5, 0.3])
    ratios = [(1 + 1 / 2) ** -2, (1 + 2 / 5) ** -2, (1 + 5 / 1) ** -2]
    assert estimators.ternary_ratios(f, weights, 1) == pytest.approx(weights @ ratios)
    assert estimates.weighted_mean(np.array([0, 0.6, 0.4]), f) == pytest.approx(7.0)
    w = f / Q
    assert estimates.relative_variance(f, Q) == pytest.approx((Q @ w**2 - 64) / 64)
    assert gaussian.trapezoid(np.array([[0, 1, 5.0]]), np.array([0, 1, 3.0])).tolist() == [6.5]


def couplings(edges, strength):
    """Probabilities of four units and their statistics, by loops over states."""
    v = list(itertools.product((0, 1), repeat=4))
    degree = [sum(i in edge for edge in edges) for i in range(4)]
    statistics = [[*(x[i] * x[j] for i, j in sorted(edges)), *x] for x in v]
    theta = np.array([strength] * len(edges) + [-0.5 * strength * d for d in degree])
    return np.array(statistics, dtype=float), theta


@pytest.mark.parametrize("edges", [CYCLE, COMPLETE])
def test_a_visible_machine(edges):
    statistics, theta = couplings(edges, 1.3)
    p, found = estimators.visible_machine(edges, 4, 1.3)
    f = np.exp(statistics @ theta)
    assert close(p, f / f.sum()) and np.array_equal(found, statistics)
    assert close(p, p[::-1])  # on and off are exchangeable


def log_pseudolikelihood(statistics, theta):
    f = np.exp(statistics @ theta)
    return np.log(f[:, None] / (f[:, None] + f[neighbours(4)])).sum(axis=1)


def slopes(function, theta, step=1e-4):
    """By central differences of fourth order, the parameters along the last axis."""
    columns = []
    for unit in np.eye(len(theta)) * step:
        a, b, c, d = (function(theta + k * unit) for k in (-2, -1, 1, 2))
        columns.append((a - 8 * b + 8 * c - d) / (12 * step))
    return np.stack(columns, axis=-1)


@pytest.mark.parametrize("kind, edges", [("cycle", CYCLE), ("complete", COMPLETE)])
def test_what_pseudolikelihood_loses_by_differences(kind, edges):
    statistics, theta = couplings(edges, 1.3)
    f = np.exp(statistics @ theta)
    p = f / f.sum()

    def of_states(x):
        return slopes(lambda y: log_pseudolikelihood(statistics, y), x, 1e-3)

    score = of_states(theta)
    spread = np.einsum("v,vk,vl->kl", p, score, score)
    hessian = -slopes(lambda x: p @ of_states(x), theta, 1e-3)
    fisher = np.cov(statistics.T, aweights=p, ddof=0)
    inverse = np.linalg.inv(hessian)
    wanted = np.trace(fisher @ inverse @ spread @ inverse.T) / len(theta)
    assert estimators.pseudolikelihood_loss(kind, 1.3) == pytest.approx(wanted, rel=1e-5)


def test_the_losses_that_the_claim_states():
    assert estimators.pseudolikelihood_loss("cycle", 4.0) == pytest.approx(1.06, abs=0.01)
    assert estimators.pseudolikelihood_loss("complete", 4.0) == pytest.approx(10, abs=0.5)


def test_an_easy_task():
    statistics, theta = couplings(COMPLETE, 0.9)
    f = np.exp(statistics @ theta)
    p, sixteenth = f / f.sum(), np.full(16, 1 / 16)
    information = sum(a * b / (a + b) for a, b in zip(p, sixteenth, strict=True))
    errors = sum(min(a, 1 / 16) for a in p) / 2
    assert close(estimators.easy_task(0.9), [1 / information - 2, errors])


def heated(setting, beta):
    """The machine at another temperature."""
    m = setting.model
    return setting.at(RBM(beta * m.weights, beta * m.visible_bias, beta * m.hidden_bias))


def test_the_annealing_path():
    for beta in (0.0, 0.3, 1.0):
        hand = Hand(heated(S, beta))
        assert close(estimators.tempered(S, beta), hand.f.sum(axis=1))
        assert close(estimators.tempered_sweep(S, beta), sweep(hand))


def path_variance(s, steps, kernel):
    """Relative variance of an annealed weight: every path of states, one by one."""
    betas = np.linspace(0, 1, steps + 1)
    f = [Hand(heated(s, beta)).f.sum(axis=1) for beta in betas]
    first = second = 0.0
    for path in itertools.product(range(len(f[0])), repeat=steps):
        chance, weight = 1 / len(f[0]), 1.0
        for k, state in enumerate(path):
            weight *= f[k + 1][state] / f[k][state]
            if k:
                chance *= kernel(s, betas[k])[path[k - 1], state]
        first, second = first + chance * weight, second + chance * weight**2
    return second / first**2 - 1


def lazy(s, beta):
    """A kernel that is neither symmetric nor doubly stochastic."""
    return 0.5 * np.eye(len(s.v)) + 0.5 * sweep(Hand(heated(s, beta)))


@pytest.mark.parametrize("kernel", [lazy, estimators.tempered_sweep, estimates.identity])
@pytest.mark.parametrize("steps", [1, 3])
def test_the_variance_of_an_annealed_weight_path_by_path(steps, kernel):
    wanted = path_variance(SMALL, steps, kernel)
    assert close(estimators.annealing_variance(SMALL, steps, kernel), wanted)


def test_what_sweeps_save_and_staying_does_not():
    assert estimates.annealed_share(S, estimates.identity) == pytest.approx(1)
    by_chance = estimators.chi_square(K.p, estimators.uniform(8))
    wanted = estimators.annealing_variance(S, 20, estimators.tempered_sweep) / by_chance
    assert close(estimates.annealed_share(S, estimators.tempered_sweep), wanted)


def test_the_largest_variance_of_a_step():
    found = []
    for k in range(4):
        before, after = (Hand(heated(S, (k + d) / 4)) for d in (0, 1))
        log_ratio = np.log(after.f.sum(axis=1) / before.f.sum(axis=1))
        found.append(before.p @ log_ratio**2 - (before.p @ log_ratio) ** 2)
    assert close(estimators.log_ratio_variance(S, 4), max(found))


def test_a_variance_that_falls_more_slowly_is_noticed(monkeypatch):
    """Of a claim on powers: one and a half would not do for two."""
    claim = next(c for c in estimates.CLAIMS if c.name == "S1.54")
    holds = claim.meant[1][1]
    assert holds(S)
    for power, wanted in ((2.0, True), (1.9, False), (2.1, False)):
        monkeypatch.setattr(estimators, "log_ratio_variance", lambda s, n, k=power: n**-k)
        assert holds(S) == wanted


MACHINE = GaussianRBM([[1.1, -0.6, 0.4]], [0.3], [0.2, -0.5, 0.7], [0.8])


def free(x):
    """Free energy of that machine at x, from its formula."""
    inputs = MACHINE.hidden_bias + x[..., None] / 0.64 * MACHINE.weights[0]
    return (x - MACHINE.visible_bias[0]) ** 2 / (2 * 0.64) - np.log1p(np.exp(inputs)).sum(axis=-1)


def test_the_free_energy_by_hand_is_that_of_the_machine():
    x = np.linspace(-2, 3, 5)
    assert close(gaussian.log_f(MACHINE, x), -free(x))


def density_slope(x, step=1e-3):
    a, b, c, d = (-free(x + k * step) for k in (-2, -1, 1, 2))
    return (a - 8 * b + 8 * c - d) / (12 * step)


def test_score_matching_by_another_quadrature():
    nodes, weights = hermegauss(120)
    for given in ({}, {"mean": -0.3, "width": 0.7}):
        mean, width = given.get("mean", 0.4), given.get("width", 1.1)
        x, share = mean + width * nodes, weights / weights.sum()
        score = density_slope(x)
        slope = (density_slope(x + 1e-3) - density_slope(x - 1e-3)) / 2e-3
        wanted = share @ (score**2 / 2 + slope)
        for side in estimators.fisher_sides(MACHINE, **given):
            assert side == pytest.approx(wanted, abs=1e-5)


def test_averages_over_a_continuous_unit():
    x = gaussian.grid(MACHINE)
    h = binary_states(3)
    means = 0.3 + h @ MACHINE.weights[0]
    share = np.exp(h @ MACHINE.hidden_bias + (means**2 - 0.3**2) / (2 * 0.64))
    share /= share.sum()
    powers = np.stack([x, x**2], axis=1)
    wanted = [share @ means, share @ (means**2 + 0.64)]
    assert close(gaussian.mean(MACHINE, powers), wanted)
    assert close(gaussian.integral(MACHINE), gaussian.partition(MACHINE))
    points = np.array([-1.0, 0.2, 0.9])
    assert np.allclose(gaussian.slope_in_x(MACHINE, points), density_slope(points), atol=1e-8)
    assert x[0] < means.min() - 9 and x[-1] > means.max() + 9


def continued(x, bump):
    inside = np.log1p(np.exp(S.c + x @ S.W)).sum(axis=-1)
    return -(x @ S.b) - inside + bump * (x * (1 - x)).sum(axis=-1)


@pytest.mark.parametrize("bump", [0.0, 0.7])
def test_score_matching_between_the_states(bump):
    x, step = S.data, 1e-4
    total = 0.0
    for i in range(3):
        e = step * np.eye(3)[i]
        up, here, down = (continued(x + k * e, bump) for k in (1, 0, -1))
        total = total + ((up - down) / (2 * step)) ** 2 / 2 - (up - 2 * here + down) / step**2
    assert estimators.extended_score_matching(S, bump) == pytest.approx(total.mean(), abs=1e-6)


def test_two_objectives_differ():
    assert methods.two_objectives(S)
    flat = S.at(RBM(0 * S.W, 0 * S.b, 0 * S.c))
    assert abs(estimators.extended_score_matching(flat, 0.0)) < 1e-15


def test_local_divergences():
    """Of the conditionals; and of their ratios, which count every pair from both its ends."""
    there, other = neighbours(3), Hand(S.other)
    total = likelihoods = distance = constant = 0.0
    for k, j in itertools.product(range(8), range(8)):
        if j not in there[k]:
            continue
        a, b = K.p[k] / (K.p[k] + K.p[j]), other.p[k] / (other.p[k] + other.p[j])
        total += K.p[k] * np.log(a / b)
        likelihoods += K.p[k] * (np.log(a) - np.log(b))
        d = K.population[k] / (K.population[k] + K.population[j])
        distance += K.population[k] * ((1 - d) - (1 - a)) ** 2
        constant += K.population[k] * (1 - d) / 2
    assert close(methods.conditional_divergence(S, S.other), total)
    assert close(methods.population_gap(S, S.other), likelihoods)
    assert close(methods.ratio_distance(S), distance)
    assert close(methods.ratio_constant(S), constant)


def test_costs():
    assert [methods.evaluations(n) for n in (1, 3, 6)] == [2, 4, 7]
    assert methods.second_difference(lambda n: n**3, 2) == 64 - 2 * 27 + 8
    assert methods.cost_growth(S, lambda n: n**2) == [2, 2]


def test_a_mirrored_machine_has_its_hidden_units_in_the_opposite_order():
    mirrored = methods.mirrored(S)
    assert np.array_equal(mirrored.weights, S.W[:, ::-1])
    assert np.array_equal(mirrored.hidden_bias, S.c[::-1])
    assert np.array_equal(mirrored.visible_bias, S.b)


def test_noise_with_a_hole():
    holed = noise.kept(S)
    assert holed[0] == 0 and close(holed[1:], K.noise[1:] / (1 - K.noise[0]))
    doubled = K.p * np.where(np.arange(8) == 0, 2, 1)

    def objective(model, share, which):
        right = (model / (model + share))[which]
        return K.p[which] @ np.log(right) + share[which] @ np.log(1 - right)

    for share, which in ((K.noise, slice(None)), (holed, slice(1, None))):
        wanted = objective(K.p, share, which) - objective(doubled, share, which)
        assert close(noise.mass_at_hole(S, share), wanted)


def test_machines_are_compared_by_the_ratio_of_their_z():
    other = Hand(S.other)
    wanted = sum(np.log(K.p[r] / other.p[r]) for r in K.rows)
    for scale in (1.0, 7.0):
        assert close(estimates.comparison(S, scale), wanted)
    f, share = estimates.two_copies(S)
    assert close(f.sum(), K.Z**2) and close(share.sum(), 1)
    assert close(f[8 * 2 + 5], K.f.sum(axis=1)[2] * K.f.sum(axis=1)[5])
    assert close(share[8 * 2 + 5], K.noise[2] * K.noise[5])


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (2, 2)])
def test_the_shorter_sum(shape):
    s = Setting.draw(*shape, np.random.default_rng(1))
    assert close(estimates.shorter_sum(s), Hand(s).Z)


def test_a_step_along_one_phase():
    theta = S.model.ravel()
    up, down = phases.after_positive(S).model, phases.after_negative(S).model
    assert close(up.ravel() - theta, 0.1 * K.q @ K.slopes)
    assert close(down.ravel() - theta, -0.1 * K.p @ K.slopes)
    assert close(phases.gibbs(S), sweep(K))


def test_divergences_on_the_way_to_equality():
    found = likelihood.towards_equality(S)
    between = [(1 - t) * K.p + t * K.population for t in (0, 0.3, 0.9)]
    assert close(found[:3], [kl(K.population, law) for law in between])
    assert np.all(np.diff(found) < 0) and abs(found[-1]) < 1e-15
    certain = np.array([0.0, 0.4, 0.6])
    assert close(divergence(certain, P), kl(certain, P))


def test_a_setting_is_checked_and_drawn():
    s = Setting(S.model, S.data.astype(bool).tolist(), [[0, 1, 1]])
    assert isinstance(s.data, np.ndarray) and isinstance(s.samples, np.ndarray)
    assert s.N == 6 and np.array_equal(s.data[-1], s.data[0])
    assert S.samples.shape == (10, 3) and S.data.shape == (6, 3)
    assert close(S.q, K.q) and close(S.p, K.p) and close(S.kl, kl(K.q, K.p))
    assert close(S.sigma, logistic(S.c + S.v @ S.W))
    assert abs(S.population.sum() - 1) < 1e-15 and abs(S.noise.sum() - 1) < 1e-15
    assert len({*S.other.model.ravel()}) == S.model.n_parameters
    laws = (K.p, S.other.p, S.population, S.noise)
    assert min(law.min() for law in laws) > 0
    for one, another in itertools.combinations(laws, 2):  # none is another in disguise
        assert abs(one - another).max() > 0.01


def test_samples_are_drawn_from_the_machine():
    for seed in range(3):
        s = Setting.draw(5, 2, np.random.default_rng(seed), scale=20.0)
        hand = Hand(s)
        assert hand.p[hand.drawn].min() > 1e-6 and (hand.p < 1e-6).sum() > 16


def test_the_shapes_of_generic_settings():
    found = generic_settings(np.random.default_rng(0))
    assert [s.W.shape for s in found] == [(3, 2), (2, 3), (4, 3), (3, 3)]
    weak = generic_settings(np.random.default_rng(0), shapes=[(2, 3)], scale=0.5)
    strong = generic_settings(np.random.default_rng(0), shapes=[(2, 3)])
    assert close(2 * weak[0].model.ravel(), strong[0].model.ravel())
