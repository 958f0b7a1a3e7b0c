"""Which of our devices are affected, and why.

Rules:

1. Every answer stands on one line with its confidence and its reasons; by default all verdicts are listed.
2. The file is written whole or not at all; what was read and found is summed up on the screen.
3. Answers below the least confidence are counted and not listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from medward.cli.accounts import answers_account, inventory_account, labelled, library_account
from medward.cli.advisory_lists import by_advisory
from medward.cli.answers import Answers, answers_for, index_of
from medward.cli.inputs import open_inventory, open_library
from medward.cli.options import (
    INCOMPLETE,
    LEAST_CONFIDENCE,
    AdvisorySource,
    HeaderMap,
    InventoryFile,
    LeastConfidence,
    header_map,
    wanted_verdicts,
)
from medward.cli.screen import say
from medward.cli.tables import csv_pieces
from medward.cli.written import STANDARD_OUTPUT, check_place, write_whole
from medward.matching.records import Match

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

HEADER = ("asset_tag", "advisory_id", "cve", "verdict", "confidence", "reasons")


@app.command()
def match(
    inventory: InventoryFile,
    advisories: AdvisorySource,
    output: Annotated[str, typer.Option("--output", metavar="CSV", help="The file to write; - is standard output.")],
    min_confidence: LeastConfidence = LEAST_CONFIDENCE,
    only: Annotated[
        str, typer.Option(metavar="VERDICTS", help="List these verdicts only, for example affected,needs_version.")
    ] = "",
    by: Annotated[
        bool, typer.Option("--by-advisory", help="Also print, for every advisory, which of our devices it concerns.")
    ] = False,
    mapping: HeaderMap = None,
) -> None:
    """Join an inventory with advisories and write every answer as a line of CSV."""
    verdicts, columns = wanted_verdicts(only), header_map(mapping)
    check_place(output, inventory, advisories)
    devices = open_inventory(inventory, columns)
    library = open_library(advisories)
    found = answers_for(devices.devices, index_of(library), min_confidence)
    listed = Answers(found.of(*verdicts), found.below)
    write_whole(output, csv_pieces(HEADER, _rows(listed)))
    # Standard output holds nothing but the table when that is where it goes.
    aside = output == STANDARD_OUTPUT
    for line in (
        *library_account(library),
        *inventory_account(devices, inventory),
        *answers_account(found, min_confidence),
        labelled("Written", f"{len(listed.listed):,} lines to {'standard output' if aside else output}"),
    ):
        say(line, err=aside)
    if by:
        for line in by_advisory(library, listed):
            say(line, err=aside)
    if library.broken_off:
        raise typer.Exit(INCOMPLETE)


def reasons_in_words(match: Match) -> str:
    """Return all reasons of an answer as the text of one cell, numbered in the order in which a person would ask."""
    return "  ".join(f"({number}) {reason}" for number, reason in enumerate(match.reasons, 1))


def _rows(answers: Answers) -> Iterator[tuple[object, ...]]:
    for answer in answers.listed:
        found = answer.match
        yield (
            answer.device.asset_tag,
            found.advisory_id,
            found.key,
            found.verdict.value,
            f"{found.confidence:.3f}",
            reasons_in_words(found),
        )
