"""Answers that are a number, or several."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.checks.codes import Diagnosis, diagnosed
from rbmlib.checks.compare import obstacle
from rbmlib.checks.diagnosis import describe
from rbmlib.lessons.exercises.kinds.words import listed
from rbmlib.lessons.exercises.question import RIGHT, Verdict, other_kind, refused
from rbmlib.validation import as_numbers

#: A code, and what the mistake gives.
Suspect = tuple[str, Callable[[], ArrayLike]]

# Whole numbers may come out of logarithms.
_WHOLE = 1e-6
# What is short enough to be repeated.
_FEW = 12
# Longer answers are refused by their size before anything is done with them.
_MOST = 1000


@dataclass(frozen=True)
class Quantity:
    """A number, or an array of numbers.

    Attributes
    ----------
    truth : callable
        Returns the right one.
    suspects : tuple of (str, callable)
        Known mistakes: a code, and a function that returns what the mistake gives.
    decimals : int
        To which the answer must be right: half a unit of the last one; 0 asks for whole numbers.
    factor : float, optional
        Right within this factor instead: for numbers of which only the size is meant.
    any_order : bool
        Whether it is a set of numbers.
    """

    truth: Callable[[], ArrayLike]
    suspects: tuple[Suspect, ...] = ()
    decimals: int = 4
    factor: float | None = None
    any_order: bool = False

    @property
    def words(self) -> str:
        """What is expected."""
        if self.factor:
            how = f"right within a factor of {self.factor:g}"
        else:
            how = f"to {self.decimals} decimals" if self.decimals else "exactly"
        shape = self._right.shape
        what = "a number" if not shape else f"an array of shape {shape}"
        if len(shape) == 1:
            what = f"{shape[0]} numbers" + (" in any order" if self.any_order else "")
        return f"{what}, {how}"

    @cached_property
    def _right(self) -> NDArray[Any]:
        return self._ordered(as_numbers(self.truth(), "truth"))

    def _ordered(self, numbers):
        """Sorted, and each number once, if the order is of no account."""
        if not self.any_order or not numbers.size:
            return numbers
        line = np.sort(numbers, axis=None)
        return line[np.append(True, np.diff(line) > 2 * self._slack)]

    @property
    def _slack(self):
        return 0.500001 * 10.0**-self.decimals if self.decimals else _WHOLE

    def judge(self, answer: Any) -> Verdict:
        """The verdict on an answer.

        Parameters
        ----------
        answer : object
            A number of any kind, or a list, tuple, set or array of numbers.

        Returns
        -------
        Verdict
        """
        numbers = self._read(answer)
        if numbers is None:
            return refused(other_kind(self.words, answer))
        numbers = self._ordered(numbers)
        if numbers.shape == self._right.shape and self._near(numbers, self._right):
            return RIGHT
        few = 0 < numbers.size <= _FEW and np.all(np.isfinite(numbers))
        decimals = 8 if self.factor else max(4, self.decimals)
        before = f"got {listed(numbers, decimals)}: " if few else ""
        return refused(self._diagnosis(numbers), before=before)

    def _read(self, answer):
        """The answer as an array of numbers, or None."""
        if isinstance(answer, (str, bytes, bool)) or callable(answer):
            return None
        several = isinstance(answer, (list, tuple, set, frozenset))
        if (len(answer) if several else getattr(answer, "size", 0)) > _MOST:
            return None
        if isinstance(answer, (set, frozenset)):
            answer = list(answer)
        try:
            if not several and getattr(answer, "is_number", False):  # of SymPy
                answer = float(answer)
            return as_numbers(answer, "answer")
        except (TypeError, ValueError):
            return None

    def _near(self, numbers, right):
        if not np.all(np.isfinite(numbers)) or np.iscomplexobj(numbers):
            return False
        if self.factor:
            with np.errstate(all="ignore"):
                ratio = np.abs(np.log(numbers / right))
            return bool(np.all(ratio <= np.log(self.factor)))
        return bool(np.all(np.abs(numbers - right) <= self._slack))

    def _diagnosis(self, numbers: NDArray[Any]) -> Diagnosis:
        for code, suspect in self.suspects:
            wrong = self._ordered(as_numbers(suspect(), code))
            if wrong.shape == numbers.shape and self._near(numbers, wrong):
                return diagnosed(code)
        if self.any_order and numbers.ndim == 1 and numbers.size != self._right.size:
            return self._counted(numbers)
        found = obstacle(numbers, self._right)
        if found:
            return found
        if np.iscomplexobj(numbers):
            return diagnosed("E-COMPLEX")
        return describe([(self._right, numbers)], close=2 * self._slack) or diagnosed("E-UNKNOWN")

    def _counted(self, numbers):
        """Too few numbers, or too many, of a set."""
        fewer = numbers.size < self._right.size
        code = "E-FEWER" if fewer else "E-MORE"
        return diagnosed(code, expected=self._right.size, got=numbers.size)
