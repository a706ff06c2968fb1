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
    ""
    "績標項單級實際執預總數額計資財撥餘結轉屬門務責聯電話價評據設賦滿產時質濟會態續響長達應對離條規則備註說證憑稱義權驗報補貼"
    ""
    "經費進調開團體營運維護識別類個為與國優萬億間場輛臺戶戸處頭隊畝頃噸課學節種張冊過於內無顯較後約減損師區縣鄉鎮鐵幾兩邊樓盞"
    "幀週歲齡雙獎讓組織號碼點燈車庫橋樑壩閘",
    ""
    "绩标项单级实际执预总数额计资财拨余结转属门务责联电话价评据设赋满产时质济会态续响长达应对离条规则备注说证凭称义权验报补贴"
    ""
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

REASON_WORDS: Final = ("主要原因", "原因是", "原因为", "主要是", "由于", "系因", "是因")
"""Words that lead in a reason in a document's text."""

MEASURE_WORDS: Final = ("下一步", "今后", "加强", "进一步", "改进", "完善", "督促", "提高")
"""Words of a promise to do better."""

CAUSE_WORDS: Final = (
    "因 由于 导致 原因 未 节约 节省 结余 结转 变化 变动 受 系 低估 高估 不足 减少 增加 超出 推迟 延迟 取消 影响 "
    "实际 低于 高于 不再 合并 调整 辞职 离职"
).split()
"""Words one of which stands in a reason that names a cause."""

GRADE_SPELLINGS: Final[dict[str, str]] = {"优秀": "优", "良好": "良", "中等": "中", "较差": "差"}
"""Spellings of grades that tables print in full."""

SATISFACTION_WORDS: Final = ("满意度", "满意率")
"""Words of the name of a row that asks people how content they are."""

COST_WORDS: Final = ("成本", "费用", "经费", "支出", "开支", "花费", "造价")
"""Words of the name of a row that says what something costs."""

SAVING_WORDS: Final = ("节约", "节省", "节支", "降低", "下降", "减少", "压减", "效率", "利用", "合规", "覆盖", "保障")
"""Words in the name of a row under 成本 of which more is better."""

PAYING_WORDS: Final = (
    "发放",
    "兑付",
    "投资",
    "贷款",
    "争取",
    "筹集",
    "拨付",
    "支付",
    "保费",
    "补偿",
    "补贴",
    "补助",
    "产值",
)
"""Words of the name of an output that is counted in money."""

MORE_IS_BETTER_WORDS: Final = (
    "举办 开展 培训 慰问 走访 购置 采购 印刷 制作 译制 录制 拍摄 建设 新建 改造 修建 安装 配备 发放 体检 宣传 覆盖 "
    "受益 惠及 "
    "救助 资助 帮扶 参加 参与 服务 合格率 达标率 完成率 及时率 准确率 出勤率 通过率 优良率 正常率 精准率 保障率 "
    "知晓率 参与率 "
    "满意度 满意率"
).split()
"""Words in the name of an output of which more is better."""

LESS_IS_BETTER_WORDS: Final = (
    "调整 变更 事故 投诉 差错 错误 失误 故障 隐患 违规 违法 违纪 案件 死亡 伤亡 受伤 感染 发病 流失 损坏 损失 逾期 "
    "超 延迟 "
    "延误 时间 时长 时限 时效 期限 工期 天数 周期 响应 成本 费用 经费 支出 开支 金额 价 标准 能耗 耗 排放 污染 浓度 "
    "噪声 噪音 控制 上限 限额 编制 返工 退货 退款 缺 空置 闲置 率差 误差 偏差 压减 减少 降低 下降 不良 不合格 未 漏 "
    "负债 债务 信访 纠纷 赔付 辍学 离职 失业 返贫 停电 停水 中断 三公 接待 出国 因公 会议 文件"
).split()
"""Words in the name of a row of which less is better, or which has a limit."""

QUANTITY_WORDS: Final = ("人数", "人次", "次数", "数量", "个数", "场次", "期数", "面积", "覆盖面")
"""Words of the name of a row that counts."""

QUALITY_WORDS: Final = (
    "合格 达标 通过 获奖 优秀 优良 优质 优等 质量 录取 就业 认证 认可 表彰 采纳 转化 正确 准确 规范 事故 投诉 差错 "
    "错误 故障 违规 返工 退回"
).split()
"""Words that make a number a matter of quality."""

QUALITY_RATES: Final = ("合格率", "达标率", "优良率", "优秀率", "准确率", "正确率", "通过率")
"""What a name ends with that measures quality, never how much."""

TIME_WORDS: Final = (
    "时 按期 定期 限期 工期 周期 到期 逾期 如期 分期 期限 及早 月 季 年 日 天 周 进度 进展 频 频率 前 速 快 延 迟"
).split()
"""Words of the name of a row that speaks of time."""

COUNTS: Final = frozenset("人 人次 次 场 场次 个 套 台 辆 册 件 户 期 条 篇 块 份 批 批次 家 项 部".split())
"""Dimensions of what is counted one by one."""

VAGUE_WORDS: Final = (
    "有效 显著 不断 逐步 持续 有所 明显 进一步 稳步 大幅 切实 充分 全面 长期 长效 良好 较好 较高 较大 好 高 中期 "
    "短期 可持续 积极 大力 基本 更加 稳定 提升 提高 增强 加强 促进 改善 优化 推动 推进 保障 落实 激发 建设 维护 "
    "宣传 保证 确保 保持 发挥 完善 减少 减轻 降低 增加 扩大 增长 健全 强化 深化 巩固 丰富 统筹 监督 指导 支持 引导 "
    "带动 "
    "达到预期 达到预期目标 达到预期指标 达成 达成预期指标 完成 实现 影响 作用 效果 规范 合理 满意 是 有 和 "
    "与"
).split()
"""What targets are put together of that nobody can measure; in one way only, so that telling it takes one pass."""

BACKGROUND_WORDS: Final = (
    "十四五 十三五 三年 五年 总目标 百分点 "
    "其中 每 各县 各乡 各村 各地 各科 全国 全省 全市共 全县共 全区共 全州共 共有 现有 拥有 辖 下设 位于 截至 上年 "
    "去年 往年 历年 累计 "
    "以来 增长 同比 提高了 标准 人均 户均 规划"
).split()
"""Words of a clause whose figure is no goal of the year: the surroundings, a part, a rate each."""

PLAN_WORDS: Final = ("计划", "目标", "预期", "预计", "拟", "原定", "应")
"""Words of a clause in a report of results that tells what was planned."""

ABOUT_WORDS: Final = ("余", "多", "近", "约", "左右", "几", "大约")
"""Words beside a figure that is rounded."""

CARRY_OVER: Final = "结转"
"""Word of money that came from the year before or goes to the next."""

NEXT_YEAR_WORDS: Final = ("下年", "次年", "明年", "下一年")
"""Words for the year after."""

OTHER_FUNDS_WORDS: Final = ("其他资金", "单位资金", "自有资金", "非财政拨款")
"""Names of fund rows that are no fiscal grant; 其他 alone is one, too."""

PROJECT_SUFFIXES: Final = ("项目", "经费", "资金", "专项", "费用", "工作")
"""What may end a project's name in one document and be missing in another."""

UNIT_SPELLINGS: Final[dict[str, str]] = {"中国共产党": "", "中共": "", "委员会": "委", "人民政府": "政府"}
"""Parts of a unit's name with and without which it is the same unit."""

ORDINAL_WORDS: Final = frozenset("一二三四五六七八九十0123456789东西南北中上下新老")
"""Characters that tell units apart whose names are otherwise alike: 第一小学, 城东街道."""

DUTY_LEVEL: Final = "履职效能"
"""What the level of a department's outputs is called."""

RUNNING_COSTS: Final = "运行成本"
"""What the level of a department's costs is called."""

COST_LEVEL: Final = "成本"
"""What the levels of cost indicators are called."""

SPENDING_RATE_WORDS: Final = ("执行率", "完成率", "支出率", "支付率", "使用率")
"""Rates of money spent, of which more is better even where they stand among the costs."""

EXECUTION_NAMES: Final = ("预算执行", "资金执行率")
"""Names of a row that is the budget execution itself."""

TIME_LEVEL: Final = "时效"
"""What the level of indicators of time is called."""

NO_DEVIATION: Final = frozenset(
    (
        "无偏差 没有偏差 不存在偏差 未发生偏差 无差异 无偏差情况 正常 已完成 完成 全部完成 按计划完成 按时完成 "
        "已按计划完成 按要求完成 达标 "
        "已达标 达到预期 达到预期目标 没有 暂无 不涉及 不适用 无原因 无需改进 无改进措施"
    ).split()
)
"""Texts in the place of a reason that say that there is nothing to explain."""

EMPTY_REASONS: Final = frozenset(
    (
        "未完成 未达标 未达到 未达成 未实现 略 按实际 按实际情况 据实 基本完成 部分完成 有偏差 存在偏差 有差异 扣分 "
        "已扣分 偏差 "
        "未全部完成 未完成目标 未达到目标值 未达到预期 未达目标 客观原因 主观原因 其他 其他原因 特殊原因 工作原因 "
        "实际情况"
    ).split()
)
"""Texts in the place of a reason that give none."""
