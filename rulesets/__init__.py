"""Rules as data: one TOML file for each ruleset version, loaded, checked and picked here.

This module is the public door.
"""

from .catalogue import Catalogue, catalogue, default_catalogue
from .describe import describe
from .errors import RulesetError
from .loading import check, load

__all__ = [
    "Catalogue",
    "RulesetError",
    "catalogue",
    "check",
    "default_catalogue",
    "describe",
    "load",
]
