"""The layouts of the official forms, read from ``layouts.toml``: which one suits a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Final, Literal, Self

from attrs import evolve, frozen

from scoring.model import Evaluation, Form, FundLine, Indicator, Kind

from ..errors import LayoutError, ReportError
from ..keys import keys
from ..section import Section, kind_of, nearest, toml

_FILE: Final = Path(__file__).with_name("layouts.toml")
AUTO: Final = "auto"
MoneyLayout = Literal["table", "labels", "lines"]

_FIELDS: Final = {key.name: key.field for key in keys(Indicator)}
FUND_FIELDS: Final = {key.name: key.field for key in keys(FundLine) if key.name not in ("name", "total")}
"""Column of the money block → field of :class:`~scoring.model.FundLine`; its name stands under ``source``."""
LABELS: Final = ("project", "department_name", "unit", "department")
_KINDS: Final[dict[str, Kind]] = {"project": "project", "department": "department"}
_FORMS: Final[dict[str, Form]] = {"self-evaluation": "self-evaluation", "goal": "goal"}
_MONEY: Final[dict[str, MoneyLayout]] = {"table": "table", "labels": "labels", "lines": "lines"}
_WIDEST_UPRIGHT: Final = 10
_WIDEST: Final = 100


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
    return _shelf().layouts


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
        _shelf().funds[role]
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
    """The columns a table has something for, in the order of the file."""
    for role in _shelf().columns:
        if any(_is_filled(indicator, _FIELDS[role]) for indicator in evaluation.indicators) or (
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
    spare = _shelf().columns
    columns = [column for column in layout.columns if column.role != "reason"]
    columns += [spare[role] for role in missing if role != "reason"]
    columns += [column for column in layout.columns if column.role == "reason"]
    if "reason" in missing:
        columns.append(spare["reason"])
    return evolve(layout, columns=tuple(columns), landscape=layout.landscape or len(columns) > _WIDEST_UPRIGHT)


@frozen
class Shelf:
    """What a file of layouts holds.

    Attributes:
        layouts: the layouts by id, in the order of the file.
        columns: the columns that may be added to the indicators, by role.
        funds: those of the money block.
    """

    layouts: Mapping[str, Layout]
    columns: Mapping[str, LayoutColumn]
    funds: Mapping[str, LayoutColumn]


@lru_cache(maxsize=1)
def _shelf() -> Shelf:
    return parse_layouts(_FILE.read_text(encoding="utf-8"), _FILE.name)


def parse_layouts(text: str, source: str) -> Shelf:
    """Check and build the layouts of a TOML file.

    Raises:
        LayoutError: not TOML; an unknown key, role or label; something missing or of the wrong type; a column
            for a field of the model that is nowhere described; a kind of table that no layout is made for.
    """
    file = _Section(toml(text, source, LayoutError), source, "", ("columns", "funds", "labels", "layouts"))
    columns = _spare(file.section("columns", tuple(_FIELDS)), "Indicator")
    funds = _spare(file.section("funds", ("source", *FUND_FIELDS)), "FundLine")
    words = file.section("labels", LABELS)
    labels = {name: words.needed(name) for name in LABELS}
    entries = file.section("layouts", None)
    found = {name: _layout(name, entries.section(name, _KEYS), labels, funds) for name in entries.data}
    for form in _FORMS.values():
        for kind in _KINDS.values():
            if not any((one.kind, one.form) == (kind, form) for one in found.values()):
                file.fail("layouts", f"没有 kind = {kind}、form = {form} 的表样", "加一个 [layouts.名称]")
    return Shelf(found, columns, funds)


_KEYS: Final = (
    "title", "about", "kind", "form", "since", "landscape", "side", "total", "rows", "labels", "money", "goal",
    "columns",
)  # fmt: skip


@frozen
class _Section(Section):
    """A table of a file of layouts."""

    error: ClassVar = LayoutError
    model: ClassVar = "reports/sheets/layouts.toml"

    def section(self, name: str, known: tuple[str, ...] | None) -> Self:
        """A table within this one."""
        where = f"[{self.where[1:-1]}.{name}]" if self.where else f"[{name}]"
        if name not in self.data:
            self.fail(name, "没有写", f"加上 {where}")
        return evolve(self, data=self.data[name], where=where, known=known)

    def needed(self, name: str) -> str:
        """A text that must be there."""
        text = self.text(name)
        if not text.strip():
            self.fail(name, "没有写", f'写成 {name} = "…"')
        return text

    def whole(self, name: str, most: int) -> int:
        """A whole number up to ``most``."""
        value = self.data.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= most:
            shown = "没有写" if value is None else f"应是 1 到 {most} 的整数，写的是{kind_of(value)}"
            self.fail(name, shown, f"写成 {name} = 10")
        return value

    def words(self, name: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of different words; () where it is not written."""
        return self._words(name, self.data.get(name, []), known)

    def rows(self, name: str, known: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """A list of lists of one or two words."""
        rows = self.data.get(name, [])
        listed = isinstance(rows, list) and all(isinstance(row, list) and 0 < len(row) < 3 for row in rows)
        if not listed or not rows:
            self.fail(name, "应是一列，每行一个或两个标签", f'写成 {name} = [["{known[0]}"]]')
        return tuple(self._words(name, row, known) for row in rows)

    def _words(self, name: str, value: object, known: tuple[str, ...]) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            self.fail(name, "应是一列词", f'写成 {name} = ["词", "词"]')
        for word in value:
            if known and word not in known:
                self.fail(name, f"不认识的词 {word}", nearest(word, known, "可用的有"))
        if len(set(value)) < len(value):
            self.fail(name, "有一个词写了两次", "删去其中一个")
        return tuple(value)


def _spare(block: _Section, name: str) -> dict[str, LayoutColumn]:
    """A column for each of the roles."""
    for role in block.known or ():
        if role not in block.data:
            block.fail(
                role, f"没有写；{name} 的每个字段都要有列名和列宽", f'加一行 {role} = {{ head = "…", width = 10 }}'
            )
    return {role: _column(block.section(role, ("head", "width")), role) for role in block.data}


def _column(entry: _Section, role: str) -> LayoutColumn:
    return LayoutColumn(role, entry.needed("head"), entry.whole("width", _WIDEST))


def _layout(name: str, entry: _Section, labels: Mapping[str, str], funds: Mapping[str, LayoutColumn]) -> Layout:
    goal = entry.section("goal", ("label", "heads"))
    heads = goal.words("heads")
    if len(heads) not in (0, 2):
        goal.fail("heads", "应是目标和完成情况两栏的列名", "写两个列名，或不写")
    own = entry.section("labels", LABELS) if "labels" in entry.data else None
    columns: list[LayoutColumn] = []
    for column in entry.sections("columns", ("role", "head", "width")):
        role = column.one_of("role", {role: role for role in _FIELDS})
        if any(one.role == role for one in columns):
            column.fail("role", f"{role} 写了两次", "删去其中一个")
        columns.append(_column(column, role))
    if not any(column.role == "name" for column in columns):
        entry.fail("columns", "没有 name 这一列（三级指标）", '加一项 { role = "name", head = "三级指标", width = 19 }')
    return Layout(
        id=name,
        title=entry.needed("title"),
        about=entry.needed("about"),
        kind=entry.one_of("kind", _KINDS),
        form=entry.one_of("form", _FORMS),
        since=entry.whole("since", 9999),
        rows=entry.rows("rows", LABELS),
        labels={**labels, **({role: own.needed(role) for role in own.data} if own else {})},
        money=_money(entry.section("money", ("label", "layout", "columns", "heads")), funds),
        goal=goal.needed("label"),
        goal_heads=heads,
        columns=tuple(columns),
        side=entry.text("side"),
        total=entry.flag("total"),
        landscape=entry.flag("landscape"),
    )


def _money(entry: _Section, funds: Mapping[str, LayoutColumn]) -> Money:
    roles = entry.words("columns", tuple(funds))
    if "source" not in roles:
        entry.fail("columns", "没有 source 这一列（资金名称）", 'columns 里加上 "source"')
    heads = entry.section("heads", roles) if "heads" in entry.data else None
    columns = (
        evolve(funds[role], head=heads.text(role)) if heads and role in heads.data else funds[role] for role in roles
    )
    return Money(entry.needed("label"), entry.one_of("layout", _MONEY), tuple(columns))
