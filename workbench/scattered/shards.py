"""Rows that lie in many files, as a database exports them: each file is scored by whoever is free.

A file is worked on where there is room and its results come back as bytes, so that only the machine
that was given the command must reach the place they are written to.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from attrs import asdict, define, field, frozen

from reports.columns.results import check_ruleset
from reports.readers.kinds import is_hidden
from scoring import Ruleset, to_data
from scoring.errors import ZipingbiaoError

from ..batch.files import year_folder
from ..batch.journal import hold, line_of, lines_of
from ..batch.run import Tally, run_batch
from ..errors import WorkbenchError
from ..exits import FAILED, FINE, INTERRUPTED
from ..faults import complain, reason, say, work_on_one_file
from ..interrupts import interrupts_heard
from ..progress import Progress
from ..remote import fetched_to, here, is_remote, listed, shown, without_pattern
from ..sources import natural_order

ENDINGS: Final = (".parquet", ".csv")
JOURNAL: Final = ".未完成.jsonl"
"""Behind the name of the output: what is done so far, while there is something left to do."""


@frozen
class Shard:
    """A file of rows.

    Attributes:
        place: its path or URL.
        within: its path below the folder that was named, without its ending.
        ending: of the results.
        size: bytes.
        stamp: what changes when it does.
    """

    place: str = field(repr=False)
    within: str
    ending: str
    size: int
    stamp: str

    @property
    def name(self) -> str:
        """As shown to the user."""
        return shown(self.place) if is_remote(self.place) else self.place

    @contextmanager
    def at_hand(self, folder: Path) -> Iterator[Path]:
        """The file on this machine, copied into a folder if it lies elsewhere."""
        if not is_remote(self.place):
            yield Path(self.place)
            return
        copy = folder / year_folder(self.name) / f"rows{PurePosixPath(self.name).suffix}"
        copy.parent.mkdir(exist_ok=True)
        fetched_to(self.place, copy)
        try:
            yield copy
        finally:
            copy.unlink()

    @contextmanager
    def named(self, path: Path) -> Iterator[None]:
        """Errors about the copy speak of the file."""
        try:
            yield
        except ZipingbiaoError as error:
            error.place = error.place.replace(str(path), self.name)
            raise


@frozen
class Scored:
    """What a file came to.

    Attributes:
        tally: how many rows and tables there are.
        rows, totals: the bytes of the results.
        fault: what was wrong, else None.
        unused: the columns that mean nothing, "" for none.
    """

    tally: Tally = Tally(0, 0, 0, 0)  # noqa: RUF009 - frozen
    rows: bytes = field(default=b"", repr=False)
    totals: bytes = field(default=b"", repr=False)
    fault: ZipingbiaoError | None = None
    unused: str = ""


@frozen
class ScoreShard:
    """Scores a file; is called where the work is done."""

    ruleset: Ruleset
    columns: Sequence[str] = ()

    def __call__(self, shard: Shard) -> Scored:
        """Score it; what is wrong with it is in the result."""
        faults: list[ZipingbiaoError] = []
        unused: list[str] = []
        with TemporaryDirectory() as made, work_on_one_file(shard.name, faults.append):
            rows, totals = (Path(made, f"{name}{shard.ending}") for name in ("得分", "总分"))
            with shard.at_hand(Path(made)) as path, shard.named(path):
                tally = run_batch(path, rows, totals, self.ruleset, self.columns, unused.append)
            return Scored(tally, rows.read_bytes(), totals.read_bytes(), unused="".join(unused))
        return Scored(fault=faults[0])


@define
class ShardsRun:
    """A run over the files of a folder.

    Attributes:
        name: the folder, or one file, as given.
        output: the folder of the scores of rows, or their file where there is one file to be read.
        totals: the same of the totals of tables.
        ruleset: the rules.
        scheduler: the address of Dask's; None: this machine.
        columns: of the results of rows, as in :func:`reports.columns.score_batch`.
        failed: how many files could not be scored.
    """

    name: str
    output: Path
    totals: Path
    ruleset: Ruleset
    scheduler: str | None = None
    columns: Sequence[str] = ()
    failed: int = field(default=0, init=False)
    _done: dict[str, dict[str, Any]] = field(factory=dict, init=False)
    _journal: Any = field(default=None, init=False)
    _unused: set[str] = field(factory=set, init=False)

    def run(self) -> int:
        """Score every file; returns the exit code.

        Raises:
            WorkbenchError: there are none, or the results cannot be written.
        """
        check_ruleset(self.ruleset)
        shards = shards_behind(self.name)
        if not shards:
            raise WorkbenchError("里面没有 Parquet 或 CSV 文件", place=_shown(self.name), cure="检查是不是选错了文件夹")
        self._refuse(len(shards))
        _refuse_same(shards)
        try:
            with self._kept(shards) as left:
                self._work(left, len(shards))
        except KeyboardInterrupt:
            done = f"已算好的 {len(self._done)} 个文件留在 {self.output}，再运行同一命令会接着算" if self._done else ""
            say(f"已中断。{done}")
            return INTERRUPTED
        except OSError as error:
            place = str(error.filename or self.output)
            raise WorkbenchError(f"写不出结果，{reason(error)}", place=place, cure="换一个位置，用 -o 指定") from None
        return self._told()

    @property
    def _into_file(self) -> bool:
        return self.output.suffix in ENDINGS

    def _refuse(self, count: int) -> None:
        """Refuse a file for the results of several, and results that would land among what is read."""
        if self.output.absolute() == self.totals.absolute():
            raise WorkbenchError(
                "各行得分和各表总分不能写到同一个地方", place=str(self.totals), cure="用 --totals 写别的"
            )
        source = here(self.name)
        for path in (self.output, self.totals):
            if self._into_file and count > 1:
                raise WorkbenchError("有多个文件，结果不能写进一个文件", place=str(path), cure="用 -o 写一个文件夹")
            if path.exists() and path.is_dir() == self._into_file:
                what = "这是文件夹，不是文件" if self._into_file else "这是文件，不是文件夹"
                raise WorkbenchError(what, place=str(path), cure="读文件夹时用 -o 写文件夹，读一个文件时写文件")
            mine = Path(os.path.realpath(path))
            if source is not None and (mine == source or source in mine.parents):
                raise WorkbenchError("结果不能放在读入的文件夹里", place=str(path), cure="用 -o 写到别处")

    def _work(self, left: Sequence[Shard], count: int) -> None:
        with interrupts_heard(), Progress(count, count - len(left)) as progress, ExitStack() as stack:
            progress.draw("")
            for shard, scored in self._scored(left, stack):
                if scored.unused and scored.unused not in self._unused:
                    # Files of one export all have them.
                    self._unused.add(scored.unused)
                    progress.clear()
                    say(f"没有用到的列：{scored.unused}（{shard.name}，别的文件相同的不再说）")
                if scored.fault is not None:
                    self.failed += 1
                    progress.clear()
                    complain(scored.fault)
                else:
                    self._keep(shard, scored)
                progress.one_more(failed=scored.fault is not None)
                progress.draw(shard.name)

    def _scored(self, left: Sequence[Shard], stack: ExitStack) -> Iterator[tuple[Shard, Scored]]:
        if self.scheduler is None:
            for shard in left:
                yield shard, self._score_here(shard)
        elif left:
            from .cluster import ended_its_worker, session

            work = ScoreShard(self.ruleset, self.columns)
            for shard, answer in stack.enter_context(session(self.scheduler)).each(work, left):
                yield shard, Scored(fault=ended_its_worker(shard.name)) if answer.deadly else answer.result

    def _score_here(self, shard: Shard) -> Scored:
        """Score a file into its place."""
        faults: list[ZipingbiaoError] = []
        unused: list[str] = []
        targets = self._targets(shard)
        for target in targets:
            target.parent.mkdir(parents=True, exist_ok=True)
        with (
            TemporaryDirectory() as folder,
            work_on_one_file(shard.name, faults.append),
            shard.at_hand(Path(folder)) as path,
            shard.named(path),
        ):
            tally = run_batch(path, *targets, self.ruleset, self.columns, unused.append)
            return Scored(tally, unused="".join(unused))
        return Scored(fault=faults[0])

    def _keep(self, shard: Shard, scored: Scored) -> None:
        """Write the results of a file that are not in their places yet, those of its rows last; then it is done."""
        if self.scheduler is not None:
            for target, data in zip(reversed(self._targets(shard)), (scored.totals, scored.rows), strict=True):
                target.parent.mkdir(parents=True, exist_ok=True)
                made = target.with_name(f".{target.name}.tmp")
                with made.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(made, target)
        self._note(shard, asdict(scored.tally))

    def _targets(self, shard: Shard) -> tuple[Path, Path]:
        if self._into_file:
            return self.output, self.totals
        name = f"{shard.within}{shard.ending}"
        return self.output / name, self.totals / name

    @contextmanager
    def _kept(self, shards: Sequence[Shard]) -> Iterator[list[Shard]]:
        """The files that are left to be done; the journal is held, and goes once nothing is left."""
        self.output.parent.mkdir(parents=True, exist_ok=True)
        path = self.output.with_name(self.output.name + JOURNAL)
        with path.open("a+b") as self._journal:
            hold(self._journal, self.output)
            self._journal.seek(0)
            known = {one["key"]: one["tally"] for _, one in lines_of(self._journal.read())}
            self._journal.truncate(0)
            left = []
            for shard in shards:
                tally = known.get(self._key(shard))
                if tally is not None and all(map(Path.exists, self._targets(shard))):
                    self._note(shard, tally)
                else:
                    left.append(shard)
            if len(left) < len(shards):
                say(f"接着上次：{len(shards) - len(left)} 个文件已经算好")
            yield left
        if not self.failed:
            with suppress(FileNotFoundError):
                path.unlink()

    def _key(self, shard: Shard) -> str:
        """All that the results of a file depend on, in short."""
        rules = json.dumps(to_data(self.ruleset), ensure_ascii=False, sort_keys=True, default=sorted)
        facts = (version("zipingbiao"), rules, tuple(self.columns), shard.name, shard.within, shard.size, shard.stamp)
        return hashlib.sha256(repr(facts).encode(errors="replace")).hexdigest()

    def _note(self, shard: Shard, tally: dict[str, Any]) -> None:
        key = self._key(shard)
        self._done[key] = tally
        self._journal.write(line_of({"key": key, "tally": tally}))
        self._journal.flush()
        os.fsync(self._journal.fileno())

    def _told(self) -> int:
        rows, tables, without = (
            sum(one[name] for one in self._done.values()) for name in ("rows", "tables", "without")
        )
        parts = [f"{len(self._done)} 个文件，{tables} 张表，{rows} 行"]
        if without:
            parts.append(f"其中 {without} 行没有得分（原因见“问题”列）")
        if self.failed:
            parts.append(f"{self.failed} 个文件没有算成（原因见上）；改好后再运行同一命令，只算它们")
        say("，".join(parts))
        if self._done:
            say(f"已写出：{self.output}、{self.totals}")
        return FAILED if self.failed else FINE


def shards_behind(name: str) -> list[Shard]:
    """The files of rows behind a path or a URL, in natural order; those whose names begin with a line are left out.

    Raises:
        WorkbenchError: nothing is there, or it cannot be reached.
    """
    found: list[Shard] = []
    if is_remote(name):
        for file in listed(name, _is_rows):
            found.append(_shard(file.url, without_pattern(shown(name)), file.name, file.size, file.stamp))
    else:
        root = Path(name).absolute()  # workers may have been started in another folder
        if not root.exists():
            raise WorkbenchError("没有这个文件或文件夹", place=name, cure="检查文件名")
        for path in [root] if root.is_file() else _files_in(root):
            below = path.relative_to(root).parts
            if path.is_file() and _is_rows(path.name) and not any(_is_left_out(part) for part in below):
                status = path.stat()
                found.append(_shard(str(path), str(root), str(path), status.st_size, str(status.st_mtime_ns)))
    return sorted(found, key=lambda shard: natural_order(shard.within))


def _files_in(root: Path) -> Iterator[Path]:
    """All that lies in a folder and below; links to folders are not followed.

    Raises:
        WorkbenchError: a folder cannot be listed.
    """

    def refuse(error: OSError) -> None:
        raise WorkbenchError(
            f"读不到这个文件夹，{reason(error)}", place=str(error.filename or root), cure="检查访问权限，或移走它"
        )

    for folder, _, names in os.walk(root, onerror=refuse):
        for name in names:
            yield Path(folder, name)


def _refuse_same(shards: Sequence[Shard]) -> None:
    """Refuse files whose results would be written to one place.

    Raises:
        WorkbenchError: some would.
    """
    known: dict[str, Shard] = {}
    for shard in shards:
        other = known.setdefault(shard.within + shard.ending, shard)
        if other is not shard:
            raise WorkbenchError(
                f"它的结果会与 {other.name} 的写到同一处", place=shard.name, cure="改名其中一个，或分两次运行"
            )


def _shard(place: str, root: str, name: str, size: int, stamp: str) -> Shard:
    start = PurePosixPath(_path_of(root)).parts
    parts = PurePosixPath(_path_of(name)).parts
    below = parts[len(start) :] if parts[: len(start)] == start and len(parts) > len(start) else parts[-1:]
    within = PurePosixPath(*below)
    return Shard(place, str(within.with_suffix("")), within.suffix.lower(), size, stamp)


def _path_of(name: str) -> str:
    """A URL's path, one point at the root; a path as it is."""
    return "/" + name.partition("://")[2].lstrip("/") if is_remote(name) else name.replace(os.sep, "/")


def _shown(name: str) -> str:
    return shown(name) if is_remote(name) else name


def _is_rows(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def _is_left_out(name: str) -> bool:
    """Is it hidden, or left there by an engine, such as ``_temporary``?"""
    return is_hidden(name) or name.startswith("_")
