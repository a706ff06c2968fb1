"""The files the formats are measured on: the example's forms, invented disclosures, or those of a folder."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile

from attrs import frozen

import reports
import rulesets
from examples.generated import generate
from reports.rendering import render_file
from reports.writers.xlsx import write_forms
from scoring import Evaluation, Indicator

KINDS: Final = ("docx", "xlsx", "html", "pdf")
_SUFFIXES: Final = {"docx": (".docx",), "xlsx": (".xlsx", ".xlsm"), "html": (".html", ".htm"), "pdf": (".pdf",)}
_DOCUMENT: Final = "word/document.xml"
_BODY: Final = re.compile(
    r"(<(?:w:)?body[^>]*>)(.*?)((?:<w:sectPr\b[^>]*>(?:(?!<w:sectPr\b).)*)?</(?:w:)?body>)", re.DOTALL
)

Files: TypeAlias = dict[str, list[bytes]]
"""Files by kind."""


@frozen
class Corpus:
    """Files to be measured.

    Attributes:
        name: what they are, in Chinese.
        files: their bytes by kind.
    """

    name: str
    files: Files


def one_each(evaluations: Sequence[Evaluation], kinds: Sequence[str]) -> Corpus:
    """A file for each form, by our own writers."""
    files = {kind: [file_of([evaluation], kind) for evaluation in evaluations] for kind in kinds}
    return Corpus("每份一张自评表", files)


def all_in_one(evaluations: Sequence[Evaluation], kinds: Sequence[str]) -> Corpus:
    """One file with all forms one below the other, in a workbook each on its sheet."""
    return Corpus(f"一份里 {len(evaluations)} 张自评表", {kind: [file_of(evaluations, kind)] for kind in kinds})


def file_of(evaluations: Sequence[Evaluation], kind: str) -> bytes:
    """A file with one form or several, one below the other, in a workbook each on its sheet."""
    if kind == "xlsx" and len(evaluations) > 1:
        return write_forms(tuple(reports.form_sheet(evaluation) for evaluation in evaluations))
    files = [render_file("form", evaluation, kind) for evaluation in evaluations]
    return files[0] if len(files) == 1 else _JOINED[kind](files)


def invented(seeds: Iterable[int]) -> Iterator[Sequence[Evaluation]]:
    """The self-evaluations of invented disclosures, no two alike: of every other one only the first."""
    shelf = tuple(rulesets.catalogue().values())
    for seed in seeds:
        tables = generate(seed, shelf).draft.tables
        yield tables if seed % 2 else tables[:1]


def variety(evaluations: Iterable[Evaluation]) -> float:
    """Share of the cells of indicators whose text stands in no cell before."""
    texts = [text for evaluation in evaluations for row in evaluation.indicators for text in _texts(row) if text]
    return len(set(texts)) / len(texts) if texts else 0.0


def _texts(row: Indicator) -> Iterator[str]:
    yield from (row.name, row.rule, row.basis, row.evidence, row.reason)
    for value in (row.target, row.actual, row.prior, row.weight, row.printed_score, row.printed_completion):
        if value is not None:
            yield value.text


def of_folder(folder: Path) -> Corpus:
    """The files of a folder and its subfolders, by the endings of their names."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {kind: [path.read_bytes() for path in found if path.suffix.lower() in _SUFFIXES[kind]] for kind in KINDS}
    return Corpus(f"{folder} 里的文件", {kind: data for kind, data in files.items() if data})


def _joined_html(pages: Sequence[bytes]) -> bytes:
    return _joined([page.decode() for page in pages]).encode()


def _joined_docx(documents: Sequence[bytes]) -> bytes:
    """The first document with the bodies of all of them."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in _parts(documents[0]):
            if name == _DOCUMENT:
                bodies = [ZipFile(io.BytesIO(document)).read(_DOCUMENT).decode() for document in documents]
                data = _joined(bodies).encode()
            archive.writestr(name, data)
    return file.getvalue()


def _joined_pdf(documents: Sequence[bytes]) -> bytes:
    import pypdfium2

    joined = pypdfium2.PdfDocument.new()
    for data in documents:
        document = pypdfium2.PdfDocument(data)
        joined.import_pages(document)
        document.close()
    file = io.BytesIO()
    joined.save(file)
    joined.close()
    return file.getvalue()


def _parts(document: bytes) -> Iterator[tuple[str, bytes]]:
    with ZipFile(io.BytesIO(document)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def _joined(texts: Sequence[str]) -> str:
    """The first text with what stands in the bodies of all of them."""
    found = [_BODY.search(text) for text in texts]
    bodies = "\n".join(match.group(2) for match in found if match is not None)
    return _BODY.sub(lambda match: match.group(1) + bodies + match.group(3), texts[0], count=1)


_JOINED: Final[dict[str, Callable[[Sequence[bytes]], bytes]]] = {
    "docx": _joined_docx,
    "html": _joined_html,
    "md": b"\n\n".join,
    "pdf": _joined_pdf,
}
