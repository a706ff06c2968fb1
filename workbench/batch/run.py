"""A run over a file of rows: read, score, keep each part, and put the results in their places at the end."""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, frozen

from reports.columns import score_batch
from reports.columns.results import Results, check_ruleset
from reports.columns.schema import COLUMNS, schema_of
from scoring import Ruleset, ZipingbiaoError, to_data

from ..errors import WorkbenchError
from ..faults import reason, say
from .files import RowFile, row_file
from .parts import Parts
from .results import ENDINGS, write_results
from .rows_progress import RowsProgress
from .tables import Seen, whole_tables

UNFINISHED: Final = ".未完成"
"""Behind the name of the output: the folder of its parts."""

_MOST_THREADS: Final = 4
"""Each holds a piece in memory."""

_CHINESE: Final = frozenset(column.title for column in COLUMNS)


@frozen
class Tally:
    """What a run came to.

    Attributes:
        rows, tables: how many there are.
        without: rows without a score.
        resumed: rows that were done already when the run began.
    """

    rows: int
    tables: int
    without: int
    resumed: int


def run_batch(source: Path, output: Path, totals: Path, ruleset: Ruleset) -> Tally:
    """Score a file of rows into two files.

    Args:
        source: Parquet or CSV.
        output: for the score of each row.
        totals: for the total of each table.
        ruleset: the rules.

    Raises:
        WorkbenchError: a file cannot be read or written.
        ColumnsError: a row is broken.
    """
    check_ruleset(ruleset)
    file = row_file(source)
    _refuse(source, output, totals)
    if file.schema.unknown:
        say(f"{source.name}：没有用到的列：{'、'.join(file.schema.unknown)}")
    try:
        return _Run(file, output, totals, ruleset).run()
    except OSError as error:
        place = str(error.filename or output)
        raise WorkbenchError(
            f"写不出结果，{reason(error)}", place=place, cure="腾出磁盘或换一个位置，再运行同一命令，会接着算"
        ) from None


def _refuse(source: Path, output: Path, totals: Path) -> None:
    """Refuse outputs that are no Parquet and no CSV, or are the input or each other."""
    for path in (output, totals):
        if path.suffix not in ENDINGS:
            raise WorkbenchError("只能写成 Parquet 或 CSV", place=str(path), cure=f"扩展名写成 {'、'.join(ENDINGS)}")
        if path.exists() and os.path.samefile(path, source):
            raise WorkbenchError("会覆盖读入的文件，没有写", place=str(path), cure="用 -o 写别的文件名")
        if path.is_dir():
            raise WorkbenchError("这是文件夹，不是文件", place=str(path), cure="用 -o 写明文件名")
    if output.absolute() == totals.absolute():
        raise WorkbenchError("各行得分和各表总分不能写进同一个文件", place=str(totals), cure="用 --totals 写别的文件名")


@define
class _Run:
    """One run."""

    file: RowFile
    output: Path
    totals: Path
    ruleset: Ruleset

    def run(self) -> Tally:
        folder = self.output.with_name(self.output.name + UNFINISHED)
        with Parts(folder, self._facts()) as parts:
            if parts.left_over:
                say(f"{folder}：里面是别的文件或别的规则集算到一半的结果，已丢弃，从头计算")
            resumed = parts.rows
            if resumed:
                say(f"接着上次：前 {resumed} 行已经算好")
            try:
                self._score(parts)
            except ZipingbiaoError:
                # The file must be changed, and then nothing of this is of use.
                parts.throw_away()
                raise
            except KeyboardInterrupt:
                say(f"已算好的 {parts.rows} 行留在 {folder}，再运行同一命令会接着算")
                raise
            done = parts.done
            if not done:
                parts.throw_away()
                raise WorkbenchError("文件里没有一行数据", place=str(self.file.path), cure="检查导出的内容")
            self._finish(parts, folder)
            tally = Tally(parts.rows, sum(p.tables for p in done), sum(p.without for p in done), resumed)
            parts.throw_away()
        return tally

    def _facts(self) -> dict[str, Any]:
        """All that the parts depend on."""
        known = self.file.path.stat()
        rules = json.dumps(to_data(self.ruleset), ensure_ascii=False, sort_keys=True, default=sorted)
        return {
            "version": version("zipingbiao"),
            "input": str(self.file.path.absolute()),
            "size": known.st_size,
            "changed": known.st_mtime_ns,
            "ruleset": self.ruleset.id,
            "rules": hashlib.sha256(rules.encode()).hexdigest(),
        }

    def _score(self, parts: Parts) -> None:
        seen = Seen()
        for tables in parts.batches(1):
            seen.add(tables.column(0).to_pylist())
        with RowsProgress(parts.rows) as progress:
            for found in self._results(parts.rows):
                ids = found.tables.column(0).to_pylist()
                for number in seen.add(ids):
                    self._check_apart(parts, found.tables, ids, number)
                parts.keep(found.rows, found.tables, found.rows.column("score").null_count)
                progress.draw(parts.rows, self.file.share)

    def _results(self, done: int) -> Iterator[Results]:
        """The results of the rows not done yet, in order; the next pieces are read while some are being scored."""
        source, at = str(self.file.path), schema_of(self.file.wanted).at["table"]
        threads = min(_MOST_THREADS, os.cpu_count() or 1)
        pool = ThreadPoolExecutor(threads)
        try:
            waiting: deque[Future[Results]] = deque()
            for batch in whole_tables(self.file.pieces(done), at, source, done):
                waiting.append(pool.submit(score_batch, batch, self.ruleset, first=done + 1, source=source))
                done += len(batch)
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _check_apart(self, parts: Parts, tables: pa.RecordBatch, ids: list[Any], number: int) -> None:
        """Refuse a table of which rows stood further up.

        Raises:
            WorkbenchError: it did.
        """
        for batch in (*parts.batches(1), tables.slice(0, number)):
            before = pc.index(batch.column("table"), ids[number]).as_py()
            if before >= 0:
                row = tables.column("row")[number].as_py()
                raise WorkbenchError(
                    f"表“{ids[number]}”的行没有排在一起：前面第 {batch.column('row')[before].as_py()} 行已有这张表",
                    place=f"{self.file.path}：第 {row} 行",
                    cure="先按“表号”排序，使同一张表的各行相连；不同的表要有不同的表号",
                )

    def _finish(self, parts: Parts, folder: Path) -> None:
        """Put the results in their places; that of the rows last, it says that all is done."""
        in_chinese = not _CHINESE.isdisjoint(self.file.names)
        for which, target in ((1, self.totals), (0, self.output)):
            made = folder / f"{which}{target.suffix}"
            write_results(parts.batches(which), made, in_chinese=in_chinese)
            os.replace(made, target)
