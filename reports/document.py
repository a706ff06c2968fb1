"""Read a file into a Document: its tables, what its text announces, what was left unread."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from attrs import frozen

from scoring.errors import WrongArgument
from scoring.model import Document, Evaluation, Skipped
from scoring.rounding import exactly

from .errors import ReportError, UnreadableFile
from .grid import Paragraph, Parsed
from .readers.kinds import CONVERTED, Kind, identified, looks_structured, refusal
from .readers.text import blocks, decode
from .recognition.accounts import accounts
from .recognition.evaluations import read_table
from .recognition.explanations import explanations
from .recognition.forms import drafts
from .recognition.headline import headline_unit
from .recognition.misreadings import misreadings
from .recognition.narrative import narrative
from .recognition.prompts import without_prompts
from .recognition.statements import statements

_DOCUMENT_YEAR: Final = re.compile(r"(20\d\d)\s{0,3}年")
_ABOUT_BUDGETS: Final = ("决算", "预算", "绩效", "自评")
_LONGEST_HEADLINE: Final = 80
_READERS: Final[dict[Kind, tuple[str, str]]] = {
    "docx": ("docx", "parse"),
    "xlsx": ("xlsx", "parse"),
    "xls": ("xlsx", "parse"),
    "html": ("html", "parse"),
    "mhtml": ("html", "parse"),
    "pdf": ("pdf", "parse"),
    **dict.fromkeys(CONVERTED, ("office", "parse_old")),
}
"""The module and function that read each kind, imported when the first file of that kind is met."""
_PACKAGED: Final[tuple[Kind, ...]] = ("docx", "xlsx")
"""Kinds whose readers take the opened package too."""


@frozen
class Archive:
    """What was read from an archive.

    Attributes:
        source: the archive's name.
        documents: each file that could be read, named ``档案.zip/目录/文件.docx``.
        faults: for each of the others an error that names it; all of them are the files' fault.
    """

    source: str
    documents: tuple[Document, ...] = ()
    faults: tuple[ReportError, ...] = ()


def read(path: str | Path, data: bytes | None = None) -> Document:
    """Read a file; what it is is told from its content, not from its name.

    Args:
        path: the file, or the name to report for ``data``.
        data: its bytes, where they are at hand already.

    Raises:
        UnreadableFile: not there, empty, damaged, encrypted, larger than a document ever is, or of a kind
            that is not read, an archive among them (see :func:`reports.read_archive`).
        StructuredError: a preparer's TOML or JSON file that is broken.
        WrongArgument: ``path`` is no name of a file.
    """
    from hashlib import sha256

    source = _name_of("reports.read", path)
    if data is None:
        data = _bytes_of(path)
    digest = sha256(data).hexdigest()
    kind, package = identified(data)
    if kind == "text":
        return read_text(decode(data, source), source, digest)
    if kind not in _READERS:
        raise refusal(kind, source, data)
    module, function = _READERS[kind]
    parse: Callable[..., Parsed] = getattr(import_module(f".readers.{module}", __package__), function)
    if package is None or kind not in _PACKAGED:
        return read_parsed(parse(data, source), source, digest)
    package.source = source
    return read_parsed(parse(data, source, package), source, digest)


def read_archive(path: str | Path, data: bytes | None = None) -> Archive:
    """Read the documents in a .zip archive, in inner archives too, one at a time and only in memory.

    Args:
        path: the file, or the name to report for ``data``.
        data: its bytes, where they are at hand already.

    Raises:
        UnreadableFile: not there, no archive, or broken as a whole.
    """
    from .readers.archive import members

    source = _name_of("reports.read_archive", path)
    documents: list[Document] = []
    faults: list[ReportError] = []
    for member in members(_bytes_of(path) if data is None else data, source):
        if member.fault is not None:
            faults.append(member.fault)
            continue
        try:
            documents.append(read(member.name, member.data))
        except ReportError as error:
            error.place = error.place or member.name
            faults.append(error)
    return Archive(source, tuple(documents), tuple(faults))


def read_text(text: str, source: str, sha256: str = "") -> Document:
    """Read a text: a published document with tables, or a preparer's TOML or JSON.

    Raises:
        StructuredError: a preparer's file that is broken.
    """
    if looks_structured(text):
        from .readers.structured import read_structured

        return Document(source, (read_structured(text, source),), sha256=sha256)
    return read_parsed(Parsed(tuple(blocks(text))), source, sha256)


@exactly
def read_parsed(parsed: Parsed, source: str, sha256: str = "") -> Document:
    """Read what any reader made of a file."""
    found = without_prompts(parsed.blocks)
    paragraphs = [block for block in found if isinstance(block, Paragraph)]
    year = _year(paragraphs)
    evaluations: list[Evaluation] = []
    skipped: list[Skipped] = list(parsed.skipped)
    for draft in drafts(found):
        evaluation, left = read_table(draft, len(evaluations) + 1, year)
        skipped += left
        if evaluation is not None:
            evaluations.append(evaluation)
    evaluations += narrative(paragraphs, year, [one.project for one in evaluations], len(evaluations) + 1)
    return Document(
        source,
        tuple(evaluations),
        statements(paragraphs),
        tuple(skipped),
        sha256,
        (*parsed.remarks, *(remark for evaluation in evaluations for remark in misreadings(evaluation))),
        explanations(paragraphs),
        accounts(paragraphs),
        headline_unit(paragraphs),
    )


def _name_of(call: str, path: object) -> str:
    if isinstance(path, (str, PathLike)):
        return str(fspath(path))
    cure = "内容在内存里的，写成 read(名称, 内容)" if isinstance(path, (bytes, bytearray)) else "写出文件名"
    raise WrongArgument.of(call, "文件名", path, cure)


def _bytes_of(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableFile(f"打不开文件（{reason}）", place=fspath(path), cure="检查文件名、目录和权限") from None


def _year(paragraphs: list[Paragraph]) -> int | None:
    """The year of the first short line that speaks of a budget or of accounts."""
    for paragraph in paragraphs:
        text = paragraph.text
        if len(text) <= _LONGEST_HEADLINE and any(word in text for word in _ABOUT_BUDGETS):
            match = _DOCUMENT_YEAR.search(text)
            if match is not None:
                return int(match.group(1))
    return None
