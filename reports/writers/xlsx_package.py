"""A workbook somebody else made: its worksheets and the names of its elements."""

from __future__ import annotations

from typing import Final

from attrs import define

from scoring.model import Place

from .office_parts import STRICT, OfficeParts

_USUAL: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@define
class WorkbookParts(OfficeParts):
    """The parts of a workbook and the changes made to them."""

    def tag(self, local: str) -> str:
        """The qualified name of an element of worksheets."""
        return f"{{{f'{STRICT}/spreadsheetml/main' if self.strict else _USUAL}}}{local}"

    def sheets(self) -> list[tuple[str, str]]:
        """The worksheets in order: name and part."""
        relations = self.relations(self.main)
        found = []
        for item in self.tree(self.main).iter(self.tag("sheet")):
            _, part = relations.get(item.get(f"{{{self.link()}}}id") or "", ("", ""))
            found.append((item.get("name") or "", part))
        return found

    def sheet_of(self, place: Place) -> str:
        """The part of the worksheet a place names, "" where there is none."""
        sheets = self.sheets()
        named = [part for name, part in sheets if name == place.sheet] if place.sheet else []
        part = named[0] if named else sheets[place.grid - 1][1] if 0 < place.grid <= len(sheets) else ""
        return part if part and "/worksheets/" in f"/{part}" else ""
