"""The figures that the README quotes from the page of benchmarks, in Chinese or English."""

from __future__ import annotations

import sys
from typing import Final

from .measured import TIMES, Measured
from .page import Kept, load

_QUOTED: Final = (
    ("tables", "示例：复核", "复核文本表格，一个进程，张一秒", "tables of text rechecked, one process, per second"),
    ("formats", "docx：读入并复核，比 python-docx 只读入快", "读入并复核 .docx，比 python-docx 只读入快",
     "reading and rechecking .docx, against python-docx reading alone"),
    ("formats", "xlsx：读入并复核，比 openpyxl 只读入快", "读入并复核 .xlsx，比 openpyxl 只读入快",
     "reading and rechecking .xlsx, against openpyxl reading alone"),
    ("formats", "html：读入并复核，比 pandas 只读入快", "读入并复核 .html，比 pandas 只读入快",
     "reading and rechecking .html, against pandas reading alone"),
    ("formats", "pdf：读入并复核，比 pdfplumber 只读入快", "读入并复核 .pdf，比 pdfplumber 只读入快",
     "reading and rechecking .pdf, against pdfplumber reading alone"),
    ("writing", "docx，比 docxtpl 快", "写 .docx，比 docxtpl 快", "writing .docx, against docxtpl"),
    ("writing", "pdf，比 weasyprint 快", "写 .pdf，比 WeasyPrint 快", "writing .pdf, against WeasyPrint"),
    ("startup", "zipingbiao --help", "`zipingbiao --help`，毫秒", "`zipingbiao --help`, ms"),
    ("startup", "zipingbiao recheck 示例", "`zipingbiao recheck` 一份文本，毫秒",
     "`zipingbiao recheck` of one text, ms"),
    ("rows", "只算公式，比 simpleeval（Fraction）快", "逐行算公式，比 simpleeval 快",
     "formulas row by row, against simpleeval"),
    ("columns", "numba，比 polars 快", "按列算（numba），比 polars 快", "columns (numba), against polars"),
    ("columns", "numba，比 DuckDB 快", "按列算（numba），比 DuckDB 快", "columns (numba), against DuckDB"),
    ("columns", "numba，是手写 C 的", "按列算（numba），是手写 C 的", "columns (numba), as a share of hand-written C"),
    ("engines", "比 OpenFisca-Core 快", "按列算（numba），比 OpenFisca 快", "columns (numba), against OpenFisca"),
    ("engines", "比 ZEN 表达式 快", "按列算（numba），比 ZEN 快", "columns (numba), against ZEN"),
    ("engines", "比 LibreOffice Calc 快", "按列算（numba），比 LibreOffice Calc 快",
     "columns (numba), against LibreOffice Calc"),
    ("batch", "整数，写同样几列，比 polars 快", "从 Parquet 到 Parquet，所有的核，同样几列，比 polars 快",
     "from Parquet to Parquet, all cores, the same columns, against polars"),
)  # fmt: skip
"""Section, figure, and what it is called in both languages."""

_HEADS: Final = {"zh": ("", "中位数（最小–最大）", "目标"), "en": ("", "median (least–most)", "goal")}
_TIMES: Final = {"zh": " 倍", "en": " ×"}


def main(language: str = "zh") -> int:
    """Print the table; returns the exit code."""
    if language not in _HEADS:
        print("语言是 zh 或 en", file=sys.stderr)
        return 2
    print(table(load(), language))
    return 0


def table(kept: dict[str, Kept], language: str) -> str:
    """The table, of the sections there are.

    Raises:
        KeyError: a section has no figure of the name that is quoted.
    """
    head = _HEADS[language]
    lines = [f"| {' | '.join(head)} |", "| --- | ---: | ---: |"]
    for section, figure, *names in _QUOTED:
        if section in kept:
            one = kept[section].section.figure(figure)
            goal = "" if one.goal is None else f"{one.goal}{_unit(one, language)}"
            lines.append(f"| {names[language == 'en']} | {_written(one, language)} | {goal} |")
    return "\n".join(lines)


def _written(one: Measured, language: str) -> str:
    text = f"{one}{_unit(one, language)}"
    return text.replace("（", " (").replace("）", ")") if language == "en" else text


def _unit(one: Measured, language: str) -> str:
    return _TIMES[language] if one.unit == TIMES and one.rounds else ""
