"""What reports there are and the formats each can be written in."""

from __future__ import annotations

from typing import Final

KINDS: Final = ("report", "form", "opinion", "summary")
"""自评报告, 自评表, 复核意见, 汇总."""

FILES: Final[dict[str, tuple[str, ...]]] = {
    "report": ("html", "md", "docx", "pdf"),
    "form": ("html", "md", "docx", "pdf", "xlsx"),
    "opinion": ("html", "md", "docx", "pdf", "xlsx"),
    "summary": ("html", "md", "xlsx"),
}
"""The formats each kind can be written in; each that is no text is a module of :mod:`reports.writers`."""

FORMATS: Final = tuple(dict.fromkeys(format_ for formats in FILES.values() for format_ in formats))
"""All of them."""

TEXTS: Final = ("html", "md")
"""Those that are text."""

LISTED: Final = ("html", "xlsx")
"""The formats of plain pages of tables, see :mod:`reports.views.listing`."""
