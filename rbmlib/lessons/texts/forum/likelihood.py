r"""S0, first part: a question on the RBM's gradient, and the objective of its longest answer.

Source: "How to derive the gradient formula for the Maximum Likelihood in RBM?", question
113395 on Cross Validated (Stack Exchange).  Formulas as printed there; x and chi are a visible
state and the set of all of them.  P_data is what the data come from, until S0.9.
"""

import numpy as np

from rbmlib.lessons.texts.claims import Claim
from rbmlib.lessons.texts.setting import distinct, divergence

DISTINCT = "all samples are distinct"


def mean_ratio(s):
    """Mean over the samples of the log of the data's share over the model's probability."""
    return np.mean(np.log(s.q[s.rows] / s.p[s.rows]))


def beyond_symmetry(s):
    """Symmetry, and a triangle: what a distance would have besides being positive."""
    coins = [np.array([x, 1 - x]) for x in (0.5, 0.9, 0.99)]
    direct, first, second = (divergence(coins[i], coins[j]) for i, j in ((0, 2), (0, 1), (1, 2)))
    symmetric = np.isclose(divergence(s.population, s.p), divergence(s.p, s.population))
    return [symmetric, direct <= first + second]


def towards_equality(s):
    """Divergences from a distribution to ever closer ones, the last one equal to it."""
    steps = [(1 - t) * s.p + t * s.population for t in (0.0, 0.3, 0.9, 1.0)]
    return np.array([divergence(s.population, step) for step in steps])


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
        lambda s: divergence(s.population, s.p),
        "definition; over finitely many states the integral is a sum",
        start=(
            r"D_{KL}(P_{data},P_{model})",
            lambda s: -s.population @ np.log(s.p) + s.population @ np.log(s.population),
        ),
    ),
    Claim(
        "S0.6b",
        r"\text{symmetric, with a triangle inequality}",
        beyond_symmetry,
        "called a distance",
        start=(r"\text{true, true}", lambda s: [True, True]),
        condition="distance means: positive, and zero only between equals",
        meant=(
            (r"\text{positive, positive, positive, not}", lambda s: [True, True, True, False]),
            (r"D_{KL}>0\text{ on the way to equality}", lambda s: towards_equality(s) > 1e-12),
        ),
    ),
    Claim(
        "S0.6c",
        r"\partial_\Theta\langle\log P_{model}\rangle_{P_{data}}",
        lambda s: s.D(lambda t: np.average(np.log(t.f_v / t.Z), weights=t.population)),
        "minimising the divergence maximises the expected log-likelihood",
        start=(
            r"-\partial_\Theta D_{KL}(P_{data},P_{model})",
            lambda s: -s.D(lambda t: divergence(t.population, t.p)),
        ),
    ),
    Claim(
        "S0.7",
        r"\Big\langle\log\frac{P_{data}(x)}{P_{model}(x)}\Big\rangle_{x\sim P_{data}}",
        lambda s: np.average(np.log(s.population / s.p), weights=s.population),
        "an expectation under the data",
        start=(r"D_{KL}(P_{data},P_{model})", lambda s: divergence(s.population, s.p)),
    ),
    Claim("S0.7b", r"P_{data}\text{ is known only through samples}", None, "about the world"),
    Claim(
        "S0.8",
        r"\frac1N\sum_{x\in X}\log\frac{P_{data}(x)}{P_{model}(x)}",
        lambda s: np.mean(np.log(s.population / s.p)[s.rows]),
        "replace the expectation by the samples",
        start=(r"D_{KL}(P_{data},P_{model})", lambda s: divergence(s.population, s.p)),
        condition="P_data is the distribution of the samples; of what they come from, about equal",
        meant=(
            (r"D_{KL}(\hat P_{data},P_{model})", lambda s: s.kl),
            (r"\frac1N\sum_{x\in X}\log\frac{\hat P_{data}(x)}{P_{model}(x)}", mean_ratio),
        ),
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
]
