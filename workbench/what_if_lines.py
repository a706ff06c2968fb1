"""Totals under several rulesets, and what a total hangs on, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reports.views.what_if_tables import (
    EXECUTION,
    TableWhatIf,
    by_loss,
    change_text,
    differing,
    gap_text,
    level_names,
    nudge_text,
    sensitivity_sentences,
    totals_row,
)
from scoring.quantity import figure_value
from scoring.what_if_total import Sensitivity

from .figures import BLANK, points
from .terminal import Cell, Column, Screen, table

_SCORE = 8
"""Columns of a score with the gap before it."""

_FACTS = 40
"""Columns kept for a row's number, name, target and actual."""


def what_if_lines(item: TableWhatIf, screen: Screen) -> Iterator[str]:
    """What was asked for of one table: the comparison, the sensitivity."""
    if item.compared:
        yield from _compared(item, screen)
    if item.sensitivity is not None:
        if item.compared:
            yield ""
        yield from _sensitivity(item, item.sensitivity, screen)


def _compared(item: TableWhatIf, screen: Screen) -> Iterator[str]:
    groups = item.alike()
    yield screen.paint(f"对照：{item.evaluation.title}", "bold")
    printed = figure_value(item.evaluation.printed_total)
    told = f"填报总分 {points(printed)}；" if printed is not None else ""
    yield from screen.paragraph(f"{told}第 1 组里的 {item.card.ruleset} 是衡量的规则集。", indent=2)
    yield ""
    levels = level_names([card for one in groups for card in one.cards])
    # Groups of many rulesets are told below; they would squeeze the numbers out.
    named = all(len(one.cards) == 1 for one in groups)
    columns = [
        Column("组", "right"),
        *([Column("规则集", least=14)] if named else []),
        Column("执行率", "right"),
        *(Column(level.removesuffix("指标") or "未分级", "right") for level in levels),
        Column("总分", "right"),
        Column("等级"),
        Column("未算", "right"),
    ]
    lines = [[str(one.number), *([one.ids] if named else []), *totals_row(one, levels)] for one in groups]
    yield from table(screen, columns, lines, indent=2)
    if not named:
        for one in groups:
            yield from screen.paragraph(f"组 {one.number}：{one.ids}", indent=2, hanging=6)
    yield ""
    rows = list(differing(item))
    if not rows:
        yield from screen.paragraph("各规则集给每一行的得分都相同。", indent=2)
        return
    yield "  得分不同的行（按组）"
    share = max(1, (screen.columns - _FACTS) // _SCORE)
    for start in range(0, len(groups), share):
        chosen = groups[start : start + share]
        columns = [
            Column("行", "right"),
            Column("指标", least=12),
            Column("目标值", least=8),
            Column("实际完成值", least=10),
            *(Column(f"组{one.number}", "right") for one in chosen),
        ]
        cells: list[list[str | Cell]] = []
        for number, name, target, actual, scores in rows:
            first = scores[0]
            cells.append(
                [
                    str(number or ""),
                    name,
                    target,
                    actual,
                    *(_coloured(score, first) for score in scores[start : start + share]),
                ]
            )
        yield from table(screen, columns, cells, indent=2)


def _coloured(score: Decimal | None, first: Decimal | None) -> Cell:
    return Cell(points(score), ("yellow",) if score != first else ())


def _sensitivity(item: TableWhatIf, found: Sensitivity, screen: Screen) -> Iterator[str]:
    yield screen.paint(f"总分取决于哪些行：{item.evaluation.title}", "bold")
    yield from screen.paragraph(f"按{item.card.title}（{item.card.ruleset}），失分多的在前。", indent=2)
    yield ""
    columns = [
        Column("行", "right"),
        Column("指标", least=14),
        Column("分值", "right"),
        Column("得分", "right"),
        Column("失分", "right"),
        Column("离满分", least=10),
        Column("变动", least=8),
        Column("多", "right"),
        Column("少", "right"),
    ]
    rows: list[list[str | Cell]] = [
        [
            str(row.row or ""),
            row.name if row.row else EXECUTION,
            BLANK if row.weight is None else f"{row.weight.normalize():f}",
            points(row.score),
            Cell(points(row.lost), ("red",) if row.lost else ()),
            gap_text(row),
            nudge_text(row),
            change_text(row.more),
            change_text(row.less),
        ]
        for row in by_loss(found)
    ]
    yield from table(screen, columns, rows, indent=2)
    note = "变动：实际值多（少）这么多，得分变多少；百分数和小的个数按 1，其余约为目标值的 1%。"
    for line in screen.paragraph(note, indent=2):
        yield screen.paint(line, "faint")
    for sentence in sensitivity_sentences(found):
        yield from screen.paragraph(sentence, indent=2, hanging=2)
