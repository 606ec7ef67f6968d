"""Wrong gradients of the mean log-likelihood of an RBM."""

from collections.abc import Callable

import numpy as np

from rbmlib.lessons.mistakes.phases import (
    Numbers,
    average,
    negative,
    positive,
    rounded,
    sigma,
    table,
)
from rbmlib.lessons.mistakes.sweeps import sweep
from rbmlib.models import RBM
from rbmlib.numerics import sigmoid
from rbmlib.states import binary_states, state_index


def _both(hidden: Callable[..., Numbers]) -> Callable[[RBM, Numbers], Numbers]:
    """A gradient with something wrong in the place of h in both phases."""
    return lambda m, x: positive(m, x, hidden) - negative(m, hidden)


def _without_bias(model: RBM, v: Numbers) -> Numbers:
    return np.asarray(sigmoid(v @ model.weights))


def _transposed(model: RBM, v: Numbers) -> Numbers:
    return np.asarray(sigmoid(model.hidden_bias + v @ model.weights.T))


def _distinct(data: Numbers, total: int | None) -> tuple[Numbers, Numbers]:
    states = np.unique(data, axis=0)
    return states, np.full(len(states), 1 / (total or len(states)))


def _repeats_dropped(model: RBM, data: Numbers) -> Numbers:
    states, weights = _distinct(data, None)
    return average(weights, states, sigma(model, states)) - negative(model)


def _members(model: RBM, data: Numbers) -> Numbers:
    states, weights = _distinct(data, len(data))
    return average(weights, states, sigma(model, states)) - negative(model)


def _joint_for_posterior(model: RBM, data: Numbers) -> Numbers:
    _, factors = table(model)
    weights = (factors / factors.sum())[state_index(data)] / len(data)
    return average(weights, data, sigma(model, data)) - negative(model)


def _wrong_v(model: RBM, data: Numbers) -> Numbers:
    hidden = sigma(model, np.roll(data, 1, axis=0))
    return average(np.full(len(data), 1 / len(data)), data, hidden) - negative(model)


def _means(pattern: Callable[[RBM, Numbers, Numbers], Numbers]) -> Callable[..., Numbers]:
    """A gradient with products of two means in both phases: mean of v times a vector for h."""

    def wrong(model, data):
        v, factors = table(model)
        phases = []
        for weights, x in (
            (np.full(len(data), 1 / len(data)), data),
            (factors / factors.sum(), v),
        ):
            mean, hidden = weights @ x, pattern(model, weights, x)
            phases.append(np.concatenate([np.outer(mean, hidden).ravel(), mean, hidden]))
        return phases[0] - phases[1]

    return wrong


def _prior(model: RBM, data: Numbers) -> Numbers:
    v, factors = table(model)
    prior = factors / factors.sum() @ sigma(model, v)
    return positive(model, data, lambda m, x: np.tile(prior, (len(x), 1))) - negative(model)


def _weighed(pattern: Callable[[Numbers], Numbers]) -> Callable[..., Numbers]:
    """A gradient whose negative phase weighs the states by a pattern of exp(-F)."""

    def wrong(model, data):
        v, factors = table(model)
        return positive(model, data) - average(pattern(factors), v, sigma(model, v))

    return wrong


def _reconstruction(model: RBM, data: Numbers) -> Numbers:
    down = np.asarray(sigmoid(model.visible_bias + sigma(model, data) @ model.weights.T))
    return positive(model, data) - positive(model, down)


def _one_sweep(model: RBM, data: Numbers) -> Numbers:
    v = binary_states(model.n_visible)
    reached = sweep(model)[state_index(data)].mean(axis=0)
    return positive(model, data) - average(reached, v, sigma(model, v))


#: Names, sentences, codes, and functions of (model, data).
GRADIENTS = (
    (
        "the negative phase missing",
        "ln Z is taken for a constant.",
        "E-NO-NEGATIVE-PHASE",
        positive,
    ),
    (
        "the positive phase missing",
        "Only ln Z is differentiated.",
        "E-NO-POSITIVE-PHASE",
        lambda m, x: -negative(m),
    ),
    (
        "the negative phase with the wrong sign",
        "The phases are added.",
        "E-NEGATIVE-SIGN",
        lambda m, x: positive(m, x) + negative(m),
    ),
    (
        "the positive phase summed",
        "The data are summed over, where the model is averaged over.",
        "E-POSITIVE-SUM",
        lambda m, x: len(x) * positive(m, x) - negative(m),
    ),
    ("repeats dropped", "Each distinct sample counts once.", "E-REPEATS", _repeats_dropped),
    (
        "1/N for each distinct sample",
        "A repeated sample has the weight of one.",
        "E-MEMBERS",
        _members,
    ),
    (
        "p(v, h) for p(h | v)",
        "The positive phase averages over the joint table's row, not divided by its sum.",
        "E-JOINT-FOR-POSTERIOR",
        _joint_for_posterior,
    ),
    (
        "p(h) for p(h | v)",
        "The positive phase uses the model's mean of h, whatever v is.",
        "E-PRIOR-IN-POSITIVE-PHASE",
        _prior,
    ),
    (
        "the posterior of the wrong v",
        "Each sample is paired with the hidden means of the sample before it.",
        None,
        _wrong_v,
    ),
    (
        "c forgotten in both sigmoids",
        "sigma(vW) stands for sigma(c + vW).",
        "E-NO-HIDDEN-BIAS-IN-SIGMOID",
        _both(_without_bias),
    ),
    (
        "c forgotten in the positive phase",
        "sigma(vW) stands for sigma(c + vW) where the data are averaged over.",
        "E-NO-HIDDEN-BIAS-IN-POSITIVE-SIGMOID",
        lambda m, x: positive(m, x, _without_bias) - negative(m),
    ),
    (
        "c forgotten in the negative phase",
        "sigma(vW) stands for sigma(c + vW) where the model is averaged over.",
        "E-NO-HIDDEN-BIAS-IN-NEGATIVE-SIGMOID",
        lambda m, x: positive(m, x) - negative(m, _without_bias),
    ),
    (
        "W transposed inside the sigmoid",
        "Of a square machine, sigma(c + vW') stands for sigma(c + vW).",
        "E-WEIGHTS-TRANSPOSED-IN-SIGMOID",
        _both(_transposed),
    ),
    (
        "h rounded to 0 or 1",
        "Hidden means are thresholded at one half in both phases.",
        "E-ROUNDED-SIGMOID",
        _both(rounded),
    ),
    (
        "the product of the means",
        "<v><h> stands for <v h'> in both phases.",
        "E-PRODUCT-OF-MEANS",
        _means(lambda m, w, v: w @ sigma(m, v)),
    ),
    (
        "sigma of the mean",
        "The hidden means of the mean of v stand for the mean of the hidden means.",
        "E-SIGMOID-OF-MEAN",
        _means(lambda m, w, v: sigma(m, (w @ v)[None])[0]),
    ),
    ("1/Z forgotten", "The negative phase is not divided by Z.", "E-NO-Z", _weighed(lambda f: f)),
    (
        "exp(+F) for exp(-F)",
        "The negative phase weighs improbable states most.",
        "E-EXP-PLUS-F",
        _weighed(lambda f: (1 / f) / (1 / f).sum()),
    ),
    (
        "all states weighed alike",
        "The negative phase is a plain mean over the states.",
        "E-UNIFORM",
        _weighed(lambda f: np.full(len(f), 1 / len(f))),
    ),
    ("one sweep from the data", "The negative phase is that of CD-1.", "E-CD-1", _one_sweep),
    (
        "one reconstruction by means",
        "The negative phase is one pass down and up, of means for states.",
        "E-RECONSTRUCTION",
        _reconstruction,
    ),
)
