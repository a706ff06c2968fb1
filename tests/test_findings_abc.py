"""Findings of groups A, B and C: for each code the smallest table that shows it, and the nearest that does not."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve, frozen

from scoring import Document, Evaluation, FundLine, Place, Ruleset, Task, recheck
from tests.tables import CLEAN, funds, reading, with_funds, with_row

from .findings_of import MISSED, RULESETS, STRICT, found_in


def source_of(name: str, amount: str | None, **cells: str) -> FundLine:
    filled: dict[str, str | None] = {**dict.fromkeys(("initial", "adjusted", "executed"), amount), **cells}
    made: dict[str, Any] = {key: reading(text) for key, text in filled.items()}
    return FundLine(name, **made)


def test_a_total_left_blank_under_scored_rows_is_asked_for() -> None:
    no_total = evolve(CLEAN, printed_total=None, total_place=Place(line=9))
    (other,) = (finding for finding in found_in(no_total) if finding.code == "A12")
    assert other.message == "5 项指标印有得分，总分没有填写"
    empty = tuple(evolve(i, printed_score=None) for i in CLEAN.indicators)
    for sound in (CLEAN, evolve(CLEAN, printed_total=None), evolve(CLEAN, indicators=empty, printed_total=None)):
        assert "A12" not in {finding.code for finding in found_in(sound)}


def with_levels(*rows: tuple[str, str, str | None]) -> Evaluation:
    """``CLEAN`` with other levels and weights in its rows."""
    changed = tuple(
        evolve(indicator, level1=level1, level2=level2, weight=reading(weight), printed_score=reading(weight))
        for indicator, (level1, level2, weight) in zip(CLEAN.indicators, rows, strict=True)
    )
    return evolve(CLEAN, indicators=changed)


def cost(target: str, actual: str, score: str, name: str = "采购成本") -> Evaluation:
    return with_row(3, target=target, actual=actual, printed_score=score, name=name)


WHOLE = funds("100.00", "100.00", "100.00%", "10.00")
LEVELS = (
    ("产出指标（60分）", "数量指标（20分）", "20"), ("产出指标（60分）", "质量指标", "20"),
    ("产出指标（60分）", "经济成本指标", "20"), ("效益指标", "社会效益指标", "20"), ("满意度指标（10分）", "满意度", "10"),
)  # fmt: skip


@frozen
class Case:
    """A code, a table that shows it, the nearest that does not, what the message must say, the severity."""

    code: str
    shows: Evaluation | tuple[Evaluation, ...]
    shows_not: Evaluation | tuple[Evaluation, ...]
    says: str = ""
    severity: str = ""
    ruleset: str | Ruleset = "xinjiang/2023"


CASES = (
    Case("A1", evolve(CLEAN, printed_total=reading("99")), CLEAN, "相差 1 分", "error"),
    Case("A1", evolve(CLEAN, printed_total=reading("90")), CLEAN, "没有计入预算执行率得分", "error"),
    Case("A2", with_row(1, weight="25", printed_score="25"), CLEAN, "相加是 105 分，应为 100 分", "error"),
    Case("A2", evolve(CLEAN, printed_weight_total=reading("110")), CLEAN, "总分行的分值印为 110 分", "error"),
    Case(
        "A2", with_levels(("产出指标（50分）", "数量指标", "20"), *LEVELS[1:]),
        with_levels(("产出指标", "数量指标", "20"), *(("产出指标", *r[1:]) for r in LEVELS[1:3]), *LEVELS[3:]),
        "“产出指标”印为 50 分，下面各行分值相加是 20 分", "error",
    ),
    Case(
        "A2", with_levels(("产出指标（60分）", "数量指标（30分）", "20"), *LEVELS[1:]), with_levels(*LEVELS),
        "“数量指标”印为 30 分",
    ),
    Case(
        "A2", with_levels(*(("产出（70分）", f"{name}（20分）", None) for name in "甲乙丙"), *LEVELS[3:]),
        with_levels(*(("产出（60分）", f"{name}（20分）", None) for name in "甲乙丙"), *LEVELS[3:]),
        "下面各二级指标分值相加是 60 分",
    ),
    Case("A3", with_row(1, weight="10", printed_score="10"), CLEAN, "一般为", "note", "national/2021"),
    Case(
        "A4", with_funds(funds("100.00", "80.00", "81.00%", "5.00")), with_funds(funds("100.00", "77.777", "77.77%", "4.44")),
        "应为 80.00%", "error",
    ),
    Case("A5", with_funds(funds("100.00", "80.00", "80.00%", "8.00")), with_funds(funds("100.00", "80.00", "80.00%", "5.00")), "应为 5 分"),
    Case(
        "A5", with_funds(funds("120.00", "80.00", "66.67%", "8.00", initial="100.00")),
        with_funds(funds("120.00", "80.00", "66.67%", "6.67", initial="100.00")), "像是按年初预算数算的", "warning", "national/2021",
    ),
    Case("A6", with_funds(funds("0.00", "80.00", None, "10.00")), CLEAN, "全年预算数为 0，却执行了 80.00 万元", "error"),
    Case("A6", with_funds(evolve(WHOLE, adjusted=None)), with_funds(evolve(WHOLE, adjusted=None, executed=None)), "全年预算数空白，却执行了", "error"),
    Case("A6", with_funds(funds("100.00", "106.50", "106.50%", "10.00")), CLEAN, "超过全年预算数", "warning"),
    Case(
        "A6", with_funds(WHOLE, source_of("财政拨款", "100"), source_of("其他资金", "0", executed="5")),
        with_funds(WHOLE, source_of("财政拨款", "100"), source_of("其他资金", "0")), "“其他资金”全年预算数为 0", "error",
    ),
    Case(
        "A6", with_funds(WHOLE, source_of("财政拨款", "60"), source_of("其他资金", "30")),
        with_funds(WHOLE, source_of("财政拨款", "60"), source_of("其他资金", "40")), "相差 10.00 万元", "error",
    ),
    Case(
        "A6", with_funds(WHOLE, source_of("财政拨款", "60"), source_of("其他资金", None)),
        with_funds(WHOLE, source_of("财政拨款", "100"), source_of("其他资金", None)), "空白的 1 行没有计入", "warning",
    ),
    Case(
        "A6", with_funds(WHOLE, source_of("财政拨款", "60"), source_of("其中：上级资金", "50"), source_of("其他资金", "40")),
        with_funds(WHOLE, source_of("财政拨款", "60"), source_of("其中：上级资金", "50"), source_of("本级资金", "10"), source_of("其他资金", "40")),
    ),
    Case("A6", with_funds(WHOLE, source_of("其中：财政拨款", "110")), with_funds(WHOLE, source_of("其中：财政拨款", "60"))),
    Case(
        "A6", evolve(CLEAN, tasks=(Task("运转", amount=reading("50"), fiscal=reading("30"), other=reading("10")),)),
        evolve(CLEAN, tasks=(Task("运转", amount=reading("50"), fiscal=reading("30"), other=reading("20")),)), "相加是 40 万元", "error",
    ),
    Case(
        "A7", with_funds(WHOLE, source_of("财政拨款", "60", weight="10", printed_score="10"), source_of("其他资金", "40")),
        with_funds(WHOLE, source_of("财政拨款", "60", weight="0"), source_of("其他资金", "40")), "重复填了分值 10、得分 10", "note",
    ),
    Case("A8", with_row(1, printed_score="21.00"), CLEAN, "高于分值 20 分", "error"),
    Case("A8", with_row(1, printed_score="-1"), with_row(1, printed_score="0"), "不应小于 0", "error"),
    Case("A8", with_row(1, printed_score="-1", weight=""), with_row(1, weight=""), "不应小于 0", "error"),
    Case("A9", with_row(1, printed_completion="98%"), with_row(1, printed_completion="100%"), "算出的是 100.00%", "warning"),
    Case(
        "A9", with_row(5, target="≥95%", actual="=97.6%", printed_completion="102.70%"),
        with_row(5, target="≥95%", actual="=97.6%", printed_completion="102.7%"), "像是四舍五入到 1 位小数后再补 0", "note",
    ),
    Case(
        "A9", with_row(5, target="≥95%", actual="=98.6%", printed_completion="103.70%"),
        with_row(5, target="≥95%", actual="=98.6%", printed_completion="103.79%"), "像是截去到 1 位小数后再补 0", "note",
    ),
    Case(
        "A10", with_funds(funds("100.00", "77.66", "77.66%", "4.41")), with_funds(funds("100.00", "77.60", "77.60%", "4.40")),
        "按规则精确计算是 4.42 分", "note",
    ),
    Case("A11", with_funds(funds("200.00", "80.00", "80.00", "0.00")), with_funds(funds("100.00", "80.00", "80.00", "5.00")), "像是金额", "warning"),
    Case("A12", with_row(2, printed_score=None), CLEAN, "4 项指标印有得分，“验收合格率”没有得分", "warning"),
    Case("B1", with_row(1, actual="=150册"), with_row(1, actual="=301册"), "没有达到目标，却得满分", "error"),
    Case("B2", with_row(1, actual="=240册", printed_score="15.00"), with_row(1, **MISSED), "多 5 分", "error"),
    Case("B3", with_row(1, actual="=240册", printed_score="5.00"), with_row(1, **MISSED), "少 5 分", "error"),
    Case("B4", with_row(1, printed_score="18.00"), CLEAN, "已达到目标，却只得 18 分", "warning"),
    Case("B2", with_row(1, actual="=240册", printed_score="16.00"), with_row(1, **MISSED), "恰好得此分", "warning"),
    Case("B6", with_row(1, actual="=390册"), with_row(1, actual="=390册", reason="书商按折扣多供"), "已达 130%", "warning"),
    Case("B6", with_row(1, actual="=360册"), with_row(1, actual="=359册"), "已达 120%", "note"),
    Case("B6", with_row(1, actual="=330册"), with_row(1, actual="=329册"), "已达 110%", "note", STRICT),
    Case("B6", with_row(1, actual="=450册"), with_row(1, actual="=329册"), "已达 150%", "warning", STRICT),
    Case("B6", with_row(1, target="=100册"), cost("=50万元", "=100万元", "20.00")),
    Case(
        "B7", with_row(4, actual="基本达成", printed_score="19.00"), with_row(4, actual="基本达成", printed_score="14.00"),
        "得分应在 12 分到 16 分（不含）之间", "warning", "national/2020",
    ),
    Case("B8", with_row(4, printed_score="15.00"), CLEAN, "一致，却只得 15 分", "warning"),
    Case("B8", with_row(4, printed_score="18.00"), CLEAN, "一致，却只得 18 分", "note", "national/2020"),
    Case("B9", cost("≤44.80万元", "=25.17万元", "0.00"), cost("≤44.80万元", "=44.80万元", "20.00"), "若按不超过为达标，应得满分 20 分", "warning"),
    Case("B9", with_row(3, target="≤2次", actual="=5次"), with_row(3, target="≤2次", actual="=2次"), "（40.00%）应得 0 分", "error"),
    Case(
        "B9", with_row(3, target="≤2次", actual="=5次"), with_row(3, target="≤2次", actual="=5次", printed_score="8.00"),
        "按《国家办法（2020）》应得 8 分", "error", "national/2020",
    ),
    Case(
        "B9", with_row(1, actual="=600册", printed_score="10.00"), with_row(1, actual="=600册"),
        "却像上限类指标那样按目标除以实际（50.00%）", "warning", "provincial/system",
    ),
    Case("B9", cost("=100%", "=42.63%", "0.00", "预算成本控制率"), cost("=100%", "=42.63%", "0.00", "预算执行率"), "目标值“=”本意是否为“≤”？", "note"),
    Case("B9", cost("=50万元", "=60万元", "20.00"), cost("=50万元", "=50万元", "20.00"), "成本高于目标，却得满分", "note"),
    Case("B9", cost("50万元", "=60万元", "20.00"), cost("=50万元", "=60万元", "20.00", "发放补贴"), "目标值没有写符号，本意是否", "note"),
    Case(
        "B10", (with_row(1, **MISSED), with_row(1, target=">=300 册", actual="240册", printed_score="8.00")),
        (with_row(1, **MISSED), with_row(1, target="≥300套", actual="=240套", printed_score="8.00")), "而表1“采购图书册数”得 10 分", "warning",
    ),
    Case("C1", with_row(1, **MISSED), with_row(1, **MISSED, reason="因书商停业"), "扣了 10 分", "warning"),
    Case("C2", with_row(1, reason="因天气推迟"), with_row(1, reason="无偏差"), "却填写了偏差原因“因天气推迟”", "note"),
    Case("C2", with_row(4, reason="因天气推迟"), with_row(1, actual="=310册", reason="读者需求增加"), "", "note"),
    Case("C3", with_row(1, **MISSED, reason="/"), with_row(1, **MISSED), "等于没有填写", "warning"),
    Case("C3", with_row(1, **MISSED, reason="已完成。"), with_row(1, **MISSED, reason="书商少供两批"), "没有说明造成偏差的原因", "warning"),
    Case("C3", with_row(1, **MISSED, reason="客观原因"), with_row(1, **MISSED, reason="客观原因是道路中断"), "", "warning"),
    Case("C3", with_row(1, **MISSED, reason="采购图书册数"), with_row(1, **MISSED, reason="采购图书册数少了一批"), "抄写了本行的指标名称", "warning"),
    Case(
        "C3", with_row(1, **MISSED, reason="下一步加强管理"), with_row(1, **MISSED, reason="因停业，下一步加强管理"),
        "请补充造成偏差的原因", "note",
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.says}")
def test_a_fault_is_found_and_the_nearest_table_without_it_is_not_blamed(case: Case) -> None:
    mine = [f for f in found_in(case.shows, case.ruleset) if f.code == case.code]
    assert [f for f in mine if case.says in f.message], [f.message for f in mine]
    if case.severity:
        assert {f.severity for f in mine if case.says in f.message} == {case.severity}
    near = [f for f in found_in(case.shows_not, case.ruleset) if f.code == case.code]
    assert not [f for f in near if case.says in f.message] if case.says else not near


def test_every_code_of_the_three_groups_has_a_case() -> None:
    from scoring import WORDINGS

    tested_below = {"B5", "C4"}  # B5 speaks of tables: test_mixing
    assert {code for code in WORDINGS if code[0] in "ABC"} - {case.code for case in CASES} == tested_below


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.says}")
def test_a_finding_names_its_cell_and_words_what_it_read(case: Case) -> None:
    for one in found_in(case.shows, case.ruleset):
        if one.code == case.code:
            assert one.where.column
            assert one.message.count("“") == one.message.count("”")
            assert not any(part in one.message for part in ("{", "None", "  ", "。。", "，，", "不得不", "并非不"))
            assert one.suggestion
            assert len(one.message) < 200


def test_many_equal_sources_are_added_up_in_every_way_without_trying_each() -> None:
    sources = [source_of(f"来源{number}", "1.00") for number in range(60)]
    under = evolve(funds("100.00", "100.00", "100.00%", "10.00"), initial=None, executed=reading("50.00"))
    found = [f for f in found_in(with_funds(under, *sources)) if f.code == "A6"]
    assert {f.where.column for f in found} == {"全年预算数"}  # 50 of them may be the others split up
    assert "相加是 60.00 万元" in found[0].message


def test_sources_that_can_be_read_in_too_many_ways_are_added_up_as_they_stand() -> None:
    sources = [source_of(f"来源{number}", str(3 ** (number // 2))) for number in range(60)]
    whole = str(sum(3 ** (number // 2) for number in range(60)))
    assert [f for f in found_in(with_funds(funds(whole, whole, "100.00%", "10.00"), *sources)) if f.code == "A6"] == []
    under = with_funds(funds("100.00", "100.00", "100.00%", "10.00"), *sources)
    assert {f.where.column for f in found_in(under) if f.code == "A6"} == {"年初预算数", "全年预算数", "全年执行数"}


@pytest.mark.parametrize(
    ("table", "severity", "says"),
    [
        (with_row(1, name="培训人数", target="≤300人", actual="320人"), "error", "“培训”一般多多益善，符号若应为“≥”，则得分无误"),
        (
            with_row(1, name="培训人数", target="≤300人", actual="240人", printed_score="16.00"),
            "warning", "“培训”一般多多益善，符号若应为“≥”，则扣分无误",
        ),
        (cost("≥40万元", "50万元", "16.00"), "warning", "成本一般是上限，符号若应为“≤”，则扣分无误"),
    ],
)  # fmt: skip
def test_a_score_against_a_doubtful_sign_is_told_with_both_readings(
    table: Evaluation, severity: str, says: str
) -> None:
    told = {f.code: f for f in found_in(table) if f.code in ("B9", "D10")}
    assert (told["B9"].severity, told["D10"].severity) == (severity, "warning")
    assert says in told["B9"].message


def test_a_doubtful_sign_whose_score_follows_it_is_a_matter_of_the_sign_alone() -> None:
    table = with_row(1, name="培训人数", target="≤300人", actual="300人")
    assert [f.code for f in found_in(table) if f.code in ("B9", "D10")] == ["D10"]
    undoubted = with_row(1, name="安全事故次数", target="≤2次", actual="5次")
    (one,) = [f for f in found_in(undoubted) if f.code in ("B9", "D10")]
    assert (one.code, "符号若应为" in one.message) == ("B9", False)


def test_the_arithmetic_of_an_exceeded_limit_leaves_out_no_step() -> None:
    table = cost("≤0.6万元", "=0.63万元", "20.00")
    (one,) = [f for f in found_in(table, "xinjiang/2024") if f.code == "B9"]
    assert one.arithmetic == (
        "0.63 ÷ 0.6 × 100 = 105.00；"
        "完成率(%) = 取大（200 − 实际值 ÷ 目标值 × 100，0） = 取大（200 − 0.63 ÷ 0.6 × 100，0） = 95；"
        "得分 = 完成率 × 分值 ÷ 100 = 95 × 20 ÷ 100 = 19"
    )


def test_the_source_of_a_score_against_its_sign_is_the_sign_and_not_the_inferred_rule() -> None:
    (one,) = [f for f in found_in(cost("≤44.80万元", "=25.17万元", "0.00")) if f.code == "B9"]
    assert one.source == "目标值的符号“≤”：不超过即为达标"
    assert one.expected == "20"


def test_a_money_block_that_restates_the_total_is_no_part_of_it() -> None:
    table = with_funds(funds("100.00", "100.00", "100.00%", "90.00", weight="100"))
    table = evolve(table, printed_weight_total=None, printed_total=reading("90"))
    assert not {"A1", "A2", "A5", "A8"} & {f.code for f in found_in(table)}


def test_a_row_with_neither_name_nor_weight_does_not_keep_weights_from_being_added() -> None:
    rest = evolve(CLEAN.indicators[0], name="", weight=None, target=None, actual=None, printed_score=None)
    table = with_row(1, weight="25")
    assert "A2" in {f.code for f in found_in(evolve(table, indicators=(*table.indicators, rest)))}


def test_a_money_block_without_a_weight_is_scored_by_the_convention_of_its_document() -> None:
    shares = {100: "6.7", 110: "7.3", 130: "8.7", 170: "11.3", 190: "12.7"}
    tables = [
        evolve(with_row(1, actual=f"={actual}册", printed_score=score, reason="因停业"), funds=(), printed_total=None)
        for actual, score in shares.items()
    ]
    money = evolve(funds("671.10", "634.86", "94.60%", "9.5"), weight=None)
    rows = tuple(evolve(i, weight=reading("23")) if n == 1 else i for n, i in enumerate(CLEAN.indicators))
    told = evolve(CLEAN, funds=(money,), indicators=rows, printed_total=None, printed_weight_total=None)
    result = recheck(Document("示例.txt", (*tables, told)), RULESETS.values())
    assert result.attribution is not None
    assert "1 位小数" in result.attribution.convention
    codes = {f.code for f in result.tables[-1].findings}
    assert "A2" in codes
    assert "A5" not in codes


@pytest.mark.parametrize(("total", "severity"), [("90.02", "warning"), ("90.03", "error"), ("91", "error")])
def test_a_total_that_rounding_once_may_give_is_a_doubt_and_no_error(total: str, severity: str) -> None:
    table = evolve(with_row(1, actual="=240册", printed_score="10.01"), printed_total=reading(total))
    (one,) = [f for f in found_in(table) if f.code == "A1"]
    assert one.severity == severity
    assert ("可以由四舍五入解释" in one.message) == (severity == "warning")


def test_scores_that_are_all_full_leave_nothing_to_rounding() -> None:
    (one,) = [f for f in found_in(evolve(CLEAN, printed_total=reading("99.99"))) if f.code == "A1"]
    assert one.severity == "error"
