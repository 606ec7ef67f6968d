r"""S1, first part: notes on a textbook chapter, the gradient of ln Z.

Source: C. Ma, "Goodfellow Deep Learning, chapter 18: Confronting the Partition Function"
(2026).  x is a visible state and p-tilde its unnormalised probability.
"""

import numpy as np

from rbmlib.lessons.texts import gaussian
from rbmlib.lessons.texts.claims import Claim


def log_f(s):
    """Logarithm of the unnormalised probability, (V,)."""
    return np.log(s.f_v)


def slope(s):
    """Its derivative in all parameters, (V, K)."""
    return s.D(log_f)


def slope_of_log_z(s):
    """Derivative of ln Z in all parameters."""
    return s.D(lambda t: np.log(t.Z))


def uniform_sides(theta):
    """Both sides of S1.15 for a constant on [0, theta]: slope of ln Z, mean of the log-slope."""
    moved = theta + 1e-30j  # Z is the length of the interval
    inside = np.ones(101) + 0j * moved
    return np.imag(np.log(moved)) / 1e-30, np.mean(np.imag(np.log(inside)) / 1e-30)


def continuous(s):
    """Both sides of S1.15 for a continuous x, by quadrature: Gaussian-Bernoulli RBM."""
    machine = gaussian.like(s)
    x = gaussian.grid(machine)
    slopes = gaussian.slope(machine, lambda g: gaussian.log_f(g, x))
    return gaussian.slope(machine, lambda g: g.log_partition()), gaussian.mean(machine, slopes)


CLAIMS = [
    Claim(
        "S1.1",
        r"\frac1{Z(\theta)}\tilde p(x;\theta)",
        lambda s: s.f_v / s.Z,
        "normalise",
        start=(r"p(x;\theta)", lambda s: s.p),
    ),
    Claim(
        "S1.2",
        r"\int\tilde p(x)\,dx",
        lambda s: gaussian.integral(gaussian.like(s)),
        "definition, continuous x",
        start=("Z", lambda s: gaussian.partition(gaussian.like(s))),
    ),
    Claim(
        "S1.3",
        r"\sum_x\tilde p(x)",
        lambda s: s.f_v.sum(),
        "definition, discrete x",
        start=("Z", lambda s: s.Z),
    ),
    Claim(
        "S1.4",
        r"-\nabla_\theta\log Z(\theta)\text{, the same for every }x",
        lambda s: np.tile(-slope_of_log_z(s), (len(s.v), 1)),
        "the gradient has a term for the data and one for the normalisation",
        start=(
            r"\nabla_\theta\log p(x;\theta)-\nabla_\theta\log\tilde p(x;\theta)",
            lambda s: s.D(lambda t: np.log(t.p)) - slope(s),
        ),
    ),
    Claim(
        "S1.5",
        r"\nabla_\theta\log\tilde p(x;\theta)-\nabla_\theta\log Z(\theta)",
        lambda s: slope(s) - slope_of_log_z(s),
        "logarithm of a quotient",
        start=(r"\nabla_\theta\log p(x;\theta)", lambda s: s.D(lambda t: np.log(t.p))),
    ),
    Claim(
        "S1.6",
        r"\log a-\log b",
        lambda s: np.log(s.f_v) - np.log(s.Z),
        "a, b > 0",
        start=(r"\log(a/b)", lambda s: np.log(s.f_v / s.Z)),
    ),
    Claim(
        "S1.7",
        r"\frac{\nabla_\theta Z}{Z}",
        lambda s: s.D(lambda t: t.Z) / s.Z,
        "derivative of a logarithm",
        start=(r"\nabla_\theta\log Z", slope_of_log_z),
    ),
    Claim(
        "S1.8",
        r"\frac{\nabla_\theta\sum_x\tilde p(x)}{Z}",
        lambda s: s.D(lambda t: t.f_v.sum()) / s.Z,
        "definition of Z",
    ),
    Claim(
        "S1.9",
        r"\frac{\sum_x\nabla_\theta\tilde p(x)}{Z}",
        lambda s: s.D(lambda t: t.f_v).sum(axis=0) / s.Z,
        "derivative of a sum",
    ),
    Claim(
        "S1.10",
        r"\nabla_\theta Z\cdot\frac{\partial\log Z}{\partial Z}",
        lambda s: s.D(lambda t: t.Z) * np.imag(np.log(s.Z + 1e-30j)) / 1e-30,
        "chain rule",
        start=(r"\nabla_\theta\log Z", slope_of_log_z),
    ),
    Claim(
        "S1.11",
        r"\frac1Z",
        lambda s: 1 / s.Z,
        "derivative of the logarithm",
        start=(
            r"\frac{\partial\log Z}{\partial Z}",
            lambda s: np.imag(np.log(s.Z + 1e-30j)) / 1e-30,
        ),
    ),
    Claim(
        "S1.12",
        r"\exp\log\tilde p(x)",
        lambda s: np.exp(np.log(s.f_v)),
        "if p(x) > 0",
        start=(r"\tilde p(x)", lambda s: s.f_v),
    ),
    Claim(
        "S1.13",
        r"\frac{\sum_x\nabla_\theta\exp\log\tilde p(x)}{Z}",
        lambda s: s.D(lambda t: np.exp(np.log(t.f_v))).sum(axis=0) / s.Z,
        "exp undoes log",
        start=(
            r"\frac{\sum_x\nabla_\theta\tilde p(x)}{Z}",
            lambda s: s.D(lambda t: t.f_v).sum(axis=0) / s.Z,
        ),
    ),
    Claim(
        "S1.14",
        r"\frac{\sum_x p(x)\,\nabla_\theta\log\tilde p(x)}{Z}",
        lambda s: s.p @ slope(s) / s.Z,
        "derivative of the exponential",
        corrected=(
            r"\frac{\sum_x\tilde p(x)\,\nabla_\theta\log\tilde p(x)}{Z}",
            lambda s: s.f_v @ slope(s) / s.Z,
        ),
    ),
    Claim(
        "S1.15",
        r"E_{x\sim p(x)}\nabla_\theta\log\tilde p(x)",
        lambda s: np.average(slope(s), axis=0, weights=s.p),
        "an expectation",
    ),
    Claim(
        "S1.16",
        r"E_{x\sim p(x)}\nabla_\theta\log\tilde p(x)\text{ for continuous }x",
        lambda s: [*continuous(s)[1], uniform_sides(s.Z)[1]],
        "the same with integrals",
        start=(
            r"\nabla_\theta\log Z",
            lambda s: [*continuous(s)[0], uniform_sides(s.Z)[0]],
        ),
        condition="the support is fixed, and an integrable bound on the slopes exists nearby",
        meant=(
            (r"\nabla_\theta\log Z\text{, Gaussian}", lambda s: continuous(s)[0]),
            (r"E_{x\sim p(x)}\nabla_\theta\log\tilde p(x)", lambda s: continuous(s)[1]),
        ),
    ),
]
