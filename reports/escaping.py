"""Make any text safe to stand in a report: no control characters, no markup of its own.

Names and reasons come from files of strangers.  Every value a template prints passes through here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markupsafe import Markup

_SEPARATORS: Final = re.compile("\t|\r(?!\n)|[\x0b\x0c\x85\u2028\u2029]")
# Controls, marks that turn the direction of writing (and so can show 19 as 91), halves of characters.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\r\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_ESCAPING: Final = re.compile(r"\\(?=[_*|\[\]()#.~`>\\-])|[*|]")
_MARKDOWN: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "\\`"})


def clean(value: object) -> object:
    """Remove what cannot be seen from a text; anything else is given back as it is."""
    if not isinstance(value, str) or (value.isprintable() and value.isascii()):
        return value
    plain = _UNSEEN.sub("", _SEPARATORS.sub(" ", str(value)))
    return _markup(plain) if hasattr(value, "__html__") else plain


def markdown(value: object) -> object:
    """The same for Markdown, which lets HTML through: a name cannot bring a tag, a picture or a link."""
    value = clean(value)
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return _markup(value.translate(_MARKDOWN).replace("](", "]\\("))


def cell(value: object) -> str:
    """Make a text safe for a cell of a Markdown table: one line, no bar that would end the cell."""
    text = " ".join(str(value).replace("|", "\\|").split())
    return _markup(text) if hasattr(value, "__html__") else text


def lined_cell(value: object) -> str:
    """Make a text safe for a cell of a Markdown table in which its lines stay lines, so that it can be read back."""
    lines = str(clean(str(value))).split("\n")
    return _markup("<br>".join(str(markdown(_ESCAPING.sub(r"\\\g<0>", " ".join(line.split())))) for line in lines))


def _markup(text: str) -> Markup:
    # Imported here: only who writes a report pays for it.
    from markupsafe import Markup

    return Markup(text)
