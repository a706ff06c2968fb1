"""Columns of invented rows: every kind of target, blanks, zeros, negative and huge numbers, ties."""

from __future__ import annotations

import numpy as np

from scoring import Ruleset
from scoring.column_data import FILLED, OPERATORS, UNREADABLE, Array, Numbers, RowColumns


def invented_rows(count: int, seed: int, ruleset: Ruleset) -> RowColumns:
    """Rows that a ruleset scores in all its ways, and some that it does not score."""
    random = np.random.default_rng(seed)

    def states(blank: float, unreadable: float = 0.0) -> Array:
        drawn = random.random(count)
        found: Array = np.where(drawn < blank, 0, np.where(drawn < blank + unreadable, UNREADABLE, FILLED))
        return found.astype(np.int8)

    def some(share: float, otherwise: Array, instead: Array | int) -> Array:
        chosen: Array = np.where(random.random(count) < share, instead, otherwise)
        return chosen

    target = random.integers(1, 20_000, count)
    # By these a score comes out with few digits, often with a 5 behind the last place kept.
    target = some(0.3, target, 2 ** random.integers(0, 8, count) * 5 ** random.integers(0, 4, count))
    target = some(0.05, target, 0)
    actual = (target * random.uniform(0.3, 1.6, count)).astype(np.int64)
    # Met to the digit; at the edges of bands; twice the target and more.
    actual = some(0.2, actual, target)
    actual = some(0.2, actual, target * random.choice([50, 60, 70, 80, 85, 90, 110, 130, 200, 300], count) // 100)
    actual = some(0.03, actual, -actual)
    actual = some(0.01, actual, actual * 10**13)
    low = random.integers(0, 5_000, count)
    names = ["", *sorted({name for rule in ruleset.rules for name in rule.names}), "没有这个规则"]
    words = [frozenset[str](), *(frozenset([word]) for word in sorted(ruleset.indicator_words - {"coefficient"}))]
    return RowColumns(
        kind=random.choice([-1, 0, 0, 0, 0, 1, 2, 3], count).astype(np.int8),
        operator=random.integers(0, len(OPERATORS), count).astype(np.int8),
        numbers={
            "target": Numbers(target, 2),
            "actual": Numbers(actual, 2, states(0.05)),
            "low": Numbers(low, 2),
            "high": Numbers(low + random.integers(0, 5_000, count), 2),
            "weight": Numbers(random.integers(5, 300, count), 1, states(0.02)),
            "coefficient": Numbers(random.integers(0, 101, count), 0, states(0.5, 0.02)),
            "deduction": Numbers(random.integers(0, 50, count), 1, states(0.5, 0.02)),
        },
        met=random.integers(-1, 2, count).astype(np.int8),
        reason=random.random(count) < 0.3,
        rules=(random.integers(0, len(names), count).astype(np.int32), names),
        words=(random.integers(0, len(words), count).astype(np.int32), words),
    )
