"""A table of a TOML or JSON file, checked key by key: what is wrong is named with file, place and cure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final, NoReturn, Self, TypeVar

from attrs import evolve, frozen

from .errors import ReportError

T = TypeVar("T")
_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


@frozen
class Section:
    """A table of a file.

    Attributes:
        data: the table.
        source: the file's name.
        where: which table it is, e.g. ``[[indicators]] 第 2 项``; "" for the file itself.
        known: the keys it may have; None where they are names that the file chooses.
    """

    error: ClassVar[type[ReportError]] = ReportError
    """What is raised."""
    model: ClassVar[str] = ""
    """The file to compare with."""

    data: Any
    source: str
    where: str
    known: tuple[str, ...] | None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.data, Mapping):
            self.fail("", "应是一个表，里面是 键 = 值", f"对照 {self.model} 的写法")
        if self.known is None:
            return
        for name in self.data:
            if name not in self.known:
                self.fail("", f"不认识的键 {name}", nearest(str(name), self.known, "可用的键有"))

    def fail(self, name: str, what: str, cure: str) -> NoReturn:
        """Raise the error about a key of this table, "" for the table itself."""
        place = "：".join(part for part in (self.source, self.where, name) if part)
        raise self.error(what, place=place, cure=cure)

    def text(self, name: str) -> str:
        """A text, "" where it is not written."""
        value = self.data.get(name, "")
        if not isinstance(value, str):
            self.fail(name, f"应是文字，写的是{kind_of(value)}", f'写成 {name} = "…"')
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self.data.get(name, default)
        if not isinstance(value, bool):
            self.fail(name, f"应是 true 或 false，写的是{kind_of(value)}", f"写成 {name} = true，不要的不写")
        return value

    def one_of(self, name: str, choices: Mapping[str, T], default: T | None = None) -> T:
        """What a text stands for; the default where it is not written."""
        written = self.text(name)
        if not written and default is not None:
            return default
        if not written:
            self.fail(name, "没有写", f"可写 {'、'.join(choices)}")
        if written not in choices:
            self.fail(name, f"不认识的值“{written}”", nearest(written, tuple(choices), "可写"))
        return choices[written]

    def sections(self, name: str, known: tuple[str, ...]) -> Iterator[Self]:
        """The tables of a list, as ``[[name]]`` writes them."""
        items = self.data.get(name, [])
        if not isinstance(items, list):
            self.fail(name, f"应是一列表，写的是{kind_of(items)}", f"每项写成一个 [[{name}]]")
        for number, item in enumerate(items, 1):
            where = f"{self.where} {name}" if self.where else f"[[{name}]]"
            yield evolve(self, data=item, where=f"{where} 第 {number} 项", known=known)


def toml(text: str, source: str, error: type[ReportError], number: Callable[[str], Any] = Decimal) -> dict[str, Any]:
    """The data of a TOML file.

    Args:
        text: its text.
        source: its name.
        error: what is raised where it is no TOML.
        number: what is made of a number that is no integer.

    Raises:
        ValueError: an integer of more digits than Python makes one of.
        RecursionError: brackets without end.
    """
    try:
        return tomllib.loads(text, parse_float=number)
    except tomllib.TOMLDecodeError as broken:
        message = str(broken)
        at = _AT.search(message)
        where = f"第 {at[1]} 行第 {at[2]} 列" if at else "文件末尾"
        twice = "overwrite" in message or "twice" in message
        raise error(
            f"{where}附近{'有一个键写了两次' if twice else '不是有效的 TOML'}",
            place=source,
            cure="删去其中一个" if twice else '检查引号和方括号是否成对，每行写成 键 = "值"',
        ) from None


def nearest(word: str, known: tuple[str, ...], otherwise: str) -> str:
    """The cure for a wrong word: the nearest right one, or all of them."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"是不是 {near[0]}？" if near else f"{otherwise} {'、'.join(known)}"


def kind_of(value: object) -> str:
    """What a value is, in Chinese."""
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, str):
        return "文字"
    if isinstance(value, list):
        return "一列值"
    if isinstance(value, Mapping):
        return "一个表"
    if isinstance(value, date):
        return "日期"
    return "空值（null）" if value is None else "数"
