"""What the rules of single places mean for a recheck: coefficients, deductions, steps, limits, uncapped execution."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from reports import read_text
from rulesets import catalogue
from scoring import (
    Document,
    Evaluation,
    Finding,
    Indicator,
    Verdict,
    mark_indicator,
    parse_figure,
    parse_value,
    recheck,
)
from scoring.model import FundLine

SHELF = catalogue()


def row(name: str = "指标", **cells: str) -> Indicator:
    return Indicator(
        name,
        level1=cells.get("level1", ""),
        target=parse_value(cells.get("target", "")),
        actual=parse_value(cells.get("actual", "")),
        weight=parse_figure(cells.get("weight", "10")),
        printed_score=parse_figure(cells.get("score", "")),
        coefficient=parse_figure(cells.get("coefficient", ""), ("%",)),
        deduction=parse_figure(cells.get("deduction", "")),
    )


def money(adjusted: str, executed: str, score: str, initial: str = "") -> FundLine:
    return FundLine(
        "年度资金总额",
        initial=parse_figure(initial or adjusted),
        adjusted=parse_figure(adjusted),
        executed=parse_figure(executed),
        weight=parse_figure("10"),
        printed_score=parse_figure(score),
        total=True,
    )


def rechecked(evaluation: Evaluation, ruleset: str) -> tuple[list[Finding], Verdict | None]:
    result = recheck(Document("表.txt", (evaluation,)), SHELF.values(), ruleset=ruleset)
    return list(result.all_findings()), result.tables[0].scores[0].verdict if result.tables[0].scores else None


def table(*rows: Indicator, budget: FundLine | None = None) -> Evaluation:
    return Evaluation(
        "project",
        "self-evaluation",
        "河道清淤",
        "水利站",
        year=2024,
        funds=(budget,) if budget else (),
        indicators=rows,
    )


def score(ruleset: str, indicator: Indicator) -> Decimal | None:
    return mark_indicator(indicator, SHELF[ruleset]).score


class TestWordsInNames:
    @pytest.mark.parametrize("name", ["“三公经费”变动率", "三公经费 变动率（%）", "本年三公经费变动率"])
    def test_a_rule_for_an_indicator_is_found_by_its_name_whatever_the_punctuation(self, name: str) -> None:
        assert score("department/steps", row(name, target="≤0%", actual="4%")) == Decimal("8.80")

    def test_other_indicators_keep_the_rules_below(self) -> None:
        assert score("department/steps", row("培训费变动率", target="≤0%", actual="4%")) == 0

    def test_the_name_of_a_level_counts_too(self) -> None:
        cells = {"target": "≥95%", "actual": "85%"}
        assert score("jiangxi/2017", row("受益群众", level1="满意度指标", **cells)) == 9
        assert score("jiangxi/2017", row("受益群众", level1="效益指标", **cells)) == Decimal("8.95")

    def test_rows_that_differ_only_by_name_are_not_taken_for_the_same(self) -> None:
        rows = (
            row("在职人员控制率", target="≤100%", actual="103%", weight="5", score="4.70"),
            row("公用经费控制率", target="≤100%", actual="103%", weight="5", score="4.85"),
        )
        result = recheck(Document("表.txt", (table(*rows),)), SHELF.values())
        assert result.attribution is not None
        assert result.attribution.ruleset == "department/steps"
        assert [one.verdict for one in result.tables[0].scores] == [Verdict.AGREES, Verdict.AGREES]


class TestCoefficients:
    TEXT = (
        "部门整体支出绩效自评表\n\n"
        "指标名称\t计量单位\t指标性质\t年初指标值\t全年完成值\t得分系数(%)\t指标权重(分)\t指标得分(分)\t是否核心指标\n"
        "办结率\t%\t≥\t95\t90\t80\t15\t12\t是\n"
        "服务改进\t\t\t有效提升\t比上年好\t90\t10\t8\t否\n"
    )

    def test_they_are_read_and_score_their_rows(self) -> None:
        (found,) = read_text(self.TEXT, "重庆某局.txt").evaluations
        assert [one.coefficient for one in found.indicators] == [parse_figure("80"), parse_figure("90")]
        findings, verdict = rechecked(found, "chongqing/department-2021")
        assert verdict is Verdict.AGREES
        assert any(one.code.startswith("B") and one.read == "8" and one.expected == "9" for one in findings)

    def test_rows_without_one_are_scored_by_the_rules_below(self) -> None:
        assert score("chongqing/department-2021", row(target="≥10次", actual="8次")) == 8

    def test_one_that_cannot_be_read_is_no_score(self) -> None:
        mark = mark_indicator(row(target="≥10次", actual="8次", coefficient="八成"), SHELF["chongqing/department-2021"])
        assert mark.score is None
        assert "得分系数没有填写或无法识别" in mark.problem


class TestDeductions:
    @pytest.mark.parametrize(("deduction", "points"), [("", "10.00"), ("1.5", "8.50"), ("12", "0.00")])
    def test_they_are_taken_off_and_blank_is_none(self, deduction: str, points: str) -> None:
        assert score("provincial/deduction", row(target="≥3次", actual="3次", deduction=deduction)) == Decimal(points)

    def test_one_that_cannot_be_read_is_not_taken_for_none(self) -> None:
        mark = mark_indicator(row(target="≥3次", actual="3次", deduction="若干"), SHELF["provincial/deduction"])
        assert mark.score is None
        assert "扣分" in mark.problem


class TestByHand:
    def test_any_points_up_to_the_weight_are_taken_for_a_missed_target(self) -> None:
        missed = row(target="≤20万元", actual="23万元", score="7")
        findings, _ = rechecked(table(missed), "provincial/by-hand")
        assert not [one for one in findings if one.code.startswith("B")]
        mark = mark_indicator(missed, SHELF["provincial/by-hand"])
        assert (mark.low, mark.high) == (Decimal(0), Decimal(10))


class TestExecution:
    def test_a_score_above_its_weight_is_right_where_the_ruleset_does_not_cap_it(self) -> None:
        evaluation = table(row(target="≥3次", actual="3次", weight="90", score="90"), budget=money("100", "110", "11"))
        assert not [one for one in rechecked(evaluation, "provincial/uncapped")[0] if one.code in ("A5", "A8")]
        assert [one for one in rechecked(evaluation, "provincial/system")[0] if one.code == "A8"]

    def test_a_change_within_the_year_is_a_doubt_where_the_ruleset_asks_for_a_reason(self) -> None:
        evaluation = table(
            row(target="≥3次", actual="3次", weight="90", score="90"), budget=money("100", "100", "10", "80")
        )
        for ruleset, severity in (("sichuan/2023", "warning"), ("national/2021", "note")):
            (found,) = (one for one in rechecked(evaluation, ruleset)[0] if one.code == "C4")
            assert found.severity == severity
            assert bool(found.source) == (severity == "warning")

    def test_beijing_rounds_the_rate_to_a_whole_percent_first(self) -> None:
        evaluation = table(row(target="≥3次", actual="3次", weight="90", score="90"), budget=money("100", "49.88", "5"))
        assert not [one for one in rechecked(evaluation, "beijing/2016")[0] if one.code == "A5"]
        other = evolve(evaluation, funds=(money("100", "49.88", "4.99"),))
        assert [one for one in rechecked(other, "beijing/2016")[0] if one.code == "A5"]
