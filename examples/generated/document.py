"""A whole invented disclosure: prose, what it announces, its tables in order, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from attrs import evolve, field, frozen

from reports.grid import Cell
from scoring import Evaluation, Indicator, Ruleset, figure_value
from scoring.conventions import Convention, conventions
from scoring.ruleset import UNKNOWN_PLACE

from . import facts
from .drafts import Draft, Planted, announced_of
from .families import FAMILIES, FAMILY
from .family import Family
from .faults import FAULTS, any_planted, planted
from .files import BEARERS, STYLES, SUFFIXES, Form, Part, Style, write
from .layout import grid_of
from .phrases import UNITS
from .printing import execution_result

_FIRST_YEAR: Final = 2020
_LAST_YEAR: Final = 2025
_TRIES: Final = 30


@frozen
class Generated:
    """An invented document.

    Attributes:
        name: its file's name.
        data: its bytes.
        draft: the facts it was written from, the faults among them.
        style: how it is written.
        goals, last: name and bytes of the documents it is to be compared with, None where there are none.
    """

    name: str
    data: bytes = field(repr=False)
    draft: Draft = field(repr=False)
    style: Style
    goals: tuple[str, bytes] | None = field(default=None, repr=False)
    last: tuple[str, bytes] | None = field(default=None, repr=False)

    @property
    def planted(self) -> tuple[Planted, ...]:
        """The faults that were planted."""
        return self.draft.planted


def draft_of(
    random: Random,
    ruleset: Ruleset,
    *,
    convention: Convention | None = None,
    family: Family | None = None,
    tables: int = 0,
) -> Draft:
    """Invent a document without faults.

    Args:
        random: where everything that is free comes from.
        ruleset: the rules to score by.
        convention: the arithmetic and rounding; None: any, the ruleset's own more often than not.
        family: the layout; None: any.
        tables: how many projects; 0: any number from 3 to 6.
    """
    family = family or random.choice([one for one in FAMILIES if suits(ruleset, one)])
    year, unit = _year(random, ruleset), _unit(random, ruleset)
    while True:
        used = convention or any_convention(random, ruleset, family)
        made = _tables(random, unit, year, ruleset, used, family, tables)
        if convention is not None or not used.on_initial or any(_shows_initial(table, ruleset, used) for table in made):
            break
    announced = announced_of(made) if random.random() < 0.8 else None
    return Draft(unit, year, ruleset, used, family, made, announced)


def _tables(
    random: Random, unit: str, year: int, ruleset: Ruleset, convention: Convention, family: Family, count: int
) -> tuple[Evaluation, ...]:
    if family.kind == "department":
        return (facts.department(random, unit, year, ruleset, convention, family),)
    first = random.randrange(1, 50)
    return tuple(
        facts.project(random, first + number, unit, year, ruleset, convention, family)
        for number in range(count or random.randrange(3, 7))
    )


def _shows_initial(table: Evaluation, ruleset: Ruleset, convention: Convention) -> bool:
    """Does a part score of the table show that execution was measured against the initial budget?

    Full marks prove nothing; without one no document tells of the habit.
    """
    budget = table.budget
    printed = figure_value(budget.printed_score) if budget is not None else None
    if budget is None or printed is None or not 0 < printed < ruleset.execution.weight:
        return False
    usual = execution_result(budget, ruleset, evolve(convention, on_initial=False))
    return usual is not None and usual.score != printed


def suits(ruleset: Ruleset, family: Family) -> bool:
    """Does the form print what the rules look at?

    A score by a coefficient needs the coefficient, and only it; the form without weights says that the
    execution is worth 20 points; one with the execution among its rows needs a rule for such a row.
    """
    if family.execution_row and not facts.scores_execution_row(ruleset):
        return False
    by_coefficient = any("coefficient" in rule.score.used for rule in ruleset.rules)
    is_twenty = ruleset.execution.weight == 20
    return by_coefficient == family.has("coefficient") and (is_twenty or "20" not in family.funds.get("score", ""))


def any_convention(random: Random, ruleset: Ruleset, family: Family) -> Convention:
    """The ruleset's own calculation, or one that differs by an assumption, seldom by two."""
    changes = family.has_fund("initial") and family.has_fund("score")
    known = conventions(ruleset.calculation, with_initial=changes, with_totals=family.total)
    if random.random() < 0.55:
        return known[0]
    most = 1 if random.random() < 0.8 else 2
    # A total of scores on the initial budget, rounded once, needs two assumptions that no row shows together.
    telling = [one for one in known if not (one.on_initial and one.calculation.when != ruleset.calculation.when)]
    return random.choice([one for one in telling if one.assumptions == most])


def _year(random: Random, ruleset: Ruleset) -> int:
    first = ruleset.valid_from.year if ruleset.valid_from else _FIRST_YEAR
    last = ruleset.valid_to.year if ruleset.valid_to else _LAST_YEAR
    return random.randint(first, max(first, last))


def _unit(random: Random, ruleset: Ruleset) -> str:
    places = [place for place in ruleset.places if place != UNKNOWN_PLACE]
    return (places[0] if places else "") + random.choice(UNITS)


def written(draft: Draft, style: Style) -> Generated:
    """Write a draft as a file."""
    name = f"{draft.unit}{draft.year}年度部门决算公开说明.{SUFFIXES[style]}"
    data = write(parts_of(draft), style, draft.marks)
    others = [
        (f"{draft.unit}{draft.year}年度绩效目标.txt", "goal", draft.goals, draft.year),
        (f"{draft.unit}{draft.year - 1}年度绩效自评.txt", "self-evaluation", draft.last, draft.year - 1),
    ]
    goals, last = (
        (other, write(_companion(tables, form, year), "tabs")) if tables else None
        for other, form, tables, year in others
    )
    return Generated(name, data, draft, style, goals, last)


def parts_of(draft: Draft) -> list[Part]:
    """The paragraphs and forms of a document in order."""
    if draft.family.sentences:
        return _sentences(draft)
    return [
        f"{draft.unit}{draft.year}年度部门决算公开说明",
        "第一部分 单位概况",
        "本单位按照职责开展工作，内设办公室、业务科和财务科。",
        "第二部分 部门决算情况说明",
        "十一、预算绩效的情况说明",
        *_announcement(draft),
        *draft.notes,
        *_other_table(draft),
        *(Form(draft.family.title, f"（{draft.year}年度）", grid_of(table, draft.family)) for table in draft.tables),
        "第三部分 专业名词解释",
        "预算执行率：指全年执行数与全年预算数之比。",
    ]


def _companion(tables: Sequence[Evaluation], form: str, year: int) -> list[Part]:
    """A document of goal tables, or of another year's self-evaluations."""
    family = FAMILY["goals" if form == "goal" else "accounts-2023"]
    titles = {"goal": {"project": "项目支出绩效目标表", "department": "单位整体支出绩效目标表"}}
    wordings = titles.get(form, {"project": "项目支出绩效自评表", "department": "单位整体支出绩效自评表"})
    return [Form(wordings[table.kind], f"（{year}年度）", grid_of(table, family)) for table in tables]


def _other_table(draft: Draft) -> list[Part]:
    if not draft.other_table:
        return []
    heads = ("资产类别", "账面数量", "账面原值", "累计折旧", "净值")
    rows = [
        [Cell(text, column) for column, text in enumerate(texts)] for texts in (heads, ("车辆", "2", "36", "20", "16"))
    ]
    return [Form("国有资产占用情况表", f"{draft.year}年12月31日", rows)]


def _announcement(draft: Draft) -> list[str]:
    announced = draft.announced
    if announced is None:
        return ["本单位按照要求开展了绩效自评，结果见下表。"]
    what = "预算绩效评价项目" if draft.family.kind == "project" else "整体支出绩效自评表"
    return [
        f"按照预算绩效管理要求，本单位{draft.year}年度开展绩效自评：{what}{announced.count}个，"
        f"全年预算数{announced.budget:,}万元，全年执行数{announced.executed:,}万元。具体情况见各自评表。"
    ]


_CHINESE: Final = "一二三四五六七八九十"


def _sentences(draft: Draft) -> list[Part]:
    parts: list[Part] = [f"{draft.year}年度项目支出绩效自评报告", f"单位名称：{draft.unit}"]
    if draft.announced is not None:
        parts += _announcement(draft)
    parts += draft.notes
    for number, table in enumerate(draft.tables):
        parts.append(f"{_CHINESE[number]}、{table.project.removesuffix('项目')}项目")
        parts.append(_money_sentence(table))
        level1 = ""
        for row in table.indicators:
            if row.level1 != level1:
                level1 = row.level1
                parts.append(f"{level1}完成情况分析。")
            parts.append(_sentence(row))
        if table.printed_total is not None:
            parts.append(f"自评总分{table.printed_total.text}分。")
    return parts


def _money_sentence(table: Evaluation) -> str:
    budget = table.budget
    assert budget is not None
    shown = {
        name: reading.text if reading is not None else ""
        for name, reading in (
            ("adjusted", budget.adjusted),
            ("executed", budget.executed),
            ("rate", budget.printed_rate),
            ("score", budget.printed_score),
        )
    }
    return (
        f"全年预算数{shown['adjusted']}万元，执行数{shown['executed']}万元，"
        f"执行率{shown['rate']}，得分{shown['score']}分。"
    )


def _sentence(row: Indicator) -> str:
    texts = [one.text if one is not None else "" for one in (row.target, row.actual, row.weight, row.printed_score)]
    target, actual, weight, score = texts
    return f"{row.level2}：{row.name}，年初目标值{target}，实际完成值{actual}，分值{weight}分，自评得分{score}分。"


def generate(
    seed: int,
    shelf: Sequence[Ruleset],
    *,
    faults: int = 3,
    codes: Sequence[str] = (),
    style: Style | None = None,
    family: Family | None = None,
) -> Generated:
    """Invent a document; equal seeds give equal documents.

    Args:
        seed: any number.
        shelf: rulesets to choose from.
        faults: how many faults at most.
        codes: plant faults of these codes instead of any.
        style: how it is written; None: any, text more often than not.
        family: the layout; None: any.
    """
    random = Random(seed)
    rulesets = list(shelf)
    if codes or not faults:
        draft = planted(random, draft_of(random, random.choice(rulesets), family=family), codes)
    else:
        # Each code has its turn; a document is looked for that has a place for it.
        first = FAULTS[seed % len(FAULTS)]
        for _ in range(_TRIES):
            draft = any_planted(random, draft_of(random, random.choice(rulesets), family=family), faults, first)
            if any(one.code == first.code for one in draft.planted):
                break
    any_style = random.choice(STYLES[:3] if random.random() < 0.7 else STYLES)
    for mark, bearer in BEARERS.items():
        if mark in draft.marks:
            return written(draft, bearer)
    return written(draft, "tabs" if draft.family.sentences else style or any_style)
