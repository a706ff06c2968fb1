"""Reports, opinions and forms as .docx: whole to Word, complete, the same every time."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from lxml import etree

from reports import ReportError, read, render, render_file
from reports.sheets.sheet import Sheet, SheetCell, SheetPart, SheetRow
from reports.writers.docx import write
from reports.writers.docx_form import LANDSCAPE, PORTRAIT, drawing, twips
from scoring import Document, Evaluation, recheck

from . import samples
from .office_files import W, assert_whole, converted, pages_of, parts_of, text_of

TABLES: dict[str, Callable[[], Evaluation]] = {
    "plain": samples.plain_project,
    "parts": samples.part_project,
    "wrong": samples.wrong_project,
    "gaps": samples.gap_project,
    "hostile": samples.hostile_project,
    "long": samples.long_project,
    "department": samples.department,
    "goal": samples.goal_table,
}
UNSEEN = "甲\x00\x0b\u202e乙\ufffe\ud800丙<w:p/>&amp;]]>{{ view }}{% raw %}\n丁"
HEADS_OF_MARKDOWN = {"一级指标", "二级指标", "三级指标", "算式", "所填原因", "未识别", "项目", "内容"}
"""Heads of columns that are no columns here."""


def every_file() -> dict[str, tuple[str, Any]]:
    files: dict[str, tuple[str, Any]] = {
        "opinion": ("opinion", samples.rechecked()),
        "opinion-goals": ("opinion", samples.goals_rechecked()),
        "opinion-errors": ("opinion", samples.erring_though_agreeing()),
    }
    for name, table in TABLES.items():
        files[f"form-{name}"] = "form", table()
        if name != "goal":
            files[f"report-{name}"] = "report", samples.scored(table())
    return files


EVERY = every_file()


def plain(text: str) -> str:
    """Text without spaces, marks of Markdown and escapes."""
    return re.sub(r"[\s\\*]+", "", html.unescape(text))


@pytest.mark.parametrize("name", EVERY)
def test_every_document_is_whole_to_word(name: str) -> None:
    kind, subject = EVERY[name]
    assert_whole(render_file(kind, subject, "docx"))


@pytest.mark.parametrize("name", [name for name in EVERY if not name.startswith("form")])
def test_a_document_says_everything_the_markdown_says(name: str) -> None:
    kind, subject = EVERY[name]
    shown = plain(text_of(assert_whole(render_file(kind, subject, "docx"))))
    missing = []
    for line in render(kind, subject, "md").splitlines():
        line = re.sub(r"^\s*(#+|-) +", "", line)
        if re.fullmatch(r"[|: -]*", line):
            continue
        # A sum stands in one cell of the Markdown table and on several lines here.
        pieces = re.split(r"(?<!\\)\||；|。|·|　|：|（|）", line)
        missing += [piece for piece in map(plain, pieces) if piece not in shown and piece not in HEADS_OF_MARKDOWN]
    assert missing == []


@pytest.mark.parametrize("name", [name for name in EVERY if name.startswith("form")])
def test_a_form_reads_back(name: str) -> None:
    kind, subject = EVERY[name]
    (back,) = read("自评表.docx", render_file(kind, subject, "docx")).evaluations
    assert [(row.level1, row.level2, row.name) for row in back.indicators] == [
        (row.level1, row.level2, row.name) for row in subject.indicators
    ]
    assert [row.printed_score for row in back.indicators] == [row.printed_score for row in subject.indicators]


def test_the_same_view_gives_the_same_bytes() -> None:
    kind, subject = EVERY["report-parts"]
    assert render_file(kind, subject, "docx") == render_file(kind, subject, "docx")


@pytest.mark.parametrize("kind", ["report", "form", "opinion"])
def test_no_text_of_a_stranger_becomes_markup(kind: str) -> None:
    table = samples.part_project()
    rows = tuple(evolve(row, name=UNSEEN, reason=UNSEEN) for row in table.indicators)
    table = evolve(table, project=UNSEEN, unit=UNSEEN, goal=UNSEEN, indicators=rows)
    subject: Any = table
    if kind == "report":
        subject = samples.scored(table)
    elif kind == "opinion":
        subject = recheck(Document(f"{UNSEEN}.txt", (table,)), samples.RULESETS)
    document = assert_whole(render_file(kind, subject, "docx"))
    shown = text_of(document)
    assert "甲 乙丙<w:p/>&amp;]]>{{ view }}{% raw %}丁" in shown
    assert len(list(document.iter(f"{W}br"))) > 0


def test_pages_are_those_of_official_documents() -> None:
    document = assert_whole(render_file(*EVERY["report-plain"], "docx"))
    size, margins = document.find(f".//{W}pgSz"), document.find(f".//{W}pgMar")
    assert size is not None
    assert margins is not None
    millimetres = {
        side: round(int(margins.get(f"{W}{side}", "0")) / 1440 * 25.4) for side in ("top", "bottom", "left", "right")
    }
    assert millimetres == {"top": 37, "bottom": 35, "left": 28, "right": 26}
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")


def test_page_numbers_stand_outside_on_odd_and_even_pages() -> None:
    parts = parts_of(render_file(*EVERY["report-plain"], "docx"))
    for part, side in (("word/footer_odd.xml", "right"), ("word/footer_even.xml", "left")):
        footer = etree.fromstring(parts[part])
        assert text_of(footer) == "— 1 —"
        alignment = footer.find(f".//{W}jc")
        assert alignment is not None
        assert alignment.get(f"{W}val") == side
    assert b"<w:evenAndOddHeaders/>" in parts["word/settings.xml"]


def sheet(rows: int = 3, landscape: bool = False, name: str = "名称") -> Sheet:
    head = SheetRow(
        tuple(
            SheetCell(text, column, kind="head") for column, text in enumerate(("一级", "二级", "三级", "分值", "得分"))
        )
    )
    body = [
        SheetRow(
            (
                *((SheetCell("产出指标", 0, rowspan=rows, kind="level"),) if number == 0 else ()),
                *(
                    (SheetCell("数量指标", 1, rowspan=2, kind="level"),)
                    if number % 2 == 0 and number + 1 < rows
                    else ()
                ),
                *((SheetCell("质量指标", 1, kind="level"),) if number % 2 == 0 and number + 1 == rows else ()),
                SheetCell(f"{name}{number}", 2),
                SheetCell("10", 3, kind="number"),
                SheetCell("9.50", 4, kind="number"),
            ),
            indicator=number + 1,
        )
        for number in range(rows)
    ]
    top = SheetRow((SheetCell("项目名称", 0, kind="label"), SheetCell("某项目", 1, colspan=4)))
    return Sheet(
        "自评表",
        "（2024年度）",
        ("金额单位：万元",),
        (2, 2, 6, 1, 1),
        (SheetPart((top,)), SheetPart((head, *body), heads=1)),
        landscape,
    )


def test_level_cells_are_merged_and_heads_repeated() -> None:
    document = assert_whole(write("form", sheet()))
    _, table = document.iter(f"{W}tbl")
    merges = [[mark.get(f"{W}val") for mark in row.iter(f"{W}vMerge")] for row in table.iter(f"{W}tr")]
    assert merges == [[], ["restart", "restart"], ["continue", "continue"], ["continue"]]
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")] == [
        True,
        False,
        False,
        False,
    ]


def test_parts_stand_flush() -> None:
    body = assert_whole(write("form", sheet()))[0]
    between = [
        style.get(f"{W}val") for style in body.iter(f"{W}pStyle") if style.getparent().getparent().getparent() is body
    ]  # type: ignore[union-attr]
    assert between == ["FormTitle", "FormYear", "FormAbove", "Flush", "Flush"]


def test_a_landscape_sheet_lies_on_its_side() -> None:
    document = assert_whole(write("form", sheet(landscape=True)))
    size = document.find(f".//{W}pgSz")
    assert size is not None
    assert (size.get(f"{W}w"), size.get(f"{W}h"), size.get(f"{W}orient")) == ("16838", "11906", "landscape")


def test_letters_shrink_until_the_form_fits_its_page() -> None:
    sizes = [drawing(sheet(rows), PORTRAIT).parts[1][1].cells[2].style for rows in (3, 25, 30, 200)]
    assert sizes == ["Left24", "Left21", "Left18", "Left21"]
    assert drawing(sheet(3), LANDSCAPE).parts[1][1].cells[2].style == "Left24"


def test_a_short_row_stays_whole_and_a_long_one_may_be_split() -> None:
    short, long = drawing(sheet(1), PORTRAIT), drawing(sheet(1, name="名" * 500), PORTRAIT)
    assert (short.parts[1][1].whole, long.parts[1][1].whole) == (True, False)


def test_widths_add_up() -> None:
    assert sum(twips((1, 1, 1, 7, 3))) == PORTRAIT.measure


def test_a_cell_the_sheet_leaves_out_is_drawn_empty() -> None:
    row = SheetRow((SheetCell("甲", 0), SheetCell("丙", 2)))
    assert_whole(write("form", Sheet("表", "", (), (1, 1, 1, 1), (SheetPart((row,)),))))


def test_a_view_of_another_kind_is_refused() -> None:
    with pytest.raises(ReportError, match="docx"):
        write("report", sheet())


@pytest.mark.parametrize("name", ["opinion", "report-long", "form-long", "form-department"])
def test_libreoffice_opens_it_and_shows_all_of_it(name: str, tmp_path: Path) -> None:
    kind, subject = EVERY[name]
    data = render_file(kind, subject, "docx")
    pages = pages_of(converted(data, "docx", tmp_path))
    shown = re.sub(r"\s", "", "".join(pages))
    for row in assert_whole(data).iter(f"{W}t"):
        assert re.sub(r"\s", "", row.text or "")[:6] in shown
    assert "—1—" in re.sub(r"\s", "", pages[0])
