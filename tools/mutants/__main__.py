"""The command: choose mutants, try each, report the survivors."""

import argparse
import gc
import importlib
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path

import pytest

from tools.kernel import set_environment
from tools.mutants.mutant import Mutant, mutants
from tools.mutants.record import PYTEST, Line, Record, in_children, module_name, record, silence

#: A mutant may take this many times as long as its tests did, and so many seconds more.
PATIENCE, GRACE = 3, 10
#: Bytes of address space: a mistake in a guard must not fill the machine.
MEMORY = 8 * 2**30


@dataclass(eq=False)  # pytest keeps plugins in sets
class Chosen:
    """A plugin of pytest that runs tests in a given order, and leaves others out."""

    tests: list[str]
    others: set[str]

    def pytest_collection_modifyitems(self, items):
        """Sort and drop; a test that nobody knows, since a mistake renamed it, comes last."""
        place = {test: i for i, test in enumerate(self.tests)}
        kept = (item for item in items if item.nodeid not in self.others)
        items[:] = sorted(kept, key=lambda item: place.get(item.nodeid, len(place)))


@dataclass
class Planted:
    """A finder of modules that gives the file of one of them another text."""

    path: str
    source: str

    def find_spec(self, name, path=None, target=None):
        """Answer for that module only."""
        if name != module_name(self.path):
            return None
        loader = SourceFileLoader(name, os.path.abspath(self.path))
        loader.get_code = lambda _: compile(self.source, loader.path, "exec", dont_inherit=True)
        return spec_from_file_location(name, loader.path, loader=loader)


def trial(path: str, source: str, tests: list[str], known: Record) -> int:
    """Exit code of tests with another text of a file, in a process that does nothing else."""
    if not tests:
        return pytest.ExitCode.NO_TESTS_COLLECTED
    silence(Path(os.devnull))
    limit = int(PATIENCE * sum(known.seconds[test] for test in tests)) + GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + GRACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.alarm(10 * limit)  # seconds on the clock, for a mistake that waits
    sys.meta_path.insert(0, Planted(path, source))
    files = sorted({test.split("::")[0] for test in tests})
    chosen = Chosen(tests, known.seconds.keys() - set(tests))
    return pytest.main([*PYTEST, "-x", *files], [chosen])


def changed_lines(diff: str) -> set[Line]:
    """Lines that a diff without context adds or changes."""
    found, name = set(), ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            name = line[4:].removeprefix("b/")
        elif match := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
            first, count = int(match[1]), int(match[2] or 1)
            found |= {(name, n) for n in range(first, first + count)}
    return found


def _git(*args: str) -> str:
    return subprocess.run(["git", *args], capture_output=True, text=True).stdout.strip()


def default_base() -> str:
    """The commit at which this branch left main; on main, the one before."""
    base = _git("merge-base", "HEAD", "main")
    return base if base and base != _git("rev-parse", "HEAD") else "HEAD~1"


def sample(every: list[Mutant], number: int, seed: int) -> list[Mutant]:
    """Some of the mutants that change what Python compiles."""
    chosen, rest = [], list(every)
    random.Random(seed).shuffle(rest)
    while rest and len(chosen) < number:
        mutant = rest.pop()
        if mutant.compiles_to_another():
            chosen.append(mutant)
    return chosen


def choose(options: argparse.Namespace) -> list[Mutant]:
    """Mutants as the command line asks for them."""
    paths = [p for given in options.paths for p in sorted(given.rglob("*.py")) or [given]]
    every = [mutant for path in paths for mutant in mutants(str(path), path.read_text())]
    base = options.changed or default_base()
    changed = changed_lines("" if options.all else _git("diff", "--relative", "-U0", base))
    recent = [m for m in every if any((m.path, n) in changed for n in m.lines)]
    where = f"on lines changed since {base}" if recent else "on all lines"
    chosen = sample(recent or every, options.number, options.seed)
    print(f"{len(chosen)} of {len(recent or every)} mutants {where}, seed {options.seed}")
    return chosen


def tried(chosen: list[Mutant], known: Record, jobs: int) -> Iterator[str]:
    """Fates of mutants, those with the longest tests first; survivors are printed."""
    tests = {mutant: known.tests_of(mutant) for mutant in chosen}
    order = sorted(chosen, key=lambda m: sum(map(known.seconds.__getitem__, tests[m])))[::-1]
    for control in [mutant for mutant in order if tests[mutant]][-1:]:
        # What fails in a fork without a mistake would kill whatever is planted.
        task = partial(trial, control.path, control.source, tests[control], known)
        for _, code in in_children([task], 1):
            if code:
                sys.exit(f"Without a mistake, tests fail in a fork: exit code {code}.")
    tasks = [partial(trial, m.path, m.mutated(), tests[m], known) for m in order]
    for number, code in in_children(tasks, jobs):
        yield fate(order[number], tests[order[number]], code)


def fate(mutant: Mutant, tests: list[str], code: int) -> str:
    """What became of a mutant, from the exit code of its tests."""
    if code in (-signal.SIGXCPU, -signal.SIGALRM):
        return "out of time"
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return "killed"
    files = Counter(test.split("::")[0] for test in tests)
    ran = ", ".join(f"{count} of {name}" for name, count in sorted(files.items())) or "none"
    print(f"\n{mutant.path}:{mutant.lines.start}, tests: {ran}\n{mutant.diff()}", flush=True)
    return "survived"


def main(arguments: list[str] | None = None) -> None:
    """Choose, record, try, report."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants")
    parser.add_argument("--number", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--changed", metavar="BASE", help="lines changed since this commit")
    parser.add_argument("--all", action="store_true", help="all lines, changed or not")
    parser.add_argument("--paths", nargs="+", type=Path, default=[Path("rbmlib")])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    set_environment()
    start = time.perf_counter()
    chosen = choose(options)
    known = record(sorted({mutant.path for mutant in chosen}), options.jobs)
    print(f"{len(known.seconds)} tests recorded, {time.perf_counter() - start:.0f} s")
    for test in sorted(known.failed):
        print(f"Left out, since it fails without a mistake: {test}")
    for name in known.modules:
        with suppress(Exception):
            importlib.import_module(name)
    gc.freeze()  # children need not look through what all of them share
    fates = Counter(tried(chosen, known, options.jobs))
    score = 1 - fates["survived"] / len(chosen)
    counts = ", ".join(f"{fates[name]} {name}" for name in ("killed", "out of time", "survived"))
    print(f"\n{counts}: {score:.1%}, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
