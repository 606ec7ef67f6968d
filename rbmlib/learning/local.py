"""What pseudolikelihood and ratio matching share: a state against its one-flip neighbours.

A table of all neighbours has n_visible**2 numbers a state, so both work on a few states at a
time.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.gradient import Weighted, merged
from rbmlib.learning.phases import Phases, Rule, trusted_direction
from rbmlib.models import EnergyModel
from rbmlib.models.kinds import require_binary

# Numbers that are held at once, neighbours times units of the wider layer: 8 MiB.
_NUMBERS = 2**20
# Numbers in a table of neighbours that is handed out whole: 256 MiB.
_LARGEST_TABLE = 2**25

#: Takes energy gaps and returns weights of the same shape.
Weight = Callable[[NDArray[Any]], NDArray[Any]]


def energy_gaps(model: EnergyModel, v: ArrayLike) -> NDArray[Any]:
    r"""Free energy of states minus that of each of their one-flip neighbours.

    .. math:: F(v) - F(v^{(i)}), \qquad p(v_i \mid v_{-i}) = \sigma(F(v^{(i)}) - F(v))

    Parameters
    ----------
    model : EnergyModel
    v : array_like, shape (..., n_visible)

    Returns
    -------
    ndarray, shape (..., n_visible)
        In nats; Z does not enter.
    """
    v = require_binary(model, "energy_gaps").check_states(v)
    rows = v.reshape(int(np.prod(v.shape[:-1])), model.n_visible)
    return trusted_energy_gaps(model, rows).reshape(v.shape)


def trusted_energy_gaps(model: EnergyModel, states: NDArray[np.int64]) -> NDArray[Any]:
    """`energy_gaps` of a table of valid states."""
    return np.concatenate([_gaps(model, states[part]) for part in _blocks(model, len(states))])


def neighbour_phases(model: EnergyModel, data: NDArray[np.int64], weight: Weight) -> Phases:
    """Valid data against their neighbours, each neighbour with a weight from its energy gap."""
    numbers = len(data) * model.n_visible**2
    if numbers > _LARGEST_TABLE:
        raise ValueError(
            f"phases: would list {len(data) * model.n_visible:,} neighbours, about "
            f"{numbers * 8 / 2**30:,.1f} GiB (at most {_LARGEST_TABLE * 8 / 2**30:g} are "
            "allowed); instead, follow the rule, which takes a few states at a time"
        )
    return _phases(model, merged(data), weight)


def neighbour_rule(name: str, weight: Weight) -> Rule:
    """The direction of `neighbour_phases`, added up over a few states at a time, as a rule."""

    def follow(model, data, rng, memory):
        require_binary(model, name)
        states, q = merged(data)
        ahead = np.zeros(model.n_parameters)
        for part in _blocks(model, len(states)):
            some = Weighted(states[part], q[part])
            ahead = ahead + trusted_direction(model, _phases(model, some, weight))
        return ahead, memory

    return follow


def _phases(model, weighted, weight):
    states, q = weighted
    weights = q[:, None] * weight(trusted_energy_gaps(model, states))
    neighbours = _neighbours(states).reshape(weights.size, model.n_visible)
    return Weighted(states, weights.sum(axis=1)), Weighted(neighbours, np.ravel(weights))


def _gaps(model, states):
    return model.trusted_free_energy(states)[:, None] - model.trusted_free_energy(
        _neighbours(states)
    )


def _neighbours(states):
    """`one_flip_neighbours` of valid states."""
    return states[:, None, :] ^ np.eye(states.shape[1], dtype=np.int64)


def _blocks(model, n_states):
    """Slices of a table of states, at least one, whose neighbours are few enough."""
    wider = max(1, model.n_visible, model.n_hidden)
    rows = max(1, _NUMBERS // (max(1, model.n_visible) * wider))
    return [slice(start, start + rows) for start in range(0, max(1, n_states), rows)]
