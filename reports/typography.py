"""How Chinese official papers write numbers among words."""

from __future__ import annotations

import re
from typing import Final

_BEFORE_COUNTED: Final = re.compile(r"(?<=\d) (?=[个张处分行项年月日页万元份]{1,2})|(?<=[第]) (?=\d)")


def tie(text: str) -> str:
    """Keep a number and the word it counts on one line: no break after ``12`` in ``12 张``."""
    return _BEFORE_COUNTED.sub("\u00a0", text)


def numeral(number: int) -> str:
    """Write 1 to 99 in Chinese numerals, as the headings of official papers count."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if number >= 100:
        return str(number)
    head = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
    return head + (digits[ones] if ones or not tens else "")
