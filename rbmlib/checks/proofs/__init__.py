"""Identities decided exactly: for any energy, and for every RBM of a shape."""

from rbmlib.checks.proofs.any_energy import EnergyTable, prove_any_energy, theorem
from rbmlib.checks.proofs.rational import (
    closed_form,
    prove_rbm_conditionals,
    prove_rbm_free_energy,
    prove_rbm_gradient,
)
from rbmlib.checks.proofs.rational_model import RationalModel
from rbmlib.checks.proofs.symbolic import Proof, Ratio, Refuted, prove

__all__ = [
    "EnergyTable",
    "Proof",
    "Ratio",
    "RationalModel",
    "Refuted",
    "closed_form",
    "prove",
    "prove_any_energy",
    "prove_rbm_conditionals",
    "prove_rbm_free_energy",
    "prove_rbm_gradient",
    "theorem",
]
