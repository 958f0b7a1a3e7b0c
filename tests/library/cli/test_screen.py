"""What comes on the screen is safe, whole and narrow enough."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.cli.screen import one_line, progress, say, table, width, wrapped


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(("columns", "used"), [("20", 72), ("90", 90), ("400", 120)])
def test_a_line_is_as_wide_as_the_screen_within_reason(
    columns: str, used: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert width() == used


@given(text=st.text())
def test_nothing_that_is_said_steers_the_terminal(text: str) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        say(text)
    out.seek(0)
    said = out.read()
    assert all(letter == "\n" or letter.isprintable() for letter in said)


def test_a_letter_that_the_screen_lacks_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    say("5 µg – Dräger")
    out.seek(0)
    assert out.read() == "5 ?g ? Dr?ger\n"


@given(text=st.text(), longest=st.integers(1, 30))
def test_one_line_is_one_line_and_no_longer_than_asked(text: str, longest: int) -> None:
    line = one_line(text, longest)
    assert len(line) <= longest
    assert "\n" not in line


def test_a_paragraph_keeps_its_margin(narrow: None) -> None:
    lines = wrapped("word " * 40, first="why: ").splitlines()
    assert lines[0].startswith("why: word")
    assert all(line.startswith("     word") for line in lines[1:])
    assert max(map(len, lines)) <= 80


def test_a_table_wraps_words_and_keeps_identifiers_whole(narrow: None) -> None:
    text = table(("#", "device", "vulnerability"), [(1, "very " * 30, "CVE-2031-0001 +15")], right=(0,), whole=(2,))
    assert max(map(len, text.splitlines())) <= 80
    assert "CVE-2031-0001 +15" in text


def test_words_of_a_document_are_no_markup(narrow: None) -> None:
    assert "[red]stop[/red] :skull:" in table(("text",), [("[red]stop[/red] :skull:",)])


def test_without_a_terminal_there_is_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Reading") as show:
        show(0.5)
    assert capsys.readouterr() == ("", "")
