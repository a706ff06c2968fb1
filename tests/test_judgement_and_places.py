"""Scores that people give within a band, spellings of units and tenths, and the very cell a finding names."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from attrs import evolve
from openpyxl import Workbook

from reports import read
from reports.places import findings_notes
from rulesets import catalogue
from scoring import Document, Evaluation, Indicator, Quantity, parse_value, recheck, score

from .tables import CLEAN, row


def book(rows: list[list[object]]) -> Document:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for line in rows:
        sheet.append(line)
    file = BytesIO()
    workbook.save(file)
    return read("自评.xlsx", file.getvalue())


def table(indicator: Indicator) -> Evaluation:
    return evolve(CLEAN, indicators=(indicator,))


def test_a_score_given_within_the_band_of_a_met_target_in_words_stays() -> None:
    one = row("有效带动", "达成", "10", "9", name="带动就业")
    card = score(table(one), catalogue()["national/2021"])
    assert card.marks[0].score == Decimal(9)
    far = score(table(row("有效带动", "达成", "10", "3")), catalogue()["national/2021"])
    assert far.marks[0].score == Decimal(10)


@pytest.mark.parametrize(
    ("text", "operator", "number", "unit"),
    [
        ("≥九成", "≥", "90", "%"),
        ("8.5成以上", "≥", "85", "%"),
        ("不超过400元/人·天", "≤", "400", "元/人/天"),
    ],
)
def test_tenths_and_units_with_a_dot_are_numbers(text: str, operator: str, number: str, unit: str) -> None:
    value = parse_value(text)
    assert isinstance(value, Quantity)
    assert (value.operator, value.number, value.unit.text, value.text) == (operator, Decimal(number), unit, text)


HEAD = ["一级指标", "二级指标", "三级指标", "年初指标值", "调整指标值", "实际完成值", "分值", "得分"]


def test_a_finding_about_a_revised_target_names_its_own_cell() -> None:
    document = book(
        [["项目支出绩效自评表"], HEAD, ["产出指标", "数量指标", "里程", "≥3公里", "1O公里", "4公里", 90, 90]]
    )
    found = [f for f in recheck(document, catalogue().values()).all_findings() if f.code == "R1"]
    assert [str(finding.where.place.within_file("target")) for finding in found] == ["工作表“Sheet”E3"]


def test_a_misread_cell_and_a_formula_without_a_result_are_noted_at_their_cells() -> None:
    line = ["产出指标", "数量指标", "里程", "≥3公里", None, "4公里", 90, "9O"]
    document = book([["项目支出绩效自评表"], HEAD, line, ["", "", "长度", "≥3公里", None, "4公里", 10, "=1+1"]])
    result = recheck(document, catalogue().values())
    places = {note.text.partition("\n")[0]: note.place.within_file(note.role) for note in findings_notes(result)}
    assert any("可能是“90”" in text and place.endswith("H3") for text, place in places.items())
    assert any("没有计算结果" in text and place.endswith("H4") for text, place in places.items())


def test_a_grade_that_does_not_follow_is_noted_at_the_grade() -> None:
    document = book(
        [
            ["项目支出绩效自评表"],
            HEAD,
            ["产出指标", "数量指标", "里程", "≥3公里", None, "4公里", 100, 60],
            ["总分", None, None, None, None, None, 100, 60],
            ["评价等级", None, "优"],
        ]
    )
    assert document.evaluations[0].grade_place.within_file("grade").endswith("C5")
