"""Read web pages: also those that Word, Excel, WPS and LibreOffice save, and archives of pages (.mht).

Tables come out as they are displayed: spans, order of head and foot, hidden parts left out; a
table that only lays other tables out gives way to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from scoring.model import Remark, Skipped

from ..errors import UnreadableFile
from ..grid import Block, Parsed
from .html_plain import PlainPage
from .html_tables import MOST_CELLS, blocks_of
from .html_tree import Page, page

_WIDE_BOMS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BOM: Final = b"\xef\xbb\xbf"
_DECLARED: Final = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_LOOKED_AT: Final = 64 << 10
_LARGEST: Final = 64 << 20
_CHINESE: Final = frozenset(
    "gb2312 gbk gb18030 gb_2312-80 x-gbk cp936 ms936 windows-936 hz-gb-2312 gb2312-80 chinese csgb2312".split()
)
_NOT_CHINESE: Final = re.compile(r"iso-?8859|latin|windows-125|cp125|us-?ascii|ascii")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_BYTES: Final = bytes((*range(9), 0x0B, *range(0x0E, 0x20), 0x7F))
_MAIL: Final = re.compile(rb"\s*[A-Za-z][\w-]{1,60}\s*:")
_MAIL_VERSION: Final = re.compile(rb"^mime-version\s*:", re.IGNORECASE | re.MULTILINE)
_MOST_PARTS: Final = 200
_CURE: Final = "用浏览器打开，把自评表复制到 Word，或另存为 UTF-8 网页"


def parse(data: bytes, source: str) -> Parsed:
    """Read a web page, or an archive of pages.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Raises:
        UnreadableFile: empty, in no encoding that fits, or nested without end.
    """
    if not data.strip():
        raise UnreadableFile("文件是空的", place=source, cure="换一个有内容的文件")
    if len(data) > _LARGEST:
        raise UnreadableFile(
            f"网页超过 {_LARGEST >> 20} MiB，没有读", place=source, cure="只留有自评表的部分，或拆成几个文件"
        )
    head = data[:_LOOKED_AT]
    pages = _pages(data, source) if _MAIL.match(head) and _MAIL_VERSION.search(head) else [(data, "")]
    blocks: list[Block] = []
    skipped: list[Skipped] = []
    remarks: list[Remark] = []
    tables = 0
    room = MOST_CELLS
    for content, declared in pages:
        text = decoded(content, source, declared)
        plain = PlainPage(text, tables, room)
        if plain.read():
            blocks += plain.blocks
            tables, room = plain.tables, plain.room
            continue
        found = page(text, source, tables, room)
        tables, room = found.tables, found.room
        blocks += blocks_of(found.flow)
        skipped += _left_out(found)
        if found.deleted:
            remarks.append(Remark("R3", "网页里有标为删除的文字，没有读"))
    return Parsed(tuple(blocks), tuple(skipped), tuple(remarks))


def _left_out(found: Page) -> Iterator[Skipped]:
    if found.room <= 0:
        yield Skipped(f"网页没有读完：有字的单元格超过 {MOST_CELLS} 个")
    if found.deep:
        yield Skipped(f"{found.deep} 个表格套在太多层表格里，按文字读")
    if found.frames and not found.tables:
        yield Skipped("这一页只是框架，表格在同名文件夹里的其他网页中，没有读")


def decoded(data: bytes, source: str, declared: str = "") -> str:
    """The text of a page: by its mark, as UTF-8, as declared, or as GB18030, always strict.

    Args:
        data: the page's bytes.
        source: the file's name, for messages.
        declared: the encoding that stands outside the page, "" where none does.

    Raises:
        UnreadableFile: none of them fits.
    """
    for bom, encoding in _WIDE_BOMS:
        if data.startswith(bom):
            return _CONTROL.sub("", data[2:].decode(encoding, "replace"))
    data = data.removeprefix(_BOM)
    # No part of a longer character in any of the encodings.
    is_clean = len(data.translate(None, _CONTROL_BYTES)) == len(data)
    for encoding in _candidates(data, declared):
        try:
            text = data.decode(encoding)
            return text if is_clean else _CONTROL.sub("", text)
        except (UnicodeError, LookupError):
            continue
    raise UnreadableFile("网页的编码认不出来：不是 UTF-8，也不是 GB18030", place=source, cure=_CURE)


def _candidates(data: bytes, declared: str) -> Iterator[str]:
    """The encodings to try: what says gb2312 is often GBK or more, and what says nothing is one of two."""
    match = _DECLARED.search(data, 0, _LOOKED_AT)
    name = (match[1].decode("ascii", "replace") if match is not None else declared).strip("\"' ").lower()
    other = bool(name) and name not in _CHINESE and not name.startswith(("utf-8", "utf8", "utf-16"))
    western = other and _NOT_CHINESE.match(name) is not None
    yield "utf-8"
    if other and not western:
        yield "big5hkscs" if name.startswith("big5") else name
    yield "gb18030"
    if western:
        yield name


def _pages(data: bytes, source: str) -> list[tuple[bytes, str]]:
    """The pages of an archive in order, each with the encoding that its part declares."""
    from email import message_from_bytes, policy

    if data.count(b"boundary=") > _MOST_PARTS:
        raise UnreadableFile("网页档案里的部分太多或套得太深，没有读", place=source, cure=_CURE)
    found: list[tuple[bytes, str]] = []
    for part in message_from_bytes(data, policy=policy.compat32).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and len(found) < _MOST_PARTS:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                found.append((content, str(part.get_content_charset() or "")))
    if not found:
        raise UnreadableFile("网页档案（.mht）里没有网页", place=source, cure=_CURE)
    return found
