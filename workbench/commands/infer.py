"""``zipingbiao infer``: by which rules and conventions a document was scored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import click
from attrs import frozen

from scoring import Attribution, Document, Judgement, Ruleset, Verdict, infer
from scoring.quantity import plain

from ..chinese import Command
from ..counterparts import judged_alike
from ..facts import Facts, bare
from ..inputs import Effort, Inputs, Source
from ..options import Count, effort, format_for, formats, known_rulesets, output, ruleset_files, ruleset_folders
from ..outputs import Output, tell_of_older
from ..terminal import Cell, Column, Screen, table

FORMATS = ("text", "json")

_Inferred: TypeAlias = tuple[Source, Document, Attribution]


@click.command(cls=Command, name="infer")
@click.argument("paths", nargs=-1, required=True, metavar="文件…")
@ruleset_folders
@click.option("--top", type=Count(), default=10, metavar="个数", help="列出前几个候选和得分，默认 10。")
@formats(*FORMATS, default=FORMATS[0])
@effort
@output
def command(
    paths: tuple[str, ...],
    folders: tuple[Path, ...],
    top: int,
    format_: str | None,
    output: Path | None,
    effort: Effort,
) -> int:
    """推断文件是按哪个规则集、哪种口径打分的。

    先看全文：每个候选是一个规则集加一种计算口径或手工习惯；列出它能解释的部分得分、零分和满分的个数，以及它要多少额外假定。满分和零分几乎不能区分规则，起作用的是部分得分。

    再看各表：部分得分都合另一个规则集或口径的表单独列出。最后看各格：所在表的规则不能直接得出的得分，写出最简单的解释，和另有几种说法也通。
    """
    format_ = format_for(format_, output, FORMATS, FORMATS[0])
    rulesets = known_rulesets(folders)
    inputs = Inputs(paths, effort, others=ruleset_files(folders))
    done = _judged_alike(inputs.run(_Work(tuple(rulesets.values()))), tuple(rulesets.values()))
    where = Output(output, inputs=inputs.files)
    if done and format_ == "json":
        from reports.writers.json_attribution import attribution_to_json

        answers = [
            {"source": document.source, "attribution": attribution_to_json(found)} for _, document, found in done
        ]
        where.write_json({"documents": answers}, "推断.json")
    elif done:
        blocks = []
        for source, document, found in done:
            with inputs.guard(source):
                blocks.append("\n".join(attribution_lines(document, found, top, where.screen())))
        where.write("\n\n".join(blocks), "推断.txt")
    else:
        tell_of_older(output)
    return inputs.exit_code()


def _judged_alike(done: list[_Inferred], rulesets: tuple[Ruleset, ...]) -> list[_Inferred]:
    """The same, with goal tables judged by the ruleset of the self-evaluations beside them, as a recheck does."""
    known = [
        (source, Facts(bare(document.evaluations), found.how, found.ruleset, paired=False, misses=False))
        for source, document, found in done
    ]
    for number, beside in judged_alike(known).items():
        source, document, _ = done[number]
        done[number] = source, document, infer(document, rulesets, beside=beside)
    return done


@frozen
class _Work:
    """Finds by which of these rulesets a document was scored."""

    rulesets: tuple[Ruleset, ...]

    def __call__(self, source: Source, document: Document) -> _Inferred:
        return source, document, infer(document, self.rulesets)


def attribution_lines(document: Document, found: Attribution, top: int, screen: Screen) -> Iterator[str]:
    """The answer in words, then the candidates, best first, the tables that differ, the cells that differ."""
    yield screen.paint(f"推断：{document.source}", "bold")
    yield from screen.paragraph(found.sentence or "没有印出的得分，无从推断。", indent=2)
    if not found.candidates:
        return
    yield from screen.paragraph(
        f"文件中有部分得分 {found.parts} 个、零分 {found.zeros} 个、满分 {found.fulls} 个。", indent=2
    )
    if not (found.parts or found.zeros or found.fulls):
        return
    yield ""
    yield from _candidates(found, top, screen)
    if found.tables:
        yield ""
        yield screen.paint("另按别的规则或口径打分的表", "bold")
        yield from _tables(found, screen)
    if found.cells:
        yield ""
        yield screen.paint("需要另外解释的得分", "bold")
        yield from _cells(found, top, screen)


def _candidates(found: Attribution, top: int, screen: Screen) -> Iterator[str]:
    columns = [
        Column("名次", "right"),
        Column("规则集", least=14),
        Column("口径和习惯", least=16),
        Column("假定", "right"),
        Column("部分得分", "right"),
        Column("零分", "right"),
        Column("满分", "right"),
        Column("不符", "right"),
        Column("无法计算", "right"),
    ]
    rows: list[list[str | Cell]] = [
        [
            str(number),
            Cell(candidate.ruleset, ("green",) if number == 1 else ()),
            candidate.terms or "规则集自身的口径",
            str(candidate.assumptions),
            f"{candidate.parts}/{found.parts}",
            f"{candidate.zeros}/{found.zeros}",
            f"{candidate.fulls}/{found.fulls}",
            str(candidate.misses),
            str(candidate.unknown),
        ]
        for number, candidate in enumerate(found.candidates[:top], 1)
    ]
    yield from table(screen, columns, rows)
    others = len(found.candidates) - top
    if others > 0:
        yield screen.paint(f"另有 {others} 个候选排在后面，用 --top 列出。", "faint")


def _tables(found: Attribution, screen: Screen) -> Iterator[str]:
    columns = [
        Column("表", "right"),
        Column("项目", least=12),
        Column("规则集", least=14),
        Column("口径和习惯", least=12),
        Column("部分得分", "right"),
        Column("按全文的规则", "right"),
        Column("同样能解释", "right"),
    ]
    rows: list[list[str | Cell]] = [
        [
            str(one.table),
            one.project,
            one.ruleset,
            one.terms or "规则集自身的口径",
            f"{one.explained}/{one.parts}",
            f"{one.by_document}/{one.parts}",
            f"{len(one.tied)} 个规则集",
        ]
        for one in found.tables
    ]
    yield from table(screen, columns, rows)


def _cells(found: Attribution, top: int, screen: Screen) -> Iterator[str]:
    columns = [
        Column("表", "right"),
        Column("行", least=12),
        Column("印为", "right"),
        Column("按规则", "right"),
        Column("最简单的解释", least=20),
        Column("另有", "right"),
    ]
    rows: list[list[str | Cell]] = [
        [
            str(cell.where.table),
            cell.where.name,
            plain(cell.judgement.printed) if cell.judgement.printed is not None else "—",
            _by_rule(cell.judgement),
            _explained(cell.judgement),
            f"{len(cell.judgement.also)} 种" if cell.judgement.also else "—",
        ]
        for cell in found.cells[:top]
    ]
    yield from table(screen, columns, rows)
    others = len(found.cells) - top
    if others > 0:
        yield screen.paint(f"另有 {others} 个得分，用 --top 列出。", "faint")


def _by_rule(judgement: Judgement) -> str:
    """What the rule gives: by exact arithmetic where the system's own gives what is printed."""
    score = judgement.exact if judgement.computed == judgement.printed else judgement.computed
    return plain(score) if score is not None else "—"


def _explained(judgement: Judgement) -> str:
    if not judgement.explained_by:
        return "没有规则、口径或习惯能解释"
    by_rule = "按" if judgement.verdict is Verdict.OTHER_RULE else ""
    return f"{by_rule}{judgement.explained_by}" + (f"：{judgement.workings}" if judgement.workings else "")
