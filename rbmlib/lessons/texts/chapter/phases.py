r"""S1, second part: the two phases of the gradient.

Source as in `gradient`.  E(x) is the energy of a visible state: for an RBM, which has
hidden units as well, the free energy.
"""

import numpy as np

from rbmlib.lessons.texts.chapter.gradient import log_f, slope, slope_of_log_z
from rbmlib.lessons.texts.claims import Claim

RATE = 0.1  # learning rate of the statements about a step


def moved(s, direction):
    """The setting after a step of the parameters."""
    return s.at(s.model.with_parameters(s.model.ravel() + RATE * direction))


def after_positive(s):
    """The setting after a step that follows the positive phase alone."""
    return moved(s, s.q @ slope(s))


def after_negative(s):
    """The setting after a step that follows the negative phase alone."""
    return moved(s, -s.p @ slope(s))


def gibbs(s):
    """Transition matrix of one Gibbs sweep over visible states, (V, V)."""
    to_visible = s.joint.T / s.joint.sum(axis=0)[:, None]
    return s.posterior @ to_visible


CLAIMS = [
    Claim(
        "S1.17",
        r"\frac{e^{-E(x;\theta)}}{Z(\theta)}",
        lambda s: s.f / s.Z,
        "definition of the energy-based model",
        start=(r"p_\theta(x)", lambda s: s.joint),
    ),
    Claim(
        "S1.18",
        r"\max_\theta\,E_{x\sim p_{data}}[\log p_\theta(x)]",
        lambda s: s.q @ np.log(s.p),
        "what maximum likelihood maximises",
        start=(
            r"\max_\theta\,\frac1N\log\prod_n p_\theta(x_n)",
            lambda s: np.log(np.prod(s.p[s.rows])) / s.N,
        ),
    ),
    Claim("S1.18b", r"\text{density modelling, not classification}", None, "a purpose"),
    Claim(
        "S1.19",
        r"-\nabla_\theta E(x;\theta)+\nabla_\theta\log Z(\theta)",
        lambda s: slope(s) + slope_of_log_z(s),
        "decompose",
        start=(r"\nabla_\theta\log p_\theta(x)", lambda s: s.D(lambda t: np.log(t.p))),
        corrected=(
            r"-\nabla_\theta E(x;\theta)-\nabla_\theta\log Z(\theta)",
            lambda s: slope(s) - slope_of_log_z(s),
        ),
    ),
    Claim(
        "S1.20",
        r"E_{x'\sim p_\theta}[\nabla_\theta E(x';\theta)]",
        lambda s: s.p @ -slope(s),
        "the model's average",
        start=(r"\nabla_\theta\log Z(\theta)", slope_of_log_z),
        corrected=(
            r"-E_{x'\sim p_\theta}[\nabla_\theta E(x';\theta)]",
            lambda s: -s.p @ -slope(s),
        ),
    ),
    Claim(
        "S1.22",
        r"-E_{p_{data}}[\nabla_\theta E],\quad E_{p_\theta}[\nabla_\theta E]",
        lambda s: [np.mean(slope(s)[s.rows], axis=0), s.p @ -slope(s)],
        "positive phase, negative phase; the second term as S1.20 prints it",
        start=(
            r"\nabla_\theta E_{p_{data}}[\log\tilde p],\quad-\nabla_\theta\log Z",
            lambda s: [s.D(lambda t: t.q @ np.log(t.f_v)), -slope_of_log_z(s)],
        ),
    ),
    Claim(
        "S1.23",
        r"\text{the positive phase raises }\log\tilde p\text{ at the data}",
        lambda s: s.q @ log_f(after_positive(s)) > s.q @ log_f(s),
        "a step along it",
        start=(r"\text{true}", lambda s: True),
    ),
    Claim(
        "S1.23b",
        r"\text{equivalently, it lowers their energy: }-\Delta E",
        lambda s: -s.q @ (after_positive(s).model.free_energy(s.v) - s.model.free_energy(s.v)),
        "the energy is minus the logarithm",
        start=(
            r"\Delta\log\tilde p",
            lambda s: s.q @ (log_f(after_positive(s)) - log_f(s)),
        ),
    ),
    Claim(
        "S1.24",
        r"\text{the negative phase lowers }\log\tilde p\text{ at the model's samples}",
        lambda s: s.p @ log_f(after_negative(s)) < s.p @ log_f(s),
        "a step along it",
        start=(r"\text{true}", lambda s: True),
    ),
    Claim(
        "S1.24b",
        r"\text{equivalently, it raises their energy: }-\Delta E",
        lambda s: -s.p @ (after_negative(s).model.free_energy(s.v) - s.model.free_energy(s.v)),
        "the energy is minus the logarithm",
        start=(
            r"\Delta\log\tilde p",
            lambda s: s.p @ (log_f(after_negative(s)) - log_f(s)),
        ),
    ),
    Claim(
        "S1.24c",
        r"\text{distribution of }x'\text{ after Gibbs sampling from the data}",
        lambda s: s.q @ gibbs(s),
        "Markov chain Monte Carlo",
        start=(r"p_\theta", lambda s: s.p),
        condition="in the limit of many sweeps",
        meant=(
            None,
            (
                r"\text{the same after 4096 sweeps}",
                lambda s: s.q @ np.linalg.matrix_power(gibbs(s), 4096),
            ),
        ),
    ),
    Claim(
        "S1.25",
        r"\theta+\eta\,(E_{p_{data}}[-\nabla_\theta E(x)]-E_{p_\theta}[-\nabla_\theta E(x)])",
        lambda s: s.model.ravel() + RATE * (s.q @ slope(s) - s.p @ slope(s)),
        "the update follows the gradient",
        start=(
            r"\theta+\eta\,\nabla_\theta E_{x\sim p_{data}}[\log p_\theta(x)]",
            lambda s: s.model.ravel() + RATE * s.D(lambda t: t.q @ np.log(t.p)),
        ),
    ),
]
