"""The rule of the column benchmark as live formulas in a workbook that LibreOffice Calc opens, recalculates and writes.

A start of LibreOffice with an empty workbook is taken off.  What is left is opening, recalculating and writing; the
same numbers without formulas show how much of it is recalculation.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any, Final

RATE: Final = (
    "=ROUND(IF(A{n}=1,MAX(C{n},0)/B{n},IF(C{n}<=B{n},1,IF(C{n}>=2*B{n},0,2-C{n}/B{n})))*100,2)"
)  # fmt: skip
POINTS: Final = (
    "=ROUND(IF(A{n}=1,MIN(MAX(C{n},0)/B{n},1),IF(C{n}<=B{n},1,IF(C{n}>=2*B{n},0,2-C{n}/B{n})))*D{n},2)"
)  # fmt: skip
TOTAL: Final = "=SUM(F{n}:F{last})"
_SECONDS: Final = 600
# Otherwise Calc takes what the writer of the workbook left in the cells.
_ALWAYS_RECALCULATE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def program() -> str:
    """The path of LibreOffice, "" where it is not installed."""
    return shutil.which("soffice") or ""


def version() -> str:
    """Its version, "" where it is not installed."""
    if not program():
        return ""
    told = subprocess.run([program(), "--version"], capture_output=True, text=True, check=False).stdout.split()
    return told[1] if len(told) > 1 else ""


def make(data: dict[str, Any], per_table: int, folder: Path) -> Callable[[], tuple[Any, ...]]:
    """Prepare to have a workbook of these rows recalculated; see :func:`benchmarks.peer_openfisca.make`.

    Args:
        data: the columns.
        per_table: rows of a table.
        folder: an empty one for the workbooks and LibreOffice's own files.

    Returns:
        A function that gives seconds of processor time without those of a start; the same for the workbook without
        formulas; completions and scores in hundredths, and totals.
    """
    import numpy as np

    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    columns = (data["more"].astype(int), data["target"], data["actual"], data["weight"] / 10)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    books = {name: folder / f"{name}.xlsx" for name in ("empty", "values", "formulas")}
    _write(books["empty"], [], per_table, formulas=False)
    _write(books["values"], rows, per_table, formulas=False)
    _write(books["formulas"], rows, per_table, formulas=True)
    _converted(books["empty"], profile)

    def run() -> tuple[Any, ...]:
        empty, values, formulas = (_converted(book, profile) for book in books.values())
        with books["formulas"].with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            cells = [(line[4], line[5], line[6]) for line in csv.reader(file)]
        numbers = ([one[0] for one in cells], [one[1] for one in cells], [one[2] for one in cells if one[2]])
        found = (np.rint(np.array(one, float) * 100).astype(np.int64) for one in numbers)
        return formulas - empty, values - empty, *found

    return run


def _write(path: Path, rows: list[tuple[Any, ...]], per_table: int, *, formulas: bool) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
        first = not number % per_table
        last = min(number + per_table, len(rows))
        if formulas:
            texts = (RATE, POINTS, *([TOTAL] if first else []))
            for column, text in enumerate(texts, start=4):
                sheet.write_formula(number, column, text.format(n=number + 1, last=last))
        else:
            sheet.write_row(number, 4, [99.99, 9.99, *([99.99] if first else [])])
    book.close()


def _converted(book: Path, profile: Path) -> float:
    """Have a workbook written as CSV; gives the seconds of processor time it took."""
    before = _children()
    subprocess.run(
        [program(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "csv:Text - txt - csv "
         "(StarCalc):44,34,76,1,,0,false,true,false", "--outdir", str(book.parent), str(book)],
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip
    return _children() - before


def _children() -> float:
    """Seconds of processor time of the programs that were started and have ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
