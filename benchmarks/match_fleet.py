"""Measures how long a whole fleet takes against all advisories, how that grows, and what fuzzy pairs would take.

Rules:

1. The fleet is that of ``parts.fleet``: 1,000,000 rows, 20,000 distinct, and the same at a tenth and a hundredth.
2. The caller splits the work by documents: two processes, forked from the one that read them, each with an index of its
   half and all distinct rows. That is enough because a pair of row and document is judged by itself; and neither
   index nor sentences are in memory twice. Nothing but counts comes back.
3. The pure engine is everything from advisories and rows in memory to a result for every row: finding distinct rows,
   building the indexes, matching, and giving every row its result. Reading files and making rows are not.
4. At the end the halves' answers together are compared with each row matched alone against one index of all documents,
   all memories of functions emptied before each.
5. Wall time is what a user waits, and depends on what else the machine does; processor time does so less.

The baseline is that of ``parts.fuzzy_pairs``, measured on a sample of the same rows and extrapolated per row.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.fleet import DISTINCT, ROWS, SEED, advisories, distinct_rows, fleet_of
from benchmarks.parts.fuzzy_pairs import flagged, products_of
from benchmarks.parts.memory import Sampler, high_water, share_of
from benchmarks.parts.table import print_table, seconds
from medward.advisories.records import Advisory
from medward.matching.engine import build_index, match_batch, match_row
from medward.matching.records import Match, Verdict
from medward.matching.rows import RowKey

_PROCESSES = 2
_MOST_SECONDS, _MOST_MEMORY, _LEAST_FLAGGED, _LEAST_VERDICTS = 60.0, 1000.0, 0.30, 1_000_000


@dataclass
class Part:
    """What one process measured for its half of the documents: seconds of wall and processor time, and what it found.

    ``flagged`` tells, for each distinct row, whether a document of this half flags it.
    """

    indexing: float = 0.0
    matching: float = 0.0
    expansion: float = 0.0
    processor: float = 0.0
    flagged: bytearray = field(default_factory=bytearray)
    verdicts: Counter[str] = field(default_factory=Counter)


@dataclass
class Fleet:
    """What one fleet took, in seconds and MB; ``splitting`` is finding the distinct rows."""

    rows: int
    distinct: int
    splitting: float
    working: float
    parts: list[Part]
    flagged: float
    memory: float

    @property
    def seconds(self) -> float:
        """Wall time from rows to results, in seconds."""
        return self.splitting + self.working

    @property
    def verdicts(self) -> Counter[str]:
        """How many pairs of row and vulnerability got which verdict."""
        return sum((part.verdicts for part in self.parts), Counter())


def halves(documents: Sequence[Advisory]) -> list[list[Advisory]]:
    """Return the documents dealt out to the processes, so that each has about as many products."""
    dealt: list[list[Advisory]] = [[] for _ in range(_PROCESSES)]
    products = [0] * _PROCESSES
    for document in sorted(documents, key=lambda document: -len(document.products)):
        lighter = products.index(min(products))
        dealt[lighter].append(document)
        products[lighter] += len(document.products) + 1
    return dealt


def match_part(distinct: Sequence[RowKey], numbers: Sequence[int], documents: Sequence[Advisory]) -> Part:
    """Match ``distinct`` with ``documents`` and give each row, by the number of its distinct one, its answers."""
    part = Part()
    started, worked = perf_counter(), process_time()
    index = build_index(documents)
    part.indexing = perf_counter() - started
    started = perf_counter()
    answers = list(match_batch(distinct, index))
    part.matching = perf_counter() - started
    started = perf_counter()
    summaries = [Counter(match.verdict for match in matches) for matches in answers]
    part.flagged = bytearray(any(match.verdict is not Verdict.NOT_AFFECTED for match in matches) for matches in answers)
    given = [0] * len(distinct)
    for number in numbers:
        if answers[number]:
            given[number] += 1
    for summary, count in zip(summaries, given, strict=True):
        for verdict, times in summary.items():
            part.verdicts[verdict] += times * count
    part.expansion = perf_counter() - started
    part.processor = process_time() - worked
    return part


def match_fleet(rows: Sequence[RowKey], documents: Sequence[Advisory]) -> Fleet:
    """Match ``rows`` in two processes and return what that took."""
    started = perf_counter()
    known: dict[RowKey, int] = {}
    # Numbers stand for the rows, so that a forked process does not copy the rows by counting references to them.
    numbers = array("I", (known.setdefault(row, len(known)) for row in rows))
    distinct = list(known)
    splitting = perf_counter() - started
    # Objects that the collector does not visit any more are not copied by it in the forked processes.
    gc.collect()
    gc.freeze()
    started = perf_counter()
    context = multiprocessing.get_context("fork")
    ends: list[Connection] = []
    workers = []
    for half in halves(documents):
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(theirs, distinct, numbers, half))
        worker.start()
        theirs.close()
        ends.append(ours)
        workers.append(worker)
    with Sampler([worker.pid for worker in workers if worker.pid is not None]) as sampler:
        parts = [end.recv() for end in ends]
        working = perf_counter() - started
    for worker in workers:
        worker.join()
    gc.unfreeze()
    flags = [any(found) for found in zip(*(part.flagged for part in parts), strict=True)]
    flagged = sum(flags[number] for number in numbers) / len(rows)
    return Fleet(len(rows), len(distinct), splitting, working, parts, flagged, sampler.peak)


def _work(end: Connection, distinct: Sequence[RowKey], numbers: Sequence[int], documents: Sequence[Advisory]) -> None:
    end.send(match_part(distinct, numbers, documents))
    end.close()


def memories() -> list[Callable[[], None]]:
    """Return what empties the memory of each function of the engine that remembers results by its arguments.

    Content that is read once (functions without arguments) stays.
    """
    found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("medward.matching"):
            for value in list(vars(module).values()):
                wrapped = getattr(value, "__wrapped__", None)
                if wrapped is not None and hasattr(value, "cache_clear") and wrapped.__code__.co_argcount:
                    found[id(value)] = value.cache_clear
    return list(found.values())


def differing(rows: Sequence[RowKey], documents: Sequence[Advisory]) -> list[RowKey]:
    """Return the rows for which the halves' batches together answer otherwise than the engine on one row."""
    together: list[list[Match]] = [[] for _ in rows]
    for half in halves(documents):
        for found, matches in zip(together, match_batch(rows, build_index(half)), strict=True):
            found.extend(matches)
    index = build_index(documents)
    emptied = memories()
    unequal = []
    for row, answers in zip(rows, together, strict=True):
        for empty in emptied:
            empty()
        if match_row(row, index) != tuple(sorted(answers, key=lambda match: (match.advisory_id, match.key))):
            unequal.append(row)
    return unequal


def baseline_per_row(rows: Sequence[RowKey], documents: Sequence[Advisory]) -> tuple[float, float]:
    """Return the processor seconds that fuzzy pairs take for one row, and the share of rows that they flag."""
    products = products_of(documents)
    started = process_time()
    found = sum(bool(flagged(row, products)) for row in rows)
    return (process_time() - started) / len(rows), found / len(rows)


def _report(fleets: list[Fleet], baseline: float) -> None:
    rows = []
    for fleet in fleets:
        matching = max(part.matching for part in fleet.parts)
        processor = sum(part.processor for part in fleet.parts)
        rows.append(
            [
                f"{fleet.rows:,}",
                f"{fleet.distinct:,}",
                seconds(fleet.splitting),
                seconds(max(part.indexing for part in fleet.parts)),
                seconds(matching),
                seconds(max(part.expansion for part in fleet.parts)),
                seconds(fleet.seconds),
                seconds(fleet.splitting + processor),
                f"{processor / fleet.distinct * 1000:.2f} ms",
                f"{fleet.flagged:.1%}",
                f"{sum(fleet.verdicts.values()):,}",
                f"{fleet.memory:,.0f} MB",
                f"{baseline * fleet.rows / _PROCESSES / fleet.seconds:,.0f} ×",
            ]
        )
    print_table(
        [
            "rows",
            "distinct",
            "splitting",
            "indexing",
            "matching",
            "expansion",
            "pure engine",
            "processor",
            "per distinct",
            "flagged",
            "verdicts",
            "memory",
            "baseline",
        ],
        rows,
    )


def _compare_with_bars(fleet: Fleet, pure: float) -> None:
    verdicts = sum(fleet.verdicts.values())
    print()
    print_table(
        ["bar", "asked", "measured", ""],
        [
            ["pure engine", "≤ 60 s", seconds(pure), "yes" if pure <= _MOST_SECONDS else "NO"],
            ["peak memory", "≤ 1,000 MB", f"{fleet.memory:,.0f} MB", "yes" if fleet.memory <= _MOST_MEMORY else "NO"],
            ["devices flagged", "≥ 30 %", f"{fleet.flagged:.1%}", "yes" if fleet.flagged >= _LEAST_FLAGGED else "NO"],
            ["verdicts", "≥ 1,000,000", f"{verdicts:,}", "yes" if verdicts >= _LEAST_VERDICTS else "NO"],
        ],
    )


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a hundredth and a thousandth of the fleet only")
    quick = parser.parse_args().quick
    sizes = (1000, 100) if quick else (100, 10, 1)

    started = perf_counter()
    documents = advisories()
    print(f"{len(documents):,} advisories read in {seconds(perf_counter() - started)}, {share_of():,.0f} MB so far")
    fleets = []
    for size in sizes:
        rows = fleet_of(distinct_rows(documents, DISTINCT // size), ROWS // size)
        fleets.append(match_fleet(rows, documents))
    print(f"fleets of seed {SEED}, {_PROCESSES} processes; one process never held more than {high_water():,.0f} MB")

    distinct = distinct_rows(documents, DISTINCT)
    sample = Random(SEED).sample(distinct, 20 if quick else 100)
    baseline, baseline_flagged = baseline_per_row(sample, documents)
    _report(fleets, baseline)

    largest = fleets[-1]
    own = sum(part.processor for part in largest.parts) / largest.distinct
    products = sum(len(document.products) for document in documents)
    print(
        f"baseline: fuzzy pairs take {seconds(baseline)} a row on one core, measured on {len(sample)} rows × "
        f"{products:,} products ({baseline_flagged:.0%} flagged).\n"
        f"The column gives their time for all rows on two cores over the pure engine's, extrapolated: "
        f"{seconds(baseline * largest.rows / _PROCESSES)} for the largest fleet.\n"
        f"For each distinct row, without sharing results, they take {baseline / own:.1f} × the engine's processor time."
    )
    print("verdicts: " + ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(largest.verdicts.items())))

    if not quick:
        _compare_with_bars(largest, largest.seconds)
    checked = Random(SEED).sample(distinct, 40 if quick else 2000)
    unequal = differing(checked, documents)
    print(f"{len(checked) - len(unequal):,} of {len(checked):,} rows equal to the uncached engine")
    if unequal:
        sys.exit(f"bench: the batch differs for {unequal[0]}")


if __name__ == "__main__":
    main()
