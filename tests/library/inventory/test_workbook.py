"""XLSX workbooks: read as a person sees them, and refused when they are a trap."""

import datetime
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from medward.errors import BadInput
from medward.inventory.columns import header_score
from medward.inventory.report import Report
from medward.inventory.sheets import format_of, merged_downwards
from medward.inventory.tables import Table
from medward.inventory.workbook import is_workbook, read_workbook

HEADER = ["Asset Tag", "Manufacturer", "Model", "Software Version", "Install Date"]


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_of(*rows: list[Any]) -> bytes:
    return workbook(lambda book: [book.active.append(row) for row in [HEADER, *rows]])


def table_of(data: bytes, report: Report | None = None) -> Table:
    return read_workbook(data, "export.xlsx", lambda cells: header_score(cells, {}), report or Report("export.xlsx"))


def rows_of(data: bytes) -> list[list[str]]:
    return [list(cells) for _, cells in table_of(data).rows(None)]


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """Return the workbook with some parts changed (None drops one) and others added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


SHARED = {
    "_rels/.rels": '<R><Relationship Id="a" Type="x/officeDocument" Target="/xl/workbook.xml"/></R>',
    "xl/workbook.xml": '<x:w xmlns:x="m" xmlns:r="n"><x:sheets><x:sheet name="S" r:id="b"/></x:sheets></x:w>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="b" Type="x/worksheet" Target="worksheets/s.xml"/>'
    '<Relationship Id="c" Type="x/sharedStrings" Target="strings.xml"/></Relationships>',
    "xl/strings.xml": "<sst><si><t>Asset Tag</t></si><si><r><t>Tokyo </t></r><r><t>東京</t></r>"
    "<rPh><t>トウキョウ</t></rPh></si>"
    "<si><t>v</t></si><si><t>Model</t></si></sst>",
    "xl/worksheets/s.xml": '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c>'
    '<x:c r="B1" t="s"><x:v>3</x:v></x:c></x:row><x:row r="2"><x:c r="A2" t="s"><x:v>1</x:v></x:c><x:c r="C2" t="s">'
    "<x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>",
}


def made(parts: dict[str, str]) -> bytes:
    """Return a workbook of just these parts, as another program than openpyxl might write them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_cells_are_what_a_person_sees() -> None:
    data = sheet_of(
        [12345.0, "Dräger", 500, 1.1, datetime.datetime.fromisoformat("2015-03-04T05:06")],
        ["A-2", None, True, "1.10", 2016],
    )
    assert rows_of(data) == [
        HEADER,
        ["12345", "Dräger", "500", "1.1", "2015-03-04"],
        ["A-2", "", "yes", "1.10", "2016"],
    ]


def test_the_zeros_of_a_format_are_kept() -> None:
    def fill(book: Any) -> None:
        book.active.append(["Asset Tag", "Software Version"])
        book.active.append([123, 1.1])
        book.active["A2"].number_format = "000000"
        book.active["B2"].number_format = "0.00"

    assert rows_of(workbook(fill))[1] == ["000123", "1.10"]


def test_the_sheet_whose_headers_are_understood_is_taken() -> None:
    def fill(book: Any) -> None:
        book.active.title = "Cover"
        book.active.append(["Report of", "Model"])
        book.create_sheet("Devices").append(HEADER)
        book.create_sheet("Notes").append(["x"])

    assert table_of(workbook(fill)).sheet == "Devices"


def test_of_two_sheets_that_fit_a_hidden_one_comes_last() -> None:
    def fill(book: Any) -> None:
        book.active.title = "Old"
        book.active.append(HEADER)
        book.active.sheet_state = "hidden"
        book.create_sheet("New").append(HEADER)

    assert table_of(workbook(fill)).sheet == "New"


def test_cells_merged_downwards_repeat_their_value() -> None:
    def fill(book: Any) -> None:
        for row in (HEADER, ["1", "Baxter", "A"], ["2", None, "B"], ["3", None, "C"], ["4", None, "D"]):
            book.active.append(row)
        book.active.merge_cells("B2:B4")

    assert [row[1] if len(row) > 1 else "" for row in rows_of(workbook(fill))] == [
        "Manufacturer",
        "Baxter",
        "Baxter",
        "Baxter",
        "",
    ]


def test_a_formula_gives_the_value_saved_with_it() -> None:
    data = repacked(sheet_of(["1", "Baxter", "A"]), lambda name, content: content.replace(
        b"</row></sheetData>", b'<c r="D2" t="str"><f>UPPER("v2")</f><v>V2</v></c></row></sheetData>'))  # fmt: skip
    assert rows_of(data)[1] == ["1", "Baxter", "A", "V2"]


def test_dates_may_count_from_1904() -> None:
    def fill(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        book.active.append(HEADER)
        book.active.append(["1", "a", "b", "c", datetime.date(2015, 3, 4)])

    assert rows_of(workbook(fill))[1][4] == "2015-03-04"


def test_shared_texts_are_looked_up() -> None:
    assert rows_of(made(SHARED))[1] == ["Tokyo 東京", "", "v"]


def test_rich_text_is_joined_and_pronunciation_left_out() -> None:
    data = repacked(sheet_of(["Tokyo", "x", "y"]), lambda name, content: content.replace(
        b"<t>Tokyo</t>", "<r><t>東</t></r><r><t>京</t></r><rPh><t>トウキョウ</t></rPh>".encode()))  # fmt: skip
    assert rows_of(data)[1][0] == "東京"


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    def fill(book: Any) -> None:
        for column, header in enumerate(HEADER, start=1):
            book.active.cell(4, column, header)
        book.active.cell(9, 1, "T1")

    assert [number for number, _ in table_of(workbook(fill)).rows(None)] == [4, 9]


def test_values_from_other_workbooks_are_announced() -> None:
    report = Report("export.xlsx")
    data = repacked(sheet_of(["1"]), lambda _, content: content, {"xl/externalLinks/externalLink1.xml": b"<x/>"})
    table_of(data, report)
    assert report.problems()[0].code == "workbook-external-links"


@pytest.mark.parametrize(
    ("code", "shown"),
    [("yyyy\\-mm\\-dd", "date"), ("[$-409]d-mmm-yy;@", "date"), ('"day "0', ""), ("General", ""), ("[Red]0.00", "0.00"),
     ("00000", "00000"), ("#,##0", ""), ("h:mm", "")],
)  # fmt: skip
def test_number_formats(code: str, shown: str) -> None:
    assert format_of(code) == shown


def test_only_ranges_of_more_than_one_row_are_merged_downwards() -> None:
    assert merged_downwards(["A2:A5", "B1:F1", "nonsense", "C3", "C7:D9"]) == {2: [(0, 5)], 7: [(2, 9)]}


def test_old_and_encrypted_workbooks_are_refused_with_advice() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert is_workbook(data)
    with pytest.raises(BadInput, match="save it as XLSX or CSV") as caught:
        table_of(data)
    assert caught.value.code == "workbook-old-or-encrypted"


def test_another_archive_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(BadInput, match="workbook-unreadable"):
        table_of(stream.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = repacked(sheet_of(["1"]), lambda _, content: content, {"xl/media/zeros.bin": bytes(40 << 20)})
    with pytest.raises(BadInput, match="workbook-bomb"):
        table_of(data)


def test_too_many_parts_are_refused() -> None:
    data = repacked(sheet_of(["1"]), lambda _, content: content, {f"x/{number}": b"" for number in range(2_001)})
    with pytest.raises(BadInput, match="workbook-bomb"):
        table_of(data)


ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize("part", sorted(SHARED))
def test_a_document_type_is_refused_in_every_part(part: str) -> None:
    with pytest.raises(BadInput, match="workbook-unsafe"):
        table_of(made(SHARED | {part: ENTITIES + SHARED[part]}))


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<worksheet>" + b"<a>" * 100, "workbook-unsafe"),
        (b"<worksheet><a b='" + bytes(range(65, 91)) * 60_000, "workbook-unsafe"),
        (
            b"<worksheet><sheetData><row r='1'><c r='ZZZ1'><v>1</v></c></row></sheetData></worksheet>",
            "too-many-columns",
        ),
        (b"<worksheet><sheetData><row r='9999999'></row></sheetData></worksheet>", "too-many-rows"),
        (b"<worksheet><sheetData><row><c t='s'><v>99</v></c></row></sheetData></worksheet>", "workbook-unreadable"),
        (b"<worksheet><sheetData><row><c><v>1e</v></c></row></sheetData></worksheet>", "workbook-unreadable"),
        (b"<worksheet><c t='str'><v>" + b"a" * 140_000 + b"</v></c></worksheet>", "cell-too-long"),
        (b"not xml", "workbook-unreadable"),
    ],
)
def test_a_malicious_or_broken_sheet_is_bad_input(xml: bytes, code: str) -> None:
    def replace(name: str, content: bytes) -> bytes:
        return xml if name == "xl/worksheets/sheet1.xml" else content

    random_padding = {"pad.bin": bytes((number * 7919 + number // 251) % 256 for number in range(200_000))}
    with pytest.raises(BadInput) as caught:
        table_of(repacked(sheet_of(["1"]), replace, random_padding))
    assert caught.value.code == code
    assert caught.value.where.startswith("export.xlsx")


@given(st.data())
@settings(max_examples=60)
def test_a_damaged_workbook_is_read_or_bad_input(data: st.DataObject) -> None:
    whole = bytearray(DAMAGED)
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(4, len(whole)))
    for candidate in (bytes(whole), bytes(whole[:cut])):
        with suppress(BadInput):
            rows_of(candidate)


DAMAGED = sheet_of(["1", "Baxter", "Sigma", 1.5, datetime.date(2015, 3, 4)], ["2", "Philips", "MP50", "A.05", None])
