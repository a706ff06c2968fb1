"""Times reading and rechecking of files met for the first time, for the page; see :mod:`benchmarks.fresh`."""

from __future__ import annotations

from typing import Final

from . import fresh
from .corpora import KINDS
from .measured import Goal, Measured, Section, ratio, versions_of
from .peers import BARE, PEERS, installed

_UNIT: Final = "毫秒一份"
_USUAL: Final = {"docx": Goal("≥", 4), "xlsx": Goal("≥", 10), "html": Goal("≥", 1), "pdf": Goal("≥", 5)}
"""How many times as fast as the usual library reads alone we should read and recheck."""

_BARE: Final = {"docx": Goal("≤", 2), "html": Goal("≤", 2), "pdf": Goal("≤", 2)}
"""How many times the bare unpacking and parsing we should take to read and recheck."""


def measure(documents: int = fresh.DOCUMENTS) -> Section:
    """Time reading and rechecking of every format.

    Args:
        documents: how many are invented for each.
    """
    corpus = fresh.distinct([kind for kind in KINDS if kind != "pdf" or installed("typst")], documents)
    figures: list[Measured] = []
    for kind, steps in fresh.each(corpus):
        peer, bare = PEERS[kind], BARE[kind]
        missing = "" if peer.version else "没有安装"
        read = Measured(f"{kind}：读入", _UNIT, steps.read)
        both = Measured(f"{kind}：读入并复核", _UNIT, steps.both, None, _rate(steps.both))
        usual = Measured(f"{kind}：{peer.name} 只读入", _UNIT, steps.peer, None, missing)
        least = Measured(f"{kind}：{bare.name} 只{bare.what}", _UNIT, steps.bare, None, _rate(steps.bare))
        figures += [
            read,
            both,
            usual,
            least,
            ratio(f"{kind}：读入并复核，比 {peer.name} 只读入快", usual, both, _USUAL[kind]),
            ratio(f"{kind}：读入并复核，是只{bare.what}的", both, least, _BARE.get(kind)),
        ]
    names = {one.name for one in (*PEERS.values(), *BARE.values())}
    return Section(
        "formats",
        "读入并复核",
        f"初次见到的文件：{corpus.name}。每种读法每轮一个新进程，先用别的文件预热，再各读一遍，计处理器时间，"
        "垃圾回收都按命令自己的设置；复核包括推断规则集和全部检查。",
        figures,
        versions_of(names),
    )


def main() -> None:
    """Measure and print, as Markdown."""
    print(measure().markdown())


def _rate(milliseconds: list[float]) -> str:
    """Files a second, by the fastest round."""
    return f"最快的一轮每秒 {1000 / min(milliseconds):,.0f} 份" if milliseconds else ""
