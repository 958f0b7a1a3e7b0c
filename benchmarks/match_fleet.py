"""Measures how long a whole fleet takes against all advisories, how that grows, and what fuzzy pairs would take.

Rules:

1. The fleet is that of ``parts.fleet``: 1,000,000 rows, 20,000 distinct, and the same at a tenth and a hundredth.
2. The caller splits the work: two processes, forked from the one that read the documents and built the index, each with
   every second distinct row and all rows that are equal to its own. Nothing but counts comes back.
3. The pure engine is everything from advisories and rows in memory to a result for every row: building the index,
   finding the distinct rows, matching them, and giving every row its result. Reading files and making rows are not.
4. At the end a batch is compared with its rows matched one by one, all memories of functions emptied before each.
5. Wall time is what a user waits, and depends on what else the machine does; processor time does so less.

The baseline is that of ``parts.fuzzy_pairs``, measured on a sample of the same rows and extrapolated per row.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import sys
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
from medward.matching.engine import Index, build_index, match_batch, match_row
from medward.matching.records import Verdict
from medward.matching.rows import RowKey

_PROCESSES = 2
_MOST_SECONDS, _MOST_MEMORY, _LEAST_FLAGGED, _LEAST_VERDICTS = 60.0, 1000.0, 0.30, 1_000_000


@dataclass
class Part:
    """What one process measured: seconds of wall and processor time, and what it found in its rows."""

    matching: float = 0.0
    expansion: float = 0.0
    processor: float = 0.0
    rows: int = 0
    flagged: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)


@dataclass
class Fleet:
    """What one fleet took, in seconds and MB; ``splitting`` is finding the distinct rows and dealing them out."""

    rows: int
    distinct: int
    splitting: float
    working: float
    parts: list[Part]
    memory: float

    @property
    def seconds(self) -> float:
        """Wall time from rows to results, in seconds."""
        return self.splitting + self.working

    @property
    def flagged(self) -> float:
        """The share of rows of which some advisory says affected or needs a version."""
        return sum(part.flagged for part in self.parts) / self.rows

    @property
    def verdicts(self) -> Counter[str]:
        """How many pairs of row and vulnerability got which verdict."""
        return sum((part.verdicts for part in self.parts), Counter())


def match_part(distinct: Sequence[RowKey], rows: Sequence[RowKey], index: Index) -> Part:
    """Match ``distinct`` and give each of ``rows``, all of them equal to one of these, its answers."""
    part = Part(rows=len(rows))
    started, worked = perf_counter(), process_time()
    answers = dict(zip(distinct, match_batch(distinct, index), strict=True))
    part.matching = perf_counter() - started
    started = perf_counter()
    summaries = {key: Counter(match.verdict for match in matches) for key, matches in answers.items()}
    per_key = Counter[RowKey]()
    for row in rows:
        found = answers[row]
        part.flagged += any(match.verdict is not Verdict.NOT_AFFECTED for match in found)
        per_key[row] += 1
    for key, count in per_key.items():
        for verdict, number in summaries[key].items():
            part.verdicts[verdict] += number * count
    part.expansion = perf_counter() - started
    part.processor = process_time() - worked
    return part


def match_fleet(rows: Sequence[RowKey], index: Index) -> Fleet:
    """Match ``rows`` in two processes and return what that took."""
    started = perf_counter()
    owner: dict[RowKey, int] = {}
    shares: list[list[RowKey]] = [[] for _ in range(_PROCESSES)]
    for row in rows:
        shares[owner.setdefault(row, len(owner) % _PROCESSES)].append(row)
    distinct = [[row for row in owner if owner[row] == number] for number in range(_PROCESSES)]
    splitting = perf_counter() - started
    # Objects that the collector does not visit any more are not copied by it in the forked processes.
    gc.collect()
    gc.freeze()
    started = perf_counter()
    context = multiprocessing.get_context("fork")
    ends: list[Connection] = []
    workers = []
    for number in range(_PROCESSES):
        ours, theirs = context.Pipe(duplex=False)
        arguments = (theirs, distinct[number], shares[number], index)
        worker = context.Process(target=_work, args=arguments)
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
    return Fleet(len(rows), len(owner), splitting, working, parts, sampler.peak)


def _work(end: Connection, distinct: Sequence[RowKey], rows: Sequence[RowKey], index: Index) -> None:
    end.send(match_part(distinct, rows, index))
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


def differing(rows: Sequence[RowKey], index: Index) -> list[RowKey]:
    """Return the rows for which the batch answers otherwise than the engine on one row with empty memories."""
    together = list(match_batch(rows, index))
    emptied = memories()
    unequal = []
    for row, answers in zip(rows, together, strict=True):
        for empty in emptied:
            empty()
        if match_row(row, index) != answers:
            unequal.append(row)
    return unequal


def baseline_per_row(rows: Sequence[RowKey], documents: Sequence[Advisory]) -> tuple[float, float]:
    """Return the processor seconds that fuzzy pairs take for one row, and the share of rows that they flag."""
    products = products_of(documents)
    started = process_time()
    found = sum(bool(flagged(row, products)) for row in rows)
    return (process_time() - started) / len(rows), found / len(rows)


def _report(fleets: list[Fleet], index_time: float, index_processor: float, baseline: float) -> None:
    rows = []
    for fleet in fleets:
        matching = max(part.matching for part in fleet.parts)
        processor = sum(part.processor for part in fleet.parts)
        pure = index_time + fleet.seconds
        rows.append(
            [
                f"{fleet.rows:,}",
                f"{fleet.distinct:,}",
                seconds(fleet.splitting),
                seconds(matching),
                seconds(max(part.expansion for part in fleet.parts)),
                seconds(pure),
                seconds(index_processor + fleet.splitting + processor),
                f"{processor / fleet.distinct * 1000:.2f} ms",
                f"{fleet.flagged:.1%}",
                f"{sum(fleet.verdicts.values()):,}",
                f"{fleet.memory:,.0f} MB",
                f"{baseline * fleet.rows / _PROCESSES / pure:,.0f} ×",
            ]
        )
    print_table(
        [
            "rows",
            "distinct",
            "splitting",
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
    print(f"{len(documents):,} advisories read in {seconds(perf_counter() - started)}")
    started, worked = perf_counter(), process_time()
    index = build_index(documents)
    index_time, index_processor = perf_counter() - started, process_time() - worked
    print(
        f"index built in {seconds(index_time)} ({seconds(index_processor)} of processor), {share_of():,.0f} MB so far"
    )

    fleets = []
    for size in sizes:
        rows = fleet_of(distinct_rows(documents, DISTINCT // size), ROWS // size)
        fleets.append(match_fleet(rows, index))
    print(f"fleets of seed {SEED}, {_PROCESSES} processes; one process never held more than {high_water():,.0f} MB")

    distinct = distinct_rows(documents, DISTINCT)
    sample = Random(SEED).sample(distinct, 20 if quick else 100)
    baseline, baseline_flagged = baseline_per_row(sample, documents)
    _report(fleets, index_time, index_processor, baseline)

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
        _compare_with_bars(largest, index_time + largest.seconds)
    checked = Random(SEED).sample(distinct, 40 if quick else 2000)
    unequal = differing(checked, index)
    print(f"{len(checked) - len(unequal):,} of {len(checked):,} rows equal to the uncached engine")
    if unequal:
        sys.exit(f"bench: the batch differs for {unequal[0]}")


if __name__ == "__main__":
    main()
