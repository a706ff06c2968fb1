"""Invented disclosures in the layouts that occur, by any ruleset and convention, with faults whose places are known."""

from .confusion import Confusion, Outcome, compare, rechecked
from .document import Generated, draft_of, generate, written
from .drafts import Draft, Planted
from .families import FAMILIES, FAMILY
from .family import Family
from .faults import CODES, FAULTS, any_planted, planted
from .files import STYLES, Style

__all__ = [
    "CODES",
    "FAMILIES",
    "FAMILY",
    "FAULTS",
    "STYLES",
    "Confusion",
    "Draft",
    "Family",
    "Generated",
    "Outcome",
    "Planted",
    "Style",
    "any_planted",
    "compare",
    "draft_of",
    "generate",
    "planted",
    "rechecked",
    "written",
]
