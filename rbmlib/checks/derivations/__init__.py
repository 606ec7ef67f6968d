"""A derivation, line by line: each equals sign is executed, the first false one is named."""

from rbmlib.checks.derivations.derivation import Derivation
from rbmlib.checks.derivations.report import Counterexample, Report

__all__ = ["Counterexample", "Derivation", "Report"]
