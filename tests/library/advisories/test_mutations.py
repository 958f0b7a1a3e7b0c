"""However a document is damaged, its reader answers: with a record, or with an error that has a code and a place."""

import gzip
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.advisories.archives import archive_members
from medward.advisories.csaf import read_csaf
from medward.advisories.cve import read_cve_lines, read_cve_record
from medward.advisories.documents import read_document
from medward.advisories.epss import read_epss
from medward.advisories.kev import read_kev
from medward.errors import BadInput
from tests.library.advisories.made import EPSS, as_bytes, csaf, cve_record, kev_catalogue, kev_entry
from tests.library.advisories.mutations import mutations
from tests.library.advisories.test_archives import MEMBERS, PACKERS, tar, zipped
from tests.library.advisories.test_kev import table

NAME = "damaged.json"
QUICK, LONG = 1_500, 100_000

Read = Callable[[bytes], Any]


def of_lines(data: bytes) -> None:
    check(one for one in read_cve_lines(io.BytesIO(data), NAME))


def of_members(data: bytes) -> None:
    check(one.content for one in archive_members(io.BytesIO(data), NAME))


READERS: dict[str, tuple[Read, list[bytes]]] = {
    "csaf": (lambda data: read_csaf(data, NAME), [as_bytes(csaf()), as_bytes(csaf(), "utf-16")]),
    "document": (lambda data: read_document(data, NAME), [as_bytes(csaf()), b'{"feed": {"entry": [{}]}}']),
    "cve": (lambda data: read_cve_record(data, NAME), [as_bytes(cve_record())]),
    "cve lines": (of_lines, [as_bytes(cve_record()) + b"\n", gzip.compress(as_bytes(cve_record()))]),
    "kev": (lambda data: read_kev(data, NAME), [as_bytes(kev_catalogue(kev_entry())), table(kev_entry())]),
    "epss": (lambda data: read_epss(io.BytesIO(data), NAME), [EPSS, EPSS, gzip.compress(EPSS)]),
    "archive": (of_members, [zipped(MEMBERS)] * 3 + [pack(tar(MEMBERS)) for pack in PACKERS.values()]),
}


def check(results: Iterable[Any]) -> None:
    """An error among the results says what, why and where, in letters that can be written out."""
    for error in results:
        if isinstance(error, BadInput):
            assert error.code
            assert error.why
            assert error.where
            str(error).encode()


def answer(read: Read, data: bytes) -> None:
    try:
        result = read(data)
    except BadInput as error:
        result = error
    check([result])


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("count", [QUICK, pytest.param(LONG, marks=pytest.mark.slow)])
def test_damaged_documents_get_an_answer(reader: str, count: int) -> None:
    read, originals = READERS[reader]
    for data in mutations(originals, count, seed=20310101):
        answer(read, data)


@pytest.mark.parametrize("count", [QUICK, pytest.param(LONG, marks=pytest.mark.slow)])
def test_damaged_real_advisories_get_an_answer(shared: Path, count: int) -> None:
    files = [
        *sorted((shared / "data/csaf/oasis").rglob("*.json")),
        *sorted((shared / "data/csaf/icsma").rglob("*17*.json")),
    ]
    originals = [data for file in files if len(data := file.read_bytes()) < 12_000]
    for data in mutations(originals, count, seed=20310102):
        answer(READERS["document"][0], data)


@pytest.mark.parametrize("count", [QUICK, pytest.param(LONG, marks=pytest.mark.slow)])
def test_damaged_real_cve_records_get_an_answer(shared: Path, count: int) -> None:
    with gzip.open(shared / "data/cve/vulnrichment/cve_open.jsonl.gz") as stream:
        originals = [line for line in stream if len(line) < 3_000]
    for data in mutations(originals, count, seed=20310103):
        answer(READERS["cve"][0], data)


@pytest.mark.parametrize("count", [QUICK, pytest.param(LONG, marks=pytest.mark.slow)])
def test_a_damaged_real_catalogue_gets_an_answer(shared: Path, count: int) -> None:
    folder = shared / "data/kev"
    catalogue = json.loads((folder / "known_exploited_vulnerabilities.json").read_bytes())
    catalogue["vulnerabilities"] = catalogue["vulnerabilities"][:3]
    rows = (folder / "known_exploited_vulnerabilities.csv").read_bytes().splitlines(keepends=True)[:4]
    for data in mutations([as_bytes(catalogue), b"".join(rows)], count, seed=20310104):
        answer(READERS["kev"][0], data)


WORDS = [
    "document", "tracking", "id", "product_tree", "branches", "product", "product_id", "category", "name", "group_id",
    "full_product_names", "relationships", "full_product_name", "product_reference", "relates_to_product_reference",
    "product_groups", "group_ids", "product_ids", "vulnerabilities", "product_status", "known_affected", "remediations",
    "scores", "metrics", "content", "cvss_v3", "baseScore", "notes", "references", "cwe", "cwes", "ids", "flags",
    "threats", "cveMetadata", "cveId", "containers", "cna", "adp", "other", "type", "options", "affected", "versions",
]  # fmt: skip
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.sampled_from(WORDS)
shapes = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=40,
)


@given(st.dictionaries(st.sampled_from(WORDS), shapes, max_size=6), shapes)
def test_documents_of_any_shape_get_an_answer(root: dict[str, Any], part: Any) -> None:
    for value in (root, csaf(product_tree=part), csaf(vulnerabilities=part), cve_record(cna=part)):
        data = json.dumps(value).encode()
        for reader in ("csaf", "document", "cve", "kev"):
            answer(READERS[reader][0], data)
