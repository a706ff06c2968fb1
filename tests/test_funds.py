"""Money: the block with a head, labels with amounts beside them, tasks, and 元 against 万元."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext

import pytest

from reports.recognition.funds import is_fund_name, money
from scoring import Evaluation, Figure, Unreadable, figure_value

from .forms import COLUMNS, FUNDS, IDENTITY, ROWS, TITLE, table


def amounts(evaluation: Evaluation) -> list[tuple[str, str | None, str | None, str | None, bool]]:
    def shown(value: Decimal | None) -> str | None:
        return None if value is None else f"{value:f}"

    return [
        (
            line.name,
            shown(figure_value(line.initial)),
            shown(figure_value(line.adjusted)),
            shown(figure_value(line.executed)),
            line.total,
        )
        for line in evaluation.funds
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,994.00", "1994.00"), ("59.8万元", "59.8"), ("1,028. 71", "1028.71"),
        ("598000元", "59.8"), ("0.2亿元", "2000"), ("６０", "60"), ("64万", "64"),
    ],
)  # fmt: skip
def test_amounts_come_out_in_wan(text: str, value: str) -> None:
    reading = money(text)
    assert isinstance(reading, Figure)
    assert reading.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"), [("1,234,567.89", "1234567.89"), ("2.8131亿元", "28131"), ("28131567.12元", "2813.156712")]
)
def test_an_amount_keeps_its_digits_whatever_the_callers_arithmetic(text: str, value: str) -> None:
    with localcontext(Context(prec=3)):
        assert money(text) == Figure(text, Decimal(value))


def test_an_amount_that_is_no_number_is_unreadable() -> None:
    assert money("7,00.0,77") == Unreadable("7,00.0,77")
    assert money("—") is None
    assert money("8分") == Unreadable("8分")
    assert money("86%") == Unreadable("86%")
    assert money("4O.00") == Unreadable("4O.00")
    assert money("600000", "元") == Figure("600000", Decimal(60))


def test_yuan_in_a_block_that_counts_in_wan_contradicts_it() -> None:
    assert money("598000元", "万元") == Unreadable("598000元")
    found = table(TITLE + IDENTITY + FUNDS.replace("45.00\t10", "450000元\t10") + COLUMNS + ROWS)
    assert found.budget is not None
    assert (found.budget.executed, figure_value(found.budget.adjusted)) == (Unreadable("450000元"), 50)


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ("1O\t90.00%\t9.00", ["1O", 90, 9]),
        ("10\t90.00元\t9.00", [10, "90.00元", 9]),
        ("10万元\t90.00分\t9.00%", ["10万元", "90.00分", "9.00%"]),
        ("十\t九十\t9.O0", ["十", "九十", "9.O0"]),
    ],
)
def test_what_is_no_number_stays_under_its_head(cells: str, kept: list[object]) -> None:
    line = table(TITLE + IDENTITY + FUNDS.replace("10\t90.00%\t9.00", cells) + COLUMNS + ROWS).budget
    assert line is not None
    readings = (line.weight, line.printed_rate, line.printed_score)
    assert [r.text if isinstance(r, Unreadable) else figure_value(r) for r in readings] == kept


def test_fund_names() -> None:
    assert is_fund_name("其中： 财政 拨款")
    assert is_fund_name("年度预算总额：")
    assert not is_fund_name("清淤里程")
    assert not is_fund_name("12.00")


def test_the_block_with_three_rows() -> None:
    found = table(TITLE + IDENTITY + FUNDS + COLUMNS + ROWS)
    assert amounts(found) == [
        ("年度资金总额", "60.00", "50.00", "45.00", True),
        ("其中：当年财政拨款", "60.00", "50.00", "45.00", False),
        ("其他资金", "0.00", "0.00", "0.00", False),
    ]
    assert found.budget is not None
    assert [figure_value(r) for r in (found.budget.weight, found.budget.printed_rate, found.budget.printed_score)] == [
        10, 90, 9,
    ]  # fmt: skip
    assert [line.weight for line in found.funds[1:]] == [None, None]


def test_the_total_below_its_parts() -> None:
    block = (
        "部门资金（万元）\t资金来源\t年初预算数\t全年预算数\t全年执行数\t分值权重\t执行率\t得分\n"
        "\t上级资金\t1.00\t1.00\t1.00\t-\t-\t-\n\t本级资金\t9.00\t9.00\t8.00\t-\t-\t-\n"
        "\t合计\t10.00\t10.00\t9.00\t10\t90.00%\t9.00\n"
    )
    found = table("单位整体支出绩效自评表\n\n单位名称\t云岭县水务局\n" + block + COLUMNS + ROWS)
    assert (found.kind, found.project) == ("department", "云岭县水务局")
    assert [(line[0], line[4]) for line in amounts(found)] == [("上级资金", False), ("本级资金", False), ("合计", True)]


def test_a_row_shifted_under_its_head() -> None:
    block = (
        "项目资金（万元）\t\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
        "\t\t年度资金总额\t60.00\t50.00\t45.00\t10\t90.00%\t9.00\n"
    )
    assert amounts(table(TITLE + IDENTITY + block + COLUMNS + ROWS)) == [
        ("年度资金总额", "60.00", "50.00", "45.00", True)
    ]


def test_a_block_in_yuan_is_converted() -> None:
    block = (
        "项目资金（元）\t\t\t年初预算数\t全年预算数\t全年执行数\n\t\t年度资金总额\t600000.00\t500000.00\t450000.00\n"
    )
    (line,) = table(TITLE + IDENTITY + block + COLUMNS + ROWS).funds
    assert [figure_value(r) for r in (line.initial, line.adjusted, line.executed)] == [60, 50, 45]
    assert line.initial is not None
    assert line.initial.text == "600000.00"


def test_labels_with_amounts_beside_them() -> None:
    block = "项目资金 (万元)\t年度预算 总额:\t60万元\t其中: 财政 拨款\t\t其他资金:\t60万元\n"
    found = table(
        "项目支出绩效目标表\n\n项目名称\t河道清淤\n"
        + block
        + COLUMNS.replace("\t实际完成值", "").replace("\t得分", "")
        + ROWS
    )
    assert amounts(found) == [
        ("年度预算总额", "60", None, None, True),
        ("其中:财政拨款", None, None, None, False),
        ("其他资金", "60", None, None, False),
    ]


def test_sources_under_group_words_have_no_invented_total() -> None:
    block = (
        "年度预算（万元）\t\t资金来源\t\t资金总额（万元）\n\t\t财政资金（万元）\t上级安排\t12.00\n"
        "\t\t\t本级安排\t8.00\n\t\t其他资金（万元）\t其他\t1.00\n"
    )
    found = table("单位整体绩效目标表\n\n单位名称（盖章）\t\t云岭县水务局\n" + block + COLUMNS + ROWS)
    assert [(line[0], line[1], line[4]) for line in amounts(found)] == [
        ("上级安排", "12.00", False), ("本级安排", "8.00", False), ("其他", "1.00", False),
    ]  # fmt: skip
    assert found.budget is None


def test_tasks_with_their_amounts() -> None:
    block = (
        "任务名称\t主要内容\t预算金额（万元）\t\t\n\t\t总额\t财政拨款\t其他资金\n"
        "年度主要任务\t河道清淤\t清淤河道12公里\t50\t45\t5\n\t水闸维修\t维修水闸3座\t12.5\t12.5\t\n\t合计\t\t62.5\t57.5\t5\n"
    )
    found = table(
        "部门整体支出绩效目标表\n\n部门名称\t云岭县水务局\n"
        + block
        + "一级指标\t三级指标\t指标值\n产出指标\t清淤\t≥3次\n"
    )
    tasks = [(t.name, t.content, *(figure_value(r) for r in (t.amount, t.fiscal, t.other))) for t in found.tasks]
    assert tasks == [
        ("河道清淤", "清淤河道12公里", 50, 45, 5),
        ("水闸维修", "维修水闸3座", Decimal("12.5"), Decimal("12.5"), None),
    ]
