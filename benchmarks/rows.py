"""Times rows scored one by one beside simpleeval, which runs the same formulas, parsed once, over the same rows.

The rule is that of provincial/system: ≥ in the proportion of the target, ≤ by what is exceeded, completion and score
to two places.  No two rows are alike, so that nothing of them has been met before.  simpleeval is handed numbers and
the rule; ours takes cells as they were read, compares target and actual with their units, chooses the rule, and gives
the whole mark.  All ways must give the same cents.
"""

from __future__ import annotations

import ast
import gc
import operator
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial
from random import Random
from time import process_time
from typing import Any, Final, TypeAlias

import rulesets
from scoring import Figure, Indicator, Quantity, Ruleset, mark_indicator
from scoring.comparison import compare
from scoring.formula import Shown
from scoring.plan import Plan, plan_indicator
from workbench.garbage import look_seldom

from .measured import Goal, Measured, Section, in_turns, ratio, versions_of

ROWS: Final = 20_000
ROUNDS: Final = 7
UNIT: Final = "微秒一行"
_CENT: Final = Decimal("0.01")

Points: TypeAlias = tuple[Decimal | None, Decimal]
"""Completion in percent and score."""

_OPERATORS: Final[dict[type[ast.AST], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.GtE: operator.ge,
}  # fmt: skip


def invented(count: int) -> list[Indicator]:
    """Rows no two of which are alike, most with ≥."""
    random = Random(2024)
    rows = []
    for number in range(count):
        target = Decimal(random.randint(100, 1_000_000)) / 100
        actual = (target * Decimal(random.uniform(0.4, 1.3))).quantize(_CENT)
        weight = Decimal(random.randint(10, 300)) / 10
        sign = "≥" if random.random() < 0.8 else "≤"
        rows.append(
            Indicator(
                f"指标{number}",
                target=Quantity(f"{sign}{target}", sign, target),
                actual=Quantity(str(actual), "", actual),
                weight=Figure(str(weight), weight),
            )
        )
    return rows


def measure(count: int = ROWS, rounds: int = ROUNDS) -> Section:
    """Time all ways, taking turns.

    Args:
        count: rows.
        rounds: how often each way is timed.
    """
    look_seldom()
    ruleset = rulesets.catalogue()["provincial/system"]
    rows = invented(count)
    ways: dict[str, Callable[[], Sequence[Points]]] = {
        "simpleeval，Fraction": _simpleeval(rows, ruleset, Fraction, _cents),
        "simpleeval，Decimal": _simpleeval(rows, ruleset, Decimal, _quantized),
        "本软件，只算公式": _formulas(rows, ruleset),
        "本软件，只算公式并解释": _explained(rows, ruleset),
        "本软件，整行": partial(_marks, rows, ruleset, trace=False),
        "本软件，整行并解释": partial(_marks, rows, ruleset, trace=True),
    }
    expected = ways["simpleeval，Fraction"]()
    for name, way in ways.items():
        if way() != expected:
            raise AssertionError(f"{name} gives other cents")
    thresholds = gc.get_threshold()
    look_seldom()
    try:
        times = in_turns(list(ways.values()), process_time, rounds, count / 1e6)
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
    theirs, decimals, formulas, explained, off, on = (
        Measured(name, UNIT, one) for name, one in zip(ways, times, strict=True)
    )
    five, one = Goal("≥", 5), Goal("≥", 1)
    return Section(
        "rows",
        "逐行计算",
        f"{count:,} 行各不相同的指标（正向八成，反向两成），一个核的处理器时间，{rounds} 轮轮流；完成率和得分逐分相同。"
        "simpleeval 的公式只解析一次，拿到的是现成的数和选好的规则；垃圾回收按命令自己的设置。"
        "“整行”还要比较目标值与实际值、选规则、写出取整前的数。",
        (
            theirs,
            decimals,
            formulas,
            explained,
            off,
            on,
            ratio("只算公式，比 simpleeval（Fraction）快", theirs, formulas, five),
            ratio("只算公式，比 simpleeval（Decimal）快", decimals, formulas, five, "Decimal 只有 28 位，不精确"),
            ratio("只算公式并解释，比 simpleeval（Fraction）快", theirs, explained, one, "解释由 simpleeval 得出"),
            ratio("整行，比 simpleeval（Fraction）快", theirs, off),
            ratio("整行并解释，比 simpleeval（Fraction）快", theirs, on),
        ),
        versions_of(["simpleeval"]),
    )


def main(count: int = ROWS) -> None:
    """Measure and print, as Markdown."""
    print(measure(count).markdown())


def _marks(rows: Sequence[Indicator], ruleset: Ruleset, *, trace: bool) -> list[Any]:
    marks = [mark_indicator(row, ruleset, trace=trace) for row in rows]
    return [(mark.completion, mark.score) for mark in marks]


def _plans(rows: Sequence[Indicator], ruleset: Ruleset) -> list[Plan]:
    plans = [plan_indicator(row, ruleset, compare(row)) for row in rows]
    return [plan for plan in plans if isinstance(plan, Plan)]


def _formulas(rows: Sequence[Indicator], ruleset: Ruleset) -> Callable[[], list[Points]]:
    """Ours with what simpleeval is given: the rule and the numbers."""
    calculation = ruleset.calculation
    given = [(calculation.row(plan.completion, plan.score), plan.values) for plan in _plans(rows, ruleset)]

    def work() -> list[Points]:
        found = []
        for row, values in given:
            rate, _, _, points, _, _ = row(values)
            found.append((rate, points))
        return found

    return work


def _explained(rows: Sequence[Indicator], ruleset: Ruleset) -> Callable[[], list[Points]]:
    """The same, with the conditions that held and the formulas with their numbers put in."""
    calculation = ruleset.calculation
    given = [(plan.completion, plan.score, plan.values) for plan in _plans(rows, ruleset)]

    def work() -> list[Points]:
        found = []
        for completion, score, values in given:
            shown: Shown = {}
            rate, _, _, points, _, _ = calculation.row(completion, score)(values)
            found.append((rate, points))
            assert completion is not None
            completion.explain(values, shown)
            score.explain(values, shown)
        return found

    return work


def _simpleeval(
    rows: Sequence[Indicator], ruleset: Ruleset, number: Callable[[Any], Any], rounded: Callable[[Any], Decimal]
) -> Callable[[], list[Points]]:
    """Parsed once, with its own parser; literals made numbers of this kind once."""
    from simpleeval import SimpleEval

    def prepared(text: str) -> tuple[Any, ast.AST]:
        tree = SimpleEval.parse(text)
        numbers = {node: number(str(node.value)) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        run = SimpleEval(operators=_OPERATORS, functions={"max": max})
        run.nodes[ast.Constant] = numbers.__getitem__
        return run, tree

    given = []
    runs: dict[str, tuple[tuple[Any, ast.AST], tuple[Any, ast.AST]]] = {}
    for plan in _plans(rows, ruleset):
        assert plan.completion is not None
        assert plan.rule is not None
        if plan.rule.id not in runs:
            runs[plan.rule.id] = prepared(plan.completion.text), prepared(plan.score.text)
        # A Fraction of a Decimal is exact, and so is the way back, for these numbers end after two places.
        values = {
            name: value if isinstance(value, bool) else number(value.numerator) / number(value.denominator)
            for name, value in plan.values.items()
        }
        given.append((runs[plan.rule.id], values))

    def work() -> list[Points]:
        found = []
        for ((rates, rate_tree), (scores, score_tree)), values in given:
            rates.names = scores.names = values
            rate = rounded(rates.eval("", previously_parsed=rate_tree))
            found.append((rate, rounded(scores.eval("", previously_parsed=score_tree))))
        return found

    return work


def _cents(number: Fraction) -> Decimal:
    quotient, rest = divmod(abs(number.numerator) * 100, number.denominator)
    quotient += 2 * rest >= number.denominator
    return Decimal(-quotient if number < 0 else quotient).scaleb(-2)


def _quantized(number: Decimal) -> Decimal:
    return number.quantize(_CENT, rounding=ROUND_HALF_UP)
