"""Rows with their targets and weights, before anything is done."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Final

from scoring import Indicator, Ruleset, parse_value
from scoring.quantity import plain

from .phrases import name_at
from .printing import figure
from .topics import RowTopic

_LEVELS: Final = {"产出": 50, "效益": 20, "满意度": 10, "成本": 10}
_DAYS: Final = ("6月30日", "9月30日", "10月20日", "11月30日", "12月10日", "12月10日", "12月25日", "12月31日")


def _shares(random: Random, ruleset: Ruleset) -> dict[str, int]:
    """Points of each level, by its name without 指标 behind; they and the execution's add up to the whole."""
    whole = int(ruleset.total_weight - ruleset.execution.weight)
    fitting = [scheme for scheme in ruleset.weights if sum(scheme.levels.values()) == whole]
    fitting = [scheme for scheme in fitting if set(scheme.levels) <= set(_LEVELS)]
    if fitting:
        return {level: int(points) for level, points in random.choice(fitting).levels.items()}
    return {**_LEVELS, "产出": whole - 40}


def project_rows(
    random: Random, topics: Sequence[RowTopic], ruleset: Ruleset, adjusted: Decimal, year: int, place: str
) -> list[Indicator]:
    """The rows of a project: some of those it could have, worth what the ruleset wants of each level.

    Args:
        random: where everything that is free comes from.
        topics: rows it could have.
        ruleset: how it is scored.
        adjusted: its budget, 万元.
        year: the budget year.
        place: where it is carried out.
    """
    shares = _shares(random, ruleset)
    rows = []
    for level in ("产出", "成本", "效益", "满意度"):
        points = shares.get(level, 0)
        mine = [row for row in topics if row.level1 == f"{level}指标"]
        if not points or not mine:
            continue
        most = min(len(mine), max(1, points // 5))
        sure = 2 if level == "产出" else 1
        kept = mine[:sure] + [row for row in mine[sure:] if random.random() < 0.75]
        kept = kept[:most]
        for row, weight in zip(kept, _split(random, points, len(kept)), strict=True):
            rows.append(_row(random, row, weight, adjusted, year, place))
    return rows


def department_rows(
    random: Random, topics: Sequence[RowTopic], points: int, adjusted: Decimal, year: int
) -> list[Indicator]:
    """The rows of a unit's own table, worth so many points together; other arguments as for ``project_rows``."""
    weights = _split(random, points, len(topics))
    return [_row(random, topic, weight, adjusted, year) for topic, weight in zip(topics, weights, strict=True)]


def _split(random: Random, points: int, count: int) -> list[int]:
    """Points in ``count`` parts: most often all in fives, where they can be."""
    unit = 5 if points % 5 == 0 and points >= 5 * count and random.random() < 0.75 else 1
    parts = [points // unit // count * unit] * count
    parts[-1] += points - sum(parts)
    for _ in range(count):
        give, take = random.randrange(count), random.randrange(count)
        moved = unit if unit > 1 else random.choice((1, 2, 5))
        if parts[give] - moved >= max(4, unit):
            parts[give] -= moved
            parts[take] += moved
    return parts


def _row(random: Random, topic: RowTopic, weight: int, adjusted: Decimal, year: int, place: str = "") -> Indicator:
    """A row with its target; nothing is done yet."""
    return Indicator(
        name=name_at(random, topic.name, topic.level1, place) if place else topic.name,
        level1=topic.level1,
        level2=topic.level2,
        target=parse_value(_target(random, topic, adjusted, year)),
        weight=figure(weight),
    )


def _target(random: Random, topic: RowTopic, adjusted: Decimal, year: int) -> str:
    if topic.kind == "words":
        return topic.words
    if topic.kind == "date":
        return f"{year}年{random.choice(_DAYS)}前"
    if topic.kind == "cost":
        return f"≤{plain(adjusted)}万元"
    if topic.kind == "price":
        return f"≤{_round_number(random, topic)}{topic.unit}"
    operator = "≥" if topic.kind == "satisfaction" or random.random() < 0.7 else "="
    return f"{operator}{_round_number(random, topic)}{topic.unit}"


def _round_number(random: Random, topic: RowTopic) -> int:
    """A number of the topic's range, more often than not one that people like: 95, 120, 3000."""
    number = random.randrange(topic.low, topic.high + 1)
    if random.random() < 0.7:
        step = 5 if number < 100 else 10 ** (len(str(number)) - 1) // 2
        rounded = number - number % step
        return rounded if rounded >= topic.low else number
    return number - number % 10 if number > 400 else number
