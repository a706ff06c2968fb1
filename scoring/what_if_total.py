"""Which indicators a total hangs on: points lost, what a little more changes, which rows decide the grade."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from attrs import evolve, frozen

from .arguments import evaluation_of, ruleset_of
from .marking import score
from .model import Evaluation
from .rounding import exactly
from .ruleset import Grade, Ruleset
from .scorecard import Mark, Scorecard, add_up
from .what_if_line import Line, execution_line, indicator_line
from .what_if_row import WhatIf, what_if, what_if_execution


@frozen
class RowSensitivity:
    """What a row does to the total.

    Attributes:
        row: number of the indicator, from 1; 0 for the budget execution.
        name: its name.
        weight: points it is worth; None where it has no weight.
        score: points it gets; None: none can be computed.
        lost: points it loses; None where that is not known.
        nudge: by how much the actual is moved, in its own unit; None where it is no number.
        unit: that unit, as printed.
        percent: True where the nudge is about one percent of the target, False where it is one unit.
        more, less: points won (or lost, negative) with so much more or less; None: no score then.
        gap: what the actual lacks to full marks, negative where it is too much; 0 where it has them,
            None where no actual gives them or it is not known.
        grade_without: the grade if the row got no points; "" where the total is not known.
        grade_full: the grade if it got full marks.
        grade_left_out: the grade if the row were not in the table and the rest were worth 100 points.
    """

    row: int
    name: str
    weight: Decimal | None
    score: Decimal | None
    lost: Decimal | None = None
    nudge: Decimal | None = None
    unit: str = ""
    percent: bool = False
    more: Decimal | None = None
    less: Decimal | None = None
    gap: Decimal | None = None
    grade_without: str = ""
    grade_full: str = ""
    grade_left_out: str = ""


@frozen
class GradeStep:
    """Another grade and the points between it and the total.

    Attributes:
        grade: its name.
        points: how many lie between.
        beyond: True where it takes more than these, False where they are enough.
    """

    grade: str
    points: Decimal
    beyond: bool


@frozen
class Sensitivity:
    """What the total of a table hangs on, under one ruleset.

    Attributes:
        card: the table's scores.
        rows: the budget execution, where there is one, then the indicators.
        better: the next better grade and the points it still takes; None where there is none.
        worse: the next worse grade and the points it takes to fall to it; None where there is none.
    """

    card: Scorecard
    rows: tuple[RowSensitivity, ...]
    better: GradeStep | None = None
    worse: GradeStep | None = None

    def deciding(self, grade: str) -> tuple[RowSensitivity, ...]:
        """Rows whose ``grade`` (``grade_without``, ``grade_full`` or ``grade_left_out``) is not the total's."""
        return tuple(row for row in self.rows if getattr(row, grade) not in ("", self.card.grade))


@exactly
def sensitivity(evaluation: Evaluation, ruleset: Ruleset) -> Sensitivity:
    """What the total of a self-evaluation hangs on.

    Args:
        evaluation: the table.
        ruleset: the rules.

    Raises:
        WrongArgument: ``evaluation`` is no table, or ``ruleset`` no ruleset.
    """
    evaluation, ruleset = evaluation_of("sensitivity", evaluation), ruleset_of("sensitivity", ruleset)
    card = score(evaluation, ruleset, trace=False)
    rows = []
    budget = evaluation.budget
    if card.execution is not None:
        money = execution_line(budget, ruleset) if budget is not None else None
        other = what_if_execution(budget, ruleset) if budget is not None else None
        line = money if isinstance(money, Line) else None
        rows.append(_row(0, "预算执行率", card.execution, line, other))
    for number, (indicator, mark) in enumerate(zip(evaluation.indicators, card.marks, strict=True), 1):
        found = indicator_line(indicator, ruleset, evaluation.year)
        line = found if isinstance(found, Line) else None
        other = what_if(indicator, ruleset, year=evaluation.year)
        rows.append(_row(number, indicator.name, mark, line, other))
    if card.total is None:
        return Sensitivity(card, tuple(rows))
    marks = list(card.marks) if card.execution is None else [card.execution, *card.marks]
    return Sensitivity(
        card,
        tuple(_graded(row, place, marks, ruleset) for place, row in enumerate(rows)),
        _better(card.total, ruleset),
        _worse(card.total, ruleset),
    )


def _row(number: int, name: str, mark: Mark, line: Line | None, other: WhatIf | None) -> RowSensitivity:
    lost = mark.weight - mark.score if mark.weight is not None and mark.score is not None else None
    row = RowSensitivity(number, name, mark.weight, mark.score, lost)
    if line is None or line.here is None or other is None:
        return row
    steps, percent = _nudge(line)
    now = line.score(line.here)

    def gained(place: int) -> Decimal | None:
        if not (line.first <= place <= line.last):
            return None
        then = line.score(place)
        return None if then is None or now is None else then - now

    return evolve(
        row,
        nudge=line.actual(steps),
        unit=line.unit,
        percent=percent,
        more=gained(line.here + steps),
        less=gained(line.here - steps),
        gap=other.nearest - other.actual if other.nearest is not None and other.actual is not None else None,
    )


def _nudge(line: Line) -> tuple[int, bool]:
    """By how many steps an actual is moved, and whether that is one percent of the target.

    Percentages and small whole numbers move by one, all others by one percent of the target.
    """
    one = max(1, floor(1 / Fraction(line.step)))
    if line.unit == "%":
        return one, False
    size = abs(line.target if line.target is not None else line.actual(line.here or 0))
    share = floor(Fraction(size) / 100 / Fraction(line.step))
    return (1, line.step < 1) if share <= 1 else (share, True)


def _graded(row: RowSensitivity, place: int, marks: list[Mark], ruleset: Ruleset) -> RowSensitivity:
    mark = marks[place]
    if mark.weight is None:
        return row
    rest = [other for number, other in enumerate(marks) if number != place]
    left, _ = add_up(rest, ruleset.calculation)
    share = ruleset.total_weight - mark.weight
    return evolve(
        row,
        grade_without=ruleset.grade_of(left),
        grade_full=ruleset.grade_of(add_up([*rest, _with(mark, mark.weight)], ruleset.calculation)[0]),
        # Not rounded: 89.996 of 100 has not reached 90.
        grade_left_out=ruleset.grade_of(left * ruleset.total_weight / share) if share > 0 else "",
    )


def _with(mark: Mark, points: Decimal) -> Mark:
    return evolve(mark, score=points, exact=points, full=Fraction(points), binary="")


def _better(total: Decimal, ruleset: Ruleset) -> GradeStep | None:
    above = [grade for grade in ruleset.grades if grade.low >= total and grade.name != ruleset.grade_of(total)]
    nearest = min(above, key=_low, default=None)
    return None if nearest is None else GradeStep(nearest.name, nearest.low - total, not nearest.low_included)


def _worse(total: Decimal, ruleset: Ruleset) -> GradeStep | None:
    here = next((grade for grade in ruleset.grades if grade.name == ruleset.grade_of(total)), None)
    below = [grade for grade in ruleset.grades if here is not None and grade.low < here.low]
    nearest = max(below, key=_low, default=None)
    return None if nearest is None or here is None else GradeStep(nearest.name, total - here.low, here.low_included)


def _low(grade: Grade) -> Decimal:
    return grade.low
