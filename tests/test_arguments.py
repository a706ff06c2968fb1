"""Slips in calls of the library: told in Chinese with what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

import reports
from rulesets import catalogue
from scoring import Document, WrongArgument, ZipingbiaoError, infer, recheck, score
from scoring.derivation import derive

from . import samples
from .command import EXAMPLES, PROJECT

SHELF = catalogue()
RULES = SHELF["national/2020"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: score(samples.plain_project(), "national/2020"),
            'score 要的是一个规则集.*catalogue..."national/2020"',
        ),
        (lambda: score(samples.plain_project(), None), "要的是一个规则集.*NoneType"),
        (lambda: score(str(PROJECT), RULES), "score 要的是一张表.*reports.read"),
        (lambda: score(reports.read(PROJECT), RULES), "要的是一张表.*document.evaluations"),
        (lambda: recheck(str(PROJECT), SHELF.values()), "recheck 要的是一份文件.*reports.read"),
        (lambda: recheck(PROJECT, SHELF.values()), "recheck 要的是一份文件.*PosixPath|WindowsPath"),
        (lambda: recheck(samples.plain_project(), SHELF.values()), "写成列表"),
        (lambda: recheck(reports.read(PROJECT), SHELF), r"catalogue\(\).values\(\)"),
        (lambda: recheck(reports.read(PROJECT), "national/2020"), r"catalogue\(\).values\(\)"),
        (lambda: recheck(reports.read(PROJECT), RULES), r"catalogue\(\).values\(\)"),
        (lambda: recheck(reports.read(PROJECT), SHELF.values(), ruleset=RULES), 'ruleset="national/2020"'),
        (lambda: infer(PROJECT, SHELF.values()), "infer 要的是一份文件"),
        (lambda: infer(reports.read(PROJECT), SHELF), "infer 要的是几个规则集"),
        (lambda: reports.read(reports.read(PROJECT)), "reports.read 要的是文件名.*Document"),
        (lambda: reports.read(b"PK"), r"read\(名称, 内容\)"),
        (lambda: reports.read_archive(None), "reports.read_archive 要的是文件名"),
        (lambda: reports.blank_form(samples.goal_table(), "national/2020"), "blank_form 要的是一个规则集"),
    ],
)
def test_a_wrong_argument_is_named_with_what_to_write(call: Callable[[], object], words: str) -> None:
    with pytest.raises(WrongArgument, match=words) as caught:
        call()
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, ZipingbiaoError)
    assert caught.value.cure


def test_a_ruleset_that_is_not_among_the_rulesets_is_named() -> None:
    asking = Document("表.toml", (evolve(samples.plain_project(), ruleset="nowhere/2020"),))
    for call in (lambda: recheck(asking, SHELF.values()), lambda: derive(asking, SHELF.values(), 1, [1])):
        with pytest.raises(ZipingbiaoError, match=r"表\.toml：没有规则集“nowhere/2020”.*national/2020"):
            call()
    with pytest.raises(ZipingbiaoError, match="没有规则集可用"):
        derive(evolve(asking, evaluations=(samples.plain_project(),)), [], 1, [1])


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_table_that_is_not_there_is_none(number: int) -> None:
    with pytest.raises(ZipingbiaoError, match=f"没有第 {number} 张表.*共 1 张"):
        derive(Document("表.toml", (samples.plain_project(),)), SHELF.values(), number, [1])


def test_two_rulesets_of_one_id_are_refused_and_one_given_twice_is_one() -> None:
    table = samples.plain_project()
    with pytest.raises(ZipingbiaoError, match="两个规则集的编号是“national/2020”"):
        recheck([table], [*SHELF.values(), evolve(RULES, title="另一个")])
    twice = infer(Document("", (table,)), [*SHELF.values(), evolve(RULES)])
    assert twice == infer(Document("", (table,)), SHELF.values())


def test_files_are_read_by_path_and_tables_come_from_anywhere() -> None:
    document = reports.read(Path(PROJECT))
    assert recheck(iter(document.evaluations), iter(SHELF.values())).tables[0].evaluation == document.evaluations[0]
    assert infer(document, []).candidates == ()


def test_blank_forms_are_made_and_written_at_the_public_door() -> None:
    goals = [one for one in reports.read(EXAMPLES / "goals-2024.txt").evaluations if one.form == "goal"]
    forms = [reports.blank_form(one, RULES) for one in goals]
    assert len(reports.read("空白.xlsx", reports.write_blank(forms)).evaluations) == len(goals)
    assert len(reports.read("空白.docx", reports.write_blank(forms[0], "docx")).evaluations) == 1
    with pytest.raises(reports.ReportError, match="只放一张"):
        reports.write_blank(forms, "docx")
    with pytest.raises(reports.ReportError, match="至少给出一张"):
        reports.write_blank([])
    with pytest.raises(reports.ReportError, match="不能写成“pdf”"):
        reports.write_blank(forms, "pdf")
