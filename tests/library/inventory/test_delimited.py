"""Delimited text with all its mess: encodings, delimiters, quotes, lines that never end."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.errors import BadInput
from medward.inventory.columns import header_score
from medward.inventory.delimited import MAX_LINE, read_delimited
from medward.inventory.encodings import find_encoding
from medward.inventory.report import Report
from medward.inventory.tables import Table

HEADER = ["Asset Tag", "Manufacturer", "Model", "Serial"]


def table_of(data: bytes, report: Report | None = None) -> Table:
    return read_delimited(data, "export.csv", lambda cells: header_score(cells, {}), report or Report("export.csv"))


def rows_of(data: bytes, report: Report | None = None) -> list[list[str]]:
    report = report or Report("export.csv")
    return [list(cells) for _, cells in table_of(data, report).rows(report)]


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


ROWS = [
    HEADER,
    ["1", "Dräger", "Perseus A500", "X-1"],
    ["2", "Philips", "MP50", "X-2"],
    ["3", "Cæsar & Ó", "Größe", "X3"],
]


@pytest.mark.parametrize(
    "codec",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_encoding_and_delimiter_gives_the_same_rows(codec: str, delimiter: str) -> None:
    assert rows_of(written(ROWS, delimiter).encode(codec)) == ROWS


def test_text_of_another_country_is_recognised_by_a_bounded_guess() -> None:
    makers = ["Производитель медицинского оборудования", "Аппарат искусственной вентиляции лёгких", "Монитор пациента"]
    rows = [HEADER] + [[str(number), makers[number % 3], "Тритон", f"S{number}"] for number in range(60)]
    report = Report("export.csv")
    assert rows_of(written(rows).encode("cp1251"), report) == rows
    assert [problem.code for problem in report.problems()] == ["encoding-guessed"]


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    data = written(ROWS * 20).encode() + b"9,Dr\xe4ger,X,Y\r\n"
    report = Report("export.csv")
    assert rows_of(data, report)[-1] == ["9", "Dr\ufffdger", "X", "Y"]
    assert report.problems()[0].code == "encoding-broken"


def test_the_line_for_excel_names_the_delimiter() -> None:
    table = table_of(b"sep=|\r\nAsset Tag|Model, long|Serial\r\n1|a,b,c,d|2\r\n")
    assert table.delimiter == "|"


def test_delimiters_in_texts_do_not_win() -> None:
    rows = [HEADER] + [[f"{number}", "Smith, Jones, Miller, and Sons, Ltd", "A, B", "1,2"] for number in range(50)]
    assert (
        table_of(";".join(HEADER).encode() + b"\n" + b"\n".join(";".join(r).encode() for r in rows[1:])).delimiter
        == ";"
    )


def test_a_cell_may_hold_lines_delimiters_and_quotes() -> None:
    rows = [HEADER, ["1", 'a "quoted" name', "line 1\nline 2", "x,y"], ["2", "b", "c", "d"]]
    assert rows_of(written(rows).encode()) == rows


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(line_end: str) -> None:
    assert rows_of(line_end.join([",".join(HEADER), "1,a,b,c", "2,d,e,f"]).encode())[1:] == [list("1abc"), list("2def")]


def test_an_inch_mark_loses_no_row() -> None:
    lines = [
        '1,Sony,15" monitor,s1',
        '2,Sony,"15" monitor",s2',
        '3,Sony,"15 inch,s3',
        "4,Sony,c,s4",
        '5,Sony,"d,s5',
        "6,S,e,s6",
    ]
    report = Report("export.csv")
    rows = rows_of("\n".join([",".join(HEADER), *lines]).encode(), report)
    assert [cells[0] for cells in rows[1:]] == list("123456")
    assert {len(cells) for cells in rows} == {4}
    assert {problem.code for problem in report.problems()} == {"unclosed-quote"}
    assert [problem.origin.row for problem in report.problems()] == [3, 4, 6]


def test_zero_bytes_are_left_out_and_listed() -> None:
    report = Report("export.csv")
    assert rows_of(b"Asset Tag,Model\n1,a\0b\n", report)[1] == ["1", "ab"]
    assert report.problems()[0].code == "zero-bytes"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"%PDF-1.7 ...", "not-a-table"),
        (b"<html><table><tr><td>Asset</td></tr></table>", "not-a-table"),
        (b'{"devices": []}', "not-a-table"),
        (bytes(range(256)) * 20, "not-a-table"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        rows_of(data)
    assert (caught.value.code, caught.value.where) == (code, "export.csv")


def test_an_endless_line_is_refused_with_its_number() -> None:
    with pytest.raises(BadInput) as caught:
        rows_of(b"Asset Tag,Model\n1,a\n" + b"x" * (MAX_LINE + 5))
    assert (caught.value.code, caught.value.where) == ("line-too-long", "export.csv line 3")


def test_the_encoding_of_an_empty_file_is_an_error_that_names_it() -> None:
    with pytest.raises(BadInput, match="empty"):
        find_encoding(b"\xef\xbb\xbf"[:0], "x")


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=6), st.sampled_from([",", ";", "\t", "|"]))
def test_whatever_a_csv_writer_wrote_is_read_back(rows: list[tuple[str, ...]], delimiter: str) -> None:
    given_rows = [HEADER, *map(list, rows)]
    assert rows_of(written(given_rows, delimiter).encode("utf-8-sig")) == given_rows


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", '""', '"a', "b,", "1,2,3,4\n"]), max_size=60).map("".join))
@settings(max_examples=200)
def test_quotes_in_any_disorder_lose_no_line(mess: str) -> None:
    """Every word that stands in the file stands in some row."""
    lines = [f"T{number},a,b,c" for number in range(5)]
    data = "\n".join([",".join(HEADER), *lines[:2], mess, *lines[2:]]).encode()
    text = "\n".join(cell for row in rows_of(data) for cell in row)
    assert all(f"T{number}" in text for number in range(5))


def test_the_open_inventory_is_recognised(shared: Path) -> None:
    table = table_of((shared / "bench" / "matching" / "open_inventory.csv").read_bytes())
    assert (table.encoding, table.delimiter) == ("utf-8", ",")
    assert sum(1 for _ in table.rows(None)) == 450
