"""Answers that are functions of a machine: compared with the truth on machine after machine."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.checks.blocks import named_blocks
from rbmlib.checks.codes import Diagnosis, diagnosed
from rbmlib.checks.compare import obstacle, relative_errors, shown_apart, worst
from rbmlib.lessons.exercises.guards import guarded, raised
from rbmlib.lessons.exercises.names import name_of
from rbmlib.lessons.exercises.question import RIGHT, Verdict, other_kind, refused
from rbmlib.lessons.exercises.trials import (
    ARGUMENTS,
    Trial,
    generic_trials,
    shown,
    tiny_trials,
)
from rbmlib.validation import as_numbers

#: Numbers by the name of their block; what has no blocks is one of no name.
Values = dict[str, NDArray[Any]]
#: A code, and what the mistake gives on a trial, or None where it cannot be made.
Suspect = tuple[str, Callable[[Trial], Any]]

#: Largest difference of a right number, relative to max(1, |truth|): single precision is enough,
#: which mixes with double too easily to be told by its type.  An exponent is a sum of k parameters
#: of total size X, and a sum runs over s states, so that a result loses (k X + s) roundings at
#: most: below 2**10 on every trial, of 2**-24 each.  Mistakes are larger on generic machines.
TOLERANCE = 2.0**10 * 2.0**-24
# Numbers off by no more than this are an approximation, not another formula.
_COARSE = 1e-3
# How long a tiny machine that shows a mistake is looked for.
_SECONDS = 2.0


class Outcome(NamedTuple):
    """What an answer gave on one trial.

    Attributes
    ----------
    trial : Trial
    truth : dict from str to ndarray
    values : dict from str to ndarray, or None
        What came, if it can be compared.
    found : Diagnosis or None
        What is wrong with it.
    place : tuple of (str, tuple of int) or None
        The block and the component that are furthest off.
    """

    trial: Trial
    truth: Values
    values: Values | None
    found: Diagnosis | None = None
    place: tuple[str, tuple[int, ...]] | None = None


@dataclass(frozen=True)
class Function:
    """A function of some of `ARGUMENTS`, taken by position.

    Attributes
    ----------
    arguments : tuple of str
    truth : callable
        Takes a `Trial`; returns the right number or array, or a dict of blocks.
    suspects : tuple of (str, callable)
        Known mistakes: a code, and a function of a trial.
    terms : dict from str to callable
        Numbers that may have been lost or doubled, each a function of a trial.
    blocks : tuple of str
        Names of the blocks, in the order of a tuple and of a vector, if there are several.
    """

    arguments: tuple[str, ...]
    truth: Callable[[Trial], Any]
    suspects: tuple[Suspect, ...] = ()
    terms: Mapping[str, Callable[[Trial], ArrayLike]] = field(default_factory=dict)
    blocks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What is expected."""
        returned = f" that returns {', '.join(self.blocks)}" if self.blocks else ""
        return f"a function of ({', '.join(self.arguments)}){returned}"

    def judge(self, answer: Any) -> Verdict:
        """The verdict on an answer.

        Parameters
        ----------
        answer : callable

        Returns
        -------
        Verdict
        """
        if not callable(answer) or not _takes(answer, len(self.arguments)):
            return refused(other_kind(self.words, answer))
        outcomes = [self._outcome(answer, trial) for trial in generic_trials()]
        wrong = [outcome for outcome in outcomes if outcome.found]
        if not wrong:
            return RIGHT
        found = self._diagnosis(answer, outcomes, wrong[0])
        return refused(found, after=self._example(answer, wrong[0]))

    def _diagnosis(self, answer, outcomes, first):
        """What is wrong, over all trials."""
        if first.found.code == "E-CHANGES-ARGUMENTS":
            return first.found
        again = self._outcome(answer, first.trial)
        if not _same(first.values, again.values):
            return diagnosed("E-RANDOM")
        return name_of(self, outcomes) or first.found

    def _example(self, answer, first):
        """The smallest machine that shows it, in words."""
        smallest, _ = guarded(lambda: self._smallest(answer), seconds=_SECONDS)
        outcome, title = (smallest, "smallest case") if smallest else (first, "for example")
        where = f"\n  {title}: {shown(outcome.trial, self.arguments)}"
        if outcome.place is None:
            return f"{where}: {outcome.found.words}"
        block, component = outcome.place
        expected = outcome.truth[block][component]
        left, right = map(_unsigned, shown_apart(expected, outcome.values[block][component]))
        entry = f", component {list(component)}" if component else ""
        return f"{where}{entry}{f' of {block}' if block else ''}: expected {left}, got {right}"

    def _smallest(self, answer):
        most_samples = 3 if {"data", "q"} & set(self.arguments) else 1
        outcomes = (self._outcome(answer, trial) for trial in tiny_trials(most_samples))
        return next((outcome for outcome in outcomes if outcome.found), None)

    def _outcome(self, answer, trial):
        truth = self.right(trial)
        originals = [ARGUMENTS[name](trial) for name in self.arguments]
        given = [x if np.ndim(x) == 0 else np.array(x) for x in originals]  # copies
        try:
            returned = answer(*given)
            values = self.read(returned, truth)
        except Exception as error:  # code that is not ours may raise anything
            return Outcome(trial, truth, None, raised(error))
        for name, before, after in zip(self.arguments, originals, given, strict=True):
            if np.ndim(before) and not np.array_equal(before, after):
                found = diagnosed("E-CHANGES-ARGUMENTS", argument=name)
                return Outcome(trial, truth, values, found)
        return _compared(trial, truth, values)

    def right(self, trial: Trial) -> Values:
        """The right values.

        Parameters
        ----------
        trial : Trial

        Returns
        -------
        dict from str to ndarray
        """
        if trial not in self._truths:
            self._truths[trial] = self.blocks_of(self.truth(trial))
        return self._truths[trial]

    def predicted(self, suspect: Callable[[Trial], Any], trial: Trial) -> Values | None:
        """What a known mistake gives.

        Parameters
        ----------
        suspect : callable
        trial : Trial

        Returns
        -------
        dict from str to ndarray, or None
        """
        if (suspect, trial) not in self._predictions:
            wrong = suspect(trial)
            self._predictions[suspect, trial] = None if wrong is None else self.blocks_of(wrong)
        return self._predictions[suspect, trial]

    @cached_property
    def _truths(self) -> dict[Trial, Values]:
        return {}

    @cached_property
    def _predictions(self) -> dict[tuple[Callable[[Trial], Any], Trial], Values | None]:
        return {}

    def blocks_of(self, numbers: Any) -> Values:
        """Our own numbers, by block.

        Parameters
        ----------
        numbers : array_like, or dict from str to array_like

        Returns
        -------
        dict from str to ndarray
        """
        named = {name: numbers[name] for name in self.blocks} if self.blocks else {"": numbers}
        return {name: as_numbers(block, "truth") for name, block in named.items()}

    def read(self, returned: Any, truth: Values) -> Values | Diagnosis:
        """What a function returned, block by block.

        Parameters
        ----------
        returned : object
        truth : dict from str to ndarray
            Gives the blocks' shapes.

        Returns
        -------
        dict from str to ndarray, or Diagnosis
        """
        if returned is None:
            return diagnosed("E-NO-RETURN")
        named: Mapping[str, Any] = {"": returned}
        if self.blocks:
            try:
                named = named_blocks(returned, {name: x.shape for name, x in truth.items()})
            except (TypeError, ValueError) as error:
                return diagnosed("E-BLOCKS", message=str(error))
            if set(named) != set(self.blocks):
                got = ", ".join(map(str, named)) or "none"
                return diagnosed(
                    "E-BLOCKS", message=f"expected the blocks {', '.join(self.blocks)}, got {got}"
                )
        try:
            return {name: as_numbers(named[name], "answer") for name in named}
        except (TypeError, ValueError):
            return diagnosed("E-NOT-NUMBERS", got=type(returned).__name__)


def _compared(trial, truth, values):
    if isinstance(values, Diagnosis):
        return Outcome(trial, truth, None, values)
    for name, value in values.items():
        if value.shape == truth[name].shape and np.iscomplexobj(value):
            return Outcome(trial, truth, None, diagnosed("E-COMPLEX"))
        found = obstacle(value, truth[name])
        if found and found.code == "E-SHAPE":
            return Outcome(trial, truth, values, found)
        if found:
            return Outcome(trial, truth, None, found)
    errors = {name: relative_errors(values[name], truth[name]) for name in truth}
    block = max(errors, key=lambda name: errors[name].max().round(12))
    largest = errors[block].max()
    if largest <= TOLERANCE:
        return Outcome(trial, truth, values)
    found = diagnosed("E-COARSE" if largest <= _COARSE else "E-UNKNOWN")
    return Outcome(trial, truth, values, found, (block, worst(errors[block])))


def _unsigned(number):
    """A number in words, of which a zero has no sign."""
    return number.removeprefix("-") if float(number) == 0 else number


def _takes(function, count):
    """Whether a callable can be called with so many arguments, as far as it says."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # it does not say
        return True
    return True


def _same(left, right):
    if left is None or right is None:
        return left is right
    return all(np.array_equal(left[name], right[name]) for name in left)
