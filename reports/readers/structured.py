"""Read the preparer's own file: one goal table or self-evaluation in TOML or JSON.

The keys are those of the model (``project``, ``[budget]``, ``[[indicators]]`` …).  A number may be
written as a number or as text; it never passes through float.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final, NoReturn

from attrs import frozen

from scoring.model import Evaluation, Form, FundLine, Indicator, Kind, Task
from scoring.quantity import Reading, Value
from scoring.spelling import is_blank, parse_value

from ..errors import StructuredError
from ..keys import Holds, keys, names
from ..recognition.funds import money
from ..recognition.readings import read_figure
from ..section import Section, kind_of, toml

TABLE_KEYS: Final = (
    "project", "title", "kind", "form", "unit", "department", "year", "ruleset", "goal", "achieved", "budget", "funds",
    "tasks", "indicators", "weight_total", "total", "grade",
)  # fmt: skip
BUDGET_NAME: Final = "年度资金总额"
KINDS: Final[dict[str, Kind]] = {
    "project": "project",
    "department": "department",
    "项目": "project",
    "部门": "department",
}
FORMS: Final[dict[str, Form]] = {
    "goal": "goal", "self-evaluation": "self-evaluation", "目标表": "goal", "自评表": "self-evaluation",
}  # fmt: skip
_LONGEST: Final = 2_000_000
_MOST_DIGITS: Final = 30
_FARTHEST_POWER: Final = 20
_ENDLESS: Final = f"数太长、太大或太小（最多 {_MOST_DIGITS} 位数字，10 的 {_FARTHEST_POWER} 次方）"
_FLOAT: Final = re.compile(r"([+-]?[\d_]+(?:\.[\d_]+)?)(?:[eE]([+-]?[\d_]{1,9}))?$")
_ENDLESS_LINE: Final = re.compile(r"^[ \t]*([\w\"'.-]{1,80})[ \t]*=[ \t]*[+-]?[\d_]{1000}", re.MULTILINE)
_YEARS: Final = range(1990, 2101)


def read_structured(text: str, source: str = "") -> Evaluation:
    """Read a preparer's file.

    Args:
        text: TOML, or JSON where it begins with a brace.
        source: the file's name, for messages.

    Returns:
        The table.  Scores the preparer typed are its printed scores.

    Raises:
        StructuredError: not TOML or JSON, an unknown key, a value of the wrong type, a name missing.
    """
    data = _json(text, source) if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) and _is_json(text) else None
    return _evaluation(_Section(_toml(text, source) if data is None else data, source, "", TABLE_KEYS))


@frozen
class _Endless:
    """Stands for a number that is too long to be read, until its key can be named."""


def _decimal(text: str) -> Decimal | _Endless:
    """Read a number of the file; one that would fill the memory when written out is not made at all."""
    if text.lstrip("+-") in ("inf", "nan"):
        return Decimal(text)
    match = _FLOAT.match(text) if len(text) <= 2 * _MOST_DIGITS else None
    if match is None or sum(map(str.isdigit, match[1])) > _MOST_DIGITS or abs(int(match[2] or 0)) > _FARTHEST_POWER:
        return _Endless()
    return Decimal(text)


def _integer(text: str) -> int | _Endless:
    return int(text) if len(text) <= _MOST_DIGITS else _Endless()


@frozen
class _Section(Section):
    """A table of a preparer's file."""

    error: ClassVar = StructuredError
    model: ClassVar = "examples/project.toml"

    def row(self, kind: type) -> dict[str, Any]:
        """The fields of a row, by the names of the class."""
        read: dict[Holds, Callable[[str], object]] = {
            "text": self.text, "flag": self.flag, "value": self.value, "figure": self.figure, "money": self.money,
        }  # fmt: skip
        return {key.field: read[key.holds](key.name) for key in keys(kind)}

    def written(self, name: str) -> str:
        """A value that may be written as text, as a number or as a date."""
        value = self.data.get(name, "")
        if isinstance(value, str):
            return value
        if isinstance(value, date):
            return f"{value.year}年{value.month}月{value.day}日"
        return self._number(name, value)

    def value(self, name: str) -> Value | None:
        return parse_value(self.written(name))

    def figure(self, name: str, role: str = "") -> Reading:
        return read_figure(role or name, self._figure_text(name))

    def money(self, name: str) -> Reading:
        return money(self._figure_text(name))

    def _figure_text(self, name: str) -> str:
        value = self.data.get(name, "")
        return value if isinstance(value, str) else self._number(name, value)

    def _number(self, name: str, value: object) -> str:
        if isinstance(value, _Endless) or (isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS):
            self.fail(name, _ENDLESS, "写成普通的数，如 12.50")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.fail(name, f"应是数或文字，写的是{kind_of(value)}", f'写成 {name} = 10 或 {name} = "10"')
        number = Decimal(value)
        if not number.is_finite():
            self.fail(name, "不是一个数", "写出确定的数，或删去这一行")
        return f"{number:f}"


def _evaluation(table: _Section) -> Evaluation:
    if "project" in table.data and "title" in table.data:
        table.fail("title", "title 与 project 是同一个意思，不能都写", "只留 project")
    project = table.text("project") or table.text("title")
    unit = table.text("unit")
    kind = table.one_of("kind", KINDS, "project")
    if not project and not (kind == "department" and unit):
        table.fail("project", "没有写项目名称" if kind == "project" else "没有写单位名称", '加一行 project = "…"')
    if "budget" in table.data and "funds" in table.data:
        table.fail("budget", "[budget] 与 [[funds]] 只能写一个", "只有一行资金写 [budget]，分来源写 [[funds]]")
    indicators = tuple(_indicator(section) for section in table.sections("indicators", names(Indicator)))
    funds = _funds(table)
    default: Form = "goal"
    if any(row.actual is not None or row.printed_score is not None for row in indicators) or any(
        line.executed is not None for line in funds
    ):
        default = "self-evaluation"
    return Evaluation(
        kind=kind,
        form=table.one_of("form", FORMS, default),
        project=project or unit,
        unit=unit,
        department=table.text("department"),
        year=_year(table),
        funds=funds,
        tasks=tuple(Task(**section.row(Task)) for section in table.sections("tasks", names(Task))),
        goal=table.text("goal"),
        achieved=table.text("achieved"),
        indicators=indicators,
        printed_weight_total=table.figure("weight_total", "weight"),
        printed_total=table.figure("total", "score"),
        printed_grade=table.text("grade"),
        ruleset=table.text("ruleset"),
    )


def _indicator(section: _Section) -> Indicator:
    if not section.text("name").strip():
        section.fail("name", "没有写三级指标的名称", '加一行 name = "…"')
    return Indicator(**section.row(Indicator))


def _funds(table: _Section) -> tuple[FundLine, ...]:
    if "budget" in table.data:
        fields = _Section(table.data["budget"], table.source, "[budget]", names(FundLine)).row(FundLine)
        total = table.data["budget"].get("total", True)
        return (FundLine(**{**fields, "name": fields["name"] or BUDGET_NAME, "total": total}),)
    return tuple(FundLine(**section.row(FundLine)) for section in table.sections("funds", names(FundLine)))


def _year(table: _Section) -> int | None:
    written = table.written("year").strip().removesuffix("度").removesuffix("年")
    if is_blank(written):
        return None
    if not (written.isascii() and written.isdigit() and len(written) == 4 and int(written) in _YEARS):
        table.fail("year", f"“{written[:20]}”不是年度", "写成 year = 2024")
    return int(written)


def _is_json(text: str) -> bool:
    start = text.lstrip("\ufeff \t\r\n")
    return start.startswith("{") or start[1:].lstrip()[:1] in ("{", '"', "]")


def _json(text: str, source: str) -> Any:
    def no_constant(name: str) -> NoReturn:
        raise StructuredError(f"{name} 不是一个数", place=source, cure="写出确定的数")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise StructuredError(f"键 {twice} 写了两次", place=source, cure="删去其中一个")
        return found

    _check_size(text, source)
    try:
        return json.loads(
            text.lstrip("\ufeff"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=no_constant,
            object_pairs_hook=unique,
        )
    except json.JSONDecodeError as error:
        raise StructuredError(
            f"第 {error.lineno} 行第 {error.colno} 列起不是有效的 JSON",
            place=source,
            cure="检查引号、逗号和括号是否成对",
        ) from None
    except (RecursionError, ValueError):
        raise StructuredError("数字太长，或括号嵌套太深", place=source, cure="改成普通的写法") from None


def _toml(text: str, source: str) -> dict[str, Any]:
    _check_size(text, source)
    try:
        return toml(text.lstrip("\ufeff").replace("\r\n", "\n"), source, StructuredError, _decimal)
    except (RecursionError, ValueError):
        # tomllib makes integers itself, and Python makes none of more than 4300 digits.
        endless = _ENDLESS_LINE.search(text)
        if endless is not None:
            place = f"{source}：{endless[1]}" if source else endless[1]
            raise StructuredError(_ENDLESS, place=place, cure="写成普通的数，如 12.50") from None
        raise StructuredError("数字太长，或括号嵌套太深", place=source, cure="改成普通的写法") from None


def _check_size(text: str, source: str) -> None:
    if len(text) > _LONGEST:
        raise StructuredError("文件太大，不像一张填报的表", place=source, cure="一个文件只写一张表")
