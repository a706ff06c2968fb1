"""The usual spelling of a workbook's XML, and how any other is brought to it."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from scoring.model import column_letters
from scoring.numerals import whole_number

from .ooxml import Element

_UTF8: Final = re.compile(
    rb"\s*<\?xml (?![^>]*encoding)|\s*<\?xml [^>]*encoding=[\"'](?:utf-8|us-ascii)[\"']", re.IGNORECASE
)
_APOSTROPHES: Final = re.compile(r"<[^<>]*='")
_LAST_COLUMN: Final = 16_384
_LONGEST_LETTERS: Final = 3


class Unusual(Exception):
    """The XML is not spelt as usual."""


class _Columns(dict[str, int]):
    """Letters of a column → its number from 0."""

    def __missing__(self, letters: str) -> int:
        if len(letters) > _LONGEST_LETTERS:
            raise Unusual
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - ord("A") + 1
        if number > _LAST_COLUMN:
            raise Unusual
        self[letters] = number - 1
        return number - 1


COLUMNS: Final = _Columns()


def usual(data: bytes) -> str | None:
    """The text of a part, or None where it is not UTF-8, holds comments, CDATA or a DOCTYPE, or quotes with '."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"<!" in data or (data.lstrip()[:5] == b"<?xml" and _UTF8.match(data) is None):
        return None
    try:
        xml = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "='" in xml and _APOSTROPHES.search(xml) is not None:
        return None
    return xml.replace("\r\n", "\n") if "\r" in xml else xml


def spelt_out(root: Element) -> str:
    """Write a part without prefixes."""
    for element in root.iter():
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def sheet_spelt_out(root: Element) -> str:
    """Write a worksheet the usual way: no prefixes, row and cell references always there and first.

    Raises:
        Unusual: a row whose number is none, or a column beyond the last.
    """
    number = column = 0
    for element in root.iter("{*}row", "{*}c"):
        if etree.QName(element).localname == "row":
            told = element.get("r")
            number = number + 1 if told is None else whole_number(told, 0)
            if number < 1:
                raise Unusual
            column = -1
            element.set("r", str(number))
        else:
            kept = {name: element.get(name) for name in ("s", "t")}
            reference = element.get("r") or f"{column_letters(column + 1)}{number}"
            column = COLUMNS["".join(filter(str.isalpha, reference)).upper() or "A"]
            element.attrib.clear()
            element.set("r", reference.upper().replace("$", ""))
            for name, value in kept.items():
                if value is not None:
                    element.set(name, value)
    return spelt_out(root)
