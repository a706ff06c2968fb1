"""PDFs made by five programs and by hand: the same evaluations as from the text, whatever the pages did to it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

from reports import read
from reports.document import read_parsed, read_text
from reports.errors import UnreadableFile
from reports.grid import Block, Grid, Paragraph, Parsed
from reports.readers import pdf_stitch
from reports.readers.pdf import parse
from reports.readers.pdf_letters import spelled
from reports.readers.text import blocks, decode
from scoring.model import NOWHERE, Document, Evaluation, Place

from . import drawn, drawn_pages, forms
from .pdfs import PLAIN, PRODUCERS, Look

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
# Where a line was wrapped beside a Chinese character, nobody knows whether a space stood there.
_SPACES = re.compile(r"(?<=[\u2e80-\uffef]) +| +(?=[\u2e80-\uffef])")

LONG = forms.WHOLE.replace(
    forms.ROWS,
    "".join(
        f"{'年度绩效指标' if number == 0 else ''}\t{'产出指标' if number == 0 else ''}\t"
        f"{('数量指标', '质量指标', '时效指标')[number // 30] if number % 30 == 0 else ''}\t"
        f"第{number + 1}号河段清淤疏浚与岸坡整治完成里程\t≥1,2{number:02d}.50万元\t=1,2{number:02d}.50万元\t1\t1.00\t"
        f"{'汛期提前，停工一个月，次年三月补做' if number % 7 == 3 else ''}\n"
        for number in range(90)
    ),
)
NARROW = Look(size=10, shares=(3, 3, 3, 5, 3, 3, 2, 2, 4))


def texts(parsed: Parsed) -> list[list[str]]:
    """The texts of all grids, row by row."""
    return [
        [cell.text for cell in row.cells] for block in parsed.blocks if isinstance(block, Grid) for row in block.rows
    ]


def lines(parsed: Parsed) -> list[str]:
    return [block.text for block in parsed.blocks if isinstance(block, Paragraph)]


def bare(thing: Any) -> Any:
    """A value without its places and without spaces beside Chinese characters."""
    if isinstance(thing, str):
        return _SPACES.sub("", thing)
    if isinstance(thing, Place):
        return NOWHERE
    if attrs.has(type(thing)):
        fields = {field.name: bare(getattr(thing, field.name)) for field in attrs.fields(type(thing))}
        return type(thing)(**fields)
    if isinstance(thing, tuple):
        return tuple(map(bare, thing))
    return thing


def from_pdf(data: bytes) -> Document:
    return read_parsed(parse(data, "表.pdf"), "表.pdf")


def assert_same(found: tuple[Evaluation, ...], wanted: tuple[Evaluation, ...]) -> None:
    assert [table.project for table in map(bare, found)] == [table.project for table in map(bare, wanted)]
    for one, other in zip(found, wanted, strict=True):
        assert bare(one) == bare(other)


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize(
    "look",
    [PLAIN, Look(landscape=True, size=11), NARROW, Look(merged=False, middle=False)],
    ids=["upright", "lying", "narrow", "unmerged"],
)
def test_a_form_reads_the_same_from_every_producer(producer: str, look: Look) -> None:
    wanted = read_text(forms.WHOLE, "表.txt").evaluations
    assert_same(from_pdf(PRODUCERS[producer](blocks(forms.WHOLE), look)).evaluations, wanted)


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize("merged", [True, False])
def test_a_long_table_goes_on_over_pages_with_its_head_repeated(producer: str, merged: bool) -> None:
    if producer == "reportlab" and merged:
        pytest.skip("reportlab does not cut a cell that spans more rows than a page holds")
    data = PRODUCERS[producer](blocks(LONG), Look(size=10, merged=merged, shares=NARROW.shares))
    found = from_pdf(data)
    assert_same(found.evaluations, read_text(LONG, "表.txt").evaluations)
    rows = found.evaluations[0].indicators
    assert rows[-1].place.page >= 3
    places = [(row.place.page, row.place.grid, row.place.grid_row) for row in rows]
    assert places == sorted(set(places))
    later = [place for place in places if place[0] > places[0][0]]
    # A person counts from the top of the page: the head again, which LibreOffice may leave out, the rest of a cut row.
    assert {min(row for at, _, row in later if at == page) for page, _, _ in later} <= {1, 2, 3}


def test_rows_are_looked_at_once_for_a_head_that_is_repeated_however_many_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages, seen = 12, 0
    real = pdf_stitch._shape

    def counted(row: Any) -> Any:
        nonlocal seen
        seen += 1
        return real(row)

    monkeypatch.setattr(pdf_stitch, "_shape", counted)
    # A head on every page, never the one before: all rows before are looked at.
    found = parse(drawn_pages.heads([f"目标{'值' * (page + 1)}" for page in range(pages)], rows=20), "表.pdf")
    assert len(texts(found)) == pages * 21
    assert seen <= pages * 22


@pytest.mark.parametrize("producer", ["Chromium", "WeasyPrint", "typst", "LibreOffice"])
def test_rows_cut_by_the_end_of_a_page_are_joined(producer: str) -> None:
    long = "河道清淤与岸坡整治按年度计划推进，" * 9
    text = forms.WHOLE.replace("汛期提前，停工一个月", long).replace("清淤河道11公里。", long * 3)
    spread = "\n\n".join(["前文。"] * 12) + "\n\n" + text
    data = PRODUCERS[producer](blocks(spread * 2), Look(size=11, shares=NARROW.shares, heads=False))
    assert_same(from_pdf(data).evaluations, read_text(spread * 2, "表.txt").evaluations)


@pytest.mark.parametrize("producer", PRODUCERS)
def test_the_grid_is_the_one_that_pdfplumber_finds(producer: str) -> None:
    pdfplumber = pytest.importorskip("pdfplumber", reason="pdfplumber is not installed")
    from io import BytesIO

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    data = PRODUCERS[producer](blocks(forms.WHOLE), Look(heads=False, size=7, shares=(1,) * 9))
    with pdfplumber.open(BytesIO(data)) as opened:
        (table,) = opened.pages[0].dedupe_chars().extract_tables()
    # pdfplumber leaves the radicals that Chromium writes for characters as they are.
    theirs = [
        ["".join(spelled(letter, None, None, 0) for letter in "".join(cell.split())) for cell in row if cell]
        for row in table
    ]
    ours = [["".join(text.split()) for text in row] for row in texts(parse(data, "表.pdf"))]
    assert ours == [row for row in theirs if row]


@cache
def seed(number: str) -> tuple[list[Block], Document]:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return blocks(decode(path.read_bytes(), str(path))), read(path)


FIXED = Look(shares=(3, 3, 3, 5, *(3,) * 13), heads=False)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
@pytest.mark.parametrize(
    ("producer", "look"),
    [("typst", FIXED), ("Chromium", FIXED), ("WeasyPrint", FIXED), ("LibreOffice", Look(landscape=True, size=10))],
    ids=["typst", "Chromium", "WeasyPrint", "LibreOffice"],
)
def test_published_documents_read_the_same_as_from_their_text(number: str, producer: str, look: Look) -> None:
    found, wanted = seed(number)
    document = from_pdf(PRODUCERS[producer](found, look))
    assert_same(document.evaluations, wanted.evaluations)
    assert bare(document.statements) == bare(wanted.statements)
    assert len(document.skipped) == len(wanted.skipped)


AUTOMATIC = [
    # Narrow automatic columns: pages cut rows and names in the midst.
    ("001", "WeasyPrint", Look(landscape=True, heads=False)),
    ("002", "typst", Look(landscape=True, size=10)),
    ("003", "LibreOffice", Look(landscape=True, size=7)),
    ("004", "LibreOffice", Look()),
    ("004", "Chromium", Look(landscape=True)),
    ("004", "Chromium", Look(heads=False)),
    ("004", "Chromium", Look(merged=False, middle=False)),
    ("004", "WeasyPrint", Look(landscape=True, size=11)),
    ("004", "WeasyPrint", Look(landscape=True, heads=False)),
]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")
@pytest.mark.parametrize(("number", "producer", "look"), AUTOMATIC, ids=lambda value: str(value)[:10])
def test_published_documents_with_automatic_columns_read_the_same(number: str, producer: str, look: Look) -> None:
    found, wanted = seed(number)
    document = from_pdf(PRODUCERS[producer](found, look))
    assert_same(document.evaluations, wanted.evaluations)
    assert len(document.skipped) == len(wanted.skipped)


WANTED = [["项目", "目标", "得分"], ["甲", "乙", "丙"]]


class TestRules:
    """Tables drawn by hand, two rows by three columns."""

    @pytest.mark.parametrize("style", drawn.STYLES)
    def test_however_the_rules_are_drawn(self, style: str) -> None:
        assert texts(parse(drawn.table(style), "表.pdf")) == WANTED

    @pytest.mark.parametrize("hidden", ["white", "transparent", "clipped"])
    def test_rules_that_nobody_sees_part_no_cell(self, hidden: str) -> None:
        assert texts(parse(drawn.table("lines", hidden=hidden), "表.pdf")) == WANTED

    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    @pytest.mark.parametrize("by", ["page", "drawing"])
    def test_turned_pages(self, turned: int, by: str) -> None:
        assert texts(parse(drawn.table("lines", turned=turned, by=by), "表.pdf")) == WANTED

    def test_a_cropped_page_shows_only_its_part(self) -> None:
        assert texts(parse(drawn.table("lines", cropped=True), "表.pdf")) == WANTED

    def test_merged_cells_say_what_they_cover_and_empty_ones_are_not_covered(self) -> None:
        (grid,) = [block for block in parse(drawn.merged(), "表.pdf").blocks if isinstance(block, Grid)]
        cells = {cell.text: (cell.column, cell.colspan, cell.rowspan) for row in grid.rows for cell in row.cells}
        assert cells == {"一": (0, 1, 2), "二": (1, 2, 1), "三": (2, 1, 1)}

    def test_two_tables_side_by_side_are_two(self) -> None:
        found = [block for block in parse(drawn.side_by_side(), "表.pdf").blocks if isinstance(block, Grid)]
        assert [grid.place.grid for grid in found] == [1, 2]
        assert [[cell.text for cell in row.cells] for grid in found for row in grid.rows] == [
            *WANTED,
            *WANTED,
        ]

    def test_a_frame_around_a_table_is_no_table(self) -> None:
        parsed = parse(drawn.framed(), "表.pdf")
        assert texts(parsed) == WANTED
        assert lines(parsed) == ["框里的标题"]

    def test_what_is_drawn_into_a_cell_after_a_line_outside_stands_in_the_cell(self) -> None:
        parsed = parse(drawn.interrupted(), "表.pdf")
        assert [[text.replace(" ", "") for text in row] for row in texts(parsed)] == [
            WANTED[0],
            ["甲", "乙", "丙丁戊"],
        ]
        assert lines(parsed) == ["表下的一行"]


class TestLetters:
    def test_letters_drawn_twice_to_look_bold_are_read_once(self) -> None:
        assert lines(parse(drawn.text("大于60分，11月100%", bold=4), "表.pdf")) == ["大于60分，11月100%"]

    def test_a_raised_figure_stays_raised(self) -> None:
        assert lines(parse(drawn.raised("面积10", "2", "亩"), "表.pdf")) == ["面积10²亩"]

    def test_radicals_become_characters_and_nothing_else_changes(self) -> None:
        shown = "".join(spelled(character, None, None, 0) for character in "⼀⽬⻚豈①１％")
        assert shown == "一目页豈①１％"

    def test_text_set_upwards_at_the_side_is_read_in_order(self) -> None:
        assert texts(parse(drawn.side_heading("up"), "表.pdf"))[0][0] == "年度绩效指标"
        assert texts(parse(drawn.side_heading("down"), "表.pdf"))[0][0] == "年度绩效指标"
        assert texts(parse(drawn.side_heading("stacked"), "表.pdf"))[0][0] == "年度绩效指标"

    @pytest.mark.parametrize(
        ("printed", "wanted"),
        [
            (("1,200.0", "0"), "1,200.00"),
            (("≥1,234,567.", "89万元"), "≥1,234,567.89万元"),
            (("12月10", "日前"), "12月10日前"),
            (("95", "90"), "95\n90"),
        ],
    )
    def test_a_number_wrapped_in_its_cell_is_one_and_two_numbers_are_two(
        self, printed: tuple[str, str], wanted: str
    ) -> None:
        assert texts(parse(drawn.wrapped(printed), "表.pdf"))[1][1] == wanted


class TestPages:
    def test_running_heads_and_page_numbers_are_left_out_and_titles_are_not(self) -> None:
        parsed = parse(drawn_pages.running_heads(4), "表.pdf")
        assert lines(parsed) == [f"项目支出绩效自评表,这是第{word}页的正文。" for word in "一二三四"] or lines(
            parsed
        ) == [text for word in "一二三四" for text in ("项目支出绩效自评表", f"这是第{word}页的正文。")]

    def test_paragraphs_are_joined_and_end_where_they_end(self) -> None:
        first = "    " + "根据预算绩效管理要求，本单位对全部项目开展了绩效自评，" * 6 + "自评覆盖率百分之百。"
        data = PRODUCERS["typst"](blocks(f"{first}\n\n二、问题\n\n{first}\n"), PLAIN)
        joined = first.strip()
        assert lines(parse(data, "表.pdf")) == [joined, "二、问题", joined]

    def test_a_scanned_page_is_named_and_the_others_are_read(self) -> None:
        parsed = parse(drawn.scanned([True, False]), "表.pdf")
        assert [(remark.code, remark.place.page) for remark in parsed.remarks] == [("R5", 1)]
        assert "第 1 页是图片" in parsed.remarks[0].what
        assert texts(parsed) == WANTED

    def test_a_scanned_file_is_refused_with_the_cure(self) -> None:
        with pytest.raises(UnreadableFile, match="图片") as caught:
            parse(drawn.scanned([True, True]), "扫描.pdf")
        assert caught.value.place == "扫描.pdf"
        assert "OCR" in caught.value.cure

    def test_what_was_typed_into_a_form_field_is_read(self) -> None:
        assert texts(parse(drawn.field("45.50"), "表.pdf")) == [["执行数", "45.50"]]

    def test_a_page_with_more_lines_than_any_table_keeps_its_text_and_is_named(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("reports.readers.pdf_lattice._MOST_CROSSINGS", 5)
        parsed = parse(drawn.table("lines"), "表.pdf")
        assert "这一页的表格没有读" in parsed.skipped[0].what
        assert "".join(lines(parsed)).startswith("项目")

    def test_a_page_with_endless_lines_keeps_its_text_and_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("reports.readers.pdf_rules._MOST_SEGMENTS", 5)
        parsed = parse(drawn.table("lines"), "表.pdf")
        assert "线条太多" in parsed.skipped[0].what
        assert parsed.skipped[0].place.page == 1
        assert "".join(lines(parsed)).startswith("项目")


class TestFiles:
    @pytest.mark.parametrize(
        ("spoiled", "message"),
        [
            (lambda data: data[:200], "已损坏"),
            (lambda data: b"%PDF-1.7\n" + b"\0" * 5000, "已损坏"),
            (lambda data: b"", "已损坏"),
        ],
        ids=["cut off", "nothing in it", "empty"],
    )
    def test_a_broken_file_is_named(self, spoiled: Callable[[bytes], bytes], message: str) -> None:
        with pytest.raises(UnreadableFile, match=message) as caught:
            parse(spoiled(drawn.table("lines")), "坏.pdf")
        assert caught.value.place == "坏.pdf"
        assert caught.value.cure

    def test_a_broken_table_of_contents_is_repaired(self) -> None:
        data = drawn.table("lines")
        at = data.rindex(b"startxref")
        assert texts(parse(data[:at] + b"startxref\n7\n%%EOF\n", "表.pdf")) == WANTED

    def test_a_password_is_named_and_an_owners_password_does_not_matter(self) -> None:
        with pytest.raises(UnreadableFile, match="密码"):
            parse(drawn.table("lines", user="secret"), "锁.pdf")
        assert texts(parse(drawn.table("lines", owner="secret"), "表.pdf")) == WANTED

    def test_a_file_without_any_text_is_refused(self) -> None:
        with pytest.raises(UnreadableFile, match="没有文字"):
            parse(drawn.text(""), "空.pdf")
