"""Where the time of a file goes: unpacking and parsing, reading, recognition, recheck, findings, writing.

Every file is met for the first time.  All time is processor time of one process, each part without those in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from time import process_time
from typing import Any, Final

from attrs import define, field

from workbench.garbage import look_seldom

from .corpora import KINDS, file_of, invented
from .measured import Goal, Measured, Section, versions_of
from .peers import BARE, installed

DOCUMENTS: Final = 60
"""Invented for each format."""
PARTS: Final = ("读成表格", "识别", "复核", "查问题", "写成文本")
AT_MOST: Final = {"docx": 2.0, "html": 2.0, "pdf": 2.0}
"""How many times the bare unpacking and parsing all of it should take."""

_WARMING: Final = range(900_000, 900_008)
_SEEDS: Final = 1_000_000


@define
class Clock:
    """Adds up the seconds of functions, those of one within another only once.

    Attributes:
        spent: seconds by part.
    """

    spent: defaultdict[str, float] = field(factory=lambda: defaultdict(float))
    _within: float = 0.0

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with its time added to a part; what it would give one by one it gives at once."""

        def run(*given: Any, **options: Any) -> Any:
            outside, self._within = self._within, 0.0
            start = process_time()
            try:
                result = function(*given, **options)
                return list(result) if isinstance(result, Iterator) else result
            finally:
                whole = process_time() - start
                self.spent[part] += whole - self._within
                self._within = outside + whole

        return run


def measure(documents: int = DOCUMENTS, kinds: Sequence[str] = KINDS) -> Section:
    """Time the parts on so many files of each format."""
    kinds = [kind for kind in kinds if kind != "pdf" or installed("typst")]
    figures = []
    look_seldom()
    for number, kind in enumerate(kinds):
        seeds = range(_SEEDS * (number + 1), _SEEDS * (number + 1) + documents)
        warming, files = ([file_of(one, kind) for one in invented(given)] for given in (_WARMING, seeds))
        bare, spent = _spent(kind, warming, files)
        whole = sum(spent.values())
        figures.append(Measured(f"{kind}：只解压和解析", "份一秒", [documents / bare]))
        goal = Goal("≤", AT_MOST[kind]) if kind in AT_MOST else None
        figures.append(Measured(f"{kind}：全部", "份一秒", [documents / whole]))
        figures.append(Measured(f"{kind}：全部是解压和解析的几倍", "倍", [whole / bare], goal))
        figures += [Measured(f"{kind}：{part}", "%", [100 * spent[part] / whole]) for part in PARTS]
    how = (
        f"每种格式 {documents} 份互不相同的文件，一个进程里各做一遍，处理器时间；“读成表格”含解压和解析。"
        "“只解压和解析”同 documents：lxml、calamine、pdfium 做同样的解压和解析，不取任何内容。"
    )
    names = sorted({BARE[kind].name for kind in kinds})
    return Section("shares", "一份文件的时间用在哪里", how, tuple(figures), versions_of(names))


def _spent(kind: str, warming: Sequence[bytes], files: Sequence[bytes]) -> tuple[float, dict[str, float]]:
    """Seconds of the bare parsing, and of each part."""
    import reports
    import rulesets
    from scoring import review
    from workbench.recheck_lines import recheck_lines
    from workbench.terminal import Screen

    shelf = list(rulesets.catalogue().values())
    clock = Clock()
    document = import_module("reports.document")
    changed: list[tuple[Any, str, Any]] = [
        (module, name, getattr(module, name))
        for module, names in (
            (document, ["read_parsed"]),
            (review, [name for name in vars(review) if name.startswith("check_")]),
        )
        for name in names
    ]
    screen = Screen()
    read = clock.timed(PARTS[0], reports.read)
    recheck = clock.timed(PARTS[2], review.recheck)
    lines = clock.timed(PARTS[4], recheck_lines)

    def work(data: bytes) -> None:
        lines(recheck(read(f"自评表.{kind}", data), shelf, trace=False, compare=("national/2020",)), screen)

    for module, name, function in changed:
        setattr(module, name, clock.timed(PARTS[1] if module is document else PARTS[3], function))
    try:
        for data in warming:
            work(data)
        clock.spent.clear()
        for data in files:
            work(data)
    finally:
        for module, name, function in changed:
            setattr(module, name, function)
    for data in warming:
        BARE[kind].read(data)
    start = process_time()
    for data in files:
        BARE[kind].read(data)
    return process_time() - start, clock.spent


def main(documents: int = DOCUMENTS) -> None:
    """Measure and print, as Markdown."""
    print(measure(documents).markdown())
