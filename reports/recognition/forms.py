"""Find the forms among the blocks of a document: where a table begins, goes on after a break, and ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from attrs import define, field, frozen

from scoring.keeping import remembered
from scoring.model import NOWHERE, Form, Kind, Place

from ..grid import Block, Cell, Paragraph, Row
from .cleaning import heal
from .columns import WIDEST, Head, classify, indicator_head, rest_of_row, vote
from .lexicon import key, label_name, lexicon
from .rows import align

_LONGEST_TITLE: Final = 60
_LONGEST_BETWEEN: Final = 60
_YEAR_LINE: Final = re.compile(r"[(\[]?(20\d\d)(?:年度?)?[)\]]?$")
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)\s?年")
_PAGE_NUMBER: Final = re.compile(r"第?[-—–_.·\s]*\d{1,4}[-—–_.·\s]*页?(?:[共/]?\d{0,4}页?)?$")
_TITLE_TAIL: Final = re.compile(r"(?:\([^()]*\)|\d{4}年度?|续表?|[一二三四五六七八九十\d]{1,3})$")
_IDENTITY: Final = frozenset(("project", "department_name", "unit", "department"))
_FEWEST_TO_GO_ON: Final = 3
_AGAINST: Final = -3


@frozen
class Title:
    """A form's title: its text, what it says the form is, and the year in it, None where it names none."""

    text: str
    kind: Kind
    form: Form
    year: int | None = None


@define
class DraftRow:
    """A row of a table that is being gathered.

    Attributes:
        row: as it was read.
        cells: its cells without the side heading.
        head: the columns, where it is an indicator head.
        after_break: it follows a blank line, a page break or a paragraph.
    """

    row: Row
    cells: tuple[Cell, ...]
    head: Head | None = None
    after_break: bool = False


@define
class Draft:
    """The rows of one table while it is being gathered.

    Attributes:
        title: the form's title above it or in its first row, None where it has none.
        caption: the short line above a table without a form's title.
        year: from the line under the title.
        rows: its rows; the title is not among them.
        head: the last indicator head seen.
        ended: the total row was seen.
        place: where it begins.
    """

    title: Title | None = None
    caption: str = ""
    year: int | None = None
    rows: list[DraftRow] = field(factory=list)
    head: Head | None = None
    ended: bool = False
    place: Place = NOWHERE


def form_title(text: str) -> Title | None:
    """Read a title such as ``项目支出绩效自评表``, or None where the text is none."""
    return _known_title(text) if "表" in text and len(text) <= _LONGEST_TITLE else None


@remembered()
def _known_title(text: str) -> Title | None:
    words = lexicon()
    shown = heal(text)
    word = key(text)
    while (match := _TITLE_TAIL.search(word)) is not None:
        word = word[: match.start()]
    if not word.endswith(words.words("titles", "ends")):
        return None
    if not any(subject in word for subject in words.words("titles", "subject")):
        return None
    department = any(part in word for part in words.words("titles", "department"))
    evaluation = any(part in word for part in words.words("titles", "evaluation"))
    kind: Kind = "department" if department else "project"
    years = set(_YEAR.findall(shown))
    year = int(years.pop()) if len(years) == 1 else None
    return Title(shown, kind, "self-evaluation" if evaluation else "goal", year)


def year_line(text: str) -> int | None:
    """The year of a line that says nothing else: ``（2023年度）``."""
    if len(text) > 16 or not ("2" in text or "２" in text):
        return None
    match = _YEAR_LINE.match("".join(text.translate(_HALF).split()))
    return int(match.group(1)) if match else None


def without_side(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells of a row without the side heading in front (``年度绩效指标``, ``年度绩效目标1``)."""
    side = _side(cells[0].text) if cells else ""
    if not side:
        return cells
    if side == "side" or (len(cells) > 2 and classify(cells[1].text) in ("level1", "level")):
        return cells[1:]
    return cells


@remembered()
def _side(text: str) -> Literal["side", "goal", ""]:
    """Is a cell a side heading, or the label of a goal, numbered or not?"""
    word = key(text).rstrip("0123456789一二三四五六七八九十")
    if word in lexicon().sides:
        return "side"
    return "goal" if lexicon().labels.get(word) == "goal" else ""


def is_label(text: str) -> bool:
    """Is the cell a label, or does it begin with one and a colon?"""
    return _label(text) is not None


def is_private(text: str) -> bool:
    """Does the cell name a person or a telephone, as ``填表人`` or ``填表人：…``?"""
    return _label(text) == "private"


def _label(text: str) -> str | None:
    """The label a cell is or begins with."""
    return _known_label(text) if len(text) <= _LONGEST_TITLE else None


@remembered()
def _known_label(text: str) -> str | None:
    return lexicon().labels.get(key(text.replace("：", ":").partition(":")[0]))


def _is_note(cells: tuple[Cell, ...]) -> bool:
    return _label(cells[0].text) is not None or key(cells[0].text).startswith(lexicon().words("between", "notes"))


def is_total(cells: tuple[Cell, ...]) -> bool:
    """Does the row begin with a word of the total row, alone or with its number behind a colon?"""
    return bool(cells) and _names_total(cells[0].text)


@remembered()
def _names_total(text: str) -> bool:
    return key(text).partition(":")[0] in lexicon().totals


_HALF: Final = str.maketrans("０１２３４５６７８９（）［］", "0123456789()[]")


def drafts(found: Iterable[Block]) -> Iterator[Draft]:
    """Yield the tables of a document in order, those of the forms and all others."""
    gatherer = _Gatherer()
    for block in found:
        if isinstance(block, Paragraph):
            draft = gatherer.paragraph(block)
            if draft is not None:
                yield draft
        else:
            gatherer.broken = True
            for row in block.rows:
                draft = gatherer.row(row)
                if draft is not None:
                    yield draft
    draft = gatherer.close()
    if draft is not None:
        yield draft


@remembered()
def _is_between(text: str) -> bool:
    """Is a line between two parts of a table none of either's: a page's number, a unit, an appendix's mark?"""
    if _PAGE_NUMBER.match(text.translate(_HALF).strip()):
        return True
    return key(text).startswith(lexicon().words("between", "starts"))


@define
class _Gatherer:
    """Takes rows and paragraphs one after another and hands out each table when the next one begins, else None."""

    draft: Draft | None = None
    title: Title | None = None
    caption: str = ""
    year: int | None = None
    place: Place = NOWHERE
    broken: bool = False
    interrupted: bool = False

    def close(self) -> Draft | None:
        draft, self.draft = self.draft, None
        self.interrupted = False
        return draft if draft is not None and draft.rows else None

    def paragraph(self, paragraph: Paragraph) -> Draft | None:
        text = paragraph.text
        self.broken = True
        if len(text) <= _LONGEST_BETWEEN:
            title = form_title(text)
            if title is not None:
                before = self.close()
                self._announce(title, paragraph.place)
                return before
            year = year_line(text)
            if year is not None:
                self.year = year
                return None
            if _is_between(text):
                return None
            self.caption = heal(text)
        if self.draft is not None:
            self.interrupted = True
        else:
            self.title = None  # text stands between the title and the table: a table of contents
            self.year = None
        return None

    def row(self, row: Row) -> Draft | None:
        if len(row.cells) == 1:
            title = form_title(row.cells[0].text)
            if title is not None:
                before = self.close()
                self._announce(title, row.place)
                return before
            year = year_line(row.cells[0].text)
            if year is not None and (self.draft is None or not self.draft.rows):
                self.year = year
                return None
        cells = without_side(row.cells[: WIDEST + 1])
        head = indicator_head(cells) if cells else None
        draft = self.draft
        before = None
        if draft is not None and self._begins_another(draft, cells, head):
            before = self.close()
            draft = None
        if draft is None:
            draft = self.draft = Draft(self.title, self.caption, self.year, place=self.place)
            if self.place == NOWHERE:
                draft.place = row.place
            self.title, self.caption, self.year, self.place = None, "", None, NOWHERE
        draft.rows.append(DraftRow(row, cells, head, self.broken and bool(draft.rows)))
        self.broken = self.interrupted = False
        if head is not None:
            draft.head = head
        elif draft.head is not None and is_total(cells):
            draft.ended = True
        return before

    def _announce(self, title: Title, place: Place) -> None:
        self.title, self.place, self.year, self.broken = title, place, None, False

    def _begins_another(self, draft: Draft, cells: tuple[Cell, ...], head: Head | None) -> bool:
        """Is this row the first of another table than the one being gathered?"""
        if not cells:
            return False
        if draft.head is None:
            return self.interrupted and draft.title is None
        if label_name(cells[0].text) in _IDENTITY:
            return True
        if head is not None:
            return draft.ended
        if draft.ended:
            return self.broken and len(cells) > 1 and not _is_note(cells)
        return self.broken and not self._goes_on(draft.head, cells)

    def _goes_on(self, head: Head, cells: tuple[Cell, ...]) -> bool:
        """After a break: does the row fit the columns of the table before it?"""
        if is_total(cells):
            return True
        if len(cells) > len(head.columns):
            return False
        if rest_of_row(cells, head) is not None:
            return not self.interrupted
        aligned = align(cells, head)
        if aligned.left or "name" not in aligned.texts:
            return False
        if any(vote(role, classify(text)) <= _AGAINST for role, text in aligned.texts.items()):
            return False
        return not self.interrupted or len(aligned.texts) >= _FEWEST_TO_GO_ON
