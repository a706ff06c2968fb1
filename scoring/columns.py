"""Score many rows at once: columns in, columns out, the same cents as row by row.

Rows of one shape, for which a ruleset has the same formulas, are computed together by
:mod:`scoring.column_code` over blocks that fit a processor's cache.  Rows whose numbers are too large
to be sure of 64 bits, and rulesets that compute otherwise, are scored row by row as everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import frozen

from .column_code import LARGEST, ColumnCode, column_code
from .comparison import Comparison
from .formula import Formula
from .marking import mark_indicator
from .model import Indicator
from .plan import formulas_for, rule_for
from .quantity import Figure, Reading, Unreadable
from .ruleset import COEFFICIENT, Ruleset, TargetKind
from .scorecard import Mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

KINDS: Final[tuple[TargetKind, ...]] = ("number", "range", "date", "words")
"""What the codes in the column ``kind`` stand for; -1: no target."""

OPERATORS: Final = ("", "≥", "≤", ">", "<", "=")
"""What the codes in the column ``operator`` stand for."""

BLOCK: Final = 32_768
"""Rows computed at once: their columns stay in the cache."""

NUMBERS: Final = ("target", "actual", "low", "high", "weight", "coefficient", "deduction")
"""The columns of numbers."""

PROBLEMS: Final = (
    "", "no-target", "no-rule", "not-comparable", "no-weight", "by-people", "zero-target", "not-filled-in", "undefined",
)  # fmt: skip
"""Why a row has no score; what the codes in the column ``problem`` stand for."""

BLANK: Final = 0
FILLED: Final = 1
UNREADABLE: Final = 2
"""What stands in a cell of a number."""


@frozen(eq=False)
class Numbers:
    """A column of numbers.

    Attributes:
        values: int64, in units of the last decimal place.
        places: decimal places.
        state: int8, ``BLANK``, ``FILLED`` or ``UNREADABLE`` for each row; None: all are filled in.
    """

    values: Array
    places: int = 0
    state: Array | None = None

    def part(self, rows: slice) -> Numbers:
        """Some of the rows."""
        return Numbers(self.values[rows], self.places, None if self.state is None else self.state[rows])


@frozen(eq=False)
class RowColumns:
    """Rows of indicators.

    Attributes:
        kind: int8, of the target; an index in ``KINDS``, -1 where there is none.
        operator: int8, an index in ``OPERATORS``.
        numbers: by name, those of ``NUMBERS`` that there are; target and actual, and the ends of a
            range, in one unit and with the same places.
        met: int8, for dates and words whether the target was met: 1, 0, or -1 where it cannot be told; for
            numbers and ranges it follows from the numbers.
        reason: bool, whether a reason was written.
        rules: int32 and the printed names of rules that its numbers stand for.
        words: int32 and the words of rules found in the names of the rows that its numbers stand for.
    """

    kind: Array
    operator: Array
    numbers: Mapping[str, Numbers]
    met: Array
    reason: Array
    rules: tuple[Array, Sequence[str]]
    words: tuple[Array, Sequence[frozenset[str]]]

    def __len__(self) -> int:
        return len(self.kind)

    def part(self, rows: slice) -> RowColumns:
        """Some of the rows."""
        return RowColumns(
            self.kind[rows],
            self.operator[rows],
            {name: column.part(rows) for name, column in self.numbers.items()},
            self.met[rows],
            self.reason[rows],
            (self.rules[0][rows], self.rules[1]),
            (self.words[0][rows], self.words[1]),
        )


@frozen(eq=False)
class ScoreColumns:
    """What a ruleset makes of rows.

    Attributes:
        score: int64, points in units of the last of ``score_places`` places; 0 where there is none.
        has_score: bool.
        completion: int64, percent in units of the last of ``completion_places`` places; 0 where there is none.
        has_completion: bool.
        problem: int8, an index in ``PROBLEMS``.
        rule: int16, an index in the ruleset's rules, -1 for none.
        row_by_row: how many rows were not computed as columns.
    """

    score: Array
    has_score: Array
    score_places: int
    completion: Array
    has_completion: Array
    completion_places: int
    problem: Array
    rule: Array
    row_by_row: int


def score_columns(rows: RowColumns, ruleset: Ruleset) -> ScoreColumns:
    """Score rows by a ruleset, each to the cent as :func:`scoring.mark_indicator` does."""
    import numpy as np

    count = len(rows)
    whole = ScoreColumns(
        np.zeros(count, np.int64),
        np.zeros(count, np.bool_),
        ruleset.calculation.score.places,
        np.zeros(count, np.int64),
        np.zeros(count, np.bool_),
        ruleset.calculation.completion.places,
        np.zeros(count, np.int8),
        np.full(count, -1, np.int16),
        0,
    )
    by_row = 0
    for start in range(0, count, BLOCK):
        block = _Block(rows.part(slice(start, start + BLOCK)), ruleset, whole, start)
        block.score()
        by_row += block.by_row
    return ScoreColumns(
        whole.score,
        whole.has_score,
        whole.score_places,
        whole.completion,
        whole.has_completion,
        whole.completion_places,
        whole.problem,
        whole.rule,
        by_row,
    )


@frozen
class _Shape:
    """What of a row decides how it is scored."""

    kind: TargetKind
    operator: str
    met: bool | None
    lacks_actual: bool
    is_zero: bool
    rule: str
    words: frozenset[str]
    weighted: bool
    written: frozenset[str]

    @property
    def comparison(self) -> Comparison:
        """A comparison of this shape."""
        problem = "无法比较" if self.met is None else ""
        target = Fraction(0) if self.is_zero else Fraction(1)
        return Comparison(self.kind, self.operator, target=target, met=self.met, problem=problem)


@frozen
class _Way:
    """How rows of a shape are scored: by the formulas of a rule, or not, and why."""

    rule: int
    problem: int
    completion: Formula | None = None
    score: Formula | None = None


class _Block:
    """Scores a block of rows into the columns of the whole."""

    def __init__(self, rows: RowColumns, ruleset: Ruleset, whole: ScoreColumns, start: int) -> None:
        self.rows, self.ruleset, self.whole, self.start = rows, ruleset, whole, start
        self.by_row = 0
        self.met = self._met()

    def score(self) -> None:
        """Score all rows."""
        for shape, chosen in self._shapes():
            way = _way(shape, self.ruleset) if shape is not None else _Way(-1, PROBLEMS.index("no-target"))
            at = slice(self.start, self.start + len(self.rows)) if chosen is None else self.start + chosen
            self.whole.rule[at] = way.rule
            if way.score is None:
                self.whole.problem[at] = way.problem
            else:
                self._compute(way, chosen)

    def _shapes(self) -> Iterator[tuple[_Shape | None, Array | None]]:
        """The shapes of the block, with the rows of each; None: all of them."""
        import numpy as np

        rows = self.rows
        met = self.met
        parts: list[tuple[Array, int]] = [
            (rows.kind + np.int8(1), len(KINDS) + 1),
            (rows.operator, len(OPERATORS)),
            (met + np.int8(1), 3),
            (self._is_blank("actual"), 2),
            (self._zero(), 2),
            (self._is_blank("weight"), 2),
            (self._state("coefficient"), 3),
            (self._state("deduction"), 3),
            (rows.rules[0], len(rows.rules[1])),
            (rows.words[0], len(rows.words[1])),
        ]
        code = np.zeros(len(rows), np.int32)
        size = 1
        for column, many in parts:
            if many > 1:
                code = code * np.int32(many) + column
                size *= many
        found = np.flatnonzero(np.bincount(code, minlength=1)) if size <= 1 << 16 else np.unique(code)
        for one in found:
            chosen = None if len(found) == 1 else np.flatnonzero(code == one)
            yield self._shape_at(0 if chosen is None else int(chosen[0]), met), chosen

    def _shape_at(self, row: int, met: Array) -> _Shape | None:
        rows = self.rows
        if rows.kind[row] < 0:
            return None
        # What is not written is no coefficient; no deduction that is written is none at all.
        numbers = (("coefficient", (FILLED,)), ("deduction", (FILLED, BLANK)))
        written = frozenset(name for name, states in numbers if int(self._state(name)[row]) in states)
        words = rows.words[1][rows.words[0][row]]
        if self._state("coefficient")[row] != BLANK:
            words |= {COEFFICIENT}
        return _Shape(
            KINDS[rows.kind[row]],
            OPERATORS[rows.operator[row]],
            None if met[row] < 0 else bool(met[row]),
            bool(self._is_blank("actual")[row]),
            bool(self._zero()[row]),
            rows.rules[1][rows.rules[0][row]],
            words,
            not self._is_blank("weight")[row],
            written,
        )

    def _state(self, name: str) -> Array:
        import numpy as np

        column = self.rows.numbers.get(name)
        if column is None:
            return np.zeros(len(self.rows), np.int8)
        return np.ones(len(self.rows), np.int8) if column.state is None else column.state

    def _is_blank(self, name: str) -> Array:
        blank: Array = self._state(name) != FILLED
        return blank

    def _zero(self) -> Array:
        import numpy as np

        target = self.rows.numbers.get("target")
        if target is None:
            return np.zeros(len(self.rows), np.bool_)
        zero: Array = (target.values == 0) & (self.rows.kind == KINDS.index("number"))
        return zero

    def _met(self) -> Array:
        """Whether the targets were met, -1 where that cannot be told."""
        import numpy as np

        rows = self.rows
        met = rows.met.copy()
        target, actual = rows.numbers.get("target"), rows.numbers.get("actual")
        low, high = rows.numbers.get("low"), rows.numbers.get("high")
        if target is not None and actual is not None:
            is_number = rows.kind == KINDS.index("number")
            over, under = actual.values > target.values, actual.values < target.values
            by_operator = np.choose(rows.operator, [~over & ~under, ~under, ~over, over, under, ~over & ~under])
            met = np.where(is_number, by_operator, met)
        if low is not None and high is not None and actual is not None:
            inside = (low.values <= actual.values) & (actual.values <= high.values)
            met = np.where(rows.kind == KINDS.index("range"), inside, met)
        counted = (rows.kind == KINDS.index("number")) | (rows.kind == KINDS.index("range"))
        return np.where(counted & self._is_blank("actual"), -1, met).astype(np.int8)

    def _compute(self, way: _Way, chosen: Array | None) -> None:
        """Score rows of one shape by their formulas."""
        import numpy as np

        count = len(self.rows) if chosen is None else len(chosen)
        columns: dict[str, Any] = {}
        places: dict[str, int] = {}
        for name, column in self.rows.numbers.items():
            # What is not filled in and yet computed with is a deduction that is none.
            values = column.values if column.state is None else np.where(column.state == FILLED, column.values, 0)
            columns[name] = values if chosen is None else values[chosen]
            places[name] = column.places
        met = self.met if chosen is None else self.met[chosen]
        columns["met"] = met == 1
        columns["reason"] = self.rows.reason if chosen is None else self.rows.reason[chosen]
        for name in NUMBERS:
            columns.setdefault(name, np.zeros(count, np.int64))
        code, sure = self._code(way, columns, places)
        if code is None:
            self._row_by_row(range(count) if chosen is None else chosen)
            return
        if sure is not None:
            left = np.flatnonzero(~sure)
            self._row_by_row(left if chosen is None else chosen[left])
            kept = np.flatnonzero(sure)
            chosen = kept if chosen is None else chosen[kept]
            columns = {name: column[kept] for name, column in columns.items()}
        rate, points, undefined = code.run(columns)
        at: Any = slice(self.start, self.start + len(self.rows)) if chosen is None else self.start + chosen
        bad = np.broadcast_to(undefined, columns["weight"].shape)
        self.whole.score[at] = np.where(bad, 0, points)
        self.whole.has_score[at] = ~bad
        if rate is not None:
            self.whole.completion[at] = np.where(bad, 0, rate)
            self.whole.has_completion[at] = ~bad
        if bad.any():
            self.whole.problem[at] = np.where(bad, PROBLEMS.index("undefined"), 0)

    def _code(
        self, way: _Way, columns: Mapping[str, Any], places: Mapping[str, int]
    ) -> tuple[ColumnCode | None, Array | None]:
        """The code for rows, and which of them it is sure of; None: all."""
        import numpy as np

        calculation = self.ruleset.calculation
        assert way.score is not None
        if calculation.arithmetic != "exact":
            return None, None
        used = way.score.used | (way.completion.used if way.completion is not None else frozenset())
        numbers: dict[str, Any] = {name: columns[name] for name in NUMBERS if name in used}
        least: dict[str, int] = {name: int(column.min()) for name, column in numbers.items()}
        most = {name: max(-least[name], int(column.max())) for name, column in numbers.items()}
        code = column_code(
            way.completion,
            way.score,
            (calculation.completion, calculation.score),
            places,
            natural=frozenset(name for name, number in least.items() if number >= 0),
            positive=frozenset(name for name, number in least.items() if number > 0),
        )
        if code is None or code.bound(most) < LARGEST:
            return code, None
        limit = max(most.values())
        while code.bound({name: min(limit, number) for name, number in most.items()}) >= LARGEST:
            limit //= 2
        sure = np.ones(len(columns["weight"]), np.bool_)
        for column in numbers.values():
            sure &= np.abs(column) <= limit
        return code, sure

    def _row_by_row(self, chosen: Iterable[int]) -> None:
        for row in map(int, chosen):
            self.by_row += 1
            mark = self._mark(row, int(self.met[row]))
            at = self.start + row
            if mark.score is None:
                self.whole.problem[at] = PROBLEMS.index("undefined")
                continue
            self.whole.has_score[at] = True
            self.whole.score[at] = int(mark.score.scaleb(self.whole.score_places))
            if mark.completion is not None:
                self.whole.has_completion[at] = True
                self.whole.completion[at] = int(mark.completion.scaleb(self.whole.completion_places))

    def _mark(self, row: int, met: int) -> Mark:
        """The mark of one row as it is scored everywhere else."""
        rows = self.rows
        target, actual, low, high = (self._fraction(name, row) for name in NUMBERS[:4])
        found = Comparison(
            KINDS[rows.kind[row]],
            OPERATORS[rows.operator[row]],
            target=target,
            actual=actual,
            low=low,
            high=high,
            met=None if met < 0 else bool(met),
            problem="无法比较" if met < 0 else "",
        )
        weight, coefficient, deduction = (self._reading(name, row) for name in NUMBERS[4:])
        indicator = Indicator(
            "",
            level1="\n".join(sorted(rows.words[1][rows.words[0][row]])),
            weight=weight,
            rule=rows.rules[1][rows.rules[0][row]],
            coefficient=coefficient,
            deduction=deduction,
            reason="有" if rows.reason[row] else "",
        )
        return mark_indicator(indicator, self.ruleset, trace=False, comparison=found)

    def _fraction(self, name: str, row: int) -> Fraction | None:
        reading = self._reading(name, row)
        return Fraction(reading.value) if isinstance(reading, Figure) else None

    def _reading(self, name: str, row: int) -> Reading:
        state = self._state(name)[row]
        if state == FILLED:
            column = self.rows.numbers[name]
            return Figure("", Decimal(int(column.values[row])).scaleb(-column.places))
        return None if state == BLANK else Unreadable("")


def _way(shape: _Shape, ruleset: Ruleset) -> _Way:
    """Choose rule and formulas, as :func:`scoring.plan.plan_indicator` does for one row."""
    found = shape.comparison
    rule, _ = rule_for(shape.rule, found, ruleset, shape.words)
    if rule is None:
        return _Way(-1, PROBLEMS.index("no-rule"))
    number = ruleset.rules.index(rule)

    def without(problem: str) -> _Way:
        return _Way(number, PROBLEMS.index(problem))

    if rule.compares and shape.met is None:
        return without("not-comparable")
    if not shape.weighted:
        return without("no-weight")
    if rule.met_only and not shape.met:
        return without("by-people")
    formulas = formulas_for(rule, found)
    if formulas is None:
        return without("zero-target")
    if any(name in formulas[1].used and name not in shape.written for name in ("coefficient", "deduction")):
        return without("not-filled-in")
    return _Way(number, 0, *formulas)
