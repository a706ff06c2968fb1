"""Write a table as the TOML that :func:`reports.readers.structured.read_structured` reads back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from scoring.model import Evaluation, FundLine, Indicator, Task
from scoring.quantity import Reading, Value, format_value
from scoring.spelling import parse_value

from ..recognition.funds import money
from ..recognition.readings import read_figure

_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def write_structured(evaluation: Evaluation) -> str:
    """Return the table as TOML; where it stood in its document is not written.

    What was printed is written as printed; a text that would be read back otherwise (an amount
    converted from 元) is written as the value it was read as.
    """
    lines = [*_head(evaluation)]
    for fund in evaluation.funds:
        lines += ["", "[[funds]]", *_fund(fund)]
    for task in evaluation.tasks:
        lines += ["", "[[tasks]]", *_task(task)]
    for indicator in evaluation.indicators:
        lines += ["", "[[indicators]]", *_indicator(indicator)]
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


def _fund(fund: FundLine) -> Iterator[str]:
    yield from _text("name", fund.name)
    yield from _money("initial", fund.initial)
    yield from _money("adjusted", fund.adjusted)
    yield from _money("executed", fund.executed)
    yield from _figure("weight", "weight", fund.weight)
    yield from _figure("rate", "rate", fund.printed_rate)
    yield from _figure("score", "score", fund.printed_score)
    yield from _text("reason", fund.reason)
    if fund.total:
        yield "total = true"


def _task(task: Task) -> Iterator[str]:
    yield from _text("name", task.name)
    yield from _text("content", task.content)
    yield from _money("amount", task.amount)
    yield from _money("fiscal", task.fiscal)
    yield from _money("other", task.other)


def _indicator(indicator: Indicator) -> Iterator[str]:
    yield from _text("level1", indicator.level1)
    yield from _text("level2", indicator.level2)
    yield f"name = {_quoted(indicator.name)}"
    yield from _value("target", indicator.target)
    yield from _value("actual", indicator.actual)
    yield from _value("prior", indicator.prior)
    yield from _figure("weight", "weight", indicator.weight)
    yield from _text("rule", indicator.rule)
    yield from _text("basis", indicator.basis)
    yield from _text("evidence", indicator.evidence)
    yield from _figure("completion", "completion", indicator.printed_completion)
    yield from _figure("score", "score", indicator.printed_score)
    yield from _text("reason", indicator.reason)


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
