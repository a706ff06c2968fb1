"""Columns packed by a compiled loop are read like those that Arrow packs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="numpy is not installed: zipingbiao[columns]")
pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")
pytest.importorskip("numba", reason="numba is not installed")

import pyarrow.parquet as pq  # noqa: E402
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from scoring import column_loops  # noqa: E402
from workbench.batch import results  # noqa: E402
from workbench.batch.pages import packing_loop  # noqa: E402
from workbench.batch.results import Format, footer_text  # noqa: E402

LEAST, MOST = -(2**63), 2**63 - 1
NUMBERS = st.lists(
    st.one_of(st.integers(-9, 9), st.integers(-(10**18) + 1, 10**18 - 1), st.none()), min_size=1, max_size=300
)


@pytest.fixture(scope="module", autouse=True)
def _loops_are_loaded() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(column_loops, "_LOADED", {"another": None})
        yield


def read(batches: Sequence[Any]) -> Any:
    """What Arrow reads of a file of these parts, of which it has packed no whole number."""
    one, body = Format(".parquet", in_chinese=False), b""
    begins: list[tuple[int, str]] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(results, "_is_whole", lambda _: False)
        for batch in batches:
            part = one.encode(batch, first=not begins)
            begins.append((len(body), footer_text(part.footer)))
            body += b"".join(part.body)
    return pq.ParquetFile(pa.BufferReader(body + one.end(begins)), page_checksum_verification=True)


def rows(numbers: list[int | None], table: Any = None) -> Any:
    whole = np.arange(len(numbers)) if table is None else np.array(table)
    score = pa.array(np.array([one or 0 for one in numbers]))
    has = pa.array([one is not None for one in numbers])
    bits = None if None not in numbers else has.buffers()[1]
    names = pa.array(["甲", "乙"]).take(pa.array(whole % 2)).dictionary_encode()
    decimals = pa.Array.from_buffers(pa.decimal64(18, 2), len(numbers), [bits, score.buffers()[1]])
    return pa.record_batch({"table": whole, "rule": names, "score": decimals, "problem": names})


@given(st.lists(NUMBERS, min_size=1, max_size=3))
def test_what_is_packed_is_what_is_read(lists: list[list[int | None]]) -> None:
    batches = [rows(numbers) for numbers in lists]
    found = read(batches)
    assert found.read().to_pylist() == pa.Table.from_batches(batches).to_pylist()
    assert found.metadata.num_row_groups == len(lists)
    assert [found.metadata.row_group(0).column(at).encodings[-1] for at in (0, 2)] == ["DELTA_BINARY_PACKED"] * 2


@pytest.mark.parametrize("count", [1, 2, 32, 33, 34, 128, 129, 130, 161, 257])
@pytest.mark.parametrize(
    "numbers",
    [
        [LEAST, MOST],
        [0, MOST, LEAST],
        [7],
        [0, 0, 1],
        [1 << 31, 0],
        [1 << 32, 0],
        [-(1 << 62), 1 << 62, 5],
    ],
)
def test_differences_of_every_width_are_kept_wherever_a_block_ends(numbers: list[int], count: int) -> None:
    table = (numbers * count)[:count]
    found = read([rows([None] * count, table)])
    assert found.read()["table"].to_pylist() == table
    assert found.read()["score"].null_count == count
    told = found.metadata.row_group(0).column(0).statistics
    assert (told.min, told.max, told.null_count) == (min(table), max(table), 0)


@given(
    st.lists(st.text(max_size=9), min_size=1, max_size=70, unique=True),
    st.lists(st.tuples(st.integers(0, 69), st.sampled_from([1, 1, 2, 7, 8, 9, 16, 70, 600])), min_size=1, max_size=90),
    st.integers(0, 9),
)
def test_texts_that_repeat_are_read_wherever_their_runs_end(
    known: list[str], runs: list[tuple[int, int]], start: int
) -> None:
    codes = np.repeat(*np.array(runs).T).astype(np.int32) % len(known)
    texts = pa.DictionaryArray.from_arrays(codes, pa.array(known))[min(start, len(codes) - 1) :]
    found = read([pa.record_batch({"rule": texts})])
    assert found.read()["rule"].to_pylist() == texts.to_pylist()
    assert found.metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize("many", [1, 2, 3, 256, 257, 40_000, 70_000])
def test_dictionaries_of_any_size_are_read(many: int) -> None:
    codes = np.random.default_rng(4).integers(0, many, 100_000).astype(np.int32)
    codes[many // 2 : many // 2 + 3_000] = many - 1
    known = pa.array([f"{number}-{'甲' * 4}" for number in range(many)])
    texts = pa.DictionaryArray.from_arrays(codes, known)
    assert read([pa.record_batch({"rule": texts})]).read()["rule"].combine_chunks().equals(texts.dictionary_decode())


def test_columns_stand_in_the_file_in_the_order_of_its_head() -> None:
    group = read([rows([1, None, 3])]).metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    begins = [one.dictionary_page_offset or one.data_page_offset for one in columns]
    assert begins == sorted(begins)
    assert begins[0] == 4
    ends = [begin + one.total_compressed_size for begin, one in zip(begins, columns, strict=True)]
    assert begins[1:] == ends[:-1]
    assert group.total_byte_size == sum(one.total_uncompressed_size for one in columns)


@pytest.mark.parametrize("looped", [True, False])
def test_of_names_told_once_the_least_and_the_most_are_told(looped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not looped:
        monkeypatch.setattr(column_loops, "_LOADED", {})
    names = pa.DictionaryArray.from_arrays([0, 0, 1, 2], ["乙", "甲" * 9, "a"])
    batch = pa.record_batch({"table": names, "score": rows([1, 2, None, 4])["score"]})
    found = read([batch])
    told = found.metadata.row_group(0).column(0).statistics
    assert (told.min, told.max, told.null_count) == ("a", "甲" * 9, 0)
    assert found.read().to_pylist() == pa.Table.from_batches([batch]).to_pylist()
    long = read([batch.set_column(0, "table", pa.DictionaryArray.from_arrays([0] * 4, ["长" * 4096]))])
    assert long.metadata.row_group(0).column(0).statistics is None


def test_nothing_is_compiled_only_to_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_loops, "_LOADED", {})
    assert packing_loop() is None
