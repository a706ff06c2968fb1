"""What is to be written into a copy of a document somebody else made: values into cells, notes beside them.

The writers of each format take the same two kinds; they find a cell by its :class:`~scoring.model.Place`
and the field's role, by the same numbering as the readers.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import evolve, frozen

from scoring.model import Evaluation, Place
from scoring.opinion import Recheck
from scoring.quantity import Figure, Reading
from scoring.scorecard import Mark, Scorecard

from .recognition.readings import read_figure
from .views.figures import percent, points
from .views.findings import FindingView, finding_view
from .views.names import other_places

AUTHOR: Final = "自评表复核"
"""Who signs the notes."""


@frozen
class Fill:
    """A value for one cell.

    Attributes:
        place: the row, with the grid's columns by role.
        role: which of its cells: ``score``, ``completion``, ``rate``.
        text: as the cell shows it: ``9.50``, ``95.00%``.
        number: the same in points or percent, for files whose cells hold numbers.
    """

    place: Place
    role: str
    text: str
    number: Decimal


@frozen
class Note:
    """A remark at one cell.

    Attributes:
        place: where; without a grid it is about the document, without a row about its table.
        role: the cell of the row, "" for its first cell.
        title: severity, code and title of the finding: ``错误 A1 …``.
        text: what there is to say, line by line.
        author: who says it.
    """

    place: Place
    role: str
    title: str
    text: str
    author: str = AUTHOR


@frozen
class Filled:
    """A copy with values written into it.

    Attributes:
        data: its bytes.
        left: the values not written, because their cell is not there or holds words.
    """

    data: bytes
    left: tuple[Fill, ...] = ()


def is_fillable(role: str, text: str) -> bool:
    """May a cell with this text be written over: is it blank, or a number of this kind?"""
    reading = read_figure(role, text)
    return reading is None or isinstance(reading, Figure)


def findings_notes(recheck: Recheck) -> list[Note]:
    """Every finding as a note, those of the document first, those of a table at its cells."""
    notes = []
    places = {table.number: table.evaluation.place for table in recheck.tables}
    for number, finding in enumerate(recheck.all_findings(), 1):
        view = finding_view(finding, number)
        where = finding.where
        place = where.place
        if not place.grid and where.table in places:
            place = evolve(places[where.table], grid_row=0, columns=())
        title = f"{view.severity.name} {view.code} {view.title}".rstrip()
        beside = other_places(finding)
        lines = [*_lines(view), *([f"对照：{beside}"] if beside else [])]
        notes.append(Note(place, where.role, title, "\n".join(lines)))
    return notes


def _lines(view: FindingView) -> Iterator[str]:
    yield f"{view.subject}：{view.message}" if view.subject else view.message
    if view.arithmetic:
        yield f"算式：{view.arithmetic}"
    both = [f"读到“{view.read}”" if view.read else "", f"应为“{view.expected}”" if view.expected else ""]
    if any(both):
        yield f"核对：{'，'.join(part for part in both if part)}"
    if view.source:
        yield f"依据：{view.source}"
    if view.suggestion:
        yield f"建议：{view.suggestion}"


def score_fills(evaluation: Evaluation, card: Scorecard) -> list[Fill]:
    """The scores, rates and completions of a scored table, and its total, for the cells that lack or contradict them.

    A score that only people can give, or that cannot be read, is left as it stands; the total is the
    sum of what then stands in the table, and is left out where a row has no score.
    """
    fills: list[Fill] = []
    scores: list[Decimal | None] = []
    for indicator, mark in zip(evaluation.indicators, card.marks, strict=True):
        place = indicator.place
        fills += _fill(place, "completion", mark.completion, indicator.printed_completion)
        fills += _fill(place, "score", mark.score, indicator.printed_score)
        scores.append(_standing(mark, indicator.printed_score))
    budget = evaluation.budget
    if card.execution is not None and budget is not None:
        fills += _fill(budget.place, "rate", card.execution.completion, budget.printed_rate)
        fills += _fill(budget.place, "score", card.execution.score, budget.printed_score)
        scores.append(_standing(card.execution, budget.printed_score))
    known = [score for score in scores if score is not None]
    if known and len(known) == len(scores):
        total = card.total if card.total is not None else sum(known, Decimal(0))
        fills += _fill(evaluation.total_place, "score", total, evaluation.printed_total)
    return fills


def _fill(place: Place, role: str, number: Decimal | None, printed: Reading) -> Iterator[Fill]:
    if number is None or role not in dict(place.columns):
        return
    if printed is not None and (not isinstance(printed, Figure) or printed.value == number):
        return
    yield Fill(place, role, points(number) if role == "score" else percent(number), number)


def _standing(mark: Mark, printed: Reading) -> Decimal | None:
    """The score that stands in the row once it is filled."""
    if printed is not None and not isinstance(printed, Figure):
        return None
    if mark.score is not None:
        return mark.score
    if isinstance(printed, Figure) and mark.allows(printed.value):
        return printed.value
    return None
