"""Calls within bounded time and memory."""

import contextlib
import resource
import signal
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Of the processor, so that a busy machine does not count; and of the clock, for what sleeps.
SECONDS, ASLEEP, MEBIBYTES = 2.0, 30.0, 256
# What a call may reserve before the system refuses it: more than it may use, for threads' stacks.
_RESERVED = 4 * 2**30
_STATM = Path("/proc/self/statm")


class Overrun(BaseException):
    """Too long, or too large; no except clause of the library may swallow it."""


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Within two seconds of the processor and 256 MiB, or an error."""

    def stop(*_: Any) -> None:
        raise Overrun(f"took more than {SECONDS} s")

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    previous = {number: signal.signal(number, stop) for number in (signal.SIGALRM, signal.SIGPROF)}
    resource.setrlimit(resource.RLIMIT_AS, (_limit(hard), hard))
    tracemalloc.start()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, ASLEEP)
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        if peak > MEBIBYTES:
            raise Overrun(f"took {peak:.0f} MiB")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        tracemalloc.stop()
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        for number, handler in previous.items():
            signal.signal(number, handler)


def _limit(hard: int) -> int:
    if not _STATM.exists():  # not on Linux: what may be reserved is not known
        return hard
    limit = int(_STATM.read_text().split()[0]) * resource.getpagesize() + _RESERVED
    return limit if hard == resource.RLIM_INFINITY else min(limit, hard)
