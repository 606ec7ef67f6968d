"""Answers that are functions of a machine: compared with the truth on machine after machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rbmlib.checks.codes import diagnosed
from rbmlib.lessons.exercises.guards import raised
from rbmlib.lessons.exercises.kinds.names import name_of
from rbmlib.lessons.exercises.kinds.outcomes import (
    Outcome,
    Values,
    compared,
    other_arguments,
    read,
)
from rbmlib.lessons.exercises.kinds.trials import (
    ARGUMENTS,
    Trial,
    generic_trials,
    shown,
    tiny_trials,
)
from rbmlib.lessons.exercises.kinds.words import apart
from rbmlib.lessons.exercises.question import RIGHT, Verdict, other_kind, refused
from rbmlib.validation import as_numbers

#: A code, and what the mistake gives on a trial, or None where it cannot be made.
Suspect = tuple[str, Callable[[Trial], Any]]

# How often a wrong function of whole numbers is asked again: draws of few units may agree.
_AGAIN = 4
# Said in full already, whatever the machine.
_ON_ANY_MACHINE = ("E-BLOCKS", "E-NO-RETURN", "E-NOT-NUMBERS", "E-COMPLEX", "E-CHANGES-ARGUMENTS")
# After so long no tiny machine is looked for that shows a mistake: the answer is slow.
_SECONDS = 3.0


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
    is_gradient : bool
        Whether they are the gradient of the data's mean log-likelihood: phases multiplied by
        some number are named, too.
    """

    arguments: tuple[str, ...]
    truth: Callable[[Trial], Any]
    suspects: tuple[Suspect, ...] = ()
    terms: Mapping[str, Callable[[Trial], ArrayLike]] = field(default_factory=dict)
    blocks: tuple[str, ...] = ()
    is_gradient: bool = False

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
        if not callable(answer):
            return refused(other_kind(self.words, answer))
        others = other_arguments(answer, len(self.arguments))
        if others:
            got = f"a function of {others}"
            return refused(diagnosed("E-KIND", expected=self.words, got=got))
        start = perf_counter()
        outcomes = [self._outcome(answer, trial) for trial in generic_trials()]
        wrong = [outcome for outcome in outcomes if outcome.found]
        if not wrong:
            return RIGHT
        block, found = self._diagnosis(answer, outcomes, wrong[0])
        if found.code in _ON_ANY_MACHINE:
            return refused(found)
        smallest = self._smallest(answer, until=start + _SECONDS)
        example = self._example(found, smallest, wrong[0])
        return refused(found, before=f"{block}: " if block else "", after=example)

    def _diagnosis(self, answer, outcomes, first):
        """The block that is wrong, and how, over all trials."""
        changes = [o.found for o in outcomes if o.found and o.found.code == "E-CHANGES-ARGUMENTS"]
        if changes:
            return "", changes[0]
        if self._wavers(answer, outcomes):  # before a draw has a name by chance
            return "", diagnosed("E-RANDOM")
        return name_of(self, outcomes) or ("", first.found)

    def _wavers(self, answer, outcomes):
        """Whether the answer gives other numbers when it is asked again."""
        times = _AGAIN if all(map(_is_whole, outcomes)) else 1
        again = (self._outcome(answer, o.trial).values for _ in range(times) for o in outcomes)
        return not all(map(_same, (o.values for o in outcomes * times), again))

    def _example(self, found, smallest, first):
        """The smallest machine that shows it, in words."""
        outcome, title = (smallest, "smallest case") if smallest else (first, "for example")
        where = f"\n  {title}: {shown(outcome.trial, self.arguments)}"
        if outcome.place is None:
            return where if outcome.found == found else f"{where}: {outcome.found.words}"
        block, component = outcome.place
        expected = outcome.truth[block][component]
        entry = f", component {list(component)}" if component else ""
        entry += f" of {block}" if block else ""
        return f"{where}{entry}: {apart(expected, outcome.values[block][component])}"

    def _smallest(self, answer, until):
        """What the answer gave on the first tiny machine on which it is wrong, if one is found."""
        most_samples = 3 if {"data", "q", "f"} & set(self.arguments) else 1
        for trial in tiny_trials(most_samples):
            if perf_counter() > until:
                return None
            outcome = self._outcome(answer, trial)
            if outcome.found:
                return outcome
        return None

    def _outcome(self, answer, trial):
        truth = self.right(trial)
        originals = [ARGUMENTS[name](trial) for name in self.arguments]
        given = [x if np.ndim(x) == 0 else np.array(x) for x in originals]  # copies
        try:
            returned = answer(*given)
            values = read(returned, truth)
        except Exception as error:  # code that is not ours may raise anything
            return Outcome(trial, truth, None, raised(error))
        for name, before, after in zip(self.arguments, originals, given, strict=True):
            if np.ndim(before) and not np.array_equal(before, after):
                found = diagnosed("E-CHANGES-ARGUMENTS", argument=name)
                return Outcome(trial, truth, None, found)
        return compared(trial, truth, values)

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


def _is_whole(outcome):
    """Whether what came are whole numbers, as draws are."""
    values = (outcome.values or {}).values()
    return all(np.array_equal(value, np.round(value)) for value in values)


def _same(left, right):
    if left is None or right is None:
        return left is right
    return all(np.array_equal(left[name], right[name]) for name in left)
