"""A ruleset file begun from another passes its check, and every rule copied into it can be taken up as it stands."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from jsonschema import Draft7Validator

from rulesets import catalogue, check, differences, draft, json_schema, load
from rulesets.building import UNNAMED
from rulesets.loading import shipped
from scoring import Ruleset, recheck

from .command import run
from .tables import funds, row, with_funds

every_ruleset = pytest.mark.parametrize("ruleset", catalogue().values(), ids=lambda ruleset: ruleset.id)


def write(folder: Path, text: str) -> Path:
    path = folder / "某市" / "2025.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@every_ruleset
def test_a_draft_passes_its_check_and_says_the_same_as_its_parent(ruleset: Ruleset, tmp_path: Path) -> None:
    child = check(write(tmp_path, draft(ruleset, tmp_path / "某市" / "2025.toml")))
    assert child.id == "某市/2025"
    assert [rule.score for rule in child.rules] == [rule.score for rule in ruleset.rules]
    assert "## 计分规则" not in differences(ruleset, child)


@every_ruleset
def test_every_rule_of_a_draft_can_be_taken_up_as_it_stands(ruleset: Ruleset, tmp_path: Path) -> None:
    head, mark, rules = draft(ruleset, tmp_path / "某市" / "2025.toml").partition("# ——")
    taken = "\n".join(
        line if line.startswith("# ——") else line.removeprefix("# ") for line in (mark + rules).splitlines()
    )
    child = check(write(tmp_path, head + taken))
    for before, after in zip(ruleset.rules, child.rules, strict=True):
        for key in ("id", "names", "indicators", "targets", "operators", "completion", "score", "zero", "options"):
            assert getattr(after, key) == getattr(before, key)
        assert (after.met_only, after.by_hand, after.examples) == (before.met_only, before.by_hand, before.examples)


def test_what_a_ruleset_takes_over_keeps_the_source_of_who_set_it(tmp_path: Path) -> None:
    parent = catalogue()["national/2021"]
    text = draft(parent, tmp_path / "某市" / "2025.toml")
    child = check(write(tmp_path, text + "[limits]\nlost_points_reason = true\n"))
    assert child.source_of("execution") == parent.source_of("execution") == str(catalogue()["national/2020"].source)
    assert child.source_of("weights.设成本指标", "weights.不设成本指标").split("；") == [
        str(parent.source),
        str(catalogue()["national/2020"].source),
    ]
    assert child.source_of("grade") == parent.source_of("grade")
    assert child.source_of("limits.lost_points_reason") == str(child.source)
    own = text + '[execution]\nweight = 10\n[[weights]]\nname = "设成本指标"\nlevels = { "产出" = 90 }\n'
    changed = load(write(tmp_path, own), examples=False)
    assert changed.source_of("execution", "weights.设成本指标") == str(changed.source)


def test_grades_taken_from_elsewhere_are_cited_from_there(tmp_path: Path) -> None:
    national = str(catalogue()["national/2020"].source)
    assert catalogue()["hubei/2020"].source_of("grade", "execution").split("；") == [
        national,
        str(catalogue()["hubei/2020"].source),
    ]
    assert catalogue()["jiangxi/2017"].source_of("grade") == national
    text = draft(catalogue()["hubei/2020"], tmp_path / "某市" / "2025.toml")
    assert check(write(tmp_path, text)).source_of("grade") == national
    own = check(write(tmp_path, text.replace("[source]", 'scale = "80/70/60"\n[source]')))
    assert own.source_of("grade") == str(own.source)


def test_what_a_document_states_again_itself_is_cited_from_it(tmp_path: Path) -> None:
    text = draft(catalogue()["national/2021"], tmp_path / "某市" / "2025.toml")
    child = check(write(tmp_path, text.replace("[source]", "restates = true\n[source]")))
    assert {rule.source for rule in child.rules} == {None}
    assert not child.inherited


def test_findings_cite_the_source_of_the_part_they_speak_of(tmp_path: Path) -> None:
    path = write(tmp_path, draft(catalogue()["national/2021"], tmp_path / "某市" / "2025.toml"))
    child = check(path)
    table = evolve(with_funds(funds("100", "91.5", "91.5%", "8")), indicators=(row("≥3次", "=3次", "90", "90"),))
    found = recheck([table], [*catalogue().values(), child], ruleset=child.id)
    sources = {one.code: one.source for one in found.all_findings()}
    assert sources["A5"] == child.source_of("execution") != str(child.source)
    assert str(child.source) not in sources["A3"]
    assert found.tables[0].scorecard is not None
    assert found.tables[0].scorecard.source == str(child.source)


@every_ruleset
def test_the_schema_of_editors_takes_what_the_loader_takes(ruleset: Ruleset) -> None:
    text = shipped()[ruleset.id].read_text(encoding="utf-8")
    assert text.startswith("#:schema ../schema.json\n")
    Draft7Validator(json_schema()).validate(plain(tomllib.loads(text)))


@pytest.mark.parametrize(
    "fault", ['colour = "red"', "scale = 90", 'valid_from = "bald"\nrule = 7', "[limits]\nlost = true"]
)
def test_the_schema_of_editors_refuses_what_the_loader_refuses(fault: str) -> None:
    assert list(Draft7Validator(json_schema()).iter_errors(plain(tomllib.loads(f'id = "a/b"\n{fault}'))))


def plain(value: Any) -> Any:
    """What an editor sees: dates as text."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


class TestDifferences:
    def test_a_formula_that_changed_is_told_in_words_with_the_rows_it_moves(self) -> None:
        told = differences(catalogue()["provincial/system"], catalogue()["provincial/uncapped"])
        assert "得分：取小（全年执行数 ÷ 全年预算数，1） × 分值 → 全年执行数 ÷ 全年预算数 × 分值" in told
        assert "全年预算数 100，全年执行数 110，分值 10：10.00 分 → 11.00 分" in told
        assert "## 计分规则" not in told

    def test_rules_grades_limits_and_rounding_are_all_told(self, tmp_path: Path) -> None:
        parent = catalogue()["hubei/2020"]
        text = draft(parent, tmp_path / "某市" / "2025.toml").replace(
            "[source]", 'scale = "80/70/60"\ndrop = ["words"]\n[source]'
        )
        text += (
            '[calculation]\narithmetic = "binary64"\nscore = { way = "cut", places = 1 }\n[limits]\nadjustment_reason = true\n'
            '[[rule]]\nid = "outcome"\ntitle = "范围、日期、文字"\ntargets = ["range", "date", "words"]\nscore = "weight"\n'
            'met_only = true\nexample = [{ given = { target = "长期", actual = "长期", weight = "5" }, expect = { score = "5.0" } }]\n'
        )
        path = write(tmp_path, text)
        told = differences(parent, load(path, examples=False))
        for words in (
            "算法：精确计算（分数运算，没有误差） → 二进制浮点数",
            "得分：四舍五入到 2 位小数 → 截去到 1 位小数",
            "等级“优”：90（含） 到 100（含）分 → 80（含） 到 100（含）分",
            "新加：年中调整预算的，要说明原因",
            "去掉规则“定性指标：按档次计分”（words）",
            "规则“范围、日期、文字”（outcome）：适用于：范围、日期目标 → 范围、日期、文字目标",
        ):
            assert words in told

    @every_ruleset
    def test_a_ruleset_does_not_differ_from_itself(self, ruleset: Ruleset) -> None:
        assert differences(ruleset, ruleset).endswith("\n两套规则一样。\n")


class TestCommands:
    def test_new_writes_a_file_that_passes_and_never_writes_over_one(self, tmp_path: Path) -> None:
        path = tmp_path / "某市" / "2025.toml"
        result = run("rulesets", "new", "--from", "xinjiang/2024", "-o", path)
        assert result.exit_code == 0, result.stderr
        assert "编号是 某市/2025" in result.stderr
        told = run("rulesets", "check", path).stdout
        assert "可以使用，依据没有写" in told
        assert "document 还是新文件里的说明" in told
        assert "（写文件名称" not in run("rulesets", "show", "某市/2025", "--rulesets", tmp_path).stdout
        path.write_text(path.read_text(encoding="utf-8").replace(UNNAMED, "某市通知"), encoding="utf-8")
        assert "没有问题" in run("rulesets", "check", path).stdout
        before = path.read_bytes()
        again = run("rulesets", "new", "--from", "hubei/2020", "-o", path)
        assert again.exit_code == 2
        assert "已有这个文件" in again.stderr
        assert path.read_bytes() == before

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("某\n市/2025.toml", "编号“某 市/2025”不能用"),
            ("某市/20\x1b[31m25.toml", "不能用"),
            ('某市/20"25.toml', "不能用"),
            ("national/2020.toml", "编号 national/2020 与上级相同"),
        ],
    )
    def test_new_writes_nothing_where_the_path_makes_no_id(self, tmp_path: Path, name: str, words: str) -> None:
        result = run("rulesets", "new", "--from", "national/2020", "-o", tmp_path / name)
        assert result.exit_code == 2
        assert words in result.stderr
        assert "已写出" not in result.stderr
        assert list(tmp_path.iterdir()) == []

    def test_new_makes_the_id_of_the_folder_that_a_path_ends_in(self, tmp_path: Path) -> None:
        path = tmp_path / "某市" / "内" / ".." / "2025.toml"
        assert run("rulesets", "new", "--from", "national/2020", "-o", path).exit_code == 0
        assert check(path).id == check(tmp_path / "某市" / "2025.toml").id == "某市/2025"

    def test_new_wants_a_toml_file(self, tmp_path: Path) -> None:
        result = run("rulesets", "new", "--from", "hubei/2020", "-o", tmp_path)
        assert result.exit_code == 2
        assert "2025.toml" in result.stderr

    def test_diff_prints_what_changed(self) -> None:
        result = run("rulesets", "diff", "national/2020", "provincial/system")
        assert result.exit_code == 0
        assert "目标 ≤2次，实际 =5次，分值 10：4.00 分 → 0.00 分" in result.stdout

    def test_diff_names_a_ruleset_that_is_not_there(self) -> None:
        assert "没有规则集 nowhere/1" in run("rulesets", "diff", "national/2020", "nowhere/1").stderr

    def test_schema_prints_the_schema(self) -> None:
        assert json.loads(run("rulesets", "schema").stdout) == json_schema()

    def test_check_hints_at_edges_without_examples(self, tmp_path: Path) -> None:
        text = draft(catalogue()["national/2020"], tmp_path / "某市" / "2025.toml")
        text += (
            '[[rule]]\nid = "direct"\ntitle = "正向"\ntargets = ["number"]\noperators = ["≥"]\n'
            'score = "weight if actual >= 0.6 * target else 0"\n'
            'example = [{ given = { target = "≥10次", actual = "9次", weight = "5" }, expect = { score = "5.00" } }]\n'
        )
        result = run("rulesets", "check", write(tmp_path, text))
        assert result.exit_code == 0
        assert "提示：规则 direct：没有 实际值 恰好等于 0.6 × 目标值 的算例" in result.stdout
