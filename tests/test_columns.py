"""Columns: told by head words with their synonyms, by votes of the content, or from the content alone."""

from __future__ import annotations

import pytest

from reports.grid import row_of
from reports.recognition.columns import classify, fund_head, indicator_head, told_from_content, vote

from .forms import TITLE, table, texts


def roles(line: str) -> list[str]:
    head = indicator_head(row_of(line.split("\t")).cells)
    assert head is not None
    return [column.role for column in head.columns]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施",
            "level1 level2 name target actual weight score reason",
        ),
        (
            "一级指标\t二级指标\t三级指标\t权重\t目标值\t业绩值\t完成率\t指标得分\t指标值设定依据\t上年完成情况\t赋分规则\t佐证资料",
            "level1 level2 name weight target actual completion score basis prior rule evidence",
        ),
        (
            "一级指标\t二级指标\t三级指标\t分值\t年度指标值\t全年实际值\t得分\t未完成原因及拟采取的改进措施",
            "level1 level2 name weight target actual score reason",
        ),
        (
            "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t完成值\t权重\t得分",
            "level1 level2 name operator target measure actual weight score",
        ),
        (
            "指标名称\t计量单位\t指标性质\t年初指标值\t调整指标值\t全年完成值\t得分系数(%)\t指标权重(分)\t指标得分(分)\t是否核心指标",
            "name measure operator target revised actual coefficient weight score other",
        ),
        (
            "一级 指标\t二级 指标\t三级 指标\t指标值\t指标值设 置依据\t指标分值 权重",
            "level1 level2 name target basis weight",
        ),
        (
            "一級指標\t二級指標\t三級指標\t年度指標值\t實際完成值\t分值\t得分",
            "level1 level2 name target actual weight score",
        ),
        ("一级指标\t二级指标\t指标值\t分值", "level1 name target weight"),
        (
            "一级指标\t二级指标\t三级指标\t年初目标值（A）\t实际完成值（B）\t得分",
            "level1 level2 name target actual score",
        ),
    ],
)
def test_head_words_of_every_known_form(line: str, expected: str) -> None:
    assert roles(line) == expected.split()


@pytest.mark.parametrize(
    "line",
    [
        "项目名称\t河道清淤",
        "序号\t部门\t单位\t金额",
        "总分\t\t100\t95分",
        "年度总体目标\t预期目标\t实际完成情况",
        "一级指标",
    ],
)
def test_other_rows_are_no_head(line: str) -> None:
    assert indicator_head(row_of(line.split("\t")).cells) is None


def test_an_unknown_head_word_keeps_its_column_for_itself() -> None:
    (row,) = table(
        TITLE
        + "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t校核意见\t分值\t得分\n"
        + "产出指标\t数量指标\t清淤里程\t≥12公里\t=12公里\t同意\t40\t40\n"
    ).indicators
    assert texts(row) == ("产出指标", "数量指标", "清淤里程", "≥12公里", "=12公里", "40", "40")
    assert row.reason == ""


def test_a_money_block_is_told_by_two_of_its_words() -> None:
    head = fund_head(row_of(["", "资金来源", "年初预算（A）", "全年执行数（B）", "执行率（B/A）"]).cells)
    assert head is not None
    assert [column.role for column in head.columns] == ["source", "initial", "executed", "rate"]
    assert fund_head(row_of(["得分", "分值"]).cells) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("≥95%", "quantity"), ("<=3次", "quantity"), ("不少于3次", "quantity"), ("=2024年12月10日", "quantity"),
        ("10.00", "number"), ("99.07 分", "number"), ("105.26%", "percent"), ("12月", "measured"),
        ("2024年12月31日前", "measured"), ("产出指 标", "level1"), ("数量指标", "level2"), ("满意度指标", "level"),
        ("按照完成比例赋分", "rule"), ("抽查赋分", "rule"), ("计划标准", "basis"), ("工作资料", "evidence"),
        ("—", "blank"), ("**", "blank"), ("≥", "operator"), ("人次", "measure"), ("10KV高压线路迁移入地", "text"),
        ("产出效率指标", "levelish"), ("字" * 60, "long"),
    ],
)  # fmt: skip
def test_classes_of_cells(text: str, kind: str) -> None:
    assert classify(text) == kind


def test_a_quantity_votes_for_a_target_and_against_a_weight() -> None:
    assert vote("target", "quantity") > 0 > vote("weight", "quantity")
    assert vote("weight", "number") > vote("target", "number")


def test_columns_without_a_head_are_told_from_their_content() -> None:
    lines = [
        "产出指标\t数量指标\t清淤里程\t≥12公里\t=11公里\t40\t36.67\t汛期提前",
        "\t质量指标\t验收合格率\t=100%\t=100%\t30\t30.00\t",
        "满意度指标\t满意度指标\t居民满意度\t≥90%\t=93%\t20\t20.00\t",
    ]
    head = told_from_content([row_of(line.split("\t")).cells for line in lines])
    assert head is not None
    assert not head.printed
    assert [column.role for column in head.columns] == [
        "level1", "level2", "name", "target", "actual", "weight", "score", "reason",
    ]  # fmt: skip


def test_content_that_is_no_form_tells_nothing() -> None:
    assert told_from_content([row_of(["行政运行", "409.90", "409.90"]).cells]) is None
