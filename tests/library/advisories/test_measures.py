"""Every reader keeps to the house's measure: 1 MB a second, and memory of ten times the document and 50 MB."""

import io
import json
import tracemalloc
from collections.abc import Callable
from time import perf_counter
from typing import Any

import pytest

from medward.advisories.csaf import read_csaf
from medward.advisories.cve import read_cve_lines, read_cve_record
from medward.advisories.epss import read_epss
from medward.advisories.kev import read_kev
from tests.library.advisories.made import EPSS, VULNERABILITY, as_bytes, csaf, cve_record, kev_catalogue, kev_entry

INTERPRETER = 30_000_000  # What Python and the library themselves need, which is not traced.


def leaf(number: int) -> dict[str, Any]:
    name, product_id = f"{number}.0", f"CSAFPID-{number:06}"
    return {"category": "product_version", "name": name, "product": {"name": f"Pump {name}", "product_id": product_id}}


def compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


DOCUMENTS: dict[str, tuple[Callable[[bytes], Any], bytes]] = {
    "many products": (
        lambda data: read_csaf(data, "a.json"),
        compact(csaf(product_tree={"branches": [leaf(number) for number in range(20_000)]}, vulnerabilities=[])),
    ),
    "many vulnerabilities": (
        lambda data: read_csaf(data, "a.json"),
        compact(csaf(vulnerabilities=[VULNERABILITY] * 1_500)),
    ),
    "a large record": (
        lambda data: read_cve_record(data, "a.json"),
        compact(cve_record(adp=[cve_record()["containers"]["cna"]] * 1_500)),
    ),
    "many records": (
        lambda data: list(read_cve_lines(io.BytesIO(data), "a.jsonl")),
        (compact(cve_record()) + b"\n") * 1_000,
    ),
    "many exploited": (
        lambda data: read_kev(data, "a.json"),
        as_bytes(kev_catalogue(*[kev_entry(f"CVE-2031-{number:05}") for number in range(5_000)])),
    ),
    "many predictions": (
        lambda data: read_epss(io.BytesIO(data), "a.csv"),
        EPSS + b"".join(b"CVE-2030-%05d,0.%05d,0.%05d\n" % (number, number, number) for number in range(30_000)),
    ),
}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_reader_takes_less_than_a_second_for_a_megabyte(document: str) -> None:
    read, data = DOCUMENTS[document]
    start = perf_counter()
    read(data)
    assert perf_counter() - start < len(data) / 1_000_000


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_reader_needs_memory_in_proportion_to_the_document(document: str) -> None:
    read, data = DOCUMENTS[document]
    tracemalloc.start()
    try:
        kept = read(data)
        assert tracemalloc.get_traced_memory()[1] < 10 * len(data) + 50_000_000 - INTERPRETER
    finally:
        tracemalloc.stop()
    assert kept
