"""Read the indicator rows of a table: levels carried down, split rows joined, values read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from attrs import define, field

from scoring.model import Indicator, Place
from scoring.quantity import Quantity, Reading, Unreadable, Value
from scoring.spelling import is_blank, parse_value

from ..grid import Cell
from .cleaning import heal
from .columns import WORDY, Head, classify, rest_of_row
from .lexicon import key, lexicon
from .readings import read_figure
from .rows import Texts, align

_OPENING: Final = "(（《“【["
_CLOSING: Final = ")）》”】]"
_LONGEST_NAME: Final = 400
_VALUES: Final = frozenset(("target", "revised", "actual", "weight", "score", "completion", "prior", "rule"))
_WORDY: Final = frozenset(WORDY)


@define
class _Entry:
    texts: Texts
    level1: str
    level2: str
    place: Place


@define
class IndicatorReader:
    """Takes the rows under an indicator head one by one.

    Attributes:
        head: the columns; a head repeated on the next page replaces it.
        table: the number of the table among the forms of the document.
        left: what stood in the rows and found no column, with its place.
    """

    head: Head
    table: int
    left: list[tuple[str, Place]] = field(factory=list)
    _entries: list[_Entry] = field(factory=list, init=False)
    _level1: str = field(default="", init=False)
    _level2: str = field(default="", init=False)
    _shift: int = field(default=0, init=False)

    def add(self, cells: tuple[Cell, ...], place: Place, number: int, after_break: bool = False) -> None:
        """Read one row.

        Args:
            cells: its cells, without the side heading.
            place: where it stood in the file.
            number: which row of the table it is.
            after_break: it follows a blank line or a page break, so that it may be the rest of the row before.
        """
        rest = rest_of_row(cells, self.head)
        if rest is not None and self._is_rest(rest, after_break):
            self._join(rest)
            return
        aligned = align(cells, self.head, self._shift)
        texts = aligned.texts  # it is of this row only
        if aligned.left:
            self.left += ((text, place.of_row(self.table, number)) for text in aligned.left)
        if self._is_rest(texts, after_break):
            self._join(texts)
            return
        self._shift = aligned.shift
        self._name_from_levels(texts)
        if texts.keys().isdisjoint(_VALUES):
            known = texts.keys() & {"level1", "level2"}
            if not known or "name" not in texts:
                self.left.append((" ".join(heal(cell.text) for cell in cells), place.of_row(self.table, number)))
                return
        if "level1" in texts:
            self._level1, self._level2 = _words(texts["level1"]), _words(texts.get("level2", ""))
        elif "level2" in texts:
            self._level2 = _words(texts["level2"])  # a blank mark: none, not the one above
        place = place.of_row(self.table, number, _stand(aligned.columns, texts))
        self._entries.append(_Entry(texts, self._level1, self._level2, place))

    @property
    def begun(self) -> bool:
        """Was any row read?"""
        return bool(self._entries)

    def indicators(self) -> tuple[Indicator, ...]:
        """The rows read so far."""
        return tuple(_indicator(entry) for entry in self._entries)

    def _name_from_levels(self, texts: Texts) -> None:
        """A row without a name whose level is no level's name has its name there."""
        if "name" in texts:
            return
        for role in ("level2", "level1"):
            if role in texts and classify(texts[role]) in ("text", "long"):
                texts["name"] = texts.pop(role)
                return

    def _is_rest(self, texts: Texts, after_break: bool) -> bool:
        """Is this the rest of a row that a page break cut: words only, and something to join them to?"""
        if not self._entries or not texts or not texts.keys() <= _WORDY:
            return False
        before = self._entries[-1].texts
        if len(before.get("name", "")) > _LONGEST_NAME:
            return False
        return after_break or _is_open(before.get("name", "")) or texts.get("name", "")[:1] in tuple(_CLOSING)

    def _join(self, texts: Texts) -> None:
        before = self._entries[-1].texts
        for role, text in texts.items():
            before[role] = heal(f"{before.get(role, '')}\n{text}")


def _stand(columns: tuple[tuple[str, int], ...], texts: Texts) -> tuple[tuple[str, int], ...]:
    """Where the values stand that are read: a target that was revised stands in its own column."""
    revised = texts.get("revised", "")
    if not revised or is_blank(revised):
        return columns
    found = dict(columns)
    return tuple({**found, "target": found["revised"]}.items())


def _is_open(text: str) -> bool:
    return sum(text.count(mark) for mark in _OPENING) > sum(text.count(mark) for mark in _CLOSING)


def _indicator(entry: _Entry) -> Indicator:
    texts = entry.texts
    text = texts.get
    target = parse_value(_target_text(texts))
    return Indicator(
        name=text("name", ""),
        level1=entry.level1,
        level2=entry.level2,
        target=target,
        actual=_actual(_with_measure(text("actual", ""), texts), target),
        prior=parse_value(_with_measure(text("prior", ""), texts)),
        weight=read_figure("weight", text("weight", "")),
        rule=_words(text("rule", "")),
        basis=_words(text("basis", "")),
        evidence=_words(text("evidence", "")),
        coefficient=read_figure("coefficient", text("coefficient", "")),
        deduction=read_figure("deduction", text("deduction", "")),
        printed_completion=read_figure("completion", text("completion", "")),
        printed_score=read_figure("score", text("score", "")),
        reason=text("reason", ""),
        place=entry.place,
    )


def _actual(text: str, target: Value | None) -> Value | None:
    """An actual; 无 beside a number may be 0 and may be that nobody counted, so it is neither 0 nor a blank."""
    value = parse_value(text)
    if value is None and isinstance(target, Quantity) and key(text) in lexicon().words("content", "nothing"):
        return Unreadable(text.strip())
    return value


def _target_text(texts: Texts) -> str:
    """The target; where operator and unit have columns of their own they are put together."""
    number, revised = texts.get("target", ""), texts.get("revised", "")
    if revised and not is_blank(revised):
        number = revised
    text = _with_measure(number, texts)
    operator = texts.get("operator", "")
    if not operator or is_blank(text) or key(operator) in lexicon().words("content", "natures"):
        return text
    return f"{operator}{text}" if classify(operator) == "operator" and classify(text) != "quantity" else text


def _with_measure(text: str, texts: Texts) -> str:
    measure = texts.get("measure", "")
    if not measure or is_blank(measure) or classify(text) not in ("number", "quantity") or not text[-1:].isdigit():
        return text
    return f"{text}{measure}"


def _words(text: str) -> str:
    return "" if not text or is_blank(text) else text


def total_row(cells: tuple[Cell, ...], head: Head) -> tuple[Reading, Reading]:
    """Read the total row: the weight's total and the score's total, readable or not.

    Two numbers are the two in their order; otherwise each number goes to the nearer column, and a
    number near neither is the score.
    """
    figures = [(cell, read_figure("score", cell.text)) for cell in _total_cells(cells, head)]
    if not figures:
        _, colon, text = cells[0].text.replace("：", ":").partition(":")
        return None, (read_figure("score", text) if colon else None)
    if not head.has("weight"):
        return None, _nearest(figures, head.position("score"))
    if not head.has("score"):
        return _nearest(figures, head.position("weight")), None
    if len(figures) == 2:
        return figures[0][1], figures[1][1]
    if len(figures) > 2:
        return _nearest(figures, head.position("weight")), _nearest(figures, head.position("score"))
    cell, reading = figures[0]
    if any(other.column == head.position("score") and is_blank(other.text) for other in cells):
        return reading, None
    weight, score = head.position("weight") or 0, head.position("score") or 0
    near = abs(cell.column - weight)
    is_weight = near <= 1 and near < abs(cell.column - score) and not cell.text.rstrip().endswith("分")
    return (reading, None) if is_weight else (None, reading)


def _total_cells(cells: tuple[Cell, ...], head: Head) -> Iterator[Cell]:
    """The cells of a total row that hold its numbers: what reads like one, and whatever stands under its head."""
    under = {head.position("weight"), head.position("score")}
    label = lexicon().label
    for before, cell in pairwise(cells):
        kind = classify(cell.text)
        beside_label = label(cell.text) is not None or label(before.text) is not None
        if kind in ("number", "misprint") or (cell.column in under and kind != "blank" and not beside_label):
            yield cell


def _nearest(figures: list[tuple[Cell, Reading]], position: int | None) -> Reading:
    return min(figures, key=lambda pair: abs(pair[0].column - (position or 0)))[1]
