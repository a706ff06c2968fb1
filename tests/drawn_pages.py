"""PDFs of several pages drawn line by line, for tests of what goes on over pages."""

from __future__ import annotations

from collections.abc import Sequence

from .drawn import canvas


def running_heads(pages: int) -> bytes:
    """Pages with a running head, a form's title at the same place on each, and page numbers."""
    with canvas() as (page, done):
        for number in range(pages):
            page.setFont("STSong-Light", 10)
            page.drawString(200, 815, "澄湖县水利局2023年度部门决算公开")
            page.drawString(230, 790, "项目支出绩效自评表")
            page.drawString(70, 700, f"这是第{'一二三四五六七八九'[number]}页的正文。")
            page.drawString(290, 25, f"— {number + 1} —")
            page.showPage()
    return done[0]


def heads(targets: Sequence[str], rows: int) -> bytes:
    """Pages filled with a table that begins with a head; its third column is called as given for each page."""
    xs = (60.0, 160.0, 260.0, 360.0, 460.0)
    with canvas() as (page, done):
        for number, target in enumerate(targets):
            page.setFont("STSong-Light", 8)
            for x in xs:
                page.line(x, 800, x, 800 - 20 * (rows + 1))
            for row in range(rows + 2):
                page.line(xs[0], 800 - 20 * row, xs[-1], 800 - 20 * row)
            lines = [("二级指标", "三级指标", target, "分值")]
            lines += [("数量指标", f"第{number * rows + row}项", "≥1", "1") for row in range(rows)]
            for row, texts in enumerate(lines):
                for x, text in zip(xs, texts, strict=False):
                    page.drawString(x + 4, 787 - 20 * row, text)
            page.showPage()
    return done[0]


def paged(pages: Sequence[Sequence[Sequence[str]]], widths: Sequence[int], *, opened: bool = False) -> bytes:
    """A table over pages, from the foot of the first one to the top of the next; texts in the middle of their cells.

    Args:
        pages: rows of cells; a cell's lines are set apart by line breaks, ``^`` belongs to the cell above, ``<`` to
            the one on its left.  What follows ``~`` hangs out below its cell.
        widths: of the columns, in letters.
        opened: no line is drawn where a page cuts the table.
    """
    size, pitch, padding = 9, 13, 3
    xs = [50.0]
    for width in widths:
        xs.append(xs[-1] + width * size + 2 * padding)
    with canvas() as (page, done):
        for number, rows in enumerate(pages):
            page.setFont("STSong-Light", size)
            heights = [max(len(_kept(text).split("\n")) for text in row) * pitch + 2 * padding for row in rows]
            top = 40 + sum(heights) if number == 0 else 800
            last = top - sum(heights)
            if not (opened and number + 1 < len(pages)):
                page.line(xs[0], last, xs[-1], last)
            for at, (row, height) in enumerate(zip(rows, heights, strict=True)):
                for column, text in enumerate(row):
                    if text != "^" and not (opened and at == 0 and number):
                        page.line(xs[column], top, xs[column + 1], top)
                    if text != "<":
                        page.line(xs[column], top, xs[column], top - height)
                    if text not in ("^", "<"):
                        free = height - pitch * len(_kept(text).split("\n"))
                        for line, words in enumerate(text.replace("~", "\n").split("\n")):
                            page.drawString(xs[column] + padding, top - free / 2 - pitch * line - size, words)
                page.line(xs[-1], top, xs[-1], top - height)
                top -= height
            page.showPage()
    return done[0]


def _kept(text: str) -> str:
    return text.partition("~")[0]
