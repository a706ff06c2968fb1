"""Work by processes: whatever a file does to its process, the others are done and nothing is left behind."""

from __future__ import annotations

import errno
import faulthandler
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from attrs import frozen

from reports.readers.kinds import CONVERTED
from scoring.errors import ZipingbiaoError
from workbench import limits, pool
from workbench.errors import WorkbenchError
from workbench.pool import Outcome, Pool, attempt

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")


@frozen
class Item:
    """Something to do, and for how long it may be done."""

    name: str
    what: str = "fine"
    seconds: float = 60.0


KEPT: list[bytearray] = []
"""What items leave behind in their process."""


@frozen
class Doing:
    """A task that does to its process what its items say."""

    folder: str = ""

    def seconds(self, item: Item) -> float:
        return item.seconds

    def __call__(self, item: Item) -> str:
        what = item.what
        if what == "error":
            raise ValueError("坏")
        if what == "own error":
            raise WorkbenchError("不能用", place=item.name, cure="换一个")
        if what == "crash":
            faulthandler.disable()  # a copy of this process would write into the report of the tests
            os.kill(os.getpid(), signal.SIGSEGV)
        if what == "exit":
            os._exit(3)
        if what == "endless":
            if self.folder:
                Path(self.folder, "begun").touch()
            while True:
                pass
        if what == "deaf":
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGPROF, signal.SIGTERM})
            while True:
                pass
        if what == "swallow":
            while True:
                try:
                    time.sleep(60)
                except Exception:  # as broad as a library may be
                    continue
        if what == "memory":
            return str(len(bytearray(2 * limits.MEMORY)))
        if what == "leak":
            KEPT.append(bytearray(limits.MEMORY * 2 // 3))
        if what == "some memory":
            bytearray(limits.MEMORY // 2)
        if what == "unpicklable":
            return Unpicklable()
        if what == "told":
            print("顺便一说", file=sys.stderr)
        if what == "process":
            return str(os.getpid())
        if what == "mask":
            return str(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))
        if what == "recursion":
            return self(item)
        return f"{item.name}做完"


class Unpicklable(str):
    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("不能送")


def items(*whats: str, seconds: float = 60.0) -> list[Item]:
    return [Item(f"文件{number}", what, seconds) for number, what in enumerate(whats)]


def outcomes(work: list[Item], jobs: int = 2) -> list[Outcome[str]]:
    """What became of the items, in their order; each exactly once."""
    made: Pool[Item, str] = Pool(Doing(), jobs)
    found = sorted(made.run(work), key=lambda outcome: outcome.number)
    assert [outcome.number for outcome in found] == list(range(len(work)))
    return found


def fault_of(outcome: Outcome[str]) -> ZipingbiaoError:
    assert outcome.fault is not None
    assert outcome.result is None
    return outcome.fault


@pytest.fixture(autouse=True, params=["fork", "spawn"])
def started(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How processes are started."""
    how: str = request.param
    if how == "fork" and pool.start_method() != "fork":
        pytest.skip("a process with several threads is not copied")
    monkeypatch.setattr(pool, "start_method", lambda: how)
    return how


def test_all_items_are_done_and_come_back_with_their_numbers() -> None:
    found = outcomes(items(*["fine"] * 20))
    assert [outcome.result for outcome in found] == [f"文件{number}做完" for number in range(20)]


def test_several_processes_work_none_of_them_this_one() -> None:
    workers = {outcome.result for outcome in outcomes(items(*["process"] * 12), jobs=2)}
    assert 1 <= len(workers) <= 2
    assert str(os.getpid()) not in workers


@posix
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("error", "内部错误（ValueError：坏）"),
        ("own error", "不能用。处理办法：换一个"),
        ("crash", "进程意外终止（信号 SIGSEGV）"),
        ("exit", "进程意外终止（退出码 3）"),
        ("unpicklable", "内部错误（TypeError：不能送）"),
        ("recursion", "内部错误（RecursionError"),
    ],
)
def test_what_one_item_does_costs_that_item_only(what: str, words: str) -> None:
    found = outcomes(items("fine", what, "fine", "fine", "fine", what, "fine", "fine"))
    for number, outcome in enumerate(found):
        if number in (1, 5):
            assert fault_of(outcome).place == f"文件{number}"
            assert words in str(fault_of(outcome))
        else:
            assert outcome.result == f"文件{number}做完"


@posix
@pytest.mark.parametrize("what", ["endless", "deaf", "swallow"])
def test_an_item_without_end_is_given_up_and_the_others_are_done(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "GRACE", 0.2)
    work = items("fine", "fine", "fine", "fine")
    work.insert(1, Item("无尽", what, 0.5))
    found = outcomes(work, jobs=1)
    assert "秒内没有读完，已放弃" in str(fault_of(found[1]))
    assert fault_of(found[1]).place == "无尽"
    assert sum(outcome.fault is None for outcome in found) == 4


@linux
def test_what_an_item_leaves_behind_counts_against_the_next() -> None:
    first, second = outcomes(items("leak", "leak"), jobs=1)
    assert first.fault is None
    assert "内存超过限额" in str(fault_of(second))


@linux
def test_an_item_that_wants_too_much_memory_is_named_and_its_process_goes_on() -> None:
    found = outcomes(items("process", "memory", "process"), jobs=1)
    assert "内存超过限额" in str(fault_of(found[1]))
    assert found[0].result == found[2].result


def test_what_is_written_on_standard_error_comes_back_with_the_result() -> None:
    (outcome,) = outcomes(items("told"), jobs=1)
    assert outcome.told == "顺便一说\n"


@posix
def test_a_process_that_ends_at_its_start_is_told_and_not_blamed_on_a_file(started: str) -> None:
    if started == "fork":
        pytest.skip("a copy unpacks nothing")
    broken: Pool[Item, str] = Pool(BrokenTask(), 1)
    with pytest.raises(WorkbenchError, match="启动不了") as caught:
        list(broken.run(items("fine")))
    assert "--jobs 1" in caught.value.cure


@posix
def test_a_process_that_ends_before_it_was_given_its_task_is_told(
    started: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if started == "fork":
        pytest.skip("a copy has its task already")
    monkeypatch.setattr("multiprocessing.spawn._python_exe", b"/bin/false")
    large: Pool[Item, str] = Pool(Doing("夹" * (1 << 20)), 1)
    with pytest.raises(WorkbenchError, match="启动不了（退出码 1）"):
        list(large.run(items("fine")))


@posix
def test_the_first_process_is_born_deaf_to_ctrl_c(tmp_path: Path, started: str) -> None:
    script = tmp_path / "run.py"
    script.write_text(
        "from tests.test_pool import Doing, items\n"
        "from workbench import pool\n"
        f"pool.start_method = lambda: {started!r}\n"
        "if __name__ == '__main__':\n"
        "    print([outcome.result for outcome in pool.Pool(Doing(), 2).run(items('mask', 'mask'))])\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "['True', 'True']\n", done.stderr


class BrokenTask(Doing):
    """A task that ends the process that unpacks it."""

    def __reduce__(self) -> tuple[object, ...]:
        return (os._exit, (4,))


def test_where_the_system_gives_no_process_that_is_told_and_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BaseProcess, "start", no_process_after(0))
    with pytest.raises(WorkbenchError, match="启动不了（系统暂时给不出更多的进程或资源）") as caught:
        outcomes(items("fine", "fine"))
    assert "--jobs 1" in caught.value.cure


def test_where_the_system_gives_one_process_that_one_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BaseProcess, "start", no_process_after(1))
    assert len({outcome.result for outcome in outcomes(items(*["process"] * 6), jobs=3)}) == 1


def no_process_after(count: int) -> Callable[[BaseProcess], None]:
    """Start so many processes, and then as little as a system that has no more of them."""
    left = iter(range(count))
    start = BaseProcess.start

    def begin(process: BaseProcess) -> None:
        if next(left, None) is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        start(process)

    return begin


@posix
@pytest.mark.parametrize("what", ["endless", "deaf"])
def test_no_process_outlives_a_run_that_is_broken_off(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "GRACE", 0.2)
    made: Pool[Item, str] = Pool(Doing(), 2)
    run = made.run(items("process", what, "process", "process", what))
    first = next(run)
    assert first.result is not None
    workers = [worker.process for worker in made._workers]
    assert workers
    run.close()
    assert not any(process.is_alive() for process in workers)


@posix
def test_processes_end_by_themselves_when_their_parent_is_killed(tmp_path: Path, started: str) -> None:
    for process_id in _killed_with_workers(tmp_path, started, "process", "process"):
        assert _gone(process_id)


@posix
def test_a_process_that_goes_on_keeps_no_other_from_seeing_that_their_parent_is_gone(
    tmp_path: Path, started: str
) -> None:
    first, second = _killed_with_workers(tmp_path, started, "process", "endless")
    try:
        assert _gone(first)
        assert not _is_gone(second)
    finally:
        os.kill(second, signal.SIGKILL)


def _killed_with_workers(folder: Path, started: str, *whats: str) -> list[int]:
    """The processes of a run that was killed when the first item was done, in the order in which they were started."""
    script = folder / "run.py"
    script.write_text(
        "import os, signal\n"
        "from tests.test_pool import Doing, items\n"
        "from workbench import pool\n"
        f"pool.start_method = lambda: {started!r}\n"
        "if __name__ == '__main__':\n"
        f"    made = pool.Pool(Doing({str(folder)!r}), 2)\n"
        f"    run = made.run(items(*{whats!r}))\n"
        "    next(run)\n"
        f"    while {'endless' in whats} and not os.path.exists({str(folder / 'begun')!r}):\n"
        "        os.sched_yield()\n"
        "    for worker in made._workers:\n"
        "        print(worker.process.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
        encoding="utf-8",
    )
    told = folder / "told.txt"  # no pipe, which lasts as long as the processes do
    with told.open("w") as stream:
        done = subprocess.run(
            [sys.executable, str(script)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            stdout=stream,
            timeout=120,
            check=False,
        )
    assert done.returncode == -signal.SIGKILL
    found = [int(line) for line in told.read_text().split()]
    assert len(found) == len(whats)
    return found


def _gone(process_id: int) -> bool:
    """Wait until a process is gone, as long as it takes: the test would hang rather than lie."""
    while not _is_gone(process_id):
        os.sched_yield() if hasattr(os, "sched_yield") else None
    return True


def _is_gone(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{process_id}/stat")
    return status.exists() and " Z " in status.read_text()


@linux
def test_a_process_is_a_copy_of_this_one_unless_another_thread_might_hold_a_lock() -> None:
    script = (
        "from threading import Event, Thread\n"
        "from workbench.pool import start_method\n"
        "assert start_method() == 'fork'\n"
        "over = Event(); other = Thread(target=over.wait); other.start()\n"
        "assert start_method() == 'spawn'\n"
        "over.set(); other.join()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parent.parent)


class TestInThisProcess:
    """The same limits hold where no process is started."""

    def attempt(self, what: str, seconds: float = 60.0) -> Outcome[str]:
        return attempt(Doing(), 7, Item("文件", what, seconds), lambda _: None)

    def test_a_result(self) -> None:
        assert self.attempt("fine") == Outcome(7, "文件做完")

    @posix
    def test_an_endless_item_is_given_up(self) -> None:
        assert "已放弃" in str(fault_of(self.attempt("endless", 0.1)))

    @posix
    def test_an_item_that_swallows_exceptions_is_given_up(self) -> None:
        assert "已放弃" in str(fault_of(self.attempt("swallow", 0.1)))

    @linux
    def test_memory_has_a_ceiling_and_the_process_none_afterwards(self) -> None:
        import resource

        before = resource.getrlimit(resource.RLIMIT_DATA)
        assert "内存超过限额" in str(fault_of(self.attempt("memory")))
        assert resource.getrlimit(resource.RLIMIT_DATA) == before

    @linux
    def test_what_the_program_around_holds_is_not_counted_against_a_file(self) -> None:
        self.attempt("fine")
        held = bytearray(limits.MEMORY + (64 << 20))
        assert self.attempt("some memory").fault is None
        assert "内存超过限额" in str(fault_of(self.attempt("memory")))
        assert held

    def test_an_alarm_of_the_program_around_is_left_as_it_was(self) -> None:
        before = signal.getsignal(signal.SIGALRM) if hasattr(signal, "SIGALRM") else None
        self.attempt("fine")
        assert (signal.getsignal(signal.SIGALRM) if hasattr(signal, "SIGALRM") else None) == before


def test_larger_files_and_those_to_be_converted_have_more_time() -> None:
    assert limits.seconds_for("docx", 0) == limits.SECONDS
    assert limits.seconds_for("pdf", 10 << 20) == limits.SECONDS + 10 * limits.SECONDS_A_MEGABYTE
    for kind in CONVERTED:
        assert limits.seconds_for(kind, 0) * limits.BY_THE_CLOCK > 60
    assert limits.seconds_for("doc", 64 << 20, 5) == 5


def test_no_file_has_more_than_a_minute_unless_the_user_grants_it() -> None:
    assert limits.seconds_for("docx", 64 << 20) == limits.LONGEST == 60
    assert limits.seconds_for("docx", 64 << 20, 300) == 300


def test_processes_look_for_rings_of_garbage_seldom_and_still_find_them() -> None:
    script = (
        "import gc, weakref\n"
        "from workbench.garbage import CONTAINERS, look_seldom\n"
        "look_seldom()\n"
        "assert gc.get_threshold()[0] == CONTAINERS and gc.get_freeze_count() > 0\n"
        "class Ring: pass\n"
        "ring = Ring(); ring.self = ring; seen = weakref.ref(ring); del ring\n"
        "kept = [[] for _ in range(2 * CONTAINERS)]\n"
        "assert seen() is None\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parent.parent)
