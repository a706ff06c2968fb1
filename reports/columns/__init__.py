"""Rows of many tables in Arrow's columns, and their scores in columns again; needs pyarrow and numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from scoring import Ruleset

    from .results import Results


def score_batch(
    batch: pa.RecordBatch,
    ruleset: Ruleset,
    *,
    first: int = 1,
    source: str = "",
    short: bool = False,
    compiled: bool | None = None,
    columns: Iterable[str] = (),
) -> Results:
    """Score rows of whole tables, each to the cent as :func:`scoring.score` does.

    Args:
        batch: one row for each indicator and each budget execution, the rows of a table together;
            amounts in 万元, weights in points.  See docs/batch.md.
        ruleset: the rules.
        first: the number of the first row, as results and messages give it.
        source: the file's name, for messages.
        short: points and percent as decimals of 64 bits, which Parquet stores as they are, if none has more than
            18 digits; otherwise, and where it is not asked for, of 128 bits, which everything knows.
        compiled: as in :func:`scoring.columns.score_columns`.
        columns: of the results of rows, in this order, by their names in English or Chinese; none: all of them.

    Raises:
        ColumnsError: a column is missing, or a row says what cannot be understood, or there is no such result.
        WrongArgument: the ruleset does not round each score.
    """
    from .results import score_rows
    from .schema import schema_of, scored_columns
    from .table_rows import TableRows

    wanted = scored_columns(columns)
    rows = TableRows(batch, schema_of(batch.schema.names, source), first, source)
    return score_rows(rows, ruleset, short=short, compiled=compiled, columns=wanted)
