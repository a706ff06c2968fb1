"""Ctrl-C: heard in any case, noted where nothing may be broken off, and held back while it must not be heard."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future
    from queue import SimpleQueue

_Result = TypeVar("_Result")

_OFTEN: Final = 0.1


@contextmanager
def interrupts_heard() -> Iterator[list[bool]]:
    """Ctrl-C raises KeyboardInterrupt and leaves its mark in the list, should a library swallow the exception."""
    pressed: list[bool] = []

    def hear(*_: object) -> None:
        pressed.append(True)
        raise KeyboardInterrupt

    with _answered_by(hear):
        yield pressed


@contextmanager
def interrupts_noted() -> Iterator[list[bool]]:
    """Ctrl-C leaves its mark in the list and nothing else.

    The locks of :mod:`threading` and :mod:`concurrent.futures` stay locked for ever when KeyboardInterrupt is
    raised as one is taken; whoever works with threads looks into the list where he can stop.
    """
    pressed: list[bool] = []
    with _answered_by(lambda *_: pressed.append(True)):
        yield pressed


def result_of(future: Future[_Result], pressed: list[bool]) -> _Result:
    """The result of work by a thread; ``pressed`` is the list of :func:`interrupts_noted`.

    Raises:
        KeyboardInterrupt: Ctrl-C was noted.
    """
    while not pressed:
        try:
            return future.result(_OFTEN)
        except TimeoutError:
            if future.done():  # it is the work's own, or the work was done just now
                return future.result()
    raise KeyboardInterrupt


def item_of(line: SimpleQueue[_Result], pressed: list[bool]) -> _Result:
    """The next item that a thread puts into a line; ``pressed`` is the list of :func:`interrupts_noted`.

    Raises:
        KeyboardInterrupt: Ctrl-C was noted.
    """
    while not pressed:
        with suppress(Empty):
            return line.get(timeout=_OFTEN)
    raise KeyboardInterrupt


@contextmanager
def interrupts_held() -> Iterator[None]:
    """A process must not be born with Ctrl-C half heard; what is pressed meanwhile is heard afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Blocked for the process that is born; noted, since to start one Python may unblock it.
    with interrupts_noted() as pressed:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    if pressed:
        signal.raise_signal(signal.SIGINT)


@contextmanager
def _answered_by(answer: Callable[..., Any]) -> Iterator[None]:
    # Only the main thread is interrupted; and what C answers could not be given back to it.
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is None:
        yield
        return
    before = signal.signal(signal.SIGINT, answer)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
