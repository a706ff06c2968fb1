"""Group E: results, grades, costs and funds against the money; each beside the nearest table that is all right."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from reports.grid import Paragraph
from reports.recognition.accounts import accounts
from rulesets import catalogue
from scoring import Account, Document, Evaluation, Finding, FundLine, Place, recheck
from tests.tables import CLEAN, funds, reading, row, with_funds, with_row

RULESETS = tuple(catalogue().values())


def findings(table: Evaluation, code: str, *stated: Account, ruleset: str = "national/2020") -> list[Finding]:
    made = recheck(Document("甲.txt", (table,), accounts=stated), RULESETS, ruleset=ruleset)
    return [finding for finding in made.all_findings() if finding.code == code]


def spent(executed: str, score: str, initial: str | None = None) -> Evaluation:
    return with_funds(funds("100.00", executed, None, score, initial=initial))


def poorer(table: Evaluation) -> Evaluation:
    """The same with a third of each row's points lost."""
    rows = tuple(
        evolve(i, printed_score=reading(f"{(i.weight_value or Decimal(0)) * 2 / 3:.2f}")) for i in table.indicators
    )
    return evolve(table, indicators=rows)


def costs(*amounts: str) -> Evaluation:
    rows = tuple(
        row(f"≤{amount}", f"={amount}", "5", "5.00", name=f"支出{amount}", level1="成本指标") for amount in amounts
    )
    return evolve(CLEAN, indicators=(*CLEAN.indicators[:2], *rows))


def with_level2(table: Evaluation) -> Evaluation:
    """The same with costs as they stand in older forms: under outputs."""
    rows = tuple(
        evolve(i, level1="产出指标", level2="成本指标") if i.level1 == "成本指标" else i for i in table.indicators
    )
    return evolve(table, indicators=rows)


FAULTY: list[tuple[str, Evaluation, str]] = [
    ("E1", spent("34.79", "3.48"), "70 ÷ 70"),
    ("E1", spent("49.99", "5.00"), "执行率只有 49.99%"),
    ("E2", evolve(CLEAN, printed_grade="良"), "应为“优”"),
    ("E2", evolve(CLEAN, printed_grade="良好"), "应为“优”"),
    ("E2", evolve(CLEAN, printed_grade="良", printed_total=None), "100 分"),
    ("E3", with_row(2, name="预算成本控制率", actual="=98.06%"), "98.06%"),
    ("E4", costs("40万元", "50万元"), "40 + 50 = 90"),
    ("E4", with_level2(costs("40万元", "50万元")), "40 + 50 = 90"),
    ("E5", spent("79.00", "7.90"), "(90/90 − 7.9/10) ÷ (90/90) = 21%"),
    ("E6", poorer(spent("70.00", "7.00")), "(100 − 70) ÷ 100 = 30%"),
]

SOUND: list[tuple[str, Evaluation]] = [
    ("E1", spent("50.00", "5.00")),
    ("E1", poorer(spent("34.79", "3.48"))),
    ("E2", evolve(CLEAN, printed_grade="优")),
    ("E2", evolve(CLEAN, printed_grade="优秀")),
    ("E2", evolve(CLEAN, printed_grade="合格")),
    ("E3", with_row(2, name="预算成本控制率", actual="=100%")),
    (
        "E3",
        evolve(spent("80.00", "8.00", "160.00"), indicators=with_row(2, name="成本控制率", actual="=50%").indicators),
    ),
    ("E4", costs("40万元", "60万元")),
    ("E4", costs("40万元", "0.5万元/人")),
    ("E5", spent("80.00", "8.00")),
    ("E5", spent("94.00", "8.50")),
    ("E5", spent("34.79", "3.48")),
    ("E6", poorer(spent("80.00", "8.00"))),
    ("E6", spent("70.00", "7.00")),
]


@pytest.mark.parametrize(("code", "table", "says"), FAULTY)
def test_results_that_do_not_go_with_the_money_are_found(code: str, table: Evaluation, says: str) -> None:
    (found,) = findings(table, code)
    assert says in found.message + found.arithmetic
    assert found.suggestion


@pytest.mark.parametrize(("code", "table"), SOUND)
def test_what_goes_with_the_money_is_left_alone(code: str, table: Evaluation) -> None:
    assert findings(table, code) == []


def test_the_limit_of_unspent_money_is_the_rulesets_where_it_sets_one() -> None:
    table = poorer(spent("70.00", "7.00"))
    measure = catalogue()["national/2020"]
    strict = evolve(measure, limits=evolve(measure.limits, unspent_warning=Decimal(35)))
    made = recheck([table], [strict], ruleset=strict.id)
    assert [finding for finding in made.all_findings() if finding.code == "E6"] == []


@pytest.mark.parametrize(("executed", "score", "found"), [("94.00", "9.40", ["E5"]), ("95.00", "9.50", [])])
def test_the_limit_of_results_above_the_money_is_the_rulesets_where_it_sets_one(
    executed: str, score: str, found: list[str]
) -> None:
    table, measure = spent(executed, score), catalogue()["provincial/system"]
    made = recheck([table], [measure], ruleset=measure.id).all_findings()
    told = [one for one in made if one.code == "E5"]
    assert [one.code for one in told] == found
    assert [one.source for one in told] == [str(measure.source)] * len(found)


def test_a_grade_by_an_inferred_scale_is_a_doubt_not_an_error() -> None:
    table = evolve(CLEAN, printed_grade="良")
    (found,) = [f for f in recheck([table], RULESETS).all_findings() if f.code == "E2"]
    assert found.severity == "warning"
    assert findings(table, "E2")[0].severity == "error"


def stated(role: str, amount: str) -> Account:
    (found,) = accounts([Paragraph(f"{NAMES[role]}{amount}万元，占1%。", Place(line=9))])
    assert (found.role, found.place.line) == (role, 9)
    return found


NAMES = {
    "other-income": "其他收入", "carried-in": "年初结转和结余", "carried-out": "年末结转和结余",
    "fiscal-carried-in": "年初财政拨款结转和结余", "fiscal-carried-out": "年末财政拨款结转和结余",
}  # fmt: skip


def of_two(fiscal: str, other: str) -> Evaluation:
    lines = [
        FundLine(name, initial=reading(amount), adjusted=reading(amount), executed=reading(amount))
        for name, amount in (("其中：当年财政拨款", fiscal), ("其他资金", other))
    ]
    return with_funds(funds("100.00", "100.00", "100.00%", "10.00"), *lines)


@pytest.mark.parametrize(
    ("amounts", "fault"),
    [
        ({"other-income": "50.00"}, True),
        ({"other-income": "60.00"}, False),
        ({"other-income": "50.00", "carried-in": "10.00"}, False),
        ({"other-income": "50.00", "carried-in": "10.00", "fiscal-carried-in": "5.00"}, True),
        ({"carried-in": "10.00"}, False),
    ],
)
def test_other_funds_beyond_the_stated_income_are_found(amounts: dict[str, str], fault: bool) -> None:
    found = findings(of_two("40.00", "60.00"), "E7", *(stated(role, amount) for role, amount in amounts.items()))
    assert bool(found) is fault
    assert all(one.where.column == "全年预算数" and one.read == "60.00" for one in found)


LEFT = with_row(3, name="2022年结转采购成本")
GOES_ON = with_row(3, reason="部分资金结转2024年支付")


@pytest.mark.parametrize(
    ("table", "role", "amount", "fault"),
    [
        (LEFT, "carried-in", "0.00", True),
        (LEFT, "carried-in", "3.00", False),
        (LEFT, "carried-out", "0.00", False),
        (CLEAN, "carried-in", "0.00", False),
        (evolve(LEFT, funds=of_two("100.00", "0.00").funds), "fiscal-carried-in", "0.00", True),
        (evolve(LEFT, funds=of_two("60.00", "40.00").funds), "fiscal-carried-in", "0.00", False),
        (GOES_ON, "carried-out", "0.00", True),
        (with_row(3, reason="部分资金结转下年"), "carried-out", "0.00", True),
        (GOES_ON, "carried-out", "9.00", False),
        (with_row(3, reason="无结转下年资金"), "carried-out", "0.00", False),
        (with_row(3, reason="消化结转资金"), "carried-out", "0.00", False),
        (with_funds(funds("9", "9", None, None), FundLine("上年结转", adjusted=reading("9"))), "carried-in", "0", True),
        (
            with_funds(funds("9", "9", None, None), FundLine("上年结转", adjusted=reading("0"))),
            "carried-in",
            "0",
            False,
        ),
    ],
)
def test_money_carried_over_that_the_text_denies_is_found(
    table: Evaluation, role: str, amount: str, fault: bool
) -> None:
    found = findings(table, "E8", stated(role, amount))
    assert bool(found) is fault
    assert all(NAMES[role] in one.message for one in found)


def test_what_the_text_states_is_quoted_where_the_file_has_no_lines() -> None:
    account = stated("carried-in", "0.00")
    (denied,) = findings(LEFT, "E8", evolve(account, place=Place()))
    assert [str(where) for where in denied.others] == ["“年初结转和结余0.00万元”正文：年初结转和结余"]
    (placed,) = findings(LEFT, "E8", account)
    assert [str(where) for where in placed.others] == ["正文：年初结转和结余（第 9 行）"]


def test_amounts_are_read_where_they_follow_their_word() -> None:
    text = "本年收入 2,033.40 万元，其中：事业收入 0.00 万元，占 0.00%；其他收入 142.20 万元。年初结转和结余为5000元。"
    read = accounts([Paragraph(text), Paragraph("六、其他收入：指上述之外取得的收入 9 万元。")])
    assert {one.name: str(one.amount.value) for one in read} == {
        "事业收入": "0.00", "其他收入": "142.20", "年初结转和结余": "0.5000",
    }  # fmt: skip


def test_a_word_with_two_amounts_says_nothing() -> None:
    assert accounts([Paragraph("其他收入 5 万元"), Paragraph("其他收入 6 万元")]) == ()
    assert len(accounts([Paragraph("其他收入 5 万元"), Paragraph("其他收入 5.00 万元")])) == 1
