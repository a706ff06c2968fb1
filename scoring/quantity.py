"""Values of targets and actuals: what was printed and what it was read as.

``scoring.spelling`` reads cells into them.  Nothing is guessed: a text with digits that
do not form a number becomes :class:`Unreadable`, never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import NoneType
from typing import TypeAlias, TypeGuard

from attrs import frozen

from .keeping import remembered
from .ratio import coprime
from .words import MEASURES, MULTIPLIERS, UNIT_NAMES

ONE = Decimal(1)


@frozen(cache_hash=True)
class Unit:
    """A unit of measure.

    Attributes:
        text: as printed, e.g. ``万元`` or ``元/人/天``.
        dimension: what is counted, without its multiplier: ``元``; ``%`` for percent; ``""`` when
            none was printed.
        factor: how many of ``dimension`` one of this unit is: 万元 → 10000.
    """

    text: str = ""
    dimension: str = ""
    factor: Decimal = ONE

    @staticmethod
    def of(text: str) -> Unit:
        """Return the unit that ``text`` names (``万人次`` → 人次 × 10000)."""
        return _unit_of(text)

    @property
    def is_money(self) -> bool:
        """True for plain amounts of money; False for prices such as 元/人."""
        return self.dimension == "元"


@remembered()
def _unit_of(text: str) -> Unit:
    """Cells repeat their units: equal ones are mostly one and the same, which is quick to tell."""
    factor = ONE
    rest = text
    if text not in UNIT_NAMES and text not in MEASURES:
        for word, value in MULTIPLIERS.items():
            if rest.startswith(word):
                factor, rest = value, rest[len(word) :]
                break
    head, slash, tail = rest.partition("/")
    return Unit(text, UNIT_NAMES.get(head, head) + slash + tail, factor)


NO_UNIT = Unit()
PERCENT = Unit("%", "%", ONE)


@frozen(cache_hash=True)
class Quantity:
    """A number with its operator and unit: ``≥95%``.

    Attributes:
        text: the cell as printed.
        operator: one of ≥ ≤ > < =, or "" where none was printed.
        number: the number as printed, in ``unit``.
        unit: its unit; ``NO_UNIT`` where none was printed.
    """

    text: str
    operator: str
    number: Decimal
    unit: Unit = NO_UNIT

    @property
    def base(self) -> Decimal:
        """The number in the unit's dimension: 2.6亿元 → 260000000 (元)."""
        return self.number * self.unit.factor


@frozen(cache_hash=True)
class Span:
    """A range, both ends included: ``5-10次``.  ``low`` and ``high`` are in ``unit``."""

    text: str
    low: Decimal
    high: Decimal
    unit: Unit = NO_UNIT


@frozen(cache_hash=True)
class Moment:
    """A date, a month, a year, or the end of one; year, month or day may be missing.

    Attributes:
        before: True for ``…前``: any day up to it.
        end: True for ``…底``: the last day of the month or year named.
    """

    text: str
    year: int | None
    month: int | None
    day: int | None = None
    before: bool = False
    end: bool = False


@frozen(cache_hash=True)
class Words:
    """A target or an actual in words: ``长期``, ``有效提升``."""

    text: str


@frozen(cache_hash=True)
class Several:
    """More than one value in a cell: ``≥3次；≥100人``."""

    text: str
    parts: tuple[Quantity, ...]


@frozen(cache_hash=True)
class Unreadable:
    """A cell that holds something that cannot be read for sure; it is never 0."""

    text: str


Value: TypeAlias = Quantity | Span | Moment | Words | Several | Unreadable


@frozen(cache_hash=True)
class Figure:
    """A printed weight, score, rate or amount.

    Attributes:
        text: as printed, e.g. ``1,994.00`` or ``70分`` or ``99.38%``.
        value: the number without its unit; a percentage stays in percent.
    """

    text: str
    value: Decimal


Reading: TypeAlias = Figure | Unreadable | None
"""A number cell: read, not readable, or blank (None)."""


def figure_value(reading: Reading) -> Decimal | None:
    """Return the number of a cell, or None where it is blank or unreadable."""
    return reading.value if isinstance(reading, Figure) else None


def are_there(values: Sequence[Decimal | None]) -> TypeGuard[Sequence[Decimal]]:
    """Is none of some numbers missing?  ``None in values`` would compare it with each, which a Decimal is slow at."""
    return NoneType not in map(type, values)


@lru_cache(maxsize=8192)
def fraction_of(number: Decimal) -> Fraction:
    """The same number as a Fraction; tables repeat their numbers."""
    return coprime(*number.as_integer_ratio())


def plain(number: Decimal) -> str:
    """Write a Decimal without exponent and without zeros after the last digit: 100, 9.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_value(value: Value) -> str:
    """Write a value in the plain spelling of the forms; ``parse_value`` reads it back."""
    if isinstance(value, Quantity):
        return f"{value.operator}{value.number:f}{value.unit.text}"
    if isinstance(value, Span):
        return f"{value.low:f}-{value.high:f}{value.unit.text}"
    if isinstance(value, Moment):
        year = f"{value.year}年" if value.year is not None else ""
        month = f"{value.month}月" if value.month is not None else ""
        day = f"{value.day}日" if value.day is not None else ""
        return f"{year}{month}{day}{'底' if value.end else ''}{'前' if value.before else ''}"
    if isinstance(value, Several):
        return "；".join(format_value(part) for part in value.parts)
    return value.text
