r"""S0, second part: the answer's gradient for any unnormalised model.

Source as in `likelihood`.
"""

import numpy as np

from rbmlib.lessons.texts.claims import Claim

MEAN_SLOPE = r"\Big\langle\frac{\partial\log f(x;\Theta)}{\partial\Theta}\Big\rangle"
SIGN = "the gradient, so that a step which lowers the divergence subtracts it"


def model_mean(s):
    """Average of d log f over the model."""
    return s.p @ s.D(lambda t: np.log(t.f_v))


def data_mean(s):
    """Average of d log f over the samples."""
    return s.D(lambda t: np.log(t.f_v))[s.rows].mean(axis=0)


CLAIMS = [
    Claim(
        "S0.13",
        MEAN_SLOPE + r"_{x\in X}",
        data_mean,
        "an average over the samples",
        start=(
            r"\frac1N\sum_{x\in X}\frac{\partial\log f(x;\Theta)}{\partial\Theta}",
            lambda s: sum(s.D(lambda t, k=k: np.log(t.f_v[k])) for k in s.rows) / s.N,
        ),
    ),
    Claim("S0.14", r"\log Z\text{ is the first term}", None, "wording: it is the second of three"),
    Claim(
        "S0.15",
        r"\frac1{Z(f,\Theta)}\frac{\partial Z(f,\Theta)}{\partial\Theta}",
        lambda s: s.D(lambda t: t.Z) / s.Z,
        "derivative of a logarithm",
        start=(
            r"\frac{\partial\log Z(f;\Theta)}{\partial\Theta}",
            lambda s: s.D(lambda t: np.log(t.Z)),
        ),
    ),
    Claim(
        "S0.16",
        r"\frac1{Z(f,\Theta)}\frac{\partial}{\partial\Theta}\int_{x\in\chi}f(x,\Theta)dx",
        lambda s: s.D(lambda t: t.f_v.sum()) / s.Z,
        "definition of Z",
    ),
    Claim(
        "S0.17",
        r"\int_{x\in\chi}\frac1{Z(f,\Theta)}\frac{\partial f(x,\Theta)}{\partial\Theta}dx",
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
        meant=(
            (
                r"\frac{\partial\log Z(\Theta)}{\partial\Theta}",
                lambda s: s.D(lambda t: np.log(t.Z)),
            ),
            None,
        ),
    ),
    Claim(
        "S0.20",
        MEAN_SLOPE + r"_{x\sim p(x;\Theta)}",
        lambda s: np.average(s.D(lambda t: np.log(t.f_v)), axis=0, weights=s.p),
        "an expectation under the model",
    ),
    Claim(
        "S0.21",
        MEAN_SLOPE + r"_{x\sim p(x;\Theta)}-" + MEAN_SLOPE + r"_{x\in X}",
        lambda s: model_mean(s) - data_mean(s),
        "both derivatives together",
        start=(r"\Delta\Theta", lambda s: -s.D(lambda t: t.kl)),
        condition=SIGN,
        meant=((r"\frac{\partial}{\partial\Theta}D_{KL}", lambda s: s.D(lambda t: t.kl)), None),
    ),
]
