"""What a text becomes in a cell of a workbook: a number with its format, or a safe text; and how wide it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from unicodedata import east_asian_width

from attrs import frozen

from ..escaping import clean

MOST_DIGITS: Final = 15
"""Significant digits a workbook keeps of a number."""

LONGEST_TEXT: Final = 32_767
"""Characters a cell can hold."""

LONGEST_NAME: Final = 31
"""Characters of a worksheet's name."""

_NUMBER: Final = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(%?)", re.ASCII)
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\n\r\t]")


@frozen
class Number:
    """A number as a workbook keeps it.

    Attributes:
        value: 0.9 for 90.00%.
        format: the number format that shows it as printed, ``0.00%``.
    """

    value: Decimal
    format: str


def number_of(text: str) -> Number | None:
    """The number a text is, or None where a workbook could not show exactly this text again.

    ``1,200.00`` is 1200 shown with ``#,##0.00``; ``007``, ``-0.00``, ``≥3`` and anything of more than
    15 digits stay texts.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, part, percent = match.groups()
    part = part or ""
    digits = whole.replace(",", "")
    if (
        digits != (digits.lstrip("0") or "0")
        or len((digits + part).lstrip("0")) > MOST_DIGITS
        or len(part) > MOST_DIGITS
    ):
        return None
    value = Decimal(f"{sign}{digits}.{part or 0}")
    if sign and not value:
        return None
    places = f".{'0' * len(part)}" if part else ""
    return Number(value / 100 if percent else value, f"{'#,##0' if ',' in whole else '0'}{places}{percent}")


def exact_number(number: Decimal, *, grouped: bool = False, least: int = 0) -> Number | None:
    """A number of ours with the digits it has, at least ``least`` places; None where it has too many."""
    exponent = number.as_tuple().exponent
    places = max(-exponent if isinstance(exponent, int) else 0, least)
    return number_of(f"{number:{',' if grouped else ''}.{places}f}")


def safe_text(text: str) -> str:
    """A text that a cell can hold: nothing unseen in it, and not longer than cells are."""
    plain = str(clean(text)).replace("\r\n", "\n")
    if plain.startswith("<r>") and plain.endswith("</r>"):
        plain += " "  # XlsxWriter takes such a text for markup of its own
    if utf16_length(plain) <= LONGEST_TEXT:
        return plain
    tail = "……（文字超过单元格的上限，后面略去）"
    kept = plain[: LONGEST_TEXT - len(tail)]
    while utf16_length(kept) + len(tail) > LONGEST_TEXT:
        kept = kept[: -max(1, (utf16_length(kept) + len(tail) - LONGEST_TEXT) // 2)]
    return kept + tail


def utf16_length(text: str) -> int:
    """How many characters spreadsheets count."""
    return len(text) + sum(character > "\uffff" for character in text)


def text_width(text: str) -> int:
    """Width of a line in columns of a digit: wide, full-width and ambiguous characters take two."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def line_count(text: str, width: float) -> int:
    """How many lines a text takes when it is wrapped to a width."""
    room = max(2, int(width))
    return sum(max(1, -(-text_width(line) // room)) for line in text.split("\n")) if text else 1


def column_width(texts: Sequence[str], least: int = 6, most: int = 50) -> int:
    """A column's width for its texts: the longest line and a margin, within bounds."""
    longest = max((text_width(line) for text in texts for line in text.split("\n")), default=0)
    return max(least, min(most, longest + 2))


def sheet_names(titles: Sequence[str]) -> tuple[str, ...]:
    """Names for worksheets: without what Excel forbids, at most 31 characters, each once."""
    taken: set[str] = set()
    names = []
    for title in titles:
        base = _NOT_IN_NAMES.sub(" ", str(clean(title))).strip().strip("'").strip() or "Sheet"
        if base.casefold() == "history":
            base += "_"  # Excel keeps this name for itself
        name, number = _cut(base, LONGEST_NAME), 1
        while name.casefold() in taken:
            number += 1
            tail = f"({number})"
            name = _cut(base, LONGEST_NAME - len(tail)) + tail
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _cut(name: str, most: int) -> str:
    while utf16_length(name) > most:
        name = name[:-1]
    return name.rstrip(" '")
