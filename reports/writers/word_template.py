"""Fill a Word document that a user wrote with Jinja tags in its text.

Word cuts what is typed into runs as it likes; a tag is put together again in the run it begins in, so that it
has that run's look.  ``{%tr … %}`` stands for its whole table row, ``{%p … %}`` for its whole paragraph:
``{%tr for row in rows %}`` in a row of its own above the rows to repeat, ``{%tr endfor %}`` below.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from ..errors import ReportError
from ..readers.package import open_package
from .archive import archive, part

if TYPE_CHECKING:
    from lxml.etree import _Element

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_FILLED: Final = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml$")
_TAG: Final = re.compile(r"\{\{.{0,2000}?\}\}|\{%.{0,2000}?%\}|\{#.{0,2000}?#\}", re.DOTALL)
_WIDE: Final = re.compile(r"\{%-?\s{0,20}(tr|p)\s{1,20}(.{0,2000}?)%\}", re.DOTALL)
_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
# Private use: no document holds these, and XML lets them stand in text.
_OPEN, _CLOSE = "\ue0f1", "\ue0f2"

Fill = Callable[[dict[str, str]], dict[str, str]]
"""Fills the parts, by name."""


def fill_word(template: bytes, name: str, fill: Fill) -> bytes:
    """Fill a Word template.

    Args:
        template: the .docx.
        name: its file's name, for messages.
        fill: fills the text of its parts, escaping for XML.

    Raises:
        ReportError: no Word document, broken, or not well-formed once filled.
    """
    from lxml import etree

    package = open_package(template, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    if any(one.startswith("/") or ".." in one.split("/") or "\\" in one for one in package.names()):
        raise ReportError("模板里有名称不正常的部件", place=name, cure="用 Word 打开模板，另存一份")
    contents = {one: package.part(one) for one in package.names()}
    texts: dict[str, str] = {}
    for one, data in contents.items():
        if not _FILLED.match(one):
            continue
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            raise ReportError(f"{one} 不是有效的 XML", place=name, cure="用 Word 打开模板，另存一份") from None
        _prepare(root)
        texts[one] = _with_tags(etree.tostring(root, encoding="unicode"))
    if not texts:
        raise ReportError("不是 Word 文档（.docx）", place=name, cure="用 Word 另存为 .docx")
    filled = fill(texts)
    for one, text in filled.items():
        data = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.encode(errors="replace")
        try:
            etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            cure = "{%tr … %} 要独占一行，{%p … %} 要独占一段，for 与 endfor、if 与 endif 要在同一级"
            raise ReportError("填好的文档结构不完整", place=name, cure=cure) from None
        contents[one] = data
    return archive(part(one, data) for one, data in contents.items())


def _prepare(root: _Element) -> None:
    """Put every tag into one run, and the tags that stand for rows and paragraphs in the place of these."""
    for paragraph in list(root.iter(f"{_W}p")):
        _join_tags(paragraph)
    for paragraph in list(root.iter(f"{_W}p")):
        text = "".join(node.text or "" for node in _texts(paragraph))
        match = _WIDE.search(text)
        if match is None:
            continue
        around = paragraph
        if match.group(1) == "tr":
            row = next(paragraph.iterancestors(f"{_W}tr"), None)
            if row is None:
                continue
            around = row
        parent = around.getparent()
        if parent is not None:
            _replace(parent, around, f"{_OPEN}{{% {_plain(match.group(2))} %}}{_CLOSE}")


def _replace(parent: _Element, child: _Element, text: str) -> None:
    """Put text in the place of an element."""
    text += child.tail or ""
    before = child.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    child.tail = None
    parent.remove(child)


def _join_tags(paragraph: _Element) -> None:
    nodes = list(_texts(paragraph))
    whole = "".join(node.text or "" for node in nodes)
    if "{" not in whole or _TAG.search(whole) is None:
        return
    starts = [0, *accumulate(len(node.text or "") for node in nodes)]
    texts = [""] * len(nodes)
    at = 0
    for match in _TAG.finditer(whole):
        _share(texts, starts, whole, at, match.start())
        tag = match.group()
        texts[bisect_right(starts, match.start()) - 1] += tag if _WIDE.match(tag) else f"{_OPEN}{_plain(tag)}{_CLOSE}"
        at = match.end()
    _share(texts, starts, whole, at, len(whole))
    for node, text in zip(nodes, texts, strict=True):
        node.text = text
        node.set(_SPACE, "preserve")


def _share(texts: list[str], starts: list[int], whole: str, begin: int, end: int) -> None:
    """Give the text between two tags back to the runs it stood in."""
    while begin < end:
        index = bisect_right(starts, begin) - 1
        stop = min(end, starts[index + 1])
        texts[index] += whole[begin:stop]
        begin = stop


def _texts(paragraph: _Element) -> Iterator[_Element]:
    """The text elements of a paragraph, those of text boxes in it left to their own paragraphs."""
    for node in paragraph.iter(f"{_W}t"):
        if next(node.iterancestors(f"{_W}p")) is paragraph:
            yield node


def _plain(tag: str) -> str:
    """A tag with the quotes that Word turned round put straight."""
    return tag.translate(_QUOTES)


def _with_tags(xml: str) -> str:
    """Undo the XML escaping inside tags; what looks like a tag but is none stays text."""

    def tag(match: re.Match[str]) -> str:
        text = match.group(1)
        for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
            text = text.replace(entity, character)
        return text

    return re.sub(f"{_OPEN}(.*?){_CLOSE}", tag, xml, flags=re.DOTALL)
