"""Forms written for the reader's tests: invented units, projects and numbers."""

from __future__ import annotations

from reports import read_text
from scoring import Document, Evaluation, Indicator

TITLE = "项目支出绩效自评表\n\n（2024年度）\n\n"
IDENTITY = "项目名称\t\t河道清淤经费\t\t\t\t\n主管部门\t\t云岭县水务局\t\t实施单位\t云岭县河道管理站\t\n"
FUNDS = (
    "项目资金（万元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
    "\t\t年度资金总额\t60.00\t50.00\t45.00\t10\t90.00%\t9.00\n"
    "\t\t其中：当年财政拨款\t60.00\t50.00\t45.00\t—\t—\t—\n"
    "\t\t其他资金\t0.00\t0.00\t0.00\t—\t—\t—\n"
)
GOALS = "年度总体目标\t预期目标\t\t\t实际完成情况\n\t清淤河道12公里。\t\t\t清淤河道11公里。\n"
COLUMNS = "\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
ROWS = (
    "年度绩效指标完成情况\t产出指标\t数量指标\t清淤里程\t≥12公里\t=11公里\t40\t36.67\t汛期提前，停工一个月\n"
    "\t\t质量指标\t验收合格率\t=100%\t=100%\t30\t30.00\t\n"
    "\t满意度指标\t满意度指标\t沿岸居民满意度\t≥90%\t=93%\t20\t20.00\t\n"
)
TOTAL = "总分\t\t\t\t\t\t100\t95.67分\t\n"
WHOLE = TITLE + IDENTITY + FUNDS + GOALS + COLUMNS + ROWS + TOTAL


def document(text: str) -> Document:
    return read_text(text, "测试.txt")


def table(text: str) -> Evaluation:
    """The one table of a text."""
    (evaluation,) = document(text).evaluations
    return evaluation


def rows(*lines: str, columns: str = COLUMNS) -> tuple[Indicator, ...]:
    """The indicators of a table with these rows."""
    return table(TITLE + columns + "".join(f"{line}\n" for line in lines)).indicators


def texts(row: Indicator) -> tuple[str, ...]:
    """Names, target, actual, weight and score of a row as printed."""
    values = (row.target, row.actual, row.weight, row.printed_score)
    return (row.level1, row.level2, row.name, *(value.text if value is not None else "" for value in values))
