"""PDFs drawn letter by letter and line by line, each with one certain difficulty; made with reportlab."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from typing import Any, Final

import pytest

STYLES: Final = (
    "lines",
    "boxes",
    "dashed",
    "doubled",
    "cells",
    "form",
    "gaps",
    "no top",
    "no sides",
    "one path",
    "shaded",
)
WIDTH, HEIGHT = 595.0, 842.0
_XS: Final = (100.0, 200.0, 300.0, 400.0)
_YS: Final = (700.0, 670.0, 640.0)
_TEXTS: Final = (("项目", "目标", "得分"), ("甲", "乙", "丙"))


@contextmanager
def canvas(**more: Any) -> Iterator[tuple[Any, list[bytes]]]:
    """A canvas; the bytes of the file stand in the list afterwards."""
    pytest.importorskip("reportlab", reason="reportlab is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfbase.pdfmetrics import registerFont
        from reportlab.pdfgen.canvas import Canvas

        registerFont(UnicodeCIDFont("STSong-Light"))
        buffer = BytesIO()
        page = Canvas(buffer, pagesize=more.pop("pagesize", (WIDTH, HEIGHT)), **more)
        done: list[bytes] = []
        page.setFont("STSong-Light", 10)
        yield page, done
        page.save()
        done.append(buffer.getvalue())


def _fill(page: Any, shift: float = 0.0) -> None:
    page.setFont("STSong-Light", 10)
    for row, texts in enumerate(_TEXTS):
        for column, text in enumerate(texts):
            page.drawString(_XS[column] + shift + 5, _YS[row] - 20, text)


def _rules(page: Any, style: str, shift: float = 0.0) -> None:
    left, right, top, bottom = _XS[0] + shift, _XS[-1] + shift, _YS[0], _YS[-1]
    xs, ys = [x + shift for x in _XS], list(_YS)
    if style == "dashed":
        page.setDash(3, 2)
    if style == "boxes":
        for y in ys:
            page.rect(left, y, right - left, 0.6, stroke=0, fill=1)
        for x in xs:
            page.rect(x, bottom, 0.6, top - bottom, stroke=0, fill=1)
        return
    if style in ("cells", "shaded"):
        for x, after in pairwise(xs):
            for y, under in pairwise(ys):
                page.setFillGray(0.9)
                page.rect(x, under, after - x, y - under, stroke=1, fill=style == "shaded")
                page.setFillGray(0)
        return
    if style == "one path":
        path = page.beginPath()
        for y in ys:
            path.moveTo(left, y)
            path.lineTo(right, y)
        for x in xs:
            path.moveTo(x, bottom)
            path.lineTo(x, top)
        page.drawPath(path, stroke=1, fill=0)
        return
    offsets = (0.0, 1.5) if style == "doubled" else (0.0,)
    gap = 2.0 if style == "gaps" else 0.0
    for offset in offsets:
        for y in ys[1:] if style == "no top" else ys:
            page.line(left + gap, y + offset, right - gap, y + offset)
        for x in xs[1:-1] if style == "no sides" else xs:
            page.line(x + offset, bottom + gap, x + offset, top - gap + (1.5 if offset else 0))
    page.setDash()


def table(
    style: str,
    *,
    hidden: str = "",
    turned: int = 0,
    by: str = "page",
    cropped: bool = False,
    user: str = "",
    owner: str = "",
) -> bytes:
    """Two rows by three columns.

    Args:
        style: how its rules are drawn.
        hidden: how rules are hidden that would part its cells.
        turned, by: by how many degrees the page is turned, by its own mark or by what is drawn on it.
        cropped: letters stand outside what is seen.
        user, owner: passwords.
    """
    more: dict[str, Any] = {}
    if user or owner:
        from reportlab.lib.pdfencrypt import StandardEncryption

        more["encrypt"] = StandardEncryption(user, owner or user)
    with canvas(**more) as (page, done):
        if by == "drawing" and turned:
            page.translate(WIDTH / 2, HEIGHT / 2)
            page.rotate(turned)
            page.translate(-250, -670)
        if by == "page" and turned:
            # Drawn so that it stands upright once the page is turned.
            page.setPageRotation(turned)
            page.translate(WIDTH / 2, HEIGHT / 2)
            page.rotate(turned)
            page.translate(-250, -670)
        if cropped:
            page.setCropBox((90, 600, 420, 720))
            page.drawString(20, 660, "裁掉的字")
        if style == "form":
            page.beginForm("grid")
            _rules(page, "lines", shift=-50)
            page.endForm()
            page.saveState()
            page.translate(50, 0)
            page.doForm("grid")
            page.restoreState()
        else:
            _rules(page, style)
        _fill(page)
        if hidden:
            page.saveState()
            if hidden == "white":
                page.setStrokeGray(1)
            elif hidden == "transparent":
                page.setStrokeAlpha(0)
            else:
                path = page.beginPath()
                path.rect(10, 10, 20, 20)
                page.clipPath(path, stroke=0, fill=0)
            for y in (691.0, 661.0):
                page.line(_XS[0], y, _XS[-1], y)
            page.line(250, _YS[0], 250, _YS[-1])
            page.restoreState()
    return done[0]


def merged() -> bytes:
    """一 over two rows, 二 over two columns, 三 under its second column; the cell before 三 is empty."""
    with canvas() as (page, done):
        for x in (100, 200, 400):
            page.line(x, 700, x, 640)
        page.line(300, 670, 300, 640)
        page.line(100, 700, 400, 700)
        page.line(200, 670, 400, 670)
        page.line(100, 640, 400, 640)
        page.drawString(140, 665, "一")
        page.drawString(290, 682, "二")
        page.drawString(350, 650, "三")
    return done[0]


def side_by_side() -> bytes:
    """Two tables beside each other."""
    with canvas(pagesize=(HEIGHT, WIDTH + 200)) as (page, done):
        for shift in (0.0, 330.0):
            _rules(page, "lines", shift)
            _fill(page, shift)
    return done[0]


def framed() -> bytes:
    """A table with a title inside a frame."""
    with canvas() as (page, done):
        page.rect(60, 600, 400, 160)
        page.drawString(200, 730, "框里的标题")
        _rules(page, "lines")
        _fill(page)
    return done[0]


def text(words: str, *, bold: int = 1) -> bytes:
    """A line of text, drawn several times with small offsets."""
    with canvas() as (page, done):
        for index in range(bold):
            page.drawString(100 + 0.3 * index, 700, words)
    return done[0]


def interrupted() -> bytes:
    """The table, the last letters of one cell drawn after a line below the table."""
    with canvas() as (page, done):
        _rules(page, "lines")
        _fill(page)
        page.drawString(_XS[2] + 25, _YS[1] - 20, "丁")
        page.drawString(_XS[0], 100, "表下的一行")
        page.drawString(_XS[2] + 45, _YS[1] - 20, "戊")
    return done[0]


def raised(before: str, small: str, after: str) -> bytes:
    """A line with a small raised figure in it."""
    with canvas() as (page, done):
        x = 100.0
        for words, size, rise in ((before, 12, 0.0), (small, 7, 5.0), (after, 12, 0.0)):
            page.setFont("STSong-Light", size)
            page.drawString(x, 700 + rise, words)
            x += page.stringWidth(words, "STSong-Light", size)
    return done[0]


def side_heading(way: str) -> bytes:
    """A table with 年度绩效指标 along its left side: upwards, downwards, or one letter below the other."""
    words = "年度绩效指标"
    with canvas() as (page, done):
        for x in (100, 130, 300):
            page.line(x, 700, x, 600)
        page.line(100, 700, 300, 700)
        page.line(130, 650, 300, 650)
        page.line(100, 600, 300, 600)
        page.drawString(140, 670, "产出指标")
        page.drawString(140, 620, "效益指标")
        if way == "stacked":
            for index, letter in enumerate(words):
                page.drawString(110, 685 - 14 * index, letter)
        else:
            page.saveState()
            page.translate(119 if way == "up" else 111, 615 if way == "up" else 685)
            page.rotate(90 if way == "up" else -90)
            page.drawString(0, 0, words)
            page.restoreState()
    return done[0]


def wrapped(printed: Sequence[str]) -> bytes:
    """A table whose second column is as wide as the first of these lines, and no wider than three figures need."""
    with canvas() as (page, done):
        wide = max(34.0, *(page.stringWidth(line, "STSong-Light", 10) + 8 for line in printed))
        xs = (100.0, 200.0, 200.0 + wide, 400.0)
        for y in (700, 670, 630):
            page.line(xs[0], y, xs[-1], y)
        for x in xs:
            page.line(x, 700, x, 630)
        page.drawString(104, 680, "名称")
        page.drawString(204, 680, "值")
        page.drawString(104, 650, "甲")
        for index, line in enumerate(printed):
            page.drawString(204, 655 - 13 * index, line)
    return done[0]


def unruled(
    pages: Sequence[Sequence[Sequence[str]]], xs: Sequence[float] = (50, 120, 190, 300, 370, 440, 490), pitch: int = 18
) -> bytes:
    """Texts in columns without any rule; ``text`` as ``↓3 text`` stands three points lower than its line."""
    with canvas() as (page, done):
        for lines in pages:
            page.setFont("STSong-Light", 9)
            for number, texts in enumerate(lines):
                for x, text in zip(xs, texts, strict=False):
                    down, _, words = text[1:].partition(" ") if text.startswith("↓") else ("0", "", text)
                    page.drawString(x, 780 - pitch * number - float(down), words)
            page.showPage()
    return done[0]


def low_rows() -> bytes:
    """Three rows hardly higher than their letters, drawn cell by cell; the middle one is a cell over both columns."""
    with canvas() as (page, done):
        page.setFont("STSong-Light", 7)
        for row in range(4):
            page.line(100, 700 - 10.5 * row, 300, 700 - 10.5 * row)
        for x in (100, 300):
            page.line(x, 700, x, 668.5)
        for top in (699.5, 678.5):
            page.line(200, top, 200, top - 9.5)
        for x, row, text in ((104, 0, "甲"), (204, 0, "乙"), (180, 1, "横跨两列"), (104, 2, "丙"), (204, 2, "丁")):
            page.drawString(x, 692 - 10.5 * row, text)
    return done[0]


def beside(side: str) -> bytes:
    """Two rows beside a cell whose outer line touches no other."""
    with canvas() as (page, done):
        for y in (700, 670, 640):
            page.line(130, y, 300, y)
        for x in (130, 200, 300, 100 if side == "left" else 330):
            page.line(x, 700, x, 640)
        for x, y, text in ((140, 680, "甲"), (210, 680, "1"), (140, 650, "乙"), (210, 650, "2")):
            page.drawString(x, y, text)
        page.drawString(110 if side == "left" else 310, 665, "侧")
    return done[0]


def field(value: str) -> bytes:
    """A table of one row whose second cell is a form field that somebody filled in."""
    with canvas() as (page, done):
        for x in (100, 200, 300):
            page.line(x, 700, x, 670)
        for y in (700, 670):
            page.line(100, y, 300, y)
        page.drawString(110, 680, "执行数")
        page.acroForm.textfield(name="executed", value=value, x=205, y=673, width=90, height=24, borderWidth=0)
    return done[0]


def scanned(pages: Sequence[bool]) -> bytes:
    """Pages that are a picture where True, a table where False."""
    with canvas() as (page, done):
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        for picture in pages:
            if picture:
                page.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, WIDTH, HEIGHT)
            else:
                _rules(page, "lines")
                _fill(page)
            page.showPage()
    return done[0]
