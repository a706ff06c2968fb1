"""Parquet files laid one behind the other are one Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

import pyarrow.parquet as pq  # noqa: E402
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from workbench.batch.footers import MAGIC, joined, split  # noqa: E402


def made(table: Any, **how: Any) -> memoryview:
    out = pa.BufferOutputStream()
    pq.write_table(table, out, **how)
    return memoryview(out.getvalue())


def laid_together(files: list[memoryview]) -> bytes:
    whole, footers = bytearray(MAGIC), []
    for file in files:
        body, footer = split(file)
        footers.append((len(whole) - len(MAGIC), footer))
        whole += body[len(MAGIC) :]
    return bytes(whole) + joined(footers)


ROWS = st.lists(
    st.tuples(st.one_of(st.none(), st.text(max_size=4)), st.integers(-(2**40), 2**40), st.booleans()),
    min_size=1,
    max_size=40,
)


@given(st.lists(ROWS, min_size=1, max_size=20), st.integers(1, 50), st.booleans(), st.booleans())
def test_what_is_read_from_the_whole_is_what_stands_in_the_parts(
    parts: list[list[tuple[Any, ...]]], group: int, index: bool, stats: bool
) -> None:
    schema = pa.schema({"甲": pa.string(), "b": pa.int64(), "c": pa.bool_()}, metadata={"k": "v"})
    tables = [
        pa.table([pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), schema, strict=True)],
                 schema=schema)
        for rows in parts
    ]  # fmt: skip
    how = {"row_group_size": group, "write_page_index": index, "write_statistics": stats}
    whole = laid_together([made(table, **how) for table in tables])
    found = pq.ParquetFile(pa.BufferReader(whole))
    assert found.read().equals(pa.concat_tables(tables))
    assert found.metadata.num_rows == sum(map(len, parts))
    assert found.metadata.num_row_groups == sum(-(-len(rows) // group) for rows in parts)


def test_the_footer_of_one_file_stays_as_it_is(tmp_path: Path) -> None:
    table = pa.table({"a": [1.5, None], "b": [["x"], []], "c": [{"d": 1}, None]})
    path = tmp_path / "a.parquet"
    pq.write_table(table, path, bloom_filter_options={"a": {}}, sorting_columns=[pq.SortingColumn(0)])
    file = path.read_bytes()
    body, _ = split(memoryview(file))
    assert laid_together([memoryview(file)]) == file
    assert bytes(body) == file[: len(body)]
