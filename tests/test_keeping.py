"""What is kept is bounded."""

from __future__ import annotations

from scoring.keeping import Kept


def test_all_is_forgotten_before_one_more_is_kept_than_may_be() -> None:
    kept: Kept[int, str] = Kept(2)
    assert [kept.keep(number, str(number)) for number in range(3)] == ["0", "1", "2"]
    assert kept == {2: "2"}


def test_marks_are_kept_for_equal_facts_and_not_for_others() -> None:
    from decimal import Decimal

    from rulesets import catalogue
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
