"""The sample hospital and the starter set: made from their tables, readable, true, and in our own words."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from medward.advisories.csaf import read_csaf
from medward.advisories.cve import read_cve_lines
from medward.advisories.cve_records import CveRecord
from medward.advisories.kev import read_kev
from medward.advisories.records import Advisory
from medward.content.load import content_bytes
from medward.inventory.read import read_inventory
from medward.inventory.records import Harm, LifeCycle, Network
from medward.matching.makers import known_makers
from tools.make_samples import COLUMNS, made

WORDS_IN_A_ROW = 8

FILES = made()
STARTER = sorted(name for name in FILES if name.startswith("advisories/"))


@pytest.fixture(scope="module")
def hospital() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(FILES["lindenau_health.csv"].decode())))


@pytest.fixture(scope="module")
def starter() -> list[Advisory]:
    return [read_csaf(FILES[name], name) for name in STARTER]


@pytest.fixture(scope="module")
def originals(shared: Path) -> dict[str, dict[str, Any]]:
    documents = [json.loads(path.read_bytes()) for path in (shared / "data/csaf/icsma").rglob("icsma-*.json")]
    return {document["document"]["tracking"]["id"]: document for document in documents}


def starter_documents() -> Iterator[dict[str, Any]]:
    for name in STARTER:
        yield json.loads(FILES[name])


def leaves(branches: list[dict[str, Any]], maker: str = "", product: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the identifier of each product with its maker, name, kind of version and version."""
    for branch in branches:
        kind, name = branch["category"], branch["name"]
        inner_maker = name if kind == "vendor" else maker
        inner_product = f"{product} {name}".strip() if kind in ("product_name", "product_family") else product
        if "product" in branch:
            yield branch["product"]["product_id"], (maker, product, kind, name)
        yield from leaves(branch.get("branches", []), inner_maker, inner_product)


def test_the_committed_files_are_those_that_the_tables_make() -> None:
    different = [name for name, data in FILES.items() if content_bytes("samples", name) != data]
    assert different == [], "run tools/make_samples.py"


def test_making_them_twice_gives_the_same_bytes() -> None:
    assert made() == FILES


# --- The hospital -------------------------------------------------------------------------------------------------


def test_the_hospital_has_about_1200_devices_on_three_sites_and_stays_small(hospital: list[dict[str, str]]) -> None:
    assert 1150 <= len(hospital) <= 1250
    assert len({row["Facility"] for row in hospital}) == 3
    assert len(FILES["lindenau_health.csv"]) <= 300_000


def test_the_reader_understands_every_column_and_every_row() -> None:
    inventory = read_inventory(FILES["lindenau_health.csv"], "lindenau_health.csv")
    assert len(inventory.devices) >= 1150
    used = {origin.column for device in inventory.devices for origin in device.origins.values()}
    assert used == set(COLUMNS)
    assert {device.network for device in inventory.devices} >= {Network.WIRED, Network.WIRELESS, Network.NONE}
    assert {device.harm for device in inventory.devices} == set(Harm)


def test_devices_stand_in_many_states_of_life() -> None:
    inventory = read_inventory(FILES["lindenau_health.csv"], "lindenau_health.csv")
    counted = Counter(device.life_cycle for device in inventory.devices)
    assert counted[LifeCycle.IN_USE] > 0.8 * len(inventory.devices)
    for state in (LifeCycle.SPARE, LifeCycle.LOANED, LifeCycle.IN_REPAIR, LifeCycle.RETIRED, LifeCycle.DISPOSED):
        assert counted[state] >= 5, state
    still_there = [d for d in inventory.devices if d.life_cycle is LifeCycle.RETIRED and d.ip]
    assert still_there, "retired, but still on the network"


def test_exports_lack_much_and_so_does_this_one(hospital: list[dict[str, str]]) -> None:
    for column, least, most in (("SW Rev", 0.3, 0.8), ("Clinical Use", 0.2, 0.4), ("Harm Severity", 0.3, 0.6)):
        missing = sum(not row[column] for row in hospital) / len(hospital)
        assert least / 2 <= missing <= most, f"{column}: {missing:.2f}"


def test_one_fleet_runs_several_releases(hospital: list[dict[str, str]]) -> None:
    releases = {row["SW Rev"].lstrip("vVRerSW. ") for row in hospital if "8015" in row["Model"]}
    assert len(releases) >= 5


def test_some_devices_are_listed_twice(hospital: list[dict[str, str]]) -> None:
    tags = Counter(row["Control No"] for row in hospital)
    serials = Counter((row["Manufacturer"], row["Serial No"]) for row in hospital if len(row["Serial No"]) > 7)
    assert any(count > 1 for count in tags.values())
    assert any(count > 1 for count in serials.values())


def test_makers_are_written_in_several_ways_and_nearly_all_are_known(hospital: list[dict[str, str]]) -> None:
    makers = known_makers()
    written = [row["Manufacturer"] for row in hospital if row["Manufacturer"]]
    unknown = [text for text in written if not makers.find(text).keys]
    assert len(set(written)) >= 150
    assert len(unknown) <= 0.01 * len(written), unknown


# --- The starter set ----------------------------------------------------------------------------------------------


def test_there_are_at_most_forty_and_each_reads_without_remark(starter: list[Advisory]) -> None:
    assert len(starter) <= 40
    assert len({advisory.advisory_id for advisory in starter}) == len(starter)
    assert [(advisory.advisory_id, advisory.warnings) for advisory in starter if advisory.warnings] == []


def test_each_says_that_it_is_a_digest_and_where_the_advisory_is(starter: list[Advisory]) -> None:
    for advisory in starter:
        assert advisory.publisher == "Medward starter set"
        assert any(note.title == "Digest of facts" for note in advisory.notes)
        assert any(advisory.advisory_id.lower() in reference.url for reference in advisory.references)


def test_every_vulnerability_says_what_and_what_to_do(starter: list[Advisory]) -> None:
    for advisory in starter:
        for vulnerability in advisory.vulnerabilities:
            assert vulnerability.notes
            assert vulnerability.remediations
            assert vulnerability.scores
            assert vulnerability.status["known_affected"]


def test_the_facts_are_those_of_the_advisories(originals: dict[str, dict[str, Any]]) -> None:
    for document in starter_documents():
        original = originals[document["document"]["tracking"]["id"]]
        ours, theirs = (side["document"]["tracking"] for side in (document, original))
        assert ours["version"] == theirs["version"]
        for moment in ("initial_release_date", "current_release_date"):
            assert ours[moment][:10] == theirs[moment][:10]
        assert _products(document) == _products(original)
        assert _vulnerabilities(document) == _vulnerabilities(original)


def _products(document: dict[str, Any]) -> list[tuple[str, ...]]:
    return sorted(facts for _, facts in leaves(document["product_tree"]["branches"]))


def _vulnerabilities(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return CVE, CWE, affected products and scores; a product that is scored but not listed counts as affected."""
    named = dict(leaves(document["product_tree"]["branches"]))
    found = []
    for entry in document["vulnerabilities"]:
        scores = sorted(
            (score["cvss_v3"]["vectorString"], score["cvss_v3"]["baseScore"], sorted(map(named.get, score["products"])))
            for score in entry["scores"]
        )
        listed = set(entry["product_status"]["known_affected"]).union(*(score["products"] for score in entry["scores"]))
        found.append((entry["cve"], entry["cwe"]["id"], entry["cwe"]["name"], sorted(map(named.get, listed)), scores))
    return sorted(found)


def test_no_sentence_is_copied(originals: dict[str, dict[str, Any]]) -> None:
    copied = set()
    runs = {run for document in originals.values() for text in _texts(document) for run in _runs(text)}
    for document in starter_documents():
        for text in _texts(document):
            copied |= {run for run in _runs(text) if run in runs}
    assert copied == set()


def _texts(document: dict[str, Any]) -> Iterator[str]:
    """Yield what is prose; names of products, weaknesses and places are no sentences."""
    yield document["document"]["title"]
    yield from (note["text"] for note in document["document"].get("notes", ()))
    for entry in document["vulnerabilities"]:
        yield from (note["text"] for note in entry.get("notes", ()))
        yield from (remediation["details"] for remediation in entry.get("remediations", ()))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    yield from (tuple(words[start : start + WORDS_IN_A_ROW]) for start in range(len(words) - WORDS_IN_A_ROW + 1))


# --- What is known of exploitation --------------------------------------------------------------------------------


def test_the_excerpts_read_and_say_that_they_are_excerpts() -> None:
    catalogue = read_kev(FILES["kev.json"], "kev.json")
    assert catalogue.warnings == ()
    assert "excerpt" in catalogue.version
    assert "Excerpt" in json.loads(FILES["kev.json"])["title"]
    records = list(read_cve_lines(io.BytesIO(FILES["cve_records.jsonl"]), "cve_records.jsonl"))
    assert all(isinstance(record, CveRecord) and record.points and not record.warnings for record in records)


def test_the_excerpt_holds_every_starter_cve_that_is_known_exploited(starter: list[Advisory], shared: Path) -> None:
    whole = read_kev((shared / "data/kev/known_exploited_vulnerabilities.json").read_bytes(), "kev")
    ours = read_kev(FILES["kev.json"], "kev.json")
    cves = {vulnerability.cve for advisory in starter for vulnerability in advisory.vulnerabilities}
    assert set(ours.entries) == cves & set(whole.entries)
    for cve, entry in ours.entries.items():
        other = whole.entries[cve]
        assert (entry.added_on, entry.due_on, entry.ransomware) == (other.added_on, other.due_on, other.ransomware)


def test_the_points_are_those_of_cisa(starter: list[Advisory], shared: Path) -> None:
    cves = {vulnerability.cve for advisory in starter for vulnerability in advisory.vulnerabilities}
    ours = _points(io.BytesIO(FILES["cve_records.jsonl"]), cves)
    found = sorted((shared / "data/cve").rglob("vulnrichment_all.jsonl.gz"))
    assert found, "the folder of CVE records has another layout"
    with found[0].open("rb") as stream:
        assert _points(stream, cves) == ours


def _points(stream: BinaryIO, cves: set[str]) -> dict[str, tuple[str, ...]]:
    records = read_cve_lines(stream, "records", only=cves)
    return {
        record.cve: (point.exploitation, point.automatable, point.technical_impact)
        for record in records
        if isinstance(record, CveRecord)
        for point in record.points
    }
