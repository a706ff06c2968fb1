"""Broken documents: no traceback, what can be read is read, what cannot is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import UnreadableFile, read, read_text
from scoring import Unreadable, figure_value

from .forms import COLUMNS, FUNDS, IDENTITY, ROWS, TITLE, TOTAL, WHOLE, document, table, texts


@pytest.mark.parametrize(
    "data", [b"", b"\n \n", b"\xef\xbb\xbf", bytes(range(256)) * 8, WHOLE.encode().replace("里".encode(), b"\0")]
)
def test_what_is_no_text_is_refused_with_name_and_cure(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read("坏.txt", data)
    assert caught.value.place == "坏.txt"
    assert caught.value.cure


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_table_in_every_encoding(encoding: str) -> None:
    (found,) = read("甲.txt", WHOLE.encode(encoding)).evaluations
    assert found == table(WHOLE)


def test_a_document_without_a_table() -> None:
    found = document("关于开展绩效自评工作的通知\n\n请各单位按时完成自评。\n")
    assert (found.evaluations, found.statements, found.skipped) == ((), (), ())


def test_a_table_without_a_head_row_is_read_by_its_content() -> None:
    found = table(TITLE + IDENTITY + FUNDS + ROWS + TOTAL)
    assert [texts(row) for row in found.indicators] == [texts(row) for row in table(WHOLE).indicators]
    assert found.form == "self-evaluation"
    assert str(figure_value(found.printed_total)) == "95.67"


def test_half_a_table_gives_its_readable_half() -> None:
    cut = WHOLE[: WHOLE.index("沿岸居民满意度")]
    found = table(cut)
    assert [row.name for row in found.indicators] == ["清淤里程", "验收合格率"]
    assert found.printed_total is None


def test_a_table_that_ends_before_its_rows_is_told() -> None:
    found = document(TITLE + IDENTITY + FUNDS)
    assert len(found.evaluations) == 1
    assert ["没有读到指标行" in left.what for left in found.skipped] == [True]


def test_a_form_whose_rows_make_no_sense_is_told() -> None:
    found = document(TITLE + "甲\t乙\n丙\t丁\n")
    assert found.evaluations == ()
    assert "没有读出内容" in found.skipped[-1].what
    assert found.skipped[-1].place.line > 0


def test_a_row_without_a_weight() -> None:
    first = table(WHOLE.replace("=11公里\t40", "=11公里\t")).indicators[0]
    assert (first.weight, str(first.printed_value)) == (None, "36.67")


def test_a_weight_in_words_is_kept_as_unreadable() -> None:
    first = table(WHOLE.replace("=11公里\t40", "=11公里\t四十左右")).indicators[0]
    assert first.weight == Unreadable("四十左右")


def test_a_cell_too_many_is_told_and_not_lost() -> None:
    found = document(TITLE + COLUMNS + "\t产出指标\t数量指标\t清淤\t≥3次\t=3次\t10\t10\t\t\t77\t88\t99\n")
    assert len(found.evaluations[0].indicators) == 1
    assert any("没有归入任何一列" in left.what for left in found.skipped)


def test_ten_megabytes_of_plain_lines() -> None:
    line = "全年完成各项任务。\t第二列\n"
    found = read("大.txt", (line * (10_000_000 // len(line.encode()))).encode())
    assert (found.evaluations, len(found.skipped)) == ((), 1)


@pytest.mark.parametrize("line", ["x\n", "\tx\n", "|x|\n", "x\r"], ids=["plain", "tabs", "pipes", "old Mac"])
def test_endless_short_lines_are_refused_at_once(line: str) -> None:
    with pytest.raises(UnreadableFile, match="行，最多读") as caught:
        read("大.txt", (line * (10_000_000 // len(line))).encode())
    assert caught.value.place == "大.txt"
    assert caught.value.cure


def test_an_endless_table_is_read_up_to_a_limit_and_told() -> None:
    rows = "".join(f"\t\t\t名称{number}\t≥{number}次\t={number}次\t10\t10\t\n" for number in range(6000))
    found = document(TITLE + COLUMNS + rows)
    assert 4000 < len(found.evaluations[0].indicators) < 6000
    assert "只读了前" in found.skipped[0].what


@pytest.mark.parametrize(
    "text",
    ["9" * 2_000_000, "(" * 1_000_000, "绩效项目" * 300_000, "\t" * 1_000_000 + "x", "<p " * 300_000, "|" * 500_000],
    ids=["digits", "brackets", "words", "tabs", "tags", "pipes"],
)
def test_one_endless_line_is_read_in_bounded_time(text: str) -> None:
    assert read_text(text, "长.txt").evaluations == ()


def test_a_row_of_endless_cells_is_told() -> None:
    found = document(TITLE + COLUMNS + "\t".join("≥3次" for _ in range(100_000)) + "\n" + ROWS)
    assert any("100000 格" in left.what or "61" in left.what for left in found.skipped)
    assert len(found.evaluations[0].indicators) == 3


LINES = [
    *WHOLE.split("\n"),
    "",
    "一、概况",
    "- 3 -",
    "\t元)\t",
    "合计\t\t100\t",
    "201\t32\t409.90\t409.90",
    "项目名称",
    "\t甲",
]


@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_no_order_of_lines_breaks_the_reader(lines: list[str]) -> None:
    document("\n".join(["前言", *lines]))


@given(st.text(alphabet="一级指标产出数量≥=10%分\t\n |<>p/（）—", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    document("前言\n" + text)
