"""``zipingbiao recheck``: published tables in, an opinion out."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import evolve, frozen

from reports.formats import FILES
from scoring import Document, Recheck, Ruleset, recheck

from ..chinese import Command
from ..counterparts import Again, Counterparts, Named, completed, counterparts, judged_alike
from ..errors import WorkbenchError
from ..faults import say
from ..inputs import Effort, Inputs, Source, original
from ..options import (
    AUTO,
    effort,
    format_for,
    formats,
    known_rulesets,
    named,
    output,
    require_columns,
    ruleset_files,
    ruleset_folders,
)
from ..outputs import Output, refuse_terminal, rendered, summed_up
from ..recheck_lines import recheck_lines, summary_line
from ..standards import Standards, standards, write_baseline
from ..terminal import Screen
from ..writing import Done, EarlyWriting, OneFile, write_files

PARQUET = "parquet"
FORMATS = ("text", "json", *FILES["opinion"], PARQUET)


@click.command(cls=Command, name="recheck")
@click.argument("paths", nargs=-1, required=True, metavar="文件…")
@click.option("--ruleset", default=AUTO, metavar="auto|规则集", help="以哪个规则集衡量；默认 auto，由印出的得分推断。")
@ruleset_folders
@click.option(
    "--compare",
    multiple=True,
    default=("national/2020",),
    metavar="规则集",
    help="并列显示按这个规则集计算的总分，可写多次；默认 national/2020，写 none 则不对照。",
)
@formats(*FORMATS, default=FORMATS[0])
@click.option(
    "--annotate", is_flag=True, help="把问题写成批注，放进 .docx、.xlsx 文件的副本；用 -o 写明文件夹，原文件不动。"
)
@counterparts
@standards
@click.option(
    "--scheduler",
    metavar="地址",
    help="交给这个 Dask 调度器的各台机器做，如 tcp://主机:8786；结果写成 .parquet。见 docs/distributed.md。",
)
@effort
@output
def command(
    paths: tuple[str, ...],
    ruleset: str,
    folders: tuple[Path, ...],
    compare: tuple[str, ...],
    format_: str | None,
    annotate: bool,
    output: Path | None,
    effort: Effort,
    standards: Standards,
    beside: Named,
    scheduler: str | None,
) -> int:
    """复核公开的自评表：重算每个得分，逐个判断，列出问题和算式。

    文件可以是 Word、Excel、PDF、网页或文本文件，装有这些文件的文件夹（包括子文件夹）或 .zip 压缩包，或 -（标准输入）。
    读不出的文件会说明原因，其余的照常完成。文件和文件夹也可以是 s3:// 这样的网络地址（要附加项 dask）。

    -o 写 .parquet 时，一份文件一行、一张表一行，内存用量与文件数无关，被中断后再运行同一命令会接着做。
    """
    if annotate and output is None:
        raise WorkbenchError("没有写明副本放在哪里", cure="用 -o 写明文件夹，如 --annotate -o 批注")
    if annotate and format_ is not None:
        raise WorkbenchError("--annotate 的格式总与原文件相同", cure="去掉 --format")
    written = format_for(format_, output, FORMATS, FORMATS[0])
    if not annotate:
        refuse_terminal(output, written)
    if scheduler is not None and (written != PARQUET or annotate):
        raise WorkbenchError("--scheduler 的结果只能写成 Parquet", cure="用 -o 写明扩展名为 .parquet 的文件")
    rulesets = known_rulesets(folders)
    measure = None if ruleset == AUTO else named(rulesets, ruleset).id
    shelf = tuple(rulesets.values())
    others = tuple(named(rulesets, name).id for name in compare if name != "none")
    if written == PARQUET:
        return _to_parquet(paths, output, (shelf, measure, others), folders, effort, standards, beside, scheduler)
    compared = beside.read(effort)
    inputs = Inputs(paths, effort, "复核", (*ruleset_files(folders), *compared.files, *standards.files))
    opinion = written if output is not None and not annotate and written in FILES["opinion"] else ""
    # On the terminal only findings show their arithmetic; the rest need not be explained.
    work = _Work(shelf, measure, others, annotate or written != "text", standards, opinion, annotate, compared)
    writing = EarlyWriting(inputs, output) if (opinion or annotate) and Output(output).is_folder else None
    found = inputs.run(work, apart=opinion == "pdf", keep=writing or (OneFile(output) if opinion else None))
    inputs.failed = inputs.failed or compared.failed
    if not inputs.interrupted:
        _compare_again(inputs, found, work, writing)
    for one in found:
        if one.without:
            say(f"{one.source.name}：{one.without}")
    done = [(one.source, one.recheck) for one in found]
    if done and annotate and output is not None:
        _write_each(inputs, found, output)
    elif done and opinion and output is not None:
        _write_opinions(inputs, found, written, output)
    elif done:
        _write(inputs, done, written, output)
    results = [result for _, result in done]
    if results and standards.sentence(results):
        say(standards.sentence(results))
    if results and standards.written is not None:
        with inputs.writing():
            write_baseline(standards.written, results, inputs.files)
        return inputs.exit_code()
    return inputs.exit_code(f for result in results for f in result.all_findings())


def _to_parquet(
    paths: tuple[str, ...],
    output: Path | None,
    by: tuple[tuple[Ruleset, ...], str | None, tuple[str, ...]],
    folders: tuple[Path, ...],
    effort: Effort,
    standards: Standards,
    beside: Named,
    scheduler: str | None,
) -> int:
    """Recheck into a file of rows, here or on other machines."""
    for wish, option, cure in (
        (beside.goals, "--goals", "把目标表和自评表放在同一文件夹里，会自动对照"),
        (standards.written, "--write-baseline", "先不写 .parquet，用它写好基线，再用 --baseline 读入"),
    ):
        if wish:
            raise WorkbenchError(f"结果写成 Parquet 时不能用 {option}", cure=cure)
    if output is None:
        raise WorkbenchError("没有写明结果放在哪里", cure="用 -o 写明 .parquet 文件")
    require_columns("结果写成 Parquet")
    from ..scattered.rechecking import Rechecking
    from ..scattered.run import ScatteredRun, workers_at

    compared = beside.read(effort)
    rechecking = Rechecking(*by, standards, compared.last, effort.seconds)
    others = (*ruleset_files(folders), *compared.files, *standards.files)
    run = ScatteredRun(paths, output, rechecking, workers_at(scheduler, effort), others)
    run.failed = compared.failed
    return run.run()


@frozen
class _Work:
    """Rechecks a document; see :func:`scoring.recheck`."""

    rulesets: tuple[Ruleset, ...]
    ruleset: str | None
    compare: tuple[str, ...]
    trace: bool
    standards: Standards
    opinion: str = ""
    """The format of an opinion to be written of each document, "" for none."""
    annotate: bool = False
    """Whether a copy of each file is to be made, with the findings as comments."""
    compared: Counterparts = Counterparts()  # noqa: RUF009 - frozen
    """What the documents are compared with."""
    beside: str | None = None
    """The ruleset by which the unit's self-evaluations were scored."""

    def __call__(self, source: Source, document: Document) -> _Done:
        result = recheck(
            document,
            self.rulesets,
            ruleset=self.ruleset,
            compare=self.compare,
            trace=self.trace,
            goals=self.compared.goals,
            last=self.compared.last,
            elsewhere=self.compared.elsewhere,
            beside=self.beside,
        )
        result = self.standards.apply(result)
        if self.annotate:
            copy = _annotated(source, result)
            if isinstance(copy, str):
                return _Done(source, (), result, copy)
            return _Done(source, ((f"{source.stem}.批注{source.suffix}", copy),), result)
        if not self.opinion:
            return _Done(source, (), result)
        name = f"{source.stem}.复核意见.{self.opinion}"
        return _Done(source, ((name, rendered("opinion", result, self.opinion)),), result)


@frozen
class _Done(Done):
    """What one file came to: its recheck, with the opinion or the copy, or why there is no copy."""

    recheck: Recheck
    without: str = ""


def _compare_again(inputs: Inputs, found: list[_Done], work: _Work, writing: EarlyWriting | None) -> None:
    """Recheck anew what other documents of the run have to be set beside, and say so where nobody asked for it."""
    beside = completed([(one.source, one.recheck) for one in found], work.compared)
    alike = {} if work.ruleset is not None else judged_alike([(one.source, one.recheck) for one in found])
    for number in sorted({*beside, *alike}):
        compared = beside.get(number, work.compared)
        again = evolve(
            work,
            compared=evolve(work.compared, goals=compared.goals, elsewhere=compared.elsewhere),
            beside=alike.get(number),
        )
        made: _Done | None = None
        source, document = found[number].source, found[number].recheck.document
        if work.opinion == "pdf":
            made = inputs.alone(source, Again(again, document, inputs.effort.seconds))
        else:
            with inputs.guard(source):
                made = again(source, document)
        if made is not None:
            found[number] = made if writing is None else writing.again(made)
    if beside and not work.compared.goals:
        say(f"同一文件夹里有同一单位同一年度的目标表和自评表，已自动对照 {len(beside)} 份自评表。")


def _write_each(inputs: Inputs, found: list[_Done], target: Path) -> Output:
    """What has not been written yet, each to a file."""
    where = Output(target, many=len(found) > 1, inputs=inputs.files)
    for one in found:
        write_files(inputs, where, one.files)
    return where


def _write(inputs: Inputs, done: list[tuple[Source, Recheck]], format_: str, target: Path | None) -> None:
    results = [result for _, result in done]
    if format_ == "text":
        where = Output(target, inputs=inputs.files)
        where.write(_text(inputs, done, where.screen()), "复核.txt")
    elif format_ == "json":
        from reports.writers.json import to_json

        Output(target, inputs=inputs.files).write_json(inputs.together(done, to_json), "复核.json")
    else:

        def page(chosen: list[Recheck]) -> str:
            kind, subject = ("opinion", chosen[0]) if len(results) == 1 else ("summary", summed_up(inputs, chosen))
            text = rendered(kind, subject, format_)
            return text if isinstance(text, str) else ""

        Output(None).write(inputs.together(done, page), "")


def _write_opinions(inputs: Inputs, found: list[_Done], format_: str, target: Path) -> None:
    """What has not been written yet: the opinions, and the summary of several."""
    where = _write_each(inputs, found, target)
    if len(found) > 1:
        done = [(one.source, one.recheck) for one in found]
        short = format_ if format_ in FILES["summary"] else "html"
        summary = inputs.together(done, lambda chosen: rendered("summary", summed_up(inputs, chosen), short))
        with inputs.writing():
            where.write_file(summary, f"汇总.{short}")


def _annotated(source: Source, result: Recheck) -> bytes | str:
    """A copy of the file with what was found as comments, or why there is none."""
    from reports.copies import annotate
    from reports.places import findings_notes

    notes = findings_notes(result)
    if not notes:
        return "没有要批注的问题，没有写副本"
    if source.found and source.suffix.lower() not in (".docx", ".xlsx", ".xlsm"):
        return "只有 .docx 和 .xlsx 能加批注，这份的问题用 --format html 写成复核意见"
    return annotate(source.name, original(source, result.document), notes)


def _text(inputs: Inputs, done: list[tuple[Source, Recheck]], screen: Screen) -> str:
    lines: list[str] = []
    for source, result in done:
        with inputs.guard(source):
            lines += [*recheck_lines(result, screen), ""]
    lines.append(summary_line([result for _, result in done], screen))
    return "\n".join(lines)
