"""A workbook being written: fonts, borders, page set-up, and cells that are never formulas by accident."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from .xlsx_values import Number, number_of, safe_text, sheet_names

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT: Final = "仿宋"
HEAD_FONT: Final = "宋体"
SIZE: Final = 10.5
"""Points of the type in cells."""

LINE: Final = 14.5
"""Points a line of that type takes."""

TALLEST: Final = 400.0
"""Points of the tallest row; Excel's limit is 409.5."""

_A4: Final = 9
_MADE: Final = datetime(2000, 1, 1)
"""Workbooks of equal content are equal files."""

_BASE: Final[dict[str, Any]] = {
    "font_name": FONT,
    "font_size": SIZE,
    "valign": "vcenter",
    "text_wrap": True,
    "locked": False,
}


class Book:
    """A workbook in memory."""

    def __init__(self, title: str, names: Sequence[str]) -> None:
        """Begin a workbook with a title for its properties and a worksheet for each name."""
        import xlsxwriter

        self._bytes = BytesIO()
        self.workbook = xlsxwriter.Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": HEAD_FONT, "font_size": SIZE},
            },
        )
        self.workbook.set_properties({"title": safe_text(title)[:250], "created": _MADE})
        self.names = sheet_names(names)
        self.sheets = [self.workbook.add_worksheet(name, _worksheet()) for name in self.names]
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """A cell format; equal ones are one."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({**_BASE, **properties})
        return self._formats[key]

    def page(
        self,
        sheet: Any,
        *,
        landscape: bool,
        repeat: tuple[int, int] | None = None,
        single: bool = False,
        across: int = 1,
        names: tuple[int, int] | None = None,
    ) -> None:
        """A4, the page number at the foot.

        Args:
            sheet: the worksheet.
            landscape: whether the page lies on its side.
            repeat: the head rows, printed on every page.
            single: all on one page.
            across: how many pages stand side by side.
            names: the columns that tell the rows apart, printed on every page.
        """
        sheet.set_paper(_A4)
        if landscape:
            sheet.set_landscape()
            sheet.set_margins(left=0.75, right=0.75, top=0.9, bottom=0.85)
        else:
            sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.85)
        sheet.center_horizontally()
        sheet.fit_to_pages(across, 1 if single else 0)
        if across > 1:
            sheet.print_across()
            if names is not None:
                sheet.repeat_columns(*names)
        sheet.set_footer(f'&C&"{HEAD_FONT}"&10— &P —')
        if repeat is not None:
            sheet.repeat_rows(*repeat)

    def put(self, sheet: Any, area: tuple[int, int, int, int], value: str | Number | int, **properties: Any) -> None:
        """Write a cell, or merged ones: (first row, first column, last row, last column)."""
        top, left, bottom, right = area
        shape = self.format(**properties, **({"num_format": value.format} if isinstance(value, Number) else {}))
        if (top, left) != (bottom, right):
            sheet.merge_range(top, left, bottom, right, "", shape)
        if isinstance(value, Number):
            sheet.write_number(top, left, float(value.value), shape)
        elif isinstance(value, int):
            sheet.write_number(top, left, value, shape)
        elif value:
            sheet.write_string(top, left, safe_text(value), shape)
        else:
            sheet.write_blank(top, left, None, shape)

    def close(self) -> bytes:
        """End the workbook and give its bytes."""
        self.workbook.close()
        return self._bytes.getvalue()


@lru_cache(maxsize=1)
def _worksheet() -> type:
    """A worksheet whose formulas may come to nothing: an empty text is a result, not a formula never calculated."""
    from xlsxwriter.worksheet import Worksheet

    class Calculated(Worksheet):  # type: ignore[misc]  # the library has no types
        def _xml_formula_element(self, formula: str, result: Any, attributes: Sequence[tuple[str, str]] = ()) -> None:
            if result == "":
                attributes = [*attributes, ("t", "str")]
            super()._xml_formula_element(formula, result, attributes)

    return Calculated


def shown(text: str) -> str | Number:
    """A number where the text is one that a workbook shows again exactly, else the text."""
    return number_of(text) or text
