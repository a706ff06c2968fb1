"""Workbooks as openpyxl and XlsxWriter fill them, and what is read of them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from xlsxwriter import Workbook

from reports import Grid, Paragraph
from reports.readers.xlsx import parse

from .workbooks import xls_of, xlsx_of

WRITERS: Final = {"xlsx": xlsx_of, "xls": xls_of}


def texts(data: bytes) -> list[list[str]]:
    """The texts of all rows, paragraphs as rows of one text."""
    found: list[list[str]] = []
    for block in parse(data, "测试.xlsx").blocks:
        found += [[block.text]] if isinstance(block, Paragraph) else [[c.text for c in r.cells] for r in block.rows]
    return found


def grids(data: bytes) -> list[Grid]:
    return [block for block in parse(data, "测试.xlsx").blocks if isinstance(block, Grid)]


def book(fill: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> bytes:
    """A workbook whose one sheet was filled in openpyxl."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "自评表"
    fill(sheet)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def written(fill: Callable[[Workbook], object]) -> bytes:
    """A workbook made with XlsxWriter."""
    out = BytesIO()
    made = Workbook(out, {"in_memory": True})
    fill(made)
    made.close()
    return out.getvalue()


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with one part changed."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()).encode() if name == part else content)
    return out.getvalue()
