"""Every exercise: right answers pass, each mistake gets its own code, and nothing else shows."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rbmlib.checks import CODES
from rbmlib.checks.answers import ANSWERS
from rbmlib.lessons import exercises
from rbmlib.lessons.exercises import EXERCISES, Verdict, exercise, judge
from rbmlib.lessons.exercises.kinds import suspects
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.functions import Function
from rbmlib.lessons.exercises.kinds.outcomes import TOLERANCE
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.kinds.trials import generic_trials

NAMES = list(EXERCISES)
NOTEBOOKS = sorted({name.split(".")[0] for name in NAMES})
ROOM = Path(exercises.__file__).parent


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_pass(name):
    question = EXERCISES[name]
    for answer in (question.solution, *question.variants.values()):
        assert judge(name, answer) == Verdict(True, "", "right")


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_gets_its_own_code(name):
    for label, (answer, code) in EXERCISES[name].mistakes.items():
        verdict = judge(name, answer)
        assert (verdict.passed, verdict.code) == (False, code), f"{label}: {verdict}"
        assert verdict.words.startswith("not right: ") and f" [{code}]" in verdict.words


@pytest.mark.parametrize("name", NAMES)
def test_as_committed_nothing_is_answered(name, capsys):
    exercise(name, ...)
    assert capsys.readouterr().out == f"exercise {name}: not answered yet\n"
    assert judge(name, ...) == Verdict(False, "E-NOT-ANSWERED", "not answered yet")


@pytest.mark.parametrize("name", NAMES)
def test_none_is_told_what_is_expected(name):
    verdict = judge(name, None)
    assert (verdict.passed, verdict.code) == (False, "E-NOTHING")
    assert EXERCISES[name].expects.words in verdict.words


def test_there_are_enough_and_none_without_mistakes():
    per_notebook = {key: sum(name.split(".")[0] == key for name in NAMES) for key in NOTEBOOKS}
    assert NOTEBOOKS == [str(k) for k in range(9)]
    assert min(per_notebook.values()) >= 3 and len(NAMES) == len(EXERCISES) >= 30
    for key, count in per_notebook.items():
        assert [name for name in NAMES if name.split(".")[0] == key] == [
            f"{key}.{k + 1}" for k in range(count)
        ]
    for question in EXERCISES.values():
        assert question.mistakes and question.variants and question.hint and question.title


def test_predictions_count_too():
    choices = [q for q in EXERCISES.values() if isinstance(q.expects, Choice)]
    assert len(choices) >= 9
    for question in choices:
        wrong = set(question.expects.options) - {question.expects.truth()}
        assert set(question.expects.codes) == wrong, question.title
        assert {answer for answer, _ in question.mistakes.values()} == wrong


def test_no_word_of_the_answers_is_idle():
    """Every code that the lessons added is what some mistake gets."""
    got = {code for q in EXERCISES.values() for _, code in q.mistakes.values()}
    machinery = {
        "E-NOT-ANSWERED",
        "E-NOTHING",
        "E-EXIT",
        "E-ENDLESS",
        "E-COARSE",
    }  # tests/lessons/test_judging.py
    assert set(ANSWERS) - got == machinery
    assert got <= set(CODES)


def test_each_suspect_differs_from_the_truth():
    """A suspect that gives the right numbers would never be met, or would hide another."""
    for name, question in EXERCISES.items():
        kind = question.expects
        if isinstance(kind, Function):
            for code, suspect in kind.suspects:
                if suspect.__module__ == suspects.__name__:
                    continue  # of an audit's list, some of which this part cannot make
                assert any(_differs(kind, suspect, trial) for trial in generic_trials()), (
                    name,
                    code,
                )
        if isinstance(kind, Quantity):
            right = np.asarray(kind.truth(), dtype=float)
            for code, suspect in kind.suspects:
                wrong = np.asarray(suspect(), dtype=float)
                far = wrong.shape != right.shape or np.abs(wrong - right).max() > 1e-5
                assert far, (name, code)


def _differs(kind, suspect, trial):
    predicted, right = kind.predicted(suspect, trial), kind.right(trial)
    if predicted is None:
        return False
    return any(
        predicted[block].shape != right[block].shape
        or not np.allclose(predicted[block], right[block], rtol=0, atol=1e-3)
        for block in right
    )


def test_the_tolerance_covers_single_precision():
    """K parameters of total size X in an exponent, sums over s states: K X + s roundings."""
    for trial in generic_trials():
        theta = trial.model.ravel()
        states = 2 ** (trial.model.n_visible + trial.model.n_hidden)
        assert theta.size * np.abs(theta).sum() + states <= TOLERANCE * 2**24


def test_the_judge_reads_no_answer():
    """What is judged knows nothing of solutions and mistakes: each has its own room."""
    answers = {p.stem for p in ROOM.glob("*.py")} - {"__init__", "guards", "question"}
    for path in (*ROOM.glob("kinds/*.py"), *ROOM.glob("judged/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and "exercises" in node.module:
                parts = node.module.removeprefix("rbmlib.lessons.exercises").split(".")
                allowed = ("by_hand",) if path.stem == "own_lines" else ()
                assert len(parts) > 2 or parts[-1] not in answers - set(allowed), path
                assert len(parts) > 1, path


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_not_given_away(name):
    question = EXERCISES[name]
    if not isinstance(question.expects, Quantity):
        return
    right = np.round(np.asarray(question.expects.truth(), dtype=float), 4).ravel()
    for answer, _ in question.mistakes.values():
        try:
            told = np.round(np.asarray(answer, dtype=float), 4).ravel()
        except (TypeError, ValueError):
            continue
        words = judge(name, answer).words
        new = np.setdiff1d(np.abs(right), np.abs(told))
        hidden = [f"{x:.4f}" for x in new if x != np.round(x)]
        assert not any(number in words for number in hidden), words


def test_hints_do_not_pass_for_answers(capsys):
    for name, question in EXERCISES.items():
        assert not judge(name, question.hint).passed
        exercise(name, ..., hint=True)
        assert capsys.readouterr().out.endswith(f"\n  hint: {question.hint}\n")


def test_chapters_load_when_they_are_asked_for():
    code = (
        "import sys; from rbmlib.lessons.exercises import judge; "
        "assert not judge('0.2', ...).passed; "
        "print(sorted(m for m in sys.modules if m in ('sympy', 'matplotlib', "
        "'rbmlib.lessons.exercises.gradient', 'rbmlib.lessons.texts')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


@pytest.mark.parametrize("name", ["9.9", "3.99", "", "x", "3", None, 3.2, "lab1.energy", []])
def test_unknown_names_are_refused(name):
    with pytest.raises(ValueError, match="name: expected an exercise such as"):
        judge(name, ...)
