"""Finding D8: figures of the goal in words against the rows of the table.

A figure is set against a row only where it is plain which one it means: the unit is the same
and the words around it are the row's name, in whatever order; or unit and words point to no
other row.  Every other figure is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, TypeAlias

from attrs import frozen

from .examined import Examined, text_of
from .finding import Finding
from .keeping import remembered
from .mentions import FIGURES, Mention, mentions
from .quantity import PERCENT, Quantity, Value
from .spelling import fold
from .wording import finding
from .words import PLAN_WORDS

CLEAR_LIKENESS = 0.6
"""Share of a name's pairs of characters that must stand in the clause to be sure it is meant."""

CLEARLY_AHEAD = 0.2
"""By how much of that share it must be ahead of every other row of the unit."""

ABOUT = Decimal("0.1")
"""How far, in parts, a figure with 余 or 近 may be from the table's."""

_NO_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_TAIL = re.compile(r"(?:人次|人数|次数|数量|个数|期数|场次|天数|批次|数|率)$")

Cell: TypeAlias = Literal["目标值", "实际完成值"]


@frozen(slots=False)
class _Row:
    """A row with a number for its target.

    Attributes:
        number: from 0.
        name: the words of its name.
        pairs: the name's pairs of neighbouring characters.
    """

    number: int
    name: str
    pairs: tuple[str, ...]


@frozen(slots=False)
class _Match:
    row: int
    mention: Mention
    clear: bool


def check_text(table: Examined) -> Iterator[Finding]:
    """Do the figures of the goal and of what was achieved agree with the rows they speak of?"""
    evaluation = table.evaluation
    if not FIGURES.search(evaluation.goal) and not FIGURES.search(evaluation.achieved):
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
    found = mentions(text) if rows and FIGURES.search(text) else []
    by_unit: dict[str, list[Mention]] = {}
    for mention in found:
        if mention.unit.dimension in rows:
            by_unit.setdefault(mention.unit.dimension, []).append(mention)
    for dimension, some in by_unit.items():
        said: dict[int, Decimal] = {}
        for number in rows[dimension]:
            value = _cell(table, number, cell)
            if isinstance(value, Quantity) and value.unit.dimension == dimension:
                said[number] = value.base
        if not said or len({*said.values(), *[mention.number for mention in some]}) == 1:
            continue  # whichever row is meant, it says the same
        named = [_Row(number, *_name(table.evaluation.indicators[number].name)) for number in rows[dimension]]
        if all(_is_settled(mention, named, said) for mention in some):
            continue
        cells = {number: _cell(table, number, cell) for number in rows[dimension]}
        values = {number: value for number, value in cells.items() if isinstance(value, Quantity)}
        by_row: dict[int, list[_Match]] = {}
        for mention in some:
            planned = cell == "实际完成值" and any(word in mention.clause.text for word in PLAN_WORDS)
            match = None if planned or mention.is_aside else _row_of(named, mention, found)
            if match is not None:
                by_row.setdefault(match.row, []).append(match)
        for row, matches in by_row.items():
            if row not in said:
                continue
            value, mention = values[row], matches[0].mention
            if any(_agree(match.mention, value, cell) or match.mention.number != mention.number for match in matches):
                continue
            if mention.number not in _sums(named, values, mention):
                yield matches[0]


def _is_settled(mention: Mention, rows: Sequence[_Row], said: Mapping[int, Decimal]) -> bool:
    """Can it be told without likenesses that a figure is the one of the row it speaks of?

    A row has the very number, and its name stands in the clause word for word: then it is that row that is meant, or
    nobody can say which, but for the only satisfaction row where the clause speaks of that.

    Args:
        mention: the figure.
        rows: those of its unit.
        said: what they say, in the unit's dimension.
    """
    clause = mention.clause
    for row in rows:
        if said.get(row.number) != mention.number or len(row.pairs) < 2:
            continue
        if ("满" not in clause.text or "满意" in row.name) and clause.holds(row.name):
            return True
    return False


def _sums(rows: Sequence[_Row], values: Mapping[int, Quantity], mention: Mention) -> set[Decimal]:
    """What the rows of a mention's unit add up to: all of them, and those that share a word with it."""
    near = [row.number for row in rows if row.number in values and _likeness(row, mention.clause.words())]
    return {sum((values[number].base for number in numbers), Decimal(0)) for numbers in (values, near)}


def _row_of(alike: Sequence[_Row], mention: Mention, found: Sequence[Mention]) -> _Match | None:
    """The row of its unit that a mention speaks of, or None where that is not plain."""
    ranked = sorted([(_likeness(row, mention.clause.words()), row.number) for row in alike], reverse=True)
    best, number = ranked[0]
    next_best = ranked[1][0] if len(ranked) > 1 else 0.0
    if best >= CLEAR_LIKENESS and best - next_best >= CLEARLY_AHEAD:
        return _Match(number, mention, clear=True)
    if mention.unit.dimension == PERCENT.dimension:
        return _satisfaction(alike, mention, found)
    alone = len(alike) == 1 and sum(m.unit.dimension == mention.unit.dimension for m in found) == 1
    # 三次 may be a manner of speaking; only beside the row's own words it is a count.
    return _Match(number, mention, clear=False) if alone and best > 0 and not mention.is_in_words else None


def _satisfaction(alike: Sequence[_Row], mention: Mention, found: Sequence[Mention]) -> _Match | None:
    """The only satisfaction row and the only satisfaction figure belong together."""
    rows = [row.number for row in alike if "满意" in row.name]
    if len(rows) != 1 or sum("满意" in m.clause.words() for m in found) != 1 or "满意" not in mention.clause.words():
        return None
    return _Match(rows[0], mention, clear=False)


def _cell(table: Examined, row: int, cell: Cell) -> Value | None:
    indicator = table.evaluation.indicators[row]
    return indicator.target if cell == "目标值" else indicator.actual


def _agree(mention: Mention, value: Quantity, cell: Cell) -> bool:
    mine, printed = mention.number, value.base
    if mine == printed:
        return True
    if abs(mine - printed) <= ABOUT * printed and mention.is_rounded:
        return True
    if cell == "目标值":
        return False
    return mention.sign in (("≥", ">") if printed > mine else ("≤", "<"))


@remembered()
def _name(name: str) -> tuple[str, tuple[str, ...]]:
    """A row's name without brackets and without the word that only says that it is counted; and its pairs."""
    bare = _NO_HAN.sub("", _BRACKETS.sub("", fold(name)))
    words = _TAIL.sub("", bare) or bare
    return words, tuple({words[at : at + 2] for at in range(len(words) - 1)})


def _likeness(row: _Row, words: str) -> float:
    """Share of a name's pairs of neighbouring characters that stand in the words."""
    if len(row.pairs) == 1 and row.name in words:
        return CLEAR_LIKENESS / 2  # one word is a hint, no more
    return sum([pair in words for pair in row.pairs]) / len(row.pairs) if row.pairs else 0.0
