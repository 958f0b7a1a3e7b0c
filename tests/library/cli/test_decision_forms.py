"""Decisions on paper: CSV, JSON and a table say the same."""

import csv
import io
import json

from medward.cli.catalogues import Catalogues
from medward.cli.decision_forms import as_csv, as_json, as_table, device_name, jobs_of, place_name
from medward.inventory.records import Device
from tests.journeys.ward import advisory
from tests.library.cli.made import DAY, decisions, library


def test_csv_and_json_say_the_same() -> None:
    found = decisions()
    rows = list(csv.DictReader(io.StringIO(b"".join(as_csv(found)).decode(), newline="")))
    document = json.loads(as_json(found, library(), Catalogues(), DAY))
    for row, one in zip(rows, document["decisions"], strict=True):
        for column in ("asset_tag", "advisory_id", "cve", "verdict", "decision", "due_on", "bod_26_04", "human_impact"):
            assert row[column] == one[column]
        assert int(row["rank"]) == one["rank"]
        for part in one["contributions"]:
            assert f"{part['factor']} = {part['value']} [{part['status']}, {part['source']}]" in row["contributions"]


def test_json_names_the_documents_that_it_rests_on() -> None:
    document = json.loads(as_json(decisions(), library(), Catalogues(), DAY))
    assert [one["id"] for one in document["advisories"]] == ["EX-2031-01"]
    assert len(document["advisories"][0]["sha256"]) == 64
    assert (document["decided_on"], document["schema_version"], document["kev"]) == ("2031-02-01", 1, None)
    assert {one["name"] for one in document["inputs"]} >= {"exploitation", "safety impact"}


def test_the_points_of_the_contributions_add_up_to_the_rank() -> None:
    for one in json.loads(as_json(decisions(), library(), Catalogues(), DAY))["decisions"]:
        assert sum(part["points"] for part in one["contributions"]) == one["rank"]


def test_one_device_and_one_advisory_are_one_job() -> None:
    document = advisory()
    document["vulnerabilities"].append({**document["vulnerabilities"][0], "cve": "CVE-2031-0002"})
    found = decisions(library(document)).ranked
    assert len(found) == 4
    jobs = jobs_of(found)
    assert sorted(len(job) for job in jobs) == [2, 2]
    assert " +1" in "\n".join(as_table(found, 0))


def test_the_table_shows_as_many_lines_as_asked_and_counts_the_rest() -> None:
    text = "\n".join(as_table(decisions().ranked, 1))
    assert "… and 1 more line" in text
    assert "… and" not in "\n".join(as_table(decisions().ranked, 0))


def test_what_is_conditional_is_marked() -> None:
    text = "\n".join(as_table(decisions().ranked, 0))
    assert "? holds if the version turns out to be affected" in text


def test_a_device_is_called_by_what_is_known() -> None:
    assert device_name(Device("A", manufacturer="Example", model="Drip")) == "Example Drip"
    assert device_name(Device("A", manufacturer="Example", model="EXAMPLE Drip")) == "EXAMPLE Drip"
    assert device_name(Device("A", description="pump")) == "pump"
    assert device_name(Device("A")) == "(no maker or model given)"
    assert place_name(Device("A", site="North", location="2.1")) == "North / 2.1"
    assert place_name(Device("A")) == "?"
