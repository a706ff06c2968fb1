"""Plain web pages are read without a tree, and exactly as with one; all others are left to it."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import Paragraph
from reports.grid import Parsed
from reports.readers.html import parse
from reports.readers.html_plain import PlainPage
from reports.readers.html_tables import MOST_CELLS

HEAD = '<!DOCTYPE html>\n<html lang="zh">\n<head><meta charset="utf-8"><title>甲</title><style>p{display:none}</style></head>'
CELL = "<td>甲</td>"
PLAIN = [
    "",
    "<h1>项目支出绩效自评表</h1>\n<p class='a'>（2023年度）</p>",
    "<main class=page><div><p>a &lt;b&gt; &amp;amp; &nbsp;甲<br>乙<br/>丙</p></div>\n<hr></main>",
    "<div>甲 <b>乙</b> 丙<span lang=zh><i>丁</i></span></div>",
    f"<table>\n<tr>{CELL}<th>乙</th></tr>\n<tr><td colspan=2>丙</td></tr></table>",
    f"<table border='1'><tr><td rowspan=\"2\">甲</td>{CELL}</tr><tr>{CELL}</tr></table><p>乙</p>",
    f"<table><tfoot><tr>{CELL}</tr></tfoot><thead><tr><th>头</th></tr></thead><tbody><tr><td>身</td></tr></tbody></table>",
    f"<table><colgroup><col width=1><col/></colgroup><tr>{CELL}{CELL}</tr><tr>{CELL}{CELL}</tr></table>",
    f"<table><col><tr><td><p>甲</p>\n<p>乙 <b>丙</b></p></td></tr><tr>{CELL}{CELL}</tr></table>",
    f"<table><tr><td rowspan=0>甲</td>{CELL}</tr><tr>{CELL}</tr><tr>{CELL}</tr></table>",
    f"<table><tr><td colspan=99>甲</td></tr><tr>{CELL}{CELL}</tr></table>",
    f"<table><tr><td title=' colspan=3' colspan>甲</td>{CELL}</tr><tr>{CELL}{CELL}</tr></table>",
    f"<table><tr><td colspan=2 colspan=3>甲</td>{CELL}</tr><tr>{CELL}{CELL}{CELL}</tr></table>",
    "<table></table><table><tr></tr></table>",
    f"<table><tr><td>甲\n  乙\n</td>{CELL}</tr><tr><td> </td>{CELL}</tr></table>",
]
NOT_PLAIN = {
    "text outside paragraphs": "甲<p>乙</p>",
    "a paragraph never closed": "<p>甲<p>乙</p>",
    "a container never closed": "<div><p>甲</p>",
    "containers closed in another order": "<div><main><p>甲</p></div></main>",
    "a paragraph in a paragraph": "<p>甲<div>乙</div></p>",
    "a table in a cell": f"<table><tr><td>甲<table><tr>{CELL}</tr></table></td></tr></table>",
    "a cell outside rows": f"<table>{CELL}</table>",
    "a row in a row": f"<table><tr>{CELL}<tr>{CELL}</tr></table>",
    "a section in a section": f"<table><thead><tbody><tr>{CELL}</tr></tbody></thead></table>",
    "rows among the columns": f"<table><colgroup><tr>{CELL}</tr></colgroup></table>",
    "a cell never closed": "<table><tr><td>甲<td>乙</td></tr></table>",
    "a cell closed as a head": "<table><tr><td>甲</th></tr></table>",
    "a table never closed": f"<table><tr>{CELL}</tr>",
    "text between cells": f"<table><tr>{CELL}乙{CELL}</tr></table>",
    "a caption": f"<table><caption>甲</caption><tr>{CELL}</tr></table>",
    "marks that cross": "<p><b>甲<i>乙</b></i></p>",
    "a mark never closed": "<p><b>甲</p>",
    "white space between marks": "<p><b>a</b> <i>b</i></p>",
    "a raised figure": "<p>m<sup>2</sup></p>",
    "hidden text": "<p style='display:none'>甲</p><p>乙</p>",
    "a comment": "<p>甲<!-- 乙 --></p>",
    "a script": "<script>document.write(1)</script><p>甲</p>",
    "another entity": "<p>&times;</p>",
    "an ampersand": "<p>A&B</p>",
    "no character": "<p>A\0</p>",
    "capital letters": "<P>甲</P>",
    "a list": "<ul><li>甲</li></ul>",
    "a form feed": "<p>甲\x0c乙</p>",
    "what stands behind the end": "</body></html><p>甲</p><body>",
}
MARKS = (
    "<p>|</p>|<div>|</div>|<b>|</b>|<span>|</span>|<br>|<hr>|<table>|</table>|<thead>|</thead>|<tbody>|</tbody>|<tr>|</tr>"
    "|<td>|</td>|<td colspan=2>|<td rowspan='2'>|<th>|</th>|<col>|甲|a b|&nbsp;|&amp;| |\n|<p>乙</p>|<td>丙</td>"
    "|<tr><td>丁</td><td rowspan=2>1</td></tr>|<table><tr><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
)


def page(body: str) -> bytes:
    return f"{HEAD}\n<body>{body}</body>\n</html>\n".encode()


def is_plain(body: str) -> bool:
    return PlainPage(page(body).decode(), 0, MOST_CELLS).read()


def with_a_tree(body: str) -> Parsed:
    with patch.object(PlainPage, "read", lambda self: False):
        return parse(page(body), "甲.html")


@pytest.mark.parametrize("body", PLAIN)
def test_a_plain_page_is_read_as_with_a_tree(body: str) -> None:
    for whole in (body, f"<p>上</p>{body}<p>下</p>{body}"):
        assert is_plain(whole)
        assert parse(page(whole), "甲.html") == with_a_tree(whole)


@pytest.mark.parametrize("body", NOT_PLAIN.values(), ids=NOT_PLAIN.keys())
def test_what_is_not_plain_is_left_to_the_tree(body: str) -> None:
    assert not is_plain(f"<p>上</p>{body}")
    parse(page(body), "甲.html")


@given(st.lists(st.sampled_from(MARKS.split("|")), max_size=12))
def test_any_marks_in_any_order_are_read_as_with_a_tree(marks: list[str]) -> None:
    body = "".join(marks)
    assert parse(page(body), "甲.html") == with_a_tree(body)


def test_of_a_page_with_more_cells_than_are_read_the_tree_tells_how_many_were() -> None:
    body = page(f"<table><tr>{CELL}{CELL}</tr></table>").decode()
    assert PlainPage(body, 0, 3).read()
    assert not PlainPage(body, 0, 2).read()


def test_the_words_of_a_style_sheet_hide_nothing() -> None:
    assert is_plain("<p>甲</p>")
    assert [block.text for block in parse(page("<p>甲</p>"), "甲.html").blocks if isinstance(block, Paragraph)] == [
        "甲"
    ]
