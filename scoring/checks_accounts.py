"""Findings of group E that need the document's text: the unit's income and money carried over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from .examined import Examined
from .finding import Finding, Where, in_text
from .model import Account, AccountRole, Document, FundLine
from .quantity import Quantity, figure_value, plain
from .wording import finding
from .words import CARRY_OVER, NEXT_YEAR_WORDS, OTHER_FUNDS_WORDS


def check_accounts(document: Document, tables: Sequence[Examined]) -> Iterator[Finding]:
    """Is the tables' money such as the text says the unit has?"""
    if not document.accounts:
        return
    for table in tables:
        yield from _other_funds(table, document.accounts)
        yield from _carried_over(table, document.accounts)


def _other_funds(table: Examined, accounts: Sequence[Account]) -> Iterator[Finding]:
    """E7: other funds beyond the income that is no fiscal grant and what was carried over of it."""
    incomes = [one for one in accounts if one.role == "other-income"]
    if not incomes:
        return
    parts = [(one.name, one.amount.value) for one in incomes if one.amount.value]
    carried, fiscal = _amount(accounts, "carried-in"), _amount(accounts, "fiscal-carried-in")
    rest = (carried or Decimal(0)) - (fiscal or Decimal(0))
    if rest > 0:
        parts.append(("年初结转和结余（财政拨款除外）", rest))
    available = sum((value for _, value in parts), Decimal(0))
    goal = table.evaluation.form == "goal"
    column = "年初预算数" if goal else "全年预算数"
    stated = tuple(in_text(one.name, one.text, one.place) for one in incomes)
    for line in table.evaluation.funds:
        amount = figure_value(line.initial if goal else line.adjusted)
        if line.total or not _is_other(line) or amount is None or amount <= available:
            continue
        terms = " + ".join(f"{value:f}" for _, value in parts) or "0"
        yield finding(
            "E7",
            table.fund(line, column),
            read=f"{amount:f}",
            expected=f"{available:f}",
            arithmetic=f"{terms} = {available:f}，{amount:f} − {available:f} = {amount - available:f}",
            column=column,
            sources="、".join(name for name, _ in parts) or "其他收入",
            others=stated,
        )


def _carried_over(table: Examined, accounts: Sequence[Account]) -> Iterator[Finding]:
    """E8: the table speaks of money from last year or for the next; by the text there is none."""
    fiscal = _is_fiscal(table)
    none_before = _none(accounts, "fiscal-carried-in" if fiscal else "carried-in")
    none_after = _none(accounts, "fiscal-carried-out" if fiscal else "carried-out")
    if none_before is not None:
        for line in table.evaluation.funds:
            amount = figure_value(line.adjusted) or figure_value(line.initial)
            if CARRY_OVER in line.name and amount:
                what = f"资金行“{line.name}”有 {plain(amount)} 万元"
                yield _carry(table.fund(line, "全年预算数"), what, none_before)
    year = table.evaluation.year
    following = (*NEXT_YEAR_WORDS, *((f"{year + 1}年",) if year else ()))
    for number, indicator in enumerate(table.evaluation.indicators, 1):
        target = indicator.target
        money = isinstance(target, Quantity) and target.unit.is_money and target.number > 0
        if none_before is not None and money and target is not None and CARRY_OVER in indicator.name:
            what = f"指标“{indicator.name}”的目标是“{target.text}”"
            yield _carry(table.where(number, "目标值"), what, none_before)
        if none_after is not None and _goes_on(indicator.reason, following):
            what = f"偏差原因说资金结转到下年（“{indicator.reason}”）"
            yield _carry(table.where(number, "偏差原因"), what, none_after)


def _carry(where: Where, what: str, account: Account) -> Finding:
    stated = in_text(account.name, account.text, account.place)
    return finding("E8", where, read=f"{account.amount.value:f}", what=what, name=account.name, others=(stated,))


def _goes_on(reason: str, following: Sequence[str]) -> bool:
    at = reason.find(CARRY_OVER)
    return at >= 0 and not reason[:at].endswith(("无", "未", "不")) and any(word in reason[at:] for word in following)


def _is_other(line: FundLine) -> bool:
    return line.name == "其他" or any(word in line.name for word in OTHER_FUNDS_WORDS)


def _is_fiscal(table: Examined) -> bool:
    """Is all of the table's money a fiscal grant?"""
    lines = [line for line in table.evaluation.funds if not line.total]
    paid = [line for line in lines if figure_value(line.adjusted) or figure_value(line.initial)]
    return bool(paid) and all("财政" in line.name and not _is_other(line) for line in paid)


def _amount(accounts: Sequence[Account], role: AccountRole) -> Decimal | None:
    return next((one.amount.value for one in accounts if one.role == role), None)


def _none(accounts: Sequence[Account], role: AccountRole) -> Account | None:
    """The account of a role, where it is 0."""
    return next((one for one in accounts if one.role == role and not one.amount.value), None)
