"""Models: an energy each, and closed forms where there are any."""

from rbmlib.models.base import Model
from rbmlib.models.boltzmann import BoltzmannMachine, DeepBoltzmannMachine
from rbmlib.models.energy import EnergyModel
from rbmlib.models.gaussian import GaussianRBM
from rbmlib.models.low_rank import LowRankRBM
from rbmlib.models.rbm import RBM

__all__ = [
    "RBM",
    "BoltzmannMachine",
    "DeepBoltzmannMachine",
    "EnergyModel",
    "GaussianRBM",
    "LowRankRBM",
    "Model",
]
