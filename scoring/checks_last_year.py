"""Finding D11: targets below what was achieved the year before, one for a table however many rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import frozen

from .examined import Examined
from .finding import Finding, Where
from .model import Indicator
from .quantity import Quantity, Value, plain
from .rounding import Rounding
from .wording import finding
from .words import BUDGET_CONTROL_WORDS, COST_LEVEL, LESS_IS_BETTER_WORDS

CLEARLY_BELOW: Final = Decimal(5)
"""By how many percent of last year's actual a target must stay below it to be remarked on."""

FAR_BELOW: Final = Decimal(15)
"""The same for satisfaction: what people will say is promised with care, and no task is smaller for it."""

_MOST_NAMED: Final = 4
_PLACES_1 = Rounding("half-up", 1)


@frozen
class Before:
    """What a row achieved last year.

    Attributes:
        number: of the row, from 1.
        actual: last year's.
        where: where last year's table says so; None where this year's does.
    """

    number: int
    actual: Value | None
    where: Where | None = None


@frozen
class _Lower:
    before: Before
    name: str
    target: Quantity
    prior: Quantity
    gap: str

    @property
    def arithmetic(self) -> str:
        if self.prior.unit.factor != self.target.unit.factor:
            return ""
        last, this = plain(self.prior.number), plain(self.target.number)
        return f"({last} − {this}) ÷ {last} = {self.gap}%"


def check_last_year(table: Examined) -> Iterator[Finding]:
    """The targets against the table's own column of last year's results."""
    rows = [Before(n, i.prior) for n, i in enumerate(table.evaluation.indicators, 1) if i.prior is not None]
    if rows:
        yield from below_last_year(table, rows)


def below_last_year(table: Examined, rows: Iterable[Before]) -> Iterator[Finding]:
    """The rows of which more is better and whose target is clearly less than last year's actual."""
    lower = [one for row in rows if (one := _lower(table.evaluation.indicators[row.number - 1], row)) is not None]
    if not lower:
        return
    there = tuple(one.before.where for one in lower if one.before.where is not None)
    first = lower[0]
    if len(lower) == 1:
        where, others = table.where(first.before.number, "目标值"), there
        said = f"目标“{first.target.text}”低于上年完成的“{first.prior.text}”（低 {first.gap}%）"
    else:
        where = table.where(0, "目标值")
        others = (*(table.where(one.before.number, "目标值") for one in lower), *there)
        names = [f"“{one.name}”目标“{one.target.text}”、上年“{one.prior.text}”（低 {one.gap}%）" for one in lower]
        more = "等" if len(names) > _MOST_NAMED else ""
        said = f"{len(lower)} 行的目标低于上年完成的：{'、'.join(names[:_MOST_NAMED])}{more}"
    yield finding(
        "D11",
        where,
        read=first.target.text,
        expected=first.prior.text,
        arithmetic="；".join(one.arithmetic for one in lower if one.arithmetic),
        what=f"{said}，今年的任务是否减少了？",
        others=others,
    )


def _lower(indicator: Indicator, before: Before) -> _Lower | None:
    target, prior, name = indicator.target, before.actual, indicator.name
    if not isinstance(target, Quantity) or not isinstance(prior, Quantity):
        return None
    if COST_LEVEL in indicator.level1 + indicator.level2 or target.operator in ("≤", "<"):
        return None
    if target.unit.dimension != prior.unit.dimension or prior.base <= 0 or target.unit.is_money:
        return None
    limit = FAR_BELOW if "满意" in name + indicator.level1 + indicator.level2 else CLEARLY_BELOW
    if (prior.base - target.base) * 100 <= limit * prior.base:
        return None
    limited = any(word in name for word in LESS_IS_BETTER_WORDS) and target.operator not in ("≥", ">")
    if limited or any(word in name for word in BUDGET_CONTROL_WORDS):
        return None
    gap = Fraction(prior.base - target.base) * 100 / Fraction(prior.base)
    return _Lower(before, name, target, prior, plain(_PLACES_1.decimal(gap)))
