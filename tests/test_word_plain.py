"""Plain Word documents are read without a tree, and exactly as with one; all others are left to it."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import Cell, UnreadableFile
from reports.grid import Parsed
from reports.readers import docx as reader
from reports.readers.ooxml import WORD
from reports.readers.word_plain import plain_document

from .strategies import tiled_rows
from .word import cell, document_xml, docx, grid_rows, package, paragraph, run, table_row, word_table

RUN = "<w:r><w:t>甲</w:t></w:r>"
PLAIN = [
    "",
    paragraph("项目支出绩效自评表"),
    "<w:p/><w:p><w:r/></w:p><w:p></w:p>",
    '<w:p w:rsidR="00AA">' + RUN + '<w:bookmarkStart w:id="0" w:name="a"/>' + RUN + '<w:bookmarkEnd w:id="0"/></w:p>',
    paragraph(run("≥95%", "<w:b/>"), run("&lt;甲&gt;", '<w:rFonts w:eastAsia="宋体"/><w:sz w:val="21"/>')),
    '<w:p><w:r><w:t xml:space="preserve"> a  b\n\tc &amp;amp; &quot;</w:t></w:r></w:p>',
    paragraph(run("甲\n乙", "<w:b/>"), "\n丙"),
    "<w:p><w:r><w:br/><w:br/><w:t>a</w:t><w:t>b &lt;c&gt;</w:t></w:r><w:r><w:br/></w:r></w:p>",
    word_table(table_row("甲", cell("乙\n\n丙", span=2)), table_row(cell(span=3))),
    word_table(table_row(cell("甲", merge="restart"), "1"), table_row(cell("乙", merge="continue"), "2")),
    "<w:tbl>\n<w:tr><w:tc></w:tc></w:tr>\n</w:tbl>\n<w:p/>",
    "<w:tbl>\n<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>\n</w:tbl>",
    word_table(table_row(cell(paragraph("甲") + paragraph() + paragraph("乙", "丙")))),
]
NOT_PLAIN = {
    "a line ended by a carriage return": "<w:p><w:r><w:t>甲</w:t><w:cr/><w:t>乙</w:t></w:r></w:p>",
    "a tab": "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p>",
    "a break to a new page": '<w:p><w:r><w:br w:type="page"/></w:r></w:p>',
    "hidden text": paragraph(run("甲", "<w:vanish/>")),
    "a raised figure": paragraph(run("2", '<w:vertAlign w:val="superscript"/>')),
    "a paragraph whose mark is hidden": paragraph("甲", properties="<w:rPr><w:vanish/></w:rPr>"),
    "a deleted end of a paragraph": paragraph("甲", properties='<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>')
    + paragraph("乙"),
    "an insertion": f'<w:p><w:ins w:id="1" w:author="a">{RUN}</w:ins></w:p>',
    "a deletion": '<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>甲</w:delText></w:r></w:del></w:p>',
    "a content control": f"<w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>",
    "a control in a cell": word_table(table_row(cell(f"<w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>"))),
    "a control around a cell": word_table(f"<w:tr><w:sdt><w:sdtContent>{cell('甲')}</w:sdtContent></w:sdt></w:tr>"),
    "a change around a cell": word_table(f'<w:tr><w:ins w:id="1" w:author="a">{cell("甲")}</w:ins></w:tr>'),
    "a mark before the cells of a row": word_table(f"<w:tr><w:tblPrEx/>{cell('甲')}</w:tr>"),
    "a link": f"<w:p><w:hyperlink>{RUN}</w:hyperlink></w:p>",
    "a table in a cell": word_table(table_row(cell(word_table(table_row("甲")) + "<w:p/>"))),
    "a row that begins further right": word_table(table_row("甲", properties='<w:gridBefore w:val="1"/>')),
    "a hidden row": word_table(table_row("甲", properties="<w:hidden/>"), table_row("乙")),
    "cells merged the old way": word_table(
        table_row(cell("甲", properties='<w:hMerge w:val="restart"/>'), cell("", properties="<w:hMerge/>"), "乙")
    ),
    "a formula": "<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>",
    "a comment": f"<w:p><!-- 注 -->{RUN}</w:p>",
    "marked text": "<w:p><w:r><w:t><![CDATA[甲]]></w:t></w:r></w:p>",
    "a character by its number": "<w:p><w:r><w:t>&#30002;</w:t></w:r></w:p>",
    "a line end of another system": "<w:p><w:r><w:t>甲\r\n乙</w:t></w:r></w:p>",
    "single quotes": "<w:p w:rsidR='1'>" + RUN + "</w:p>",
    "the prefix for something else": f'<w:p xmlns:w="u">{RUN}</w:p>',
    "another prefix": f'<w:p xmlns:x="u"><x:smartTag/>{RUN}</w:p>',
    "text between cells": "<w:tbl><w:tr><w:tc><w:p/></w:tc>乙<w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "a table without rows": "<w:tbl></w:tbl>",
    "a row with the width of a cell": word_table(table_row("甲", properties='<w:gridSpan w:val="2"/>')),
    "a paragraph merged like a cell": word_table(table_row(cell(paragraph("甲", properties="<w:vMerge/>")))),
    "a width within other properties": word_table(
        table_row(cell("甲", properties='<w:tcBorders><w:gridSpan w:val="2"/></w:tcBorders>'))
    ),
    "two widths": word_table(table_row(cell("甲", properties='<w:gridSpan w:val="2"/><w:gridSpan w:val="3"/>'))),
    "a width beyond all tables": word_table(table_row(cell("甲", span=999999), "乙")),
    "a width in words": word_table(table_row('<w:tc><w:tcPr><w:gridSpan w:val="二"/></w:tcPr><w:p/></w:tc>', "乙")),
    "no width": word_table(table_row(cell("甲", properties='<w:gridSpan w:val="0"/>'))),
}
BROKEN = {
    "properties closed in another order": "<w:p><w:pPr><w:rPr><w:b></w:rPr></w:b></w:pPr></w:p>",
    "an open paragraph": f"<w:p>{RUN}",
    "an attribute twice": '<w:tbl><w:tr><w:tc><w:tcPr><w:tcW w:w="1" w:w="2"/></w:tcPr></w:tc></w:tr></w:tbl>',
    "an unknown entity": "<w:p><w:r><w:t>&nbsp;</w:t></w:r></w:p>",
    "a control character": "<w:p><w:r><w:t>\x01</w:t></w:r></w:p>",
    "no character": "<w:p><w:r><w:t>\uffff</w:t></w:r></w:p>",
    "a name that begins with a digit": f'<w:p w:1rsidR="00AA">{RUN}</w:p>',
    "a cell closed twice": f"<w:tbl><w:tr><w:tc><w:p>{RUN}</w:p></w:tc></w:tc></w:tr></w:tbl>",
    "a cell never closed": f"<w:tbl><w:tr><w:tc><w:p>{RUN}</w:p><w:tc><w:p/></w:tc></w:tr></w:tbl>",
}


def with_a_tree(data: bytes) -> Parsed:
    with patch.object(reader, "plain_document", lambda xml: None):
        return reader.parse(data, "甲.docx")


@pytest.mark.parametrize("body", PLAIN)
def test_a_plain_document_is_read_as_with_a_tree(body: str) -> None:
    assert plain_document(document_xml(body).encode()) is not None
    assert reader.parse(docx(body), "甲.docx") == with_a_tree(docx(body))


@given(tiled_rows(), st.lists(st.text(max_size=12), max_size=3))
def test_any_table_of_plain_cells_between_any_lines_is_read_as_with_a_tree(
    drawn: tuple[list[list[Cell]], int], lines: list[str]
) -> None:
    rows, width = drawn
    data = docx(*map(paragraph, lines), word_table(*grid_rows(rows, width), width=width), *map(paragraph, lines))
    assert reader.parse(data, "甲.docx") == with_a_tree(data)


@pytest.mark.parametrize("body", NOT_PLAIN.values(), ids=NOT_PLAIN.keys())
def test_what_is_not_plain_is_left_to_the_tree(body: str) -> None:
    for whole in (body, paragraph("甲") + body + word_table(table_row("乙"))):
        assert plain_document(document_xml(whole).encode()) is None
        reader.parse(docx(whole), "甲.docx")


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_broken_xml_stays_broken(body: str) -> None:
    assert plain_document(document_xml(body).encode()) is None
    with pytest.raises(UnreadableFile, match="文件损坏"):
        reader.parse(docx(body), "甲.docx")


@pytest.mark.parametrize(
    "head",
    [
        '<w:document xmlns:w="urn:other"><w:body>',
        '<?xml version="1.0" encoding="GBK"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>',
        '<x:document xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:body>',
    ],
)
def test_another_namespace_encoding_or_prefix_is_left_to_the_tree(head: str) -> None:
    assert plain_document(f"{head}<w:p>{RUN}</w:p></w:body></w:document>".encode()) is None


def test_attributes_of_a_namespace_that_is_not_declared_are_left_to_the_tree() -> None:
    body = f'<w:p w14:paraId="1">{RUN}</w:p>'
    assert plain_document(document_xml(body).encode()) is None
    with pytest.raises(UnreadableFile, match="文件损坏"):
        reader.parse(package(document_xml(body)), "甲.docx")


def ending(properties: str, namespaces: str = "") -> str:
    """A document of one paragraph with these properties of its section."""
    body = f"{paragraph('甲')}<w:sectPr>{properties}</w:sectPr>"
    return f'<w:document xmlns:w="{WORD}"{namespaces}><w:body>{body}</w:body></w:document>'


def test_marks_of_relationships_need_their_namespace() -> None:
    footer = '<w:footerReference w:type="default" r:id="rId1"/>'
    assert plain_document(ending(footer, ' xmlns:r="urn:r"').encode()) == ["甲"]
    assert plain_document(ending(footer).encode()) is None
    with pytest.raises(UnreadableFile, match="文件损坏"):
        reader.parse(package(ending(footer)), "甲.docx")


@pytest.mark.parametrize("properties", ['<w:type w:val="continuous"/>', "<w:pgSz>", "<w:bidi/>"])
def test_properties_of_the_section_that_are_not_known_are_left_to_the_tree(properties: str) -> None:
    assert plain_document(ending("<w:cols/>").encode()) == ["甲"]
    assert plain_document(ending(properties).encode()) is None
