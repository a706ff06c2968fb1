"""Results that belong elsewhere: written on this machine, so that a stopped run goes on, and sent when all is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from shutil import rmtree
from urllib.parse import urlsplit

from ..remote import is_remote, known, sent


@contextmanager
def at_hand(*targets: str) -> Iterator[list[Path]]:
    """Where on this machine to write files; those whose target is a URL are sent there at the end, the first one last.

    Args:
        targets: paths or URLs.

    Raises:
        WorkbenchError: a URL is none that is known, or a file cannot be sent; it stays on this machine.
    """
    if not any(map(is_remote, targets)):
        yield [Path(target) for target in targets]
        return
    for target in filter(is_remote, targets):
        known(target)
    folder = _folder() / sha256("\n".join(targets).encode()).hexdigest()[:32]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    places = [_place(folder / str(number), target) for number, target in enumerate(targets)]
    try:
        yield places
        for place, target in reversed(list(zip(places, targets, strict=True))):
            if is_remote(target):
                sent(place, target)
    except BaseException:
        with suppress(OSError):  # what a stopped run has done stays
            for below in folder.iterdir():
                below.rmdir()
            folder.rmdir()
        raise
    rmtree(folder)


def _place(folder: Path, target: str) -> Path:
    if not is_remote(target):
        return Path(target)
    folder.mkdir(exist_ok=True)
    return folder / (PurePosixPath(urlsplit(target).path).name or "rows")


def _folder() -> Path:
    home = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "zipingbiao" / "sending"
