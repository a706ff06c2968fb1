"""How much was rechecked and what came of it, added up document by document."""

from __future__ import annotations

from collections import Counter

from attrs import define, field

from scoring.opinion import Recheck


@define
class Statistics:
    """Counts over any number of rechecked documents.

    Attributes:
        documents, tables, indicators: how many.
        verdicts: of the printed scores, by the verdict's value.
        totals: the same of the printed totals.
        severities, codes: of the findings.
        compared: documents with tables that were set beside others, by what these were (``Pairing.beside``).
        accepted: findings that a baseline knew.
        gone: what a baseline knew and was not found any more.
    """

    documents: int = 0
    tables: int = 0
    indicators: int = 0
    verdicts: Counter[str] = field(factory=Counter)
    totals: Counter[str] = field(factory=Counter)
    severities: Counter[str] = field(factory=Counter)
    codes: Counter[str] = field(factory=Counter)
    compared: Counter[str] = field(factory=Counter)
    accepted: int = 0
    gone: int = 0

    @classmethod
    def of(cls, recheck: Recheck) -> Statistics:
        """Those of one document."""
        findings = list(recheck.all_findings())
        return cls(
            1,
            len(recheck.tables),
            sum(len(table.evaluation.indicators) for table in recheck.tables),
            Counter({verdict.value: count for verdict, count in recheck.verdicts().items() if count}),
            Counter(table.total.verdict.value for table in recheck.tables if table.total.verdict is not None),
            Counter(finding.severity for finding in findings),
            Counter(finding.code for finding in findings),
            Counter({pairing.beside for pairing in recheck.pairings if pairing.pairs}),
            len(recheck.accepted),
            len(recheck.gone),
        )

    def add(self, other: Statistics) -> None:
        """Add those of further documents."""
        self.documents += other.documents
        self.tables += other.tables
        self.indicators += other.indicators
        self.verdicts.update(other.verdicts)
        self.totals.update(other.totals)
        self.severities.update(other.severities)
        self.codes.update(other.codes)
        self.compared.update(other.compared)
        self.accepted += other.accepted
        self.gone += other.gone
