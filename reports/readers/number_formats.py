"""What a spreadsheet shows of a stored number: 0.9 under ``0.00%`` is 90.00%, 45270 under ``yyyy/m`` is 2023/12.

Exact: stored numbers are taken as decimal text, brought to the fifteen digits a spreadsheet knows,
and rounded half up (四舍五入) once, to the places of the format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from attrs import field, frozen

from scoring.keeping import remembered

from .date_formats import DATE_LETTERS, show_date

BUILT_IN: Final[dict[int, str]] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0", 7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;¥-#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that files name by number only, as the Chinese editions show them."""

_GENERAL_WIDTH: Final = 11
_SMALLEST_FIXED: Final = Decimal("0.0001")
_FIFTEEN: Final = Context(prec=15, rounding=ROUND_HALF_UP)
_SIX: Final = Context(prec=6, rounding=ROUND_HALF_UP)
_WIDE: Final = Context(prec=400, rounding=ROUND_HALF_UP)
_AS_STORED: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?")
_FARTHEST_EXPONENT: Final = 310
_LONGEST_CODE: Final = 2_000
_TOKEN: Final = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | [\\!](?P<escaped>.) | _(?P<space>.) | \*(?P<fill>.) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式|G/標準|常规) | (?P<noon>AM/PM|A/P|上午/下午)
    | (?P<exponent>[Ee][+-]) | (?P<digit>[0\#?]) | (?P<mark>[.,%@;])
    | (?P<date>(?P<letter>[ymdhsaebgYMDHSAEBG])(?i:(?P=letter))*) | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_USUAL: Final = re.compile(r"(#,##)?0(?:\.(0{1,15}))?(%)?")
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)")
_HOLDS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": Decimal.__lt__, "<=": Decimal.__le__, ">": Decimal.__gt__, ">=": Decimal.__ge__,
    "=": lambda value, limit: value == limit, "<>": lambda value, limit: value != limit,
}  # fmt: skip
_COLOUR: Final = re.compile(
    r"(?i:black|blue|cyan|green|magenta|red|white|yellow|color ?\d{1,2})|[黑蓝绿红白黄]色?|青色?|洋红|颜色 ?\d{1,2}"
)
_ELAPSED: Final = re.compile(r"(?i:h+|m+|s+)")
_CURRENCY: Final = re.compile(r"\$([^-]*)(?:-([0-9A-Fa-f]{1,8}|[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})*)(?:,\d+)?)?")
_LONG_DATE: Final = "F800"
_LONG_TIME: Final = "F400"

Token = tuple[str, str]
"""What a piece of a format is, and its text."""


@frozen
class _Section:
    """One of the sections of a format, between semicolons."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    kind: str = "number"
    known: bool = True
    usual: re.Match[str] | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        # A literal is no digit and no point, whatever it is spelt with; blanks at the edges are not shown.
        spelt = "".join("\0" if name == "literal" and text.strip() else text for name, text in self.tokens).strip()
        object.__setattr__(self, "usual", _USUAL.fullmatch(spelt) if self.kind == "number" else None)


@frozen
class NumberFormat:
    """A number format, ready to show values.

    Attributes:
        code: as the file has it: ``#,##0.00_ ``.
        known: False where something in it cannot be shown as a spreadsheet would; the value then
            comes out in full.
    """

    code: str
    known: bool
    _sections: tuple[_Section, ...]
    _text: _Section | None
    _conditional: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_conditional", any(section.condition for section in self._sections))

    def number(self, stored: str, *, from_1904: bool = False) -> str:
        """Show a stored number.

        Args:
            stored: as the file writes it: ``0.9``, ``1.0E-2``.
            from_1904: the workbook counts its days from 1904.

        Returns:
            What is shown, without the blanks at its edges; "" where the format shows nothing.
            A text that is no number comes back as it is.
        """
        if self._sections[0].kind == "general" and len(self._sections) == 1 and len(self._sections[0].tokens) == 1:
            return general(stored)
        value = exact(stored)
        if value is None:
            return stored
        section, signed = self._section(value)
        if not section.known or section.kind in ("general", "scientific", "text"):
            shown = general(stored if signed else stored.lstrip("-"))
            if section.kind == "scientific" or not section.known:
                return shown
            return _with_literals(section, shown)
        if section.kind == "date":
            return show_date(section.tokens, value, from_1904) or general(stored)
        return _show_number(section, value, signed)

    @property
    def leaves_text(self) -> bool:
        """Does the format say nothing of texts?"""
        return self._text is None

    def text(self, text: str) -> str:
        """Show a text: ``@"人"`` adds 人 to it; a format that says nothing of texts leaves it as it is."""
        return text if self._text is None else _with_literals(self._text, text)

    def _section(self, value: Decimal) -> tuple[_Section, bool]:
        """The section for a value, and whether a minus sign is put before a negative one."""
        sections = self._sections
        if not self._conditional:
            if len(sections) > 1 and value < 0:
                return sections[1], False
            return (sections[2] if len(sections) > 2 and value == 0 else sections[0]), True
        if len(sections) == 1:
            return sections[0], True
        first, second = sections[0], sections[1]
        if _holds(first, value) or (first.condition is None and value > 0):
            return first, not _is_of_negatives(first)
        if second.condition is not None and len(sections) > 2 and not _holds(second, value):
            return sections[2], True
        limit = second.condition or first.condition
        return second, limit is None or limit[1] != 0


@remembered(longest=500)
def number_format(code: str) -> NumberFormat:
    """Read the code of a number format; what cannot be understood makes it not ``known``."""
    if len(code) > _LONGEST_CODE:
        return NumberFormat(code, False, (_Section((("general", ""),), kind="general"),), None)
    sections = [_section(tokens) for tokens in _split(code)]
    text = None
    if len(sections) > 3 or sections[-1].kind == "text":
        text = sections[3] if len(sections) > 3 else sections.pop()
        sections = sections[:3] or [_Section((("general", ""),), kind="general")]
    known = all(section.known for section in (*sections, *((text,) if text else ())))
    return NumberFormat(code, known, tuple(sections), text)


@remembered()
def shown_number(asked: tuple[str, str, bool]) -> str:
    """What :meth:`NumberFormat.number` shows under a code; tables repeat their numbers."""
    code, stored, from_1904 = asked
    return number_format(code).number(stored, from_1904=from_1904)


def general(stored: str) -> str:
    """Show a number under no format: eleven characters at most, no zeros at the end, never an exponent."""
    if len(stored) <= _GENERAL_WIDTH and _AS_STORED.fullmatch(stored):
        return stored
    value = exact(stored)
    if value is None:
        return stored
    size = value.copy_abs()
    if 0 < size < _SMALLEST_FIXED:
        value = value.normalize(_SIX)
    else:
        places = max(0, _GENERAL_WIDTH - 1 - max(1, size.adjusted() + 1 if size else 1))
        value = value.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def exact(stored: str) -> Decimal | None:
    """The number a spreadsheet takes a stored text for, to fifteen digits; None where it is no number."""
    try:
        value = Decimal(stored)
    except ArithmeticError:
        return None
    if not value.is_finite() or abs(value.adjusted()) > _FARTHEST_EXPONENT:
        return None
    return _FIFTEEN.plus(value)


def _split(code: str) -> list[list[Token]]:
    """The tokens of each section."""
    sections: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        name = match.lastgroup or "other"
        text = match[name]
        if name == "mark" and text == ";":
            sections.append([])
        elif name == "mark":
            sections[-1].append((text, text))
        elif name in ("quoted", "escaped", "other"):
            sections[-1].append(("literal", text))
        elif name == "space":
            sections[-1].append(("literal", " "))
        elif name != "fill":
            sections[-1].append((name, text))
    return sections


def _section(tokens: list[Token]) -> _Section:
    found: list[Token] = []
    condition = None
    known = True
    for name, text in tokens:
        if name != "bracket":
            found.append((name, text))
            continue
        told = _CONDITION.fullmatch(text)
        if told is not None:
            condition = told[1], Decimal(told[2])
        elif _ELAPSED.fullmatch(text):
            found.append(("elapsed", text.lower()))
        elif text.upper().startswith("DBNUM") or _COLOUR.fullmatch(text):
            continue  # Chinese numerals say the same number
        elif (currency := _CURRENCY.fullmatch(text)) is not None:
            locale = (currency[2] or "").upper()
            if locale in (_LONG_DATE, _LONG_TIME):
                return _Section(tuple(_split(BUILT_IN[31 if locale == _LONG_DATE else 21])[0]), None, "date")
            known &= len(locale) < 5 or "-" in locale  # a longer one names a calendar or its numerals
            found.append(("locale", locale))
            found.append(("literal", currency[1]))
        else:
            known = False
    return _kind(found, condition, known)


def _kind(tokens: list[Token], condition: tuple[str, Decimal] | None, known: bool) -> _Section:
    names = {name for name, _ in tokens}
    if names & {"date", "elapsed", "noon"} and not names & {"general", "@"}:
        letters = {text[0].lower() for name, text in tokens if name == "date"}
        return _Section(tuple(tokens), condition, "date", known and letters <= DATE_LETTERS)
    # In a section of numbers a letter of dates stands for itself.
    tokens = [("literal", text) if name in ("date", "noon") else (name, text) for name, text in tokens]
    if "general" in names:
        return _Section(tuple(tokens), condition, "general", known)
    if "@" in names:
        return _Section(tuple(tokens), condition, "text", known)
    if "exponent" in names:
        return _Section(tuple(tokens), condition, "scientific", known)
    digits = [index for index, (name, _) in enumerate(tokens) if name == "digit"]
    within = tokens[digits[0] : digits[-1]] if digits else []
    fraction = ("literal", "/") in within
    return _Section(tuple(tokens), condition, "number", known and not fraction)


def _holds(section: _Section, value: Decimal) -> bool:
    return section.condition is not None and _HOLDS[section.condition[0]](value, section.condition[1])


def _is_of_negatives(section: _Section) -> bool:
    """Are the numbers of a section all below 0, so that it says itself how they are marked?"""
    return section.condition is not None and section.condition[0] in ("<", "<=") and section.condition[1] <= 0


def _with_literals(section: _Section, shown: str) -> str:
    parts = [
        text if name == "literal" else shown for name, text in section.tokens if name in ("literal", "general", "@")
    ]
    return "".join(parts).strip()


def _show_number(section: _Section, value: Decimal, signed: bool) -> str:
    usual = section.usual
    if usual is not None:
        places = len(usual[2] or "")
        size = value.copy_abs().scaleb(2 if usual[3] else 0, _WIDE).quantize(Decimal(1).scaleb(-places), context=_WIDE)
        return f"{'-' if signed and value < 0 else ''}{size:{',' if usual[1] else ''}f}{usual[3] or ''}"
    tokens = section.tokens
    digits = [index for index, (name, _) in enumerate(tokens) if name == "digit"]
    if not digits:
        return "".join(text for name, text in tokens if name in ("literal", "%")).strip()
    point = next((index for index, (name, _) in enumerate(tokens) if name == "."), len(tokens))
    before = [index for index in digits if index < point]
    places = len(digits) - len(before)
    scale = 2 * sum(name == "%" for name, _ in tokens) - 3 * _commas_behind(tokens, digits[-1])
    if before and before[-1] != digits[-1]:
        scale -= 3 * _commas_behind(tokens, before[-1])
    size = value.copy_abs().scaleb(scale, _WIDE).quantize(Decimal(1).scaleb(-places), context=_WIDE)
    whole, _, rest = f"{size:f}".partition(".")
    grouped = any(name == "," for name, _ in tokens[before[0] : before[-1]]) if before else False
    left = _before_point(tokens[:point], "" if whole == "0" else whole, grouped)
    if not before:
        left += "" if whole == "0" else whole
    right = _after_point(tokens[point:], rest)
    if point < len(tokens) and not any(map(str.isdigit, left)):
        left += "0"  # a spreadsheet shows a bare point: ".5"
    shown = (left + right).strip()
    return f"-{shown}" if signed and value < 0 else shown


def _commas_behind(tokens: tuple[Token, ...], index: int) -> int:
    """How many commas stand directly behind a digit: each divides by a thousand."""
    count = 0
    while index + 1 + count < len(tokens) and tokens[index + 1 + count][0] == ",":
        count += 1
    return count


def _before_point(tokens: tuple[Token, ...], whole: str, grouped: bool) -> str:
    """Fill the digits of the whole part in from the right; the first place takes all that are left."""
    places = sum(name == "digit" for name, _ in tokens)
    parts: list[str] = []
    written = 0
    for name, text in reversed(tokens):
        if name != "digit":
            if name in ("literal", "%"):
                parts.append(text)
            continue
        places -= 1
        zeros = any(other == ("digit", "0") for other in _first(tokens, places + 1))
        take = len(whole) if places == 0 else 1
        run = whole[len(whole) - take :] if take <= len(whole) else whole
        whole = whole[: len(whole) - len(run)]
        if not run:
            run = "0" if zeros else " " if text == "?" else ""
        for digit in reversed(run):
            if grouped and digit.isdigit() and written and written % 3 == 0:
                parts.append(",")
            parts.append(digit)
            written += 1
    return "".join(reversed(parts))


def _first(tokens: tuple[Token, ...], count: int) -> list[Token]:
    """The first ``count`` digits of a format."""
    return [token for token in tokens if token[0] == "digit"][:count]


def _after_point(tokens: tuple[Token, ...], rest: str) -> str:
    """The point, the digits behind it as far as the format wants them, and what follows."""
    wanted = [text for name, text in tokens if name == "digit"]
    last = max((index for index, text in enumerate(wanted) if text == "0" or rest[index] != "0"), default=-1)
    parts: list[str] = []
    at = 0
    for name, text in tokens:
        if name == "digit":
            parts.append(rest[at] if at <= last else " " if text == "?" else "")
            at += 1
        elif name == ".":
            parts.append("." if not at and last >= 0 else "")
        elif name in ("literal", "%"):
            parts.append(text)
    return "".join(parts)
