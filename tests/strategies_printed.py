"""Hypothesis strategies of tables as they can be read from a form, whatever stands in them."""

from __future__ import annotations

from attrs import evolve
from hypothesis import strategies as st

from reports.recognition.funds import BlockUnit, money
from scoring import (
    Evaluation,
    FundLine,
    Indicator,
    parse_figure,
)
from scoring.model import Form, Kind, Task
from scoring.quantity import Reading, Unreadable

from .strategies import LEVELS, NAMES, T, numbers, values


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
