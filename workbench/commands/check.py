"""``zipingbiao check``: what to mend before a table is handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from attrs import evolve, frozen

from scoring import Document, Ruleset, recheck
from scoring.mending import Mending, mend, must_count, with_blanks

from ..check_lines import check_lines, last_line
from ..chinese import Command
from ..counterparts import Counterparts, Named, completed, counterparts
from ..exits import FINDINGS, FINE
from ..facts import Facts
from ..faults import say
from ..inputs import Effort, Inputs, Source
from ..options import AUTO, effort, format_for, formats, known_rulesets, named, output, ruleset_files, ruleset_folders
from ..outputs import Output, tell_of_older
from ..standards import Standards, standards, write_baseline

FORMATS = ("text", "json", "html", "xlsx")


@click.command(cls=Command, name="check")
@click.argument("paths", nargs=-1, required=True, metavar="文件…")
@click.option(
    "--ruleset",
    default=AUTO,
    metavar="auto|规则集",
    help="得分按哪个规则集核对；默认 auto：文件里写明的，否则由已填的得分推断，推断不出的按地区和年度选定。",
)
@ruleset_folders
@formats(*FORMATS, default=FORMATS[0])
@counterparts
@standards
@effort
@output
def command(
    paths: tuple[str, ...],
    ruleset: str,
    folders: tuple[Path, ...],
    format_: str | None,
    output: Path | None,
    effort: Effort,
    standards: Standards,
    beside: Named,
) -> int:
    """上报前检查：复核人会提出的，逐行写明要改什么。

    按表里的次序列出每一处：哪一格，现在是什么，应当是什么，怎样改；没有填写的格子也在其中。
    自评表、空白自评表、绩效目标表都可以检查；文件可以是 Word、Excel、PDF、网页、文本、填报用的 TOML，
    或装有它们的文件夹。

    例：zipingbiao check 自评表.docx

    例：zipingbiao check 自评表.docx --goals 批复的目标表.docx --last 去年的自评表.docx

    例：zipingbiao check 自评表.xlsx --ruleset xinjiang/2024 -o 要改的.html

    最后一行是“可以上报”，或还有几处要处理。退出码：0 可以上报，1 有要处理的，2 有文件、规则集或命令无法处理。
    """
    written = format_for(format_, output, FORMATS, FORMATS[0])
    rulesets = known_rulesets(folders)
    measure = None if ruleset == AUTO else named(rulesets, ruleset).id
    compared = beside.read(effort)
    inputs = Inputs(paths, effort, "检查", (*ruleset_files(folders), *compared.files, *standards.files))
    work = _Work(tuple(rulesets.values()), measure, standards, compared)
    done = inputs.run(work)
    inputs.failed = inputs.failed or compared.failed
    if not inputs.interrupted:
        _compare_again(inputs, done, work)
    if done:
        _write(inputs, done, written, output)
    else:
        tell_of_older(output)
    results = [one.recheck for _, one in done]
    told = standards.sentence(sum(len(one.accepted) for one in results), sum(len(one.gone) for one in results))
    if results and told:
        say(told)
    if results and standards.written is not None:
        with inputs.writing():
            write_baseline(standards.written, results, inputs.files)
        return inputs.exit_code()
    code = inputs.exit_code()
    return FINDINGS if code == FINE and any(one.to_mend for _, one in done) else code


@frozen
class _Work:
    """Finds what of a document is to be mended."""

    rulesets: tuple[Ruleset, ...]
    ruleset: str | None
    standards: Standards
    compared: Counterparts

    def __call__(self, source: Source, document: Document) -> tuple[Source, Mending]:
        found = recheck(
            document,
            self.rulesets,
            ruleset=self.ruleset,
            goals=self.compared.goals,
            last=self.compared.last,
            elsewhere=self.compared.elsewhere,
        )
        return source, mend(self.standards.apply(with_blanks(found)), blanks=False)


def _compare_again(inputs: Inputs, done: list[tuple[Source, Mending]], work: _Work) -> None:
    """Check anew what other documents of the run have to be set beside, and say so where nobody asked for it."""
    beside = completed([(source, Facts.of(one.recheck)) for source, one in done], work.compared)
    documents = [one.recheck.document for _, one in done]
    for number, wanted in beside.wanted.items():
        source, one = done[number]
        with inputs.guard(source):
            goals = tuple(documents[other] for other in wanted.goals) or work.compared.goals
            both = evolve(work.compared, goals=goals, elsewhere=beside.elsewhere_of(number, wanted))
            done[number] = evolve(work, compared=both)(source, one.recheck.document)
    if beside.wanted and not work.compared.goals:
        say(f"同一文件夹里有同一单位同一年度的目标表和自评表，已自动对照 {len(beside.wanted)} 份自评表。")


def _write(inputs: Inputs, done: list[tuple[Source, Mending]], format_: str, target: Path | None) -> None:
    where = Output(target, inputs=inputs.files)
    if format_ == "text":
        lines: list[str] = []
        for source, one in done:
            with inputs.guard(source):
                lines += [*check_lines(one, where.screen()), ""]
        if inputs.left_out:
            lines += where.screen().paragraph(inputs.left_out)
        last = last_line([one for _, one in done], where.screen(), whole=inputs.whole)
        where.write("\n".join([*lines, last]), "检查.txt")
    elif format_ == "json":
        data = inputs.together(done, _data)
        where.write_json({**data, "ready": data["ready"] and inputs.whole}, "检查.json")
    else:
        from reports.rendering import render_listing
        from reports.views.mending import mending_listing

        def page_of(chosen: list[Mending]) -> str | bytes:
            return render_listing(mending_listing(chosen, inputs.left_out, whole=inputs.whole), format_)

        page = inputs.together(done, page_of)
        with inputs.writing():
            where.write_file(page, f"检查.{format_}")


def _data(mendings: list[Mending]) -> dict[str, Any]:
    from reports.writers.json_findings import finding_to_json

    to_mend = sum(one.to_mend for one in mendings)
    documents = [
        {
            "source": one.recheck.document.source,
            "ready": not one.to_mend,
            "to_mend": one.to_mend,
            "ruleset": one.recheck.attribution.ruleset if one.recheck.attribution is not None else None,
            "tables": [
                {
                    "number": table.table.number,
                    "form": table.table.evaluation.form,
                    "project": table.table.evaluation.project,
                    "to_mend": must_count(table.findings),
                    "findings": [finding_to_json(finding) for finding in table.findings],
                }
                for table in one.tables
            ],
            "findings": [finding_to_json(finding) for finding in one.findings],
        }
        for one in mendings
    ]
    return {"ready": not to_mend, "to_mend": to_mend, "documents": documents}
