"""Findings of group C: reasons that are missing, copied, or told in the text."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from scoring import Evaluation, Finding, Indicator, Place
from scoring.model import NOWHERE
from tests.tables import CLEAN, funds, reading, row, value, with_funds, with_row

from .findings_of import ADJUSTED, MISSED, RULESETS, STRICT, found_in


def with_reasons(second: Indicator) -> Evaluation:
    """Two rows that lost points for one reason."""
    first = evolve(CLEAN.indicators[0], actual=row("", "=240册", "0", "0").actual, reason="因道路中断停工")
    return evolve(CLEAN, indicators=(evolve(first, printed_score=reading("10.00")), second, *CLEAN.indicators[2:]))


def test_a_reason_copied_from_another_row_is_asked_about_once_and_at_the_copy() -> None:
    lost: dict[str, Any] = {"printed_score": reading("15.00"), "reason": "因道路中断，停工。"}
    copied = evolve(CLEAN.indicators[1], actual=row("", "=90%", "0", "0").actual, **lost)
    (one,) = [f for f in found_in(with_reasons(copied)) if f.code == "C3"]
    assert (one.where.row, one.severity) == (2, "note")
    assert "与“采购图书册数”一行的原因一字不差" in one.message


@pytest.mark.parametrize("change", ["alike", "same level", "other words"])
def test_one_reason_may_do_for_rows_of_one_kind_or_of_one_shortfall(change: str) -> None:
    actual = {"alike": "=80%", "same level": "=90%", "other words": "=90%"}[change]
    level = "数量指标" if change == "same level" else "质量指标"
    reason = "因验收人员不足" if change == "other words" else "因道路中断停工"
    score = reading("15.00")
    second = evolve(
        CLEAN.indicators[1], actual=row("", actual, "0", "0").actual, printed_score=score, level2=level, reason=reason
    )
    assert [f for f in found_in(with_reasons(second)) if f.code == "C3"] == []


MISSING = (
    with_row(1, **MISSED).indicators[0],
    evolve(CLEAN.indicators[1], actual=value("=90%"), printed_score=reading("15.00")),
    *CLEAN.indicators[2:],
)


def test_a_form_without_a_place_for_reasons_is_told_once_of_all_rows_that_lost_points() -> None:
    (one,) = [f for f in found_in(evolve(CLEAN, indicators=MISSING)) if f.code == "C1"]
    assert (one.where.row, one.where.column, [where.row for where in one.others]) == (0, "偏差原因", [1, 2])
    assert one.message == "表里没有偏差原因，扣了分的有 2 行：“采购图书册数”扣 10 分、“验收合格率”扣 5 分"
    assert one.arithmetic == "20 − 10 = 10；20 − 15 = 5"


@pytest.mark.parametrize("how", ["a column", "a reason elsewhere"])
def test_where_reasons_have_a_place_each_row_without_one_is_told(how: str) -> None:
    place = Place(grid=1, grid_row=3, columns=(("reason", 8),)) if how == "a column" else NOWHERE
    rows = [evolve(row, place=place) for row in MISSING]
    if how != "a column":
        rows[4] = evolve(rows[4], reason="问卷较少")
    found = [f for f in found_in(evolve(CLEAN, indicators=tuple(rows))) if f.code == "C1"]
    assert [(f.where.row, f.message) for f in found] == [
        (1, "扣了 10 分，没有填写偏差原因"),
        (2, "扣了 5 分，没有填写偏差原因"),
    ]


def test_a_ruleset_that_asks_for_reasons_is_the_source_of_one_that_is_missing() -> None:
    table, measure = with_row(1, **MISSED), RULESETS["provincial/system"]
    assert [f.source for f in found_in(table, measure) if f.code == "C1"] == [str(measure.source)]
    lenient = evolve(measure, limits=evolve(measure.limits, lost_points_reason=False))
    assert [f.source for f in found_in(table, lenient) if f.code == "C1"] == [""]


def explained(*texts: str, table: Evaluation = ADJUSTED) -> list[Finding]:
    return [f for f in found_in(table, "xinjiang/2023", *texts) if f.code == "C4"]


def test_a_budget_changed_in_the_year_needs_an_explanation_in_the_table_or_the_text() -> None:
    (one,) = explained()
    assert "表里和正文都没有说明" in one.message
    assert one.arithmetic == "100.00 − 120.00 = −20.00"
    (one,) = explained("年中追加人员经费，主要原因是在职人员增加")
    assert "正文的说明也没有提到本项目" in one.message
    assert explained("图书采购项目年中调减 20 万元，主要原因是书价下降") == []
    assert explained(table=evolve(ADJUSTED, achieved="年中调减预算")) == []
    assert explained("年中追加人员经费，主要原因是人员增加", table=evolve(ADJUSTED, kind="department")) == []
    assert explained(table=CLEAN) == []


def test_a_low_execution_rate_needs_an_explanation_below_the_limit_of_the_ruleset() -> None:
    table = with_funds(funds("100.00", "80.00", "80.00%", "5.00"))
    (one,) = [f for f in found_in(table, STRICT) if f.code == "C4"]
    assert (one.severity, one.expected) == ("warning", "≥90")
    assert "低于 90%" in one.message
    assert [f for f in found_in(table) if f.code == "C4"] == []
    near = with_funds(funds("100.00", "90.00", "90.00%", "7.50"))
    assert [f for f in found_in(near, STRICT) if f.code == "C4"] == []
