r"""S1, fourth part: estimating and comparing partition functions.

Source as in `chapter_gradient`; executed as in `chapter_methods`.
"""

import numpy as np

from rbmlib.sources import estimators as est
from rbmlib.sources.chapter_methods import kept
from rbmlib.sources.claims import Claim
from rbmlib.states import binary_states

TRUE = (r"\text{true}", lambda s: True)


def comparison(s, scale):
    """Log-likelihood ratio of two machines on the data, both Z known up to one scale."""
    a, b = np.log(s.f_v)[s.rows], np.log(s.other.f_v)[s.rows]
    return np.sum(a - np.log(scale * s.Z)) - np.sum(b - np.log(scale * s.other.Z))


def two_copies(s):
    """Importance-weight second moment for two independent copies of the machine."""
    p, q = np.outer(s.p, s.p), np.outer(s.noise, s.noise)
    return 1 + est.chi_square(p.ravel(), q.ravel())


def identity(s, beta):
    """A kernel that does not move."""
    return np.eye(len(s.v))


CLAIMS = [
    Claim(
        "S1.47",
        r"Z\text{ needs more states than can be listed}",
        lambda s: 2 ** min(len(s.b), len(s.c)) > 2**22,
        "intractable",
        start=TRUE,
        condition="for many units: the number of terms doubles with each",
        meant=(lambda s: 2.0, lambda s: len(binary_states(len(s.c) + 1)) / len(s.h)),
    ),
    Claim(
        "S1.48",
        r"\nabla_{\theta,\kappa}J\text{ of noise-contrastive estimation, }\kappa=0",
        lambda s: est.noise_gradient(s, 0.0),
        "learning without computing Z",
        start=("0", lambda s: np.zeros(s.model.n_parameters + 1)),
        condition="log Z is estimated as a parameter",
        meant=(None, lambda s: est.noise_gradient(s, -np.log(s.Z))),
    ),
    Claim(
        "S1.49",
        r"\text{comparing two models needs both }Z",
        lambda s: abs(comparison(s, 10.0) - comparison(s, 1.0)) > 1e-6,
        "normalised likelihoods depend on Z",
        start=TRUE,
        condition="for one model's likelihood; two need only the ratio",
        meant=(
            lambda s: -s.N * np.log(10.0),
            lambda s: np.sum(np.log(s.f_v / (10 * s.Z))[s.rows]) - np.sum(np.log(s.p)[s.rows]),
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
        lambda s: np.sum(s.f_v[kept(s) > 0]),
        "importance sampling",
        start=("Z", lambda s: s.Z),
        condition="the proposal covers the support",
        meant=(None, lambda s: s.noise @ (s.f_v / s.noise)),
    ),
    Claim(
        "S1.52",
        r"(1+\chi^2)^2",
        lambda s: (1 + est.chi_square(s.p, s.noise)) ** 2,
        "weights degenerate with the dimension",
        start=(r"1+\chi^2\text{ of two independent copies}", two_copies),
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
        r"\text{every ratio is small}",
        lambda s: np.all(est.tempered(s, 1) / est.tempered(s, 0.99) < 1),
        "a product of small, stable ratios",
        start=TRUE,
        condition="small means close to one: their variance falls with the square of the steps",
        meant=(
            None,
            lambda s: est.log_ratio_variance(s, 1000) < 0.011 * est.log_ratio_variance(s, 100),
        ),
    ),
    Claim(
        "S1.55",
        r"\text{annealing halves the variance of importance sampling}",
        lambda s: (
            est.annealing_variance(s, 20, identity) < est.annealing_variance(s, 1, identity) / 2
        ),
        "reliable in high dimensions",
        start=TRUE,
        condition="the transitions mix",
        meant=(
            None,
            lambda s: (
                est.annealing_variance(s, 20, est.tempered_sweep)
                < est.annealing_variance(s, 1, identity) / 2
            ),
        ),
    ),
    Claim("S1.56", r"\text{the standard tool}", None, "an opinion"),
]
