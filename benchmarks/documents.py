"""Times reading and writing of documents beside the library one would take otherwise, on the same files in one run.

The files are forms of the example's twelve projects, written by our own writers, one a file and all in one; or
those of a folder.  All time is processor time of one core.  A file is read again in every round, so what repeats in
it (words, values, shapes of rows) has been met before, as it has in the second file of any office.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import process_time
from typing import Any

from attrs import frozen

import reports
import rulesets
from reports.rendering import render_file
from scoring import Evaluation, recheck

from .corpora import KINDS, Corpus, all_in_one, of_folder, one_each
from .run import EXAMPLE

ROUNDS = 12
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


def seconds(*works: Callable[[Any], object], items: Sequence[Any]) -> list[float]:
    """Seconds an item for each of the works: the fastest of several rounds over all items, the works taking turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for number, work in enumerate(works):
            start = process_time()
            for item in items:
                work(item)
            best[number] = min(best[number], process_time() - start)
    return [one / len(items) for one in best]


def installed(name: str) -> str:
    """The version of a distribution, "" where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def reading(corpus: Corpus) -> None:
    """Print how fast each format is read, read and rechecked, and read by the usual library."""
    shelf = list(rulesets.catalogue().values())
    print(f"| {corpus.name}，毫秒 | 份 | 读入 | 读入并复核 | 通常的库只读入 | 读入快几倍 | 读入并复核快几倍 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for kind, files in corpus.files.items():
        peer = PEERS[kind]
        name = f"自评表.{kind}"

        def ours(data: bytes, name: str = name) -> object:
            return reports.read(name, data)

        def whole(data: bytes, name: str = name) -> object:
            return recheck(reports.read(name, data), shelf, trace=False)

        files = [data for data in files if _is_readable(data, ours, peer)]
        if not files or not installed(peer.name):
            print(f"| {kind} | {len(files)} | — | — | 没有 {peer.name} 也能读的文件 | — | — |")
            continue
        read, both, theirs = (1000 * one for one in seconds(ours, whole, peer.read, items=files))
        print(
            f"| {kind} | {len(files)} | {read:.2f} | {both:.2f} | {theirs:.2f}（{peer.name} {installed(peer.name)}） "
            f"| {theirs / read:.1f} | {theirs / both:.1f} |"
        )


def _is_readable(data: bytes, ours: Callable[[bytes], object], peer: Peer) -> bool:
    """Do both read the file?  What they make of it is not compared."""
    try:
        ours(data)
        if installed(peer.name):
            peer.read(data)
    except Exception:
        # Broad on purpose: a library that fails on somebody's file, however it does, is not timed on it.
        return False
    return True


def writing(evaluations: Sequence[Evaluation]) -> None:
    """Print how fast each format is written, beside the usual library where the format has one."""
    print("| 写一份自评表，毫秒 | 本软件 | 通常的库 | 快几倍 |")
    print("| --- | ---: | ---: | ---: |")
    for kind in ("html", "md", "docx", "xlsx", "pdf"):
        if kind == "pdf" and not installed("typst"):
            continue
        (ours,) = seconds(lambda one, kind=kind: render_file("form", one, kind), items=evaluations)  # type: ignore[misc]
        row = f"| {kind} | {ours * 1000:.2f}"
        if kind == "docx" and installed("docxtpl"):
            (theirs,) = seconds(_docxtpl(), items=evaluations)
            print(f"{row} | {theirs * 1000:.2f}（docxtpl {installed('docxtpl')}） | {theirs / ours:.1f} |")
        elif kind == "pdf" and installed("weasyprint"):
            pages = [reports.render("form", one, "html") for one in evaluations]
            (theirs,) = seconds(_weasyprint, items=pages)
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


def main(folder: Path | None = None) -> None:
    """Measure and print, as Markdown.

    Args:
        folder: measure reading of the files in it, and nothing else.
    """
    if folder is not None:
        reading(of_folder(folder))
        return
    evaluations = [one for one in reports.read(EXAMPLE).evaluations if one.form == "self-evaluation"]
    kinds = [kind for kind in KINDS if kind != "pdf" or installed("typst")]
    for corpus in (one_each(evaluations, kinds), all_in_one(evaluations)):
        reading(corpus)
        print()
    writing(evaluations)
