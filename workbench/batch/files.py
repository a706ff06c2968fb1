"""Files of many rows, read piece by piece: Parquet and CSV."""

from __future__ import annotations

import csv
import errno
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import define, field

from reports.columns.cells import decoded, is_text
from reports.columns.schema import COLUMNS, Schema, schema_of

from ..errors import WorkbenchError
from ..faults import reason

PIECE: Final = 1 << 19
"""Rows read at once, at most; twice as many where there are no texts but those that repeat."""

_LEAST_PIECE: Final = 1 << 17
_PIECES: Final = 8
"""In so many pieces a file is read that is not large: while the first is read and the last is scored nothing else is
done."""

_BLOCK: Final = 1 << 24
"""Bytes of a CSV file read at once."""

_PARQUET: Final = b"PAR1"
_ENDS: Final = (_PARQUET, b"PARE")
"""Of Parquet files; the second where what stands before it is encrypted."""
_TO_CSV: Final = "重新导出成 Parquet，或 UTF-8、GBK 编码的 CSV"
_OTHERS: Final = (
    (b"PARE", "加密的 Parquet", "导出时不要加密"),
    (b"PK\x03\x04", " Excel 文件或压缩包", "在 Excel、WPS 里另存为 CSV，或先解压"),
    (b"\xd0\xcf\x11\xe0", " Excel 文件", "在 Excel、WPS 里另存为 CSV"),
    (b"\x1f\x8b", "压缩的文件", "先解压"),
    (b"\xff\xfe", " UTF-16 编码的文字", "另存为 UTF-8 或 GBK 编码的 CSV"),
    (b"\xfe\xff", " UTF-16 编码的文字", "另存为 UTF-8 或 GBK 编码的 CSV"),
)
"""What else is called ``.csv`` or ``.parquet``: how it begins, what it is, and what is to be done."""
_LONGEST_MAGIC: Final = max(len(magic) for magic, _, _ in _OTHERS)
_OTHER_COMMAS: Final = frozenset("\t;，；|")
_BAD_TEXT: Final = re.compile(r"Row #([0-9]+): .*invalid UTF8")
_ENCODINGS: Final = ("utf-8", "gb18030")
_LONGEST_HEAD: Final = 1 << 20
_TEXTS: Final = (
    "kind", "year", "name", "level1", "level2", "operator", "weight", "rule", "coefficient", "deduction", "reason",
)  # fmt: skip
"""The columns whose texts repeat."""
_YEAR: Final = "year"
_OF_YEAR: Final = re.compile("(?:年度|year)=[0-9]{4}")


@define
class RowFile:
    """A file of rows.

    Attributes:
        path: where it is.
        names: of its columns.
        schema: where those are that are looked at.
        count: how many rows there are; None: that is not known before they are read.
        texts: numbers of the columns of texts, as far as that is known before they are read.
        year: of all rows, told by the name of a folder; "" where the file has years of its own, or there is none.
        share: how much of it has been read, 0 to 1.
    """

    path: Path
    names: Sequence[str]
    schema: Schema
    _open: Callable[[RowFile, int, Sequence[str]], Iterator[pa.RecordBatch]]
    count: int | None = None
    texts: frozenset[int] = frozenset()
    year: str = ""
    share: float = field(default=0.0, init=False)

    @property
    def at_once(self) -> int:
        """How many rows are to be worked on at once, at most."""
        own_texts = self.texts - {self.schema.at.get(name) for name in _TEXTS}
        most = PIECE if self.count is None or not own_texts.isdisjoint(self.schema.at.values()) else 2 * PIECE
        # Row groups mostly have so many rows that a power of 2 divides them, and no piece reaches beyond one.
        return min(most, max(_LEAST_PIECE, 1 << ((self.count or 0) // _PIECES).bit_length() >> 1))

    @property
    def wanted(self) -> list[str]:
        """The names of the columns that are read."""
        own = [self.names[number] for number in sorted(self.schema.at.values())]
        return [*own, _YEAR] if self.year else own

    def pieces(self, skip: int = 0, names: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """The rows after the first ``skip``, a piece at a time.

        Args:
            skip: rows left out.
            names: of the columns to read; none: all that are wanted.

        Raises:
            WorkbenchError: it is broken.
        """
        done = skip
        wanted = list(names or self.wanted)
        own = [name for name in wanted if name != _YEAR] if self.year else wanted
        with _told(self.path, lambda: done):
            for piece in self._open(self, skip, own):
                if len(own) < len(wanted):
                    codes = pa.array(np.zeros(len(piece), np.int32))
                    year = pa.DictionaryArray.from_arrays(codes, pa.array([self.year]))
                    piece = piece.append_column(_YEAR, year)
                done += len(piece)
                yield piece

    def bad_text(self) -> WorkbenchError | None:
        """The error for the first text that is none; None: all are."""
        before = 0
        for piece in self.pieces():
            for name, column in zip(self.wanted, piece.columns, strict=True):
                row = _bad_row(decoded(column))
                if row is not None:
                    place = f"{self.path}：第 {before + row} 行"
                    return WorkbenchError(f"“{name}”里有的字不是 UTF-8 编码的", place=place, cure=_TO_CSV)
            before += len(piece)
        return None


def _bad_row(column: pa.Array) -> int | None:
    """The number, from 1, of the first row whose text is none."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        for row, text in enumerate(column, 1):
            try:
                text.as_py()
            except UnicodeDecodeError:
                return row
    return None


def row_file(path: Path) -> RowFile:
    """Open a file of rows; what it is its first bytes say.

    Raises:
        WorkbenchError: there is no such file, or it is broken.
        ColumnsError: a column is missing.
    """
    with _told(path):
        if not stat.S_ISREG(path.stat().st_mode):
            raise WorkbenchError("不是普通文件", place=str(path), cure="管道和设备要先存成文件；文件夹要直接写它的名称")
        with path.open("rb") as file:
            begins = file.read(_LONGEST_MAGIC)
        for magic, what, cure in _OTHERS:
            if begins.startswith(magic):
                raise WorkbenchError(f"这是{what}，不是 Parquet 或 CSV", place=str(path), cure=cure)
        if begins.startswith(_PARQUET):
            import pyarrow.parquet as pq

            if not _is_unicode(path):
                raise WorkbenchError("文件名不是 UTF-8 编码的", place=str(path), cure="改名后再运行")
            if not _has_end(path):
                raise WorkbenchError("文件不完好，末尾缺了一截", place=str(path), cure="等它写完，或重新下载、导出")
            with pq.ParquetFile(path) as found:
                known, count = found.schema_arrow, found.metadata.num_rows
            texts = frozenset(number for number, kind in enumerate(known.types) if is_text(kind))
            schema = schema_of(known.names, str(path))
            return RowFile(path, known.names, schema, _parquet, count, texts, _year(path, schema))
        names, encoding, lines = _head(path)
        if len(names) == 1 and not _OTHER_COMMAS.isdisjoint(names[0]):
            raise WorkbenchError("各列之间不是英文逗号", place=str(path), cure="导出时选用英文逗号分隔")
        schema = schema_of(names, str(path))
        opened = partial(_comma, encoding=encoding, lines=lines)
        return RowFile(path, names, schema, opened, year=_year(path, schema))


def year_folder(place: str) -> str:
    """The name of the folder that tells the year of all rows below it, as Hive and Spark write it; "" if none does.

    Args:
        place: path or URL of a file.
    """
    folders = re.split(r"[/\\]", place)[:-1]
    return next((name for name in reversed(folders) if _OF_YEAR.fullmatch(name)), "")


def _year(path: Path, schema: Schema) -> str:
    return "" if _YEAR in schema.at else year_folder(str(path.absolute())).rpartition("=")[2]


def _has_end(path: Path) -> bool:
    """Does it end as Parquet does?"""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, len(_PARQUET)), os.SEEK_END)
        return file.read() in _ENDS


def _is_unicode(text: Path | str) -> bool:
    """Are there but characters in it, none a byte that could not be decoded?"""
    try:
        str(text).encode()
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def _told(path: Path, done: Callable[[], int] = lambda: 0) -> Iterator[None]:
    """Tell in Chinese what is wrong with a file.

    Args:
        path: where it is.
        done: how many of its rows have been read.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        what = f"有的字不是 {error.encoding.upper()} 编码的"
        raise WorkbenchError(what, place=str(path), cure=_TO_CSV) from None
    except (pa.ArrowInvalid, OSError) as error:
        # Arrow raises an OSError too, without a number, for a Parquet file that is broken.
        if isinstance(error, OSError) and error.errno:
            denied = error.errno in (errno.EACCES, errno.EPERM)
            cure = "请有权限的人允许读这个文件，或复制一份" if denied else "检查文件名，或重新导出"
            raise WorkbenchError(reason(error), place=str(path), cure=cure) from None
        at = f"{path}：第 {done() + 1} 行以后" if done() else str(path)
        what = f"文件不完好（{str(error).splitlines()[0]}）"
        raise WorkbenchError(what, place=at, cure=f"重新下载，或{_TO_CSV}") from None


def _parquet(file: RowFile, skip: int, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    texts = [file.names[file.schema.at[name]] for name in _TEXTS if file.schema.at.get(name) in file.texts]
    # Unbuffered: otherwise all that has been read stays in memory to the end.
    with pq.ParquetFile(file.path, read_dictionary=texts, pre_buffer=False, page_checksum_verification=True) as found:
        groups, before = 0, 0
        while groups < found.num_row_groups and before + found.metadata.row_group(groups).num_rows <= skip:
            before += found.metadata.row_group(groups).num_rows
            groups += 1
        left = skip - before
        rest = list(range(groups, found.num_row_groups))
        # On two cores one reads and one scores; Arrow's own threads would only take turns with them.
        how = {"row_groups": rest, "columns": list(names), "use_threads": (os.cpu_count() or 1) > 2}
        for piece in found.iter_batches(file.at_once, **how) if rest else ():
            before += len(piece)
            file.share = before / (file.count or 1)
            if left < len(piece):
                yield piece.slice(left)
            left = max(0, left - len(piece))
        if before != file.count:
            raise WorkbenchError(
                f"文件不完好（写明有 {file.count} 行，读到 {before} 行）", place=str(file.path), cure="重新导出"
            )


def _comma(file: RowFile, skip: int, names: Sequence[str], encoding: str, lines: int) -> Iterator[pa.RecordBatch]:
    from pyarrow import csv as arrow_csv

    odd: list[Any] = []

    def keep(row: Any) -> str:
        odd.append(row)
        return "error"

    size = file.path.stat().st_size or 1
    row = left = 0
    with file.path.open("rb") as stream:
        try:
            reader = arrow_csv.open_csv(
                stream,
                read_options=arrow_csv.ReadOptions(
                    use_threads=False,
                    block_size=_BLOCK,
                    column_names=list(file.names),
                    skip_rows=lines,
                    encoding=encoding,
                ),
                parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=keep),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(file.names, pa.string()),
                    include_columns=list(names),
                    null_values=[],
                    strings_can_be_null=False,
                ),
            )
            left = skip
            for piece in reader:
                row += len(piece)
                file.share = min(1.0, stream.tell() / size)
                if left < len(piece):
                    yield piece.slice(left)
                left = max(0, left - len(piece))
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            if not odd:
                _tell_row(error, file.path, encoding, lines)
                raise
            one = odd[0]
            # Counted from the first row below the head.
            at = f"第 {one.number - lines} 行" if one.number else f"第 {row + 1} 行以后"
            raise WorkbenchError(
                f"有 {one.actual_columns} 格，表头是 {one.expected_columns} 格：{one.text[:60]}",
                place=f"{file.path}：{at}",
                cure="补齐或去掉多余的逗号；格里有逗号时，用双引号括起来",
            ) from None


def _tell_row(error: Exception, path: Path, encoding: str, lines: int) -> None:
    """Tell in which row a text is that is none, where there is one.

    Raises:
        WorkbenchError: there is.
    """
    found = _BAD_TEXT.search(str(error))
    row = int(found[1]) - lines if found else None
    if isinstance(error, UnicodeDecodeError):
        with path.open(encoding=encoding, errors="surrogateescape", newline="") as stream, suppress(csv.Error):
            rows = filter(None, csv.reader(islice(stream, lines, None)))
            row = next((number for number, cells in enumerate(rows, 1) if not _is_unicode("".join(cells))), None)
    if row is not None:
        what = f"有的字不是 {encoding.upper()} 编码的"
        raise WorkbenchError(what, place=f"{path}：第 {row} 行", cure=_TO_CSV) from None


def _head(path: Path) -> tuple[list[str], str, int]:
    """The names of a CSV file's columns, its encoding, and how many lines there are up to the first row.

    Raises:
        WorkbenchError: it is empty, or is no text, or its head has no end.
    """
    with path.open("rb") as file:
        start = file.read(_LONGEST_HEAD)
    for encoding in _ENCODINGS:
        try:
            whole = start.decode(encoding) if len(start) < _LONGEST_HEAD else _cut(start, encoding)
        except UnicodeDecodeError:
            continue
        text = whole.removeprefix("\ufeff")
        # Lines end where they end for Arrow: not at each character that Unicode has for it.
        stream = StringIO(text, newline="")
        reader = csv.reader(stream)
        with suppress(csv.Error):  # a quote that is never closed
            for names in reader:
                if not any(name.strip() for name in names):
                    continue
                if len(start) == _LONGEST_HEAD and not stream.read(1) and not text.endswith(("\n", "\r")):
                    break
                return names, encoding, reader.line_num
        if text.strip():
            raise WorkbenchError("第一行没有完", place=str(path), cure="第一行写列名，不要太长；双引号要成对")
        raise WorkbenchError("文件是空的", place=str(path), cure=f"第一行写列名：{'、'.join(c.title for c in COLUMNS)}")
    raise WorkbenchError("不是 Parquet，也不是 UTF-8 或 GBK 编码的 CSV", place=str(path), cure=_TO_CSV)


def _cut(start: bytes, encoding: str) -> str:
    """The text without its last character, which the end of what was read may have cut."""
    whole, end, _ = start.rpartition(b"\n")
    return (whole + end or start[:-4]).decode(encoding)
