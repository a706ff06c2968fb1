"""The preparer's TOML and JSON: read exactly, refused with file, key and cure, written so that it reads back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given

from reports import StructuredError, read, read_structured, read_text, write_structured
from reports.readers.kinds import looks_structured
from scoring import Evaluation, Figure, Moment, Place, Quantity, Unreadable, figure_value

from .forms import WHOLE, table
from .strategies import evaluations

SMALL = """
# 示例
project = "河道清淤经费"
year = 2024
unit = "云岭县河道管理站"

[budget]
initial = "60.00"
adjusted = 50.10
executed = 45

[[indicators]]
level1 = "产出指标"
name = "清淤里程"
target = "≥12公里"
actual = "11公里"
weight = 12.5
score = "11.46"

[[indicators]]
name = "完工时间"
target = 2024-12-31
weight = "十二"
"""
JSON = """{"project": "河道清淤经费", "year": 2024, "unit": "云岭县河道管理站",
 "budget": {"initial": "60.00", "adjusted": 50.10, "executed": 45},
 "indicators": [
  {"level1": "产出指标", "name": "清淤里程", "target": "≥12公里", "actual": "11公里", "weight": 12.5, "score": "11.46"},
  {"name": "完工时间", "target": "2024年12月31日", "weight": "十二"}]}"""


def nowhere(evaluation: Evaluation) -> Evaluation:
    """The table without its places in the document."""
    return evolve(
        evaluation,
        place=Place(),
        funds=tuple(evolve(line, place=Place()) for line in evaluation.funds),
        tasks=tuple(evolve(task, place=Place()) for task in evaluation.tasks),
        indicators=tuple(evolve(row, place=Place()) for row in evaluation.indicators),
        total_place=Place(),
        grade_place=Place(),
    )


def test_toml_is_read() -> None:
    found = read_structured(SMALL, "填报.toml")
    assert (found.project, found.year, found.kind, found.form) == ("河道清淤经费", 2024, "project", "self-evaluation")
    assert found.budget is not None
    assert found.budget.adjusted == Figure("50.10", Decimal("50.10"))
    first, second = found.indicators
    assert isinstance(first.target, Quantity)
    assert (first.weight, first.printed_score) == (Figure("12.5", Decimal("12.5")), Figure("11.46", Decimal("11.46")))
    assert isinstance(second.target, Moment)
    assert second.weight == Unreadable("十二")


def test_json_says_the_same() -> None:
    assert read_structured(JSON, "填报.json") == read_structured(SMALL, "填报.toml")


def test_numbers_do_not_pass_through_float() -> None:
    for text in (
        'project = "甲"\n[budget]\nadjusted = 0.10000000000000000001\n',
        '{"project": "甲", "budget": {"adjusted": 0.10000000000000000001}}',
    ):
        budget = read_structured(text).budget
        assert budget is not None
        assert str(figure_value(budget.adjusted)) == "0.10000000000000000001"


def test_the_kind_of_file_is_told_by_its_content() -> None:
    assert looks_structured(SMALL)
    assert looks_structured("\ufeff" + JSON)
    assert looks_structured("[[indicators]]\nname = 1")
    assert not looks_structured(WHOLE)
    assert not looks_structured("# 标题\n\n正文 = 说明\n")
    assert not looks_structured("[bookmark: a]根据绩效管理要求，\n")
    assert len(read_text(SMALL, "没有扩展名").evaluations) == 1


def test_it_reads_as_a_document_with_one_table() -> None:
    found = read("填报.txt", SMALL.encode("gb18030"))
    assert [evaluation.project for evaluation in found.evaluations] == ["河道清淤经费"]
    assert (found.statements, found.skipped) == ((), ())


def test_a_department_may_leave_the_project_out() -> None:
    found = read_structured('kind = "部门"\nunit = "云岭县水务局"\n')
    assert (found.kind, found.project, found.form) == ("department", "云岭县水务局", "goal")


def test_title_is_another_word_for_project() -> None:
    assert read_structured('title = "甲"').project == "甲"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('projct = "甲"', "填报.toml", "不认识的键 projct.*是不是 project"),
        ('project = "甲"\n[[indicators]]\nname = "乙"\nwieght = 3', "第 1 项", "不认识的键 wieght.*weight"),
        ('project = "甲"\n[budget]\ninital = 3', "budget", "initial"),
        ('project = "甲"\nunit = 3', "unit", "应是文字，写的是数"),
        ('project = "甲"\n[[indicators]]\nname = "乙"\nweight = true', "weight", "true/false"),
        ('project = "甲"\n[[indicators]]\nname = "乙"\nweight = nan', "weight", "不是一个数"),
        ('project = "甲"\n[[indicators]]\nname = "乙"\nweight = [1]', "weight", "一列值"),
        ('project = "甲"\n[[indicators]]\nweight = 3', "第 1 项：name", "没有写三级指标的名称"),
        ('project = "甲"\nindicators = 3', "indicators", "应是一列表"),
        ('project = "甲"\nbudget = 3', "budget", "应是一个表"),
        ('project = "甲"\nkind = "projet"', "kind", "是不是 project"),
        ('project = "甲"\nyear = "今年"', "year", "不是年度"),
        ('project = "甲"\ntitle = "甲"', "title", "不能都写"),
        ('project = "甲"\n[budget]\n[[funds]]', "budget", "只能写一个"),
        ('project = "甲"\n[[funds]]\ntotal = "是"', "total", "true 或 false"),
        ("year = 2024", "project", "没有写项目名称"),
        ('project = "甲', "填报.toml", "第 1 行第 13 列附近不是有效的 TOML|不是有效的 TOML"),
        ('project = "甲"\nproject = "乙"', "填报.toml", "写了两次"),
        ('{"project": ', "填报.toml", "第 1 行第 .* 列起不是有效的 JSON"),
        ('{"project": "甲", "project": "乙"}', "填报.toml", "键 project 写了两次"),
        ('{"project": "甲", "year": NaN}', "填报.toml", "NaN 不是一个数"),
        ("[]", "填报.toml", "应是一个表"),
        ("{" * 3000, "填报.toml", "JSON|嵌套"),
        ('{"a":' * 3000, "填报.toml", "JSON|嵌套"),
        ("a = " + "[" * 3000, "填报.toml", "TOML|嵌套"),
        ('project = "甲"\nyear = 0', "year", "不是年度"),
        ('project = "甲"\nyear = "0000"', "year", "不是年度"),
        ('project = "甲"\nunit = 1e99999999999999999999', "unit", "应是文字，写的是数"),
    ],
)
def test_a_broken_file_says_where_and_what_to_do(text: str, place: str, message: str) -> None:
    with pytest.raises(StructuredError, match=message) as caught:
        read_structured(text, "填报.toml")
    assert caught.value.place.startswith("填报.toml")
    assert place in caught.value.place
    assert caught.value.cure


ENDLESS = [
    "1e999999", "-1e-999999", "1e99999999999999", "1e9999999999999999999999", "1e21", "9" * 31, "9" * 5000,
    "1." + "3" * 5000, "0." + "0" * 40 + "1",
]  # fmt: skip


@pytest.mark.parametrize("number", ENDLESS, ids=lambda number: number[:24])
@pytest.mark.parametrize("key", ["weight", "target"])
def test_an_endless_number_is_refused_with_its_key(number: str, key: str) -> None:
    for text in (
        f'project = "甲"\n[[indicators]]\nname = "乙"\n{key} = {number}\n',
        f'{{"project": "甲", "indicators": [{{"name": "乙", "{key}": {number}}}]}}',
    ):
        with pytest.raises(StructuredError, match="太长、太大或太小") as caught:
            read_structured(text, "填报.toml")
        assert caught.value.place.startswith("填报.toml")
        assert caught.value.place.endswith(key)
        assert caught.value.cure


def test_an_endless_hexadecimal_number_is_refused() -> None:
    with pytest.raises(StructuredError, match="太长"):
        read_structured('project = "甲"\ntotal = 0x' + "f" * 100_000, "填报.toml")


def test_large_and_small_numbers_of_this_world_are_read() -> None:
    found = read_structured('project = "甲"\n[budget]\ninitial = 1.5e6\nadjusted = 1_000_000.25\nexecuted = 1e-4\n')
    line = found.funds[0]
    assert [str(figure_value(r)) for r in (line.initial, line.adjusted, line.executed)] == [
        "1500000", "1000000.25", "0.0001",
    ]  # fmt: skip


@given(evaluations())
def test_what_is_written_reads_back(evaluation: Evaluation) -> None:
    assert read_structured(write_structured(evaluation)) == evaluation


def test_a_published_table_written_as_toml_reads_back() -> None:
    found = nowhere(table(WHOLE))
    assert read_structured(write_structured(found)) == found


def test_text_of_every_kind_survives() -> None:
    odd = evolve(nowhere(table(WHOLE)), goal='引号" 反斜杠\\ 换行\n制表\t 控制\x01 结束', printed_grade="优")
    assert read_structured(write_structured(odd)) == odd
