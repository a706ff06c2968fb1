"""Loops over rows, compiled where numba is installed, and kept on disk from process to process."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from .column_lanes import OUTS, LaneCode

if TYPE_CHECKING:
    from .column_objects import Argument

FOLDER: Final = "ZIPINGBIAO_CACHE"
"""The environment variable that names the folder of what is kept; without it, that of the user."""

_NOWHERE: Final = Path(os.devnull, "loops")
_OTHERS_WRITE: Final = 0o022

Loop: TypeAlias = Callable[..., bool]
"""A compiled loop."""

_TYPES: Final = {
    "kind": "int8", "operator": "int8", "met": "int8", "reason": "bool", "rules": "int32", "words": "int32",
    "table": "int32", "rule": "int16", "problem": "int8", "score": "int64", "has_score": "bool",
    "completion": "int64", "has_completion": "bool", "grade": "int8",
}  # fmt: skip

_TOTALS: Final = """
def loop(starts, score, has_score, more, lost, least, most, total, missing, grade):
    for table in range(len(starts)):
        end = starts[table + 1] if table + 1 < len(starts) else len(score)
        points = more[table]
        there = 0
        for row in range(np.uint64(starts[table]), np.uint64(end)):
            points += score[row]
            there += has_score[row]
        without = lost[table] + end - starts[table] - there
        found = -1
        for number in range(len(least) - 1, -1, -1):
            found = number if (least[number] <= points) & (points <= most[number]) else found
        total[table] = 0 if without else points
        missing[table] = without
        grade[table] = -1 if without else found
    return True
"""

_LOADED: Final[dict[str, Loop]] = {}
_LOCK: Final = threading.Lock()


@cache
def has_compiler() -> bool:
    """Is there a compiler for loops?"""
    return find_spec("numba") is not None


def has_loops() -> bool:
    """Has this process compiled any loop, or read one from disk?"""
    return bool(_LOADED)


def is_loaded(code: LaneCode) -> bool:
    """Has the loop been compiled, or read from disk, by this process?"""
    return _name(code.source) in _LOADED


def is_kept(code: LaneCode) -> bool:
    """Does a compiled loop lie on disk?  Looked at without the compiler."""
    return _file(_name(code.source)).is_file()


def kind_of(column: str) -> str:
    """The type of the numbers in a column of a loop."""
    return _TYPES.get(column) or ("int8" if column.endswith("_state") else "int64")


def loop(code: LaneCode) -> Loop:
    """Compile the loop of a ruleset, or read it from disk."""
    arguments: list[Argument] = [(kind_of(name), name in OUTS) for name in (*code.layout.columns, "table")]
    arguments += [(number, None) for number in ("int32", "int32", *("int64" for _ in code.used))]
    return _loop(code.source, [*arguments, *((kind_of(name), True) for name in OUTS)])


def loop_of(source: str, arguments: Sequence[Argument]) -> Loop | None:
    """Another loop, compiled and kept like those of rulesets; None before any of these is loaded.

    Args:
        source: of a function ``loop`` that returns a truth and calls nothing.
        arguments: the type of each, and whether it is a column that is filled; None: it is no column but one number.
    """
    return _loop(source, arguments) if has_loops() else None


def total_loop() -> Loop | None:
    """The loop that adds up the scores of tables; None before any other loop is loaded.

    It takes the first row of each table, the columns ``score`` and ``has_score``, points to be added to the total
    of each table, how many scores of it are missing already, the least and the most points of each grade; and fills
    total, how many scores are missing, and grade.
    """
    given = ("starts", "score", "has_score", "more", "lost", "least", "most")
    filled = ("total", "missing", "grade")
    return loop_of(_TOTALS, [(kind_of(name), name in filled) for name in (*given, *filled)])


def _loop(source: str, arguments: Sequence[Argument]) -> Loop:
    name = _name(source)
    with _LOCK:
        if name not in _LOADED:
            _LOADED[name] = _made(_file(name), source, arguments)
    return _LOADED[name]


def _made(path: Path, source: str, arguments: Sequence[Argument]) -> Loop:
    """The loop that is kept in a file; where there is none, it is compiled and kept there."""
    from .column_objects import Code, compiled, compiled_apart, opened

    # What is wrong with a file or with the linker does not matter to the compiler; what is with the loop shows there.
    with suppress(Exception):
        kept = Code.read(path)
        if kept is not None:
            return opened(kept, arguments, kept=True)
    with suppress(Exception):
        code = compiled_apart(source, arguments)
        with suppress(OSError):  # no place to keep it
            code.write(path)
        return opened(code, arguments, kept=False)
    return compiled(source, arguments)


def _file(name: str) -> Path:
    """Where a loop is kept."""
    return _folder() / f"{name}.o"


def _name(source: str) -> str:
    """Of the files of a loop: whatever it hangs on makes another."""
    return _name_of(source, sys.version, *_versions())


@lru_cache
def _name_of(*facts: str) -> str:
    return f"loop_{sha256(chr(0).join(facts).encode()).hexdigest()[:32]}"


@cache
def _versions() -> tuple[str, ...]:
    return tuple(_versions_of("zipingbiao", "numba", "llvmlite", "numpy"))


def _versions_of(*names: str) -> Iterator[str]:
    for name in names:
        try:
            yield version(name)
        except PackageNotFoundError:
            yield ""


def _folder() -> Path:
    """Where loops are kept.  They are run as code: a folder that others may write to is none, and keeps nothing."""
    try:
        folder = _named_folder()
    except RuntimeError:  # a user without a home
        return _NOWHERE
    return folder if _is_own(folder) else _NOWHERE


def _named_folder() -> Path:
    given = os.environ.get(FOLDER)
    if given:
        return Path(given)
    home = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "zipingbiao" / "loops"


def _is_own(folder: Path) -> bool:
    """Can nobody but this user, and who may do everything, write to the folder?"""
    if not hasattr(os, "geteuid"):
        return True
    try:
        status = folder.stat()
    except OSError:  # it will be made
        return True
    return status.st_uid in (0, os.geteuid()) and not status.st_mode & _OTHERS_WRITE
