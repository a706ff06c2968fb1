"""The catalogue: every ruleset there is, loaded when asked for, and the one that fits a table."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

from scoring.ruleset import Ruleset

from .errors import RulesetError, nearest
from .files import why_unreadable
from .loading import SHIPPED, files_in, load_known, shipped

GROUP = "zipingbiao.rulesets"
"""Entry points of this group name folders of rulesets: a package, or a path."""

FALLBACK = "national/2021"


class Catalogue(Mapping[str, Ruleset]):
    """Rulesets by id, in alphabetical order; each file is loaded on first access.

    Examples of shipped rulesets run in the tests of the project, those of other folders when the
    file is loaded.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = dict(sorted(files.items()))
        self._loaded: dict[str, Ruleset] = {}

    def __getitem__(self, name: str) -> Ruleset:
        """Return the ruleset of that id.

        Raises:
            RulesetError: its file cannot be used.
            KeyError: there is none.
        """
        if name not in self._loaded:
            self._loaded[name] = self._load(name, self._files[name])
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __repr__(self) -> str:
        return f"Catalogue({', '.join(self._files)})"

    def file(self, name: str) -> Path:
        """Where the ruleset of an id lies.

        Raises:
            RulesetError: there is none; the message names the nearest.
        """
        if name not in self._files:
            cure = f"{nearest(name, self._files)}可选的有：{'、'.join(self._files)}"
            raise RulesetError(f"没有规则集 {name}", cure=cure)
        return self._files[name]

    def pick(self, unit: str, year: int | None) -> Ruleset:
        """Return the ruleset that fits a unit and a budget year best.

        Those come first that have a word of ``places`` in the unit's name, the longest word before
        all, then the latest; else the latest without places that covers the year; else
        ``national/2021``.  The answer depends on nothing else.

        Args:
            unit: the unit's name, or "".
            year: the budget year; None: any.
        """
        fitting = [ruleset for ruleset in self.values() if year is None or ruleset.covers(year)]
        local = [ruleset for ruleset in fitting if ruleset.nearness((unit,))]
        nationwide = [ruleset for ruleset in fitting if not ruleset.places]
        return max(local or nationwide or [self[FALLBACK]], key=lambda ruleset: _preference(ruleset, unit))

    def _load(self, name: str, path: Path) -> Ruleset:
        own = path.parent.parent == SHIPPED
        file = f"rulesets/{name}.toml" if own else str(path)
        return load_known(path, file, self._files.get, self._files, examples=not own)


def _preference(ruleset: Ruleset, unit: str) -> tuple[int, date, str]:
    return ruleset.nearness((unit,)), ruleset.valid_from or date.min, ruleset.id


def catalogue(*directories: str | Path) -> Catalogue:
    """Return the shipped rulesets, those of installed packages, and those of the user's folders.

    Args:
        directories: folders with ``*.toml`` or ``place/*.toml`` in them.

    Raises:
        RulesetError: a folder cannot be read or holds no ruleset, or two files have one id.
    """
    if not directories:
        return default_catalogue()
    files = dict(_common_files())
    for directory in directories:
        folder = Path(directory)
        found = files_in(folder)
        if not found:
            cure = "文件应放成 地区/年度.toml"
            raise RulesetError("文件夹里没有规则集（*.toml）", file=str(folder), cure=cure)
        _add(files, found)
    return Catalogue(files)


@cache
def default_catalogue() -> Catalogue:
    """Return the catalogue without any folder of the user's; made once, and shared."""
    return Catalogue(_common_files())


def _add(files: dict[str, Path], found: Mapping[str, Path]) -> None:
    for name, path in found.items():
        other = files.setdefault(name, path)
        if other != path and not _is_same(other, path):
            cure = "给其中一个换一个编号（文件夹名或文件名）"
            raise RulesetError(f"编号 {name} 已经有了：{other}", file=str(path), key="id", cure=cure)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError as error:
        raise RulesetError(why_unreadable(error), file=str(other)) from None


@cache
def _common_files() -> Mapping[str, Path]:
    files = dict(shipped())
    if _may_be_extended():
        from importlib.metadata import entry_points

        for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
            try:
                folders = _folders(entry.load())
            except (ImportError, AttributeError, TypeError) as error:
                cure = "更新或卸载这个程序包"
                raise RulesetError(f"程序包提供的规则集 {entry.name} 读不了：{error}", cure=cure) from None
            for folder in folders:
                _add(files, files_in(folder))
    return files


def _folders(thing: object) -> list[Path]:
    """The folders an entry point names.

    Raises:
        TypeError: it is neither a package nor a path.
    """
    if isinstance(thing, ModuleType):
        return [Path(part) for part in thing.__path__]
    if isinstance(thing, str | os.PathLike):
        return [Path(thing)]
    raise TypeError("入口应是一个包，或一个文件夹的路径")


def _may_be_extended() -> bool:
    """Could an installed package have entry points of our group?

    Reads the few ``entry_points.txt`` there are: a tenth of what importing importlib.metadata
    costs at the start of every command.
    """
    for folder in dict.fromkeys(part or "." for part in sys.path):
        try:
            inside = os.listdir(folder)
        except NotADirectoryError:
            return True  # a zip file; only importlib.metadata looks into those
        except OSError:
            continue
        for name in inside:
            if name.endswith((".dist-info", ".egg-info")) and _speaks_of_rulesets(folder, name):
                return True
    return False


def _speaks_of_rulesets(folder: str, metadata: str) -> bool:
    try:
        with open(os.path.join(folder, metadata, "entry_points.txt"), encoding="utf-8") as stream:
            return GROUP in stream.read()
    except (OSError, UnicodeDecodeError):
        return False
