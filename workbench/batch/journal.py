"""Journals of runs: lines of JSON, each with a sum by which one that was cut off, damaged or edited is known."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from ..errors import WorkbenchError

JOURNAL: Final = "journal.jsonl"
"""In the folder of a run."""


def line_of(data: Mapping[str, Any]) -> bytes:
    """A line of a journal."""
    text = json.dumps(data).encode()
    return b"%s %08x\n" % (text, crc32(text))


def lines_of(journal: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines of a journal, each with where it ends, up to one that is not as it was written."""
    at = 0
    for line in journal.split(b"\n")[:-1]:
        at += len(line) + 1
        text, _, mark = line.rpartition(b" ")
        if mark != b"%08x" % crc32(text):
            return
        yield at, json.loads(text)


def begun(folder: Path) -> Any:
    """The journal in the folder of a run, which is made where there is none; open, to be read and added to.

    Raises:
        WorkbenchError: the folder is not that of a run: whatever lies in it is not touched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / JOURNAL
    if folder.is_symlink() or path.is_symlink() or (not path.exists() and any(folder.iterdir())):
        raise WorkbenchError(
            "已有这个文件夹，里面不是做到一半的结果，没有动它", place=str(folder), cure="移走它，或用 -o 写别的文件名"
        )
    return path.open("a+b")


def hold(journal: Any, folder: Path) -> None:
    """Keep other runs out until the file is closed; the system lets go of it when a run is killed.

    Raises:
        WorkbenchError: another run is at it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever held it may have ended meanwhile, and have removed the file.
        gone = os.fstat(journal.fileno()).st_nlink == 0
    except OSError:
        gone = True
    if gone:
        raise WorkbenchError(
            "另一个进程正在写同一个结果", place=str(folder), cure="等它结束，或用 -o 写别的文件名"
        ) from None
