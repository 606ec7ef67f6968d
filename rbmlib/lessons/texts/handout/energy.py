r"""S2, first part: a derivation of the gradient for any energy-based model.

Source: an anonymous note, "Energy-Based Models / Restricted Boltzmann Machine" (five pages).
p_D is the data distribution, L(D) the log-likelihood, l(D) the loss.  S2.4 and S2.5 take the
printed p_D; the lines after them, the share of each state in the data.
"""

import numpy as np

from rbmlib.lessons.texts.claims import Claim
from rbmlib.lessons.texts.setting import distinct

DISTINCT = "all samples are distinct"


def posterior_mean(s):
    """Average of dE over p_D(v) p(h|v)."""
    return np.einsum("v,vh,vhk->k", s.q, s.posterior, s.dE)


def log_z_slope(s):
    """(1/Z) dZ, the second term of the lines from S2.13 on."""
    return s.D(lambda t: t.Z) / s.Z


def clamped(s, weights, norm):
    """Sum over v of p_D(v) / norm(v) times the sum over h of weights (V, H) times dE."""
    return np.einsum("v,vh,vhk->k", s.q / norm, weights, s.dE)


def loss(s):
    """l(D), (S2.6)."""
    return -s.q @ np.log(s.joint.sum(axis=1))


def data_term(s):
    """The first term of S2.9 to S2.11: minus the mean log of the sum over h."""
    return -s.q @ np.log(s.f.sum(axis=1))


CLAIMS = [
    Claim(
        "S2.1",
        r"\frac1Ze^{-E(v,h)}",
        lambda s: s.f / s.Z,
        "definition",
        start=(r"p(v,h)", lambda s: s.joint),
    ),
    Claim(
        "S2.2",
        r"\sum_{v,h}e^{-E(v,h)}",
        lambda s: s.f.sum(),
        "probabilities sum to one",
        start=(r"Z", lambda s: s.f[0, 0] / s.joint[0, 0]),
    ),
    Claim(
        "S2.3",
        r"\frac1N\sum_{v\in D}\log\sum_hp(v,h)",
        lambda s: np.mean(np.log(s.joint.sum(axis=1))[s.rows]),
        "called the negative log-likelihood",
        start=(
            r"-\frac1N\log\prod_{v\in D}p(v)",
            lambda s: -np.log(np.prod(s.p[s.rows])) / s.N,
        ),
        corrected=(
            r"-\frac1N\sum_{v\in D}\log\sum_hp(v,h)",
            lambda s: -np.mean(np.log(s.joint.sum(axis=1))[s.rows]),
        ),
    ),
    Claim(
        "S2.4",
        r"\frac1N\text{ for }v\in D\text{, else }0",
        lambda s: s.members / s.N,
        "definition of p_D",
        start=(r"\frac{n_v}{N}", lambda s: s.q),
        condition=DISTINCT,
        given=distinct,
    ),
    Claim(
        "S2.5",
        r"\sum_vp_D(v)\log\sum_hp(v,h)",
        lambda s: (s.members / s.N) @ np.log(s.joint.sum(axis=1)),
        "insert p_D",
        start=(
            r"L(D)=\frac1N\sum_{v\in D}\log\sum_hp(v,h)",
            lambda s: np.mean(np.log(s.joint.sum(axis=1))[s.rows]),
        ),
        condition=DISTINCT,
        given=distinct,
    ),
    Claim(
        "S2.6",
        r"-\sum_vp_D(v)\log\sum_hp(v,h)",
        loss,
        "the loss is minus the log-likelihood; from here on p_D(v) = n_v / N",
        start=(r"l(D)", lambda s: -np.mean(np.log(s.p)[s.rows])),
    ),
    Claim(
        "S2.7",
        r"-\sum_vp_D(v)\log\sum_h\frac1Ze^{-E(v,h)}",
        lambda s: -s.q @ np.log((s.f / s.Z).sum(axis=1)),
        "insert the model",
    ),
    Claim(
        "S2.8",
        r"-\sum_vp_D(v)\log\frac1Z\sum_he^{-E(v,h)}",
        lambda s: -s.q @ np.log(s.f.sum(axis=1) / s.Z),
        "a constant factor",
    ),
    Claim(
        "S2.9",
        r"-\sum_vp_D(v)\Big\{\log\sum_he^{-E(v,h)}-\log Z\Big\}",
        lambda s: -s.q @ (np.log(s.f.sum(axis=1)) - np.log(s.Z)),
        "logarithm of a quotient",
    ),
    Claim(
        "S2.10",
        r"-\sum_vp_D(v)\log\sum_he^{-E(v,h)}-\sum_vp_D(v)\log Z",
        lambda s: data_term(s) - s.q.sum() * np.log(s.Z),
        "distribute the sum",
        corrected=(
            r"-\sum_vp_D(v)\log\sum_he^{-E(v,h)}+\sum_vp_D(v)\log Z",
            lambda s: data_term(s) + s.q.sum() * np.log(s.Z),
        ),
    ),
    Claim(
        "S2.11",
        r"-\sum_vp_D(v)\log\sum_he^{-E(v,h)}+\log Z",
        lambda s: data_term(s) + np.log(s.Z),
        "p_D sums to one",
    ),
    Claim(
        "S2.12",
        r"-\sum_vp_D(v)\frac{\partial}{\partial\theta}\log\sum_he^{-E(v,h)}"
        r"+\frac{\partial}{\partial\theta}\log Z",
        lambda s: -s.q @ s.D(lambda t: np.log(t.f_v)) + s.D(lambda t: np.log(t.Z)),
        "differentiate S2.11",
        start=(r"\frac{\partial}{\partial\theta}l(D)", lambda s: s.D(loss)),
    ),
    Claim(
        "S2.13",
        r"-\sum_vp_D(v)\frac1{\sum_he^{-E}}\sum_h\frac{\partial}{\partial\theta}e^{-E}"
        r"+\frac1Z\frac{\partial}{\partial\theta}Z",
        lambda s: -(s.q / s.f_v) @ s.D(lambda t: t.f).sum(axis=1) + log_z_slope(s),
        "derivative of a logarithm",
    ),
    Claim(
        "S2.14",
        r"-\sum_vp_D(v)\frac1{\sum_he^{-E}}\sum_he^{-E}\Big[-\frac{\partial}{\partial\theta}E"
        r"\Big]+\frac1Z\frac{\partial}{\partial\theta}Z",
        lambda s: -clamped(s, -s.f, s.f_v) + log_z_slope(s),
        "chain rule",
    ),
    Claim(
        "S2.15",
        r"\sum_vp_D(v)\frac1{\sum_he^{-E}}\sum_he^{-E}\frac{\partial}{\partial\theta}E"
        r"+\frac1Z\frac{\partial}{\partial\theta}Z",
        lambda s: clamped(s, s.f, s.f_v) + log_z_slope(s),
        "minus times minus",
    ),
    Claim(
        "S2.16",
        r"\sum_vp_D(v)\frac1{\sum_hp(v,h)}\sum_hp(v,h)\frac{\partial}{\partial\theta}E"
        r"+\frac1Z\frac{\partial}{\partial\theta}Z",
        lambda s: clamped(s, s.joint, s.joint.sum(axis=1)) + log_z_slope(s),
        "multiply and divide by Z",
    ),
    Claim(
        "S2.17",
        r"\sum_vp_D(v)\frac1{p(v)}\sum_hp(v,h)\frac{\partial}{\partial\theta}E"
        r"+\frac1Z\frac{\partial}{\partial\theta}Z",
        lambda s: clamped(s, s.joint, s.p) + log_z_slope(s),
        "marginalise",
    ),
    Claim(
        "S2.18",
        r"\sum_vp_D(v)\sum_hp(h|v)\frac{\partial}{\partial\theta}E"
        r"+\frac1Z\frac{\partial}{\partial\theta}Z",
        lambda s: s.q @ np.einsum("vh,vhk->vk", s.posterior, s.dE) + log_z_slope(s),
        "conditional probability",
    ),
    Claim(
        "S2.19",
        r"\sum_{v,h}p_D(v)p(h|v)\frac{\partial}{\partial\theta}E"
        r"+\frac1Z\frac{\partial}{\partial\theta}Z",
        lambda s: posterior_mean(s) + log_z_slope(s),
        "one sum",
    ),
    Claim(
        "S2.20",
        r"\sum_{v,h}p_D(v)p(h|v)\frac{\partial}{\partial\theta}E"
        r"+\frac1Z\frac{\partial}{\partial\theta}\sum_{v,h}e^{-E}",
        lambda s: posterior_mean(s) + s.D(lambda t: t.f.sum()) / s.Z,
        "definition of Z",
    ),
    Claim(
        "S2.21",
        r"\sum_{v,h}p_D(v)p(h|v)\frac{\partial}{\partial\theta}E"
        r"-\frac1Z\sum_{v,h}e^{-E}\frac{\partial}{\partial\theta}E",
        lambda s: posterior_mean(s) - np.einsum("vh,vhk->k", s.f, s.dE) / s.Z,
        "chain rule",
    ),
    Claim(
        "S2.22",
        r"\sum_{v,h}p_D(v)p(h|v)\frac{\partial}{\partial\theta}E"
        r"-\sum_{v,h}p(v,h)\frac{\partial}{\partial\theta}E",
        lambda s: posterior_mean(s) - np.einsum("vh,vhk->k", s.joint, s.dE),
        "1/Z and the exponential make the probability",
    ),
    Claim(
        "S2.23",
        r"\sum_{v,h}p_D(v)p(h|v)\frac{\partial}{\partial\theta}E"
        r"-\sum_{v,h}p(v,h)\frac{\partial}{\partial\theta}E",
        lambda s: posterior_mean(s) - np.einsum("vh,vhk->k", s.joint, s.dE),
        "the result",
        start=(
            r"\frac{\partial}{\partial\theta}l(D)",
            lambda s: s.D(lambda t: -np.mean(np.log(t.p)[t.rows])),
        ),
    ),
]
