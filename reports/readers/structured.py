"""Read the preparer's own file: one goal table or self-evaluation in TOML or JSON.

The keys are those of the model (``project``, ``[budget]``, ``[[indicators]]`` …).  A number may be
written as a number or as text; it never passes through float.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final, NoReturn, TypeVar

from attrs import frozen

from scoring.model import Evaluation, Form, FundLine, Indicator, Kind, Task
from scoring.quantity import Reading, Value
from scoring.spelling import is_blank, parse_value

from ..errors import StructuredError
from ..recognition.funds import money
from ..recognition.readings import read_figure

TABLE_KEYS: Final = (
    "project", "title", "kind", "form", "unit", "department", "year", "ruleset", "goal", "achieved", "budget", "funds",
    "tasks", "indicators", "weight_total", "total", "grade",
)  # fmt: skip
INDICATOR_KEYS: Final = (
    "name", "level1", "level2", "target", "actual", "prior", "weight", "rule", "basis", "evidence", "completion",
    "score", "reason",
)  # fmt: skip
FUND_KEYS: Final = ("name", "initial", "adjusted", "executed", "weight", "rate", "score", "total", "reason")
TASK_KEYS: Final = ("name", "content", "amount", "fiscal", "other")
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
T = TypeVar("T")
_LONGEST: Final = 2_000_000
_MOST_DIGITS: Final = 30
_FARTHEST_POWER: Final = 20
_ENDLESS: Final = f"数太长、太大或太小（最多 {_MOST_DIGITS} 位数字，10 的 {_FARTHEST_POWER} 次方）"
_FLOAT: Final = re.compile(r"([+-]?[\d_]+(?:\.[\d_]+)?)(?:[eE]([+-]?[\d_]{1,9}))?$")
_ENDLESS_LINE: Final = re.compile(r"^[ \t]*([\w\"'.-]{1,80})[ \t]*=[ \t]*[+-]?[\d_]{1000}", re.MULTILINE)
_YEARS: Final = range(1990, 2101)
_TOML_LINE: Final = re.compile(r"(?:\[\[?[A-Za-z_.]+\]\]?|[A-Za-z_][\w-]*\s*=.*|\"[A-Za-z_]+\"\s*=.*)\s*(?:#.*)?$")
_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


def looks_structured(text: str) -> bool:
    """Is this TOML or JSON, and not a document?  Told from its first line that is no comment."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return True
    for line in start.split("\n", 200)[:200]:
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            return stripped == "[]" or _TOML_LINE.match(stripped) is not None
    return False


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
class _Section:
    """A table of the file, checked key by key.

    Attributes:
        data: the table.
        source: the file's name.
        where: which table it is, e.g. ``[[indicators]] 第 2 项``; "" for the file itself.
        known: the keys it may have.
    """

    data: Any
    source: str
    where: str
    known: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.data, Mapping):
            self.fail("", "应是一个表，里面是 键 = 值", "对照 examples/project.toml 的写法")
        for name in self.data:
            if name not in self.known:
                near = get_close_matches(str(name), self.known, n=1, cutoff=0.5)
                cure = f"是不是 {near[0]}？" if near else "可用的键有 " + "、".join(self.known)
                self.fail("", f"不认识的键 {name}", cure)

    def fail(self, name: str, what: str, cure: str) -> NoReturn:
        place = "：".join(part for part in (self.source, self.where, name) if part)
        raise StructuredError(what, place=place, cure=cure)

    def text(self, name: str) -> str:
        value = self.data.get(name, "")
        if not isinstance(value, str):
            self.fail(name, f"应是文字，写的是{_kind_of(value)}", f'写成 {name} = "…"')
        return value

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

    def figure(self, name: str, role: str) -> Reading:
        return read_figure(role, self._figure_text(name))

    def money(self, name: str) -> Reading:
        return money(self._figure_text(name))

    def sections(self, name: str, known: tuple[str, ...]) -> Iterator[_Section]:
        items = self.data.get(name, [])
        if not isinstance(items, list):
            self.fail(name, f"应是一列表，写的是{_kind_of(items)}", f"每项写成一个 [[{name}]]")
        for number, item in enumerate(items, 1):
            yield _Section(item, self.source, f"[[{name}]] 第 {number} 项", known)

    def _figure_text(self, name: str) -> str:
        value = self.data.get(name, "")
        return value if isinstance(value, str) else self._number(name, value)

    def _number(self, name: str, value: object) -> str:
        if isinstance(value, _Endless) or (isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS):
            self.fail(name, _ENDLESS, "写成普通的数，如 12.50")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.fail(name, f"应是数或文字，写的是{_kind_of(value)}", f'写成 {name} = 10 或 {name} = "10"')
        number = Decimal(value)
        if not number.is_finite():
            self.fail(name, "不是一个数", "写出确定的数，或删去这一行")
        return f"{number:f}"


def _evaluation(table: _Section) -> Evaluation:
    if "project" in table.data and "title" in table.data:
        table.fail("title", "title 与 project 是同一个意思，不能都写", "只留 project")
    project = table.text("project") or table.text("title")
    unit = table.text("unit")
    kind = _one_of(table, "kind", KINDS, "project")
    if not project and not (kind == "department" and unit):
        table.fail("project", "没有写项目名称" if kind == "project" else "没有写单位名称", '加一行 project = "…"')
    if "budget" in table.data and "funds" in table.data:
        table.fail("budget", "[budget] 与 [[funds]] 只能写一个", "只有一行资金写 [budget]，分来源写 [[funds]]")
    indicators = tuple(_indicator(section) for section in table.sections("indicators", INDICATOR_KEYS))
    funds = _funds(table)
    default: Form = "goal"
    if any(row.actual is not None or row.printed_score is not None for row in indicators) or any(
        line.executed is not None for line in funds
    ):
        default = "self-evaluation"
    return Evaluation(
        kind=kind,
        form=_one_of(table, "form", FORMS, default),
        project=project or unit,
        unit=unit,
        department=table.text("department"),
        year=_year(table),
        funds=funds,
        tasks=tuple(_task(section) for section in table.sections("tasks", TASK_KEYS)),
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
    return Indicator(
        name=section.text("name"),
        level1=section.text("level1"),
        level2=section.text("level2"),
        target=section.value("target"),
        actual=section.value("actual"),
        prior=section.value("prior"),
        weight=section.figure("weight", "weight"),
        rule=section.text("rule"),
        basis=section.text("basis"),
        evidence=section.text("evidence"),
        printed_completion=section.figure("completion", "completion"),
        printed_score=section.figure("score", "score"),
        reason=section.text("reason"),
    )


def _funds(table: _Section) -> tuple[FundLine, ...]:
    if "budget" in table.data:
        section = _Section(table.data["budget"], table.source, "[budget]", FUND_KEYS)
        return (_fund(section, BUDGET_NAME, True),)
    return tuple(_fund(section, "", False) for section in table.sections("funds", FUND_KEYS))


def _fund(section: _Section, name: str, total: bool) -> FundLine:
    flag = section.data.get("total", total)
    if not isinstance(flag, bool):
        section.fail("total", f"应是 true 或 false，写的是{_kind_of(flag)}", "合计行写 total = true，其他行不写")
    return FundLine(
        name=section.text("name") or name,
        initial=section.money("initial"),
        adjusted=section.money("adjusted"),
        executed=section.money("executed"),
        weight=section.figure("weight", "weight"),
        printed_rate=section.figure("rate", "rate"),
        printed_score=section.figure("score", "score"),
        total=flag,
        reason=section.text("reason"),
    )


def _task(section: _Section) -> Task:
    return Task(
        name=section.text("name"),
        content=section.text("content"),
        amount=section.money("amount"),
        fiscal=section.money("fiscal"),
        other=section.money("other"),
    )


def _year(table: _Section) -> int | None:
    written = table.written("year").strip().removesuffix("度").removesuffix("年")
    if is_blank(written):
        return None
    if not (written.isascii() and written.isdigit() and len(written) == 4 and int(written) in _YEARS):
        table.fail("year", f"“{written[:20]}”不是年度", "写成 year = 2024")
    return int(written)


def _one_of(table: _Section, name: str, choices: Mapping[str, T], default: T) -> T:
    written = table.text(name)
    if not written:
        return default
    if written not in choices:
        near = get_close_matches(written, list(choices), n=1, cutoff=0.5)
        cure = f"是不是 {near[0]}？" if near else "可写 " + "、".join(choices)
        table.fail(name, f"不认识的值“{written}”", cure)
    return choices[written]


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
        return tomllib.loads(text.lstrip("\ufeff").replace("\r\n", "\n"), parse_float=_decimal)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = _AT.search(message)
        where = f"第 {at[1]} 行第 {at[2]} 列" if at else "文件末尾"
        twice = "overwrite" in message or "twice" in message
        raise StructuredError(
            f"{where}附近{'有一个键写了两次' if twice else '不是有效的 TOML'}",
            place=source,
            cure="删去其中一个" if twice else '检查引号和方括号是否成对，每行写成 键 = "值"',
        ) from None
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


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, int | Decimal | _Endless):
        return "数"
    if isinstance(value, str):
        return "文字"
    if isinstance(value, list):
        return "一列值"
    if isinstance(value, Mapping):
        return "一个表"
    return "日期" if isinstance(value, date) else "空值（null）"
