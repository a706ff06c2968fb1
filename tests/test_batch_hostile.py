"""The command ``batch`` with files nobody should have made: each ends in words, and none in a wrong number."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

import numpy as np  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from click.testing import Result  # noqa: E402

from reports.columns import score_batch  # noqa: E402
from rulesets import catalogue  # noqa: E402
from workbench.batch import footers, thrift  # noqa: E402
from workbench.batch.tables import LONGEST_TABLE, marks_of  # noqa: E402

from .batches import in_pieces  # noqa: E402
from .command import run  # noqa: E402

NATIONAL = catalogue()["national/2020"]
COLUMNS = {"table": ["1", "1", "2"], "target": ["4", "1", "2"], "actual": ["3", "1", "2"], "weight": ["50", "50", "99"]}
HEAD = "表号,年度指标值,实际完成值,分值\n"
ROW = "甲,≥10次,9次,50\n"


def given(folder: Path, data: bytes | str, name: str = "指标.csv") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def batch(path: Path) -> Result:
    return run("batch", path, "-o", path.parent / "得分.parquet", "--ruleset", "national/2020")


def told(path: Path, exit_code: int = 2) -> str:
    """What is said of a file; it is no fault of the program, and says what to do."""
    result = batch(path)
    assert result.exit_code == exit_code, result.stderr
    assert "内部错误" not in result.stderr
    assert exit_code == 0 or "处理办法：" in result.stderr
    return result.stderr


def lines(path: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(path.parent / "得分.parquet").to_pylist())


NARROW = [
    pa.string_view(),
    *(getattr(pa, name)(9, 2) for name in ("decimal32", "decimal64") if hasattr(pa, name)),
]


@pytest.mark.parametrize("pieces", [1 << 18, 1])
@pytest.mark.parametrize("kind", NARROW, ids=str)
@pytest.mark.parametrize("column", COLUMNS)
def test_types_that_arrow_can_do_little_with_are_read_like_any_other(
    column: str, kind: Any, pieces: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.batch.files.PIECE", pieces)
    cells = list(map(Decimal, COLUMNS[column])) if pa.types.is_decimal(kind) else COLUMNS[column]
    path = tmp_path / "指标.parquet"
    pq.write_table(pa.table({**COLUMNS, column: pa.array(cells, kind)}), path)
    told(path, 0)
    assert [line["score"] for line in lines(path)] == [Decimal("37.50"), 50, 99]
    assert [one["total"] for one in pq.read_table(tmp_path / "得分.总分.parquet").to_pylist()] == [Decimal("87.50"), 99]


@pytest.mark.parametrize("kind", [pa.float16(), pa.float32(), pa.float64()], ids=str)
def test_a_number_of_few_bits_is_the_shortest_decimal_that_stands_for_it(kind: Any) -> None:
    numbers = pa.array([0.1, None, 0.35, 2.5, 0.7, 33.3], pa.float64())
    if pa.types.is_float16(kind):
        numbers = pa.array([None if one is None else np.float16(one) for one in numbers.to_pylist()], kind)
    rows = {"table": ["a"] * 6, "target": ["1"] * 6, "actual": numbers.cast(kind), "weight": ["10"] * 6}
    for first in (0, 2):
        found = score_batch(pa.record_batch(rows).slice(first), NATIONAL).rows
        completions = [None if one is None else str(one) for one in found["completion"].to_pylist()]
        assert completions == ["10.00", None, "35.00", "250.00", "70.00", "3330.00"][first:]


@pytest.mark.parametrize("weight", [2**64 - 1, 10**14])
def test_a_score_that_is_too_large_is_left_out_with_the_reason_and_no_total_runs_over(weight: int) -> None:
    rows = {"table": ["a"] * 3, "target": ["1"] * 3, "actual": ["1"] * 3}
    weights = pa.array([weight, weight, 5], pa.uint64())
    found = score_batch(pa.record_batch({**rows, "weight": weights}), NATIONAL)
    assert [row["score"] for row in found.rows.to_pylist()] == [None, None, 5]
    assert [row["problem"] for row in found.rows.to_pylist()] == ["得分太大，放不下"] * 2 + [""]
    assert found.tables.to_pylist()[0]["missing"] == 2
    assert found.tables.to_pylist()[0]["total"] is None


def test_a_budget_execution_that_is_too_large_is_left_out_with_the_reason() -> None:
    rows = {
        "table": ["a"] * 2,
        "kind": ["execution", None],
        "target": [None, "1"],
        "actual": [None, "1"],
        "weight": pa.array([10**14, 90], pa.int64()),
        "adjusted": ["10", None],
        "executed": ["10", None],
    }
    found = score_batch(pa.record_batch(rows), NATIONAL)
    assert [row["problem"] for row in found.rows.to_pylist()] == ["得分太大，放不下", ""]
    assert found.tables.to_pylist()[0]["total"] is None


def test_a_table_that_is_too_long_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    count = LONGEST_TABLE + 1
    path = tmp_path / "指标.parquet"
    ones = ["1"] * (count + 2)
    rows = {"table": ["0", *["a"] * count, "b"], "target": ones, "actual": ones, "weight": ones}
    pq.write_table(pa.table(rows), path)
    assert f"从第 2 行起，一张表超过 {LONGEST_TABLE} 行" in told(path)


def test_names_of_tables_of_any_length_are_told_apart() -> None:
    long = "表" * 100_000
    marks = marks_of(pa.array([long + "1", "x", long + "2", long + "1"])[1:]).tolist()
    assert len(set(marks)) == 3
    assert marks_of(pa.array([long + "1"])).tolist() == marks[2:]


def test_of_very_many_columns_that_are_not_used_some_are_named(tmp_path: Path) -> None:
    path = tmp_path / "指标.parquet"
    pq.write_table(
        pa.table({**COLUMNS, **{f"列{number}": ["1"] * 3 for number in range(300)}, "x" * 9999: [1] * 3}), path
    )
    text = told(path, 0)
    assert "列0、列1、" in text
    assert "……共 301 列" in text
    assert len(text) < 500


def _rows_of_file(change: int) -> Callable[[thrift.Struct], None]:
    def changed(whole: thrift.Struct) -> None:
        whole[3] = (6, whole[3][1] + change)

    return changed


def _rows_of_group(number: int, change: int) -> Callable[[thrift.Struct], None]:
    def changed(whole: thrift.Struct) -> None:
        group = whole[4][1][1][number]
        group[3] = (6, group[3][1] + change)

    return changed


@pytest.mark.parametrize(
    "lie",
    [
        _rows_of_file(1),
        _rows_of_file(-4),
        _rows_of_file(-(10**6)),
        _rows_of_group(0, -1),
        _rows_of_group(0, -4),
        _rows_of_group(2, -4),
        _rows_of_group(0, -9),
    ],
)
def test_a_file_that_says_another_number_of_rows_than_it_has_is_not_taken_for_whole(
    lie: Callable[[thrift.Struct], None], tmp_path: Path
) -> None:
    made = pa.BufferOutputStream()
    rows = {**{name: cells * 4 for name, cells in COLUMNS.items()}, "table": [f"{number:02}" for number in range(12)]}
    pq.write_table(pa.table(rows), made, row_group_size=4)
    body, footer = footers.split(memoryview(made.getvalue()))
    whole, _ = thrift.read_struct(footer)
    lie(whole)
    out = bytearray()
    thrift.write_struct(out, whole)
    path = given(tmp_path, bytes(body) + bytes(out) + len(out).to_bytes(4, "little") + b"PAR1", "指标.parquet")
    assert "文件不完好" in told(path)
    assert not (tmp_path / "得分.parquet").exists()


def test_a_page_whose_checksum_is_wrong_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "指标.parquet"
    pq.write_table(pa.table(COLUMNS), path, write_page_checksum=True, compression="none", use_dictionary=False)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"\x02\x00\x00\x0050", b"\x02\x00\x00\x0090", 1))
    assert path.read_bytes() != data
    assert "文件不完好" in told(path)


@pytest.mark.parametrize(
    "head",
    [
        '表号,年度指标值,实际完成值,分值,"备\n注"\n',
        "\n\r\n" + HEAD,
        " , \n" + HEAD,
        "表号,年度指标值,实际完成值,分值,备\u2028注\x0b\x1c\n",
        '"表号",\ufeff年度指标值,实际完成值,分值\n',
        "\ufeff\n" + HEAD,
    ],
)
def test_a_head_may_have_lines_above_and_within_it(head: str, tmp_path: Path) -> None:
    more = "," if "备" in head else ""
    path = given(tmp_path, f"{head}甲,≥10次,9次,50{more}\n乙,1,1{more}\n")
    assert "指标.csv：第 2 行：有 " in told(path)
    path = given(tmp_path, f"{head}甲,≥10次,9次,50{more}\n")
    told(path, 0)
    assert lines(path)[0]["得分"] == 45


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("表号,年度指标值" + ",x" * 600_000 + "\n", "第一行没有完"),
        ('"表号,年度指标值\n' + ROW * 20_000, "第一行没有完"),
        ("\ufeff", "文件是空的"),
        ("\n \n", "文件是空的"),
        (HEAD.replace(",", "\t") + ROW, "不是英文逗号"),
        (HEAD.replace(",", ";") + ROW, "不是英文逗号"),
        ((HEAD + ROW).encode("utf-16"), "这是 UTF-16 编码的文字"),
        (b"PK\x03\x04" + bytes(99), "这是 Excel 文件"),
        (b"PARE" + bytes(99), "这是加密的 Parquet"),
        (HEAD.encode() + b"a,1,1,1\n" * 200_000 + b"\xff,1,1,1\n", "第 200001 行：有的字不是 UTF-8 编码的"),
        (HEAD.encode("gbk") + b"a,1,1,1\n" * 200_000 + b"\xff,1,1,1\n", "第 200001 行：有的字不是 GB18030 编码的"),
        (
            HEAD.encode("gbk") + b'"a\nb",1,1,\n\n,,,\n' * 100_000 + b"\xff,1,1,1\n",
            "第 200001 行：有的字不是 GB18030 编码的",
        ),
    ],
    ids=range(12),
)
def test_a_text_that_is_no_such_file_is_told_with_the_cause(data: bytes | str, words: str, tmp_path: Path) -> None:
    assert words in told(given(tmp_path, data))


def test_the_first_row_may_be_longer_than_what_is_looked_at_to_find_the_head(tmp_path: Path) -> None:
    path = given(tmp_path, f"{HEAD}甲,{'很' * 500_000},9次,50\n")
    told(path, 0)
    assert lines(path)[0]["得分"] is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有命名管道")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "指标.csv")
    assert "不是普通文件" in told(tmp_path / "指标.csv")


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("is_repeated", [False, True])
def test_a_text_of_a_parquet_file_that_is_none_is_told_with_its_row_and_column(
    column: str, is_repeated: bool, tmp_path: Path
) -> None:
    texts = [text.encode() for text in COLUMNS[column]]
    texts[2] = b"\xc9\xee" if is_repeated else b"2\xff"
    offsets = np.cumsum([0, *map(len, texts)]).astype(np.int32)
    broken = pa.StringArray.from_buffers(3, pa.py_buffer(offsets), pa.py_buffer(b"".join(texts)))
    path = tmp_path / "指标.parquet"
    pq.write_table(pa.table({**COLUMNS, column: broken}), path, use_dictionary=is_repeated)
    assert f"指标.parquet：第 3 行：“{column}”里有的字不是 UTF-8 编码的" in told(path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kept", [0.3, 0.99])
def test_a_parquet_file_that_is_cut_off_is_told_so(kept: float, tmp_path: Path) -> None:
    made = pa.BufferOutputStream()
    pq.write_table(pa.table(COLUMNS), made)
    data = made.getvalue().to_pybytes()
    assert "文件不完好，末尾缺了一截" in told(given(tmp_path, data[: int(len(data) * kept)], "指标.parquet"))


def test_where_a_parquet_file_is_broken_is_told_by_the_rows_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, 4, 1 << 14)
    path = tmp_path / "指标.parquet"
    rows = {**{name: cells * 4 for name, cells in COLUMNS.items()}, "table": [f"{number:02}" for number in range(12)]}
    how = {"write_page_checksum": True, "compression": "none", "use_dictionary": False}
    pq.write_table(pa.table(rows), path, row_group_size=4, **how)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"\x02\x00\x00\x0008", b"\x02\x00\x00\x0088", 1))
    assert "指标.parquet：第 9 行以后：文件不完好" in told(path)


def test_a_file_that_may_not_be_read_is_told_what_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = given(tmp_path, HEAD + ROW)
    opened = Path.open

    def refused(one: Path, *how: Any, **more: Any) -> Any:
        if one == path:
            raise PermissionError(errno.EACCES, "Permission denied", str(one))
        return opened(one, *how, **more)

    monkeypatch.setattr(Path, "open", refused)
    assert "没有访问权限。处理办法：请有权限的人允许读这个文件" in told(path)
