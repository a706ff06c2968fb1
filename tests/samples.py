"""An invented unit's disclosure, twelve varied tables and two rulesets, for tests of everything that is printed.

Units, projects, people and numbers are made up.  ``disclosure()`` is what a
reader would give, ``rechecked()`` what ``recheck`` makes of it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from attrs import evolve

from scoring import (
    Document,
    Evaluation,
    Figure,
    FundLine,
    Indicator,
    Place,
    Recheck,
    Scorecard,
    Skipped,
    Statement,
    Task,
    parse_figure,
    parse_value,
    recheck,
    score,
)
from scoring.finding import Where
from scoring.wording import finding

from .sample_rulesets import FLOOR, RULESETS, STRAIGHT

UNIT = "澄湖县水利服务中心"
DEPARTMENT = "澄湖县水利局"

HOSTILE_NAME = (
    "河道“清四乱”<A&B>标段|二期巡护与小型水库雨水情测报设施及大坝安全监测设施补助（含上年结转及县级配套）项目经费"
)
"""A name with everything that must be escaped, and longer than any column."""

# 一级|二级|三级|目标|实际|分值|得分|原因；一级、二级空着就同上一行。
_FULL = """
产出指标|数量指标|维修养护堤防长度|>=42公里|=42公里|10|10|
||巡查河道次数|>=120次|=131次|10|10|
|质量指标|养护质量合格率|=100%|=100%|10|10|
|时效指标|完成时间|2023年12月10日前|2023年12月8日|10|10|
成本指标|经济成本指标|每公里养护费用|<=0.60万元|=0.60万元|20|20|
效益指标|社会效益指标|保障沿岸群众度汛安全|长期|长期|20|20|
满意度指标|满意度指标|沿岸村民满意度|>=90%|=95%|10|10|
"""
_PARTS = """
产出指标|数量指标|发放节水器具|=162套|=161套|15|14.77|一户外出务工，未能上门安装
|质量指标|器具安装合格率|=100%|=99.38%|15|14.77|同上
|时效指标|按月上报及时率|=100%|=100%|10|10|
成本指标|经济成本指标|预算成本控制率|<=100%|=99.38%|20|19.69|按实际安装数结算
效益指标|社会效益指标|提高用水效率|有效提高|有效提高|20|20|
满意度指标|满意度指标|用水户满意度|>=95%|=95%|10|10|
"""
_WRONG = """
产出指标|数量指标|组织防汛演练场次|>=8场|=5场|10|10|
||培训村级水管员人数|>=150人|=118人|10|6.67|两期培训因道路施工推迟到次年春季
|质量指标|演练达标率|=100%|=100%|10|9|
|时效指标|汛前完成率|=100%|=92%|10|9.2|
成本指标|经济成本指标|物资购置费|<=60万元|=12.50万元|10|0|
||演练组织费|<=20万元|=23.40万元|10|10|
效益指标|社会效益指标|提升群众避险能力|显著提升|基本达成|20|18|仍有个别村未覆盖
满意度指标|满意度指标|受训人员满意度|>=90%|=81%|10|7.75|
"""
_GAPS = """
产出指标|数量指标|建成监测断面数量|>=6个||10|10|
||入河排污口排查数量|约三四十处|41处|10|10|
|质量指标|监测数据有效率|>=95%|完成|10|10|
|时效指标|按季出具报告|2023年底前|2023年12月25日|10|10|
成本指标|经济成本指标|单次检测成本|<=8千元|=7.6千元||20|
效益指标|生态效益指标|水质达标天数|300-330天|322天|20||汛期浑浊，两次未采样
满意度指标|满意度指标|公众满意度|>=85%|=88.5%|10|1O分|
"""
_HOSTILE = """
产出指标|数量指标|“清四乱”点位<≥3处&≤9处>核查|>=3处；>=60人次|=4处；=66人次|20|20|
|质量指标|测报设施完好率（以县级平台在线时长折算，扣除雷击、检修等不可抗力造成的离线时长）|>=98%|=96.4%|20|18.2|两座雨量站遭雷击，更换备件耗时较长|已由厂家加装防雷模块；下一步按季检修
成本指标|经济成本指标|预算控制率|<=100%|=77.66%|20|8.83|
效益指标|可持续影响指标|通过小型水库雨水情测报和大坝安全监测设施的持续运行，逐步形成“早发现、早预警、早处置”的水库安全运行长效机制|持续完善|持续完善|20|20|
满意度指标|满意度指标|下游群众满意度|>=90%|=93%|10|10|
"""


def _indicators(text: str, line: int = 0) -> tuple[Indicator, ...]:
    found = []
    level1 = level2 = ""
    for number, row in enumerate(text.strip().splitlines(), 1):
        first, second, name, target, actual, points, got, reason = row.split("|", 7)
        level1, level2 = first or level1, second or level2
        found.append(
            Indicator(
                name=name,
                level1=level1,
                level2=level2,
                target=parse_value(target),
                actual=parse_value(actual),
                weight=parse_figure(points),
                printed_score=parse_figure(got),
                reason=reason,
                place=Place(line=line + number if line else 0, row=number),
            )
        )
    return tuple(found)


def _money(initial: str, adjusted: str, executed: str, rate: str, points: str) -> tuple[FundLine, ...]:
    amounts = parse_figure(initial), parse_figure(adjusted), parse_figure(executed)
    return (
        FundLine(
            "年度资金总额",
            *amounts,
            weight=parse_figure("10"),
            printed_rate=parse_figure(rate),
            printed_score=parse_figure(points),
            total=True,
        ),
        FundLine("其中：当年财政拨款", *amounts),
        FundLine("其他资金", parse_figure("0.00"), parse_figure("0.00"), parse_figure("0.00")),
    )


def project(
    name: str,
    rows: str,
    money: tuple[FundLine, ...],
    total: str,
    *,
    goal: str = "按计划完成全年养护任务，保障度汛安全，群众满意度不低于90%。",
    achieved: str = "全年养护任务已完成，度汛安全有保障，群众满意度达到目标。",
    line: int = 0,
) -> Evaluation:
    """A project's self-evaluation from rows of ``一级|二级|三级|目标|实际|分值|得分|原因``."""
    return Evaluation(
        kind="project",
        form="self-evaluation",
        project=name,
        unit=UNIT,
        department=DEPARTMENT,
        year=2023,
        funds=money,
        goal=goal,
        achieved=achieved,
        indicators=_indicators(rows, line),
        printed_weight_total=parse_figure("100"),
        printed_total=parse_figure(total),
        place=Place(line=line),
    )


def plain_project() -> Evaluation:
    """Everything met, everything full."""
    return project("堤防维修养护经费", _FULL, _money("60.00", "60.00", "60.00", "100.00%", "10.00"), "100分", line=210)


def part_project() -> Evaluation:
    """Part scores, one of them a cent that only binary64 explains."""
    return project(
        "农业节水器具推广补助", _PARTS, _money("32.40", "32.40", "32.20", "99.38%", "9.84"), "99.07分", line=240
    )


def wrong_project() -> Evaluation:
    """Scores no rule gives, missing reasons, a total that does not add up."""
    return project(
        "防汛抢险演练及物资储备", _WRONG, _money("80.00", "90.00", "41.60", "46.22%", "4.6"), "92分", line=270
    )


def gap_project() -> Evaluation:
    """Blank and unreadable cells of every sort."""
    return project(
        "饮用水水源地监测", _GAPS, _money("48.00", "", "40.80", "85.00%", ""), "", goal="", achieved="", line=300
    )


def hostile_project() -> Evaluation:
    """Names that are long and must be escaped."""
    return project(
        HOSTILE_NAME,
        _HOSTILE,
        _money("1,994.00", "1,994.00", "1,548.54", "77.66%", "4.41"),
        "91.44分",
        goal="完成全县 27 座小型水库测报设施的运行维护。\n实现县级平台 <数据&图像> 实时可查。",
        achieved="27 座小型水库测报设施正常运行，平台数据实时可查。",
        line=330,
    )


def long_project() -> Evaluation:
    """A table of forty rows."""
    levels = (
        ("产出指标", "数量指标", "数量"),
        ("产出指标", "质量指标", "质量"),
        ("效益指标", "社会效益指标", "效益"),
        ("满意度指标", "满意度指标", "满意"),
    )
    places = "东沟 西沟 南渠 北渠 柳湾 石桥 清泉 双井 白杨 红柳".split()
    rows = []
    for number in range(40):
        level1, level2, word = levels[number // 10]
        short = number % 7 == 3
        actual, got = ("=87%", "1.52") if short else ("=100%", "2.25")
        reason = "管护员中途更换" if number % 14 == 3 else ""
        rows.append(f"{level1}|{level2}|{places[number % 10]}村管护任务{word}完成率|=100%|{actual}|2.25|{got}|{reason}")
    money = _money("120.00", "118.50", "112.00", "94.51%", "8.63")
    return project("农村饮水工程分村管护", "\n".join(rows), money, "94.25分", line=360)


def department() -> Evaluation:
    """A department's own table, without reasons and without a total row."""
    rows = """
履职效能|数量指标|完成水利工程验收|>=12项|=12项|30|30|
||办结用水许可件|>=90件|=96件|30|30|
服务对象满意度|满意度指标|服务对象满意度|>=95%|=97%|30|30|
"""
    initial, adjusted, executed, weight, rate, got = map(
        parse_figure, ("812.60", "845.90", "842.50", "10", "99.60%", "9.90")
    )
    return Evaluation(
        kind="department",
        form="self-evaluation",
        project=UNIT,
        unit=UNIT,
        year=2023,
        funds=(
            FundLine("上级资金", parse_figure("0"), parse_figure("0"), parse_figure("0")),
            FundLine("本级资金", parse_figure("812.6"), parse_figure("845.9"), parse_figure("842.5")),
            FundLine("合计", initial, adjusted, executed, weight, rate, got, total=True),
        ),
        goal="依法履行水行政管理职责。",
        achieved="各项职责履行到位。",
        indicators=_indicators(rows, 420),
        place=Place(line=420),
    )


def goal_table() -> Evaluation:
    """A goal table: no actuals, no scores."""
    rows = """
产出指标|数量指标|新建蓄水池数量|>=15座||40||
效益指标|社会效益指标|受益农户数|>=600户||30||
满意度指标|满意度指标|农户满意度|>=90%||10||
"""
    return Evaluation(
        kind="project",
        form="goal",
        project="山区小型蓄水池建设",
        unit=UNIT,
        department=DEPARTMENT,
        year=2023,
        funds=(FundLine("年度资金总额", parse_figure("75.00"), total=True),),
        goal="新建蓄水池不少于15座，受益农户不少于600户。",
        indicators=_indicators(rows),
    )


def department_goal() -> Evaluation:
    """A department's goal table: yearly main tasks with their amounts, indicators without weights."""
    rows = """
履职效能|数量指标|完成水库除险加固|>=6座||||
|质量指标|验收合格率|=100%||||
"""
    return Evaluation(
        kind="department",
        form="goal",
        project=UNIT,
        unit=UNIT,
        year=2023,
        tasks=(
            Task("水库除险加固", "加固小型水库 6 座", *map(parse_figure, ("1,240.00", "1,000.00", "240.00"))),
            Task("河道保洁", "保洁河道 80 公里，打捞水草", parse_figure("86.5")),
        ),
        goal="保障水库安全度汛。",
        indicators=_indicators(rows),
    )


def small_project(name: str, executed: str, rate: str, got: str, total: str) -> Evaluation:
    """The plain table with other money."""
    return project(name, _FULL, _money("50.00", "50.00", executed, rate, got), total)


@lru_cache(maxsize=1)
def disclosure() -> Document:
    """The whole invented document: twelve tables, what its text announces, one table not recognised."""
    return Document(
        source="澄湖县水利服务中心2023年度部门决算公开说明.txt",
        sha256="9f2c" * 16,
        evaluations=(
            plain_project(),
            part_project(),
            wrong_project(),
            gap_project(),
            hostile_project(),
            long_project(),
            small_project("山洪灾害防治非工程措施运行维护", "46.00", "92.00%", "8.00", "98分"),
            small_project("水土保持监督检查", "28.50", "57.00%", "0.00", "90分"),
            small_project("河湖长制工作经费", "40.25", "80.50%", "5.13", "95.13分"),
            small_project("水资源费征收成本", "55.00", "110.00%", "10.00", "100分"),
            department(),
            goal_table(),
        ),
        statements=(
            Statement(
                "project",
                "self-evaluation",
                11,
                None,
                Figure("2,436.90", Decimal("2436.90")),
                Figure("2,012.35", Decimal("2012.35")),
                "预算绩效评价项目11个，全年预算数2,436.90万元，全年执行数2,012.35万元。",
                Place(line=196),
            ),
        ),
        skipped=(Skipped("“国有资产占用情况表”不是绩效表", Place(line=188)),),
    )


@lru_cache(maxsize=1)
def rechecked() -> Recheck:
    """The document rechecked, its totals compared with the straight ruleset."""
    return recheck(disclosure(), RULESETS, compare=(STRAIGHT.id,))


def erring_though_agreeing() -> Recheck:
    """The plain table, with an error found in a row whose score agrees with the rule."""
    result = recheck([plain_project()], RULESETS)
    (table,) = result.tables
    where = Where(table.evaluation.title, 1, 5, table.evaluation.indicators[4].name, "得分")
    error = finding("B9", where, severity="error", what="超过了上限，却得满分")
    return evolve(result, tables=(evolve(table, findings=(*table.findings, error)),))


def goals_rechecked() -> Recheck:
    """Goal tables alone: no scores to judge and none to infer a ruleset from."""
    return recheck(Document("目标表.txt", (goal_table(), department_goal())), RULESETS)


def scored(evaluation: Evaluation | None = None) -> tuple[Evaluation, Scorecard]:
    """A table and its scorecard by the floor ruleset; by default the one full of mistakes."""
    table = evaluation or wrong_project()
    return table, score(table, FLOOR)
