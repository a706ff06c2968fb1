"""``zipingbiao recheck``: published tables in, an opinion out."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import click
from attrs import evolve, frozen

from reports.formats import FILES
from reports.views.statistics import Statistics
from scoring import Document, Recheck, Ruleset, recheck

from ..chinese import Command
from ..counterparts import Counterparts, Named, completed, counterparts, judged_alike
from ..errors import WorkbenchError
from ..facts import Facts
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
from ..outputs import Output, refuse_terminal, rendered, summed_up, tell_of_older
from ..recheck_lines import recheck_lines, summary_line
from ..spool import Spool
from ..standards import Standards, standards, write_baseline
from ..terminal import Screen
from ..writing import Done, EarlyWriting, OneFile, write_files

PARQUET = "parquet"
PIECES: Final = ("text", "json")
"""Formats in which the documents stand one after the other; the others are pages of all of them."""

FORMATS = (*PIECES, *FILES["opinion"], PARQUET)

_NOTHING: Final = Statistics()


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
    spooled = written in PIECES and not annotate
    work = _Work(
        shelf,
        measure,
        others,
        standards,
        compared,
        written,
        opinion,
        annotate,
        whole=not (spooled or annotate) or standards.written is not None,
        screen=Output(output).screen(),
    )
    total = Statistics()
    with Spool() as spool:
        keep = _keeping(inputs, work, output, spool)
        found = inputs.run(work, apart=opinion == "pdf", keep=keep, silent=spooled)
        inputs.failed = inputs.failed or compared.failed
        if not inputs.interrupted:
            _compare_again(inputs, found, work, keep)
        for one in found:
            total.add(one.statistics)
            if one.without:
                say(f"{one.source.name}：{one.without}")
        if found and isinstance(keep, _Spooling):
            _write_pieces(inputs, keep.texts(found, total), total, work, output)
    rechecks = [(one.source, one.recheck) for one in found if one.recheck is not None]
    if not found:
        tell_of_older(output)
    if found and annotate and output is not None:
        _write_each(inputs, found, output)
    elif found and opinion and output is not None:
        _write_opinions(inputs, found, rechecks, written, output)
    elif found and not spooled:
        _write(inputs, rechecks, written)
    if found and standards.sentence(total.accepted, total.gone):
        say(standards.sentence(total.accepted, total.gone))
    if found and standards.written is not None:
        with inputs.writing():
            write_baseline(standards.written, (result for _, result in rechecks), inputs.files)
        return inputs.exit_code()
    return inputs.exit_code(errors=total.severities["error"] > 0)


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
    standards: Standards
    compared: Counterparts
    """What the documents are compared with."""
    written: str
    """The format of the result."""
    opinion: str
    """The format of an opinion to be written of each document, "" for none."""
    annotate: bool
    """Whether a copy of each file is to be made, with the findings as comments."""
    whole: bool
    """Whether the rechecks are wanted as a whole, once all are done."""
    screen: Screen
    """What the text is laid out for."""

    def __call__(
        self, source: Source, document: Document, compared: Counterparts | None = None, beside: str | None = None
    ) -> _Done:
        compared = self.compared if compared is None else compared
        result = recheck(
            document,
            self.rulesets,
            ruleset=self.ruleset,
            compare=self.compare,
            # On the terminal only findings show their arithmetic; the rest need not be explained.
            trace=self.annotate or self.written != "text",
            goals=compared.goals,
            last=compared.last,
            elsewhere=compared.elsewhere,
            beside=beside,
        )
        result = self.standards.apply(result)
        whole = result if self.whole else None
        done = _Done(source, (), Facts.of(result), Statistics.of(result), whole)
        if self.annotate:
            copy = _annotated(source, result)
            if isinstance(copy, str):
                return evolve(done, without=copy)
            return evolve(done, files=((f"{source.stem}.批注{source.suffix}", copy),))
        if self.opinion:
            name = f"{source.stem}.复核意见.{self.opinion}"
            return evolve(done, files=((name, rendered("opinion", result, self.opinion)),))
        if self.written == "text":
            return evolve(done, text="\n".join([*recheck_lines(result, self.screen), "", ""]))
        if self.written == "json":
            from reports.writers.json import document_text

            return evolve(done, text=document_text(result))
        return done


@frozen
class _Done(Done):
    """What one file came to.

    Attributes:
        facts: what decides about a second look.
        statistics: what came of it; empty once they are in the spool.
        recheck: the recheck, where it is wanted as a whole.
        text: what is to be printed of it; "" once that is in the spool.
        number: of the piece in the spool that holds statistics and text.
        without: why there is no copy.
    """

    facts: Facts
    statistics: Statistics
    recheck: Recheck | None = None
    text: str = ""
    number: int = -1
    without: str = ""


@frozen
class _Spooling:
    """Puts what is to be printed of each document aside until all are done."""

    spool: Spool

    def __call__(self, done: _Done) -> _Done:
        piece = pickle.dumps((done.statistics, done.text))
        facts = done.facts.shared()
        return evolve(done, facts=facts, statistics=_NOTHING, text="", number=self.spool.add(piece))

    again = __call__

    def texts(self, found: Iterable[_Done], total: Statistics) -> Iterator[str]:
        """What is to be printed, document by document; their statistics are added to the total."""
        for one in found:
            statistics, text = pickle.loads(self.spool.piece(one.number))
            total.add(statistics)
            yield text


@frozen
class _Holding:
    """Keeps everything; refuses a second file where one was named."""

    one_file: OneFile | None

    def __call__(self, done: _Done) -> _Done:
        return done if self.one_file is None else self.one_file(done)

    def again(self, done: _Done) -> _Done:
        return done


def _keeping(inputs: Inputs, work: _Work, target: Path | None, spool: Spool) -> EarlyWriting | _Spooling | _Holding:
    """What is done with each result as soon as it is there."""
    if (work.opinion or work.annotate) and Output(target).is_folder:
        return EarlyWriting(inputs, target)
    if work.written in PIECES and not work.annotate:
        return _Spooling(spool)
    return _Holding(OneFile(target) if work.opinion else None)


def _compare_again(inputs: Inputs, found: list[_Done], work: _Work, keep: EarlyWriting | _Spooling | _Holding) -> None:
    """Recheck anew what other documents of the run have to be set beside, and say so where nobody asked for it."""
    known = [(one.source, one.facts) for one in found]
    beside = completed(known, work.compared)
    alike = {} if work.ruleset is not None else judged_alike(known)
    if not beside.wanted and not alike:
        return
    from ..again import Again, Second

    items = []
    for number in sorted({*beside.wanted, *alike}):
        wanted = beside.wanted.get(number)
        goals = tuple(found[other].source for other in wanted.goals) if wanted is not None else ()
        items.append(Second(found[number].source, number, wanted, goals, alike.get(number)))
    task = Again(work, work.compared, beside, inputs.effort.seconds, inputs.piped)
    sources = [item.source for item in items]
    for item, made in inputs.again(items, task, sources, apart=work.opinion == "pdf"):
        found[item.number] = keep.again(made)
    if beside.wanted and not work.compared.goals:
        say(f"同一文件夹里有同一单位同一年度的目标表和自评表，已自动对照 {len(beside.wanted)} 份自评表。")


def _write_each(inputs: Inputs, found: list[_Done], target: Path) -> Output:
    """What has not been written yet, each to a file."""
    where = Output(target, many=len(found) > 1, inputs=inputs.files)
    for one in found:
        write_files(inputs, where, one.files)
    return where


def _write_pieces(inputs: Inputs, texts: Iterator[str], total: Statistics, work: _Work, target: Path | None) -> None:
    """What is printed of each document, then what came of all."""
    where = Output(target, inputs=inputs.files)
    if work.written == "json":
        from reports.writers.json import whole_text

        where.write_pieces(whole_text(texts, lambda: total, [*inputs.unread]), "复核.json", as_json=True)
        return

    def last() -> Iterator[str]:
        if inputs.left_out:
            yield "\n".join([*work.screen.paragraph(inputs.left_out), ""])
        yield summary_line(total, work.screen) + "\n"

    where.write_pieces(chain(texts, last()), "复核.txt")


def _write(inputs: Inputs, done: list[tuple[Source, Recheck]], format_: str) -> None:
    """A page on standard output: the opinion on the one document, or the summary."""

    def page(chosen: list[Recheck]) -> str:
        kind, subject = ("opinion", chosen[0]) if len(done) == 1 else ("summary", summed_up(inputs, chosen))
        text = rendered(kind, subject, format_)
        return text if isinstance(text, str) else ""

    Output(None).write(inputs.together(done, page), "")


def _write_opinions(
    inputs: Inputs, found: list[_Done], done: list[tuple[Source, Recheck]], format_: str, target: Path
) -> None:
    """What has not been written yet: the opinions, and the summary of several."""
    where = _write_each(inputs, found, target)
    if len(found) > 1:
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
