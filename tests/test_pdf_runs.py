"""Letters of a PDF read by runs: the same as read one by one, whichever program drew them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import pytest

from reports.readers import pdf_page, pdf_runs
from reports.readers.pdf import parse
from reports.readers.pdf_letters import spelled
from reports.readers.pdf_runs import Run, Runs, Turn, read_runs
from reports.readers.text import blocks

from . import forms
from .pdfs import PRODUCERS, Look

_TEXT = forms.WHOLE + "附注  面积 120 m² ，完成率 98.5 %，“重点”—— ±3 ℃。\n\nbold llll 1111 iiii ....\n"
_ROUNDED = 1e-3


def _both(text: Any, characters: Sequence[str], size: tuple[float, float], turn: Turn, corner: Any) -> Runs:
    """The runs of a page, after they were compared with the letters read one by one."""
    found = read_runs(text, characters, size, turn, corner)
    singly = read_runs(text, characters, size, turn, None)
    assert found.places == singly.places
    assert (found.broken, found.spaces) == (singly.broken, singly.spaces)
    letters = list(chain.from_iterable(run.letters for run in found.all))
    assert [letter[0] for letter in letters] == [run.text for run in singly.all]
    for letter, run in zip(letters, singly.all, strict=True):
        assert letter[1:] == pytest.approx(run.letters[0][1:], abs=_ROUNDED)
    return found


@pytest.mark.parametrize("name", ["typst", "reportlab", "WeasyPrint"])
def test_runs_hold_the_letters_that_are_read_one_by_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Run] = []

    def compared(*args: Any) -> Runs:
        found = _both(*args)
        seen.extend(found.all)
        return found

    monkeypatch.setattr(pdf_page, "read_runs", compared)
    parse(PRODUCERS[name](tuple(blocks(_TEXT)), Look(size=8)), "自评表.pdf")
    assert max(len(run.letters) for run in seen) > 4
    for number, run in enumerate(seen):
        assert run.first == (seen[number - 1].first + len(seen[number - 1].letters) if run.first else 0)
        assert run.text == "".join(letter[0] for letter in run.letters)
        assert (run.left, run.right) == (run.letters[0][1], max(letter[3] for letter in run.letters))
        assert (run.top, run.bottom) == (min(letter[2] for letter in run.letters), max(one[4] for one in run.letters))
        assert {letter[5] for letter in run.letters} == {run.base}
        assert run.text == " " or " " not in run.text


def test_only_characters_that_are_what_they_look_like_are_read_together() -> None:
    usual = [one for one in map(chr, range(0x10000)) if pdf_runs._USUAL.fullmatch(one * 2)]
    assert {"中", "8", "，", "—", "≥", "％"} <= set(usual)
    assert not {" ", "\xa0", "\xad", "\r", "\ufffe", "\uf0b3", "\u2f00"} & set(usual)
    plain = [one for one in usual if not ("!" <= one <= "~" or "\u4e00" <= one <= "\u9fff")]
    assert [spelled(one, None, None, 0) for one in plain] == plain
