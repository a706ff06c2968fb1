"""Ctrl-C at any moment: heard once, and never in the middle of what must be whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path

import pytest

from workbench.exits import INTERRUPTED
from workbench.interrupts import interrupts_heard, interrupts_held, result_of

from .command import EXAMPLE

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


@posix
def test_an_answer_of_a_library_in_c_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "getsignal", lambda _: None)
    monkeypatch.setattr(signal, "signal", lambda *_: pytest.fail("it cannot be given back"))
    with interrupts_heard() as pressed, interrupts_held():
        assert not pressed


class _JustDone(Future[str]):
    """Done between the end of the waiting and the question whether it is done."""

    def result(self, timeout: float | None = None) -> str:
        if timeout is not None and not self.done():
            self.set_result("甲")
            raise TimeoutError
        return super().result(timeout)


def test_work_that_is_done_as_the_waiting_ends_has_its_result() -> None:
    assert result_of(_JustDone(), []) == "甲"


def test_a_timeout_of_the_work_itself_is_told() -> None:
    future: Future[str] = Future()
    future.set_exception(TimeoutError("的确太久"))
    with pytest.raises(TimeoutError, match="的确太久"):
        result_of(future, [])


_AT_EVERY_LINE = """
import faulthandler, signal, sys
from contextlib import closing
from types import SimpleNamespace
from time import sleep
from workbench import interrupts
from workbench.batch import run as batch
from workbench.scattered import workers

workers._OFTEN = interrupts._OFTEN = 0.001
workers._unpacked = lambda data: None
workers.recheck_sources = lambda *given, **options: sleep(0.001)
lots = [SimpleNamespace(sources=(), key=str(number)) for number in range(3)]
rows = SimpleNamespace(_pieces=lambda *_: (piece for piece in range(6)), _score_one=lambda *_, **__: sleep(0.001))
parts = SimpleNamespace(done=[], formats=[])

def run(at):
    lines = 0

    def trace(frame, event, given):
        nonlocal lines
        if any(word in frame.f_code.co_filename for word in ("concurrent", "threading", "workers", "batch")):
            lines += event == "line"
            if event == "line" and lines == at:
                signal.raise_signal(signal.SIGINT)
            return trace

    try:
        with interrupts.interrupts_heard(), closing({results}) as results:
            sys.settrace(trace)
            try:
                list(results)
            finally:
                sys.settrace(None)
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
@pytest.mark.parametrize(
    "results",
    ["workers.Here(2).results(SimpleNamespace(data=b''), lots)", "batch._Run._scored(rows, parts, 0)"],
    ids=["recheck", "batch"],
)
def test_a_run_by_threads_ends_wherever_it_is_pressed(results: str) -> None:
    """Locks of threading that were half taken would stay so, and a thread would wait for them for ever."""
    pytest.importorskip("pyarrow", reason="没有安装 pyarrow")
    done = subprocess.run(
        [sys.executable, "-c", _AT_EVERY_LINE.format(results=results)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


_A_SILENT_NETWORK = """
import faulthandler, os, signal, sys
from threading import Event

from workbench.cli import main
from workbench.scattered import fetching

def silent(_):
    os.kill(os.getpid(), signal.SIGINT)
    Event().wait()

fetching.bytes_of = silent
faulthandler.dump_traceback_later(100, exit=True)
main.main(["recheck", sys.argv[1], "-o", sys.argv[2]])
"""


@posix
def test_a_network_that_is_silent_holds_nothing_up(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="没有安装 pyarrow")
    done = subprocess.run(
        [sys.executable, "-c", _A_SILENT_NETWORK, EXAMPLE, tmp_path / "复核.parquet"],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == INTERRUPTED, done.stderr
    assert "已中断" in done.stderr
