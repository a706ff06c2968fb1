"""Findings: each code is found where it should be, and only there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from rulesets import catalogue
from scoring import WORDINGS, Document, Evaluation, Figure, Finding, FundLine, Place, Skipped, Statement, Task, recheck
from tests.tables import CLEAN, funds, reading, row, with_funds, with_row


def findings(*tables: Evaluation, ruleset: str = "xinjiang/2023", **document: object) -> list[Finding]:
    made = Document("示例.txt", tables, **document)  # type: ignore[arg-type]
    return list(recheck(made, catalogue().values(), ruleset=ruleset).all_findings())


def codes(*tables: Evaluation, ruleset: str = "xinjiang/2023", **document: object) -> set[str]:
    return {finding.code for finding in findings(*tables, ruleset=ruleset, **document)}


def part(name: str, amount: str, **more: str) -> FundLine:
    cells = {key: reading(text) for key, text in more.items()}
    return FundLine(name, initial=reading(amount), adjusted=reading(amount), executed=reading(amount), **cells)


def test_a_clean_table_has_no_findings() -> None:
    assert findings(CLEAN) == []


WHOLE = funds("100.00", "100.00", "100.00%", "10.00")

COSTS = tuple(row(f"≤{amount}万元", f"={amount}万元", "0", "0", level1="成本指标") for amount in (40, 50))

TABLES: list[tuple[str, Evaluation]] = [
    ("A1", evolve(CLEAN, printed_total=reading("99分"))),
    ("A2", with_row(1, weight="25")),
    ("A2", evolve(CLEAN, printed_weight_total=reading("110"))),
    ("A4", with_funds(funds("100.00", "80.00", "81.00%", "5.00"))),
    ("A5", with_funds(funds("100.00", "80.00", "80.00%", "8.00"))),
    ("A6", with_funds(funds("0.00", "80.00", "—", "10.00"))),
    ("A6", with_funds(WHOLE, part("财政拨款", "60"), part("其他资金", "30"))),
    ("A6", with_funds(funds("100.00", "106.50", "106.50%", "10.00"))),
    ("A7", with_funds(WHOLE, part("财政拨款", "60", weight="10"), part("其他资金", "40"))),
    ("A8", with_row(1, printed_score="21.00")),
    ("A8", with_row(1, printed_score="-1")),
    ("A9", with_row(1, printed_completion="98%")),
    ("A10", with_funds(funds("100.00", "77.66", "77.66%", "4.41"))),
    ("A11", with_funds(funds("200.00", "80.00", "80.00", "0.00"))),
    ("B1", with_row(1, actual="=150册")),
    ("B2", with_row(1, actual="=240册", printed_score="15.00")),
    ("B3", with_row(1, actual="=240册", printed_score="5.00")),
    ("B4", with_row(1, printed_score="18.00")),
    ("B6", with_row(1, actual="=900册")),
    ("B8", with_row(4, printed_score="15.00")),
    ("B9", with_row(3, actual="=25万元", printed_score="0.00")),
    ("B9", with_row(3, target="≤2次", actual="=5次")),
    ("C1", with_row(1, actual="=240册", printed_score="10.00")),
    ("C2", with_row(1, reason="因天气推迟")),
    ("C3", with_row(1, actual="=240册", printed_score="10.00", reason="无")),
    ("C3", with_row(1, actual="=240册", printed_score="10.00", reason="采购图书册数")),
    ("C3", with_row(1, actual="=240册", printed_score="10.00", reason="下一步加强管理")),
    ("C4", with_funds(funds("100.00", "100.00", "100.00%", "10.00", initial="120.00"))),
    ("D2", with_row(1, actual="")),
    ("D2", with_row(1, target="—")),
    ("D2", with_row(1, weight="")),
    ("D4", with_row(1, actual="完成")),
    ("D4", with_row(4, actual="=100%")),
    ("D9", with_row(1, actual="=300万元")),
    ("D9", with_row(5, actual="0.95")),
    ("E1", with_funds(funds("100.00", "34.79", "34.79%", "0.00"))),
    ("E2", evolve(CLEAN, printed_grade="良")),
    ("E3", with_row(2, name="预算成本控制率", actual="=56.06%")),
    ("E4", evolve(CLEAN, indicators=(*CLEAN.indicators[:2], *COSTS))),
    ("R1", with_row(1, weight="二十分左右")),
    ("R1", with_row(1, actual="3,00.0,0册")),
    ("R1", with_funds(funds("1OO.00", "100.00", "100.00%", "10.00"))),
    ("R1", evolve(CLEAN, printed_total=reading("一百分"))),
    ("R1", evolve(CLEAN, printed_weight_total=reading("1OO"))),
    ("R1", evolve(CLEAN, tasks=(Task("保障运转", amount=reading("5O")),))),
    ("R1", with_row(1, prior="≥1O")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "table"), TABLES)
def test_a_fault_in_a_table_is_found(code: str, table: Evaluation) -> None:
    assert code in codes(table)


@pytest.mark.parametrize("code", sorted({code for code, _ in TABLES}))
def test_a_finding_says_what_it_read_and_what_to_do(code: str) -> None:
    for mine, table in TABLES:
        if mine == code:
            found = [finding for finding in findings(table) if finding.code == code]
            assert all(f.message and "{" not in f.message and "None" not in f.message for f in found)
            assert all(f.suggestion == WORDINGS[code].suggestion for f in found)


@pytest.mark.parametrize(
    ("code", "table"),
    [
        ("A2", evolve(CLEAN, indicators=tuple(evolve(i, weight=None) for i in CLEAN.indicators))),
        ("A4", with_funds(funds("100.00", "77.777", "77.77%", "4.44"))),
        ("A4", with_funds(funds("100.00", "77.66", "0.7766", "4.41"))),
        ("A6", with_funds(WHOLE, part("财政拨款", "60"), part("其他资金", "40"))),
        ("A9", with_row(5, printed_completion="105.56%")),
        ("A9", with_row(5, printed_completion="105.5%")),
        ("A9", with_row(5, printed_completion="100%")),
        ("B6", with_row(1, actual="=900册", reason="因捐赠增加")),
        ("B9", with_row(3, actual="=100万元")),
        ("C3", with_row(1, actual="=240册", printed_score="10.00", reason="因供应商停业未能采购")),
        ("C3", with_row(1, actual="=240册", printed_score="10.00", reason="书商少供两批")),
        ("C4", evolve(with_funds(evolve(WHOLE, initial=reading("120.00"))), achieved="年中调减")),
        ("D2", with_row(1, actual="", printed_score="0")),
        ("E3", with_row(2, name="预算成本控制率", actual="=100%")),
        ("E4", evolve(CLEAN, indicators=(*CLEAN.indicators, row("≤4元/人", "=4元/人", "0", "0", level1="成本指标")))),
    ],
)  # fmt: skip
def test_what_is_no_fault_is_not_reported(code: str, table: Evaluation) -> None:
    assert code not in codes(table)


def test_rounding_of_fund_rows_is_a_note_not_an_error() -> None:
    table = with_funds(WHOLE, part("财政拨款", "60.01"), part("其他资金", "40"))
    assert {f.severity for f in findings(table) if f.code == "A6"} == {"note"}


def test_level_weights_other_than_the_national_ones_are_a_note() -> None:
    assert "A3" in codes(with_row(1, weight="10"), ruleset="national/2021")
    assert "A3" not in codes(CLEAN, ruleset="xinjiang/2023")


def test_a_text_score_outside_its_band_is_found() -> None:
    table = with_row(4, actual="基本达成", printed_score="19.00")
    assert "B7" in codes(table, ruleset="national/2020")
    assert "B7" not in codes(with_row(4, actual="基本达成", printed_score="14.00"), ruleset="national/2020")


def test_one_score_that_another_rule_happens_to_give_is_a_slip_and_no_mixture_of_rules() -> None:
    table = with_row(1, actual="=240册", printed_score="16.00", reason="因供应商停业")
    (found,) = [f for f in findings(table) if f.code in ("B2", "B5")]
    assert (found.code, found.severity) == ("B2", "warning")
    assert "恰好得此分" in found.message


def test_same_facts_with_different_scores_are_found_across_tables() -> None:
    one = with_row(1, actual="=240册", printed_score="10.00", reason="因停业")
    two = with_row(1, actual="=240册", printed_score="8.00", reason="因停业")
    (found,) = [f for f in findings(one, two) if f.code == "B10"]
    assert found.where.table == 2
    assert "B10" not in codes(one, one)


def test_over_completed_rows_treated_unequally_are_found() -> None:
    lost = with_row(5, actual="=92%", printed_score="9.78", reason="目标偏低")
    assert "B5" in codes(lost, CLEAN, ruleset="xinjiang/2024")
    (told,) = (f for f in findings(lost, CLEAN, ruleset="xinjiang/2024") if f.code == "B5")
    assert told.message.endswith("；被扣分的写了偏差原因，得满分的没有写")
    both = with_row(5, reason="目标偏低")
    (told,) = (f for f in findings(lost, both, ruleset="xinjiang/2024") if f.code == "B5")
    assert "没有写" not in told.message
    assert "B5" not in codes(CLEAN, CLEAN, ruleset="xinjiang/2024")


PROJECTS = Statement(
    "project", "self-evaluation", 3, None, Figure("300.00", Decimal(300)), Figure("300.00", Decimal(300))
)


def test_announced_projects_are_counted() -> None:
    assert "F1" in codes(CLEAN, CLEAN, statements=(PROJECTS,))
    assert "F1" not in codes(CLEAN, CLEAN, CLEAN, statements=(PROJECTS,))


def test_a_sentence_of_the_text_is_quoted_where_the_file_has_no_lines() -> None:
    said = evolve(PROJECTS, text="本单位共有项目 3 个")
    for place, name in ((Place(), said.text), (Place(line=4), ""), (Place(sheet="说明", grid=1, grid_row=2), "")):
        statement = evolve(said, place=place)
        (one,) = (f for f in findings(CLEAN, CLEAN, statements=(statement, statement)) if f.code == "F1")
        assert [where.name for where in (one.where, *one.others)] == [name, name]


@pytest.mark.parametrize(("announced", "severity"), [("300.00", None), ("300.02", "note"), ("350.00", "error")])
def test_announced_amounts_are_added_up(announced: str, severity: str | None) -> None:
    statement = evolve(PROJECTS, budget=Figure(announced, Decimal(announced)))
    found = [f.severity for f in findings(CLEAN, CLEAN, CLEAN, statements=(statement,)) if f.code == "F2"]
    assert found == ([] if severity is None else [severity])


def test_an_amount_is_only_doubtful_while_tables_are_missing() -> None:
    found = [f.severity for f in findings(CLEAN, CLEAN, statements=(PROJECTS,)) if f.code == "F2"]
    assert set(found) == {"warning"}


def test_projects_that_all_have_full_marks_are_remarked_on() -> None:
    tables = [evolve(CLEAN, project=name) for name in "甲乙丙"]
    assert "F3" in codes(*tables)
    assert "F3" not in codes(*tables[:2])


def test_a_form_that_could_not_be_read_is_named() -> None:
    (found,) = findings(CLEAN, skipped=(Skipped("项目支出绩效自评表：没有读到指标行", Place(line=7)),))
    assert (found.code, found.severity, found.where.place.line) == ("R2", "warning", 7)


def test_tables_that_are_plainly_none_of_the_forms_are_counted_in_one_note() -> None:
    others = (Skipped("非绩效表：收入决算表", Place(line=7), True), Skipped("支出决算表", Place(line=40), True))
    (found,) = findings(CLEAN, skipped=others)
    assert (found.code, found.severity) == ("R2", "note")
    assert "2 张表" in found.message
    assert found.message.endswith("没有复核：收入决算表（第 7 行）、支出决算表（第 40 行）")
    assert not found.suggestion


def test_a_form_among_other_tables_stays_a_warning_of_its_own() -> None:
    form = Skipped("项目支出绩效自评表：没有读到指标行", Place(line=7))
    found = findings(CLEAN, skipped=(Skipped("收入决算表", Place(line=2), True), form))
    assert [(f.severity, f.where.place.line, bool(f.suggestion)) for f in found] == [
        ("warning", 7, True),
        ("note", 0, False),
    ]
    assert "项目支出绩效自评表" not in found[1].message


def test_every_code_of_the_catalogue_is_well_worded() -> None:
    for code, wording in WORDINGS.items():
        assert code[0] in "ABCDEFRT"
        assert wording.title
        assert wording.suggestion


def test_findings_come_most_certain_first() -> None:
    table = evolve(with_row(1, actual="=900册", printed_score="21.00"), printed_total=reading("90"))
    ranks = [("error", "warning", "note").index(f.severity) for f in findings(table)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 1


def test_a_different_score_is_a_doubt_while_the_rule_is_only_guessed() -> None:
    table = with_row(1, actual="=240册", printed_score="15.50", reason="因停业")
    guessed = recheck([table], catalogue().values())
    severities = {f.severity for f in guessed.all_findings() if f.code in ("B2", "B3")}
    assert severities == {"warning"}


def test_a_fund_rows_finding_points_at_its_own_line() -> None:
    line = evolve(part("财政拨款", "60", weight="10"), place=Place(line=9))
    table = with_funds(WHOLE, line, part("其他资金", "40"))
    (found,) = [f for f in findings(table) if f.code == "A7"]
    assert found.where.place.line == 9


def test_an_exact_score_in_a_binary_ruleset_is_explained_the_right_way_round() -> None:
    table = with_funds(funds("32.40", "32.20", "99.38%", "9.85"))
    (found,) = [f for f in findings(table) if f.code == "A10"]
    assert "按规则原来的口径是 9.84 分，差异由口径造成：精确计算" in found.message
    assert found.expected == "9.84"


def test_a_score_on_the_initial_budget_is_no_matter_of_cents() -> None:
    table = with_funds(funds("120.00", "80.00", "66.67%", "8.00", initial="100.00"))
    found = {f.code: f for f in findings(table, ruleset="national/2021")}
    assert "A10" not in found
    assert "年初预算数" in found["A5"].message
    assert found["A5"].message.startswith("预算执行率得分印为 8 分（")
    assert "）分" not in found["A5"].message.replace(" ", "")
    assert found["A5"].severity == "warning"


def test_a_rate_cell_that_holds_an_amount_but_fits_is_left_alone() -> None:
    assert "A11" not in codes(with_funds(funds("100.00", "80.00", "80.00", "5.00")))


def test_a_discretionary_score_needs_no_excuse() -> None:
    table = with_row(1, actual="=450册", printed_score="10.00", reason="因捐赠增加")
    assert "A10" not in codes(table, ruleset="national/2020")


def test_weights_that_leave_room_for_a_money_block_that_is_not_there_are_a_doubt() -> None:
    table = evolve(CLEAN, funds=(), printed_weight_total=reading("90"), printed_total=reading("90"))
    assert [(f.code, f.severity) for f in findings(table)] == [("A2", "warning")]
    assert {f.severity for f in findings(with_row(1, weight="25")) if f.code == "A2"} == {"error"}
