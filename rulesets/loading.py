"""Load a ruleset: read, merge, build, check, run its examples."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from scoring.ruleset import Ruleset

from .building import build_ruleset
from .consistency import check_consistency
from .errors import RulesetError
from .files import Find, is_plain, read_chain, why_unreadable

SHIPPED = Path(__file__).parent
"""The folder of the rulesets that come with the project."""


def load(path: str | Path, *, examples: bool = True) -> Ruleset:
    """Load one ruleset file.

    What it extends is looked for beside it (``../place/year.toml``), then among the shipped ones.

    Args:
        path: a file named ``place/year.toml``.
        examples: whether to run its examples.

    Raises:
        RulesetError: the file cannot be used; says file, rule, why, and what to do.
    """
    place = Path(path)
    beside = Path(os.path.abspath(place)).parent.parent

    def find(wanted: str) -> Path | None:
        folder, _, year = wanted.partition("/")
        near = beside / folder / f"{year}.toml" if is_plain(folder) and is_plain(year) else None
        return near if near is not None and near.is_file() else shipped().get(wanted)

    return load_known(place, str(path), find, shipped(), examples=examples)


def check(path: str | Path) -> Ruleset:
    """Check a ruleset file as :func:`load` does, examples included, and return it.

    Raises:
        RulesetError: the file cannot be used.
    """
    return load(path, examples=True)


def load_known(path: Path, file: str, find: Find, known: Iterable[str], *, examples: bool) -> Ruleset:
    """Load a file whose parents ``find`` knows; see :func:`load`.

    Args:
        path: the file.
        file: what to call it in messages and in the ruleset.
        find: where parents lie.
        known: ids that exist.
        examples: whether to run its examples.
    """
    ruleset = build_ruleset(read_chain(path, file, find, known), file)
    check_consistency(ruleset)
    if examples:
        from .examples import check_examples

        check_examples(ruleset)
    return ruleset


@cache
def shipped() -> Mapping[str, Path]:
    """The shipped files by id."""
    return files_in(SHIPPED)


def files_in(folder: Path) -> dict[str, Path]:
    """The ruleset files of a folder by id: ``folder/*.toml`` and ``folder/*/*.toml``.

    The id of a file is its folder's name and its own.  Hidden files and folders are passed over.

    Raises:
        RulesetError: the folder cannot be read.
    """
    found: dict[str, Path] = {}
    try:
        entries = sorted(folder.iterdir())
        inside = [
            child for entry in entries if _is_shown(entry) and entry.is_dir() for child in sorted(entry.iterdir())
        ]
    except OSError as error:
        what = why_unreadable(error)
        raise RulesetError(what, file=str(folder), cure="写规则集所在的文件夹，并检查读取权限") from None
    whole = folder.absolute()
    for path in (*entries, *inside):
        if path.suffix == ".toml" and _is_shown(path) and path.is_file():
            parent = path.parent.name if path.parent != folder else whole.name
            found.setdefault(f"{parent}/{path.stem}", path)
    return found


def _is_shown(path: Path) -> bool:
    return not path.name.startswith((".", "_"))
