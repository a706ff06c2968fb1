"""Read a PDF: ruled tables as grids, the text between them as paragraphs, pages that hold no text named.

pdfium draws nothing here, it only says which letters and lines stand where.  It is not safe in threads:
read files in processes of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from scoring.model import Place, Remark, Skipped

from ..errors import UnreadableFile
from ..grid import Parsed
from .pdf_flow import in_order
from .pdf_layout import Laid, lay_out
from .pdf_page import Page, open_page

_MOST_PAGES: Final = 2000
_FEWEST_LETTERS: Final = 8
_PICTURE: Final = 0.4
_UNMAPPED: Final = 0.5
_RECOGNISE: Final = "先做文字识别（OCR）再读，或换用原来的 Word、Excel 文件"
_EXPORT_AGAIN: Final = "用原来的 Word、Excel 文件，或重新导出 PDF"


def parse(data: bytes, source: str) -> Parsed:
    """Read a PDF.

    Args:
        data: the bytes of the file.
        source: its name, for messages.

    Raises:
        UnreadableFile: broken, locked by a password, or without any text: a scan.
    """
    skipped: list[Skipped] = []
    remarks: list[Remark] = []
    pages: list[Laid] = []
    with _opened(data, source) as (document, count):
        if count > _MOST_PAGES:
            skipped.append(Skipped(f"文件有 {count} 页，只读了前 {_MOST_PAGES} 页", Place(page=_MOST_PAGES + 1)))
        for index in range(min(count, _MOST_PAGES)):
            place = Place(page=index + 1)
            with open_page(document, index) as page:
                if page is None:
                    skipped.append(Skipped(f"第 {index + 1} 页已损坏，没有读", place))
                    continue
                reason = _without_text(page)
                if reason:
                    remarks.append(Remark("R5", f"第 {index + 1} 页{reason}，没有读", place))
                else:
                    pages.append(lay_out(page))
                if page.crowded:
                    skipped.append(Skipped(f"第 {index + 1} 页{page.crowded}，这一页的表格没有读", place))
    if not any(page.items for page in pages):
        if remarks:
            what = remarks[0].what.partition("页")[2]
            raise UnreadableFile(f"全文 {count} 页都读不出文字：{what}", place=source, cure=_RECOGNISE)
        if not skipped:
            raise UnreadableFile("文件里没有文字", place=source, cure="换一个有内容的文件")
    found = in_order(pages)
    return Parsed(found.blocks, (*skipped, *found.skipped), (*remarks, *found.remarks))


def _without_text(page: Page) -> str:
    """Why a page has no text that can be read, "" where it has."""
    if page.shown < _FEWEST_LETTERS and page.pictured > _PICTURE:
        return "是图片，没有文字"
    if page.shown >= _FEWEST_LETTERS and page.unmapped > _UNMAPPED:
        return "的字体没有文字编码，读出来是乱码"
    return ""


@contextmanager
def _opened(data: bytes, source: str) -> Iterator[tuple[Any, int]]:
    """The open document and how many pages it has."""
    import pypdfium2.raw as pdfium

    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        if error == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFile("PDF 设了打开密码", place=source, cure="用密码打开后另存为不加密的 PDF")
        if error == pdfium.FPDF_ERR_SECURITY:
            raise UnreadableFile("PDF 的加密方式不认识", place=source, cure="打开后另存为不加密的 PDF")
        raise UnreadableFile("PDF 已损坏，打不开", place=source, cure=_EXPORT_AGAIN)
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count <= 0:
            raise UnreadableFile("PDF 里没有页", place=source, cure=_EXPORT_AGAIN)
        yield document, count
    finally:
        pdfium.FPDF_CloseDocument(document)
