"""What a benchmark hands on: figures with their rounds, the goal beside them, and one sentence on how they were made.

Every benchmark of the page has a function ``measure() -> Section``; :mod:`benchmarks.page` collects the sections,
keeps them in ``docs/benchmarks.json`` and writes ``docs/benchmarks.md``.  ``print(section.markdown())`` shows one by
itself.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, TypeAlias

from attrs import field, frozen

Side: TypeAlias = Literal["≥", "≤"]

TIMES: Final = "倍"
"""The unit of a ratio."""


@frozen
class Goal:
    """What a figure should be at least or at most, in its unit."""

    side: Side
    number: float

    def __str__(self) -> str:
        return f"{self.side} {_digits(self.number)}"

    def met(self, number: float) -> bool:
        """Does a figure reach it?"""
        return number >= self.number if self.side == "≥" else number <= self.number


def _floats(given: Iterable[float]) -> tuple[float, ...]:
    return tuple(map(float, given))


@frozen
class Measured:
    """A figure, measured in several rounds.

    Attributes:
        name: what was measured, in Chinese.
        unit: of the figures, in Chinese: 毫秒, 纳秒一行, 份一秒, 倍.
        rounds: one figure for each round; none where it could not be measured.
        goal: what it should be, or None.
        remark: what the reader should know, in Chinese: why there is no figure, what it is the sum of.
    """

    name: str
    unit: str
    rounds: tuple[float, ...] = field(converter=_floats)
    goal: Goal | None = None
    remark: str = ""

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.rounds)

    @property
    def met(self) -> bool | None:
        """Does the median reach the goal?  None where there is no goal or no figure."""
        return self.goal.met(self.median) if self.goal is not None and self.rounds else None

    def __str__(self) -> str:
        """Median and spread: ``3.2（3.1–3.6）``."""
        if not self.rounds:
            return "—"
        low, middle, high = (_digits(one) for one in (min(self.rounds), self.median, max(self.rounds)))
        return middle if len(self.rounds) == 1 else f"{middle}（{low}–{high}）"

    def line(self) -> str:
        """The line of a Markdown table."""
        goal = "" if self.goal is None else str(self.goal)
        verdict = {True: "达到", False: "未达到", None: ""}[self.met]
        return f"| {self.name} | {self} | {self.unit} | {goal} | {verdict} | {self.remark} |"


def _sentences(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


def _figures(given: Iterable[Measured]) -> tuple[Measured, ...]:
    return tuple(given)


@frozen
class Section:
    """What a benchmark measured.

    Attributes:
        id: the word it is chosen by on the command line.
        title: in Chinese.
        how: what is measured and how, in a sentence or two, in Chinese.
        figures: in the order of the table.
        versions: of the libraries compared, by name, where they are installed.
        notes: what the figures show, sentences in Chinese below the table.
    """

    id: str
    title: str
    how: str
    figures: tuple[Measured, ...] = field(converter=_figures)
    versions: dict[str, str] = field(factory=dict)
    notes: tuple[str, ...] = field(default=(), converter=_sentences)

    def figure(self, name: str) -> Measured:
        """The figure of this name.

        Raises:
            KeyError: there is none.
        """
        for one in self.figures:
            if one.name == name:
                return one
        raise KeyError(name)

    def markdown(self) -> str:
        """The section as Markdown, without a heading."""
        head = ("| 测的 | 中位数（最小–最大） | 单位 | 目标 | | 说明 |", "| --- | ---: | --- | --- | --- | --- |")
        lines = [self.how, "", *head, *(one.line() for one in self.figures)]
        if self.versions:
            lines += ["", "版本：" + "、".join(" ".join(pair) for pair in sorted(self.versions.items())) + "。"]
        for note in self.notes:
            lines += ["", note]
        return "\n".join(lines)


def ratio(name: str, theirs: Measured, ours: Measured, goal: Goal | None = None, remark: str = "") -> Measured:
    """How many times as fast we are, round by round: in a round both ran on a machine that was busy alike.

    Args:
        name: of the figure.
        theirs, ours: times in one unit, of the same rounds.
        goal: for the ratio.
        remark: of the figure; where theirs could not be measured, the reason it gives.
    """
    pairs = zip(theirs.rounds, ours.rounds, strict=False)
    return Measured(name, TIMES, (one / other for one, other in pairs), goal, remark or theirs.remark)


def in_turns(
    works: Sequence[Callable[[], object]], clock: Callable[[], float], rounds: int, per: float = 1.0
) -> list[list[float]]:
    """Time works that take turns, so that a busy machine disturbs all alike.

    Args:
        works: what is timed; each is run once before.
        clock: gives seconds.
        rounds: how often each is timed.
        per: what a round's seconds are divided by, such as rows.

    Returns:
        For each work a figure for each round.
    """
    for work in works:
        work()
    found: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for times, work in zip(found, works, strict=True):
            start = clock()
            work()
            times.append((clock() - start) / per)
    return found


def versions_of(names: Iterable[str]) -> dict[str, str]:
    """The versions of those distributions that are installed."""
    from .peers import installed

    return {name: installed(name) for name in names if installed(name)}


def _digits(number: float) -> str:
    """Three significant digits at least, thousands set off: 0.0123, 1.23, 12.3, 1,234."""
    if number == 0 or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"
