"""The XML of office packages: which part is the document, parsed so that no trick in it works."""

from __future__ import annotations

from posixpath import normpath
from typing import Final, TypeAlias
from urllib.parse import unquote

from attrs import frozen
from lxml import etree

from scoring.keeping import remembered

from ..errors import UnreadableFile
from .package import Package

Element: TypeAlias = etree._Element

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_WORD: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONSHIPS: Final = "_rels/.rels"
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_MAIN_RELATIONSHIP: Final = "/officeDocument"
_MAIN_TYPE: Final = ".main+xml"
# What the tree of a part costs in memory grows with its tags and attributes: 100 to 200 bytes each.
_MOST_MARKS: Final = 2_000_000
_LONGEST_KNOWN: Final = 4_000
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")
_CURE: Final = "用 Word 或 WPS 打开，另存为 .docx 再读"


@frozen
class Part:
    """A part of a package: its name, its bytes and the root of its XML."""

    name: str
    data: bytes
    root: Element

    def mentions(self, word: str) -> bool:
        """May the part hold an element of this name?  Sooner told from the bytes than from the tree."""
        return word.encode() in self.data or self.data.startswith(_WIDE)


def parse_xml(data: bytes, name: str, source: str) -> Element:
    """Parse a part; no entities, no DOCTYPE, no network, no endless depth.

    Args:
        data: the part's bytes.
        name: its name, for messages.
        source: the file's name, for messages.

    Raises:
        UnreadableFile: broken XML, a DOCTYPE, nested without end, or more tags than a document ever has.
    """
    if len(data) > _MOST_MARKS and data.count(b"<") + data.count(b'"') + data.count(b"'") > _MOST_MARKS:
        raise UnreadableFile(
            f"{name} 里的标记超过 {_MOST_MARKS} 个，没有读", place=source, cure="只留有自评表的部分，或拆成几个文件"
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,  # nothing looks an id up, and collecting them takes a third of the time
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = "嵌套太深" if "depth" in str(error) else "XML 有错"
        line = f"，第 {error.lineno} 行" if isinstance(error, etree.XMLSyntaxError) and error.lineno else ""
        raise UnreadableFile(f"文件损坏：{name} 读不通（{reason}{line}）", place=source, cure=_CURE) from None
    information = root.getroottree().docinfo
    if information.internalDTD is not None or information.doctype:
        raise UnreadableFile(f"{name} 里有 DOCTYPE 声明，正常的文件没有，没有读", place=source, cure=_CURE)
    return root


def main_part(package: Package) -> str:
    """The name of the part that is the document, wherever its package keeps it.

    Raises:
        UnreadableFile: the package has none, or what says where is broken.
    """
    for find in (_by_relationship, _by_content_type):
        name = find(package)
        if name and package.has(name):
            return name
    raise UnreadableFile(
        "压缩包里没有文档正文，不是 Word/Excel 文件",
        place=package.source,
        cure="确认文件没有选错；能打开的话另存为 .docx",
    )


def word_data(package: Package) -> tuple[str, bytes]:
    """The name and the XML of the document of a .docx, in the usual spelling of its namespace.

    Raises:
        UnreadableFile: the package has none, or it is broken.
    """
    name = main_part(package)
    return name, package.part(name).replace(_STRICT_WORD, WORD.encode())


def word_part(package: Package, name: str, data: bytes) -> Part:
    """The document of a .docx parsed.

    Raises:
        UnreadableFile: no Word document, or a broken one.
    """
    root = parse_xml(data, name, package.source)
    if root.tag != f"{{{WORD}}}document":
        raise UnreadableFile("不是 Word 文档（docx）", place=package.source, cure="确认文件没有选错")
    return Part(name, data, root)


def _by_relationship(package: Package) -> str:
    if not package.has(_RELATIONSHIPS):
        return ""
    try:
        targets = _main_targets(package.part(_RELATIONSHIPS))
    except UnreadableFile as error:
        error.place = package.source
        raise
    return next((target for target in targets if package.has(target)), "")


@remembered(longest=_LONGEST_KNOWN)
def _main_targets(data: bytes) -> tuple[str, ...]:
    """Where the relationships of a package say that its document is; all packages of a program say the same."""
    found: list[str] = []
    for relationship in parse_xml(data, _RELATIONSHIPS, "").iter(_RELATIONSHIP):
        if relationship.get("Type", "").endswith(_MAIN_RELATIONSHIP) and relationship.get("TargetMode") != "External":
            target = relationship.get("Target", "")
            found += (normpath(spelt.replace("\\", "/")).lstrip("/") for spelt in (target, unquote(target)))
    return tuple(found)


def _by_content_type(package: Package) -> str:
    name = "[Content_Types].xml"
    if not package.has(name):
        return ""
    for override in parse_xml(package.part(name), name, package.source).iter(_OVERRIDE):
        if override.get("ContentType", "").endswith(_MAIN_TYPE):
            return override.get("PartName", "").lstrip("/")
    return ""
