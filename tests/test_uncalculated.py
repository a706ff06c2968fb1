"""A form whose formulas were never calculated: filled in by a program, or saved by one that does not calculate."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reports import read, render
from reports.sheets.blank import blank_form
from reports.writers.xlsx_blank import write_blank
from rulesets import catalogue
from scoring import Evaluation, Finding, FundLine, Indicator, Unreadable, parse_figure, parse_value, recheck, score
from scoring.mending import MUST, mend
from scoring.words import NOT_CALCULATED

from .command import run
from .forms import WHOLE, rows, table

MEASURE = catalogue()["national/2021"]
TARGETS = {"维修套数": "≥100套", "居民满意度": "≥90%", "安全事故": "=0起", "居住条件": "有效改善"}
ACTUALS = {"维修套数": 95, "居民满意度": 0.95, "安全事故": 0, "居住条件": "达成"}


def filled(**actuals: Any) -> bytes:
    """A blank form filled in by a program that calculates no formula.

    Args:
        actuals: by name of the indicator, for what stands in ``ACTUALS``.
    """
    goal = Evaluation(
        kind="project",
        form="goal",
        project="公租房维修",
        unit="青石县住建局",
        year=2023,
        funds=(FundLine("年度资金总额", initial=parse_figure("100"), total=True),),
        indicators=tuple(
            Indicator(name, "产出指标", "数量指标", target=parse_value(target), weight=parse_figure(weight))
            for (name, target), weight in zip(TARGETS.items(), ("30", "20", "20", "20"), strict=True)
        ),
    )
    book = load_workbook(BytesIO(write_blank([blank_form(goal, MEASURE)])))
    (sheet,) = book.worksheets
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    for name, value in {**ACTUALS, **actuals}.items():
        sheet.cell(cells[name].row, cells["实际完成值"].column, value)
    for head in ("全年预算数", "全年执行数"):
        sheet.cell(cells["年度资金总额"].row, cells[head].column, 100)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def checked(data: bytes) -> list[Finding]:
    """What ``zipingbiao check`` wants mended in a form."""
    found = recheck(read("填.xlsx", data), (MEASURE,), ruleset=MEASURE.id)
    return [one for one in mend(found).all_findings() if one.severity in MUST]


def test_scores_that_a_form_has_not_computed_yet_are_computed() -> None:
    (table,) = read("填.xlsx", filled()).evaluations
    assert table.budget is not None
    assert [row.printed_score for row in table.indicators] == [None] * 4
    assert [row.printed_completion for row in table.indicators] == [None] * 4
    assert (table.budget.printed_rate, table.budget.printed_score, table.printed_total, table.printed_grade) == (
        None, None, None, "",
    )  # fmt: skip
    card = score(table, MEASURE)
    for kind in ("report", "form"):
        page = render(kind, (table, card), "md")
        assert "公式" not in page
        assert "28.50" in page
        assert "98.50" in page


def test_a_grade_that_was_never_calculated_is_none() -> None:
    assert table(f"{WHOLE}评价等级\t良\n").printed_grade == "良"
    assert table(f"{WHOLE}评价等级\t{NOT_CALCULATED}=A1\n").printed_grade == ""


def test_an_actual_or_a_weight_that_was_never_calculated_is_unreadable() -> None:
    (table,) = read("填.xlsx", filled(维修套数="=90+5")).evaluations
    assert isinstance(table.indicators[0].actual, Unreadable)


def test_a_check_asks_for_what_only_people_can_give_and_for_the_calculation_once() -> None:
    found = checked(filled(居住条件="部分达成"))
    assert [(one.code, one.where.row, one.where.column) for one in found] == [
        ("C1", 1, "偏差原因"),
        ("T1", 4, "得分"),
        ("R4", 0, "单元格"),
    ]
    assert "打分" in found[1].suggestion


@pytest.mark.parametrize("command", ["score", "report"])
def test_whoever_gets_our_scores_is_told_once_that_the_formulas_were_not_calculated(
    command: str, tmp_path: Path
) -> None:
    source = tmp_path / "填.xlsx"
    source.write_bytes(filled())
    done = run(command, source, "-o", tmp_path / "结果.html")
    assert done.stderr.count("公式没有计算结果") == 1


def test_a_word_that_may_mean_nothing_and_may_mean_zero_is_named() -> None:
    found = [one for one in checked(filled(安全事故="无")) if one.where.row == 3]
    assert [(one.code, one.where.column, one.read) for one in found if one.code != "T1"] == [("R1", "实际完成值", "无")]
    assert "没有发生的填 0" in found[0].suggestion


@pytest.mark.parametrize("target", ["长期", "2024年12月底前", "5-10起"])
def test_the_same_word_beside_what_is_no_number_is_a_blank(target: str) -> None:
    (row,) = rows(f"产出指标\t数量指标\t安全事故\t{target}\t无\t90\t90\t")
    assert row.actual is None
