"""Findings A2 and A3: weights that do not add up, or are not what the ruleset sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from .examined import Examined, level_points
from .finding import Finding
from .model import Indicator
from .quantity import Unreadable, are_there, figure_value, plain
from .wording import finding

_Row: TypeAlias = tuple[int, Indicator]
"""An indicator with its number in the table."""


def check_weights(table: Examined) -> Iterator[Finding]:
    """Rows against the whole, rows against the points printed beside their level, levels against the ruleset."""
    yield from _whole(table)
    yield from _levels(table)
    yield from _scheme(table)


def _whole(table: Examined) -> Iterator[Finding]:
    evaluation = table.evaluation
    # What has neither name nor weight is no indicator, whatever stands in its cells.
    weights = [
        weight
        for indicator, weight in zip(evaluation.indicators, table.weights, strict=True)
        if weight is not None or indicator.name or indicator.weight is not None
    ]
    if not weights or not are_there(weights):
        return
    rows = table.whole
    budget = table.budget
    if budget is not None and isinstance(budget.weight, Unreadable):
        return
    printed = figure_value(budget.weight) if budget is not None else None
    if printed is None and budget is not None and figure_value(budget.printed_score) is not None:
        printed = table.ruleset.execution.weight  # scored, so it is worth what the ruleset says
    full = table.ruleset.total_weight
    if printed is not None and not table.restates_total:
        total, expected, what = rows + printed, full, "各项指标分值与预算执行率分值"
    else:
        share = table.ruleset.execution.weight
        # A money block without a weight of its own is worth what the ruleset says.
        whole_in_rows = rows == full or (evaluation.form == "self-evaluation" and budget is None)
        expected = full if whole_in_rows else full - share
        total, what, printed = rows, "各项指标分值", None
    if total != expected:
        yield finding(
            "A2",
            table.where(0, "分值"),
            severity="error" if _is_sure(table) else "warning",
            read=plain(total),
            expected=plain(expected),
            arithmetic=_sum_up((printed, *weights), total),
            what=f"{what}相加是 {plain(total)} 分，应为 {plain(expected)} 分",
        )
    whole = figure_value(evaluation.printed_weight_total)
    # Where the execution has no weight of its own, the whole still holds what the ruleset gives it.
    implied = total + table.ruleset.execution.weight if printed is None and budget is not None else total
    # Rows that do not add up have been told; the whole they should come to is not wrong for that.
    if whole is not None and whole not in (total, rows, implied) and (total == expected or whole != full):
        yield finding(
            "A2",
            table.where(0, "分值", "总分"),
            read=plain(whole),
            expected=plain(total if total == expected else full),
            arithmetic=_sum_up((printed, *weights), total),
            what=f"总分行的分值印为 {plain(whole)} 分，各行分值相加是 {plain(total)} 分",
        )


def _is_sure(table: Examined) -> bool:
    """Is it known what the budget execution is worth?

    Without a money block nobody can say whether its points were left out on purpose; where it is scored and
    prints no weight, only the ruleset can say.
    """
    budget = table.budget
    if budget is None:
        return table.evaluation.form == "goal"
    scored = figure_value(budget.printed_score) is not None
    return not scored or figure_value(budget.weight) is not None or table.certain


def _levels(table: Examined) -> Iterator[Finding]:
    """Points printed beside a level's name, 产出指标（50分）, against what stands under it."""
    indicators = table.evaluation.indicators
    if all(level_points(text)[1] is None for text in table.levels):
        return
    everything = tuple(enumerate(indicators, 1))
    for first, rows in _groups(everything, "level1").items():
        seconds = _groups(rows, "level2")
        yield from _level(table, first, rows, [level_points(second)[1] for second in seconds])
        for second, under in seconds.items():
            yield from _level(table, second, under)


def _groups(rows: Iterable[_Row], level: str) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(getattr(row[1], level), []).append(row)
    return found


def _level(
    table: Examined, printed: str, rows: list[_Row], seconds: Sequence[Decimal | None] = (None,)
) -> Iterator[Finding]:
    name, points = level_points(printed)
    if points is None:
        return
    weights = [indicator.weight_value for _, indicator in rows]
    what = "下面各行分值"
    if any(weight is None for weight in weights):
        weights, what = list(seconds), "下面各二级指标分值"
    parts = [weight for weight in weights if weight is not None]
    if len(parts) < len(weights):
        return
    total = sum(parts, Decimal(0))
    if total == points:
        return
    yield finding(
        "A2",
        table.where(rows[0][0], "分值"),
        read=plain(points),
        expected=plain(total),
        arithmetic=_sum_up(parts, total),
        what=f"“{name}”印为 {plain(points)} 分，{what}相加是 {plain(total)} 分",
    )


def _sum_up(parts: Iterable[Decimal | None], total: Decimal) -> str:
    """The sum written out; "" where there is only one part."""
    shown = [plain(part) for part in parts if part is not None]
    return f"{' + '.join(shown)} = {plain(total)}" if len(shown) > 1 else ""


def _scheme(table: Examined) -> Iterator[Finding]:
    schemes = table.ruleset.weights
    if not schemes:
        return
    if not are_there(table.weights):
        return
    sums = table.level_sums
    if not sums or any(scheme.levels == sums for scheme in schemes):
        return
    if not any(set(sums) <= set(scheme.levels) for scheme in schemes):
        return  # a tree of other levels, of which the ruleset does not speak
    yield finding(
        "A3",
        table.where(0, "分值"),
        expected=" 或 ".join(_listed(dict(scheme.levels)) for scheme in schemes),
        source=table.ruleset.source_of(*(f"weights.{scheme.name}" for scheme in schemes)),
        read=_listed(sums),
        ruleset=table.ruleset.title,
    )


def _listed(sums: dict[str, Decimal]) -> str:
    return "、".join(f"{name or '（未写）'} {plain(value)}" for name, value in sums.items())
