"""What every rule shares: two phases, and the direction that they give."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.gradient import Weighted, check_weighted, trusted_phase
from rbmlib.models import Model
from rbmlib.models.kinds import require_model
from rbmlib.models.parameters import Gradient

#: The positive and the negative phase of a rule.
Phases = tuple[Weighted, Weighted]

#: A function of (model, data, rng, memory) that returns the direction to ascend, as a vector or
#: as named blocks, and what it wants to remember until its next call; the memory is None at the
#: first.  It trusts the data: `fit` has validated them.
Rule = Callable[
    [Model, NDArray[Any], np.random.Generator | None, Any],
    tuple[Gradient, Any],
]


def direction(model: Model, phases: Sequence[Weighted]) -> NDArray[Any]:
    r"""Direction of a learning rule: its negative phase minus its positive one.

    .. math:: \sum_{v} w^-(v)\, \partial F(v)/\partial\theta
              - \sum_{v} w^+(v)\, \partial F(v)/\partial\theta

    Parameters
    ----------
    model : Model
    phases : tuple of (Weighted, Weighted)
        The positive and the negative phase.

    Returns
    -------
    ndarray, shape (n_parameters,)
        To be ascended; the gradient of the rule's objective, where it has one.
    """
    require_model(model, "direction")
    if not isinstance(phases, tuple | list) or len(phases) != 2:
        got = type(phases).__name__
        raise TypeError(f"phases: expected the pair (positive, negative), got {got}")
    positive, negative = (
        check_weighted(model, one, f"phases[{k}]") for k, one in enumerate(phases)
    )
    return trusted_direction(model, (positive, negative))


def trusted_direction(model: Model, phases: Phases) -> NDArray[Any]:
    """`direction` of states and weights that were validated."""
    positive, negative = phases
    return trusted_phase(model, negative) - trusted_phase(model, positive)
