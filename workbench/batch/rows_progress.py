"""How far a run over many rows has come, on standard error, only where that is a terminal."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Final

from attrs import define, field

from ..progress import duration
from ..terminal import Screen, columns_of_terminal

_WIDTH: Final = 20
_SOON: Final = 2.0


@define
class RowsProgress:
    """One line that is drawn over and over.

    Attributes:
        before: rows that were done before the run began.
    """

    before: int = 0
    _began: float = field(factory=monotonic, init=False)
    _shown: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> RowsProgress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def draw(self, rows: int, share: float) -> None:
        """Show how many rows are done, and how much of the file that is, 0 to 1."""
        if not self._shown:
            return
        columns = columns_of_terminal() - 1
        sys.stderr.write(
            f"\r\033[K{Screen.of_errors().cut(self.line(rows, share, monotonic() - self._began), columns)}"
        )
        sys.stderr.flush()

    def line(self, rows: int, share: float, elapsed: float) -> str:
        """What is shown after so many seconds."""
        full = int(share * _WIDTH)
        parts = [f"已计算 {rows} 行 [{'#' * full}{'-' * (_WIDTH - full)}] {share:.0%}"]
        mine = rows - self.before
        if elapsed >= _SOON and mine:
            parts.append(f"每秒 {mine / elapsed:.0f} 行")
            left = rows / share - rows if share else 0
            if left > 0:
                parts.append(f"约剩 {duration(left / mine * elapsed)}")
        return "  ".join(parts)
