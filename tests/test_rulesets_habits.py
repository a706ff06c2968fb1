"""Every habit of rounding and cutting that the field is known for can be written into a ruleset file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from rulesets import catalogue, load
from scoring import Document, Evaluation, Indicator, Verdict, mark_indicator, parse_figure, parse_value, recheck, score
from scoring.ruleset import Ruleset

TEXT = """
id = "habit/1"
title = "一种习惯"
documents = "测试用"
extends = "national/2020"
drop = ["reverse", "range", "date", "words"]
source = {{ document = "测试", evidence = "recalled" }}
[calculation]
arithmetic = "{arithmetic}"
completion = {{ way = "{rate_way}", places = {rate_places} }}
score = {{ way = "{way}", places = {places} }}
when = "{when}"
[[rule]]
id = "direct"
title = "按比例"
targets = ["number"]
completion = "actual / target * 100"
score = "{formula}"
example = [{{ given = {{ target = "≥1次", actual = "1次", weight = "10" }}, expect = {{ met = "是" }} }}]
"""


def habit(folder: Path, **changed: object) -> Ruleset:
    cells: dict[str, object] = {
        "arithmetic": "exact",
        "rate_way": "none",
        "rate_places": 0,
        "way": "half-up",
        "places": 2,
        "when": "row",
        "formula": "weight if met else completion * weight / 100",
    }
    path = folder / "habit" / "1.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(TEXT.format(**cells | changed), encoding="utf-8")
    return load(path, examples=False)


def row(actual: str, target: str = "≥100次", weight: str = "10", printed: str = "") -> Indicator:
    return Indicator(
        "指标",
        target=parse_value(target),
        actual=parse_value(actual),
        weight=parse_figure(weight),
        printed_score=parse_figure(printed),
    )


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, "9.69"),
        ({"rate_way": "half-up", "rate_places": 2}, "9.69"),
        ({"rate_way": "half-up", "rate_places": 1}, "9.69"),
        ({"rate_way": "half-up", "rate_places": 0}, "9.70"),
        ({"rate_way": "cut", "rate_places": 2}, "9.69"),
        ({"rate_way": "cut", "rate_places": 1}, "9.68"),
        ({"places": 1}, "9.7"),
        ({"places": 0}, "10"),
        ({"way": "cut"}, "9.68"),
        ({"formula": "weight if met else max(weight - 1, 0)"}, "9.00"),
        ({"formula": "weight * weight / 100"}, "1.00"),
    ],
)
def test_ratios_and_scores_are_rounded_and_cut_as_written(
    tmp_path: Path, changed: dict[str, object], points: str
) -> None:
    assert mark_indicator(row("96.8517次"), habit(tmp_path, **changed)).score == Decimal(points)


def test_a_binary_number_is_cut_by_its_value_or_by_what_is_written_of_it(tmp_path: Path) -> None:
    formula = "completion * weight / 100"
    found = [
        mark_indicator(
            row("4.35次", weight="100"), habit(tmp_path, arithmetic=arithmetic, way=way, formula=formula)
        ).score
        for arithmetic, way in (("exact", "cut"), ("binary64", "cut"), ("binary64", "cut-text"))
    ]
    assert found == [Decimal("4.35"), Decimal("4.34"), Decimal("4.35")]


def test_a_total_rounded_once_keeps_what_its_rows_would_lose(tmp_path: Path) -> None:
    table = Evaluation("project", "self-evaluation", "项目", indicators=(row("96.844次"), row("96.844次")))
    totals = [score(table, habit(tmp_path, when=when)).total for when in ("row", "total")]
    assert totals == [Decimal("19.36"), Decimal("19.37")]


def test_a_total_is_cut_by_what_is_written_of_it_too(tmp_path: Path) -> None:
    table = Evaluation("project", "self-evaluation", "项目", indicators=(row("4.35次", weight="100"),))
    rules = {"arithmetic": "binary64", "when": "total", "formula": "completion * weight / 100"}
    totals = [score(table, habit(tmp_path, way=way, **rules)).total for way in ("cut", "cut-text")]
    assert totals == [Decimal("4.34"), Decimal("4.35")]


def test_a_recheck_judges_by_what_is_written_too(tmp_path: Path) -> None:
    ruleset = habit(tmp_path, arithmetic="binary64", way="cut-text", formula="completion * weight / 100")
    table = Evaluation("project", "self-evaluation", "项目", indicators=(row("4.35次", weight="100", printed="4.35"),))
    result = recheck(Document("表.txt", (table,)), [ruleset, *catalogue().values()], ruleset="habit/1")
    assert result.tables[0].scores[0].verdict is Verdict.AGREES
