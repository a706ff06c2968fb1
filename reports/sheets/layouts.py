"""The layouts of the official forms, read from ``layouts.toml``: which one suits a table."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from attrs import evolve, frozen

from scoring.model import Evaluation, Form, FundLine, Indicator, Kind

from ..errors import ReportError

_FILE: Final = Path(__file__).with_name("layouts.toml")
AUTO: Final = "auto"
MoneyLayout = Literal["table", "labels", "lines"]

_FIELDS: Final[dict[str, str]] = {
    "level1": "level1", "level2": "level2", "name": "name", "target": "target", "actual": "actual",
    "weight": "weight", "completion": "printed_completion", "score": "printed_score", "basis": "basis",
    "prior": "prior", "rule": "rule", "evidence": "evidence", "reason": "reason",
}  # fmt: skip
FUND_FIELDS: Final[dict[str, str]] = {
    "initial": "initial", "adjusted": "adjusted", "executed": "executed", "weight": "weight",
    "rate": "printed_rate", "score": "printed_score", "reason": "reason",
}  # fmt: skip
"""Column of the money block → field of :class:`~scoring.model.FundLine`."""


@frozen
class LayoutColumn:
    """A column of a form: the field it holds, its head word, its relative width."""

    role: str
    head: str
    width: int


@frozen
class Money:
    """How a form prints its money block.

    Attributes:
        label: its side heading, without the unit.
        layout: ``table``: a line a row under head words; ``labels``: names with the approved budget beside them, in one
            row; ``lines``: the same, a row each.
        columns: its columns where it is printed as a table.
    """

    label: str
    layout: MoneyLayout
    columns: tuple[LayoutColumn, ...]


@frozen
class Layout:
    """How an official form is laid out.

    Attributes:
        id: its name on the command line.
        title: the form's title.
        about: where it is used, in Chinese.
        kind, form: the tables it is made for.
        since: the first budget year it is used for.
        rows: the labels above, by row: ``project``, ``department_name``, ``unit``, ``department``.
        labels: their words.
        money: the money block.
        goal: the heading of the goals.
        goal_heads: head words of goal and achievement side by side; () where only the goal is printed.
        side: the heading left of the indicators, "" where there is no such column.
        columns: the columns of the indicators.
        total: whether it has a total row even where nothing was added up.
        landscape: whether its page lies on its side.
    """

    id: str
    title: str
    about: str
    kind: Kind
    form: Form
    since: int
    rows: tuple[tuple[str, ...], ...]
    labels: Mapping[str, str]
    money: Money
    goal: str
    columns: tuple[LayoutColumn, ...]
    goal_heads: tuple[str, ...] = ()
    side: str = ""
    total: bool = False
    landscape: bool = False

    def suits(self, evaluation: Evaluation) -> bool:
        """Is it made for tables of this kind?"""
        return (self.kind, self.form) == (evaluation.kind, evaluation.form)

    def has(self, role: str) -> bool:
        """Is there a column for this field?"""
        return any(column.role == role for column in self.columns)


def layouts() -> Mapping[str, Layout]:
    """The layouts by id, in the order of the file."""
    return _layouts()[0]


def layout_for(evaluation: Evaluation, name: str = AUTO, fields: Collection[str] = ()) -> Layout:
    """The layout to print a table in.

    ``auto`` takes, of the layouts for this kind of table, the newest one already in use in the table's
    year; one that would drop nothing that is filled in goes before all that would.  Where a column is
    missing for something filled in, whether the layout was chosen or named, the column is added; so is one
    for each of ``fields``, which a blank form must have.

    Raises:
        ReportError: there is no such layout, or it is made for another kind of table.
    """
    known = layouts()
    if name == AUTO:
        fitting = [one for one in known.values() if one.suits(evaluation)]
        return _completed(min(fitting, key=lambda one: _distance(one, evaluation)), evaluation, fields)
    if name not in known:
        raise ReportError(f"没有表样 {name}", cure=f"可选的有：{AUTO}、{'、'.join(known)}")
    layout = known[name]
    if not layout.suits(evaluation):
        ids = [one.id for one in known.values() if one.suits(evaluation)]
        raise ReportError(
            f"“{evaluation.title}”不能用表样 {name}，它是{layout.title}", cure=f"可选的有：{AUTO}、{'、'.join(ids)}"
        )
    return _completed(layout, evaluation, fields)


def fund_columns(layout: Layout, lines: tuple[FundLine, ...]) -> tuple[LayoutColumn, ...]:
    """The columns of the money block as a table, those added that a line has filled in."""
    columns = layout.money.columns
    missing = [
        _layouts()[2][role]
        for role, field in FUND_FIELDS.items()
        if not any(column.role == role for column in columns) and any(getattr(line, field) for line in lines)
    ]
    return (*columns, *missing)


def _distance(layout: Layout, evaluation: Evaluation) -> tuple[int, int]:
    """How badly a layout suits a table: columns it lacks, years away from it."""
    missing = len(_missing(layout, evaluation))
    # A list of tasks or a money block are printed by any layout; only the one made for tasks has no weights.
    year = evaluation.year
    if year is None:
        return missing, 0
    return missing, year - layout.since if year >= layout.since else 1000 + layout.since - year


def _missing(layout: Layout, evaluation: Evaluation) -> list[str]:
    return [role for role in _filled(evaluation) if not layout.has(role)]


def _filled(evaluation: Evaluation) -> Iterator[str]:
    """The columns a table has something for."""
    for role, field in _FIELDS.items():
        if any(_is_filled(indicator, field) for indicator in evaluation.indicators) or (
            role == "weight" and evaluation.printed_weight_total is not None
        ):
            yield role


def _is_filled(indicator: Indicator, field: str) -> bool:
    return getattr(indicator, field) not in (None, "")


def _completed(layout: Layout, evaluation: Evaluation, fields: Collection[str]) -> Layout:
    """The layout with a column for everything that is filled in; the reasons stay last."""
    missing = _missing(layout, evaluation)
    missing += [role for role in fields if role not in missing and not layout.has(role)]
    if not missing:
        return layout
    spare = _layouts()[1]
    columns = [column for column in layout.columns if column.role != "reason"]
    columns += [spare[role] for role in missing if role != "reason"]
    columns += [column for column in layout.columns if column.role == "reason"]
    if "reason" in missing:
        columns.append(spare["reason"])
    return evolve(layout, columns=tuple(columns), landscape=layout.landscape or len(columns) > _WIDEST_UPRIGHT)


_WIDEST_UPRIGHT: Final = 10
_Columns = dict[str, LayoutColumn]


@lru_cache(maxsize=1)
def _layouts() -> tuple[dict[str, Layout], _Columns, _Columns]:
    """The layouts, and the columns that may be added to the indicators and to the money block."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    spare = _columns(data["columns"])
    funds = _columns(data["funds"])
    found = {name: _layout(name, entry, data["labels"], funds) for name, entry in data["layouts"].items()}
    return found, spare, funds


def _columns(block: Mapping[str, Any]) -> _Columns:
    return {role: LayoutColumn(role, entry["head"], entry["width"]) for role, entry in block.items()}


def _layout(name: str, entry: Mapping[str, Any], labels: Mapping[str, str], funds: _Columns) -> Layout:
    money = entry["money"]
    heads = money.get("heads", {})
    columns = tuple(evolve(funds[role], head=heads.get(role, funds[role].head)) for role in money["columns"])
    return Layout(
        id=name,
        title=entry["title"],
        about=entry["about"],
        kind=entry["kind"],
        form=entry["form"],
        since=entry["since"],
        rows=tuple(tuple(row) for row in entry["rows"]),
        labels={**labels, **entry.get("labels", {})},
        money=Money(money["label"], money["layout"], columns),
        goal=entry["goal"]["label"],
        goal_heads=tuple(entry["goal"].get("heads", ())),
        columns=tuple(LayoutColumn(**column) for column in entry["columns"]),
        side=entry.get("side", ""),
        total=entry.get("total", False),
        landscape=entry.get("landscape", False),
    )
