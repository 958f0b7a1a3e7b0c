"""Whole inputs: everything is accounted for, and nothing to work on is never "nothing is affected"."""

import json
from pathlib import Path

import pytest

from medward.cli.inputs import open_inventory, open_library
from medward.errors import BadInput
from tests.journeys.ward import advisory, new_ward
from tests.library.cli.made import library


def test_advisories_strangers_and_refused_documents_are_told_apart(tmp_path: Path) -> None:
    ward = new_ward(tmp_path)
    ward.write("advisories/note.txt", "a note")
    ward.write("advisories/broken.json", "{")
    found = open_library(tmp_path / "advisories")
    assert [one.advisory_id for one in found.advisories] == ["EX-2031-01"]
    assert [one.name for one in found.strangers] == ["note.txt"]
    assert [one.where.split()[0] for one in found.refused] == ["broken.json"]


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_two_editions_the_newer_counts_wherever_it_lies(newest_first: bool) -> None:
    old, new = advisory(), advisory(version="2", current_release_date="2031-03-01T00:00:00Z")
    found = library(new, old) if newest_first else library(old, new)
    assert [one.version for one in found.advisories] == ["2"]
    assert [one.version for one in found.older] == ["1"]


def test_a_folder_without_an_advisory_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("a note")
    with pytest.raises(BadInput, match="1 other file") as caught:
        open_library(tmp_path)
    assert caught.value.code == "no-advisories"


def test_an_export_without_a_device_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "devices.csv").write_text("Asset Tag,Maker,Model\n")
    with pytest.raises(BadInput) as caught:
        open_inventory(tmp_path / "devices.csv", {})
    assert caught.value.code == "no-devices"


def test_an_inventory_is_read_with_the_columns_that_are_named_by_hand(tmp_path: Path) -> None:
    (tmp_path / "devices.csv").write_text("Kiste,Maker\nK7,Example\n")
    read = open_inventory(tmp_path / "devices.csv", {"Kiste": "asset_tag"})
    assert [device.asset_tag for device in read.devices] == ["K7"]


def test_a_library_keeps_what_its_documents_say() -> None:
    document = json.loads(json.dumps(advisory()))
    assert library(document).advisories[0].title == document["document"]["title"]
