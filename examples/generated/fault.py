"""What a planted fault is."""

from __future__ import annotations

from random import Random
from typing import ClassVar

from attrs import frozen

from .drafts import Draft


@frozen
class Fault:
    """A fault of one code.

    Attributes:
        code: the finding that should name it.
    """

    code: ClassVar[str] = ""

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        """The document with the fault, or None where there is no place for it."""
        raise NotImplementedError
