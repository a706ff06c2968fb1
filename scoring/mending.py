"""What a preparer has to mend before a table is handed in: the reviewer's findings, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve, frozen

from .checks_blank import check_blanks
from .finding import ROLES, Finding
from .opinion import Recheck, TableRecheck

MUST: Final = ("error", "warning")
"""Severities of what has to be mended, or explained; a note is only told."""

_ENDS: Final = ("总分", "分值合计", "评价等级")
_COLUMNS: Final = (
    "年初预算数", "全年预算数", "全年执行数", "执行率", "指标名称", "目标值", "实际完成值", "分值", "完成率", "得分",
    "偏差原因", "佐证资料",
)  # fmt: skip
"""The columns in the order of the forms."""


@frozen
class TableMending:
    """A table and what of it is to be mended.

    Attributes:
        table: the table rechecked.
        findings: in the order of its rows, within a row in that of its columns.
    """

    table: TableRecheck
    findings: tuple[Finding, ...]


@frozen
class Mending:
    """A document and what of it is to be mended before it is handed in.

    Attributes:
        recheck: what a reviewer would find.
        tables: its tables in order.
        findings: those of the document as a whole.
    """

    recheck: Recheck
    tables: tuple[TableMending, ...]
    findings: tuple[Finding, ...]

    def all_findings(self) -> tuple[Finding, ...]:
        """Each table's findings in order, then the document's."""
        return (*(one for table in self.tables for one in table.findings), *self.findings)

    @property
    def to_mend(self) -> int:
        """How many of them have to be mended or explained."""
        return must_count(self.all_findings())


def with_blanks(recheck: Recheck) -> Recheck:
    """The recheck with what :func:`scoring.checks_blank.check_blanks` finds added to each table's findings."""
    waiting = {remark.place.grid for remark in recheck.document.remarks if remark.code == "R4"}

    def completed(table: TableRecheck) -> TableRecheck:
        blanks = check_blanks(table, computes=table.evaluation.place.grid in waiting)
        # What a reviewer says of all blank scores at once is said of each.
        kept = [found for found in table.findings if found.code != "A12"]
        return evolve(table, findings=(*kept, *blanks))

    return evolve(recheck, tables=tuple(map(completed, recheck.tables)))


def mend(recheck: Recheck, *, blanks: bool = True) -> Mending:
    """What has to be mended of a rechecked document; the findings are the reviewer's, and blank cells.

    Args:
        recheck: as :func:`scoring.recheck` gives it.
        blanks: whether to look for blank cells; False where that has been done, see :func:`with_blanks`.
    """
    whole = with_blanks(recheck) if blanks else recheck
    tables = tuple(TableMending(table, tuple(sorted(table.findings, key=_order))) for table in whole.tables)
    return Mending(whole, tables, whole.findings)


def must_count(findings: Iterable[Finding]) -> int:
    """How many findings have to be mended or explained."""
    return sum(finding.severity in MUST for finding in findings)


def _order(finding: Finding) -> tuple[int, int, int, int, str]:
    where = finding.where
    if where.row:
        part = 2
    elif where.column in _ENDS or where.name in _ENDS:
        part = 3
    else:
        part = 1 if where.role in ("initial", "adjusted", "executed", "rate", "score") else 0
    column = _COLUMNS.index(where.column) if where.column in _COLUMNS else len(_COLUMNS)
    place = 0 if where.row else where.place.grid_row or where.place.line
    return part, where.row, place, column, finding.code


assert set(_COLUMNS) <= set(ROLES)
