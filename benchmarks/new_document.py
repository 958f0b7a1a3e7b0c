"""Measures what one new document costs for a whole fleet, and checks it against matching everything again.

Rules:

1. The fleet is known: its 20,000 distinct rows were matched before, as a node does it every day.
2. A new document is taken into the index, and all distinct rows are matched against an index of this document alone,
   by one process. That is enough because a pair of row and document is judged by itself.
3. The documents are the first, the middle, the last and the one with the most products, each new to the other 2,382.
4. What the node would then hold, old answers and new ones together, is compared with matching a sample of the rows, and
   every row that the document concerns, against the whole index.

The baseline is to match all rows against all documents again, measured on the sample and extrapolated.
"""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.fleet import DISTINCT, SEED, advisories, distinct_rows
from benchmarks.parts.table import print_table, seconds
from medward.advisories.records import Advisory
from medward.matching.engine import build_index, match_batch, match_ready
from medward.matching.records import Match
from medward.matching.rows import RowKey, read_row

Answers = dict[RowKey, tuple[Match, ...]]


def new_ones(documents: list[Advisory]) -> list[tuple[str, Advisory]]:
    """Return the documents that take the part of a new one, each with what is special about it."""
    largest = max(documents, key=lambda document: len(document.products))
    return [
        ("first", documents[0]),
        ("middle", documents[len(documents) // 2]),
        ("last", documents[-1]),
        ("most products", largest),
    ]


def together(old: Answers, new: Answers) -> Answers:
    """Return old and new answers of each row in the order in which one match of all documents gives them."""
    return {row: tuple(sorted((*old[row], *new[row]), key=lambda match: (match.advisory_id, match.key))) for row in old}


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description="One new document for a whole fleet.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the fleet and a small sample")
    quick = parser.parse_args().quick

    documents = advisories()
    rows = distinct_rows(documents, DISTINCT // 10 if quick else DISTINCT)
    sample = Random(SEED).sample(rows, 20 if quick else 200)
    index = build_index(documents)
    started = perf_counter()
    ready = [read_row(row) for row in rows]
    print(f"{len(rows):,} distinct rows made ready in {seconds(perf_counter() - started)}, once for all documents")
    for _ in match_batch(sample, index):
        pass  # What the sentences of these documents say is read when a row first asks for it.
    gc.collect()
    gc.freeze()

    lines, unequal = [], 0
    matched_again: dict[RowKey, float] = {}
    for special, document in new_ones(documents):
        index.remove(document.advisory_id)
        started = perf_counter()
        index.add(document)
        added = perf_counter() - started
        started = perf_counter()
        alone = build_index([document])
        new = {row.key: match_ready(row, alone) for row in ready}
        matched = perf_counter() - started

        concerned = [row for row in rows if new[row]]
        checked = list(dict.fromkeys([*sample, *concerned[: len(sample)]]))
        whole = {}
        for row in checked:
            started = perf_counter()
            whole[row] = next(iter(match_batch([row], index)))
            matched_again[row] = perf_counter() - started
        index.remove(document.advisory_id)
        old = dict(zip(checked, match_batch(checked, index), strict=True))
        index.add(document)
        unequal += sum(whole[row] != answers for row, answers in together(old, new).items())
        again = sum(matched_again[row] for row in sample) / len(sample) * len(rows)
        lines.append(
            [
                f"{document.advisory_id} ({special})",
                f"{len(document.products):,}",
                f"{len(document.vulnerabilities):,}",
                seconds(added),
                seconds(matched),
                seconds(added + matched),
                f"{len(concerned):,}",
                f"{sum(len(answers) for answers in new.values()):,}",
                f"{again / (added + matched):,.0f} ×",
                f"{len(checked):,}",
            ]
        )
    print_table(
        [
            "new document",
            "products",
            "vulnerabilities",
            "taken in",
            "matched",
            "together",
            "rows concerned",
            "verdicts",
            "all again",
            "checked",
        ],
        lines,
    )
    if unequal:
        sys.exit(f"bench: {unequal} rows differ from matching everything again")
    print("every row checked is equal to matching everything again")


if __name__ == "__main__":
    main()
