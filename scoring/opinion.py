"""The outcome of a recheck: every printed number with its verdict, and the findings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import Literal

from attrs import frozen

from .finding import Finding, Where
from .model import Document, Evaluation, Statement
from .scorecard import Scorecard


class Verdict(Enum):
    """What a recheck says of one printed number."""

    AGREES = "agrees"
    CONVENTION = "convention"
    OTHER_RULE = "other-rule"
    DIFFERS = "differs"
    NOT_SCORED = "not-scored"

    @property
    def chinese(self) -> str:
        """The verdict's name in reports."""
        return _VERDICT_NAMES[self]


_VERDICT_NAMES = {
    Verdict.AGREES: "一致",
    Verdict.CONVENTION: "口径差异",
    Verdict.OTHER_RULE: "他规可解释",
    Verdict.DIFFERS: "不一致",
    Verdict.NOT_SCORED: "无法计算",
}


@frozen
class Judgement:
    """A printed number beside ours.

    Attributes:
        printed: as printed; None where nothing was printed or it is unreadable.
        computed: by the ruleset as the issuing system computes; None: cannot be computed.
        exact: by exact arithmetic, where that differs from ``computed``; else None.
        verdict: what the recheck says; None where nothing was printed.
        explained_by: the simplest explanation, in Chinese, or "": a convention, other rulesets, a
            clerical habit.
        also: what else explains it, as simple as that: names of conventions, titles of rulesets.
        workings: the numbers that show a habit, or "".
        rulesets: titles of the other rulesets that give a part score, by their own calculation.
        disputed: another ruleset, or another convention of the same, that explains the document as well
            computes another score here.
    """

    printed: Decimal | None = None
    computed: Decimal | None = None
    exact: Decimal | None = None
    verdict: Verdict | None = None
    explained_by: str = ""
    also: tuple[str, ...] = ()
    workings: str = ""
    rulesets: tuple[str, ...] = ()
    disputed: bool = False


@frozen
class Candidate:
    """A ruleset under a convention, perhaps with a habit, and what it explains of a document's printed scores.

    Attributes:
        ruleset: id of the ruleset.
        title: its name.
        convention: how the calculation differs from the ruleset's own, in Chinese; "" if it does not.
        assumptions: number of such differences, and of habits.
        parts, zeros, fulls: part scores, zeros and full marks it reproduces.
        misses: printed scores it computes differently.
        unknown: printed scores it has no answer for.
        totals: totals that only its time of rounding gives, less those that it does not give.
        habit: a clerical habit of the whole document that goes with it, in Chinese, or "".
        habitual: how many of ``parts`` the habit explains, not the rule.
        telling: how many full marks and zeros only the convention explains, where that is more than one slip.
    """

    ruleset: str
    title: str
    convention: str
    assumptions: int
    parts: int
    zeros: int
    fulls: int
    misses: int
    unknown: int
    totals: int = 0
    habit: str = ""
    habitual: int = 0
    telling: int = 0

    @property
    def terms(self) -> str:
        """Convention and habit together, "" where there is neither."""
        return "，".join(name for name in (self.convention, self.habit) if name)


@frozen
class TableAttribution:
    """A table that was scored otherwise than its document.

    Attributes:
        table: its number among the document's forms, from 1.
        project: its title.
        ruleset: id of the ruleset that explains it; the document's own under another convention or not.
        title: the ruleset's name.
        convention, habit: what goes with it, in Chinese, or "".
        parts: its part scores.
        explained: how many of them this explains, all or nearly all.
        by_document: how many of them the document's ruleset explains.
        misses: its printed scores that are left unexplained.
        tied: ids of rulesets that explain just as much.
    """

    table: int
    project: str
    ruleset: str
    title: str
    convention: str
    habit: str
    parts: int
    explained: int
    by_document: int
    misses: int
    tied: tuple[str, ...] = ()

    @property
    def terms(self) -> str:
        """Convention and habit together, "" where there is neither."""
        return "，".join(name for name in (self.convention, self.habit) if name)


@frozen
class CellExplanation:
    """A printed score that its table's rule does not give, and what else does.

    Attributes:
        where: the cell.
        judgement: what is printed, what the rule gives, the simplest explanation and others.
    """

    where: Where
    judgement: Judgement


@frozen
class Attribution:
    """Which rule a document was scored by, and how sure that is.

    Attributes:
        ruleset: id of the ruleset taken as the measure; "" where there was none to take.
        title: its name.
        convention: the convention that goes with it, in Chinese, or "".
        how: ``named`` by the user, ``inferred`` from the scores, ``default`` where the scores
            prove nothing and place and year decided, or ``beside``: the unit's other tables were scored by it.
        parts, zeros, fulls: printed part scores, zeros and full marks in the document.
        candidates: all candidates, best first.
        tied: ids of rulesets that explain just as much.
        sentence: the answer in words.
        habit: the clerical habit that goes with it, in Chinese, or "".
        tables: the tables that were scored otherwise, in their order.
        cells: the scores their table's rule does not give, in their order.
    """

    ruleset: str
    title: str
    convention: str
    how: str
    parts: int
    zeros: int
    fulls: int
    candidates: tuple[Candidate, ...] = ()
    tied: tuple[str, ...] = ()
    sentence: str = ""
    habit: str = ""
    tables: tuple[TableAttribution, ...] = ()
    cells: tuple[CellExplanation, ...] = ()

    @property
    def terms(self) -> str:
        """Convention and habit together, "" where there is neither."""
        return "，".join(name for name in (self.convention, self.habit) if name)


@frozen
class TableRecheck:
    """One table rechecked.

    Attributes:
        evaluation: the table.
        number: its number among the document's forms, from 1.
        scorecard: it scored by the ruleset attributed; None for a goal table.
        rate, execution: execution rate (percent) and its score (points).
        completions, scores: one for each indicator.
        total: the total, points.
        printed_sum: sum of the printed scores, points; None where any is missing.
        compared: it scored by the rulesets it is compared with.
        findings: in the order of rank.
    """

    evaluation: Evaluation
    number: int
    scorecard: Scorecard | None = None
    rate: Judgement = Judgement()
    execution: Judgement = Judgement()
    completions: tuple[Judgement, ...] = ()
    scores: tuple[Judgement, ...] = ()
    total: Judgement = Judgement()
    printed_sum: Decimal | None = None
    compared: tuple[Scorecard, ...] = ()
    findings: tuple[Finding, ...] = ()


@frozen
class Announcement:
    """What the text announces beside what the tables give; amounts in 万元."""

    statement: Statement
    count: int
    budget: Decimal | None = None
    executed: Decimal | None = None
    agrees: bool = True


@frozen
class Pair:
    """A table of the document rechecked, and its counterpart.

    Attributes:
        table: number of the table here.
        document: name of the other file, "" where it is this one.
        other: number of the table there.
    """

    table: int
    document: str
    other: int


@frozen
class Pairing:
    """How the tables of a document were set beside those of another.

    Attributes:
        beside: ``goals`` for the goal tables of the same year, ``last`` for last year's self-evaluations.
        sources: names of the files that were compared, "" for the document's own goal tables.
        pairs: the tables that belong together.
        sentence: what came of it, in Chinese.
    """

    beside: Literal["goals", "last"]
    sources: tuple[str, ...]
    pairs: tuple[Pair, ...]
    sentence: str


@frozen
class Known:
    """A finding that was accepted once, told by what it is about and not by numbers that move.

    Attributes:
        document: the file's name, without folders.
        sha256: hex digest of its bytes, "" where there was no file.
        code: the finding's.
        project, name, column, read: as in the finding and its place.
        message: what it said, for people.
    """

    document: str
    sha256: str
    code: str
    project: str = ""
    name: str = ""
    column: str = ""
    read: str = ""
    message: str = ""


@frozen
class Recheck:
    """One document rechecked.

    Attributes:
        document: what was read.
        tables: its tables in order.
        attribution: the rule they were measured by; ``recheck`` always gives one.
        announcements: the text's figures against the tables'.
        findings: those of the document as a whole; the tables hold their own.
        pairings: what it was compared with.
        accepted: findings that a baseline knew; they are in no other list.
        gone: what the baseline knew of this document and was not found any more.
    """

    document: Document
    tables: tuple[TableRecheck, ...] = ()
    attribution: Attribution | None = None
    announcements: tuple[Announcement, ...] = ()
    findings: tuple[Finding, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    accepted: tuple[Finding, ...] = ()
    gone: tuple[Known, ...] = ()

    def all_findings(self) -> Iterator[Finding]:
        """The document's findings, then each table's."""
        yield from self.findings
        for table in self.tables:
            yield from table.findings

    def verdicts(self) -> dict[Verdict, int]:
        """How many printed scores (indicators and execution) got each verdict."""
        counts = dict.fromkeys(Verdict, 0)
        for table in self.tables:
            for judgement in (table.execution, *table.scores):
                if judgement.verdict is not None:
                    counts[judgement.verdict] += 1
        return counts
