"""Whatever lies in a feed or folder is an advisory, a stranger with a name, or a broken advisory; nothing is lost."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.advisories.documents import read_document
from medward.advisories.records import Advisory, Stranger
from medward.errors import BadInput
from tests.library.advisories.made import as_bytes, csaf, cve_record, kev_catalogue


def named(data: bytes, name: str) -> str:
    result = read_document(data, name)
    assert isinstance(result, Stranger)
    assert result.name == name
    return result.what


def test_an_advisory_is_an_advisory_whatever_its_name_says() -> None:
    for name in ("ex-2031-01.json", "EX-2031-01.JSON", "feed.json", "advisory", "2031/a.b"):
        assert isinstance(read_document(as_bytes(csaf()), name), Advisory)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a.json.sha256", "SHA-256"),
        ("a.json.sha512", "SHA-512"),
        ("a.json.asc", "OpenPGP"),
        ("white/changes.csv", "changes"),
        ("index.txt", "list of files"),
        ("SOURCE.txt", "note"),
        ("README.md", "note"),
        ("nested.tar.xz", "not opened"),
        ("nested.zip", "not opened"),
        ("__MACOSX/._a.json", "operating system"),
        ("Thumbs.db", "operating system"),
    ],
)
def test_a_name_can_give_a_stranger_away(name: str, word: str) -> None:
    assert word in named(b"\x00\xff anything", name)


def test_a_file_without_an_ending_that_is_not_json_is_a_stranger() -> None:
    assert named(b"These files come from there.", "README") == "a file that is not JSON"
    assert named(b"", "LICENSE") == "a file that is not JSON"


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ({"feed": {"entry": []}}, "ROLIE feed"),
        ({"service": {"workspace": []}}, "ROLIE service"),
        ({"categories": {"category": []}}, "ROLIE category"),
        ({"canonical_url": "x", "metadata_version": "2.0", "publisher": {}}, "provider"),
        ({"aggregator": {}, "aggregator_version": "2.0", "csaf_providers": []}, "aggregator"),
        (cve_record(), "CVE record"),
        (kev_catalogue(), "known exploited"),
        ({"bomFormat": "CycloneDX", "vulnerabilities": []}, "CycloneDX"),
        ({"resultsPerPage": 1, "vulnerabilities": []}, "NVD"),
        ({"compilerOptions": {}}, "another kind"),
        ([], "not an object"),
        ("text", "not an object"),
    ],
)
def test_json_of_another_format_is_a_stranger_and_says_which(value: Any, word: str) -> None:
    assert word in named(as_bytes(value), "a.json")


@pytest.mark.parametrize("value", [{"vulnerabilities": []}, {"product_tree": {}}, {"document": {}}, {"document": 7}])
def test_what_should_be_an_advisory_and_is_not_whole_is_bad_input(value: Any) -> None:
    with pytest.raises(BadInput):
        read_document(as_bytes(value), "a.json")


@given(st.integers(0, 400))
def test_an_advisory_that_breaks_off_is_bad_input_not_a_stranger(length: int) -> None:
    with pytest.raises(BadInput):
        read_document(as_bytes(csaf())[:length], "a.json")


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("oasis", {"Advisory": 585, "Stranger": 48}),
        ("secvisogram", {"Advisory": 58, "Stranger": 2, "BadInput: csaf-no-id": 1, "BadInput: json-syntax": 1}),
    ],
)
def test_every_file_of_the_official_test_documents_is_one_of_the_three(
    shared: Path, folder: str, expected: dict[str, int]
) -> None:
    found: Counter[str] = Counter()
    for file in sorted((shared / "data/csaf" / folder).rglob("*")):
        if file.is_file():
            try:
                found[type(read_document(file.read_bytes(), file.name)).__name__] += 1
            except BadInput as error:
                found[f"BadInput: {error.code}"] += 1
    assert found == expected
