"""What a file is, told from its content whatever it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reports
from reports import UnreadableFile
from reports.readers import kinds
from reports.readers.kinds import Kind, is_document, kind_of, refusal

from .archives import packed
from .forms import WHOLE

TYPES = '<Types><Override PartName="/a/b.xml" ContentType="application/{}+xml"/></Types>'


def office(part: str, types: str = "") -> bytes:
    """A package with the parts that say what it is."""
    return packed({"[Content_Types].xml": TYPES.format(types).encode(), part: b"<a/>"})


SIGNS: list[tuple[bytes, Kind]] = [
    (b"", "text"),
    (WHOLE.encode(), "text"),
    (WHOLE.encode("gb18030"), "text"),
    (WHOLE.encode("utf-16"), "text"),
    (b"BM is short for bitmap, MZ for a program, PK for a packer", "text"),
    ("PDF 文件以 %PDF-1.7 开头".encode(), "text"),
    (b"x < 5 and <table> is a tag", "text"),
    (b"<project>", "text"),
    (b"<!DOCTYPE html><html>", "html"),
    (b"\xef\xbb\xbf\r\n <HTML xmlns:o='urn'>", "html"),
    (b"<?xml version='1.0'?>\n<!-- made by hand -->\n<html>", "html"),
    (b"<table border=1><tr><td>", "html"),
    (b"<meta http-equiv=Content-Type content='text/html; charset=gb2312'>", "html"),
    ("<html>".encode("utf-16"), "html"),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "mhtml"),
    (b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "mhtml"),
    (b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?><w:wordDocument>", "word-xml"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    (b"\r\n\r\n%PDF-1.4\n", "pdf"),
    (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n1 0 obj", "pdf"),
    (b"{\\rtf1\\ansi", "rtf"),
    (b"Rar!\x1a\x07\x01\0", "rar"),
    (b"7z\xbc\xaf\x27\x1c\0", "7z"),
    (b"\x1f\x8b\x08\0", "gz"),
    (b"BZh91AY&SY", "gz"),
    (b"a" * 257 + b"ustar\0", "gz"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff\xe0", "image"),
    (b"II*\0\x08\0\0\0", "image"),
    (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0", "image"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "image"),
    (b"\0\0\0\x18ftypheic", "image"),
    (office("word/document.xml"), "docx"),
    (office("xl/workbook.xml"), "xlsx"),
    (office("xl/workbook.bin"), "xlsb"),
    (office("ppt/presentation.xml"), "slides"),
    (office("a/b.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document.main"), "docx"),
    (office("a/b.xml", "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"), "xlsx"),
    (office("a/b.xml", "vnd.ms-excel.sheet.macroEnabled.main"), "xlsx"),
    (packed({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b""}), "ofd"),
    (packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}), "odt"),
    (packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
    (packed({"表.docx": b""}), "zip"),
    (packed({"word/document.xml": b""}), "zip"),
    (packed({}), "zip"),
    (office("word/document.xml")[:-30], "docx"),
    (b"PK\x03\x04rest", "zip"),
]


@pytest.mark.parametrize(("data", "kind"), SIGNS)
def test_the_content_says_what_it_is(data: bytes, kind: Kind) -> None:
    assert kind_of(data) == kind


@given(st.one_of(*(st.binary(max_size=300).map(start[:8].__add__) for start, _ in SIGNS if start), st.binary()))
def test_any_bytes_are_something(data: bytes) -> None:
    assert kind_of(data) in Kind.__args__  # type: ignore[attr-defined]


@pytest.mark.parametrize(("data", "kind"), [pair for pair in SIGNS if pair[1] in kinds._REFUSED])
@pytest.mark.parametrize("name", ["表.docx", "表.pdf", "表"])
def test_what_is_not_read_is_named_with_its_cure_whatever_it_is_called(data: bytes, kind: Kind, name: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        reports.read(name, data)
    assert caught.value.place == name
    assert caught.value.what
    assert caught.value.cure
    broken = data == b"PK\x03\x04rest"
    assert (str(caught.value) == str(refusal(kind, name))) is not broken


def test_a_broken_archive_is_broken_and_not_just_an_archive() -> None:
    with pytest.raises(UnreadableFile, match="不完整"):
        reports.read("档案.zip", packed({"表.txt": WHOLE.encode()})[:-20])


def test_a_text_is_read_whatever_it_is_called() -> None:
    for name in ("表.docx", "表.xls", "表.pdf", "表.zip"):
        assert len(reports.read(name, WHOLE.encode()).evaluations) == 1


@pytest.mark.parametrize("name", ["表.DOCX", "a.b.Pdf", "表.htm", "x.tar.gz", "表.wps", "表.ofd", "x.rar"])
def test_documents_are_taken_by_their_endings_in_either_case(name: str) -> None:
    assert is_document(name)


@pytest.mark.parametrize("name", ["表", "图.png", "程序.exe", "docx", "表.docx.bak"])
def test_other_files_are_left(name: str) -> None:
    assert not is_document(name)
