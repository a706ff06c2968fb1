"""Goal tables, the blank forms made of them, and their cells."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from attrs import evolve
from openpyxl import load_workbook

from reports.sheets.blank import BlankForm, blank_form
from reports.writers.xlsx_blank import write_blank
from rulesets import catalogue
from scoring import (
    Evaluation,
    Figure,
    FundLine,
    Indicator,
    parse_value,
)

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
TARGETS = (
    "≥162套",
    "≤31.80万元",
    "=100%",
    "≥95%",
    "5-10次",
    "2023年12月10日前",
    "长期",
    "≥3次；≥60人次",
    "=0起",
    "约三四十处",
)


def figure(text: str) -> Figure:
    from decimal import Decimal

    return Figure(text, Decimal(text.replace(",", "")))


def goal(*targets: str, year: int = 2023, **changes: Any) -> Evaluation:
    """A goal table with these targets."""
    rows = tuple(
        Indicator(
            name=f"指标{number}",
            level1="产出指标" if number < 3 else "效益指标",
            level2="数量指标" if number < 2 else "质量指标",
            target=parse_value(target),
            weight=figure("9"),
        )
        for number, target in enumerate(targets or TARGETS, 1)
    )
    table = Evaluation(
        kind="project",
        form="goal",
        project="节水器具补助",
        unit="澄湖县水利服务中心",
        department="澄湖县水利局",
        year=year,
        funds=(
            FundLine("年度资金总额", initial=figure("60.00"), total=True),
            FundLine("其中：当年财政拨款", initial=figure("60.00")),
        ),
        goal="发放节水器具，让群众用得上、用得好。",
        indicators=rows,
    )
    return evolve(table, **changes)


def blank(table: Evaluation | None = None, ruleset: str = "national/2020") -> BlankForm:
    return blank_form(table or goal(), catalogue()[ruleset])


def sheet(form: BlankForm | None = None) -> Any:
    return load_workbook(BytesIO(write_blank([form or blank()]))).active


def column(found: Any, head: str) -> list[Any]:
    """The cells below a head word, down to the total row."""
    for row in found.iter_rows():
        for one in row:
            if one.value == head:
                below = [found.cell(number, one.column) for number in range(one.row + 1, found.max_row + 1)]
                last = next(n for n, c in enumerate(below) if "总分" in [x.value for x in found[c.row]])
                return below[:last]
    raise AssertionError(f"no column {head}")


def prompts_of(form: BlankForm) -> int:
    return sum(bool(cell.prompt) for part in form.sheet.parts for row in part.rows for cell in row.cells)
