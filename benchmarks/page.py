"""Writes the page of benchmarks: what was measured, on which machine, with which versions, beside the goals.

``python -m benchmarks page [SECTION …]`` measures the sections named, all if none is, keeps what was found in
``docs/benchmarks.json`` beside what is there, and writes ``docs/benchmarks.md``; ``page --rewrite`` writes the page
from what is kept, ``page --check`` exits with 1 where the page is not what would be written.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Final

from attrs import frozen

from .measured import Section, versions_of

DOCS: Final = Path(__file__).parent.parent / "docs"
KEPT: Final = DOCS / "benchmarks.json"
PAGE: Final = DOCS / "benchmarks.md"

SECTIONS: Final = {
    "tables": "run",
    "formats": "formats",
    "writing": "writing",
    "shares": "shares",
    "folder": "folder",
    "memory": "memory",
    "startup": "startup",
    "rows": "rows",
    "columns": "columns",
    "engines": "engines",
    "batch": "batch",
}
"""The sections in the order of the page, and the modules whose ``measure`` gives them."""

_OURS: Final = ("attrs", "lxml", "pypdfium2", "simpleeval", "numpy", "pyarrow")
_HEAD: Final = """# 测速

这一页由 `python -m benchmarks page` 写出，`python -m benchmarks page rows columns` 只重测其中几节；测得的数都在
[benchmarks.json](benchmarks.json) 里。各节都把要比的几种做法放在同一次运行里轮流测，所以看倍数，不要拿不同机器、
不同时候的绝对数相比。每个数是各轮的中位数，括号里是最小和最大的一轮；“目标”是本软件给自己定的。
"""


_BUSY: Final = 0.5
"""Cores that others took, from which the page says so."""


@frozen
class Kept:
    """A section as it was measured.

    Attributes:
        section: the figures.
        day: on which they were measured, as ``2026-01-31``.
        machine: on what, in Chinese.
        load: how many processes of others wanted a core when it began, on average of a minute.
    """

    section: Section
    day: str
    machine: str
    load: float

    def markdown(self, machine: str = "") -> str:
        """The section of the page; it names its machine where that is another than the page's."""
        busy = f"，开始时别的程序平均占着 {self.load:.1f} 个核" if self.load >= _BUSY else ""
        other = "" if self.machine == machine else f"，{self.machine}"
        return f"## {self.section.title}\n\n{self.section.markdown()}\n\n测于 {self.day}{other}{busy}。\n"


def main(*arguments: str) -> int:
    """Measure, write or check; returns the exit code."""
    kept = load()
    if "--check" in arguments:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page(kept)
        if stale:
            print(f"{PAGE.name} 与 {KEPT.name} 不符，用 python -m benchmarks page --rewrite 重写", file=sys.stderr)
        return int(stale)
    if "--rewrite" not in arguments:
        unknown = sorted(set(arguments) - set(SECTIONS))
        if unknown:
            print(f"没有“{'、'.join(unknown)}”一节；有的是：{'、'.join(SECTIONS)}", file=sys.stderr)
            return 2
        for name in arguments or SECTIONS:
            found = measured(name)
            print(found.markdown(), flush=True)
            # Read again: somebody may have measured another section meanwhile.
            kept = {**load(), name: found}
            save(kept)
    PAGE.write_text(page(kept), encoding="utf-8", newline="\n")
    return 0


def measured(name: str) -> Kept:
    """Measure a section."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    section: Section = import_module(f".{SECTIONS[name]}", __package__).measure()
    return Kept(section, date.today().isoformat(), machine(), round(load, 1))


def machine() -> str:
    """Processor, cores, memory, system and versions, in Chinese."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    versions = "、".join(" ".join(pair) for pair in versions_of(_OURS).items())
    memory = f"内存 {_gigabytes()} GB，" if _gigabytes() else ""
    return f"{_processor()}，{os.cpu_count()} 核，{memory}{platform.system()}，{python}，{versions}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _gigabytes() -> int:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    except (AttributeError, OSError, ValueError):
        return 0


def page(kept: dict[str, Kept]) -> str:
    """The page, of the sections there are."""
    if not kept:
        return _HEAD
    machines = [one.machine for one in kept.values()]
    usual = max(machines, key=machines.count)
    sections = (kept[name].markdown(usual) for name in SECTIONS if name in kept)
    return "\n".join([_HEAD, f"机器：{usual}。\n", *sections])


def load(path: Path = KEPT) -> dict[str, Kept]:
    """What was measured before, by the ids of the sections."""
    import cattrs

    if not path.exists():
        return {}
    return cattrs.structure(json.loads(path.read_text(encoding="utf-8")), dict[str, Kept])


def save(kept: dict[str, Kept], path: Path = KEPT) -> None:
    """Keep what was measured."""
    import cattrs

    data = cattrs.unstructure({name: kept[name] for name in SECTIONS if name in kept})
    text = json.dumps(_short(data), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _short(data: object) -> object:
    """Figures with six digits: no measurement is better."""
    if isinstance(data, dict):
        return {key: _short(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_short(one) for one in data]
    return float(f"{data:.6g}") if isinstance(data, float) else data
