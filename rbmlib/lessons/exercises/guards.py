"""Somebody's code is run: whatever it raises, prints or never ends becomes a diagnosis."""

import contextlib
import io
import re
import signal
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
    fired, over = threading.Event(), threading.Event()

    def interrupted(number, frame):
        if not fired.is_set():
            if callable(previous):  # the user's own interrupt
                previous(number, frame)
        elif not over.is_set():
            raise OutOfTime

    def fire():
        fired.set()
        _interrupt_main()

    previous = signal.signal(signal.SIGINT, interrupted)
    timer = threading.Timer(seconds, fire)
    timer.daemon = True
    timer.start()
    try:
        try:
            yield
        finally:
            over.set()
    finally:  # the timer fires once: nothing interrupts this a second time
        timer.cancel()
        timer.join()
        signal.signal(signal.SIGINT, previous)
    if fired.is_set():
        raise OutOfTime  # it was swallowed


def _interrupt_main():
    """As Ctrl-C would; a signal wakes a sleeping thread too, where there are such signals."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    else:
        import _thread

        _thread.interrupt_main()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What an answer prints or warns of, a hundred times over, is not shown."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
        np.errstate(all="ignore"),
    ):
        yield


def guarded(call: Callable[[], Any], *, seconds: float = SECONDS) -> tuple[Any, Diagnosis | None]:
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
        with quiet(), limited(seconds):
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
