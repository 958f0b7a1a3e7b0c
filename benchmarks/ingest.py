"""Measures how fast advisories, CVE records and inventories are read, and how much memory that takes.

Rules:

1. Speed is counted in MB (1,000,000 bytes) of the text that is parsed, unpacked; unpacking is part of the time.
2. Each reader works in a process of its own, which reads a small input first: what the memory grows by afterwards is
   the reader's, results included, and is set against its limit, ten times the size of the input and 50 MB more.
3. Readers that yield one record after another are asked to keep none; ``kept`` says which results were held together.
4. The inventory is the fleet of the matching benchmark as an export with ten columns.

The named baseline is Python's own parser of the format on the same bytes, which gives no records, places or errors.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import multiprocessing
import sys
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.fleet import DISTINCT, advisories, distinct_rows, fleet_of, shared
from benchmarks.parts.memory import high_water, resident
from benchmarks.parts.table import print_table, seconds
from medward.advisories.records import Advisory
from medward.cli.sources import read_advisories, read_cve_records
from medward.errors import BadInput
from medward.inventory.read import read_inventory

_LEAST_SPEED = 1.0  # MB/s
_COLUMNS = "asset_tag,manufacturer,model,description,software_version,serial_number,location,ip,mac,in_service_date"


@dataclass(frozen=True, slots=True)
class Measure:
    """What one reader did: records read, MB of input, seconds, MB of memory above the start, the baseline's seconds."""

    kept: str
    records: int
    size: float
    time: float
    memory: float
    baseline: float


def csaf_archive(quick: bool) -> Measure:
    """Read the archive of 2,383 advisories and keep them all, as the index does; quick: the 144 medical ones."""
    folder = shared() / "data/csaf"
    path = folder / ("icsma" if quick else "cisa_ot_it.tar.xz")
    before = resident()
    started = perf_counter()
    kept = [reading.result for reading in read_advisories(path)]
    time = perf_counter() - started
    memory = high_water() - before
    read = sum(isinstance(result, Advisory) for result in kept)
    texts = list(_documents(path))
    return Measure("all", read, _megabytes(texts), time, memory, _timed(lambda: list(map(json.loads, texts))))


def cve_lines(quick: bool) -> Measure:
    """Read CVE records, one a line in a gzip file, and keep none; quick: the smaller cut."""
    folder = shared() / "data/cve/vulnrichment"
    path = folder / ("cve_open.jsonl.gz" if quick else "vulnrichment_all.jsonl.gz")
    before = resident()
    started = perf_counter()
    read = sum(not isinstance(reading.result, BadInput) for reading in read_cve_records(path))
    time = perf_counter() - started
    memory = high_water() - before
    size, started = 0, perf_counter()
    with gzip.open(path) as lines:
        for line in lines:
            size += len(line)
            json.loads(line)
    return Measure("none", read, size / 1e6, time, memory, perf_counter() - started)


def inventory_csv(quick: bool) -> Measure:
    """Read the fleet as a CSV export and keep the devices; 100,000 rows, quick: 10,000."""
    with _process() as other:  # What making the export leaves behind in memory is not the reader's.
        data = other.submit(_export, 10_000 if quick else 100_000).result()
    before = resident()
    started = perf_counter()
    inventory = read_inventory(data, "fleet.csv")
    time = perf_counter() - started
    memory = high_water() - before
    baseline = _timed(lambda: list(csv.reader(io.StringIO(data.decode()))))
    return Measure("all", len(inventory.devices), len(data) / 1e6, time, memory, baseline)


READERS: dict[str, Callable[[bool], Measure]] = {
    "CSAF advisories": csaf_archive,
    "CVE records": cve_lines,
    "inventory, CSV": inventory_csv,
}


def _documents(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield file.read_bytes()
        return
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(".json") else None
            if content is not None:
                yield content.read()


def _export(count: int) -> bytes:
    rows = fleet_of(distinct_rows(advisories(), min(DISTINCT, count // 5)), count)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS.split(","))
    for number, row in enumerate(rows):
        day = f"{2008 + number % 17}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        mac = "02:00:" + ":".join(f"{number >> shift & 255:02X}" for shift in (24, 16, 8, 0))
        names = [row.manufacturer, row.model, row.description, row.software_version]
        writer.writerow([f"BME-{number:07d}", *names, f"SN{number:08d}", f"WARD {number % 40}", address, mac, day])
    return out.getvalue().encode()


def _megabytes(texts: list[bytes]) -> float:
    return sum(map(len, texts)) / 1e6


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def _measured(name: str, quick: bool) -> Measure:
    """Measure one reader; runs in a process of its own. What readers load once is loaded by a small input."""
    read_inventory(b"asset_tag,model\n1,2\n", "small.csv")
    return READERS[name](quick)


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description="Speed and memory of the readers.")
    parser.add_argument("--quick", action="store_true", help="small inputs")
    quick = parser.parse_args().quick
    rows, failed = [], []
    for name in READERS:
        with _process() as other:
            found = other.submit(_measured, name, quick).result()
        speed, limit = found.size / found.time, 10 * found.size + 50
        if speed < _LEAST_SPEED or found.memory > limit:
            failed.append(name)
        rows.append(
            [
                name,
                f"{found.records:,}",
                found.kept,
                f"{found.size:,.1f} MB",
                seconds(found.time),
                f"{speed:,.1f} MB/s",
                f"{found.memory:,.0f} MB",
                f"{limit:,.0f} MB",
                f"{found.time / found.baseline:,.1f} ×",
            ]
        )
    print_table(["reader", "records", "kept", "input", "time", "speed", "memory", "limit", "bare parser"], rows)
    if failed:
        sys.exit(f"bench: below {_LEAST_SPEED:.0f} MB/s or above the limit of memory: {', '.join(failed)}")


if __name__ == "__main__":
    main()
