"""Many rows, their scores, and the file they stand in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

import pyarrow.parquet as pq  # noqa: E402

from rulesets import catalogue  # noqa: E402

from .printed_rows import batch, printed_rows  # noqa: E402
from .test_batch_rows import scored  # noqa: E402

NATIONAL = catalogue()["national/2020"]
ROWS = batch(printed_rows(700, 5, NATIONAL))
LINES, TABLES = scored(ROWS, NATIONAL)


def rows_file(folder: Path) -> Path:
    """A Parquet file of many rows in small groups."""
    path = folder / "指标.parquet"
    pq.write_table(pa.Table.from_batches([ROWS]), path, row_group_size=130)
    return path


def in_pieces(monkeypatch: pytest.MonkeyPatch, rows: int, bytes_: int) -> None:
    monkeypatch.setattr("workbench.batch.files.PIECE", rows)
    monkeypatch.setattr("workbench.batch.files._BLOCK", bytes_)


def written(path: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(path).to_pylist())


def stopped(*_: object) -> None:
    raise KeyboardInterrupt
