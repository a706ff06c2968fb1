"""A document that is still facts: tables as they will be printed, what the text announces, faults planted."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve, frozen

from scoring import Evaluation, FundLine, Indicator, Ruleset, figure_value
from scoring.conventions import Convention

from .family import Family
from .files import Mark


@frozen
class Planted:
    """A fault that was planted.

    Attributes:
        code: the finding that should name it.
        table: number of the table, from 1; 0 for the document.
        row: number of the indicator, from 1; 0 for the table or its money block.
        column: the cell's column in the field's word, "" where no cell is meant.
        what: what was done, in Chinese.
        also: codes that name the same fault as well, where the rule in use decides which it is.
        brings: codes of what follows from it in the same table (for the document: anywhere).
        by_rule: only who measures by the ruleset that was used can see it.
        touched: table and row of each score it changed, where that is not just its own place.
    """

    code: str
    table: int = 0
    row: int = 0
    column: str = ""
    what: str = ""
    also: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    by_rule: bool = False
    touched: tuple[tuple[int, int], ...] = ()

    @property
    def scores(self) -> tuple[tuple[int, int], ...]:
        """Table and row of the scores that are no longer by the document's rule."""
        return self.touched or ((self.table, self.row),)


@frozen
class Announced:
    """What the text will say of its tables; amounts in 万元."""

    count: int
    budget: Decimal
    executed: Decimal


@frozen
class Draft:
    """A document before it is written.

    Attributes:
        unit: the unit that publishes it.
        year: the budget year.
        ruleset: the rules its scores were printed by.
        convention: the arithmetic and rounding they were printed by.
        family: the layout.
        tables: self-evaluations with printed scores.
        announced: what the text says; None where it says nothing.
        planted: the faults.
        kept: numbers of tables that must stay as they are.
        notes: sentences of the text beside the announcement.
        goals: goal tables of the same year, in a document of their own.
        last: last year's self-evaluations, in a document of their own.
        other_table: whether a table stands among the forms that is none.
        marks: what a reader must remark on: tracked changes, a formula without a result.
    """

    unit: str
    year: int
    ruleset: Ruleset
    convention: Convention
    family: Family
    tables: tuple[Evaluation, ...]
    announced: Announced | None = None
    planted: tuple[Planted, ...] = ()
    kept: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    goals: tuple[Evaluation, ...] = ()
    last: tuple[Evaluation, ...] = ()
    other_table: bool = False
    marks: tuple[Mark, ...] = ()

    @property
    def free(self) -> tuple[int, ...]:
        """Numbers of the tables that may still get a fault."""
        taken = {*self.kept, *(planted.table for planted in self.planted)}
        return tuple(number for number in range(1, len(self.tables) + 1) if number not in taken)

    def with_table(self, number: int, table: Evaluation) -> Draft:
        """The same with another table in place ``number``, from 1; the text keeps up with it."""
        tables = (*self.tables[: number - 1], table, *self.tables[number:])
        announced = None if self.announced is None else announced_of(tables)
        return evolve(self, tables=tables, announced=announced)

    def with_planted(self, planted: Planted) -> Draft:
        """The same with one more fault on the list."""
        return evolve(self, planted=(*self.planted, planted))


def with_row(table: Evaluation, number: int, row: Indicator) -> Evaluation:
    """The same table with another row in place ``number``, from 1."""
    rows = table.indicators
    return evolve(table, indicators=(*rows[: number - 1], row, *rows[number:]))


def with_budget(table: Evaluation, line: FundLine) -> Evaluation:
    """The same table with another total row of the money block."""
    return evolve(table, funds=tuple(line if one is table.budget else one for one in table.funds))


def announced_of(tables: tuple[Evaluation, ...]) -> Announced:
    """What a careful text says of these tables."""
    budgets = [table.budget for table in tables]
    sums = {
        name: sum((figure_value(getattr(line, name)) or Decimal(0) for line in budgets if line is not None), Decimal(0))
        for name in ("adjusted", "executed")
    }
    return Announced(len(tables), sums["adjusted"], sums["executed"])
