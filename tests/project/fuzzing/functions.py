"""Nasty functions, and distributions that are not what they say."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rbmlib import RBM, Weighted
from rbmlib.distributions import Factorial, ModelDistribution
from tests.project.fuzzing.machines import FACTORIALS, raise_mischief
from tests.project.fuzzing.values import ANY, FINITE, NOTHING, REFUSED, Nasty

_NO_FUNCTION = {
    name: nasty for name, nasty in NOTHING.items() if name not in ("function", "class")
}
FUNCTION: dict[str, Nasty] = _NO_FUNCTION | {
    "number": (REFUSED, lambda f: 3),
    "raises": (ANY, lambda f: lambda *_: raise_mischief()),
    "returns a text": (ANY, lambda f: lambda *_: "text"),
}
#: In place of the name of a rule.
RULE: dict[str, Nasty] = _NO_FUNCTION | {
    "number": (REFUSED, lambda x: 3),
    "list": (REFUSED, lambda x: [x]),
    "empty": (REFUSED, lambda x: ""),
    "another name": (FINITE, lambda x: "likelihood"),
    "a rule that raises": (ANY, lambda x: lambda *_: raise_mischief()),
    "a rule that returns None": (REFUSED, lambda x: lambda *_: None),
    "a rule that returns three": (REFUSED, lambda x: lambda *_: (0, 1, 2)),
    "a rule without a memory": (REFUSED, lambda x: lambda m, *_: m.ravel()),
    "a rule of one number": (REFUSED, lambda x: lambda *_: (0.0, None)),
    "a rule of a text": (REFUSED, lambda x: lambda *_: ("text", None)),
    "a rule of a row": (REFUSED, lambda x: lambda m, *_: (m.ravel()[None], None)),
    "a rule of complex numbers": (REFUSED, lambda x: lambda m, *_: (m.ravel() + 1j, None)),
    "a rule with a mask": (REFUSED, lambda x: lambda m, *_: (np.ma.array(m.ravel()), None)),
    "a rule of blocks": (FINITE, lambda x: lambda m, *_: (m.unravel(m.ravel()), None)),
    "a rule of None": (REFUSED, lambda x: lambda m, *_: ([None] * m.n_parameters, None)),
}
EXECUTOR: dict[str, Nasty] = {name: nasty for name, nasty in NOTHING.items() if name != "None"}


class _Forger:
    """Independent units, one of whose methods says something else."""

    def __init__(self, right: Factorial, method: str, forge: Callable[[Any], Any]):
        self._right, self._method, self._forge = right, method, forge

    def _told(self, method: str, value: Any) -> Any:
        return self._forge(value) if method == self._method else value

    def log_probability(self, v: Any) -> Any:
        return self._told("log_probability", self._right.log_probability(v))

    def distribution(self) -> Any:
        return self._told("distribution", self._right.distribution())

    def sample(self, size: int, rng: np.random.Generator) -> Any:
        return self._told("sample", self._right.sample(size, rng))


_FORGERIES: dict[str, Callable[[Any], Any]] = {
    "None": lambda x: None,
    "a text": lambda x: "text",
    "too few": lambda x: x[:1],
    "with an axis": lambda x: np.asarray(x)[..., None],
    "a number": lambda x: 0.5,
    "NaN": lambda x: np.asarray(x) * np.nan,
    "complex": lambda x: np.asarray(x) + 1j,
    "an error": lambda x: raise_mischief(),
}


def _forger(method: str, forge: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def forged(value: Any) -> Any:
        if isinstance(value, Weighted) and forge is not _FORGERIES["None"]:
            return Weighted(value.states, forge(value.weights))
        return forge(value)

    return lambda right: _Forger(right, method, forged)


def distributions() -> dict[str, Nasty]:
    """In place of noise or a proposal; where a method is not asked, its lie does not matter."""
    table: dict[str, Nasty] = NOTHING | FACTORIALS
    table["model"] = (REFUSED, lambda x: RBM(np.zeros((3, 2)), np.zeros(3), np.zeros(2)))
    table["means"] = (REFUSED, lambda x: x.means)
    table["distribution of a model"] = (
        FINITE,
        lambda x: ModelDistribution(RBM(np.full((3, 2), 0.5), np.zeros(3), np.zeros(2))),
    )
    for method in ("log_probability", "distribution", "sample"):
        for name, forge in _FORGERIES.items():
            table[f"{method} is {name}"] = (FINITE, _forger(method, forge))
    return table
