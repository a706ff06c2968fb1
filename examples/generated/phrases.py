"""What invented units call themselves and their places, and how they explain what they missed; all our own words."""

from __future__ import annotations

from random import Random
from typing import Final

from scoring import Indicator

_CAUSES: Final = (
    "受连续降雨影响，部分任务顺延到次年春季",
    "因供货单位延迟交付，年底前未能全部验收",
    "参与人员工作岗位变动，实际数量少于计划",
    "施工路段临时封闭，影响了实施进度",
    "因场地维修，后两个月的安排推迟",
    "材料价格变化，导致实际与计划有差距",
    "两处实施地点因故停工一个月，影响了全年数量",
    "部分对象因外出务工，未能按时参加",
    "招标流标一次，导致开工时间推迟两个月",
    "设备因故障返厂检修，影响了使用",
    "汛期交通中断，受此影响少安排了几次",
    "年初估计偏高，实际需要低于计划",
)
_CAUSES_OF_QUALITY: Final = (
    "部分批次因材料缺陷返工，复检结果未计入",
    "新换的承办单位不熟悉要求，影响了验收结果",
    "因冬季气温偏低，部分指标未达到预期",
    "抽查时个别点位正在整改，导致比例下降",
    "数据报送延迟，影响了年底的统计结果",
)
_CAUSES_OF_OPINION: Final = (
    "服务高峰时等候时间偏长，影响了受访者评价",
    "因宣传不够，部分受访者不了解服务内容",
    "施工期间给出行带来不便，影响了评价",
    "问卷回收偏少，个别意见导致结果下降",
)
"""Each names a cause; none speaks of a budget that was changed."""

_MEASURES: Final = (
    "今后提前与承办单位约定时间",
    "下一步加强日常调度，按月通报进度",
    "明年年初排定计划，逐项落实到人",
    "已督促承办单位限期整改",
    "将与有关部门建立会商机制",
    "下一步增加巡查，发现问题及时处理",
    "今后编制目标时充分听取基层意见",
)
OVERSPENT: Final = "主要原材料涨价，导致实际支出超出计划"

VILLAGES: Final = (
    "东沟 西沟 南渠 北渠 柳湾 石桥 清泉 双井 白杨 红柳 青石 长岭 沙河 大榆 小营 上泉 下泉 新桥 老寨 平川".split()
)
_KINDS_OF_PLACES: Final = ("村", "片区", "社区", "管理站")
_STRESSES: Final = ("进一步", "切实", "着力", "持续")

UNITS: Final = (
    "澄湖县清水镇人民政府",
    "云岭县城关镇人民政府",
    "天池市南湖街道办事处",
    "青石县红柳乡人民政府",
    "长岭县河东镇人民政府",
)
"""Invented units that have projects of every kind; a region's name may stand before them."""


def reason_for(row: Indicator, number: int) -> str:
    """Why the target of a row was missed, and what will be done; other numbers give other words.

    Args:
        row: the row.
        number: any.
    """
    if row.level1 == "成本指标":
        return OVERSPENT
    quality = row.level2 == "质量指标" or row.level2 == "社会效益指标"
    causes = _CAUSES_OF_OPINION if "满意度" in row.level1 else _CAUSES_OF_QUALITY if quality else _CAUSES
    cause = causes[number % len(causes)]
    measure = number // len(causes) % (len(_MEASURES) + 3)
    return f"{cause}；{_MEASURES[measure]}" if measure < len(_MEASURES) else cause


def name_at(random: Random, name: str, level1: str, place: str) -> str:
    """A row's name as a project at a place has it: seldom the bare words of its kind."""
    if random.random() < 0.3:
        return name
    if level1.startswith(("效益", "社会")) and not name.endswith(("率", "比例")):
        return random.choice(_STRESSES) + name
    return place + random.choice(_KINDS_OF_PLACES) + name


def misspelt(unit: str) -> str:
    """A unit's name with a letter left out."""
    return unit[:-5] + unit[-4:]
