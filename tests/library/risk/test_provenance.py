"""Where inputs come from, counted; on real advisories too, where most are not published."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings

from medward.risk.factors import Input
from medward.risk.provenance import InputCount, count_inputs, silent_defaults
from medward.risk.records import Decision
from tests.library.risk.evidence import Evidence, decision_of, evidence


@settings(deadline=None)
@given(evidence)
def test_no_decision_rests_on_a_silent_default(given: Evidence) -> None:
    assert silent_defaults(decision_of(given)) == ()


def test_an_input_that_is_not_told_is_found() -> None:
    decision = decision_of(Evidence())
    mute = replace(decision, contributions=tuple(p for p in decision.contributions if p.factor != Input.EPSS))
    twice = replace(decision, contributions=(*decision.contributions, decision.contributions[4]))
    bare = replace(decision, contributions=tuple(replace(part, source="") for part in decision.contributions))
    assert silent_defaults(mute) == (Input.EPSS,)
    assert silent_defaults(twice) == (Input(decision.contributions[4].factor),)
    assert silent_defaults(bare) == tuple(Input)


def test_inputs_are_counted_by_where_they_come_from() -> None:
    known = Evidence(kev=True, ransomware="Known", exposure="open", text="VENTILATOR", harm="minor", ward="ICU")
    counts = {count.name: count for count in count_inputs([decision_of(Evidence()), decision_of(known)])}
    assert counts[Input.IN_KEV] == InputCount(Input.IN_KEV, published=1, inferred=0, unknown=1)
    assert counts[Input.EXPLOITATION] == InputCount(Input.EXPLOITATION, published=0, inferred=1, unknown=1)
    assert counts[Input.EXPOSURE] == InputCount(Input.EXPOSURE, published=1, inferred=0, unknown=1)
    assert counts[Input.EPSS] == InputCount(Input.EPSS, published=0, inferred=0, unknown=2)


def test_the_medical_advisories_are_decided_without_a_silent_default(shared: Path) -> None:
    vectors: dict[str, set[str]] = {}
    for file in (shared / "data/csaf/icsma").rglob("*.json"):
        for vulnerability in json.loads(file.read_bytes())["vulnerabilities"]:
            found = vectors.setdefault(vulnerability.get("cve", file.stem), set())
            found.update(score["cvss_v3"]["vectorString"] for score in vulnerability.get("scores", ()))
    catalogue = json.loads((shared / "data/kev/known_exploited_vulnerabilities.json").read_bytes())
    ransomware = {entry["cveID"]: entry["knownRansomwareCampaignUse"] for entry in catalogue["vulnerabilities"]}
    assert len([cve for cve in vectors if cve in ransomware]) == 11
    assert len([cve for cve in vectors if ransomware.get(cve) == "Known"]) == 8
    points: dict[str, dict[str, str]] = {}
    with gzip.open(shared / "data/cve/vulnrichment/vulnrichment_all.jsonl.gz") as stream:
        for line in stream:
            record = json.loads(line)
            if record["cveMetadata"]["cveId"] in vectors:
                points[record["cveMetadata"]["cveId"]] = _points(record)
    decisions: list[Decision] = [
        decision_of(
            Evidence(
                kev=cve in ransomware,
                ransomware=ransomware.get(cve, ""),
                exploitation=points.get(cve, {}).get("Exploitation", ""),
                automatable=points.get(cve, {}).get("Automatable", ""),
                technical_impact=points.get(cve, {}).get("Technical Impact", ""),
                vectors=tuple(sorted(vectors[cve])),
                text=text,
                network="wired",
            )
        )
        for cve in sorted(vectors)
        for text in ("PT MONITOR", "INFUSION PUMP", "PACS SERVER")
    ]
    counts = {count.name: count for count in count_inputs(decisions)}
    assert all(silent_defaults(decision) == () for decision in decisions)
    assert all(count.published + count.inferred + count.unknown == len(decisions) for count in counts.values())
    assert counts[Input.IN_KEV].published == len(decisions)
    # Only 29 of the CVEs carry CISA's points, so most of what the tables ask is inferred or unknown.
    assert counts[Input.AUTOMATABLE].published == 3 * sum("Automatable" in found for found in points.values()) == 3 * 29
    assert counts[Input.AUTOMATABLE].inferred > 0 < counts[Input.AUTOMATABLE].unknown


def _points(record: dict[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for container in record["containers"].get("adp", ()):  # type: ignore[attr-defined]
        for metric in container.get("metrics", ()):
            other = metric.get("other", {})
            if other.get("type") == "ssvc":
                for option in other["content"]["options"]:
                    found.update(option)
    return found
