"""What if the actual were another: full marks, the next step of the score, the bands of the rule.

All are exact at the precision of the printed actual: an actual printed ``98.6%`` moves by 0.1%, one
printed ``3次`` by one.  The score at each of them is what :func:`scoring.score` gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve, frozen

from .comparison import Comparison, compare
from .errors import UndefinedScore
from .marking import run
from .model import FundLine, Indicator
from .plan import NO_WEIGHT, Plan, plan_indicator
from .rounding import exactly
from .ruleset import Ruleset
from .scorecard import Mark
from .what_if_line import Line, NoLine, Stretch, execution_line, line_of
from .what_if_pieces import Piece, TooRugged, joined, last_alike


@frozen
class Nearby:
    """Another actual and its score, points; None: none can be computed."""

    actual: Decimal
    score: Decimal | None


@frozen
class Band:
    """Actuals that a rule scores by one and the same part of its formula.

    Attributes:
        actuals: from where to where.
        first, last: scores at its ends, points; None: none can be computed.
        here: whether the printed actual lies in it.
    """

    actuals: Stretch
    first: Decimal | None
    last: Decimal | None
    here: bool = False


@frozen
class TextBand:
    """A grade of an answer in words and the points it allows."""

    name: str
    low: Decimal
    high: Decimal
    high_included: bool
    here: bool = False


@frozen
class WhatIf:
    """What other actuals of a row would bring.

    Attributes:
        weight: points the row is worth; None where it has no weight.
        score: points of the actual as printed; None: none.
        actual: the printed number, in its own unit; None where there is none.
        step: by how much it moves: one unit of the last place printed.
        unit: its unit, as printed.
        full: actuals that give full marks, in ascending order; () where none does.
        beyond: those of them that miss the target: rounding, or the rule, gives them full marks all the same.
        nearest: that of them which is nearest to the actual.
        below, above: the nearest smaller and greater actual with another score; None where there is none.
        bands: the parts of the rule, in ascending order of the actual; one alone says that nothing changes.
        answer: for dates and words: what gives full marks, in Chinese.
        texts: for words: the grades, best first.
        problem: why nothing was computed, a Chinese sentence, or "".
    """

    weight: Decimal | None
    score: Decimal | None = None
    actual: Decimal | None = None
    step: Decimal = Decimal(1)
    unit: str = ""
    full: tuple[Stretch, ...] = ()
    beyond: tuple[Stretch, ...] = ()
    nearest: Decimal | None = None
    below: Nearby | None = None
    above: Nearby | None = None
    bands: tuple[Band, ...] = ()
    answer: str = ""
    texts: tuple[TextBand, ...] = ()
    problem: str = ""

    @property
    def band(self) -> int | None:
        """The number of the band the actual lies in, from 0."""
        return next((number for number, band in enumerate(self.bands) if band.here), None)


@exactly
def what_if(indicator: Indicator, ruleset: Ruleset, *, year: int | None = None) -> WhatIf:
    """What other actuals of a row would bring.

    Args:
        indicator: the row; where its actual is blank, one in the target's unit is assumed.
        ruleset: the rules.
        year: the budget year, for dates printed without one.
    """
    found = compare(indicator, year)
    if found.kind in ("date", "words"):
        return _in_words(indicator, ruleset, found)
    return _searched(line_of(indicator, ruleset, found, year))


@exactly
def what_if_execution(line: FundLine, ruleset: Ruleset) -> WhatIf:
    """What another amount executed would bring; from 0 to the whole budget.

    Args:
        line: the total row of the money block, amounts in 万元.
        ruleset: the rules.
    """
    return _searched(execution_line(line, ruleset))


def _searched(line: Line | NoLine) -> WhatIf:
    if isinstance(line, NoLine):
        return WhatIf(line.weight, problem=line.problem)
    plain = WhatIf(
        line.weight,
        line.score(line.here) if line.here is not None else None,
        line.actual(line.here) if line.here is not None else None,
        line.step,
        line.unit,
    )
    try:
        pieces = line.pieces()
    except TooRugged as error:
        return evolve(plain, problem=error.what)
    full = tuple(_full(line, pieces))
    bands = tuple(
        Band(
            line.stretch(piece.first, piece.last),
            line.score(piece.first),
            line.score(piece.last),
            line.here is not None and piece.first <= line.here <= piece.last,
        )
        for piece in joined(pieces)
    )
    nearest = below = above = None
    if line.here is not None:
        here = line.here
        ends = [min(max(here, first), last) for first, last in full]
        nearest = min(ends, key=lambda step: abs(step - here), default=None)
        below, above = (_nearby(line, _next(line, pieces, here, up)) for up in (False, True))
    return evolve(
        plain,
        full=tuple(line.stretch(*ends) for ends in full),
        beyond=tuple(line.stretch(*ends) for one in full for ends in _missed(line, *one)),
        nearest=line.actual(nearest) if nearest is not None else None,
        below=below,
        above=above,
        bands=bands,
    )


def _full(line: Line, pieces: tuple[Piece, ...]) -> Iterator[tuple[int, int]]:
    """Steps that give the whole weight, neighbouring ones together."""
    kept: tuple[int, int] | None = None
    for piece in pieces:
        ends = _whole(line, piece)
        if ends is None:
            continue
        if kept is not None and kept[1] + 1 == ends[0]:
            kept = kept[0], ends[1]
            continue
        if kept is not None:
            yield kept
        kept = ends
    if kept is not None:
        yield kept


def _missed(line: Line, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The steps between these that miss the target, neighbouring ones together."""
    start, kept = first, None
    for edge in (*sorted({edge for edge in line.turns if first <= edge < last}), last):
        if line.misses(start):
            kept = (kept[0] if kept is not None else start), edge
        elif kept is not None:
            yield kept
            kept = None
        start = edge + 1
    if kept is not None:
        yield kept


def _whole(line: Line, piece: Piece) -> tuple[int, int] | None:
    """The steps of a piece that give the whole weight; it does not turn, so they lie together."""
    first, last = line.score(piece.first), line.score(piece.last)
    if first is None or last is None:
        return None

    def side(step: int) -> int:
        score = line.score(step)
        assert score is not None  # a formula that has a value at both ends of a piece has one throughout
        return (score > line.weight) - (score < line.weight)

    begin, end = side(piece.first), side(piece.last)
    if begin * end > 0:
        return None
    low = piece.first if begin == 0 else last_alike(piece.first, piece.last, side) + 1
    if side(low) != 0:
        return None
    return low, piece.last if end == 0 else last_alike(low, piece.last, side)


def _next(line: Line, pieces: tuple[Piece, ...], here: int, up: bool) -> int | None:
    """The nearest step up or down whose score is another."""
    score = line.score(here)
    for piece in pieces if up else reversed(pieces):
        near, far = (max(piece.first, here), piece.last) if up else (min(piece.last, here), piece.first)
        if (near > far) if up else (near < far):
            continue
        if line.score(near) != score:
            return near
        if line.score(far) != score:
            if up:
                return last_alike(near, far, lambda step: line.score(step) == score) + 1
            return -last_alike(-near, -far, lambda step: line.score(-step) == score) - 1
    return None


def _nearby(line: Line, step: int | None) -> Nearby | None:
    return None if step is None else Nearby(line.actual(step), line.score(step))


def _in_words(indicator: Indicator, ruleset: Ruleset, found: Comparison) -> WhatIf:
    weight = indicator.weight_value
    if weight is None:
        return WhatIf(None, problem=NO_WEIGHT)
    answered = plan_indicator(indicator, ruleset, found)
    if isinstance(answered, Plan):
        score = _run(answered, ruleset)
        grade = ruleset.text_grades[0].name if found.kind == "words" and found.met and ruleset.text_grades else ""
    else:
        printed = indicator.printed_value
        score = printed if printed is not None and answered.allows(printed) else None
        grade = answered.grade
    met = plan_indicator(indicator, ruleset, evolve(found, met=True, answer="met", obstacle="", problem=""))
    target = indicator.target.text if indicator.target is not None else ""
    answer = ""
    if isinstance(met, Plan) and _run(met, ruleset) == weight:
        by = "在" if target.endswith("前") else "不晚于"
        answer = f"{by}“{target}”完成" if found.kind == "date" else f"达到“{target}”"
    texts = (
        tuple(
            TextBand(one.name, one.low * weight / 100, one.high * weight / 100, one.high_included, one.name == grade)
            for one in ruleset.text_grades
        )
        if found.kind == "words"
        else ()
    )
    problem = "" if answer else (met.problem if isinstance(met, Mark) else "这条规则没有写什么答复得满分")
    return WhatIf(weight, score, answer=answer, texts=texts, problem=problem)


def _run(plan: Plan, ruleset: Ruleset) -> Decimal | None:
    try:
        return run(plan, ruleset.calculation).score
    except UndefinedScore:
        return None
