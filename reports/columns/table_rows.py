"""Arrow's rows read for scoring: which are indicators, which budget executions, and where tables begin."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from scoring.column_data import Array, RowColumns
from scoring.model import Indicator
from scoring.plan import words_of
from scoring.ruleset import COEFFICIENT, Ruleset
from scoring.spelling import fold, is_blank

from ..errors import ColumnsError
from .cells import blanks, check_type, combined, decoded, distinct_texts, each, is_day, is_text, normal
from .compared import LAST_YEAR, Compared, compare_columns
from .figures import Figures, figures
from .schema import COLUMNS, Schema

KINDS: Final = {"指标": False, "indicator": False, "预算执行": True, "execution": True}
"""What the column ``kind`` may say, and whether it is a budget execution; blank is an indicator."""

_FIRST_YEAR: Final = 1990
_FIGURES: Final = ("weight", "coefficient", "deduction")


@frozen(eq=False)
class TableRows:
    """Rows of whole tables.

    Attributes:
        batch: Arrow's.
        schema: where its columns are.
        first: the number of its first row in the file, from 1.
        source: the file's name, for messages.
    """

    batch: pa.RecordBatch
    schema: Schema
    first: int = 1
    source: str = ""

    def column(self, name: str) -> pa.Array:
        """A column by its name; nulls where the file has none of it."""
        at = self.schema.at.get(name)
        return pa.nulls(len(self.batch)) if at is None else normal(self.batch.column(at))

    def check_types(self) -> None:
        """Look whether all columns can be read.

        Raises:
            ColumnsError: one is of a type that nothing here can read, or has a time within a day.
        """
        for name, at in self.schema.at.items():
            kind = self.batch.schema.field(at).type
            check_type(kind, name, self.source)
            if is_day(kind):
                self._check_days(name, decoded(self.batch.column(at)))

    def _check_days(self, name: str, times: pa.Array) -> None:
        row = pc.index(pc.equal(times, times.cast(pa.date32()).cast(times.type)), False).as_py()
        if row >= 0:
            self.fail(
                row, f"“{name}”列的 {times.cast(pa.string())[row]} 不是整天", "先把这一列转换成日期（date）或文字"
            )

    def fail(self, row: int, what: str, cure: str) -> NoReturn:
        """Raise the error about a row."""
        place = f"{self.source}：" if self.source else ""
        raise ColumnsError(what, place=f"{place}第 {self.first + row} 行", cure=cure)

    @cached_property
    def starts(self) -> Array:
        """The first row of each table."""
        ids = self.column("table")
        count = len(ids)
        blank = blanks(ids) if not is_text(ids.type) else _nulls(ids)
        if blank is not None:
            self._no_table(int(np.flatnonzero(blank)[0]))
        starts = np.flatnonzero(np.append(count > 0, _changes(ids)))[:count]
        if is_text(ids.type):
            first = pc.utf8_trim_whitespace(decoded(ids.take(pa.array(starts))).cast(pa.string()))
            found = pc.index(first, "").as_py()
            if found >= 0:
                self._no_table(int(starts[found]))
        return starts

    def _no_table(self, row: int) -> NoReturn:
        self.fail(row, "没有表号", "每一行都要写明它是哪张表的")

    @cached_property
    def is_execution(self) -> Array:
        """The rows of budget executions, at most one in a table."""
        codes, texts = distinct_texts(self.column("kind"))
        known = [KINDS.get(fold(text), None if not is_blank(text) else False) for text in texts]
        if None in known:
            row = int(np.flatnonzero(each([one is None for one in known], codes, np.bool_))[0])
            self.fail(row, f"类别“{texts[codes[row]]}”不认识", f"可以写的有：{'、'.join(KINDS)}；空着是指标")
        found = each([bool(one) for one in known], codes, np.bool_)
        if not any(known) or not len(found):
            return found
        many = np.add.reduceat(found.astype(np.int32), self.starts)
        if (many > 1).any():
            start = int(self.starts[np.flatnonzero(many > 1)[0]])
            row = start + int(np.flatnonzero(found[start:])[1])
            self.fail(row, "这张表有两行预算执行", "只留合计的一行")
        return found

    @cached_property
    def years(self) -> Array:
        """The budget year of each row, 0 where there is none."""
        codes, texts = distinct_texts(self.column("year"))
        years = np.zeros(len(texts), np.int32)
        for number, text in enumerate(texts):
            if is_blank(text):
                continue
            digits = fold(text).removesuffix("度").removesuffix("年").removesuffix(".0")
            if not (digits.isascii() and digits.isdigit() and _FIRST_YEAR <= int(digits[:9]) <= LAST_YEAR):
                row = int(np.flatnonzero(codes == number)[0])
                self.fail(row, f"年度“{text}”无法识别", "写成四位数的年份，如 2023；没有就空着")
            years[number] = int(digits)
        return each(years.tolist(), codes, np.int32)

    def indicators(self, chosen: Array | None, ruleset: Ruleset) -> Indicators:
        """Read some rows as indicators; None: all."""
        return Indicators(self, chosen, ruleset)


class Indicators:
    """Rows of indicators, read for a ruleset.

    Attributes:
        rows: as columns; those of ``unfit`` hold nothing.
        compared: their targets and actuals.
        unfit: bool, rows with numbers that are too long for columns; None: there are none.
    """

    def __init__(self, table_rows: TableRows, chosen: Array | None, ruleset: Ruleset) -> None:
        part = None if chosen is None else pa.array(chosen)
        years = table_rows.years

        def column(name: str) -> Any:
            whole = table_rows.column(name)
            return whole if part is None else whole.take(part)

        self._cells: Mapping[str, tuple[Array, list[str]]] = {
            one.name: distinct_texts(column(one.name))
            for one in COLUMNS
            if one.name in ("level1", "level2", "rule", "reason", "operator")
        }
        name = column("name")
        self._name = name
        self.compared: Compared = compare_columns(
            column("target"),
            column("actual"),
            self._cells["operator"],
            name,
            years if chosen is None else years[chosen],
        )
        self._figures: dict[str, Figures] = {
            role: figures(column(role), role) for role in _FIGURES if role == "weight" or role in table_rows.schema.at
        }
        unfit = [self.compared.unfit, *(one.unfit for one in self._figures.values())]
        found = [one for one in unfit if one is not None]
        self.unfit: Array | None = np.logical_or.reduce(found) if found else None
        reasons, reason_texts = self._cells["reason"]
        rules, rule_texts = self._cells["rule"]
        self.rows = RowColumns(
            self.compared.kind if self.unfit is None else np.where(self.unfit, np.int8(-1), self.compared.kind),
            self.compared.operator,
            {**self.compared.numbers, **{role: one.numbers for role, one in self._figures.items()}},
            self.compared.met,
            each([not is_blank(text) for text in reason_texts], reasons, np.bool_),
            (rules, ["" if is_blank(text) else text for text in rule_texts]),
            self._words(ruleset.indicator_words - {COEFFICIENT}),
        )

    @property
    def weight(self) -> Figures:
        """Points."""
        return self._figures["weight"]

    def printed_figures(self, rows: Array) -> list[tuple[Array, int]]:
        """Weights, coefficients and deductions of some rows, as codes that tell apart what was printed."""
        return [one.distinct(rows) for one in self._figures.values()]

    def _words(self, wanted: frozenset[str]) -> tuple[Array, list[frozenset[str]]]:
        count = len(self._name)
        if not wanted or not count:
            return np.zeros(count, np.int32), [frozenset()]
        names = (distinct_texts(self._name), self._cells["level2"], self._cells["level1"])
        first, which = combined([(codes, len(texts)) for codes, texts in names])
        found = []
        for row in first:
            name, level2, level1 = (texts[codes[row]] for codes, texts in names)
            found.append(words_of(Indicator(name, level1, level2), wanted))
        known = list(dict.fromkeys(found))
        numbers = np.array([known.index(words) for words in found], np.int32)
        return numbers[which], known

    def indicator(self, row: int) -> Indicator:
        """A row as everywhere else, without its target and actual."""

        def text(role: str) -> str:
            codes, texts = self._cells[role]
            return texts[int(codes[row])]

        name = distinct_texts(self._name.slice(row, 1))
        weight, coefficient, deduction = (
            self._figures[role].reading(row) if role in self._figures else None for role in _FIGURES
        )
        return Indicator(
            name[1][name[0][0]],
            text("level1"),
            text("level2"),
            rule=self.rows.rules[1][self.rows.rules[0][row]],
            reason="" if is_blank(text("reason")) else text("reason"),
            weight=weight,
            coefficient=coefficient,
            deduction=deduction,
        )


def _nulls(ids: pa.Array) -> Array | None:
    """The rows in which nothing stands; None: something stands in each."""
    if not ids.null_count and not (pa.types.is_dictionary(ids.type) and ids.dictionary.null_count):
        return None
    found: Array = decoded(ids).is_null().to_numpy(zero_copy_only=False)
    return found if found.any() else None


def _changes(ids: pa.Array) -> Array:
    """For each row but the first, whether another table begins with it; none of the names is null."""
    if pa.types.is_dictionary(ids.type):
        # Two codes may stand for one text.
        ids = pc.dictionary_encode(ids.dictionary).indices.take(ids.indices)
    if pa.types.is_integer(ids.type):
        numbers = ids.to_numpy(zero_copy_only=False)
        changes: Array = numbers[1:] != numbers[:-1]
        return changes
    return np.asarray(pc.not_equal(ids.slice(1), ids.slice(0, len(ids) - 1)).to_numpy(zero_copy_only=False), np.bool_)


def executions(table_rows: TableRows, chosen: Array) -> dict[str, Figures]:
    """The amounts and weights of budget executions, those that the file has columns of."""
    part = pa.array(chosen)
    roles = {"initial": "amount", "adjusted": "amount", "executed": "amount", "weight": "weight"}
    return {
        name: figures(table_rows.column(name).take(part), role)
        for name, role in roles.items()
        if name in table_rows.schema.at
    }
