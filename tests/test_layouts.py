"""Table families of other places: their heads, money blocks and totals are read with words alone."""

from __future__ import annotations

import pytest

from reports import read_text
from scoring import Evaluation, figure_value

from .forms import TITLE, WHOLE, document, table, texts

IDENTITY = "项目名称\t河道清淤经费\n主管部门\t云岭县水务局\t实施单位\t云岭县河道管理站\n"


def budget(found: Evaluation) -> list[str | None]:
    line = found.budget
    assert line is not None
    readings = (line.initial, line.adjusted, line.executed, line.weight, line.printed_rate, line.printed_score)
    return [None if reading is None else reading.text for reading in readings]


def test_the_ministrys_form_with_the_weight_first() -> None:
    found = table(
        TITLE
        + IDENTITY
        + "项目资金（万元）\t\t全年预算数（A）\t全年执行数（B）\t分值\t执行率（B/A）\t得分\n"
        + "\t年度资金总额：\t100\t90\t10\t90%\t9\n\t其中：本年财政拨款\t100\t90\t-\t90%\t-\n\t上年结转资金\t\t\t-\t\t-\n"
        + "年度总体目标\t年初设定目标\t\t年度总体目标完成情况综述\n\t清淤12公里\t\t清淤11公里\n"
        + "绩效指标\t一级指标\t二级指标\t三级指标\t分值\t年度指标值\t全年实际值\t得分\t未完成原因分析\n"
        + "\t产出指标\t数量指标\t指标1：清淤里程\t50\t≥12公里\t11公里\t46\t汛期提前\n"
        + "\t满意度指标\t服务对象满意度指标\t居民满意度\t40\t≥90%\t95%\t40\t\n总 分\t\t\t\t100\t\t\t95\t\n"
    )
    assert budget(found) == [None, "100", "90", "10", "90%", "9"]
    assert (found.goal, found.achieved) == ("清淤12公里", "清淤11公里")
    assert texts(found.indicators[0]) == ("产出指标", "数量指标", "指标1：清淤里程", "≥12公里", "11公里", "50", "46")
    assert (figure_value(found.printed_weight_total), figure_value(found.printed_total)) == (100, 95)


def test_a_form_without_a_weight_column() -> None:
    found = table(
        TITLE
        + IDENTITY
        + "预算执行情况（万元）\t\t预算数(A)\t执行数(B)\t执行率(B/A)\t得分(20分*执行率)\n\t年度财政资金总额\t100\t90\t90%\t18\n"
        + "年度绩效目标1\t一级指标\t二级指标\t三级指标\t年初目标值(A)\t实际完成值(B)\t得分\n"
        + "年度绩效目标1\t产出指标\t数量指标\t清淤里程\t12公里\t12公里\t40\n"
        + "年度绩效目标2\t效益指标\t社会效益指标\t知晓率\t≥90%\t92%\t40\n总分\t98\n"
    )
    assert budget(found) == [None, "100", "90", None, "90%", "18"]
    assert [texts(row) for row in found.indicators] == [
        ("产出指标", "数量指标", "清淤里程", "12公里", "12公里", "", "40"),
        ("效益指标", "社会效益指标", "知晓率", "≥90%", "92%", "", "40"),
    ]
    assert figure_value(found.printed_total) == 98


def test_a_form_with_operator_and_unit_apart_and_scales_of_words() -> None:
    found = table(
        TITLE
        + IDENTITY
        + "\t年初预算\t调整后预算数\t预算执行数\t执行率\n总额\t10\t12\t12\t100%\n其中：财政资金\t10\t12\t12\t100%\n"
        + "绩效指标\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t完成值\t权重\t得分\n"
        + "\t产出指标\t数量指标\t清淤里程\t≥\t3\t公里\t4\t50\t50\n"
        + "\t\t质量指标\t清淤质量\t定性\t优良中低差\t\t优\t40\t40\n合计\t100\n"
    )
    assert budget(found)[:3] == ["10", "12", "12"]
    assert [texts(row)[3:] for row in found.indicators] == [
        ("≥3公里", "4公里", "50", "50"),
        ("优良中低差", "优", "40", "40"),
    ]
    assert figure_value(found.printed_total) == 100


def test_a_form_with_coefficients_takes_the_changed_target() -> None:
    found = table(
        "部门整体支出绩效自评表\n（2024年度）\n部门名称\t云岭县水务局\n"
        "\t年初预算数\t全年预算数\t全年执行数\t执行率\t执行率权重\t执行率得分(分)\n年度总金额\t100\t110\t105\t95.45%\t10\t9.55\n"
        "指标名称\t计量单位\t指标性质\t年初指标值\t调整指标值\t全年完成值\t得分系数(%)\t指标权重(分)\t指标得分(分)\t是否核心指标\n"
        "清淤里程\t公里\t≥\t3\t\t4\t100\t50\t50\t是\n覆盖率\t%\t≥\t95\t90\t92\t100\t40\t40\t否\n"
    )
    assert (found.kind, found.project) == ("department", "云岭县水务局")
    assert budget(found) == ["100", "110", "105", "10", "95.45%", "9.55"]
    assert [texts(row)[2:] for row in found.indicators] == [
        ("清淤里程", "≥3公里", "4公里", "50", "50"),
        ("覆盖率", "≥90%", "92%", "40", "40"),
    ]


def test_the_reviewers_score_beside_the_own_one_is_not_taken_for_it() -> None:
    found = table(
        TITLE
        + IDENTITY
        + "一级指标\t二级指标\t三级指标\t分值\t目标值\t完成值\t自评分\t复核分\t评价标准及依据\n"
        + "投入\t预算执行\t预算执行率\t10\t100%\t95%\t9.5\t8\t比例\n总分\t\t\t100\t\t\t99.5\t94.5\n"
    )
    assert texts(found.indicators[0]) == ("投入", "预算执行", "预算执行率", "100%", "95%", "10", "9.5")
    assert str(figure_value(found.printed_total)) == "99.5"


def test_a_head_of_two_rows() -> None:
    found = table(
        TITLE
        + IDENTITY
        + "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t\t分值\t得分\n\t\t\t\t年度指标值\t实际完成值\t\t\n"
        + "\t产出指标\t数量指标\t清淤里程\t≥3公里\t3公里\t90\t90\n"
    )
    assert [texts(row) for row in found.indicators] == [
        ("产出指标", "数量指标", "清淤里程", "≥3公里", "3公里", "90", "90")
    ]


@pytest.mark.parametrize("tail", ["", "（2024年度）", "(2024年)", "【附件2】", "（续）", "一", "：", "★"])
def test_a_title_says_what_the_form_is_whatever_stands_behind_it(tail: str) -> None:
    assert table(WHOLE.replace(TITLE, f"单位整体支出绩效自评表{tail}\n\n")).kind == "department"
    assert table(WHOLE.replace(TITLE, f"项目支出绩效自评表{tail}\n\n")).kind == "project"


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("项目支出绩效自评表（2023年度）", 2023),
        ("2023年度项目支出绩效自评表", 2023),
        ("2022年至2023年项目支出绩效自评表", 2025),
        ("项目支出绩效自评表", 2025),
        ("项目支出绩效自评表（2023年度）\n（2024年度）", 2024),
    ],
)
def test_the_year_in_a_title_goes_before_that_of_the_document(title: str, year: int) -> None:
    assert table(WHOLE.replace(TITLE, f"某单位2025年度部门预算公开\n\n{title}\n\n")).year == year


def test_two_levels_only() -> None:
    found = table(
        TITLE + IDENTITY + "一级指标\t二级指标\t指标值\t完成值\t分值\t得分\n产出指标\t清淤里程\t≥3公里\t3公里\t90\t90\n"
    )
    assert texts(found.indicators[0]) == ("产出指标", "", "清淤里程", "≥3公里", "3公里", "90", "90")


def test_notes_and_signatures_under_a_table_are_no_table() -> None:
    found = document(WHOLE + "注：得分保留两位小数。\n填表人：某某某\t联系电话：000\n")
    assert found.skipped == ()
    assert "某某某" not in repr(found)


def test_one_cell_a_line_without_tabs() -> None:
    rows = [line.strip("\t").split("\t") if "\t" in line else [line] for line in WHOLE.split("\n") if line]
    text = (
        "前言\n\n"
        + "\n".join("".join(f"{cell}\n" for cell in row if cell) for row in rows)
        + "\n十二、其他事项\n\n无。\n"
    )
    found = read_text(text, "测试.txt")
    (evaluation,) = found.evaluations
    assert [texts(row) for row in evaluation.indicators] == [texts(row) for row in table(WHOLE).indicators]
    assert [row.reason for row in evaluation.indicators] == ["汛期提前，停工一个月", "", ""]
    assert (evaluation.project, evaluation.unit, evaluation.year) == ("河道清淤经费", "云岭县河道管理站", 2024)
    assert str(figure_value(evaluation.printed_total)) == "95.67"
    assert budget(evaluation) == ["60.00", "50.00", "45.00", "10", "90.00%", "9.00"]
