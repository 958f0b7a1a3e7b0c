"""The same engineer asks what to do first, by when, and why."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

from tests.journeys.ward import Ended, Ward, kev

DAY = ("--on", "2031-02-01")
OUTCOMES = ["defer", "scheduled", "out-of-cycle", "immediate"]


def decided(ended: Ended) -> list[dict[str, Any]]:
    assert ended.code == 0, ended.err
    found: list[dict[str, Any]] = json.loads(ended.out)["decisions"]
    return found


def test_affected_devices_are_ranked_and_those_in_doubt_are_marked(ward: Ward) -> None:
    ward.write("kev.json", kev())
    first, second = decided(ward.join("decide", *DAY, "--kev", "kev.json", "--format", "json"))
    assert {first["asset_tag"], second["asset_tag"]} == {"INF-1", "INF-3"}
    assert first["rank"] >= second["rank"]
    assert {one["asset_tag"]: one["conditional"] for one in (first, second)} == {"INF-1": False, "INF-3": True}
    assert all(
        date.fromisoformat(one["due_on"]) == date(2031, 2, 1) + timedelta(one["days"]) for one in (first, second)
    )


def test_every_input_is_told_with_status_source_and_reason(ward: Ward) -> None:
    first, *_ = decided(ward.join("decide", *DAY, "--format", "json"))
    told = {part["factor"]: part for part in first["contributions"]}
    assert {"exploitation", "in kev", "safety impact", "mission impact", "cvss", "due date"} <= told.keys()
    assert all(part["source"] and part["why"] for part in told.values())
    assert told["safety impact"]["source"]
    assert "care role therapy_delivery" in told["safety impact"]["why"]


def test_a_known_exploited_vulnerability_is_never_less_urgent(ward: Ward) -> None:
    ward.write("none.json", kev())
    ward.write("some.json", kev("CVE-2031-0001"))
    calm, *_ = decided(ward.join("decide", *DAY, "--kev", "none.json", "--format", "json"))
    urgent, *_ = decided(ward.join("decide", *DAY, "--kev", "some.json", "--format", "json"))
    assert OUTCOMES.index(urgent["decision"]) >= OUTCOMES.index(calm["decision"])
    assert urgent["rank"] > calm["rank"]
    assert urgent["due_on"] <= calm["due_on"]


def test_a_catalogue_that_was_not_given_is_told_loudly(ward: Ward) -> None:
    ended = ward.join("decide", *DAY)
    assert "NO KEV" in ended.out
    ward.write("kev.json", kev())
    assert "NO KEV" not in ward.join("decide", *DAY, "--kev", "kev.json").out


def test_cisas_points_in_cve_records_are_used(ward: Ward) -> None:
    points = {
        "type": "ssvc",
        "content": {
            "options": [{"Exploitation": "active"}, {"Automatable": "no"}, {"Technical Impact": "partial"}],
            "version": "2.0.3",
            "timestamp": "2031-01-05T00:00:00Z",
            "role": "CISA Coordinator",
            "id": "CVE-2031-0001",
        },
    }
    record = {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": "CVE-2031-0001", "state": "PUBLISHED"},
        "containers": {
            "cna": {"providerMetadata": {"shortName": "example"}},
            "adp": [{"providerMetadata": {"shortName": "CISA-ADP"}, "metrics": [{"other": points}]}],
        },
    }
    ward.write("records.jsonl", json.dumps(record) + "\n")
    first, *_ = decided(ward.join("decide", *DAY, "--cve", "records.jsonl", "--format", "json"))
    told = {part["factor"]: (part["value"], part["status"]) for part in first["contributions"]}
    assert told["exploitation"] == ("active", "published")
    assert told["automatable"] == ("no", "published")


def test_predictions_order_equal_decisions_and_name_their_model(ward: Ward) -> None:
    ward.write("epss.csv", "#model_version:v2031.01.01,score_date:2031-01-31T00:00:00+0000\ncve,epss,percentile\n"
                           "CVE-2031-0001,0.5,0.9\n")  # fmt: skip
    first, *_ = decided(ward.join("decide", *DAY, "--epss", "epss.csv", "--format", "json"))
    (told,) = [part for part in first["contributions"] if part["factor"] == "epss"]
    assert (told["value"], told["status"]) == ("0.5", "published")
    assert "v2031.01.01" in told["source"]


def test_deadlines_count_from_the_day_that_is_named(ward: Ward) -> None:
    first, *_ = decided(ward.join("decide", *DAY, "--known-on", "published", "--format", "json"))
    assert date.fromisoformat(first["due_on"]) == date(2031, 1, 1) + timedelta(first["days"])
    first, *_ = decided(ward.join("decide", *DAY, "--known-on", "2031-01-20", "--format", "json"))
    assert date.fromisoformat(first["due_on"]) == date(2031, 1, 20) + timedelta(first["days"])


def test_the_same_day_gives_the_same_bytes(ward: Ward) -> None:
    for form in ("csv", "json", "table"):
        for output in ("one", "two"):
            assert ward.join("decide", *DAY, "--format", form, "--output", output).code == 0
        assert (ward.folder / "one").read_bytes() == (ward.folder / "two").read_bytes()


def test_the_ending_of_the_file_says_its_form(ward: Ward) -> None:
    ward.join("decide", *DAY, "--output", "decisions.csv")
    ward.join("decide", *DAY, "--output", "decisions.json")
    rows = list(csv.DictReader(io.StringIO((ward.folder / "decisions.csv").read_text(), newline="")))
    objects = json.loads((ward.folder / "decisions.json").read_text())["decisions"]
    assert [row["asset_tag"] for row in rows] == [one["asset_tag"] for one in objects]
    assert [row["due_on"] for row in rows] == [one["due_on"] for one in objects]
    assert all("safety impact = " in row["contributions"] for row in rows)


def test_the_table_fits_the_screen_and_names_whole_identifiers(ward: Ward) -> None:
    out = ward.join("decide", *DAY, environment={"COLUMNS": "80"}).out
    table = out[out.index(" vulnerability ") :]
    assert max(map(len, out.splitlines())) <= 80
    for whole in ("CVE-2031-0001", "EX-2031-01", "INF-1"):
        assert whole in table


def test_a_broken_vector_is_told_and_ends_nothing(ward: Ward) -> None:
    path = ward.folder / "advisories" / "ex-2031-01.json"
    path.write_text(path.read_text().replace("CVSS:3.1/AV:N", "CVSS:3.1/AV:Q"))
    ended = ward.join("decide", *DAY)
    assert ended.code == 0
    assert "LEFT OUT" in ended.out


def test_a_day_before_it_was_known_is_refused_with_its_reason(ward: Ward) -> None:
    ended = ward.join("decide", *DAY, "--known-on", "2031-03-01")
    assert ended.code == 2
    assert "known since 2031-03-01" in ended.err


def test_a_tag_that_could_steer_a_terminal_is_found_as_it_is_shown_and_as_it_is_written(ward: Ward) -> None:
    tag = "INF\x1b]0;gone\a-7"
    ward.write("devices.csv", f"Asset Tag,Maker,Model,Software Version\n{tag},Example Medical,Dripomat 400,2.1\n")
    ward.join("decide", *DAY, "--output", "decisions.csv")
    written = (ward.folder / "decisions.csv").read_text()
    assert not {"\x1b", "\a"} & set(written)
    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    for asked in (tag, row["asset_tag"]):
        ended = ward.run(
            "explain", asked, "CVE-2031-0001", "--inventory", "devices.csv", "--advisories", "advisories", *DAY
        )
        assert ended.code == 0, ended.err


def test_a_device_that_is_retired_or_not_here_yet_is_kept_and_marked(ward: Ward) -> None:
    states = {"A1": "In Use", "A2": "Retired", "A3": "Ordered", "A4": "Disposed", "A5": "", "A6": "Spare"}
    ward.write(
        "devices.csv",
        "Asset Tag,Maker,Model,Software Version,Status\n"
        + "".join(f"{tag},Example Medical,Dripomat 400,2.1,{state}\n" for tag, state in states.items()),
    )
    expected = {"A1": "in_use", "A2": "retired", "A3": "ordered", "A4": "disposed", "A5": "", "A6": "spare"}
    ended = ward.join("decide", *DAY, "--output", "decisions.csv")
    assert "NOT IN USE 6 decisions, 3 of them on devices that are retired or not here yet" in " ".join(
        ended.out.split()
    )
    text = (ward.folder / "decisions.csv").read_text()
    assert text.splitlines()[0].endswith(",life_cycle")
    assert {row["asset_tag"]: row["life_cycle"] for row in csv.DictReader(io.StringIO(text, newline=""))} == expected
    listed = decided(ward.join("decide", *DAY, "--format", "json"))
    assert {one["asset_tag"]: one["life_cycle"] for one in listed} == expected
    out = ward.join("decide", *DAY).out
    table = " ".join(out[out.index(" vulnerability ") :].split())
    assert all(said in table for said in ("A2 [retired]", "A3 [ordered]", "A4 [disposed]"))
    assert "A6 [" not in table
    assert "3 of them on devices that are retired or not here yet" in table
