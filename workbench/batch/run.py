"""A run over a file of rows: read, score, keep each part, and put the results in their places at the end."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from reports.columns.cells import decoded, is_text
from reports.columns.results import PAYS, Results, check_ruleset, prepare, score_rows
from reports.columns.schema import COLUMNS, Schema, schema_of, scored_columns
from reports.columns.table_rows import TableRows
from scoring import Ruleset, ZipingbiaoError, to_data
from scoring.column_data import Array

from ..errors import WorkbenchError
from ..faults import reason, say
from ..interrupts import interrupts_noted
from .files import RowFile, row_file
from .parts import Parts
from .pipeline import results_in_order
from .results import ENDINGS, PARQUET, Encoded, Format
from .rows_progress import RowsProgress
from .tables import LONGEST_TABLE, Seen, beginnings, marks_of, too_long, whole_tables

UNFINISHED: Final = ".未完成"
"""Behind the name of the output: the folder of its parts."""

_MOST_THREADS: Final = 4
"""Each holds a piece in memory."""

_FEW: Final = 1024
"""Rows that tell what the others are like."""

_MOST_NAMES: Final = 20
_LONGEST_NAME: Final = 60
"""Columns that are named, and characters of each."""

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


def run_batch(
    source: Path,
    output: Path,
    totals: Path,
    ruleset: Ruleset,
    columns: Sequence[str] = (),
    unused: Callable[[str], None] | None = None,
) -> Tally:
    """Score a file of rows into two files.

    Args:
        source: Parquet or CSV.
        output: for the score of each row.
        totals: for the total of each table.
        ruleset: the rules.
        columns: of ``output``, as in :func:`reports.columns.score_batch`.
        unused: is told, before the work begins, which columns of the file mean nothing; None: the user is.

    Raises:
        WorkbenchError: a file cannot be read or written.
        ColumnsError: a row is broken, or there is no such column.
    """
    check_ruleset(ruleset)
    wanted = scored_columns(columns)
    file = row_file(source)
    _refuse(source, output, totals)
    if file.schema.unknown:
        listed = _listed(file.schema.unknown)
        if unused is None:
            say(f"{source.name}：没有用到的列：{listed}")
        else:
            unused(listed)
    try:
        try:
            return _Run(file, output, totals, ruleset, wanted, short=_can_be_short(output, totals)).run()
        except _TooLong:
            return _Run(file, output, totals, ruleset, wanted, short=False).run()
    except MemoryError:
        raise WorkbenchError("内存不够", place=str(source), cure="在内存大的机器上运行，或把文件分成几个") from None
    except OSError as error:
        place = str(error.filename or output)
        raise WorkbenchError(
            f"写不出结果，{reason(error)}", place=place, cure="腾出磁盘或换一个位置，再运行同一命令，会接着算"
        ) from None


def _listed(names: Sequence[str]) -> str:
    """Names of columns; of very many the first."""
    first = "、".join(f"{name[:_LONGEST_NAME]}…" if len(name) > _LONGEST_NAME else name for name in names[:_MOST_NAMES])
    return first if len(names) <= _MOST_NAMES else f"{first}……共 {len(names)} 列"


def _can_be_short(*paths: Path) -> bool:
    return hasattr(pa, "decimal64") and all(path.suffix == PARQUET for path in paths)


def _refuse(source: Path, output: Path, totals: Path) -> None:
    """Refuse outputs that are no Parquet and no CSV, or are the input or each other, or have impossible names."""
    try:
        _refuse_harmful(source, output, totals)
    except OSError as error:
        raise WorkbenchError(reason(error), place=str(error.filename or output), cure="用 -o 写别的文件名") from None


def _refuse_harmful(source: Path, output: Path, totals: Path) -> None:
    for path in (output, totals):
        if path.suffix not in ENDINGS:
            raise WorkbenchError("只能写成 Parquet 或 CSV", place=str(path), cure=f"扩展名写成 {'、'.join(ENDINGS)}")
        if path.exists() and os.path.samefile(path, source):
            raise WorkbenchError("会覆盖读入的文件，没有写", place=str(path), cure="用 -o 写别的文件名")
        if path.is_dir():
            raise WorkbenchError("这是文件夹，不是文件", place=str(path), cure="用 -o 写明文件名")
    if output.absolute() == totals.absolute():
        raise WorkbenchError("各行得分和各表总分不能写进同一个文件", place=str(totals), cure="用 --totals 写别的文件名")


def _with_ids_told_once(found: Results) -> pa.RecordBatch:
    """The rows with the texts that name their tables as a dictionary, which is there already."""
    ids = found.tables.column("table")
    if not is_text(ids.type) or "table" not in found.rows.schema.names:
        return found.rows
    numbers = np.repeat(np.arange(len(ids), dtype=np.int32), found.tables.column("rows").to_numpy())
    at = found.rows.schema.names.index("table")
    return found.rows.set_column(at, "table", pa.DictionaryArray.from_arrays(pa.array(numbers), ids))


@frozen
class _Piece:
    """Rows of whole tables, and how many rows of the file stand before them."""

    rows: pa.RecordBatch
    before: int


@frozen
class _Scored:
    """A part that is scored and made ready to be written.

    Attributes:
        count, tables, without: how many rows and tables there are, and rows without a score.
        parts: the bytes of the scores of rows, and those of the totals of tables.
        marks: of the tables' names, to tell whether they are known.
        starts: the number in the file of the first row of each table.
    """

    count: int
    tables: int
    without: int
    parts: Sequence[Encoded]
    marks: Array
    starts: Array


class _TooLong(Exception):
    """A number of a result is too long for the way in which they are written."""


@frozen
class _Run:
    """One run.

    Attributes:
        columns: of the results of rows, by their names.
        short: whether numbers are written as decimals of 18 digits, which are written fast.
    """

    file: RowFile
    output: Path
    totals: Path
    ruleset: Ruleset
    columns: Sequence[str]
    short: bool

    def run(self) -> Tally:
        folder = self.output.with_name(self.output.name + UNFINISHED)
        in_chinese = not _CHINESE.isdisjoint(self.file.names)
        targets = (self.output, self.totals)
        formats = [Format(path.suffix, in_chinese) for path in targets]
        with Parts(folder, self._facts(formats), formats, targets) as parts:
            if parts.left_over:
                say(f"{folder}：里面是别的文件、别的规则集或另几列算到一半的结果，已丢弃，从头计算")
            resumed = parts.rows
            if resumed:
                say(f"接着上次：前 {resumed} 行已经算好")
            try:
                if not parts.whole:
                    self._score(parts)
            except (ZipingbiaoError, _TooLong):
                # The file must be changed, or all be written otherwise, and then nothing of this is of use.
                parts.throw_away()
                raise
            except (UnicodeDecodeError, pa.ArrowInvalid):
                bad = self.file.bad_text()
                if bad is None:
                    raise
                parts.throw_away()
                raise bad from None
            except KeyboardInterrupt:
                say(f"已算好的 {parts.rows} 行留在 {folder}，再运行同一命令会接着算")
                raise
            done = parts.done
            if not done:
                parts.throw_away()
                raise WorkbenchError("文件里没有一行数据", place=str(self.file.path), cure="检查导出的内容")
            if not self._stamp().items() <= parts.facts.items():
                parts.throw_away()
                raise WorkbenchError("计算的时候文件变了", place=str(self.file.path), cure="等它写完再运行")
            parts.finish()
            tally = Tally(parts.rows, sum(p.tables for p in done), sum(p.without for p in done), resumed)
            parts.throw_away()
        return tally

    def _stamp(self) -> dict[str, int]:
        """What changes when the file does."""
        known = self.file.path.stat()
        return {"size": known.st_size, "changed": known.st_mtime_ns}

    def _facts(self, formats: Sequence[Format]) -> dict[str, Any]:
        """All that the parts depend on."""
        rules = json.dumps(to_data(self.ruleset), ensure_ascii=False, sort_keys=True, default=sorted)
        return {
            "version": version("zipingbiao"),
            "input": str(self.file.path.absolute()),
            **self._stamp(),
            "ruleset": self.ruleset.id,
            "rules": hashlib.sha256(rules.encode()).hexdigest(),
            "formats": [one.ending for one in formats],
            "columns": list(self.columns),
            "short": self.short,
        }

    def _score(self, parts: Parts) -> None:
        seen = Seen()
        for ids, _ in self._beginnings(parts.rows):
            seen.add(marks_of(ids))
        with RowsProgress(parts.rows) as progress, closing(self._scored(parts, parts.rows)) as scored:
            for found in scored:
                for number in seen.add(found.marks):
                    self._check_apart(int(found.starts[number]))
                parts.keep(found.count, found.tables, found.without, found.parts)
                progress.draw(parts.rows, self.file.share)

    def _scored(self, parts: Parts, done: int) -> Generator[_Scored]:
        """The parts not done yet, in order; the next pieces are read while some are being scored."""
        # More than there are cores only take turns, and what reads is one already.
        threads = max(1, min(_MOST_THREADS, (os.cpu_count() or 1) - 1))
        work = partial(self._score_one, formats=parts.formats)
        with (
            interrupts_noted() as pressed,
            ThreadPoolExecutor(1) as preparing,
            closing(self._pieces(done, preparing)) as pieces,
            closing(results_in_order(pieces, work, threads, pressed)) as results,
        ):
            yield from results

    def _pieces(self, done: int, preparing: Executor) -> Generator[_Piece]:
        """The rows not done yet as pieces of whole tables; with the first is begun what all are scored by."""
        begun = done
        pieces, at = self.file.pieces(done), self._schema.at["table"]
        for batch in whole_tables(pieces, at, str(self.file.path), done, self.file.at_once):
            left = (self.file.count or 0) - done
            if done == begun and left:
                preparing.submit(prepare, TableRows(batch.slice(0, _FEW), self._schema), self.ruleset, left)
            yield _Piece(batch, done)
            done += len(batch)

    @property
    def _schema(self) -> Schema:
        """Of the pieces."""
        return schema_of(self.file.wanted)

    def _score_one(self, piece: _Piece, formats: Sequence[Format]) -> _Scored:
        # Where it is known that few rows are left, no compiled code is loaded that would not pay.
        few = self.file.count is not None and self.file.count < PAYS
        source = str(self.file.path)
        rows = TableRows(piece.rows, self._schema, piece.before + 1, source)
        compiled = False if few else None
        found = score_rows(rows, self.ruleset, short=self.short, compiled=compiled, columns=self.columns)
        if self.short and not pa.types.is_decimal64(found.tables.schema.field("total").type):
            raise _TooLong
        self._check_lengths(found.tables)
        found.tables.column("table").validate(full=True)  # that its texts are texts, nothing else has to look at
        results = (_with_ids_told_once(found), found.tables)
        return _Scored(
            len(found.rows),
            len(found.tables),
            found.without,
            [one.encode(result, first=not piece.before) for one, result in zip(formats, results, strict=True)],
            marks_of(found.tables.column("table")),
            found.tables.column("row").to_numpy(),
        )

    def _check_lengths(self, tables: pa.RecordBatch) -> None:
        """Refuse a table that is too long.

        Raises:
            WorkbenchError: one is.
        """
        long = np.flatnonzero(tables.column("rows").to_numpy() > LONGEST_TABLE)
        if len(long):
            raise too_long(int(tables.column("row")[int(long[0])].as_py()), str(self.file.path))

    def _check_apart(self, row: int) -> None:
        """Refuse a table of which rows stood further up.

        Args:
            row: the number of its first row here.

        Raises:
            WorkbenchError: they did.
        """
        own = decoded(next(self.file.pieces(row - 1, [self._name])).column(0))[0]
        for ids, rows in self._beginnings(row - 1):
            before = pc.index(ids, own).as_py()
            if before >= 0:
                raise WorkbenchError(
                    f"表“{own.as_py()}”的行没有排在一起：前面第 {rows[before]} 行已有这张表",
                    place=f"{self.file.path}：第 {row} 行",
                    cure="先按“表号”排序，使同一张表的各行相连；不同的表要有不同的表号",
                )

    def _beginnings(self, count: int) -> Iterator[tuple[pa.Array, Array]]:
        """The names of the tables of the first rows, and where they begin."""
        return beginnings(self.file.pieces(names=[self._name]), count, str(self.file.path))

    @property
    def _name(self) -> str:
        """Of the column that names the table."""
        return self.file.names[self.file.schema.at["table"]]
