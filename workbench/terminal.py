"""Text on a terminal: widths right for Chinese, wrapping, columns, colours.

A Chinese character takes two columns.  Ambiguous ones (“ ” — ≥ ①) take one on
terminals in UTF-8 and two on consoles in GBK.  Text out of documents is
cleaned first: a cell may hold line ends or escape sequences, which would forge
lines or colours.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, Literal, TextIO, TypeAlias

from attrs import frozen

NARROWEST: Final = 80
WIDEST: Final = 160
OFF_TERMINAL: Final = 100
"""Columns used where the output is not a terminal and COLUMNS says nothing."""

Colour: TypeAlias = Literal["red", "yellow", "green", "blue", "bold", "faint"]
Align: TypeAlias = Literal["left", "right"]

_CODES: Final[dict[Colour, str]] = {
    "red": "31", "yellow": "33", "green": "32", "blue": "34", "bold": "1", "faint": "2",
}  # fmt: skip
_NO_LINE_START: Final = frozenset("，。、；：！？）》】”’…%％,.;:!?)]>〕")
_NO_LINE_END: Final = frozenset("（《【“‘〔([<")
_TWO_COLUMN_ENCODINGS: Final = ("gbk", "cp936", "gb2312", "gb18030")
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,%-−_/=+<>≥≤×÷")

_OWN_COLOUR: Final = r"\033\[[0-9;]*m"
_BREAKING: Final = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
_UNSEEN: Final = (
    r"\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f"
)
"""Characters that show nothing and turn the reading order round, or hide in a name."""
_HARMFUL: Final = re.compile(f"({_OWN_COLOUR})|[{_BREAKING}]|[{_UNSEEN}]")
_HARMFUL_IN_JSON: Final = f"[\x7f-\x9f\u2028\u2029{_UNSEEN}]"
"""Compiled when it is first wanted, as few results are JSON."""


def harmless(text: str, *, colour: bool = False) -> str:
    """A whole result without what could steer a terminal or turn a line round; only our own colours stay.

    The last guard before anything is written; :func:`clean` is for a single line.
    """

    def replaced(found: re.Match[str]) -> str:
        if found[1]:
            return found[1] if colour else ""
        return " " if unicodedata.category(found[0]) in ("Cc", "Zl", "Zp") else ""

    return _HARMFUL.sub(replaced, text)


def harmless_json(text: str) -> str:
    """JSON with the same characters written as escapes: shown they do no harm, read they are what they were."""
    return re.sub(_HARMFUL_IN_JSON, lambda found: json_escape(found[0]), text)


def json_escape(character: str) -> str:
    """A character as JSON escapes it, beyond U+FFFF as two surrogates."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def clean(text: str) -> str:
    """Text as one line that can do no harm: control and format characters become spaces or nothing."""
    if text.isprintable():
        return text
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Co", "Cn"):
            kept.append(character)
    return "".join(kept)


@cache
def _columns_of(character: str, ambiguous: int) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    kind = unicodedata.east_asian_width(character)
    if kind in ("W", "F"):
        return 2
    return ambiguous if kind == "A" else 1


def _units(text: str) -> Iterator[str]:
    """What must not be broken: a number or a Latin word; every other character alone."""
    word = ""
    for character in text:
        if character in _LETTERS:
            word += character
            continue
        if word:
            yield word
            word = ""
        yield character
    if word:
        yield word


def columns_of_terminal() -> int:
    """How wide the terminal is, as ``shutil`` tells, whose import takes as long as that of all modules beside this."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isascii() and wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or OFF_TERMINAL  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return OFF_TERMINAL  # closed, or no terminal


@frozen
class Screen:
    """Where the text goes.

    Attributes:
        columns: how wide it is.
        colour: whether colours may be used.
        ambiguous: columns of a character of ambiguous width.
    """

    columns: int = OFF_TERMINAL
    colour: bool = False
    ambiguous: int = 1

    @classmethod
    def of(cls, stream: TextIO | None = None) -> Screen:
        """The screen behind a stream; standard output if none is given."""
        target = sys.stdout if stream is None else stream
        if target is None:  # closed by who started us
            return cls()
        terminal = target.isatty()
        columns = columns_of_terminal()
        if not terminal and not os.environ.get("COLUMNS", "").isdigit():
            columns = OFF_TERMINAL
        encoding = (target.encoding or "").lower().replace("-", "")
        return cls(
            columns=max(NARROWEST, min(WIDEST, columns)),
            colour=terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
            ambiguous=2 if encoding in _TWO_COLUMN_ENCODINGS else 1,
        )

    @classmethod
    def of_errors(cls) -> Screen:
        """The screen behind standard error."""
        return cls() if sys.stderr is None else cls.of(sys.stderr)

    def width(self, text: str) -> int:
        """How many columns a text takes."""
        if text.isascii():
            return len(text)
        return sum(_columns_of(character, self.ambiguous) for character in text)

    def cut(self, text: str, columns: int) -> str:
        """The text in at most ``columns`` columns, ended by … where something was left out."""
        text = clean(text)
        if self.width(text) <= columns:
            return text
        room = columns - self.width("…")
        if room < 0:
            return ""
        kept = ""
        for character in text:
            room -= self.width(character)
            if room < 0:
                break
            kept += character
        return kept.rstrip() + "…"

    def wrap(self, text: str, columns: int) -> list[str]:
        """The text in lines of at most ``columns`` columns, at least one.

        Numbers and Latin words stay whole where they fit; closing punctuation does not begin a line.
        """
        lines: list[str] = []
        line: list[str] = []
        taken = 0
        for unit in _units(clean(text)):
            wide = self.width(unit)
            if taken + wide <= columns:
                line.append(unit)
                taken += wide
                continue
            kept, carried = self._carry(line, unit, columns)
            if kept:
                lines.append("".join(kept).rstrip())
            rest = ("".join(carried) + unit).lstrip()
            while self.width(rest) > columns:
                head = self._fitting(rest, columns)
                lines.append(head)
                rest = rest[len(head) :]
            line = [rest] if rest else []
            taken = self.width(rest)
        if line or not lines:
            lines.append("".join(line).rstrip())
        return lines

    def _carry(self, line: list[str], unit: str, columns: int) -> tuple[list[str], list[str]]:
        """What of a full line must go down with the next unit, so that no line begins or ends badly."""
        kept, carried = list(line), list[str]()
        while kept and ((carried or [unit])[0][0] in _NO_LINE_START or kept[-1][-1] in _NO_LINE_END):
            carried.insert(0, kept.pop())
            if not kept or self.width("".join(carried)) > columns // 2:
                return line, []
        return kept, carried

    def pad(self, text: str, columns: int, align: Align = "left") -> str:
        """The text cut or filled with spaces to exactly ``columns`` columns."""
        text = self.cut(text, columns)
        space = " " * (columns - self.width(text))
        return space + text if align == "right" else text + space

    def paint(self, text: str, *colours: Colour) -> str:
        """The text, cleaned, in colours where the screen has them."""
        text = clean(text)
        if not self.colour or not colours or not text:
            return text
        return f"\033[{';'.join(_CODES[colour] for colour in colours)}m{text}\033[0m"

    def paragraph(self, text: str, *, indent: int = 0, hanging: int = 0) -> Iterator[str]:
        """Lines of a paragraph, the first after ``indent`` spaces, the others after ``hanging`` more."""
        first, *others = self.wrap(text, self.columns - indent - hanging)
        yield " " * indent + first
        for line in others:
            yield " " * (indent + hanging) + line

    def _fitting(self, text: str, columns: int) -> str:
        taken = 0
        for index, character in enumerate(text):
            taken += self.width(character)
            if taken > columns and index:
                return text[:index]
        return text


@frozen
class Column:
    """A column of a table on the screen.

    Attributes:
        head: its heading.
        align: numbers to the right.
        least: columns it keeps when the screen is narrow; 0: as wide as its content.
    """

    head: str
    align: Align = "left"
    least: int = 0


@frozen
class Cell:
    """A cell with a colour."""

    text: str
    colours: tuple[Colour, ...] = ()


Row: TypeAlias = Sequence[str | Cell]


def table(screen: Screen, columns: Sequence[Column], rows: Sequence[Row], *, indent: int = 0) -> Iterator[str]:
    """Lines of a table.  Columns with ``least`` give way when the screen is narrow; their text then wraps."""
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    widths = [
        max([screen.width(column.head), *(screen.width(clean(row[number].text)) for row in cells)])
        for number, column in enumerate(columns)
    ]
    gap = "  "
    excess = indent + sum(widths) + len(gap) * (len(columns) - 1) - screen.columns
    while excess > 0:
        giving = [n for n, column in enumerate(columns) if column.least and widths[n] > column.least]
        if not giving:
            break
        widest = max(giving, key=lambda n: widths[n])
        widths[widest] -= 1
        excess -= 1
    margin = " " * indent
    heads = gap.join(screen.pad(c.head, w, c.align) for c, w in zip(columns, widths, strict=True))
    yield margin + screen.paint(heads.rstrip(), "bold")
    yield margin + "─" * ((sum(widths) + len(gap) * (len(columns) - 1)) // screen.width("─"))
    for row in cells:
        parts = [
            screen.wrap(c.text, w) if column.least else [screen.cut(c.text, w)]
            for c, w, column in zip(row, widths, columns, strict=True)
        ]
        for depth in range(max(map(len, parts))):
            pieces = []
            for lines, cell, width, column in zip(parts, row, widths, columns, strict=True):
                padded = screen.pad(lines[depth] if depth < len(lines) else "", width, column.align)
                pieces.append(screen.paint(padded, *cell.colours) if padded.strip() else padded)
            yield (margin + gap.join(pieces)).rstrip()
