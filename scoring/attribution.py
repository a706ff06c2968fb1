"""Which rule a document was scored by, and how sure that is.

Nobody prints the rule; the ranked candidates of :mod:`scoring.candidates`
answer, and the answer says how much it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .arguments import document_of, rulesets_of
from .candidates import rank_candidates, standing
from .model import Document
from .opinion import Attribution, Candidate
from .printed import Printed, printed_scores
from .ruleset import Ruleset


def infer(document: Document, rulesets: Iterable[Ruleset]) -> Attribution:
    """Find out which ruleset a document was scored by, and how sure that is.

    Args:
        document: what was read; goal tables in it are passed over.
        rulesets: the candidates; their order does not matter.  Where there are none, the answer
            names none.

    Raises:
        WrongArgument: ``document`` is no document, or ``rulesets`` are none.
    """
    document, everything = document_of("infer", document), rulesets_of("infer", rulesets)
    scores = printed_scores(document.evaluations)
    return attribute(scores, rank_candidates(scores, everything, document), everything)


def attribute(
    scores: Sequence[Printed],
    candidates: tuple[Candidate, ...],
    rulesets: Sequence[Ruleset],
    named: str | None = None,
    by: str = "用户指定",
) -> Attribution:
    """Draw the conclusion from the ranked candidates, or take the ruleset that was named.

    Args:
        scores: the printed scores.
        candidates: ranked.
        rulesets: all of them.
        named: id of the ruleset that was named, or None.
        by: who named it, in Chinese.
    """
    parts = sum(item.is_part for item in scores)
    zeros = sum(item.score == 0 for item in scores)
    fulls = len(scores) - parts - zeros
    if named is not None:
        (title,) = (ruleset.title for ruleset in rulesets if ruleset.id == named)
        chosen = next(c for c in candidates if c.ruleset == named and not c.convention)
        told = f"按{by}的“{title}”复核"
        if parts:
            told += f"，它解释 {parts} 个部分得分中的 {chosen.parts} 个"
        return Attribution(named, title, "", "named", parts, zeros, fulls, candidates, (), told)
    if not candidates:
        return Attribution("", "", "", "default", parts, zeros, fulls, (), (), "没有可用的规则集")
    first = candidates[0]
    tied = tuple(sorted({c.ruleset for c in candidates if standing(c) == standing(first)} - {first.ruleset}))
    proves = bool(first.parts) or len({c.misses for c in candidates}) > 1
    how = "inferred" if proves else "default"
    told = _proof(first, candidates, parts, zeros, tied) if proves else _default(first, candidates, len(scores))
    return Attribution(first.ruleset, first.title, first.convention, how, parts, zeros, fulls, candidates, tied, told)


def _default(first: Candidate, candidates: Sequence[Candidate], scores: int) -> str:
    name = f"“{first.title}”（{first.ruleset}）"
    if not scores:
        return f"文件里没有印出得分，无从判断规则；分值等按地区和年度对照{name}"
    fitting = len({c.ruleset for c in candidates if not c.misses and not c.assumptions})
    told = f"{fitting} 个规则集都说得通" if fitting else "没有一个规则集全说得通"
    return f"文中 {scores} 个得分里没有能区分规则的部分得分，{told}；按地区和年度取{name}作对照，不能断定用的就是它"


def _proof(first: Candidate, candidates: Sequence[Candidate], parts: int, zeros: int, tied: Sequence[str]) -> str:
    under = f"（口径：{first.convention}）" if first.convention else ""
    told = f"“{first.title}”（{first.ruleset}）{under}解释了 {parts} 个部分得分中的 {first.parts} 个"
    if zeros:
        told += f"、{zeros} 个零分中的 {first.zeros} 个"
    if tied:
        return f"{told}；{'、'.join(tied)} 同样能解释，凭这份文件分不开，按地区和年度取前者"
    if len(candidates) > 1:
        second = candidates[1]
        told += f"；其次是{_label(second)}，解释 {second.parts} 个"
        if second.ruleset == first.ruleset:
            other = next((c for c in candidates if c.ruleset != first.ruleset), None)
            if other is not None:
                told += f"；换成别的规则集，最多是{_label(other)}，解释 {other.parts} 个"
    return told


def _label(candidate: Candidate) -> str:
    return f"“{candidate.title}”" + (f"（口径：{candidate.convention}）" if candidate.convention else "")
