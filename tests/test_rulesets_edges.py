"""Examples stand on every side of every edge of a rule, so that no formula can change unnoticed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from rulesets import catalogue, load
from rulesets.edges import edges_of, uncovered
from scoring import Indicator, Ruleset, mark_indicator, parse_figure, parse_value
from scoring.formula import Formula
from scoring.syntax import SCORE_NAMES

from .test_rulesets_shipped import RULESETS

every_ruleset = pytest.mark.parametrize("ruleset", RULESETS, ids=lambda ruleset: ruleset.id)


def told(text: str) -> list[str]:
    return [f"{edge.left} | {edge.right}" for edge in edges_of([Formula(text, SCORE_NAMES)])]


@every_ruleset
def test_every_rule_has_examples_on_every_side_of_every_edge(ruleset: Ruleset) -> None:
    assert uncovered(ruleset) == ()


def test_edges_are_told_from_comparisons_and_from_the_arguments_of_min_and_max() -> None:
    text = "0 if completion < 60 else weight if met else min((completion - 60) * weight / 40, weight)"
    assert told(text) == ["完成率 | 60", "(完成率 − 60) × 分值 ÷ 40 | 分值"]


def test_a_chain_of_comparisons_has_an_edge_for_each_and_numbers_alone_have_none() -> None:
    assert told("weight if low <= actual <= high else max(1, 2)") == ["目标下限 | 实际值", "实际值 | 目标上限"]


def test_an_edge_is_the_same_however_it_is_spaced_and_however_small_its_number() -> None:
    assert told("weight if completion<0.00001 else 1 if completion  <  0.00001 else 0") == ["完成率 | 0.00001"]


def test_what_no_example_shows_is_named() -> None:
    ruleset = catalogue()["xinjiang/2023"]
    rule = ruleset.rules[0]
    kept = tuple(example for example in rule.examples if example.expect.get("completion") != "60.00")
    found = uncovered(evolve(ruleset, rules=(evolve(rule, examples=kept), *ruleset.rules[1:])))
    assert found == ("规则 number：没有 完成率 恰好等于 60 的算例",)


def test_targets_of_nought_targets_met_and_the_money_are_asked_for() -> None:
    ruleset = catalogue()["national/2020"]
    bare = evolve(
        ruleset,
        execution=evolve(ruleset.execution, examples=()),
        rules=tuple(evolve(rule, examples=()) for rule in ruleset.rules),
    )
    found = uncovered(bare)
    for words in (
        "预算执行率：没有 全年预算数 是 0 的算例",
        "规则 direct：没有 目标值 是 0 的算例",
        "规则 direct：没有 实际值 远超目标值（2 倍以上）的算例",
        "规则 words：没有文字目标没有达到目标的算例",
        "规则 range：没有 实际值 恰好等于 目标上限 的算例",
    ):
        assert words in found


@every_ruleset
def test_both_ends_of_every_band_of_words_are_as_the_ruleset_says(ruleset: Ruleset) -> None:
    words = next((rule for rule in ruleset.rules if "words" in rule.targets and rule.met_only), None)
    if words is None or not ruleset.text_grades:
        return
    for number, answer in ((0, "长期"), (1, "部分达成"), (-1, "未达成")):
        band = ruleset.text_grades[number]
        row = Indicator("指标", target=parse_value("长期"), actual=parse_value(answer), weight=parse_figure("10"))
        mark = mark_indicator(row, ruleset)
        assert mark.grade == band.name
        assert mark.allows(band.low / 10)
        assert mark.allows(band.high / 10) == band.high_included
        assert not mark.allows(band.low / 10 - Decimal("0.01"))
        assert not mark.allows(band.high / 10 + Decimal("0.01"))


@every_ruleset
def test_grades_change_exactly_at_their_bounds(ruleset: Ruleset) -> None:
    for grade in ruleset.grades:
        assert ruleset.grade_of(grade.low) == grade.name
        if grade.low:
            assert ruleset.grade_of(grade.low - Decimal("0.01")) != grade.name


CHILD = """
id = "mine/1"
title = "自己的规则集"
documents = "测试用"
extends = "national/2020"
scale = "{scale}"
source = {{ document = "测试", evidence = "recalled" }}
"""


@pytest.mark.parametrize(
    ("scale", "grades"),
    [("90/80/60", {"90": "优", "89.99": "良", "60": "中"}), ("80/70/60", {"80": "优", "79.99": "良", "70": "良", "69": "中"})],
)  # fmt: skip
def test_a_scale_is_short_for_the_four_grades(tmp_path: Path, scale: str, grades: dict[str, str]) -> None:
    path = tmp_path / "mine" / "1.toml"
    path.parent.mkdir()
    path.write_text(CHILD.format(scale=scale), encoding="utf-8")
    ruleset = load(path)
    assert [grade.name for grade in ruleset.grades] == ["优", "良", "中", "差"]
    assert {total: ruleset.grade_of(Decimal(total)) for total in grades} == grades
