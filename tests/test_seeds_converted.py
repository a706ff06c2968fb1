"""The published documents in the formats offices use: whatever the file, the same recheck."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from reports import read
from reports.readers.text import blocks, decode
from rulesets import catalogue
from scoring import Document, FundLine, recheck
from scoring.quantity import Reading, figure_value

from . import pdfs
from .office_files import all_converted
from .test_seeds import SEEDS, seed
from .workbooks import xlsx_of

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")

NUMBERS = ("000", "001", "002", "003", "004")
WAYS: dict[str, tuple[str, ...]] = {
    "docx": ("docx",),
    "doc": ("docx", "doc"),
    "pdf": ("docx", "pdf"),
    "html": ("docx", "html"),
    "xlsx": ("xlsx",),
    "xlsx again": ("xlsx", "ods", "xlsx"),
    "xls": ("xlsx", "xls"),
}
"""What is written, and what LibreOffice makes of it step by step.

A word processor writes no workbook; opened as a workbook, its web page would lose what was printed (``=3次``
turns into a formula).  So the workbooks begin with one, its numbers stored as numbers.
"""


@cache
def written(number: str, kind: str) -> bytes:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    found = blocks(decode(path.read_bytes(), path.name))
    if kind == "xlsx":
        return xlsx_of(found, numbers=True)
    return pdfs.docx(found, pdfs.Look(landscape=number in ("003", "004")))


def facts(document: Document) -> dict[str, Any]:
    """All that a recheck says, without where in the file it stood."""
    result = recheck(document, catalogue().values())
    found: dict[str, Any] = {
        "rule": (result.attribution.ruleset, result.attribution.convention) if result.attribution else None,
        "findings": sorted(
            (f.code, f.severity, f.where.table, f.where.row, f.where.column, f.read, f.arithmetic)
            for f in result.all_findings()
            # These speak of the file, not of the tables.
            if not f.code.startswith("R")
        ),
    }
    for table in result.tables:
        one = table.evaluation
        found[f"{table.number} {one.project}"] = (
            one.kind,
            one.form,
            one.unit,
            one.year,
            [(j.printed, j.computed, j.verdict) for j in (table.execution, *table.scores, table.total)],
            [
                (line.name, *map(value, (line.initial, line.adjusted, line.executed, line.weight, *printed(line))))
                for line in one.funds
            ],
            [(task.name, task.content, *map(value, (task.amount, task.fiscal, task.other))) for task in one.tasks],
            [(row.level1, row.level2, row.name, str(row.target and row.target.text)) for row in one.indicators],
        )
    return found


def printed(line: FundLine) -> tuple[Reading, Reading]:
    return line.printed_rate, line.printed_score


def value(cell: Reading) -> Decimal | str | None:
    """A number as a number however it is printed; what is none as it stands."""
    return figure_value(cell) if cell is None or figure_value(cell) is not None else cell.text


@cache
def expected(number: str) -> dict[str, Any]:
    return facts(seed(number))


def spaceless(thing: Any) -> Any:
    """The same without spaces: where a line of a PDF ends, nothing tells whether one stood there."""
    if isinstance(thing, str):
        return thing.replace(" ", "")
    if isinstance(thing, dict):
        return {spaceless(key): spaceless(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [spaceless(one) for one in thing]
    return thing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, bytes]]:
    """All published documents written one of the ways, LibreOffice started once for each step."""

    @cache
    def make(way: str) -> dict[str, bytes]:
        kind, *steps = WAYS[way]
        files = [written(number, kind) for number in NUMBERS]
        for step in steps:
            files, kind = all_converted(files, kind, tmp_path_factory.mktemp("step"), step), step
        return dict(zip(NUMBERS, files, strict=True))

    return make


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("way", [pytest.param(way, marks=pytest.mark.xdist_group(f"seeds as {way}")) for way in WAYS])
def test_a_document_in_another_format_gives_the_same_recheck(
    way: str, number: str, made: Callable[[str], dict[str, bytes]]
) -> None:
    kind = WAYS[way][-1]
    found, wanted = facts(read(f"公开.{kind}", made(way)[number])), expected(number)
    if kind == "pdf":
        found, wanted = spaceless(found), spaceless(wanted)
    assert found.keys() == wanted.keys()
    for name, fact in wanted.items():
        assert found[name] == fact, name
