"""What makes a Word document whole: order of elements, relations, types; and LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from zipfile import ZipFile

import pytest
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p tbl",
    "font": "altName panose1 charset family notTrueType pitch sig",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang decimalSymbol "
    "listSeparator",
    "docDefaults": "rPrDefault pPrDefault",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
}
"""Element → its children in the order the schema asks for; those of a cell may alternate."""


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package, unpacked."""
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len(names) == len(set(names))
        return {name: package.read(name) for name in names}


def text_of(root: etree._Element) -> str:
    """All text of a part, a line for each paragraph."""
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p"))


def assert_whole(data: bytes) -> etree._Element:
    """Assert that Word has nothing to repair, as far as rules tell; gives the root of the document."""
    parts = parts_of(data)
    roots = {name: etree.fromstring(part) for name, part in parts.items()}
    _typed(parts, roots)
    _related(roots)
    styles = {style.get(f"{W}styleId") for style in roots["word/styles.xml"].iter(f"{W}style")}
    for root in roots.values():
        for element in root.iter():
            _ordered(element)
        for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            assert {mark.get(f"{W}val") for mark in root.iter(f"{W}{kind}")} <= styles
    document = roots["word/document.xml"]
    _laid_out(document)
    return document


def _typed(parts: dict[str, bytes], roots: dict[str, etree._Element]) -> None:
    types = roots["[Content_Types].xml"]
    named = {item.get("PartName", "").lstrip("/") for item in types if item.get("PartName")}
    endings = {item.get("Extension") for item in types if item.get("Extension")}
    assert named <= set(parts)
    assert all(name in named or name.rpartition(".")[2] in endings for name in parts if name != "[Content_Types].xml")


def _related(roots: dict[str, etree._Element]) -> None:
    """Every reference goes somewhere, and every part that is no root is referred to."""
    targets = set()
    for name, root in roots.items():
        if not name.endswith(".rels"):
            continue
        ids = [item.get("Id") for item in root]
        assert len(ids) == len(set(ids))
        folder = dirname(dirname(name))
        targets |= {
            normpath(join(folder, item.get("Target", ""))) for item in root if item.get("TargetMode") != "External"
        }
    assert targets <= set(roots)
    assert {name for name in roots if not name.endswith(".rels")} - {"[Content_Types].xml"} <= targets


def _ordered(element: etree._Element) -> None:
    if not isinstance(element.tag, str) or not element.tag.startswith(W):
        return
    order = _ORDER.get(element.tag.removeprefix(W), "").split()
    if not order:
        return
    found = [str(child.tag).removeprefix(W) for child in element]
    assert set(found) <= set(order), (element.tag, found)
    if element.tag == f"{W}tc":
        assert found[-1] == "p"
        found = found[:1]
    assert found == sorted(found, key=order.index), (element.tag, found)


def _laid_out(document: etree._Element) -> None:
    body = document[0]
    tags = [str(child.tag).removeprefix(W) for child in body]
    assert tags[-2:] == ["p", "sectPr"]
    assert all(pair != ("tbl", "tbl") for pair in pairwise(tags))
    for table in document.iter(f"{W}tbl"):
        columns = [int(column.get(f"{W}w", "0")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        for row in table.findall(f"{W}tr"):
            at = 0
            for cell in row.findall(f"{W}tc"):
                mark = cell.find(f"{W}tcPr/{W}gridSpan")
                span = int(mark.get(f"{W}val", "1")) if mark is not None else 1
                width = cell.find(f"{W}tcPr/{W}tcW")
                assert width is not None
                assert int(width.get(f"{W}w", "0")) == sum(columns[at : at + span])
                at += span
            assert at == len(columns)


def converted(data: bytes, ending: str, folder: Path, to: str = "pdf") -> bytes:
    """What LibreOffice makes of a file."""
    (made,) = all_converted([data], ending, folder, to)
    return made


def all_converted(files: Sequence[bytes], ending: str, folder: Path, to: str = "pdf") -> list[bytes]:
    """What LibreOffice, started once, makes of files of one kind."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    sources = [folder / f"in{number}.{ending}" for number in range(len(files))]
    for source, data in zip(sources, files, strict=True):
        source.write_bytes(data)
    out = folder / "out"
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        str(out),
        *map(str, sources),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [(out / f"{source.stem}.{to}").read_bytes() for source in sources]


def pages_of(data: bytes) -> list[str]:
    """The text of each page of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return [document[number].get_textpage().get_text_range() for number in range(len(document))]
    finally:
        document.close()
