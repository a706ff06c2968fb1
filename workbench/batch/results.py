"""What the results of a run are written as: Parquet or CSV, a part at a time, each part apart from the others."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from attrs import field, frozen

from reports.columns.schema import SCORED

from .dictionaries import code_loop, is_looked_up, looked_up
from .footers import MAGIC, Bytes, chunks_of, joined, laid, split
from .pages import is_packed, packed, packing_loop

PARQUET: Final = ".parquet"
CSV: Final = ".csv"
ENDINGS: Final = (PARQUET, CSV)
"""Of the files that can be written."""

TITLES: Final = {
    **SCORED,
    "rows": "行数", "total": "总分", "missing": "未计分行数", "grade": "等级",
}  # fmt: skip
"""What the columns of results are called beside an input whose columns have Chinese names."""

_MAY_BE_BLANK: Final = frozenset({"completion", "score", "total"})
_SOUGHT: Final = ("table", "row")
"""The columns by which rows are sought: of these the least and the most are written beside each group."""

_LONGEST_TOLD: Final = 4096
"""Bytes of a text of which it is told that it is the least or the most; Arrow has the same limit."""

_FORMULA: Final = "^[=+@\\t\\r-]"
_NUMBER: Final = "^[+-]?[0-9]+([.][0-9]+)?$"
"""What a spreadsheet that opens a CSV file takes for a formula, and what of it is just a number."""

_BOM: Final = "\ufeff".encode()
"""Excel takes a CSV file for another encoding without it."""


@frozen
class Encoded:
    """A part as bytes of its file.

    Attributes:
        body: what is laid behind the part before it, in parts that stand one behind the other.
        footer: of Parquet, what is said at the end of the file of where the columns of the part begin; of CSV nothing.
    """

    body: Sequence[Bytes]
    footer: bytes = field(repr=False)


@frozen
class Format:
    """How results are written.

    Attributes:
        ending: of the file, one of ``ENDINGS``.
        in_chinese: whether the columns have Chinese names.
    """

    ending: str
    in_chinese: bool

    def encode(self, batch: pa.RecordBatch, *, first: bool) -> Encoded:
        """A part as bytes; the first one begins the file."""
        names = [TITLES[name] if self.in_chinese else name for name in batch.schema.names]
        if self.ending == CSV:
            return Encoded([_csv(batch, names, first=first)], b"")
        body, footer = _parquet(batch, names, first=first)
        return Encoded([MAGIC, *body] if first else body, footer)

    def end(self, parts: Iterable[tuple[int, str]]) -> bytes:
        """What stands behind the last part.

        Args:
            parts: where each begins in the file, and its footer as :func:`footer_text` makes it.
        """
        if self.ending == CSV:
            return b""
        return joined((max(0, at - len(MAGIC)), base64.b64decode(footer)) for at, footer in parts)


def _csv(batch: pa.RecordBatch, names: list[str], *, first: bool) -> memoryview:
    from pyarrow import csv

    plain = [_plain(column) for column in batch.columns]
    out = pa.BufferOutputStream()
    if first:
        out.write(_BOM)
    csv.write_csv(pa.table(plain, names=names), out, csv.WriteOptions(include_header=first))
    return memoryview(out.getvalue())


def _parquet(batch: pa.RecordBatch, titles: list[str], *, first: bool) -> tuple[list[Bytes], bytes]:
    """A file of one group of rows as what stands between its magic number and its footer, and the footer."""
    fields = [
        pa.field(title, field.type, nullable=field.name in _MAY_BE_BLANK)
        for title, field in zip(titles, batch.schema, strict=True)
    ]
    sought = [title for title, name in zip(titles, batch.schema.names, strict=True) if name in _SOUGHT]
    batch = pa.RecordBatch.from_arrays(batch.columns, schema=pa.schema(fields))
    loop, code = packing_loop(), code_loop()
    # Arrow would look at the name of its table in each row.
    named = [title for title in sought if pa.types.is_dictionary(batch.schema.field(title).type)]
    if not len(batch) or (loop is None and not named):
        body, footer = split(_file(batch, sought))
        return [body[len(MAGIC) :]], footer
    chunks = {
        field.name: packed(column, field.name, loop, nullable=field.nullable, sought=field.name in sought)
        for field, column in zip(fields, batch.columns, strict=True)
        if loop is not None and is_packed(field.type)
    }
    if code is not None:
        columns = zip(titles, batch.columns, strict=True)
        chunks.update((title, looked_up(column, title, code)) for title, column in columns if is_looked_up(column))
    others = [title for title in titles if title not in chunks]
    if others:
        made = _file(batch.select(others), [title for title in sought if title not in named])
        chunks.update(zip(others, chunks_of(made), strict=True))
    for title in named:
        ends = pc.min_max(batch.column(title).dictionary).as_py()
        least, most = (ends[name].encode() for name in ("min", "max"))
        if max(len(least), len(most)) <= _LONGEST_TOLD:
            chunks[title].tell(least, most)
    schema = _footer_of(batch.schema) if first else None
    return laid(schema, len(batch), [chunks[title] for title in titles])


def _footer_of(schema: pa.Schema) -> bytes:
    """The footer of a file without rows."""
    nothing = pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)
    return split(_file(nothing, ()))[1]


def _file(batch: pa.RecordBatch, sought: Sequence[str]) -> memoryview:
    """A whole file as Arrow writes it; of the columns that are sought the least and the most are told."""
    import pyarrow.parquet as pq

    # Numbers are written as differences: three times as fast as looking each up, and hardly larger.
    numbers = [field.name for field in batch.schema if _is_whole(field.type)]
    others = [name for name in batch.schema.names if name not in numbers]
    short = {"store_decimal_as_integer": True} if hasattr(pa, "decimal64") else {}
    out = pa.BufferOutputStream()
    with pq.ParquetWriter(
        out,
        batch.schema,
        store_schema=False,  # without Arrow's own schema a dictionary is read as what it stands for: texts
        # Differences are bits without a pattern: compressing them takes time and gains hardly anything.
        compression={name: "none" if name in numbers else "zstd" for name in batch.schema.names},
        compression_level=dict.fromkeys(others, 1),
        use_dictionary=[name for name in others if not pa.types.is_string(batch.schema.field(name).type)],
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        write_statistics=[name for name in sought if name in batch.schema.names],
        **short,
    ) as writer:
        writer.write_batch(batch, max(1, len(batch)))
    return memoryview(out.getvalue())


def _is_whole(kind: pa.DataType) -> bool:
    """Is it stored as whole numbers?"""
    return bool(pa.types.is_integer(kind) or (hasattr(pa, "decimal64") and pa.types.is_decimal64(kind)))


def footer_text(footer: bytes) -> str:
    """A footer as a text."""
    return base64.b64encode(footer).decode("ascii")


def _plain(column: pa.Array) -> pa.Array:
    """The column without a dictionary; no spreadsheet takes a text of it for a formula."""
    if pa.types.is_dictionary(column.type):
        return _plain(column.dictionary).take(column.indices)
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return column
    runs = pc.and_not(pc.match_substring_regex(column, _FORMULA), pc.match_substring_regex(column, _NUMBER))
    if not pc.any(runs).as_py():
        return column
    return pc.if_else(runs, pc.replace_substring_regex(column, "^", "'"), column)
