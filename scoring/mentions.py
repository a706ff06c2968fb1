"""The figures that a text mentions, each with its unit and the clause it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from attrs import field, frozen

from .numerals import POWERS, chinese_number
from .quantity import Unit
from .spelling import fold
from .words import (
    ABOUT_WORDS,
    BACKGROUND_WORDS,
    DIGITS,
    MEASURES,
    OPERATOR_PREFIXES,
    OPERATOR_SPELLINGS,
    OPERATOR_SUFFIXES,
    UNIT_NAMES,
)

_CLAUSE = re.compile(r"[^,，;；:：。!！?？、]+(?:(?<=\d),(?=\d{3}(?!\d))[^,，;；:：。!！?？、]+)*")
"""Up to the next mark; 1,200 is one number."""

_NUMERAL = "".join((*DIGITS, *POWERS))
FIGURES = re.compile(rf"[\d{_NUMERAL}]")
"""What every figure holds one of."""

_NO_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_NO_COUNTS = ("年", "月", "日")
_NO_HAN_COUNTS = ("分", "级", "点", "面", "星", "季度")
"""Units that make words of a numeral: 十分, 二级, 四季度."""

_NO_NUMBER_BEHIND = ("几", "数", "上", "届", "“", "‘", "《", '"')
"""What makes a numeral a part of a name: 十届五次全会, “两个维护”."""

_NO_NUMERALS = frozenset(("一", *POWERS)) - {"十"}
"""一个 is hardly a number, 万人 hardly ten thousand."""

_PARTS_OF_WORDS = ("级", "制", "后", "性", "式", "工程")
_NUMERALS = frozenset(_NUMERAL)
_SIGNS = frozenset((*OPERATOR_SPELLINGS, *OPERATOR_PREFIXES))
_SIGN_ENDS = frozenset(sign[-1] for sign in _SIGNS)
_LONGEST_SIGN = max(map(len, _SIGNS))


@frozen(slots=False)
class Clause:
    """A clause of a text.

    Attributes:
        text: the clause, folded.
        figures: all figures in it, amounts of money and dates among them.
    """

    text: str
    figures: list[re.Match[str]] = field(factory=list)

    def words(self) -> str:
        """Its Chinese characters without figures and their operators."""
        pieces, end = [], 0
        for figure in self.figures:
            pieces.append(self.text[end : _sign_start(self.text, figure.start(), end)])
            end = figure.end()
        return _NO_HAN.sub("", "".join((*pieces, self.text[end:])))

    def holds(self, words: str) -> bool:
        """Do some of its words stand there one behind the other, all outside of its figures?"""
        at = self.text.find(words)
        end = 0
        for figure in self.figures:
            if at < 0 or at + len(words) <= _sign_start(self.text, figure.start(), end):
                break
            end = figure.end()
            at = at if at >= end else self.text.find(words, end)
        return at >= 0

    def is_aside(self) -> bool:
        """Does it speak of the surroundings or of a part?"""
        return _background().search(self.text) is not None


@frozen(slots=False)
class Mention:
    """A figure in a text.

    Attributes:
        clause: the clause it stands in.
        figure: how and where it stands there.
        least: where the figure before it ends.
        number: in the unit's dimension.
        unit: what is counted.
    """

    clause: Clause
    figure: re.Match[str]
    least: int
    number: Decimal
    unit: Unit

    @property
    def sign(self) -> str:
        """Its operator, "" where there is none."""
        start, after = self.figure.start(), self.figure["after"]
        sign = self.clause.text[_sign_start(self.clause.text, start, self.least) : start]
        sign = OPERATOR_SPELLINGS.get(sign) or OPERATOR_PREFIXES.get(sign, "")
        return OPERATOR_SUFFIXES.get(after, "") if after and sign in ("", "=") else sign

    @property
    def is_in_words(self) -> bool:
        """Is it written in Chinese characters?"""
        return self.figure["han"] is not None

    @property
    def is_rounded(self) -> bool:
        """Is it rounded, as in 500余人?"""
        if self.figure["about"] or self.figure["after"] in ABOUT_WORDS:
            return True
        return self.clause.text.endswith(ABOUT_WORDS, 0, self.figure.start())

    @property
    def is_aside(self) -> bool:
        """Does it speak of anything but the goal, or is it part of a word, as in 3级?"""
        return self.clause.text.startswith(_PARTS_OF_WORDS, self.figure.end()) or self.clause.is_aside()


def mentions(text: str) -> list[Mention]:
    """The figures of a text with their clauses; dates, amounts of money and numbers of lists are none."""
    found: list[Mention] = []
    pattern = _figure()
    for part in _CLAUSE.findall(text):
        if not FIGURES.search(part):
            continue
        body = fold(part)
        clause, end, at = Clause(body), 0, 0
        # Every figure begins with one of the characters, which are found faster than the figure.
        while (start := FIGURES.search(body, at)) is not None:
            begin, least = start.start(), end
            figure = pattern.match(body, begin)
            assert figure is not None
            at = figure.end()
            if begin and _is_inside(body, begin):
                continue
            number, measure = figure["number"], figure["unit"]
            if number is None:
                value = _in_words(body, figure, least)
                if value is None:
                    continue
                number, measure = value
            clause.figures.append(figure)
            end = figure.end()
            unit = _unit(measure)
            if unit is not None:
                found.append(Mention(clause, figure, least, Decimal(number.replace(",", "")) * unit.factor, unit))
    return found


def _in_words(body: str, figure: re.Match[str], least: int) -> tuple[str, str] | None:
    """The number and the unit of a figure in Chinese characters; None where it is hardly one."""
    if figure["percent"] is not None:
        number = chinese_number(figure["percent"])
        return None if number is None else (f"{number:f}", "%")
    han, unit, begin, end = figure["han"], figure["unit"], figure.start(), figure.end()
    if unit is None or unit in _NO_HAN_COUNTS or body[begin - 1 : begin] in _NO_NUMBER_BEHIND:
        return None
    if han in _NO_NUMERALS and _sign_start(body, begin, least) == begin:
        return None
    number = None if body[end : end + 1] in _NUMERALS else chinese_number(han)  # 五个一 is a name
    return None if number is None else (f"{number:f}", unit)


def _is_inside(body: str, begin: int) -> bool:
    """Does what stands before a digit say that it is no figure of its own: A4, 第3次, 1-2, 300至500?"""
    before = body[begin - 1]
    if before in "—–~～至到" and begin > 1:
        return body[begin - 2] == "%" or body[begin - 2].isdecimal()
    return before in ".,第-" or before.isdecimal() or (before.isascii() and before.isalpha())


def _sign_start(text: str, begin: int, least: int) -> int:
    """Where the operator before a figure begins, behind the figure before; where the figure does if there is none."""
    if begin > least and text[begin - 1] in _SIGN_ENDS:
        for start in range(max(least, begin - _LONGEST_SIGN), begin):
            if text[start:begin] in _SIGNS:
                return start
    return begin


@lru_cache(maxsize=1024)
def _unit(text: str | None) -> Unit | None:
    """The unit behind a figure; None where it counts nothing."""
    return None if text is None or text in _NO_COUNTS or "元" in text else Unit.of(text)


@lru_cache(maxsize=1)
def _figure() -> re.Pattern[str]:
    units = _any_of({*MEASURES, *UNIT_NAMES})
    return re.compile(
        rf"(?:(?P<number>\d(?:\d{{0,2}}(?:,\d{{3}})+|\d*)(?:\.\d+)?)"
        rf"|百分之(?P<percent>\d+(?:\.\d+)?|[{_NUMERAL}点]+)|(?P<han>[{_NUMERAL}]+))"
        rf"(?P<about>{_any_of(ABOUT_WORDS)})?(?P<unit>[万亿]?(?:{units}))?(?P<after>{_any_of(OPERATOR_SUFFIXES)})?"
    )


@lru_cache(maxsize=1)
def _background() -> re.Pattern[str]:
    return re.compile(_any_of(BACKGROUND_WORDS))


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
