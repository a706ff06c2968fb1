"""Small tables written in code, for tests that need one certain fact."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from scoring import Evaluation, FundLine, Indicator, Value, parse_figure, parse_value
from scoring.quantity import Reading


def reading(text: str | None) -> Reading:
    return None if text is None else parse_figure(text)


def value(text: str | None) -> Value | None:
    return None if text is None else parse_value(text)


def row(
    target: str,
    actual: str,
    weight: str | None,
    score: str | None,
    *,
    name: str = "指标",
    reason: str = "",
    **more: Any,
) -> Indicator:
    """One row as printed: ``row("≥3次", "=3次", "10", "10.00")``."""
    return Indicator(
        name=name,
        level1=more.pop("level1", "产出指标"),
        level2=more.pop("level2", "数量指标"),
        target=value(target),
        actual=value(actual),
        weight=reading(weight),
        printed_score=reading(score),
        printed_completion=reading(more.pop("completion", None)),
        reason=reason,
        **more,
    )


def funds(
    adjusted: str, executed: str, rate: str | None, score: str | None, *, initial: str | None = None, weight: str = "10"
) -> FundLine:
    """The total row of a money block."""
    return FundLine(
        "年度资金总额",
        initial=reading(initial or adjusted),
        adjusted=reading(adjusted),
        executed=reading(executed),
        weight=reading(weight),
        printed_rate=reading(rate),
        printed_score=reading(score),
        total=True,
    )


CLEAN = Evaluation(
    kind="project",
    form="self-evaluation",
    project="图书采购项目",
    unit="云岭县示例局",
    year=2023,
    funds=(funds("100.00", "100.00", "100.00%", "10.00"),),
    indicators=(
        row("≥300册", "=300册", "20", "20.00", name="采购图书册数"),
        row("=100%", "=100%", "20", "20.00", name="验收合格率", level2="质量指标"),
        row("≤100万元", "=100万元", "20", "20.00", name="采购成本", level1="成本指标", level2="经济成本指标"),
        row("长期", "长期", "20", "20.00", name="丰富群众文化生活", level1="效益指标", level2="社会效益指标"),
        row("≥90%", "=95%", "10", "10.00", name="读者满意度", level1="满意度指标", level2="满意度指标"),
    ),
    printed_weight_total=reading("100"),
    printed_total=reading("100分"),
)
"""A table in which nothing is wrong."""


def with_row(number: int, **changes: Any) -> Evaluation:
    """``CLEAN`` with changes to one row (from 1); strings are read as cells."""
    for name in ("target", "actual", "prior"):
        if name in changes:
            changes[name] = value(changes[name])
    for name in ("weight", "printed_score", "printed_completion"):
        if name in changes:
            changes[name] = reading(changes[name])
    rows = list(CLEAN.indicators)
    rows[number - 1] = evolve(rows[number - 1], **changes)
    return evolve(CLEAN, indicators=tuple(rows))


def with_funds(line: FundLine, *more: FundLine) -> Evaluation:
    """``CLEAN`` with another money block."""
    return evolve(CLEAN, funds=(line, *more))
