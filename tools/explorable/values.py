"""Values of twelve machines, by rbmlib, that the explorable page is compared with.

Run as ``python -m tools.explorable.values`` to write ``build/explorable/values.json``.
"""

import json
from pathlib import Path

import numpy as np

from rbmlib import (
    RBM,
    Weighted,
    binary_states,
    empirical,
    equilibrium,
    hidden_posterior,
    joint_probabilities,
    log_likelihood,
    log_likelihood_gradient,
    mean_log_likelihood,
    phase,
    visible_probabilities,
)
from rbmlib.cases import generic_cases, reference_data, reference_rbm
from rbmlib.checks import central_difference, complex_step
from rbmlib.checks.gradients.methods import METHODS

VALUES = Path(__file__).resolve().parents[2] / "build" / "explorable" / "values.json"
#: What a program may do, as ``mistakes.js`` names it.
PROGRAMS = ("right", "negative", "positive", "both", "alone", "prior", "repeats")
#: Length and number of the steps of a training run, as the page has them at the start.
ETA, STEPS = 0.5, 12
#: Largest difference of a right component: complex steps lose a few units of the last place.
WRONG = 1e-10


def cases():
    """Twelve machines with data: the reference, and eleven generic ones, repeated rows in all.

    Returns
    -------
    list of dict
        ``{"model": RBM, "data": ndarray}`` each.
    """
    rng = np.random.default_rng(5)
    reference = {"model": reference_rbm(), "data": reference_data()}
    return [reference, *generic_cases(11, rng, shapes=[(3, 2)], scale=1.2)]


def _with_prior(model, data):
    """The data's average of dE/dtheta with p(h) for p(h | v)."""
    prior = joint_probabilities(model).sum(axis=0)
    terms = model.energy_gradient(data[:, None, :], binary_states(model.n_hidden))
    return np.einsum("h,nhk->k", prior, terms) / len(data)


def _without_repeats(model, data):
    """The data's average of dE/dtheta over the distinct samples."""
    distinct = np.unique(data, axis=0)
    return phase(model, Weighted(distinct, np.full(len(distinct), 1 / len(distinct))))


def phases(model, data, mistake="right"):
    """Positive and negative phase as a program with a mistake computes them.

    Parameters
    ----------
    model : RBM
    data : ndarray, shape (n_samples, 3)
    mistake : str
        One of `PROGRAMS`.

    Returns
    -------
    positive, negative : ndarray, shape (11,)
        Their sum is the gradient that the program follows.
    """
    positive, negative = -phase(model, empirical(data)), phase(model, equilibrium(model))
    return {
        "right": lambda: (positive, negative),
        "negative": lambda: (positive, -negative),
        "positive": lambda: (-positive, negative),
        "both": lambda: (-positive, -negative),
        "alone": lambda: (positive, 0 * negative),
        "prior": lambda: (-_with_prior(model, data), negative),
        "repeats": lambda: (-_without_repeats(model, data), negative),
    }[mistake]()


def training(model, data, mistake):
    """Mean log-likelihood before and after each of `STEPS` steps.

    Returns
    -------
    list of float
    """
    curve = [float(mean_log_likelihood(model, data))]
    for _ in range(STEPS):
        model = model.with_parameters(model.ravel() + ETA * sum(phases(model, data, mistake)))
        curve.append(float(mean_log_likelihood(model, data)))
    return curve


def flagged(model, data, mistake):
    """Which components differ from the derivative of the mean log-likelihood.

    Returns
    -------
    list of bool
    """
    truth = complex_step(lambda shifted: mean_log_likelihood(shifted, data), model)
    return (np.abs(sum(phases(model, data, mistake)) - truth) > WRONG).tolist()


def _mistaken(model, data, mistake):
    positive, negative = phases(model, data, mistake)
    return {
        "positive": positive.tolist(),
        "negative": negative.tolist(),
        "curve": training(model, data, mistake),
        "wrong": flagged(model, data, mistake),
    }


def values(model: RBM, data):
    """All that the page computes of a machine and its data, by rbmlib.

    Returns
    -------
    dict
        Lists and numbers only.
    """
    v = binary_states(3)
    counts = np.bincount(data @ [4, 2, 1], minlength=8)
    return {
        "theta": model.ravel().tolist(),
        "counts": counts.tolist(),
        "E": model.energy(v[:, None, :], binary_states(2)).tolist(),
        "lnZ": float(model.log_partition()),
        "joint": joint_probabilities(model).tolist(),
        "p": visible_probabilities(model).tolist(),
        "lnp": log_likelihood(model, v).tolist(),
        "posterior": hidden_posterior(model, v).tolist(),
        "likelihood": float(mean_log_likelihood(model, data)),
        "gradient": log_likelihood_gradient(model, data).tolist(),
        "difference": central_difference(lambda m: mean_log_likelihood(m, data), model).tolist(),
        "mistakes": {mistake: _mistaken(model, data, mistake) for mistake in PROGRAMS},
    }


def write():
    """Write the values of all machines."""
    VALUES.parent.mkdir(parents=True, exist_ok=True)
    every = [values(**case) for case in cases()]
    VALUES.write_text(json.dumps({"step": METHODS["central"].step, "eta": ETA, "cases": every}))


if __name__ == "__main__":
    write()
