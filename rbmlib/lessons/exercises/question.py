"""What an exercise is: a question, the kind of answer it expects, and answers of both kinds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from rbmlib.checks.codes import Diagnosis, diagnosed


class Verdict(NamedTuple):
    """What the judge says of an answer.

    Attributes
    ----------
    passed : bool
    code : str
        A key of `rbmlib.checks.CODES`; empty if the answer is right.
    words : str
        In English, with the code in brackets, and the smallest machine that shows the mistake.
    """

    passed: bool
    code: str
    words: str

    def __str__(self) -> str:
        return self.words


#: The verdict on a right answer.
RIGHT = Verdict(True, "", "right")


def refused(found: Diagnosis, *, before: str = "", after: str = "") -> Verdict:
    """The verdict on an answer that is not right.

    Parameters
    ----------
    found : Diagnosis
    before, after : str
        Words around the diagnosis.

    Returns
    -------
    Verdict
    """
    return in_words(found.code, found.words, before=before, after=after)


def in_words(code: str, words: str, *, before: str = "", after: str = "") -> Verdict:
    """The verdict on an answer that is not right, from a report that has its own words.

    Parameters
    ----------
    code : str
        A key of `rbmlib.checks.CODES`.
    words : str
    before, after : str
        Words around them.

    Returns
    -------
    Verdict
    """
    return Verdict(False, code, f"not right: {before}{words} [{code}]{after}")


def other_kind(expected: str, answer: object) -> Diagnosis:
    """An answer is not of the kind that was asked for.

    Parameters
    ----------
    expected : str
        In words.
    answer : object

    Returns
    -------
    Diagnosis
    """
    if answer is None:
        return diagnosed("E-NOTHING", expected=expected)
    got = "a function" if callable(answer) else f"{type(answer).__name__}"
    return diagnosed("E-KIND", expected=expected, got=got)


class Kind(Protocol):
    """A kind of answer, which knows the right one and judges any other."""

    @property
    def words(self) -> str:
        """What is expected, such as "a number, to 4 decimals"."""

    def judge(self, answer: Any) -> Verdict:
        """The verdict on an answer; called within a guard, so that it may raise anything."""


@dataclass(frozen=True)
class Question:
    """An exercise.

    Attributes
    ----------
    title : str
        What is asked, in one line; the cell above has the whole question.
    expects : Kind
        The kind of answer, which judges it.
    hint : str
        A step towards the answer.
    solution : object
        A right answer, by hand.
    mistakes : dict from str to (object, str)
        A name, a wrong answer as somebody would write it, and the code that it must get.  The
        judge does not read them: tests do.
    variants : dict from str to object
        Other right answers.
    """

    title: str
    expects: Kind
    hint: str
    solution: Any
    mistakes: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
    variants: Mapping[str, Any] = field(default_factory=dict)
