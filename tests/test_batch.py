"""The command ``batch``: Parquet and CSV, in whatever pieces, and what it refuses."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

import pyarrow.parquet as pq  # noqa: E402
from pyarrow import csv as arrow_csv  # noqa: E402

from workbench.batch.rows_progress import RowsProgress  # noqa: E402
from workbench.batch.run import run_batch  # noqa: E402
from workbench.batch.tables import LONGEST_TABLE, Seen, beginnings, marks_of, whole_tables  # noqa: E402
from workbench.errors import WorkbenchError  # noqa: E402

from .batches import LINES, NATIONAL, ROWS, TABLES, in_pieces, rows_file, written  # noqa: E402
from .command import ROOT, run  # noqa: E402


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return rows_file(tmp_path)


@pytest.mark.parametrize(("rows", "bytes_"), [(1 << 18, 1 << 24), (60, 1 << 13)])
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_files_are_scored_like_their_rows_whatever_the_pieces(
    tmp_path: Path, given: Path, ending: str, rows: int, bytes_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, rows, bytes_)
    if ending == "csv":
        given = tmp_path / "指标.csv"
        arrow_csv.write_csv(pa.Table.from_batches([ROWS]), given)
    result = run("batch", given, "-o", tmp_path / "得分.parquet", "--ruleset", "national/2020")
    assert result.exit_code == 0, result.stderr
    assert written(tmp_path / "得分.parquet") == LINES
    assert written(tmp_path / "得分.总分.parquet") == TABLES
    assert (
        f"{len(TABLES)} 张表，{len(LINES)} 行，其中 {sum(line['score'] is None for line in LINES)} 行没有得分"
        in result.stderr
    )
    assert not (tmp_path / "得分.parquet.未完成").exists()


def test_a_file_of_a_spreadsheet_in_gbk_with_chinese_heads_is_read_and_answered_in_chinese(tmp_path: Path) -> None:
    source = tmp_path / "指标.csv"
    text = "表号,三级指标,年度指标值,实际完成值,分值,备注\n甲,培训班次,≥10次,9次,50,\n甲,满意度,≥90%,95%,50,好\n"
    source.write_bytes(text.encode("gb18030"))
    result = run("batch", source, "-o", tmp_path / "得分.csv", "--ruleset", "national/2020")
    assert result.exit_code == 0, result.stderr
    assert "没有用到的列：备注" in result.stderr
    rows = (tmp_path / "得分.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == '"表号","行号","规则","完成率","得分","问题"'
    assert rows[1].startswith('"甲",1,"direct",90.00,45.00')
    totals = (tmp_path / "得分.总分.csv").read_text("utf-8-sig").splitlines()
    assert totals == ['"表号","行号","行数","总分","未计分行数","等级"', '"甲",1,2,95.00,0,"优"']


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_no_name_of_a_table_becomes_a_formula_where_a_spreadsheet_opens_the_results(tmp_path: Path, kind: Any) -> None:
    names = ["=1+1", "+cmd|' /C calc'!A0", "-5", "+3.20", "-甲", "@x", "\t=1", "甲=1", "'=1", "1-2"]
    columns = {"table": pa.array(names, kind), **dict.fromkeys(("target", "actual", "weight"), ["5"] * len(names))}
    pq.write_table(pa.table(columns), tmp_path / "指标.parquet")
    for ending in ("csv", "parquet"):
        done = run("batch", tmp_path / "指标.parquet", "-o", tmp_path / f"得分.{ending}", "--ruleset", "national/2020")
        assert done.exit_code == 0, done.stderr
    shown = ["'=1+1", "'+cmd|' /C calc'!A0", "-5", "+3.20", "'-甲", "'@x", "'\t=1", "甲=1", "'=1", "1-2"]
    for name in ("得分", "得分.总分"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert [row["table"] for row in csv.DictReader(file)] == shown
        assert pq.read_table(tmp_path / f"{name}.parquet")["table"].to_pylist() == names


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_only_the_columns_that_are_named_are_written_in_their_order(tmp_path: Path, given: Path, ending: str) -> None:
    output, totals = tmp_path / f"得分.{ending}", tmp_path / "总分.parquet"
    options = ("-o", output, "--totals", totals, "--ruleset", "national/2020")
    result = run("batch", given, *options, "--columns", "得分， table,完成率")
    assert result.exit_code == 0, result.stderr
    missing = sum(line["score"] is None for line in LINES)
    assert f"其中 {missing} 行没有得分" in result.stderr
    table = pq.read_table(output) if ending == "parquet" else arrow_csv.read_csv(output)
    assert table.column_names == ["score", "table", "completion"]
    names = [str(line["table"]) for line in LINES]
    assert list(map(str, table.column("table").to_pylist())) == names
    points = [None if one is None else Decimal(str(one)) for one in table.column("score").to_pylist()]
    assert points == [line["score"] for line in LINES]
    assert written(totals) == TABLES


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("表号,总分", "结果里没有“总分”这一列"),
        ("scores", "“score”是不是它？可以写的有：表号（table）、行号（row）"),
        ("得分,score", "“得分”写了两次"),
        ("", "结果里没有“”这一列"),
    ],
)
def test_columns_that_results_have_not_are_named_with_the_cure(
    tmp_path: Path, given: Path, columns: str, said: str
) -> None:
    output = tmp_path / "得分.parquet"
    result = run("batch", given, "-o", output, "--ruleset", "national/2020", "--columns", columns)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not output.exists()


@pytest.mark.parametrize("rows", [1 << 18, 3])
def test_a_table_whose_rows_stand_apart_is_named_with_both_places(
    tmp_path: Path, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, rows, 1 << 14)
    source = tmp_path / "指标.parquet"
    ids = ["甲", "甲", "乙", "丙", "乙", "丁"]
    pq.write_table(pa.table({"table": ids, "target": ["1"] * 6, "actual": ["1"] * 6, "weight": ["5"] * 6}), source)
    result = run("batch", source, "-o", tmp_path / "得分.parquet", "--ruleset", "national/2020")
    assert result.exit_code == 2
    assert f"{source}：第 5 行：表“乙”的行没有排在一起：前面第 3 行已有这张表" in result.stderr
    assert "先按“表号”排序" in result.stderr
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("没有.csv", None, "没有这个文件或文件夹"),
        ("空.csv", "", "文件是空的"),
        ("头.csv", "table,target,actual,weight\n", "没有一行数据"),
        ("缺.csv", "table,target,actual\n", "没有“分值”（weight）这一列"),
        ("格.csv", "table,target,actual,weight\na,1,1,5\na,1,1\n", "第 2 行：有 3 格，表头是 4 格：a,1,1"),
        ("类.csv", "table,kind,target,actual,weight\na,,1,1,5\na,资产,1,1,5\n", "第 2 行：类别“资产”不认识"),
        ("坏.parquet", "PAR1 and nothing else", "文件不完好"),
    ],
)
def test_a_broken_file_is_named_with_row_cause_and_cure(tmp_path: Path, name: str, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    result = run("batch", tmp_path / name, "-o", tmp_path / "得分.csv", "--ruleset", "national/2020")
    assert result.exit_code == 2
    assert str(tmp_path / name) in result.stderr.replace("\n", "") or name in result.stderr
    assert said in result.stderr
    assert "处理办法：" in result.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {name}


def test_outputs_are_refused_that_would_harm(tmp_path: Path, given: Path) -> None:
    def refused(*more: object) -> str:
        result = run("batch", given, "--ruleset", "national/2020", *more)
        assert result.exit_code == 2
        return result.stderr

    assert "会覆盖读入的文件" in refused("-o", given)
    assert "只能写成 Parquet 或 CSV" in refused("-o", tmp_path / "得分.xlsx")
    assert "不能写进同一个文件" in refused("-o", tmp_path / "a.csv", "--totals", tmp_path / "a.csv")
    assert "没有规则集" in run("batch", given, "--ruleset", "nowhere", "-o", tmp_path / "a.csv").stderr


def test_without_arrow_the_cure_is_named(tmp_path: Path, given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run("batch", given, "-o", tmp_path / "a.csv", "--ruleset", "national/2020")
    assert result.exit_code == 2
    assert "pip install 'zipingbiao[columns]'" in result.stderr


def test_progress_tells_rows_share_speed_and_the_time_left() -> None:
    progress = RowsProgress(1_000)
    assert progress.line(1_000, 0.1, 0.5) == "已计算 1000 行 [##------------------] 10%"
    line = "已计算 5000 行 [##########----------] 50%  每秒 100 行  约剩 50 秒"
    assert progress.line(5_000, 0.5, 40.0) == line
    assert progress.line(10_000, 1.0, 90.0) == "已计算 10000 行 [####################] 100%  每秒 100 行"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有伪终端")
def test_progress_is_drawn_on_a_terminal_and_nowhere_else(
    tmp_path: Path, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, 100, 1 << 14)
    assert "已计算" not in run("batch", given, "-o", tmp_path / "a.parquet", "--ruleset", "national/2020").stderr
    import pty

    leader, follower = pty.openpty()
    with os.fdopen(follower, "w") as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", terminal)
        run_batch(given, tmp_path / "b.parquet", tmp_path / "c.parquet", NATIONAL)
    shown = os.read(leader, 1 << 16).decode()
    os.close(leader)
    assert "已计算" in shown
    assert "100%" in shown


@pytest.mark.parametrize("bytes_", [1 << 24, 200])
def test_the_row_of_a_broken_csv_is_told_wherever_the_pieces_end(
    tmp_path: Path, bytes_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, 10, bytes_)
    rows = [f"{number // 3},≥10,9,5" for number in range(100)]
    rows[70] += ",多"
    source = tmp_path / "指标.csv"
    source.write_text("\n".join(["表号,年度指标值,实际完成值,分值", *rows]), "utf-8")
    result = run("batch", source, "-o", tmp_path / "a.csv", "--ruleset", "national/2020")
    assert "第 71 行：有 5 格，表头是 4 格：23,≥10,9,5,多" in result.stderr


def test_numbers_too_long_for_the_fast_way_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, 2, 1 << 14)
    targets, actuals = ["≥5"] * 4 + ["≥0.000001"], ["5"] * 4 + ["300000000"]
    rows = {"table": [1, 1, 2, 2, 3], "target": targets, "actual": actuals, "weight": ["5"] * 5}
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    result = run("batch", tmp_path / "a.parquet", "-o", tmp_path / "b.parquet", "--ruleset", "national/2020")
    assert result.exit_code == 0, result.stderr
    assert [line["completion"] for line in written(tmp_path / "b.parquet")] == [100] * 4 + [3 * 10**16]
    assert pq.read_schema(tmp_path / "b.parquet").field("completion").type == pa.decimal128(19, 2)


def test_dates_and_texts_of_other_types_are_read_like_their_print(tmp_path: Path) -> None:
    rows = {
        "table": pa.array(["甲", "甲"]).dictionary_encode(),
        "target": pa.array([date(2023, 6, 30)] * 2),
        "actual": pa.array([date(2023, 6, 30), date(2023, 7, 1)]),
        "weight": pa.array(["5", "5"], pa.large_string()),
    }
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    result = run("batch", tmp_path / "a.parquet", "-o", tmp_path / "b.parquet", "--ruleset", "national/2020")
    assert result.exit_code == 0, result.stderr
    lines = written(tmp_path / "b.parquet")
    assert [line["score"] for line in lines] == [5, None]
    assert lines[1]["problem"].startswith("目标未达到")


def test_the_rows_of_the_example_are_scored(tmp_path: Path) -> None:
    result = run(
        "batch", ROOT / "examples" / "indicators.csv", "-o", tmp_path / "得分.parquet", "--ruleset", "national/2020"
    )
    assert result.exit_code == 0, result.stderr
    points = [None if line["得分"] is None else float(line["得分"]) for line in written(tmp_path / "得分.parquet")]
    assert points == [20, 18.6, 15, 15, 20, 9.55, 28.5, 20, 20, 20, 9.94, None, 30, 20, 10]
    totals = [line["总分"] for line in written(tmp_path / "得分.总分.parquet")]
    assert totals == [Decimal("98.15"), Decimal("98.44"), None]


def test_pieces_end_where_tables_end() -> None:
    ids = [1, 1, 2, 2, 2, 3, 4, 4, 4, 4, 4, 4, 5]
    pieces = [pa.record_batch({"table": ids[start : start + 2]}) for start in range(0, len(ids), 2)]
    found = [piece.column(0).to_pylist() for piece in whole_tables(pieces, 0, "")]
    assert list(chain.from_iterable(found)) == ids
    for one, other in pairwise(found):
        assert one[-1] != other[0]


@pytest.mark.parametrize(("size", "most", "found"), [(2, 7, [6, 6, 6, 2]), (2, 6, [6, 6, 6, 2]), (9, 7, [9, 9, 2])])
def test_small_pieces_become_one_where_they_are_copied_anyway(size: int, most: int, found: list[int]) -> None:
    rows = pa.record_batch({"table": list(range(20))})
    pieces = (rows.slice(start, size) for start in range(0, 20, size))
    carried = [0, *([1] * len(found))]
    given = [len(piece) for piece in whole_tables(pieces, 0, "", most=most)]
    assert given == [count + more - 1 for count, more in zip(found, carried, strict=False)] + [1]


def test_nothing_of_a_file_is_read_to_find_no_tables() -> None:
    assert list(beginnings((pytest.fail("read") for _ in range(2)), 0, "")) == []


def test_the_tables_of_a_file_that_has_become_shorter_are_those_that_are_there() -> None:
    rows = pa.record_batch({"table": [1, 1, 2]})
    assert [ids.to_pylist() for ids, _ in beginnings([rows], 99, "")] == [[1], [2]]


def test_a_table_without_end_is_refused() -> None:
    pieces = (pa.record_batch({"table": [7] * 60_000}) for _ in range(3))
    with pytest.raises(WorkbenchError, match=f"从第 1 行起，一张表超过 {LONGEST_TABLE} 行"):
        list(whole_tables(pieces, 0, "甲.csv"))


@pytest.mark.parametrize("named", [int, "{:03}".format, "表{}".format, lambda number: "x" * number, Decimal])
def test_tables_seen_before_are_found_in_any_piece(named: Callable[[int], Any]) -> None:
    def marks(numbers: Iterable[int]) -> Any:
        return marks_of(pa.array(list(map(named, [-1, *numbers])))[1:])

    seen = Seen()
    assert [seen.add(marks(range(start, start + 10))) for start in range(0, 100, 10)] == [[]] * 10
    assert seen.add(marks([1000, 55, 1001, 1000])) == [1, 3]
    assert seen.add(marks([])) == []
    assert seen.add(marks([500, 1001])) == [1]


@pytest.mark.parametrize("name", ["2023-{:08}", "{:05}", "很长的编号前面都一样-{:06}", "{:08}"])
def test_marks_of_names_that_count_up_do_too(name: str) -> None:
    marks = marks_of(pa.array([name.format(number) for number in range(0, 30_000, 7)])).tolist()
    assert marks == sorted(set(marks))


def test_tables_of_any_type_are_marked_alike_whatever_the_type() -> None:
    names = ["甲", "", "表-000000001", "表-000000002", "long" * 9, "甲"]
    plain = marks_of(pa.array(names)).tolist()
    assert len(set(plain)) == len(set(names))
    for kind in (pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())):
        assert marks_of(pa.array(names).cast(kind)).tolist() == plain


@pytest.mark.parametrize("folder", ["year=2023", "年度=2023", "省=65/year=2023/月=6"])
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_year_may_stand_in_the_name_of_a_folder_as_engines_write_it(
    folder: str, ending: str, tmp_path: Path
) -> None:
    rows = {"table": ["甲", "甲"], "target": ["9月15日前", "1"], "actual": ["9月8日", "1"], "weight": ["50", "50"]}
    path = tmp_path / "指标" / folder / f"0.{ending}"
    path.parent.mkdir(parents=True)
    if ending == "csv":
        lines = zip(*rows.values(), strict=True)
        path.write_text("\n".join(",".join(cells) for cells in [rows, *lines]), "utf-8")
    else:
        pq.write_table(pa.table(rows), path)
    for source, output in ((path, tmp_path / f"得分.{ending}"), (tmp_path / "指标", tmp_path / "得分")):
        assert run("batch", source, "-o", output, "--ruleset", "national/2020").exit_code == 0
    for output in (tmp_path / f"得分.{ending}", tmp_path / "得分" / folder / f"0.{ending}"):
        read = arrow_csv.read_csv(output) if ending == "csv" else pq.read_table(output)
        assert [float(score) for score in read.column("score").to_pylist()] == [50, 50]


def test_the_year_may_stand_in_a_url(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="没有安装 fsspec")
    memory = fsspec.filesystem("memory")
    text = "table,target,actual,weight\n甲,9月15日前,9月8日,50\n"
    memory.pipe("/年/year=2023/0.csv", text.encode())
    try:
        result = run("batch", "memory://年", "-o", tmp_path / "得分", "--ruleset", "national/2020")
    finally:
        memory.rm("/年", recursive=True)
    assert result.exit_code == 0, result.stderr
    assert "50.00" in (tmp_path / "得分" / "year=2023" / "0.csv").read_text("utf-8")


def test_a_year_in_the_rows_counts_for_more_than_that_of_the_folder(tmp_path: Path) -> None:
    rows = {"table": ["甲"], "year": [None], "target": ["9月15日前"], "actual": ["9月8日"], "weight": ["50"]}
    path = tmp_path / "year=2023" / "0.parquet"
    path.parent.mkdir()
    pq.write_table(pa.table(rows), path)
    run("batch", path, "-o", tmp_path / "得分.parquet", "--ruleset", "national/2020")
    assert [line["score"] for line in written(tmp_path / "得分.parquet")] == [None]
