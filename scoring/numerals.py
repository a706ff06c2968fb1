"""Whole numbers as the marks of a file write them, and numbers written in Chinese characters."""

from __future__ import annotations

import re
from decimal import Decimal

from .words import DIGITS

_PLAIN = re.compile(r"\d+(?:\.\d+)?")
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_MOST_DIGITS = 9
_LONGEST = 40


def whole_number(text: str | None, otherwise: int) -> int:
    """Read what a file's mark-up counts with: ``12``; ``otherwise`` for any other sign (²) and over nine digits."""
    if text is None or len(text) > _MOST_DIGITS or not text.isascii() or not text.isdigit():
        return otherwise
    return int(text)


def chinese_number(text: str) -> Decimal | None:
    """Read 一百二十, 三百一十二, 九点五 or 90; None where the characters are not a number for sure.

    None are 万元's 万, a power without a number, nor 一百二 and 三亿五千, which people say for 120 and 350 millions.
    """
    if len(text) > _LONGEST:
        return None
    if text.isascii():
        return Decimal(text) if _PLAIN.fullmatch(text) else None
    head, point, fraction = text.partition("点")
    whole = _whole(head)
    if whole is None or (point and not fraction) or any(ch not in DIGITS for ch in fraction):
        return None
    return Decimal(f"{whole}.{''.join(str(DIGITS[ch]) for ch in fraction)}" if fraction else whole)


def _whole(text: str) -> int | None:
    """A whole number: so many 亿, so many 万, and what is left."""
    for sign in ("亿", "万"):
        head, found, tail = text.rpartition(sign)
        if not found:
            continue
        many, rest = _whole(head), _whole(tail) if tail else 0
        if not many or rest is None or rest >= POWERS[sign]:
            return None
        if tail and DIGITS.get(tail[0]) != 0 and (len(tail) == 1 or (sign == "亿" and "万" not in tail)):
            return None
        return many * POWERS[sign] + rest
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    number, digit, last_power = 0, None, POWERS["万"]
    implied = False
    for ch in text:
        if ch in DIGITS:
            if digit:
                return None
            digit = DIGITS[ch]
            continue
        power = POWERS.get(ch, last_power)
        if power >= last_power:
            return None
        if not digit:  # 十五, 一百十五, 一千零十; 百 by itself
            if implied or (power > 10 and (number or digit == 0)):
                return None
            digit, implied = 1, True
        number += digit * power
        digit, last_power = None, power
    if not text or (digit and text[-2:-1] in ("百", "千")):
        return None
    return number + (digit or 0)
