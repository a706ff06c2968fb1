"""Pieces of Word documents that are hard to read, and what is read of them."""

from __future__ import annotations

from reports import Block, Grid, Paragraph, Row

from .word import (
    cell,
    paragraph,
    read_grids,
    table_row,
    word_table,
)

PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'
RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"


def control(inner: str, properties: str = "<w:sdtPr/>") -> str:
    return f"<w:sdt>{properties}<w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def box(*content: str) -> str:
    """A run with a text box as Word writes it: the new drawing, and the old one for old programs."""
    inner = f"<w:txbxContent>{''.join(content)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def one_text(*content: str) -> str:
    """The text of the one cell that holds this paragraph content."""
    (grid,) = read_grids(word_table(table_row(cell(paragraph(*content)))))
    return grid.rows[0].cells[0].text


def cells_of(*body: str) -> list[list[tuple[str, int, int, int]]]:
    (grid,) = read_grids(*body)
    return [[(c.text, c.column, c.colspan, c.rowspan) for c in row.cells] for row in grid.rows]


def placeless_blocks(found: tuple[Block, ...] | list[Block]) -> list[Block]:
    return [
        Paragraph(block.text) if isinstance(block, Paragraph) else Grid(tuple(Row(row.cells) for row in block.rows))
        for block in found
    ]
