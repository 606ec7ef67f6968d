"""Right arguments, found by the name of their parameter."""

from collections.abc import Callable
from numbers import Number
from typing import Any

import numpy as np

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
from tests.project.fuzzing.judged import DATA, RIGHT

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
_FACTORIAL = Factorial([0.25, 0.5, 0.875])
_INSTANCES: dict[str, Any] = MODELS | {
    "Factorial": _FACTORIAL,
    "ModelDistribution": ModelDistribution(MODELS["RBM"]),
}
_P, _Q = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.0, 0.75])
_POINTS, _BITS, _WEIGHTS = _dyadic(5, 3), DATA, _dyadic(5)
_COMMON: dict[str, Any] = {
    "axes": None,
    "base": _FACTORIAL,
    "beta": 0.25,
    "columns": ["d", "e"],
    "confidence": 0.75,
    "count": 2,
    "executor": None,
    "first": MODELS["RBM"],
    "labels": ["a", "b", "c"],
    "log_normaliser": -1.5,
    "max_terms": 100,
    "n": 4,
    "n_chains": 3,
    "n_first": 2,
    "n_hidden": 2,
    "n_noise": 4,
    "n_particles": 4,
    "n_second": 1,
    "n_visible": 3,
    "noise": _FACTORIAL,
    "noise_samples": _bits(4, 3),
    "particles": _bits(4, 3),
    "proposal": _FACTORIAL,
    "rank": 2,
    "ratio": 0.5,
    "reverse": True,
    "rows": ["a", "b", "c"],
    "samples": _bits(4, 3),
    "scale": 0.5,
    "schedule": np.array([0.0, 0.25, 1.0]),
    "second": RBM(_dyadic(3, 4), _dyadic(3), _dyadic(4)),
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
_SPECIAL: dict[str, dict[str, Any]] = RIGHT | {
    "cases.generic_cases": {"shapes": ((3, 2), (2, 4))},
    "cases.tiny_cases": {"shapes": ((2, 1), (1, 2)), "most_samples": 2},
    "chain.mixing_time": {"distance": 0.25, "longest": 100},
    "chain.total_variation": {"p": _P, "q": _Q},
    "datasets.bars_and_stripes": {"side": 2, "repeated": True},
    "datasets.digits": {"threshold": 5},
    "distributions.Factorial": {"means": np.array([0.25, 0.5, 0.875])},
    "estimates.weights.from_log_weights": {"log_weights": _dyadic(5)},
    "learning.rules.find_rule": {"rule": "contrastive_divergence"},
    "learning.score_matching.direction": {"model": MODELS["GaussianRBM"], "data": _POINTS},
    "learning.score_matching.objective": {"model": MODELS["GaussianRBM"], "data": _POINTS},
    "learning.training.fit": {
        "rule": "contrastive_divergence",
        "learning_rate": 0.25,
        "momentum": 0.5,
        "weight_decay": 0.125,
        "batch_size": 4,
        "record_every": 1,
        "callback": lambda step, model: None,
    },
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
    "validation.arrays.check_reals": {"points": _POINTS},
    "validation.scalars.check_flag": {"flag": True},
    "validation.scalars.check_number": {"value": 0.5},
}
#: What only the library's own code hands over: words for an error, bounds, sizes.
GIVEN: dict[str, dict[str, Any]] = {
    "gradient.check_weighted": {"model": MODELS["RBM"]},
    "lessons.exercises.judging.exercise": {"name": "5.2"},
    "lessons.exercises.judging.judge": {"name": "5.2"},
    "validation.arrays.check_data": {"n_units": 3},
    "validation.arrays.check_reals": {"n_units": 3},
    "validation.arrays.check_states": {"n_units": 3},
    "validation.scalars.check_count": {"least": 1, "most": 5},
    "validation.scalars.check_draws": {"n_units": 3},
    "validation.scalars.check_number": {"least": 0.0, "above": -1.0, "below": 1.0},
}


def right_arguments(name: str, parameters: list[str], instance: Any) -> dict[str, Any]:
    """Arguments for a callable of this name; for this model, where one is given."""
    owner = next((part for part in name.split(".") if part in _INSTANCES), "RBM")
    concerned = _of(_INSTANCES["RBM"]) | _of(_INSTANCES[owner] if instance is None else instance)
    fresh = {key: make() for key, make in _FRESH.items() if key in parameters}
    special = dict(_SPECIAL.get(name, {}))
    if instance is not None:  # what fits the usual model need not fit this one
        for key in ("model", "data"):
            special.pop(key, None)
    known = _COMMON | concerned | fresh | special
    missing = [key for key in parameters if key not in known]
    if missing:
        raise LookupError(f"{name}: no right arguments are known for {missing}")
    return {key: known[key] for key in parameters}


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
    weighted = Weighted(visible, _WEIGHTS)
    found |= {
        "weighted": weighted,
        "phases": (weighted, Weighted(visible[1:], _WEIGHTS[1:])),
        "first": instance,
    }
    if not isinstance(instance, GaussianRBM):
        rows = np.resize(_BITS[::-1], (4, instance.n_visible))
        found |= {name: rows for name in ("noise_samples", "particles", "samples")}
        units = Factorial(np.resize(_FACTORIAL.means, instance.n_visible))
        found |= {name: units for name in ("base", "noise", "proposal")}
    return found | {name: getattr(instance, name) for name in instance.shapes()}
