"""The one catalogue of findings: code, severity, title, wording, suggestion."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from .errors import ZipingbiaoError
from .finding import Finding, Severity, Where


@frozen
class Wording:
    """How a finding is reported.

    Attributes:
        severity: unless the check knows better.
        title: what the code stands for.
        message: one sentence with fields to fill in.
        suggestion: what the unit may do.
    """

    severity: Severity
    title: str
    message: str
    suggestion: str


WORDINGS: dict[str, Wording] = {
    "A1": Wording(
        "error",
        "总分与各项得分之和不符",
        "总分印为 {printed} 分，各项得分相加是 {sum} 分，相差 {gap} 分{hint}",
        "核对各项得分与总分，更正其中有误的一个",
    ),
    "A2": Wording("error", "分值之和不符", "{what}", "核对各项分值，使其相加等于上一级的分值和满分"),
    "A3": Wording(
        "note",
        "一级指标分值与规定不同",
        "一级指标分值为{read}，《{ruleset}》一般为{expected}",
        "如有批复依据请注明，否则按规定设置分值",
    ),
    "A4": Wording(
        "error",
        "预算执行率有误",
        "预算执行率印为 {printed}，按执行数除以全年预算数应为 {expected}%{hint}",
        "更正执行率，并复核执行率得分",
    ),
    "A5": Wording(
        "error",
        "预算执行率得分与规则不符",
        "预算执行率得分印为 {printed} 分{hint}，按《{ruleset}》应为 {expected} 分",
        "按规则重算执行率得分",
    ),
    "A6": Wording("error", "资金数有矛盾", "{what}", "核对预算数、执行数和各资金来源，更正有误的一处"),
    "A7": Wording(
        "note",
        "资金分行重复填写分值或得分",
        "资金分行“{name}”重复填了{what}，合计时只算总额行的",
        "分行的分值和得分改填“—”",
    ),
    "A8": Wording("error", "得分超出范围", "得分印为 {printed} 分，{what}", "得分应在 0 与分值之间，请核对"),
    "A9": Wording(
        "warning",
        "完成率与实际值不符",
        "完成率印为 {printed}，由目标值与实际值算出的是 {expected}%{hint}",
        "核对完成率、目标值和实际完成值",
    ),
    "A10": Wording(
        "note",
        "与精确计算的细微差别由计算口径造成",
        "得分印为 {printed} 分，{ours}是 {exact} 分，差异由口径造成：{why}",
        "无须更正；如要求精确到分，请改用十进制计算，再按规则取整",
    ),
    "A11": Wording(
        "warning", "执行率一格填了金额", "执行率一格印为 {printed}，像是金额而不是百分比", "执行率应填百分比"
    ),
    "A12": Wording("warning", "公布的表里有得分空着", "{what}", "补上得分和总分；不评分的指标请注明"),
    "B1": Wording(
        "error",
        "目标未达到却得满分",
        "目标“{target}”，实际“{actual}”，没有达到目标，却得满分 {printed} 分",
        "按规则扣分，或更正目标值、实际值",
    ),
    "B2": Wording(
        "error",
        "得分高于规则所给",
        "得分印为 {printed} 分，按《{ruleset}》应为 {expected} 分，多 {gap} 分{hint}",
        "按规则重算得分",
    ),
    "B3": Wording(
        "error",
        "得分低于规则所给",
        "得分印为 {printed} 分，按《{ruleset}》应为 {expected} 分，少 {gap} 分{hint}",
        "按规则重算得分",
    ),
    "B4": Wording(
        "warning",
        "目标已达到却被扣分",
        "目标“{target}”，实际“{actual}”，已达到目标，却只得 {printed} 分（满分 {weight} 分）{hint}",
        "确认扣分依据；没有依据的应给满分",
    ),
    "B5": Wording("warning", "同一份文件里用了不同的规则", "{what}", "同一份文件应当用同一规则；请说明为何不同"),
    "B6": Wording(
        "warning",
        "超额完成而没有说明",
        "完成率 {rate}%，已达 {limit}%，没有写明超额的原因",
        "说明超额原因；目标明显偏低的应调整目标",
    ),
    "B7": Wording(
        "warning",
        "文字指标得分不在档内",
        "答复“{actual}”属“{grade}”，得分应在 {low} 分到 {high}之间，印为 {printed} 分",
        "按评判等级对应的区间给分",
    ),
    "B8": Wording(
        "warning",
        "文字目标逐字达到却被扣分",
        "目标“{target}”与实际“{actual}”一致，却只得 {printed} 分（满分 {weight} 分）",
        "说明扣分依据",
    ),
    "B9": Wording(
        "warning", "得分与目标值符号的方向相反", "{what}", "核对目标值的符号；符号无误的，按符号的方向重算得分"
    ),
    "B10": Wording("warning", "情况相同而得分不同", "{what}", "情况相同的指标应得分相同；请核对"),
    "C1": Wording("warning", "扣分而没有原因", "{what}", "补填偏差原因分析及改进措施"),
    "C2": Wording("note", "满分而填了偏差原因", "得满分，却填写了偏差原因“{reason}”", "确认是否应当扣分，或删去原因"),
    "C3": Wording(
        "warning",
        "偏差原因没有内容",
        "扣了 {lost} 分，偏差原因写的是“{reason}”，{what}",
        "写明造成偏差的具体原因和改进措施",
    ),
    "C4": Wording("note", "预算变动或执行偏低而没有说明", "{what}", "在自评表或说明中写明原因"),
    "D1": Wording(
        "warning",
        "实际值照抄了目标值的符号",
        "{what}实际完成值与目标值一字不差，连“≥”“≤”也照抄，看不出究竟完成了多少：{rows}",
        "实际完成值填年末核实的确切数，不带符号",
    ),
    "D2": Wording("warning", "缺目标值、实际值或分值而有得分", "{what}，却得 {printed} 分", "补填后重新计分"),
    "D3": Wording(
        "note",
        "指标名称里写了目标值",
        "名称里已有“{read}”，目标值应当只写在目标值一格",
        "名称只写考核什么，数值移到目标值",
    ),
    "D4": Wording("warning", "数字与文字不对应", "{what}", "目标是数字的用数字作答，是文字的用文字作答"),
    "D5": Wording(
        "warning",
        "文字目标无法衡量，也没有佐证",
        "{count} 项文字目标（“{targets}）没有可以衡量的标准，佐证资料也空着",
        "写明达到什么程度算完成，并列出佐证资料",
    ),
    "D6": Wording("note", "缺少应有的指标", "{what}", "补设相应指标；确实不适用的，请说明"),
    "D7": Wording(
        "note",
        "一个指标占了大部分分值",
        "这个指标 {weight} 分，占全部指标 {sum} 分的 {share}%，其余指标几乎不影响得分",
        "把分值分到反映主要任务的几个指标上",
    ),
    "D8": Wording("warning", "文字里的数与指标表不一致", "{what}", "核对后统一文字与表中的数"),
    "D9": Wording("warning", "目标与实际的单位不同", "{what}", "统一目标值与实际值的单位"),
    "D10": Wording(
        "warning",
        "目标值的符号与指标的方向不一致",
        "{what}",
        "核对符号：越多越好的用“≥”，有上限的用“≤”，须恰好等于的用“=”",
    ),
    "D11": Wording(
        "warning",
        "目标低于上年实际",
        "{what}",
        "任务没有减少的，目标不宜低于上年实际；减少的请说明",
    ),
    "D12": Wording("note", "指标归类不当", "{what}", "移到对应的一级、二级指标之下"),
    "E1": Wording(
        "warning",
        "资金大半未支出而除成本外各指标近乎满分",
        "预算执行率只有 {rate}%，而除成本外各指标得 {score} 分（满分 {weight} 分）",
        "核实各项任务是否确已完成，说明资金为何没有支出",
    ),
    "E2": Wording(
        "error", "等级与总分不符", "评价等级印为“{printed}”，总分 {total} 分按《{ruleset}》应为“{expected}”", "更正等级"
    ),
    "E3": Wording(
        "warning",
        "预算控制率与执行率不一致",
        "实际值印为 {printed}%，本表的预算执行率是 {expected}",
        "两处应当取同一个数，请核对",
    ),
    "E4": Wording(
        "note",
        "成本指标相加不等于预算",
        "成本指标各行相加是 {sum} 万元，预算是 {budget} 万元，是否有未列出的成本？",
        "补列或说明其余成本",
    ),
    "E5": Wording(
        "note",
        "指标得分率明显高于预算执行得分率",
        "指标得分率 {results}%，预算执行得分率 {money}%，相差的部分占前者的 {gap}%（提醒线 {limit}%），"
        "资金没有用足而任务是否都已完成？",
        "核实各项指标的完成情况，或说明资金为何少用",
    ),
    "E6": Wording(
        "note",
        "资金未用完较多",
        "还有 {unspent} 万元没有支出，占预算的 {share}%（提醒线 {limit}%）",
        "说明未支出的原因；明年按实际需要编制预算",
    ),
    "E7": Wording(
        "warning",
        "其他资金超过单位公布的收入",
        "其他资金{column} {read} 万元，而文中公布的{sources}合计只有 {expected} 万元，资金来源是否填错？",
        "核对资金来源：财政拨款不应填在其他资金一行",
    ),
    "E8": Wording(
        "warning",
        "表里有结转资金而文中结转为 0",
        "{what}，而文中公布的{name}是 {read} 万元",
        "核对这笔结转资金，统一表与文字",
    ),
    "F1": Wording(
        "error",
        "公布的个数与表的张数不符",
        "文中说{what} {announced} 个，文件里有 {found} 张",
        "补齐缺少的表，或更正文字",
    ),
    "F2": Wording(
        "error",
        "公布的金额与各表合计不符",
        "文中说{what} {announced} 万元，各表合计 {found} 万元，相差 {gap} 万元",
        "核对各表金额与文字",
    ),
    "F3": Wording("warning", "所有项目都是满分", "{count} 个项目的总分全是 {full} 分", "复核评分是否流于形式"),
    "F4": Wording(
        "warning",
        "几张表除名称外完全相同",
        "{what}",
        "核对各表是否填错或照抄；情况确实相同的，请说明",
    ),
    "F5": Wording(
        "warning",
        "目标表与自评表不一致",
        "{what}",
        "按批复的绩效目标核对；经批准调整的，请注明调整依据",
    ),
    "F6": Wording("warning", "单位名称前后不一", "{what}", "统一单位名称；更名或由所属单位实施的，请注明"),
    "F7": Wording("warning", "上年完成值与上年自评表不一致", "{what}", "按上年自评表核对上年完成值"),
    "F8": Wording("note", "两份文件没有全部对上", "{what}", "核对项目、单位名称和年度后再对照"),
    "R1": Wording(
        "warning", "单元格无法识别", "{column}“{text}”无法识别，没有参与计算", "核对原件，改正写法后重新复核"
    ),
    "R2": Wording("note", "有表格没有识别", "{what}", "确认这些表是否属于绩效自评表"),
    "R3": Wording("note", "文件里有修订痕迹", "{what}", "接受或拒绝全部修订后另存，再复核一次"),
    "R4": Wording("warning", "公式没有计算结果", "{what}", "在 Excel 或 WPS 中打开，保存一次，再复核"),
    "R5": Wording("warning", "页面没有文字", "{what}", "换用可以复制文字的文件，或先做文字识别再核对"),
    "R6": Wording("warning", "疑似识别或填写错误", "{what}", "核对原件；确有错误的，改正后重新复核"),
    "R7": Wording("note", "按存储的数值读取", "{what}", "核对原件显示的写法；必要时改成普通数字格式后另存"),
    "T1": Wording("error", "得分、完成率或执行率没有填写", "{what}", "填上这个数，或用 zipingbiao score 写进副本"),
    "T2": Wording("error", "实际完成值或资金数没有填写", "{what}", "填写后再检查一次"),
    "T3": Wording("error", "目标值或分值没有填写", "{what}", "按批复的绩效目标填写"),
    "T4": Wording("error", "总分没有填写", "{what}", "填上总分，或用 zipingbiao score 写进副本"),
    "T5": Wording("warning", "佐证资料没有填写", "佐证资料没有填写", "写明能证明实际完成值的资料"),
    "T6": Wording("note", "主管部门没有填写", "主管部门没有填写", "填写主管部门；本身就是主管部门的填本单位名称"),
}


def finding(
    code: str,
    where: Where,
    *,
    severity: Severity | None = None,
    read: str = "",
    expected: str = "",
    arithmetic: str = "",
    source: str = "",
    others: tuple[Where, ...] = (),
    **fields: Any,
) -> Finding:
    """Word a finding from the catalogue.

    Args:
        code: its code.
        where: the place.
        severity: where the check knows better than the catalogue.
        read, expected, arithmetic, source: facts kept beside the message.
        others: the other places it speaks of.
        fields: what the message's sentence needs.
    """
    wording = WORDINGS[code]
    try:
        message = wording.message.format(**{"read": read, "expected": expected, **fields})
    except KeyError as error:  # pragma: no cover - a slip in the code, shown by any test of the check
        raise ZipingbiaoError(f"{code} 的用语缺少 {error}") from error
    return Finding(
        code,
        severity or wording.severity,
        where,
        message,
        read,
        expected,
        arithmetic,
        source,
        wording.suggestion,
        others,
    )
