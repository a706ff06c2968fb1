"""The tables that those of a document are set beside: what is needed to name and to choose them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from .finding import Where
from .matching import is_same_unit
from .model import Document, Evaluation, Form
from .quantity import figure_value
from .spelling import fold


@frozen
class Other:
    """A table of the document compared with.

    Attributes:
        document: name of its file, "" where that is the document rechecked.
        number: its number among that document's forms.
        evaluation: the table.
        word: what it is called in messages.
        owner: the unit whose document it is, or "".
    """

    document: str
    number: int
    evaluation: Evaluation
    word: str
    owner: str = ""

    def where(self, row: int = 0, column: str = "") -> Where:
        """The place of a row (0: the table) and column."""
        title = self.evaluation.title
        if row:
            indicator = self.evaluation.indicators[row - 1]
            return Where(title, self.number, row, indicator.name, column, indicator.place, self.document)
        return Where(title, self.number, 0, "", column, self.evaluation.place, self.document)

    def money(self, column: str) -> Where:
        """The place of the money block's total row."""
        budget = self.evaluation.budget
        if budget is None:
            return self.where(0, column)
        return Where(self.evaluation.title, self.number, 0, budget.name, column, budget.place, self.document)


def owner_of(document: Document) -> str:
    """The unit whose document it is, by its title or by the table of the whole unit; "" where neither names one."""
    if document.unit is not None:
        return document.unit.text
    return next((table.unit for table in document.evaluations if table.kind == "department"), "")


def others_of(documents: Sequence[Document], form: Form, word: str, own: bool = False) -> list[Other]:
    """The tables of one form in some documents; ``own``: in the very document that is rechecked."""
    return [
        Other("" if own else document.source or word, number, evaluation, word, owner_of(document))
        for document in documents
        for number, evaluation in enumerate(document.evaluations, 1)
        if evaluation.form == form
    ]


def is_of_year(year: int | None, years: set[int | None]) -> bool:
    """Is a table of one of these years, or is there a year missing to tell it from?"""
    return year is None or None in years or year in years


def is_of_units(other: Other, units: set[str]) -> bool:
    """Is a table one of these units, or of a unit under them, or is there none named to tell it from?"""
    theirs = {other.evaluation.unit, other.evaluation.department, other.owner} - {""}
    return not other.evaluation.unit or any(is_same_unit(name, unit) for name in theirs for unit in units)


def without_copies(others: Iterable[Other]) -> list[Other]:
    """The tables without copies: one document may be at hand as .docx and as .pdf."""
    found: dict[tuple[object, ...], Other] = {}
    for other in others:
        table = other.evaluation
        rows = ((i.target, i.actual, i.weight, i.prior) for i in table.indicators)
        names = (fold(i.name) for i in table.indicators)
        cells = ("" if cell is None else fold(cell.text) for row in rows for cell in row)
        money = (figure_value(amount) for line in table.funds for amount in (line.initial, line.adjusted))
        found.setdefault((table.kind, fold(table.title), fold(table.unit), table.year, *names, *cells, *money), other)
    return list(found.values())
