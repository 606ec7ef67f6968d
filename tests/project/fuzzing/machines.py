"""Nasty models and distributions."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from rbmlib import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    EnergyModel,
    GaussianRBM,
    LowRankRBM,
    Model,
)
from rbmlib.distributions import Factorial, ModelDistribution
from tests.project.fuzzing.values import (
    ANY,
    FINITE,
    NOTHING,
    REFUSED,
    SAME,
    SAME_OR_REFUSED,
    Nasty,
    each_as,
    with_last,
)


class Mischief(Exception):
    """What a user's function raises: it reaches the user as it is."""


def raise_mischief() -> None:
    """What a user's function may do."""
    raise Mischief


@dataclass(frozen=True, eq=False, repr=False)
class Liar(RBM):
    """An RBM whose energy is not what an energy must be."""

    lie = staticmethod(lambda energies: energies)

    free_energy, free_energy_gradient = EnergyModel.free_energy, EnergyModel.free_energy_gradient
    log_partition = EnergyModel.log_partition
    log_partition_gradient = EnergyModel.log_partition_gradient

    def energy(self, v: Any, h: Any) -> Any:
        return type(self).lie(super().energy(v, h))

    def energy_gradient(self, v: Any, h: Any) -> Any:
        return type(self).lie(super().energy_gradient(v, h))


def _liar(lie: Callable[[Any], Any]) -> Callable[[Any], Any]:
    kind = type("Liar", (Liar,), {"lie": staticmethod(lie)})
    return lambda x: kind(*(getattr(x, field.name) for field in fields(RBM)))


def _mapped(function: Callable[[np.ndarray], Any]) -> Callable[[Any], Any]:
    """The model with every parameter replaced; what is not a parameter stays."""

    def spoilt(model: Any) -> Any:
        names = [f.name for f in fields(model) if f.name != "visible_scale"]
        return replace(model, **{name: function(getattr(model, name)) for name in names})

    return spoilt


def _rbm(n: int, m: int) -> RBM:
    return RBM(np.full((n, m), 0.25), np.full(n, 0.5), np.full(m, -0.5))


def _gaussian(n: int, m: int) -> GaussianRBM:
    return GaussianRBM(np.full((n, m), 0.25), np.full(n, 0.5), np.full(m, -0.5), np.ones(n))


def _boltzmann(n: int) -> BoltzmannMachine:
    return BoltzmannMachine(np.full(n * (n - 1) // 2, 0.25), np.full(n, 0.5))


def _deep(n: int, first: int, second: int) -> DeepBoltzmannMachine:
    layers = np.full((n, first), 0.25), np.full((first, second), 0.25)
    return DeepBoltzmannMachine(*layers, np.full(n, 0.5), np.full(first + second, -0.5))


def _low_rank(n: int, m: int, rank: int) -> LowRankRBM:
    factors = np.full((n, rank), 0.25), np.full((m, rank), 0.5)
    return LowRankRBM(*factors, np.full(n, 0.5), np.full(m, -0.5))


_SIZES: dict[str, dict[str, Callable[[], Model]]] = {
    "RBM": {
        "40 x 40": lambda: _rbm(40, 40),
        "784 x 500": lambda: _rbm(784, 500),
        "1000 x 2": lambda: _rbm(1000, 2),
        "23 x 2": lambda: _rbm(23, 2),
        "16 x 2": lambda: _rbm(16, 2),
        "2 x 64": lambda: _rbm(2, 64),
        "2 x 16": lambda: _rbm(2, 16),
        "0 x 2": lambda: _rbm(0, 2),
        "3 x 0": lambda: _rbm(3, 0),
        "0 x 0": lambda: _rbm(0, 0),
    },
    "GaussianRBM": {
        "Gaussian 3 x 2": lambda: _gaussian(3, 2),
        "Gaussian 3 x 40": lambda: _gaussian(3, 40),
        "Gaussian 500 x 9": lambda: _gaussian(500, 9),
        "Gaussian 0 x 2": lambda: _gaussian(0, 2),
        "Gaussian 2 x 0": lambda: _gaussian(2, 0),
    },
    "BoltzmannMachine": {
        "Boltzmann 4": lambda: _boltzmann(4),
        "Boltzmann 12": lambda: _boltzmann(12),
        "Boltzmann 70": lambda: _boltzmann(70),
        "Boltzmann 0": lambda: _boltzmann(0),
    },
    "DeepBoltzmannMachine": {
        "deep 3 x 2 x 1": lambda: _deep(3, 2, 1),
        "deep 2 x 12 x 2": lambda: _deep(2, 12, 2),
        "deep 3 x 40 x 40": lambda: _deep(3, 40, 40),
        "deep 0 x 0 x 0": lambda: _deep(0, 0, 0),
    },
    "LowRankRBM": {
        "low rank 3 x 4 x 2": lambda: _low_rank(3, 4, 2),
        "low rank 3 x 4 x 0": lambda: _low_rank(3, 4, 0),
        "low rank 2 x 8 x 50": lambda: _low_rank(2, 8, 50),
        "low rank 40 x 40 x 2": lambda: _low_rank(40, 40, 2),
    },
}
_PARAMETERS: dict[str, Nasty] = {
    "zeros": (FINITE, _mapped(np.zeros_like)),
    "1e30": (FINITE, _mapped(lambda x: x * 1e30)),
    "1e155": (FINITE, _mapped(lambda x: x * 1e155)),
    "1e300": (FINITE, _mapped(lambda x: x * 1e300)),
    "+-1e308": (FINITE, _mapped(lambda x: np.where(x > 0, 1e308, -1e308))),
    "400": (FINITE, _mapped(lambda x: x * 400)),
    "subnormal": (FINITE, _mapped(lambda x: x * 1e-310)),
    "complex": (FINITE, _mapped(lambda x: x + 0.25j)),
    "complex step": (FINITE, _mapped(lambda x: x + 1e-30j)),
    "float32": (SAME, _mapped(lambda x: x.astype(np.float32))),
    "fractions": (SAME_OR_REFUSED, _mapped(lambda x: each_as(Fraction, x))),
    "symbols": (FINITE, _mapped(lambda x: with_last(x, sp.Symbol("x"), object))),
}


FACTORIALS: dict[str, Nasty] = {
    "certain units": (ANY, lambda x: Factorial([0, 1, 1])),  # other states have -inf
    "no units": (FINITE, lambda x: Factorial([])),
    "two units": (FINITE, lambda x: Factorial([0.25, 0.875])),
    "40 units": (FINITE, lambda x: Factorial(np.full(40, 0.25))),
}


def _lies(right: Any) -> dict[str, Nasty]:
    if type(right) is not RBM:
        return {}
    return {
        "an energy that is None": (FINITE, _liar(lambda e: None)),
        "an energy that raises": (FINITE, _liar(lambda e: raise_mischief())),
        "an energy that is a text": (FINITE, _liar(lambda e: "text")),
        "an energy without an axis": (FINITE, _liar(lambda e: e.sum(axis=0))),
        "an energy with an axis": (FINITE, _liar(lambda e: e[..., None])),
        "an energy that is NaN": (FINITE, _liar(lambda e: e * np.nan)),
        "an energy that is infinite": (FINITE, _liar(lambda e: e + np.inf)),
        "an energy that is complex": (FINITE, _liar(lambda e: e + 1j)),
        "an energy of objects": (FINITE, _liar(lambda e: e.astype(object))),
    }


def _sized(*kinds: str) -> dict[str, Nasty]:
    makers = {name: make for kind in kinds for name, make in _SIZES[kind].items()}
    return {name: (FINITE, lambda x, make=make: make()) for name, make in makers.items()}


def instances_like(right: Model) -> dict[str, Nasty]:
    """Other models of this kind, all of them models."""
    return _PARAMETERS | _lies(right) | _sized(type(right).__name__)


def models_for(right: Model) -> dict[str, Nasty]:
    others: dict[str, Nasty] = {
        "vector": (REFUSED, lambda x: x.ravel()),
        "fields": (REFUSED, lambda x: {f.name: getattr(x, f.name) for f in fields(x)}),
        "distribution": (REFUSED, ModelDistribution),
        "list": (REFUSED, lambda x: [x]),
    }
    return NOTHING | others | _PARAMETERS | _lies(right) | _sized(*_SIZES)
