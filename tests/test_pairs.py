"""Findings of two documents, and of tables beside each other: where they should be, and only there."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve

from examples.generated import generate
from reports import read, render_file
from reports.writers.json import to_json
from rulesets import catalogue
from scoring import Document, Evaluation, Finding, Recheck, from_data, recheck, to_data
from scoring.model import Passage, Place
from tests.command import EXAMPLE, run
from tests.strategies import publish
from tests.tables import CLEAN, funds, reading, row, value, with_funds, with_row

PAIR_CODES = {"F5", "F7", "F8", "D11"}


def goal_of(evaluation: Evaluation, **changes: Any) -> Evaluation:
    """The goal table that a self-evaluation goes back to."""
    lines = tuple(
        evolve(line, adjusted=None, executed=None, weight=None, printed_rate=None, printed_score=None)
        for line in evaluation.funds
    )
    rows = tuple(evolve(one, actual=None, printed_score=None, printed_completion=None) for one in evaluation.indicators)
    made = evolve(evaluation, form="goal", funds=lines, indicators=rows, printed_total=None)
    return evolve(evolve(made, printed_weight_total=None), **changes)


def compared(tables: list[Evaluation], goals: list[Evaluation] | None = None, last: object = ()) -> Recheck:
    return recheck(
        Document("自评.docx", tuple(tables)),
        catalogue().values(),
        ruleset="xinjiang/2023",
        goals=Document("目标.docx", tuple(goals)) if goals is not None else (),
        last=Document("上年.docx", tuple(last)) if last else (),  # type: ignore[arg-type]
    )


def found(result: Recheck) -> list[Finding]:
    return [finding for finding in result.all_findings() if finding.code in PAIR_CODES]


GOAL = goal_of(CLEAN)


def goal_with_row(number: int, **changes: Any) -> Evaluation:
    return goal_of(with_row(number, **changes))


def test_a_goal_table_and_its_self_evaluation_agree() -> None:
    result = compared([CLEAN], [evolve(GOAL, project="2023年“图书采购”经费")])
    assert found(result) == []
    (pairing,) = result.pairings
    assert [(pair.table, pair.document, pair.other) for pair in pairing.pairs] == [(1, "目标.docx", 1)]
    assert pairing.sentence == "与目标表对照（目标.docx）：1 张表中 1 张对上"


@pytest.mark.parametrize(
    ("goal", "column", "says"),
    [
        (goal_with_row(1, target="≥400册"), "目标值", "“≥400册”→“≥300册”（降低）"),
        (goal_with_row(1, target="≤300册"), "目标值", "符号"),
        (goal_with_row(1, target="≥300套"), "目标值", "单位"),
        (goal_with_row(4, target="显著改善"), "目标值", "“显著改善”→“长期”"),
        (goal_with_row(1, weight="30"), "分值", "30 分→20 分"),
        (goal_of(with_funds(funds("120.00", "120.00", None, None))), "年初预算数", "120.00 万元"),
    ],
)
def test_what_changed_is_found_with_both_places(goal: Evaluation, column: str, says: str) -> None:
    (finding,) = found(compared([CLEAN], [goal]))
    assert (finding.code, finding.where.table, finding.where.column) == ("F5", 1, column)
    assert says in finding.message
    (other,) = finding.others
    assert (other.document, other.table, other.column) == ("目标.docx", 1, column)
    assert str(other).startswith("目标.docx 表1")


@pytest.mark.parametrize(
    "goal",
    [
        goal_with_row(1, target="不少于300册"),
        goal_with_row(3, target="≤1000000元"),
        goal_with_row(1, weight=None),
        goal_of(with_funds(funds("100", "100", None, None))),
        goal_of(with_funds(funds("99.999", "99.999", None, None))),
        goal_of(with_row(1, name="采购图书册数（册）")),
        evolve(GOAL, indicators=GOAL.indicators[::-1]),
        evolve(GOAL, year=None, unit=""),
    ],
)
def test_another_spelling_is_no_change(goal: Evaluation) -> None:
    assert found(compared([CLEAN], [goal])) == []


@pytest.mark.parametrize(("printed", "is_same"), [("99.99", True), ("99.5", True), ("100.9", True), ("99.2", False)])
def test_a_budget_in_whole_numbers_is_the_same_only_where_it_was_rounded_or_cut(printed: str, is_same: bool) -> None:
    table = with_funds(funds(printed, printed, "100.00%", "10.00"))
    changed = found(compared([table], [goal_of(with_funds(funds("100", "100", None, None)))]))
    assert [one.where.column for one in changed] == ([] if is_same else ["年初预算数"])


def test_a_budget_that_is_the_adjusted_one_is_a_question() -> None:
    table = with_funds(funds("100.00", "100.00", "100.00%", "10.00", initial="80.00"))
    goal = goal_of(with_funds(funds("100.00", "100.00", None, None)))
    (finding,) = found(compared([table], [goal]))
    assert (finding.code, finding.severity, finding.where.column) == ("F5", "note", "年初预算数")
    assert finding.message.endswith("？")


def test_weights_scaled_to_leave_points_for_the_money_are_one_note() -> None:
    weights = ["25", "25", "25", "25", "12.5"]
    rows = tuple(evolve(one, weight=reading(w)) for one, w in zip(GOAL.indicators, weights, strict=True))
    (finding,) = found(compared([CLEAN], [evolve(GOAL, indicators=rows)]))
    assert (finding.code, finding.severity) == ("F5", "note")
    assert "112.5" in finding.message
    assert "90" in finding.message


def test_rows_without_a_weight_hide_no_other_rows_change() -> None:
    table = with_row(1, weight=None)
    rows = list(goal_of(table).indicators)
    rows[1] = evolve(rows[1], weight=reading("30"))
    (finding,) = found(compared([table], [evolve(GOAL, indicators=tuple(rows))]))
    assert (finding.code, finding.where.row, finding.where.column) == ("F5", 2, "分值")


def test_the_share_of_the_sums_is_shown_only_where_it_is_that_of_the_rows() -> None:
    rows = tuple(evolve(one, weight=reading("40" if one.weight_value == 20 else "20")) for one in GOAL.indicators)
    more = row("≥5次", "", "15", None, name="举办讲座次数")
    (scaled,) = found(compared([CLEAN], [evolve(GOAL, indicators=rows)]))
    assert scaled.arithmetic == "90 ÷ 180 = 0.5"
    apart = found(compared([CLEAN], [evolve(GOAL, indicators=(*rows, more))]))
    assert [one.arithmetic for one in apart if "折算" in one.message] == [""]


def test_indicators_missing_and_added_are_found() -> None:
    more = row("≥5次", "", "10", None, name="举办讲座次数")
    goal = evolve(GOAL, indicators=(*GOAL.indicators[1:], more))
    missing, added = sorted(found(compared([CLEAN], [goal])), key=lambda finding: finding.where.row)
    assert (missing.where.row, missing.read) == (0, "举办讲座次数")
    assert [(w.document, w.row) for w in missing.others] == [("目标.docx", 5)]
    assert (added.where.row, added.read) == (1, "采购图书册数")


def test_projects_on_one_side_only_are_found() -> None:
    mine = [CLEAN, evolve(CLEAN, project="道路养护项目")]
    goals = [GOAL, evolve(GOAL, project="路灯维修项目")]
    here, there = sorted(found(compared(mine, goals)), key=lambda finding: -finding.where.table)
    assert (here.code, here.where.table, here.read) == ("F5", 2, "道路养护项目")
    assert (there.code, there.where.table, there.read) == ("F5", 0, "路灯维修项目")
    assert [(w.document, w.table) for w in there.others] == [("目标.docx", 2)]


def test_a_name_that_is_near_is_mentioned() -> None:
    mine = [CLEAN, evolve(CLEAN, project="乡村道路养护和绿化")]
    goals = [GOAL, evolve(GOAL, project="乡村道路养护绿化")]
    assert all("名称相近的是" in finding.message for finding in found(compared(mine, goals)))


def test_names_that_fit_several_are_said_and_not_compared() -> None:
    goals = [evolve(GOAL, project="图书采购"), evolve(goal_with_row(1, target="≥9册"), project="2023年图书采购经费")]
    (finding,) = found(compared([evolve(CLEAN, project="图书采购项目")], goals))
    assert (finding.code, finding.severity) == ("F8", "note")
    assert [other.table for other in finding.others] == [1, 2]


def test_a_copy_of_the_goals_is_no_second_table_and_another_version_is() -> None:
    def beside(*goals: Evaluation) -> list[Finding]:
        documents = [Document(name, (goal,)) for name, goal in zip(("目标.docx", "目标.pdf"), goals, strict=True)]
        return found(recheck([CLEAN], catalogue().values(), goals=documents))

    assert beside(GOAL, GOAL) == []
    assert beside(goal_of(with_row(4, target="", prior="长期")), goal_with_row(4, target="长期"))[0].code == "F8"
    (finding,) = beside(GOAL, goal_with_row(1, target="≥400册"))
    assert finding.code == "F8"
    assert "目标.docx表1" in finding.message
    assert "目标.pdf表1" in finding.message


@pytest.mark.parametrize(
    ("goal", "word"),
    [
        (evolve(GOAL, unit="远山县档案馆"), "单位"),
        (evolve(GOAL, year=2024), "年度"),
        (evolve(GOAL, project="食堂补贴"), "同名"),
    ],
)
def test_documents_that_do_not_belong_together_are_one_note(goal: Evaluation, word: str) -> None:
    result = compared([CLEAN, evolve(CLEAN, project="道路养护")], [goal])
    (finding,) = found(result)
    assert (finding.code, finding.severity) == ("F8", "note")
    assert word in finding.message
    assert result.pairings[0].pairs == ()


def test_a_document_with_both_forms_is_compared_with_itself() -> None:
    result = compared([goal_with_row(1, target="≥400册"), CLEAN])
    (finding,) = found(result)
    assert (finding.where.table, finding.others[0].table, finding.others[0].document) == (2, 1, "")
    assert found(compared([evolve(GOAL, project="食堂补贴"), CLEAN])) == []


LAST = evolve(with_row(1, actual="=360册"), year=2022, project="2022年图书采购项目")


def test_a_project_that_went_to_the_department_above_is_compared_and_asked_about() -> None:
    goal = evolve(GOAL, unit="云岭县图书馆", department="云岭县示例局")
    (finding,) = [f for f in compared([CLEAN], [goal]).all_findings() if f.code == "F6"]
    assert (finding.severity, finding.read, finding.expected) == ("note", "云岭县示例局", "云岭县图书馆")
    assert finding.others[0].document == "目标.docx"


@pytest.mark.parametrize("seed", range(8))
def test_the_goals_of_a_generated_document_agree_until_one_is_changed(seed: int) -> None:
    shelf = tuple(catalogue().values())
    made = generate(seed, shelf)
    document = read(made.name, made.data)
    random = Random(seed)
    goals = [
        goal_of(table, project=table.project.replace("项目", "经费") if table.kind == "project" else table.project)
        for table in document.evaluations
        if table.form == "self-evaluation"
    ]
    random.shuffle(goals)
    agreed = recheck(document, shelf, goals=goals, trace=False)
    assert found(agreed) == []
    changed = random.choice(goals)
    rows = list(changed.indicators)
    rows[0] = evolve(rows[0], target=value("≥7654321次"))
    goals[goals.index(changed)] = evolve(changed, indicators=tuple(rows))
    assert "F5" in {finding.code for finding in recheck(document, shelf, goals=goals, trace=False).all_findings()}


class TestLastYear:
    def test_a_target_below_last_year_s_result_is_asked_about(self) -> None:
        last = evolve(CLEAN, year=2022, indicators=(LAST.indicators[0],))
        (finding,) = [f for f in found(compared([CLEAN], last=[last])) if f.where.row == 1]
        assert finding.code == "D11"
        assert finding.message.endswith("？")
        assert [(w.document, w.row, w.column) for w in finding.others] == [("上年.docx", 1, "实际完成值")]

    def test_several_targets_below_last_year_s_results_are_asked_about_once(self) -> None:
        rows = tuple(evolve(LAST.indicators[0], name=name) for name in ("采购图书册数", "捐赠图书册数"))
        mine = tuple(evolve(CLEAN.indicators[0], name=row.name) for row in rows)
        this = evolve(CLEAN, indicators=(*mine, *CLEAN.indicators[2:]))
        (finding,) = found(compared([this], last=[evolve(LAST, indicators=rows)]))
        assert (finding.code, finding.where.row) == ("D11", 0)
        assert [(w.document, w.row) for w in finding.others] == [("", 1), ("", 2), ("上年.docx", 1), ("上年.docx", 2)]

    def test_goals_of_the_year_are_compared_with_last_year_s_results(self) -> None:
        assert "D11" in {finding.code for finding in found(compared([GOAL], last=[LAST]))}

    def test_a_target_that_is_not_lower_is_not_mentioned(self) -> None:
        last = evolve(LAST, indicators=(evolve(LAST.indicators[0], actual=value("=300册")),))
        assert found(compared([CLEAN], last=[last])) == []

    def test_another_prior_result_than_was_printed_last_year_is_found(self) -> None:
        (finding,) = [f for f in found(compared([with_row(1, prior="250册")], last=[LAST])) if f.code == "F7"]
        assert (finding.read, finding.expected, finding.where.column) == ("250册", "=360册", "上年完成值")
        assert finding.others[0].document == "上年.docx"

    @pytest.mark.parametrize("prior", ["360册", "=360册", "360", "360.0册"])
    def test_the_same_prior_result_is_not_mentioned(self, prior: str) -> None:
        assert "F7" not in {f.code for f in found(compared([with_row(1, prior=prior)], last=[LAST]))}

    @pytest.mark.parametrize(
        ("prior", "actual", "is_same"),
        [
            ("3-5次", "3～5次", True),
            ("3-5次", "3-6次", False),
            ("12月底", "2022年12月31日", True),
            ("11月底", "2022年12月31日", False),
            ("3.5次", "35次", False),
        ],
    )
    def test_ranges_and_dates_are_the_same_result_in_another_spelling(
        self, prior: str, actual: str, is_same: bool
    ) -> None:
        last = evolve(LAST, indicators=(evolve(LAST.indicators[0], actual=value(actual)),))
        codes = {one.code for one in found(compared([with_row(1, prior=prior)], last=[last]))}
        assert ("F7" not in codes) is is_same

    def test_a_document_of_the_same_year_is_not_last_year_s(self) -> None:
        (finding,) = found(compared([CLEAN], last=[evolve(LAST, year=2023)]))
        assert (finding.code, finding.severity) == ("F8", "note")


class TestAlike:
    def findings(self, *tables: Evaluation, code: str, unit: str = "") -> list[Finding]:
        named = Passage(unit, Place(line=1)) if unit else None
        result = recheck(Document("自评.txt", tables, unit=named), catalogue().values(), ruleset="xinjiang/2023")
        return [finding for finding in result.all_findings() if finding.code == code]

    def test_tables_identical_but_for_the_name_are_found(self) -> None:
        (finding,) = self.findings(CLEAN, evolve(CLEAN, project="设备采购项目"), code="F4")
        assert (finding.severity, finding.where.table, finding.others[0].table) == ("warning", 2, 1)

    def test_other_money_makes_it_a_question(self) -> None:
        other = evolve(with_funds(funds("90.00", "90.00", "100.00%", "10.00")), project="设备采购项目")
        (finding,) = self.findings(CLEAN, other, code="F4")
        assert finding.severity == "note"

    @pytest.mark.parametrize(
        "other",
        [
            with_row(1, actual="=301册"),
            evolve(CLEAN, indicators=CLEAN.indicators[:4]),
            evolve(CLEAN, form="goal", funds=()),
        ],
    )
    def test_tables_with_a_difference_are_not_copies(self, other: Evaluation) -> None:
        assert self.findings(CLEAN, evolve(other, project="设备采购项目"), code="F4") == []

    def test_a_unit_written_in_two_ways_is_asked_about(self) -> None:
        tables = [evolve(with_row(1, actual=f"={n}册"), project=f"项目{n}") for n in (301, 302, 303)]
        tables[2] = evolve(tables[2], unit="云县示例局")
        (finding,) = self.findings(*tables, code="F6")
        assert (finding.where.table, finding.read, finding.expected) == (3, "云县示例局", "云岭县示例局")
        assert finding.message.endswith("？")

    @pytest.mark.parametrize(
        "other", ["云岭县 示例局", "云岭县示例局（云岭县样品办公室）", "云岭县示例局机关", "远山县档案馆", ""]
    )
    def test_another_unit_and_the_same_one_are_not_asked_about(self, other: str) -> None:
        assert self.findings(CLEAN, evolve(with_row(1, actual="=301册"), unit=other), code="F6") == []

    def test_units_that_only_a_number_tells_apart_are_two(self) -> None:
        other = evolve(with_row(1, actual="=301册"), unit="云岭县第二小学")
        assert self.findings(evolve(CLEAN, unit="云岭县小学"), other, code="F6") == []

    def test_a_unit_other_than_the_title_s_is_asked_about(self) -> None:
        (finding,) = self.findings(CLEAN, code="F6", unit="云岭县示范样例局")
        assert (finding.severity, finding.expected) == ("warning", "云岭县示范样例局")
        assert finding.others[0].place.line == 1
        (finding,) = self.findings(CLEAN, code="F6", unit="云岭县示例服务局")
        assert finding.severity == "warning"
        (finding,) = self.findings(CLEAN, code="F6", unit="远山县档案馆")
        assert finding.severity == "note"

    @pytest.mark.parametrize("unit", ["云岭县示例局", "云岭县 示例局（机关）", ""])
    def test_the_title_s_own_unit_is_not_asked_about(self, unit: str) -> None:
        assert self.findings(CLEAN, code="F6", unit=unit) == []

    def test_a_unit_under_the_department_of_the_title_is_not_asked_about(self) -> None:
        table = evolve(CLEAN, unit="云岭县图书馆", department="云岭县文化局")
        assert self.findings(table, code="F6", unit="云岭县文化局") == []


def test_a_unit_does_not_miss_the_goals_of_another_unit_under_the_same_department() -> None:
    mine = evolve(CLEAN, unit="云岭县图书馆", department="云岭县文化局")
    other = evolve(GOAL, project="2023年文物巡查经费", unit="云岭县文物保护所", department="云岭县文化局")
    own = evolve(GOAL, unit="云岭县图书馆", department="云岭县文化局")
    lacking = evolve(own, project="2023年古籍数字化经费")
    (finding,) = found(compared([mine], [own, other, lacking]))
    assert "古籍数字化" in finding.message
    whole = evolve(mine, project="云岭县文化局", unit="云岭县文化局", kind="department", department="")
    assert len(found(compared([mine, whole], [own, other, goal_of(whole)]))) == 1


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
