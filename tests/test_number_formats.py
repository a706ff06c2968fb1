"""Numbers and dates as Excel shows them.

The cases are those of Microsoft's pages on number format codes and on the built-in formats, with
the Chinese formats of its menus; LibreOffice gives a second opinion where it is installed.
"""

from __future__ import annotations

import csv
import subprocess
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from reports.readers.number_formats import BUILT_IN, general, number_format

from .spreadsheets import SOFFICE, needs_soffice

SHOWN = [
    ("1234.59", "####.#", "1234.6"),
    ("8.9", "#.000", "8.900"),
    ("0.631", "0.#", "0.6"),
    ("12", "#.0#", "12.0"),
    ("1234.568", "#.0#", "1234.57"),
    ("12000", "#,###", "12,000"),
    ("12000", "#,", "12"),
    ("12200000", "0.0,,", "12.2"),
    ("0.9", "0%", "90%"),
    ("0.9", "0.00%", "90.00%"),
    ("0.98765", "0.00%", "98.77%"),
    ("1200", "#,##0.00", "1,200.00"),
    ("1994", "#,##0.00_ ", "1,994.00"),
    ("-1994", "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-1,994.00"),
    ("5", "0.00_ ", "5.00"),
    ("-5.5", "0.00_);(0.00)", "(5.50)"),
    ("95.5", '0.00"分"', "95.50分"),
    ("12", '"第"0"期"', "第12期"),
    ("3", "≥0人次", "≥3人次"),
    ("12", '"≥"0"%"', "≥12%"),
    ("123", "00000", "00123"),
    ("13912345678", "000-0000-0000", "139-1234-5678"),
    ("12345", '0!.0,"万"', "1.2万"),
    ("12345", "0!.0000", "1.2345"),
    ("123456789", "0\\.00", "1234567.89"),
    ("12345", '"0"', "0"),
    ("0.9", "0.00 %", "90.00 %"),
    ("12345678", '0.00,,"百万"', "12.35百万"),
    ("0", "0.00;-0.00;;@", ""),
    ("7", "0.00;-0.00;;@", "7.00"),
    ("7", ";;;", ""),
    ("0", '0.00;-0.00;"—"', "—"),
    ("95", '[>=90]"优";[>=60]"合格";"差"', "优"),
    ("75", '[>=90]"优";[>=60]"合格";"差"', "合格"),
    ("5", '[>=90]"优";[>=60]"合格";"差"', "差"),
    ("-3", '[<0]"减"0;0', "减3"),
    ("0", BUILT_IN[43], "-"),
    ("-1234.5", BUILT_IN[43], "-1,234.50"),
    ("1234.5", BUILT_IN[44], "¥1,234.50"),
    ("1234.5", '"￥"#,##0.00', "￥1,234.50"),
    ("1234.5", "[$¥-804]#,##0.00", "¥1,234.50"),
    ("95", "@", "95"),
    ("95", 'General"分"', "95分"),
    ("95", "G/通用格式", "95"),
    ("45270", "yyyy/m/d", "2023/12/10"),
    ("45270", "yyyy-mm", "2023-12"),
    ("45270", "yyyy.m.d", "2023.12.10"),
    ("45270", 'yyyy"年"m"月"d"日"', "2023年12月10日"),
    ("45270", "yyyy年m月", "2023年12月"),
    ("45270", '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "2023年12月10日"),
    ("45270", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2023年12月10日"),
    ("45270", "yyyy/m/d aaaa", "2023/12/10 星期日"),
    ("45270", "d-mmm-yy", "10-Dec-23"),
    ("45270.75", "yyyy/m/d h:mm", "2023/12/10 18:00"),
    ("45270.75", '上午/下午h"时"mm"分"', "下午6时00分"),
    ("45270.75", "h:mm AM/PM", "6:00 PM"),
    ("1.5", "[h]:mm", "36:00"),
    ("0.000891204", "mm:ss", "01:17"),
    ("1", "yyyy/m/d", "1900/1/1"),
    ("60", "yyyy/m/d", "1900/2/29"),
    ("61", "yyyy/m/d", "1900/3/1"),
    ("2958465", "yyyy/m/d", "9999/12/31"),
    ("2958466", "yyyy/m/d", "2958466"),
    ("-1", "yyyy/m/d", "-1"),
    ("12345", "0.00E+00", "12345"),
]
GENERAL = [
    ("0", "0"),
    ("0.30000000000000004", "0.3"),
    ("94.416666666666671", "94.41666667"),
    ("1234567.891234", "1234567.891"),
    ("0.123456789123", "0.123456789"),
    ("12345678901.5", "12345678902"),
    ("123456789012", "123456789012"),
    ("12.0", "12"),
    ("1E3", "1000"),
    ("1.5E-5", "0.000015"),
    ("-0.0", "0"),
    ("-2.50", "-2.5"),
    ("abc", "abc"),
    ("NaN", "NaN"),
    ("1E999999999", "1E999999999"),
]


@pytest.mark.parametrize(("stored", "code", "shown"), SHOWN)
def test_a_number_is_shown_as_its_format_says(stored: str, code: str, shown: str) -> None:
    assert number_format(code).known
    assert number_format(code).number(stored) == shown


@pytest.mark.parametrize(("stored", "shown"), GENERAL)
def test_a_number_without_a_format_is_shown_without_its_binary_dust(stored: str, shown: str) -> None:
    assert general(stored) == number_format("General").number(stored) == shown


@pytest.mark.parametrize("code", ["# ?/?", "# ??/??", "gge年m月d日", "[未知]0.00", "[$-2000000]0"])
def test_what_cannot_be_followed_is_said_and_shown_in_full(code: str) -> None:
    assert not number_format(code).known
    assert number_format(code).number("0.375") == "0.375"


def test_texts_follow_the_part_of_the_format_that_is_for_them() -> None:
    assert number_format('0;-0;0;@"人"').text("三") == "三人"
    assert number_format('"约"@').text("三") == "约三"
    assert number_format("0.00").text("三") == "三"
    assert number_format(";;;").text("三") == ""


def test_days_may_count_from_1904() -> None:
    assert number_format("yyyy/m/d").number("43808", from_1904=True) == "2023/12/10"


def test_a_format_made_to_take_long_takes_no_long() -> None:
    assert not number_format("0" * 100_000).known
    assert len(number_format("0," * 900).number("1")) == 900 + 299


@given(st.decimals(Decimal(-10) ** 8, Decimal(10) ** 8, places=4, allow_nan=False), st.integers(0, 4))
def test_rounding_is_half_up_of_the_decimal_that_was_typed(number: Decimal, places: int) -> None:
    wanted = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    code = "#,##0." + "0" * places if places else "#,##0"
    shown = number_format(code).number(repr(float(number)))
    assert Decimal(shown.replace(",", "")) == wanted
    assert shown.lstrip("-") == f"{abs(wanted):,}"


@given(
    st.floats(-1e10, 1e10, allow_nan=False) | st.floats(allow_nan=False, allow_infinity=False),
    st.text('0#?,.%;@"\\_*[]yYmdhs年E+-/ ¥分ab', max_size=12),
)
def test_no_code_and_no_number_breaks_it(number: float, code: str) -> None:
    assert isinstance(number_format(code).number(repr(number)), str)
    assert isinstance(number_format(code).text("文字"), str)


@pytest.mark.parametrize("code", ["General", "0.00%", "#,##0.00", "0.0#", "yyyy/m/d", "[h]:mm:ss.00", '0!.0,"万"'])
def test_what_is_shown_does_not_depend_on_the_callers_arithmetic(code: str) -> None:
    numbers = ("1234567.891", "-0.12345678", "45270.75", "1E+30", "99999999999999")
    shown = [number_format(code).number(number) for number in numbers]
    with localcontext(Context(prec=3, rounding=ROUND_DOWN)):
        assert [number_format(code).number(number) for number in numbers] == shown


# Where LibreOffice differs from Excel, or shows in its own way what is shown plainly here.
_OTHERWISE = frozenset(
    (
        "0.00E+00", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "G/通用格式",
        '上午/下午h"时"mm"分"', "yyyy/m/d aaaa", '0!.0,"万"', "0!.0000",
    )
)  # fmt: skip


def _is_day(stored: str) -> bool:
    return 61 < float(stored) < 2_958_466


@needs_soffice
def test_libreoffice_shows_the_same(tmp_path: Path) -> None:
    # Its calendar has another beginning and no end.
    cases = [case for case in SHOWN if case[1] not in _OTHERWISE and not ("y" in case[1] and not _is_day(case[0]))]
    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, (stored, code, _) in enumerate(cases):
        sheet.write_number(row, 0, float(stored), book.add_format({"num_format": code}))
        sheet.write_string(row, 1, "|")
    book.close()
    path = tmp_path / "formats.xlsx"
    path.write_bytes(out.getvalue())
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "--outdir", str(tmp_path), str(path)],
        capture_output=True, timeout=300, check=True,
    )  # fmt: skip
    lines = list(csv.reader((tmp_path / "formats.csv").read_text("utf-8-sig").splitlines()))
    found = {(stored, code): line[0].strip() for (stored, code, _), line in zip(cases, lines, strict=True)}
    assert found == {(stored, code): shown for stored, code, shown in cases}
