"""Times reading and writing of documents beside the library one would take otherwise, on the same files in one run.

The files are forms of the example's twelve projects, one a file, written by our own writers.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter
from typing import Any

from attrs import frozen

import reports
import rulesets
from reports.rendering import render_file
from scoring import Evaluation, recheck

from .run import EXAMPLE

ROUNDS = 5
"""Rounds of each measurement; the fastest counts, so that a busy machine disturbs little."""


@frozen
class Peer:
    """A library that reads a format.

    Attributes:
        name: its distribution.
        read: reads every cell of a file.
    """

    name: str
    read: Callable[[bytes], object]


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


PEERS = {
    "docx": Peer("python-docx", _python_docx),
    "xlsx": Peer("openpyxl", _openpyxl),
    "html": Peer("pandas", _pandas),
    "pdf": Peer("pdfplumber", _pdfplumber),
}


def seconds(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Seconds an item: the fastest of several rounds over all of them."""
    best = float("inf")
    for _ in range(ROUNDS + 1):  # the first one warms up and is no slower than the others for what counts
        start = perf_counter()
        for item in items:
            work(item)
        best = min(best, perf_counter() - start)
    return best / len(items)


def installed(name: str) -> str:
    """The version of a distribution, "" where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def reading(evaluations: Sequence[Evaluation]) -> None:
    """Print how fast each format is read, read and rechecked, and read by the usual library."""
    shelf = list(rulesets.catalogue().values())
    print("| 每份一张自评表，毫秒 | 读入 | 读入并复核 | 通常的库只读入 | 读入快几倍 | 读入并复核快几倍 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for kind, peer in PEERS.items():
        if kind == "pdf" and not installed("typst"):
            print("| pdf | — | — | 没有安装 typst | — | — |")
            continue
        files = [render_file("form", evaluation, kind) for evaluation in evaluations]
        name = f"自评表.{kind}"
        ours = seconds(lambda data, name=name: reports.read(name, data), files)  # type: ignore[misc]
        whole = seconds(lambda data, name=name: recheck(reports.read(name, data), shelf), files)  # type: ignore[misc]
        row = f"| {kind} | {ours * 1000:.2f} | {whole * 1000:.2f}"
        if not installed(peer.name):
            print(f"{row} | 没有安装 {peer.name} | — | — |")
            continue
        theirs = seconds(peer.read, files)
        print(
            f"{row} | {theirs * 1000:.2f}（{peer.name} {installed(peer.name)}） "
            f"| {theirs / ours:.1f} | {theirs / whole:.1f} |"
        )


def writing(evaluations: Sequence[Evaluation]) -> None:
    """Print how fast each format is written, beside the usual library where the format has one."""
    print("| 写一份自评表，毫秒 | 本软件 | 通常的库 | 快几倍 |")
    print("| --- | ---: | ---: | ---: |")
    for kind in ("html", "md", "docx", "xlsx", "pdf"):
        if kind == "pdf" and not installed("typst"):
            continue
        ours = seconds(lambda one, kind=kind: render_file("form", one, kind), evaluations)  # type: ignore[misc]
        row = f"| {kind} | {ours * 1000:.2f}"
        if kind == "docx" and installed("docxtpl"):
            theirs = seconds(_docxtpl(), evaluations)
            print(f"{row} | {theirs * 1000:.2f}（docxtpl {installed('docxtpl')}） | {theirs / ours:.1f} |")
        elif kind == "pdf" and installed("weasyprint"):
            pages = [reports.render("form", one, "html") for one in evaluations]
            theirs = seconds(_weasyprint, pages)
            print(f"{row} | {theirs * 1000:.2f}（weasyprint {installed('weasyprint')}） | {theirs / ours:.1f} |")
        else:
            print(f"{row} | — | — |")


def _weasyprint(page: str) -> object:
    import weasyprint

    return weasyprint.HTML(string=page).write_pdf()


def _docxtpl() -> Callable[[Evaluation], object]:
    """Writes the same cells with docxtpl: a template with a row that is repeated for each row of the sheet."""
    import docx
    from docxtpl import DocxTemplate

    from reports import form_sheet

    columns = 11
    document = docx.Document()
    document.add_heading("{{ title }}")
    table = document.add_table(3, columns)
    table.cell(0, 0).text = "{%tr for row in rows %}"
    for column in range(columns):
        table.cell(1, column).text = f"{{{{ row[{column}] }}}}"
    table.cell(2, 0).text = "{%tr endfor %}"
    file = io.BytesIO()
    document.save(file)

    def write(evaluation: Evaluation) -> object:
        sheet = form_sheet(evaluation)
        rows = [[cell.text for cell in row.cells] for part in sheet.parts for row in part.rows]
        template = DocxTemplate(io.BytesIO(file.getvalue()))
        template.render({"title": sheet.title, "rows": [row + [""] * columns for row in rows]}, autoescape=True)
        result = io.BytesIO()
        template.save(result)
        return result.getvalue()

    return write


def main() -> None:
    """Measure and print, as Markdown."""
    document = reports.read(EXAMPLE)
    evaluations = [one for one in document.evaluations if one.form == "self-evaluation"]
    reading(evaluations)
    print()
    writing(evaluations)
