"""Targets beside actuals: plain numbers as they stand, every other distinct pair compared once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import frozen

from scoring.column_data import BLANK, FILLED, KINDS, OPERATORS, Array, Numbers
from scoring.comparison import Comparison, compare
from scoring.model import Indicator
from scoring.quantity import Moment, Quantity, Unit, Unreadable, Value, figure_value
from scoring.spelling import bare, fold, is_blank, parse_value
from scoring.words import OPERATOR_PREFIXES, OPERATOR_SPELLINGS

from ..recognition.lexicon import lexicon
from .cells import combined, distinct_texts, each, plain_cells
from .fixed import MOST, MOST_PLACES, scaled

_ENDS: Final = ("target", "actual", "low", "high")
_DIRECT: Final = -1
LAST_YEAR: Final = 2100


@frozen(eq=False)
class Compared:
    """Targets and actuals of rows.

    Attributes:
        kind, operator, met: as in ``scoring.column_data.RowColumns``.
        numbers: target, actual, low and high, all with the same places.
        pair: int32, which of the comparisons a row has; -1 where its cells are plain numbers or blank.
        comparisons: distinct ones, with their problems in words.
        unfit: bool, rows whose numbers are too long for columns, or no decimals; None: there are none.
    """

    kind: Array
    operator: Array
    met: Array
    numbers: Mapping[str, Numbers]
    pair: Array
    comparisons: Sequence[Comparison]
    unfit: Array | None

    def comparison(self, row: int) -> Comparison:
        """The comparison of a row."""
        if self.pair[row] != _DIRECT:
            return self.comparisons[int(self.pair[row])]
        if self.kind[row] < 0:
            return compare(Indicator(""))
        target, actual = (figure_value(self.numbers[name].reading(row)) for name in _ENDS[:2])
        return compare(
            Indicator(
                "",
                target=None if target is None else Quantity("", OPERATORS[self.operator[row]], target),
                actual=None if actual is None else Quantity("", "", actual),
            )
        )


def operator_of(text: str) -> str | None:
    """The operator that a cell of its own says, "" for none; None where it says something else."""
    body = fold(text)
    if is_blank(text) or bare(text) in lexicon().words("content", "natures"):
        return ""
    return OPERATOR_SPELLINGS.get(body, OPERATOR_PREFIXES.get(body))


def target_of(operator: str | None, said: str, text: str) -> Value | None:
    """A target whose operator stands in a cell of its own.

    Args:
        operator: what :func:`operator_of` found.
        said: the operator's cell.
        text: the target's cell, which may have the operator too.
    """
    value = parse_value(text)
    if value is None or operator == "":
        return value
    if operator is None:
        return Unreadable(f"{said}{text}")
    if isinstance(value, Quantity) and value.operator == operator:
        return value
    return parse_value(f"{operator}{text}")


def compare_columns(
    target: pa.Array, actual: pa.Array, operators: tuple[Array, Sequence[str]], name: pa.Array, years: Array
) -> Compared:
    """Compare the targets and actuals of rows.

    Args:
        target, actual: texts or numbers.
        operators: the cells of the operators' own column, as codes and distinct texts.
        name: the names of the rows, which may end with a unit.
        years: int32, the budget year, 0 where there is none.
    """
    units: list[Unit] = []
    wanted, reached = plain_cells(target, units), plain_cells(actual, units)
    said = [operator_of(text) for text in operators[1]]
    own = each([-1 if one is None else OPERATORS.index(one) for one in said], operators[0], np.int8)
    places = max(wanted.places, reached.places)
    if wanted.bare and reached.bare and None not in said:
        return _of_bare_numbers(
            own,
            Numbers(scaled(wanted.values, wanted.places, places), places),
            scaled(reached.values, reached.places, places),
        )
    one_operator = (wanted.operator == 0) | (own == 0) | (own == wanted.operator)
    direct = wanted.plain & (own >= 0) & one_operator
    direct &= reached.blank | (reached.plain & (wanted.unit == reached.unit) & (reached.operator == 0))
    direct |= wanted.blank
    rest = np.flatnonzero(~direct)

    count = len(direct)
    kind = np.where(wanted.blank, np.int8(-1), np.int8(0))
    # Beside a blank cell nothing of the target counts, not even that it is 0.
    alone = direct & reached.blank
    operator = np.where(alone, np.int8(0), np.where(own > 0, own, wanted.operator)).astype(np.int8)
    met = np.full(count, -1, np.int8)
    filled = np.where(reached.plain & ~wanted.blank, np.int8(FILLED), np.int8(BLANK))
    pair = np.full(count, _DIRECT, np.int32)
    if not len(rest):
        numbers = {
            "target": Numbers(np.where(alone, 1, scaled(wanted.values, wanted.places, places)), places),
            "actual": Numbers(scaled(reached.values, reached.places, places), places, filled),
        }
        return Compared(kind, operator, met, numbers, pair, (), None)
    part = pa.array(rest)
    which, comparisons = _pairs(
        target.take(part), actual.take(part), name.take(part), years[rest], operators[0][rest], operators[1]
    )
    pair[rest] = which
    ends, most_places = _ends(comparisons, places)
    unfit = np.zeros(count, np.bool_)
    unfit[rest] = ends["unfit"][which]
    kind[rest] = ends["kind"][which]
    operator[rest] = ends["operator"][which]
    met[rest] = ends["met"][which]
    numbers = {}
    for end in _ENDS:
        values, state = np.zeros(count, np.int64), None
        if end in ("target", "actual"):
            plain = wanted if end == "target" else reached
            values = np.where(direct, plain.values, 0) * np.int64(10 ** (most_places - plain.places))
        if end == "target":
            values[alone] = 1
        values[rest] = ends[end][which]
        if end == "actual":
            state = filled
            state[rest] = ends["filled"][which]
        numbers[end] = Numbers(values, most_places, state)
    return Compared(kind, operator, met, numbers, pair, comparisons, unfit if unfit.any() else None)


def _of_bare_numbers(operator: Array, target: Numbers, actual: Array) -> Compared:
    count = len(operator)
    undecided, direct = np.full(count, -1, np.int8), np.broadcast_to(np.int32(_DIRECT), count)
    numbers = {"target": target, "actual": Numbers(actual, target.places)}
    return Compared(np.zeros(count, np.int8), operator, undecided, numbers, direct, (), None)


def _pairs(
    target: pa.Array, actual: pa.Array, name: pa.Array, years: Array, signs: Array, said: Sequence[str]
) -> tuple[Array, list[Comparison]]:
    """Compare each distinct pair once; returns for each row which it is, and the comparisons."""
    targets, target_texts = distinct_texts(target)
    actuals, actual_texts = distinct_texts(actual)
    names, name_texts = distinct_texts(name)
    # Only dates look at the year.
    dated = np.array([isinstance(parse_value(text), Moment) for text in target_texts], np.bool_)
    year = np.where(dated[targets], years, 0)
    columns = ((targets, target_texts), (actuals, actual_texts), (signs, said), (names, name_texts))
    first, which = combined([*((codes, len(texts)) for codes, texts in columns), (year, LAST_YEAR + 1)])
    comparisons = []
    for row in first:
        sign = said[signs[row]]
        indicator = Indicator(
            name_texts[names[row]],
            target=target_of(operator_of(sign), sign, target_texts[targets[row]]),
            actual=parse_value(actual_texts[actuals[row]]),
        )
        comparisons.append(compare(indicator, int(year[row]) or None))
    return which.astype(np.int32), comparisons


def _ends(comparisons: Sequence[Comparison], places: int) -> tuple[dict[str, Any], int]:
    """The comparisons as columns, and the decimal places of their numbers, at least ``places``."""
    count = len(comparisons)
    columns: dict[str, Any] = {
        "kind": np.array([-1 if one.kind is None else KINDS.index(one.kind) for one in comparisons], np.int8),
        "operator": np.array([OPERATORS.index(one.operator) for one in comparisons], np.int8),
        "met": np.array([-1 if one.met is None else int(one.met) for one in comparisons], np.int8),
        "filled": np.array([BLANK if one.actual is None else FILLED for one in comparisons], np.int8),
        "unfit": np.zeros(count, np.bool_),
    }
    needed = [max(_places(getattr(one, end)) for end in _ENDS) for one in comparisons]
    places = max(places, *(one for one in needed if one <= MOST_PLACES), 0)
    for end in _ENDS:
        # A target that is not known is not 0, for which there are rules of their own.
        column = np.full(count, 1 if end == "target" else 0, np.int64)
        for number, one in enumerate(comparisons):
            value: Fraction | None = getattr(one, end)
            if value is None:
                continue
            whole = value * 10**places
            if needed[number] > MOST_PLACES or abs(whole) > MOST:
                columns["unfit"][number] = True
            else:
                column[number] = int(whole)
        columns[end] = column
    return columns, places


def _places(value: Fraction | None) -> int:
    """Decimal places of a number; more than the most where it has too many, or no end of them."""
    if value is None:
        return 0
    places = 0
    while places <= MOST_PLACES and 10**places % value.denominator:
        places += 1
    return places
