"""The judge: how a claim is verified, sharing no code with the models that it judges."""

from rbmlib.checks.any_energy import EnergyTable, prove_any_energy, theorem
from rbmlib.checks.audit import Audit, audit, audit_machines
from rbmlib.checks.auditing import Finding
from rbmlib.checks.derivation import Derivation, Report
from rbmlib.checks.differences import (
    central_difference,
    complex_step,
    error_bound,
    forward_difference,
    richardson,
)
from rbmlib.checks.equality import refute, verify
from rbmlib.checks.rational import (
    RationalModel,
    closed_form,
    prove_rbm_conditionals,
    prove_rbm_free_energy,
    prove_rbm_gradient,
)
from rbmlib.checks.symbolic import Proof, Ratio, Refuted, prove
from rbmlib.checks.verdict import GradientMismatch, GradientReport, check_gradient

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
