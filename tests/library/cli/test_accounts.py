"""What was read and found is told with numbers, and what was lost by name."""

import json
from dataclasses import replace
from pathlib import PurePath

from medward.advisories.csaf import read_csaf
from medward.advisories.records import Stranger
from medward.cli.accounts import answers_account, counted, inventory_account, library_account, losses_account
from medward.cli.inputs import Library, library_of
from medward.errors import BadInput
from tests.journeys.ward import advisory
from tests.library.cli.made import answers, inventory


def said(lines: object) -> str:
    return " ".join("\n".join(lines).split())  # type: ignore[call-overload]


def feed(refused: int) -> Library:
    strangers = [Stranger("a.txt", "a note"), Stranger("b.txt", "a note"), Stranger("feed.json", "a ROLIE feed")]
    errors = [BadInput("json-syntax", "cut off", where=f"bad-{number}.json") for number in range(refused)]
    return library_of("feed", [read_csaf(json.dumps(advisory()).encode(), "ex.json")], strangers, errors)


def test_numbers_go_with_their_nouns() -> None:
    assert [counted(number, "device") for number in (0, 1, 1234)] == ["0 devices", "1 device", "1,234 devices"]
    assert counted(2, "entry", "entries") == "2 entries"


def test_strangers_are_named_by_kind() -> None:
    told = said(library_account(feed(0)))
    assert "1 advisory read from feed, naming 1 vulnerability" in told
    assert "3 other files left aside. a.txt and 1 more: a note; feed.json: a ROLIE feed" in told
    assert "NOT READ" not in told


def test_refused_documents_are_named_until_there_are_many() -> None:
    told = said(library_account(feed(102)))
    assert "NOT READ 102 documents refused" in told
    assert "bad-99.json: cut off [json-syntax]" in told
    assert "bad-100.json" not in told
    assert "and 2 more" in told
    assert "more" not in said(losses_account(feed(100)))


def test_an_archive_that_breaks_off_makes_the_answer_incomplete() -> None:
    assert "INCOMPLETE" not in said(losses_account(feed(1)))
    told = said(losses_account(replace(feed(1), broken_off=True)))
    assert "INCOMPLETE The archive feed is cut off" in told
    assert "unknown number of documents is missing" in told


def test_lost_rows_are_named_with_their_place() -> None:
    read = inventory("Asset Tag,Maker\nA,Example\n,Example\n")
    told = said(inventory_account(read, PurePath("devices.csv")))
    assert "1 device in 2 rows of devices.csv" in told
    assert "NOT READ 1 row" in told
    assert "devices.csv row 3" in told


def test_answers_are_told_with_the_devices_they_are_about() -> None:
    told = said(answers_account(answers(), 0.5))
    assert "3 answers about 3 devices" in told
    assert "1 affected on 1 device" in told
    assert "less sure" not in told
    assert "3 more are less sure than 1 " in said(answers_account(answers(least=1.0), 1.0))
