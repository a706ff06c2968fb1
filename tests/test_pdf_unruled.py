"""Tables without ruling lines: read where nothing is doubtful, named in every other case."""

from __future__ import annotations

import pytest

from reports import read
from reports.grid import Parsed
from reports.readers.pdf import parse
from rulesets import catalogue
from scoring import Document, recheck
from scoring.quantity import figure_value

from . import drawn
from .pdfs import PRODUCERS, Look
from .test_pdf_reader import blocks, forms

TITLE = [("", "", "项目支出绩效自评表"), ("", "", "（2023年度）")]
ABOVE = [
    ("项目名称", "", "澄湖清淤项目", "实施单位", "澄湖县水利局"),
    ("", "", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"),
    ("年度资金总额", "", "100.00", "100.00", "90.00", "10", "9.00"),
]
HEAD = [("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")]
ROWS = [
    ("产出指标", "数量指标", "清淤河道里程", "≥12公里", "12公里", "30", "30.00"),
    ("", "质量指标", "验收合格率", "≥95%", "96%", "30", "30.00"),
    ("满意度指标", "满意度指标", "群众满意度", "≥90%", "85%", "30", "28.33"),
]
TOTAL = [("总分", "", "", "", "", "100", "97.33")]


def document(*pages: list[tuple[str, ...]]) -> Document:
    return read("表.pdf", drawn.unruled(pages))


def rows(found: Document) -> list[tuple[str, str, str, str, str]]:
    return [
        (row.level1, row.level2, row.name, str(figure_value(row.weight)), str(figure_value(row.printed_score)))
        for table in found.evaluations
        for row in table.indicators
    ]


WANTED = [
    ("产出指标", "数量指标", "清淤河道里程", "30", "30.00"),
    ("产出指标", "质量指标", "验收合格率", "30", "30.00"),
    ("满意度指标", "满意度指标", "群众满意度", "30", "28.33"),
]


def named(parsed: Parsed | Document) -> list[str]:
    return [one.what for one in parsed.skipped if "没有框线" in one.what]


def test_a_table_whose_columns_stand_apart_is_read_and_said_to_be() -> None:
    found = document([*TITLE, *ABOVE, *HEAD, *ROWS, *TOTAL])
    assert rows(found) == WANTED
    (table,) = found.evaluations
    assert (table.project, table.year) == ("澄湖清淤项目", 2023)
    assert [str(figure_value(line.executed)) for line in table.funds] == ["90.00"]
    assert str(figure_value(table.printed_total)) == "97.33"
    assert [row.place.grid_row for row in table.indicators] == [5, 6, 7]
    (remark,) = found.remarks
    assert (remark.code, remark.place.page) == ("R6", 1)
    assert "第 1 页的表没有框线，按文字的位置读出 8 行" in remark.what
    assert named(found) == []


def test_names_wrapped_over_two_lines_belong_to_the_row_they_stand_in() -> None:
    wrapped = [("产出指标", "数量指标", "清淤河道里程", *ROWS[0][3:]), ("", "", "↓-7 （含支流）"), *ROWS[1:]]
    assert [row[2] for row in rows(document([*TITLE, *HEAD, *wrapped, *TOTAL]))] == [
        "清淤河道里程（含支流）",
        *[row[2] for row in WANTED[1:]],
    ]


def test_a_head_on_two_lines_is_one() -> None:
    head = [
        ("一级指标", "二级指标", "三级指标", "年度指", "实际完", "分值", "得分"),
        ("", "", "", "↓-7 标值", "↓-7 成值"),
    ]
    assert rows(document([*TITLE, *head, *ROWS, *TOTAL])) == WANTED


def test_a_table_goes_on_upon_the_next_page() -> None:
    found = document([*TITLE, *HEAD, *ROWS[:2]], [*ROWS[2:], *ROWS[:2], *TOTAL])
    assert len(rows(found)) == 5
    assert [remark.place.page for remark in found.remarks if remark.code == "R6"] == [1, 2]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (HEAD, [*ROWS[:1], ("", "", "可能属于上下两行"), *ROWS[1:]]),
        (HEAD, [("", *ROWS[0][1:]), ("产出指标", *ROWS[1][1:]), ROWS[2]]),
        (
            [("一级指标", "二级指标", "三级指标", "年度指", "实际完", "分值", "得分"), ("", "", "", "标值", "成值")],
            ROWS,
        ),
        (HEAD, [(*ROWS[0][:2], "这个名称写得太长了一直写到下一栏里去", *ROWS[0][3:]), *ROWS[1:]]),
    ],
    ids=["between rows", "name in the middle", "head on two lines", "over two columns"],
)
def test_what_is_not_plain_is_named_and_not_read(head: list[tuple[str, ...]], body: list[tuple[str, ...]]) -> None:
    found = parse(drawn.unruled([[*TITLE, *head, *body, *TOTAL]]), "表.pdf")
    (what,) = named(found)
    assert what.startswith("第 1 页有 1 张表没有框线")
    assert not found.remarks


def test_a_page_that_cannot_be_joined_to_the_table_before_is_named() -> None:
    shifted = [(*row[:3], "一直写到下一栏里去了", *row[4:]) for row in ROWS]
    found = parse(drawn.unruled([[*TITLE, *HEAD, *ROWS], shifted]), "表.pdf")
    assert [one.place.page for one in found.skipped] == [2]


def test_columns_that_belong_to_no_form_are_none() -> None:
    others = [("序号", "姓名", "职务"), *[(str(n), "某某", "科员") for n in range(1, 6)]]
    found = parse(drawn.unruled([others]), "表.pdf")
    assert (found.skipped, found.remarks) == ((), ())


@pytest.mark.parametrize("producer", ["Chromium", "WeasyPrint"])
@pytest.mark.parametrize("look", [Look(rule="0"), Look(rule="0", merged=False)], ids=["merged", "unmerged"])
def test_nothing_is_lost_without_a_word_when_programs_draw_no_rules(producer: str, look: Look) -> None:
    found = read("表.pdf", PRODUCERS[producer](blocks(forms.WHOLE), look))
    wanted = read("表.txt", forms.WHOLE.encode())
    if not named(found):
        assert [row[2:] for row in rows(found)] == [row[2:] for row in rows(wanted)]
        assert any("没有框线" in remark.what for remark in found.remarks)


def test_what_was_read_by_places_is_scored_like_any_other() -> None:
    found = document([*TITLE, *ABOVE, *HEAD, *ROWS, *TOTAL])
    (table,) = recheck(found, catalogue().values()).tables
    assert table.total.printed is not None
    assert table.total.verdict != "not-scored"
