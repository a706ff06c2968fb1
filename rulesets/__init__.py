"""Rules as data: one TOML file for each ruleset version, loaded, checked and picked here.

This module is the public door.
"""

from .catalogue import Catalogue, catalogue, default_catalogue
from .describe import describe
from .diff import differences
from .draft import draft
from .edges import uncovered
from .errors import RulesetError
from .json_schema import json_schema
from .loading import check, load

__all__ = [
    "Catalogue",
    "RulesetError",
    "catalogue",
    "check",
    "default_catalogue",
    "describe",
    "differences",
    "draft",
    "json_schema",
    "load",
    "uncovered",
]
