"""Where a fault can go: rows and tables that are still as they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from random import Random

from attrs import evolve, frozen

from scoring import Evaluation, Figure, Indicator, compare, figure_value, parse_value
from scoring.quantity import Quantity, Value, Words, plain

from .drafts import Draft, Planted, with_budget, with_row
from .facts import EXECUTION_ROW, settled
from .phrases import reason_for
from .printing import figure, scored_budget, scored_row


@frozen
class Spot:
    """A row in a draft.

    Attributes:
        draft: the document.
        table: number of its table, from 1.
        number: of the row, from 1.
        row: the row.
    """

    draft: Draft
    table: int
    number: int
    row: Indicator

    @property
    def evaluation(self) -> Evaluation:
        """The table it stands in."""
        return self.draft.tables[self.table - 1]

    @property
    def weight(self) -> Decimal:
        """Points it is worth."""
        return self.row.weight_value or Decimal(0)

    @property
    def score(self) -> Decimal:
        """Points printed."""
        return self.row.printed_value or Decimal(0)

    @property
    def reason(self) -> str:
        """A reason that would do where it loses points; "" where the form has no place for one."""
        if not self.draft.family.has("reason"):
            return ""
        return reason_for(self.row, 7 * self.table + self.number)

    def scored(self, row: Indicator) -> Indicator:
        """A changed row with the score the rules give it."""
        draft = self.draft
        return scored_row(row, draft.ruleset, draft.convention, draft.year, self.reason)

    def planted(self, row: Indicator, fault: Planted, *, keep_text: bool = False) -> Draft:
        """The document with this row instead and a total that follows.

        Args:
            row: in place of the one chosen.
            fault: what was done; table and row are filled in.
            keep_text: leave the goal in words as it was.
        """
        draft = self.draft
        before = self.evaluation
        table = settled(with_row(before, self.number, row), draft.ruleset, draft.convention, draft.family)
        if keep_text:
            table = evolve(table, goal=before.goal, achieved=before.achieved)
        placed = evolve(fault, table=self.table, row=self.number)
        return draft.with_table(self.table, table).with_planted(placed)


def spots(draft: Draft, wanted: Callable[[Indicator], bool]) -> list[Spot]:
    """The rows of tables without faults that are wanted."""
    return [
        Spot(draft, table, number, row)
        for table in draft.free
        for number, row in enumerate(draft.tables[table - 1].indicators, 1)
        if row.name != EXECUTION_ROW and wanted(row)
    ]


def any_spot(random: Random, draft: Draft, *wanted: Callable[[Indicator], bool]) -> Spot | None:
    """One of the rows that answer to all wishes, or None where there is none."""
    found = spots(draft, lambda row: all(wish(row) for wish in wanted))
    return random.choice(found) if found else None


def any_table(random: Random, draft: Draft, wanted: Callable[[Evaluation], bool] = lambda table: True) -> int | None:
    """The number of a table without faults that is wanted, or None."""
    found = [number for number in draft.free if wanted(draft.tables[number - 1])]
    return random.choice(found) if found else None


def is_part(row: Indicator) -> bool:
    """Does it lose some of its points, and clearly more than any rounding moves?"""
    score, weight = row.printed_value, row.weight_value
    return score is not None and weight is not None and 0 < score <= weight * Decimal("0.92") - Decimal("0.3")


def is_full(row: Indicator) -> bool:
    """Has it all its points?"""
    return row.printed_value is not None and row.printed_value == row.weight_value


def is_count(row: Indicator) -> bool:
    """Is its target a number of things, with ≥ or =?"""
    return row.level2 == "数量指标" and isinstance(row.target, Quantity) and isinstance(row.actual, Quantity)


def is_direct(row: Indicator) -> bool:
    """Is its target a number of which more is better?"""
    return isinstance(row.target, Quantity) and row.target.operator in ("≥", "=") and not is_cost(row)


def is_cost(row: Indicator) -> bool:
    """Is it a cost?"""
    return row.level1 == "成本指标"


def is_limit(row: Indicator) -> bool:
    """Is its target an upper limit?"""
    return isinstance(row.target, Quantity) and row.target.operator == "≤" and row.target.number > 0


def is_words(row: Indicator) -> bool:
    """Is its target in words?"""
    return isinstance(row.target, Words)


def is_exact(row: Indicator) -> bool:
    """Is its actual just what the target asks for?"""
    found = compare(row)
    return found.met is True and found.target == found.actual


def number(value: Value | None) -> Decimal:
    """The number of a target or an actual."""
    assert isinstance(value, Quantity)
    return value.number


def spelt(value: Value | None, amount: Decimal, operator: str = "") -> Value | None:
    """Another number with the unit of a value."""
    assert isinstance(value, Quantity)
    return parse_value(f"{operator}{plain(amount)}{value.unit.text}")


def whole(value: Value | None, share: Fraction) -> Value | None:
    """A share of a value, as a whole number of its units."""
    return spelt(value, Decimal(round(Fraction(number(value)) * share)))


def odd(random: Random, low: int, high: int) -> Decimal:
    """Points between two numbers of hundredths, never whole tenths."""
    while (hundredths := random.randrange(low, high)) % 10 in (0, 5):
        pass
    return Decimal(hundredths) / 100


def met(spot_draft: Draft, table: Evaluation, rows: Iterable[int]) -> Evaluation:
    """The table with these rows done exactly as the target asks; scores follow, the text too."""
    done = table
    for place in rows:
        row = table.indicators[place - 1]
        if isinstance(row.target, Quantity):
            row = evolve(row, actual=spelt(row.target, row.target.number))
        row = scored_row(row, spot_draft.ruleset, spot_draft.convention, spot_draft.year)
        if row.printed_completion is not None:
            row = evolve(row, printed_completion=figure(Decimal("100.00"), "%"))
        done = with_row(done, place, row)
    return settled(done, spot_draft.ruleset, spot_draft.convention, spot_draft.family)


def spent(draft: Draft, table: Evaluation, share: Decimal) -> Evaluation:
    """The table with this share of its budget executed; rate and score follow, and the lines under it."""
    budget = table.budget
    assert budget is not None
    adjusted = figure_value(budget.adjusted) or Decimal(0)
    executed = (adjusted * share).quantize(Decimal("0.01"))
    line = scored_budget(evolve(budget, executed=figure(executed)), draft.ruleset, draft.convention)
    if budget.weight is None and budget.printed_score is not None:
        line = evolve(line, printed_score=budget.printed_score)
    rest = [one for one in table.funds if one is not budget]
    parts = []
    for one in rest:
        mine = (figure_value(one.adjusted) or Decimal(0)) * share
        parts.append(evolve(one, executed=figure(mine.quantize(Decimal("0.01")))))
    if parts:
        others = sum((_value(one.executed) for one in parts[1:]), Decimal(0))
        parts[0] = evolve(parts[0], executed=figure(executed - others))
    table = with_budget(table, line)
    table = evolve(table, funds=(line, *parts))
    for place, row in enumerate(table.indicators, 1):
        if row.name == EXECUTION_ROW and line.printed_rate is not None:
            row = evolve(row, actual=parse_value(line.printed_rate.text))
            reason = reason_for(row, place) if draft.family.has("reason") else ""
            table = with_row(table, place, scored_row(row, draft.ruleset, draft.convention, draft.year, reason))
    return settled(table, draft.ruleset, draft.convention, draft.family)


def _value(reading: object) -> Decimal:
    return reading.value if isinstance(reading, Figure) else Decimal(0)
