"""Clean the text of a cell: tags and marks of the export, line wraps, spaces that a page layout left."""

from __future__ import annotations

import re
from typing import Final

from scoring.keeping import remembered

_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li)\s{0,3}/?>", re.IGNORECASE)
# Only these tags: a bare "<" is an operator (<=3次).
_TAG: Final = re.compile(r"</?(?:p|b|strong|i|em|u|span|div|font|li|ul|ol)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_RAISED: Final = re.compile(r"<sup>\s{0,3}([0-9]{1,2})\s{0,3}</sup>", re.IGNORECASE)
_ENTITIES: Final = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}
_BOOKMARK: Final = re.compile(r"\[bookmark:[^\[\]\n]{0,60}\]")
_ESCAPED: Final = re.compile(r"\\([_*|\[\]()#.~`>\\-])")
SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPACES: Final = re.compile(r"\s+")
_DIGITS_BEFORE: Final = re.compile(r"[\d.,]+$")
_DIGITS_AFTER: Final = re.compile(r"[\d.,]+")
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$")
_LONGEST_NUMBER: Final = 24
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def strip_marks(text: str) -> str:
    """Remove tags, Markdown emphasis and escapes; a paragraph's end becomes a line break."""
    if "<" in text and ">" in text:
        text = _RAISED.sub(lambda match: match.group(1).translate(SUPERSCRIPTS), text)
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "[bookmark:" in text:
        text = _BOOKMARK.sub("", text)
    if "&" in text:
        for entity, character in _ENTITIES.items():
            text = text.replace(entity, character)
    # A cell that holds nothing but "**" is a blank mark, not emphasis.
    if "**" in text and text.strip(" *"):
        text = text.replace("**", "")
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return text.strip()


def heal(text: str) -> str:
    """Remove the spaces and line breaks that wrapping put into a cell.

    A space stays only beside a Latin letter with a letter, a digit or a Chinese character on its
    other side: ``产出指 标`` → ``产出指标``, ``<=1028 .71`` → ``<=1028.71``, ``SM 信息系统`` as it is;
    and between two digits, which may be two numbers: ``95\n90`` is no 9590.
    """
    # White space but the plain blank, and all that is invisible, counts as not printable.
    if text.isprintable() and " " not in text:
        return text
    return _healed(text)


@remembered()
def _healed(text: str) -> str:
    return _SPACES.sub(_space, text.translate(_INVISIBLE).strip())


def heal_lines(text: str) -> str:
    """Heal a long text line by line, keeping its paragraphs."""
    return "\n".join(line for line in map(heal, text.split("\n")) if line)


def _space(match: re.Match[str]) -> str:
    text = match.string
    before, after = text[match.start() - 1], text[match.end()]
    if before.isdigit() and after.isdigit():
        return "" if _is_one_number(text, match.start(), match.end()) else " "
    if _is_latin(before):
        return " " if after.isalnum() else ""
    return " " if _is_latin(after) and before.isalnum() else ""


def _is_one_number(text: str, end: int, start: int) -> bool:
    """Was a number with thousands groups wrapped here: ``1,200.0`` and ``0``, ``1,99`` and ``4.00``?"""
    before = _DIGITS_BEFORE.search(text[max(0, end - _LONGEST_NUMBER) : end])
    after = _DIGITS_AFTER.match(text[start : start + _LONGEST_NUMBER])
    if before is None or after is None or "," not in before.group():
        return False
    first, rest = before.group(), after.group()
    whole = _GROUPED.match(first) is not None and "." not in first
    return not whole and _GROUPED.match(first + rest) is not None


def _is_latin(character: str) -> bool:
    return character.isalpha() and character < "\u0250"
