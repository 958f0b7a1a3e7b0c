"""CSV that a spreadsheet may open without harm."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.cli.tables import csv_pieces, safe_cell, write_csv


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+A1",
        "-A1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1+1",
        "=cmd|'/C calc'!A0",
        "-2+3+cmd",
        "\uff1d1",
        "+1-2",
    ],
)
def test_a_formula_gets_an_apostrophe(formula: str) -> None:
    assert safe_cell(formula) == f"'{formula}"


@pytest.mark.parametrize(
    "value", ["-5", "-5.25", "+3", "-1e-9", "1.10", "BME-1", "A=B", "", "-", "--", "10.0.0.1", " padded"]
)
def test_numbers_and_ordinary_texts_stay_as_they_are(value: str) -> None:
    assert safe_cell(value) == value


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("letter", ["\x1b", "\a", "\0", "\x7f", "\x85", "\x9b", *TURNING])
def test_a_letter_that_steers_is_replaced(letter: str) -> None:
    assert safe_cell(f"BME{letter}[2J1") == "BME\ufffd[2J1"
    assert safe_cell("two\tcells\nand lines") == "two\tcells\nand lines"


def test_numbers_and_none_are_written_plainly() -> None:
    assert [safe_cell(value) for value in (-5, -0.5, None, True)] == ["-5", "-0.5", "", "True"]


def test_a_table_is_written_by_the_usual_rules() -> None:
    data = write_csv(["asset_tag", "why"], [["1", 'says "no", twice'], ["2", "=HYPERLINK(1)"], ["3", None]])
    assert data == b'asset_tag,why\r\n1,"says ""no"", twice"\r\n2,\'=HYPERLINK(1)\r\n3,\r\n'


def test_a_row_of_another_length_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="2 cells under 1 headers"):
        write_csv(["a"], [["1", "2"]])


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20))))
def test_what_is_read_back_begins_with_no_formula_and_is_otherwise_unchanged(rows: list[tuple[str, str]]) -> None:
    def steers(letter: str) -> bool:
        return (unicodedata.category(letter) == "Cc" and letter not in "\t\r\n") or letter in TURNING

    text = write_csv(["a", "b"], rows).decode()
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    for given_row, row in zip(rows, read, strict=True):
        for written, cell in zip(given_row, row, strict=True):
            shown = "".join("\ufffd" if steers(letter) else letter for letter in written)
            assert cell in {shown, f"'{shown}"}
            assert not cell.startswith(("=", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("rows", [0, 1, 1999, 2000, 4001])
def test_pieces_make_the_same_table(rows: int) -> None:
    table = [(number, "=1") for number in range(rows)]
    assert b"".join(csv_pieces(("number", "text"), iter(table))) == write_csv(("number", "text"), table)
