"""Times writing of the example's forms in every format, beside the library one would take otherwise."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial
from time import process_time
from typing import Final

import reports
from reports.rendering import render_file
from scoring import Evaluation

from .measured import Goal, Measured, Section, in_turns, ratio, versions_of
from .peers import installed
from .run import EXAMPLE

ROUNDS: Final = 7
_UNIT: Final = "毫秒一份"
_KINDS: Final = ("html", "md", "docx", "xlsx", "pdf")
_GOALS: Final = {"docx": Goal("≥", 5), "pdf": Goal("≥", 10)}
_USUAL: Final = {"docx": "docxtpl", "pdf": "weasyprint"}


def measure(rounds: int = ROUNDS) -> Section:
    """Time the writing of each format.

    Args:
        rounds: how often each is timed.
    """
    evaluations = [one for one in reports.read(EXAMPLE).evaluations if one.form == "self-evaluation"]
    figures: list[Measured] = []
    for kind in _KINDS:
        if kind == "pdf" and not installed("typst"):
            continue
        works, usual = [partial(_ours, kind, evaluations)], _USUAL.get(kind, "")
        if usual and installed(usual):
            works.append(_docxtpl(evaluations) if kind == "docx" else _weasyprint(evaluations))
        times = in_turns(works, process_time, rounds, len(evaluations) / 1000)
        ours = Measured(kind, _UNIT, times[0])
        figures.append(ours)
        if usual:
            missing = "" if installed(usual) else "没有安装"
            theirs = Measured(f"{kind}，{usual}", _UNIT, times[1] if times[1:] else (), None, missing)
            figures += [theirs, ratio(f"{kind}，比 {usual} 快", theirs, ours, _GOALS[kind])]
    return Section(
        "writing",
        "写出自评表",
        f"示例的 {len(evaluations)} 张自评表各写成一份文件，{rounds} 轮轮流，计处理器时间。"
        "docxtpl 由带循环行的模板写同样的格，weasyprint 由本软件写出的 HTML 排成 PDF。",
        figures,
        versions_of(["typst", "XlsxWriter", *_USUAL.values()]),
    )


def main() -> None:
    """Measure and print, as Markdown."""
    print(measure().markdown())


def _ours(kind: str, evaluations: Sequence[Evaluation]) -> object:
    return [render_file("form", one, kind) for one in evaluations]


def _weasyprint(evaluations: Sequence[Evaluation]) -> Callable[[], object]:
    pages = [reports.render("form", one, "html") for one in evaluations]

    def work() -> object:
        import weasyprint

        return [weasyprint.HTML(string=page).write_pdf() for page in pages]

    return work


def _docxtpl(evaluations: Sequence[Evaluation]) -> Callable[[], object]:
    """Writes the same cells with docxtpl: a template with a row that is repeated for each row of the sheet."""
    import docx
    from docxtpl import DocxTemplate

    from reports import form_sheet

    columns = 11
    document = docx.Document()
    document.add_heading("{{ title }}")
    table = document.add_table(3, columns)
    table.cell(0, 0).text = "{%tr for row in rows %}"
    for column in range(columns):
        table.cell(1, column).text = f"{{{{ row[{column}] }}}}"
    table.cell(2, 0).text = "{%tr endfor %}"
    file = io.BytesIO()
    document.save(file)

    def write(evaluation: Evaluation) -> object:
        sheet = form_sheet(evaluation)
        rows = [[cell.text for cell in row.cells] for part in sheet.parts for row in part.rows]
        template = DocxTemplate(io.BytesIO(file.getvalue()))
        template.render({"title": sheet.title, "rows": [row + [""] * columns for row in rows]}, autoescape=True)
        result = io.BytesIO()
        template.save(result)
        return result.getvalue()

    return lambda: [write(one) for one in evaluations]
