"""Blank forms as workbooks: goals locked, cells to fill in open, scores that compute as one types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import ceil
from typing import Any, Final

from attrs import define, field, frozen

from scoring.model import Indicator, column_letters
from scoring.quantity import figure_value, plain

from ..sheets.blank import BlankForm
from ..sheets.inputs import Input, input_of
from ..sheets.sheet import Sheet, SheetCell, SheetRow
from .excel_formulas import Names, on_sheet
from .live_scores import PENDING, LiveRow, RowCells, live_execution, live_row, live_total
from .xlsx_book import LINE, Book, shown
from .xlsx_form import (
    BORDERS,
    Area,
    Arrangement,
    arrange,
    column_widths,
    draw_heading,
    is_amount,
    is_one_page,
    look_of,
)
from .xlsx_inputs import AMOUNT_FORMAT, input_format, validation
from .xlsx_values import number_of, safe_text

_REQUIRED_FILL: Final = "#FFF0B3"
_OPTIONAL_FILL: Final = "#FFFBEB"
_MISSING_FILL: Final = "#F8C9C9"
_PENDING_FILL: Final = "#FCE3B6"
_STATUS_FILL: Final = "#EEF1F5"
_STATUS_ROWS: Final = 2
_TERMS: Final = 30
"""Cells counted by one named part of a formula; a formula has an end."""

_GUIDE: Final = "黄色格子由单位填写，其余已锁定（没有密码）；失分的要写原因，没有写的标成红色。"

_REASON_LINES: Final = (4, 3, 2)
_REASON: Final = 34
"""Width of a reason there is room for without making its row higher, in columns of a digit."""


def write_blank(forms: Sequence[BlankForm]) -> bytes:
    """Write blank forms, each on a worksheet of its own."""
    title = "空白自评表" if len(forms) > 1 else f"{forms[0].sheet.name} {forms[0].sheet.title}"
    book = Book(title, [form.sheet.name or form.sheet.title for form in forms])
    for number, form in enumerate(forms):
        _Drawing(book, number, form).draw()
    return book.close()


@frozen
class _Spot:
    """A cell of the form on the worksheet."""

    cell: SheetCell
    row: SheetRow
    area: Area

    @property
    def reference(self) -> str:
        """How formulas refer to it."""
        return f"${column_letters(self.area[1])}${self.area[0] + 1}"


@frozen
class _Group:
    """Rows whose scores are added up above the form; ``worth`` is None while a weight is to be filled in."""

    name: str
    scores: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    worth: Decimal | None = Decimal(0)


@define
class _Drawing:
    """One form being drawn."""

    book: Book
    number: int
    form: BlankForm
    sheet: Any = field(init=False)
    names: Names = field(init=False)
    spots: dict[tuple[str, int, str], _Spot] = field(factory=dict, init=False)
    single: bool = field(default=True, init=False)

    def __attrs_post_init__(self) -> None:
        self.sheet = self.book.sheets[self.number]
        self.names = Names(self._name)

    def draw(self) -> None:
        """Draw the form, its formulas, and what guides who fills it in."""
        form = self.form.sheet
        widths = column_widths(form)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        top = draw_heading(self.book, self.sheet, form, len(widths), _STATUS_ROWS, locked=True)
        arranged, self.single = _arranged(form, widths, top)
        for number, height in arranged.heights.items():
            self.sheet.set_row(number, height)
        for row, cell, area in arranged.cells:
            self._remember(_Spot(cell, row, area))
        formulas = self._formulas()
        for row, cell, area in arranged.cells:
            self._cell(_Spot(cell, row, area), formulas)
        self._guide()
        self._status(len(widths))
        # Only the form itself is printed.
        self.book.page(self.sheet, landscape=form.landscape, repeat=arranged.repeat, single=self.single)
        self.sheet.print_area(_STATUS_ROWS, 0, arranged.bottom - 1, len(widths) - 1)
        self.sheet.freeze_panes(_STATUS_ROWS, 0)
        self.sheet.protect("", {"format_columns": True, "format_rows": True})

    def _name(self, number: int, text: str) -> str:
        """A name of this worksheet for a part of its formulas."""
        sheet = self.book.names[self.number].replace("'", "''")
        name = f"_z{number}"
        self.book.workbook.define_name(f"'{sheet}'!{name}", "=" + on_sheet(text, f"'{sheet}'!"))
        return name

    def _remember(self, spot: _Spot) -> None:
        row, role = spot.row, spot.cell.role
        if row.indicator:
            self.spots["indicator", row.indicator, role] = spot
        elif row.fund:
            self.spots["fund", row.fund, role] = spot
        elif row.total:
            self.spots["total", 0, role] = spot
        elif role:
            self.spots["head", 0, role] = spot

    def _at(self, kind: str, number: int, role: str) -> str:
        spot = self.spots.get((kind, number, role))
        return spot.reference if spot is not None else '""'

    def _formulas(self) -> Mapping[str, str]:
        """Formulas by the cell they stand in."""
        blank, ruleset = self.form.evaluation, self.form.ruleset
        found: dict[str, str] = {}
        scores = []
        budget = blank.budget
        if blank.funds and budget is not None:
            number = blank.funds.index(budget) + 1
            amounts = {role: self._at("fund", number, role) for role in ("initial", "adjusted", "executed")}
            live = live_execution(ruleset, amounts, self._at("fund", number, "weight"), self.names)
            found[self._at("fund", number, "rate")] = live.completion
            found[self._at("fund", number, "score")] = live.score
            scores.append(self._at("fund", number, "score"))
            if self.form.summed:
                for role, reference in amounts.items():
                    if self.spots["fund", number, role].cell.text:
                        continue  # the sum of what was approved
                    others = [self._at("fund", n, role) for n in range(1, len(blank.funds) + 1) if n != number]
                    numbers = "+".join(f"ISNUMBER({one})" for one in others)
                    found[reference] = f'IF(({numbers})={len(others)},ROUND({"+".join(others)},8),"")'
        for number, indicator in enumerate(blank.indicators, 1):
            live = self._indicator(number, indicator)
            found[self._at("indicator", number, "score")] = live.score
            scores.append(self._at("indicator", number, "score"))
            if live.completion:
                found[self._at("indicator", number, "completion")] = live.completion
        found[self._at("total", 0, "score")] = self._total(scores)
        if blank.printed_weight_total is None:
            found[self._at("total", 0, "weight")] = self._sum([f"N({one})" for one in self._weights()])
        found.pop('""', None)
        return found

    def _weights(self) -> Iterator[str]:
        """Where the weights stand that make up the whole."""
        for spot in self._scores():
            kind, number = ("fund", spot.row.fund) if spot.row.fund else ("indicator", spot.row.indicator)
            yield self._at(kind, number, "weight")

    def _total(self, scores: Sequence[str]) -> str:
        numbers = self._sum([f"ISNUMBER({one})" for one in scores])
        total = self._sum([f"N({one})" for one in scores])
        return live_total(numbers, len(scores), total, self.form.ruleset)

    def _indicator(self, number: int, indicator: Indicator) -> LiveRow:
        cells = RowCells(*(self._at("indicator", number, role) for role in ("actual", "weight", "reason")))
        return live_row(indicator, self.form.ruleset, self.form.evaluation.year, cells, self.names)

    def _cell(self, spot: _Spot, formulas: Mapping[str, str]) -> None:
        """Draw a cell: a formula, an open cell, or a locked one."""
        cell, area = spot.cell, spot.area
        look = {**look_of(cell, single=self.single), **BORDERS, "locked": True}
        if is_amount(cell, spot.row):
            look["align"] = "right"
        formula = formulas.get(spot.reference)
        if formula is not None and spot.reference != '""':
            self._formula(spot, formula, look)
            return
        if cell.prompt:
            self._open(spot, look)
            return
        value = shown(cell.text) if cell.kind in ("value", "number") else cell.text
        self.book.put(self.sheet, area, value, **look)

    def _formula(self, spot: _Spot, formula: str, look: dict[str, Any]) -> None:
        top, left, bottom, right = spot.area
        role = spot.cell.role
        form = {"rate": "0.00%", "completion": "0.00%", "weight": "General"}.get(role, AMOUNT_FORMAT)
        if role == "score":
            form = self._score_format()
        by_people = bool(spot.row.indicator) and role == "score" and self._by_people(spot.row.indicator)
        shape = self.book.format(
            **{**look, "num_format": form, "locked": not by_people, "shrink": True, "text_wrap": False}
        )
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", shape)
        self.sheet.write_formula(top, left, "=" + formula, shape, "")
        if by_people:
            worth = self._at("indicator", spot.row.indicator, "weight")
            self.sheet.data_validation(top, left, top, left, {
                "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": "=" + worth,
                "error_title": "得分", "error_message": "请填 0 到分值之间的数。",
                "input_title": "得分", "input_message": self._bands(),
            })  # fmt: skip

    def _score_format(self) -> str:
        way = self.form.ruleset.calculation.score
        return "0.00####" if way.way == "none" else f"0.{'0' * max(2, way.places)}"

    def _by_people(self, number: int) -> bool:
        return self._indicator(number, self.form.evaluation.indicators[number - 1]).by_people

    def _bands(self) -> str:
        bands = "；".join(f"{g.name} {plain(g.low)}%-{plain(g.high)}%" for g in self.form.ruleset.text_grades)
        return f"自动计算；显示“{PENDING}”的由人评定，直接填分数。占分值：{bands}"[:255]

    def _open(self, spot: _Spot, look: dict[str, Any]) -> None:
        """An open cell with what it accepts."""
        cell, row, area = spot.cell, spot.row, spot.area
        look = {**look, "locked": False}
        wanted = Input("text")
        if row.indicator and cell.role == "actual":
            wanted = input_of(self.form.evaluation.indicators[row.indicator - 1], self.form.ruleset)
        elif cell.role in ("initial", "adjusted", "executed"):
            wanted = Input("amount", "万元")
            look["align"] = "right"
        elif cell.role == "weight":
            wanted = Input("number", "分")
        elif cell.kind == "prose":
            look["valign"] = "top"
        look.update(input_format(wanted, cell.role))
        value = number_of(cell.text) or cell.text
        self.book.put(self.sheet, area, value, **look)
        rule = validation(wanted, cell, row)
        if rule:
            self.sheet.data_validation(area[0], area[1], area[0], area[1], rule)
        if not (row.indicator and cell.role == "reason"):
            fill = _REQUIRED_FILL if self._is_required(spot) else _OPTIONAL_FILL
            self._highlight(area, "=" + _is_missing(spot), fill)

    def _guide(self) -> None:
        """Show where points are lost without a reason, and where people must judge."""
        for number in range(1, len(self.form.evaluation.indicators) + 1):
            reason = self.spots.get(("indicator", number, "reason"))
            score = self.spots.get(("indicator", number, "score"))
            if score is None:
                continue
            self._highlight(score.area, f'={score.reference}="{PENDING}"', _PENDING_FILL)
            if reason is not None:
                self._highlight(reason.area, "=" + self._lost(number), _MISSING_FILL)

    def _lost(self, number: int) -> str:
        """Were points lost, and no reason given?"""
        score, worth, reason = (self._at("indicator", number, role) for role in ("score", "weight", "reason"))
        return f"AND(ISNUMBER({score}),N({score})<N({worth}),LEN(TRIM({reason}))=0)"

    def _highlight(self, area: Area, condition: str, colour: str) -> None:
        shape = self.book.workbook.add_format({"bg_color": colour})
        self.sheet.conditional_format(*area, {"type": "formula", "criteria": condition, "format": shape})

    def _status(self, columns: int) -> None:
        """Above the form, always in sight: how much is still to be filled in, and the points so far."""
        required = [spot for spot in self.spots.values() if self._is_required(spot)]
        terms = [f"({_is_missing(spot)})" for spot in required]
        terms += [
            self._lost(number)
            for number in range(1, len(self.form.evaluation.indicators) + 1)
            if ("indicator", number, "reason") in self.spots
        ]
        left = self._sum(terms)
        scores = [spot.reference for spot in self._scores()]
        pending = self._sum([f'({reference}="{PENDING}")' for reference in scores])
        text = (
            f'IF({left}=0,"已填完","还差 "&{left}&" 项未填")&IF({pending}=0,"",'
            f'"，{PENDING} "&{pending}&" 项")&"。{_GUIDE}"'
        )
        self._line(0, columns, text, f"还差 {len(required)} 项未填。{_GUIDE}")
        self._line(1, columns, self._levels(), self._no_levels())

    def _line(self, row: int, columns: int, formula: str, value: str) -> None:
        shape = self.book.format(bg_color=_STATUS_FILL, align="left", locked=True, font_size=10)
        self.sheet.set_row(row, LINE * 2 + 4)
        self.sheet.merge_range(row, 0, row, columns - 1, "", shape)
        self.sheet.write_formula(row, 0, "=" + formula, shape, value)

    def _sum(self, terms: Sequence[str]) -> str:
        """The sum of many numbers or conditions, in parts that are short enough for a formula."""
        parts = [terms[start : start + _TERMS] for start in range(0, len(terms), _TERMS)]
        return "(" + "+".join(self.names.name("+".join(f"({term})*1" for term in part)) for part in parts) + ")"

    def _is_required(self, spot: _Spot) -> bool:
        """Must the cell be filled in?  Not what the form asks for besides, nor the parts of a given total."""
        if not spot.cell.prompt:
            return False
        if spot.row.indicator:
            return spot.cell.role in ("actual", "weight")
        if spot.row.fund:
            blank = self.form.evaluation
            is_budget = blank.funds[spot.row.fund - 1] is blank.budget
            return spot.cell.role != "initial" and is_budget is not self.form.summed
        return True

    def _scores(self) -> Iterator[_Spot]:
        for (kind, number, role), spot in self.spots.items():
            is_budget = kind == "fund" and self.form.evaluation.funds[number - 1] is self.form.evaluation.budget
            if role == "score" and (kind == "indicator" or is_budget):
                yield spot

    def _groups(self) -> list[_Group]:
        """Execution and each level 1."""
        blank = self.form.evaluation
        groups: dict[str, _Group] = {}
        for spot in self._scores():
            if spot.row.fund:
                line = blank.funds[spot.row.fund - 1]
                name, worth, weight = "预算执行率", figure_value(line.weight), self._at("fund", spot.row.fund, "weight")
            else:
                indicator = blank.indicators[spot.row.indicator - 1]
                name, worth = indicator.level1 or "指标", indicator.weight_value
                weight = self._at("indicator", spot.row.indicator, "weight")
            group = groups.get(name, _Group(name))
            groups[name] = _Group(
                name,
                (*group.scores, spot.reference),
                (*group.weights, weight),
                None if worth is None or group.worth is None else group.worth + worth,
            )
        return list(groups.values())

    def _levels(self) -> str:
        parts = ['"得分　"']
        for group in self._groups():
            total = self.names.name("+".join(f"N({cell})" for cell in group.scores))
            known = self._sum([f"ISNUMBER({cell})" for cell in group.scores])
            label = safe_text(group.name)[:40].replace('"', '""')
            worth = f'{plain(group.worth)}　"' if group.worth is not None else f'"&{self._added(group.weights)}&"　"'
            parts.append(f'"{label} "&IF({known}={len(group.scores)},TEXT({total},"0.00"),"—")&"/{worth}')
        score = self._at("total", 0, "score")
        parts.append(f'"总分 "&IF(ISNUMBER({score}),TEXT({score},"0.00"),"—")')
        return "&".join(parts)

    def _added(self, weights: Sequence[str]) -> str:
        return self.names.name("+".join(f"N({cell})" for cell in weights))

    def _no_levels(self) -> str:
        parts = [f"{safe_text(one.name)[:40]} —/{plain(one.worth or Decimal(0))}　" for one in self._groups()]
        return f"得分　{''.join(parts)}总分 —"


def _is_missing(spot: _Spot) -> str:
    """Is an open cell still to be filled in?  A weight that is no number is."""
    if spot.row.indicator and spot.cell.role == "weight":
        return f"NOT(ISNUMBER({spot.reference}))"
    return f"LEN(TRIM({spot.reference}))=0"


def _arranged(form: Sheet, widths: Sequence[float], top: int) -> tuple[Arrangement, bool]:
    """Where the cells stand, and whether that is on one page; the room for reasons is less where that makes it one."""
    several = []
    for most in _REASON_LINES:
        arranged = arrange(form, widths, top, lambda row, most=most: _least(row, widths, most))  # type: ignore[misc]
        if is_one_page(form, widths, sum(arranged.heights.values())):
            return arranged, True
        several.append(arranged)
    return several[0], False


def _least(row: SheetRow, widths: Sequence[float], most: int) -> float:
    """Room for a short reason where one may have to be written, so many lines at most."""
    spans = [widths[cell.column : cell.column + cell.colspan] for cell in row.cells if cell.role == "reason"]
    if not row.indicator or not spans:
        return 0
    return min(most, max(2, ceil(_REASON / (sum(spans[0]) - 1)))) * LINE + 6
