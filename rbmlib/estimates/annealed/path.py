"""The path of RBMs along which chains are annealed, and the known distribution at its start."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.distributions import Factorial
from rbmlib.estimates.weights import require_same_width
from rbmlib.models import RBM
from rbmlib.models.kinds import require_rbm, require_real
from rbmlib.validation import as_numbers, check_number


def between(first: RBM, second: RBM, beta: float) -> RBM:
    """The RBM on the path between two others.

    Parameters
    ----------
    first, second : RBM
        With the same number of visible units.
    beta : float
        Inverse temperature: the energies are scaled by 1 - beta and beta.

    Returns
    -------
    RBM
        With the hidden units of both.  At 0 and 1 one layer is cut off and contributes a
        factor of 2 a unit to Z.
    """
    for rbm in (first, second):
        require_rbm(rbm, "annealed.between")
    require_same_width(first, second)
    cold = 1 - check_number(beta, "beta")
    return RBM(
        np.concatenate([cold * first.weights, beta * second.weights], axis=1),
        cold * first.visible_bias + beta * second.visible_bias,
        np.concatenate([cold * first.hidden_bias, beta * second.hidden_bias]),
    )


def check_base(rbm: RBM, base: Factorial | None) -> Factorial:
    """Where the chains of a real RBM start, uniform if left out; every state must be possible."""
    require_real(rbm, "annealed")
    if base is None:
        return Factorial.uniform(rbm.n_visible)
    if not isinstance(base, Factorial):
        raise TypeError(f"base: expected a Factorial, got {type(base).__name__}")
    if len(base.means) != rbm.n_visible:
        raise ValueError(f"base: expected {rbm.n_visible} means, got {len(base.means)}")
    if not np.all((base.means > 0) & (base.means < 1)):
        raise ValueError(f"base: expected means strictly between 0 and 1, got {base.means}")
    return base


def without_hidden(base: Factorial) -> RBM:
    """Independent units as an RBM."""
    means = base.means
    return RBM(np.zeros((len(means), 0)), np.log(means) - np.log1p(-means), np.zeros(0))


def log_partition_of_start(start: RBM, rbm: RBM) -> float:
    """Ln Z of the path's first RBM, which holds the hidden units of `rbm`, cut off."""
    return float(start.log_partition() + rbm.n_hidden * np.log(2))


def check_schedule(schedule: ArrayLike) -> NDArray[np.float64]:
    """Inverse temperatures, if they increase from 0 to 1."""
    given = as_numbers(schedule, "schedule")
    rises = given.dtype.kind == "f" and given.ndim == 1 and len(given) > 1
    if not rises or given[0] != 0 or given[-1] != 1 or not np.all(np.diff(given) > 0):
        shown = np.array2string(given, threshold=6, edgeitems=2)
        raise ValueError(
            f"schedule: expected inverse temperatures that increase from 0 to 1, got {shown}"
        )
    return given.astype(float)
