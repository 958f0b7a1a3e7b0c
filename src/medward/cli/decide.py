"""What to do, by when, and what first.

Rules:

1. Only affected devices, and those whose version decides, get a decision; the latter is marked as conditional.
2. A catalogue that was not given is named loudly, because its silence makes decisions more urgent, never milder.
3. The day decided on is printed; the same input with the same ``--on`` gives the same output.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from medward.cli.accounts import answers_account, counted, inventory_account, labelled, library_account
from medward.cli.answers import answers_for, index_of
from medward.cli.catalogues import catalogues_account, open_catalogues
from medward.cli.clock import today
from medward.cli.decision_forms import as_csv, as_json, as_table, is_away, jobs_of
from medward.cli.decisions import Decider, Decisions, decide_all
from medward.cli.inputs import open_inventory, open_library
from medward.cli.options import (
    INCOMPLETE,
    LEAST_CONFIDENCE,
    AdvisorySource,
    CveSource,
    EpssFile,
    HeaderMap,
    InventoryFile,
    KevFile,
    KnownOn,
    LeastConfidence,
    OnDay,
    header_map,
    known_since,
)
from medward.cli.screen import harmless, say, table
from medward.cli.written import STANDARD_OUTPUT, check_place, write_whole
from medward.matching.records import Verdict
from medward.risk.provenance import count_inputs
from medward.risk.ssvc import published_table
from medward.risk.tables import standard_tables

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

_LINES_OF_A_TABLE = 40


class Form(StrEnum):
    """How decisions are written."""

    CSV = "csv"
    JSON = "json"
    TABLE = "table"


@app.command()
def decide(
    inventory: InventoryFile,
    advisories: AdvisorySource,
    kev: KevFile = None,
    epss: EpssFile = None,
    cve: CveSource = None,
    on: OnDay = None,
    known_on: KnownOn = "",
    form: Annotated[
        Form | None, typer.Option("--format", help="Without it, the ending of --output decides, else a table.")
    ] = None,
    output: Annotated[
        str, typer.Option("--output", metavar="FILE", help="The file to write; - is standard output.")
    ] = STANDARD_OUTPUT,
    first: Annotated[
        int, typer.Option(metavar="LINES", min=0, help="How many lines a table shows; 0 for all.")
    ] = _LINES_OF_A_TABLE,
    min_confidence: LeastConfidence = LEAST_CONFIDENCE,
    mapping: HeaderMap = None,
) -> None:
    """Decide for every affected device what to do, by when, and what comes first, with every contribution."""
    columns, since = header_map(mapping), known_since(known_on)
    day = on or today()
    form = form or _form_of(output)
    check_place(output, inventory, advisories, kev, epss, cve)
    devices = open_inventory(inventory, columns)
    library = open_library(advisories)
    catalogues = open_catalogues(kev, epss, cve, library.names)
    answers = answers_for(devices.devices, index_of(library), min_confidence)
    asked = answers.of(Verdict.AFFECTED, Verdict.NEEDS_VERSION)
    decisions = decide_all(asked, Decider(library, catalogues, standard_tables(), day, since))
    aside = output == STANDARD_OUTPUT and form is not Form.TABLE
    for line in (
        *library_account(library),
        *inventory_account(devices, inventory),
        *answers_account(answers, min_confidence),
        *catalogues_account(catalogues),
        *decisions_account(decisions, since is None),
        labelled("Decided", f"as of {day}" + ("" if on else ", today") + "; nothing but the files above was asked"),
    ):
        say(line, err=aside)
    if form is Form.CSV:
        write_whole(output, as_csv(decisions))
    elif form is Form.JSON:
        write_whole(output, [as_json(decisions, library, catalogues, day)])
    else:
        text = "\n".join(as_table(decisions.ranked, first))
        if output == STANDARD_OUTPUT:
            say(f"\n{text}")
        else:
            safe = "\n".join(map(harmless, text.split("\n")))
            write_whole(output, [f"{safe}\n".encode("utf-8", "replace")])
    if output != STANDARD_OUTPUT:
        say(labelled("Written", f"{counted(len(decisions.ranked), 'decision')} to {output}"))
    if library.broken_off:
        raise typer.Exit(INCOMPLETE)


def decisions_account(decisions: Decisions, undated: bool) -> Iterator[str]:
    """Yield how many decisions there are of each outcome, and how much of their input is known."""
    outcomes = Counter(one.decision.outcome for one in decisions.ranked)
    jobs = Counter(job[0].decision.outcome for job in jobs_of(decisions.ranked))
    devices = {
        outcome: len({id(one.answer.device) for one in decisions.ranked if one.decision.outcome == outcome})
        for outcome in outcomes
    }
    yield table(
        ("do", "decisions", "jobs", "devices"),
        [
            (outcome, f"{outcomes[outcome]:,}", f"{jobs[outcome]:,}", f"{devices.get(outcome, 0):,}")
            for outcome in reversed(published_table("deployer").outcome.values)
        ],
        right=(1, 2, 3),
    )
    if away := sum(1 for one in decisions.ranked if is_away(one.answer.device)):
        told = f"{counted(len(decisions.ranked), 'decision')}, {away:,} of them on devices"
        yield labelled("NOT IN USE", f"{told} that are retired or not here yet (life_cycle)")
    yield table(
        ("input", "published", "inferred", "unknown"),
        [
            (count.name, f"{count.published:,}", f"{count.inferred:,}", f"{count.unknown:,}")
            for count in count_inputs(one.decision for one in decisions.ranked)
        ],
        right=(1, 2, 3),
    )
    if undated:
        yield labelled(
            "NO DAY", "Nobody says since when this is known, so that deadlines count from the day decided on"
        )
        yield labelled("", "and move with it: --known-on DATE, or --known-on published for each advisory's own day.")
    for told in decisions.left_out:
        yield labelled("LEFT OUT", told)


def _form_of(output: str) -> Form:
    ending = output.rpartition(".")[2].lower()
    return Form(ending) if ending in (Form.CSV, Form.JSON) else Form.TABLE
