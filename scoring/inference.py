"""The public question which rule a document was scored by, down to its tables and cells."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from .arguments import document_of, rulesets_of
from .attribution import cells_of, measures_of
from .examining import examine
from .model import Document
from .opinion import Attribution
from .printed import comparisons_of, printed_tables
from .rounding import exactly
from .ruleset import Ruleset


@exactly
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
    comparisons = [comparisons_of(evaluation) for evaluation in document.evaluations]
    measures = measures_of(document, printed_tables(document.evaluations, comparisons), everything)
    if not everything:
        return measures.attribution
    examined = examine(document, comparisons, measures, trace=False)
    return evolve(measures.attribution, cells=tuple(cells_of(examined, measures)))
