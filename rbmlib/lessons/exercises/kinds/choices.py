"""Answers that are one word of a few: predictions, before a figure or a number is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rbmlib.checks.codes import diagnosed
from rbmlib.lessons.exercises.question import RIGHT, Verdict, other_kind, refused


@dataclass(frozen=True)
class Choice:
    """A word.

    Attributes
    ----------
    options : tuple of str
        In lower case.
    truth : callable
        Computes which of them is right.
    codes : dict from str to str
        Of each wrong option: the mistake behind it.
    """

    options: tuple[str, ...]
    truth: Callable[[], str]
    codes: Mapping[str, str]

    @property
    def words(self) -> str:
        """What is expected."""
        return "one of the words " + ", ".join(f'"{option}"' for option in self.options)

    def judge(self, answer: Any) -> Verdict:
        """The verdict on an answer.

        Parameters
        ----------
        answer : object
            A word; capitals and blanks around it are of no account.

        Returns
        -------
        Verdict
        """
        if not isinstance(answer, str):
            return refused(other_kind(self.words, answer))
        word = answer.strip().lower()
        if word not in self.options:
            got = repr(answer if len(answer) <= 30 else answer[:30] + "...")
            return refused(diagnosed("E-KIND", expected=self.words, got=got))
        if word == self.truth():
            return RIGHT
        return refused(diagnosed(self.codes[word]), before=f'not "{word}": ')
