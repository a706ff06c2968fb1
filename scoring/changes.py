"""The rows of one table in two documents: which belong together, and what changed in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from attrs import frozen

from .comparison import last_day, same_words
from .model import Indicator
from .quantity import NO_UNIT, PERCENT, Moment, Quantity, Several, Span, Unit, Unreadable, Words
from .rounding import Rounding
from .spelling import fold, unit_of_name

_PUNCTUATION: Final = re.compile(r"[\s“”\"'‘’,，.。、;；:：·\-—()]+")
_NAME_UNIT: Final = re.compile(r"\([^()]{1,8}\)$")

_Key: TypeAlias = Callable[[Indicator], str]


@frozen
class Change:
    """What differs between two printings of a value.

    Attributes:
        what: what changed, in Chinese: 目标值, 符号, 单位.
        direction: 提高 or 降低 for a number with the same operator and unit, else "".
        arithmetic: the numbers, or "".
        certain: False where one side only leaves something out: an operator, a unit.
    """

    what: str
    direction: str = ""
    arithmetic: str = ""
    certain: bool = True


@frozen
class Rows:
    """Which rows of two tables belong together, by their indexes.

    Attributes:
        pairs: one of each.
        unsure: several of one name, of which it cannot be told which belong together.
        old, new: those without a counterpart.
    """

    pairs: tuple[tuple[int, int], ...]
    unsure: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    old: tuple[int, ...]
    new: tuple[int, ...]


def match_rows(old: Sequence[Indicator], new: Sequence[Indicator]) -> Rows:
    """Match the rows of two tables by name; rows of one name by their levels, then by their targets."""
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[tuple[int, int]] = []
    for key in _STEPS:
        groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, rows in enumerate((left, right)):
            for number, row in rows.items():
                groups[key(row)][side].append(number)
        for mine, others in groups.values():
            if len(mine) == len(others) == 1:
                pairs.append((mine[0], others[0]))
                left.pop(mine[0])
                right.pop(others[0])
    groups = defaultdict(lambda: ([], []))
    for side, rows in enumerate((left, right)):
        for number, row in rows.items():
            groups[_bare(row)][side].append(number)
    unsure = tuple((tuple(mine), tuple(others)) for mine, others in groups.values() if mine and others)
    for old_ones, new_ones in unsure:
        for number in old_ones:
            left.pop(number)
        for number in new_ones:
            right.pop(number)
    return Rows(tuple(sorted(pairs)), unsure, tuple(left), tuple(right))


def _target(row: Indicator) -> str:
    return fold(row.target.text) if row.target is not None else ""


def _bare(row: Indicator) -> str:
    """The name without its unit and its punctuation."""
    name = fold(row.name)
    return _PUNCTUATION.sub("", _NAME_UNIT.sub("", name)) or name


_STEPS: Final[tuple[_Key, ...]] = (
    lambda row: "\n".join((fold(row.level1), fold(row.level2), fold(row.name), _target(row))),
    lambda row: "\n".join((fold(row.level1), fold(row.level2), fold(row.name))),
    lambda row: "\n".join((_bare(row), _target(row))),
    _bare,
)


def changes(old: Indicator, new: Indicator, years: tuple[int | None, int | None] = (None, None)) -> Change | None:
    """How a target differs from what it was; None where both say the same, or one of them is blank or unreadable.

    Args:
        years: of the two tables, for dates printed without one.
    """
    mine, other = old.target, new.target
    if mine is None or other is None or fold(mine.text) == fold(other.text):
        return None
    if isinstance(mine, Unreadable) or isinstance(other, Unreadable):
        return None
    if isinstance(mine, Quantity) and isinstance(other, Quantity):
        return _number(mine, _unit(mine, old), other, _unit(other, new))
    if isinstance(mine, Span) and isinstance(other, Span):
        return _ends(mine, other)
    if isinstance(mine, Moment) and isinstance(other, Moment):
        return _date(mine, other, years)
    if isinstance(mine, Several) and isinstance(other, Several):
        same = len(mine.parts) == len(other.parts) and not any(
            _number(one, one.unit, two, two.unit) for one, two in zip(mine.parts, other.parts, strict=True)
        )
        return None if same else Change("目标值")
    if isinstance(mine, Words) and isinstance(other, Words) and same_words(mine.text, other.text):
        return None
    return Change("目标值")


def _unit(value: Quantity, row: Indicator) -> Unit:
    return value.unit if value.unit != NO_UNIT else unit_of_name(row.name)


def _number(old: Quantity, old_unit: Unit, new: Quantity, new_unit: Unit) -> Change | None:
    before, after = in_one_unit(old, old_unit, new, new_unit)
    if before is None or after is None:
        return Change("目标值及其单位" if old.number != new.number else "单位")
    if before != after:
        same = old.operator == new.operator
        number = _arithmetic(old, new) if old_unit == new_unit else ""
        return Change("目标值" if same else "目标值及其符号", "提高" if after > before else "降低", number)
    if old.operator != new.operator:
        return Change("符号", certain="" not in (old.operator, new.operator))
    left_out = (old_unit == NO_UNIT) != (new_unit == NO_UNIT) and old.number == new.number
    return Change("单位", certain=False) if left_out else None


def in_one_unit(
    old: Quantity, old_unit: Unit, new: Quantity, new_unit: Unit
) -> tuple[Fraction | None, Fraction | None]:
    """Two numbers in one unit; None and None where their units count different things.  A missing unit is taken as the
    other's, a share without a per-cent sign (0.95 beside 95%) as a share.
    """
    before, after = Fraction(old.number), Fraction(new.number)
    if old_unit.dimension == new_unit.dimension:
        return Fraction(old.number * old_unit.factor), Fraction(new.number * new_unit.factor)
    if new_unit == NO_UNIT:
        if old_unit == PERCENT and 0 < new.number <= 1 < old.number:
            return before, after * 100
        return before, after
    if old_unit == NO_UNIT:
        if new_unit == PERCENT and 0 < old.number <= 1 < new.number:
            return before * 100, after
        return before, after
    if "" in (old_unit.dimension, new_unit.dimension):
        # "64万" beside "60万元": the multiplier is printed, the thing counted is not.
        return Fraction(old.number * old_unit.factor), Fraction(new.number * new_unit.factor)
    return None, None


def _arithmetic(old: Quantity, new: Quantity) -> str:
    high, low = max(old.number, new.number), min(old.number, new.number)
    return f"{high:f} − {low:f} = {high - low:f}"


def _ends(old: Span, new: Span) -> Change | None:
    if old.unit != NO_UNIT and new.unit != NO_UNIT and old.unit.dimension != new.unit.dimension:
        return Change("目标值及其单位")
    if NO_UNIT in (old.unit, new.unit):
        same = (old.low, old.high) == (new.low, new.high)
    else:
        same = (old.low * old.unit.factor, old.high * old.unit.factor) == (
            new.low * new.unit.factor,
            new.high * new.unit.factor,
        )
    return None if same else Change("目标值")


def _date(old: Moment, new: Moment, years: tuple[int | None, int | None]) -> Change | None:
    before, after = old.year or years[0] or new.year, new.year or years[1] or old.year
    if before is None or after is None:
        same = (old.month, old.day) == (new.month, new.day)
        return None if same else Change("时限")
    try:
        first, second = last_day(old, before), last_day(new, after)
    except ValueError:  # 29 February, printed without its year
        return Change("时限")
    if first == second:
        return None
    return Change("时限", "推迟" if second > first else "提前")


def is_same_figure(one: Decimal, other: Decimal) -> bool:
    """Are two numbers the same as far as the one with fewer places goes, rounded or cut?"""
    (places, short), (_, long) = sorted((max(-int(number.as_tuple().exponent), 0), number) for number in (one, other))
    return short == long or any(Rounding(way, places).decimal(Fraction(long)) == short for way in ("half-up", "cut"))
