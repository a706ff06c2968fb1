"""What a file is, told from its content; the ending of its name is never believed.

What cannot be read is named all the same, with what to do about it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from ..errors import UnreadableFile

if TYPE_CHECKING:
    from .package import Package

Kind: TypeAlias = Literal[
    "text", "html", "mhtml", "docx", "xlsx", "xlsb", "pdf",
    "doc", "xls", "wps", "rtf", "word-xml", "odt", "ods",
    "zip",
    "ofd", "slides", "ole", "encrypted-office", "rar", "7z", "gz", "image",
]  # fmt: skip
"""``ole`` is a compound file of a program unknown here, ``gz`` anything that packs one file or a tape."""

CONVERTED: Final[tuple[Kind, ...]] = ("doc", "wps", "rtf", "word-xml", "odt")
"""Kinds that another program must convert first, see :mod:`reports.readers.office`."""

SUFFIXES: Final = frozenset(
    ".txt .md .markdown .tsv .csv .toml .json .html .htm .mht .mhtml .xml .docx .docm .dotx .doc .dot .wps .wpt .rtf"
    " .xlsx .xlsm .xltx .xls .xlt .et .pdf .zip .odt .ods .ofd .rar .7z .gz .tgz".split()
)
"""Endings of files that are taken from a folder or an archive; there the others are no documents."""
PROMISING: Final = SUFFIXES | frozenset(".xlsb .ppt .pptx .jpg .jpeg .png".split())
"""Endings that promise what is in a file, read or not; nobody gives them to a folder or to a plain text."""
_SUFFIXES: Final = tuple(SUFFIXES)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_STARTS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gz"),
    (b"\xfd7zXZ\0", "gz"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
)
_TOML_LINE: Final = re.compile(r"(?:\[\[?[A-Za-z_.]+\]\]?|[A-Za-z_][\w-]*\s*=.*|\"[A-Za-z_]+\"\s*=.*)\s*(?:#.*)?$")
_BZIP: Final = re.compile(rb"BZh[1-9]1AY&SY")
_BITMAP: Final = re.compile(rb"BM.{4}\0{4}.{2}\0\0", re.DOTALL)
_HEIC: Final = re.compile(rb".{4}ftyp(?:heic|heix|mif1|avif)", re.DOTALL)
_WEBP: Final = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_TAPE: Final = (257, b"ustar")
# A PDF may begin after as much of anything else, as its readers have it.
_FARTHEST_PDF: Final = 1024
_PDF: Final = b"%PDF-"
_HEAD: Final = 4096
_MARKUP: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|table|meta|title|style|div|center|font|p|h[1-6])[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_WORD_XML: Final = re.compile(rb'progid="(?:Word|Excel)\.|<(?:pkg:package|w:wordDocument)\b')
_MAIL: Final = re.compile(rb"\s*(?:mime-version|from|date|subject|content-type|snapshot-content-location)\s*:", re.I)
_MAIL_VERSION: Final = re.compile(rb"^mime-version\s*:", re.IGNORECASE | re.MULTILINE)
_MAIL_PAGE: Final = re.compile(rb"^content-type\s*:\s*(?:multipart/related|text/html)", re.IGNORECASE | re.MULTILINE)
_MAIN_PARTS: Final[tuple[tuple[str, Kind], ...]] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "slides"),
)
_MAIN_TYPES: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"wordprocessingml.template.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docx"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
    (b"presentationml.", "slides"),
)
_OPEN_TYPES: Final[dict[bytes, Kind]] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_TYPES: Final = "[Content_Types].xml"

_REFUSED: Final[dict[Kind, tuple[str, str]]] = {
    "zip": ("这是压缩包，里面可以有多份文件", "扩展名写成 .zip 后再交给命令；在程序里用 reports.read_archive"),
    "ofd": ("这是 OFD 版式文件，目前不能读", "用 OFD 阅读器另存或转换为 PDF、Word 后再读"),
    "slides": ("这是演示文稿，不是 Word 或 Excel 文件", "把其中的表格复制到 Word 或 Excel 文件"),
    "ole": ("这是旧格式的二进制文件，不是 Word、Excel 或 WPS 文字", "用原来的程序打开，另存为 .docx 或 .xlsx"),
    "encrypted-office": ("这份 Word 或 Excel 文件加了打开密码", "用原来的程序打开，去掉密码后另存"),
    "rar": ("这是 RAR 压缩包，不能读", "先解压，或重新压缩为 .zip"),
    "7z": ("这是 7z 压缩包，不能读", "先解压，或重新压缩为 .zip"),
    "gz": ("这是 gz、bz2、xz 或 tar 压缩包，不能读", "先解压，或重新压缩为 .zip"),
    "image": ("这是图片，读不出表格", "换用文字版文件；只有扫描件时，先用文字识别软件转换为 Word 或 Excel"),
    "xlsb": ("这是二进制格式的 Excel 文件（xlsb），目前不能读", "用 Excel 或 WPS 打开，另存为 .xlsx"),
    "ods": ("这是 OpenDocument 表格（ods），目前不能读", "用 Excel、WPS 或 LibreOffice 另存为 .xlsx"),
}


def is_document(name: str) -> bool:
    """Is a file of a folder or an archive one of :data:`SUFFIXES`, by the ending of its name?"""
    return name.lower().endswith(_SUFFIXES)


def is_hidden(name: str) -> bool:
    """Is a file or a folder none of the user's: hidden, left by an archiver, or the lock of an open document?"""
    return name.startswith((".", "~$")) or name == "__MACOSX"


def kind_of(data: bytes) -> Kind:
    """What a file is; ``text`` where nothing says that it is something else.  Never fails."""
    return identified(data)[0]


def identified(data: bytes) -> tuple[Kind, Package | None]:
    """What a file is, and its package where it is a sound one, so that it need not be opened twice."""
    return _package_kind(data) if data.startswith(_ZIP) else (_plain_kind(data), None)


def _plain_kind(data: bytes) -> Kind:
    if data.startswith(_OLE):
        from .office import ole_kind

        return ole_kind(data)
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    head = data[:_HEAD]
    if any(pattern.match(head) for pattern in (_BITMAP, _HEIC, _WEBP)):
        return "image"
    if _BZIP.match(head) or data.startswith(_TAPE[1], _TAPE[0]):
        return "gz"
    if _PDF in head[: _FARTHEST_PDF + len(_PDF)] and _begins_pdf(head):
        return "pdf"
    return _text_kind(head)


def refusal(kind: Kind, source: str, data: bytes = b"") -> UnreadableFile:
    """The error for a kind that is known and not read: what it is, or that it is broken, and what to do."""
    if kind == "zip" and data:
        from .package import open_package

        try:
            open_package(data, source)
        except UnreadableFile as error:
            return error
    what, cure = _REFUSED[kind]
    return UnreadableFile(what, place=source, cure=cure)


def _begins_pdf(head: bytes) -> bool:
    """A text may speak of %PDF-; a PDF begins with it, or with what a transfer put before it."""
    before, _, rest = head.partition(_PDF)
    return not before.strip(b"\xef\xbb\xbf \t\r\n\0") or b" obj" in rest


def _package_kind(data: bytes) -> tuple[Kind, Package | None]:
    from .package import open_package  # late: most files are no packages

    try:
        package = open_package(data, "")
    except UnreadableFile:
        # Broken; its reader will say so, and which that is the names of its parts may still show.
        return next((kind for part, kind in _MAIN_PARTS if part.split("/")[0].encode() + b"/" in data), "zip"), None
    return _kind_by_parts(package), package


def _kind_by_parts(package: Package) -> Kind:
    if package.has("OFD.xml"):
        return "ofd"
    if package.has(_TYPES):
        return next((kind for part, kind in _MAIN_PARTS if package.has(part)), None) or _by_types(package)
    if package.has("mimetype"):
        return _OPEN_TYPES.get(_start_of(package, "mimetype").strip(), "zip")
    return "zip"


def _by_types(package: Package) -> Kind:
    """The main part may have any name; the list of types says what it is."""
    types = _start_of(package, _TYPES)
    return next((kind for mark, kind in _MAIN_TYPES if mark in types), "zip")


def _start_of(package: Package, name: str) -> bytes:
    try:
        return package.part(name)
    except UnreadableFile:
        return b""


def _text_kind(head: bytes) -> Kind:
    if _MAIL.match(head) and _MAIL_VERSION.search(head) and _MAIL_PAGE.search(head):
        return "mhtml"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", errors="replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if not text.lstrip().startswith("<"):
        return "text"
    if text.lstrip().startswith("<?xml") and _WORD_XML.search(head):
        return "word-xml"
    return "html" if _MARKUP.match(text) or "<html" in text.lower() else "text"


def looks_structured(text: str) -> bool:
    """Is this TOML or JSON, and not a document?  Told from its first line that is no comment."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return True
    for line in start.split("\n", 200)[:200]:
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            return stripped == "[]" or _TOML_LINE.match(stripped) is not None
    return False
