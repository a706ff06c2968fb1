"""Rechecks as rows of Arrow: one for each file, and one for each of its tables.  See docs/distributed.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final

import pyarrow as pa

from reports.writers.json_findings import finding_to_json
from scoring import Finding, Recheck
from scoring.errors import ZipingbiaoError
from scoring.opinion import TableRecheck

from ..errors import NoForms

AMOUNT: Final = pa.decimal128(18, 6)
"""Points."""

_OTHER: Final = pa.struct([("ruleset", pa.string()), ("total", AMOUNT), ("grade", pa.string())])
_FINDING_PARTS: Final = (
    "code", "severity", "title", "where", "message", "read", "expected", "arithmetic", "source", "suggestion",
)  # fmt: skip
_FINDING: Final = pa.struct([(name, pa.string()) for name in _FINDING_PARTS])

OPINIONS: Final = pa.schema(
    [
        ("source", pa.string()),
        ("sha256", pa.string()),
        ("table", pa.int32()),
        ("status", pa.string()),
        ("error", pa.string()),
        ("kind", pa.string()),
        ("form", pa.string()),
        ("unit", pa.string()),
        ("project", pa.string()),
        ("year", pa.int32()),
        ("ruleset", pa.string()),
        ("how", pa.string()),
        ("indicators", pa.int32()),
        ("missing", pa.int32()),
        ("printed", AMOUNT),
        ("computed", AMOUNT),
        ("verdict", pa.string()),
        ("explained_by", pa.string()),
        ("grade", pa.string()),
        ("printed_grade", pa.string()),
        ("compared", pa.list_(_OTHER)),
        ("findings", pa.list_(_FINDING)),
    ]
)
"""The columns of results; ``table`` is 0 in the row of the file itself."""

DONE: Final = "done"
NO_FORMS: Final = "no-forms"
FAILED: Final = "failed"
"""What the row of a file may have as its ``status``."""

_SIXTH: Final = Decimal("0.000001")
_MOST: Final = Decimal(10) ** 12
_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)


def batch_of(rows: Iterable[dict[str, Any]]) -> pa.RecordBatch:
    """Rows as a batch."""
    return pa.RecordBatch.from_pylist(list(rows), schema=OPINIONS)


def opinion_rows(source: str, result: Recheck) -> list[dict[str, Any]]:
    """The rows of a document that was rechecked: first that of the file, then one for each table."""
    found = result.attribution
    known = {"source": _sound(source), "sha256": result.document.sha256, "status": DONE}
    whole = {
        **known,
        "table": 0,
        "ruleset": found.ruleset if found is not None else None,
        "how": found.how if found is not None else None,
        "indicators": sum(len(table.evaluation.indicators) for table in result.tables),
        "findings": _findings(result.findings),
    }
    return [whole, *({**known, **_table(table)} for table in result.tables)]


def fault_row(source: str, fault: ZipingbiaoError, *, found: bool = True) -> dict[str, Any]:
    """The row of a file that could not be rechecked; one that a folder held may be without forms."""
    status = NO_FORMS if found and isinstance(fault, NoForms) else FAILED
    return {
        "source": _sound(source),
        "table": 0,
        "status": status,
        "error": _sound(str(fault)),
        "findings": [],
    }


def _table(item: TableRecheck) -> dict[str, Any]:
    evaluation, card = item.evaluation, item.scorecard
    total = item.total
    return {
        "table": item.number,
        "kind": evaluation.kind,
        "form": evaluation.form,
        "unit": _sound(evaluation.unit),
        "project": _sound(evaluation.project),
        "year": evaluation.year,
        "ruleset": card.ruleset if card is not None else None,
        "indicators": len(evaluation.indicators),
        "missing": card.missing if card is not None else None,
        "printed": _amount(total.printed),
        "computed": _amount(total.computed),
        "verdict": total.verdict.value if total.verdict is not None else None,
        "explained_by": _sound(total.explained_by),
        "grade": card.grade if card is not None else None,
        "printed_grade": _sound(evaluation.printed_grade),
        "compared": [
            {"ruleset": other.ruleset, "total": _amount(other.total), "grade": other.grade} for other in item.compared
        ],
        "findings": _findings(item.findings),
    }


def _findings(findings: Sequence[Finding]) -> list[dict[str, str]]:
    found = map(finding_to_json, findings)
    return [{name: _sound(str(one[name])) for name in _FINDING_PARTS} for one in found]


def _amount(number: Decimal | None) -> Decimal | None:
    """A number as the column holds it; none that is too large for one, of which the findings speak."""
    if number is None or not number.is_finite() or abs(number) >= _MOST:
        return None
    return number.quantize(_SIXTH, context=_EXACT)


def _sound(text: str) -> str:
    """A text that can be written as UTF-8: the name of a file may be none."""
    return text.encode(errors="replace").decode()
