"""Exact restricted Boltzmann machines, and checks that execute every equals sign.

The models are tiny, so every (v, h) state can be enumerated: Z, every expectation and every
gradient are exact, and a derivation can be tested line by line.
"""

from rbmlib.exact import (
    hidden_posterior,
    joint_probabilities,
    kl_divergence,
    log_likelihood,
    mean_log_likelihood,
    visible_probabilities,
)
from rbmlib.gradient import (
    Weighted,
    empirical,
    equilibrium,
    log_likelihood_gradient,
    phase,
    rbm_log_likelihood_gradient,
    rbm_moments,
)
from rbmlib.models import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    EnergyModel,
    GaussianRBM,
    LowRankRBM,
    Model,
)
from rbmlib.numerics import logsumexp, sigmoid, softplus
from rbmlib.states import binary_states, state_index

__version__ = "0.1.0"

__all__ = [
    "RBM",
    "BoltzmannMachine",
    "DeepBoltzmannMachine",
    "EnergyModel",
    "GaussianRBM",
    "LowRankRBM",
    "Model",
    "Weighted",
    "binary_states",
    "empirical",
    "equilibrium",
    "hidden_posterior",
    "joint_probabilities",
    "kl_divergence",
    "log_likelihood",
    "log_likelihood_gradient",
    "logsumexp",
    "mean_log_likelihood",
    "phase",
    "rbm_log_likelihood_gradient",
    "rbm_moments",
    "sigmoid",
    "softplus",
    "state_index",
    "visible_probabilities",
]
