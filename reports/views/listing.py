"""Plain pages: a title, sentences, and tables; for what is looked at on a screen and not signed."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from attrs import frozen

Entry: TypeAlias = str | int | Decimal | None
"""What stands in a cell; numbers stay numbers in a workbook."""


@frozen
class Heading:
    """A column.

    Attributes:
        name: its head word.
        width: its greatest width in a workbook, in digits.
        number: whether it holds numbers.
    """

    name: str
    width: int = 14
    number: bool = False


@frozen
class Section:
    """A table under a heading, or sentences alone.

    Attributes:
        title: its heading.
        headings: the columns; () where it has no table.
        rows: as many entries in each as there are columns.
        notes: sentences below.
        short: its name where there is little room, as on the tab of a worksheet.
    """

    title: str
    headings: tuple[Heading, ...] = ()
    rows: tuple[tuple[Entry, ...], ...] = ()
    notes: tuple[str, ...] = ()
    short: str = ""


@frozen
class Listing:
    """A page.

    Attributes:
        title: its title.
        subtitle: what it is about.
        lead: what it comes to, sentences.
        sections: its parts.
    """

    title: str
    subtitle: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
