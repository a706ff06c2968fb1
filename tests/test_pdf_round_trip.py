"""Where a page ends a row ends, unless it really goes on: forms that were once read otherwise."""

from __future__ import annotations

import pytest

from reports import render_file
from scoring import Evaluation, Indicator, parse_figure, parse_value

from .office_files import pages_of
from .roundtrip import same, through

pytest.importorskip("typst", reason="the extra that writes it is not installed")

LONGEST = "服务对象（含学生、家长、教师以及周边社区居民）对项目实施过程及其效果的总体满意度（%）"

LOST = """
活动覆盖率|2002年11月底前|有效提升||||原始凭证
保障（机关）运转|1.23-27.54亿元|2025年底
服务对象满意度|显著|显著
保障（机关）运转|0.71-171.23元/人/天|2062年7月||||||有一名学员未参训，下一步加强组织。
采购成本(万元)|2064年1月底|2060年4月前
SM 系统巡检次数|2277.09-5371.25平方米|≥372.23万元/天
LONGEST|3-2次|保障
覆盖率≥目标的村数|2013年3月22日|持续改善||||||结余2000元，已收回
SM 系统巡检次数|1999年底前|||||工作资料
举办培训班次数|>0.00元；<2.13次|||||原始凭证||受天气影响，部分工作推迟
采购成本(万元)||<16.69月||||||结余2000元，已收回
活动覆盖率||1990年3月
覆盖率≥目标的村数|持续改善|34.20-83886.07次||||原始凭证||因A|B标段*延期*，见<附件>
"""
"""All cells of the row below might be the rest of those above."""

SPARSE = """
LONGEST|||16.51分||||38.59
LONGEST|≥13348.23月；1582.66小时；=100000.00万元||0.72||||6.23
覆盖率≥目标的村数|||12
活动覆盖率|≥3224.02元/人/天；≥957.76万元/天；6556.74万人次||22||||28.13
活动覆盖率|2048年2月底||97||||30
LONGEST|≥||||||59
采购成本(万元)|显著||27||||7.90
服务对象满意度|=26.50万人次||3.19||||10.59
举办培训班次数|3-2次
举办培训班次数|||||||2.81
道路养护里程|4.00-18.18次||75||||99.99分
道路养护里程|2090年1月23日前||||||约45
活动覆盖率|||||||29
道路养护里程|保障||32.59分||||24
道路养护里程|3.01-396.44万人次||1O||||1O
"""
"""The row that begins a page has few cells filled."""


def table(text: str) -> Evaluation:
    """A project's table from rows of name, target, actual, weight, rule, basis, evidence, score, reason."""
    rows = []
    for line in text.strip().replace("LONGEST", LONGEST).splitlines():
        name, target, actual, weight, rule, basis, evidence, score, reason = (line.split("|", 8) + [""] * 8)[:9]
        rows.append(
            Indicator(
                name,
                target=parse_value(target) if target else None,
                actual=parse_value(actual) if actual else None,
                weight=parse_figure(weight) if weight else None,
                rule=rule,
                basis=basis,
                evidence=evidence,
                printed_score=parse_figure(score) if score else None,
                reason=reason,
            )
        )
    return Evaluation(kind="project", form="self-evaluation", project="A&B<C>平台|运维\\升级", indicators=tuple(rows))


@pytest.mark.parametrize("text", [LOST, SPARSE], ids=["all might run on", "few cells filled"])
def test_a_row_that_begins_a_page_is_no_rest_of_the_row_above(text: str) -> None:
    lines = text.strip().splitlines()
    for begin in range(0, len(lines), 3):
        # Long enough for several pages, so that each row comes to stand where one ends.
        evaluation = table("\n".join((lines[begin:] + lines[:begin]) * 4))
        assert len(pages_of(render_file("form", evaluation, "pdf"))) > 1
        same(evaluation, through(evaluation, "pdf"))


@pytest.mark.parametrize("before", range(24, 34))
def test_a_level_of_two_rows_keeps_its_names_wherever_the_page_ends(before: int) -> None:
    rows = [Indicator("验收合格率", target=parse_value("保障")) for _ in range(before)]
    rows += [Indicator("道路养护里程", "履职效能", "可持续影响指标", parse_value("长期")) for _ in range(2)]
    rows += [Indicator("服务对象满意度", "", "可持续影响指标", parse_value("长期")) for _ in range(2)]
    rows += [Indicator("应急演练次数", "满意度指标", "服务对象满意度指标", parse_value("保障")) for _ in range(40)]
    evaluation = Evaluation(kind="project", form="goal", project="道路养护", indicators=tuple(rows))
    assert len(pages_of(render_file("form", evaluation, "pdf"))) > 1
    same(evaluation, through(evaluation, "pdf"))
