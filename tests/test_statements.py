"""What the text announces: counts and amounts, from paragraphs that speak of performance only."""

from __future__ import annotations

import pytest

from reports.grid import Paragraph
from reports.recognition.statements import statements
from scoring import Place, Statement


def read(text: str) -> list[Statement]:
    return list(statements([Paragraph(text, Place(line=7))]))


def facts(statement: Statement) -> tuple[object, ...]:
    amounts = (statement.budget, statement.executed)
    values = [None if figure is None else f"{figure.value:f}" for figure in amounts]
    return (statement.kind, statement.form, statement.count, statement.fiscal, *values)


def test_self_evaluations_of_a_department_and_of_projects() -> None:
    text = (
        "本单位按绩效管理要求编制整体支出绩效自评表1个，全年预算总额1,255.95万元，实际执行总额254.91万元；"
        "预算绩效评价项目 3 个，全年预算数 60.5 万元，全年执行数 51 万元。取得的成效：一是管理更规范。"
    )
    assert [facts(found) for found in read(text)] == [
        ("department", "self-evaluation", 1, None, "1255.95", "254.91"),
        ("project", "self-evaluation", 3, None, "60.5", "51"),
    ]
    assert read(text)[0].place.line == 7
    assert read(text)[1].text.startswith("预算绩效评价项目")


def test_none_at_all_is_announced_as_0() -> None:
    (found,) = read("绩效管理要求编制的整体支出绩效自评表 0 个，全年预算总额 0.00 万元，实际执行总额 0.00 万元。")
    assert facts(found) == ("department", "self-evaluation", 0, None, "0.00", "0.00")


def test_goals_by_source_of_money() -> None:
    text = (
        "2024年，本单位整体预算绩效目标1个，涉及金额120.00万元；当年财政拨款项目5个，涉及预算金额90.00万元；"
        "当年非财政拨款项目一个，涉及预算金额30.00万元。"
    )
    assert [facts(found) for found in read(text)] == [
        ("department", "goal", 1, None, "120.00", None),
        ("project", "goal", 5, True, "90.00", None),
        ("project", "goal", 1, False, "30.00", None),
    ]


def test_the_number_before_its_noun_and_yuan() -> None:
    (found,) = read("我局对15个项目开展绩效自评，涉及资金2.5亿元。")
    assert facts(found) == ("project", "self-evaluation", 15, None, "25000.0", None)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("对十二个项目开展绩效自评。", 12),
        ("绩效自评项目共二十一个。", 21),
        ("绩效自评项目三百一十二个。", 312),
        ("对十个项目开展绩效自评。", 10),
        ("对两个项目开展绩效自评。", 2),
    ],
)
def test_counts_in_chinese_numerals(text: str, count: int) -> None:
    assert [found.count for found in read(text)] == [count]


@pytest.mark.parametrize("number", ["几十个", "12,345个", "十点五个", "1百个", "百千个", "1234567个"])
def test_a_count_that_is_no_whole_numeral_is_none(number: str) -> None:
    assert read(f"对{number}项目开展绩效自评。") == []
    assert read(f"绩效自评项目{number}。") == []


@pytest.mark.parametrize(
    "text",
    [
        "我单位转移支付项目数1个,涉及的预算资金数为22.80万元。",
        "上年结转结余资金涉及项目数3个，涉及的预算资金数为420.56万元，绩效良好。",
        "全年组织绩效培训3次，参训120人。",
        "选取2个项目开展绩效重点评价，涉及资金30万元。",
        "绩效管理更加规范。",
    ],
)
def test_other_sentences_announce_nothing(text: str) -> None:
    assert read(text) == []
