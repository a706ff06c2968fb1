"""How the scores of the rows asked for come about, by the measure, its convention and other rulesets."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from openpyxl import load_workbook

import rulesets
from reports.views.derivation import measure_sentence, verdict_sentence
from scoring import Document, Evaluation, FundLine, Indicator, Verdict, infer, parse_figure, parse_value, recheck, score
from scoring import derivation as engine
from scoring.derivation import derive
from scoring.opinion import Judgement

from .command import EXAMPLE, run

SHELF = rulesets.catalogue()
N1 = SHELF["national/2020"]


def table(scores: list[str], **money: str) -> Evaluation:
    """A table whose actuals are 11, 12, … of 30, printed with these scores."""
    rows = tuple(
        Indicator(
            f"指标{number}",
            target=parse_value("≥30次"),
            actual=parse_value(f"{number + 11}次"),
            weight=parse_figure("10"),
            printed_score=parse_figure(text),
        )
        for number, text in enumerate(scores)
    )
    funds = (FundLine("总额", **{key: parse_figure(text) for key, text in money.items()}, total=True),) if money else ()
    return Evaluation("project", "self-evaluation", "项目", funds=funds, indicators=rows)


ONE_PLACE = table(["3.7", "4.0", "4.3", "4.7", "5.0", "5.3", "5.7", "6.0"])


def test_the_measure_stands_first_with_the_convention_of_the_document_after_it() -> None:
    found = derive(Document("x", (ONE_PLACE,)), SHELF.values(), 1, [1, 3])
    assert "1 位小数" in found.convention
    assert "口径：" in measure_sentence(found)
    for row, (own, printed) in zip(found.rows, (("3.67", "3.7"), ("4.33", "4.3")), strict=True):
        first, second = row.outcomes
        assert (first.convention, first.mark.score) == ("", Decimal(own))
        assert (second.convention, second.mark.score) == (found.convention, Decimal(printed))
        assert row.judgement.verdict is Verdict.CONVENTION
        assert found.convention in verdict_sentence(row.judgement)


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Verdict.AGREES, "核对：一致"),
        (Verdict.CONVENTION, "核对：口径差异，截去；也说得通的有 甲、乙、丙 等 4 种"),
        (Verdict.OTHER_RULE, "核对：他规可解释，按截去"),
    ],
)
def test_other_explanations_are_named_only_where_they_say_something_against_the_verdict(
    verdict: Verdict, told: str
) -> None:
    explained = "" if verdict is Verdict.AGREES else "截去"
    judgement = Judgement(verdict=verdict, explained_by=explained, also=("甲", "乙", "丙", "丁"))
    assert verdict_sentence(judgement) == told


def test_money_measured_by_its_first_budget_is_no_matter_of_rounding_whatever_else_is_rounded() -> None:
    money = {"initial": "80", "adjusted": "100", "weight": "10"}
    scores = ["3.7", "4.0", "4.3", "4.7", "5.0", "5.3", "5.7", "6.0"]
    document = Document(
        "x",
        tuple(
            evolve(table(scores, **money, executed=executed, printed_score=printed), project=executed)
            for executed, printed in (("61.37", "7.7"), ("50.5", "6.3"), ("43.3", "5.4"))
        ),
    )
    result = recheck(document, SHELF.values())
    assert {one.execution.explained_by for one in result.tables} == {"得分四舍五入到 1 位小数，执行率按年初预算数算"}
    about_the_money = [f.code for f in result.all_findings() if f.where.name == "总额" and f.where.column == "得分"]
    assert set(about_the_money) == {"A5"}


def test_a_convention_of_the_money_is_not_said_of_the_indicators() -> None:
    money = {"initial": "80", "adjusted": "100", "weight": "10"}
    several = Document(
        "x",
        tuple(
            evolve(table(["3.67", "4.00"], **money, executed=executed, printed_score=printed), project=executed)
            for executed, printed in (("60", "7.50"), ("56", "7.00"), ("52", "6.50"), ("44", "5.50"))
        ),
    )
    found = derive(several, SHELF.values(), 1, [0, 1])
    execution, row = found.rows
    assert "年初" in found.convention
    assert [outcome.mark.score for outcome in execution.outcomes] == [Decimal("6.00"), Decimal("7.50")]
    assert [outcome.convention for outcome in row.outcomes] == [""]


@pytest.mark.parametrize("number", [1, 4, 9])
def test_the_scores_are_those_of_the_whole_table(number: int) -> None:
    import reports

    document = reports.read(EXAMPLE)
    evaluation = document.evaluations[number - 1]
    every = range(len(evaluation.indicators) + 1)
    found = derive(document, SHELF.values(), number, every, beside=list(SHELF.values()))
    for place, ruleset in enumerate(found.rulesets):
        card = score(evaluation, SHELF[ruleset])
        assert found.rows[0].outcomes[place].mark == card.execution
        assert tuple(row.outcomes[place].mark for row in found.rows[1:]) == card.marks
    cells = {
        cell.where.row: cell.judgement for cell in infer(document, SHELF.values()).cells if cell.where.table == number
    }
    assert {row.number: row.judgement for row in found.rows if row.number in cells} == cells


def test_only_the_rows_asked_for_are_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    scored: list[str] = []

    def score_row(indicator: Indicator, *arguments: object, **more: object) -> object:
        scored.append(indicator.name)
        return whole(indicator, *arguments, **more)  # type: ignore[arg-type]

    whole = engine.score_row
    monkeypatch.setattr(engine, "score_row", score_row)
    monkeypatch.setattr("scoring.marking.score_row", None)
    found = derive(Document("x", (ONE_PLACE,)), SHELF.values(), 1, [5], beside=list(SHELF.values()))
    assert scored == ["指标4"] * len(found.rows[0].outcomes)


def test_named_rulesets_are_not_measured_against_the_document() -> None:
    found = derive(Document("x", (ONE_PLACE,)), SHELF.values(), 1, [1], named=[N1, N1])
    assert (found.attribution, found.rulesets, measure_sentence(found)) == (None, ("national/2020",), "")
    assert verdict_sentence(found.rows[0].judgement) == ""


def test_a_table_that_names_its_ruleset_is_measured_by_it() -> None:
    asked = evolve(ONE_PLACE, ruleset="xinjiang/2023")
    found = derive(Document("x", (asked,)), SHELF.values(), 1, [1])
    assert found.rulesets == ("xinjiang/2023",)
    assert "填报文件写明" in measure_sentence(found)


def test_explain_says_what_a_recheck_says_of_the_printed_score() -> None:
    text = run("explain", EXAMPLE, "--table", "4", "--row", "2").stdout
    assert "衡量的规则：新疆 2023 年度（完成率 60% 起得分）（xinjiang/2023），由印出的得分推断。" in text
    assert "核对：他规可解释，按“国家办法" in text


def test_explain_writes_json(tmp_path: Path) -> None:
    target = tmp_path / "算法.json"
    assert run("explain", EXAMPLE, "--table", "4", "--row", "2", "--all", "-o", target).exit_code == 0
    data = json.loads(target.read_text(encoding="utf-8"))
    assert (data["table"], data["measure"]["ruleset"]) == (4, "xinjiang/2023")
    (row,) = data["rows"]
    assert (row["row"], row["printed_score"], row["verdict"]) == (2, "12.50", "other-rule")
    scores = {outcome["ruleset"]: outcome["score"] for outcome in row["outcomes"]}
    assert (scores["xinjiang/2023"], scores["national/2020"]) == ("8.75", "12.50")
    assert scores.keys() == SHELF.keys()
    first = row["outcomes"][0]
    assert first["trace"]["steps"][-1]["result"] == "8.74875"
    assert first["what_if"]["full"] == [{"low": "6", "high": None}]


@pytest.mark.parametrize("ending", ["html", "xlsx"])
def test_explain_writes_pages(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"算法.{ending}"
    assert run("explain", EXAMPLE, "--table", "4", "--compare", "national/2020", "-o", target).exit_code == 0
    if ending == "html":
        page = target.read_text(encoding="utf-8")
    else:
        page = str([list(row) for sheet in load_workbook(target) for row in sheet.iter_rows(values_only=True)])
    for words in (
        "他规可解释",
        "xinjiang/2023",
        "national/2020",
        "(83.33 − 60) × 15 ÷ 40 = 8.74875",
        "6场及以上，还差 1场",
    ):
        assert words in page
