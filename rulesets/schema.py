"""What a ruleset file may hold: every table, its keys and their types, in one place.

The loader reads this table, and so does the page on the format
(``docs/rulesets.md`` is held to it by a test).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple, NoReturn, TypeAlias

from attrs import frozen

from scoring.rounding import WAY_NAMES
from scoring.ruleset import EVIDENCE_NAMES, UNKNOWN_PLACE
from scoring.words import OPERATOR_PREFIXES, OPERATOR_SPELLINGS, OPERATORS

from .errors import RulesetError, entry_of, nearest

Shape: TypeAlias = Literal["text", "texts", "number", "places", "date", "truth", "cells", "levels", "table", "tables"]

SHAPE_NAMES: Final[dict[Shape, str]] = {
    "text": "带引号的文字",
    "texts": '文字的列表，如 ["甲", "乙"]',
    "number": "0 到 10000 的数，至多 6 位小数，不带引号",
    "places": "0 到 6 的整数",
    "date": "日期，如 2023-01-01，不带引号",
    "truth": "true 或 false",
    "cells": '一组文字，如 { target = "≥3次", actual = "=3次" }',
    "levels": '名称对应分值的表，如 { "产出" = 50, "效益" = 30 }',
    "table": "表",
    "tables": "表的列表，每项以 [[…]] 开头",
}
TARGETS: Final = ("number", "range", "date", "words")
TARGET_NAMES: Final = {"number": "数值", "range": "范围", "date": "日期", "words": "文字"}
OPERATOR_CELLS: Final = (*OPERATORS, "")
"""Operators a rule may be restricted to; ``""`` is a target without one."""

LARGEST_NUMBER: Final = 10000
_FINEST = -6
LONGEST_TEXT: Final = 2000
_YEAR = re.compile("[0-9]{4}")
_BRACKETS = str.maketrans("‹›〈〉＝", "<><>=")
"""Signs that look like those of operators."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@frozen
class Key:
    """One key of a table.

    Attributes:
        shape: the type of its value.
        required: whether it must be there, after a parent's keys are merged in.
        choices: the words allowed; empty for any.
        table: the table its value is, for tables; the keys allowed, for cells.
        meaning: for the documentation, in Chinese.
    """

    shape: Shape
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    table: str = ""


GIVEN: Final = ("name", "level1", "target", "actual", "weight", "reason", "rule", "year", "coefficient", "deduction")
EXPECT: Final = ("completion", "score", "exact", "met", "grade", "band", "option", "problem")
FUNDS: Final = ("initial", "adjusted", "executed", "weight")
EXECUTION_EXPECT: Final = ("completion", "score", "exact", "problem")

CELLS: Final = {
    GIVEN: '{ target = "≥3次", actual = "=3次", weight = "10" }',
    EXPECT: '{ completion = "66.67", score = "6.67" }',
    FUNDS: '{ adjusted = "100", executed = "77.66" }',
    EXECUTION_EXPECT: '{ completion = "77.66", score = "7.77" }',
}
"""What cells look like, by which of them there may be."""

TABLES: Final[dict[str, dict[str, Key]]] = {
    "": {
        "id": Key("text", "编号，必须等于“文件夹/文件名”", required=True),
        "title": Key("text", "名称", required=True),
        "documents": Key("text", "适用于哪些文件", required=True),
        "extends": Key("text", "在哪个规则集的基础上修改（写它的编号）"),
        "drop": Key("texts", "不要上级的哪些规则、分值方案、档次、等级（写编号或名称）"),
        "restates": Key("truth", "依据的文件自己也写明了上级的规则：从上级来的也注明本文件；不写为否，注明上级的依据"),
        "places": Key("texts", f'单位名称里出现这些字样时选用；不写为全国；["{UNKNOWN_PLACE}"] 是地区不详，不自动选用'),
        "valid_from": Key("date", "从哪一天起适用"),
        "valid_to": Key("date", "到哪一天为止"),
        "total_weight": Key("number", "整张表的分值，含预算执行率；不写为 100"),
        "source": Key("table", "依据", required=True, table="source"),
        "calculation": Key("table", "怎样计算和取整", table="calculation"),
        "weights": Key("tables", "一级指标应有的分值，每种方案一个", table="weights"),
        "execution": Key("table", "预算执行率怎样计分", required=True, table="execution"),
        "rule": Key("tables", "计分规则，按先后顺序选用", required=True, table="rule"),
        "text_grade": Key("tables", "文字目标的档次", table="text_grade"),
        "scale": Key("text", '总分的等级的简写，优、良、中的下限，如 "90/80/60"；与 grade 只写一种'),
        "grade": Key("tables", "总分的等级", required=True, table="grade"),
        "scale_source": Key("table", "等级另有依据时", table="source"),
        "limits": Key("table", "何时要求说明原因，何时提示", table="limits"),
        "note": Key("text", "使用者必须知道的事"),
    },
    "source": {
        "document": Key("text", "文件名称", required=True),
        "evidence": Key("text", "知道得有多确实", required=True, choices=tuple(EVIDENCE_NAMES)),
        "number": Key("text", "文号"),
        "article": Key("text", "条款"),
        "url": Key("text", "网址"),
        "note": Key("text", "说明"),
    },
    "calculation": {
        "arithmetic": Key("text", "精确计算，或二进制浮点数", choices=("exact", "binary64")),
        "completion": Key("table", "完成率和执行率怎样取整", table="rounding"),
        "score": Key("table", "得分怎样取整", table="rounding"),
        "when": Key(
            "text", "每个指标的得分先取整再相加（row，不写就是它），或总分时才取整（total）", choices=("row", "total")
        ),
    },
    "rounding": {
        "way": Key("text", "四舍五入、截去、不取整", required=True, choices=tuple(WAY_NAMES)),
        "places": Key("places", "保留几位小数；不写为 2"),
    },
    "weights": {
        "name": Key("text", "方案名称", required=True),
        "levels": Key("levels", "一级指标（不写“指标”二字）和分值", required=True),
    },
    "execution": {
        "weight": Key("number", "表中没有印分值时的分值", required=True),
        "completion": Key("text", "执行率的公式，百分数", required=True),
        "score": Key("text", "得分的公式", required=True),
        "note": Key("text", "说明"),
        "example": Key("tables", "算例", required=True, table="execution example"),
    },
    "rule": {
        "id": Key("text", "规则编号，在本文件中唯一", required=True),
        "title": Key("text", "规则名称", required=True),
        "names": Key("texts", "表中“赋分规则”一栏的写法"),
        "only_by_name": Key("truth", "只在表中写明时才用"),
        "targets": Key("texts", "适用于哪些目标：" + "、".join(TARGETS), required=True, choices=TARGETS),
        "indicators": Key("texts", "只适用于指标名称（或上级指标名称）里有这些字样的"),
        "operators": Key("texts", '适用于哪些符号，"" 是没有符号；不写为全部', choices=OPERATOR_CELLS),
        "completion": Key("text", "完成率的公式，百分数"),
        "score": Key("text", "得分的公式", required=True),
        "zero": Key("text", "目标值为 0 时得分的公式"),
        "met_only": Key("truth", "公式只管达到目标的；没有达到的由人评判"),
        "by_hand": Key("truth", "公式只管达到目标的；没有达到的由人在 0 到分值之间打分"),
        "note": Key("text", "说明"),
        "source": Key("table", "这条规则另有依据时", table="source"),
        "option": Key("tables", "评价人可以另行酌定的得分", table="option"),
        "example": Key("tables", "算例", required=True, table="example"),
    },
    "option": {
        "name": Key("text", "名称", required=True),
        "when": Key("text", "什么条件下可以酌定", required=True),
        "score": Key("text", "得分的公式", required=True),
    },
    "example": {
        "given": Key("cells", "表中的一行", required=True, choices=GIVEN),
        "expect": Key("cells", "应得的结果", required=True, choices=EXPECT),
    },
    "execution example": {
        "given": Key("cells", "资金行，万元", required=True, choices=FUNDS),
        "expect": Key("cells", "应得的结果", required=True, choices=EXECUTION_EXPECT),
    },
    "text_grade": {
        "name": Key("text", "档次名称", required=True),
        "low": Key("number", "至少占分值的百分之几（含）", required=True),
        "high": Key("number", "至多占分值的百分之几", required=True),
        "high_included": Key("truth", "是否含上限；不写为不含"),
    },
    "grade": {
        "name": Key("text", "等级名称", required=True),
        "low": Key("number", "下限，分", required=True),
        "high": Key("number", "上限，分", required=True),
        "low_included": Key("truth", "是否含下限；不写为含"),
        "high_included": Key("truth", "是否含上限；不写为不含"),
    },
    "limits": {
        "execution_reason_below": Key("number", "执行率低于它要说明原因"),
        "over_completion": Key("number", "完成率达到它就提示"),
        "over_completion_reason": Key("number", "完成率达到它必须有原因"),
        "unspent_warning": Key("number", "结余占预算达到它就提示"),
        "results_gap_warning": Key("number", "指标得分率比执行率高出的份额达到它就提示，占指标得分率的百分之几"),
        "adjustment_reason": Key("truth", "年中调整预算是否要说明原因"),
        "lost_points_reason": Key("truth", "得分低于分值是否必须写原因"),
        "default_cost_weight": Key("number", "没有设成本指标的，系统自动加一行，至多几分"),
    },
}


def check_tables(data: Mapping[str, Any], file: str) -> None:
    """Check the keys and types of one file, before a parent is merged in.

    Raises:
        RulesetError: an unknown key, or a value of a wrong type.
    """
    _check(data, "", _Here(file))


def check_required(data: Mapping[str, Any], file: str) -> None:
    """Check that no required key is missing, after a parent is merged in.

    Raises:
        RulesetError: a key is missing.
    """
    _require(data, "", _Here(file))


class _Here(NamedTuple):
    """Where in a file we are: put into words only where something is wrong there."""

    file: str
    above: _Here | None = None
    key: str = ""
    entry: Any = None
    number: int = 0

    def into(self, key: str, entry: Any = None, number: int = 0) -> _Here:
        """The place of a table below this one."""
        return _Here(self.file, self, key, entry, number)

    def error(self, what: str, key: str = "", cure: str = "") -> RulesetError:
        rule, path = self._rule_and_path()
        return RulesetError(what, file=self.file, rule=rule, key=_joined(path, key), cure=cure)

    def _rule_and_path(self) -> tuple[str, str]:
        if self.above is None:
            return "", ""
        rule, path = self.above._rule_and_path()
        known = self.entry if isinstance(self.entry, dict) else {}
        if self.key == "rule" and not path:
            named = known.get("id")
            return named if isinstance(named, str) and named else f"第 {self.number} 条", ""
        name = known.get("name")
        return rule, _joined(path, entry_of(self.key, name if isinstance(name, str) else "", self.number))


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key else path or key


def _check(data: Mapping[str, Any], table: str, here: _Here) -> None:
    keys = TABLES[table]
    for name, value in data.items():
        key = keys.get(name)
        if key is None:
            raise here.error(f"不认识 {name} 这一项", cure=f"{nearest(name, keys)}这里可以写：{'、'.join(keys)}")
        _check_value(name, value, key, here)


def _check_value(name: str, value: Any, key: Key, here: _Here) -> None:
    if key.shape == "table":
        if not isinstance(value, dict):
            _refuse(name, key, here)
        _check(value, key.table, here.into(name))
    elif key.shape == "tables":
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            _refuse(name, key, here)
        for number, entry in enumerate(value, 1):
            _check(entry, key.table, here.into(name, entry, number))
    elif key.shape == "cells":
        _check_cells(name, value, key, here)
    elif key.shape == "levels":
        if not isinstance(value, dict) or not value or not all(map(_is_number, value.values())):
            _refuse(name, key, here)
        for level in value:
            _check_text(name, level, here)
    elif not _fits(value, key.shape):
        _refuse(name, key, here)
    else:
        for word in value if key.shape == "texts" else [value]:
            if isinstance(word, str):
                if key.shape == "texts" and not key.choices and not word.strip():
                    raise here.error(f"{name} 里有一项是空的", name, "删去空的一项")
                _check_text(name, word, here)
                _check_choice(name, word, key.choices, here)
    if name == "url" and value and not value.startswith(("https://", "http://")):
        raise here.error(f"网址要以 https:// 或 http:// 开头，写的是 {value}", name)


def _check_cells(name: str, value: Any, key: Key, here: _Here) -> None:
    if not isinstance(value, dict) or not value or not all(isinstance(cell, str) for cell in value.values()):
        raise here.error(f"{name} 要写成一组文字，数也加英文引号，如 {CELLS[key.choices]}", name)
    for cell, text in value.items():
        if cell not in key.choices:
            cure = f"{nearest(cell, key.choices)}可以写：{'、'.join(key.choices)}"
            raise here.error(f"算例里没有 {cell} 这一格", name, cure)
        if cell == "year" and not _YEAR.fullmatch(text):
            raise here.error(f"year 要写成四位数字，写的是“{text}”", name)
        _check_text(name, text, here)


def _check_text(name: str, text: str, here: _Here) -> None:
    if len(text) > LONGEST_TEXT:
        raise here.error(f"文字长 {len(text)} 个字符，最多 {LONGEST_TEXT} 个", name, "写短一些")
    found = _CONTROL.search(text)
    if found:
        raise here.error(f"文字里有看不见的控制字符 U+{ord(found.group()):04X}", name, "删去这个字符")


def _check_choice(name: str, word: str, choices: tuple[str, ...], here: _Here) -> None:
    if choices and word not in choices:
        listed = "、".join(choice or '""（没有符号）' for choice in choices)
        raise here.error(f"{name} 不能写成“{word}”", name, f"{_meant(word, choices)}可以写：{listed}")


def _meant(word: str, choices: tuple[str, ...]) -> str:
    """What was meant, as a question: an operator in another spelling, else the nearest word."""
    plain = word.strip().translate(_BRACKETS)
    operator = OPERATOR_SPELLINGS.get(plain) or OPERATOR_PREFIXES.get(plain)
    return f"是不是 {operator}？" if operator in choices else nearest(word, choices)


def _refuse(name: str, key: Key, here: _Here) -> NoReturn:
    shown = SHAPE_NAMES[key.shape].replace("[[…]]", f"[[{name}]]")
    raise here.error(f"{name} 要写成{shown}", name)


def _fits(value: Any, shape: Shape) -> bool:
    if shape == "text":
        return isinstance(value, str)
    if shape == "texts":
        return isinstance(value, list) and all(isinstance(word, str) for word in value)
    if shape == "number":
        return _is_number(value)
    if shape == "places":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6
    if shape == "date":
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    return number.is_finite() and 0 <= number <= LARGEST_NUMBER and int(number.as_tuple().exponent) >= _FINEST


def _require(data: Mapping[str, Any], table: str, here: _Here) -> None:
    for name, key in TABLES[table].items():
        value = data.get(name)
        if key.required and (value is None or (isinstance(value, str | list) and not value)):
            raise here.error(f"缺少 {name}（{key.meaning}）", cure=f"补上 {name}，写成{_spelling(name, key)}")
        if value is None:
            continue
        if isinstance(value, str) and key.required and not value.strip():
            raise here.error(f"{name} 是空的", name)
        if key.shape == "table":
            _require(value, key.table, here.into(name))
        elif key.shape == "tables":
            for number, entry in enumerate(value, 1):
                _require(entry, key.table, here.into(name, entry, number))


def _spelling(name: str, key: Key) -> str:
    if key.shape == "table":
        return f"以 [{name}] 开头的表"
    if key.shape == "tables":
        return f"以 [[{name}]] 开头的表"
    return SHAPE_NAMES[key.shape]
