"""Files of many rows, read piece by piece: Parquet and CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from attrs import define, field

from reports.columns.cells import is_text
from reports.columns.schema import COLUMNS, Schema, schema_of

from ..errors import WorkbenchError
from ..faults import reason

PIECE: Final = 1 << 18
"""Rows read at once."""

_BLOCK: Final = 1 << 24
"""Bytes of a CSV file read at once."""

_PARQUET: Final = b"PAR1"
_ENCODINGS: Final = ("utf-8", "gb18030")
_LONGEST_HEAD: Final = 1 << 20
_TEXTS: Final = (
    "kind", "year", "name", "level1", "level2", "operator", "weight", "rule", "coefficient", "deduction", "reason",
)  # fmt: skip
"""The columns whose texts repeat."""


@define
class RowFile:
    """A file of rows.

    Attributes:
        path: where it is.
        names: of its columns.
        schema: where those are that are looked at.
        count: how many rows there are; None: that is not known before they are read.
        texts: numbers of the columns of texts, as far as that is known before they are read.
        share: how much of it has been read, 0 to 1.
    """

    path: Path
    names: Sequence[str]
    schema: Schema
    _open: Callable[[RowFile, int, Sequence[str]], Iterator[pa.RecordBatch]]
    count: int | None = None
    texts: frozenset[int] = frozenset()
    share: float = field(default=0.0, init=False)

    @property
    def wanted(self) -> list[str]:
        """The names of the columns that are read."""
        return [self.names[number] for number in sorted(self.schema.at.values())]

    def pieces(self, skip: int = 0, names: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """The rows after the first ``skip``, a piece at a time.

        Args:
            skip: rows left out.
            names: of the columns to read; none: all that are wanted.

        Raises:
            WorkbenchError: it is broken.
        """
        with _told(self.path):
            yield from self._open(self, skip, names or self.wanted)


def row_file(path: Path) -> RowFile:
    """Open a file of rows; what it is its first bytes say.

    Raises:
        WorkbenchError: there is no such file, or it is broken.
        ColumnsError: a column is missing.
    """
    with _told(path):
        with path.open("rb") as file:
            is_parquet = file.read(len(_PARQUET)) == _PARQUET
        if is_parquet:
            import pyarrow.parquet as pq

            with pq.ParquetFile(path) as found:
                known, count = found.schema_arrow, found.metadata.num_rows
            texts = frozenset(number for number, kind in enumerate(known.types) if is_text(kind))
            return RowFile(path, known.names, schema_of(known.names, path.name), _parquet, count, texts)
        names, encoding = _head(path)
        return RowFile(path, names, schema_of(names, path.name), partial(_comma, encoding=encoding))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell in Chinese what is wrong with a file."""
    try:
        yield
    except pa.ArrowInvalid as error:
        what = f"文件不完好（{str(error).splitlines()[0]}）"
        cure = "重新导出成 Parquet，或 UTF-8、GBK 编码的 CSV"
        raise WorkbenchError(what, place=str(path), cure=cure) from None
    except OSError as error:
        # Arrow raises it too, without a number, for a Parquet file that is cut off.
        what = reason(error) if error.errno else f"文件不完好（{str(error).splitlines()[0]}）"
        raise WorkbenchError(what, place=str(path), cure="检查文件名，或重新导出") from None


def _parquet(file: RowFile, skip: int, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    texts = [file.names[file.schema.at[name]] for name in _TEXTS if file.schema.at.get(name) in file.texts]
    # Unbuffered: otherwise all that has been read stays in memory to the end.
    with pq.ParquetFile(file.path, read_dictionary=texts, pre_buffer=False) as found:
        groups, before = 0, 0
        while groups < found.num_row_groups and before + found.metadata.row_group(groups).num_rows <= skip:
            before += found.metadata.row_group(groups).num_rows
            groups += 1
        left = skip - before
        if groups == found.num_row_groups:
            return
        rest = range(groups, found.num_row_groups)
        for piece in found.iter_batches(PIECE, row_groups=list(rest), columns=list(names)):
            before += len(piece)
            file.share = before / (file.count or 1)
            if left < len(piece):
                yield piece.slice(left)
            left = max(0, left - len(piece))


def _comma(file: RowFile, skip: int, names: Sequence[str], encoding: str) -> Iterator[pa.RecordBatch]:
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
                    use_threads=False, block_size=_BLOCK, column_names=list(file.names), skip_rows=1, encoding=encoding
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
        except (pa.ArrowInvalid, UnicodeDecodeError):
            if not odd:
                raise
            one = odd[0]
            # Counted from the first row below the head.
            at = f"第 {one.number - 1} 行" if one.number else f"第 {row + 1} 行以后"
            raise WorkbenchError(
                f"有 {one.actual_columns} 格，表头是 {one.expected_columns} 格：{one.text[:60]}",
                place=f"{file.path}：{at}",
                cure="补齐或去掉多余的逗号；格里有逗号时，用双引号括起来",
            ) from None


def _head(path: Path) -> tuple[list[str], str]:
    """The names of a CSV file's columns, and its encoding.

    Raises:
        WorkbenchError: it is empty, or is no text.
    """
    with path.open("rb") as file:
        start = file.read(_LONGEST_HEAD)
    for encoding in _ENCODINGS:
        try:
            text = start.decode(encoding) if len(start) < _LONGEST_HEAD else _cut(start, encoding)
        except UnicodeDecodeError:
            continue
        for names in csv.reader(text.removeprefix("\ufeff").splitlines()):
            return names, encoding
        raise WorkbenchError("文件是空的", place=str(path), cure=f"第一行写列名：{'、'.join(c.title for c in COLUMNS)}")
    raise WorkbenchError("不是 Parquet，也不是 UTF-8 或 GBK 编码的 CSV", place=str(path), cure="重新导出")


def _cut(start: bytes, encoding: str) -> str:
    """The text without its last character, which the end of what was read may have cut."""
    whole, _, _ = start.rpartition(b"\n")
    return (whole or start[:-4]).decode(encoding)
