"""Printed totals of tables whose budget execution is a row, and totals rounded once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

import rulesets
from scoring import Document, Evaluation, Recheck, Verdict, recheck, score
from scoring.attribution import measures_of
from scoring.examining import examine
from scoring.habits import WITHOUT_EXECUTION
from scoring.printed import comparisons_of, printed_tables
from tests.tables import CLEAN, funds, reading, row

SHELF = tuple(rulesets.catalogue().values())
ROWS = (
    row("≥7次", "=6次", "10", "8.57", name="甲", reason="汛期提前"),
    row("≥11次", "=9次", "10", "8.18", name="乙", reason="设备返修"),
    row("≥13次", "=11次", "10", "8.46", name="丙", reason="人员变动"),
    row("≥19人", "=17人", "10", "8.95", name="丁", reason="路况中断"),
    row("≥300册", "=300册", "50", "50", name="戊"),
)
"""8.5714… + 8.1818… + 8.4615… + 8.9473… + 50 = 84.1621…, and 84.16 as printed."""


def table(total: str, *rows: object, money: bool = True) -> Evaluation:
    line = funds("100", "93.33", "93.33%", "9.33")
    if not money:
        line = evolve(line, weight=None, printed_score=None)
    return evolve(
        CLEAN,
        indicators=rows or ROWS,
        funds=(line,),
        printed_total=reading(total),
        printed_weight_total=reading("100"),
    )


def rechecked(made: Evaluation) -> Recheck:
    return recheck([made], SHELF, ruleset="national/2020")


def codes(made: Evaluation) -> set[str]:
    return {found.code for found in rechecked(made).all_findings()}


def test_money_that_is_worth_nothing_beside_rows_worth_the_whole_is_not_added() -> None:
    execution = row("=100%", "=93.33%", "10", "9.33", name="预算执行率", level1="预算执行", reason="汛期提前")
    made = table("93.49", *ROWS, execution, money=False)
    assert score(made, rulesets.catalogue()["national/2020"]).total == Decimal("93.49")
    (result,) = rechecked(made).tables
    assert result.execution.printed is result.scorecard.execution is None  # type: ignore[union-attr]
    assert result.total.verdict is Verdict.AGREES


def test_money_beside_rows_that_leave_points_for_it_is_added() -> None:
    made = table("93.49", money=False)
    assert score(made, rulesets.catalogue()["national/2020"]).total == Decimal("93.49")


def test_a_total_rounded_once_is_no_wrong_sum_even_beside_a_score_the_rule_does_not_give() -> None:
    # The printed scores add up to 94.06; 8.5714… + 8.1818… + 8.4615… + 9.52 as printed + 50 + 9.333 is 94.0677….
    wrong = (*ROWS[:3], row("≥19人", "=17人", "10", "9.52", name="丁", reason="路况中断"), ROWS[4])
    assert "A1" not in codes(table("94.06", *wrong))
    assert "A1" not in codes(table("94.07", *wrong))
    assert "A1" in codes(table("94.08", *wrong))


def test_a_total_without_an_execution_score_that_the_rule_does_not_give_is_told_as_that() -> None:
    # Half of the money was spent and full marks are printed for it.
    made = evolve(CLEAN, funds=(funds("100", "50", "50%", "10"),), printed_total=reading("90"))
    (result,) = rechecked(made).tables
    assert (result.total.explained_by, result.total.workings) == (WITHOUT_EXECUTION, "100 − 10 = 90")


@pytest.mark.parametrize(
    ("weight", "points"), [(None, "1O.00"), ("1O", None), ("1O", "1O"), ("10", "1O"), ("10", None)]
)
def test_a_score_of_the_money_that_cannot_be_read_is_not_nothing(weight: str | None, points: str | None) -> None:
    line = evolve(funds("100", "100", "100%", points), weight=reading(weight))
    result = rechecked(evolve(CLEAN, funds=(line,)))
    assert result.tables[0].printed_sum is None
    assert "A1" not in {found.code for found in result.all_findings()}
    (table,) = printed_tables([evolve(CLEAN, funds=(line,))])
    assert table.total is None


def test_money_beside_the_whole_tables_weight_is_explained_as_it_was_scored() -> None:
    made = evolve(CLEAN, funds=(funds("100", "90", "90%", "99", weight="100"),), printed_total=reading("99"))
    comparisons = [comparisons_of(made)]
    measures = measures_of(Document("", (made,)), printed_tables([made], comparisons), SHELF, "national/2020")
    (table,) = examine(Document("", (made,)), comparisons, measures, trace=False)
    mark = table.scorecard.execution if table.scorecard is not None else None
    assert mark is not None
    assert (mark.score, mark.trace) == (Decimal("9.00"), None)
    assert [step.rounded for step in table.explained(mark).steps] == ["90.00", "9.00"]  # type: ignore[union-attr]
