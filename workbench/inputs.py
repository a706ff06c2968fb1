"""The inputs of a run: each is read and worked on, and what fails costs only itself.

A file that cannot be read or worked on is told about on standard error and the rest goes on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from attrs import define, evolve, field, frozen

from reports.readers.kinds import kind_of
from scoring import Document, Finding
from scoring.errors import ZipingbiaoError

from .attempts import Named, Outcome, Task
from .errors import NeedsProcess, NoForms, NoRoom
from .exits import exit_code
from .faults import complain, say, work_on_one_file
from .garbage import look_seldom
from .interrupts import interrupts_heard
from .limits import SECONDS_TO_SET, seconds_for
from .processes import HomeTask, worked_on
from .progress import Progress
from .sources import Source, bytes_of, original, read, sources_behind, told_apart

__all__ = ["Effort", "Inputs", "Source", "original"]

_Result = TypeVar("_Result")
_Item = TypeVar("_Item", bound=Named)
_Written = TypeVar("_Written")

_SEVERAL: Final = 4
_SMALL: Final = 64 << 10
_LARGE: Final = 4 << 20

_MOST_NAMED: Final = 10
"""Names of files that could not be done in the sentence on them."""


@frozen
class Effort:
    """What the user grants a run.

    Attributes:
        jobs: processes at a time; None: as many as there are processors, where that is worth it.
        seconds: time for one file; None: by its size.
    """

    jobs: int | None = None
    seconds: float | None = None

    def processes_for(self, sources: Sequence[Source]) -> int:
        """How many processes to start; 0 where this one does it all.

        A few small files are done before another process has started; those of them that must not be
        read in this one are found out when they are (:class:`Reading`).
        """
        size = sum(source.size for source in sources)
        jobs = self.jobs
        if jobs is None:
            several = (len(sources) >= _SEVERAL and size >= _SMALL) or (len(sources) > 1 and size >= _LARGE)
            jobs = processors() if several else 1
            if several:
                return min(jobs, len(sources))
        if jobs == 1 or len(sources) == 1:
            return 0
        return min(jobs, len(sources))


def processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@define
class Reading(Generic[_Result]):
    """Read a source and do the work of a command on its document; goes to other processes if the work does.

    Attributes:
        work: what the command does with each document.
        seconds_granted: for one file, None: by its size.
        sets: it sets a PDF, which takes time of its own.
        piped: the archive from standard input, if some sources lie in one; it goes to each process once.
        at_home: True in the process that the user started, which must outlive every file.  PDF is read
            by a library in C that a file made for it could crash: never here, whatever it is called.
    """

    work: Callable[[Source, Document], _Result]
    seconds_granted: float | None = None
    sets: bool = False
    piped: bytes = field(default=b"", repr=False)
    at_home: bool = False
    _read: tuple[Source, bytes] | None = field(default=None, init=False, repr=False)

    def seconds(self, source: Source) -> float:
        """How long it may take.

        Raises:
            NeedsProcess: it must be read in another process.
        """
        data = bytes_of(source, self.piped)
        kind = kind_of(data)
        if self.at_home and kind == "pdf":
            raise NeedsProcess("要在另一个进程里读", place=source.name)
        self._read = (source, data)
        own = SECONDS_TO_SET if self.sets and self.seconds_granted is None else 0.0
        return seconds_for(kind, len(data), self.seconds_granted) + own

    def __call__(self, source: Source) -> _Result:
        """Read and work."""
        at_hand, self._read = self._read, None
        data = at_hand[1] if at_hand is not None and at_hand[0] is source else bytes_of(source, self.piped)
        return self.work(source, read(source, data))


@define
class _Kept(Generic[_Result]):
    """Hands results on in the order of the inputs, while they come in any."""

    results: dict[int, _Result]
    keep: Callable[[_Result], _Result] | None
    _ended: set[int] = field(factory=set, init=False)
    _next: int = field(default=0, init=False)

    def one_more(self, number: int) -> None:
        """This input has come to an end, with a result or without."""
        self._ended.add(number)
        while self._next in self._ended:
            self._ended.discard(self._next)
            self._hand_on(self._next)
            self._next += 1

    def rest(self) -> None:
        """Where the run was broken off: those that waited for others."""
        for number in sorted(self.results):
            if number >= self._next:
                self._hand_on(number)

    def _hand_on(self, number: int) -> None:
        if self.keep is not None and number in self.results:
            self.results[number] = self.keep(self.results[number])


@define
class Inputs:
    """The inputs of one run.

    Attributes:
        names: as given: files, directories, archives, ``-``.
        effort: what they may cost.
        action: what the command does with them, in Chinese.
        others: files that the run reads besides: rulesets, a template.
        files: these and the files behind the names, whether they could be used or not, once they are
            known; results must not be written over them.
        failed: True once any of them could not be done.
        unread: the names of those that could not be done.
        count: how many documents they are, once they are known.
        without_forms: files passed over because they hold none of the forms.
        interrupted: True once the user stopped the run; what was done until then is still written.
        piped: the archive from standard input, if some sources lie in one.
    """

    names: Sequence[str]
    effort: Effort = Effort()
    action: str = "处理"
    others: Sequence[Path] = ()
    files: list[str] = field(factory=list, init=False)
    failed: bool = field(default=False, init=False)
    unread: dict[str, None] = field(factory=dict, init=False, repr=False)
    count: int = field(default=0, init=False)
    without_forms: int = field(default=0, init=False)
    interrupted: bool = field(default=False, init=False)
    piped: bytes = field(default=b"", init=False, repr=False)

    def run(
        self,
        work: Callable[[Source, Document], _Result],
        *,
        apart: bool = False,
        keep: Callable[[_Result], _Result] | None = None,
        silent: bool = False,
    ) -> list[_Result]:
        """Read the inputs and do the work on each; what fails is told about and left out.

        Args:
            work: a function of a module or an object that can be pickled: it may run in other processes.
            apart: it sets PDFs: it must run in other processes, which it may crash, and may take more there.
            keep: is given every result in the order of the inputs, as soon as those before it are done,
                and returns what of it is still wanted: what it has written need not stay in memory.
            silent: it tells the user nothing meanwhile.

        Returns:
            The results, in the order of the inputs.
        """
        done: dict[int, _Result] = {}
        kept = _Kept(done, keep)
        look_seldom()
        try:
            sources = told_apart(self.sources())
            self.count = len(sources)
            with (
                interrupts_heard() as pressed,
                Progress(self.count) as progress,
                closing(self._outcomes(sources, work, progress, apart)) as outcomes,
            ):
                for outcome in outcomes:
                    if outcome.told or outcome.fault is not None:
                        progress.clear()
                    if outcome.told:
                        say(outcome.told.rstrip("\n"))
                    if outcome.fault is not None:
                        self._tell(sources[outcome.number], outcome.fault)
                    elif outcome.result is not None:
                        done[outcome.number] = _with_own(outcome.result, sources[outcome.number])
                    if keep is not None:
                        if not silent:
                            progress.clear()
                        kept.one_more(outcome.number)
                    progress.one_more(failed=outcome.fault is not None)
                    if pressed:
                        raise KeyboardInterrupt
        except KeyboardInterrupt:
            self.interrupted = True
            say(f"已中断，已完成的 {len(done)} 份照常写出。" if done else "已中断。")
        kept.rest()
        self._tell_of_nothing(len(done))
        return [done[number] for number in sorted(done)]

    def _tell_of_nothing(self, done: int) -> None:
        # Silence would say that everything is in order.
        if done or not self.without_forms or self.failed or self.interrupted:
            return
        self.failed = True
        say(f"没有一份文件含有绩效目标表或自评表，没有{self.action}任何表")

    def _outcomes(
        self, sources: Sequence[Source], work: Callable[[Source, Document], _Result], progress: Progress, apart: bool
    ) -> Generator[Outcome[_Result]]:
        self.piped = next((source.data for source in sources if source.inside and source.data), b"")
        # Else a whole archive would go to another process, and come back, with each file in it.
        sources = [evolve(source, data=None) if source.inside else source for source in sources]
        reading = Reading(work, self.effort.seconds, apart, self.piped)
        yield from worked_on(sources, reading, self.effort.processes_for(sources), progress, apart)

    def again(
        self,
        items: Sequence[_Item],
        task: HomeTask[_Item, _Result],
        sources: Sequence[Source],
        *,
        apart: bool = False,
    ) -> Iterator[tuple[_Item, _Result]]:
        """Look at some of the inputs once more; what fails is told about and left out.

        Args:
            items: what is looked at.
            task: what is done with each.
            sources: theirs, which tell how many processes are worth it.
            apart: it sets PDFs; see :meth:`run`.

        Yields:
            What came of each, in the order of the items.
        """
        waiting: dict[int, _Result | None] = {}
        following = 0
        try:
            with (
                interrupts_heard() as pressed,
                Progress(len(items)) as progress,
                closing(worked_on(items, task, self.effort.processes_for(sources), progress, apart)) as outcomes,
            ):
                for outcome in outcomes:
                    if outcome.told or outcome.fault is not None:
                        progress.clear()
                    if outcome.told:
                        say(outcome.told.rstrip("\n"))
                    if outcome.fault is not None:
                        self.fail(outcome.fault)
                    waiting[outcome.number] = outcome.result
                    progress.one_more(failed=outcome.fault is not None)
                    while following in waiting:
                        result = waiting.pop(following)
                        following += 1
                        if result is not None:
                            yield items[following - 1], result
                    if pressed:
                        raise KeyboardInterrupt
        except KeyboardInterrupt:
            self.interrupted = True
            say("已中断，还没有对照的照原样写出。")

    def guard(self, source: Source, before: Callable[[], None] = lambda: None) -> AbstractContextManager[None]:
        """Around the work on one input: whatever it raises is told about, and the run goes on with the next."""

        def tell(error: ZipingbiaoError) -> None:
            before()
            self._tell(source, error)

        return work_on_one_file(source.name, tell)

    def _tell(self, source: Source, error: ZipingbiaoError) -> None:
        # A folder may hold other papers; only a file that was named must hold a form.
        if isinstance(error, NoForms) and source.found:
            self.without_forms += 1
            say(f"跳过 {source.name}：没有绩效目标表或自评表")
        else:
            self.unread[source.name] = None
            self.fail(error)

    def _miss(self, error: ZipingbiaoError) -> None:
        if error.place:
            self.unread[error.place] = None
        self.fail(error)

    @property
    def whole(self) -> bool:
        """Whether all of them could be done."""
        return not self.unread and not self.interrupted

    @property
    def left_out(self) -> str:
        """A sentence on those that could not be done, "" where all could: lists end elsewhere than complaints do."""
        if not self.unread:
            return ""
        names = [*self.unread][:_MOST_NAMED]
        more = f" 等 {len(self.unread)} 份" if len(self.unread) > len(names) else ""
        return f"另有 {len(self.unread)} 份读不出，没有{self.action}：{'、'.join(names)}{more}。"

    def together(self, done: Sequence[tuple[Source, _Result]], write: Callable[[list[_Result]], _Written]) -> _Written:
        """One result about all documents; where that fails, about those it can be written of."""
        try:
            return write([result for _, result in done])
        except Exception:
            # As broad as the guard, which tells whose fault it was when each is tried alone.
            sound: list[_Result] = []
            for source, result in done:
                with self.guard(source):
                    write([result])
                    sound.append(result)
            return write(sound)

    def alone(self, item: _Item, task: Task[_Item, _Result]) -> _Result | None:
        """What a task makes of one thing in a process of its own; None where it fails, which is told about."""
        from .pool import Pool

        pool: Pool[_Item, _Result] = Pool(task, 1)
        (outcome,) = pool.run([item])
        if outcome.told:
            say(outcome.told.rstrip("\n"))
        if outcome.fault is not None:
            self.fail(outcome.fault)
        return outcome.result

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Around the writing of one result: where it cannot be written, the others still are, if there is room."""
        try:
            yield
        except NoRoom:
            raise
        except ZipingbiaoError as error:
            self.fail(error)

    def fail(self, error: ZipingbiaoError) -> None:
        """Tell about an input that could not be done."""
        self.failed = True
        complain(error)

    def exit_code(self, findings: Iterable[Finding] = (), *, errors: bool = False) -> int:
        """The code of the whole run, with these findings or with ``errors`` among findings not at hand."""
        return exit_code(findings, errors=errors, failed=self.failed, interrupted=self.interrupted)

    def sources(self) -> list[Source]:
        """The documents behind the names, each once, in natural order within a folder or an archive."""
        found: list[Source] = []
        met = [str(path) for path in self.others]
        seen: set[tuple[str | None, str, tuple[str, ...]]] = set()
        for name in self.names:
            with work_on_one_file(name, self._miss):
                for source in sources_behind(name, self._miss, met.append):
                    if (source.place, source.url, source.inside) not in seen:
                        seen.add((source.place, source.url, source.inside))
                        found.append(source)
        self.files = list(dict.fromkeys(met))
        return found


def _with_own(result: _Result, source: Source) -> _Result:
    """A result with our source, not the copy that came back with it from another process: one is enough to keep."""
    its: Any = result
    return evolve(its, source=source) if getattr(its, "source", None) == source else result
