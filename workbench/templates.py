"""Users' own templates on the command line: read once, filled for every report; what they can use, listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from .errors import WorkbenchError
from .faults import reason
from .limits import LONGEST
from .outputs import rendered
from .terminal import Column, Screen, table


@frozen
class Template:
    """A template that was read.

    Attributes:
        name: its file's name.
        data: its bytes.
        format: what it makes: docx, html, md, txt …
    """

    name: str
    data: bytes
    format: str


def read_template(path: Path) -> Template:
    """Read a template.

    Raises:
        WorkbenchError: it cannot be read.
    """
    from reports.templating.filling import ending

    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkbenchError(f"打不开模板，{reason(error)}", place=str(path), cure="检查文件名和访问权限") from None
    return Template(path.name, data, ending(path.name))


def drawn(kind: str, subject: Any, format_: str, template: Template | None, layout: str = "auto") -> str | bytes:
    """A report by the user's template, or else by ours, as text where it is text."""
    if template is None:
        return rendered(kind, subject, format_, layout)
    import reports

    data = reports.render_template(kind, subject, template.data, template.name)
    return data if template.format == "docx" else data.decode()


@frozen
class Drawing:
    """A report to be drawn by the user's template.

    Attributes:
        name: shown where it fails.
        kind, subject, template: as for :func:`drawn`.
    """

    name: str
    kind: str
    subject: Any
    template: Template


@frozen
class Draw:
    """Draws by templates, in another process; see :class:`workbench.pool.Task`.

    Attributes:
        seconds_granted: for each, None: as long as the largest file may take.
    """

    seconds_granted: float | None = None

    def seconds(self, _drawing: Drawing) -> float:
        """How long it may take."""
        return self.seconds_granted or LONGEST

    def __call__(self, drawing: Drawing) -> str | bytes:
        """Draw."""
        return drawn(drawing.kind, drawing.subject, drawing.template.format, drawing.template)


def field_lines(kind: str, screen: Screen) -> Iterator[str]:
    """The fields a template for this kind of report can use, with what they hold."""
    from reports.templating.fields import fields

    yield "模板里写 {{ 字段 }} 取值；[] 表示列表，用 {% for 一项 in 列表 %}…{% endfor %} 逐项取。"
    yield "Word 模板里，{%tr for … %} 独占一行表格，{%p for … %} 独占一段，分别重复整行、整段。"
    yield ""
    columns = [Column("字段", least=24), Column("类型"), Column("说明", least=20)]
    yield from table(screen, columns, [[field.path, field.kind, field.meaning] for field in fields(kind)])
