"""What a recheck found, beside what was planted: found, missed, false."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import define, evolve, field, frozen

import reports
from scoring import Finding, Recheck, Ruleset, UndefinedScore, recheck
from scoring.conventions import Convention, conventions
from scoring.marking import run
from scoring.mending import with_blanks
from scoring.plan import Plan, plan_execution, plan_indicator
from scoring.printed import Printed, printed_scores

from .document import Generated
from .drafts import Planted


def rechecked(made: Generated, shelf: Mapping[str, Ruleset]) -> Recheck:
    """Read a document, and those it is to be compared with, from their bytes, and recheck it as its preparer does.

    That is the reviewer's recheck, all of it, and beside it what is left blank.
    """
    goals, last = ([] if other is None else [reports.read(*other)] for other in (made.goals, made.last))
    document = reports.read(made.name, made.data)
    found = recheck(document, shelf.values(), goals=goals, last=last, trace=False)
    # What the reviewer says of the blanks of a table at once, the preparer hears of each.
    tables = tuple(
        evolve(whole, findings=(*whole.findings, *(one for one in table.findings if one.code == "A12")))
        for whole, table in zip(with_blanks(found).tables, found.tables, strict=True)
    )
    return evolve(found, tables=tables)


@frozen
class Outcome:
    """One document compared.

    Attributes:
        found: planted faults that a finding names.
        missed: planted faults that none names.
        undecided: planted faults that only the ruleset in use could show, where another explains as much.
        false: findings of severity error that neither are planted nor follow from what is.
        others: other findings that were not planted: doubts and notes.
        attributed: the ruleset and convention in use were found, or cannot be told from those found.
    """

    found: tuple[Planted, ...]
    missed: tuple[Planted, ...]
    undecided: tuple[Planted, ...]
    false: tuple[Finding, ...]
    others: tuple[Finding, ...]
    attributed: bool


def compare(made: Generated, result: Recheck, shelf: Mapping[str, Ruleset]) -> Outcome:
    """Set a recheck beside what was planted.

    Args:
        made: the document.
        result: its recheck.
        shelf: the rulesets it was rechecked with, by id.
    """
    findings = list(result.all_findings())
    attributed = is_attributed(made, result, shelf)
    is_own = result.attribution is not None and result.attribution.ruleset == made.draft.ruleset.id
    found, missed, undecided = [], [], []
    for planted in made.planted:
        if any(_names(finding, planted) for finding in findings):
            found.append(planted)
        elif planted.by_rule and attributed and not is_own:
            undecided.append(planted)
        else:
            missed.append(planted)
    rest = [one for one in findings if not any(_names(one, p) or _follows(one, p) for p in made.planted)]
    errors = tuple(one for one in rest if one.severity == "error")
    others = tuple(one for one in rest if one.severity != "error")
    return Outcome(tuple(found), tuple(missed), tuple(undecided), errors, others, attributed)


def _names(found: Finding, planted: Planted) -> bool:
    where = found.where
    if found.code not in (planted.code, *planted.also):
        return False
    if not planted.table:
        return not planted.column or where.column == planted.column
    # A remark on the file names the line, not the row.
    rows = (planted.row, 0) if found.code.startswith("R") else (planted.row,)
    # A finding about a whole table, or about several rows of it, names the rows it speaks of.
    places = (where, *found.others)
    here = any(one.table == planted.table and one.row in rows for one in places)
    return here and (not planted.column or where.column == planted.column)


def _follows(found: Finding, planted: Planted) -> bool:
    if found.code == planted.code and found.where.table == planted.table:
        return True
    return found.code in planted.brings and (not planted.table or found.where.table in (0, planted.table))


def is_attributed(made: Generated, result: Recheck, shelf: Mapping[str, Ruleset]) -> bool:
    """Was the ruleset in use found, with its convention, or one that cannot be told from it?

    That is so where the answer names it among those that explain as much, where it says that the
    scores prove nothing, and where rule and convention found give every printed score that a rule
    can answer for just as those in use do, rows with a planted fault aside.
    """
    answer = result.attribution
    draft = made.draft
    if answer is None:
        return False
    if draft.ruleset.id in answer.tied or answer.how == "default":
        return True
    known = conventions(shelf[answer.ruleset].calculation, with_initial=True, with_totals=True)
    theirs = next((one for one in known if one.name == answer.convention), None)
    if theirs is None:
        return False
    faulty = {place for planted in made.planted for place in planted.scores}
    places = _places(result)
    return all(
        _score(item, shelf[answer.ruleset], theirs) == _score(item, draft.ruleset, draft.convention)
        for item in printed_scores(result.document.evaluations)
        if places.get(id(item.indicator or item.budget)) not in faulty
    )


def _places(result: Recheck) -> dict[int, tuple[int, int]]:
    """Identity of each row and money block → number of its table and of the row, 0 for the money block."""
    found = {}
    for table, evaluation in enumerate(result.document.evaluations, 1):
        found[id(evaluation.budget)] = table, 0
        for row, indicator in enumerate(evaluation.indicators, 1):
            found[id(indicator)] = table, row
    return found


def _score(item: Printed, ruleset: Ruleset, convention: Convention) -> object:
    if item.indicator is not None:
        plan = plan_indicator(item.indicator, ruleset, item.found)
    elif item.budget is not None:
        plan = plan_execution(item.budget, ruleset, on_initial=convention.on_initial)
    else:
        return None
    if not isinstance(plan, Plan):
        return None
    try:
        return run(plan, convention.calculation).score
    except UndefinedScore:
        return None


@define
class Confusion:
    """Counts over many documents, by code."""

    documents: int = 0
    attributed: int = 0
    planted: dict[str, int] = field(factory=dict)
    found: dict[str, int] = field(factory=dict)
    missed: dict[str, int] = field(factory=dict)
    undecided: dict[str, int] = field(factory=dict)
    false: dict[str, int] = field(factory=dict)
    others: dict[str, int] = field(factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one more document."""
        self.documents += 1
        self.attributed += outcome.attributed
        everything = (*outcome.found, *outcome.missed, *outcome.undecided)
        for counts, items in (
            (self.planted, everything),
            (self.found, outcome.found),
            (self.missed, outcome.missed),
            (self.undecided, outcome.undecided),
            (self.false, outcome.false),
            (self.others, outcome.others),
        ):
            _count(counts, (item.code for item in items))

    def share_found(self, groups: str) -> float:
        """Share of the planted faults of these groups (letters) that were found, those left undecided aside."""
        found = sum(number for code, number in self.found.items() if code[0] in groups)
        missed = sum(number for code, number in self.missed.items() if code[0] in groups)
        return found / (found + missed) if found + missed else 1.0

    def table(self) -> str:
        """The counts as Markdown."""
        codes = sorted({*self.planted, *self.false, *self.others}, key=lambda code: (code[0], int(code[1:])))
        lines = [
            f"{self.documents} 份文件，规则和口径找到或无法区分的 {self.attributed} 份",
            "",
            "| 代码 | 埋下 | 找到 | 漏掉 | 规则分不开 | 误报错误 | 没有埋的疑点和提示 |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        columns = (self.planted, self.found, self.missed, self.undecided, self.false, self.others)
        lines += [f"| {code} | {' | '.join(str(one.get(code, 0)) for one in columns)} |" for code in codes]
        sums = " | ".join(str(sum(one.values())) for one in columns)
        return "\n".join([*lines, f"| 合计 | {sums} |"])


def _count(counts: dict[str, int], codes: Iterable[str]) -> None:
    for code in codes:
        counts[code] = counts.get(code, 0) + 1
