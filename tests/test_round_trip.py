"""Whatever a form shows comes back from it, in every format that forms are written in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from scoring import Evaluation

from .roundtrip import same, through
from .strategies import printed_evaluations

FORMATS = ("md",)


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=300)
@given(evaluation=printed_evaluations())
def test_any_table_comes_back_from_its_form(format_: str, evaluation: Evaluation) -> None:
    same(evaluation, through(evaluation, format_))
