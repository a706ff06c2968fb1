"""The public question which rule a document was scored by, down to its tables and cells."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from .arguments import document_of, named_among, rulesets_of
from .attribution import cells_of, measures_of
from .examining import examine
from .model import Document
from .opinion import Attribution
from .printed import comparisons_of, printed_tables
from .rounding import exactly
from .ruleset import Ruleset


@exactly
def infer(document: Document, rulesets: Iterable[Ruleset], *, beside: str | None = None) -> Attribution:
    """Find out which ruleset a document was scored by, and how sure that is.

    Args:
        document: what was read; goal tables in it are passed over.
        rulesets: the candidates; their order does not matter.  Where there are none, the answer
            names none.
        beside: id of the ruleset by which the unit's self-evaluations of the year were scored, for a document
            without scores; None: it is chosen by place and year.

    Raises:
        ZipingbiaoError: ``beside`` is none of the rulesets.
        WrongArgument: ``document`` is no document, or ``rulesets`` are none.
    """
    document, everything = document_of("infer", document), rulesets_of("infer", rulesets)
    comparisons = [comparisons_of(evaluation) for evaluation in document.evaluations]
    if beside is not None:
        named_among(everything, (beside,), document.source)
    tables = printed_tables(document.evaluations, comparisons)
    measures = measures_of(document, tables, everything, beside=beside)
    if not everything:
        return measures.attribution
    examined = examine(document, comparisons, measures, trace=False)
    return evolve(measures.attribution, cells=tuple(cells_of(examined, measures)))
