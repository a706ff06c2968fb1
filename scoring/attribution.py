"""Which rule a document was scored by, and how sure that is.

Nobody prints the rule; the ranked candidates of :mod:`scoring.candidates`
answer for the document, :mod:`scoring.mixing` for its tables, and
:mod:`scoring.judging` for its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import evolve, frozen

from .candidates import rank_candidates, standing
from .conventions import Convention, convention_named
from .examined import Examined
from .explaining import Explainer
from .judging import Judge
from .mixing import Terms, tables_apart, terms_of
from .model import Document
from .opinion import Attribution, Candidate, CellExplanation, TableAttribution, Verdict
from .printed import PrintedTable
from .ruleset import Ruleset
from .tried import Tried

FEWEST_PART_SCORES = 3
"""Part scores an inferred ruleset must explain before a different score is called an error."""

SHARE_EXPLAINED = Fraction(3, 5)
"""Share of the part scores it must explain for the same."""


_MOST_NAMED = 3
"""Ids of rulesets, at most, in a sentence."""

_TO_EXPLAIN = (Verdict.CONVENTION, Verdict.OTHER_RULE, Verdict.DIFFERS)


@frozen(slots=False)
class Measures:
    """By what each table of a document is judged.

    Attributes:
        attribution: the answer for the document and its tables.
        tried: all rulesets tried on the printed scores.
        order: ids of the rulesets, the likelier first.
    """

    attribution: Attribution
    tried: Tried
    order: tuple[str, ...]

    def judge(self, number: int) -> Judge:
        """The judge of a table by its number."""
        apart = next((one for one in self.attribution.tables if one.table == number), None)
        return self._judge if apart is None else self._judge_by(apart)

    @cached_property
    def _judge(self) -> Judge:
        """The judge of the tables that are measured as the document is."""
        return self._judge_by(self.attribution)

    def _judge_by(self, own: Attribution | TableAttribution) -> Judge:
        calculation = self.tried.rulesets[own.ruleset].calculation
        terms = Terms(own.ruleset, convention_named(calculation, own.convention), own.habit)
        rival = self._rival if own is self.attribution else None
        return Judge(self.tried.rulesets[own.ruleset], Explainer(terms, self.tried, self.order, own.tied, rival))

    @cached_property
    def _rival(self) -> Convention | None:
        """Another convention of the measure that leaves no score of the document unexplained.

        It takes too much to assume for what it explains more, so the document is measured without it; but what
        it gives is not plainly wrong.
        """
        found = self.attribution
        mine = [one for one in found.candidates if one.ruleset == found.ruleset and one.habit == found.habit]
        first = next((one for one in mine if one.convention == found.convention), None)
        if first is None:
            return None
        for one in mine:
            if not one.misses and one.assumptions > first.assumptions:
                return convention_named(self.tried.rulesets[one.ruleset].calculation, one.convention)
        return None

    def is_certain(self, number: int) -> bool:
        """Is the measure of a table known well enough to call a different score an error?"""
        found = self.attribution
        if found.how != "named":
            for own in found.tables:
                if own.table == number and own.ruleset != found.ruleset:
                    return own.explained - own.by_document >= FEWEST_PART_SCORES
        return self._is_certain

    @cached_property
    def _is_certain(self) -> bool:
        """The same of the document's measure."""
        found = self.attribution
        if found.how != "inferred":
            return found.how == "named"
        first = found.candidates[0]
        explained = first.parts - first.habitual
        # Tables that another rule explains say nothing against this one.
        elsewhere = sum(one.parts for one in found.tables if one.ruleset != found.ruleset)
        explained -= sum(one.by_document for one in found.tables if one.ruleset != found.ruleset)
        return explained >= FEWEST_PART_SCORES and explained >= SHARE_EXPLAINED * (found.parts - elsewhere)


def measures_of(
    document: Document,
    tables: Sequence[PrintedTable],
    rulesets: Sequence[Ruleset],
    named: str | None = None,
    by: str = "用户指定",
    beside: str | None = None,
) -> Measures:
    """Find out by what each table is to be judged.

    Args:
        document: what was read.
        tables: its printed scores.
        rulesets: all of them.
        named: id of the ruleset that was named, or None.
        by: who named it, in Chinese.
        beside: id of the ruleset by which other tables of the same unit and year were scored, or None.
    """
    tried = Tried(tables, rulesets)
    order = tried.order(document)
    candidates = rank_candidates(tried, order)
    found = _attribute(tried, candidates, named, by)
    if beside is not None and not tried.scores and found.how == "default" and candidates:
        return Measures(_as_beside(found, tried.rulesets[beside]), tried, order)
    if found.how != "named" and candidates:
        titles = [evaluation.title for evaluation in document.evaluations]
        apart = tuple(tables_apart(tried, terms_of(candidates[0], tried), order, titles))
        if apart:
            others = sum(one.ruleset != found.ruleset for one in apart)
            found = evolve(found, tables=apart, sentence=found.sentence + _apart(others, len(apart)))
        if found.how == "inferred":
            found = evolve(found, sentence=found.sentence + _provenance(tried.rulesets[found.ruleset]))
    return Measures(found, tried, order)


def cells_of(tables: Sequence[Examined], measures: Measures) -> Iterator[CellExplanation]:
    """The scores their table's rule under its convention does not give, in order."""
    for table in tables:
        known = measures.judge(table.number).explainer.row_convention
        for number, judgement in enumerate((table.execution, *table.scores)):
            by_convention = bool(known) and judgement.explained_by == known
            if judgement.verdict in _TO_EXPLAIN and not by_convention:
                where = table.where(number, "得分") if number else table.money("得分")
                yield CellExplanation(where, judgement)


def _attribute(tried: Tried, candidates: tuple[Candidate, ...], named: str | None, by: str) -> Attribution:
    """Draw the conclusion from the ranked candidates, or take the ruleset that was named."""
    counts = dict.fromkeys(("parts", "zeros", "fulls"), 0)
    for item in tried.scores:
        counts[item.kind] += item.count
    parts, zeros, fulls = counts.values()
    if named is not None:
        title = tried.rulesets[named].title
        chosen = next(c for c in candidates if c.ruleset == named and not c.terms)
        told = f"按{by}的“{title}”复核"
        if parts:
            told += f"，它解释 {parts} 个部分得分中的 {chosen.parts} 个"
        return Attribution(named, title, "", "named", parts, zeros, fulls, candidates, (), told)
    if not candidates:
        return Attribution("", "", "", "default", parts, zeros, fulls, (), (), "没有可用的规则集")
    first = candidates[0]
    best = standing(first)
    equal = [c for c in candidates if standing(c) == best]
    tied = tuple(sorted({c.ruleset for c in equal} - {first.ruleset}))
    # Where a habit alone explains as much, the rest proves no rule either.
    proves = all(c.parts > c.habitual for c in equal) or (not first.habit and len({c.misses for c in candidates}) > 1)
    told = _proof(first, candidates, parts, zeros, tied) if proves else _default(first, candidates, parts, zeros, fulls)
    how = "inferred" if proves else "default"
    return Attribution(
        first.ruleset, first.title, first.convention, how, parts, zeros, fulls, candidates, tied, told, first.habit
    )


def _as_beside(found: Attribution, ruleset: Ruleset) -> Attribution:
    """What prints no scores is set beside the ruleset that the unit's other tables were scored by."""
    told = f"文件里没有印出得分；同一单位同一年度的自评表按“{ruleset.title}”（{ruleset.id}）打分，分值等对照它"
    return evolve(found, ruleset=ruleset.id, title=ruleset.title, how="beside", tied=(), sentence=told)


def _default(first: Candidate, candidates: Sequence[Candidate], parts: int, zeros: int, fulls: int) -> str:
    name = f"“{first.title}”（{first.ruleset}）"
    scores = parts + zeros + fulls
    if not scores:
        return f"文件里没有印出得分，无从判断规则；分值等按地区和年度对照{name}"
    fitting = len({c.ruleset for c in candidates if not c.misses and not c.assumptions})
    told = f"{fitting} 个规则集都说得通" if fitting else "没有一个规则集全说得通"
    if first.habit:
        told = f"“{first.habit}”的习惯能解释 {parts} 个部分得分中的 {first.habitual} 个，这与用哪个规则集无关"
    elif scores == fulls:
        told = f"文中 {scores} 个得分只有满分：{told}"
    else:
        told = f"文中 {scores} 个得分里没有能区分规则的部分得分，{told}"
    return f"{told}；按地区和年度取{name}作对照，不能断定用的就是它"


def _proof(first: Candidate, candidates: Sequence[Candidate], parts: int, zeros: int, tied: Sequence[str]) -> str:
    under = f"（口径：{first.terms}）" if first.terms else ""
    told = f"“{first.title}”（{first.ruleset}）{under}解释了 {parts} 个部分得分中的 {first.parts} 个"
    if zeros:
        told += f"、{zeros} 个零分中的 {first.zeros} 个"
    if first.parts and first.parts < FEWEST_PART_SCORES:
        told += "，证据不多"
    if tied:
        told += f"；{listed(tied)}同样能解释，凭这份文件分不开，先按地区和年度、再按依据的可靠程度和编号取前者"
    elif len(candidates) > 1:
        second = candidates[1]
        told += f"；其次是{_label(second)}，解释 {second.parts} 个"
        if second.ruleset == first.ruleset:
            other = next((c for c in candidates if c.ruleset != first.ruleset), None)
            if other is not None:
                told += f"；换成别的规则集，最多是{_label(other)}，解释 {other.parts} 个"
    return told


def listed(rulesets: Sequence[str]) -> str:
    """A few ids of rulesets, and how many there are where that is more."""
    more = f" 等 {len(rulesets)} 个规则集" if len(rulesets) > _MOST_NAMED else " "
    return "、".join(rulesets[:_MOST_NAMED]) + more


def _provenance(ruleset: Ruleset) -> str:
    """A ruleset that was worked out from published tables fits them by construction."""
    if ruleset.source.evidence != "published-tables":
        return ""
    told = f"。这个规则集由公开的表反推而来（{ruleset.source.document}）；"
    return told + "如果本文件就是那份表，相符只说明反推无误，不是旁证"


def _apart(others: int, tables: int) -> str:
    told = [f"{others} 张表另按别的规则集打分"] if others else []
    if tables > others:
        told.append(f"{tables - others} 张表用了别的口径")
    return f"；有 {'、有 '.join(told)}"


def _label(candidate: Candidate) -> str:
    return f"“{candidate.title}”" + (f"（口径：{candidate.terms}）" if candidate.terms else "")
