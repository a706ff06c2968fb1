"""Fill a user's own template: a text, or a Word document with Jinja tags in it.

The template runs in a process of its own (:mod:`reports.templating.child`), in a sandbox, over plain data.
"""

from __future__ import annotations

import json
import subprocess
import sys
from difflib import get_close_matches
from pathlib import Path
from re import search
from typing import Any, Final

from ..errors import ReportError
from .fields import data_of
from .messages import explained

SECONDS: Final = 10
"""Processor time a template may take."""
MEGABYTES: Final = 500
LARGEST: Final = 4 << 20
"""Bytes of a template; a Word document's pictures count too."""
LARGEST_RESULT: Final = 64 << 20

_ESCAPED: Final = frozenset({"html", "htm", "xml", "svg"})
_TEXTS: Final = frozenset({"md", "txt", "csv"}) | _ESCAPED
_LONGEST_SHOWN: Final = 200


def fill_template(template: bytes, name: str, view: object) -> bytes:
    """Fill a template with a view.

    Args:
        template: the file's bytes.
        name: its name; the ending says what it is (``.docx``, ``.html``, ``.xml``, ``.svg``, ``.md``, ``.txt``,
            ``.csv``, with ``.j2`` or without).  What is filled in brings no markup and no formula of its own.
        view: a report's view; see :func:`reports.template_fields.fields` for what it holds.

    Raises:
        ReportError: the template is too large, broken, uses a field that does not exist, does what it
            must not, or takes too long or too much memory; the message names its line.
    """
    if len(template) > LARGEST:
        raise ReportError(f"模板超过 {LARGEST >> 20} MB", place=name, cure="去掉图片，或拆成几个模板")
    data = data_of(view)
    kind = ending(name)
    if kind == "docx":
        from ..writers.word_template import fill_word

        return fill_word(template, name, lambda parts: run(parts, "word", data, name))
    if kind not in _TEXTS:
        raise ReportError(f"不能用 .{kind} 作模板", place=name, cure="模板可以是 docx、html、md、txt、csv")
    try:
        text = template.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReportError(f"第 {error.start + 1} 个字节不是 UTF-8", place=name, cure="另存为 UTF-8") from None
    return run({"": text}, "html" if kind in _ESCAPED else kind, data, name)[""].encode(errors="replace")


def ending(name: str) -> str:
    """What a template makes, by its name: ``报告.html.j2`` → ``html``."""
    lower = name.lower().removesuffix(".j2").removesuffix(".jinja")
    return lower.rpartition(".")[2] if "." in lower else ""


def run(parts: dict[str, str], markup: str, data: Any, name: str) -> dict[str, str]:
    """Fill the parts of a template in the other process.

    Raises:
        ReportError: see :func:`fill_template`.
    """
    task = {"parts": parts, "markup": markup, "data": data, "seconds": SECONDS, "megabytes": MEGABYTES}
    child = Path(__file__).with_name("child.py")
    try:
        done = subprocess.run(
            # -P: the folder of the script is not searched for modules.
            [sys.executable, "-P", "-X", "utf8", str(child)],
            input=json.dumps(task).encode(),
            capture_output=True,
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much(name) from None
    if done.returncode != 0 or len(done.stdout) > LARGEST_RESULT:
        raise _too_much(name)
    answer = json.loads(done.stdout)
    if "error" not in answer:
        filled: dict[str, str] = answer["parts"]
        return filled
    if answer["error"] == "memory":
        raise _too_much(name)
    place = f"{name}：第 {answer['line']} 行" if answer["line"] and markup != "word" else name
    what, cure = _explained(answer["error"], data)
    raise ReportError(what, place=place, cure=cure)


def _too_much(name: str) -> ReportError:
    return ReportError(
        f"模板用的时间或内存太多（至多 {SECONDS} 秒、{MEGABYTES} MB）", place=name, cure="检查有没有过大的循环或乘法"
    )


def _explained(error: str, data: Any) -> tuple[str, str]:
    """Message and cure for what Jinja said."""
    unknown = search(r"'([^']+)' is undefined|has no attribute '([^']+)'", error)
    if unknown is not None:
        name = unknown.group(1) or unknown.group(2)
        near = get_close_matches(name, sorted(_names(data)), n=1, cutoff=0.5)
        hint = f"是不是 {near[0]}？" if near else ""
        return f"模板用了不存在的字段 {name[:_LONGEST_SHOWN]}", f"{hint}用 zipingbiao report --fields 查看全部字段"
    if "SecurityError" in error:
        return "模板做了不允许的事", "模板只能取值、判断和循环，不能访问以 _ 开头的属性，不能改动数据"
    return explained(error)


def _names(data: Any) -> set[str]:
    """Every field name that occurs in the data."""
    if isinstance(data, dict):
        return set(data).union(*map(_names, data.values()))
    if isinstance(data, list):
        return set().union(*map(_names, data[:3]))
    return set()
