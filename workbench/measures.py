"""Scoring what was filled in: by which ruleset when the user names none, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import Document, Evaluation, Recheck, Ruleset, Scorecard, TableRecheck, recheck, score

from .errors import WorkbenchError
from .options import AUTO, named

if TYPE_CHECKING:
    from rulesets import Catalogue


def measure_of(evaluation: Evaluation, rulesets: Catalogue, wanted: str = AUTO) -> Ruleset:
    """The ruleset for a table: the one the user names, else the table's own, else by place and year.

    Raises:
        WorkbenchError: there is no such ruleset.
    """
    if wanted != AUTO:
        return named(rulesets, wanted)
    if evaluation.ruleset:
        return named(rulesets, evaluation.ruleset)
    return rulesets.pick(evaluation.unit or evaluation.department, evaluation.year)


def self_evaluation(document: Document, number: int, source: str) -> Evaluation:
    """A table by its number in the document, from 1.

    Raises:
        WorkbenchError: there is no such table, or it is no self-evaluation.
    """
    count = len(document.evaluations)
    if number > count:
        listed = [f"{n} {e.title}" for n, e in enumerate(document.evaluations, 1)]
        raise WorkbenchError(f"没有第 {number} 张表，共 {count} 张", place=source, cure="可选的有：", choices=listed)
    evaluation = document.evaluations[number - 1]
    if evaluation.form != "self-evaluation":
        raise WorkbenchError("这是绩效目标表，没有得分", place=f"{source} 表{number}", cure="选一张自评表")
    return evaluation


def formula_hint(document: Document) -> str:
    """That scores are ours because the workbook's formulas were never calculated, or ""."""
    sheets = sum(remark.code == "R4" for remark in document.remarks)
    if not sheets:
        return ""
    told = f"{sheets} 个工作表里有公式没有计算结果，那里空着的得分、完成率和总分由本程序按规则计算"
    return f"{told}；在 Excel 或 WPS 中打开并保存一次，表里就有了"


def scored(
    document: Document, rulesets: Catalogue, wanted: str = AUTO, *, table: int | None = None
) -> list[tuple[TableRecheck, Scorecard]]:
    """Each self-evaluation with our scorecard, and a recheck of what was filled in, by the same ruleset.

    Args:
        document: what was read.
        rulesets: all of them.
        wanted: the ruleset the user names, or ``auto``.
        table: the number of the one table wanted, from 1; None: all.

    Raises:
        WorkbenchError: there is no self-evaluation, no such table, or no such ruleset.
    """
    if table is not None:
        self_evaluation(document, table, document.source)
    rechecks: dict[str, Recheck] = {}
    tables = []
    for index, evaluation in enumerate(document.evaluations):
        if evaluation.form != "self-evaluation" or table not in (None, index + 1):
            continue
        measure = measure_of(evaluation, rulesets, wanted)
        if measure.id not in rechecks:
            rechecks[measure.id] = recheck(document, rulesets.values(), ruleset=measure.id)
        tables.append((rechecks[measure.id].tables[index], score(evaluation, measure)))
    if not tables:
        raise WorkbenchError(
            "没有可以计算的自评表",
            place=document.source,
            cure="这是绩效目标表；先用 zipingbiao form 制作空白自评表，填好再计算",
        )
    return tables
