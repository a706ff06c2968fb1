"""Which character a letter of a PDF is: radicals and compatibility forms, hyphens, marks of symbol fonts."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any, Final

BROKEN: Final = "\ufffd"
"""Stands for a letter whose character is not known."""
_HYPHENS: Final = "\x02\ufffe"
# Adobe's Symbol encoding, which word processors put at U+F000: only what occurs in tables.
_SYMBOLS: Final = {
    0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xD7: "·",
}  # fmt: skip
_LONGEST_FONT_NAME: Final = 128


def spelled(character: str, pdfium: Any, text: Any, index: int) -> str:
    """The character as text is written: radicals as the characters they look like, unknown ones as ``BROKEN``.

    Args:
        character: what pdfium gives for the letter.
        pdfium, text, index: where to ask for its font, which is done for symbols only.
    """
    if character in _HYPHENS:
        return "-"
    if "\ue000" <= character <= "\uf8ff":
        code = ord(character) - 0xF000
        if 0x20 <= code <= 0xFF and "symbol" in _font(pdfium, text, index):
            return _SYMBOLS.get(code) or (chr(code) if 0x20 <= code < 0x7F else BROKEN)
        return BROKEN
    return _spelled(character)


@lru_cache(maxsize=4096)
def _spelled(character: str) -> str:
    if character == "\x00" or unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs"):
        return BROKEN
    if "\u2e80" <= character <= "\u2fdf":
        return _RADICALS.get(character) or unicodedata.normalize("NFKC", character)
    if (
        "\uf900" <= character <= "\ufaff"
        or "\ufb00" <= character <= "\ufb06"
        or "\U0002f800" <= character <= "\U0002fa1f"
    ):
        return unicodedata.normalize("NFKC", character)
    return " " if character in "\u2002\u2003\u2009\u202f" else character


# The supplement of radicals has no compatibility forms; these look like whole characters.
_RADICALS: Final = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)


def _font(pdfium: Any, text: Any, index: int) -> str:
    from ctypes import byref, c_int, create_string_buffer

    buffer = create_string_buffer(_LONGEST_FONT_NAME)
    pdfium.FPDFText_GetFontInfo(text, index, buffer, _LONGEST_FONT_NAME, byref(c_int()))
    return buffer.value.decode("utf-8", "replace").lower()
