"""A run over any number of files: list, hand out in lots, keep each, and put all into one Parquet file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from attrs import define, evolve, field

from scoring.errors import ZipingbiaoError

from ..errors import WorkbenchError
from ..exits import FAILED, FINDINGS, FINE, INTERRUPTED
from ..faults import complain, reason, say, work_on_one_file
from ..inputs import Effort, processors
from ..interrupts import interrupts_heard
from ..outputs import is_same, tell_of_older
from ..progress import Progress
from ..remote import refuse_remote
from ..sources import STDIN, Source, files_behind
from .ledger import Ledger, Tally, faults_in
from .lots import Lot, lots_of
from .rechecking import Rechecking
from .workers import Here, Packed, Workers

UNFINISHED: Final = ".未完成"
"""Behind the name of the output: the folder of what is done so far."""

_SHOWN: Final = 20
"""Faults that are shown; the others stand in the output."""


def workers_at(scheduler: str | None, effort: Effort) -> Workers:
    """The workers of a cluster by its scheduler's address, or this machine's processors where there is none."""
    if scheduler is None:
        return Here(effort.jobs or processors())
    from .cluster import Cluster

    return Cluster(scheduler)


@define
class ScatteredRun:
    """One run.

    Attributes:
        names: files, folders and URLs, as given.
        output: the Parquet file.
        rechecking: how files are rechecked.
        workers: who does it.
        others: files that the run reads besides, which must not be written over.
        failed: whether something could not be read.
    """

    names: Sequence[str]
    output: Path
    rechecking: Rechecking
    workers: Workers
    others: Sequence[Path] = ()
    failed: bool = field(default=False, init=False)
    _shown: int = field(default=0, init=False)
    _covers: bool = field(default=False, init=False)

    def run(self) -> int:
        """Recheck everything; returns the exit code.

        Raises:
            WorkbenchError: there is nothing to do, or it cannot be written.
        """
        sources = self._sources()
        self._refuse()
        if not sources:
            tell_of_older(self.output)
            return FAILED
        try:
            return self._run(lots_of(sources), len(sources))
        except OSError as error:
            place = str(error.filename or self.output)
            raise WorkbenchError(
                f"写不出结果，{reason(error)}", place=place, cure="腾出磁盘或换一个位置，再运行同一命令，会接着做"
            ) from None

    def _run(self, lots: list[Lot], count: int) -> int:
        folder = self.output.with_name(self.output.name + UNFINISHED)
        with Ledger(folder, self.rechecking.facts()) as ledger:
            if ledger.left_over:
                say(f"{folder}：里面是别的规则集或选项做到一半的结果，已丢弃，从头做")
            left = [lot for lot in lots if lot.key not in ledger.done]
            before = sum(len(lot.sources) for lot in lots) - sum(len(lot.sources) for lot in left)
            if before:
                say(f"接着上次：{before} 份已经做好")
            try:
                self._work(ledger, left, count, before)
            except KeyboardInterrupt:
                done = sum(len(lot.sources) for lot in lots if lot.key in ledger.done)
                say(f"已中断。已做好的 {done} 份留在 {folder}，再运行同一命令会接着做" if done else "已中断。")
                tell_of_older(self.output)
                return INTERRUPTED
            tally = sum((ledger.done[lot.key] for lot in lots), Tally())
            ledger.finish(lots, self.output)
        return self._told(tally)

    def _work(self, ledger: Ledger, left: list[Lot], count: int, before: int) -> None:
        if not left:
            return
        results = self.workers.results(Packed.of(self.rechecking), left)
        with interrupts_heard(), Progress(count, before) as progress, closing(results):
            progress.draw("")
            for lot, rows in results:
                tally = ledger.keep(lot, rows)
                faults = faults_in(rows)
                if faults:
                    progress.clear()
                    self._show(faults)
                progress.done += len(lot.sources)
                progress.failed += tally.failed
                progress.draw(lot.sources[-1].name)

    def _show(self, faults: Sequence[str]) -> None:
        for fault in faults[: _SHOWN - self._shown]:
            complain(fault)
        if self._shown < _SHOWN <= self._shown + len(faults):
            say("更多读不出的文件不再逐个显示，原因见结果的 error 列")
        self._shown += len(faults)

    def _told(self, tally: Tally) -> int:
        parts = [f"共 {tally.files} 份文件，复核 {tally.rechecked} 份、{tally.tables} 张表"]
        if tally.without_forms:
            parts.append(f"{tally.without_forms} 份没有绩效目标表或自评表")
        if tally.failed:
            parts.append(f"{tally.failed} 份读不出（原因见 error 列）")
        say("，".join(parts))
        say(f"已写出：{self.output}")
        if tally.failed or self.failed or not tally.rechecked:
            return FAILED
        return FINDINGS if tally.errors else FINE

    def _sources(self) -> list[Source]:
        """The files behind the names, each once."""
        for other in self.others:
            self._meet(str(other))
        found: dict[tuple[str | None, str], Source] = {}
        for name in self.names:
            if name == STDIN:
                raise WorkbenchError("标准输入不能分给几台机器", place="-", cure="写出文件、文件夹或网络地址")
            with work_on_one_file(name, self._fail):
                for source in files_behind(name, self._fail, self._meet):
                    # Workers may have been started in another folder.
                    path = None if source.path is None else str(source.path.absolute())
                    found.setdefault((path, source.url), evolve(source, path=path))
        return list(found.values())

    def _meet(self, path: str) -> None:
        """A file that is read: it must not be written over."""
        self._covers = self._covers or is_same(path, self.output)

    def _fail(self, error: ZipingbiaoError) -> None:
        self.failed = True
        complain(error)

    def _refuse(self) -> None:
        """Refuse an output that is a folder, a URL, or one of the inputs."""
        refuse_remote(self.output)
        if self.output.is_dir():
            raise WorkbenchError("这是文件夹，不是文件", place=str(self.output), cure="用 -o 写明 .parquet 文件")
        if self._covers:
            raise WorkbenchError("会覆盖读入的文件，没有写", place=str(self.output), cure="用 -o 写别的文件名")
