"""The training loop: any rule, exact likelihoods on the way where they are affordable."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.learning.history import Diverged, Fit, History, carry
from rbmlib.learning.phases import Rule
from rbmlib.learning.rules import find_rule
from rbmlib.models import Model
from rbmlib.models.kinds import require_model
from rbmlib.progress import track
from rbmlib.validation import check_count, check_number, check_rng

#: A parameter beyond this many nats makes its unit's probability 0 or 1 to the last digit:
#: what is left is a learning rate that is too large.
LARGEST_PARAMETER = 1e4


def fit(
    model: Model,
    data: ArrayLike,
    rule: str | Rule,
    steps: int,
    learning_rate: float,
    rng: np.random.Generator | None = None,
    *,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    batch_size: int | None = None,
    record_every: int | None = None,
    callback: Callable[[int, Model], object] | None = None,
) -> Fit:
    """Train a model by following a rule's direction.

    Parameters
    ----------
    model : Model
        Where to start; it is not changed.
    data : array_like, shape (n_samples, n_visible)
        One sample a row.
    rule : str or Rule
        A name in `rbmlib.learning.RULES`, or a function of (model, data, rng, memory) that
        returns a direction, as a vector or as named blocks, and the memory for its next call
        (None at the first).
    steps : int
        Number of updates.
    learning_rate : float
        Positive; how far to go along the direction.
    rng : numpy.random.Generator, optional
        Needed by rules that sample, and by batches.
    momentum : float
        Share of the last update that is added to the next, at least 0 and below 1.
    weight_decay : float
        Pull of every parameter but the biases towards zero, at least 0.
    batch_size : int, optional
        Samples an update, drawn without replacement; all of them if left out.
    record_every : int, optional
        Record the history at every so many updates, besides the start and the end.
    callback : callable, optional
        Called as ``callback(step, model)`` at every record.

    Returns
    -------
    Fit

    Raises
    ------
    Diverged
        If a parameter is not finite or exceeds `LARGEST_PARAMETER`.
    KeyboardInterrupt
        If you stop it.  This and every other error that ends the updates, whether the rule's,
        the callback's or `Diverged`, has the last model as its attribute ``model`` and what was
        recorded as its attribute ``history``.
    """
    follow, data = find_rule(rule), require_model(model, "fit").check_data(data)
    _check_start(model)
    _check_counts(steps, record_every, batch_size, len(data), rng)
    _check_callback(callback)
    pace = _check_pace(learning_rate, momentum, weight_decay)
    models = _walk(model, _batches(data, batch_size, rng), follow, rng, pace)
    step, history = 0, History()
    try:
        updates = zip(range(steps + 1), models, strict=False)
        for step, model in track(updates, "training", steps + 1):
            if step in (0, steps) or (record_every and step % record_every == 0):
                history.record(step, model, data)
                if callback is not None:
                    callback(step, model)
    except BaseException as error:
        carry(error, step, model, history)
        raise
    return Fit(model, history)


def _check_callback(callback: object) -> None:
    if callback is not None and not callable(callback):
        raise TypeError(f"callback: expected a function, got {type(callback).__name__}")


class _Pace(NamedTuple):
    learning_rate: float
    momentum: float
    weight_decay: float


def _walk(
    model: Model,
    batches: Iterator[NDArray[Any]],
    follow: Rule,
    rng: np.random.Generator | None,
    pace: _Pace,
) -> Iterator[Model]:
    """The model as it is, and after each update, without end."""
    memory, velocity, decay = None, 0.0, pace.weight_decay * model.decays
    for step, batch in enumerate(batches, start=1):
        yield model
        ahead, memory = _checked(model, follow(model, batch, rng, memory))
        theta = model.ravel()
        velocity = pace.momentum * velocity + ahead - decay * theta
        theta = theta + pace.learning_rate * velocity
        if not np.all(np.abs(theta) <= LARGEST_PARAMETER):
            raise _diverged(step, theta, model)
        model = model.with_parameters(theta)


def _batches(
    data: NDArray[Any], batch_size: int | None, rng: np.random.Generator | None
) -> Iterator[NDArray[Any]]:
    while batch_size is None:
        yield data
    source = check_rng(rng)
    while True:
        yield data[source.permutation(len(data))[:batch_size]]


def _checked(model: Model, answer: object) -> tuple[NDArray[Any], Any]:
    """A rule's answer, its direction as one vector; NaN is let through, as divergence."""
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise TypeError(
            f"rule: expected a pair, a direction and a memory, got {type(answer).__name__}"
        )
    ahead = model.as_vector(answer[0], "rule")
    if ahead.dtype.kind not in "biuf":
        raise ValueError(f"rule: expected a real direction, got {ahead.dtype}")
    return ahead, answer[1]


def _check_start(model: Model) -> None:
    theta = model.ravel()
    if theta.dtype.kind != "f":
        raise ValueError(f"model: expected real parameters, got {theta.dtype}")
    largest = np.abs(theta).max(initial=0)
    if largest > LARGEST_PARAMETER:
        raise ValueError(
            f"model: expected parameters of at most {LARGEST_PARAMETER:.0e} in magnitude, got "
            f"{largest:.3g}; rescale the data and the model"
        )


def _check_counts(
    steps: int,
    record_every: int | None,
    batch_size: int | None,
    n_samples: int,
    rng: np.random.Generator | None,
) -> None:
    check_count(steps, 0, "steps")
    if record_every is not None:
        check_count(record_every, 1, "record_every")
    if batch_size is not None:
        check_rng(rng)
        if check_count(batch_size, 1, "batch_size") > n_samples:
            raise ValueError(
                f"batch_size: expected 1 to {n_samples}, the number of samples, got {batch_size}"
            )


def _check_pace(learning_rate: float, momentum: float, weight_decay: float) -> _Pace:
    return _Pace(
        check_number(learning_rate, "learning_rate", above=0),
        check_number(momentum, "momentum", least=0, below=1),
        check_number(weight_decay, "weight_decay", least=0),
    )


def _diverged(step: int, theta: NDArray[np.float64], model: Model) -> Diverged:
    worst = int(np.argmax(np.nan_to_num(np.abs(theta), nan=np.inf)))
    return Diverged(
        f"fit: diverged at step {step} ({model.parameter_names[worst]} = {theta[worst]:.3g}, "
        f"expected at most {LARGEST_PARAMETER:.0e} in magnitude); try a smaller learning rate"
    )
