"""Scores recomputed from vectors: the published conformance lines, real advisories, and broken vectors."""

import ast
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.errors import BadInput
from medward.risk.cvss import compare_published, score_vector


def test_every_conformance_line_is_equal(shared: Path) -> None:
    different, lines = [], 0
    for file in sorted((shared / "data/vectors/cvss").glob("*.txt")):
        for line in filter(None, map(str.strip, file.read_text().splitlines())):
            vector, _, text = line.partition(" - ")
            stated = ast.literal_eval(text)
            lines += 1
            score = score_vector(vector)
            if score.version == "4.0":
                # The lists give 4.0 one score, plain or as a tuple of one; it is that of the whole vector.
                equal = score.overall == (stated[0] if isinstance(stated, tuple) else stated)
            else:
                equal = (score.base, score.threat, score.environmental) == stated
            if not equal:
                different.append((file.name, line, score))
    assert different == []
    assert lines == 7667


def _published(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for vulnerability in document.get("vulnerabilities", ()):
        for entry in vulnerability.get("scores", ()):
            yield from (value for key, value in entry.items() if key.startswith("cvss"))


def _differences(documents: Iterator[bytes]) -> tuple[int, list[tuple[str, ...]]]:
    count, different = 0, []
    for data in documents:
        for score in _published(json.loads(data)):
            count += 1
            found = compare_published(score["vectorString"], score["baseScore"], score["baseSeverity"])
            if found or score_vector(score["vectorString"]).version != score["version"]:
                different.append((score["vectorString"], *found))
    return count, different


def test_the_434_vectors_of_the_medical_advisories_give_their_published_scores(shared: Path) -> None:
    files = sorted((shared / "data/csaf/icsma").rglob("*.json"))
    assert _differences(file.read_bytes() for file in files) == (434, [])


def test_the_7929_vectors_of_the_archive_give_their_published_scores(shared: Path) -> None:
    with tarfile.open(shared / "data/csaf/cisa_ot_it.tar.xz") as archive:
        streams = (archive.extractfile(member) for member in archive if member.name.endswith(".json"))
        assert _differences(stream.read() for stream in streams if stream) == (7929, [])


@pytest.mark.parametrize(
    ("vector", "version", "scores", "severity"),
    [
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", "2.0", (10.0, None, None), "HIGH"),
        ("AV:L/AC:H/Au:M/C:N/I:N/A:N", "2.0", (0.0, None, None), "LOW"),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "3.0", (0.0, 0.0, 0.0), "NONE"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P", "3.1", (9.8, 9.3, 9.3), "CRITICAL"),
        ("CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P", "4.0", (7.3, 5.9, 5.9), "HIGH"),
    ],
)
def test_a_vector_gives_its_version_scores_and_severity(
    vector: str, version: str, scores: tuple[float | None, ...], severity: str
) -> None:
    score = score_vector(f" {vector} ")
    assert (score.version, score.severity) == (version, severity)
    assert (score.base, score.threat, score.environmental) == scores


def test_the_base_of_version_4_rests_on_base_metrics_alone() -> None:
    base = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N"
    score = score_vector(f"{base}/E:U/MSI:S")
    assert score.base == score_vector(base).overall
    assert score.threat == score_vector(f"{base}/E:U").overall
    assert score.overall == score.environmental != score.base


def test_the_safety_values_of_version_4_stay_visible() -> None:
    base = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N"
    assert score_vector(base).safety == ()
    assert score_vector(f"{base}/MSI:S/MSA:S/S:P").safety == ("MSI:S", "MSA:S", "S:P")
    assert score_vector(f"{base}/MSI:H/S:X").safety == ()
    assert score_vector(f"{base}/MSI:S").overall > score_vector(base).overall
    assert score_vector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H").safety == ()


def test_a_published_number_that_its_vector_does_not_give_is_told() -> None:
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    assert compare_published(vector, 9.8, "Critical") == ()
    assert compare_published(vector, None, "") == ()
    assert compare_published(vector, 10.0, "HIGH") == (
        "published base score 10.0, the vector gives 9.8",
        "published severity HIGH, the vector gives CRITICAL",
    )


@pytest.mark.parametrize(
    "vector",
    [
        "",
        "/",
        "hello",
        "CVSS:",
        "CVSS:3.1",
        "CVSS:3.1/",
        "CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:Z",
        "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/",
        "CVSS:3.1/AV:N//AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "AV:N/AC:L/Au:N/C:C/I:C",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:S/VI:L/VA:L/SC:N/SI:N/SA:N",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:S/SA:N",
        "AV:N/" * 10_000,
    ],
)
def test_a_broken_vector_is_bad_input_with_its_reason(vector: str) -> None:
    with pytest.raises(BadInput, match="not a CVSS vector: ") as caught:
        score_vector(vector)
    assert caught.value.code == "cvss-invalid"
    assert len(str(caught.value)) < 500


_fields = st.builds(
    "{}:{}".format, st.sampled_from(["AV", "AC", "Au", "PR", "UI", "S", "C", "MSI", "E"]), st.sampled_from("NLHPXSUCA")
)
_vectors = st.builds(
    lambda prefix, fields: prefix + "/".join(fields),
    st.sampled_from(["", "CVSS:3.0/", "CVSS:3.1/", "CVSS:4.0/", "CVSS:4/", "(", " "]),
    st.lists(_fields | st.text(max_size=4), max_size=14),
)


def _scores_or_refuses(vector: str) -> bool:
    try:
        return 0.0 <= score_vector(vector).overall <= 10.0
    except BadInput as error:
        return error.code == "cvss-invalid"


@given(_vectors | st.text(max_size=60))
def test_no_text_is_answered_by_another_error(vector: str) -> None:
    assert _scores_or_refuses(vector)


@pytest.mark.slow
@settings(max_examples=100_000, deadline=None)
@given(_vectors | st.text(max_size=60))
def test_no_text_of_a_hundred_thousand_is_answered_by_another_error(vector: str) -> None:
    assert _scores_or_refuses(vector)
