"""Bring a target and an actual to one unit, and say whether the target was met."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias, TypeVar

from attrs import evolve, frozen

from .keeping import remembered
from .model import Indicator
from .quantity import (
    NO_UNIT,
    PERCENT,
    Moment,
    Quantity,
    Several,
    Span,
    Unit,
    Unreadable,
    Value,
    Words,
    fraction_of,
)
from .ruleset import TargetKind
from .spelling import bare, unit_of_name
from .words import MET_WORDS, MISSED_WORDS, PARTLY_WORDS

Number = TypeVar("Number", Fraction, Decimal)
Obstacle: TypeAlias = Literal["", "no-target", "no-actual", "unreadable", "units", "mixed", "words", "several", "dates"]
"""Why a target and an actual cannot be compared."""


@frozen(cache_hash=True)
class Comparison:
    """A target beside its actual, in one unit.

    Attributes:
        kind: the kind of target; None where there is none that can be read.
        operator: the target's.
        target, actual: in the target's unit as printed (万元 stay 万元).
        low, high: the ends of a range.
        met: whether the target was met; None where it cannot be told.
        answer: for words: ``met``, ``partly`` or ``missed``; "" where people must judge.
        assumed: a unit had to be assumed, as one of the notes says.
        notes: how the values were read, in Chinese.
        obstacle: why they cannot be compared, as a word for programs.
        problem: the same as a Chinese sentence.
    """

    kind: TargetKind | None = None
    operator: str = ""
    target: Fraction | None = None
    actual: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    met: bool | None = None
    answer: str = ""
    assumed: bool = False
    notes: tuple[str, ...] = ()
    obstacle: Obstacle = ""
    problem: str = ""

    @property
    def is_of_nothing(self) -> bool:
        """Is the target 0?"""
        return self.target is not None and not self.target


NOT_COMPARED = Comparison()
"""Stands where there is nothing to compare."""


def compare(indicator: Indicator, year: int | None = None) -> Comparison:
    """Compare an indicator's target and actual.

    Args:
        indicator: the row.
        year: the budget year, for dates printed without one.
    """
    target, actual = indicator.target, indicator.actual
    # Only dates need the year; without it equal targets of all years are compared once.
    needed = year if isinstance(target, Moment) else None
    # The same of the unit in the name, which only says what cells without one count.
    is_said = isinstance(target, Quantity) and isinstance(actual, Quantity) and _is_same(target.unit, actual.unit)
    return _compared((target, actual, NO_UNIT if is_said else unit_of_name(indicator.name), needed))


@remembered()
def _compared(asked: tuple[Value | None, Value | None, Unit, int | None]) -> Comparison:
    """Tables repeat their targets and actuals; each pair is compared once."""
    target, actual, name_unit, year = asked
    if target is None:
        return Comparison(obstacle="no-target", problem="没有目标值")
    if isinstance(target, Unreadable):
        return Comparison(obstacle="unreadable", problem=f"目标值“{target.text}”无法识别")
    kind = _kind_of(target)
    if actual is None:
        return Comparison(kind, obstacle="no-actual", problem="没有实际完成值")
    if isinstance(actual, Unreadable):
        return Comparison(kind, obstacle="unreadable", problem=f"实际完成值“{actual.text}”无法识别")
    if isinstance(target, Quantity):
        return _numbers(target, actual, name_unit)
    if isinstance(target, Span):
        return _range(target, actual, name_unit)
    if isinstance(target, Moment):
        return _dates(target, actual, year)
    if isinstance(target, Several):
        return _several(target, actual, name_unit)
    return _words(target, actual)


def same_words(one: str, other: str) -> bool:
    """Do two texts say the same, punctuation and spaces aside?"""
    return bare(one) == bare(other)


def holds(operator: str, target: Number, actual: Number) -> bool:
    """Is the target met as its operator reads?  No operator is read as ``=``."""
    if operator == "≥":
        return actual >= target
    if operator == "≤":
        return actual <= target
    if operator == ">":
        return actual > target
    if operator == "<":
        return actual < target
    return actual == target


def _is_same(one: Unit, other: Unit) -> bool:
    return one is other or one == other


def _kind_of(target: Value) -> TargetKind:
    if isinstance(target, Quantity):
        return "number"
    if isinstance(target, Span):
        return "range"
    return "date" if isinstance(target, Moment) else "words"


def _numbers(target: Quantity, actual: Value, name_unit: Unit) -> Comparison:
    operator = target.operator
    if not isinstance(actual, Quantity):
        problem = f"目标是数值“{target.text}”，实际却写成“{actual.text}”"
        return Comparison("number", operator, obstacle="mixed", problem=problem)
    if _is_same(target.unit, actual.unit):
        # Decimals are compared faster than the Fractions of them.
        wanted, reached = fraction_of(target.number), fraction_of(actual.number)
        met = holds(operator, target.number, actual.number)
        return Comparison("number", operator, target=wanted, actual=reached, met=met)
    matched = _one_unit(target.number, target.unit, actual, name_unit)
    if isinstance(matched, str):
        return Comparison("number", operator, obstacle="units", problem=matched)
    target_number, actual_number, notes = matched
    return Comparison(
        "number",
        operator,
        target=target_number,
        actual=actual_number,
        met=holds(operator, target_number, actual_number),
        notes=notes,
        assumed=bool(notes),
    )


def _range(target: Span, actual: Value, name_unit: Unit) -> Comparison:
    base = Comparison("range")
    if not isinstance(actual, Quantity):
        shown = actual.text
        return evolve(base, obstacle="mixed", problem=f"目标是范围“{target.text}”，实际却写成“{shown}”")
    low = _one_unit(target.low, target.unit, actual, name_unit)
    high = _one_unit(target.high, target.unit, actual, name_unit)
    if isinstance(low, str) or isinstance(high, str):
        return evolve(base, obstacle="units", problem=low if isinstance(low, str) else str(high))
    if low[1] != high[1]:
        return evolve(base, obstacle="units", problem=f"“{actual.text}”没有写单位，与范围“{target.text}”无法对应")
    return evolve(
        base,
        low=low[0],
        high=high[0],
        actual=low[1],
        met=low[0] <= low[1] <= high[0],
        notes=low[2],
        assumed=bool(low[2]),
    )


def _one_unit(
    number: Decimal, unit: Unit, actual: Quantity, name_unit: Unit
) -> tuple[Fraction, Fraction, tuple[str, ...]] | str:
    """Return target and actual in the target's unit with notes, or the problem as a sentence."""
    mine, other = unit, actual.unit
    if mine.dimension == other.dimension:
        if mine.dimension == "" and mine != other and {mine.factor, other.factor} == {NO_UNIT.factor, name_unit.factor}:
            # "64万" beside 60 under a name with (万元): both are in 万.
            return fraction_of(number), fraction_of(actual.number), ()
        return fraction_of(number), _converted(actual.number, other, mine), ()
    notes: tuple[str, ...] = ()
    if mine == NO_UNIT:
        named = name_unit if name_unit.dimension == other.dimension else None
        if named is None and other == PERCENT and 0 < number <= 1:
            note = f"目标值 {number} 没有百分号，按 {_percent(number)}% 读"
            return fraction_of(number), fraction_of(actual.number) / 100, (note,)
        mine = named or other
        if named is None:
            notes = (f"目标值没有写单位，按“{other.text}”读",)
    elif other == NO_UNIT:
        named = name_unit if name_unit.dimension == mine.dimension else None
        if mine == PERCENT and 0 < actual.number <= 1 < number:
            note = f"实际值 {actual.number} 没有百分号，按 {_percent(actual.number)}% 读"
            return fraction_of(number), fraction_of(actual.number) * 100, (note,)
        other = named or mine
        if named is None:
            notes = (f"实际值没有写单位，按“{mine.text}”读",)
    elif "" in (mine.dimension, other.dimension):
        # "64万" beside "60万元": the multiplier is printed, the thing counted is not.
        notes = (f"“{mine.text}”与“{other.text}”按同一单位读",)
    else:
        return f"目标单位“{mine.text}”与实际单位“{other.text}”不同，无法比较"
    return fraction_of(number), _converted(actual.number, other, mine), notes


def _converted(number: Decimal, unit: Unit, wanted: Unit) -> Fraction:
    if unit.factor == wanted.factor:
        return fraction_of(number)
    return Fraction(number) * Fraction(unit.factor) / Fraction(wanted.factor)


def _percent(number: Decimal) -> str:
    return f"{(number * 100).normalize():f}"


def _dates(target: Moment, actual: Value, year: int | None) -> Comparison:
    base = Comparison("date")
    if isinstance(actual, Words):
        if _answer(actual.text) == "met" or same_words(actual.text, target.text):
            return evolve(base, met=True, answer="met")
        return evolve(base, obstacle="words", problem=f"目标是日期“{target.text}”，实际写成“{actual.text}”，需人工评判")
    if not isinstance(actual, Moment):
        shown = actual.text
        return evolve(base, obstacle="mixed", problem=f"目标是日期“{target.text}”，实际却写成“{shown}”")
    fill = target.year or year or actual.year
    if fill is None:
        return evolve(base, obstacle="dates", problem="目标与实际日期都没有写年份")
    try:
        deadline = last_day(target, fill)
        first, last = _first_day(actual, fill), last_day(actual, fill)
    except ValueError:  # 29 February, printed without its year
        return evolve(base, obstacle="dates", problem=f"{fill} 年没有“{target.text}”或“{actual.text}”这一天")
    if last <= deadline:
        return evolve(base, met=True, answer="met")
    if first > deadline and not actual.before:
        return evolve(base, met=False, answer="missed")
    return evolve(base, obstacle="dates", problem=f"“{actual.text}”不够具体，不能断定是否在“{target.text}”以内")


def _first_day(moment: Moment, year: int) -> date:
    if moment.end:
        return last_day(moment, year)
    return date(moment.year or year, moment.month or 1, moment.day or 1)


def last_day(moment: Moment, year: int) -> date:
    """The last day that a date, a month or a year means; ``year`` where it names none."""
    full, month = moment.year or year, moment.month or 12
    return date(full, month, moment.day or monthrange(full, month)[1])


def _several(target: Several, actual: Value, name_unit: Unit) -> Comparison:
    base = Comparison("words")
    problem = f"一格里有 {len(target.parts)} 个目标，规则没有说怎样合成一个得分，需人工评判"
    if isinstance(actual, Several) and len(actual.parts) == len(target.parts):
        pairs = [_numbers(mine, other, name_unit) for mine, other in zip(target.parts, actual.parts, strict=True)]
        if all(pair.met for pair in pairs):
            return evolve(base, met=True, answer="met", notes=("一格里的几个目标全部达到",))
    if isinstance(actual, Words) and _answer(actual.text) == "met":
        return evolve(base, met=True, answer="met")
    return evolve(base, obstacle="several", problem=problem)


def _words(target: Value, actual: Value) -> Comparison:
    base = Comparison("words")
    wanted = target.text
    if not isinstance(actual, Words):
        shown = actual.text
        return evolve(base, obstacle="mixed", problem=f"目标是文字“{wanted}”，实际却写成“{shown}”")
    if same_words(wanted, actual.text):
        return evolve(base, met=True, answer="met")
    answer = _answer(actual.text)
    if answer:
        return evolve(base, met=answer == "met", answer=answer)
    return evolve(base, obstacle="words", problem=f"文字答复“{actual.text}”与目标“{wanted}”不同，需人工评判")


def _answer(text: str) -> str:
    plain = bare(text)
    for answer, table in (("met", MET_WORDS), ("partly", PARTLY_WORDS), ("missed", MISSED_WORDS)):
        if plain in table:
            return answer
    return ""
