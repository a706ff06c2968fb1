"""Read workbooks: .xlsx and .xlsm by their parts, .xls through :mod:`reports.readers.xls`.

Every cell comes out as its sheet shows it, by its number format; what is hidden is named, not read.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath
from typing import Final

from attrs import frozen
from lxml import etree

from scoring.keeping import remembered
from scoring.numerals import whole_number

from ..errors import UnreadableFile
from ..grid import Parsed
from .number_formats import BUILT_IN, NumberFormat, number_format
from .ooxml import Element, main_part, parse_xml
from .package import Package, open_package
from .sheet_strings import shared_strings
from .sheet_xml import Styles, read_worksheet
from .worksheet import MOST_CELLS, Worksheet, parsed

_OLE: Final = b"\xd0\xcf\x11\xe0"
_ID: Final = "}id"
_MOST_SHEETS: Final = 2_000
_LARGEST_KNOWN: Final = 64 << 10
_LONGEST_TARGETS: Final = 4_000
_MOST_KNOWN: Final = 32
_FORMATS: Final[dict[bytes, tuple[NumberFormat, ...]]] = {}
"""Styles as a part has them → their formats."""
_CURE: Final = "用 Excel 或 WPS 打开，另存为 .xlsx 再读"


@frozen
class _Tab:
    """A sheet as the workbook lists it."""

    name: str
    number: int
    part: str
    hidden: bool


def parse(data: bytes, source: str, package: Package | None = None) -> Parsed:
    """Read a workbook; its content decides whether it is an .xlsx or an .xls.

    Args:
        data: the file's bytes.
        source: its name, for messages.
        package: an .xlsx as a package, where it was opened already.

    Raises:
        UnreadableFile: no workbook, damaged, encrypted, or larger than a form ever is.
    """
    if data.startswith(_OLE):
        from .xls import parse_xls

        return parse_xls(data, source)
    package = package or open_package(data, source)
    name = main_part(package)
    if name.endswith(".bin"):
        raise UnreadableFile("这是二进制工作簿（.xlsb），不能直接读", place=source, cure=_CURE)
    workbook = parse_xml(package.part(name), name, source)
    if _word(workbook) != "workbook":
        raise UnreadableFile("不是 Excel 工作簿", place=source, cure="确认文件没有选错")
    targets = _targets(package, name)
    tabs = _tabs(workbook, targets, package)
    styles = _styles(package, targets, workbook)
    sheets: list[Worksheet] = []
    room = MOST_CELLS
    for tab in tabs:
        if tab.hidden or not tab.part:
            continue
        if room > 0:
            content = package.part(tab.part)
            sheet, count = read_worksheet((tab.name, tab.number), content, tab.part, source, styles, room)
            room -= count
        else:
            sheet = Worksheet(tab.name, tab.number, cut=True)
        sheets.append(sheet)
    hidden = [tab.name for tab in tabs if tab.hidden]
    return parsed(sheets, hidden, source, _is_on(_first(workbook, "calcPr"), "fullCalcOnLoad"))


def _tabs(workbook: Element, targets: dict[str, tuple[str, str]], package: Package) -> list[_Tab]:
    """The sheets in order; those that hold no cells, such as charts, without a part."""
    found: list[_Tab] = []
    for element in workbook.iter("{*}sheet"):
        number = len(found) + 1
        if number > _MOST_SHEETS:
            raise UnreadableFile(
                f"工作表超过 {_MOST_SHEETS} 个，没有读", place=package.source, cure="只留有自评表的工作表，另存后再读"
            )
        link = next((str(value) for key, value in element.attrib.items() if str(key).endswith(_ID)), "")
        kind, part = targets.get(link, ("", ""))
        name = element.get("name", "") or f"第 {number} 个"
        if kind == "worksheet" and not package.has(part):
            raise UnreadableFile(f"文件损坏：缺少工作表“{name}”的内容", place=package.source, cure=_CURE)
        hidden = element.get("state", "visible") != "visible"
        found.append(_Tab(name, number, part if kind == "worksheet" else "", hidden))
    return found


def _styles(package: Package, targets: dict[str, tuple[str, str]], workbook: Element) -> Styles:
    """Number formats, shared strings and the first day of the workbook."""
    parts = {kind: part for kind, part in targets.values() if package.has(part)}
    texts: tuple[str, ...] = ()
    if "sharedStrings" in parts:
        name = parts["sharedStrings"]
        texts = shared_strings(package.part(name), name, package.source)
    formats: tuple[NumberFormat, ...] = ()
    if "styles" in parts:
        data = package.part(parts["styles"])
        read = _known_formats if len(data) <= _LARGEST_KNOWN else _formats
        formats = read(data, parts["styles"], package.source)
    return Styles(formats, texts, _is_on(_first(workbook, "workbookPr"), "date1904"))


def _known_formats(data: bytes, name: str, source: str) -> tuple[NumberFormat, ...]:
    """The formats of styles met before: the workbooks of one program, or made of one form, share them."""
    found = _FORMATS.get(data)
    if found is None:
        if len(_FORMATS) >= _MOST_KNOWN:
            _FORMATS.clear()
        found = _FORMATS[data] = _formats(data, name, source)
    return found


def _formats(data: bytes, name: str, source: str) -> tuple[NumberFormat, ...]:
    """The number format of each cell style."""
    root = parse_xml(data, name, source)
    codes = {element.get("numFmtId"): element.get("formatCode", "") for element in root.iter("{*}numFmt")}
    styles = _first(root, "cellXfs")
    found: list[NumberFormat] = []
    for element in styles if styles is not None else ():
        told = element.get("numFmtId", "0")
        code = codes.get(told)
        if code is None:
            code = BUILT_IN.get(whole_number(told, 0), "General")
        found.append(number_format(code or "General"))
    return tuple(found)


def _targets(package: Package, name: str) -> dict[str, tuple[str, str]]:
    """Id of a relationship of the workbook → the last word of its type, and the part it names."""
    folder = dirname(name)
    part = join(folder, "_rels", f"{name.rpartition('/')[2]}.rels")
    if not package.has(part):
        return {}
    try:
        return _targets_told((package.part(part), part, folder))
    except UnreadableFile as error:
        error.place = package.source
        raise


@remembered(longest=_LONGEST_TARGETS)
def _targets_told(asked: tuple[bytes, str, str]) -> dict[str, tuple[str, str]]:
    """What relationships say, not to be changed; workbooks of as many sheets often have the same."""
    data, part, folder = asked
    found: dict[str, tuple[str, str]] = {}
    for element in parse_xml(data, part, "").iter("{*}Relationship"):
        target = element.get("Target", "").replace("\\", "/")
        if element.get("TargetMode") != "External":
            resolved = normpath(target if target.startswith("/") else join(folder, target)).lstrip("/")
            found[element.get("Id", "")] = element.get("Type", "").rpartition("/")[2], resolved
    return found


def _first(root: Element, word: str) -> Element | None:
    return next(iter(root.iter(f"{{*}}{word}")), None)


def _is_on(element: Element | None, attribute: str) -> bool:
    return element is not None and element.get(attribute) in ("1", "true")


def _word(element: Element) -> str:
    return etree.QName(element).localname
