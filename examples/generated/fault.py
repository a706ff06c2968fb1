"""What a planted fault is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from random import Random
from typing import ClassVar

from attrs import frozen

from .drafts import Draft


@frozen
class Fault(ABC):
    """A fault of one code.

    Attributes:
        code: the finding that should name it.
    """

    code: ClassVar[str] = ""

    @abstractmethod
    def plant(self, random: Random, draft: Draft) -> Draft | None:
        """The document with the fault, or None where there is no place for it."""
