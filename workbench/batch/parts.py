"""What a run has done so far, in a folder beside its output, so that a run that was stopped goes on.

The results grow part by part in two files, the scores of rows and the totals of tables.  A part counts when
a line of the journal says so, and that is written after the part has reached the disk; whatever stands in
the files behind the last part that counts was left by a run that was stopped in the middle, and is cut off.
When all parts are there the files get their ends, the journal says that they are whole, and they are moved
to their places.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, Final

from attrs import asdict, define, field, frozen

from .footers import size_of
from .journal import JOURNAL, begun, hold, line_of, lines_of
from .results import Encoded, Format, footer_text

INTERVAL: Final = 5.0
"""Seconds after which what was done is made sure of; so much is done again at most."""

_NAMES: Final = ("rows", "tables")


@frozen
class Part:
    """A part that is done.

    Attributes:
        number: from 1.
        rows: how many rows of the input are done with it and those before.
        tables: how many tables are in it.
        without: how many of its rows have no score.
        sizes: how many bytes of the two files are done with it and those before.
        footers: what the ends of the two files say of it.
    """

    number: int
    rows: int
    tables: int
    without: int
    sizes: Sequence[int]
    footers: Sequence[str]


@define
class Parts:
    """The parts of a run; one run at a time holds the folder.

    Attributes:
        folder: where the files grow.
        facts: what they are made from; parts made from anything else are of no use.
        formats: of the two files, that of rows and that of tables.
        targets: the places of the two files.
        done: those that count, and those that will at the next moment what is done is made sure of.
        whole: whether all parts are there and the files have their ends.
        left_over: whether parts of other facts lay there and were thrown away.
    """

    folder: Path
    facts: dict[str, Any]
    formats: Sequence[Format]
    targets: Sequence[Path]
    done: list[Part] = field(factory=list, init=False)
    whole: bool = field(default=False, init=False)
    left_over: bool = field(default=False, init=False)
    _journal: Any = field(default=None, init=False)
    _files: list[Any] = field(factory=list, init=False)
    _sure: int = field(default=0, init=False)
    _sure_at: float = field(factory=monotonic, init=False)

    def __enter__(self) -> Parts:
        self._journal = begun(self.folder)
        try:
            self._begin()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self._files:
                self.make_sure()
        finally:
            self._close()

    @property
    def rows(self) -> int:
        """How many rows of the input are done."""
        return self.done[-1].rows if self.done else 0

    @property
    def paths(self) -> list[Path]:
        """The files that grow: of rows, and of tables."""
        return [self.folder / f"{name}{one.ending}" for name, one in zip(_NAMES, self.formats, strict=True)]

    def keep(self, count: int, tables: int, without: int, parts: Sequence[Encoded]) -> None:
        """Add the next part.

        Args:
            count: of its rows.
            tables: how many there are in it.
            without: how many of its rows have no score.
            parts: its bytes for the two files.
        """
        before = self._sizes
        for file, part in zip(self._files, parts, strict=True):
            for piece in part.body:
                file.write(piece)
        sizes = [size + size_of(part.body) for size, part in zip(before, parts, strict=True)]
        footers = [footer_text(part.footer) for part in parts]
        self.done.append(Part(len(self.done) + 1, self.rows + count, tables, without, sizes, footers))
        if monotonic() - self._sure_at >= INTERVAL:
            self.make_sure()

    def make_sure(self) -> None:
        """Let all that is done count."""
        new = self.done[self._sure :]
        if new:
            self._sync()
            self._write(*map(asdict, new))
            self._sure = len(self.done)
        self._sure_at = monotonic()

    def finish(self) -> None:
        """Give the files their ends and put them in their places; that of the rows last, it says that all is done."""
        if not self.whole:
            begins = [[0, 0], *(part.sizes for part in self.done)]
            for which, file in enumerate(self._files):
                parts = ((at[which], part.footers[which]) for at, part in zip(begins, self.done, strict=False))
                file.write(self.formats[which].end(parts))
            self._sync()
            self._write(*map(asdict, self.done[self._sure :]), {"whole": [file.tell() for file in self._files]})
            self._sure = len(self.done)
            self._close_files()
        for path, target in reversed(list(zip(self.paths, self.targets, strict=True))):
            if path.exists():
                os.replace(path, target)

    def throw_away(self) -> None:
        """Remove the folder; what it was made for is done."""
        self._close()
        shutil.rmtree(self.folder)

    @property
    def _sizes(self) -> Sequence[int]:
        return self.done[-1].sizes if self.done else (0,) * len(_NAMES)

    def _begin(self) -> None:
        hold(self._journal, self.folder)
        self._journal.seek(0)
        lines = list(lines_of(self._journal.read()))
        if lines and lines[0][1] == self.facts:
            self._go_on(lines)
        else:
            self.left_over = len(lines) > 1
            self._journal.truncate(0)
            # They reach the disk with the first part at the latest; without any they are of no use.
            self._journal.write(line_of(self.facts))
        kept = {JOURNAL, *(path.name for path in self.paths if self.done)}
        for path in self.folder.iterdir():
            if path.name not in kept:
                path.unlink()
        if self.whole:
            return
        self._sure = len(self.done)
        for path, size in zip(self.paths, self._sizes, strict=True):
            file = path.open("ab")
            self._files.append(file)
            file.truncate(size)
            file.seek(size)

    def _go_on(self, lines: list[tuple[int, dict[str, Any]]]) -> None:
        """Take up what an earlier run of the same has done, as far as it is there.

        Args:
            lines: of the journal, each with where it ends.
        """
        end, last = lines[0][0], lines[-1][1]
        if "whole" in last:
            places = zip(self.paths, self.targets, last["whole"], strict=True)
            self.whole = all(_is_there(path if path.exists() else target, size) for path, target, size in places)
        sizes = [path.stat().st_size if path.exists() else 0 for path in self.paths]
        for at, line in lines[1:]:
            if "whole" in line or line["number"] != len(self.done) + 1:
                break
            part = Part(**line)
            if not self.whole and any(size < wanted for size, wanted in zip(sizes, part.sizes, strict=True)):
                break
            self.done.append(part)
            end = at
        if not self.whole:
            self._journal.truncate(end)

    def _sync(self) -> None:
        for file in self._files:
            file.flush()
            os.fsync(file.fileno())

    def _write(self, *lines: dict[str, Any]) -> None:
        self._journal.write(b"".join(map(line_of, lines)))
        self._journal.flush()
        os.fsync(self._journal.fileno())

    def _close_files(self) -> None:
        while self._files:
            with suppress(OSError):  # what was to reach the disk has reached it
                self._files.pop().close()

    def _close(self) -> None:
        self._close_files()
        self._journal.close()


def _is_there(path: Path, size: int) -> bool:
    return path.exists() and path.stat().st_size == size
