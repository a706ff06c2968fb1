"""Where results go: the terminal, a file, or a folder of files."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import define, field

from .chinese import reason
from .errors import WorkbenchError
from .terminal import Screen


@define
class Output:
    """Where the results of one run go.

    Attributes:
        target: what the user named with ``-o``; None for standard output.
        many: whether the run writes more than one result.
    """

    target: Path | None
    many: bool = False
    _taken: set[str] = field(factory=set, init=False)

    @property
    def is_folder(self) -> bool:
        """Whether ``target`` is a folder: it is one already, is written like one, or must hold several results."""
        return self.target is not None and (self.many or self.target.is_dir() or not self.target.suffix)

    def screen(self) -> Screen:
        """The screen that text is laid out for."""
        return Screen.of() if self.target is None else Screen()

    def write(self, text: str, name: str) -> None:
        """Write one result; ``name`` is its file's name where a folder was named.

        Raises:
            WorkbenchError: it cannot be written.
        """
        if not text.endswith("\n"):
            text += "\n"
        if self.target is None:
            click.echo(text, nl=False, color=True if self.screen().colour else None)
            return
        path = self.target / self._free(name) if self.is_folder else self.target
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise WorkbenchError(
                f"写不出结果，{reason(error)}", place=str(path), cure="换一个位置，用 -o 指定"
            ) from None
        click.echo(f"已写出：{path}", err=True)

    def _free(self, name: str) -> str:
        """The name, with a number where another result of this run has it already."""
        stem, dot, suffix = name.rpartition(".")
        free, number = name, 1
        while free in self._taken:
            number += 1
            free = f"{stem}-{number}{dot}{suffix}"
        self._taken.add(free)
        return free
