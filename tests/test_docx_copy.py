"""Scores and comments in a copy of somebody's Word document: all else stays as it was, byte for byte."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from attrs import evolve
from docx.document import Document as WordFile
from lxml import etree

from reports import read, render_file
from reports.copies import annotate, fill
from reports.errors import ReportError, UnreadableFile
from reports.places import Fill, Note, findings_notes, score_fills
from reports.readers.kinds import kind_of
from reports.writers.docx_copy import annotate_docx, fill_docx
from scoring import Evaluation, Place, Unreadable, recheck, score

from . import samples
from .command import run
from .office_files import W, converted, pages_of, parts_of
from .word import cell, document_xml, package, paragraph, table_row, word_table
from .word import docx as word
from .word import run as word_run

COLUMNS = (("name", 0), ("score", 1), ("completion", 2))


def at(row: int, grid: int = 1) -> Place:
    return Place(grid=grid, grid_row=row, columns=COLUMNS)


def nine(row: int, grid: int = 1, role: str = "score") -> Fill:
    return Fill(at(row, grid), role, "9.00", Decimal(9))


def rich_file() -> bytes:
    """A file with all that must survive: header, comment, picture, styles, a second table, a bookmark."""
    file: WordFile = docx.Document()
    file.sections[0].header.paragraphs[0].text = "内部资料"
    paragraph_ = file.add_paragraph("前言")
    file.add_comment(paragraph_.runs, text="原有的批注", author="张", initials="张")
    table = file.add_table(3, 3, style="Table Grid")
    for number, texts in enumerate((("指标", "得分", "完成率"), ("甲", "", "90.00%"), ("乙", "8.50", ""))):
        for column, text in enumerate(texts):
            found = table.cell(number, column)
            found.text = text
            if text:
                found.paragraphs[0].runs[0].font.bold = True
    other = file.add_table(2, 3)
    other.cell(1, 1).text = "3"
    file.add_paragraph("结语")
    buffer = BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def cells(data: bytes) -> list[list[list[str]]]:
    return [
        [[found.text for found in row.cells] for row in table.rows] for table in docx.Document(BytesIO(data)).tables
    ]


def document_of(data: bytes) -> etree._Element:
    return etree.fromstring(parts_of(data)["word/document.xml"])


def filled_cell(cell_xml: str, text: str = "9.00") -> etree._Element:
    """The cell once it is filled."""
    data = word(word_table(table_row("甲", cell_xml, "")), "<w:p/>")
    done = fill_docx(data, [Fill(at(1), "score", text, Decimal(text))])
    assert done.left == ()
    (evaluation_cell,) = document_of(done.data).findall(f".//{W}tr//{W}tc")[1:2]
    return evaluation_cell


def text_in(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


# —— values ——


def test_only_the_cells_concerned_change() -> None:
    before = rich_file()
    done = fill_docx(before, [nine(2), nine(3)])
    assert done.left == ()
    old, new = parts_of(before), parts_of(done.data)
    assert {name for name in old if old[name] != new[name]} == {"word/document.xml"}
    assert list(old) == list(new)
    assert cells(done.data) == [
        [["指标", "得分", "完成率"], ["甲", "9.00", "90.00%"], ["乙", "9.00", ""]],
        [["", "", ""], ["", "3", ""]],
    ]
    trees = document_of(before), document_of(done.data)
    for tree in trees:
        for row in (1, 2):
            found = list(tree.iter(f"{W}tr"))[row].findall(f"{W}tc")[1]
            for element in [*found.iter(f"{W}r")]:
                parent = element.getparent()
                assert parent is not None
                parent.remove(element)
    assert etree.tostring(trees[0]) == etree.tostring(trees[1])


def test_a_cell_keeps_the_look_of_its_first_run() -> None:
    found = filled_cell(cell(paragraph(word_run("8.", "<w:b/>"), word_run("5", "<w:i/>"))))
    (run_,) = found.iter(f"{W}r")
    assert [child.tag for child in run_[0]] == [f"{W}b"]
    assert text_in(found) == "9.00"


def test_an_empty_cell_takes_the_look_of_its_paragraph() -> None:
    marked = '<w:jc w:val="center"/><w:rPr><w:ins w:id="1" w:author="张"/><w:sz w:val="18"/></w:rPr>'
    found = filled_cell(cell(f"<w:p><w:pPr>{marked}</w:pPr></w:p>"))
    (run_,) = found.iter(f"{W}r")
    assert etree.tostring(run_[0]).count(b"<w:sz ") == 1
    assert run_.find(f"{W}rPr/{W}ins") is None
    assert found.find(f"{W}p/{W}pPr/{W}rPr/{W}ins") is not None


def test_an_empty_run_of_the_cell_is_used() -> None:
    found = filled_cell(cell(paragraph('<w:r><w:rPr><w:color w:val="FF0000"/></w:rPr></w:r>')))
    (run_,) = found.iter(f"{W}r")
    assert run_.find(f"{W}rPr/{W}color") is not None


def test_a_second_paragraph_is_left_without_text() -> None:
    assert text_in(filled_cell(cell("8", "<w:p/>"))) == "9.00"


PROMPT = '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>单击输入得分</w:t></w:r>'


@pytest.mark.parametrize(
    "cell_xml",
    [
        cell(f"<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{PROMPT}</w:sdtContent></w:sdt></w:p>"),
        cell(f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>{PROMPT}</w:p></w:sdtContent></w:sdt>"),
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{cell(f'<w:p>{PROMPT}</w:p>')}</w:sdtContent></w:sdt>",
        cell(
            '<w:p><w:sdt><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="b"/></w:sdtPr><w:sdtContent>'
            "<w:r><w:t>8</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        ),
        cell("<w:p><w:sdt><w:sdtPr/><w:sdtContent/></w:sdt></w:p>"),
    ],
    ids=["inline", "block", "cell", "bound", "empty"],
)
def test_a_content_control_is_filled_inside(cell_xml: str) -> None:
    data = word(word_table(table_row("甲", cell_xml, "")), "<w:p/>")
    done = fill_docx(data, [nine(1)])
    root = document_of(done.data)
    control = root.find(f".//{W}sdt")
    assert control is not None
    assert text_in(control) == "9.00"
    assert text_in(root) == "甲9.00"
    for gone in ("showingPlcHdr", "dataBinding", "rStyle"):
        assert root.find(f".//{W}{gone}") is None


def test_text_a_tracked_change_deleted_stays_deleted() -> None:
    deleted = '<w:del w:id="1" w:author="张"><w:r><w:delText>7</w:delText></w:r></w:del>'
    inserted = '<w:ins w:id="2" w:author="张"><w:r><w:t>8</w:t></w:r></w:ins>'
    found = filled_cell(cell(f"<w:p>{deleted}{inserted}</w:p>"))
    assert text_in(found) == "9.00"
    assert found.findtext(f".//{W}delText") == "7"
    assert found.find(f".//{W}ins/{W}r/{W}t") is not None


def test_the_result_of_a_field_is_written_and_its_code_stays() -> None:
    parts = ('<w:fldChar w:fldCharType="begin"/>', "<w:instrText> =SUM(ABOVE) </w:instrText>",
             '<w:fldChar w:fldCharType="separate"/>', "<w:t>8</w:t>", '<w:fldChar w:fldCharType="end"/>')  # fmt: skip
    found = filled_cell(cell(f"<w:p>{''.join(f'<w:r>{part}</w:r>' for part in parts)}</w:p>"))
    assert text_in(found) == "9.00"
    assert len(list(found.iter(f"{W}fldChar"))) == 3


def test_a_merged_cell_is_filled_where_it_begins() -> None:
    rows = table_row("甲", cell(merge="restart"), ""), table_row("乙", cell(merge="continue"), "")
    done = fill_docx(word(word_table(*rows), "<w:p/>"), [nine(2)])
    first = document_of(done.data).findall(f".//{W}tc")[1]
    assert text_in(first) == "9.00"


def test_cells_with_words_and_places_that_are_not_there_are_left() -> None:
    data = word(
        word_table(table_row("甲", "见附件", "")),
        word_table(table_row("乙", cell(word_table(table_row("1"))), "")),
        "<w:p/>",
    )
    fills = [nine(1), nine(1, grid=2), nine(5), nine(1, grid=9), nine(1, role="rate"), evolve(nine(1), place=Place())]
    done = fill_docx(data, fills)
    assert done.left == tuple(fills)
    assert done.data == data


def test_the_strict_variant_stays_strict() -> None:
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    data = package(document_xml(word_table(table_row("甲", "", "")), "<w:p/>").encode().replace(usual, strict))
    copy = annotate_docx(fill_docx(data, [nine(1)]).data, [Note(at(1), "score", "错误 A1", "不符")])
    parts = parts_of(copy)
    assert b"9.00" in parts["word/document.xml"]
    for name in ("word/document.xml", "word/comments.xml"):
        assert strict in parts[name]
        assert usual not in parts[name]


# —— comments ——


def test_findings_become_comments_at_their_cells_and_old_ones_stay() -> None:
    before = rich_file()
    notes = [
        Note(Place(), "", "提示 E1 全文", "关于全文"),
        Note(at(2), "score", "错误 A1 得分不符", "应为 9.00\n算式：1 + 8"),
        Note(at(2), "score", "疑点 B2 另一处", "同一格"),
        Note(Place(grid=2), "", "疑点 C1 整表", "第二张表"),
        Note(Place(grid=1, grid_row=3), "", "提示 D1 整行", "没有列"),
        Note(Place(grid=9, grid_row=3), "score", "提示 D2 没有的表", "放在文首"),
    ]
    after = annotate_docx(before, notes)
    file: WordFile = docx.Document(BytesIO(after))
    found = [(comment.author, comment.text) for comment in file.comments]
    assert found[0] == ("张", "原有的批注")
    assert found[1:] == [("自评表复核", f"{note.title}\n{note.text}") for note in notes]
    root = document_of(after)
    anchored = {}
    for start in root.iter(f"{W}commentRangeStart"):
        around = start.getparent()
        assert around is not None
        anchored.setdefault(text_in(around), []).append(start.get(f"{W}id"))
    assert anchored == {"前言": ["0", "1", "6"], "": ["2", "3", "4"], "乙": ["5"]}
    ids = [mark.get(f"{W}id") for mark in root.iter(f"{W}commentReference")]
    assert sorted(ids) == sorted(
        {comment.get(f"{W}id") for comment in etree.fromstring(parts_of(after)["word/comments.xml"])}
    )
    old, new = parts_of(before), parts_of(after)
    assert {name for name in old if old[name] != new[name]} == {"word/document.xml", "word/comments.xml"}
    for tree in (bare := document_of(after)).iter(f"{W}commentRangeStart", f"{W}commentRangeEnd"):
        assert tree.get(f"{W}id")
    assert text_in(bare) == text_in(document_of(before))


def test_a_document_without_comments_gets_the_part_its_type_and_its_relation() -> None:
    data = word(word_table(table_row("甲", "8", "")), "<w:p/>")
    after = parts_of(annotate_docx(data, [Note(at(1), "score", "错误 A1", "一\x00二<w:t>")]))
    assert b'PartName="/word/comments.xml"' in after["[Content_Types].xml"]
    (relation,) = etree.fromstring(after["word/_rels/document.xml.rels"])
    assert (relation.get("Type", "").rpartition("/")[2], relation.get("Target")) == ("comments", "comments.xml")
    assert text_in(etree.fromstring(after["word/comments.xml"])) == "错误 A1一二<w:t>"


def test_nothing_to_say_gives_the_file_itself() -> None:
    data = rich_file()
    assert annotate_docx(data, []) == data
    assert fill_docx(data, []).data == data


def test_the_same_notes_give_the_same_bytes() -> None:
    data, notes = rich_file(), [Note(at(2), "score", "错误 A1", "不符")]
    assert annotate_docx(data, notes) == annotate_docx(data, notes)


# —— the way from a form to its copy ——


def blank(evaluation: Evaluation) -> Evaluation:
    """The table before anybody scored it."""
    rows = tuple(evolve(row, printed_score=None, printed_completion=None) for row in evaluation.indicators)
    funds = tuple(evolve(line, printed_rate=None, printed_score=None) for line in evaluation.funds)
    return evolve(evaluation, indicators=rows, funds=funds, printed_total=None)


def test_a_blank_form_is_scored_in_its_copy() -> None:
    data = render_file("form", blank(samples.plain_project()), "docx")
    (table,) = read("表.docx", data).evaluations
    card = score(table, samples.FLOOR)
    done = fill("表.docx", data, score_fills(table, card))
    assert done.left == ()
    (back,) = read("表.docx", done.data).evaluations
    assert [row.printed_value for row in back.indicators] == [mark.score for mark in card.marks]
    assert back.printed_total is not None
    assert not isinstance(back.printed_total, Unreadable)
    assert back.printed_total.value == card.total
    assert score_fills(back, card) == []
    same = evolve(
        back, indicators=tuple(evolve(row, printed_score=None, printed_completion=None) for row in back.indicators)
    )
    assert [row.name for row in same.indicators] == [row.name for row in table.indicators]


def test_a_score_nobody_can_read_is_left_and_so_is_the_total() -> None:
    table = samples.plain_project()
    first = evolve(table.indicators[0], printed_score=Unreadable("约九分"))
    broken = evolve(blank(table), indicators=(first, *blank(table).indicators[1:]))
    (back,) = read("表.docx", render_file("form", broken, "docx")).evaluations
    fills = score_fills(back, score(back, samples.FLOOR))
    assert back.indicators[0].place not in [one.place for one in fills if one.role == "score"]
    assert back.total_place.grid_row not in [one.place.grid_row for one in fills]


def test_every_finding_becomes_a_note_with_its_arithmetic() -> None:
    data = render_file("form", samples.wrong_project(), "docx")
    result = recheck(read("表.docx", data), samples.RULESETS)
    notes = findings_notes(result)
    findings = list(result.all_findings())
    assert len(notes) == len(findings) > 0
    for note, finding in zip(notes, findings, strict=True):
        assert finding.message in note.text
        assert finding.arithmetic in note.text
        assert finding.suggestion in note.text
        assert finding.code in note.title
    copy = annotate("表.docx", data, notes)
    assert len(list(docx.Document(BytesIO(copy)).comments)) == len(findings)


def test_other_files_cannot_be_copied() -> None:
    assert kind_of(b"PK\x03\x04 no zip") == "zip"
    with pytest.raises(ReportError, match="docx"):
        annotate("表.txt", b"text", [Note(Place(), "", "", "")])
    with pytest.raises(UnreadableFile):
        fill_docx(b"PK\x03\x04 no zip", [nine(1)])


def test_commands_write_copies_and_never_the_input(tmp_path: Path) -> None:
    source = tmp_path / "填报.docx"
    source.write_bytes(render_file("form", blank(samples.plain_project()), "docx"))
    before = source.read_bytes()
    done = run("score", source, "-o", tmp_path / "结果.docx")
    assert "写入" in done.stderr
    result = read(tmp_path / "结果.docx")
    assert all(row.printed_score is not None for row in result.evaluations[0].indicators)
    (tmp_path / "有误.docx").write_bytes(render_file("form", samples.wrong_project(), "docx"))
    noted = run("recheck", tmp_path / "有误.docx", "--annotate", "-o", tmp_path / "批注")
    assert noted.exit_code == 1
    with ZipFile(tmp_path / "批注" / "有误.批注.docx") as copy:
        assert copy.testzip() is None
    refused = run("score", source, "-o", source)
    assert refused.exit_code == 2
    assert "会覆盖" in refused.stderr
    assert source.read_bytes() == before


def test_without_findings_no_copy_is_written(tmp_path: Path) -> None:
    table = samples.plain_project()
    clean = evolve(table, indicators=tuple(evolve(row, weight=None) for row in samples.department_goal().indicators))
    source = tmp_path / "无误.docx"
    source.write_bytes(render_file("form", evolve(clean, form="goal", funds=()), "docx"))
    noted = run("recheck", source, "--severity", "D6=off", "--annotate", "-o", tmp_path / "批注")
    assert f"{source}：没有要批注的问题，没有写副本" in noted.stderr
    assert noted.exit_code == 0
    assert not (tmp_path / "批注").exists()


@pytest.mark.parametrize("name", ["表.txt", "表.pdf"])
def test_a_file_that_cannot_be_annotated_says_what_to_do(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    if name.endswith("pdf"):
        pytest.importorskip("typst", reason="typst is not installed: pip install 'zipingbiao[pdf]'")
        source.write_bytes(render_file("form", samples.wrong_project(), "pdf"))
    else:
        source.write_bytes(render_file("form", samples.wrong_project(), "md"))
    refused = run("recheck", source, "--annotate", "-o", tmp_path / "批注")
    assert refused.exit_code == 2
    assert "另存为 .docx；或用 --format 输出复核意见" in refused.stderr


def test_libreoffice_opens_the_copies(tmp_path: Path) -> None:
    copy = annotate_docx(fill_docx(rich_file(), [nine(2)]).data, [Note(at(2), "score", "错误 A1", "不符")])
    shown = "".join(pages_of(converted(copy, "docx", tmp_path)))
    for words in ("内部资料", "9.00", "结语"):
        assert words in shown
