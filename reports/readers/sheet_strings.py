"""The texts of a workbook: its shared strings, and what a cell's own text says."""

from __future__ import annotations

import re
from typing import Final

from ..recognition.cleaning import SUPERSCRIPTS
from .ooxml import parse_xml
from .sheet_spelling import spelt_out, usual

_STRING: Final = re.compile(
    r"<si([ /][^>]*+)?+>"
    r"(?:<t(?: [^>]*+)?+>([^<]*+)</t>(?:<phoneticPr [^>]*+/>)?+</si>|([^<]*+(?:(?!</?si[ />])<[^<]*+)*+)</si>)?+"
)
_ENTITY: Final = re.compile(r"&(#x[0-9A-Fa-f]{1,6}|#\d{1,7}|\w{2,4});")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def shared_strings(data: bytes, name: str, source: str) -> tuple[str, ...]:
    """The shared strings of a workbook as shown: readings of Chinese characters left out, raised digits kept raised.

    Raises:
        UnreadableFile: broken XML.
    """
    xml = usual(data)
    if xml is None or not _are_all(xml, found := _STRING.findall(xml)):
        found = _STRING.findall(spelt_out(parse_xml(data, name, source)))
    return tuple([plain(text) if not rest else rich(f"<si>{rest}</si>", name, source) for _, text, rest in found])


def rich(xml: str, name: str, source: str) -> str:
    """The text of a string made of runs."""
    parts: list[str] = []
    for element in parse_xml(xml.encode(), name, source).iter("t"):
        above = element.getparent()
        if above is not None and above.tag == "rPh":
            continue
        text = _unescaped(element.text or "")
        if above is not None and above.find("rPr/vertAlign[@val='superscript']") is not None:
            text = text.translate(SUPERSCRIPTS)
        parts.append(text)
    return "".join(parts)


def plain(text: str) -> str:
    """A text without entities and escapes."""
    if "&" not in text and "_x" not in text and "\r" not in text:
        return text
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return _unescaped(text)


def _unescaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(match: re.Match[str]) -> str:
    word = match[1]
    if not word.startswith("#"):
        return _ENTITIES.get(word, match[0])
    code = int(word[2:], 16) if word[1] == "x" else int(word[1:])
    return chr(code) if code < 0x110000 else match[0]


def _are_all(xml: str, found: list[tuple[str, str, str]]) -> bool:
    """Were all shared strings found, and is there no prefix that hides them?"""
    begun = xml.count("<si")
    if begun != len(found):
        begun = sum(xml.count(f"<si{end}") for end in " >/\n\t\r")
    closed = sum([attributes.endswith("/") for attributes, _, _ in found])
    return "<sst" in xml and len(found) == begun == closed + xml.count("</si>")
