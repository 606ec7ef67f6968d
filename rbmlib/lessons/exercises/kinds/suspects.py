"""The mistakes that an audit knows, as what they give on a trial."""

from collections.abc import Callable
from functools import cache
from typing import Any

from rbmlib.checks.audits import suspects as audits
from rbmlib.checks.audits.changes import CHANGES
from rbmlib.checks.audits.enumerated import Enumerated
from rbmlib.checks.audits.likelihood import Likelihood, likelihood
from rbmlib.checks.audits.mistakes import MISTAKES
from rbmlib.lessons.exercises.kinds.trials import Trial

#: A code, and what the mistake gives on a trial, or None where it cannot be made.
Suspect = tuple[str, Callable[[Trial], Any]]

# One state each, as rows.
_ROWS: dict[str, Callable[[Trial], tuple[Any, ...]]] = {
    "energy": lambda trial: (trial.v[None], trial.h[None]),
    "free_energy": lambda trial: (trial.v[None],),
    "hidden_mean": lambda trial: (trial.v[None],),
    "visible_mean": lambda trial: (trial.h[None],),
    "log_likelihood": lambda trial: (trial.v[None],),
    "log_partition": lambda trial: (),
}


def of_part(part: str) -> tuple[Suspect, ...]:
    """Mistakes in a part of an RBM, for one state.

    Parameters
    ----------
    part : str
        Name of a method of `Enumerated`, other than the gradient.

    Returns
    -------
    tuple of (str, callable)
    """
    rows = _ROWS[part]

    def on_trial(wrong):
        def given(trial):
            value = wrong(trial.truth, *rows(trial))
            return value if value is None or part == "log_partition" else value[0]

        return given

    return tuple((code, on_trial(wrong)) for code, wrong in audits.suspects(part))


def of_gradient(
    pick: Callable[[dict[str, Any]], Any] = lambda blocks: blocks,
) -> tuple[Suspect, ...]:
    """Mistakes in the gradient of a mean log-likelihood.

    Parameters
    ----------
    pick : callable
        Takes the blocks of a wrong gradient; returns what of it was asked for.

    Returns
    -------
    tuple of (str, callable)
    """

    def on_trial(mistake):
        def given(trial):
            blocks = mistake(likelihood_of(trial))
            return None if blocks is None else pick(blocks)

        return given

    return tuple((code, on_trial(mistake)) for code, mistake in MISTAKES)


@cache
def likelihood_of(trial: Trial) -> Likelihood:
    """The mean log-likelihood of a trial's data.

    Parameters
    ----------
    trial : Trial

    Returns
    -------
    Likelihood
    """
    return likelihood(trial.truth, trial.data)


def of_machine(value: Callable[[Enumerated, Trial], Any]) -> tuple[Suspect, ...]:
    """What comes of changed parameters: a sign, a bias or a factor lost, a transpose.

    Parameters
    ----------
    value : callable
        Takes a machine and the trial; returns what was asked for of that machine.

    Returns
    -------
    tuple of (str, callable)
    """

    def on_trial(change):
        def given(trial):
            other = change(trial.truth)
            return None if other is None else value(other, trial)

        return given

    return tuple((code, on_trial(change)) for code, change in CHANGES)
