"""Finding D8: figures of the goal in words against the rows of the table.

A figure is set against a row only where it is plain which one it means: the unit is the same
and the words around it are the row's name, in whatever order; or unit and words point to no
other row.  Every other figure is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
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
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_NO_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_TAIL = re.compile(r"(?:人次|人数|次数|数量|个数|期数|场次|天数|批次|数|率)$")

Cell: TypeAlias = Literal["目标值", "实际完成值"]


@frozen
class Mention:
    """A figure in a text.

    Attributes:
        clause: the clause it stands in.
        words: the clause's Chinese characters without figures.
        sign: its operator, "" where there is none.
        about: whether it is rounded, as in 500余人.
        number: in the unit's dimension.
        unit: what is counted.
        aside: the clause speaks of the surroundings or of a part.
    """

    clause: str
    words: str
    sign: str
    about: bool
    number: Decimal
    unit: Unit
    aside: bool


@frozen
class _Row:
    number: int
    name: str
    dimension: str


@frozen
class _Match:
    row: int
    mention: Mention
    clear: bool


def check_text(table: Examined) -> Iterator[Finding]:
    """Do the figures of the goal and of what was achieved agree with the rows they speak of?"""
    evaluation = table.evaluation
    rows = [
        _Row(number, _name(i.name), i.target.unit.dimension)
        for number, i in enumerate(evaluation.indicators)
        if isinstance(i.target, Quantity)
    ]
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
            what = f"{title}写“{match.mention.clause}”，指标“{indicator.name}”的{cell}是“{text_of(value)}”"
            what += "，两处不一致" if match.clear else "；如果说的是同一件事，两处不一致"
            yield finding(
                "D8", table.where(match.row + 1, cell), read=match.mention.clause, expected=text_of(value), what=what
            )


def mentions(text: str) -> list[Mention]:
    """The figures of a text with their clauses; dates and numbers of lists are none."""
    found = []
    for clause in _CLAUSE.finditer(fold(text)):
        body = clause.group()
        if not _DIGIT.search(body):
            continue
        words = _NO_HAN.sub("", _figures().sub("", body))
        aside = _background().search(body) is not None
        for figure in _figures().finditer(body):
            if figure["unit"] is None or figure["unit"] in ("年", "月", "日") or "元" in figure["unit"]:
                continue
            sign = figure["sign"] or ""
            sign = OPERATOR_SPELLINGS.get(sign) or OPERATOR_PREFIXES.get(sign, "")
            if figure["after"] and sign in ("", "="):
                sign = OPERATOR_SUFFIXES.get(figure["after"], "")
            unit = Unit.of(figure["unit"])
            before, after = body[: figure.start("number")], body[figure.end() :]
            about = bool(figure["about"]) or before.endswith(ABOUT_WORDS) or figure["after"] in ABOUT_WORDS
            number = Decimal(figure["number"].replace(",", "")) * unit.factor
            partial = aside or after.startswith(("级", "制", "后", "性"))
            found.append(Mention(body, words, sign, about, number, unit, partial))
    return found


@lru_cache(maxsize=1)
def _figures() -> re.Pattern[str]:
    signs = _any_of((*OPERATOR_SPELLINGS, *OPERATOR_PREFIXES))
    units = _any_of({*MEASURES, *UNIT_NAMES})
    return re.compile(
        rf"(?P<sign>{signs})?(?<![\d.,A-Za-z第-])(?P<number>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)"
        rf"(?P<about>{_any_of(ABOUT_WORDS)})?(?P<unit>[万亿]?(?:{units}))?(?P<after>{_any_of(OPERATOR_SUFFIXES)})?"
    )


@lru_cache(maxsize=1)
def _background() -> re.Pattern[str]:
    return re.compile(_any_of(BACKGROUND_WORDS))


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _disagreeing(table: Examined, rows: Sequence[_Row], text: str, cell: Cell) -> Iterator[_Match]:
    """The rows whose figure is another than the text's.

    Left out is a row that any mention agrees with, that several figures are parts of, or that is
    itself a part of what the text counts together.
    """
    found = mentions(text) if text and rows else []
    by_row: dict[int, list[_Match]] = {}
    for mention in found:
        planned = cell == "实际完成值" and any(word in mention.clause for word in PLAN_WORDS)
        match = None if mention.aside or planned else _row_of(rows, mention, found)
        if match is not None:
            by_row.setdefault(match.row, []).append(match)
    for row, matches in by_row.items():
        value = _cell(table, row, cell)
        if not isinstance(value, Quantity) or value.unit.dimension != matches[0].mention.unit.dimension:
            continue
        mention = matches[0].mention
        if any(_agree(match.mention, value, cell) or match.mention.number != mention.number for match in matches):
            continue
        if mention.number not in _sums(table, rows, mention, cell):
            yield matches[0]


def _sums(table: Examined, rows: Sequence[_Row], mention: Mention, cell: Cell) -> set[Decimal]:
    """What the rows of a mention's unit add up to: all of them, and those that share a word with it."""
    alike = [(row, _cell(table, row.number, cell)) for row in rows if row.dimension == mention.unit.dimension]
    values = [(row, value.base) for row, value in alike if isinstance(value, Quantity)]
    near = [number for row, number in values if _likeness(row.name, mention.words)]
    return {sum((number for _, number in values), Decimal(0)), sum(near, Decimal(0))}


def _row_of(rows: Sequence[_Row], mention: Mention, found: Sequence[Mention]) -> _Match | None:
    """The row a mention speaks of, or None where that is not plain."""
    alike = [row for row in rows if row.dimension == mention.unit.dimension]
    if not alike:
        return None
    ranked = sorted(((_likeness(row.name, mention.words), row.number) for row in alike), reverse=True)
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
    if len(rows) != 1 or sum("满意" in m.words for m in found) != 1 or "满意" not in mention.words:
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


def _name(name: str) -> str:
    """A row's name without brackets and without the word that only says that it is counted."""
    bare = _NO_HAN.sub("", _BRACKETS.sub("", fold(name)))
    return _TAIL.sub("", bare) or bare


def _likeness(name: str, words: str) -> float:
    """Share of a name's pairs of neighbouring characters that stand in the words."""
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    if len(pairs) == 1 and name in words:
        return CLEAR_LIKENESS / 2  # one word is a hint, no more
    return sum(pair in words for pair in pairs) / len(pairs) if pairs else 0.0
