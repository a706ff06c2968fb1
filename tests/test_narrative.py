"""Self-evaluations written as sentences, and texts that a scan may have misread."""

from __future__ import annotations

import pytest

from reports import read_text
from rulesets import catalogue
from scoring import Evaluation, figure_value, recheck

from .forms import TITLE, texts

SENTENCES = """2024年度项目支出绩效自评报告
单位名称：云岭县水务局
一、河道清淤经费项目
全年预算数10万元，执行数9万元，执行率90%，得分9分。
1.产出指标完成情况分析。
（1）数量指标：清淤里程，年初目标值≥3公里，实际完成值4公里，分值50分，自评得分50分。
（2）质量指标：合格率，年初目标值≥90%，实际完成值≥90%，自评得分20分。
2.满意度指标完成情况：居民满意度，年初目标值≥90%，实际完成值95%，自评得分20分。
自评总分99分。
二、乡村道路养护项目
指标1：养护里程，年初目标值≥1,200.5公里，实际完成值1,300公里，自评得分60分；指标2：验收合格率，年初目标值=100%，实际完成值100%，自评得分30分。
"""


def read(text: str) -> tuple[Evaluation, ...]:
    return read_text(text, "报告.txt").evaluations


def test_a_sentence_for_each_indicator_is_read_as_a_row() -> None:
    first, second = read(SENTENCES)
    assert (first.project, first.unit, first.year, first.form) == (
        "河道清淤经费项目",
        "云岭县水务局",
        2024,
        "self-evaluation",
    )
    assert [texts(row) for row in first.indicators] == [
        ("产出指标", "数量指标", "清淤里程", "≥3公里", "4公里", "50分", "50分"),
        ("产出指标", "质量指标", "合格率", "≥90%", "≥90%", "", "20分"),
        ("满意度指标", "", "居民满意度", "≥90%", "95%", "", "20分"),
    ]
    assert figure_value(first.printed_total) == 99
    budget = first.budget
    assert budget is not None
    assert [figure_value(r) for r in (budget.adjusted, budget.executed, budget.printed_rate, budget.printed_score)] == [
        10,
        9,
        90,
        9,
    ]
    assert [row.target and row.target.text for row in second.indicators] == ["≥1,200.5公里", "=100%"]
    assert [row.place.line for row in second.indicators] == [11, 11]


def test_what_the_text_says_of_a_project_with_a_table_is_not_counted_twice() -> None:
    head = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    table = TITLE + "项目名称\t河道清淤经费项目\n" + head + "产出指标\t数量指标\t清淤里程\t≥3公里\t4公里\t90\t90\n\n"
    assert [one.project for one in read(table + SENTENCES)] == ["河道清淤经费项目", "乡村道路养护项目"]


def test_a_name_that_is_also_the_word_of_a_level_is_kept() -> None:
    sentence = "满意度指标：服务对象满意度，年初目标值≥90%，实际完成值95%，分值10分，自评得分10分。"
    (table,) = read(
        f"项目支出绩效自评报告\n一、河道清淤项目\n产出指标完成情况：里程，年初目标值≥3公里，实际完成值3公里，自评得分80分。\n{sentence}\n"
    )
    assert [row.name for row in table.indicators] == ["里程", "服务对象满意度"]


def test_one_such_sentence_in_running_text_is_no_table() -> None:
    assert read("一、河道清淤项目\n合格率，年初目标值≥90%，实际完成值95%，自评得分20分。\n其余从略。\n") == ()


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score", "said"),
    [
        ("290%", "95%", "40", "40", "目标值印作“290%”，可能是“≥90%”"),
        ("工90%", "95%", "40", "40", "目标值印作“工90%”，可能是“≥90%”"),
        ("23公里", "4公里", "40", "40", "目标值印作“23公里”，可能是“≥3公里”"),
        ("≥90%", "95%", "4O", "40", "分值印作“4O”，可能是“40”"),
        ("≥90%", "95%", "40", "l0", "得分印作“l0”，可能是“10”"),
        ("≥90%", "95%", "40", "一", "得分印作“一”，可能是“—”"),
    ],
)
def test_a_misread_cell_is_offered_and_not_taken_for_it(
    target: str, actual: str, weight: str, score: str, said: str
) -> None:
    head = "项目名称\t清淤\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    rows = f"产出指标\t数量指标\t里程\t{target}\t{actual}\t{weight}\t{score}\n\t质量指标\t合格\t=100%\t100%\t50\t50\n"
    document = read_text(TITLE + head + rows, "扫描.txt")
    (remark,) = document.remarks
    assert remark.code == "R6"
    assert said in remark.what
    row = document.evaluations[0].indicators[0]
    printed = (row.target, row.actual, row.weight, row.printed_score)
    assert [cell.text if cell is not None else "" for cell in printed] == [target, actual, weight, score]


@pytest.mark.parametrize(
    ("target", "actual", "meant"),
    [
        ("≥95%", "9500%", "95%"),
        ("≥95%", "9650.00%", "96.5%"),
        ("=100%", "10000%", "100%"),
        ("≥120%", "11500%", "115%"),
        ("≤10%", "500%", "5%"),
        ("≤2%", "100%", "1%"),
        ("≤0%", "5000%", "50%"),
    ],
)
def test_a_percentage_a_hundred_times_too_large_is_offered_as_the_number_that_was_typed(
    target: str, actual: str, meant: str
) -> None:
    head = "项目名称\t清淤\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    text = TITLE + head + f"产出指标\t质量指标\t合格率\t{target}\t{actual}\t40\t40\n\t\t合格\t=100%\t100%\t50\t50\n"
    document = read_text(text, "扫描.txt")
    (remark,) = document.remarks
    assert (remark.code, remark.column) == ("R6", "实际完成值")
    assert f"读作“{actual}”，疑为“{meant}”" in remark.what
    read_as = document.evaluations[0].indicators[0].actual
    assert read_as is not None
    assert read_as.text == actual


@pytest.mark.parametrize(
    ("target", "actual", "meant"),
    [
        ("≥3.6万人次", "34200万人次", "3.42万人次"),
        ("≥3.6万人次", "34200", "3.42万人次"),
        ("≤20万元", "185000万元", "18.5万元"),
        ("=1.2千米", "1250千米", ""),
        ("≥3.6万人次", "34200人次", ""),
        ("≥3.6万人次", "36万人次", ""),
        ("≥2万人次", "90000万人次", ""),
        ("≥6十人次", "25十人次", ""),
    ],
)
def test_a_number_that_lacks_the_multiplier_of_its_unit_is_offered_and_not_asked_about(
    target: str, actual: str, meant: str
) -> None:
    head = "项目名称\t清淤\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    text = TITLE + head + f"产出指标\t数量指标\t人次\t{target}\t{actual}\t40\t40\n\t\t合格\t=100%\t100%\t50\t50\n"
    document = read_text(text, "扫描.txt")
    told = [f"读作“{actual}”，疑为“{meant}”" in remark.what for remark in document.remarks]
    assert told == ([True] if meant else [])
    asked = "B6" in {one.code for one in recheck(document, catalogue().values()).all_findings()}
    assert asked == (actual in ("1250千米", "36万人次", "90000万人次", "25十人次"))


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("≥95%", "300%", "40"),
        ("≥10%", "120%", "40"),
        ("≥1%", "100%", "40"),
        ("≤100%", "150%", "0"),
        ("≥1200%", "9500%", "40"),
        ("200%", "210%", "40"),
        ("25公里", "20公里", "32"),
        ("三级以上", "二级", "40"),
        ("≥290%", "95%", "10"),
        ("2公里", "2公里", "40"),
    ],
)
def test_a_sound_target_is_left_alone(target: str, actual: str, score: str) -> None:
    head = "项目名称\t清淤\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    text = TITLE + head + f"产出指标\t数量指标\t里程\t{target}\t{actual}\t40\t{score}\n\t\t合格\t=100%\t100%\t50\t50\n"
    assert read_text(text, "扫描.txt").remarks == ()


def test_values_in_traditional_characters_are_understood_and_shown_as_printed() -> None:
    head = "項目名稱\t清淤\n一級指標\t二級指標\t三級指標\t年度指標值\t實際完成值\t分值\t得分\n"
    text = (
        "項目支出績效自評表\n" + head + "成本指標\t經濟成本指標\t造價\t≤10萬元\t95000元\t90\t90\n總分\t\t\t\t\t90\t90\n"
    )
    (evaluation,) = read(text)
    (row,) = evaluation.indicators
    assert row.target is not None
    assert row.target.text == "≤10萬元"
    assert row.target.unit.text == "万元"  # type: ignore[union-attr]
    assert (row.level1, figure_value(evaluation.printed_total)) == ("成本指標", 90)
