"""The judge: how a claim is verified, sharing no code with the models that it judges.

Here is what is used daily; the rest stands in the wings `rbmlib.checks.gradients`,
`rbmlib.checks.derivations`, `rbmlib.checks.proofs` and `rbmlib.checks.audits`.  Each name loads
when it is touched, so that an audit does not wait for SymPy.

Every verdict has a code, a key of `CODES`.  An exception that is a verdict is a `Failure`, an
AssertionError that carries it as ``code``, and the codes of all that is wrong as ``codes``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rbmlib.checks.audits import Audit, audit
    from rbmlib.checks.codes import CODES, Failure
    from rbmlib.checks.derivations import Derivation
    from rbmlib.checks.gradients import (
        GradientMismatch,
        central_difference,
        check_gradient,
        complex_step,
    )
    from rbmlib.checks.proofs import Refuted, prove_any_energy, prove_rbm_gradient
    from rbmlib.checks.verdicts import refute, verify

__all__ = [
    "CODES",
    "Audit",
    "Derivation",
    "Failure",
    "GradientMismatch",
    "Refuted",
    "audit",
    "central_difference",
    "check_gradient",
    "complex_step",
    "prove_any_energy",
    "prove_rbm_gradient",
    "refute",
    "verify",
]

_ROOMS = {
    "audits": ("Audit", "audit"),
    "codes": ("CODES", "Failure"),
    "derivations": ("Derivation",),
    "gradients": ("GradientMismatch", "central_difference", "check_gradient", "complex_step"),
    "proofs": ("Refuted", "prove_any_energy", "prove_rbm_gradient"),
    "verdicts": ("refute", "verify"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
