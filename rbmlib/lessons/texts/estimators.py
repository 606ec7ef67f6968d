"""Exact expectations of the methods that the texts name, by enumeration.

Each function takes a `Setting` (or unnormalised probabilities f over visible states in
counting order) and follows the published definition; nothing here is used elsewhere.
"""

from functools import cache
from itertools import pairwise

import numpy as np

from rbmlib.lessons.texts.gaussian import trapezoid
from rbmlib.models import BoltzmannMachine
from rbmlib.numerics import sigmoid, softplus
from rbmlib.states import binary_states


def flipped(n):
    """Index of every state with one bit flipped, (2^n, n)."""
    return np.arange(2**n)[:, None] ^ (1 << np.arange(n)[::-1])


def conditionals(f):
    """p(v_i | the other units) of every state and unit, from f and one-bit flips."""
    n = int(np.log2(len(f)))
    return f[:, None] / (f[:, None] + f[flipped(n)])


def energy_gap(s):
    """F(v) minus F(v with bit i flipped), (V, n)."""
    free_energy = -np.log(s.f_v)
    return free_energy[:, None] - free_energy[flipped(s.model.n_visible)]


def pseudolikelihood(s):
    """Sum over i of ln p(v_i | rest), (V,)."""
    return -softplus(energy_gap(s)).sum(axis=1)


def ratio_matching(f, weights):
    """Ratio-matching objective of f under a distribution of the data."""
    return weights @ ((1 - conditionals(f)) ** 2).sum(axis=1)


def ternary_ratios(f, weights, turn):
    """Ratio matching of one unit whose values are 0, 1, ...; its neighbour is `turn` on."""
    return weights @ (1 + f / np.roll(f, -turn)) ** -2.0


def noise_objective(data, noise, log_model, nu):
    """Noise-contrastive objective, nu noise samples for each data sample."""
    gap = log_model - np.log(noise) - np.log(nu)
    return -data @ softplus(-gap) - nu * noise @ softplus(gap)


def noise_gradient(s, kappa, nu=2.0):
    """Its gradient at the truth in all parameters and in kappa, the data's law being p."""

    def objective(t, k):
        return noise_objective(s.p, s.noise, np.log(t.f_v) + k, nu)

    in_kappa = np.imag(objective(s, kappa + 1e-30j)) / 1e-30
    return np.append(s.D(lambda t: objective(t, kappa)), in_kappa)


def noise_prefers_truth(s, nu=2.0):
    """Whether the objective is higher at the truth than at another model or normaliser."""
    log_p = np.log(s.p)
    truth, *others = (
        noise_objective(s.p, s.noise, m, nu) for m in (log_p, np.log(s.other.p), log_p + 0.1)
    )
    return truth > max(others)


def noise_variance(p, noise, nu=1.0):
    """Asymptotic variance of the estimated ln Z, times the number of data samples."""
    information = np.sum(p * nu * noise / (p + nu * noise))
    return 1 / information - 1 - 1 / nu


def bayes_error(p, noise):
    """Error of the best classifier of data against noise, equally many of each."""
    return np.minimum(p, noise).sum() / 2


def uniform(size):
    """The uniform distribution over so many states."""
    return np.full(size, 1 / size)


def visible_machine(edges, n, coupling):
    """Probabilities and statistics of a fully visible machine with one coupling strength."""
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    couplings = np.array([coupling * float(pair in edges) for pair in pairs])
    degree = np.array([sum(unit in edge for edge in edges) for unit in range(n)])
    model = BoltzmannMachine(couplings, -0.5 * coupling * degree)
    v, h = binary_states(n), np.zeros((2**n, 0))
    f = np.exp(-model.energy(v, h))
    kept = [k for k, pair in enumerate(pairs) if pair in edges]
    statistics = np.concatenate([np.stack([v[:, i] * v[:, j] for i, j in pairs])[kept].T, v], 1)
    return f / f.sum(), statistics


@cache
def pseudolikelihood_loss(kind, coupling):
    """Asymptotic excess risk of pseudolikelihood over that of maximum likelihood, as a ratio.

    The exact sandwich H^-1 K H^-1 on four units, traced against the Fisher information.
    """
    n = 4
    cycle = {(0, 1), (1, 2), (2, 3), (0, 3)}
    edges = cycle if kind == "cycle" else cycle | {(0, 2), (1, 3)}
    p, phi = visible_machine(edges, n, coupling)
    steps = phi[:, None, :] - phi[flipped(n)]
    miss = 1 - conditionals(p)
    slopes = np.einsum("vi,vik->vk", miss, steps)
    hessian = np.einsum("v,vi,vik,vil->kl", p, miss * (1 - miss), steps, steps)
    spread = np.einsum("v,vk,vl->kl", p, slopes, slopes)
    centred = phi - p @ phi
    fisher = np.einsum("v,vk,vl->kl", p, centred, centred)
    sandwich = np.linalg.solve(hessian, np.linalg.solve(hessian, spread).T)
    return np.trace(fisher @ sandwich) / len(fisher)


@cache
def easy_task(coupling):
    """Uniform noise against a complete graph of four: error of ln Z, Bayes error."""
    edges = {(i, j) for i in range(4) for j in range(i + 1, 4)}
    p, _ = visible_machine(edges, 4, coupling)
    return noise_variance(p, uniform(len(p))), bayes_error(p, uniform(len(p)))


def chi_square(p, q):
    """Variance of the importance weight p / q under q."""
    return np.sum(p**2 / q) - 1


def tempered(s, beta):
    """Unnormalised probabilities of the annealing path, sum over h of e^{-beta E}."""
    return np.exp(-beta * s.E).sum(axis=1)


def tempered_sweep(s, beta):
    """Gibbs transition matrix of the annealing path, (V, V)."""
    joint = np.exp(-beta * s.E)
    return (joint / joint.sum(axis=1)[:, None]) @ (joint / joint.sum(axis=0)).T


def annealing_variance(s, steps, kernel):
    """Relative variance of an annealed importance weight, exactly.

    The second moment is propagated through all states: r_k squared, then the kernel.
    """
    betas = np.linspace(0, 1, steps + 1)
    first = second = tempered(s, 0) / tempered(s, 0).sum()
    for before, after in pairwise(betas):
        ratio = tempered(s, after) / tempered(s, before)
        first, second = first * ratio, second * ratio**2
        if after < 1:
            first, second = first @ kernel(s, after), second @ kernel(s, after)
    return second.sum() / first.sum() ** 2 - 1


def log_ratio_variance(s, steps):
    """Largest variance of the logarithm of one annealing step's ratio, over the steps."""
    found = []
    for before, after in pairwise(np.linspace(0, 1, steps + 1)):
        f, ratio = tempered(s, before), np.log(tempered(s, after) / tempered(s, before))
        found.append(f / f.sum() @ (ratio - f @ ratio / f.sum()) ** 2)
    return max(found)


def fisher_sides(machine, mean=0.4, width=1.1):
    """Score matching in one dimension: Fisher divergence minus its constant, and J.

    The data are a normal distribution; both sides are integrals on one grid.
    """
    x = np.linspace(mean - 14 * width, mean + 14 * width, 4001)
    data = np.exp(-((x - mean) ** 2) / (2 * width**2)) / (width * np.sqrt(2 * np.pi))
    score, truth = machine.score(x[:, None])[:, 0], -(x - mean) / width**2
    divergence = trapezoid(data * (score - truth) ** 2 / 2, x)
    objective = trapezoid(data * (score**2 / 2 + machine.score_slope(x[:, None])[:, 0]), x)
    return divergence - trapezoid(data * truth**2 / 2, x), objective


def extended_score_matching(s, bump):
    """Score-matching objective of a free energy continued between the binary states.

    F(x) + bump * sum x (1 - x): the same probabilities at 0 and 1, whatever the bump.
    """
    x, sigma = s.data, sigmoid(s.c + s.data @ s.W)
    score = s.b + sigma @ s.W.T - bump * (1 - 2 * x)
    slope = (sigma * (1 - sigma)) @ (s.W**2).T + 2 * bump
    return np.mean(np.sum(score**2 / 2 + slope, axis=1))
