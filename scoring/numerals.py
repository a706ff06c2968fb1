"""Whole numbers as the marks of a file write them, and numbers written in Chinese characters."""

from __future__ import annotations

import re
from decimal import Decimal

from .words import DIGITS

_PLAIN = re.compile(r"\d+(?:\.\d+)?")
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_MOST_DIGITS = 9


def whole_number(text: str | None, otherwise: int) -> int:
    """Read what a file's mark-up counts with: ``12``; ``otherwise`` for any other sign (²) and over nine digits."""
    if text is None or len(text) > _MOST_DIGITS or not text.isascii() or not text.isdigit():
        return otherwise
    return int(text)


def chinese_number(text: str) -> Decimal | None:
    """Read 一百二十, 三百一十二, 九点五 or 90; None where the characters are not a number in order."""
    if not text:
        return None
    if text[:1].isdigit() and text.isascii():
        return Decimal(text) if _PLAIN.fullmatch(text) else None
    if "点" in text:
        whole, _, fraction = text.partition("点")
        head = chinese_number(whole)
        if head is None or not fraction or any(ch not in DIGITS for ch in fraction):
            return None
        return head + Decimal("0." + "".join(str(DIGITS[ch]) for ch in fraction))
    total = section = digit = 0
    last_power = 10**9
    pending = False
    for ch in text:
        if ch in DIGITS:
            if pending and digit:
                return None
            digit, pending = DIGITS[ch], True
            continue
        power = POWERS[ch]
        if power >= 10**4:
            total = (total + section + digit) * power
            section = digit = 0
            last_power = 10**9
        else:
            if power >= last_power:
                return None
            section += (digit if pending and digit else 1) * power
            digit, last_power = 0, power
        pending = False
    return Decimal(total + section + digit)
