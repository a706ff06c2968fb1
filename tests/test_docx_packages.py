"""Word documents as packages: parts under other names, small parts, and files that are hostile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import Grid, Paragraph, UnreadableFile
from reports.readers import package as package_module
from reports.readers.docx import parse
from reports.readers.package import open_package
from reports.readers.text import blocks

from .forms import WHOLE
from .word import (
    SECTION,
    cell,
    document_xml,
    docx,
    package,
    paragraph,
    run,
    table_row,
    texts,
    word_table,
    write_blocks,
)
from .word_content import control, placeless_blocks


class TestPackages:
    def test_the_document_may_have_any_name(self) -> None:
        assert placeless_blocks(parse(package(document_xml(paragraph("甲")), "正文/文档 1.xml"), "甲.docx").blocks) == [
            Paragraph("甲")
        ]

    def test_the_strict_spelling_is_read(self) -> None:
        strict = document_xml(paragraph("甲")).replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        assert placeless_blocks(parse(package(strict), "甲.docx").blocks) == [Paragraph("甲")]

    def test_utf_16_is_read(self) -> None:
        xml = '<?xml version="1.0" encoding="UTF-16"?>' + document_xml(
            word_table(table_row(cell(paragraph("10", run("2", '<w:vertAlign w:val="superscript"/>')))))
        )
        (grid,) = parse(package(xml.encode("utf-16")), "甲.docx").blocks
        assert isinstance(grid, Grid)
        assert texts(grid) == [["10²"]]


@cache
def sound() -> bytes:
    return write_blocks(blocks(WHOLE))


def changed_where(data: bytes, mark: bytes, at: int, new: bytes) -> bytes:
    """A package with bytes of each header changed that begins with ``mark``, so far behind its beginning."""
    parts = data.split(mark)
    return mark.join([parts[0], *(part[: at - 4] + new + part[at - 4 + len(new) :] for part in parts[1:])])


class TestSmallParts:
    """What is unpacked at one go is refused where it would be if it were taken in pieces."""

    def test_they_are_counted_together(self) -> None:
        opened = open_package(archive(("a", b"1" * 600), ("b", b"2" * 600)), "甲.zip", largest_sum=1000)
        assert opened.part("a") == b"1" * 600
        with pytest.raises(UnreadableFile, match="解压后超过"):
            opened.part("b")

    @pytest.mark.parametrize("flags", [b"\x20\0", b"\x40\0"], ids=["a patch", "strong encryption"])
    def test_what_no_library_unpacks_is_refused(self, flags: bytes) -> None:
        data = changed_where(archive(("a", b"1" * 600)), b"PK\x01\x02", 8, flags)
        with pytest.raises(UnreadableFile, match="解不开"):
            open_package(changed_where(data, b"PK\x03\x04", 6, flags), "甲.zip").part("a")

    def test_a_part_of_another_name_than_the_directory_has_is_refused(self) -> None:
        data = changed_where(archive(("ab", b"1" * 600)), b"PK\x03\x04", 30, b"cd")
        with pytest.raises(UnreadableFile, match="解不开"):
            open_package(data, "甲.zip").part("ab")


def archive(*parts: tuple[str, bytes | str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as written:
        for name, content in parts:
            written.writestr(name, content)
    return buffer.getvalue()


def hostile() -> Iterator[tuple[str, bytes, str]]:
    document = document_xml(paragraph("甲"))
    yield "no-zip", b"not a zip", "不是 zip"
    yield "truncated", sound()[:-40], "不完整"
    yield "half", sound()[: len(sound()) // 2], "不完整"
    yield "no-document", archive(("a.txt", "甲")), "没有文档正文"
    yield (
        "workbook",
        package('<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>', "xl/workbook.xml"),
        "不是 Word",
    )
    yield "no-body", package(document_xml().replace("<w:body>" + SECTION + "</w:body>", "")), "没有正文"
    yield "broken-xml", package(document[:-20]), "XML 有错"
    yield "empty-part", package(b""), "XML 有错"
    yield "doctype", package('<!DOCTYPE w:document [<!ENTITY a "甲">]>' + document), "DOCTYPE"
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "哈"}">' for n in range(10))
    yield "entities", package(f"<!DOCTYPE x [{laughs}]>" + document.replace("甲", "&l9;")), ""
    yield "deep", package(document_xml("<w:p>" * 1000 + "</w:p>" * 1000)), "嵌套太深"
    yield "bomb", package(document.replace("甲", "甲" + " " * (12 << 20))), "压缩炸弹"
    yield "tables", package(document_xml("<w:tbl/>" * 20_001)), "个，没有读"
    yield "tags", package(document_xml("<w:p/>" * 2_600_000)), ""


class TestHostile:
    @pytest.mark.parametrize(("data", "word"), [pytest.param(data, word, id=name) for name, data, word in hostile()])
    def test_a_file_that_cannot_be_read_is_named_with_a_cure(self, data: bytes, word: str) -> None:
        with pytest.raises(UnreadableFile) as caught:
            parse(data, "坏.docx")
        assert caught.value.place == "坏.docx"
        assert caught.value.cure
        assert word in caught.value.what

    def test_a_part_larger_than_a_document_is_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(package_module, "LARGEST_PART", 1 << 10)
        with pytest.raises(UnreadableFile, match="解压后超过"):
            parse(sound(), "大.docx")

    @pytest.mark.parametrize("claim", [b"\xff\xff\xff\x7f", b"\x10\0\0\0"])
    def test_a_lie_about_the_size_of_a_part_costs_nothing(self, claim: bytes) -> None:
        data = bytearray(package(document_xml(paragraph("甲"))))
        entry = data.rindex(b"PK\x01\x02")
        data[entry + 24 : entry + 28] = claim
        try:
            found = list(parse(bytes(data), "谎.docx").blocks)
        except UnreadableFile:
            found = [Paragraph("甲")]
        assert placeless_blocks(found) == [Paragraph("甲")]

    def test_a_password_on_a_part_is_named(self) -> None:
        data = bytearray(package(document_xml(paragraph("甲"))))
        entry = data.rindex(b"PK\x01\x02")
        data[entry + 8] |= 1
        with pytest.raises(UnreadableFile, match="密码"):
            parse(bytes(data), "密.docx")

    @pytest.mark.parametrize(
        "table",
        [
            word_table("<w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>" * 20_001),
            word_table(
                table_row("甲"),
                "<w:tr>" + "<w:tc/>" * 1000 + "</w:tr>",
                "<w:tr>" + "<w:tc><w:p/></w:tc>" * 100_000 + "</w:tr>",
            ),
        ],
        ids=["rows", "cells"],
    )
    @pytest.mark.parametrize("controlled", [False, True])
    def test_a_table_without_end_is_cut_and_said_so(self, table: str, controlled: bool) -> None:
        if controlled:
            table = table.replace("<w:tr>", control(table_row("甲")) + "<w:tr>", 1)
        parsed = parse(docx(table, paragraph("后")), "长.docx")
        (left,) = parsed.skipped
        assert "没有读" in left.what
        assert left.place.grid_row > 0
        assert placeless_blocks(parsed.blocks[-1:]) == [Paragraph("后")]

    @given(st.data())
    @settings(max_examples=60)
    def test_damaged_files_are_read_or_refused_never_worse(self, data: st.DataObject) -> None:
        whole = bytearray(sound())
        for _ in range(data.draw(st.integers(1, 4))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        cut = data.draw(st.integers(0, len(whole)))
        for damaged in (bytes(whole), bytes(whole[:cut])):
            with suppress(UnreadableFile):
                parse(damaged, "坏.docx")
