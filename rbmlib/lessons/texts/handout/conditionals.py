r"""S2, second part: the RBM's energy and its conditional distributions.

Source as in `energy`.  In shapes, i counts visible and j hidden units.
"""

import numpy as np

from rbmlib.lessons.texts.claims import Claim
from rbmlib.lessons.texts.handout.rbm import hidden_ones, pairs
from rbmlib.numerics import sigmoid

WHOLE = "h' stands for the hidden units other than h_j"


def slope_of_energy(s, block):
    """Derivative of every energy in one block of parameters, (V, H, ...)."""
    return s.model.unravel(s.D(lambda t: t.E))[block]


def factors(s):
    """Product of e^{b_i v_i}, e^{c_j h_j} and e^{W_ij v_i h_j}, one factor each, (V, H)."""
    of_b, of_c = np.exp(s.b * s.v).prod(axis=1), np.exp(s.c * s.h).prod(axis=1)
    of_w = np.exp(np.einsum("vi,ij,hj->vhij", s.v, s.W, s.h)).prod(axis=(2, 3))
    return of_b[:, None] * of_c * of_w


def either(ones, states):
    """Probability of a unit's own value, from that of a one: (given, states, units)."""
    return np.where(states == 1, ones[:, None, :], 1 - ones[:, None, :])


def visible_given_hidden(s):
    """p(v | h), (H, V)."""
    return (s.joint / s.joint.sum(axis=0)).T


def unit(s):
    """p(h_j | v) in every state h, (m, V, H)."""
    return np.moveaxis(either(hidden_ones(s), s.h), 2, 0)


def other_units(s):
    """p(the hidden units other than j | v) in every state h, (m, V, H)."""
    flipped = np.arange(len(s.h)) ^ (1 << np.arange(len(s.c))[::-1])[:, None]
    return s.posterior + np.moveaxis(s.posterior[:, flipped], 1, 0)


def share(s, table):
    """Sum of a (V, H) table over the other units, divided by its sum over all, (m, V, H)."""
    return table @ s.same_h / table.sum(axis=1)[:, None]


def all_over_all(s, table):
    """The same if h' is read as all of h: both sums are over everything."""
    total = table.sum(axis=1, keepdims=True)
    return np.broadcast_to(total / total, (len(s.c), *table.shape))


def rebuilt(s):
    """Every h from its unit j and the others, (m, H, m)."""
    units = range(len(s.c))
    return [np.insert(np.delete(s.h, j, axis=1), j, s.h[:, j], axis=1) for j in units]


CLAIMS = [
    Claim(
        "S2.24",
        r"v_i,j_j\in\{0,1\}",
        # the only j of the text is the index of a hidden unit
        lambda s: np.unique([*s.v.ravel(), *range(1, len(s.c) + 1)]),
        "a unit is on or off",
        start=(r"\{0,1\}", lambda s: [0, 1]),
        corrected=(
            r"v_i,h_j\in\{0,1\}",
            lambda s: np.unique([*s.v.ravel(), *s.h.ravel()]),
        ),
    ),
    Claim(
        "S2.25",
        r"-\sum_ib_iv_i-\sum_jc_jh_j-\sum_{ij}W_{ij}v_ih_j",
        lambda s: -(s.v @ s.b)[:, None] - s.h @ s.c - np.einsum("vi,ij,hj->vh", s.v, s.W, s.h),
        "definition",
        start=(r"E(v,h)", lambda s: s.E),
    ),
    Claim(
        "S2.26",
        r"-v_i",
        lambda s: -np.einsum("vi,h->vhi", s.v, np.ones(len(s.h))),
        "a linear function",
        start=(
            r"\frac{\partial}{\partial b_i}E(v,h)",
            lambda s: slope_of_energy(s, "visible_bias"),
        ),
    ),
    Claim(
        "S2.27",
        r"-h_j",
        lambda s: -np.einsum("v,hj->vhj", np.ones(len(s.v)), s.h),
        "a linear function",
        start=(
            r"\frac{\partial}{\partial c_j}E(v,h)",
            lambda s: slope_of_energy(s, "hidden_bias"),
        ),
    ),
    Claim(
        "S2.28",
        r"-v_ih_j",
        lambda s: -pairs(s),
        "a linear function",
        start=(r"\frac{\partial}{\partial W_{ij}}E(v,h)", lambda s: slope_of_energy(s, "weights")),
    ),
    Claim(
        "S2.29",
        r"\frac1Z\exp\{\sum_ib_iv_i+\sum_jc_jh_j+\sum_{i,j}W_{ij}v_ih_j\}",
        lambda s: np.exp((s.v @ s.b)[:, None] + s.h @ s.c + s.v @ s.W @ s.h.T) / s.Z,
        "insert the energy",
        start=(r"p(v,h)", lambda s: s.joint),
    ),
    Claim(
        "S2.30",
        r"\frac1Z\prod_ie^{b_iv_i}\prod_je^{c_jh_j}\prod_{i,j}e^{W_{ij}v_ih_j}",
        lambda s: factors(s) / s.Z,
        "exponential of a sum",
    ),
    Claim(
        "S2.31",
        r"\prod_ip(v_i|h)",
        lambda s: either(visible_given_hidden(s) @ s.v, s.v).prod(axis=2),
        "no connections within a layer",
        start=(r"p(v|h)", visible_given_hidden),
    ),
    Claim(
        "S2.32",
        r"\prod_jp(h_j|v)",
        lambda s: either(hidden_ones(s), s.h).prod(axis=2),
        "no connections within a layer",
        start=(r"p(h|v)", lambda s: s.posterior),
    ),
    Claim(
        "S2.33",
        r"\{h_j\}\cup h'_j",
        rebuilt,
        "split off one unit",
        start=("h", lambda s: np.stack([s.h] * len(s.c))),
    ),
    Claim(
        "S2.34",
        r"\sum_{h'_j}p(h_j,h'_j|v)",
        lambda s: s.posterior @ s.same_h,
        "marginalise",
        start=(r"p(h_j|v)", unit),
    ),
    Claim(
        "S2.35",
        r"\sum_{h'_j}p(h_j|v)p(h'_j|v)",
        lambda s: (unit(s) * other_units(s)) @ s.same_h,
        "independent given v",
    ),
    Claim(
        "S2.36",
        r"\frac{\sum_{h'}p(h_j,h',v)}{\sum_{h_j,h'_j}p(h_j,h',v)}",
        lambda s: share(s, s.joint),
        "Bayes, from two lines above; h' is h'_j",
    ),
    Claim(
        "S2.37",
        r"\frac{\sum_{h'}\prod_ie^{b_iv_i}\prod_je^{c_jh_j}\prod_{i,j}e^{W_{ij}v_ih_j}}{\sum_h\prod_ie^{b_iv_i}\prod_je^{c_jh_j}\prod_{i,j}e^{W_{ij}v_ih_j}}",
        lambda s: all_over_all(s, factors(s)),
        "1/Z cancels",
        condition=WHOLE,
        meant=(
            None,
            (r"\text{the same, }h'\text{ being }h'_j", lambda s: share(s, factors(s))),
        ),
    ),
    Claim(
        "S2.38",
        r"\frac{\exp\{(c_j+\sum_iW_{ij}v_i)h_j\}}{\sum_{h_j}\exp\{(c_j+\sum_iW_{ij}v_i)h_j\}}",
        lambda s: (
            np.exp(np.einsum("vj,hj->jvh", s.c + s.v @ s.W, s.h))
            / (1 + np.exp(s.c + s.v @ s.W)).T[:, :, None]
        ),
        "the other units' sums cancel",
    ),
    Claim(
        "S2.39",
        r"\mathrm{sigm}(c_j+\sum_iW_{ij}v_i)",
        lambda s: sigmoid(s.c + s.v @ s.W),
        "set h_j to 1",
        start=(r"p(h_j=1|v)", hidden_ones),
    ),
    Claim(
        "S2.40",
        r"\mathrm{sigm}(b_i+\sum_jW_{ij}h_j)",
        lambda s: sigmoid(s.b + s.h @ s.W.T),
        "by symmetry",
        start=(r"p(v_i=1|h)", lambda s: visible_given_hidden(s) @ s.v),
    ),
]
