"""How far a run has come, on standard error, only where that is a terminal and there are several files."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Final

from attrs import define, field

from .terminal import Screen, columns_of_terminal

_WIDTH: Final = 20
_OFTEN: Final = 0.1
_FEW: Final = 50
_SOON: Final = 2.0
_ENOUGH: Final = 3


@define
class Progress:
    """One line that is drawn over and over.

    Attributes:
        total: how many files there are.
        before: how many of them were done before the run began.
        done: how many are done or have failed.
        failed: how many have failed.
    """

    total: int
    before: int = 0
    done: int = field(init=False)
    failed: int = field(default=0, init=False)
    _shown: bool = field(init=False)
    _began: float = field(factory=monotonic, init=False)
    _drawn: float = field(default=0.0, init=False)

    def __attrs_post_init__(self) -> None:
        self.done = self.before
        self._shown = self.total > 1 and sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def one_more(self, *, failed: bool) -> None:
        """Another file is through."""
        self.done += 1
        self.failed += failed

    def draw(self, current: str) -> None:
        """Show how far it is; ``current`` is a file being worked on."""
        now = monotonic()
        if not self._shown or (self.total > _FEW and now - self._drawn < _OFTEN):
            return
        self._drawn = now
        screen = Screen.of_errors()
        columns = columns_of_terminal() - 1
        sys.stderr.write(f"\r\033[K{screen.cut(self.line(current, now - self._began), columns)}")
        sys.stderr.flush()

    def line(self, current: str, elapsed: float) -> str:
        """What is shown after so many seconds."""
        full = self.done * _WIDTH // self.total
        parts = [f"正在读取 {self.done}/{self.total} [{'#' * full}{'-' * (_WIDTH - full)}]"]
        if self.failed:
            parts.append(f"出错 {self.failed}")
        mine = self.done - self.before
        if elapsed >= _SOON and mine >= _ENOUGH and self.done < self.total:
            parts.append(f"约剩 {duration(elapsed / mine * (self.total - self.done))}")
        parts.append(current)
        return "  ".join(parts)

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def duration(seconds: float) -> str:
    """Seconds in words."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
