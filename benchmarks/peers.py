"""What a format is measured beside: the library one would take otherwise, and the bare unpacking and parsing."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Final
from zipfile import ZipFile

from attrs import frozen


@frozen
class Peer:
    """A way to read a format.

    Attributes:
        name: the distribution it comes from.
        read: reads a file's bytes.
        what: what it does, in Chinese, where the name does not say it.
    """

    name: str
    read: Callable[[bytes], object]
    what: str = ""

    @property
    def version(self) -> str:
        """The version of the distribution, "" where it is not installed."""
        return installed(self.name)


def installed(name: str) -> str:
    """The version of a distribution, "" where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _python_docx(data: bytes) -> object:
    import docx

    return [[cell.text for cell in row.cells] for table in docx.Document(io.BytesIO(data)).tables for row in table.rows]


def _openpyxl(data: bytes) -> object:
    import openpyxl

    return [
        list(row) for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet.iter_rows(values_only=True)
    ]


def _pandas(data: bytes) -> object:
    import pandas

    return pandas.read_html(io.BytesIO(data), encoding="utf-8")


def _pdfplumber(data: bytes) -> object:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return [page.extract_tables() for page in document.pages]


def _bare_docx(data: bytes) -> object:
    from lxml import etree

    with ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _bare_xlsx(data: bytes) -> object:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _bare_html(data: bytes) -> object:
    from lxml import html

    return html.document_fromstring(data)


def _bare_pdf(data: bytes) -> object:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


PEERS: Final = {
    "docx": Peer("python-docx", _python_docx),
    "xlsx": Peer("openpyxl", _openpyxl),
    "html": Peer("pandas", _pandas),
    "pdf": Peer("pdfplumber", _pdfplumber),
}
"""By kind of file: the library one would take otherwise; it reads every cell."""

BARE: Final = {
    "docx": Peer("lxml", _bare_docx, "解压并解析"),
    "xlsx": Peer("python-calamine", _bare_xlsx, "取出各格"),
    "html": Peer("lxml", _bare_html, "解析"),
    "pdf": Peer("pypdfium2", _bare_pdf, "取出文字"),
}
"""By kind of file: unpacking and parsing the same bytes, and nothing made of them."""
