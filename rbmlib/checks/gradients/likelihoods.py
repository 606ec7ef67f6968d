"""The log-likelihood behind a gradient: its phases, its machine and its data, as far as known."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.checks.audits.enumerated import Enumerated
from rbmlib.checks.audits.likelihood import Likelihood, likelihood, minus
from rbmlib.checks.compare import agree
from rbmlib.checks.gradients.protocols import Parameterised, Vector
from rbmlib.validation import check_data

# Units that are enumerated jointly, a hundred times over, to tell an RBM's mistakes apart.
_LARGEST = 12
# Units that an ln Z sums over, once a parameter: the objective may have none, and be quick.
_LARGEST_SUM = 20


def likelihood_of(
    model: Parameterised,
    numeric: Vector,
    difference: Callable[..., Vector],
    data: NDArray[Any] | None,
    tolerance: float,
) -> Likelihood | None:
    """The phases of a gradient, if its objective is a log-likelihood.

    Parameters
    ----------
    model : Parameterised
        If it has the blocks and the ln Z of an RBM that can be enumerated, its negative phase
        is summed over all states; of any other model it is the difference of ``log_partition``,
        of which only the value is used, since its analytic gradient may be the culprit.  The
        positive phase is that of the data, or else what the negative one leaves of the gradient.
    numeric : ndarray, shape (n_parameters,)
        The right gradient.
    difference : callable
        Difference formula for the gradient of ln Z.
    data : ndarray or None
    tolerance : float
        Error of the right gradient.

    Returns
    -------
    Likelihood or None
        None if neither the states nor ln Z are to be had.
    """
    right = model.unravel(numeric)
    truth = _machine_of(model)
    if truth and data is not None:
        given = likelihood(truth, check_data(data, truth.shape[0]))
        return _of_data(given, right, tolerance)
    if truth:
        negative, log_z = truth.negative_phase(), float(truth.log_partition())
    elif hasattr(model, "log_partition") and getattr(model, "n_summed", 0) <= _LARGEST_SUM:
        try:
            log_z = float(model.log_partition())
            negative = model.unravel(difference(lambda m: m.log_partition(), model))
        except ValueError:  # too many states, or values that are no analytic function
            return None
    else:
        return None
    negative = {name: negative[name] for name in right}
    positive = {name: right[name] + negative[name] for name in right}
    return Likelihood(positive, negative, log_z, None if data is None else len(data), truth)


def _machine_of(model: Any) -> Enumerated | None:
    """The machine as the judge sees it, if it is a small RBM."""
    blocks = model.unravel(model.ravel())
    names = ("weights", "visible_bias", "hidden_bias")
    if set(blocks) != set(names):
        return None
    weights, visible, hidden = (np.asarray(blocks[name], dtype=float) for name in names)
    if not weights.size or sum(weights.shape) > _LARGEST:
        return None
    if weights.shape != (*visible.shape, *hidden.shape):
        return None
    truth = Enumerated(weights, visible, hidden)
    # Other machines have these blocks too, such as one with Gaussian visible units.
    if hasattr(model, "log_partition"):
        return truth if agree(model.log_partition(), truth.log_partition(), 1e-9) else None
    return truth


def _of_data(given: Likelihood, right: dict[str, Any], tolerance: float) -> Likelihood:
    """The likelihood of the data, its blocks in the model's order; refuses those of another f."""
    by_data = minus(given.positive, given.negative)
    scale = max(1.0, *(float(np.abs(block).max()) for block in right.values()))
    if not all(agree(by_data[name], right[name], 4 * tolerance, scale) for name in right):
        raise ValueError("data: expected the data whose mean log-likelihood f is, got others")
    return given._replace(
        positive={name: given.positive[name] for name in right},
        negative={name: given.negative[name] for name in right},
    )
