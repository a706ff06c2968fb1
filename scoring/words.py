"""The words of values: operators, units, blank marks, numerals, date words.

One table that every part of the project reads.  The words of *forms* (column
heads, labels, level names) stand in ``reports/recognition/lexicon.toml``.
"""

from decimal import Decimal
from typing import Final

OPERATORS: Final = ("≥", "≤", ">", "<", "=")
"""The operators of the field; ``""`` means none was printed."""

OPERATOR_SPELLINGS: Final[dict[str, str]] = {
    ">=": "≥", "=>": "≥", "≧": "≥", "⩾": "≥", "≥=": "≥", ">＝": "≥",
    "<=": "≤", "=<": "≤", "≦": "≤", "⩽": "≤", "≤=": "≤",
    "≥": "≥", "≤": "≤", ">": ">", "<": "<",
    "＞": ">", "＜": "<", "﹥": ">", "﹤": "<",
    "=": "=", "＝": "=", "═": "=", "==": "=", "﹦": "=",
}  # fmt: skip

OPERATOR_PREFIXES: Final[dict[str, str]] = {
    "大于等于": "≥", "大于或等于": "≥", "不少于": "≥", "不低于": "≥", "不小于": "≥", "至少": "≥",
    "小于等于": "≤", "小于或等于": "≤", "不超过": "≤", "不高于": "≤", "不大于": "≤", "不多于": "≤",
    "至多": "≤", "控制在": "≤",
    "大于": ">", "超过": ">", "高于": ">", "多于": ">",
    "小于": "<", "低于": "<", "少于": "<",
    "等于": "=", "达到": "", "完成": "", "约": "",
}  # fmt: skip

OPERATOR_SUFFIXES: Final[dict[str, str]] = {
    "及以上": "≥", "以上": "≥",
    "及以下": "≤", "以下": "≤", "以内": "≤", "之内": "≤", "内": "≤", "左右": "",
}  # fmt: skip

BLANK_MARKS: Final = frozenset(["", *"- -- --- － — —— – / ／ \\ · 空 无 … …… ** *** * N/A 待核".split()])
"""What stands in a cell that holds no value; 待核 is what our blank forms show before a score can be computed."""

NOT_CALCULATED: Final = "〔公式未计算〕"
"""What stands before a formula of a workbook that holds no result, ``〔公式未计算〕=F5*0.2``; it is no value."""

SPREADSHEET_ERRORS: Final = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""What a spreadsheet shows where a formula failed."""

FIGURE_UNITS: Final = ("万元", "分", "%", "元")
"""What may stand behind a printed weight, score, rate or amount."""

PERCENT_SIGNS: Final = ("%", "％", "﹪")

MULTIPLIERS: Final[dict[str, Decimal]] = {
    "亿": Decimal(10) ** 8, "千万": Decimal(10) ** 7, "百万": Decimal(10) ** 6, "万": Decimal(10) ** 4,
    "千": Decimal(10) ** 3, "百": Decimal(10) ** 2, "十": Decimal(10),
}  # fmt: skip

UNIT_NAMES: Final[dict[str, str]] = {
    "%": "%", "％": "%", "﹪": "%", "百分比": "%", "百分点": "%", "个百分点": "%",
    "人": "人", "名": "人", "位": "人", "人数": "人",
    "个月": "月", "月": "月", "㎡": "平方米", "m²": "平方米", "m2": "平方米", "平米": "平方米", "平方": "平方米",
    "立方": "立方米", "m³": "立方米", "km": "公里", "千米": "公里", "h": "小时", "块钱": "元",
    "kg": "公斤", "g": "克", "t": "吨", "kWh": "千瓦时",
}  # fmt: skip
"""Spellings of one unit; what is not here stands for itself."""

MEASURES: Final = frozenset(
    (
        "人 人次 次 个 元 平方米 立方米 % 小时 分钟 天 日 周 月 季度 年 年度 套 项 块 场 场次 条 期 部 件 份 批 "
        "批次 台 辆 户 户次 家 家次 处 座 间 栋 篇 册 本 张 亩 公顷 吨 公斤 千克 克 升 公里 米 班 班次 课时 "
        "学时 节 节次 起 例 宗 类 种 支 队 组 站 点 片 枚 只 头 株 棵 桶 盏 幅 面 句 字 集 期次 人/次 车次 架次 "
        "吨次 分 级 星 倍 度 千瓦 千瓦时 台套 MB GB TB Mbps 平方公里"
    ).split()
)
"""Units that may follow a numeral written in Chinese characters."""

DIGITS: Final = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))

FULL_WIDTH: Final = str.maketrans(
    "０１２３４５６７８９．，％／－＋（）：；＜＞＝　 ",
    "0123456789.,%/-+():;<>=  ",
)
"""Full-width forms that mean the same as the ASCII ones, one by one.

Not Unicode NFKC, which turns 10² into 102 and ① into 1.
"""

TRADITIONAL: Final = str.maketrans(
    "績標項單級實際執預總數額計資財撥餘結轉屬門務責聯電話價評據設賦滿產時質濟會態續響長達應對離條規則備註說證憑稱義權驗報補貼"
    "經費進調開團體營運維護識別類個為與國優萬億間場輛臺戶戸處頭隊畝頃噸課學節種張冊過於內無顯較後約減損師區縣鄉鎮鐵幾兩邊樓盞"
    "幀週歲齡雙獎讓組織號碼點燈車庫橋樑壩閘",
    "绩标项单级实际执预总数额计资财拨余结转属门务责联电话价评据设赋满产时质济会态续响长达应对离条规则备注说证凭称义权验报补贴"
    "经费进调开团体营运维护识别类个为与国优万亿间场辆台户户处头队亩顷吨课学节种张册过于内无显较后约减损师区县乡镇铁几两边楼盏"
    "帧周岁龄双奖让组织号码点灯车库桥梁坝闸",
)
"""Traditional characters of forms and values; words are looked up in simplified ones, the text printed stays."""

FOLDED: Final = {**FULL_WIDTH, **TRADITIONAL}
"""Both foldings in one table."""

MET_WORDS: Final = frozenset(
    (
        "达成 达成年度指标 达成预期指标 达到预期指标 达到预期 达到预期目标 达成预期目标 完成 已完成 全部完成 "
        "全面完成 达标 已达标 实现 已实现 已达成 达到年度指标"
    ).split()
)
"""Answers that say, without repeating the target, that a target in words was met."""

PARTLY_WORDS: Final = frozenset(
    (
        "基本达成 基本完成 部分达成 部分完成 部分达成年度指标并具有一定效果 基本达到 基本达到预期 基本实现 "
        "部分实现 基本达成目标"
    ).split()
)
MISSED_WORDS: Final = frozenset(
    ("未达成 未完成 未实现 未达标 未达到 未达成年度指标且效果较差 未开展 未达成目标 未达到预期指标").split()
)

BUDGET_CONTROL_WORDS: Final = ("预算控制率", "预算成本控制率", "成本控制率", "预算执行率", "资金执行率", "预算完成率")
"""Names of rows whose figure should be the execution rate."""

UNIT_PRICE_WORDS: Final = ("标准", "单价", "每", "人均", "户均", "单位成本", "均价")
"""Words in the name of a cost row that is a price, not an amount."""

ADJUSTMENT_WORDS: Final = ("调整", "调减", "调增", "追加", "核减", "压减", "收回", "结转", "结余", "未执行", "未支付")
"""Words that show that a text explains a budget that was changed or not spent."""

MEASURE_WORDS: Final = ("下一步", "今后", "加强", "进一步", "改进", "完善", "督促", "提高")
"""Words of a promise to do better."""

CAUSE_WORDS: Final = (
    "因 由于 导致 原因 未 节约 节省 结余 结转 变化 变动 受 系 低估 高估 不足 减少 增加 超出 推迟 延迟 取消 影响 "
    "实际 低于 高于 不再 合并 调整 辞职 离职"
).split()
"""Words one of which stands in a reason that names a cause."""
