"""Charts as inline SVG: no script, no library, legible in greyscale and on a narrow screen.

Labels stand above their bars, so that long Chinese names have the whole width;
what does not fit in two lines is cut in the picture and kept in its title.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Final

from attrs import frozen

_WIDTH: Final = 440
_FONT: Final = 13
_LINE: Final = 18
_BAR: Final = 10
_GAP: Final = 12
_VALUE: Final = 96
"""Room to the right of a label, for the value."""

_MOST_LINES: Final = 2

# Grey levels far enough apart for a laser printer; patterns where five must be told apart.
_INK: Final = "#222"
_SOFT: Final = "#666"
_FILL: Final = "#5b6b7b"
_EMPTY: Final = "#fff"
_EDGE: Final = "#8a939c"


@frozen
class Bar:
    """A bar of a bar chart.

    Attributes:
        label: what it measures; wrapped where long.
        value: its length; None: no bar, only the text.
        whole: the length of the frame behind it.
        text: the value ready to print.
    """

    label: str
    value: Decimal | None
    whole: Decimal
    text: str


@frozen
class Share:
    """A part of a whole; ``pattern`` names its fill, one of ``PATTERNS``."""

    label: str
    count: int
    pattern: str


PATTERNS: Final = {
    "agrees": "#d5dade",
    "convention": "lines",
    "other-rule": "dots",
    "differs": "#2b2b2b",
    "not-scored": "#fff",
    "error": "#2b2b2b",
    "warning": "lines",
    "note": "#d5dade",
}
"""Fill of each verdict and severity: a colour, or a pattern drawn for each chart."""


def width_of(text: str) -> float:
    """Width of a text in em: 1 for a Chinese character, about a half for a Latin one."""
    return sum(0.56 if ord(character) < 0x2E80 and character not in "“”‘’—…·" else 1.0 for character in text)


def wrapped(text: str, width: float, lines: int = _MOST_LINES) -> tuple[str, ...]:
    """Break a label into lines of at most ``width`` em; the last one is cut with an ellipsis."""
    rows: list[str] = [""]
    for character in " ".join(text.split()):
        if width_of(rows[-1] + character) > width and rows[-1]:
            if len(rows) == lines:
                while rows[-1] and width_of(rows[-1]) > width - 1:
                    rows[-1] = rows[-1][:-1]
                rows[-1] += "…"
                break
            rows.append("")
        rows[-1] += character
    return tuple(rows)


def bars_chart(title: str, bars: Sequence[Bar], prefix: str, note: str = "", *, ticked: bool = False) -> str:
    """Draw one bar a line, each in a frame that shows its whole.

    Args:
        title: what is shown; also the picture's accessible name.
        bars: from top to bottom.
        prefix: makes the picture's ids its own on the page.
        note: how to read it, in small print under the bars.
        ticked: a line stands at the whole of every bar, not only where a bar goes beyond it.
    """
    parts: list[str] = []
    y = 0
    top = max((max(bar.whole, bar.value or Decimal(0)) for bar in bars), default=Decimal(1)) or Decimal(1)
    for bar in bars:
        lines = wrapped(bar.label, (_WIDTH - _VALUE) / _FONT)
        y += _FONT
        for number, line in enumerate(lines):
            if number:
                y += _LINE
            parts.append(_text(0, y, line, tooltip=bar.label if line.endswith("…") else ""))
        parts.append(_text(_WIDTH, y, bar.text, anchor="end", weight="bold"))
        y += 6
        parts.append(_rect(0, y, _length(bar.whole, top), _EMPTY, _EDGE))
        if bar.value is not None and bar.value > 0:
            parts.append(_rect(0, y, _length(bar.value, top), _FILL, _FILL))
        if bar.whole > 0 and (ticked or (bar.value is not None and bar.value > bar.whole)):
            # Longer than the bar is high, so that it shows on white and on the fill.
            at = _length(bar.whole, top)
            parts.append(
                f'<line x1="{at}" y1="{y - 3}" x2="{at}" y2="{y + _BAR + 4}" stroke="{_INK}" stroke-width="2"/>'
            )
        y += _BAR + _GAP
    if note:
        y += _FONT - 4
        parts.append(_text(0, y, note, size=11, fill=_SOFT))
        y += 6
    said = "；".join(f"{bar.label} {bar.text}" for bar in bars)
    return _picture(title, said, max(y, 1), "".join(parts), prefix)


def shares_chart(title: str, shares: Sequence[Share], prefix: str) -> str:
    """Draw one bar divided in proportion, its legend with names and counts under it."""
    total = sum(share.count for share in shares)
    present = [share for share in shares if share.count]
    parts = [_patterns(prefix)]
    x = 0.0
    for share in present:
        wide = _WIDTH * share.count / total
        parts.append(
            f'<rect x="{_round(x)}" y="1" width="{_round(wide)}" height="22" fill="{_fill(share, prefix)}" '
            f'stroke="{_INK}" stroke-width="0.8"><title>{escape(share.label)} {share.count}</title></rect>'
        )
        x += wide
    x, y = 0.0, 46
    for share in present:
        label = f"{share.label} {share.count}"
        wide = 20 + width_of(label) * _FONT + 18
        if x and x + wide - 18 > _WIDTH:
            x, y = 0.0, y + 24
        parts.append(
            f'<rect x="{_round(x + 0.5)}" y="{y - 11}" width="13" height="13" fill="{_fill(share, prefix)}" '
            f'stroke="{_INK}" stroke-width="0.8"/>'
        )
        parts.append(_text(x + 20, y, label))
        x += wide
    said = "；".join(f"{share.label} {share.count}" for share in present)
    return _picture(title, said, y + 10, "".join(parts), prefix)


def _picture(title: str, description: str, height: int, inside: str, prefix: str) -> str:
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {_WIDTH} {height}" aria-labelledby="{prefix}-t {prefix}-d">'
        f'<title id="{prefix}-t">{escape(title)}</title><desc id="{prefix}-d">{escape(description)}</desc>'
        f"{inside}</svg>"
    )


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "",
    weight: str = "",
    size: int = 0,
    fill: str = "",
    tooltip: str = "",
) -> str:
    extra = f' text-anchor="{anchor}"' if anchor else ""
    extra += f' font-weight="{weight}"' if weight else ""
    extra += f' font-size="{size}"' if size else ""
    more = f"<title>{escape(tooltip)}</title>" if tooltip else ""
    return f'<text x="{_round(x)}" y="{_round(y)}" fill="{fill or _INK}"{extra}>{more}{escape(text)}</text>'


def _rect(x: float, y: float, width: str, fill: str, edge: str) -> str:
    return (
        f'<rect x="{_round(x + 0.5)}" y="{_round(y + 0.5)}" width="{width}" height="{_BAR}" '
        f'fill="{fill}" stroke="{edge}" stroke-width="1"/>'
    )


def _length(value: Decimal, top: Decimal) -> str:
    return f"{value / top * (_WIDTH - 1):.1f}"


def _round(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _fill(share: Share, prefix: str) -> str:
    fill = PATTERNS[share.pattern]
    return fill if fill.startswith("#") else f"url(#{prefix}-{fill})"


def _patterns(prefix: str) -> str:
    return (
        f'<defs><pattern id="{prefix}-lines" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>'
        f'<line x1="1" y1="0" x2="1" y2="5" stroke="{_INK}" stroke-width="1.4"/></pattern>'
        f'<pattern id="{prefix}-dots" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<rect width="5" height="5" fill="#fff"/><circle cx="2.5" cy="2.5" r="1.3" fill="{_INK}"/></pattern></defs>'
    )
