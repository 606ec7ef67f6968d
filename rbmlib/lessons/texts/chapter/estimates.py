r"""S1, fifth part: estimating and comparing partition functions.

Source as in `gradient`; executed as in `methods`.
"""

import numpy as np

from rbmlib.lessons.texts import estimators as est
from rbmlib.lessons.texts import gaussian
from rbmlib.lessons.texts.chapter.noise import kept
from rbmlib.lessons.texts.claims import TRUE, Claim


def comparison(s, scale):
    """Log-likelihood ratio of two machines on the data, both Z known up to one scale."""
    a, b = np.log(s.f_v)[s.rows], np.log(s.other.f_v)[s.rows]
    return np.sum(a - np.log(scale * s.Z)) - np.sum(b - np.log(scale * s.other.Z))


def two_copies(s):
    """Unnormalised probabilities and noise of two independent copies of the machine."""
    return np.outer(s.f_v, s.f_v).ravel(), np.outer(s.noise, s.noise).ravel()


def relative_variance(f, noise):
    """Variance of the weight f / noise under the noise, over the square of its mean."""
    weights = f / noise
    return noise @ (weights - noise @ weights) ** 2 / f.sum() ** 2


def weighted_mean(noise, f):
    """Mean of the weight f / noise over what the noise can produce."""
    seen = noise > 0
    return noise[seen] @ (f[seen] / noise[seen])


def shorter_sum(s):
    """Z with the larger layer summed in closed form, unit by unit."""
    if len(s.b) < len(s.c):
        return np.sum(np.exp(s.v @ s.b) * np.prod(1 + np.exp(s.c + s.v @ s.W), axis=1))
    return np.sum(np.exp(s.h @ s.c) * np.prod(1 + np.exp(s.b + s.h @ s.W.T), axis=1))


def slope_in_x(s, scale):
    """Slope of log of scale times p-tilde in a continuous x, at one point."""
    return gaussian.slope_in_x(gaussian.like(s), np.array([0.7]), scale)[0]


def annealed_share(s, kernel):
    """Relative variance of annealing in 20 steps, over that of importance sampling."""
    return est.annealing_variance(s, 20, kernel) / est.annealing_variance(s, 1, kernel)


def identity(s, beta):
    """A kernel that does not move."""
    return np.eye(len(s.v))


CLAIMS = [
    Claim(
        "S1.47",
        r"\text{no sum shorter than that over all joint states gives }Z",
        lambda s: not np.isclose(shorter_sum(s), s.Z),
        "intractable",
        start=TRUE,
        condition="both layers are large: the shorter sum has 2^min(n, m) terms",
        meant=(
            ("Z", lambda s: s.Z),
            (r"\text{a sum over the states of the smaller layer}", shorter_sum),
        ),
    ),
    Claim(
        "S1.48",
        r"J_{RM}(10\tilde p),\;\nabla_x\log10\tilde p,\;\nabla_{\theta,\kappa}J_{NCE}",
        lambda s: [
            est.ratio_matching(10 * s.f_v, s.q),
            slope_in_x(s, 10.0),
            *est.noise_gradient(s, -np.log(s.Z)),
        ],
        "learning without computing Z: noise-contrastive estimation estimates it instead",
        start=(
            r"J_{RM}(p),\;\nabla_x\log p,\;0",
            lambda s: [
                est.ratio_matching(s.p, s.q),
                slope_in_x(s, 1 / gaussian.partition(gaussian.like(s))),
                *np.zeros(s.model.n_parameters + 1),
            ],
        ),
    ),
    Claim(
        "S1.49",
        r"\text{comparing two models needs both }Z",
        lambda s: abs(comparison(s, 10.0) - comparison(s, 1.0)) > 1e-6,
        "normalised likelihoods depend on Z",
        start=TRUE,
        condition="for one model's likelihood; two need only the ratio",
        meant=(
            (r"-N\log10", lambda s: -s.N * np.log(10.0)),
            (
                r"\text{one model's log-likelihood, its }Z\text{ ten times too large}",
                lambda s: np.sum(np.log(s.f_v / (10 * s.Z))[s.rows] - np.log(s.p)[s.rows]),
            ),
        ),
    ),
    Claim(
        "S1.50",
        r"\sum_n\log\frac{\tilde p_A(x_n)}{\tilde p_B(x_n)}-N\log\frac{Z_A}{Z_B}",
        lambda s: np.sum(np.log(s.f_v / s.other.f_v)[s.rows]) - s.N * np.log(s.Z / s.other.Z),
        "only the ratio of the two",
        start=(
            r"\sum_n\log p_A(x_n)-\sum_n\log p_B(x_n)",
            lambda s: np.sum(np.log(s.p)[s.rows]) - np.sum(np.log(s.other.p)[s.rows]),
        ),
    ),
    Claim(
        "S1.51",
        r"E_{x\sim p_0}\Big[\frac{\tilde p(x)}{p_0(x)}\Big]",
        lambda s: weighted_mean(kept(s), s.f_v),
        "importance sampling",
        start=("Z", lambda s: s.Z),
        condition="the proposal covers the support",
        meant=(
            None,
            (r"\text{the same, }p_0>0", lambda s: weighted_mean(s.noise, s.f_v)),
        ),
    ),
    Claim(
        "S1.52",
        r"\chi^2,\;(1+\chi^2)^2-1",
        lambda s: [est.chi_square(s.p, s.noise), (1 + est.chi_square(s.p, s.noise)) ** 2 - 1],
        "weights degenerate: the more units, the less overlap",
        start=(
            r"\frac{\mathrm{Var}(w)}{Z^2}\text{ of one machine, of two independent copies}",
            lambda s: [relative_variance(s.f_v, s.noise), relative_variance(*two_copies(s))],
        ),
    ),
    Claim(
        "S1.53",
        r"\text{annealing path at its ends}",
        lambda s: [est.tempered(s, b) / est.tempered(s, b).sum() for b in (0.0, 1.0)],
        "intermediate distributions",
        start=(r"p_0,\;p", lambda s: [est.uniform(len(s.p)), s.p]),
    ),
    Claim(
        "S1.54",
        r"\text{every ratio is below one}",
        lambda s: np.all(est.tempered(s, 1) / est.tempered(s, 0.99) < 1),
        "a product of small, stable ratios",
        start=TRUE,
        condition="small means close to one: their variance falls with the square of the steps",
        meant=(
            None,
            (
                r"\text{ten times the steps, a hundredth of the largest variance}",
                lambda s: np.isclose(
                    100 * est.log_ratio_variance(s, 1000),
                    est.log_ratio_variance(s, 100),
                    rtol=0.05,
                ),
            ),
        ),
    ),
    Claim(
        "S1.55",
        r"\text{annealing in 20 steps varies less than importance sampling}",
        lambda s: annealed_share(s, identity) < 1 - 1e-9,
        "practical and reliable",
        start=TRUE,
        condition="the transitions mix",
        meant=(
            None,
            (
                r"\text{the same with Gibbs sweeps}",
                lambda s: annealed_share(s, est.tempered_sweep) < 1 - 1e-9,
            ),
        ),
    ),
    Claim("S1.56", r"\text{the standard tool}", None, "an opinion"),
]
