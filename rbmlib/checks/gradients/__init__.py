"""A gradient against the differences of the scalar that it belongs to."""

from rbmlib.checks.gradients.differences import (
    central_difference,
    complex_step,
    error_bound,
    forward_difference,
    richardson,
)
from rbmlib.checks.gradients.verdict import GradientMismatch, GradientReport, check_gradient

__all__ = [
    "GradientMismatch",
    "GradientReport",
    "central_difference",
    "check_gradient",
    "complex_step",
    "error_bound",
    "forward_difference",
    "richardson",
]
