"""How often rings of garbage are looked for while files are worked on."""

from __future__ import annotations

import gc
from typing import Final

CONTAINERS: Final = 100_000
"""New containers after which rings are looked for; about what a table of a thousand rows leaves."""


def look_seldom() -> None:
    """Look for rings of garbage seldom, and never among what the program has loaded.

    Documents hold no rings, so that what is no longer used goes at once; the collector, as Python sets
    it, took an eighth of the time of a folder all the same.
    """
    gc.freeze()
    gc.set_threshold(CONTAINERS, 20, 50)


def never_look() -> None:
    """Look for no more rings, and not when Python ends: the memory goes back as a whole."""
    gc.disable()
    gc.freeze()
