"""Somebody's code is run: whatever it raises, prints or never ends becomes a diagnosis."""

import _thread
import contextlib
import io
import re
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from rbmlib.checks.codes import Diagnosis, diagnosed

#: Seconds that an answer may take in all: a right one takes some tenths.
SECONDS = 5.0


class OutOfTime(BaseException):
    """The time is over; no ``except Exception`` of an answer swallows it."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Interrupt what runs for longer, by `OutOfTime`; Ctrl-C stays the user's.

    Parameters
    ----------
    seconds : float

    Notes
    -----
    Python interrupts its main thread alone: in another one nothing is limited.  Nor can a loop
    be stopped that catches every exception, or one inside a single call of NumPy.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    watch = _Watch(seconds)
    watch.start()
    try:
        try:
            yield
        finally:
            watch.over = True
    finally:  # it fires once: nothing interrupts this a second time
        watch.stop()
    if watch.fired:
        raise OutOfTime  # it was swallowed


class _Watch:
    """A timer that interrupts the main thread, once."""

    def __init__(self, seconds: float) -> None:
        self.fired = self.over = False
        self.timer = threading.Timer(seconds, self._fire)
        self.timer.daemon = True

    def start(self):
        self.previous = signal.signal(signal.SIGINT, self._interrupted)
        with contextlib.suppress(RuntimeError):  # where there are no threads, nothing is limited
            self.timer.start()

    def stop(self):
        self.timer.cancel()
        if self.timer.ident is not None:
            self.timer.join()
        signal.signal(signal.SIGINT, self.previous)  # of what is pending, it lets us know first

    def _fire(self):
        self.fired = True
        if hasattr(signal, "pthread_kill"):  # a signal wakes a sleeping thread, too
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        else:
            _thread.interrupt_main()

    def _interrupted(self, number, frame):
        if not self.fired:
            if callable(self.previous):  # the user's own interrupt
                self.previous(number, frame)
        elif not self.over:
            raise OutOfTime


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What an answer prints or warns of, a hundred times over, is not shown."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
        np.errstate(all="ignore"),
    ):
        yield


@contextlib.contextmanager
def staying() -> Iterator[None]:
    """In IPython ``exit()`` would end the session after the cell; here it raises, as elsewhere."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        yield
        return
    previous, shell.ask_exit = shell.ask_exit, _leave
    try:
        yield
    finally:
        shell.ask_exit = previous


def _leave() -> None:
    raise SystemExit


def guarded(call: Callable[[], Any], *, seconds: float) -> tuple[Any, Diagnosis | None]:
    """What a call returns, or why it returns nothing.

    Parameters
    ----------
    call : callable
        Without arguments.
    seconds : float
        How long it may take.

    Returns
    -------
    object, Diagnosis or None
        Whatever is raised is a diagnosis, ``exit()`` and an endless loop included; but a
        KeyboardInterrupt is the user's and passes.
    """
    try:
        with quiet(), staying(), limited(seconds):
            return call(), None
    except OutOfTime:
        return None, diagnosed("E-ENDLESS", seconds=f"{seconds:g}")
    except SystemExit:
        return None, diagnosed("E-EXIT")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # code that is not ours may raise anything
        return None, raised(error)


def raised(error: BaseException) -> Diagnosis:
    """What an exception says, in one line.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    Diagnosis
    """
    return diagnosed("E-RAISES", error=type(error).__name__, message=first_line(error))


def first_line(error: BaseException) -> str:
    """What an exception says in its first line, the same at every run.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    str
        Short, and without the addresses of objects.
    """
    try:
        lines = str(error).splitlines()
    except Exception:  # an exception of somebody's own may fail to say what it is
        lines = []
    return re.sub(r" at 0x[0-9a-fA-F]+", "", lines[0])[:200] if lines else ""
