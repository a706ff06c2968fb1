"""The engine of zipingbiao: values, model, formulas, scoring, recheck, findings.

Pure: no files, no network, no clock.  This module is the public door.  Names are
looked up when they are first used: a command pays only for the modules it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .door import door as _door

if TYPE_CHECKING:
    from .baseline import Baseline, accept, baseline_of
    from .comparison import Comparison, compare
    from .errors import FormulaError, UndefinedScore, WrongArgument, ZipingbiaoError
    from .finding import SEVERITIES, SEVERITY_NAMES, Finding, Severity, Where
    from .formula import Explanation, Formula
    from .inference import infer
    from .marking import mark_execution, mark_indicator, score
    from .mending import Mending, mend
    from .model import Account, Document, Evaluation, FundLine, Indicator, Place, Skipped, Statement, Task
    from .opinion import (
        Announcement,
        Attribution,
        Candidate,
        CellExplanation,
        Judgement,
        Known,
        Recheck,
        TableAttribution,
        TableRecheck,
        Verdict,
    )
    from .quantity import (
        Figure,
        Moment,
        Quantity,
        Reading,
        Several,
        Span,
        Unit,
        Unreadable,
        Value,
        Words,
        figure_value,
        format_value,
    )
    from .ranking import Group, grouped
    from .review import recheck
    from .rounding import Rounding
    from .ruleset import Ruleset
    from .scorecard import Mark, Scorecard, Step, Trace
    from .serial import from_data, to_data
    from .severities import with_severities
    from .spelling import parse_figure, parse_value
    from .what_if_row import WhatIf, what_if, what_if_execution
    from .what_if_total import Sensitivity, sensitivity
    from .wording import WORDINGS

__all__ = [
    "SEVERITIES",
    "SEVERITY_NAMES",
    "WORDINGS",
    "Account",
    "Announcement",
    "Attribution",
    "Baseline",
    "Candidate",
    "CellExplanation",
    "Comparison",
    "Document",
    "Evaluation",
    "Explanation",
    "Figure",
    "Finding",
    "Formula",
    "FormulaError",
    "FundLine",
    "Group",
    "Indicator",
    "Judgement",
    "Known",
    "Mark",
    "Mending",
    "Moment",
    "Place",
    "Quantity",
    "Reading",
    "Recheck",
    "Rounding",
    "Ruleset",
    "Scorecard",
    "Sensitivity",
    "Several",
    "Severity",
    "Skipped",
    "Span",
    "Statement",
    "Step",
    "TableAttribution",
    "TableRecheck",
    "Task",
    "Trace",
    "UndefinedScore",
    "Unit",
    "Unreadable",
    "Value",
    "Verdict",
    "WhatIf",
    "Where",
    "Words",
    "WrongArgument",
    "ZipingbiaoError",
    "accept",
    "baseline_of",
    "compare",
    "figure_value",
    "format_value",
    "from_data",
    "grouped",
    "infer",
    "mark_execution",
    "mark_indicator",
    "mend",
    "parse_figure",
    "parse_value",
    "recheck",
    "score",
    "sensitivity",
    "to_data",
    "what_if",
    "what_if_execution",
    "with_severities",
]

_HOMES = {
    "Account": "model",
    "Announcement": "opinion",
    "Attribution": "opinion",
    "Baseline": "baseline",
    "Candidate": "opinion",
    "CellExplanation": "opinion",
    "Comparison": "comparison",
    "Document": "model",
    "Evaluation": "model",
    "Explanation": "formula",
    "Figure": "quantity",
    "Finding": "finding",
    "Formula": "formula",
    "FormulaError": "errors",
    "FundLine": "model",
    "Group": "ranking",
    "Indicator": "model",
    "Judgement": "opinion",
    "Known": "opinion",
    "Mark": "scorecard",
    "Mending": "mending",
    "Moment": "quantity",
    "Place": "model",
    "Quantity": "quantity",
    "Reading": "quantity",
    "Recheck": "opinion",
    "Rounding": "rounding",
    "Ruleset": "ruleset",
    "SEVERITIES": "finding",
    "SEVERITY_NAMES": "finding",
    "Scorecard": "scorecard",
    "Sensitivity": "what_if_total",
    "Several": "quantity",
    "Severity": "finding",
    "Skipped": "model",
    "Span": "quantity",
    "Statement": "model",
    "Step": "scorecard",
    "TableAttribution": "opinion",
    "TableRecheck": "opinion",
    "Task": "model",
    "Trace": "scorecard",
    "UndefinedScore": "errors",
    "Unit": "quantity",
    "Unreadable": "quantity",
    "Value": "quantity",
    "Verdict": "opinion",
    "WORDINGS": "wording",
    "WhatIf": "what_if_row",
    "Where": "finding",
    "Words": "quantity",
    "WrongArgument": "errors",
    "ZipingbiaoError": "errors",
    "accept": "baseline",
    "baseline_of": "baseline",
    "compare": "comparison",
    "figure_value": "quantity",
    "format_value": "quantity",
    "from_data": "serial",
    "grouped": "ranking",
    "infer": "inference",
    "mark_execution": "marking",
    "mark_indicator": "marking",
    "mend": "mending",
    "parse_figure": "spelling",
    "parse_value": "spelling",
    "recheck": "review",
    "score": "marking",
    "sensitivity": "what_if_total",
    "to_data": "serial",
    "what_if": "what_if_row",
    "what_if_execution": "what_if_row",
    "with_severities": "severities",
}

__getattr__, __dir__ = _door(globals(), _HOMES)
