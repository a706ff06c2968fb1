"""Scores rounded at each indicator and added, or added as they are and rounded once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from reports.writers.excel_formulas import Names
from reports.writers.live_scores import RowCells, live_row, live_total
from rulesets import catalogue
from scoring import Evaluation, Ruleset, score
from scoring.conventions import conventions
from scoring.rounding import HALF_UP_2, Rounding
from scoring.ruleset import Calculation
from scoring.scorecard import Mark, add_up
from tests.strategies import evaluations
from tests.tables import CLEAN, row

THIRDS = tuple(row("≥3次", "=2次", "10", None, name=name) for name in "甲乙丙")
"""Each is worth 6.666… points."""


def rounding_at_the_total(ruleset: Ruleset) -> Ruleset:
    return evolve(ruleset, calculation=evolve(ruleset.calculation, when="total"))


def test_three_thirds_lose_a_cent_only_where_each_is_rounded() -> None:
    ruleset = catalogue()["hubei/2020"]
    table = evolve(CLEAN, indicators=THIRDS, funds=())
    at_rows, at_total = score(table, ruleset), score(table, rounding_at_the_total(ruleset))
    assert at_rows.total == Decimal("20.01")
    assert at_total.total == Decimal("20.00")
    assert [mark.score for mark in at_total.marks] == [mark.score for mark in at_rows.marks] == [Decimal("6.67")] * 3
    assert sum(level.score or 0 for level in at_total.levels) == Decimal("20.00")


def test_a_score_given_by_people_is_added_as_it_was_given() -> None:
    marks = [Mark(Decimal(10), score=Decimal("8.33"), exact=Decimal("8.33"), full=Fraction(25, 3)), Mark(Decimal(5))]
    given_by_people = Mark(Decimal(10), score=Decimal(9), exact=Decimal(9), full=Fraction(9))
    assert add_up([*marks, given_by_people], Calculation(when="total")) == (Decimal("17.33"), Decimal("17.33"))


@given(st.lists(st.fractions(0, 100, max_denominator=997), min_size=1, max_size=8), st.permutations(range(8)))
def test_the_exact_sum_is_rounded_once_in_whatever_order(parts: list[Fraction], order: list[int]) -> None:
    marks = [Mark(Decimal(100), score=HALF_UP_2.decimal(one), exact=HALF_UP_2.decimal(one), full=one) for one in parts]
    total, exact = add_up(marks, Calculation(when="total"))
    assert total == exact == HALF_UP_2.decimal(sum(parts, Fraction(0)))
    shuffled = [marks[number] for number in order if number < len(marks)]
    assert add_up(shuffled, Calculation(when="total"))[0] == total


@given(evaluations(), st.sampled_from(list(catalogue().values())))
def test_the_two_ways_differ_by_less_than_the_rows_were_rounded(table: Evaluation, ruleset: Ruleset) -> None:
    at_rows, at_total = score(table, ruleset), score(table, rounding_at_the_total(ruleset))
    assert [mark.score for mark in at_rows.marks] == [mark.score for mark in at_total.marks]
    if at_rows.total is not None and at_total.total is not None:
        cents = Decimal(1).scaleb(-ruleset.calculation.score.places)
        assert abs(at_rows.total - at_total.total) <= cents * (len(table.indicators) + 1)


def test_rounding_at_the_total_is_one_assumption_more() -> None:
    at_rows, with_totals = conventions(Calculation()), conventions(Calculation(), with_totals=True)
    assert len(with_totals) == 2 * len(at_rows)
    (one,) = [c for c in with_totals if c.calculation == Calculation(when="total")]
    assert (one.name, one.assumptions) == ("总分时才取整", 1)
    (back,) = [c for c in conventions(Calculation(when="total"), with_totals=True) if c.calculation == Calculation()]
    assert back.name == "各项得分先取整再相加"


def test_a_form_that_computes_rounds_its_total_and_no_row() -> None:
    names = Names(lambda _, text: text)
    cells = RowCells("A1", "B1", "C1")
    ruleset = catalogue()["hubei/2020"]
    at_total = rounding_at_the_total(ruleset)
    whole = evolve(at_total, calculation=evolve(at_total.calculation, score=Rounding("cut", 1)))
    rounded = live_row(THIRDS[0], ruleset, 2023, cells, names).score
    unrounded = live_row(THIRDS[0], at_total, 2023, cells, names).score
    assert len(unrounded) < len(rounded)
    assert live_total("N", 3, "S", whole) != live_total("N", 3, "S", at_total) != live_total("N", 3, "S", ruleset)
