"""The summary (汇总) over many rechecked documents, ready to print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from attrs import frozen

from scoring.finding import SEVERITIES
from scoring.opinion import Recheck, Verdict
from scoring.quantity import Unreadable
from scoring.wording import WORDINGS

from .charts import Bar, Share, bars_chart, shares_chart
from .figures import BLANK, points
from .findings import SEVERITY_VIEWS, VERDICTS, SeverityView, Tally, VerdictView, nothing_found, tallied, tally
from .lists import FindingRow, finding_rows
from .measure import HOW_NAMES
from .opinion import accepted, file_names, listed, verdict_chart

_MOST_BARS = 15


@frozen
class Unfinished:
    """What was done of a run that did not do all.

    Attributes:
        rechecks: the documents that were done.
        documents: how many the run was to do, where the user stopped it.
        left_out: a sentence on those that could not be done, "" where all could.
    """

    rechecks: tuple[Recheck, ...]
    documents: int | None = None
    left_out: str = ""


@frozen
class DocumentView:
    """One document in a line."""

    number: int
    anchor: str
    source: str
    unit: str
    year: str
    ruleset: str
    how: str
    tables: int
    scores: int
    verdicts: tuple[int, ...]
    has_totals: bool
    wrong_totals: str
    totals: int
    wrong: int
    severities: Tally


@frozen
class TotalView:
    """One table's totals, as texts and as numbers; ``unread`` is a printed one that is no number."""

    source: str
    anchor: str
    number: int
    title: str
    printed: str
    computed: str
    verdict: VerdictView | None
    why: str
    errors: int
    warnings: int
    notes: int
    unit: str
    year: str
    printed_value: Decimal | None
    computed_value: Decimal | None
    unread: str


@frozen
class CodeView:
    """How often a finding occurs."""

    code: str
    title: str
    severities: str
    count: int
    documents: int


@frozen
class DocumentFinding:
    """A finding with the document and the unit it belongs to; ``number`` counts it in its document."""

    source: str
    unit: str
    number: int
    finding: FindingRow


@frozen
class SummaryView:
    """Everything the summary shows.

    Attributes:
        totals_note: why the findings of ``totals`` are fewer than all findings; "" where they are not.
        findings: every finding of every document.
        tallied: the columns of the documents' ``severities``: them, and what a baseline kept back, if anything.
        nothing: what to say where there are no findings.
    """

    title: str
    subtitle: str
    conclusion: tuple[str, ...]
    documents: tuple[DocumentView, ...]
    totals: tuple[TotalView, ...]
    totals_note: str
    findings: tuple[DocumentFinding, ...]
    codes: tuple[CodeView, ...]
    verdicts: tuple[VerdictView, ...]
    severities: tuple[SeverityView, ...]
    tallied: tuple[SeverityView, ...]
    nothing: str
    verdict_chart: str
    severity_chart: str
    code_chart: str


def summary_view(rechecks: Sequence[Recheck], of: int | None = None, left_out: str = "") -> SummaryView:
    """Build the summary of any number of rechecked documents.

    Args:
        of: how many documents the run was to do, where it was stopped before it was through.
        left_out: a sentence on documents that could not be done.
    """
    stopped = f"运行被中断，只包括 {of} 份文件中已完成的 {len(rechecks)} 份" if of is not None else ""
    codes = tuple(_codes(rechecks))
    verdicts = _verdicts(rechecks)
    severities = Counter(finding.severity for one in rechecks for finding in one.all_findings())
    shares = [Share(SEVERITY_VIEWS[s].name, severities[s], s) for s in SEVERITIES]
    bars = [Bar(f"{c.code} {c.title}", Decimal(c.count), Decimal(0), str(c.count)) for c in codes]
    kept = any(one.accepted for one in rechecks)
    names = file_names([one.document.source for one in rechecks])
    named = list(zip(names, rechecks, strict=True))
    units = {e.unit for one in rechecks for e in one.document.evaluations if e.unit}
    return SummaryView(
        title="绩效自评复核汇总",
        subtitle=f"{len(rechecks)} 份文件"
        + (f"、{len(units)} 个单位" if units else "")
        + (f"（{stopped}）" if stopped else ""),
        conclusion=(*((f"{stopped}。",) if stopped else ()), *_conclusion(rechecks, verdicts, codes, left_out)),
        documents=tuple(_document(number, name, one, kept) for number, (name, one) in enumerate(named, 1)),
        totals=tuple(view for number, (name, one) in enumerate(named, 1) for view in _totals(number, name, one)),
        totals_note=_totals_note(rechecks),
        findings=tuple(view for name, one in named for view in _findings(name, one)),
        codes=codes,
        verdicts=tuple(VERDICTS.values()),
        severities=tuple(SEVERITY_VIEWS.values()),
        tallied=tallied(kept),
        nothing=nothing_found(kept),
        verdict_chart=verdict_chart(verdicts, "verdicts"),
        severity_chart=shares_chart("问题的严重程度", shares, "severities") if severities else "",
        code_chart=bars_chart("各类问题的处数", bars[:_MOST_BARS], "codes") if bars else "",
    )


def _verdicts(rechecks: Sequence[Recheck]) -> dict[Verdict, int]:
    counts = dict.fromkeys(Verdict, 0)
    for one in rechecks:
        for verdict, count in one.verdicts().items():
            counts[verdict] += count
    return counts


def _document(number: int, name: str, one: Recheck, kept: bool) -> DocumentView:
    verdicts = one.verdicts()
    totals = [table for table in one.tables if table.total.verdict is not None]
    wrong = sum(table.total.verdict is Verdict.DIFFERS for table in totals)
    found = one.attribution
    evaluations = one.document.evaluations
    return DocumentView(
        number=number,
        anchor=f"d{number}",
        source=name,
        unit=listed(e.unit for e in evaluations) or BLANK,
        year=listed(str(e.year) for e in evaluations if e.year is not None) or BLANK,
        ruleset=(found.ruleset or BLANK) if found is not None else BLANK,
        how=HOW_NAMES.get(found.how, found.how) if found is not None and found.ruleset else "",
        tables=len(one.tables),
        scores=sum(verdicts.values()),
        verdicts=tuple(verdicts.values()),
        has_totals=any(e.form != "goal" for e in evaluations),
        wrong_totals=f"{wrong}/{len(totals)}" if totals else BLANK,
        totals=len(totals),
        wrong=wrong,
        severities=tally((f.severity for f in one.all_findings()), len(one.accepted) if kept else None),
    )


def _totals(number: int, name: str, one: Recheck) -> Iterable[TotalView]:
    for table in one.tables:
        if table.evaluation.form == "goal":
            continue
        counts = Counter(finding.severity for finding in table.findings)
        yield TotalView(
            source=name,
            anchor=f"d{number}",
            number=table.number,
            title=table.evaluation.title,
            printed=points(table.total.printed),
            computed=points(table.total.computed),
            verdict=VERDICTS[table.total.verdict] if table.total.verdict is not None else None,
            why=table.total.explained_by,
            errors=counts["error"],
            warnings=counts["warning"],
            notes=counts["note"],
            unit=table.evaluation.unit or BLANK,
            year=str(table.evaluation.year) if table.evaluation.year is not None else BLANK,
            printed_value=table.total.printed,
            computed_value=table.total.computed,
            unread=printed.text if isinstance(printed := table.evaluation.printed_total, Unreadable) else "",
        )


def _totals_note(rechecks: Sequence[Recheck]) -> str:
    whole = sum(len(one.findings) for one in rechecks)
    goals = sum(len(t.findings) for one in rechecks for t in one.tables if t.evaluation.form == "goal")
    parts = [f"{what} {count} 处" for what, count in (("不属于某一张表的", whole), ("目标表的", goals)) if count]
    if not parts:
        return ""
    return f"各表总分只数各张自评表自己的问题；另有{'、'.join(parts)}，所以合计少于全部问题。"


def _findings(name: str, one: Recheck) -> Iterable[DocumentFinding]:
    everywhere = listed(e.unit for e in one.document.evaluations) or BLANK
    units = {table.number: table.evaluation.unit for table in one.tables}
    for number, row in enumerate(finding_rows(one), 1):
        yield DocumentFinding(name, units.get(row.table) or everywhere, number, row)


def _codes(rechecks: Sequence[Recheck]) -> Iterable[CodeView]:
    """Findings by code, the most frequent first."""
    counts: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    severities: dict[str, set[str]] = {}
    for one in rechecks:
        found = list(one.all_findings())
        counts.update(finding.code for finding in found)
        documents.update({finding.code for finding in found})
        for finding in found:
            severities.setdefault(finding.code, set()).add(finding.severity)
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], _code_key(item[0]))):
        names = "、".join(SEVERITY_VIEWS[s].name for s in SEVERITIES if s in severities[code])
        title = WORDINGS[code].title if code in WORDINGS else ""
        yield CodeView(code, title, names, count, documents[code])


def _code_key(code: str) -> tuple[str, int]:
    match = re.match(r"(\D*)(\d*)", code)
    assert match is not None  # both parts may be empty
    return match[1], int(match[2] or 0)


def _conclusion(
    rechecks: Sequence[Recheck], verdicts: dict[Verdict, int], codes: Sequence[CodeView], left_out: str
) -> Iterable[str]:
    tables = [table for one in rechecks for table in one.tables]
    printed = sum(verdicts.values())
    yield f"共复核 {len(rechecks)} 份文件、{len(tables)} 张表、{printed} 个印出的得分。"
    if printed:
        words = "，".join(f"{VERDICTS[v].name} {count} 个" for v, count in verdicts.items() if count)
        yield f"其中{words}。"
    if left_out:
        yield left_out
    totals = [table for table in tables if table.total.verdict is not None]
    wrong = sum(table.total.verdict is Verdict.DIFFERS for table in totals)
    if totals:
        yield f"印出的总分 {len(totals)} 个，与重算不一致的 {wrong} 个。"
    for beside, word in (("goals", "绩效目标表"), ("last", "上年自评表")):
        compared = sum(any(p.beside == beside and p.pairs for p in one.pairings) for one in rechecks)
        if compared:
            yield f"与{word}对照的文件 {compared} 份。"
    clean = sum(not any(f.severity == "error" for f in one.all_findings()) for one in rechecks)
    if codes:
        top = "、".join(f"{c.title}（{c.code}，{c.count} 处）" for c in codes[:3])
        yield f"发现问题 {sum(c.count for c in codes)} 处，最多的是{top}；没有错误的文件 {clean} 份。"
    else:
        yield nothing_found(any(one.accepted for one in rechecks))
    yield from accepted(rechecks)
