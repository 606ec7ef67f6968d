r"""S0, third part: the answer's application to an RBM with binary units.

Source as in `likelihood`.  In shapes (V, n, m) the axes are the visible state v, and
the units i and j of the weight w_ij.
"""

import numpy as np

from rbmlib.lessons.texts.claims import Claim
from rbmlib.lessons.texts.forum.gradient import SIGN
from rbmlib.lessons.texts.setting import unbiased


def over_hidden(s, weights):
    """v_i times a sum over hidden states of weights (V, H) times h_j."""
    return np.einsum("vh,vi,hj->vij", weights, s.v, s.h)


def printed_exponential(s):
    """The exponential of S0.24, which has no biases."""
    return np.exp(np.einsum("vi,ij,hj->vh", s.v, s.W, s.h))


def scaled_slope(s, function):
    """1 / (Z p(v)) times the sum over h of the derivative of a function, in w_ij."""
    return s.DW(function).sum(axis=1) / (s.Z * s.p)[:, None, None]


def unit_by_unit(s):
    """Probability p(v, h_j) at h_j = 1, (V, m)."""
    return np.einsum("vh,hj->vj", s.joint, s.h)


def rest_given_unit(s):
    """p(the other hidden units | v, h_j), (m, V, H)."""
    return s.joint / s.joint_j


def pair(s):
    """Joint probability that v_i = 1 and h_j = 1, (n, m)."""
    return np.einsum("vh,vi,hj->ij", s.joint, s.v, s.h)


def data_pair(s):
    """Average over the data of v_i E[h_j | v]."""
    return np.einsum("v,vi,vj->ij", s.q, s.v, unit_by_unit(s) / s.p[:, None])


def conditional_sum(s):
    """v_i times the sum over h_j of h_j p(h_j | v)."""
    return np.einsum("vi,vj->vij", s.v, unit_by_unit(s) / s.p[:, None])


def pair_sum(s):
    """Sum over the values of v_i and of h_j of v_i h_j times the marginal of the two."""
    total = 0
    for a, g in ((0, 0), (0, 1), (1, 0), (1, 1)):
        total = total + a * g * np.einsum("vh,vi,hj->ij", s.joint, s.v == a, s.h == g)
    return total


def step_down(s):
    """The step that lowers the divergence: minus its derivative in w_ij."""
    return -s.DW(lambda t: t.kl)


CLAIMS = [
    Claim(
        "S0.22",
        r"\sum_{\tilde h}p(v,\tilde h)",
        lambda s: s.joint.sum(axis=1),
        "marginalise",
        start=(r"p(v)", lambda s: s.p),
    ),
    Claim(
        "S0.23",
        r"\frac{\sum_{\tilde h}f(v,\tilde h,W)}{Z(f,\Theta)}",
        lambda s: s.f.sum(axis=1) / s.Z,
        "insert the model",
    ),
    Claim(
        "S0.24",
        r"\exp\Big(\sum_{(i,j)\in V}v_iw_{ij}h_j\Big)",
        printed_exponential,
        "definition",
        start=(r"f(v,h,W)", lambda s: s.f),
        condition="no biases (or a unit that is always on in each layer)",
        given=unbiased,
    ),
    Claim(
        "S0.25",
        r"\frac1{\sum_{\tilde h}f(v,\tilde h,W)}"
        r"\sum_{\tilde h}\frac{\partial f(v,\tilde h,W)}{\partial w_{ij}}",
        lambda s: s.DW(lambda t: t.f).sum(axis=1) / s.f_v[:, None, None],
        "derivative of a logarithm, and of a sum",
        start=(
            r"\frac{\partial}{\partial w_{ij}}\log\sum_{\tilde h}f(v,\tilde h,W)",
            lambda s: s.DW(lambda t: np.log(t.f_v)),
        ),
    ),
    Claim(
        "S0.26",
        r"\frac1{Z\,p(v)}\sum_{\tilde h}\frac{\partial}{\partial w_{ij}}"
        r"\exp\Big(\sum_{(i,j)\in V}v_iw_{ij}\tilde h_j\Big)",
        lambda s: scaled_slope(s, printed_exponential),
        "Z p(v) is the sum over h",
        condition="no biases, or the exponential read as f",
        meant=(
            None,
            (
                r"\frac1{Z\,p(v)}\sum_{\tilde h}\frac{\partial}{\partial w_{ij}}f(v,\tilde h,W)",
                lambda s: scaled_slope(s, lambda t: t.f),
            ),
        ),
    ),
    Claim(
        "S0.27",
        r"\frac1{Z\,p(v)}\sum_{\tilde h}f(v,\tilde h,W)\,v_i\tilde h_j",
        lambda s: over_hidden(s, s.f) / (s.Z * s.p)[:, None, None],
        "chain rule",
    ),
    Claim(
        "S0.28",
        r"\frac{v_i}{p(v)}\sum_{\tilde h}p(v,\tilde h)\tilde h_j",
        lambda s: over_hidden(s, s.joint) / s.p[:, None, None],
        "f / Z is the joint probability",
    ),
    Claim(
        "S0.29",
        r"\frac{v_i}{p(v)}\sum_{\tilde h}\tilde h_j\,p(v,\tilde h_j)\,"
        r"p(\tilde h^{-j}\mid v,\tilde h_j)",
        lambda s: np.einsum(
            "vi,hj,jvh,jvh->vij", s.v / s.p[:, None], s.h, s.joint_j, rest_given_unit(s)
        ),
        "product rule of probability",
    ),
    Claim(
        "S0.30",
        r"\frac{v_i}{p(v)}\sum_{\tilde h_j}\tilde h_j\,p(v,h_j)"
        r"\sum_{\tilde h^{-j}}p(\tilde h^{-j}\mid v,\tilde h_j)",
        # h_j without a tilde is free, so the line would have to hold for both its values; it
        # fails at 0, which is taken here
        lambda s: np.einsum(
            "vi,vj,jvh,hj->vij",
            s.v / s.p[:, None],
            s.p[:, None] - unit_by_unit(s),
            rest_given_unit(s),
            s.h,
        ),
        "split the sum",
        corrected=(
            r"\frac{v_i}{p(v)}\sum_{\tilde h_j}\tilde h_j\,p(v,\tilde h_j)"
            r"\sum_{\tilde h^{-j}}p(\tilde h^{-j}\mid v,\tilde h_j)",
            lambda s: np.einsum(
                "vi,vj,jvh,hj->vij",
                s.v / s.p[:, None],
                unit_by_unit(s),
                rest_given_unit(s),
                s.h,
            ),
        ),
    ),
    Claim(
        "S0.31",
        r"\frac{v_i}{p(v)}\sum_{\tilde h_j}\tilde h_j\,p(\tilde h_j\mid v)\,p(v)",
        lambda s: np.einsum(
            "vi,vj,v->vij", s.v / s.p[:, None], unit_by_unit(s) / s.p[:, None], s.p
        ),
        "the inner sum is 1; product rule",
    ),
    Claim(
        "S0.32",
        r"\sum_{\tilde h_j}v_i\tilde h_j\,p(\tilde h_j\mid v)",
        conditional_sum,
        "p(v) cancels",
    ),
    Claim(
        "S0.33",
        r"v_iE_v[h_j]",
        lambda s: np.einsum("vi,vj->vij", s.v, s.sigma),
        "the expectation of h_j given v, as S0.34 spells out",
    ),
    Claim(
        "S0.30b",
        r"1",
        lambda s: np.ones(s.joint_j.shape),
        "probabilities sum to one",
        start=(
            r"\sum_{\tilde h^{-j}}p(\tilde h^{-j}\mid v,\tilde h_j)",
            lambda s: rest_given_unit(s) @ s.same_h,
        ),
    ),
    Claim(
        "S0.34",
        r"\sum_v p(v)\sum_{\tilde h_j}v_i\tilde h_j\,p(\tilde h_j\mid v)",
        lambda s: np.einsum("v,vij->ij", s.p, conditional_sum(s)),
        "insert S0.32",
        start=(
            r"\langle v_iE_v[h_j])\rangle_{v\sim p(v)}",
            lambda s: np.einsum("v,vi,vj->ij", s.p, s.v, s.sigma),
        ),
    ),
    Claim(
        "S0.35",
        r"\sum_v\sum_{\tilde h_j}v_i\tilde h_j\,p(\tilde h_j,v)",
        lambda s: np.einsum("vi,vj->ij", s.v, unit_by_unit(s)),
        "product rule of probability",
    ),
    Claim(
        "S0.36",
        r"\sum_{v_i}\sum_{\tilde h_j}v_i\tilde h_j\sum_{v^{-i}}p(\tilde h_j,v_i,v^{-i})",
        pair_sum,
        "sum over the other visible units first",
    ),
    Claim(
        "S0.37",
        r"\langle v_ih_j\rangle_{v_i,h_j\sim p(v,h)}",
        pair,
        "an expectation under the joint distribution",
    ),
    Claim(
        "S0.38",
        r"\langle v_ih_j\rangle_{v_i,h_j\sim p(v,h)}-\langle v_iE_v[h_j]\rangle_{v\in X}",
        lambda s: pair(s) - data_pair(s),
        "insert both averages",
        start=(r"\Delta W_{ij}", step_down),
        condition=SIGN,
        meant=((r"\frac{\partial}{\partial w_{ij}}D_{KL}", lambda s: -step_down(s)), None),
    ),
    Claim("S0.39", r"\text{the samples, in an image}", None, "refers to a lost image"),
    Claim("S0.40", r"\text{a textbook, page 567}", None, "a pointer to a book"),
]
