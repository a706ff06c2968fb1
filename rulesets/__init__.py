"""Rules as data: one TOML file for each ruleset version, loaded, checked and picked here.

This module is the public door.  Names are looked up when they are first used, but for the catalogue,
whose module has the name of the function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.door import door as _door

from .catalogue import Catalogue, catalogue, default_catalogue

if TYPE_CHECKING:
    from .description import describe
    from .diff import differences
    from .drafting import draft
    from .edges import uncovered
    from .editor_schema import json_schema
    from .errors import RulesetError
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

_HOMES = {
    "RulesetError": "errors",
    "check": "loading",
    "describe": "description",
    "differences": "diff",
    "draft": "drafting",
    "json_schema": "editor_schema",
    "load": "loading",
    "uncovered": "edges",
}

__getattr__, __dir__ = _door(globals(), _HOMES)
