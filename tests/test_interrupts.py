"""Ctrl-C at any moment: heard once, and never in the middle of what must be whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.interrupts import interrupts_heard, interrupts_held

posix = pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs POSIX signals")


def press() -> None:
    signal.raise_signal(signal.SIGINT)


@posix
@pytest.mark.parametrize("unblocked", [False, True])
def test_what_is_pressed_while_it_is_held_back_is_heard_afterwards(unblocked: bool) -> None:
    done = []

    def work() -> None:
        with interrupts_held():
            press()
            if unblocked:  # as multiprocessing does when it starts a process afresh
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            done.append(1)

    with interrupts_heard() as pressed:
        with pytest.raises(KeyboardInterrupt):
            work()
        assert pressed == [True]
    assert done == [1]


@posix
def test_it_is_heard_again_after_it_was_held_back() -> None:
    with interrupts_heard():
        for _ in range(2):
            with interrupts_held():
                pass
            with pytest.raises(KeyboardInterrupt):
                press()


_AT_EVERY_LINE = """
import faulthandler, signal, sys
from types import SimpleNamespace
from time import sleep
from workbench.interrupts import interrupts_heard
from workbench.scattered import workers

workers._OFTEN = 0.001
workers._unpacked = lambda data: None
workers.recheck_sources = lambda *given, **options: sleep(0.001)
lots = [SimpleNamespace(sources=(), key=str(number)) for number in range(3)]

def run(at):
    lines = 0

    def trace(frame, event, given):
        nonlocal lines
        if any(word in frame.f_code.co_filename for word in ("concurrent", "threading", "workers")):
            lines += event == "line"
            if event == "line" and lines == at:
                signal.raise_signal(signal.SIGINT)
            return trace

    results = workers.Here(2).results(SimpleNamespace(data=b""), lots)
    try:
        with interrupts_heard():
            sys.settrace(trace)
            try:
                list(results)
            finally:
                sys.settrace(None)
                results.close()
    except KeyboardInterrupt:
        return True
    return lines >= at

at = 1
faulthandler.dump_traceback_later(100, exit=True)
while run(at):
    at += 1
assert at > 100, at
"""


@posix
def test_a_run_by_threads_ends_wherever_it_is_pressed() -> None:
    """Locks of threading that were half taken would stay so, and a thread would wait for them for ever."""
    done = subprocess.run(
        [sys.executable, "-c", _AT_EVERY_LINE],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
