"""Findings of two documents, and of tables beside each other: where they should be, and only there."""

from __future__ import annotations

from random import Random

import pytest
from attrs import evolve

from examples.generated import generate
from reports import read
from rulesets import catalogue
from scoring import Document, Evaluation, Finding, recheck
from tests.tables import CLEAN, funds, reading, row, value, with_funds, with_row

from .counterparts import GOAL, compared, found, goal_of, goal_with_row


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


def test_a_unit_does_not_miss_the_goals_of_another_unit_under_the_same_department() -> None:
    mine = evolve(CLEAN, unit="云岭县图书馆", department="云岭县文化局")
    other = evolve(GOAL, project="2023年文物巡查经费", unit="云岭县文物保护所", department="云岭县文化局")
    own = evolve(GOAL, unit="云岭县图书馆", department="云岭县文化局")
    lacking = evolve(own, project="2023年古籍数字化经费")
    (finding,) = found(compared([mine], [own, other, lacking]))
    assert "古籍数字化" in finding.message
    whole = evolve(mine, project="云岭县文化局", unit="云岭县文化局", kind="department", department="")
    assert len(found(compared([mine, whole], [own, other, goal_of(whole)]))) == 1
