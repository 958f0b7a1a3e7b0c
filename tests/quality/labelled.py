"""The labelled rows by which matching is judged, read for tests and for the calibration of confidence."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medward.advisories.csaf import read_csaf
from medward.advisories.records import Advisory
from medward.inventory.read import read_inventory
from medward.matching.rows import RowKey, key_of

Pair = tuple[str, str, str]


@dataclass(frozen=True)
class Labelled:
    """Rows by asset tag, what is true of (asset, advisory, vulnerability), and pairs that may be judged either way."""

    name: str
    rows: tuple[tuple[str, RowKey], ...]
    truth: dict[Pair, str]
    ambiguous: frozenset[Pair]


def advisories(shared: Path) -> Iterator[Advisory]:
    """Yield the medical advisories beside the project."""
    for path in sorted((shared / "data" / "csaf" / "icsma").glob("*/*.json")):
        yield read_csaf(path.read_bytes(), path.name)


def labelled_sets(root: Path, shared: Path) -> tuple[Labelled, ...]:
    """Return the project's own labelled rows and the open benchmark's."""
    own = root / "tests" / "quality"
    bench = shared / "bench" / "matching"
    return _read("own", own, "own"), _read("open benchmark", bench, "open")


def gudid_rows(shared: Path) -> Labelled:
    """Return the GUDID sample as rows; no advisory names its products but for what ``accepted`` lists."""
    path = shared / "data" / "device" / "gudid" / "gudid_open_2000.jsonl.gz"
    rows = []
    truth: dict[Pair, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            entry = json.loads(line)
            name = f"{entry.get('brandName') or ''} {entry.get('versionModelNumber') or ''}".strip()
            key = RowKey(entry.get("companyName") or "", name, entry.get("deviceDescription") or "", "")
            rows.append((f"GUDID-{number}", key))
            for start, advisory, cves in ACCEPTED:
                if name.startswith(start):
                    truth.update({(f"GUDID-{number}", advisory, cve): "affected" for cve in cves})
    return Labelled("GUDID sample", tuple(rows), truth, frozenset())


# What a reader accepts: the product stands in the advisory by name and model.
ACCEPTED = (("Aestiva", "ICSMA-19-190-01", ("CVE-2019-10966",)),)


def _read(name: str, folder: Path, prefix: str) -> Labelled:
    path = folder / f"{prefix}_inventory.csv"
    inventory = read_inventory(path.read_bytes(), path.name)
    rows = tuple((device.asset_tag, key_of(device)) for device in inventory.devices)
    truth = {_pair(row): row["verdict"].strip() for row in _rows(folder / f"{prefix}_truth.csv")}
    ambiguous = frozenset(_pair(row) for row in _rows(folder / f"{prefix}_ambiguous.csv"))
    return Labelled(name, rows, truth, ambiguous)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _pair(row: dict[str, str]) -> Pair:
    return row["asset_tag"].strip(), row["advisory_id"].strip(), row["cve"].strip()
