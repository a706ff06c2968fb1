"""Two documents compared: what the command takes, and how both places are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from reports import render_file
from reports.writers.json import to_json
from rulesets import catalogue
from scoring import Recheck, from_data, to_data
from tests.command import EXAMPLE, run
from tests.strategies import publish
from tests.tables import CLEAN, row

from .counterparts import LAST, PAIR_CODES, compared, goal_of, goal_with_row


def test_both_places_stand_in_json_and_go_to_data_and_back() -> None:
    result = compared([CLEAN], [goal_with_row(1, target="≥400册")])
    assert from_data(json.loads(json.dumps(to_data(result))), Recheck) == result
    (document,) = to_json([result])["documents"]
    assert document["pairings"][0]["pairs"] == [{"table": 1, "document": "目标.docx", "other": 1}]
    (finding,) = [one for one in document["tables"][0]["findings"] if one["code"] == "F5"]
    assert [other["document"] for other in finding["others"]] == ["目标.docx"]


@pytest.mark.parametrize("format_", ["md", "html"])
def test_both_places_stand_in_the_opinion(format_: str) -> None:
    result = compared([CLEAN], [goal_with_row(1, target="≥400册")])
    page = render_file("opinion", result, format_).decode()
    assert "目标.docx 表1" in page
    assert "张对上" in page


class TestCommand:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for name, table in (("目标表", goal_with_row(1, target="≥400册")), ("自评表", CLEAN), ("上年", LAST)):
            place = tmp_path / ("旧" if name == "上年" else "新") / f"{name}.html"
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(render_file("form", table, "html"))
        return tmp_path

    def codes(self, *arguments: object) -> list[str]:
        documents = json.loads(run("recheck", *arguments, "--format", "json").stdout)["documents"]
        findings = [one for document in documents for table in document["tables"] for one in table["findings"]]
        return [one["code"] for one in findings if one["code"] in PAIR_CODES]

    def test_nothing_is_compared_unless_asked_for(self, folder: Path) -> None:
        assert self.codes(folder / "新" / "自评表.html") == []

    def test_goals_and_last_year_are_files_or_folders(self, folder: Path) -> None:
        mine, goals = folder / "新" / "自评表.html", folder / "新" / "目标表.html"
        assert self.codes(mine, "--goals", goals) == ["F5"]
        assert set(self.codes(mine, "--last", folder / "旧")) == {"D11"}
        assert set(self.codes(mine, "--goals", goals, "--last", folder / "旧")) == {"D11", "F5"}

    def test_goal_tables_in_the_same_folder_are_compared_by_themselves(self, folder: Path) -> None:
        assert self.codes(folder / "新") == ["F5"]
        result = run("recheck", folder / "新")
        assert "已自动对照 1 份" in result.stderr
        assert "1 份已与目标表对照" in result.stdout

    @pytest.mark.parametrize("scored", ["provincial/system", ""])
    def test_goal_tables_are_judged_as_the_self_evaluations_beside_them(self, scored: str, tmp_path: Path) -> None:
        goal = goal_of(CLEAN)
        over = [row(f"≤{most}起", f"={most + 3}起", "30", None, name=f"第{most}") for most in (20, 35, 47)]
        mine = publish(evolve(CLEAN, indicators=tuple(over)), catalogue()[scored]) if scored else CLEAN
        for name, table in (("目标表", goal), ("自评表", mine)):
            (tmp_path / f"{name}.html").write_bytes(render_file("form", table, "html"))

        def attributions(*arguments: object) -> list[dict[str, Any]]:
            made = json.loads(run("recheck", *arguments, "--format", "json").stdout)["documents"]
            return [one["attribution"] for one in made]

        (alone,) = attributions(tmp_path / "目标表.html")
        assert (alone["ruleset"], alone["how"]) == ("national/2021", "default")
        first, second = attributions(tmp_path)
        assert (first["how"], second["how"]) == (("beside", "inferred") if scored else ("default", "default"))
        assert first["ruleset"] == (second["ruleset"] if scored else "national/2021")
        inferred = json.loads(run("infer", tmp_path, "--format", "json").stdout)["documents"]
        asked = [(one["attribution"]["ruleset"], one["attribution"]["how"]) for one in inferred]
        assert asked == [(one["ruleset"], one["how"]) for one in (first, second)]
        named = attributions(tmp_path, "--ruleset", "hubei/2020")
        assert [one["how"] for one in named] == ["named", "named"]

    def test_a_goal_table_whose_self_evaluation_is_in_another_file_of_the_folder_is_not_missed(
        self, tmp_path: Path
    ) -> None:
        projects = [evolve(CLEAN, project=f"2023年{name}经费") for name in ("馆舍修缮", "流动图书车", "古籍数字化")]
        for one in projects[:2]:
            (tmp_path / f"自评表{one.project}.html").write_bytes(render_file("form", one, "html"))
        goals = "\n".join(render_file("form", goal_of(one), "md").decode() for one in projects)
        (tmp_path / "目标表.md").write_text(goals, encoding="utf-8")
        told = run("recheck", tmp_path).stdout
        assert told.count("“2023年古籍数字化经费”有目标表而没有自评表") == 2
        assert "馆舍修缮经费”有目标表而没有自评表" not in told
        assert "1 张表中 1 张对上，1 张目标表没有自评表" in told

    @pytest.mark.parametrize("command", ["recheck", "check"])
    def test_a_goal_table_named_is_not_missed_where_another_file_of_the_run_fulfils_it(
        self, command: str, tmp_path: Path
    ) -> None:
        projects = [evolve(CLEAN, project=f"2023年{name}经费") for name in ("馆舍修缮", "流动图书车", "古籍数字化")]
        mine = [tmp_path / f"自评表{number}.html" for number in range(2)]
        for path, one in zip(mine, projects, strict=False):
            path.write_bytes(render_file("form", one, "html"))
        goals = tmp_path / "目标" / "目标表.md"
        goals.parent.mkdir()
        goals.write_text("\n".join(render_file("form", goal_of(one), "md").decode() for one in projects), "utf-8")
        told = run(command, *mine, "--goals", goals)
        assert told.stdout.count("“2023年古籍数字化经费”有目标表而没有自评表") == 2
        assert "馆舍修缮经费”有目标表而没有自评表" not in told.stdout
        assert "自动对照" not in told.stderr
        alone = run(command, mine[0], "--goals", goals).stdout
        assert "“2023年流动图书车经费”有目标表而没有自评表" in alone

    def test_opinions_of_a_folder_are_written_once(self, folder: Path) -> None:
        out = folder / "意见"
        told = run("recheck", folder / "新", "--format", "md", "-o", out).stderr
        assert told.count("自评表.复核意见.md") == 1
        assert sorted(path.name for path in out.iterdir()) == ["汇总.md", "目标表.复核意见.md", "自评表.复核意见.md"]
        assert "≥400册" in (out / "自评表.复核意见.md").read_text(encoding="utf-8")
        assert "与绩效目标表对照的文件 1 份" in (out / "汇总.md").read_text(encoding="utf-8")

    def test_why_there_is_no_copy_with_comments_is_told_once(self, folder: Path) -> None:
        told = run("recheck", folder / "新", "--annotate", "-o", folder / "批注").stderr
        assert [told.count(f"{name}.html：只有 .docx") for name in ("自评表", "目标表")] == [1, 1]

    def test_goal_tables_of_another_folder_are_left_alone(self, folder: Path) -> None:
        (folder / "新" / "目标表.html").rename(folder / "旧" / "目标表.html")
        assert self.codes(folder) == []

    def test_a_file_without_goal_tables_is_refused(self, folder: Path) -> None:
        result = run("recheck", folder / "新" / "自评表.html", "--goals", folder / "旧" / "上年.html")
        assert result.exit_code == 2
        assert "没有读到绩效目标表" in result.stderr

    def test_no_result_is_written_over_what_was_compared_with(self, folder: Path) -> None:
        goals = folder / "新" / "目标表.html"
        before = goals.read_bytes()
        result = run("recheck", folder / "新" / "自评表.html", "--goals", goals, "-o", goals)
        assert result.exit_code == 2
        assert goals.read_bytes() == before


@pytest.mark.parametrize("option", ["--goals", "--last"])
@pytest.mark.parametrize("command", ["recheck", "check"])
def test_a_counterpart_that_cannot_be_read_is_told_once(command: str, option: str, tmp_path: Path) -> None:
    result = run(command, EXAMPLE, option, tmp_path / "没有.txt")
    assert result.exit_code == 2
    assert result.stderr.count("错误：") == 1
    assert "没有.txt：没有这个文件" in result.stderr
    assert not result.stdout
