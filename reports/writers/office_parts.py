"""An office file somebody else made, opened part by part: only the parts that are changed are written anew."""

from __future__ import annotations

import posixpath
from io import BytesIO
from typing import TYPE_CHECKING, Final, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from attrs import define, field

from ..errors import UnreadableFile
from ..readers.package import Package, open_package

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

_CURE: Final = "用 Office 或 WPS 打开，另存一份后再试"
_RELATION_NS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_NS: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
STRICT: Final = "http://purl.oclc.org/ooxml"
_HEAD: Final = 4096
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@define
class OfficeParts:
    """The parts of a file and the changes made to them.

    Attributes:
        main: name of the main part: the document, the workbook.
        strict: whether it is written in the strict variant of the format.
    """

    package: Package
    main: str = ""
    strict: bool = False
    _trees: dict[str, _Element] = field(factory=dict)
    _edited: set[str] = field(factory=set)
    _texts: dict[str, bytes] = field(factory=dict)
    _removed: set[str] = field(factory=set)

    @classmethod
    def open(cls, data: bytes, source: str) -> Self:
        """Open a file.

        Args:
            data: its bytes.
            source: what it is called in messages.

        Raises:
            UnreadableFile: damaged, or not a file of this format.
        """
        from ..readers.ooxml import main_part

        parts = cls(open_package(data, source))
        parts.main = main_part(parts.package)
        parts.strict = STRICT.encode() in parts.package.part(parts.main)[:_HEAD]
        return parts

    def tree(self, name: str) -> _Element:
        """A part as a tree, to look at.

        Raises:
            UnreadableFile: it is not there or no XML.
        """
        from lxml import etree

        if name not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            try:
                self._trees[name] = self._read(self.package.part(name), parser)
            except etree.XMLSyntaxError as error:
                raise UnreadableFile(
                    f"{name} 不是完好的 XML（{error.msg}）", place=self.package.source, cure=_CURE
                ) from None
        return self._trees[name]

    def _read(self, data: bytes, parser: XMLParser) -> _Element:
        from lxml import etree

        return etree.fromstring(data, parser)

    def _written(self, tree: _Element) -> bytes:
        from lxml import etree

        return etree.tostring(tree, encoding="UTF-8")

    def edit(self, name: str) -> _Element:
        """A part as a tree, to be changed.

        Raises:
            UnreadableFile: it is not there or no XML.
        """
        self._edited.add(name)
        return self.tree(name)

    def text(self, name: str) -> bytes:
        """A part as bytes, as it now stands."""
        return self._texts[name] if name in self._texts else self.package.part(name)

    def put(self, name: str, data: bytes) -> None:
        """Write a part anew, or add one."""
        self._texts[name] = data

    def add(self, name: str, data: bytes) -> None:
        """Add a part that is XML and will be changed further."""
        from lxml import etree

        self._trees[name] = etree.fromstring(data)
        self._edited.add(name)

    def remove(self, name: str) -> None:
        """Leave a part out."""
        self._removed.add(name)

    def has(self, name: str) -> bool:
        """Is there such a part, old or new?"""
        return (self.package.has(name) or name in self._texts or name in self._trees) and name not in self._removed

    def link(self, local: str = "") -> str:
        """The namespace of relations; with ``local``, a qualified attribute or the kind of a relation."""
        return (
            f"{STRICT}/officeDocument/relationships{local}"
            if self.strict
            else f"http://schemas.openxmlformats.org/officeDocument/2006/relationships{local}"
        )

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to inside the package: id → (kind, name of the part)."""
        name = relations_name(part)
        if not self.has(name):
            return {}
        folder = posixpath.dirname(part)
        found = {}
        for item in self.tree(name):
            if item.get("TargetMode") != "External" and item.get("Id"):
                target = item.get("Target") or ""
                inside = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[item.get("Id") or ""] = (item.get("Type") or "", posixpath.normpath(inside))
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part refer to another one and give the reference's id."""
        from lxml import etree

        name = relations_name(part)
        if not self.has(name):
            self.add(name, f'<Relationships xmlns="{_RELATION_NS}"/>'.encode())
        root = self.edit(name)
        taken = {item.get("Id") for item in root}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdZ{n}" not in taken)
        element = etree.SubElement(root, f"{{{_RELATION_NS}}}Relationship")
        element.set("Id", f"rIdZ{number}")
        element.set("Type", self.link(f"/{kind}"))
        element.set("Target", posixpath.relpath(target, posixpath.dirname(part)))
        return f"rIdZ{number}"

    def unrelate(self, part: str, target: str) -> None:
        """Take the references of a part to another one away."""
        identifiers = {key for key, (_, name) in self.relations(part).items() if name == target}
        root = self.edit(relations_name(part))
        for item in [item for item in root if item.get("Id") in identifiers]:
            root.remove(item)

    def declare(self, name: str, content_type: str, *, extension: str = "") -> None:
        """Say what a new part holds, by its name or for all parts with this extension."""
        from lxml import etree

        root = self.edit("[Content_Types].xml")
        local, key, value = ("Default", "Extension", extension) if extension else ("Override", "PartName", f"/{name}")
        same = [e for e in root if e.tag == f"{{{_TYPES_NS}}}{local}" and (e.get(key) or "").lower() == value.lower()]
        if not same:
            element = etree.Element(f"{{{_TYPES_NS}}}{local}", {key: value, "ContentType": content_type})
            root.insert(0, element) if extension else root.append(element)

    def undeclare(self, name: str) -> None:
        """Take back what is said of a part that is left out."""
        root = self.edit("[Content_Types].xml")
        for item in [e for e in root if (e.get("PartName") or "").lower() == f"/{name}".lower()]:
            root.remove(item)

    def free_name(self, pattern: str) -> str:
        """A name for a new part: the pattern with the first number that is free."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def save(self) -> bytes:
        """The file with the changes; every other part byte for byte as it was."""
        changed = dict(self._texts)
        for name in self._edited:
            changed[name] = _DECLARATION + self._written(self._trees[name])
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            for name, info in self.package.entries.items():
                if name not in self._removed:
                    data = changed.pop(name) if name in changed else self.package.part(name)
                    archive.writestr(info, data, info.compress_type)
            for name in sorted(changed):
                if name not in self._removed:
                    archive.writestr(ZipInfo(name), changed[name], ZIP_DEFLATED)  # no clock: equal copies are equal
        return out.getvalue()


def relations_name(part: str) -> str:
    """The part that holds what a part refers to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
