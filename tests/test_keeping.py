"""What is kept is bounded, in number and in size."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import pytest
from attrs import evolve

from reports import read
from rulesets import catalogue
from scoring import Formula, mark_execution, mark_indicator, parse_figure, recheck
from scoring.keeping import LONGEST, Kept, remembered
from scoring.marking import _marks_of
from scoring.syntax import RATE_NAMES
from tests.tables import CLEAN, funds


def test_all_is_forgotten_before_one_more_is_kept_than_may_be() -> None:
    kept: Kept[int, str] = Kept(2)
    assert [kept.keep(number, str(number)) for number in range(3)] == ["0", "1", "2"]
    assert kept == {2: "2"}


@pytest.mark.parametrize("key", ["12345", ("123", "45"), (1, ("12", "345"))])
def test_long_texts_are_not_kept(key: object) -> None:
    for longest, count in ((5, 1), (4, 0)):
        kept: Kept[object, int] = Kept(2, longest)
        assert kept.keep(key, 1) == 1
        assert len(kept) == count


def test_an_answer_is_remembered_but_not_that_to_a_long_question() -> None:
    asked: list[str] = []

    @remembered()
    def size(text: str) -> int:
        """How long it is."""
        asked.append(text)
        return len(text)

    short, long = "甲" * LONGEST, "乙" * (LONGEST + 1)
    assert [size(text) for text in (short, short, long, long)] == [LONGEST, LONGEST, LONGEST + 1, LONGEST + 1]
    assert asked == [short, long, long]
    assert (size.__name__, size.__doc__) == ("size", "How long it is.")


def test_an_answer_that_is_an_error_is_not_remembered() -> None:
    @remembered()
    def half(number: int) -> float:
        return number / 0

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            half(1)


def test_the_money_is_marked_anew_where_any_of_its_numbers_is_another() -> None:
    ruleset = catalogue()["national/2020"]
    on_initial = Formula("executed / initial * adjusted / adjusted * 100", RATE_NAMES)
    measure = evolve(ruleset, execution=evolve(ruleset.execution, completion=on_initial))
    line = funds("100.00", "50.00", None, None, initial="80.00")
    changed = [
        line,
        evolve(line, weight=parse_figure("20")),
        evolve(line, initial=parse_figure("200.00")),
        evolve(line, adjusted=parse_figure("0")),
        evolve(line, executed=parse_figure("40.00")),
    ]
    found = [mark_execution(one, measure) for one in changed]
    assert [mark.score and f"{mark.score:f}" for mark in found] == ["6.25", "12.50", "2.50", None, "5.00"]


@pytest.mark.parametrize("field", ["weight", "coefficient", "deduction", "rule"])
def test_no_mark_is_kept_of_a_row_with_a_long_cell(field: str) -> None:
    ruleset = evolve(catalogue()["national/2020"])
    text = "约" * 3_000
    cell = text if field == "rule" else parse_figure(text)
    change: dict[str, Any] = {field: cell}
    mark_indicator(evolve(CLEAN.indicators[0], **change), ruleset)
    assert not _marks_of(ruleset)


def test_nothing_stays_of_long_cells() -> None:
    heads = (
        "<tr>" + "".join(f"<td>{head}</td>" for head in ("三级指标", "目标值", "实际完成值", "分值", "得分")) + "</tr>"
    )
    shelf = tuple(catalogue().values())

    def left(number: int) -> int:
        """What is in use after a page of other long cells than all before was read and rechecked."""
        cells = (
            f"{sign}{number}{row}{'字' * 3_000}"
            for row in range(8)
            for sign in ("设备", "≥", "完成", "产出指标", "经费")
        )
        rows = "".join(f"<tr>{''.join(f'<td>{next(cells)}</td>' for _ in range(5))}</tr>" for _ in range(4))
        rows += "".join(
            f"<tr>{''.join(f'<td>{next(cells)}</td>' for _ in range(3))}<td>10</td><td>9</td></tr>" for _ in range(4)
        )
        page = f"<p>{next(cells)}</p><p>项目支出绩效自评表</p><table>{heads}{rows}</table>"
        assert recheck(read("甲.html", page.encode()), shelf).tables
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        left(0)
        before = left(1)
        assert left(2) - before < 6_000
    finally:
        tracemalloc.stop()


def test_marks_are_kept_for_equal_facts_and_not_for_others() -> None:
    from decimal import Decimal

    from scoring import Figure, Indicator, Unreadable, mark_indicator, parse_value
    from scoring.marking import _KNOWN, _marks_of

    ruleset = catalogue()["provincial/deduction"]
    plain = Indicator("数量", target=parse_value("≥10次"), actual=parse_value("9次"), weight=Figure("10", Decimal(10)))
    others = [
        Indicator("数量", target=plain.target, actual=plain.actual, weight=weight, deduction=deduction)
        for weight, deduction in (
            (Figure("10.0", Decimal("10.0")), None),
            (plain.weight, Unreadable("2或3")),
            (plain.weight, Figure("1", Decimal(1))),
        )
    ]
    first = mark_indicator(plain, ruleset)
    assert mark_indicator(plain, ruleset) is first
    assert [str(mark_indicator(one, ruleset).score) for one in others] == ["9.00", "None", "8.00"]
    assert str(mark_indicator(others[0], ruleset).weight) == "10.0"
    assert mark_indicator(plain, ruleset, trace=False).trace is None
    assert _KNOWN[id(ruleset)][0] is ruleset
    assert _marks_of(ruleset) is _marks_of(ruleset)
