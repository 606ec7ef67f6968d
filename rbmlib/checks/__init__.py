"""The judge: how a claim is verified, sharing no code with the models that it judges."""

from rbmlib.checks.audits.audit import Audit, audit, audit_machines
from rbmlib.checks.audits.parts import Finding
from rbmlib.checks.compare import refute, verify
from rbmlib.checks.derivations.derivation import Derivation, Report
from rbmlib.checks.gradients.differences import (
    central_difference,
    complex_step,
    error_bound,
    forward_difference,
    richardson,
)
from rbmlib.checks.gradients.verdict import GradientMismatch, GradientReport, check_gradient
from rbmlib.checks.proofs.any_energy import EnergyTable, prove_any_energy, theorem
from rbmlib.checks.proofs.rational import (
    RationalModel,
    closed_form,
    prove_rbm_conditionals,
    prove_rbm_free_energy,
    prove_rbm_gradient,
)
from rbmlib.checks.proofs.symbolic import Proof, Ratio, Refuted, prove

__all__ = [
    "Audit",
    "Derivation",
    "EnergyTable",
    "Finding",
    "GradientMismatch",
    "GradientReport",
    "Proof",
    "Ratio",
    "RationalModel",
    "Refuted",
    "Report",
    "audit",
    "audit_machines",
    "central_difference",
    "check_gradient",
    "closed_form",
    "complex_step",
    "error_bound",
    "forward_difference",
    "prove",
    "prove_any_energy",
    "prove_rbm_conditionals",
    "prove_rbm_free_energy",
    "prove_rbm_gradient",
    "refute",
    "richardson",
    "theorem",
    "verify",
]
