"""How the scores of a table come about, in words."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.derivation import Derivation, Outcome, RowDerivation
from scoring.opinion import Judgement, Verdict
from scoring.quantity import figure_value

from .figures import BLANK, amount, points, value_text
from .listing import Entry, Heading, Listing, Section
from .measure import how_found
from .what_if import full_sentence, nearby_text

EXECUTION = "预算执行率"
_CHECKED = "核对："
_MOST_NAMED = 3


def measure_sentence(found: Derivation) -> str:
    """By which rule the table is measured and how that is known; "" where the rulesets were named."""
    attribution = found.attribution
    if attribution is None or not found.rows:
        return ""
    measure = found.rows[0].outcomes[0].ruleset
    terms = "，".join(f"{kind}：{name}" for kind, name in (("口径", found.convention), ("习惯", found.habit)) if name)
    told = f"衡量的规则：{measure.title}（{measure.id}{f'；{terms}' if terms else ''}），"
    if any(one.table == found.number for one in attribution.tables):
        return f"{told}由这张表印出的得分推断，与全文的 {attribution.ruleset} 不是同一规则或口径。"
    return f"{told}{'填报文件写明' if attribution.how == 'named' else how_found(attribution)}。"


def row_heading(found: Derivation, row: RowDerivation) -> str:
    """``第 2 行“下乡演出场次”（第 12 行）``."""
    if not row.number:
        return EXECUTION
    indicator = found.evaluation.indicators[row.number - 1]
    within = indicator.place.within_file()
    return f"第 {row.number} 行“{indicator.name}”{f'（{within}）' if within else ''}"


def row_facts(found: Derivation, row: RowDerivation) -> list[tuple[str, str]]:
    """What is printed of a row, each with its name."""
    if not row.number:
        budget = found.evaluation.budget
        cells = (
            ("全年预算数", budget.adjusted if budget is not None else None),
            ("全年执行数", budget.executed if budget is not None else None),
        )
        printed = points(figure_value(budget.printed_score)) if budget is not None else BLANK
        return [*((label, cell.text if cell is not None else BLANK) for label, cell in cells), ("印出得分", printed)]
    indicator = found.evaluation.indicators[row.number - 1]
    facts = [
        ("目标值", value_text(indicator.target)),
        ("实际完成值", value_text(indicator.actual)),
        ("分值", indicator.weight.text if indicator.weight is not None else BLANK),
        ("印出得分", indicator.printed_score.text if indicator.printed_score is not None else BLANK),
        ("赋分规则", indicator.rule),
    ]
    return [(label, text) for label, text in facts if text]


def verdict_sentence(judgement: Judgement) -> str:
    """What a recheck says of the printed score: ``核对：他规可解释，按…``; "" where none was printed."""
    verdict = judgement.verdict
    if verdict is None:
        return ""
    told = f"{_CHECKED}{verdict.chinese}"
    if judgement.explained_by:
        told += f"，{'按' if verdict is Verdict.OTHER_RULE else ''}{judgement.explained_by}"
        told += f"（{judgement.workings}）" if judgement.workings else ""
    elif verdict is Verdict.DIFFERS:
        told += "，没有规则、口径或习惯能解释"
    # Rulesets are named already, and those that agree as well say nothing against it.
    if judgement.also and verdict not in (Verdict.OTHER_RULE, Verdict.AGREES):
        others = "、".join(judgement.also[:_MOST_NAMED])
        more = f" 等 {len(judgement.also)} 种" if len(judgement.also) > _MOST_NAMED else ""
        told += f"；也说得通的有 {others}{more}"
    return told


def outcome_label(outcome: Outcome) -> str:
    """The ruleset, and the convention where it is calculated otherwise than it says."""
    return f"{outcome.ruleset.id}（{outcome.convention}）" if outcome.convention else outcome.ruleset.id


def outcome_sentence(outcome: Outcome) -> str:
    """``按国家办法（national/2020）：得分 9.50``."""
    score = f"得分 {points(outcome.mark.score)}" if outcome.mark.score is not None else "无法计算"
    under = f"；推断的口径：{outcome.convention}" if outcome.convention else ""
    return f"按{outcome.ruleset.title}（{outcome.ruleset.id}{under}）：{score}"


def outcome_steps(outcome: Outcome) -> Iterator[str]:
    """How the score came about, step by step, and the choices left."""
    mark = outcome.mark
    if mark.problem:
        yield f"原因：{mark.problem}"
    if mark.trace is not None:
        # A convention changes the calculation, not the rule, which stands above it.
        if not outcome.convention:
            yield f"规则：{mark.trace.rule}；依据：{mark.trace.source}"
        yield from mark.trace.lines()
    for option in mark.options:
        yield f"另可：{option.name}，{points(option.score)} 分"


def derivation_listing(source: str, found: Derivation) -> Listing:
    """The page about the rows of a table: a line for each ruleset."""
    heads = (
        Heading("行", 5, number=True), Heading("指标", 22), Heading("目标值", 14), Heading("实际完成值", 14),
        Heading("分值", 8, number=True), Heading("印出得分", 10, number=True), Heading("核对", 24),
        Heading("规则集", 18), Heading("得分", 8, number=True), Heading("算法", 50), Heading("得满分的实际值", 24),
        Heading("得分变动的最近处", 24),
    )  # fmt: skip
    lines = tuple(
        (row.number or None, *_printed(found, row), outcome_label(outcome), outcome.mark.score,
         "；".join(outcome_steps(outcome)), full_sentence(outcome.what_if), nearby_text(outcome.what_if) or BLANK)
        for row in found.rows
        for outcome in row.outcomes
    )  # fmt: skip
    name = f"表{found.number}《{found.evaluation.title}》"
    measure = measure_sentence(found)
    return Listing("得分的算法", source, (measure,) if measure else (), (Section(name, heads, lines, short="算法"),))


def _printed(found: Derivation, row: RowDerivation) -> tuple[Entry, ...]:
    """Name, target, actual, weight, printed score and what a recheck says of it."""
    told = verdict_sentence(row.judgement).removeprefix(_CHECKED) or BLANK
    if not row.number:
        budget, mark = found.evaluation.budget, row.outcomes[0].mark
        money = [amount(figure_value(one)) for one in (budget.adjusted, budget.executed)] if budget else [BLANK, BLANK]
        printed = figure_value(budget.printed_score) if budget is not None else None
        return EXECUTION, *(f"{one}万元" for one in money), mark.weight, printed, told
    indicator = found.evaluation.indicators[row.number - 1]
    texts = value_text(indicator.target), value_text(indicator.actual)
    return indicator.name, *texts, indicator.weight_value, indicator.printed_value, told
