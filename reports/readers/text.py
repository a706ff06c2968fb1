"""Read text: its encoding, and its lines as paragraphs and grids.

Four ways of writing a table in a text are known: columns set off by tabs, Markdown pipes, one cell
a line (:mod:`reports.readers.vertical`), and a spreadsheet's CSV (:mod:`reports.readers.comma`).
"""

from __future__ import annotations

import re
from typing import Final

from scoring.model import Place

from ..errors import UnreadableFile
from ..grid import Block, Grid, Paragraph, Row, row_of
from ..recognition.cleaning import strip_marks
from .comma import comma_rows
from .vertical import bare_regions, bare_rows, is_vertical, vertical_rows

_BOM: Final = b"\xef\xbb\xbf"
_WIDE_BOMS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PIPE_RULE: Final = re.compile(r"[\s|:+=-]+$")
_SAVE_AS_TEXT: Final = "用原来的程序打开，另存为 UTF-8 纯文本"
_ASK_AGAIN: Final = "用原来的程序打开看看；打不开的，重新下载或请提供的人再发一次"
_PROMISED: Final = {
    **dict.fromkeys(("docx", "docm", "dotx", "doc", "dot", "rtf"), "Word 文档"),
    **dict.fromkeys(("xlsx", "xlsm", "xltx", "xls", "xlt", "xlsb"), "Excel 工作簿"),
    **dict.fromkeys(("wps", "wpt"), "WPS 文字文档"),
    **dict.fromkeys(("odt", "ods"), "OpenDocument 文件"),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tgz"), "压缩包"),
    **dict.fromkeys(("jpg", "jpeg", "png"), "图片"),
    **dict.fromkeys(("ppt", "pptx"), "演示文稿"),
    "et": "WPS 表格",
    "pdf": "PDF",
    "ofd": "OFD 版式文件",
}
"""What the ending of a name promises, for a file that is neither that nor a text."""
_SHARE_OF_CONTROLS: Final = 0.001
# The longest accounts known have 30 000 lines; a file made to be endless must not take endless time.
_MOST_LINES: Final = 300_000


def decode(data: bytes, source: str) -> str:
    """Return the text of a file: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030, always strict.

    Raises:
        UnreadableFile: empty, binary, endless, or in none of these encodings.
    """
    if not data.strip():
        raise UnreadableFile("文件是空的", place=source, cure="换一个有内容的文件")
    text = _decoded(data, source)
    if not text.strip():
        raise UnreadableFile("文件里只有空白", place=source, cure="换一个有内容的文件")
    if len(_CONTROL.findall(text, 0, 200_000)) > max(8, _SHARE_OF_CONTROLS * min(len(text), 200_000)):
        raise _no_text("满是控制字符", "文件里满是控制字符，不是文本", source)
    lines = max(text.count("\n"), text.count("\r"))
    if lines > _MOST_LINES:
        raise UnreadableFile(
            f"文件有 {lines} 行，最多读 {_MOST_LINES} 行", place=source, cure="只留有自评表的部分，或拆成几个文件"
        )
    return text


def _decoded(data: bytes, source: str) -> str:
    for bom, encoding in _WIDE_BOMS:
        if data.startswith(bom):
            return _strict(data[2:], encoding, source)
    if b"\0" in data:
        raise _no_text("有 NUL 字节", "文件里有 NUL 字节，是二进制文件，不是文本", source)
    if data.startswith(_BOM):
        return _strict(data[len(_BOM) :], "utf-8", source)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # gb2312 and gbk are parts of gb18030; detection by frequency takes short GBK text for Big5.
        return _strict(data, "gb18030", source)


def blocks(text: str) -> list[Block]:
    """Return the paragraphs and grids of a text in order; a blank line ends a grid."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    separated = comma_rows(text, lines)
    if separated is not None:
        return [Grid(tuple(separated))]
    found: list[Block] = []
    bare = bare_regions(lines)
    number = 0
    while number < len(lines):
        line = lines[number]
        if number in bare:
            found.append(Grid(tuple(bare_rows(lines, number, bare[number]))))
            number = bare[number]
            continue
        if line.startswith("\t"):
            end = _end_of_tabbed(lines, number)
            if is_vertical(lines, number, end):
                found.append(Grid(tuple(vertical_rows(lines, number, end))))
                number = end
                continue
        if _is_table_line(line):
            rows, number = _grid(lines, number)
            if rows:
                found.append(Grid(tuple(rows)))
            continue
        stripped = line.strip()
        if stripped:
            found.append(Paragraph(_paragraph(stripped), Place(line=number + 1)))
        number += 1
    return found


def _strict(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"第 {error.start + 1} 个字节起既不是 UTF-8 也不是 GB18030"
        raise _no_text(what, what, source) from None


def _no_text(why: str, what: str, source: str) -> UnreadableFile:
    """The error for bytes that are no text and begin like nothing known, by what the name promises."""
    ending = source.rpartition(".")[2].lower()
    promised = _PROMISED.get(ending)
    if promised is None:
        return UnreadableFile(what, place=source, cure=_SAVE_AS_TEXT)
    space = " " if promised[0].isascii() else ""
    what = f"扩展名是 .{ending}，内容却不是{space}{promised}，也认不出是别的文件（{why}），多半已损坏或没有下载完整"
    return UnreadableFile(what, place=source, cure=_ASK_AGAIN)


def _end_of_tabbed(lines: list[str], start: int) -> int:
    """The line after the last of the lines from ``start`` that are empty or begin with a tab."""
    end = last = start
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith("\t")):
        end += 1
        if lines[end - 1].startswith("\t"):
            last = end
    return last


def _is_table_line(line: str) -> bool:
    if "\t" in line:
        return True
    return line.lstrip().startswith("|") and line.count("|") >= 2


def _grid(lines: list[str], number: int) -> tuple[list[Row], int]:
    rows: list[Row] = []
    while number < len(lines) and _is_table_line(lines[number]):
        line = lines[number]
        number += 1
        if "\t" not in line and _PIPE_RULE.match(line):
            continue
        texts = line.split("\t") if "\t" in line else _split_pipes(line)
        row = row_of([strip_marks(text) for text in texts], Place(line=number))
        if row.cells:
            rows.append(row)
    return rows, number


def _split_pipes(line: str) -> list[str]:
    text = line.strip()
    if "\\|" in text:
        text = text.replace("\\|", "\x00")
    text = text[1:]
    if text.endswith("|"):
        text = text[:-1]
    return [cell.replace("\x00", "|") for cell in text.split("|")]


def _paragraph(text: str) -> str:
    return strip_marks(text.lstrip("#").strip() if text.startswith("#") else text)
