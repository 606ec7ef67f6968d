r"""S0, first part: a question on the RBM's gradient, and the general half of its answer.

Source: "How to derive the gradient formula for the Maximum Likelihood in RBM?", question
113395 on Cross Validated (Stack Exchange), with its longest answer.  Formulas as printed there;
x and chi are a visible state and the set of all of them.
"""

import numpy as np

from rbmlib.sources.claims import Claim
from rbmlib.sources.setting import distinct, divergence

SIGN = "the increment is a step to subtract"
DISTINCT = "all samples are distinct"


def mean_ratio(s):
    """Mean over the samples of the log of the data's share over the model's probability."""
    return np.mean(np.log(s.q[s.rows] / s.p[s.rows]))


def model_mean(s):
    """Average of d log f over the model."""
    return s.p @ s.D(lambda t: np.log(t.f_v))


def data_mean(s):
    """Average of d log f over the samples."""
    return s.D(lambda t: np.log(t.f_v))[s.rows].mean(axis=0)


def wrong_gradient(s):
    """S0.4 as printed: E where its derivative belongs, in the second sum."""
    positive = np.einsum("vh,vhk->vk", s.posterior, s.dE)
    return -positive + np.sum(s.joint * s.E)


def right_gradient(s):
    """S0.4 with the missing derivative."""
    positive = np.einsum("vh,vhk->vk", s.posterior, s.dE)
    return -positive + np.einsum("vh,vhk->k", s.joint, s.dE)


CLAIMS = [
    Claim(
        "S0.1",
        r"\ln p(v\mid\theta)",
        lambda s: np.log(s.p),
        "the likelihood of one sample",
        start=(r"\ln L(\theta\mid v)", lambda s: np.log(s.joint.sum(axis=1))),
    ),
    Claim(
        "S0.2",
        r"\ln\frac1Z\sum_h e^{-E(v,h)}",
        lambda s: np.log(s.f.sum(axis=1) / s.Z),
        "sum over the hidden states",
    ),
    Claim(
        "S0.3",
        r"\ln\sum_h e^{E(v,h)}-\ln\sum_{v,h}e^{-E(v,h)}",
        lambda s: np.log((1 / s.f).sum(axis=1)) - np.log(s.Z),
        "logarithm of a quotient",
        corrected=(
            r"\ln\sum_h e^{-E(v,h)}-\ln\sum_{v',h}e^{-E(v',h)}",
            lambda s: np.log(s.f.sum(axis=1)) - np.log(s.Z),
        ),
    ),
    Claim(
        "S0.4",
        r"-\sum_h p(h|v)\frac{\partial E(v,h)}{\partial\theta}"
        r"+\sum_{v,h}p(v,h)\frac{E(v,h)}{\partial\theta}",
        wrong_gradient,
        "stated without derivation",
        start=(r"\frac{\partial L(\theta|v)}{\partial\theta}", lambda s: s.D(lambda t: t.p)),
        corrected=(
            r"-\sum_h p(h|v)\frac{\partial E(v,h)}{\partial\theta}"
            r"+\sum_{v',h}p(v',h)\frac{\partial E(v',h)}{\partial\theta}",
            right_gradient,
        ),
        corrected_start=(
            r"\frac{\partial\ln L(\theta|v)}{\partial\theta}",
            lambda s: s.D(lambda t: np.log(t.p)),
        ),
    ),
    Claim(
        "S0.5",
        r"\frac{f(x;\Theta)}{Z(\Theta)}",
        lambda s: s.f_v / s.Z,
        "form of the model, f > 0",
        start=(r"P_{model}(X)", lambda s: s.p),
    ),
    Claim(
        "S0.6",
        r"\int_{x\in\chi}P_{data}(x)\log\frac{P_{data}(x)}{P_{model}(x)}dx",
        lambda s: 0.0,  # the integral of anything over finitely many points
        "definition of the divergence",
        start=(r"D_{KL}(P_{data},P_{model})", lambda s: s.kl),
        condition="the integral over finitely many states is a sum",
        meant=(None, lambda s: divergence(s.q, s.p)),
    ),
    Claim(
        "S0.6b",
        r"\text{the divergence is a distance: } D_{KL}(P_{model},P_{data})",
        lambda s: divergence(s.p, s.population),
        "a distance is symmetric",
        start=(r"D_{KL}(P_{data},P_{model})", lambda s: divergence(s.population, s.p)),
        condition="distance means: positive, and zero only between equals",
        meant=(
            lambda s: [True, True],
            lambda s: [divergence(s.population, s.p) > 0, divergence(s.p, s.p) == 0],
        ),
    ),
    Claim(
        "S0.6c",
        r"\partial_\Theta\langle\log P_{model}\rangle_{P_{data}}",
        lambda s: s.D(lambda t: t.q @ np.log(t.p)),
        "minimising the divergence maximises the expected log-likelihood",
        start=(r"-\partial_\Theta D_{KL}(P_{data},P_{model})", lambda s: -s.D(lambda t: t.kl)),
    ),
    Claim(
        "S0.7",
        r"\Big\langle\log\frac{P_{data}(x)}{P_{model}(x)}\Big\rangle_{x\sim P_{data}}",
        mean_ratio,
        "an expectation under the data",
        start=(r"D_{KL}(P_{data},P_{model})", lambda s: s.kl),
    ),
    Claim("S0.7b", r"P_{data}\text{ is known only through samples}", None, "about the world"),
    Claim(
        "S0.8",
        r"\frac1N\sum_{x\in X}\log\frac{P_{data}(x)}{P_{model}(x)}",
        lambda s: np.mean(np.log(s.population / s.p)[s.rows]),
        "replace the expectation by the samples",
        start=(r"D_{KL}(P_{data},P_{model})", lambda s: divergence(s.population, s.p)),
        condition="P_data is the samples' own distribution, else the sign is about equal",
        meant=(lambda s: s.kl, mean_ratio),
    ),
    Claim(
        "S0.9b",
        r"\frac1N",
        lambda s: np.full(s.N, 1 / s.N),
        "independent samples",
        start=(r"P_{data}(x)", lambda s: s.q[s.rows]),
        corrected=(
            r"\frac{n_x}{N}",
            lambda s: [np.mean(np.all(s.data == x, axis=1)) for x in s.data],
        ),
    ),
    Claim(
        "S0.9",
        r"\sum_{x\in X}\frac1N\log\frac1N-\sum_{x\in X}\frac1N\log P_{model}(x)",
        lambda s: np.log(1 / s.N) - np.mean(np.log(s.p)[s.rows]),
        "every sample has the share 1/N",
        start=(r"\frac1N\sum_{x\in X}\log\frac{P_{data}(x)}{P_{model}(x)}", mean_ratio),
        condition=DISTINCT,
        given=distinct,
    ),
    Claim(
        "S0.10",
        r"-\log N-\frac1N\sum_{x\in X}\log\frac{f(x,\Theta)}{Z(f,\Theta)}",
        lambda s: -np.log(s.N) - np.mean(np.log(s.f_v / s.Z)[s.rows]),
        "insert the model",
    ),
    Claim(
        "S0.11",
        r"-\log N+\log Z(f,\Theta)-\frac1N\sum_{x\in X}\log f(x;\Theta)",
        lambda s: -np.log(s.N) + np.log(s.Z) - np.mean(np.log(s.f_v)[s.rows]),
        "logarithm of a quotient",
    ),
    Claim(
        "S0.12",
        r"-\log N+\log Z(f,\Theta)-\frac1N\sum_{x\in X}\log f(x;\Theta)",
        lambda s: -np.log(s.N) + np.log(s.Z) - np.mean(np.log(s.f_v)[s.rows]),
        "the objective, restated",
        start=(r"D_{KL}(P_{data},P_{model})", lambda s: s.kl),
        condition=DISTINCT,
        given=distinct,
    ),
    Claim(
        "S0.13",
        r"\Big\langle\frac{\partial\log f(x;\Theta)}{\partial\Theta}\Big\rangle_{x\in X}",
        data_mean,
        "an average over the samples",
        start=(
            r"\frac1N\sum_{x\in X}\frac{\partial\log f(x;\Theta)}{\partial\Theta}",
            lambda s: s.D(lambda t: np.mean(np.log(t.f_v)[t.rows])),
        ),
    ),
    Claim("S0.14", r"\log Z\text{ is the first term}", None, "wording: it is the second of three"),
    Claim(
        "S0.15",
        r"\frac1{Z}\frac{\partial Z}{\partial\Theta}",
        lambda s: s.D(lambda t: t.Z) / s.Z,
        "derivative of a logarithm",
        start=(r"\frac{\partial\log Z}{\partial\Theta}", lambda s: s.D(lambda t: np.log(t.Z))),
    ),
    Claim(
        "S0.16",
        r"\frac1{Z}\frac{\partial}{\partial\Theta}\int_{x\in\chi}f(x,\Theta)dx",
        lambda s: s.D(lambda t: t.f_v.sum()) / s.Z,
        "definition of Z",
    ),
    Claim(
        "S0.17",
        r"\int_{x\in\chi}\frac1{Z}\frac{\partial f(x,\Theta)}{\partial\Theta}dx",
        lambda s: (s.D(lambda t: t.f_v) / s.Z).sum(axis=0),
        "derivative of a sum",
    ),
    Claim(
        "S0.18",
        r"f\times\frac{\partial\log f}{\partial\Theta}",
        lambda s: s.f[..., None] * s.D(lambda t: np.log(t.f)),
        "derivative of a logarithm, f > 0",
        start=(r"\frac{\partial f}{\partial\Theta}", lambda s: s.D(lambda t: t.f)),
    ),
    Claim(
        "S0.19",
        r"\int_{x\in\chi}p(x;\Theta)\frac{\partial\log f(x;\Theta)}{\partial\Theta}dx",
        model_mean,
        "insert S0.18; f / Z = p",
        start=(
            r"\frac{\partial\log Z(X;\Theta)}{\partial\Theta}",
            lambda s: s.D(lambda t: np.log(t.f_v[t.rows].sum())),
        ),
        condition="Z does not depend on the data X",
        meant=(lambda s: s.D(lambda t: np.log(t.Z)), model_mean),
    ),
    Claim(
        "S0.20",
        r"\Big\langle\frac{\partial\log f(x;\Theta)}{\partial\Theta}\Big\rangle_{x\sim p}",
        lambda s: np.average(s.D(lambda t: np.log(t.f_v)), axis=0, weights=s.p),
        "an expectation under the model",
    ),
    Claim(
        "S0.21",
        r"\Big\langle\frac{\partial\log f}{\partial\Theta}\Big\rangle_{x\sim p}"
        r"-\Big\langle\frac{\partial\log f}{\partial\Theta}\Big\rangle_{x\in X}",
        lambda s: model_mean(s) - data_mean(s),
        "both derivatives together",
        start=(r"\Delta\Theta\;(=-\partial_\Theta D_{KL})", lambda s: -s.D(lambda t: t.kl)),
        condition=SIGN,
        meant=(
            lambda s: s.D(lambda t: t.kl),
            lambda s: model_mean(s) - data_mean(s),
        ),
    ),
]
