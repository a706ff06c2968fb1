"""``--layout``: which layout a form is printed in."""

from __future__ import annotations

from typing import Any

import click

from scoring import Evaluation

from .faults import say
from .options import AUTO
from .terminal import clean


class _Layout(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic only in newer clicks
    """The id of a layout, refused in Chinese with all there are."""

    name = "layout"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value != AUTO:
            from reports.sheets.layouts import layouts

            if value not in layouts():
                self.fail(f"没有表样“{clean(str(value))}”，可选的有：{AUTO}、{'、'.join(layouts())}", param, ctx)
        return value


layout = click.option(
    "--layout",
    type=_Layout(),
    default=AUTO,
    metavar="auto|表样",
    help="自评表用哪种表样，如 project-2023、project-2024；默认 auto，按表的种类、年度和填了哪些内容选。",
)


def layout_for(evaluation: Evaluation, wanted: str) -> str:
    """The layout that was asked for, ``auto`` for a table of another kind; the user is told."""
    if wanted == AUTO:
        return wanted
    from reports.sheets.layouts import layouts

    if layouts()[wanted].suits(evaluation):
        return wanted
    say(f"{evaluation.title}：表样 {wanted} 是{layouts()[wanted].title}，这张表按 {AUTO} 选")
    return AUTO
