"""A CSAF document becomes an advisory that says everything it says, and where."""

import copy
import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.advisories.csaf import read_csaf
from medward.advisories.records import Advisory
from medward.errors import BadInput
from tests.library.advisories.made import VENDOR_TREE, VULNERABILITY, as_bytes, csaf


def read(**parts: Any) -> Advisory:
    return read_csaf(as_bytes(csaf(**parts)), "ex.json")


def vulnerable(**fields: Any) -> Advisory:
    return read(vulnerabilities=[{**VULNERABILITY, **fields}])


def refused(value: Any) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_csaf(as_bytes(value), "ex.json")
    return caught.value


def at(document: Any, path: str) -> Any:
    """Follow an RFC 6901 pointer."""
    for step in path.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def test_the_head_of_the_document_is_read() -> None:
    data = as_bytes(csaf())
    advisory = read_csaf(data, "ex.json")
    assert (advisory.advisory_id, advisory.title) == ("EX-2031-01", "Infusion Pump 9")
    assert (advisory.category, advisory.csaf_version) == ("csaf_security_advisory", "2.0")
    assert (advisory.publisher, advisory.publisher_category) == ("Example Medical", "vendor")
    assert (advisory.version, advisory.status, advisory.tlp) == ("2", "final", "WHITE")
    assert advisory.initial_release_at == datetime(2031, 1, 1, 8, tzinfo=UTC)
    assert advisory.current_release_at == datetime(2031, 2, 1, tzinfo=UTC)
    assert (advisory.source, advisory.sha256) == ("ex.json", hashlib.sha256(data).hexdigest())
    assert advisory.warnings == ()


def test_a_vulnerability_says_who_is_affected_and_what_may_be_done() -> None:
    (found,) = read().vulnerabilities
    assert (found.cve, found.cwe, found.ids, found.key) == ("CVE-2031-0001", "CWE-306", ("EX-1",), "CVE-2031-0001")
    assert found.status == {"known_affected": ("PUMP-OLD",), "fixed": ("PUMP-NEW",)}
    assert found.status_paths["fixed"] == "/vulnerabilities/0/product_status/fixed"
    (remedy,) = found.remediations
    assert (remedy.category, remedy.details, remedy.product_ids) == ("vendor_fix", "Install 2.4.", ("PUMP-OLD",))
    (score,) = found.scores
    assert (score.version, score.base_score, score.severity) == ("3.1", 9.8, "CRITICAL")
    assert score.path == "/vulnerabilities/0/scores/0/cvss_v3"
    assert [flag.category for flag in found.flags] == ["component_not_present"]
    assert [threat.category for threat in found.threats] == ["exploit_status"]


def test_every_record_names_a_place_that_holds_its_words() -> None:
    document = csaf()
    advisory = read_csaf(as_bytes(document), "ex.json")
    (found,) = advisory.vulnerabilities
    assert at(document, found.path)["cve"] == found.cve
    assert at(document, found.notes[0].path)["text"] == found.notes[0].text
    assert at(document, found.remediations[0].path)["details"] == found.remediations[0].details
    assert at(document, found.scores[0].path)["vectorString"] == found.scores[0].vector
    assert at(document, found.flags[0].path)["label"] == found.flags[0].category
    assert at(document, found.references[0].path)["url"] == found.references[0].url
    for word, path in found.status_paths.items():
        assert tuple(at(document, path)) == found.status[word]
    for product in advisory.products:
        assert at(document, product.path)["product_id"] == product.product_id
        assert [at(document, step.path)["name"] for step in product.branches] == [
            step.name for step in product.branches
        ]


def test_a_vulnerability_without_a_cve_is_called_by_its_other_name_or_its_place() -> None:
    assert vulnerable(cve=None).vulnerabilities[0].key == "EX-1"
    assert vulnerable(cve=None, ids=[]).vulnerabilities[0].key == "/vulnerabilities/0"


def test_a_group_is_resolved_wherever_it_is_used() -> None:
    grouped = {**VENDOR_TREE, "product_groups": [{"group_id": "ALL", "product_ids": ["PUMP-OLD", "PUMP-NEW"]}]}
    use = {"group_ids": ["ALL"]}
    vulnerability = {
        "remediations": [{"category": "mitigation", "details": "Unplug.", **use}],
        "flags": [{"label": "component_not_present", **use}],
        "threats": [{"category": "impact", "details": "None.", **use}],
    }
    advisory = read(product_tree=grouped, vulnerabilities=[vulnerability])
    (found,) = advisory.vulnerabilities
    everyone = ("PUMP-OLD", "PUMP-NEW")
    assert advisory.groups == {"ALL": everyone}
    assert [one.product_ids for one in (*found.remediations, *found.flags, *found.threats)] == [everyone] * 3


def test_a_status_of_what_nothing_defines_is_kept_and_noted() -> None:
    advisory = vulnerable(product_status={"known_affected": ["PUMP-OLD", "LOST"]})
    assert advisory.vulnerabilities[0].status == {"known_affected": ("PUMP-OLD", "LOST")}
    assert [one.path for one in advisory.warnings] == ["/vulnerabilities/0/product_status/known_affected"]


def test_a_status_that_csaf_does_not_know_is_noted_and_never_taken_for_another() -> None:
    advisory = vulnerable(product_status={"safe/sound": ["PUMP-OLD"]})
    assert advisory.vulnerabilities[0].status == {}
    assert [one.path for one in advisory.warnings] == ["/vulnerabilities/0/product_status/safe~1sound"]


def test_version_2_1_gives_the_same_records() -> None:
    score = VULNERABILITY["scores"][0]
    newer = {
        **VULNERABILITY,
        "cwes": [{"id": "CWE-306", "name": "x", "version": "4.13"}],
        "metrics": [{"products": score["products"], "content": {"cvss_v4": {"vectorString": "CVSS:4.0/AV:N"}}}],
        "product_status": {"unknown": ["PUMP-OLD"]},
    }
    del newer["cwe"], newer["scores"]
    (found,) = read(vulnerabilities=[newer]).vulnerabilities
    assert found.cwe == "CWE-306"
    assert [(one.version, one.product_ids, one.path) for one in found.scores] == [
        ("4.0", ("PUMP-OLD",), "/vulnerabilities/0/metrics/0/content/cvss_v4")
    ]
    assert found.status == {"unknown": ("PUMP-OLD",)}


def test_all_versions_of_one_score_stand_side_by_side() -> None:
    scores = [{"products": [], "cvss_v2": {"vectorString": "a"}, "cvss_v3": {"vectorString": "b", "version": "3.0"}}]
    assert [one.version for one in vulnerable(scores=scores).vulnerabilities[0].scores] == ["2.0", "3.0"]


@pytest.mark.parametrize("field", ["product_tree", "vulnerabilities"])
def test_an_advisory_may_lack_products_and_vulnerabilities(field: str) -> None:
    value = csaf()
    del value[field]
    assert read_csaf(as_bytes(value), "ex.json").advisory_id == "EX-2031-01"


def test_what_the_standard_demands_and_is_missing_is_noted_with_its_place() -> None:
    advisory = read_csaf(as_bytes({"document": {"tracking": {"id": "EX-1"}}}), "ex.json")
    assert advisory.title == ""
    assert advisory.initial_release_at is None
    assert Counter(one.path for one in advisory.warnings) == {
        "/document": 3,
        "/document/publisher": 2,
        "/document/tracking": 4,
    }


@pytest.mark.parametrize("tracking", [{}, {"id": ""}, {"id": "  "}, {"id": None}])
def test_an_advisory_without_an_id_is_refused(tracking: dict[str, Any]) -> None:
    error = refused({"document": {"tracking": tracking}})
    assert (error.code, error.where) == ("csaf-no-id", "ex.json /document/tracking")


@pytest.mark.parametrize("value", [[], {}, {"document": None}, "text", 7, None])
def test_json_without_a_document_is_refused(value: Any) -> None:
    assert refused(value).code == "csaf-no-document"


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/document", []),
        ("/document/tracking/id", 7),
        ("/document/title", ["x"]),
        ("/document/tracking/version", 2),
        ("/product_tree", []),
        ("/product_tree/branches", {}),
        ("/product_tree/branches/0", "x"),
        ("/vulnerabilities", {}),
        ("/vulnerabilities/0/cve", 1),
        ("/vulnerabilities/0/product_status", []),
        ("/vulnerabilities/0/product_status/fixed", "PUMP-NEW"),
        ("/vulnerabilities/0/product_status/fixed/0", 7),
        ("/vulnerabilities/0/scores/0/cvss_v3/baseScore", "9.8"),
        ("/vulnerabilities/0/remediations/0/product_ids/0", None),
    ],
)
def test_a_wrong_type_is_refused_at_its_place(path: str, wrong: Any) -> None:
    value = copy.deepcopy(csaf())
    parent, _, key = path.rpartition("/")
    holder = at(value, parent)
    holder[int(key) if isinstance(holder, list) else key] = wrong
    error = refused(value)
    assert (error.code, error.where) == ("json-type", f"ex.json {path}")


unknown = st.dictionaries(st.text(min_size=3, max_size=8).map("x_{}".format), st.integers(), max_size=3)


@given(unknown)
def test_unknown_fields_change_nothing(extra: dict[str, int]) -> None:
    value = csaf()
    wider = {**extra, **value, "document": {**extra, **value["document"]}}
    wider["vulnerabilities"] = [{**extra, **VULNERABILITY}]
    assert facts(wider) == facts(value)


@given(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]))
def test_the_encoding_changes_nothing(encoding: str) -> None:
    assert facts(csaf(), encoding) == facts(csaf())


def facts(value: dict[str, Any], encoding: str = "utf-8") -> tuple[Any, ...]:
    advisory = read_csaf(as_bytes(value, encoding), "ex.json")
    return advisory.advisory_id, advisory.products, advisory.vulnerabilities, advisory.notes, advisory.warnings


def medical(shared: Path) -> list[Advisory]:
    files = sorted((shared / "data/csaf/icsma").rglob("*.json"))
    return [read_csaf(file.read_bytes(), file.name) for file in files]


def test_the_medical_advisories_of_cisa_are_read_whole(shared: Path) -> None:
    advisories = medical(shared)
    vulnerabilities = [one for advisory in advisories for one in advisory.vulnerabilities]
    assert len(advisories) == 144
    assert len(vulnerabilities) == 433
    assert len({one.cve for one in vulnerabilities}) == 428
    assert sum(len(advisory.products) for advisory in advisories) == 607
    assert sum(len(one.scores) for one in vulnerabilities) == 434
    assert [advisory.warnings for advisory in advisories if advisory.warnings] == []


def test_every_place_named_in_a_medical_advisory_holds_what_was_read(shared: Path) -> None:
    for file in sorted((shared / "data/csaf/icsma/2023").rglob("*.json")):
        document = json.loads(file.read_bytes())
        advisory = read_csaf(file.read_bytes(), file.name)
        for product in advisory.products:
            assert at(document, product.path)["product_id"] == product.product_id
            version = product.branches[-1]
            assert at(document, f"{version.path}/name") == product.version
        for one in advisory.vulnerabilities:
            assert at(document, one.path)["cve"] == one.cve
            assert [at(document, remedy.path)["details"] for remedy in one.remediations] == [
                remedy.details for remedy in one.remediations
            ]


def test_a_maker_whose_name_was_written_in_a_wrong_encoding_is_kept(shared: Path) -> None:
    vendors = {product.vendor for advisory in medical(shared) for product in advisory.products}
    assert "Innokas YhtymÃ¤ Oy" in vendors
