"""Every public callable of the package.

A new one is fuzzed as soon as it is there; one with parameters that rights.py does not know fails
the test.
"""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import rbmlib
from tests.project.fuzzing.nasty import table_for
from tests.project.fuzzing.rights import GIVEN, right_arguments
from tests.project.fuzzing.values import Nasty

#: Inner functions, or whole modules, which trust what was validated further out; so do methods
#: named trusted_*.
TRUSTING = {
    "checks.audits.audit.Audit",
    "checks.audits.changes",
    "checks.audits.draws",
    "checks.audits.enumerated",
    "checks.audits.findings",
    "checks.audits.likelihood",
    "checks.audits.parts",
    "checks.audits.suspects",
    "checks.audits.wrong_phases",
    "checks.blocks",
    "checks.codes",
    "checks.compare",
    "checks.derivations.expressions",
    "checks.derivations.report",
    "checks.diagnosis",
    "checks.gradients.imaginary",
    "checks.gradients.likelihoods",
    "checks.gradients.methods.evaluated",
    "checks.gradients.methods.require_arguments",
    "checks.gradients.methods.require_method",
    "checks.proofs.any_energy.EnergyTable.energy_slope",
    "checks.proofs.any_energy.EnergyTable.joint",
    "checks.proofs.any_energy.EnergyTable.log_probability",
    "checks.proofs.any_energy.EnergyTable.posterior",
    "checks.proofs.any_energy.EnergyTable.rational",
    "checks.proofs.any_energy.theorem",
    "checks.proofs.rational.closed_form",
    "checks.proofs.rational.hidden_conditional",
    "checks.proofs.rational.product_form",
    "checks.proofs.rational.visible_conditional",
    "checks.proofs.rational_model",
    "checks.proofs.symbolic",
    "checks.gradients.naming",
    "distributions.log_probabilities",
    "distributions.require_distribution",
    "estimates.annealed.path",
    "estimates.weights.check_samples",
    "estimates.weights.require_same_width",
    "gradient.merged",
    "gradient.trusted_phase",
    "learning.history",
    "learning.local.neighbour_phases",
    "learning.local.neighbour_rule",
    "learning.local.trusted_energy_gaps",
    "learning.phases.trusted_direction",
    "lessons.drawable",
    "lessons.exercises.by_hand",
    "lessons.exercises.guards",
    "lessons.exercises.kinds",
    "lessons.exercises.question",
    "lessons.third_order",
    "lessons.figures",
    "lessons.mistakes.phases",
    "lessons.mistakes.sweeps",
    "lessons.texts",
    "models.blocks",
    "models.kinds",
    "models.rbm_plan",
    "models.rbm_tiles",
    "progress.track",
    "sampling.draw_units",
    "sampling.sweep",
    "states.state_blocks",
    "states.states_at",
    "validation.arrays.as_array",
    "validation.arrays.check_pair",
    "validation.arrays.check_table",
    "validation.scalars.check_iterable",
    "validation.scalars.check_function",
    "validation.scalars.check_text",
    "validation.sizes",
}
TRUSTING_METHODS = {"energies", "require_floats"}


@dataclass(frozen=True, eq=False)
class Call:
    """A public callable, and what is never replaced; a method has its instance as ``self``."""

    name: str
    function: Callable[..., Any]
    parameters: list[str]
    given: dict[str, Any]

    def arguments(self, instance: Any = None) -> dict[str, Any]:
        """Right arguments by the name of their parameter, for a model other than the usual one."""
        return right_arguments(self.name, self.parameters, instance)

    def nasty(self, right: dict[str, Any], name: str) -> dict[str, Nasty]:
        """What may be put in the place of this argument."""
        return table_for(right[name], name)

    def may_be_none(self, name: str) -> bool:
        """Whether None is what the parameter is if it is left out."""
        return inspect.signature(self.function).parameters[name].default is None


def fuzzed_calls() -> dict[str, Call]:
    """All public callables that take what anybody hands them, by their names."""
    return {name: call for name, call in every_call().items() if not _within(name)}


def _within(name: str) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in TRUSTING)


def every_call() -> dict[str, Call]:
    """All public callables of the package."""
    calls = (call for module in _modules() for value in _public(module) for call in _calls(value))
    return {call.name: call for call in calls}


def _modules() -> Iterator[ModuleType]:
    yield rbmlib
    for info in pkgutil.walk_packages(rbmlib.__path__, "rbmlib."):
        yield importlib.import_module(info.name)


def _public(module: ModuleType) -> Iterator[Any]:
    names = getattr(module, "__all__", None)
    for name in names or [name for name in vars(module) if not name.startswith("_")]:
        value = getattr(module, name)
        if callable(value) and getattr(value, "__module__", "").startswith("rbmlib"):
            yield value


def _calls(value: Any) -> Iterator[Call]:
    name = f"{value.__module__}.{value.__qualname__}".removeprefix("rbmlib.")
    if not inspect.isclass(value):
        yield _call(name, value)
    elif not _without_behaviour(value):
        yield _call(name, value)
        for method in dir(value):
            inner = method.startswith(("_", "trusted_")) or method in TRUSTING_METHODS
            if not inner and callable(getattr(value, method)):
                yield _call(f"{name}.{method}", getattr(value, method))


def _without_behaviour(kind: type) -> bool:
    """Records, errors, protocols and abstract classes: nothing to call, or nothing that checks."""
    record = issubclass(kind, tuple | BaseException) or typing.is_typeddict(kind)
    return record or getattr(kind, "_is_protocol", False) or inspect.isabstract(kind)


def _call(name: str, function: Callable[..., Any]) -> Call:
    parameters = inspect.signature(function).parameters.values()
    names = [p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    given = ({"name": "argument"} if "name" in names else {}) | GIVEN.get(name, {})
    return Call(name, function, [one for one in names if one not in given], given)
