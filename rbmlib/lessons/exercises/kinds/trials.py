"""What an answer that is a function is tried on: generic machines, and tiny ones to show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.cases import generic_cases, tiny_cases
from rbmlib.checks.audits.enumerated import Enumerated
from rbmlib.exact import mean_log_likelihood, visible_probabilities
from rbmlib.lessons.exercises.kinds.words import listed
from rbmlib.models import RBM
from rbmlib.states import binary_states, state_index


@dataclass(frozen=True, eq=False)
class Trial:
    """A machine and its data.

    Attributes
    ----------
    model : RBM
    data : ndarray of int, shape (n_samples, n_visible)
    """

    model: RBM
    data: NDArray[Any]

    @property
    def v(self) -> NDArray[Any]:
        """A visible state: the first sample."""
        return self.data[0]

    @property
    def h(self) -> NDArray[Any]:
        """A hidden state, which depends on the visible one: all on for the first two."""
        states = binary_states(self.model.n_hidden)
        return states[-1 - int(state_index(self.v)) // 2 % len(states)]

    @cached_property
    def truth(self) -> Enumerated:
        """The machine as an audit sees it."""
        return Enumerated(self.model.weights, self.model.visible_bias, self.model.hidden_bias)


def table(model: RBM) -> NDArray[Any]:
    """E(v, h) of every pair of states.

    Parameters
    ----------
    model : RBM

    Returns
    -------
    ndarray, shape (2**n_visible, 2**n_hidden)
    """
    return model.energy(binary_states(model.n_visible)[:, None], binary_states(model.n_hidden))


def slopes(model: RBM) -> NDArray[Any]:
    """dE(v, h)/dtheta of every pair of states.

    Parameters
    ----------
    model : RBM

    Returns
    -------
    ndarray, shape (2**n_visible, 2**n_hidden, n_parameters)
    """
    v, h = binary_states(model.n_visible)[:, None], binary_states(model.n_hidden)
    return model.energy_gradient(v, h)


def shares(model: RBM, data: NDArray[Any]) -> NDArray[Any]:
    """q(v): which share of the data each visible state is.

    Parameters
    ----------
    model : RBM
    data : ndarray of int, shape (n_samples, n_visible)

    Returns
    -------
    ndarray, shape (2**n_visible,)
    """
    counts = np.bincount(state_index(data), minlength=2**model.n_visible)
    return counts / len(data)


def objective(trial: Trial) -> Callable[[Any], Any]:
    """The mean log-likelihood of a trial's data as a function of all parameters.

    Parameters
    ----------
    trial : Trial

    Returns
    -------
    callable
        Takes a vector in the order of ``ravel``.
    """
    return lambda theta: mean_log_likelihood(
        trial.model.with_parameters(np.asarray(theta)), trial.data
    )


#: The step of a difference that is asked for.
STEP = 0.5

#: What a function may be asked to take, by the letter of the notebooks.
ARGUMENTS: Mapping[str, Callable[[Trial], Any]] = {
    "W": lambda trial: trial.model.weights,
    "b": lambda trial: trial.model.visible_bias,
    "c": lambda trial: trial.model.hidden_bias,
    "v": lambda trial: trial.v,
    "h": lambda trial: trial.h,
    "data": lambda trial: trial.data,
    "E": lambda trial: table(trial.model),
    "dE": lambda trial: slopes(trial.model),
    "p": lambda trial: visible_probabilities(trial.model),
    "q": lambda trial: shares(trial.model, trial.data),
    "f": objective,
    "x": lambda trial: trial.model.ravel(),
    "s": lambda trial: STEP,
}

# Of each shape: the simplest ones, with few ones among the parameters and few samples.
_MOST_TINY = 250
_SHAPES = ((3, 2), (2, 3), (4, 3), (3, 3), (2, 2), (1, 1))


@cache
def generic_trials() -> tuple[Trial, ...]:
    """Random machines, none of them degenerate, square ones and others.

    Returns
    -------
    tuple of Trial
    """
    cases = generic_cases(len(_SHAPES), np.random.default_rng(13), shapes=_SHAPES)
    return tuple(Trial(case["model"], case["data"]) for case in cases)


@cache
def tiny_trials(most_samples: int) -> tuple[Trial, ...]:
    """The machines on which to show a mistake, the simplest first.

    Parameters
    ----------
    most_samples : int
        Largest number of rows in their data.

    Returns
    -------
    tuple of Trial
    """
    return tuple(
        Trial(case["model"], case["data"])
        for shape in ((1, 1), (1, 2), (2, 1), (2, 2))
        for case in islice(tiny_cases(shapes=[shape], most_samples=most_samples), _MOST_TINY)
    )


def shown(trial: Trial, arguments: tuple[str, ...]) -> str:
    """A trial in words: what a reader needs to follow it by hand.

    Parameters
    ----------
    trial : Trial
    arguments : tuple of str
        Of the function; tables follow from the machine, which is shown instead.

    Returns
    -------
    str
    """
    tables = {"E", "dE", "p", "f"} & set(arguments)
    names = [name for name in "Wbcvh" if name in arguments or (tables and name in "Wbc")]
    names += ["data"] if {"data", "q", "f"} & set(arguments) else []
    return ", ".join(f"{name} = {listed(ARGUMENTS[name](trial))}" for name in names)
