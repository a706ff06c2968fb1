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
from reports.recognition.funds import BlockUnit, money
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
    parse_figure,
    score,
)
from scoring.model import Form, Kind, Task
from scoring.quantity import NO_UNIT, Reading, Unreadable
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


def printed_evaluations() -> st.SearchStrategy[Evaluation]:
    """Any table as it can be read from a form: texts without the marks of a page's layout, kinds and forms all."""
    return st.one_of(*(_printed_table(kind, form) for kind in KINDS for form in FORMS))


KINDS: tuple[Kind, ...] = ("project", "department")
FORMS: tuple[Form, ...] = ("self-evaluation", "goal")
PROSE = [
    "完成全年培训任务，参训学员满意度达到90%以上。",
    "一是建成12公里渠道；二是验收合格率100%。",
    "其他资金用于设备更新，项目支出全部用于采购。",
    "截至2023年12月31日，已完成任务，支出1,200.00万元，执行率98.5%。",
    "目标1：保障运转",
    "做好A类设备（SM 信息系统）运维。",
]
UNITS_NAMED = ["云岭县示例局", "澄湖县水务局（本级）", "东沟镇人民政府", "云岭县教育和科学技术局所属第一实验小学"]
PROJECTS = [
    "图书采购项目",
    "2023年农村饮水安全巩固提升工程",
    "文化站“三区”人才支持计划专项工作经费（第二批）及配套设施设备采购、安装和维护保障项目",
    "A&B<C>平台|运维\\升级",
    "村级*道路*养护_一期_",
]
ROW_NAMES = [
    *NAMES,
    "采购成本(万元)",
    "2023年培训天数",
    "保障（机关）运转",
    "服务对象（含学生、家长、教师以及周边社区居民）对项目实施过程及其效果的总体满意度（%）",
    "SM 系统巡检次数",
    "覆盖率≥目标的村数",
]
LEVEL1 = [*LEVELS, "履职效能", "运行成本", "项目管理"]
LEVEL2 = [*(name for names in LEVELS.values() for name in names), "可持续影响指标", "制度建设"]
RULES = ["按照完成比例赋分", "直接赋分", "满意度赋分", "按评判等级赋分", "完成率低于60%不得分"]
BASES = ["计划标准", "预算支出标准", "根据上年度工资在册人数", "县委〔2023〕5号文件要求"]
EVIDENCE = ["工作资料", "原始凭证", "验收报告、发票", "问卷调查"]
REASONS = [
    "受天气影响，部分工作推迟",
    "因A|B标段*延期*，见<附件>`3`",
    "有一名学员未参训，下一步加强组织。",
    "结余2000元，已收回",
    "见说明（3）",
]
FUND_NAMES = ["其中：当年财政拨款", "其他资金", "上级资金", "本级资金", "其中：上年结转", "单位资金", "援助资金"]
TOTAL_NAMES = ["年度资金总额", "合计", "年度预算总额"]
MISPRINTS = ["1O", "10.0.0", "四十五", "约45", "9.5/10"]
MISREAD_TARGETS = ["≥9O%", "12..5", "≥", "3-2次", "2023年13月5日"]


def _blank_or(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.one_of(st.none(), strategy)


def _text_or_blank(texts: list[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.sampled_from(texts))


def points_printed() -> st.SearchStrategy[Reading]:
    """Weights and scores as printed: ``10``, ``9.50``, ``10分``."""
    made = st.builds(lambda number, tail: f"{number:f}{tail}", numbers("0", "100"), st.sampled_from(["", "", "", "分"]))
    return st.one_of(made, st.integers(0, 100).map(str)).map(parse_figure)


def _percents() -> st.SearchStrategy[Reading]:
    return numbers("0", "130").map(lambda number: parse_figure(f"{number:f}%"))


def _amounts(unit: BlockUnit) -> st.SearchStrategy[Reading]:
    """Amounts under a block in this unit; where it has none each says its own."""
    tails = ["万元", "元", "亿元"] if not unit else [""]
    made = st.builds(lambda number, tail: money(f"{number:,f}{tail}", unit), numbers(), st.sampled_from(tails))
    return _blank_or(st.one_of(made, st.just(money("0.00", unit)), st.sampled_from(MISPRINTS[:3]).map(Unreadable)))


@st.composite
def _fund_lines(draw: st.DrawFn, unit: BlockUnit, form: Form) -> tuple[FundLine, ...]:
    count = draw(st.integers(0, 4))
    names = draw(st.lists(st.sampled_from(FUND_NAMES), min_size=count, max_size=count, unique=True))
    at = draw(st.integers(0, max(0, count - 1))) if draw(st.booleans()) else None
    evaluated = form == "self-evaluation"
    shown = _blank_or(points_printed()) if evaluated else st.none()
    lines = []
    for number, name in enumerate(names):
        total = number == at
        line = FundLine(
            draw(st.sampled_from(TOTAL_NAMES)) if total else name,
            initial=draw(_amounts(unit)),
            adjusted=draw(_amounts(unit)) if evaluated else None,
            executed=draw(_amounts(unit)) if evaluated else None,
            weight=draw(shown),
            printed_rate=draw(_blank_or(_percents())) if evaluated else None,
            printed_score=draw(shown),
            total=total,
            reason=draw(_text_or_blank(REASONS)) if evaluated and draw(st.booleans()) else "",
        )
        if name == "援助资金" and not total:
            # A name that no list knows is told by its amounts.
            line = evolve(line, initial=money("5.00", unit or "万元") if unit else money("5.00万元"))
        lines.append(line)
    return tuple(lines)


def _tasks(unit: BlockUnit) -> st.SearchStrategy[tuple[Task, ...]]:
    made = st.builds(
        Task,
        name=st.sampled_from(["保障单位运转", "干部培训", "老旧设备更新改造（二期）"]),
        content=_text_or_blank([text for text in PROSE if text[:2] != "其他"]),
        amount=_amounts(unit),
        fiscal=_amounts(unit),
        other=_amounts(unit),
    )
    return st.lists(made, max_size=3).map(tuple)


@st.composite
def _printed_rows(draw: st.DrawFn, form: Form) -> tuple[Indicator, ...]:
    """Rows in runs of equal levels, each column filled or not for the whole table as offices do."""
    filled = {role: draw(st.booleans()) for role in ("prior", "rule", "basis", "evidence", "completion", "weight")}
    evaluated = form == "self-evaluation"
    rows: list[Indicator] = []
    while len(rows) < 12 and (not rows or draw(st.integers(0, 4))):
        level1, level2 = draw(_text_or_blank(LEVEL1)), draw(_text_or_blank(LEVEL2))
        for _ in range(draw(st.integers(1, 3))):
            target = draw(_blank_or(st.one_of(values(), st.sampled_from(MISREAD_TARGETS).map(Unreadable))))
            row = Indicator(draw(st.sampled_from(ROW_NAMES)), level1, level2, target)
            if filled["weight"]:
                row = evolve(row, weight=draw(_blank_or(points_printed())))
            if filled["prior"]:
                row = evolve(row, prior=draw(_blank_or(values())))
            for role, texts in (("rule", RULES), ("basis", BASES), ("evidence", EVIDENCE)):
                if filled[role]:
                    row = evolve(row, **{role: draw(_text_or_blank(texts))})
            if evaluated:
                row = evolve(
                    row,
                    actual=draw(_blank_or(values())),
                    printed_score=draw(_blank_or(points_printed())),
                    reason=draw(_text_or_blank(REASONS)),
                )
                if filled["completion"]:
                    row = evolve(row, printed_completion=draw(_blank_or(_percents())))
                if row.target is not None and row.actual is not None and draw(st.integers(0, 5)) == 0:
                    if row.weight is not None:
                        row = evolve(row, weight=Unreadable(draw(st.sampled_from(MISPRINTS))))
                    row = evolve(row, printed_score=Unreadable(draw(st.sampled_from(MISPRINTS))))
            rows.append(row)
    return tuple(rows)


@st.composite
def _printed_table(draw: st.DrawFn, kind: Kind, form: Form) -> Evaluation:
    unit: BlockUnit = draw(st.sampled_from(["万元", "万元", "元", ""]))
    project = draw(st.sampled_from(PROJECTS if kind == "project" else UNITS_NAMED))
    name = st.sampled_from(UNITS_NAMED)
    evaluated = form == "self-evaluation"
    paragraphs = st.lists(st.sampled_from(PROSE), max_size=3).map("\n".join)
    rows = draw(_printed_rows(form))
    return Evaluation(
        kind=kind,
        form=form,
        project=project,
        unit=draw(st.one_of(st.just(""), name)) if kind == "project" else draw(st.one_of(st.just(project), name)),
        department=draw(st.one_of(st.just(""), name)),
        year=draw(st.one_of(st.none(), st.integers(2015, 2035))),
        funds=draw(_fund_lines(unit, form)),
        tasks=draw(_tasks(unit)) if kind == "department" else (),
        goal=draw(paragraphs),
        achieved=draw(paragraphs) if evaluated else "",
        indicators=rows,
        printed_weight_total=draw(_blank_or(points_printed())),
        printed_total=draw(_blank_or(points_printed())) if evaluated else None,
        printed_grade=draw(_text_or_blank(["优", "良", "中", "差"])),
        ruleset=draw(_text_or_blank(["xinjiang/2023", "national/2020"])),
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
