r"""S1, third part: learning from local ratios, without the partition function.

Source as in `gradient`.  The text has few formulas here; its statements are executed
as equations where they are equations, and as truth values where they are not.
"""

import numpy as np

from rbmlib.lessons.texts import estimators as est
from rbmlib.lessons.texts import gaussian
from rbmlib.lessons.texts.claims import TRUE, Claim
from rbmlib.states import binary_states

POINTS = np.linspace(-2, 2, 9)  # where slopes in x are compared


def evaluations(n):
    """How often p-tilde is needed for the pseudolikelihood of one example of n units."""
    return len({0, *(int(k) for k in est.flipped(n)[0])})


def second_difference(cost, n):
    """Zero if the cost is linear in n."""
    return cost(n + 2) - 2 * cost(n + 1) + cost(n)


def mirrored(s):
    """The same machine with its hidden units in the opposite order."""
    return type(s.model)(s.W[:, ::-1], s.b, s.c[::-1])


def cost_growth(s, cost):
    """Second difference of a cost in n, and the factor in states for one more unit."""
    n = len(s.b)
    return [second_difference(cost, n), len(binary_states(n + 1)) / len(s.v)]


def population_gap(s, other):
    """How much higher the truth's pseudolikelihood is than another's, on its own data."""
    return s.p @ (est.pseudolikelihood(s) - est.pseudolikelihood(other))


def conditional_divergence(s, other):
    """Divergence of the local conditionals, summed over units, averaged over the rest."""
    a, b = est.conditionals(s.p), est.conditionals(other.p)
    rest = s.p[:, None] + s.p[est.flipped(len(s.b))]
    return np.sum(rest / 2 * (a * np.log(a / b) + (1 - a) * np.log((1 - a) / (1 - b))))


def ratio_distance(s):
    """Hyvarinen's objective: squared differences of g(ratio), g(u) = 1 / (1 + u)."""
    flips, data = est.flipped(len(s.b)), s.population
    of_data, of_model = data[:, None] / data[flips], s.p[:, None] / s.p[flips]
    there = (1 / (1 + of_data) - 1 / (1 + of_model)) ** 2
    back = (1 / (1 + 1 / of_data) - 1 / (1 + 1 / of_model)) ** 2
    return data @ (there + back).sum(axis=1) / 2


def ratio_constant(s):
    """The part of it that does not depend on the model."""
    return s.population @ (1 - est.conditionals(s.population)).sum(axis=1) / 2


def two_objectives(s):
    """Whether a term that vanishes at every binary state changes the objective."""
    same = np.all(s.v * (1 - s.v) == 0)
    change = est.extended_score_matching(s, 1.0) - est.extended_score_matching(s, 0.0)
    return same and abs(change) > 0.1


CLAIMS = [
    Claim("S1.26", r"\text{contrastive divergence}", None, "a heading without a formula"),
    Claim(
        "S1.27",
        r"\text{pseudolikelihood of }10\,\tilde p",
        lambda s: np.log(est.conditionals(10 * s.f_v)).sum(axis=1),
        "no partition function",
        start=(
            r"\text{pseudolikelihood of }\tilde p",
            lambda s: np.log(est.conditionals(s.f_v)).sum(axis=1),
        ),
    ),
    Claim(
        "S1.28",
        r"\sum_i\log p(x_i\mid x_{-i})",
        est.pseudolikelihood,
        "by one-bit flips of the free energy",
        start=(
            r"\sum_i\log\frac{p(x)}{\sum_{x_i}p(x)}",
            lambda s: np.log(est.conditionals(s.p)).sum(axis=1),
        ),
    ),
    Claim(
        "S1.29",
        r"\frac{\tilde p(x)}{\sum_{x_i}\tilde p(x)}",
        lambda s: est.conditionals(s.f_v),
        "local normalisation; Z cancels",
        start=(r"p(x_i\mid x_{-i})", lambda s: est.conditionals(s.p)),
    ),
    Claim(
        "S1.30",
        r"\text{second difference of the multiplications; states for one more unit}",
        lambda s: cost_growth(s, lambda n: evaluations(n) * n * s.model.n_hidden),
        "the cost falls from exponential to linear in the number of variables",
        start=(r"0,\;2", lambda s: [0, 2]),
        condition="cost counts evaluations of p-tilde for each example",
        meant=(
            None,
            (
                r"\text{second difference of the evaluations; states for one more unit}",
                lambda s: cost_growth(s, evaluations),
            ),
        ),
    ),
    Claim(
        "S1.31",
        r"\text{the truth beats: other parameters, relabelled hidden units}",
        lambda s: [population_gap(s, s.other) > 1e-6, population_gap(s, s.at(mirrored(s))) > 1e-6],
        "consistent",
        start=(r"\text{true, true}", lambda s: [True, True]),
        condition="the data come from the model; parameters up to symmetry",
        meant=(
            (
                r"\langle PL_{\theta^*}-PL_\theta\rangle_{p^*}",
                lambda s: population_gap(s, s.other),
            ),
            (
                r"\sum_i\langle KL(p^*(x_i|x_{-i})\,\|\,p_\theta(x_i|x_{-i}))\rangle_{p^*}",
                lambda s: conditional_divergence(s, s.other),
            ),
        ),
    ),
    Claim(
        "S1.32",
        r"\text{less accurate than maximum likelihood at strong coupling}",
        lambda s: [est.pseudolikelihood_loss(g, 4.0) > 1 + 1e-6 for g in ("cycle", "complete")],
        "asymptotic variance; on a cycle by six per cent, on a complete graph tenfold",
        start=(r"\text{true, true}", lambda s: [True, True]),
    ),
    Claim(
        "S1.33",
        r"\nabla_x\log p(x)\text{ in closed form}",
        lambda s: gaussian.like(s).score(POINTS[:, None])[:, 0],
        "what score matching matches",
        start=(
            r"\nabla_x\log p(x)",
            lambda s: gaussian.slope_in_x(
                gaussian.like(s), POINTS, 1 / gaussian.integral(gaussian.like(s))
            ),
        ),
    ),
    Claim(
        "S1.34",
        r"\nabla_x\log\tilde p(x)",
        lambda s: gaussian.slope_in_x(gaussian.like(s), POINTS),
        "Z does not depend on x",
    ),
    Claim(
        "S1.35",
        r"E_{p_{data}}\big[\tfrac12\psi^2+\psi'\big]",
        lambda s: est.fisher_sides(gaussian.like(s))[1],
        "an objective without a negative phase",
        start=(
            r"\tfrac12E_{p_{data}}[(\psi-\psi_{data})^2]-\tfrac12E_{p_{data}}[\psi_{data}^2]",
            lambda s: est.fisher_sides(gaussian.like(s))[0],
        ),
    ),
    Claim(
        "S1.36",
        r"\text{score matching does not apply to discrete variables}",
        two_objectives,
        "one distribution, two objectives",
        start=TRUE,
    ),
    Claim(
        "S1.37",
        r"\text{ratio matching of three values, the neighbour being the previous one}",
        lambda s: est.ternary_ratios(s.f_v[:3], s.population[:3], -1),
        "matches local ratios of discrete data",
        start=(
            r"\text{ratio matching of three values, the neighbour being the next one}",
            lambda s: est.ternary_ratios(s.f_v[:3], s.population[:3], 1),
        ),
        condition="binary units: one neighbour each",
        meant=(
            (r"\text{distance of the ratios of }p_{data}\text{ and }p", ratio_distance),
            (
                r"J_{RM}(p)-\text{a constant}",
                lambda s: est.ratio_matching(s.f_v, s.population) - ratio_constant(s),
            ),
        ),
    ),
    Claim(
        "S1.38",
        r"\frac{\tilde p(x)}{\tilde p(x^{(i)})}",
        lambda s: s.f_v[:, None] / s.f_v[est.flipped(len(s.b))],
        "Z cancels",
        start=(
            r"\frac{p(x)}{p(x^{(i)})}",
            lambda s: s.p[:, None] / s.p[est.flipped(len(s.b))],
        ),
    ),
    Claim(
        "S1.39",
        r"J_{RM}(10\,\tilde p)",
        lambda s: est.ratio_matching(10 * s.f_v, s.q),
        "no global normalisation",
        start=(r"J_{RM}(p)", lambda s: est.ratio_matching(s.p, s.q)),
    ),
    Claim("S1.40", r"\text{generality traded for efficiency}", None, "an opinion"),
]
