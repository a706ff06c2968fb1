"""Rows as columns: what goes in and what comes out when many are scored at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from attrs import frozen
from numpy.typing import NDArray

from .quantity import Figure, Reading, Unreadable
from .ruleset import TargetKind
from .scorecard import Mark

Array: TypeAlias = NDArray[Any]

KINDS: Final[tuple[TargetKind, ...]] = ("number", "range", "date", "words")
"""What the codes in the column ``kind`` stand for; -1: no target."""

OPERATORS: Final = ("", "≥", "≤", ">", "<", "=")
"""What the codes in the column ``operator`` stand for."""

HOLDS: Final = (0, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0)
"""Whether a target is met, for each operator by an actual that is less, the same or more."""

NUMBERS: Final = ("target", "actual", "low", "high", "weight", "coefficient", "deduction")
"""The columns of numbers."""

PROBLEMS: Final = (
    "", "no-target", "no-rule", "not-comparable", "no-weight", "by-people", "zero-target", "not-filled-in", "undefined",
)  # fmt: skip
"""Why a row has no score; what the codes in the column ``problem`` stand for."""

STATES: Final = ("weight", "coefficient", "deduction")
"""The numbers whose state tells rows apart that are scored differently."""

_BEYOND: Final = 2**63

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

    def reading(self, row: int) -> Reading:
        """The cell of a row."""
        if self.state is not None and self.state[row] != FILLED:
            return None if self.state[row] == BLANK else Unreadable("")
        return Figure("", Decimal(int(self.values[row])).scaleb(-self.places))

    def part(self, rows: slice | Array) -> Numbers:
        """Some of the rows: from one to another, or those of some numbers."""
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

    def part(self, rows: slice | Array) -> RowColumns:
        """Some of the rows: from one to another, or those of some numbers."""
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

    def put(self, rows: Array, scores: ScoreColumns) -> None:
        """Put in the scores of some rows."""
        for name in ("score", "has_score", "completion", "has_completion", "problem", "rule"):
            getattr(self, name)[rows] = getattr(scores, name)

    def keep(self, row: int, mark: Mark) -> None:
        """Put in what a row was scored by itself; a number beyond 64 bits is left out."""
        score = None if mark.score is None else int(mark.score.scaleb(self.score_places))
        if score is None or abs(score) >= _BEYOND:
            self.problem[row] = PROBLEMS.index("undefined")
            return
        self.has_score[row], self.score[row] = True, score
        completion = None if mark.completion is None else int(mark.completion.scaleb(self.completion_places))
        if completion is not None and abs(completion) < _BEYOND:
            self.has_completion[row], self.completion[row] = True, completion
