"""Writes what the files of a run came to: as soon as it is there, into a folder, or all at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

from attrs import define, evolve, field, frozen

from .inputs import Inputs, Source
from .outputs import Output

Files: TypeAlias = tuple[tuple[str, str | bytes], ...]
"""Files to be written, each with its name."""


@frozen
class Done:
    """What one file came to.

    Attributes:
        source: the file.
        files: what is to be written of it; () once that is done.
    """

    source: Source
    files: Files


_Done = TypeVar("_Done", bound=Done)


@define
class EarlyWriting:
    """Writes the files of each document into a folder and lets go of them."""

    inputs: Inputs
    folder: Path | None
    _where: Output | None = field(default=None, init=False)
    _written: dict[Source, tuple[Path, ...]] = field(factory=dict, init=False)

    def __call__(self, done: _Done) -> _Done:
        if self._where is None:
            self._where = Output(self.folder, many=True, inputs=self.inputs.files)
        self._written[done.source] = write_files(self.inputs, self._where, done.files)
        return evolve(done, files=())

    def again(self, done: _Done) -> _Done:
        """Write the files of a document that was looked at once more, over what was written of it."""
        for path in self._written.pop(done.source, ()):
            if self._where is not None:
                self._where.give_up(path)
        return self(done)


@define
class OneFile:
    """Refuses a second result as soon as it is there, where a file was named: nobody waits for what cannot be written.

    Attributes:
        target: what the user named.
    """

    target: Path | None
    _has_one: bool = field(default=False, init=False)

    def __call__(self, done: _Done) -> _Done:
        if done.files and self._has_one:
            Output(self.target, many=True)
        self._has_one = self._has_one or bool(done.files)
        return done


def write_files(inputs: Inputs, where: Output, files: Sequence[tuple[str, str | bytes]]) -> tuple[Path, ...]:
    """Write files; one that cannot be written is reported, and the others are written all the same.

    Returns:
        Those that were written, where they are files.
    """
    written = []
    for name, text in files:
        with inputs.writing():
            written.append(where.write_file(text, name))
    return tuple(path for path in written if path is not None)
