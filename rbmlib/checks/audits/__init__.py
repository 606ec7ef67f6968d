"""Somebody's implementation, part by part, against sums over all states."""

from rbmlib.checks.audits.audit import Audit, audit, audit_machines
from rbmlib.checks.audits.findings import Finding

__all__ = ["Audit", "Finding", "audit", "audit_machines"]
