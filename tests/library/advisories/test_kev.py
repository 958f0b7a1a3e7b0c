"""CISA's catalogue of known exploited vulnerabilities is read in both its forms, and says when it is not whole."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from medward.advisories.csaf import read_csaf
from medward.advisories.cve_records import KevCatalogue
from medward.advisories.kev import MAX_BYTES, read_kev
from medward.errors import BadInput
from tests.library.advisories.made import as_bytes, kev_catalogue, kev_entry


def read(*entries: dict[str, Any], **fields: Any) -> KevCatalogue:
    return read_kev(as_bytes(kev_catalogue(*entries, **fields)), "kev.json")


def table(*entries: dict[str, Any]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(kev_entry()))
    writer.writeheader()
    writer.writerows({**entry, "cwes": ", ".join(entry["cwes"])} for entry in entries)
    return stream.getvalue().encode()


def without_place(catalogue: KevCatalogue) -> dict[str, Any]:
    return {cve: replace(entry, path="") for cve, entry in catalogue.entries.items()}


def test_an_entry_says_when_it_was_added_and_whether_ransomware_uses_it() -> None:
    catalogue = read(kev_entry())
    entry = catalogue.entries["CVE-2031-0001"]
    assert (entry.vendor, entry.product, entry.name) == ("Example", "Pump", "Open door")
    assert (entry.added_on, entry.due_on, entry.ransomware) == (date(2031, 1, 3), date(2031, 1, 24), "known")
    assert (entry.required_action, entry.cwes, entry.path) == ("Close it.", ("CWE-306",), "/vulnerabilities/0")
    assert catalogue.version == "2031.01.05"
    assert catalogue.released_at == datetime(2031, 1, 5, 12, 0, 0, 500000, tzinfo=UTC)
    assert catalogue.complete
    assert catalogue.warnings == ()


def test_the_table_says_the_same_as_the_json() -> None:
    entries = [kev_entry(), kev_entry("CVE-2031-0002", notes='two\nlines, "quoted"', cwes=["CWE-1", "CWE-2"])]
    from_table = read_kev(table(*entries), "kev.csv")
    assert without_place(from_table) == without_place(read(*entries))
    assert from_table.complete
    assert (from_table.version, from_table.released_at) == ("", None)
    assert [entry.path for entry in from_table.entries.values()] == ["line 2", "line 4"]


def test_a_catalogue_that_promises_more_than_it_holds_is_not_complete() -> None:
    catalogue = read(kev_entry(), count=2)
    assert not catalogue.complete
    assert [one.path for one in catalogue.warnings] == ["/count"]


def test_a_catalogue_that_promises_nothing_is_not_complete() -> None:
    assert not read(kev_entry(), count=None).complete


@pytest.mark.parametrize("fields", [{"cveID": "CVE-1"}, {"cveID": None}, {"dateAdded": "soon"}, {"dateAdded": None}])
def test_an_entry_that_cannot_be_used_is_left_out_noted_and_counted(fields: dict[str, Any]) -> None:
    entries = [kev_entry("CVE-2031-0002"), {**kev_entry(), **fields}]
    for catalogue in (read(*entries), read_kev(table(*entries), "kev.csv")):
        assert set(catalogue.entries) == {"CVE-2031-0002"}
        assert not catalogue.complete
        assert "left out" in catalogue.warnings[-1].why


def test_the_first_of_two_entries_holds() -> None:
    catalogue = read(kev_entry(), kev_entry(vendorProject="Other"))
    assert catalogue.entries["CVE-2031-0001"].vendor == "Example"
    assert [one.path for one in catalogue.warnings] == ["/vulnerabilities/1"]


@pytest.mark.parametrize(("word", "noted"), [("Unknown", 0), ("unknown", 0), ("", 1), ("Maybe", 1), (None, 1)])
def test_ransomware_use_that_is_not_known_is_unknown(word: str | None, noted: int) -> None:
    catalogue = read(kev_entry(knownRansomwareCampaignUse=word))
    assert catalogue.entries["CVE-2031-0001"].ransomware == "unknown"
    assert len(catalogue.warnings) == noted


@pytest.mark.parametrize("data", [b"{}", b"[]", b"", b"cveID\nCVE-2031-0001\n", b'{"vulnerabilities": []}', b"text"])
def test_what_is_no_catalogue_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        read_kev(data, "kev")
    assert caught.value.code == "kev-no-catalogue"


def test_a_table_whose_last_quotation_is_open_is_refused_with_its_line() -> None:
    with pytest.raises(BadInput) as caught:
        read_kev(table(kev_entry()) + b'CVE-2031-0002,"open', "kev.csv")
    assert (caught.value.code, caught.value.where) == ("kev-csv", "kev.csv line 3")


def test_a_catalogue_beyond_all_measure_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        read_kev(b"{" + b" " * MAX_BYTES, "kev.json")
    assert caught.value.code == "kev-large"


def test_the_published_catalogue_is_read_whole_in_both_forms(shared: Path) -> None:
    folder = shared / "data/kev"
    catalogue = read_kev((folder / "known_exploited_vulnerabilities.json").read_bytes(), "kev.json")
    from_table = read_kev((folder / "known_exploited_vulnerabilities.csv").read_bytes(), "kev.csv")
    assert (len(catalogue.entries), catalogue.complete, catalogue.warnings) == (1404, True, ())
    assert without_place(catalogue) == without_place(from_table)


def test_eleven_cves_of_six_medical_advisories_are_known_to_be_exploited(shared: Path) -> None:
    data = (shared / "data/kev/known_exploited_vulnerabilities.json").read_bytes()
    known = read_kev(data, "kev.json").entries
    files = sorted((shared / "data/csaf/icsma").rglob("*.json"))
    advisories = [read_csaf(file.read_bytes(), file.name) for file in files]
    hits = [(one.advisory_id, found.cve) for one in advisories for found in one.vulnerabilities if found.cve in known]
    cves = {cve for _, cve in hits}
    assert len(cves) == 11
    assert len({advisory for advisory, _ in hits}) == 6
    assert len([cve for cve in cves if known[cve].ransomware == "known"]) == 8
