"""The files in which the results of a run end up: Parquet or CSV, each there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyarrow as pa

ENDINGS: Final = (".parquet", ".csv")
"""Of the files that can be written."""

TITLES: Final = {
    "table": "表号", "row": "行号", "rule": "规则", "completion": "完成率", "score": "得分", "problem": "问题",
    "rows": "行数", "total": "总分", "missing": "未计分行数", "grade": "等级",
}  # fmt: skip
"""What the columns of results are called beside an input whose columns have Chinese names."""

_GROUP: Final = 1 << 20
"""Rows of a group of a Parquet file, at most."""


def write_results(batches: Iterable[pa.RecordBatch], path: Path, *, in_chinese: bool) -> Path:
    """Write batches to a file, which must be put in its place yet.

    Args:
        batches: at least one.
        path: its ending says the format.
        in_chinese: whether the columns have Chinese names.
    """
    with path.open("wb") as file:
        if path.suffix == ".csv":
            file.write("\ufeff".encode())  # Excel takes it for another encoding without it
        writer = None
        for batch in batches:
            shown = batch.rename_columns([TITLES[name] for name in batch.schema.names]) if in_chinese else batch
            if path.suffix == ".csv":
                shown = pa.RecordBatch.from_arrays(
                    [_plain(column) for column in shown.columns], names=shown.schema.names
                )
            if writer is None:
                writer = _writer(file, path, shown.schema)
            writer.write(pa.Table.from_batches([shown])) if path.suffix == ".csv" else writer.write_batch(shown, _GROUP)
        if writer is not None:
            writer.close()
        file.flush()
        os.fsync(file.fileno())
    return path


def _writer(file: object, path: Path, schema: pa.Schema) -> pa.ipc.RecordBatchWriter:
    if path.suffix == ".csv":
        from pyarrow import csv

        return csv.CSVWriter(file, schema)
    import pyarrow.parquet as pq

    row = schema.names[1]
    return pq.ParquetWriter(
        file,
        schema,
        store_schema=False,  # without Arrow's own schema a dictionary is read as what it stands for: texts
        compression="zstd",
        compression_level=1,
        # The numbers of rows do not repeat; they grow by one.
        use_dictionary=[name for name in schema.names if name != row],
        column_encoding={row: "DELTA_BINARY_PACKED"},
    )


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
