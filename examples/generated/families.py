"""The layout families that occur, each with the words of its heads."""

from __future__ import annotations

from typing import Final

from .family import Family

_LEVELS: Final = {"level1": "一级指标", "level2": "二级指标", "name": "三级指标"}
_FUNDS: Final = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "executed": "全年执行数",
    "weight": "分值",
    "rate": "执行率",
    "score": "得分",
}
_BARE_FUNDS: Final = {"initial": "年初预算数", "adjusted": "全年预算数", "executed": "全年执行数"}

FAMILIES: Final = (
    Family(
        "accounts-2023",
        "project",
        {
            **_LEVELS,
            "target": "年度指标值",
            "actual": "实际完成值",
            "weight": "分值",
            "score": "得分",
            "reason": "偏差原因分析及改进措施",
        },
        _FUNDS,
    ),
    Family(
        "accounts-2024",
        "project",
        {
            **_LEVELS,
            "weight": "权重",
            "target": "目标值",
            "actual": "业绩值",
            "completion": "完成率",
            "score": "指标得分",
            "basis": "指标值设定依据",
            "prior": "上年完成情况",
            "rule": "赋分规则",
            "evidence": "佐证资料",
            "reason": "偏差原因分析及改进措施",
        },
        _FUNDS,
    ),
    Family(
        "department-2024",
        "department",
        {
            **_LEVELS,
            "target": "预期指标值",
            "basis": "指标值设定依据",
            "weight": "分值权重",
            "actual": "实际完成指标值",
            "score": "得分",
            "reason": "偏差原因分析及改进措施",
        },
        {**_FUNDS, "weight": "分值权重"},
        title="单位整体支出绩效自评表",
        total=False,
        side=False,
    ),
    Family(
        "ministry",
        "project",
        {
            **_LEVELS,
            "target": "年度指标值",
            "actual": "全年完成值",
            "weight": "分值",
            "score": "得分",
            "reason": "未完成原因分析",
        },
        {
            "adjusted": "全年预算数（A）",
            "executed": "全年执行数（B）",
            "weight": "分值",
            "rate": "执行率（B/A）",
            "score": "得分",
        },
        grade=True,
        heads=("年初设定目标", "年度总体目标完成情况综述"),
    ),
    Family(
        "weight-first",
        "project",
        {
            **_LEVELS,
            "weight": "分值",
            "target": "年度指标值",
            "actual": "全年实际值",
            "score": "得分",
            "reason": "未完成原因及拟采取的改进措施",
        },
        _FUNDS,
    ),
    Family(
        "no-weight",
        "project",
        {**_LEVELS, "target": "年初目标值(A)", "actual": "实际完成值(B)", "score": "得分"},
        {"adjusted": "预算数(A)", "executed": "执行数(B)", "rate": "执行率(B/A)", "score": "得分(20分*执行率)"},
        execution_weight=False,
    ),
    Family(
        "operator-split",
        "project",
        {
            **_LEVELS,
            "operator": "指标性质",
            "number": "指标值",
            "measure": "度量单位",
            "actual": "完成值",
            "weight": "权重",
            "score": "得分",
            "reason": "未完成原因分析",
        },
        {**_FUNDS, "initial": "年初预算", "adjusted": "调整后预算数", "executed": "预算执行数"},
        grade=True,
    ),
    Family(
        "coefficient",
        "department",
        {
            "name": "指标名称",
            "measure": "计量单位",
            "operator": "指标性质",
            "number": "年初指标值",
            "revised": "调整指标值",
            "actual": "全年完成值",
            "coefficient": "得分系数(%)",
            "weight": "指标权重(分)",
            "score": "指标得分(分)",
            "core": "是否核心指标",
        },
        {
            "initial": "年初预算数",
            "adjusted": "全年预算数",
            "executed": "全年执行数",
            "rate": "执行率",
            "weight": "执行率权重",
            "score": "执行率得分(分)",
        },
        title="部门整体支出绩效自评表",
        total=False,
        side=False,
    ),
    Family(
        "rule-printed",
        "project",
        {
            **_LEVELS,
            "target": "年度指标值",
            "actual": "实际完成值",
            "weight": "分值",
            "rule": "得分计算方法",
            "score": "得分",
            "reason": "偏差原因分析及改进措施",
        },
        _FUNDS,
    ),
    Family(
        "with-recheck",
        "project",
        {
            **_LEVELS,
            "weight": "分值",
            "target": "目标值",
            "actual": "完成值",
            "score": "自评分",
            "second": "复核分",
            "criteria": "评价标准及依据",
            "reason": "偏差原因分析及改进措施",
        },
        _FUNDS,
    ),
    Family(
        "execution-row",
        "project",
        {
            **_LEVELS,
            "target": "年度指标值",
            "actual": "实际完成值",
            "weight": "分值",
            "score": "得分",
            "reason": "偏差原因分析及改进措施",
        },
        {**_BARE_FUNDS, "rate": "执行率"},
        execution_row=True,
    ),
    Family(
        "narrative",
        "project",
        {**_LEVELS, "target": "年初目标值", "actual": "实际完成值", "weight": "分值", "score": "自评得分"},
        {"adjusted": "全年预算数", "executed": "执行数", "rate": "执行率", "score": "得分"},
        execution_weight=False,
        goals=False,
        sentences=True,
    ),
)

GOALS: Final = Family(
    "goals",
    "project",
    {**_LEVELS, "target": "指标值", "basis": "指标值设置依据", "weight": "指标分值权重"},
    {"initial": "年初预算数"},
    title="项目支出绩效目标表",
    total=False,
)
"""The form of goal tables that a document is compared with."""

FAMILY: Final = {family.name: family for family in (*FAMILIES, GOALS)}
