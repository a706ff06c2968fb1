"""Rows of tables as texts, for tests: as Arrow's columns, and as the tables that are scored one by one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

import pyarrow as pa

from reports.columns.compared import operator_of, target_of
from reports.columns.schema import COLUMNS
from reports.recognition.funds import money
from reports.recognition.readings import read_figure
from scoring import Evaluation, FundLine, Indicator, Reading, Ruleset, Value, parse_value
from scoring.spelling import is_blank

Cells: TypeAlias = dict[str, str]
"""A row: text by the name of the column; what is not there is blank."""

NAMES = [column.name for column in COLUMNS]
TARGETS = [
    "≥95%", ">=95%", "95", "≥95", "≤10万元", "<3.5", "=12", "12.50册", "0", "≥0", "1,200.5元", "3-5次", "3-5", "长期",
    "有效提升", "2023年12月底前", "6月底前", "≥3次；≥100人", "≥9O%", "", "-", "9成", "不少于30人次", "0.95", "≥100000000000",
    "33.3333333", "120.125人", "月底", "5月", "≥1.2亿元",
]  # fmt: skip
ACTUALS = [
    "96%", "95", "94.999", "80", "8万元", "80000元", "3.5", "12", "12.5册", "0", "1200.5元", "4次", "6", "长期", "较好",
    "达成预期指标", "2023年11月", "7月", "3次；90人", "1O0", "", "/", "0.9", "29人次", "99999999999", "33.3333333", "-3",
    "150.375人", "未达成", "1.3亿元", "250%", "95.005%", "1e5",
]  # fmt: skip
WEIGHTS = ["10", "10.00", "5", "8分", "2.5", "", "十", "33.3333333", "90", "100"]
NUMBERS_MADE = ["", "", "≥", "≤", ">", "<", "="]


def printed_rows(count: int, seed: int, ruleset: Ruleset) -> list[Cells]:
    """Rows of tables in all the ways a ruleset may score them, table by table."""
    chance = random.Random(seed)
    rules = ["", "", "没有这个规则", *(name for rule in ruleset.rules for name in rule.names)]
    words = ["", *(sorted(word for rule in ruleset.rules for word in rule.indicators))]
    rows: list[Cells] = []
    table = 0
    while len(rows) < count:
        table += 1
        made = [_indicator(chance, rules, words) for _ in range(chance.randint(0, 9))]
        if not made or chance.random() < 0.8:
            made.insert(chance.randint(0, len(made)), _execution(chance))
        year = chance.choice(["", "2023", "2024年"])
        rows += [{**row, "table": f"表{table}", "year": year} for row in made]
    return rows


def _indicator(chance: random.Random, rules: list[str], words: list[str]) -> Cells:
    target, actual, operator = (
        chance.choice(TARGETS),
        chance.choice(ACTUALS),
        chance.choice(["", "", "≥", "大于等于", "定性", "?"]),
    )
    if chance.random() < 0.6:
        number = Decimal(chance.randint(1, 20_000)).scaleb(-chance.randint(0, 2))
        unit = chance.choice(["", "", "%", "万元", "人次", "个月", "左右", "以上", "元"])
        share = Decimal(chance.choice([chance.randint(300, 1700), 1000, 600, 800, 850, 900, 1100, 1300])) / 1000
        target, actual = f"{chance.choice(NUMBERS_MADE)}{number:f}{unit}", f"{number * share:f}{unit}"
        operator = chance.choice(["", "≥", "≤"]) if chance.random() < 0.2 else ""
    return {
        "kind": chance.choice(["", "指标", "indicator"]),
        "name": chance.choice(["培训班次", "总成本(万元)", "服务对象满意度", chance.choice(words)]),
        "level1": chance.choice(["产出指标", "满意度指标", "成本指标", "效益指标", chance.choice(words)]),
        "level2": chance.choice(["数量指标", "质量指标", chance.choice(words)]),
        "operator": operator,
        "target": target,
        "actual": actual,
        "weight": chance.choice(WEIGHTS),
        "rule": chance.choice(rules),
        "coefficient": chance.choice(["", "", "", "80%", "100", "x", "62.5"]),
        "deduction": chance.choice(["", "", "", "1", "0.5分", "x"]),
        "reason": chance.choice(["", "受天气影响", "无", " "]),
    }  # fmt: skip


def _execution(chance: random.Random) -> Cells:
    adjusted = Decimal(chance.randint(0, 900_000)).scaleb(-2)
    executed = adjusted * chance.randint(0, 1050) / 1000
    return {
        "kind": chance.choice(["预算执行", "execution"]),
        "weight": chance.choice(["10", "10", "", "5.0", "x"]),
        "initial": chance.choice(["", f"{adjusted:,.2f}", "100万元"]),
        "adjusted": chance.choice([f"{adjusted:,.2f}", f"{adjusted:f}", "", "0", "33.33333337", "1O"]),
        "executed": chance.choice([f"{executed:f}", f"{executed:f}", "350000元", ""]),
    }


def batch(rows: Sequence[Cells], names: Sequence[str] = NAMES) -> pa.RecordBatch:
    """The rows as Arrow's texts; blank ones are null."""
    return pa.RecordBatch.from_arrays(
        [pa.array([row.get(name) or None for row in rows], pa.string()) for name in names], names=list(names)
    )


def tables_of(rows: Sequence[Cells]) -> list[Evaluation]:
    """The rows as tables."""
    tables: dict[str, list[Cells]] = {}
    for row in rows:
        tables.setdefault(row["table"], []).append(row)
    return [_evaluation(mine) for mine in tables.values()]


def _evaluation(rows: Sequence[Cells]) -> Evaluation:
    year = rows[0].get("year", "").removesuffix("年")
    return Evaluation(
        "project",
        "self-evaluation",
        rows[0]["table"],
        year=int(year) if year else None,
        funds=tuple(_line(row) for row in rows if is_execution(row)),
        indicators=tuple(_row(row) for row in rows if not is_execution(row)),
    )


def is_execution(row: Cells) -> bool:
    """Is it a row of a budget execution?"""
    return row.get("kind") in ("预算执行", "execution")


def _row(row: Cells) -> Indicator:
    def text(name: str) -> str:
        return "" if is_blank(row.get(name, "")) else row[name]

    def figure(name: str) -> Reading:
        return read_figure(name, row.get(name, ""))

    return Indicator(
        row.get("name", ""),
        row.get("level1", ""),
        row.get("level2", ""),
        target=_target(row),
        actual=parse_value(row.get("actual", "")),
        weight=figure("weight"),
        rule=text("rule"),
        coefficient=figure("coefficient"),
        deduction=figure("deduction"),
        reason=text("reason"),
    )


def _target(row: Cells) -> Value | None:
    operator = row.get("operator", "")
    return target_of(operator_of(operator), operator, row.get("target", ""))


def _line(row: Cells) -> FundLine:
    amounts = {name: money(row.get(name, "")) for name in ("initial", "adjusted", "executed")}
    return FundLine("年度资金总额", weight=read_figure("weight", row.get("weight", "")), total=True, **amounts)


def rows_of(evaluation: Evaluation, table: str) -> list[Cells]:
    """The rows of a table as they were printed, its budget execution first."""
    year = "" if evaluation.year is None else str(evaluation.year)
    rows: list[Cells] = []
    budget = evaluation.budget
    if budget is not None:
        amounts = {name: _printed(getattr(budget, name)) for name in ("initial", "adjusted", "executed", "weight")}
        rows.append({"table": table, "year": year, "kind": "预算执行", "name": budget.name, **amounts})
    for row in evaluation.indicators:
        texts = {name: getattr(row, name) for name in ("name", "level1", "level2", "rule", "reason")}
        cells = {
            name: _printed(getattr(row, name)) for name in ("target", "actual", "weight", "coefficient", "deduction")
        }
        rows.append({"table": table, "year": year, "kind": "指标", **texts, **cells})
    return rows


def _printed(value: Value | Reading) -> str:
    return "" if value is None else value.text
