"""Rechecks and scores as functions from Arrow to Arrow, and runs that hand them to other machines.

The functions keep nothing between calls but processes that stand ready, so that any engine which maps
batches may call them: see docs/distributed.md.  Needs pyarrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.door import door as _door

if TYPE_CHECKING:
    from .batches import SCORES, recheck_batch, score_batches
    from .opinions import OPINIONS

__all__ = ["OPINIONS", "SCORES", "recheck_batch", "score_batches"]

_HOMES = {"OPINIONS": "opinions", "SCORES": "batches", "recheck_batch": "batches", "score_batches": "batches"}

__getattr__, __dir__ = _door(globals(), _HOMES)
