"""The mistakes that are planted, where they are planted, and what is said of survivors."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tools.mutants.__main__ import changed_lines, fate, sample
from tools.mutants.mutant import mutants
from tools.mutants.record import Record

ROOT = Path(__file__).resolve().parent.parent.parent


def changed(source):
    """Every text that a mistake makes of a source, stripped of what is the same everywhere."""
    return {mutant.mutated() for mutant in mutants("m.py", source)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"(a <= b)", "(a >= b)"}),
        ("a <= b", {"(a < b)", "(a > b)"}),
        ("a > b", {"(a >= b)", "(a <= b)"}),
        ("a >= b", {"(a > b)", "(a < b)"}),
        ("a == b != c", {"(a != b != c)", "(a == b == c)"}),
        ("a is b", {"(a is not b)"}),
        ("a not in b", {"(a in b)"}),
        ("a + b", {"(a - b)", "a"}),
        ("a - b", {"(a + b)", "a"}),
        ("a * b", {"(a / b)", "a"}),
        ("a / b", {"(a * b)", "a"}),
        ("a // b", {"(a / b)", "a"}),
        ("a % b", {"(a * b)", "a"}),
        ("a**b", {"(a * b)", "a"}),
        ("a & b", {"(a | b)", "a"}),
        ("a @ b", {"(b @ a)"}),
        ("a and b", {"(a or b)", "a", "b"}),
        ("-a", {"a"}),
        ("not a", {"a"}),
        ("a.T", {"a"}),
        ("2", {"3", "1"}),
        ("0.5", {"1.5", "0.0"}),
        ("True", {"False"}),
        ("a[b:c]", {"a[(b + 1):c]", "a[(b - 1):c]", "a[b:(c + 1)]", "a[b:(c - 1)]"}),
        ("x = range(n)", {"x = range((n + 1))", "x = range((n - 1))"}),
        ("f(a, b, c)", {"pass", "f(b, a, c)"}),
        ("f(a)", {"pass"}),
        ("x = f(a, axis=b)", {"x = f(a)"}),
        ("x = max(a, b)", {"x = min(a, b)"}),
        ("x = y.sum()", {"x = y.mean()"}),
        ("x += y", {"x -= y", "pass"}),
        ("x = a if f(b) else c", {"x = a if (not f(b)) else c"}),
        ("x = [a for a in b if c]", {"x = [a for a in b if (not c)]"}),
        ("if f(a): b", {"if (not f(a)): b"}),
        ("while a: b", {"while (not a): b"}),
        ("def f(): return a", {"def f(): return None"}),
        ("def f(): raise E(1, 'a')", {"def f(): pass"}),
        ("def f(a, b=c): d = b", {"def f(a, b=c): d = c"}),
        ("def f(*, a, b=None): c = b", {"def f(*, a, b=None): c = None"}),
        ("ν = 2", {"ν = 3", "ν = 1"}),
    ],
)
def test_the_mistakes_are_these(source, expected):
    assert changed(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A text of 2 lines."""',
        "x = 'a' 'b'",
        "x = f'{a + b}'",
        "x: Literal[1, 2] = y",
        "import a as b",
        "def f(a: Literal[1]) -> Literal[2]: b = a",
        "@cache(2)\ndef f(): b = a",
        "class A:\n  def __repr__(self): return 1 + 2",
        "for x in track(range(n), 'text', n + 1): a = x",
        "x = f('text', a)",
        "x = f(a, instead='text')",
    ],
)
def test_texts_and_annotations_are_left_alone(source):
    assert changed(source) == set()


def test_a_mutant_knows_where_it_is():
    source = (
        "ν = 5\n\ndef f(x):\n    if x:\n        y = (x +\n             2)\n    return g(x, k=7)\n"
    )
    places = {mutant.text: (mutant.lines, mutant.within) for mutant in mutants("m.py", source)}
    assert places["4"] == (range(1, 2), None)
    assert places["(x - 2)"] == (range(5, 7), range(5, 7))
    assert places["3"] == (range(6, 7), range(5, 7))
    assert places["8"] == (range(7, 8), range(7, 8))


def test_a_diff_shows_the_changed_line():
    [mutant] = mutants("m.py", "a = b\nc = -d\ne = f\n")
    assert mutant.diff() == "-c = -d\n+c = d"


def test_what_compiles_to_the_same_or_to_nothing_is_no_mutant():
    [same] = mutants("m.py", "def f():\n    return None\n")
    [other] = mutants("m.py", "def f():\n    return -x\n")[:1]
    invalid = replace(other, text=")")
    assert sample([same, other, invalid], 100, seed=0) == [other]


def test_a_seed_chooses_the_sample():
    every = mutants("m.py", "x = [1, 2, 3, 4, 5, 6]")
    chosen = [sample(every, 4, seed) for seed in (0, 0, 1)]
    assert chosen[0] == chosen[1] != chosen[2]
    assert len(set(chosen[0])) == 4


def test_changed_lines_are_read_from_a_diff():
    diff = """\
diff --git a/m/a.py b/m/a.py
--- a/m/a.py
+++ b/m/a.py
@@ -3 +3,2 @@ def f():
-old
+new
+new
@@ -9,2 +9,0 @@
-gone
-gone
diff --git a/b.py b/b.py
--- a/b.py
+++ b/b.py
@@ -1 +1 @@
-old
+new
"""
    assert changed_lines(diff) == {("m/a.py", 3), ("m/a.py", 4), ("b.py", 1)}


def test_the_narrowest_lines_that_a_test_reaches_say_which_tests_run():
    source = "a = 1\ndef f(x):\n    return (x +\n        2)\ndef g():\n    return 3\n"
    record = Record()
    record.lines = {
        "": {("m.py", 6)},
        "slow": {("m.py", 3), ("m.py", 4)},
        "quick": {("m.py", 3)},
        "imports": {("m.py", 6)},
        "elsewhere": {("n.py", 3)},
    }
    record.seconds = {"slow": 2.0, "quick": 1.0, "imports": 3.0, "elsewhere": 0.1}
    tests = {m.text: record.tests_of(m) for m in mutants("m.py", source)}
    assert tests["(x - 2)"] == ["quick", "slow"]
    assert tests["3"] == ["slow"]  # the 2 on line 4
    assert tests["0"] == ["quick", "slow", "imports"]  # line 1 runs at import
    assert tests["4"] == ["quick", "slow", "imports"]  # so does line 6
    record.lines = {"": set(), "quick": {("m.py", 3)}}
    record.seconds = {"quick": 1.0}
    tests = {m.text: record.tests_of(m) for m in mutants("m.py", source)}
    assert tests["3"] == ["quick"]  # no test counts line 4, but one the statement
    assert tests["4"] == []
    for mutant in mutants("names.py", "BOTH = [1] + [2]"):  # no function: everybody may import it
        assert record.tests_of(mutant) == ["quick"]


def test_a_table_is_tried_by_all_tests_of_the_files_that_know_it():
    record = Record()
    record.lines = {"": set(), "t.py::runs": {("m.py", 3)}, "t.py::reads": set(), "u.py::f": set()}
    record.seconds = {"t.py::runs": 2.0, "t.py::reads": 1.0, "u.py::f": 0.1}
    tests = {
        m.text: record.tests_of(m) for m in mutants("m.py", "A = 1\ndef f():\n    return 5\n")
    }
    assert tests["2"] == ["t.py::reads", "t.py::runs"] and tests["6"] == ["t.py::runs"]


def test_fates():
    [mutant] = mutants("m.py", "x = -y")
    codes = {0: "survived", 1: "killed", 2: "killed", 3: "killed", 70: "killed"}
    codes |= {-signal.SIGXCPU: "out of time", -signal.SIGALRM: "out of time", 5: "survived"}
    assert {code: fate(mutant, [], code) for code in codes} == codes


LIBRARY = """\
BOUNDS = {"least": 1}

def clipped(x, least=BOUNDS["least"]):
    return max(x, least)

def doubled(x):
    return -x - x

def untested(x):
    return -x
"""
TESTS = """\
from pack import BOUNDS, clipped, doubled

def test_clipped():
    assert clipped(2) == 2
    assert clipped(0) == BOUNDS["least"]

def test_doubled():
    assert doubled(3) == -6
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "pack.py").write_text(LIBRARY)
    (tmp_path / "tests" / "test_pack.py").write_text(TESTS)
    return tmp_path


def run(project, *options):
    command = [sys.executable, "-m", "tools.mutants", "--paths", "pack.py", *options]
    environment = os.environ | {"PYTHONPATH": f"{project}{os.pathsep}{ROOT}"}
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=120
    )


def test_survivors_are_shown_with_the_tests_that_ran(project):
    done = run(project, "--all", "--number", "100", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    survivors = {(lines[i], lines[i + 2]) for i, x in enumerate(lines) if x.startswith("pack.py")}
    assert survivors == {
        # The test reads the table that it tests.
        ("pack.py:1, tests: 2 of tests/test_pack.py", '+BOUNDS = {"least": 0}'),
        ("pack.py:1, tests: 2 of tests/test_pack.py", '+BOUNDS = {"least": 2}'),
        # No test gives the option another value than its default.
        ("pack.py:4, tests: 1 of tests/test_pack.py", "+    return max(x, BOUNDS['least'])"),
        ("pack.py:10, tests: none", "+    return None"),
        ("pack.py:10, tests: none", "+    return x"),
    }
    assert lines[-1].startswith("6 killed, 0 out of time, 5 survived: 54.5%, ")


def with_failure(project, line):
    tests = project / "tests" / "test_pack.py"
    tests.write_text(tests.read_text().replace("assert doubled(3) == -6", line))


def test_tests_that_fail_without_a_mistake_are_left_out(project):
    with_failure(project, "assert doubled(3) == 5")
    done = run(project, "--all", "--number", "100", "--jobs", "2")
    assert (
        "Left out, since it fails without a mistake: tests/test_pack.py::test_doubled"
        in done.stdout
    )
    assert "2 killed, 0 out of time, 9 survived: 18.2%, " in done.stdout


def test_tests_that_fail_in_a_fork_only_are_found_out(project):
    with_failure(
        project, "import sys; assert doubled(3) == -3 * ('Planted' not in str(sys.meta_path))"
    )
    (project / "pack.py").write_text("BOUNDS = clipped = 0\n\ndef doubled(x):\n    return -x\n")
    done = run(project, "--all", "--number", "9", "--jobs", "1")
    assert done.returncode == 1
    assert done.stderr == "Without a mistake, tests fail in a fork: exit code 1.\n"
