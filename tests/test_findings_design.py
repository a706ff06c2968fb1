"""Findings about how indicators were set: each beside the nearest table that is all right."""

from __future__ import annotations

import pytest
from attrs import evolve

from rulesets import catalogue
from scoring import Evaluation, Finding, Indicator, Place, Words, recheck
from scoring.words import VAGUE_WORDS
from tests.tables import CLEAN, reading, row, with_row

BENEFIT, SATISFACTION = CLEAN.indicators[3], CLEAN.indicators[4]


def findings(table: Evaluation, code: str, ruleset: str = "xinjiang/2023") -> list[Finding]:
    found = recheck([table], catalogue().values(), ruleset=ruleset).all_findings()
    return [finding for finding in found if finding.code == code]


def one(indicator: Indicator) -> Evaluation:
    """The clean table with another first row of the same weight and score."""
    return evolve(CLEAN, indicators=(indicator, *CLEAN.indicators[1:]))


def first(target: str, name: str, level2: str = "数量指标", level1: str = "产出指标", **more: str) -> Evaluation:
    actual = more.pop("actual", target)
    return one(row(target, actual, "20", "20.00", name=name, level1=level1, level2=level2, **more))


def goal(table: Evaluation, prior: str) -> Evaluation:
    rows = (evolve(table.indicators[0], prior=row(prior, "", None, None).target), *table.indicators[1:])
    return evolve(
        table, form="goal", indicators=tuple(evolve(i, actual=None, printed_score=None, weight=i.weight) for i in rows)
    )


def with_evidence(*evidence: str) -> Evaluation:
    rows = zip(CLEAN.indicators, (*evidence, *[""] * 5), strict=False)
    return evolve(CLEAN, indicators=tuple(evolve(i, evidence=text) for i, text in rows))


COPIED = tuple(evolve(i, actual=i.target) for i in CLEAN.indicators)
HEAVY = (row("≥9次", "=9次", "50", "50.00"), row("≥9场", "=9场", "30", "30.00", name="场次"), SATISFACTION)
LIGHT = (row("≥9次", "=9次", "40", "40.00"), row("≥9场", "=9场", "40", "40.00", name="场次"), SATISFACTION)

FAULTY: list[tuple[str, Evaluation, str]] = [
    ("D1", evolve(CLEAN, indicators=COPIED), "目标带符号的 3 行全部如此"),
    ("D1", with_row(1, actual="≥300册"), "有 1 行"),
    ("D3", first("≥300册", "采购图书300册"), "300册"),
    ("D3", first("≥300册", "采购图书不少于300册"), "不少于300册"),
    ("D3", first("≥300人", "培训300人以上"), "300人"),
    ("D3", first("完成", "组织走访≥3次"), "≥3次"),
    ("D5", with_evidence("工作资料", "工作资料"), "1 项文字目标（“长期”）没有可以衡量的标准"),
    ("D6", evolve(CLEAN, indicators=CLEAN.indicators[:4]), "没有满意度指标"),
    ("D7", evolve(CLEAN, indicators=HEAVY), "占全部指标 90 分的 55.6%"),
    ("D10", first("≤300人", "培训人数"), "“培训”一般多多益善"),
    ("D10", first("≤95%", "设备验收合格率", "质量指标"), "“合格率”一般多多益善"),
    ("D10", first("≥5万元", "印刷费用", "经济成本指标", "成本指标"), "是否应为“≤”"),
    ("D10", first("5万元", "印刷费用", "经济成本指标", "成本指标"), "没有写“≤”或“=”"),
    ("D11", goal(first("≥300册", "采购图书册数"), "340册"), "(340 − 300) ÷ 340 = 11.8%"),
    ("D11", goal(first("≥265天", "图书室开放天数"), "344天"), "(344 − 265) ÷ 344 = 23%"),
    ("D11", goal(first("≥80%", "读者满意度", "满意度", "满意度指标"), "98%"), "低 18.4%"),
    ("D12", first("≤5万元", "印刷费用"), "归入成本指标"),
    ("D12", first("≤5万元", "印刷费用", level1="履职效能"), "归入运行成本"),
    ("D12", first("≥95%", "档案归档合格率", level1="履职效能"), "归入质量指标"),
    ("D12", first("2023年6月底前", "完成采购", level1="履职效能"), "归入时效指标"),
    ("D12", first("≥568个", "补助覆盖面", "时效指标", "履职效能"), "归入数量指标"),
    ("D12", first("≤100%", "预算成本控制率", "时效指标"), "归入成本指标"),
    ("D12", first("≥95%", "设备合格率"), "归入质量指标"),
    ("D12", first("≥10万人次", "线上观看", "质量指标"), "归入数量指标"),
    ("D12", first("≥568个", "补助覆盖面", "时效指标"), "归入数量指标"),
    ("D12", first("2023年6月底前", "完成采购"), "归入时效指标"),
    ("D12", first("≥90%", "学员满意度", "社会效益指标", "效益指标"), "归入满意度指标"),
    ("D12", first("≥9人", "培训人数", "经济成本指标", "成本指标"), "归入数量指标"),
]  # fmt: skip

SOUND: list[tuple[str, Evaluation]] = [
    ("D1", CLEAN),
    ("D1", with_row(2, target="=100%", actual="=100%")),
    ("D3", first("≥300册", "采购图书册数")),
    ("D3", first("≥300册", "采购2023年图书")),
    ("D3", first("=1项", "10KV电路迁移")),
    ("D3", first("≥80%", "65周岁以上老人体检率", "质量指标")),
    ("D3", first("≥12次", "12月走访慰问")),
    ("D5", CLEAN),
    ("D5", with_evidence("工作资料", "工作资料", "凭证", "工作总结", "问卷")),
    ("D5", evolve(with_evidence("工作资料"), indicators=(*with_evidence("工作资料").indicators[:3], SATISFACTION))),
    ("D6", CLEAN),
    ("D6", evolve(CLEAN, indicators=(*CLEAN.indicators[:4], evolve(SATISFACTION, level1="", level2="")))),
    ("D7", evolve(CLEAN, indicators=LIGHT)),
    ("D10", first("=300人", "培训人数")),
    ("D10", first("≤2次", "安全事故次数")),
    ("D10", first("≤10次", "科目调整次数")),
    ("D10", first("≤10人", "借调人数")),
    ("D10", first("≤2小时", "故障响应时间", "时效指标")),
    ("D10", first("≥5%", "节约成本比例", "经济成本指标", "成本指标")),
    ("D10", first("≤5万元", "印刷费用", "经济成本指标", "成本指标")),
    ("D11", goal(first("≥300册", "采购图书册数"), "310册")),
    ("D11", goal(first("≥300册", "采购图书册数"), "340套")),
    ("D11", goal(first("≥90%", "读者满意度", "满意度", "满意度指标"), "98%")),
    ("D11", goal(first("≤3次", "安全事故次数"), "5次")),
    ("D11", goal(first("=20天", "审批办理天数"), "25天")),
    ("D11", goal(first("=300万元", "采购经费", "经济成本指标", "成本指标"), "400万元")),
    ("D12", CLEAN),
    ("D12", first("≥50万元", "发放补贴经费")),
    ("D12", first("=100%", "公用经费保障率", "质量指标")),
    ("D12", first("≥3人", "获奖人数", "质量指标")),
    ("D12", first("≥95%", "档案归档合格率", "质量指标", "履职效能")),
    ("D12", first("≤100%", "预算控制率", "质量指标", "履职效能")),
    ("D12", first("≥20件", "办理信访件数", "社会效益", "履职效益")),
    ("D12", first("≤0次", "安全事故次数", "质量指标")),
    ("D12", first("≥4次", "按季度走访次数", "时效指标")),
    ("D12", first("保障", "提升群众生活满意度", "社会效益指标", "效益指标")),
    ("D12", first("≤15.99万元", "人均福利津贴经费", "成本指标")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "table", "says"), FAULTY)
def test_a_fault_of_setting_is_found(code: str, table: Evaluation, says: str) -> None:
    (found,) = findings(table, code)
    assert says in found.message + found.arithmetic
    assert found.suggestion


EXECUTION_ROW = evolve(
    CLEAN,
    funds=(),
    indicators=(
        row("=100%", "=91.5%", "10", "9.15", name="预算执行率", level1="预算执行", level2="预算执行"),
        evolve(CLEAN.indicators[0], weight=reading("50"), printed_score=reading("50")),
        evolve(BENEFIT, weight=reading("30"), printed_score=reading("30")),
        SATISFACTION,
    ),
    printed_total=reading("99.15"),
)
"""The weights the national rules set without costs, the execution among the rows."""


def test_the_execution_among_the_rows_is_no_level_of_the_weights() -> None:
    assert findings(EXECUTION_ROW, "D6", "national/2021") == findings(EXECUTION_ROW, "A3", "national/2021") == []
    outputs, benefit = EXECUTION_ROW.indicators[1:3]
    other = evolve(outputs, weight=reading("40")), evolve(benefit, weight=reading("40"))
    unlike = evolve(EXECUTION_ROW, indicators=(EXECUTION_ROW.indicators[0], *other, SATISFACTION))
    assert "产出 40、效益 40、满意度 10" in findings(unlike, "A3", "national/2021")[0].message
    assert len(findings(unlike, "D6", "national/2021")) == 1


@pytest.mark.parametrize(("code", "table"), SOUND)
def test_what_is_set_well_is_left_alone(code: str, table: Evaluation) -> None:
    assert findings(table, code) == []


def test_a_column_of_evidence_that_is_all_blank_is_known_by_its_place() -> None:
    place = Place(grid=1, grid_row=9, columns=(("target", 3), ("evidence", 9)))
    rows = tuple(evolve(i, place=place) for i in CLEAN.indicators)
    assert len(findings(evolve(CLEAN, indicators=rows), "D5")) == 1


def test_targets_below_last_year_are_asked_about_once_for_a_table() -> None:
    rows = [evolve(i, prior=row("340册", "", None, None).target) for i in CLEAN.indicators[:1]]
    rows.append(evolve(rows[0], name="捐赠图书册数"))
    (one,) = findings(evolve(CLEAN, indicators=(*rows, *CLEAN.indicators[2:])), "D11")
    assert (one.where.row, [where.row for where in one.others]) == (0, [1, 2])
    assert (
        "2 行的目标低于上年完成的：“采购图书册数”目标“≥300册”、上年“340册”（低 11.8%）、“捐赠图书册数”" in one.message
    )


def test_the_source_of_a_missing_satisfaction_indicator_is_a_ruleset_that_has_one() -> None:
    table = evolve(CLEAN, indicators=CLEAN.indicators[:4])
    assert [one.source for one in findings(table, "D6", "xinjiang/2023")] == [""]
    (told,) = (one for one in findings(table, "D6", "national/2021") if "满意度" in one.message)
    assert "财预" in told.source


def test_a_cost_row_that_the_system_adds_is_missed_in_a_self_evaluation_without_one() -> None:
    table = evolve(CLEAN, indicators=(CLEAN.indicators[0], CLEAN.indicators[1], BENEFIT, SATISFACTION))
    (one,) = findings(table, "D6", "provincial/default-cost")
    assert "至多 5 分，表里没有这一行" in one.message
    assert findings(CLEAN, "D6", "provincial/default-cost") == []
    assert findings(evolve(table, form="goal"), "D6", "provincial/default-cost") == []
    assert findings(table, "D6", "provincial/system") == []


def test_a_missing_cost_indicator_is_asked_for_where_the_weights_are_not_those_without_one() -> None:
    without = (CLEAN.indicators[0], CLEAN.indicators[1], BENEFIT, SATISFACTION)
    table = evolve(CLEAN, indicators=without)
    assert ["成本" in found.message for found in findings(table, "D6", "national/2021")] == [True]
    assert findings(CLEAN, "D6", "national/2021") == []
    assert findings(table, "D6", "xinjiang/2023") == []
    unweighted = evolve(table, indicators=tuple(evolve(i, weight=None) for i in without))
    assert findings(unweighted, "D6", "national/2021") == []
    rows = [
        row("≥9次", "=9次", weight, weight, level1=level) for level, weight in (("产出指标", "50"), ("效益指标", "30"))
    ]
    assert findings(evolve(CLEAN, indicators=(*rows, SATISFACTION)), "D6", "national/2021") == []


def test_vague_words_are_put_together_in_one_way_only() -> None:
    # Else telling that a text is none of them takes twice as long with each of its words (Sardinas and Patterson).
    words = set(VAGUE_WORDS)
    rests = {long.removeprefix(short) for short in words for long in words if long.startswith(short)} - {""}
    met: set[str] = set()
    while rests:
        assert not rests & words
        met |= rests
        longer = {word.removeprefix(rest) for rest in rests for word in words if word.startswith(rest)}
        shorter = {rest.removeprefix(word) for rest in rests for word in words if rest.startswith(word)}
        rests = (longer | shorter) - met
    for target, count in (("明显改善" * 1000 + "甲", 0), ("明显改善" * 1000, 1)):
        rows = with_evidence("工作资料", "工作资料").indicators
        vague = evolve(rows[3], target=Words(target), actual=Words(target))
        assert len(findings(evolve(CLEAN, indicators=(*rows[:3], vague, rows[4])), "D5")) == count
