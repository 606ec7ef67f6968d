"""A gradient against the differences of the number that it belongs to."""

from rbmlib.checks.gradients.differences import (
    central_difference,
    complex_step,
    forward_difference,
    richardson,
)
from rbmlib.checks.gradients.methods import error_bound
from rbmlib.checks.gradients.protocols import Differentiable, Parameterised
from rbmlib.checks.gradients.verdict import GradientMismatch, GradientReport, check_gradient

__all__ = [
    "Differentiable",
    "GradientMismatch",
    "GradientReport",
    "Parameterised",
    "central_difference",
    "check_gradient",
    "complex_step",
    "error_bound",
    "forward_difference",
    "richardson",
]
