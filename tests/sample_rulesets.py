"""Two invented rulesets, for tests of everything that is printed."""

from __future__ import annotations

from decimal import Decimal

from scoring.formula import Formula
from scoring.rounding import HALF_UP_2
from scoring.ruleset import Calculation, ExecutionRule, Grade, Limits, Rule, Ruleset, Source, TextGrade, WeightScheme
from scoring.syntax import COMPLETION_NAMES, EXECUTION_NAMES, RATE_NAMES, SCORE_NAMES

_GRADES = tuple(
    Grade(name, Decimal(low), Decimal(high), high_included=high == 100)
    for name, low, high in (("优", 90, 100), ("良", 80, 90), ("中", 60, 80), ("差", 0, 60))
)
_TEXT_GRADES = (
    TextGrade("达成", Decimal(80), Decimal(100), high_included=True),
    TextGrade("基本达成", Decimal(60), Decimal(80)),
    TextGrade("未达成", Decimal(0), Decimal(60)),
)


def _rule(name: str, title: str, targets: str, score_text: str, completion: str = "", operators: str = "") -> Rule:
    return Rule(
        id=name,
        title=title,
        targets=tuple(targets.split()),  # type: ignore[arg-type]  # words of TargetKind
        operators=tuple(operators.split()),
        score=Formula(score_text, SCORE_NAMES),
        completion=Formula(completion, COMPLETION_NAMES) if completion else None,
    )


_RATE = Formula("executed / adjusted * 100", RATE_NAMES)
_FLOOR = "0 if completion < 60 else (completion - 60) * weight / 40"

FLOOR = Ruleset(
    id="sample/floor",
    title="示例：六十分起算",
    documents="示例项目自评表",
    source=Source("澄湖县示例办法", "published-tables", "示例〔2023〕1号", "第六条"),
    calculation=Calculation("binary64", HALF_UP_2, HALF_UP_2),
    execution=ExecutionRule(Decimal(10), _RATE, Formula(_FLOOR, EXECUTION_NAMES)),
    rules=(
        _rule("ratio", "按完成比例赋分", "number", _FLOOR, "min(actual / target * 100, 100)"),
        _rule("direct", "直接赋分", "date words range", "weight if met else 0"),
    ),
    grades=_GRADES,
    weights=(
        WeightScheme(
            "设成本指标",
            {"成本": Decimal(20), "产出": Decimal(40), "效益": Decimal(20), "满意度": Decimal(10)},
        ),
    ),
    limits=Limits(Decimal(90), Decimal(120), Decimal(130), Decimal(20)),
)

STRAIGHT = Ruleset(
    id="national/2020",
    title="示例：按比例",
    documents="示例自评表",
    source=Source("示例项目支出绩效评价办法", "recalled", "示例〔2020〕10号"),
    execution=ExecutionRule(Decimal(10), _RATE, Formula("min(completion, 100) * weight / 100", EXECUTION_NAMES)),
    rules=(
        _rule(
            "reverse",
            "反向指标",
            "number",
            "weight if met else target / actual * weight",
            "100 if met else target / actual * 100",
            "≤ <",
        ),
        _rule("direct", "正向指标", "number", "weight if met else actual / target * weight", "actual / target * 100"),
        _rule("words", "定性指标", "date words range", "weight if met else 0"),
    ),
    text_grades=_TEXT_GRADES,
    grades=_GRADES,
)

RULESETS = (FLOOR, STRAIGHT)
