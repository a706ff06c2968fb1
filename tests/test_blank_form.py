"""Blank forms: made of goal tables, filled in as a preparer does, scored in the sheet as by the engine."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from attrs import evolve
from openpyxl import load_workbook

from reports import ReportError, read
from reports.sheets.blank import blank_form
from reports.writers.docx import write as write_docx
from reports.writers.live_scores import PENDING
from reports.writers.xlsx_blank import write_blank
from rulesets import catalogue
from scoring import (
    Figure,
    FundLine,
    Unreadable,
    figure_value,
    parse_value,
)

from . import samples
from .blanks import TARGETS, blank, column, figure, goal, prompts_of, sheet
from .spreadsheets import needs_soffice, recalculated


def test_goals_are_locked_and_actuals_are_open() -> None:
    found = sheet()
    assert found.protection.sheet
    assert found.protection.password is None
    for head, locked in (("年度指标值", True), ("分值", True), ("三级指标", True), ("实际完成值", False)):
        cells = [c for c in column(found, head) if c.__class__.__name__ != "MergedCell" and c.row > 12]
        assert cells
        assert {c.protection.locked for c in cells} == {locked}


def test_a_department_that_the_goals_do_not_name_can_be_filled_in() -> None:
    for department, locked in (("澄湖县水利局", True), ("", False)):
        form = blank(goal(department=department))
        found = sheet(form)
        label = next(c for row in found.iter_rows() for c in row if c.value == "主管部门")
        beside = next(c for c in found[label.row][label.column :] if c.__class__.__name__ != "MergedCell")
        assert (beside.value or "", beside.protection.locked) == (department, locked)
        with ZipFile(BytesIO(write_docx("form", form.sheet))) as package:
            assert ('<w:tag w:val="department"/>' in package.read("word/document.xml").decode()) is not locked


def test_each_actual_accepts_what_its_target_asks_for() -> None:
    found = sheet()
    rules = {str(rule.sqref): rule for rule in found.data_validations.dataValidation}
    actuals = column(found, "实际完成值")
    kinds = [rules[c.coordinate].type if c.coordinate in rules else None for c in actuals]
    assert kinds == ["decimal", "decimal", "decimal", "decimal", "decimal", "date", "list", None, "decimal", "list"]
    assert "单位：套" in rules[actuals[0].coordinate].error
    assert actuals[0].number_format == 'General"套"'
    assert actuals[2].number_format == "0.00######%"
    assert rules[actuals[6].coordinate].formula1 == '"达成,部分达成,未达成"'


def typed(target: str, actual: float) -> bytes:
    """A blank form in whose first actual this was typed as it stands."""
    book = load_workbook(BytesIO(write_blank([blank(goal(target, *TARGETS[1:2]))])))
    column(book.active, "实际完成值")[-2].value = actual
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_number_typed_without_its_percent_sign_is_refused_by_the_sheet_and_named_when_read() -> None:
    found = sheet()
    rules = {str(rule.sqref): rule for rule in found.data_validations.dataValidation}
    rule = rules[column(found, "实际完成值")[2].coordinate]
    assert (rule.operator, rule.formula1, rule.formula2, rule.errorStyle) in [
        ("between", "0", "10", None),
        (None, "0", "10", None),
    ]
    assert "9500%" in rule.error
    document = read("填好.xlsx", typed("≥95%", 95))
    (remark,) = [one for one in document.remarks if one.code == "R6"]
    assert "疑为“95%”：单元格按百分比显示，直接键入 95 即可读作 9500" in remark.what
    assert document.evaluations[0].indicators[0].actual == parse_value("9500.00%")
    assert not [one for one in read("填好.xlsx", typed("≥95%", 0.95)).remarks if one.code == "R6"]


def test_the_blank_says_how_much_is_to_be_filled_in() -> None:
    book = load_workbook(BytesIO(write_blank([blank()])), data_only=True)
    # Adjusted and executed budget, what was achieved, ten actuals.
    assert book.active["A1"].value.startswith("还差 13 项未填")


def test_nothing_is_scored_before_it_is_filled_in() -> None:
    book = load_workbook(BytesIO(write_blank([blank()])), data_only=True)
    assert [c.value or "" for c in column(book.active, "得分") if c.row > 12] == [""] * len(TARGETS)


def test_a_blank_is_read_as_the_form_it_is() -> None:
    document = read("空白.xlsx", write_blank([blank()]))
    (table,) = document.evaluations
    assert table.form == "self-evaluation"
    assert table.ruleset == "national/2020"
    assert [row.target for row in table.indicators] == [row.target for row in goal().indicators]
    assert [row.weight_value for row in table.indicators] == [row.weight_value for row in goal().indicators]
    assert all(row.actual is None and row.printed_score is None for row in table.indicators)
    assert table.budget is not None
    assert figure_value(table.budget.initial) == 60


def test_losses_without_a_reason_are_highlighted() -> None:
    found = sheet()
    rules = [rule.formula[0] for entry in found.conditional_formatting for rule in entry.rules]
    assert sum("ISNUMBER" in text for text in rules) == len(TARGETS)
    assert sum(PENDING in text for text in rules) == len(TARGETS)


def test_parts_without_a_total_get_one_that_adds_them_up() -> None:
    funds = (FundLine("上级安排", initial=figure("40.00")), FundLine("本级安排", initial=figure("1,960.00")))
    form = blank(goal(kind="department", funds=funds))
    assert form.summed
    found = sheet(form)
    texts = [c.value for row in found.iter_rows() for c in row if isinstance(c.value, str)]
    assert "年度资金总额" in texts
    assert 2000 in [c.value for row in found.iter_rows() for c in row]
    assert any(text.startswith("=IF((ISNUMBER($") and ",8)" in text for text in texts)


def test_amounts_are_printed_in_one_unit() -> None:
    line = FundLine("年度资金总额", initial=Figure("600000元", figure("60").value), total=True)
    form = blank(goal(funds=(line,)))
    assert figure_value(form.evaluation.funds[0].initial) == 60
    assert form.evaluation.funds[0].initial == Figure("60.00", figure("60").value)


def test_weights_that_are_missing_are_to_be_filled_in() -> None:
    rows = tuple(evolve(row, weight=None) for row in goal().indicators)
    found = sheet(blank(goal(indicators=rows)))
    assert {c.protection.locked for c in column(found, "分值") if c.row > 12} == {False}


def test_a_weight_that_cannot_be_read_is_to_be_filled_in_too() -> None:
    rows = tuple(evolve(row, weight=Unreadable("10或12")) for row in goal().indicators)
    found = sheet(blank(goal(indicators=rows)))
    weights = [c for c in column(found, "分值") if c.row > 12]
    assert {(c.protection.locked, c.value) for c in weights} == {(False, "10或12")}
    assert "NOT(ISNUMBER(" in str([rule.formula for entry in found.conditional_formatting for rule in entry.rules])


def test_weights_to_be_filled_in_are_tinted_and_added_up_as_they_are_typed(tmp_path: Path) -> None:
    rows = tuple(evolve(row, weight=None) for row in goal().indicators)
    form = blank(goal(indicators=rows))
    found = sheet(form)
    weights = [c for c in column(found, "分值") if c.row > 12]
    tinted = {
        str(area)
        for area, rules in found.conditional_formatting._cf_rules.items()
        for rule in rules
        if rule.dxf.fill.bgColor.rgb == "FFFFF0B3"
        for area in area.sqref.ranges
    }
    assert {c.coordinate for c in weights} <= tinted
    with ZipFile(BytesIO(write_docx("form", form.sheet))) as package:
        text = package.read("word/document.xml").decode()
    cells = [cell for cell in text.split("<w:tc>") if '<w:tag w:val="weight"/>' in cell]
    assert len(cells) == len(rows)
    assert all('w:fill="FFF0B3"' in cell for cell in cells)


@needs_soffice
def test_weights_typed_into_the_form_make_its_total(tmp_path: Path) -> None:
    rows = tuple(evolve(row, weight=None) for row in goal(*TARGETS[:5]).indicators)
    book = load_workbook(BytesIO(write_blank([blank(goal(indicators=rows))])))
    for cell in [c for c in column(book.active, "分值") if c.row > 12]:
        cell.value = 18
    path = tmp_path / "分值.xlsx"
    book.save(path)
    recalculated(path, tmp_path)
    shown = load_workbook(tmp_path / "converted" / path.name, data_only=True).active
    assert "产出指标 —/36　效益指标 —/54" in shown["A2"].value
    (table,) = read(tmp_path / "converted" / path.name).evaluations
    assert figure_value(table.printed_weight_total) == 100


def test_a_self_evaluation_is_refused() -> None:
    with pytest.raises(ReportError, match="是自评表"):
        blank_form(samples.plain_project(), catalogue()["national/2020"])
    with pytest.raises(ReportError, match="没有指标"):
        blank_form(goal(indicators=()), catalogue()["national/2020"])


def test_hostile_names_stay_text() -> None:
    rows = (evolve(goal().indicators[0], name='=cmd|" /C calc"!A0', level1='="x"&"y'),)
    found = sheet(blank(goal(indicators=rows, project="=1+1", unit='"; drop')))
    for line in found.iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and cell.value.startswith("=") and cell.data_type != "f":
                assert cell.data_type == "s"
            if cell.data_type == "f":
                assert not cell.value.startswith("=cmd")
                assert cell.value != "=1+1"


def test_a_quotation_mark_where_a_long_name_is_cut_closes_no_text_of_a_formula() -> None:
    rows = (evolve(goal().indicators[0], level1="一" * 39 + '"'),)
    formulas = [cell.value for line in sheet(blank(goal(indicators=rows))).iter_rows() for cell in line]
    told = [text for text in formulas if isinstance(text, str) and text.startswith("=") and "一" * 39 in text]
    assert told
    assert all(text.count('"') % 2 == 0 for text in told)


def test_the_word_form_has_a_place_to_fill_in_for_each_open_cell() -> None:
    form = blank()
    with ZipFile(BytesIO(write_docx("form", form.sheet))) as package:
        text = package.read("word/document.xml").decode()
    assert text.count("<w:sdt>") == prompts_of(form)
    assert text.count("点此填写") >= prompts_of(form)
    (table,) = read("空白.docx", write_docx("form", form.sheet)).evaluations
    assert all(row.actual is None and not row.reason for row in table.indicators)


def test_names_of_groups_stand_at_their_top_where_a_page_may_end_among_their_rows() -> None:
    short = goal(*TARGETS[:2])
    long = goal(*TARGETS * 3)
    for table, expected in ((short, "center"), (long, "top")):
        found = sheet(blank(table))
        name = next(c for row in found.iter_rows(min_row=9) for c in row if c.value == "产出指标")
        assert name.alignment.vertical == expected
        assert (found.page_setup.fitToHeight in (None, 1)) is (expected == "center")
