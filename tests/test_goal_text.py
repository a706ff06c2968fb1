"""D8: a figure of the goal in words is set against the row it plainly means, and no other."""

from __future__ import annotations

import pytest
from attrs import evolve

from rulesets import catalogue
from scoring import Evaluation, Finding, Indicator, recheck
from tests.tables import CLEAN, row


def table(*rows: Indicator, goal: str = "", achieved: str = "") -> Evaluation:
    return evolve(CLEAN, indicators=(*rows, *CLEAN.indicators[3:]), goal=goal, achieved=achieved)


def found(made: Evaluation) -> list[Finding]:
    everything = recheck([made], catalogue().values(), ruleset="xinjiang/2023").all_findings()
    return [finding for finding in everything if finding.code == "D8"]


def counted(name: str, target: str, actual: str | None = None) -> Indicator:
    return row(target, actual or target.replace("≥", "="), "20", "20.00", name=name)


PEOPLE = counted("保障办公人员", "=6人")
FILMS = counted("教学片拍摄数", "≥5部")
COURSES = (counted("党员培训班期数", "≥2期"), counted("干部培训班期数", "≥3期"))
BOOKS = counted("采购图书册数", "≥300册", "=320册")

DISAGREEING = [
    (table(PEOPLE, goal="保障63人正常办公。"), "目标值", "保障63人"),
    (table(FILMS, goal="年内至少完成4部教学片拍摄。"), "目标值", "至少完成4部"),
    (table(FILMS, goal="拍摄教学片不少于4部"), "目标值", "不少于4部"),
    (table(*COURSES, goal="举办干部培训班2期、党员培训班2期"), "目标值", "干部培训班2期"),
    (table(BOOKS, achieved="采购图书300册"), "实际完成值", "采购图书300册"),
    (table(BOOKS, achieved="采购图书不少于350册"), "实际完成值", "不少于350册"),
    (table(BOOKS, achieved="读者满意度100%"), "实际完成值", "读者满意度100%"),
    (table(BOOKS, goal="采购图书５００余册"), "目标值", "500余册"),
    (table(counted("补贴人数", "≥1.2万人"), goal="补贴11000人"), "目标值", "补贴11000人"),
    (table(FILMS, goal="拍摄教学片四部。"), "目标值", "拍摄教学片四部"),
    (table(PEOPLE, goal="保障办公人员六十三人"), "目标值", "六十三人"),
    (table(*COURSES, goal="举办党员培训班两期，干部培训班不少于一期"), "目标值", "不少于一期"),
    (table(BOOKS, achieved="读者满意度达到百分之八十"), "实际完成值", "百分之八十"),
    (table(BOOKS, goal="采购图书一千二百册"), "目标值", "一千二百册"),
    (table(BOOKS, goal="采购图书1,300册"), "目标值", "采购图书1,300册"),
]

AGREEING = [
    table(PEOPLE, goal="保障6人正常办公。"),
    table(FILMS, goal="完成教学片拍摄5部"),
    table(*COURSES, goal="举办党员培训班2期、干部培训班3期"),
    table(*COURSES, goal="举办培训班9期"),
    table(*COURSES, goal="举办党员干部培训班5期"),
    table(counted("培训人数", "≥100人"), goal="培训干部60人，培训群众40人"),
    table(BOOKS, goal="采购课外图书100册，采购专业图书200册"),
    table(BOOKS, achieved="采购图书300册以上"),
    table(BOOKS, achieved="采购图书超过300册"),
    table(BOOKS, achieved="计划采购图书300册，实际采购图书320册"),
    table(BOOKS, goal="采购图书近310册"),
    table(BOOKS, goal="其中采购图书30册给学校"),
    table(BOOKS, goal="采购图书200—500册"),
    table(BOOKS, goal="采购图书200至500册，读者满意度90%～95%"),
    table(BOOKS, goal="每季度采购图书75册"),
    table(BOOKS, goal="全县现有图书9000册"),
    table(BOOKS, goal="2023年采购图书，12月10日前完成，分3批"),
    table(BOOKS, goal="购置书架40个，走访5户"),
    table(BOOKS, goal="课本500册，画册400册"),
    table(counted("补贴人数", "≥1.2万人"), goal="补贴12000人"),
    table(counted("培训人数", "≥50人"), goal="为乡里80人体检"),
    table(BOOKS, goal="群众满意度90%，读者满意度90%"),
    table(FILMS, goal="拍摄教学片五部"),
    table(FILMS, goal="拍摄第四部教学片"),
    table(FILMS, goal="拍摄教学片三四部，拍摄教学片几十部，拍摄教学片一部一评"),
    table(BOOKS, goal="采购图书三百册，采购一册好图书，读者满意度百分之九十"),
    table(BOOKS, goal="采购图书近三百余册"),
    table(counted("宣传活动次数", "≥5次"), goal="一次性开展宣传活动，两次三番"),
    table(counted("走访户数", "≥1200户"), goal="走访1,200户，走访千户，走访万户"),
    table(counted("五个好支部评选", "≥9个"), goal="评选“五个好”支部"),
    table(counted("群众十分满意人数", "≥90人"), goal="群众十分满意"),
]


@pytest.mark.parametrize(("made", "cell", "clause"), DISAGREEING)
def test_a_figure_that_differs_from_its_row_is_found(made: Evaluation, cell: str, clause: str) -> None:
    (finding,) = found(made)
    assert finding.where.column == cell
    assert clause in finding.read
    assert finding.where.name in finding.message
    assert finding.expected in finding.message


@pytest.mark.parametrize("made", AGREEING)
def test_figures_that_agree_or_may_mean_something_else_are_left_alone(made: Evaluation) -> None:
    assert found(made) == []


def test_the_same_slip_in_goal_and_result_is_reported_once() -> None:
    assert len(found(table(PEOPLE, goal="保障63人正常办公。", achieved="保障63人正常办公。"))) == 1


def test_a_figure_whose_row_is_only_likely_is_put_as_a_condition() -> None:
    (finding,) = found(table(PEOPLE, goal="保障63人正常上班。"))
    assert "如果说的是同一件事" in finding.message
    (sure,) = found(table(FILMS, goal="拍摄教学片4部"))
    assert "如果" not in sure.message
