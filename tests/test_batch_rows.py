"""Rows of many tables in Arrow's columns: scored as row by row, with the same words where there is no score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

from reports.columns.results import score_rows  # noqa: E402
from reports.columns.schema import schema_of  # noqa: E402
from reports.columns.table_rows import TableRows  # noqa: E402
from rulesets import catalogue  # noqa: E402
from scoring import Mark, Ruleset, score  # noqa: E402

from .printed_rows import Cells, batch, evaluations, is_execution, printed_rows  # noqa: E402

RULESETS = list(catalogue().values())


def scored(rows: Any, ruleset: Ruleset, first: int = 1) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    made = score_rows(TableRows(rows, schema_of(rows.schema.names), first), ruleset)
    return made.rows.to_pylist(), made.tables.to_pylist()


def row_by_row(rows: Sequence[Cells], ruleset: Ruleset) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the tables come to when each is scored by itself."""
    lines, tables = [], []
    cards = {one.project: score(one, ruleset, trace=False) for one in evaluations(rows)}
    marks = {name: iter(card.marks) for name, card in cards.items()}
    for number, row in enumerate(rows, 1):
        name = row["table"]
        mark = cards[name].execution if is_execution(row) else next(marks[name])
        if mark is None:
            whole = f"{ruleset.total_weight:f}"
            mark = Mark(None, rule="execution", problem=f"各行分值已满 {whole} 分，预算执行率不另计分")
        rule = "execution" if is_execution(row) else mark.rule
        lines.append(
            {
                "table": name,
                "row": number,
                "rule": rule,
                "completion": mark.completion,
                "score": mark.score,
                "problem": mark.problem,
            }
        )
    for name, card in cards.items():
        mine = [number for number, row in enumerate(rows, 1) if row["table"] == name]
        tables.append(
            {
                "table": name,
                "row": mine[0],
                "rows": len(mine),
                "total": card.total,
                "missing": card.missing,
                "grade": card.grade,
            }
        )
    return lines, tables


@pytest.mark.parametrize("ruleset", RULESETS, ids=lambda ruleset: ruleset.id)
def test_rows_in_columns_are_scored_as_one_by_one(ruleset: Ruleset) -> None:
    rows = printed_rows(2_000, 7, ruleset)
    lines, tables = scored(batch(rows), ruleset)
    wanted_lines, wanted_tables = row_by_row(rows, ruleset)
    for line, wanted, row in zip(lines, wanted_lines, rows, strict=True):
        assert line == wanted, row
    assert tables == wanted_tables
