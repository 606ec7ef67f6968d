"""exercise: what a cell of a notebook calls with a reader's answer; judge: what a grader calls."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from rbmlib.checks.codes import diagnosed
from rbmlib.lessons.exercises.guards import SECONDS, guarded
from rbmlib.lessons.exercises.question import Question, Verdict, other_kind, refused
from rbmlib.validation import check_flag

#: The module of each chapter; a question's name is its chapter's and its number.
_CHAPTERS = {
    "0": "start",
    "1": "states",
    "2": "likelihood",
    "3": "gradient",
    "4": "any_energy",
    "5": "closed_forms",
    "6": "checks",
    "7": "own_lines",
    "8": "census",
}


class _Exercises(Mapping[str, Question]):
    """Every question by its name, such as ``"3.2"``; a chapter loads when it is asked for."""

    def __getitem__(self, name: str) -> Question:
        chapter = str(name).split(".")[0]
        if chapter not in _CHAPTERS:
            raise KeyError(name)
        return _questions(chapter)[name]

    def __iter__(self) -> Iterator[str]:
        for chapter in _CHAPTERS:
            yield from _questions(chapter)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _questions(chapter: str) -> Mapping[str, Question]:
    module = import_module(f"rbmlib.lessons.exercises.{_CHAPTERS[chapter]}")
    return module.QUESTIONS


#: Every question by its name.
EXERCISES: Mapping[str, Question] = _Exercises()


def judge(name: str, answer: Any) -> Verdict:
    """Judge an answer.

    Parameters
    ----------
    name : str
        Of an exercise, such as ``"3.2"``: a key of `EXERCISES`.
    answer : object
        Anything.  ``...`` is no answer yet.

    Returns
    -------
    Verdict
        An answer is run, some seconds at most, and whatever it does is a verdict on it.
    """
    question = _question(name)
    if answer is ...:
        nothing = diagnosed("E-NOT-ANSWERED")
        return Verdict(False, nothing.code, nothing.words)
    if answer is None:
        return refused(other_kind(question.expects.words, None))
    verdict, found = guarded(lambda: question.expects.judge(answer), seconds=SECONDS)
    return refused(found) if found else verdict


def exercise(name: str, answer: Any, *, hint: bool = False) -> None:
    """Print what the judge says of an answer.

    Parameters
    ----------
    name : str
        Of an exercise, such as ``"3.2"``: a key of `EXERCISES`.
    answer : object
        Anything.  ``...`` is no answer yet.
    hint : bool
        Whether to print a step towards the answer, too.
    """
    hint = check_flag(hint, "hint")
    print(f"exercise {name}: {judge(name, answer).words}")
    if hint:
        print(f"  hint: {_question(name).hint}")


def _question(name):
    known = isinstance(name, str) and name in EXERCISES
    if not known:
        raise ValueError(f'name: expected an exercise such as "3.2", got {name!r}')
    return EXERCISES[name]
