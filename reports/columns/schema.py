"""The columns that rows of many tables come in, by their two names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final, Literal, TypeAlias

from attrs import frozen

from ..errors import ColumnsError

Holds: TypeAlias = Literal["table", "kind", "text", "operator", "value", "figure", "money", "year"]


@frozen
class Column:
    """A column of the input.

    Attributes:
        name: as in the preparer's files, e.g. ``target``.
        title: the same in Chinese; either may stand in the file.
        holds: what its cells are.
        needed: whether there must be one.
    """

    name: str
    title: str
    holds: Holds
    needed: bool = False


COLUMNS: Final = (
    Column("table", "表号", "table", needed=True),
    Column("kind", "类别", "kind"),
    Column("year", "年度", "year"),
    Column("name", "三级指标", "text"),
    Column("level1", "一级指标", "text"),
    Column("level2", "二级指标", "text"),
    Column("operator", "指标方向", "operator"),
    Column("target", "年度指标值", "value", needed=True),
    Column("actual", "实际完成值", "value", needed=True),
    Column("weight", "分值", "figure", needed=True),
    Column("rule", "赋分规则", "text"),
    Column("coefficient", "得分系数", "figure"),
    Column("deduction", "扣分", "figure"),
    Column("reason", "偏差原因", "text"),
    Column("initial", "年初预算数", "money"),
    Column("adjusted", "全年预算数", "money"),
    Column("executed", "全年执行数", "money"),
)

SCORED: Final[Mapping[str, str]] = {
    "table": "表号", "row": "行号", "rule": "规则", "completion": "完成率", "score": "得分", "problem": "问题",
}  # fmt: skip
"""The columns of results of rows: name to title."""

_BY_NAME: Final[Mapping[str, Column]] = {name: column for column in COLUMNS for name in (column.name, column.title)}


def scored_columns(names: Iterable[str]) -> tuple[str, ...]:
    """Columns of results of rows by their names or titles; none: all of them.

    Raises:
        ColumnsError: there is no such column, or one is named twice.
    """
    known = {spelling: name for name, title in SCORED.items() for spelling in (name, title)}
    found: list[str] = []
    for spelling in names:
        name = known.get(spelling.strip())
        if name is None:
            near = get_close_matches(spelling.strip(), known, n=1)
            hint = f"“{near[0]}”是不是它？" if near else ""
            every = "、".join(f"{title}（{name}）" for name, title in SCORED.items())
            raise ColumnsError(f"结果里没有“{spelling.strip()}”这一列", cure=f"{hint}可以写的有：{every}")
        if name in found:
            raise ColumnsError(f"“{SCORED[name]}”写了两次", cure="去掉一个")
        found.append(name)
    return tuple(found) or tuple(SCORED)


@frozen
class Schema:
    """Where the columns of a file stand.

    Attributes:
        at: name of a column to its number in the file, from 0.
        unknown: what else stands in the file and is not looked at.
    """

    at: Mapping[str, int]
    unknown: tuple[str, ...]


def schema_of(names: Sequence[str], source: str = "") -> Schema:
    """Find the columns by their names.

    Args:
        names: of all columns of a file.
        source: the file's name, for messages.

    Raises:
        ColumnsError: one that is needed is not there, or one is there twice.
    """
    at: dict[str, int] = {}
    unknown = []
    for number, name in enumerate(names):
        column = _BY_NAME.get(name.replace("\ufeff", "").strip().lower())
        if column is None:
            unknown.append(name)
        elif column.name in at:
            raise ColumnsError(
                f"“{names[at[column.name]]}”和“{name}”是同一列", place=source, cure="去掉或改名其中一列，再运行"
            )
        else:
            at[column.name] = number
    missing = [column for column in COLUMNS if column.needed and column.name not in at]
    if missing:
        raise _missing(missing, unknown, source)
    return Schema(at, tuple(unknown))


def _missing(columns: Sequence[Column], unknown: Sequence[str], source: str) -> ColumnsError:
    named = "、".join(f"“{column.title}”（{column.name}）" for column in columns)
    count = "这一列" if len(columns) == 1 else "这几列"
    near = [
        (get_close_matches(column.name, unknown, n=1) or get_close_matches(column.title, unknown, n=1))[:1]
        for column in columns
    ]
    hints = "".join(
        f"“{one}”是不是“{column.title}”？" for column, found in zip(columns, near, strict=True) for one in found
    )
    return ColumnsError(
        f"没有{named}{count}", place=source, cure=f"{hints}各列的名称见 docs/batch.md，中文、英文都可以"
    )
