"""Word documents: the page of everything, and the way from a place back to its cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports import Cell, Grid
from reports.readers.docx import parse
from reports.readers.ooxml import Element, word_data, word_part
from reports.readers.package import open_package
from reports.readers.word_tables import CELL, TEXT, cell_at, slots, table_rows, tables

from .strategies import tiled_rows
from .word import (
    cell,
    docx,
    grid_rows,
    paragraph,
    read_blocks,
    table_row,
    word_table,
)
from .word_content import PAGE_BREAK, RENDERED, box, control


class TestPages:
    def test_without_any_mark_the_page_is_unknown(self) -> None:
        assert [block.place.page for block in read_blocks(paragraph("甲"), word_table(table_row("乙")))] == [0, 0]

    def test_pages_as_word_noted_them(self) -> None:
        found = read_blocks(
            paragraph("甲"),
            paragraph(RENDERED, "乙"),
            word_table(table_row("丙"), table_row(cell(paragraph(RENDERED, "丁")))),
        )
        assert [block.place.page for block in found] == [1, 2, 2]
        assert isinstance(found[2], Grid)
        assert [row.place.page for row in found[2].rows] == [2, 3]

    def test_a_break_set_by_hand_and_noted_by_word_is_one_page(self) -> None:
        found = read_blocks(
            paragraph("甲", PAGE_BREAK), paragraph(RENDERED, "乙"), paragraph("丙", PAGE_BREAK, "丁", RENDERED, "戊")
        )
        assert [(block.place.page) for block in found] == [1, 2, 2, 2]

    def test_cells_beside_each_other_turn_the_page_once(self) -> None:
        split = table_row(cell(paragraph("一", RENDERED, "二")), cell(paragraph("三", RENDERED, "四")))
        found = read_blocks(word_table(table_row("甲"), split), paragraph("后"), paragraph(RENDERED, "末"))
        assert [block.place.page for block in found] == [1, 2, 3]

    def test_a_section_begins_on_a_new_page(self) -> None:
        section = paragraph("甲", properties="<w:sectPr/>")
        found = read_blocks(
            section,
            paragraph(RENDERED, "乙"),
            paragraph("丙", properties='<w:sectPr><w:type w:val="continuous"/></w:sectPr>'),
            paragraph("丁"),
        )
        assert [block.place.page for block in found] == [1, 2, 2, 2]


def text_of(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(TEXT))


def root_of(data: bytes) -> Element:
    opened = open_package(data, "甲.docx")
    return word_part(opened, *word_data(opened)).root


def assert_places_lead_back(data: bytes) -> int:
    """Every cell read is found again by its grid, row and column; how many there were."""
    known = list(tables(root_of(data)))
    count = 0
    for block in parse(data, "甲.docx").blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                for found in row.cells:
                    count += 1
                    at = cell_at(known[row.place.grid - 1], row.place.grid_row, found.column)
                    assert at is not None
                    assert text_of(at) == found.text.replace("\n", "")
    return count


class TestPlaces:
    def test_places_lead_back_through_everything_that_stands_around_cells(self) -> None:
        inner = word_table(table_row(control(cell("芯")), "值"))
        rows = (
            control(table_row("受控", "行", "三", "四")),
            table_row(cell("产出", merge="restart"), cell("宽", span=2), "五"),
            table_row(cell(merge="continue"), "删", properties="<w:del w:id='1'/>"),
            table_row(cell(merge="continue"), control(cell("六")), "七", cell(inner, "<w:p/>")),
            table_row("迟", properties='<w:gridBefore w:val="2"/>'),
        )
        body = (paragraph(box(word_table(table_row("框")))), word_table(*rows), control(word_table(table_row("末"))))
        assert assert_places_lead_back(docx(*body)) == 14
        assert len(list(tables(root_of(docx(*body))))) == 4

    def test_any_column_of_a_merge_leads_to_its_first_cell(self) -> None:
        rows = (
            table_row(cell("甲", span=2, merge="restart"), "乙"),
            *[table_row(cell(span=2, merge="continue"), "丙")] * 2,
        )
        (table,) = tables(root_of(docx(word_table(*rows))))
        found = {cell_at(table, row, column) for row in (1, 2, 3) for column in (0, 1)}
        assert [text_of(at) for at in found if at is not None] == ["甲"]

    def test_what_is_not_there_is_not_found(self) -> None:
        (table,) = tables(root_of(docx(word_table(table_row("甲")))))
        assert [cell_at(table, *place) for place in ((0, 0), (2, 0), (1, 1))] == [None] * 3

    @given(tiled_rows(), st.booleans())
    def test_any_tiling_of_merged_cells_is_read_as_it_was_drawn(
        self, drawn: tuple[list[list[Cell]], int], controlled: bool
    ) -> None:
        rows, width = drawn
        written = grid_rows(rows, width)
        if controlled:
            # A content control anywhere keeps the whole table from being read in one sweep.
            written = [control(row) for row in written]
        data = docx(word_table(*written, width=width))
        expected = [(number, tuple(row)) for number, row in enumerate(rows, 1) if row]
        found = [
            (row.place.grid_row, row.cells)
            for block in parse(data, "甲.docx").blocks
            if isinstance(block, Grid)
            for row in block.rows
        ]
        assert found == expected
        assert assert_places_lead_back(data) == sum(len(row) for row in rows)
        (table,) = tables(root_of(data))
        masters = {
            (number + down, at.column + right): at
            for number, row in enumerate(rows, 1)
            for at in row
            for down in range(at.rowspan)
            for right in range(at.colspan)
        }
        for (number, column), at in masters.items():
            element = cell_at(table, number, column)
            assert element is not None
            assert text_of(element) == at.text.replace("\n", "")

    def test_slots_name_the_cells_of_a_row(self) -> None:
        (table,) = tables(root_of(docx(word_table(table_row(cell("甲", span=2), "乙")))))
        (row,) = table_rows(table)
        assert [(slot.column, slot.colspan, slot.cell.tag) for slot in slots(row)] == [(0, 2, CELL), (2, 1, CELL)]
