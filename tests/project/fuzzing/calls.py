"""Every public callable of the package, with right arguments.

Arguments are found by the name of their parameter, so a new callable is fuzzed as soon as it is
there; one whose parameters are not known here fails the test.
"""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from numbers import Number
from types import ModuleType
from typing import Any

import numpy as np

import rbmlib
from rbmlib import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    GaussianRBM,
    LowRankRBM,
    Weighted,
)
from rbmlib.distributions import Factorial, ModelDistribution
from rbmlib.lessons import plots
from tests.project.fuzzing.nasty import Nasty, table_for

#: Rooms whose callables are yet to be added: they are being rewritten.
LATER = (
    "rbmlib.checks",
    "rbmlib.estimates",
    "rbmlib.learning",
    "rbmlib.lessons.texts",
    "rbmlib.models.rbm_partition",
    "rbmlib.models.rbm.RBM.log_partition",  # of exact parameters, and of the methods' options
)
#: Inner functions, which trust what was validated further out; so do methods named trusted_*.
TRUSTING = {
    "gradient.merged",
    "gradient.trusted_phase",
    "models.blocks.concatenate_blocks",
    "models.blocks.flat_outer",
    "models.blocks.random_parameters",
    "models.kinds.require_binary",
    "models.kinds.require_model",
    "models.kinds.require_real",
    "models.kinds.require_rbm",
    "progress.track",
    "sampling.draw_units",
    "sampling.sweep",
    "states.state_blocks",
    "states.states_at",
    "validation.arrays.as_array",
    "validation.arrays.check_pair",
    "validation.arrays.check_table",
    "validation.sizes.power_of_two",
    "validation.sizes.require_enumerable",
    "validation.sizes.require_memory",
}
TRUSTING_METHODS = {"energies", "require_floats"}

_RNG = np.random.default_rng(11)


def _dyadic(*shape: int) -> np.ndarray:
    """Numbers that every floating point type holds exactly."""
    return _RNG.integers(-12, 13, shape) / 8 + 1 / 16


def _bits(*shape: int) -> np.ndarray:
    bits = _RNG.integers(0, 2, shape)
    bits[0, :2] = 0, 1
    return bits


MODELS = {
    "RBM": RBM(_dyadic(3, 2), _dyadic(3), _dyadic(2)),
    "BoltzmannMachine": BoltzmannMachine(_dyadic(6), _dyadic(4)),
    "DeepBoltzmannMachine": DeepBoltzmannMachine(
        _dyadic(3, 2), _dyadic(2, 4), _dyadic(3), _dyadic(6)
    ),
    "LowRankRBM": LowRankRBM(_dyadic(3, 2), _dyadic(4, 2), _dyadic(3), _dyadic(4)),
    "GaussianRBM": GaussianRBM(_dyadic(3, 2), _dyadic(3), _dyadic(2), [0.5, 1.0, 1.5]),
}
_INSTANCES: dict[str, Any] = MODELS | {
    "Factorial": Factorial([0.25, 0.5, 0.875]),
    "ModelDistribution": ModelDistribution(MODELS["RBM"]),
}
_P, _Q = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.0, 0.75])
_POINTS, _BITS, _WEIGHTS = _dyadic(5, 3), _bits(5, 3), _dyadic(5)
_COMMON: dict[str, Any] = {
    "columns": ["d", "e"],
    "count": 2,
    "labels": ["a", "b", "c"],
    "n": 4,
    "n_first": 2,
    "n_hidden": 2,
    "n_second": 1,
    "n_visible": 3,
    "rank": 2,
    "rows": ["a", "b", "c"],
    "scale": 0.5,
    "size": 3,
    "states": _BITS,
    "steps": 2,
}
# What holds a state is made anew for each call.
_FRESH: dict[str, Callable[[], Any]] = {
    "rng": lambda: np.random.default_rng(7),
    "axes": lambda: plots.figure(2, 2)[1],
    "fig": lambda: plots.figure(2, 2, subplot_kw={"xlabel": "x", "ylabel": "y"})[0],
}
_SPECIAL: dict[str, dict[str, Any]] = {
    "cases.generic_cases": {"shapes": ((3, 2), (2, 4))},
    "cases.tiny_cases": {"shapes": ((2, 1), (1, 2)), "most_samples": 2},
    "chain.mixing_time": {"distance": 0.25, "longest": 100},
    "chain.total_variation": {"p": _P, "q": _Q},
    "datasets.bars_and_stripes": {"side": 2, "repeated": True},
    "datasets.digits": {"threshold": 5},
    "distributions.Factorial": {"means": np.array([0.25, 0.5, 0.875])},
    "lessons.plots.annotated_matrix": {
        "values": _POINTS[:3, :2],
        "form": "{:.2f}",
        "colours": "Greens",
    },
    "lessons.plots.figure": {"width": 3.0, "height": 2.0},
    "lessons.plots.phase_bars": {"positive": _P, "negative": _Q},
    "lessons.plots.probability_bars": {"distributions": {"p": _P, "q": _Q}},
    "lessons.plots.show": {
        "alt": "A panel with two labelled axes and nothing in it.",
        "caption": "Figure 0.0. Nothing.",
    },
    "numerics.logsumexp": {"x": _POINTS, "axis": -1},
    "numerics.sigmoid": {"x": _POINTS},
    "numerics.softplus": {"x": _POINTS},
    "validation.arrays.as_numbers": {"values": _POINTS},
    "validation.scalars.check_flag": {"flag": True},
    "validation.scalars.check_number": {"value": 0.5},
    "validation.arrays.check_reals": {"points": _POINTS},
}
# What only the library's own code hands over: words for an error, bounds, sizes.
_GIVEN: dict[str, dict[str, Any]] = {
    "gradient.check_weighted": {"model": MODELS["RBM"]},
    "validation.scalars.check_count": {"least": 1, "most": 5},
    "validation.arrays.check_data": {"n_units": 3},
    "validation.scalars.check_draws": {"n_units": 3},
    "validation.scalars.check_number": {"least": 0.0, "above": -1.0, "below": 1.0},
    "validation.arrays.check_reals": {"n_units": 3},
    "validation.arrays.check_states": {"n_units": 3},
}


@dataclass(frozen=True, eq=False)
class Call:
    """A public callable, and what is never replaced; a method has its instance as ``self``."""

    name: str
    function: Callable[..., Any]
    parameters: list[str]
    given: dict[str, Any]

    def arguments(self, instance: Any = None) -> dict[str, Any]:
        """Right arguments by the name of their parameter, for a model other than the usual one."""
        known = self._known(instance)
        missing = [name for name in self.parameters if name not in known]
        if missing:
            raise LookupError(f"{self.name}: no right arguments are known for {missing}")
        return {name: known[name] for name in self.parameters}

    def nasty(self, right: dict[str, Any], name: str) -> dict[str, Nasty]:
        """What may be put in the place of this argument."""
        return table_for(right[name], is_instance=name == "self")

    def may_be_none(self, name: str) -> bool:
        """Whether None is what the parameter is if it is left out."""
        return inspect.signature(self.function).parameters[name].default is None

    def _known(self, instance: Any) -> dict[str, Any]:
        owner = next((part for part in self.name.split(".") if part in _INSTANCES), "RBM")
        concerned = _of(_INSTANCES["RBM"]) | _of(
            _INSTANCES[owner] if instance is None else instance
        )
        fresh = {name: make() for name, make in _FRESH.items() if name in self.parameters}
        return _COMMON | concerned | fresh | _SPECIAL.get(self.name, {})


def _of(instance: Any) -> dict[str, Any]:
    """Right arguments for calls that concern this model or distribution."""
    if isinstance(instance, Factorial):
        return {"self": instance, "v": np.resize(_BITS, (5, len(instance.means)))}
    if isinstance(instance, ModelDistribution):
        return _of(instance.model) | {"self": instance}
    visible = np.resize(_BITS, (5, instance.n_visible))
    if isinstance(instance, GaussianRBM):
        visible = np.resize(_POINTS, (5, instance.n_visible))
    vector = instance.ravel()
    if vector.dtype == object:
        vector = np.array([float(x) if isinstance(x, Number) else 0.25 for x in vector])
    found = {"self": instance, "model": instance, "rbm": instance, "v": visible, "x": visible}
    found |= {"data": visible, "theta": vector, "gradient": vector}
    found |= {"h": np.resize(_BITS[::-1], (5, instance.n_hidden))}
    found |= {"weighted": Weighted(visible, _WEIGHTS)}
    return found | {name: getattr(instance, name) for name in instance.shapes()}


def fuzzed_calls() -> dict[str, Call]:
    """All public callables that take what anybody hands them, by their names."""
    later = tuple(room.removeprefix("rbmlib.") for room in LATER)
    return {
        name: call
        for name, call in every_call().items()
        if name not in TRUSTING and not name.startswith(later)
    }


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
    given = _GIVEN.get(name, {}) | ({"name": "argument"} if "name" in names else {})
    return Call(name, function, [one for one in names if one not in given], given)
