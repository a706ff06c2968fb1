"""Scores and notes in a copy of somebody's workbook: all else stays as it was, byte for byte."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from reports.copies import annotate, fill
from reports.errors import ReportError, UnreadableFile
from reports.places import Fill, Note
from reports.writers.xlsx_copy import annotate_xlsx, fill_xlsx
from scoring import Place

COLUMNS = (("name", 0), ("target", 1), ("actual", 2), ("score", 3), ("completion", 4))


def picture() -> Image:
    # A PNG of one pixel, so that no picture library is needed.
    from base64 import b64decode

    data = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    return Image(BytesIO(b64decode(data)))


def workbook() -> bytes:
    """A workbook with everything that must survive."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "自评表"
    for line in (
        ("指标", "目标值", "实际完成值", "得分", "完成率"),
        ("甲", "≥3次", "3次", None, None),
        ("乙", "≥90%", "95%", 8.5, 0.95),
        ("丙", "长期", "长期", "由人评", "—"),
        ("丁", "≥1次", "1次", "9分", "90.00%"),
    ):
        sheet.append(line)
    sheet.append(("总分", None, None, "=SUM(D2:D5)"))
    sheet.merge_cells("A7:B7")
    sheet["A7"] = "合并"
    for row in range(2, 7):
        sheet.cell(row, 4).number_format = "0.00"
        sheet.cell(row, 4).font = Font(name="楷体", bold=True)
        sheet.cell(row, 4).fill = PatternFill("solid", fgColor="FFEEAA")
    sheet["E3"].number_format = "0.0"
    sheet["A2"].comment = Comment("原有的批注", "张")
    sheet.column_dimensions["B"].width = 33
    sheet.oddFooter.center.text = "第 &P 页"
    sheet.oddHeader.left.text = "内部"
    sheet.print_title_rows = "1:1"
    sheet.freeze_panes = "B2"
    sheet.conditional_formatting.add("D2:D5", CellIsRule(operator="lessThan", formula=["5"], font=Font(color="FF0000")))
    validation = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
    validation.add("D2:D5")
    sheet.add_data_validation(validation)
    other = book.create_sheet("其他")
    other["A1"] = "=自评表!D6*2"
    other["B2"] = "不动"
    book.defined_names["合计"] = DefinedName("合计", attr_text="自评表!$D$6")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def place(row: int, sheet: str = "自评表", grid: int = 1) -> Place:
    return Place(table=1, row=row - 1, sheet=sheet, grid=grid, grid_row=row, columns=COLUMNS)


def score(row: int, number: str, **more: Any) -> Fill:
    return Fill(place(row, **more), "score", number, Decimal(number))


def rate(row: int, number: str) -> Fill:
    return Fill(place(row), "completion", f"{number}%", Decimal(number))


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def sheet(data: bytes, **more: Any) -> Any:
    return load_workbook(BytesIO(data), **more)["自评表"]


def note(row: int, role: str = "score", text: str = "应为 9.00", title: str = "错误 A1 算错", **more: Any) -> Note:
    return Note(place(row, **more), role, title, text)


@pytest.mark.parametrize("number", ["²", "1" * 5_000])
def test_numbers_of_the_mark_up_that_are_none_say_nothing(number: str) -> None:
    odd = {"min=": "xl/worksheets/sheet1.xml", "numFmtId=": "xl/styles.xml"}
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in parts(workbook()).items():
            for mark, part in odd.items():
                if name == part:
                    assert f' {mark}"'.encode() in content
                    content = re.sub(rf' {mark}"\d+"', f' {mark}"{number}"', content.decode()).encode()
            package.writestr(name, content)
    filled = fill_xlsx(out.getvalue(), [score(2, "10.00"), score(8, "9.00")])
    assert filled.left == ()
    with ZipFile(BytesIO(filled.data)) as package:
        assert re.search(r"<c r=\"D2\"[^>]*><v>10(\.0+)?</v>", package.read("xl/worksheets/sheet1.xml").decode())


def test_scores_are_written_as_numbers_and_keep_the_look_of_their_cells() -> None:
    filled = fill_xlsx(workbook(), [score(2, "10.00"), score(3, "9.25")])
    found = sheet(filled.data)
    assert filled.left == ()
    assert (found["D2"].value, found["D3"].value) == (10, 9.25)
    assert found["D2"].number_format == "0.00"
    assert found["D2"].font.name == "楷体"
    assert found["D2"].fill.fgColor.rgb == "00FFEEAA"


def test_a_rate_is_shown_with_its_sign_and_places() -> None:
    found = sheet(fill_xlsx(workbook(), [rate(2, "95.25"), rate(3, "91.98")]).data)
    assert (found["E2"].value, found["E2"].number_format) == (0.9525, "0.00%")
    assert (found["E3"].value, found["E3"].number_format) == (0.9198, "0.00%")


def test_what_was_kept_as_text_stays_text() -> None:
    found = sheet(fill_xlsx(workbook(), [score(5, "8.00"), rate(5, "80.00")]).data)
    assert (found["D5"].value, found["E5"].value) == ("8.00", "80.00%")


def test_words_are_not_written_over() -> None:
    data = workbook()
    one = score(4, "5.00")
    filled = fill_xlsx(data, [one])
    assert filled.left == (one,)
    assert filled.data == data


def test_a_place_that_is_not_there_is_left() -> None:
    nowhere = Fill(Place(line=3), "score", "5.00", Decimal(5))
    elsewhere = score(2, "5.00", sheet="没有", grid=9)
    assert fill_xlsx(workbook(), [nowhere, elsewhere]).left == (nowhere, elsewhere)


def test_a_cell_that_was_never_written_is_made() -> None:
    found = sheet(fill_xlsx(workbook(), [score(12, "5.00")]).data)
    assert found["D12"].value == 5


def test_a_covered_position_is_written_into_the_merged_cell() -> None:
    one = Fill(Place(sheet="自评表", grid=1, grid_row=7, columns=(("score", 1),)), "score", "5.00", Decimal(5))
    book = load_workbook(BytesIO(workbook()))
    book["自评表"]["A7"] = None
    out = BytesIO()
    book.save(out)
    assert sheet(fill_xlsx(out.getvalue(), [one]).data)["A7"].value == 5


def test_a_formula_never_calculated_keeps_and_gets_its_value() -> None:
    data = fill_xlsx(workbook(), [score(6, "27.50")]).data
    assert sheet(data)["D6"].value == "=SUM(D2:D5)"
    assert sheet(data, data_only=True)["D6"].value == 27.5
    assert b'fullCalcOnLoad="1"' in parts(data)["xl/workbook.xml"]


def test_everything_else_stays_byte_for_byte() -> None:
    made = workbook()
    before, after = parts(made), parts(fill_xlsx(made, [score(2, "10.00"), score(3, "9.25")]).data)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}


def test_the_settings_of_the_sheet_survive() -> None:
    found = sheet(annotate_xlsx(fill_xlsx(workbook(), [score(2, "10.00")]).data, [note(3)]))
    assert found.column_dimensions["B"].width == 33
    assert found.oddFooter.center.text == "第 &P 页"
    assert found.oddHeader.left.text == "内部"
    assert found.print_title_rows == "$1:$1"
    assert found.freeze_panes == "B2"
    assert [str(area) for area in found.merged_cells.ranges] == ["A7:B7"]
    assert len(found.conditional_formatting) == 1
    assert str(found.data_validations.dataValidation[0].sqref) == "D2:D5"
    assert "合计" in found.parent.defined_names


def test_pictures_survive() -> None:
    pytest.importorskip("PIL", reason="openpyxl needs Pillow to put a picture into a workbook")
    book = load_workbook(BytesIO(workbook()))
    book["自评表"].add_image(picture(), "G2")
    out = BytesIO()
    book.save(out)
    before = parts(out.getvalue())
    after = parts(annotate_xlsx(fill_xlsx(out.getvalue(), [score(2, "10.00")]).data, [note(3)]))
    for name in before:
        if "media" in name or name.startswith("xl/drawings/drawing"):
            assert after[name] == before[name]
    assert b"<drawing " in after["xl/worksheets/sheet1.xml"]


def test_notes_become_comments_beside_those_that_are_there() -> None:
    data = annotate_xlsx(workbook(), [note(3), note(2, "name", "再看"), note(5, "actual", title="疑点")])
    found = sheet(data)
    assert found["D3"].comment.text == "错误 A1 算错\n应为 9.00"
    assert found["C5"].comment.text.startswith("疑点\n")
    assert "原有的批注" in found["A2"].comment.text
    assert found["A2"].comment.text.endswith("再看")
    assert found["D3"].comment.author == "自评表复核"


def test_several_notes_at_a_cell_are_one_comment() -> None:
    found = sheet(annotate_xlsx(workbook(), [note(3, text="一"), note(3, text="二")]))
    assert found["D3"].comment.text == "错误 A1 算错\n一\n\n错误 A1 算错\n二"


def test_a_note_without_a_row_stands_at_the_head_of_its_sheet() -> None:
    data = annotate_xlsx(
        workbook(),
        [
            Note(Place(), "", "全文", "总的意见"),
            Note(Place(sheet="其他", grid=2), "", "表", "此表"),
            note(2, "nothing"),
        ],
    )
    book = load_workbook(BytesIO(data))
    assert book["自评表"]["A1"].comment.text == "全文\n总的意见"
    assert book["其他"]["A1"].comment.text == "表\n此表"
    assert "原有的批注" in book["自评表"]["A2"].comment.text


def test_comments_on_a_sheet_without_any_leave_other_parts_alone() -> None:
    one = Note(Place(sheet="其他", grid=2, grid_row=2, columns=(("score", 1),)), "score", "错误", "不对")
    made = workbook()
    before, after = parts(made), parts(annotate_xlsx(made, [one]))
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"xl/worksheets/sheet2.xml", "[Content_Types].xml"}
    assert len(after) == len(before) + 3


def test_hostile_notes_stay_text() -> None:
    found = sheet(annotate_xlsx(workbook(), [note(3, text="<b>&\x00]]>=1+1")]))
    assert found["D3"].comment.text.endswith("<b>&]]>=1+1")


def test_a_copy_is_the_same_every_time() -> None:
    assert annotate_xlsx(workbook_once, [note(3)]) == annotate_xlsx(workbook_once, [note(3)])


workbook_once = workbook()


def test_nothing_to_write_gives_the_same_bytes() -> None:
    data = workbook()
    assert annotate_xlsx(data, []) == data
    assert fill_xlsx(data, []).data == data


def test_other_files_are_refused_with_a_cure() -> None:
    with pytest.raises(ReportError, match="另存为"):
        fill("旧.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, [])
    with pytest.raises(ReportError, match="另存为"):
        annotate("旧.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, [])


def test_a_damaged_workbook_is_named() -> None:
    broken = BytesIO()
    with ZipFile(BytesIO(workbook())) as old, ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<broken" if "sheet1" in name else old.read(name))
    with pytest.raises(UnreadableFile, match="XML"):
        fill_xlsx(broken.getvalue(), [score(2, "1.00")])


def test_a_drawing_made_to_be_slow_and_an_author_that_is_no_number_cost_nothing() -> None:
    odd = BytesIO()
    with ZipFile(odd, "w") as package:
        for name, data in parts(workbook()).items():
            if name.lower().endswith(".vml"):
                data = data.replace(b"</xml>", b"<!-- " + b"idmap" * 200_000 + b" --></xml>")
            elif "comment" in name.lower() and name.endswith(".xml"):
                data = data.replace(b'authorId="0"', b'authorId="x"')
            package.writestr(name, data)
    noted = annotate_xlsx(odd.getvalue(), [note(3, text="不对")])
    assert any("不对".encode() in data for data in parts(noted).values())


def test_a_note_on_a_covered_position_stands_at_the_merged_cell() -> None:
    covered = Note(Place(sheet="自评表", grid=1, grid_row=7, columns=(("score", 1),)), "score", "错误", "不对")
    found = sheet(annotate_xlsx(workbook(), [covered]))
    assert found["A7"].comment.text == "错误\n不对"
    assert found["B7"].comment is None


def test_a_conversation_at_the_cell_is_left_alone_and_the_note_stands_beside_it() -> None:
    book = load_workbook(BytesIO(workbook()))
    for reference in ("D3", "E3"):
        book["自评表"][reference].comment = Comment("[线程批注]", "tc={0F7A3D2E-0000-4000-8000-000000000001}")
    out = BytesIO()
    book.save(out)
    found = sheet(annotate_xlsx(out.getvalue(), [note(3)]))
    assert [found[reference].comment.text for reference in ("D3", "E3")] == ["[线程批注]"] * 2
    assert found["F3"].comment.text == "错误 A1 算错\n应为 9.00"


def with_an_order_of_calculation() -> bytes:
    """The workbook with its total calculated, as Excel saves it: with the order of calculation in a part."""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, data in parts(workbook()).items():
            if name == "xl/worksheets/sheet1.xml":
                assert b"<f>SUM(D2:D5)</f><v></v>" in data
                data = data.replace(b"<f>SUM(D2:D5)</f><v></v>", b"<f>SUM(D2:D5)</f><v>8.5</v>")
            elif name == "xl/_rels/workbook.xml.rels":
                relation = (
                    f'<Relationship Id="rId99" Type="{RELATIONS}/calcChain" Target="calcChain.xml"/></Relationships>'
                )
                data = data.replace(b"</Relationships>", relation.encode())
            elif name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
                entry = f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'
                data = data.replace(b"</Types>", entry.encode())
            package.writestr(name, data)
        package.writestr("xl/calcChain.xml", f'<calcChain xmlns="{MAIN}"><c r="D6" i="1"/></calcChain>')
    return out.getvalue()


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_where_a_formula_goes_the_order_of_calculation_goes_too() -> None:
    data = fill_xlsx(with_an_order_of_calculation(), [score(6, "27.50")]).data
    assert sheet(data)["D6"].value == 27.5
    after = parts(data)
    assert "xl/calcChain.xml" not in after
    assert not any(b"calcChain" in part for part in after.values())


def test_where_all_formulas_stay_the_order_of_calculation_stays() -> None:
    before = with_an_order_of_calculation()
    after = parts(fill_xlsx(before, [score(2, "10.00")]).data)
    assert after["xl/calcChain.xml"] == parts(before)["xl/calcChain.xml"]
