"""Days and times as a spreadsheet shows them: 45270 under ``yyyy-mm`` is 2023-12."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from scoring.rounding import CONTEXT

DATE_LETTERS: Final = frozenset("ymdhsae")
_DAY_ZERO: Final = date(1899, 12, 30)
_DAY_ZERO_1904: Final = date(1904, 1, 1)
_LAST_DAY: Final = 2_958_465
_NO_LEAP_DAY: Final = 60
_SECONDS: Final = 86_400
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS_CHINESE: Final = "一二三四五六日"
_MONTHS_CHINESE: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_CHINESE: Final = frozenset(("804", "0804", "ZH-CN", "C04", "404", "1004"))


def show_date(tokens: Sequence[tuple[str, str]], value: Decimal, from_1904: bool = False) -> str:
    """Show a count of days as the tokens of a date format say.

    Args:
        tokens: the format's pieces: ``("date", "yyyy")``, ``("literal", "年")``, ``("elapsed", "h")`` …
        value: days since the workbook's first day.
        from_1904: that day is 1 January 1904.

    Returns:
        The date or time; "" where the calendar of spreadsheets has no such day.
    """
    if not -1 < value < _LAST_DAY + 1:
        return ""
    tokens = _minutes_told(tokens)
    places = _second_places(tokens)
    unit = Decimal(1).scaleb(-places)
    seconds = CONTEXT.multiply(value, _SECONDS).quantize(unit, ROUND_HALF_UP, CONTEXT)
    days, second = CONTEXT.divmod(seconds, _SECONDS)
    if not 0 <= days <= _LAST_DAY:
        return ""
    day = _day(int(days), from_1904)
    if day is None:
        return ""
    return "".join(_pieces(tokens, day, seconds, second)).strip()


def _day(days: int, from_1904: bool) -> tuple[int, int, int, int] | None:
    """Year, month, day and weekday (Monday 0); the spreadsheets' 29 February 1900 included."""
    if from_1904:
        days += (_DAY_ZERO_1904 - _DAY_ZERO).days
    elif days == _NO_LEAP_DAY:
        return 1900, 2, 29, 2
    elif days < _NO_LEAP_DAY:
        if days == 0:
            return 1900, 1, 0, 5
        days += 1
    if days > _LAST_DAY:
        return None
    found = _DAY_ZERO + timedelta(days=days)
    return found.year, found.month, found.day, found.weekday()


def _minutes_told(tokens: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Tell minutes from months: ``m`` behind hours or before seconds is minutes."""
    told = [(name, text.lower() if name in ("date", "elapsed") else text) for name, text in tokens]
    timed = [index for index, (name, _) in enumerate(told) if name in ("date", "elapsed")]
    for at, index in enumerate(timed):
        name, text = told[index]
        if name != "date" or text not in ("m", "mm"):
            continue
        before = told[timed[at - 1]][1][0] if at else ""
        after = told[timed[at + 1]][1][0] if at + 1 < len(timed) else ""
        if before == "h" or after == "s":
            told[index] = "minute", text
    return told


def _second_places(tokens: Sequence[tuple[str, str]]) -> int:
    """How many places of seconds the format shows: ``ss.00`` 2."""
    for index, (name, _) in enumerate(tokens):
        if name == ".":
            rest = [name for name, _ in tokens[index + 1 :]]
            return next((count for count, name in enumerate(rest) if name != "digit"), len(rest))
    return 0


def _pieces(
    tokens: Sequence[tuple[str, str]], day: tuple[int, int, int, int], seconds: Decimal, second: Decimal
) -> list[str]:
    noon = next((text for name, text in tokens if name == "noon"), "")
    chinese = any(name == "locale" and text in _CHINESE for name, text in tokens)
    whole = int(second)
    hour, minute = whole // 3600, whole // 60 % 60
    parts: list[str] = []
    for name, text in tokens:
        if name == "date":
            shown = hour % 12 or 12 if noon else hour
            parts.append(_date_piece(text, day, shown, whole % 60, chinese))
        elif name == "minute":
            parts.append(f"{minute:0{len(text)}d}")
        elif name == "elapsed":
            per = {"h": 3600, "m": 60, "s": 1}[text[0]]
            parts.append(f"{int(seconds) // per:0{len(text)}d}")
        elif name == "noon":
            early, _, late = noon.partition("/")
            parts.append(early if hour < 12 else late)
        elif name == "digit":
            continue
        elif name == ".":
            places = _second_places(tokens)
            parts.append(f"{CONTEXT.remainder(second, 1):.{places}f}"[1:] if places else text)
        elif name != "locale":
            parts.append(text)
    return parts


def _date_piece(text: str, day: tuple[int, int, int, int], hour: int, second: int, chinese: bool) -> str:
    year, month, number, weekday = day
    letter, size = text[0], len(text)
    if letter == "y":
        return f"{year % 100:02d}" if size < 3 else f"{year:04d}"
    if letter == "e":
        return str(year)
    if letter == "m":
        return _month(month, size, chinese)
    if letter == "a":
        return f"星期{_WEEKDAYS_CHINESE[weekday]}" if size > 3 else _WEEKDAYS_CHINESE[weekday]
    if letter == "d" and size > 2:
        if chinese:
            return f"{'星期' if size > 3 else '周'}{_WEEKDAYS_CHINESE[weekday]}"
        return _WEEKDAYS[weekday] if size > 3 else _WEEKDAYS[weekday][:3]
    counted = {"d": number, "h": hour, "s": second}[letter]
    return f"{counted:0{min(size, 2)}d}"


def _month(month: int, size: int, chinese: bool) -> str:
    if size <= 2:
        return f"{month:0{size}d}"
    if chinese:
        return f"{_MONTHS_CHINESE[month - 1]}月"
    name = _MONTHS[month - 1]
    return name[:3] if size == 3 else name[:1] if size == 5 else name
