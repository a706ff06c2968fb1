"""Write the office documents among the examples anew: a filled form, a template, published forms with faults.

    python docs/examples.py

Everything comes from examples/goals-2024.txt and from what this page says
was done; examples/README.md lists the faults that are planted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from attrs import evolve, field, frozen

import reports
import rulesets
from reports.sheets.blank import BlankForm, blank_form
from scoring import Evaluation, Figure, Reading, Ruleset, parse_value, score

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
PUBLISHED = EXAMPLES / "published-2024"
RULESET = "xinjiang/2024"
MADE = (2025, 3, 1, 0, 0, 0)
"""The date in the archives, so that the same content gives the same bytes."""


BEFORE_TABLE = (
    ("Title", "关于{{ project }}自评情况的说明"),
    ("Body", "市财政局："),
    (
        "Body",
        "{{ year }}年度，{{ unit }}对该项目开展了绩效自评，"
        "{% if unscored %}有{{ unscored|length }}项没有得分，总分待补齐后计算{% else %}总分{{ total }}分"
        "{% if grade %}，等级为“{{ grade }}”{% endif %}{% endif %}。",
    ),
    ("Body", "{%p if losses %}"),
    ("Body", "失分的指标如下："),
    ("Body", "{%p else %}"),
    ("Body", "{{ '已有得分的' if unscored else '各项' }}指标都没有失分。"),
    ("Body", "{%p endif %}"),
)
TABLE_HEADS = ("指标", "目标值", "实际完成值", "失分", "原因和改进措施")
TABLE_ROWS = (
    ("{%tr for row in losses %}",),
    ("{{ row.name }}", "{{ row.target }}", "{{ row.actual }}", "{{ row.lost }}", "{{ row.reason or '（未填写）' }}"),
    ("{%tr endfor %}",),
)
AFTER_TABLE = (("Body", ""), ("Body", "特此说明。"), ("Sign", "{{ unit }}"))
"""Style and text of the paragraphs of a template; see docs/templates.md."""


@frozen
class Done:
    """What a unit reports of one project.

    Attributes:
        executed: amounts in 万元, by line of the money block.
        achieved: what was achieved, in words.
        actuals: the actual of each indicator.
        reasons: why points were lost, by indicator.
    """

    executed: tuple[str, ...]
    achieved: str
    actuals: Mapping[str, str]
    reasons: Mapping[str, str] = field(factory=dict)


LIBRARY = Done(
    ("88.51", "88.51", "0.00"),
    "全年开馆338天，新购图书5760册，举办读者活动52场，项目于2024年12月20日完成。读者满意度94%。",
    {
        "图书馆全年开馆天数": "338天",
        "新购图书册数": "5760册",
        "新书编目上架率": "100%",
        "项目完成时间": "2024年12月20日",
        "图书购置费": "48.51万元",
        "方便群众就近阅读": "有效提升",
        "到馆读者满意度": "94%",
    },
    {"新购图书册数": "部分进口图书12月下旬到货，次年1月完成验收；下一年提前到9月下单。"},
)
CULTURE = Done(
    ("61.56", "57.20", "4.36"),
    "全年下乡演出90场，覆盖24个乡镇，观看演出3.42万人次；行车和演出没有发生安全事故。",
    {
        "下乡演出场次": "90场",
        "覆盖乡镇数量": "24个",
        "演出节目更新率": "33%",
        "下半年演出开始时间": "2024年9月8日",
        "每场演出费用": "0.63万元/场",
        "观看演出人次": "3.42万人次",
        "行车和演出安全事故": "0起",
        "观众满意度": "93.5%",
    },
    {
        "下乡演出场次": "11月连续降雪，6场演出顺延到次年春季。",
        "每场演出费用": "流动舞台搭建费上涨；下一年相邻乡镇合并安排，减少空驶。",
        "观看演出人次": "演出比计划少6场。",
    },
)
RELICS = Done(
    ("35.42", "35.42", "0.00"),
    "更换遗址围栏1,274米、警示牌18块，2024年9月24日竣工，一次验收合格。周边居民满意度88.2%。",
    {
        "更换围栏长度": "1274米",
        "更换警示牌数量": "18块",
        "一次验收合格率": "100%",
        "竣工时间": "2024年9月24日",
        "每米围栏造价": "266元/米",
        "遗址保护条件": "有效改善",
        "周边居民满意度": "88.2%",
    },
    {"周边居民满意度": "施工期间占用便道；下一年施工前先同居民商定时间。"},
)
DONE = {
    "2024年公共图书馆免费开放补助经费": LIBRARY,
    "2024年流动文化车下乡演出经费": CULTURE,
    "2024年城北烽火台遗址围栏更换项目": RELICS,
}


def main() -> None:
    """Write the files."""
    PUBLISHED.mkdir(exist_ok=True)
    ruleset = rulesets.catalogue()[RULESET]
    goals = {one.project: one for one in reports.read(EXAMPLES / "goals-2024.txt").evaluations}
    blanks = [(blank_form(goals[project], ruleset), done) for project, done in DONE.items()]
    library, culture, relics = (published(blank, done) for blank, done in blanks)
    files = {
        EXAMPLES / "filled-2024.docx": fill_in(*blanks[1]),
        EXAMPLES / "template.docx": template(published(*blanks[1]), blanks[1][0].ruleset),
        PUBLISHED / "library.docx": reports.render_file("form", with_total(library, "99.62"), "docx"),
        PUBLISHED / "culture.xlsx": reports.render_file("form", forgiving(culture), "xlsx"),
        PUBLISHED / "relics.html": reports.render_file("form", with_rate(in_words(relics), "94.00%"), "html"),
    }
    for path, data in files.items():
        path.write_bytes(packed(data) if data.startswith(b"PK") else data)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024 + 1} KB")


def published(blank: BlankForm, done: Done) -> Evaluation:
    """The form as a unit that scores rightly publishes it."""
    form = blank.evaluation
    funds = tuple(
        evolve(line, adjusted=line.initial, executed=figure(amount))
        for line, amount in zip(form.funds, done.executed, strict=True)
    )
    indicators = tuple(
        evolve(indicator, actual=parse_value(done.actuals[indicator.name]), reason=done.reasons.get(indicator.name, ""))
        for indicator in form.indicators
    )
    form = evolve(form, funds=funds, indicators=indicators, achieved=done.achieved, ruleset="")
    card = score(form, blank.ruleset)
    assert card.execution is not None
    rate, points = card.execution.completion, card.execution.score
    funds = tuple(
        evolve(line, printed_rate=figure(f"{rate:.2f}%", rate), printed_score=figure(f"{points:.2f}"))
        if line.total
        else line
        for line in funds
    )
    indicators = tuple(
        evolve(
            indicator,
            printed_score=figure(f"{mark.score:.2f}"),
            printed_completion=None if mark.completion is None else figure(f"{mark.completion:.2f}%", mark.completion),
        )
        for indicator, mark in zip(indicators, card.marks, strict=True)
    )
    return evolve(form, funds=funds, indicators=indicators, printed_total=figure(f"{card.total:.2f}"))


def with_total(form: Evaluation, total: str) -> Evaluation:
    """The form with another total (A1)."""
    return evolve(form, printed_total=figure(total))


def forgiving(form: Evaluation) -> Evaluation:
    """The form with full marks where a limit was exceeded (B9), and a reason left out (C1)."""
    costs = next(one for one in form.indicators if one.name == "每场演出费用")
    assert costs.weight is not None
    form = changed(
        form, "每场演出费用", printed_score=costs.weight, printed_completion=figure("100.00%", 100), reason=""
    )
    form = changed(form, "观看演出人次", reason="")
    figures = [one.printed_score for one in (*form.indicators, form.budget) if one is not None]
    total = sum((one.value for one in figures if isinstance(one, Figure)), Decimal(0))
    return with_total(form, f"{total:.2f}")


def in_words(form: Evaluation) -> Evaluation:
    """The form with words where a number is asked for (D4)."""
    return changed(form, "更换围栏长度", actual=parse_value("已完成"), printed_completion=figure("100.00%", 100))


def with_rate(form: Evaluation, rate: str) -> Evaluation:
    """The form with another execution rate (A4)."""
    printed = figure(rate, Decimal(rate.rstrip("%")))
    return evolve(form, funds=tuple(evolve(one, printed_rate=printed) if one.total else one for one in form.funds))


def changed(form: Evaluation, name: str, **changes: Any) -> Evaluation:
    """The form with one indicator changed."""
    return evolve(
        form, indicators=tuple(evolve(one, **changes) if one.name == name else one for one in form.indicators)
    )


def figure(text: str, value: Decimal | int | None = None) -> Reading:
    """A number as it is printed."""
    return Figure(text, Decimal(text if value is None else value))


def fill_in(blank: BlankForm, done: Done) -> bytes:
    """The blank form as a Word document, its places to fill in filled in as one types into them."""
    from lxml import etree

    from reports.writers.docx import write

    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    amounts = {"adjusted": [line.initial.text for line in blank.evaluation.funds], "executed": list(done.executed)}
    parts = unpacked(write("form", blank.sheet))
    root = etree.fromstring(parts["word/document.xml"])
    for place in root.iter(f"{word}sdt"):
        row = next(place.iterancestors(f"{word}tr"))
        texts = ["".join(cell.itertext()) for cell in row.iter(f"{word}tc")]
        role = place.find(f"{word}sdtPr/{word}tag").get(f"{word}val")
        name = next((text for text in texts if text in done.actuals), "")
        if role in amounts:
            text = amounts[role].pop(0)
        elif role == "achieved":
            text = done.achieved
        else:
            text = {"actual": done.actuals, "reason": done.reasons}.get(role, {}).get(name, "")
        if text:
            type_into(place, text, word)
    parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return repacked(parts)


def type_into(place: Any, text: str, word: str) -> None:
    """Put a text where the prompt of a content control stands."""
    properties = place.find(f"{word}sdtPr")
    properties.remove(properties.find(f"{word}showingPlcHdr"))
    run = next(place.iter(f"{word}r"))
    run.remove(run.find(f"{word}rPr"))
    run.find(f"{word}t").text = text


def template(form: Evaluation, ruleset: Ruleset) -> bytes:
    """A user's template: the looks of the shipped report, another text."""
    parts = unpacked(reports.render_file("report", (form, score(form, ruleset)), "docx"))
    document = parts["word/document.xml"].decode()
    start, end = document.index("<w:body>") + len("<w:body>"), document.rindex("<w:sectPr>")
    body = "".join(paragraph(style, text) for style, text in BEFORE_TABLE)
    body += table(TABLE_HEADS, TABLE_ROWS) + "".join(paragraph(style, text) for style, text in AFTER_TABLE)
    parts["word/document.xml"] = f"{document[:start]}{body}{document[end:]}".encode()
    return repacked(parts)


def paragraph(style: str, text: str) -> str:
    """A paragraph of a Word document."""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with columns of one width; a row of one text spans them all."""
    width = 8844 // len(heads)

    def row(texts: Sequence[str], style: str) -> str:
        span = len(heads) // len(texts)
        across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        cells = (
            f'<w:tc><w:tcPr><w:tcW w:w="{width * span}" w:type="dxa"/>{across}</w:tcPr>{paragraph(style, text)}</w:tc>'
            for text in texts
        )
        return f"<w:tr>{''.join(cells)}</w:tr>"

    grid = f'<w:gridCol w:w="{width}"/>' * len(heads)
    look = f'<w:tblStyle w:val="Lined"/><w:tblW w:w="{width * len(heads)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    body = row(heads, "Head21") + "".join(row(texts, "Left21") for texts in rows)
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED, compresslevel=9) as package:
        for name, part in parts.items():
            info = ZipInfo(name, MADE)
            info.compress_type = ZIP_DEFLATED
            package.writestr(info, part)
    return data.getvalue()


def packed(data: bytes) -> bytes:
    """The same package, small and with the date of the examples."""
    return repacked(unpacked(data))


if __name__ == "__main__":
    main()
