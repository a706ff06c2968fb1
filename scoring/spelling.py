"""Read the spellings of values that occur in published tables.

The grammar stands here, its words in :mod:`scoring.words`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache

from .keeping import remembered
from .numerals import POWERS, chinese_number
from .quantity import (
    NO_UNIT,
    PERCENT,
    Figure,
    Moment,
    Quantity,
    Reading,
    Several,
    Span,
    Unit,
    Unreadable,
    Value,
    Words,
)
from .words import (
    BLANK_MARKS,
    DIGITS,
    FIGURE_UNITS,
    FOLDED,
    MEASURES,
    MULTIPLIERS,
    NOT_CALCULATED,
    OPERATOR_PREFIXES,
    OPERATOR_SPELLINGS,
    OPERATOR_SUFFIXES,
    PERCENT_SIGNS,
    SPREADSHEET_ERRORS,
    UNIT_NAMES,
)

_LONGEST_CELL = 200
_NO_RESULT = (NOT_CALCULATED, *SPREADSHEET_ERRORS)
_MOST_DIGITS = 24
_TENTHS = re.compile(r"([一二两三四五六七八九]|\d(?:\.\d)?)成$")
_SPLIT_DIGITS = re.compile(r"\d\s+\d")
_SYMBOL = re.compile("|".join(sorted(map(re.escape, OPERATOR_SPELLINGS), key=len, reverse=True)))
_PREFIX = re.compile("|".join(sorted(OPERATOR_PREFIXES, key=len, reverse=True)))
_OPERATORS_BEGIN = frozenset(word[0] for word in (*OPERATOR_SPELLINGS, *OPERATOR_PREFIXES))
_SUFFIXES = tuple(OPERATOR_SUFFIXES)
_SUFFIX = re.compile(f"({'|'.join(sorted(OPERATOR_SUFFIXES, key=len, reverse=True))})$")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d.,])")
_DATE = re.compile(
    r"(?:(?P<year>\d{4})(?:年|[-/.](?=\d)))?(?:(?P<month>\d{1,2})(?:月份?|[-/.](?=\d)|(?=$)))?"
    r"(?:(?P<day>\d{1,2})[日号]?)?(?P<end>底|末|年底|年末|月底|月末)?(?P<before>之前|以前|前)?(?:完成)?$"
)
_DATES_END = frozenset("年月份日号底末前成")
_SPAN = re.compile(r"([\d.]+)([^\d.~～至到—-]*)[~～至到—-]+([\d.]+)([^\d]*)")
_SPAN_SIGNS = frozenset("~～至到—-")
_PER_CENT_WORDS = re.compile(r"百分之(?P<number>[\d.]+|[零〇一二两三四五六七八九十百点]+)$")
_CHINESE_NUMBER = re.compile(
    r"(?P<number>[零〇一二两三四五六七八九十百千万亿]+)(?P<unit>[^\d零〇一二两三四五六七八九十百千万亿]\D*)?$"
)
_LONGEST_UNIT = 4
_NO_UNIT_LETTERS = frozenset("余多半几约或以及的又至到来近超")
"""A short word with one of these behind a number says something of the number: 10余人, 90%或以上."""
_NAME_UNIT = re.compile(r"[(（]\s*([^()（）]{1,8})\s*[)）]\s*$")
_ONLY_NUMERIC = re.compile(r"[\d.,%+\-/~]+[^\d\s]{0,4}$")
_POWERS = frozenset(POWERS) - {"十"}
_FOLDABLE = frozenset(map(chr, FOLDED))
_FOLDABLES = re.compile(f"[{''.join(map(re.escape, sorted(_FOLDABLE)))}]")
_SHORT = 16
_BLANKS_BEGIN = frozenset(mark[0] for mark in BLANK_MARKS if mark)
_PUNCTUATION = re.compile(r"(?:[\s,，。;；:：、“”\"'‘’()（）=]|(?<!\d)\.|\.(?!\d))+")


@remembered()
def fold(text: str) -> str:
    """Return ``text`` in half-width forms and simplified characters, without white space."""
    if not _FOLDABLE.isdisjoint(text):
        # A translation costs most for the characters that have none, of which a long text has many.
        text = text.translate(FOLDED) if len(text) < _SHORT else _FOLDABLES.sub(_folded, text)
    return "".join(text.split())


def _folded(match: re.Match[str]) -> str:
    return chr(FOLDED[ord(match[0])])


@remembered()
def bare(text: str) -> str:
    """Return ``text`` folded and without punctuation: what two spellings of the same words share."""
    return _PUNCTUATION.sub("", fold(text))


def is_blank(text: str) -> bool:
    """True for an empty cell and for every blank mark of the forms."""
    if not text:
        return True
    first = text[0]
    return (first in _BLANKS_BEGIN or first.isspace()) and "".join(text.split()) in BLANK_MARKS


@remembered()
def parse_value(text: str) -> Value | None:
    """Read a target or an actual.

    Args:
        text: the cell as printed.

    Returns:
        The value, :class:`Unreadable` where digits do not form a value for sure, or None for a
        blank cell.
    """
    if is_blank(text):
        return None
    shown = " ".join(text.split())
    if shown.startswith(_NO_RESULT):
        return Unreadable(shown)
    body = fold(text)
    if len(body) > _LONGEST_CELL:
        return Words(shown)
    operator, rest = _take_operator(body)
    if operator and not rest:
        return Unreadable(shown)
    value = _several(shown, body) or _moment(shown, rest) or _span(shown, rest) or _quantity(shown, operator, rest)
    if value is not None:
        return Unreadable(shown) if _is_doubtful(shown, operator, value) else value
    if (operator and any(ch.isdigit() for ch in rest)) or _ONLY_NUMERIC.match(rest) or _is_no_date(rest):
        return Unreadable(shown)
    return Words(shown)


def parse_figure(text: str, units: Sequence[str] = FIGURE_UNITS) -> Reading:
    """Read a weight, score, rate or amount: ``10.00``, ``99.07 分``, ``1,994.00``, ``77.66%``.

    Args:
        text: the cell as printed.
        units: what may stand behind the number; it is not converted.
    """
    return figure_reader(tuple(units))(text)


@lru_cache(maxsize=64)
def figure_reader(units: tuple[str, ...]) -> Callable[[str], Reading]:
    """What :func:`parse_figure` does with these units, for who reads many."""
    return remembered()(lambda text: _figure(text, units))


def _figure(text: str, units: tuple[str, ...]) -> Reading:
    if is_blank(text):
        return None
    shown = " ".join(text.split())
    body = fold(text)
    for tail in units:
        if body.endswith(tail):
            body = body[: -len(tail)]
            break
    if len(body) > _MOST_DIGITS or not _NUMBER.fullmatch(body) or _splits_digits(shown):
        return Unreadable(shown)
    return Figure(shown, Decimal(body.replace(",", "")))


def _splits_digits(shown: str) -> bool:
    """Does white space stand between two digits?"""
    return " " in shown and _SPLIT_DIGITS.search(shown) is not None


def _is_doubtful(shown: str, operator: str, value: Moment | Span | Several | Quantity) -> bool:
    """Was something read that the cell does not say for sure?

    Digits that a space or a line break keeps apart may be two numbers or one; a limit before a
    range or a date from which on something holds has no meaning in the forms.
    """
    if isinstance(value, Moment):
        return operator in ("≥", ">")
    if isinstance(value, Span) and operator not in ("", "="):
        return True
    if isinstance(value, Several):
        numbers = [part.number for part in value.parts]
    else:
        numbers = [value.low, value.high] if isinstance(value, Span) else [value.number]
    return any(len(f"{number:f}") > _MOST_DIGITS for number in numbers) or _splits_digits(shown)


def is_percent(text: str) -> bool:
    """Was a per-cent sign printed, in any spelling?"""
    return any(sign in text for sign in PERCENT_SIGNS)


def unit_of_name(name: str) -> Unit:
    """Return the unit an indicator's name ends with, ``…总成本(万元)``, or ``NO_UNIT``."""
    match = _NAME_UNIT.search(name)
    if match is None:
        return NO_UNIT
    text = fold(match.group(1))
    return Unit.of(text) if _is_measure(text) else NO_UNIT


def _several(shown: str, body: str) -> Several | None:
    if ";" not in body and "、" not in body:
        return None
    pieces = [piece for piece in re.split("[;、]", body) if piece]
    if len(pieces) < 2:
        return None
    parts = [_quantity(piece, *_take_operator(piece)) for piece in pieces]
    return Several(shown, tuple(p for p in parts if p)) if all(parts) else None


def _take_operator(body: str) -> tuple[str, str]:
    """Split the operator in front off: ``不少于3次`` → ("≥", "3次")."""
    if body[:1] not in _OPERATORS_BEGIN:
        return "", body
    match = _SYMBOL.match(body)
    if match is not None:
        return OPERATOR_SPELLINGS[match.group()], body[match.end() :]
    match = _PREFIX.match(body)
    if match is not None and body[match.end() : match.end() + 1].isdigit():
        return OPERATOR_PREFIXES[match.group()], body[match.end() :]
    return "", body


def _moment(shown: str, rest: str) -> Moment | None:
    match = _date(rest)
    if match is None or not (match["year"] or match["month"]):
        return None
    year, month, day = (int(match[k]) if match[k] else None for k in ("year", "month", "day"))
    before, end = bool(match["before"]), bool(match["end"])
    if year is None and not (before or end or day):
        return None  # "12月" is twelve months
    if (month is None and day is not None) or (year is not None and not 1990 <= year <= 2100):
        return None
    if month is not None and not 1 <= month <= 12:
        return None
    if month is not None and day is not None and not 1 <= day <= monthrange(year or 2024, month)[1]:
        return None
    if "年" not in rest and "月" not in rest and None in (year, month, day):
        return None  # 2023.5 is a number, 1/2 is not a date
    return Moment(shown, year, month, day, before, end)


def _date(rest: str) -> re.Match[str] | None:
    """The parts of what is written as a date, at least one of them a number."""
    if not rest[:1].isdigit() or not (rest[-1].isdigit() or rest[-1] in _DATES_END):
        return None
    return _DATE.match(rest)


def _is_no_date(rest: str) -> bool:
    """Is it written as a date, but of a month or day there is none of?"""
    match = _date(rest)
    return match is not None and "月" in rest and bool(match["year"] or match["day"])


def _span(shown: str, rest: str) -> Span | None:
    match = None if _SPAN_SIGNS.isdisjoint(rest) else _SPAN.fullmatch(rest)
    if match is None:
        return None
    low, first, high, second = match.groups()
    if not (_NUMBER.fullmatch(low) and _NUMBER.fullmatch(high)) or first not in ("", second):
        return None
    unit = _unit(second) if second else NO_UNIT
    if unit is None or Decimal(low) > Decimal(high):
        return None
    return Span(shown, Decimal(low), Decimal(high), unit)


def _quantity(shown: str, operator: str, rest: str) -> Quantity | None:
    suffix = _SUFFIX.search(rest) if rest.endswith(_SUFFIXES) else None
    if suffix is not None and (any(ch.isdigit() for ch in rest) or _TENTHS.match(rest[: suffix.start()])):
        meant = OPERATOR_SUFFIXES[suffix.group()]
        if operator in ("", "="):
            operator = meant
        elif meant and (meant == "≥") is not (operator in ("≥", ">")):
            return None  # ≤95%以上
        rest = rest[: suffix.start()]
    tenths = _TENTHS.match(rest) if rest.endswith("成") else None
    if tenths is not None:
        digit = DIGITS.get(tenths[1])
        return Quantity(shown, operator, 10 * (Decimal(tenths[1]) if digit is None else Decimal(digit)), PERCENT)
    match = _NUMBER.match(rest)
    if match is not None:
        tail = rest[match.end() :].replace("·", "/")
        unit = _unit(tail) if tail else NO_UNIT
        if unit is None:
            return None
        return Quantity(shown, operator, Decimal(match.group().replace(",", "")), unit)
    per_cent = _PER_CENT_WORDS.match(rest)
    if per_cent is not None:
        number_or_none = chinese_number(per_cent["number"])
        return None if number_or_none is None else Quantity(shown, operator, number_or_none, PERCENT)
    chinese = _CHINESE_NUMBER.match(rest)
    if chinese is not None and (not chinese["unit"] or _is_measure(chinese["unit"])):
        # 百万元 by itself is a unit: nothing says how many.
        number_or_none = None if _POWERS.issuperset(chinese["number"]) else chinese_number(chinese["number"])
        if number_or_none is not None:
            return Quantity(shown, operator, number_or_none, Unit.of(chinese["unit"]) if chinese["unit"] else NO_UNIT)
    return None


@remembered()
def _unit(text: str) -> Unit | None:
    """The unit that ``text`` behind digits is: known ones, and short Chinese words; None for anything else."""
    if text in UNIT_NAMES or _is_measure(text) or (_is_unit_text(text) and _NO_UNIT_LETTERS.isdisjoint(text)):
        return Unit.of(text)
    return None


def _is_unit_text(text: str) -> bool:
    """Is ``text`` a short Chinese word, or several with strokes between?"""
    # A pattern with the range of all Chinese characters takes half a millisecond to compile.
    return all(
        0 < len(part) <= _LONGEST_UNIT and min(part) >= "\u4e00" and max(part) <= "\u9fff" for part in text.split("/")
    )


def _is_measure(text: str) -> bool:
    """Is ``text`` a unit of the table, with or without a multiplier, or a rate of such (元/人/天)?"""
    rest = text
    if rest not in UNIT_NAMES and rest not in MEASURES:
        for word in MULTIPLIERS:
            if rest.startswith(word):
                rest = rest[len(word) :]
                break
    if not rest:
        return True
    return all(part in MEASURES or part in UNIT_NAMES for part in rest.split("/"))
