"""A CVE record says what each organisation's container says, with the place of it."""

import copy
import gzip
import io
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from medward.advisories.csaf import read_csaf
from medward.advisories.cve import MAX_LINE_BYTES, read_cve_lines, read_cve_record
from medward.advisories.cve_records import CveRecord
from medward.errors import BadInput
from tests.library.advisories.made import as_bytes, cve_record


def read(**containers: Any) -> CveRecord:
    return read_cve_record(as_bytes(cve_record(**containers)), "cve.json")


def refused(value: Any) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_cve_record(as_bytes(value), "cve.json")
    return caught.value


def read_lines(data: bytes, **options: Any) -> list[CveRecord | BadInput]:
    return list(read_cve_lines(io.BytesIO(data), "all.jsonl", **options))


def test_the_head_of_a_record_is_read() -> None:
    record = read()
    assert (record.cve, record.state, record.assigner) == ("CVE-2031-0001", "PUBLISHED", "example")
    assert (record.title, record.summary, record.data_version) == ("A door left open", "Door open", "5.1")
    assert record.published_at == datetime(2031, 1, 1, 10, tzinfo=UTC)
    assert record.updated_at == datetime(2031, 1, 2, 10, 0, 0, 123000, tzinfo=UTC)
    assert record.warnings == ()


def test_the_decision_points_of_cisa_are_read_whatever_their_letter_case() -> None:
    points = read().latest_points
    assert points is not None
    assert (points.exploitation, points.automatable, points.technical_impact) == ("poc", "yes", "total")
    assert (points.source, points.version, points.at) == ("CISA-ADP", "2.0.3", datetime(2031, 1, 2, tzinfo=UTC))
    assert points.path == "/containers/adp/0/metrics/0/other/content"


def test_a_point_that_nobody_knows_is_empty_and_noted() -> None:
    value = cve_record()
    value["containers"]["adp"][0]["metrics"][0]["other"]["content"]["options"] = [{"Exploitation": "perhaps"}]
    record = read_cve_record(as_bytes(value), "cve.json")
    assert record.points[0].exploitation == ""
    assert [one.path for one in record.warnings] == ["/containers/adp/0/metrics/0/other/content/options/0/Exploitation"]


def test_the_latest_points_win_and_those_without_time_come_first() -> None:
    value = cve_record()
    metrics = value["containers"]["adp"][0]["metrics"]
    for timestamp, word in (("2031-03-01T00:00:00Z", "active"), (None, "none")):
        other = copy.deepcopy(metrics[0])
        other["other"]["content"]["timestamp"] = timestamp
        other["other"]["content"]["options"] = [{"Exploitation": word}]
        metrics.append(other)
    record = read_cve_record(as_bytes(value), "cve.json")
    assert len(record.points) == 3
    assert record.latest_points is not None
    assert record.latest_points.exploitation == "active"


def test_without_points_there_are_no_latest_points() -> None:
    assert read(adp=[]).latest_points is None


def test_known_exploitation_is_read_with_its_date() -> None:
    (known,) = read().known_exploited
    assert (known.added_on, known.source) == (date(2031, 1, 3), "CISA-ADP")


def test_scores_of_every_version_are_read() -> None:
    assert [(one.version, one.base_score, one.severity, one.source) for one in read().scores] == [
        ("4.0", 9.3, "CRITICAL", "example"),
        ("2.0", 10.0, "", "example"),
    ]


def test_affected_products_keep_their_ranges_and_cpes() -> None:
    (affected,) = read().affected
    assert (affected.vendor, affected.product, affected.default_status) == ("Example", "Pump", "unaffected")
    assert affected.cpes == ("cpe:2.3:h:example:pump:*:*:*:*:*:*:*:*",)
    (version,) = affected.versions
    assert (version.version, version.status, version.less_than) == ("1.0", "affected", "2.4")
    assert version.path == "/containers/cna/affected/0/versions/0"


def test_cpe_applicability_keeps_its_structure() -> None:
    match = {"vulnerable": True, "criteria": "cpe:2.3:o:example:os:*", "versionEndExcluding": "2.4"}
    container = {
        "providerMetadata": {"shortName": "CISA-ADP"},
        "cpeApplicability": [
            {"operator": "AND", "nodes": [{"operator": "OR", "negate": False, "cpeMatch": [match]}, {"negate": True}]}
        ],
    }
    (applicability,) = read(adp=[container]).applicability
    assert (applicability.operator, applicability.negate, applicability.source) == ("AND", False, "CISA-ADP")
    assert [node.negate for node in applicability.nodes] == [False, True]
    (found,) = applicability.nodes[0].matches
    assert (found.vulnerable, found.version_end_excluding, found.version_start_including) == (True, "2.4", "")


def test_weaknesses_and_tagged_references_are_read() -> None:
    record = read()
    assert record.cwes == ("CWE-306",)
    assert [(one.url, one.tags) for one in record.references] == [("https://example.test/poc", ("exploit",))]


def test_a_rejected_record_is_a_record() -> None:
    value = cve_record(cna={"rejectedReasons": [{"lang": "en", "value": "Twice."}]}, adp=[])
    value["cveMetadata"]["state"] = "REJECTED"
    assert read_cve_record(as_bytes(value), "cve.json").state == "REJECTED"


@pytest.mark.parametrize("value", [[], {}, {"cveMetadata": None}, "text"])
def test_json_of_another_kind_is_refused(value: Any) -> None:
    assert refused(value).code == "cve-no-record"


@pytest.mark.parametrize("cve", ["", "CVE-1-1", "cve-2031-0001", "CVE-2031-0001 ", "CVE-2031-" + "1" * 20])
def test_a_record_without_a_cve_identifier_is_refused(cve: str) -> None:
    error = refused(cve_record(cve))
    assert (error.code, error.where) == ("cve-no-id", "cve.json /cveMetadata/cveId")


def test_a_wrong_type_is_refused_at_its_place() -> None:
    error = refused(cve_record(adp={}))
    assert (error.code, error.where) == ("json-type", "cve.json /containers/adp")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_lines_are_records_and_a_bad_one_stops_nothing(pack: Any) -> None:
    good = as_bytes(cve_record())
    found = read_lines(pack(good + b"\n\n{oops\r\n" + good))
    assert [one.where if isinstance(one, BadInput) else one.origin for one in found] == [
        "all.jsonl line 1",
        "all.jsonl line 3 line 1 column 2",
        "all.jsonl line 4",
    ]


def test_a_line_beyond_all_measure_is_refused_by_number_and_the_rest_is_read() -> None:
    good = as_bytes(cve_record())
    found = read_lines(b'"' + b"x" * (2 * MAX_LINE_BYTES) + b'"\n' + good)
    assert isinstance(found[0], BadInput)
    assert (found[0].code, found[0].where) == ("cve-line", "all.jsonl line 1")
    assert isinstance(found[1], CveRecord)


def test_a_compressed_stream_that_breaks_off_ends_in_bad_input() -> None:
    found = read_lines(gzip.compress(as_bytes(cve_record()))[:-4])
    assert isinstance(found[-1], BadInput)
    assert found[-1].code == "archive-truncated"


def test_only_the_wanted_records_are_read() -> None:
    data = b"\n".join(as_bytes(cve_record(f"CVE-2031-000{number}")) for number in range(5))
    found = read_lines(data, only={"CVE-2031-0003"})
    assert [one.cve for one in found if isinstance(one, CveRecord)] == ["CVE-2031-0003"]


def test_the_records_with_cisa_s_container_are_read_whole(shared: Path) -> None:
    with (shared / "data/cve/vulnrichment/cve_open.jsonl.gz").open("rb") as stream:
        found = list(read_cve_lines(stream, "cve_open"))
    records = [one for one in found if isinstance(one, CveRecord)]
    assert len(found) == len(records) == 548
    assert all(one.latest_points and one.latest_points.source == "CISA-ADP" for one in records)
    assert all(one.warnings == () for one in records)
    assert {points.exploitation for one in records for points in one.points} == {"none", "poc", "active"}


def test_of_the_medical_cves_twenty_nine_carry_cisa_s_points(shared: Path) -> None:
    medical = {
        one.cve
        for file in sorted((shared / "data/csaf/icsma").rglob("*.json"))
        for one in read_csaf(file.read_bytes(), file.name).vulnerabilities
    }
    with (shared / "data/cve/vulnrichment/vulnrichment_all.jsonl.gz").open("rb") as stream:
        found = list(read_cve_lines(stream, "all", only=medical))
    assert len([one for one in found if isinstance(one, CveRecord) and one.latest_points]) == 29


@pytest.mark.slow
def test_all_records_of_vulnrichment_are_read_and_none_is_lost(shared: Path) -> None:
    with (shared / "data/cve/vulnrichment/vulnrichment_all.jsonl.gz").open("rb") as stream:
        kinds = Counter(type(one) for one in read_cve_lines(stream, "all"))
    assert kinds == {CveRecord: 44_130}
