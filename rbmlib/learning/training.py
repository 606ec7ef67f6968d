"""The training loop: any rule, exact likelihoods on the way where they are affordable."""

from typing import NamedTuple

import numpy as np

from rbmlib.exact import log_likelihood
from rbmlib.learning.rules import RULES
from rbmlib.models import RBM, GaussianRBM
from rbmlib.progress import track
from rbmlib.validation import check_count, check_rng

#: Exact likelihoods are recorded if Z needs at most this many states.
AFFORDABLE = 2**14

#: A parameter beyond this many nats makes its unit's probability 0 or 1 to the last digit:
#: what is left is a learning rate that is too large.
LARGEST_PARAMETER = 1e4


class History(NamedTuple):
    """What was recorded during training.

    Attributes
    ----------
    step : list of int
        After how many updates.
    log_likelihood : list of float
        Mean log-likelihood of the training data, exact, in nats; NaN where not affordable.
    size : list of float
        Euclidean length of the parameter vector.
    """

    step: list
    log_likelihood: list
    size: list


class Fit(NamedTuple):
    """A trained model, and how it got there.

    Attributes
    ----------
    model : EnergyModel
    history : History
    """

    model: object
    history: History


class Diverged(ArithmeticError):
    """Training left the range in which the parameters mean anything.

    Attributes
    ----------
    model : EnergyModel
        The last model whose parameters were all within range.
    history : History
    """

    def __init__(self, message, model, history):
        super().__init__(message)
        self.model, self.history = model, history


def fit(
    model,
    data,
    rule,
    steps,
    learning_rate,
    rng=None,
    momentum=0.0,
    weight_decay=0.0,
    batch_size=None,
    record_every=None,
    callback=None,
):
    """Train a model by following a rule's direction.

    Parameters
    ----------
    model : EnergyModel
        Where to start; it is not changed.
    data : array_like, shape (n_samples, n_visible)
        One sample a row.
    rule : str or callable
        A name in `rbmlib.learning.RULES`, or a function of (model, data, rng, memory) that
        returns a direction of shape (n_parameters,) and the memory for its next call (None at
        the first).
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
    ValueError
        If an argument is out of range, the rule's name is unknown, `data` do not fit, or the
        rule returns something that is not a direction.
    TypeError
        If the rule or the batches need a generator and `rng` is none.
    Diverged
        If a parameter is not finite or exceeds `LARGEST_PARAMETER`; carries the last model
        within range, and the history so far.
    """
    follow = _rule(rule)
    data = model.check_data(data)
    _check_start(model)
    _check_counts(steps, record_every, batch_size, len(data), rng)
    _check_rates(learning_rate, momentum, weight_decay)
    history, memory, velocity = History([], [], []), None, 0.0
    decay = weight_decay * _decayed(model)
    _record(history, 0, model, data, callback)
    for step in track(range(1, steps + 1), "training"):
        batch = data if batch_size is None else rng.permutation(data)[:batch_size]
        ahead, memory = follow(model, batch, rng, memory)
        theta = model.ravel()
        _check_direction(ahead, theta)
        velocity = momentum * velocity + ahead - decay * theta
        theta = theta + learning_rate * velocity
        if not np.all(np.abs(theta) <= LARGEST_PARAMETER):
            raise _diverged(step, theta, model, history)
        model = model.with_parameters(theta)
        if step == steps or (record_every and step % record_every == 0):
            _record(history, step, model, data, callback)
    return Fit(model, history)


def _rule(rule):
    if callable(rule):
        return rule
    if rule not in RULES:
        raise ValueError(f"rule: expected a function or one of {', '.join(RULES)}, got {rule!r}")
    return RULES[rule]


def _check_direction(ahead, theta):
    if np.shape(ahead) != theta.shape or np.iscomplexobj(ahead):
        raise ValueError(
            f"rule: expected a real direction of shape {theta.shape}, got shape {np.shape(ahead)} "
            f"of {np.asarray(ahead).dtype}"
        )


def _check_start(model):
    largest = np.abs(model.ravel()).max(initial=0)
    if largest > LARGEST_PARAMETER:
        raise ValueError(
            f"model: expected parameters of at most {LARGEST_PARAMETER:.0e} in magnitude, got "
            f"{largest:.3g}; rescale the data and the model"
        )


def _check_counts(steps, record_every, batch_size, n_samples, rng):
    check_count(steps, 0, "steps")
    if record_every is not None:
        check_count(record_every, 1, "record_every")
    if batch_size is not None:
        check_rng(rng)
        if check_count(batch_size, 1, "batch_size") > n_samples:
            raise ValueError(
                f"batch_size: expected 1 to {n_samples}, the number of samples, got {batch_size}"
            )


def _check_rates(learning_rate, momentum, weight_decay):
    for name, value, fits, expected in (
        ("learning_rate", learning_rate, learning_rate > 0, "a positive number"),
        ("momentum", momentum, 0 <= momentum < 1, "at least 0 and below 1"),
        ("weight_decay", weight_decay, weight_decay >= 0, "0 or more"),
    ):
        if not fits:
            raise ValueError(f"{name}: expected {expected}, got {value}")


def _decayed(model):
    """1 for each parameter that weight decay acts on, 0 for biases."""
    return np.array([0.0 if "bias" in name else 1.0 for name in model.parameter_names])


def _record(history, step, model, data, callback):
    history.step.append(step)
    history.size.append(float(np.linalg.norm(model.ravel())))
    history.log_likelihood.append(_log_likelihood(model, data))
    if callback is not None:
        callback(step, model)


def _log_likelihood(model, data):
    affordable = 2 ** _enumerated_units(model) <= AFFORDABLE
    return float(np.mean(log_likelihood(model, data))) if affordable else float("nan")


def _enumerated_units(model):
    """How many units an exact ln Z sums over."""
    if isinstance(model, RBM):
        return min(model.n_visible, model.n_hidden)
    return model.n_hidden + (0 if isinstance(model, GaussianRBM) else model.n_visible)


def _diverged(step, theta, model, history):
    worst = model.parameter_names[int(np.argmax(np.nan_to_num(np.abs(theta), nan=np.inf)))]
    value = theta[model.parameter_names.index(worst)]
    return Diverged(
        f"fit: diverged at step {step} ({worst} = {value:.3g}, expected at most "
        f"{LARGEST_PARAMETER:.0e} in magnitude); try a smaller learning rate.  The last model "
        "within range is this error's .model",
        model,
        history,
    )
