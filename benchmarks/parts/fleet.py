"""The fleet that the benchmarks match: many rows, few distinct ones, the same for every run of one seed.

Rules:

1. Of the distinct (maker, model, version), one half comes from the products of the advisories, one third from GUDID,
   the rest is nonsense; all are spoilt as ``noise`` says.
2. A smaller fleet is made in the same way and proportion, so that growth can be read from fleets of different sizes.
3. Every distinct row occurs; how often is drawn, from once to some hundred times: fleets have common and rare models.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.parts.noise import catalogue_row, nonsense_row, product_row
from medward.advisories.records import Advisory
from medward.cli.sources import read_advisories
from medward.matching.rows import RowKey

SEED = 20_260_101
ROWS, DISTINCT = 1_000_000, 20_000
_ROOT = Path(__file__).resolve().parents[2]


def shared() -> Path:
    """Return the folder of real documents; without it a benchmark has nothing to measure and ends with code 2."""
    folder = (_ROOT / os.environ.get("MEDWARD_SHARED", "../shared")).resolve()
    if not folder.is_dir():
        sys.exit("bench: no shared data: set MEDWARD_SHARED, or put the folder beside the repository as ../shared")
    return folder


def advisories() -> list[Advisory]:
    """Return the 2,383 advisories of the shared archive."""
    readings = read_advisories(shared() / "data/csaf/cisa_ot_it.tar.xz")
    return [reading.result for reading in readings if isinstance(reading.result, Advisory)]


def distinct_rows(documents: Sequence[Advisory], count: int = DISTINCT, seed: int = SEED) -> list[RowKey]:
    """Return ``count`` rows, no two with the same maker, model and version, in a drawn order."""
    random = Random(seed)
    found: dict[tuple[str, str, str], RowKey] = {}
    sources = [(_product_rows(documents, random), count // 2), (_catalogue_rows(random), count // 3)]
    for source, share in [*sources, (_nonsense_rows(random), count - count // 2 - count // 3)]:
        wanted = len(found) + share
        for row in source:
            if len(found) == wanted:
                break
            found.setdefault((row.manufacturer, row.model, row.software_version), row)
    rows = list(found.values())
    random.shuffle(rows)
    return rows


def fleet_of(distinct: Sequence[RowKey], count: int = ROWS, seed: int = SEED) -> list[RowKey]:
    """Return ``count`` rows in a drawn order, each distinct one at least once; equal rows are different objects."""
    random = Random(seed)
    weights = list(itertools.accumulate(min(random.paretovariate(1.2), 200.0) for _ in distinct))
    drawn = random.choices(range(len(distinct)), cum_weights=weights, k=count - len(distinct))
    numbers = [*range(len(distinct)), *drawn]
    random.shuffle(numbers)
    return [replace(distinct[number]) for number in numbers]


def _product_rows(documents: Sequence[Advisory], random: Random) -> Iterator[RowKey]:
    products = [product for document in documents for product in document.products if product.name]
    while True:
        product = random.choice(products)
        yield product_row(product.vendor, product.name, product.version, random)


def _catalogue_rows(random: Random) -> Iterator[RowKey]:
    with gzip.open(shared() / "data/device/gudid/gudid_open_2000.jsonl.gz", "rt", encoding="utf-8") as lines:
        devices = [json.loads(line) for line in lines]
    while True:
        device = random.choice(devices)
        brand, number = device["brandName"] or "", device["versionModelNumber"] or device["catalogNumber"] or ""
        yield catalogue_row(device["companyName"], brand, number, device["deviceDescription"] or "", random)


def _nonsense_rows(random: Random) -> Iterator[RowKey]:
    while True:
        yield nonsense_row(random)
