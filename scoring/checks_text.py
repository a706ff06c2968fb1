"""Finding D8: figures of the goal in words against the rows of the table.

A figure is set against a row only where it is plain which one it means: the unit is the same
and the words around it are the row's name, in whatever order; or unit and words point to no
other row.  Every other figure is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from attrs import frozen

from .examined import Examined, text_of
from .finding import Finding
from .quantity import PERCENT, Quantity, Unit, Value
from .spelling import fold
from .wording import finding
from .words import (
    ABOUT_WORDS,
    BACKGROUND_WORDS,
    MEASURES,
    OPERATOR_PREFIXES,
    OPERATOR_SPELLINGS,
    OPERATOR_SUFFIXES,
    PLAN_WORDS,
    UNIT_NAMES,
)

CLEAR_LIKENESS = 0.6
"""Share of a name's pairs of characters that must stand in the clause to be sure it is meant."""

CLEARLY_AHEAD = 0.2
"""By how much of that share it must be ahead of every other row of the unit."""

ABOUT = Decimal("0.1")
"""How far, in parts, a figure with 余 or 近 may be from the table's."""

_CLAUSE = re.compile(r"[^,;:。!！?？、\n]+")
_DIGIT = re.compile(r"\d")
_NO_COUNTS = ("年", "月", "日")
_PARTS_OF_WORDS = ("级", "制", "后", "性")
_SIGNS = frozenset((*OPERATOR_SPELLINGS, *OPERATOR_PREFIXES))
_SIGN_ENDS = frozenset(sign[-1] for sign in _SIGNS)
_LONGEST_SIGN = max(map(len, _SIGNS))
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_NO_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_TAIL = re.compile(r"(?:人次|人数|次数|数量|个数|期数|场次|天数|批次|数|率)$")

Cell: TypeAlias = Literal["目标值", "实际完成值"]


@frozen(slots=False)
class Clause:
    """A clause of a text, folded.

    Attributes:
        text: the clause.
        figures: where each begins, with its operator, and where it ends.
    """

    text: str
    figures: Sequence[tuple[int, int]]

    @cached_property
    def words(self) -> str:
        """Its Chinese characters without figures."""
        pieces, end = [], 0
        for start, stop in self.figures:
            pieces.append(self.text[end:start])
            end = stop
        return _NO_HAN.sub("", "".join((*pieces, self.text[end:])))

    @cached_property
    def aside(self) -> bool:
        """Does it speak of the surroundings or of a part?"""
        return _background().search(self.text) is not None


@frozen
class Mention:
    """A figure in a text.

    Attributes:
        clause: the clause it stands in.
        sign: its operator, "" where there is none.
        about: whether it is rounded, as in 500余人.
        number: in the unit's dimension.
        unit: what is counted.
        partial: it is part of a word, as in 3级.
    """

    clause: Clause
    sign: str
    about: bool
    number: Decimal
    unit: Unit
    partial: bool

    @property
    def aside(self) -> bool:
        """Does it speak of anything but the goal?"""
        return self.partial or self.clause.aside


@frozen
class _Row:
    """A row with a number for its target.

    Attributes:
        number: from 0.
        name: the words of its name.
        pairs: the name's pairs of neighbouring characters.
    """

    number: int
    name: str
    pairs: frozenset[str]


@frozen
class _Match:
    row: int
    mention: Mention
    clear: bool


def check_text(table: Examined) -> Iterator[Finding]:
    """Do the figures of the goal and of what was achieved agree with the rows they speak of?"""
    evaluation = table.evaluation
    if not _DIGIT.search(evaluation.goal) and not _DIGIT.search(evaluation.achieved):
        return
    rows: dict[str, list[int]] = {}
    for number, i in enumerate(evaluation.indicators):
        if isinstance(i.target, Quantity):
            rows.setdefault(i.target.unit.dimension, []).append(number)
    said: dict[int, str] = {}
    texts: tuple[tuple[str, str, Cell], ...] = (
        ("年度总体目标", evaluation.goal, "目标值"),
        ("完成情况", evaluation.achieved, "实际完成值"),
    )
    for title, text, cell in texts:
        for match in _disagreeing(table, rows, text, cell):
            indicator = evaluation.indicators[match.row]
            value = _cell(table, match.row, cell)
            if said.get(match.row) == f"{match.mention.number} {fold(text_of(value))}":
                continue
            said[match.row] = f"{match.mention.number} {fold(text_of(value))}"
            what = f"{title}写“{match.mention.clause.text}”，指标“{indicator.name}”的{cell}是“{text_of(value)}”"
            what += "，两处不一致" if match.clear else "；如果说的是同一件事，两处不一致"
            yield finding(
                "D8",
                table.where(match.row + 1, cell),
                read=match.mention.clause.text,
                expected=text_of(value),
                what=what,
            )


def mentions(text: str) -> list[Mention]:
    """The figures of a text with their clauses; dates and numbers of lists are none."""
    found: list[Mention] = []
    for match in _CLAUSE.finditer(fold(text)):
        body = match.group()
        if not _DIGIT.search(body):
            continue
        figures: list[tuple[int, int]] = []
        clause = Clause(body, figures)
        for figure in _figure().finditer(body):
            begin, end = figure.span()
            if begin and _is_inside(body[begin - 1]):
                continue
            start = _sign_start(body, begin, figures[-1][1] if figures else 0)
            figures.append((start, end))
            number, rounded, measure, after = figure.groups()
            if measure is None or measure in _NO_COUNTS or "元" in measure:
                continue
            unit = _unit(measure)
            sign = body[start:begin]
            sign = OPERATOR_SPELLINGS.get(sign) or OPERATOR_PREFIXES.get(sign, "") if sign else ""
            if after and sign in ("", "="):
                sign = OPERATOR_SUFFIXES.get(after, "")
            about = rounded is not None or after in ABOUT_WORDS or body.endswith(ABOUT_WORDS, 0, begin)
            base = Decimal(number.replace(",", "")) * unit.factor
            found.append(Mention(clause, sign, about, base, unit, body.startswith(_PARTS_OF_WORDS, end)))
    return found


def _is_inside(before: str) -> bool:
    """Does the character before a digit say that it is no figure of its own: A4, 第3次, 1-2?"""
    return before in ".,第-" or before.isdecimal() or (before.isascii() and before.isalpha())


def _sign_start(body: str, begin: int, least: int) -> int:
    """Where the operator before a figure begins; where the figure does if there is none."""
    if begin > least and body[begin - 1] in _SIGN_ENDS:
        for start in range(max(least, begin - _LONGEST_SIGN), begin):
            if body[start:begin] in _SIGNS:
                return start
    return begin


@lru_cache(maxsize=1024)
def _unit(text: str) -> Unit:
    return Unit.of(text)


@lru_cache(maxsize=1)
def _figure() -> re.Pattern[str]:
    units = _any_of({*MEASURES, *UNIT_NAMES})
    return re.compile(
        rf"(?P<number>\d(?:\d{{0,2}}(?:,\d{{3}})+|\d*)(?:\.\d+)?)"
        rf"(?P<about>{_any_of(ABOUT_WORDS)})?(?P<unit>[万亿]?(?:{units}))?(?P<after>{_any_of(OPERATOR_SUFFIXES)})?"
    )


@lru_cache(maxsize=1)
def _background() -> re.Pattern[str]:
    return re.compile(_any_of(BACKGROUND_WORDS))


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _disagreeing(table: Examined, rows: Mapping[str, list[int]], text: str, cell: Cell) -> Iterator[_Match]:
    """The rows whose figure is another than the text's.

    Left out is a row that any mention agrees with, that several figures are parts of, or that is
    itself a part of what the text counts together.

    Args:
        table: the table.
        rows: with a number for their target, from 0, by its unit's dimension.
        text: the text.
        cell: which figure of the rows it speaks of.
    """
    found = mentions(text) if rows and _DIGIT.search(text) else []
    by_unit: dict[str, list[Mention]] = {}
    for mention in found:
        if mention.unit.dimension in rows:
            by_unit.setdefault(mention.unit.dimension, []).append(mention)
    for dimension, some in by_unit.items():
        cells = {number: _cell(table, number, cell) for number in rows[dimension]}
        values = {number: value for number, value in cells.items() if isinstance(value, Quantity)}
        alike = [value for value in values.values() if value.unit.dimension == dimension]
        if all([_agree(mention, value, cell) for mention in some for value in alike]):
            continue  # whichever row they speak of, it says the same
        named = [_Row(number, *_name(table.evaluation.indicators[number].name)) for number in rows[dimension]]
        by_row: dict[int, list[_Match]] = {}
        for mention in some:
            planned = cell == "实际完成值" and any(word in mention.clause.text for word in PLAN_WORDS)
            match = None if planned or mention.aside else _row_of(named, mention, found)
            if match is not None:
                by_row.setdefault(match.row, []).append(match)
        for row, matches in by_row.items():
            value = values.get(row)
            if value is None or value.unit.dimension != dimension:
                continue
            mention = matches[0].mention
            if any(_agree(match.mention, value, cell) or match.mention.number != mention.number for match in matches):
                continue
            if mention.number not in _sums(named, values, mention):
                yield matches[0]


def _sums(rows: Sequence[_Row], values: Mapping[int, Quantity], mention: Mention) -> set[Decimal]:
    """What the rows of a mention's unit add up to: all of them, and those that share a word with it."""
    near = [row.number for row in rows if row.number in values and _likeness(row, mention.clause.words)]
    return {sum((values[number].base for number in numbers), Decimal(0)) for numbers in (values, near)}


def _row_of(alike: Sequence[_Row], mention: Mention, found: Sequence[Mention]) -> _Match | None:
    """The row of its unit that a mention speaks of, or None where that is not plain."""
    ranked = sorted([(_likeness(row, mention.clause.words), row.number) for row in alike], reverse=True)
    best, number = ranked[0]
    next_best = ranked[1][0] if len(ranked) > 1 else 0.0
    if best >= CLEAR_LIKENESS and best - next_best >= CLEARLY_AHEAD:
        return _Match(number, mention, clear=True)
    if mention.unit.dimension == PERCENT.dimension:
        return _satisfaction(alike, mention, found)
    alone = len(alike) == 1 and sum(m.unit.dimension == mention.unit.dimension for m in found) == 1
    return _Match(number, mention, clear=False) if alone and best > 0 else None


def _satisfaction(alike: Sequence[_Row], mention: Mention, found: Sequence[Mention]) -> _Match | None:
    """The only satisfaction row and the only satisfaction figure belong together."""
    rows = [row.number for row in alike if "满意" in row.name]
    if len(rows) != 1 or sum("满意" in m.clause.words for m in found) != 1 or "满意" not in mention.clause.words:
        return None
    return _Match(rows[0], mention, clear=False)


def _cell(table: Examined, row: int, cell: Cell) -> Value | None:
    indicator = table.evaluation.indicators[row]
    return indicator.target if cell == "目标值" else indicator.actual


def _agree(mention: Mention, value: Quantity, cell: Cell) -> bool:
    mine, printed = mention.number, value.base
    if mine == printed:
        return True
    if mention.about and abs(mine - printed) <= ABOUT * printed:
        return True
    if cell == "目标值":
        return False
    return (mention.sign in ("≥", ">") and printed > mine) or (mention.sign in ("≤", "<") and printed < mine)


@lru_cache(maxsize=4096)
def _name(name: str) -> tuple[str, frozenset[str]]:
    """A row's name without brackets and without the word that only says that it is counted; and its pairs."""
    bare = _NO_HAN.sub("", _BRACKETS.sub("", fold(name)))
    words = _TAIL.sub("", bare) or bare
    return words, frozenset(words[at : at + 2] for at in range(len(words) - 1))


def _likeness(row: _Row, words: str) -> float:
    """Share of a name's pairs of neighbouring characters that stand in the words."""
    if len(row.pairs) == 1 and row.name in words:
        return CLEAR_LIKENESS / 2  # one word is a hint, no more
    return sum([pair in words for pair in row.pairs]) / len(row.pairs) if row.pairs else 0.0
