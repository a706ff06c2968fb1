"""The page on a ruleset says everything it holds, and so does the page on the format."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from rulesets import catalogue, describe, load
from rulesets.schema import TABLES, TARGETS
from scoring import Ruleset
from scoring.syntax import FUNCTIONS, NAMES

PAGE = (Path(__file__).parents[1] / "docs" / "rulesets.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("ruleset", catalogue().values(), ids=lambda ruleset: ruleset.id)
def test_the_page_holds_source_rules_formulas_and_scales(ruleset: Ruleset) -> None:
    page = describe(ruleset)
    assert ruleset.title in page
    assert str(ruleset.source) in page
    for line in ruleset.note.splitlines():
        assert line in page
    for rule in ruleset.rules:
        assert rule.title in page
        for label, formula in (("得分", rule.score), ("完成率(%)", rule.completion)):
            for condition, value in formula.cases() if formula is not None else ():
                assert f"{f'{condition} 时，' if condition else ''}{label} = {value}" in page
        assert rule.note in page
        assert all(option.name in page for option in rule.options)
    for scheme in ruleset.weights:
        assert scheme.name in page
    for name in (*(grade.name for grade in ruleset.grades), *(grade.name for grade in ruleset.text_grades)):
        assert name in page


def test_a_worked_example_shows_its_numbers_and_the_cent_that_floats_lose() -> None:
    page = describe(catalogue()["xinjiang/2023"])
    assert "(99.38 − 60) × 10 ÷ 40 = 9.845" in page
    assert "9.8449999999999989" in page


@pytest.mark.parametrize("ruleset", catalogue().values(), ids=lambda ruleset: ruleset.id)
def test_every_case_of_a_score_has_a_worked_example(ruleset: Ruleset) -> None:
    lines = describe(ruleset).splitlines()
    for line, below in pairwise(lines):
        if re.match(r"(  )?- .*得分 = ", line) and "酌定" not in line:
            assert "- 例：" in below, line


def test_an_example_stands_under_the_case_it_falls_into_though_another_case_gives_the_same() -> None:
    lines = describe(catalogue()["jiangxi/2017"]).splitlines()
    (place,) = (number for number, line in enumerate(lines) if line.startswith("### 1. 成本控制率"))
    rest = lines[lines.index("  - 其他情形，得分 = 0", place) + 1]
    assert "实际 =24.5%" in rest


def test_conditions_are_written_case_by_case_in_percent() -> None:
    page = describe(catalogue()["xinjiang/2023"])
    assert "  - 完成率 < 60% 时，得分 = 0\n    - 例：" in page
    assert "  - 完成率 ≥ 60% 时，得分 = (完成率 − 60) × 分值 ÷ 40\n    - 例：" in page
    assert "  - 没有达到目标 时，得分 = 取大（目标值，0） ÷ 实际值 × 分值" in describe(catalogue()["national/2020"])


def test_what_is_discretionary_what_people_judge_and_what_has_no_score_is_said() -> None:
    page = describe(catalogue()["national/2020"])
    assert "酌定（目标明显偏低、超额过多，按偏离的比例扣分）：7.00 分" in page
    assert "不计分：目标未达到" in page
    assert "区间 6 到 8 分" in page


def test_an_inherited_rule_names_its_own_source() -> None:
    assert "财预〔2020〕10号" in describe(catalogue()["national/2021"])


def test_all_that_a_file_may_say_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "mine" / "2025.toml"
    path.parent.mkdir()
    path.write_text(
        """
id = "mine/2025"
title = "自己的规则集"
documents = "测试用"
extends = "national/2020"
valid_to = 2025-12-31
source = { document = "甲", evidence = "document", article = "第三条", url = "https://example.org/", note = "附注" }
[limits]
execution_reason_below = 90
over_completion_reason = 130
unspent_warning = 20
[[rule]]
id = "range"
title = "范围"
targets = ["range"]
score = "weight"
source = { document = "乙", evidence = "secondary" }
example = [{ given = { target = "1-2", actual = "1", weight = "1" }, expect = { score = "1.00" } }]
""",
        encoding="utf-8",
    )
    page = describe(load(path))
    shown = [
        "第三条",
        "https://example.org/",
        "附注",
        "到 2025-12-31 止",
        "低于 90%",
        "达到 130%",
        "超过预算的 20%",
        "乙〔",
    ]
    for words in (*shown, str(path)):
        assert words in page


class TestThePageOnTheFormat:
    @pytest.mark.parametrize("table", TABLES)
    def test_it_names_every_key(self, table: str) -> None:
        for key in TABLES[table]:
            assert f"`{key}`" in PAGE

    def test_its_example_loads(self, tmp_path: Path) -> None:
        (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
        path = tmp_path / "sichuan" / "2099.toml"
        path.parent.mkdir()
        path.write_text(block, encoding="utf-8")
        assert [rule.id for rule in load(path).rules][:2] == ["direct", "reverse"]

    def test_it_names_every_choice(self) -> None:
        for keys in TABLES.values():
            for key in keys.values():
                for choice in key.choices:
                    assert not choice or f"`{choice}`" in PAGE

    def test_it_names_every_name_and_function_of_formulas(self) -> None:
        for word in (*NAMES, *FUNCTIONS, *TARGETS):
            assert f"`{word}`" in PAGE
