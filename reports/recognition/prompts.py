"""Prompts that a form shows where nothing was filled in: no content, wherever they survive as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from attrs import evolve, frozen

from ..grid import Block, Grid, Row
from .lexicon import lexicon


def without_prompts(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with cells that only ask to be filled in left out, as empty ones are.

    Word marks a prompt as one; other programs, and PDF, keep it as text like any other.
    """
    return tuple(_grid(block) if isinstance(block, Grid) else block for block in blocks)


def _grid(grid: Grid) -> Grid:
    begins = _begins()
    for row in grid.rows:
        for cell in row.cells:
            if cell.text.startswith(begins):
                return Grid(tuple(_row(row) for row in grid.rows))
    return grid


def _row(row: Row) -> Row:
    found = ((cell, answer(cell.text)) for cell in row.cells)
    return evolve(row, cells=tuple(evolve(cell, text=text) for cell, text in found if text))


def answer(text: str) -> str:
    """What stands in a cell besides the prompt it begins with; "" where that is all."""
    if not text.startswith(_begins()):
        return text
    prompts = _prompts()
    rest, before = text, ""
    while before != rest:  # a program may have written a prompt into another
        before, rest = rest, prompts.whole.sub("", rest)
    return prompts.word.sub("", rest).strip()


@frozen
class _Prompts:
    """Whole prompts with what follows the words, and the words alone."""

    whole: re.Pattern[str]
    word: re.Pattern[str]


@lru_cache(maxsize=1)
def _begins() -> tuple[str, ...]:
    return tuple({word[:2] for word in lexicon().words("prompts", "words")})


@lru_cache(maxsize=1)
def _prompts() -> _Prompts:
    words = lexicon().words("prompts", "words")
    word = _either(words)
    tail = rf"{_either(lexicon().words('prompts', 'tails'))}|[（(][^（）()]{{0,60}}[）)]%?"
    return _Prompts(
        whole=re.compile(rf"{word}\s*(?:{tail})"),
        word=re.compile(word),
    )


def _either(words: Sequence[str]) -> str:
    """A pattern for any of the words, over the end of a line too."""
    return "(?:" + "|".join(r"\s*".join(map(re.escape, word)) for word in words) + ")"
