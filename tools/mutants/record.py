"""Which tests reach which lines, and how long they take."""

import importlib
import os
import pickle
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from inspect import CO_OPTIMIZED
from pathlib import Path

import pytest

from tools.mutants.mutant import Mutant

# Assertions stay plain: nobody reads why a mutant dies, and rewriting them takes long.
PYTEST = ["-q", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:nbval", "--assert=plain"]
TESTS = ["tests", "--ignore=tests/project"]

Line = tuple[str, int]
#: Files of tests that are run as a whole for a line that importing runs.
_FEW = 3


@dataclass
class Record:
    """What ran without a mistake: lines and seconds by test, failures, modules from elsewhere.

    Lines in functions only.  What importing the library runs stands under the empty name, what
    importing a file of tests runs under the name of the file.
    """

    lines: dict[str, set[Line]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    modules: list[str] = field(default_factory=list)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Tests that may notice a mutant, the quickest first."""
        passed = self.seconds.keys() - self.failed
        within, at_import = _there(mutant, mutant.within or ()), self.lines[""]
        if not within or at_import & within:
            found = {t for t in passed if any(p == mutant.path for p, _ in self.lines[t])}
            # Of a file without functions nobody knows who uses what is in it.
            found = found or (passed if mutant.within is None else found)
            # A table is read by tests that run none of the functions beside it.
            files = {_file(test) for test in found}
            if len(files) <= _FEW:
                found = {test for test in passed if _file(test) in files}
        else:
            # The line; or its statement, where Python counts the line to its neighbour.
            exact = _there(mutant, mutant.lines)
            found = {t for t in passed if self.lines[t] & exact}
            found = found or {t for t in passed if self.lines[t] & within}
        return sorted(found, key=self.seconds.__getitem__)


def _file(test: str) -> str:
    return test.split("::")[0]


def _there(mutant: Mutant, numbers: Iterable[int]) -> set[Line]:
    return {(mutant.path, number) for number in numbers}


@dataclass(eq=False)  # pytest keeps plugins in sets
class Recorder:
    """A plugin of pytest that runs every n-th test and records the lines that it reaches."""

    paths: Iterable[str]
    part: int
    parts: int
    record: Record = field(default_factory=Record)

    @contextmanager
    def _traced(self, key: str) -> Iterator[None]:
        add, names = (
            self.record.lines[key].add,
            {os.path.abspath(path): path for path in self.paths},
        )

        def trace(frame, event, arg):
            code = frame.f_code
            if code.co_filename not in names or not code.co_flags & CO_OPTIMIZED:
                return None
            add((names[code.co_filename], frame.f_lineno))
            return trace

        threading.settrace(trace)
        sys.settrace(trace)
        try:
            yield
        finally:
            sys.settrace(None)
            threading.settrace(None)

    def pytest_collection(self):
        """Import the library first: no file of tests shall seem to run what its import runs."""
        with self._traced(""):
            for path in self.paths:
                importlib.import_module(module_name(path))

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector):
        """Trace the import of a file of tests."""
        with self._traced(collector.nodeid):
            return (yield)

    def pytest_collection_modifyitems(self, items):
        """Keep the tests of this part."""
        items[:] = items[self.part :: self.parts]

    def pytest_runtest_logreport(self, report):
        """Remember failures: such a test would kill whatever is planted."""
        if report.failed:
            self.record.failed.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        """Trace a test."""
        start = time.process_time()
        with self._traced(item.nodeid):
            result = yield
        self.record.seconds[item.nodeid] = time.process_time() - start
        self.record.lines[item.nodeid] |= self.record.lines[_file(item.nodeid)]
        return result


def record(paths: list[str], jobs: int) -> Record:
    """Run all tests without a mistake, a part of them in each process."""
    whole = Record()
    with tempfile.TemporaryDirectory() as folder:
        logs = [Path(folder) / f"{part}.log" for part in range(jobs)]
        tasks = [partial(_record_part, paths, part, jobs, log) for part, log in enumerate(logs)]
        for part, code in in_children(tasks, jobs):
            if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
                sys.exit(f"{logs[part].read_text()}\nThe tests do not run.")
            found = pickle.loads(logs[part].with_suffix(".pickle").read_bytes())
            for test, lines in found.lines.items():
                whole.lines[test] |= lines
            whole.seconds |= found.seconds
            whole.failed |= found.failed
            whole.modules = found.modules
    return whole


def _record_part(paths: list[str], part: int, parts: int, log: Path) -> int:
    silence(log)
    recorder = Recorder(paths, part, parts)
    code = pytest.main([*PYTEST, *TESTS], [recorder])
    recorder.record.modules = [name for name, m in sys.modules.items() if _is_foreign(m)]
    # A plain dict: a factory that is a lambda cannot be pickled.
    recorder.record.lines = dict(recorder.record.lines)
    log.with_suffix(".pickle").write_bytes(pickle.dumps(recorder.record))
    return code


def _is_foreign(module: object) -> bool:
    """Whether a module comes from a file, and not from one of the project's."""
    path = getattr(module, "__file__", None) or str(Path.cwd())
    return "site-packages" in path or not path.startswith(str(Path.cwd()))


def module_name(path: str) -> str:
    """Dotted name of the module in a file, whose path starts at the root."""
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")


def silence(log: Path) -> None:
    """Let this process write what it prints to a file."""
    with log.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


def in_children(tasks: list[Callable[[], int]], jobs: int) -> Iterator[tuple[int, int]]:
    """Run tasks in forked processes, several at once; yield their numbers and exit codes."""
    waiting, running = list(enumerate(tasks))[::-1], {}
    while waiting or running:
        while waiting and len(running) < jobs:
            number, task = waiting.pop()
            pid = os.fork()
            if pid == 0:
                code = 70
                with suppress(BaseException):
                    code = task()
                os._exit(code)
            running[pid] = number
        pid, status = os.wait()
        yield running.pop(pid), os.waitstatus_to_exitcode(status)
