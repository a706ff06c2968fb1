"""Hypothesis strategies of the whole suite: values, rows, tables."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from fractions import Fraction
from typing import TypeVar

from attrs import evolve
from hypothesis import reject
from hypothesis import strategies as st

import rulesets
from examples.generated import Generated, generate
from reports import ReportError
from reports.grid import Cell
from scoring import (
    Evaluation,
    Figure,
    FundLine,
    Indicator,
    Moment,
    Quantity,
    Ruleset,
    Several,
    Span,
    Unit,
    Value,
    Words,
    format_value,
    mark_indicator,
    score,
)
from scoring.quantity import NO_UNIT
from scoring.rounding import HALF_UP_2
from scoring.words import OPERATORS

UNITS = [
    "人",
    "人次",
    "次",
    "个",
    "万元",
    "元",
    "亿元",
    "元/人/天",
    "万元/天",
    "平方米",
    "%",
    "小时",
    "月",
    "套",
    "万人次",
]
WORDS = ["长期", "有效提升", "保障", "不断增强", "显著", "持续改善", "优化"]
LEVELS = {
    "产出指标": ["数量指标", "质量指标", "时效指标"],
    "成本指标": ["经济成本指标"],
    "效益指标": ["社会效益指标", "经济效益指标"],
    "满意度指标": ["满意度指标"],
}
NAMES = ["举办培训班次数", "设备采购数量", "图书采购册数", "活动覆盖率", "验收合格率", "道路养护里程", "服务对象满意度"]


def numbers(low: str = "0", high: str = "100000", places: int = 2) -> st.SearchStrategy[Decimal]:
    """Decimals with at most ``places`` places, as documents print them."""
    return st.decimals(Decimal(low), Decimal(high), places=places, allow_nan=False, allow_infinity=False)


def units() -> st.SearchStrategy[Unit]:
    return st.sampled_from([NO_UNIT, *map(Unit.of, UNITS)])


def quantities() -> st.SearchStrategy[Quantity]:
    """Quantities whose text is their plain spelling."""
    made = st.builds(Quantity, st.just(""), st.sampled_from(["", *OPERATORS]), numbers(), units())
    return made.map(_spelt)


def spans() -> st.SearchStrategy[Span]:
    pairs = st.tuples(numbers(), numbers()).map(sorted)
    return st.builds(lambda pair, unit: _spelt(Span("", pair[0], pair[1], unit)), pairs, units())


def moments() -> st.SearchStrategy[Moment]:
    years = st.integers(1990, 2100)
    days = st.builds(
        Moment, st.just(""), years, st.integers(1, 12), st.one_of(st.none(), st.integers(1, 28)), st.booleans()
    )
    ends = st.builds(
        Moment, st.just(""), years, st.one_of(st.none(), st.integers(1, 12)), st.none(), st.booleans(), st.just(True)
    )
    return st.one_of(days, ends).map(_spelt)


def words() -> st.SearchStrategy[Words]:
    return st.sampled_from(WORDS).map(Words)


def several() -> st.SearchStrategy[Several]:
    parts = st.lists(quantities(), min_size=2, max_size=3)
    return parts.map(lambda made: _spelt(Several("", tuple(made))))


def values() -> st.SearchStrategy[Value]:
    return st.one_of(quantities(), spans(), moments(), words(), several())


T = TypeVar("T")
V = TypeVar("V", Quantity, Span, Moment, Several)


def _spelt(value: V) -> V:
    return evolve(value, text=format_value(value))


WEIGHTS = st.integers(1, 30).map(Decimal)


@st.composite
def numeric_rows(
    draw: st.DrawFn, operators: tuple[str, ...] = ("≥", ">", "=", "≤", "<"), most: str = "1.19"
) -> Indicator:
    """A row with a target above 0 and an actual up to ``most`` times the target, in one unit."""
    operator, unit = draw(st.sampled_from(operators)), draw(units())
    target = draw(numbers("0.5", "5000"))
    share = draw(st.decimals(Decimal(0), Decimal(most), places=3))
    actual = (target * share).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    if (operator == ">" and actual == target) or (operator == "<" and actual >= target):
        actual = target / 2 if operator == "<" else target + 1
    level1 = draw(st.sampled_from(sorted(LEVELS)))
    return Indicator(
        name=draw(st.sampled_from(NAMES)),
        level1=level1,
        level2=draw(st.sampled_from(LEVELS[level1])),
        target=_spelt(Quantity("", operator, target, unit)),
        actual=_spelt(Quantity("", "=", actual, unit)),
        weight=figure(draw(WEIGHTS)),
    )


def word_rows() -> st.SearchStrategy[Indicator]:
    """A row whose target in words was met word for word."""
    return st.builds(
        lambda name, text, weight: Indicator(name, "效益指标", "社会效益指标", text, text, weight=figure(weight)),
        st.sampled_from(NAMES),
        words(),
        WEIGHTS,
    )


@st.composite
def evaluations(draw: st.DrawFn, operators: tuple[str, ...] = ("≥", "=", "≤"), most: str = "1.19") -> Evaluation:
    """A project's self-evaluation whose weights add to 90 beside 10 for the execution rate."""
    rows = draw(st.lists(st.one_of(numeric_rows(operators, most), word_rows()), min_size=1, max_size=8))
    rows = [
        evolve(row, name=f"{row.name}{number}", weight=figure(weight))
        for number, (row, weight) in enumerate(zip(rows, _shares(draw, len(rows)), strict=True), 1)
    ]
    adjusted = draw(numbers("1", "9000"))
    executed = (adjusted * draw(st.decimals(Decimal("0.51"), 1, places=3))).quantize(Decimal("0.01"), rounding=ROUND_UP)
    budget = FundLine("年度资金总额", figure(adjusted), figure(adjusted), figure(executed), figure(10), total=True)
    return Evaluation(
        kind="project",
        form="self-evaluation",
        project=draw(st.sampled_from(["图书采购项目", "文化站运转经费", "乡村道路养护"])),
        unit="云岭县示例局",
        year=draw(st.integers(2020, 2025)),
        funds=(budget,),
        indicators=tuple(rows),
    )


def _shares(draw: st.DrawFn, count: int) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(1, 89), min_size=count - 1, max_size=count - 1, unique=True)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, 90], strict=True)]


def figure(number: Decimal | int) -> Figure:
    """A number as a document prints it."""
    value = Decimal(number)
    return Figure(f"{value:f}", value)


def publish(evaluation: Evaluation, ruleset: Ruleset) -> Evaluation:
    """Print a table as an office would: our scores, the rate, the total, a reason where points are lost.

    Rows and budgets the ruleset cannot score keep no score.
    """
    rows = []
    for row in evaluation.indicators:
        mark = mark_indicator(row, ruleset, year=evaluation.year, trace=False)
        if mark.score is not None and mark.weight is not None and mark.score < mark.weight:
            # The reason may itself change the rule that applies, so it is there before the score counts.
            row = evolve(row, reason="受天气影响，部分工作推迟")
            mark = mark_indicator(row, ruleset, year=evaluation.year, trace=False)
        rows.append(evolve(row, printed_score=None if mark.score is None else figure(mark.score)))
    table = evolve(evaluation, indicators=tuple(rows))
    card = score(table, ruleset, trace=False)
    budget = table.budget
    if budget is not None and card.execution is not None and card.execution.score is not None:
        assert isinstance(budget.executed, Figure)
        assert isinstance(budget.adjusted, Figure)
        rate = HALF_UP_2.decimal(Fraction(budget.executed.value) / Fraction(budget.adjusted.value) * 100)
        line = evolve(budget, printed_rate=Figure(f"{rate:f}%", rate), printed_score=figure(card.execution.score))
        table = evolve(table, funds=(line,))
    return evolve(table, printed_total=None if card.total is None else figure(card.total))


def printed_numbers() -> st.SearchStrategy[str]:
    """Numbers as forms print them, of at most 15 digits: ``1,200.00``, ``90.00%``, ``-3.5``."""
    return st.builds(
        lambda digits, places, grouped, sign, tail: (
            f"{sign if digits else ''}{Decimal(digits).scaleb(-places):{',' if grouped else ''}.{places}f}{tail}"
        ),
        st.integers(0, 10**13),
        st.integers(0, 6),
        st.booleans(),
        st.sampled_from(("", "-")),
        st.sampled_from(("", "%")),
    )


def file_names() -> st.SearchStrategy[str]:
    """Names of files without ending, in letters that GBK has too."""
    letters = st.one_of(
        st.sampled_from("乗乣镕绩效自评表（）－１２ab 1-_"), st.characters(codec="gbk", categories=["Lo"])
    )
    return st.text(letters, min_size=1, max_size=20).map(str.strip).filter(bool)


@st.composite
def tiled_rows(draw: st.DrawFn) -> tuple[list[list[Cell]], int]:
    """Cells that tile a table, merged to the right and downwards, some of them empty and not listed; its width."""
    width, height = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((c for c in range(column, width) if (row, c) in taken), width) - column
            colspan = draw(st.integers(1, free))
            rowspan = draw(st.integers(1, height - row))
            text = draw(st.sampled_from(["", "≥3次", "10", "产出指标\n数量指标", "a<b>&", "１2"]))
            if text:
                rows[row].append(Cell(text, column, colspan, rowspan))
                taken |= {(row + down, column + right) for down in range(rowspan) for right in range(colspan)}
    return rows, width


@st.composite
def generated_documents(draw: st.DrawFn) -> Generated:
    """Invented disclosures of any layout, ruleset and convention, with up to four faults."""
    shelf = tuple(rulesets.catalogue().values())
    try:
        return generate(draw(st.integers(0, 10**6)), shelf, faults=draw(st.integers(0, 4)))
    except ReportError:
        reject()  # a PDF, which needs typst and a Chinese font


def respelt_names(name: str, year: int) -> st.SearchStrategy[str]:
    """A project's name as another document may spell it."""
    years = st.sampled_from(["", f"{year}年", f"{year}年度", f"{year} 年", f"（{year}年）"])
    suffixes = st.sampled_from(["", "项目", "经费", "项目经费", "专项资金", "工作经费", "（项目）"])
    shapes = st.sampled_from(["{}", "“{}”", "《{}》", " {} ", "（{}）"])
    return st.builds(lambda head, shape, tail: head + shape.format(name) + tail, years, shapes, suffixes)


@st.composite
def close_quotients(draw: st.DrawFn, beyond: int) -> tuple[int, int]:
    """Two whole numbers whose sum is below another, and whose quotient is whole or hardly less, or any."""
    under = draw(st.integers(1, beyond // 2))
    most = beyond - 1 - under
    whole = draw(st.integers(0, most // under)) * under
    return draw(st.sampled_from([whole, max(whole - 1, 0), min(whole + under // 2, most)])), under
