"""The rule of the column benchmark in the ZEN engine: expressions compiled once and run for each row.

ZEN computes in decimals of its own and takes floats; a decision graph of the same expressions is slower by far.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from time import process_time
from typing import Any, Final

_SHARE: Final = "(more ? max([actual, 0]) / target : actual >= 2 * target ? 0 : min([2 - actual / target, 1]))"
RATE: Final = f"round({_SHARE} * 100, 2)"
POINTS: Final = f"round(min([{_SHARE}, 1]) * weight, 2)"


def make(data: dict[str, Any], per_table: int) -> Callable[[], tuple[Any, ...]]:
    """Prepare to run both expressions for each row; see :func:`benchmarks.peer_openfisca.make`."""
    import zen

    rate, points = zen.compile_expression(RATE), zen.compile_expression(POINTS)

    def both(row: dict[str, Any]) -> tuple[float, float]:
        return rate.evaluate(row), points.evaluate(row)

    return _run(_rows(data), both, per_table)


def make_graph(data: dict[str, Any], per_table: int) -> Callable[[], tuple[Any, ...]]:
    """The same by a decision: a graph of input, expressions and output."""
    import zen

    expressions = [{"id": key, "key": key, "value": value} for key, value in (("rate", RATE), ("points", POINTS))]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "rule", "name": "rule", "type": "expressionNode", "content": {"expressions": expressions}},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rule"},
        {"id": "2", "type": "edge", "sourceId": "rule", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def both(row: dict[str, Any]) -> tuple[float, float]:
        found = decision.evaluate(row)["result"]
        return found["rate"], found["points"]

    return _run(_rows(data), both, per_table)


def _rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    names = ("more", "target", "actual", "weight")
    columns = (
        data["more"].tolist(), data["target"].tolist(), data["actual"].tolist(), (data["weight"] / 10).tolist()
    )  # fmt: skip
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _run(
    rows: list[dict[str, Any]], both: Callable[[dict[str, Any]], tuple[float, float]], per_table: int
) -> Callable[[], tuple[Any, ...]]:
    import numpy as np

    def run() -> tuple[Any, ...]:
        start = process_time()
        found = [both(row) for row in rows]
        totals = [sum(points for _, points in found[at : at + per_table]) for at in range(0, len(found), per_table)]
        spent = process_time() - start
        columns = ([rate for rate, _ in found], [points for _, points in found], totals)
        return spent, *(np.rint(np.array(one) * 100).astype(np.int64) for one in columns)

    return run
