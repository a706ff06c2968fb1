"""Tables saved as CSV by a spreadsheet: told by a head row whose words are set off by commas."""

from __future__ import annotations

from typing import Final

from scoring.model import Place

from ..grid import Row, row_of
from ..recognition.cleaning import strip_marks
from ..recognition.columns import indicator_head

_FEWEST_COMMAS: Final = 3
_FARTHEST_HEAD: Final = 5000
_LONGEST_LINE: Final = 2000


def comma_rows(text: str, lines: list[str]) -> list[Row] | None:
    """The rows of a CSV file, or None where the text is none.

    Args:
        text: the whole text, without tabs.
        lines: its lines.
    """
    if "\t" in text or not any(map(_is_head, lines[:_FARTHEST_HEAD])):
        return None
    import csv

    reader = csv.reader(lines)
    rows: list[Row] = []
    try:
        for cells in reader:
            row = row_of([strip_marks(cell) for cell in cells], Place(line=reader.line_num))
            if row.cells:
                rows.append(row)
    except csv.Error:  # a cell of more than 128 kB: no table of a form
        return None
    return rows


def _is_head(line: str) -> bool:
    if line.count(",") < _FEWEST_COMMAS or len(line) > _LONGEST_LINE:
        return False
    return indicator_head(row_of([cell.strip('" ') for cell in line.split(",")]).cells) is not None
