"""How the scores of a table come about, on the terminal: each in full, or the rulesets side by side."""

from __future__ import annotations

from collections.abc import Iterator

from reports.views.derivation import (
    measure_sentence,
    outcome_label,
    outcome_sentence,
    outcome_steps,
    row_facts,
    row_heading,
    verdict_sentence,
)
from reports.views.what_if import full_sentence, nearby_text, what_if_sentences
from scoring.derivation import Derivation, Outcome, RowDerivation
from scoring.plan import RULE_NOTE

from .figures import BLANK, points
from .terminal import Column, Screen, table

_WIDE = 100
"""Columns from which full marks and the next step have columns of their own."""


def explain_lines(found: Derivation, screen: Screen) -> Iterator[str]:
    """The rows, each under every ruleset."""
    yield from _title(found, screen)
    for row in found.rows:
        yield from _row(found, row, screen)
        for outcome in row.outcomes:
            yield from screen.paragraph(outcome_sentence(outcome), indent=2, hanging=2)
            for step in outcome_steps(outcome):
                yield from screen.paragraph(step, indent=4, hanging=2)
            for sentence in what_if_sentences(outcome.what_if):
                yield from screen.paragraph(sentence, indent=4, hanging=6)


def side_by_side_lines(found: Derivation, screen: Screen) -> Iterator[str]:
    """The rows, each with a table of what every ruleset makes of it; those that agree share a line."""
    yield from _title(found, screen)
    longest = max(screen.width(name) for name in found.rulesets)
    narrow = screen.columns < _WIDE
    columns = [Column("规则集", least=longest), Column("得分", "right"), Column("算法", least=20)]
    if narrow:
        columns.append(Column("实际值到多少", least=16))
    else:
        columns += [Column("得满分的实际值", least=14), Column("得分变动的最近处", least=16)]
    for row in found.rows:
        yield from _row(found, row, screen)
        alike: dict[tuple[str, ...], list[str]] = {}
        for outcome in row.outcomes:
            alike.setdefault(_cells(outcome, narrow), []).append(outcome_label(outcome))
        yield from table(screen, columns, [["、".join(ids), *cells] for cells, ids in alike.items()], indent=2)


def _title(found: Derivation, screen: Screen) -> Iterator[str]:
    yield screen.paint(f"表{found.number}《{found.evaluation.title}》", "bold")
    sentence = measure_sentence(found)
    if sentence:
        yield from screen.paragraph(sentence, indent=2, hanging=4)


def _row(found: Derivation, row: RowDerivation, screen: Screen) -> Iterator[str]:
    yield ""
    yield screen.paint(row_heading(found, row), "bold")
    yield from screen.paragraph("，".join(f"{label} {text}" for label, text in row_facts(found, row)), indent=2)
    sentence = verdict_sentence(row.judgement)
    if sentence:
        yield from screen.paragraph(sentence, indent=2, hanging=2)


def _cells(outcome: Outcome, narrow: bool) -> tuple[str, ...]:
    """The cells of a ruleset's line; on a narrow screen the last two are one."""
    mark, found = outcome.mark, outcome.what_if
    trace = mark.trace
    lines = [line for line in trace.lines() if not line.startswith(RULE_NOTE)] if trace is not None else []
    how = "；".join(lines) or mark.problem
    full = full_sentence(found)
    nearby = nearby_text(found)
    if not narrow:
        return points(mark.score), how, full, nearby or BLANK
    return points(mark.score), how, f"满分：{full}{f'；变动：{nearby}' if nearby else ''}"
