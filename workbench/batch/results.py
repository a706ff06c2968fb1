"""What the results of a run are written as: Parquet or CSV, a part at a time, each part apart from the others."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any, Final

import pyarrow as pa
from attrs import field, frozen

from reports.columns.schema import SCORED

from .footers import MAGIC, joined, split

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

_BOM: Final = "\ufeff".encode()
"""Excel takes a CSV file for another encoding without it."""


@frozen
class Encoded:
    """A part as bytes of its file.

    Attributes:
        body: what is laid behind the part before it.
        footer: of Parquet, what is said at the end of the file of where the columns of the part begin; of CSV nothing.
    """

    body: Any
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
        out = pa.BufferOutputStream()
        if self.ending == CSV:
            self._write_csv(batch, names, out, first=first)
            return Encoded(memoryview(out.getvalue()), b"")
        self._write_parquet(batch, names, out)
        body, footer = split(memoryview(out.getvalue()))
        return Encoded(body if first else body[len(MAGIC) :], footer)

    def end(self, parts: Iterable[tuple[int, str]]) -> bytes:
        """What stands behind the last part.

        Args:
            parts: where each begins in the file, and its footer as :func:`footer_text` makes it.
        """
        if self.ending == CSV:
            return b""
        return joined((max(0, at - len(MAGIC)), base64.b85decode(footer)) for at, footer in parts)

    def _write_csv(self, batch: pa.RecordBatch, names: list[str], out: Any, *, first: bool) -> None:
        from pyarrow import csv

        plain = [_plain(column) for column in batch.columns]
        if first:
            out.write(_BOM)
        csv.write_csv(pa.table(plain, names=names), out, csv.WriteOptions(include_header=first))

    def _write_parquet(self, batch: pa.RecordBatch, names: list[str], out: Any) -> None:
        import pyarrow.parquet as pq

        known = batch.schema
        titles = dict(zip(known.names, names, strict=True))
        fields = [
            pa.field(titles[name], known.field(name).type, nullable=name in _MAY_BE_BLANK) for name in known.names
        ]
        # Numbers are written as differences: three times as fast as looking each up, and hardly larger.
        numbers = [name for name in known.names if _is_whole(known.field(name).type)]
        schema = pa.schema(fields)
        short = {"store_decimal_as_integer": True} if hasattr(pa, "decimal64") else {}
        with pq.ParquetWriter(
            out,
            schema,
            store_schema=False,  # without Arrow's own schema a dictionary is read as what it stands for: texts
            # Differences are bits without a pattern: compressing them takes time and gains hardly anything.
            compression={titles[name]: "none" if name in numbers else "zstd" for name in known.names},
            compression_level={titles[name]: 1 for name in known.names if name not in numbers},
            use_dictionary=[titles[name] for name in known.names if name not in numbers],
            column_encoding={titles[name]: "DELTA_BINARY_PACKED" for name in numbers},
            write_statistics=[titles[name] for name in _SOUGHT if name in titles],
            **short,
        ) as writer:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema), max(1, len(batch)))


def _is_whole(kind: pa.DataType) -> bool:
    """Is it stored as whole numbers?"""
    return bool(pa.types.is_integer(kind) or (hasattr(pa, "decimal64") and pa.types.is_decimal64(kind)))


def footer_text(footer: bytes) -> str:
    """A footer as a text."""
    return base64.b85encode(footer).decode("ascii")


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
