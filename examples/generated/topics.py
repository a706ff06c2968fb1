"""What invented projects are about: names, indicators, reasons; every sentence is our own."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from attrs import frozen

RowKind: TypeAlias = Literal["count", "percent", "date", "words", "cost", "price", "satisfaction"]


@frozen
class RowTopic:
    """What a row is about.

    Attributes:
        level1, level2: its place in the indicator tree, 指标 behind.
        name: 三级指标.
        kind: what its target is.
        unit: of the target, "" for words and dates.
        low, high: the range of the target.
        words: the target in words.
    """

    level1: str
    level2: str
    name: str
    kind: RowKind
    unit: str = ""
    low: int = 0
    high: int = 0
    words: str = ""


@frozen
class Topic:
    """What a project is about.

    Attributes:
        name: its name without a year.
        rows: rows to choose from; at least one of each level.
    """

    name: str
    rows: tuple[RowTopic, ...]


def _count(name: str, unit: str, low: int, high: int) -> RowTopic:
    return RowTopic("产出指标", "数量指标", name, "count", unit, low, high)


def _quality(name: str) -> RowTopic:
    return RowTopic("产出指标", "质量指标", name, "percent", "%", 90, 100)


def _deadline(name: str) -> RowTopic:
    return RowTopic("产出指标", "时效指标", name, "date")


def _cost(name: str) -> RowTopic:
    return RowTopic("成本指标", "经济成本指标", name, "cost", "万元")


def _price(name: str, unit: str, low: int, high: int) -> RowTopic:
    return RowTopic("成本指标", "经济成本指标", name, "price", unit, low, high)


def _effect(name: str, words: str) -> RowTopic:
    return RowTopic("效益指标", "社会效益指标", name, "words", words=words)


def _share(name: str) -> RowTopic:
    return RowTopic("效益指标", "社会效益指标", name, "percent", "%", 70, 95)


def _content(name: str) -> RowTopic:
    return RowTopic("满意度指标", "满意度指标", name, "satisfaction", "%", 85, 95)


TOPICS: Final = (
    Topic(
        "乡村图书室运行经费",
        (
            _count("新购图书册数", "册", 600, 9000),
            _count("举办读书活动场次", "场", 12, 80),
            _count("图书室开放天数", "天", 240, 340),
            _quality("新书编目上架率"),
            _deadline("图书采购完成时间"),
            _cost("图书采购支出"),
            _price("每场读书活动费用", "元", 900, 4000),
            _effect("丰富群众文化生活", "有效提升"),
            _share("图书室服务覆盖率"),
            _content("读者满意度"),
        ),
    ),
    Topic(
        "农村道路养护经费",
        (
            _count("日常养护里程", "公里", 40, 900),
            _count("修补路面面积", "平方米", 800, 20000),
            _count("清理边沟长度", "米", 2000, 60000),
            _quality("养护验收合格率"),
            _deadline("年度养护完成时间"),
            _cost("养护材料支出"),
            _price("每公里养护费用", "元", 2000, 9000),
            _effect("改善沿线群众出行条件", "明显改善"),
            _share("沿线行政村通达率"),
            _content("沿线群众满意度"),
        ),
    ),
    Topic(
        "灌区渠道维修项目",
        (
            _count("维修渠道长度", "米", 900, 18000),
            _count("更换闸门数量", "座", 11, 60),
            _count("清淤土方量", "立方米", 1200, 40000),
            _quality("工程验收合格率"),
            _deadline("维修工程完工时间"),
            _cost("渠道维修支出"),
            _effect("保障灌区农业用水", "持续保障"),
            _share("渠系水利用率"),
            _content("受益农户满意度"),
        ),
    ),
    Topic(
        "职工技能培训项目",
        (
            _count("参加培训人数", "人", 60, 2400),
            _count("举办培训班期数", "期", 11, 48),
            _count("培训总课时", "课时", 120, 1600),
            _quality("培训考核合格率"),
            _deadline("培训计划完成时间"),
            _cost("培训经费支出"),
            _price("每人每天培训标准", "元", 180, 400),
            _effect("提高职工业务能力", "不断提高"),
            _share("关键岗位持证率"),
            _content("参训学员满意度"),
        ),
    ),
    Topic(
        "社区养老服务补助",
        (
            _count("享受服务老年人数", "人", 150, 3600),
            _count("上门服务次数", "次", 800, 16000),
            _count("运营服务站点数量", "个", 11, 40),
            _quality("服务质量达标率"),
            _deadline("补助资金拨付时间"),
            _cost("服务补助支出"),
            _price("每次上门服务标准", "元", 30, 120),
            _effect("减轻家庭照料负担", "有效减轻"),
            _share("高龄老人服务覆盖率"),
            _content("服务对象满意度"),
        ),
    ),
    Topic(
        "城区绿化管护项目",
        (
            _count("管护绿地面积", "平方米", 20000, 400000),
            _count("补植苗木数量", "株", 600, 12000),
            _count("病虫害防治次数", "次", 11, 40),
            _quality("苗木成活率"),
            _deadline("春季补植完成时间"),
            _cost("管护劳务支出"),
            _price("每株苗木采购单价", "元", 12, 90),
            _effect("美化城区人居环境", "持续改善"),
            _share("城区绿地管护覆盖率"),
            _content("周边居民满意度"),
        ),
    ),
    Topic(
        "中小学设备更新项目",
        (
            _count("更新课桌椅数量", "套", 200, 5000),
            _count("配备教学终端数量", "台", 40, 900),
            _count("受益班级数量", "个", 20, 260),
            _quality("设备验收合格率"),
            _deadline("设备安装调试完成时间"),
            _cost("设备采购支出"),
            _price("每套课桌椅采购单价", "元", 180, 420),
            _effect("改善学校办学条件", "显著改善"),
            _share("设备使用率"),
            _content("师生满意度"),
        ),
    ),
    Topic(
        "基层卫生服务能力建设",
        (
            _count("开展健康体检人数", "人", 800, 26000),
            _count("建立健康档案份数", "份", 600, 18000),
            _count("下乡义诊场次", "场", 12, 90),
            _quality("健康档案合格率"),
            _deadline("年度体检完成时间"),
            _cost("体检耗材支出"),
            _price("每人次体检费用", "元", 40, 150),
            _effect("提升基层医疗服务水平", "稳步提升"),
            _share("慢性病规范管理率"),
            _content("就诊群众满意度"),
        ),
    ),
    Topic(
        "河道保洁服务项目",
        (
            _count("保洁河道长度", "公里", 20, 400),
            _count("打捞水面漂浮物重量", "吨", 60, 1400),
            _count("巡查河道次数", "次", 48, 730),
            _quality("保洁考核达标率"),
            _deadline("汛前集中清理完成时间"),
            _cost("保洁服务支出"),
            _effect("保持河道水面清洁", "长期保持"),
            _share("水质达标断面比例"),
            _content("沿河居民满意度"),
        ),
    ),
    Topic(
        "信息系统运行维护经费",
        (
            _count("运行维护系统数量", "个", 11, 36),
            _count("处理运维工单数量", "件", 300, 6000),
            _count("开展安全检查次数", "次", 12, 60),
            _quality("系统正常运行率"),
            _deadline("年度运维合同签订时间"),
            _cost("运维服务支出"),
            _effect("保障业务系统稳定运行", "持续稳定"),
            _share("线上业务办理率"),
            _content("系统用户满意度"),
        ),
    ),
    Topic(
        "农业技术推广补助",
        (
            _count("推广示范面积", "亩", 900, 30000),
            _count("发放技术资料份数", "份", 1200, 24000),
            _count("组织田间观摩场次", "场", 12, 60),
            _quality("示范田建设达标率"),
            _deadline("示范田建成时间"),
            _cost("示范物资支出"),
            _price("每亩补助标准", "元", 60, 260),
            _effect("带动周边农户应用新技术", "逐步提升"),
            _share("主推技术到位率"),
            _content("示范农户满意度"),
        ),
    ),
    Topic(
        "全民健身活动经费",
        (
            _count("举办健身赛事场次", "场", 12, 60),
            _count("参加活动人次", "人次", 1500, 48000),
            _count("维护健身器材件数", "件", 120, 2600),
            _quality("赛事组织达标率"),
            _deadline("全年赛事完成时间"),
            _cost("赛事组织支出"),
            _price("每场赛事费用", "元", 6000, 38000),
            _effect("增强群众健身意识", "逐步增强"),
            _share("健身器材完好率"),
            _content("参与群众满意度"),
        ),
    ),
)

DEPARTMENT_ROWS: Final = (
    RowTopic("履职效能", "数量指标", "完成重点工作任务数量", "count", "项", 12, 60),
    RowTopic("履职效能", "数量指标", "办理便民服务事项件数", "count", "件", 120, 2600),
    RowTopic("履职效能", "数量指标", "组织业务培训场次", "count", "场", 11, 40),
    RowTopic("履职效能", "质量指标", "服务事项按期办结率", "percent", "%", 90, 100),
    RowTopic("履职效能", "质量指标", "档案归档合格率", "percent", "%", 90, 100),
    RowTopic("履职效能", "时效指标", "年度重点工作完成时间", "date"),
    RowTopic("社会效益", "社会效益指标", "提升基层治理水平", "words", words="稳步提升"),
    RowTopic("服务对象满意度", "满意度指标", "办事群众满意度", "satisfaction", "%", 85, 95),
)
