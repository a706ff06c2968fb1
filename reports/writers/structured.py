"""Write a table as the TOML that :func:`reports.readers.structured.read_structured` reads back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from scoring.model import Evaluation, FundLine, Indicator, Task
from scoring.quantity import Reading, Value, format_value
from scoring.spelling import parse_value

from ..keys import keys
from ..recognition.funds import money
from ..recognition.readings import read_figure

_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def write_structured(evaluation: Evaluation) -> str:
    """Return the table as TOML; where it stood in its document is not written.

    What was printed is written as printed; a text that would be read back otherwise (an amount
    converted from 元) is written as the value it was read as.
    """
    lines = [*_head(evaluation)]
    for name, rows in (("funds", evaluation.funds), ("tasks", evaluation.tasks), ("indicators", evaluation.indicators)):
        for row in rows:
            lines += ["", f"[[{name}]]", *_row(row)]
    return "\n".join(lines) + "\n"


def _head(evaluation: Evaluation) -> Iterator[str]:
    yield f"project = {_quoted(evaluation.project)}"
    yield f"kind = {_quoted(evaluation.kind)}"
    yield f"form = {_quoted(evaluation.form)}"
    yield from _text("unit", evaluation.unit)
    yield from _text("department", evaluation.department)
    if evaluation.year is not None:
        yield f"year = {evaluation.year}"
    yield from _text("ruleset", evaluation.ruleset)
    yield from _text("goal", evaluation.goal)
    yield from _text("achieved", evaluation.achieved)
    yield from _figure("weight_total", "weight", evaluation.printed_weight_total)
    yield from _figure("total", "score", evaluation.printed_total)
    yield from _text("grade", evaluation.printed_grade)


def _row(row: FundLine | Task | Indicator) -> Iterator[str]:
    for key in keys(type(row)):
        value = getattr(row, key.field)
        if key.holds == "text":
            yield from _text(key.name, value)
        elif key.holds == "value":
            yield from _value(key.name, value)
        elif key.holds == "figure":
            yield from _figure(key.name, key.name, value)
        elif key.holds == "money":
            yield from _money(key.name, value)
        elif value:
            yield f"{key.name} = true"


def _text(name: str, text: str) -> Iterator[str]:
    if text:
        yield f"{name} = {_quoted(text)}"


def _value(name: str, value: Value | None) -> Iterator[str]:
    if value is not None:
        text = value.text if parse_value(value.text) == value else format_value(value)
        yield f"{name} = {_quoted(text)}"


def _figure(name: str, role: str, reading: Reading) -> Iterator[str]:
    if reading is not None:
        yield f"{name} = {_quoted(_number_text(reading, read_figure(role, reading.text)))}"


def _money(name: str, reading: Reading) -> Iterator[str]:
    if reading is not None:
        yield f"{name} = {_quoted(_number_text(reading, money(reading.text)))}"


def _number_text(reading: Reading, read_back: Reading) -> str:
    number = getattr(reading, "value", None)
    if isinstance(number, Decimal) and reading != read_back:
        return f"{number:f}"
    return reading.text if reading is not None else ""


def _quoted(text: str) -> str:
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\u{ord(character):04X}" if character < " " or character == "\x7f" else character
