r"""S2, third part: the RBM's gradient, in components and in vectors.

Source as in `energy`.  In shapes, i counts visible and j hidden units.
"""

import numpy as np

from rbmlib.lessons.texts.claims import Claim
from rbmlib.numerics import sigmoid

SAMPLES = "in expectation over samples drawn from p"
ROW = "c is a row like v'W, not a column like v"
OUTER = "the product is an outer product"


def slope_of_loss(s, block):
    """Derivative of the loss in one block of parameters."""
    return s.model.unravel(s.D(lambda t: -np.mean(np.log(t.p)[t.rows])))[block]


def hidden_ones(s):
    """p(h_j = 1 | v) by enumeration, (V, m)."""
    return s.posterior @ s.h


def data_and_model(s, table):
    """- sum of p_D p(h|v) table + sum of p p(h|v) table, over v and h; table (V, H, ...)."""
    return np.einsum("v,vh,vh...->...", s.p - s.q, s.posterior, table)


def over_v(s, table):
    """- sum of p_D table + sum of p table, over v; table (V, ...)."""
    return np.einsum("v,v...->...", s.p - s.q, table)


def over_v_and_h(s, table):
    """The same with a sum over h as well, although h does not occur."""
    return np.einsum("h,v,v...->...", np.ones(len(s.h)), s.p - s.q, table)


def sampled(s, table):
    """- mean over the data + mean over the samples of a table (V, ...)."""
    drawn = s.samples @ (1 << np.arange(len(s.b))[::-1])
    return -table[s.rows].mean(axis=0) + table[drawn].mean(axis=0)


def expected(s, table):
    """The same, averaged over every sample of two states drawn from p."""
    both = np.einsum("u,w,uw...->...", s.p, s.p, (table[:, None] + table) / 2)
    return -table[s.rows].mean(axis=0) + both


def average(s, table, drawn):
    """Mean of a table (V, ...) over drawn states, by their shares."""
    counts = (drawn[:, None, :] == s.v).all(axis=2).sum(axis=0)
    return np.average(table, axis=0, weights=counts)


def pairs(s):
    """v_i h_j, (V, H, n, m)."""
    return np.einsum("vi,hj->vhij", s.v, s.h)


def outer(s, ones):
    """The products v_i p(h_j = 1 | v), (V, n, m)."""
    return np.einsum("vi,vj->vij", s.v, ones)


def every_i(s, values):
    """A vector over j, repeated for every i below m: a table in which a wrong index shows."""
    return np.tile(values, (len(s.c), 1))


def column_sigmoid(s):
    """sigm(c + v'W) with c a column and v'W a row: NumPy makes it a table, (V, m, m)."""
    return sigmoid(s.c[:, None] + (s.v @ s.W)[:, None, :])


def column_products(s):
    """V sigm(c + v'W)' with v a column and sigm a row, so that its transpose is a column."""
    columns, rows = s.v[:, :, None], s.sigma[:, None, :]
    return columns @ rows.transpose(0, 2, 1)


CLAIMS = [
    Claim(
        "S2.41",
        r"-\sum_{v,h}p_D(v)p(h|v)v_ih_j+\sum_{v,h}p(v)p(h|v)v_ih_j",
        lambda s: data_and_model(s, pairs(s)),
        "insert S2.28 into S2.23",
        start=(r"\frac{\partial}{\partial W_{ij}}l(D)", lambda s: slope_of_loss(s, "weights")),
    ),
    Claim(
        "S2.42",
        r"-\sum_{v,h}p_D(v)p(h_j=1|v)v_i+\sum_{v,h}p(v)p(h_j=1|v)v_i",
        lambda s: over_v_and_h(s, outer(s, hidden_ones(s))),
        "sum over h",
        corrected=(
            r"-\sum_{v}p_D(v)p(h_j=1|v)v_i+\sum_{v}p(v)p(h_j=1|v)v_i",
            lambda s: over_v(s, outer(s, hidden_ones(s))),
        ),
    ),
    Claim(
        "S2.43",
        r"-\sum_vp_D(v)\mathrm{sigm}(\ldots)v_i+\sum_vp(v)\mathrm{sigm}(\ldots)v_i",
        lambda s: over_v(s, outer(s, s.sigma)),
        "insert S2.39",
    ),
    Claim(
        "S2.44",
        r"-\sum_{v,h}p_D(v)p(h|v)v_i+\sum_{v,h}p(v)p(h|v)v_i",
        lambda s: data_and_model(s, np.einsum("vi,h->vhi", s.v, np.ones(len(s.h)))),
        "insert S2.26 into S2.23",
        start=(r"\frac{\partial}{\partial b_i}l(D)", lambda s: slope_of_loss(s, "visible_bias")),
    ),
    Claim(
        "S2.45",
        r"-\sum_vp_D(v)v_i+\sum_vp(v)v_i",
        lambda s: over_v(s, s.v),
        "sum over h",
    ),
    Claim(
        "S2.46",
        r"-\sum_{v,h}p_D(v)p(h|v)h_i+\sum_{v,h}p(v)p(h|v)h_i",
        lambda s: every_i(s, data_and_model(s, np.stack([s.h] * len(s.v)))).T,
        "insert S2.27 into S2.23",
        start=(
            r"\frac{\partial}{\partial c_j}l(D)\text{, for every }i",
            lambda s: every_i(s, slope_of_loss(s, "hidden_bias")),
        ),
        corrected=(
            r"-\sum_{v,h}p_D(v)p(h|v)h_j+\sum_{v,h}p(v)p(h|v)h_j",
            lambda s: every_i(s, data_and_model(s, np.stack([s.h] * len(s.v)))),
        ),
    ),
    Claim(
        "S2.47",
        r"-\sum_{v,h}p_D(v)p(h_j=1|v)+\sum_{v,h}p(v)p(h_j=1|v)",
        lambda s: every_i(s, over_v_and_h(s, hidden_ones(s))),
        "sum over h",
        corrected=(
            r"-\sum_{v}p_D(v)p(h_j=1|v)+\sum_{v}p(v)p(h_j=1|v)",
            lambda s: every_i(s, over_v(s, hidden_ones(s))),
        ),
    ),
    Claim(
        "S2.48",
        r"-\sum_vp_D(v)\mathrm{sigm}(\ldots)+\sum_vp(v)\mathrm{sigm}(\ldots)",
        lambda s: every_i(s, over_v(s, s.sigma)),
        "insert S2.39",
    ),
    Claim(
        "S2.49",
        r"-\sum_vp_D(v)v+\sum_vp(v)v",
        lambda s: over_v(s, s.v),
        "stack S2.45",
        start=(r"\frac{\partial}{\partial b}l(D)", lambda s: slope_of_loss(s, "visible_bias")),
    ),
    Claim(
        "S2.50",
        r"-\sum_vp_D(v)\mathrm{sigm}(c+v'W)+\sum_vp(v)\mathrm{sigm}(c+v'W)",
        lambda s: over_v(s, column_sigmoid(s)),
        "stack S2.48",
        start=(r"\frac{\partial}{\partial c}l(D)", lambda s: slope_of_loss(s, "hidden_bias")),
        condition=ROW,
        meant=(None, (r"\text{the same in rows}", lambda s: over_v(s, s.sigma))),
    ),
    Claim(
        "S2.51",
        r"-\sum_vp_D(v)v\times\mathrm{sigm}(c+v'W)'+\sum_vp(v)v\times\mathrm{sigm}(c+v'W)'",
        lambda s: over_v(s, column_products(s)),
        "stack S2.43",
        start=(r"\frac{\partial}{\partial W}l(D)", lambda s: slope_of_loss(s, "weights")),
        condition=OUTER,
        meant=(
            None,
            (
                r"\text{the same with }v\otimes\mathrm{sigm}",
                lambda s: over_v(s, outer(s, s.sigma)),
            ),
        ),
    ),
    Claim(
        "S2.52",
        r"-\frac1N\sum_{data}v+\frac1{N_s}\sum_{sample}v",
        lambda s: sampled(s, s.v),
        "samples in place of sums",
        start=(r"\frac{\partial}{\partial b}l(D)", lambda s: slope_of_loss(s, "visible_bias")),
        condition=SAMPLES,
        meant=(None, (r"\text{mean over all samples of two}", lambda s: expected(s, s.v))),
    ),
    Claim(
        "S2.53",
        r"-\langle v\rangle_{data}+\langle v\rangle_{sample}",
        lambda s: -average(s, s.v, s.data) + average(s, s.v, s.samples),
        "brackets for means",
        start=(r"-\frac1N\sum_{data}v+\frac1{N_s}\sum_{sample}v", lambda s: sampled(s, s.v)),
    ),
    Claim(
        "S2.54",
        r"-\frac1N\sum_{data}\mathrm{sigm}(c+v'W)+\frac1{N_s}\sum_{sample}\mathrm{sigm}(c+v'W)",
        lambda s: sampled(s, column_sigmoid(s)),
        "samples in place of sums",
        start=(r"\frac{\partial}{\partial c}l(D)", lambda s: slope_of_loss(s, "hidden_bias")),
        condition=f"{SAMPLES}; {ROW}",
        meant=(None, (r"\text{mean over all samples of two}", lambda s: expected(s, s.sigma))),
    ),
    Claim(
        "S2.55",
        r"-\langle\mathrm{sigm}(c+v'W)\rangle_{data}"
        r"+\langle\mathrm{sigm}(c+v'W)\rangle_{sample}",
        lambda s: -average(s, s.sigma, s.data) + average(s, s.sigma, s.samples),
        "brackets for means",
        start=(
            r"-\frac1N\sum_{data}\mathrm{sigm}(c+v'W)+\frac1{N_s}\sum_{sample}\mathrm{sigm}(c+v'W)",
            lambda s: sampled(s, s.sigma),
        ),
    ),
    Claim(
        "S2.56",
        r"-\frac1N\sum_{data}v\times\mathrm{sigm}(c+v'W)'+\frac1{N_s}\sum_{sample}v\times\mathrm{sigm}(c+v'W)'",
        lambda s: sampled(s, column_products(s)),
        "samples in place of sums",
        start=(r"\frac{\partial}{\partial W}l(D)", lambda s: slope_of_loss(s, "weights")),
        condition=f"{SAMPLES}; {OUTER}",
        meant=(
            None,
            (r"\text{mean over all samples of two}", lambda s: expected(s, outer(s, s.sigma))),
        ),
    ),
]
