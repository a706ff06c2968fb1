"""What if the actual were another: full marks, the next step of the score, the bands of the rule.

All are exact at the precision of the printed actual: an actual printed ``98.6%`` moves by 0.1%, one
printed ``3次`` by one.  The score at each of them is what :func:`scoring.score` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

from attrs import evolve, field, frozen

from .comparison import Comparison, compare, holds
from .errors import UndefinedScore
from .marking import run
from .model import FundLine, Indicator
from .plan import Plan, plan_execution, plan_indicator
from .quantity import Figure, Quantity, Span, Unreadable, figure_value
from .ruleset import Ruleset
from .scorecard import Mark
from .what_if_pieces import Piece, Terrain, TooRugged, joined, last_alike

FARTHEST: Final = 1000
"""Actuals are searched up to so many times the greatest of the numbers printed in the row."""


@frozen
class Stretch:
    """Actuals from ``low`` to ``high``, both included; None: as far as actuals go."""

    low: Decimal | None
    high: Decimal | None


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
    row = _row(indicator, ruleset, found, year)
    return _searched(row) if isinstance(row, Line) else row


def what_if_execution(line: FundLine, ruleset: Ruleset) -> WhatIf:
    """What another amount executed would bring; from 0 to the whole budget.

    Args:
        line: the total row of the money block, amounts in 万元.
        ruleset: the rules.
    """
    row = execution_line(line, ruleset)
    return _searched(row) if isinstance(row, Line) else row


def indicator_line(indicator: Indicator, ruleset: Ruleset, year: int | None = None) -> Line | None:
    """The scores of a row over its actuals; None where they are no numbers or cannot be compared."""
    row = _row(indicator, ruleset, compare(indicator, year), year)
    return row if isinstance(row, Line) else None


@frozen
class Line:
    """The actuals of a row, step by step, and their scores.

    Attributes:
        ruleset: the rules.
        name: the name that moves in the formulas.
        plan_at: the computation at a step, or the mark that says why there is none.
        edges: steps behind which ``met`` may change.
        first, last: the steps searched, both included.
        open_below, open_above: whether actuals go on beyond them.
        here: the step of the printed actual; None where there is none.
        step: what a step is worth, in the printed unit.
        unit: as printed.
        weight: points.
        target: what the actual is measured by, in its unit; None for a range.
    """

    ruleset: Ruleset
    name: str
    plan_at: Callable[[int], Plan | Mark]
    edges: tuple[int, ...]
    first: int
    last: int
    open_below: bool
    open_above: bool
    here: int | None
    step: Decimal
    unit: str
    weight: Decimal
    target: Decimal | None = None
    _scores: dict[int, Decimal | None] = field(factory=dict, init=False, eq=False, repr=False)

    def score(self, step: int) -> Decimal | None:
        """Points at a step, as the issuing system gives them; None: none can be computed."""
        if step not in self._scores:
            plan = self.plan_at(step)
            try:
                self._scores[step] = run(plan, self.ruleset.calculation).score if isinstance(plan, Plan) else None
            except UndefinedScore:
                self._scores[step] = None
        return self._scores[step]

    def pieces(self) -> tuple[Piece, ...]:
        """The steps in pieces on which the score does not turn.

        Raises:
            TooRugged: there are too many.
        """
        found: list[Piece] = []
        start = self.first
        for edge in (*sorted({e for e in self.edges if self.first <= e < self.last}), self.last):
            plan = self.plan_at(start)
            if isinstance(plan, Plan):
                found += Terrain(self.name, self._values, plan.completion, plan.score, self.ruleset.calculation).pieces(
                    start, edge
                )
            else:
                found.append(Piece(start, edge, defined=False))
            start = edge + 1
        return tuple(found)

    def _values(self, step: int) -> dict[str, Any]:
        plan = self.plan_at(step)
        return plan.values if isinstance(plan, Plan) else {}

    def actual(self, step: int) -> Decimal:
        """The actual at a step, in the printed unit."""
        return step * self.step

    def stretch(self, first: int, last: int) -> Stretch:
        """Steps as actuals."""
        low = None if first == self.first and self.open_below else self.actual(first)
        return Stretch(low, None if last == self.last and self.open_above else self.actual(last))


def _searched(line: Line) -> WhatIf:
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


def _row(indicator: Indicator, ruleset: Ruleset, found: Comparison, year: int | None) -> Line | WhatIf:
    weight = indicator.weight_value
    target = indicator.target
    if weight is None:
        return WhatIf(None, problem="没有分值，或分值无法识别")
    if not isinstance(target, Quantity | Span):
        return WhatIf(weight, problem=found.problem)
    given = indicator.actual if isinstance(indicator.actual, Quantity) else None
    if indicator.actual is not None and given is None:
        return WhatIf(weight, problem=found.problem)
    number = given.number if given is not None else (target.number if isinstance(target, Quantity) else target.low)
    unit = given.unit if given is not None else target.unit
    # How many of the target's unit one of the actual's is; 2 is read alike with and without its percent sign.
    two = compare(evolve(indicator, actual=Quantity("", "", Decimal(2), unit)), year)
    known = found if given is not None and given.number else two
    if known.actual is None:
        return WhatIf(weight, problem=known.problem)
    worth = known.actual / Fraction(given.number if known is found and given is not None else 2)
    step = _last_place(number)
    base = found if found.actual is not None else two
    spots = [n / worth / Fraction(step) for n in (base.target, base.low, base.high) if n is not None]
    here = int(given.number / step) if given is not None else None

    def plan_at(place: int) -> Plan | Mark:
        actual = place * Fraction(step) * worth
        return plan_indicator(indicator, ruleset, evolve(base, actual=actual, met=_met(base, actual)))

    reach = [*spots, Fraction(1) / Fraction(step), *([Fraction(here)] if here is not None else [])]
    farthest = ceil(max(map(abs, reach)) * FARTHEST)
    negative = min(reach) < 0
    return Line(
        ruleset,
        "actual",
        plan_at,
        tuple(edge for spot in spots for edge in (ceil(spot) - 1, floor(spot))) + ((-1,) if negative else ()),
        -farthest if negative else 0,
        farthest,
        True,
        True,
        here,
        step,
        unit.text,
        weight,
        None if base.target is None else step * int(base.target / worth / Fraction(step)),
    )


def execution_line(line: FundLine, ruleset: Ruleset) -> Line | WhatIf:
    """The scores of the budget execution over the amounts executed; a WhatIf where there are none."""
    printed = figure_value(line.weight)
    weight = ruleset.execution.weight if printed is None else printed
    adjusted = figure_value(line.adjusted)
    if not adjusted or adjusted < 0:
        return WhatIf(weight, problem="全年预算数没有填写、无法识别或不是正数")
    executed = figure_value(line.executed)
    if isinstance(line.executed, Unreadable):
        return WhatIf(weight, problem=f"全年执行数“{line.executed.text}”无法识别")
    step = min(_last_place(executed if executed is not None else adjusted), Decimal(1))
    here = int(executed / step) if executed is not None else None

    def plan_at(place: int) -> Plan | Mark:
        amount = place * step
        return plan_execution(evolve(line, executed=Figure(f"{amount:f}", amount)), ruleset)

    plan = plan_at(0)
    if isinstance(plan, Mark):
        return WhatIf(weight, problem=plan.problem)
    last = max(int(adjusted / step), here or 0)
    first = min(0, here or 0)
    return Line(ruleset, "executed", plan_at, (), first, last, False, False, here, step, "万元", weight, adjusted)


def _met(found: Comparison, actual: Fraction) -> bool:
    if found.low is not None and found.high is not None:
        return found.low <= actual <= found.high
    return found.target is not None and holds(found.operator, found.target, actual)


def _last_place(number: Decimal) -> Decimal:
    """One unit of the last place printed: 98.6 → 0.1, 300 → 1."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def _in_words(indicator: Indicator, ruleset: Ruleset, found: Comparison) -> WhatIf:
    weight = indicator.weight_value
    if weight is None:
        return WhatIf(None, problem="没有分值，或分值无法识别")
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
        answer = f"不晚于“{target}”完成" if found.kind == "date" else f"达到“{target}”"
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
