"""Ruleset files: reading one, following ``extends``, merging a parent in."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

from .errors import RulesetError, nearest
from .packed import unpacked
from .schema import check_required, check_tables

Tables: TypeAlias = dict[str, Any]
Find: TypeAlias = Callable[[str], Path | None]
"""Tells where the ruleset of an id lies, or None."""

LARGEST_FILE: Final = 256 * 1024
LONGEST_CHAIN: Final = 5
"""How many files may stand on one another."""

NAMED: Final = {"rule": "id", "weights": "name", "text_grade": "name", "grade": "name"}
"""Lists whose entries have names, by which a child replaces or drops them."""

GRADES: Final = ("优", "良", "中", "差")
"""Names of the grades a ``scale`` is short for."""

_MOST_READ: Final = 64
_READ: Final[dict[tuple[Path, tuple[int, ...]], Tables]] = {}
"""Files that were read, by their state; nothing is ever written into their tables."""

_SCALE = re.compile(r"\d{1,4}(?:\.\d{1,2})?(?:/\d{1,4}(?:\.\d{1,2})?){2}")
_INHERITED: Final = ("places", "total_weight")
_MERGED: Final = ("calculation", "execution", "limits")
_WHERE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")
_FULL_WIDTH = "＝“”‘’，［］｛｝＂＃"
_FAULTS: Final = (
    ("Cannot overwrite a value", "同一项写了两次", "删去其中一处"),
    ("Cannot declare", "同一个 [表] 写了两次", "合并成一个；要写多项时用 [[表]]"),
    ("Unterminated string", "引号没有成对", "补上结尾的引号"),
    ("Illegal character '\\n'", "引号没有成对", "补上结尾的引号"),
    ("Invalid value", "等号后面的值写法有误", "文字要加英文引号，数字和日期不加"),
    (
        "Invalid initial character for a key part",
        "名称用了中文而没有加引号",
        '名称用英文；一级指标这样的中文名称写成 "产出" = 50',
    ),
    ("Invalid statement", "这一行写法有误", "每行写成 名称 = 值，名称用英文"),
    ("Expected '='", "名称后面缺少等号", "每行写成 名称 = 值"),
)
"""The commonest faults by the words of tomllib; what is not here gets the general sentence."""


def id_of(path: Path) -> str:
    """The id a file must have: its folder and its name, as in ``xinjiang/2023``."""
    whole = Path(os.path.abspath(path))  # without ".."
    return unicodedata.normalize("NFC", f"{whole.parent.name}/{whole.stem}")


def is_plain(part: str) -> bool:
    """Is it the name of one file or folder, not a path out of here?"""
    return bool(part) and part not in (".", "..") and part.isprintable() and not set(part) & set('/\\:*?"<>|')


def read_chain(path: Path, file: str, find: Find, known: Iterable[str]) -> Tables:
    """Read a file and what it extends, merged to one set of tables and checked.

    Args:
        path: the file.
        file: what to call it in messages.
        find: where parents lie.
        known: ids that exist, for suggestions.

    Raises:
        RulesetError: one of the files cannot be used.
    """
    tables = _read_once(path, file)
    chain, parent = [tables], tables.get("extends")
    seen = [tables["id"]]
    while parent is not None:
        place = find(parent)
        if parent in seen:
            told = " → ".join((*seen, parent))
            raise RulesetError(f"extends 绕成了圈：{told}", file=file, key="extends", cure="断开其中一处")
        if place is None:
            cure = f"{nearest(parent, known)}可以写：{'、'.join(sorted(known))}"
            raise RulesetError(f"没有规则集 {parent}", file=file, key="extends", cure=cure)
        if len(chain) == LONGEST_CHAIN:
            told = " → ".join((*seen, parent))
            raise RulesetError(
                f"extends 超过 {LONGEST_CHAIN} 层：{told}", file=file, key="extends", cure="直接写共同的上级"
            )
        above = _read_once(place, str(place))
        chain.append(above)
        seen.append(parent)
        parent = above.get("extends")
    whole = chain.pop()
    while chain:
        whole = _merged(whole, chain.pop(), file)
    check_required(whole, file)
    return whole


def _read_once(place: Path, file: str) -> Tables:
    """A file that others stand on is read once for itself and for all of them, and anew when it has changed."""
    key = place, _state(place)
    tables = _READ.get(key)
    if tables is None:
        tables = read_tables(place, file)
        check_id(tables, place, file)
        while len(_READ) >= _MOST_READ:
            del _READ[next(iter(_READ))]
        _READ[key] = tables
    return tables


def _state(place: Path) -> tuple[int, ...]:
    """What is another number in whatever way a file was changed or put in the place of another; () where none is."""
    try:
        told = place.stat()
    except OSError:
        return ()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def read_tables(path: Path, file: str) -> Tables:
    """Read one file; its keys and types are checked, what may be inherited may be missing.

    Raises:
        RulesetError: it cannot be read, or is not a ruleset file.
    """
    content = content_of(path, file)
    known = unpacked(content)
    return tables_of(content, file) if known is None else known


def tables_of(content: bytes, file: str) -> Tables:
    """Read what a file holds; see :func:`read_tables`."""
    text = _decoded(content, file)
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, file) from None
    except (ValueError, ArithmeticError, RecursionError):
        # Numbers of thousands of digits, and brackets nested a thousand deep.
        raise RulesetError("TOML 写法有误：数字太长，或括号嵌套太深", file=file, cure="改成普通的写法") from None
    check_tables(tables, file)
    _write_out_scale(tables, file)
    for name, key in NAMED.items():
        _check_unique(tables.get(name, []), name, key, file)
    return tables


def _write_out_scale(tables: Tables, file: str) -> None:
    """Write the grades out that ``scale`` is short for."""
    text = tables.pop("scale", None)
    if text is None:
        return
    if "grade" in tables:
        raise RulesetError("scale 和 [[grade]] 只能写一种", file=file, key="scale", cure="删去其中一种")
    if not _SCALE.fullmatch(text):
        cure = '写成三个数，如 scale = "90/80/60"'
        raise RulesetError(f"scale 要写优、良、中的下限，写的是“{text}”", file=file, key="scale", cure=cure)
    bounds = [*map(Decimal, text.split("/")), Decimal(0)]
    tops = [Decimal(tables.get("total_weight", 100)), *bounds]
    tables["grade"] = [
        {"name": name, "low": low, "high": high, "high_included": number == 0}
        for number, (name, low, high) in enumerate(zip(GRADES, bounds, tops, strict=False))
    ]


def content_of(path: Path, file: str) -> bytes:
    """What a file holds.

    Raises:
        RulesetError: it cannot be read, or is no file of this size.
    """
    try:
        if path.is_dir():
            raise RulesetError("是文件夹，不是规则集文件", file=file, cure="写出其中的 .toml 文件")
        if path.exists() and not path.is_file():
            # Opening a pipe waits for whoever writes to it, for ever.
            raise RulesetError("不是普通文件（是管道或设备）", file=file, cure="写出 .toml 文件的路径")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise RulesetError(why_unreadable(error), file=file, cure="检查路径和读取权限") from None
    if len(content) > LARGEST_FILE:
        raise RulesetError(f"文件超过 {LARGEST_FILE // 1024} KB，不像规则集", file=file, cure="检查是不是选错了文件")
    return content


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RulesetError(f"第 {line} 行不是 UTF-8 编码", file=file, cure="用编辑器另存为 UTF-8") from None


def why_unreadable(error: OSError) -> str:
    """Say in Chinese why a file or folder could not be read."""
    if isinstance(error, FileNotFoundError):
        return "没有这个文件或文件夹"
    if isinstance(error, NotADirectoryError):
        return "不是文件夹"
    if isinstance(error, PermissionError):
        return "没有读取权限"
    return f"无法读取（{error.strerror or error}）"


def _syntax_error(told: str, text: str, file: str) -> RulesetError:
    found = _WHERE.search(told)
    lines = text.splitlines()
    number = int(found[1]) if found and found[1] else len(lines)
    where = f"第 {number} 行第 {found[2]} 列附近" if found and found[2] else "文件末尾"
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    outside = re.sub(r'"[^"]*"|#.*', "", line)
    wide = sorted(set(outside) & set(_FULL_WIDTH))
    if wide:
        return RulesetError(f"{where}有全角符号 {' '.join(wide)}", file=file, cure="换成半角（英文）符号")
    for words, what, cure in _FAULTS:
        if told.startswith(words):
            return RulesetError(f"{where}{what}", file=file, cure=cure)
    return RulesetError(f"{where}不合 TOML 写法", file=file, cure="对照 docs/rulesets.md 的例子检查这一行")


def check_id(tables: Tables, path: Path, file: str) -> None:
    """Refuse a file whose id is not its folder and name.

    Raises:
        RulesetError: the id is missing or another.
    """
    wanted, written = id_of(path), tables.get("id")
    if written is None:
        raise RulesetError("缺少 id（编号）", file=file, key="id", cure=f'写上 id = "{wanted}"')
    if written != wanted:
        cure = f'改成 id = "{wanted}"，或把文件移到 {written}.toml'
        raise RulesetError(f"id 是 {written}，与文件的位置 {wanted} 不一致", file=file, key="id", cure=cure)


def _check_unique(entries: list[Tables], name: str, key: str, file: str) -> None:
    seen: set[object] = set()
    for entry in entries:
        value = entry.get(key)
        if value is not None and value in seen:
            raise RulesetError(f"有两个 [[{name}]] 的 {key} 都是 {value}", file=file, cure="改名，或删去其中一个")
        seen.add(value)


def _merged(parent: Tables, child: Tables, file: str) -> Tables:
    """Return ``child`` standing on ``parent``.

    Own to each file: id, title, documents, source, dates, note.  Named entries are replaced in
    their place; new rules go before the parent's, since the first that applies is taken.
    """
    dropped = set(child.get("drop", []))
    whole = {key: value for key, value in child.items() if key not in ("extends", "drop", "restates")}
    if child.get("restates"):
        parent = _without_sources(parent)
    for key in _INHERITED:
        if key in parent:
            whole.setdefault(key, parent[key])
    for key in _MERGED:
        if key in parent or key in child:
            whole[key] = {**parent.get(key, {}), **child.get(key, {})}
    known: set[str] = set()
    for name, key in NAMED.items():
        above, own = parent.get(name, []), {entry.get(key): entry for entry in child.get(name, [])}
        names = [entry[key] for entry in above]
        known.update(names)
        kept = [
            own[entry[key]] if entry[key] in own else _with_source(entry, parent) if name == "rule" else entry
            for entry in above
            if entry[key] not in dropped or entry[key] in own
        ]
        new = [entry for value, entry in own.items() if value not in names]
        whole[name] = [*new, *kept] if name == "rule" else [*kept, *new]
    for word in sorted(dropped - known):
        cure = f"{nearest(word, known)}上级有：{'、'.join(sorted(known))}"
        raise RulesetError(f"上级规则集没有 {word}，无从去掉", file=file, key="drop", cure=cure)
    whole["inherited"] = _inherited(parent, child, dropped)
    return {key: value for key, value in whole.items() if value != []}


def _inherited(parent: Tables, child: Tables, dropped: set[str]) -> Tables:
    """The sources of the parts that a child takes over."""
    own = set(_parts(child))
    above = {part: parent.get("source") for part in _parts(parent)} | parent.get("inherited", {})
    if "scale_source" in parent:
        above["grade"] = parent["scale_source"]
    return {
        part: source
        for part, source in above.items()
        if part not in own and source is not None and part.removeprefix("weights.") not in dropped
    }


def _parts(tables: Tables) -> Iterator[str]:
    """The parts that a file sets itself, as ``Ruleset.inherited`` names them."""
    execution = tables.get("execution", {})
    if {"weight", "completion", "score"} & execution.keys():
        yield "execution"
    yield from (part for part in ("calculation", "grade") if tables.get(part))
    yield from (f"weights.{scheme['name']}" for scheme in tables.get("weights", ()))
    yield from (f"limits.{name}" for name in tables.get("limits", ()))


def _without_sources(parent: Tables) -> Tables:
    """A parent whose rules another document states itself."""
    rules = [{key: value for key, value in rule.items() if key != "source"} for rule in parent.get("rule", [])]
    return {**{key: value for key, value in parent.items() if key not in ("source", "inherited")}, "rule": rules}


def _with_source(rule: Tables, parent: Tables) -> Tables:
    """An inherited rule keeps the source it came from."""
    return {"source": parent["source"], **rule} if "source" in parent else rule
