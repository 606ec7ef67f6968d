r"""S1, third part: the methods that learn without the partition function.

Source as in `chapter_gradient`.  The text has few formulas here; its statements are executed
as equations where they are equations, and as truth values where they are not.
"""

import numpy as np

from rbmlib.numerics import sigmoid
from rbmlib.sources import estimators as est
from rbmlib.sources.claims import Claim
from rbmlib.sources.gaussian import Gaussian

TRUE = (r"\text{true}", lambda s: True)


def kept(s):
    """The noise with a hole at the first state, renormalised, (V,)."""
    noise = np.append(0.0, s.noise[1:])
    return noise / noise.sum()


def evaluations(n):
    """How often p-tilde is needed for the pseudolikelihood of one example of n units."""
    return len({0, *(int(k) for k in est.flipped(n)[0])})


def second_difference(cost, n):
    """Zero if the cost is linear in n."""
    return cost(n + 2) - 2 * cost(n + 1) + cost(n)


def mirrored(s):
    """The same machine with its hidden units in the opposite order."""
    return type(s.model)(s.W[:, ::-1], s.b, s.c[::-1])


def mass_at_hole(s, noise):
    """Whether the objective notices that the model's mass at the first state is doubled."""
    log_model = np.log(s.p)
    doubled = np.append(log_model[0] + np.log(2), log_model[1:])
    seen = noise > 0
    objectives = [
        est.noise_objective(s.p[seen], noise[seen], m[seen], 1.0) for m in (log_model, doubled)
    ]
    return abs(objectives[1] - objectives[0]) > 1e-6


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
        r"\text{second difference of the multiplications}",
        lambda s: second_difference(lambda n: evaluations(n) * n * s.model.n_hidden, len(s.b)),
        "the cost is linear in the number of variables",
        start=("0", lambda s: 0),
        condition="cost counts evaluations of p-tilde for each example",
        meant=(None, lambda s: second_difference(evaluations, len(s.b))),
    ),
    Claim(
        "S1.31",
        r"\text{parameters at which the population's pseudolikelihood is highest}",
        lambda s: mirrored(s).ravel(),
        "consistent",
        start=(r"\theta^*", lambda s: s.model.ravel()),
        condition="up to relabelling of hidden units: the true distribution is stationary",
        meant=(
            lambda s: np.zeros(s.model.n_parameters),
            lambda s: s.D(lambda t: s.p @ est.pseudolikelihood(t)),
        ),
    ),
    Claim(
        "S1.32",
        r"\text{less accurate than maximum likelihood at strong coupling}",
        lambda s: [est.pseudolikelihood_loss(kind, 4.0) > 1.5 for kind in ("cycle", "complete")],
        "asymptotic variance",
        start=(r"\text{true, true}", lambda s: [True, True]),
        condition="the graph has many loops",
        meant=(lambda s: True, lambda s: est.pseudolikelihood_loss("complete", 4.0) > 1.5),
    ),
    Claim(
        "S1.33",
        r"\nabla_x\log p(x)\text{ in closed form}",
        lambda s: Gaussian.like(s).score(np.linspace(-2, 2, 9)),
        "what score matching matches",
        start=(
            r"\nabla_x\log p(x)",
            lambda s: (
                np.imag(np.log(Gaussian.like(s).density(np.linspace(-2, 2, 9) + 1e-30j))) / 1e-30
            ),
        ),
    ),
    Claim(
        "S1.34",
        r"\nabla_x\log\tilde p(x)",
        lambda s: np.imag(Gaussian.like(s).log_f(np.linspace(-2, 2, 9) + 1e-30j)) / 1e-30,
        "Z does not depend on x",
    ),
    Claim(
        "S1.35",
        r"E_{p_{data}}\big[\tfrac12\psi^2+\psi'\big]",
        lambda s: est.fisher_sides(Gaussian.like(s))[1],
        "an objective without a negative phase",
        start=(
            r"\tfrac12E_{p_{data}}[(\psi-\psi_{data})^2]-\tfrac12E_{p_{data}}[\psi_{data}^2]",
            lambda s: est.fisher_sides(Gaussian.like(s))[0],
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
        r"\text{ratio matching, neighbour on the other side}",
        lambda s: est.ternary_ratios(s.f_v[:3], s.population[:3], -1),
        "for discrete data",
        start=(
            r"\text{ratio matching, three values}",
            lambda s: est.ternary_ratios(s.f_v[:3], s.population[:3], 1),
        ),
        condition="binary units: one neighbour each",
        meant=(
            lambda s: est.ternary_ratios(s.f_v[:2], s.population[:2], 1),
            lambda s: est.ternary_ratios(s.f_v[:2], s.population[:2], -1),
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
    Claim(
        "S1.41",
        r"\sigma(\log p(x)-\log\nu p_{noise}(x))",
        lambda s: sigmoid(np.log(s.p) - np.log(2 * s.noise)),
        "classify data against noise",
        start=(
            r"P(\text{data}\mid x)",
            lambda s: s.p / (s.p + 2 * s.noise),
        ),
    ),
    Claim(
        "S1.42",
        r"\sigma(\log p(x)-\log p_{noise}(x))",
        lambda s: sigmoid(np.log(s.p) - np.log(s.noise)),
        "logistic regression on the log-density ratio",
        start=(
            r"P(\text{data}\mid x)",
            lambda s: s.p / (s.p + 2 * s.noise),
        ),
        condition="as many noise samples as data, else minus the log of their ratio",
        meant=(
            lambda s: s.p / (s.p + s.noise),
            lambda s: sigmoid(np.log(s.p) - np.log(s.noise)),
        ),
    ),
    Claim(
        "S1.43",
        r"\nabla_{\theta,\kappa}J\text{ at the truth, }\kappa=-\log Z",
        lambda s: est.noise_gradient(s, -np.log(s.Z)),
        "Z is one more parameter",
        start=("0", lambda s: np.zeros(s.model.n_parameters + 1)),
    ),
    Claim(
        "S1.44",
        r"\text{the objective sees the mass of every state}",
        lambda s: [mass_at_hole(s, s.noise), mass_at_hole(s, kept(s))],
        "consistent",
        start=(r"\text{true, true}", lambda s: [True, True]),
        condition="the noise covers the support",
        meant=(lambda s: [True], lambda s: [mass_at_hole(s, s.noise)]),
    ),
    Claim(
        "S1.45",
        r"\text{error of }\log Z\text{: uniform noise more than the model's own}",
        lambda s: (
            est.noise_variance(s.p, est.uniform(len(s.p))) > est.noise_variance(s.p, s.p) + 1e-3
        ),
        "effectiveness depends on the noise",
        start=TRUE,
    ),
    Claim(
        "S1.46",
        r"\text{an easier task, a larger error}",
        lambda s: est.easy_task(0.5)[0] < est.easy_task(4.0)[0],
        "noise that is told from the data too easily",
        start=(r"\text{easier}", lambda s: est.easy_task(0.5)[1] > est.easy_task(4.0)[1]),
    ),
]
