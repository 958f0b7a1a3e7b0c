"""Shows the main job on a sample hospital.

Rules:

1. It reads the sample's files as it would read yours and computes everything that it prints.
2. ``--write`` puts these files into a folder, so that every documented command can be tried as it stands; it writes
   into a new or an empty folder only.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path, PurePath
from typing import Annotated

import typer

from medward.cli.accounts import counted, inventory_account, library_account
from medward.cli.answers import Answers, answers_for, index_of
from medward.cli.catalogues import Catalogues, catalogues_account, open_catalogues
from medward.cli.clock import today
from medward.cli.decisions import Decider, Decisions, decide_all
from medward.cli.hospital_report import (
    first_tasks,
    known_exploited,
    life_support,
    overview,
    tasks_of,
    unknowns,
    versions_needed,
)
from medward.cli.inputs import Library, open_inventory, open_library
from medward.cli.options import LEAST_CONFIDENCE, OnDay
from medward.cli.screen import say, wrapped
from medward.cli.story import heading
from medward.errors import BadInput, Refusal
from medward.inventory.records import Inventory
from medward.matching.records import Verdict
from medward.risk.tables import CareTable, standard_tables

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

INVENTORY, ADVISORIES, KEV, RECORDS = "lindenau_health.csv", "advisories", "kev.json", "cve_records.jsonl"
WRITTEN_INVENTORY = "devices.csv"
_FOLDER = "sample"


@app.command()
def sample(
    write: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the sample's files into a new or empty folder instead.")
    ] = None,
    on: OnDay = None,
) -> None:
    """Join the sample hospital with its advisories, decide, and print a report."""
    day = on or today()
    with sample_folder() as folder:
        job = do_job(folder, day)
        if write is not None:
            write_sample(folder, write)
        for line in job.next_steps(write) if write else job.report():
            say(line)


@dataclass(frozen=True, slots=True)
class Job:
    """The sample's main job, done: what was read, what was found, and what was decided on ``day``."""

    day: date
    inventory: Inventory
    library: Library
    catalogues: Catalogues
    answers: Answers
    decisions: Decisions
    care: CareTable

    def report(self) -> Iterator[str]:
        """Yield the report, line by line."""
        yield f"Medward on a sample hospital, as of {self.day}"
        yield wrapped("The hospital is invented; makers, models, vulnerabilities, versions and scores are real.")
        yield heading("What was read")
        yield from library_account(self.library)
        yield from inventory_account(self.inventory, PurePath(WRITTEN_INVENTORY))
        yield from catalogues_account(self.catalogues)
        yield heading("How many devices are concerned")
        yield from overview(self.inventory, self.answers, self.decisions, self.care)
        yield from first_tasks(tasks_of(self.decisions.ranked), self.care)
        yield from known_exploited(self.decisions)
        yield from life_support(self.decisions, self.care)
        yield from versions_needed(self.answers)
        yield from unknowns(self.inventory, self.answers, self.decisions)
        yield heading("What to do next")
        yield "Try the commands on the sample's files:"
        yield f"  medward sample --write {_FOLDER}"
        yield "Then the same with your own export, and with CSAF 2.0 advisories as CISA and makers publish them:"
        for command in self._commands():
            yield f"  {command}"
        yield "The command is .venv/bin/medward in Medward's folder; each explains itself with --help."

    def next_steps(self, place: Path) -> Iterator[str]:
        """Yield what was written to ``place`` and what to try there."""
        read = counted(len(self.library.advisories), "advisory", "advisories")
        yield wrapped(f"Written to {place}: {WRITTEN_INVENTORY}, {read} in {ADVISORIES}/, {KEV} and {RECORDS}. Try:")
        yield ""
        yield f"  cd {place}"
        for command in self._commands():
            yield f"  {command}"

    def _commands(self) -> Iterator[str]:
        """Yield the commands in the order of a person's work; they fit the files that ``--write`` makes."""
        files = f"--inventory {WRITTEN_INVENTORY} --advisories {ADVISORIES}/"
        yield f"medward inventory check {WRITTEN_INVENTORY}"
        yield f"medward match {files} --output matches.csv"
        yield f"medward decide {files} --kev {KEV} --cve {RECORDS}"
        for first in self.decisions.ranked[:1]:
            yield f"medward explain {first.answer.device.asset_tag} {first.answer.match.key} \\"
            yield f"    {files} --kev {KEV}"


def do_job(folder: Path, day: date) -> Job:
    """Read the files in ``folder``, join them, and decide as of ``day``."""
    tables = standard_tables()
    inventory = open_inventory(folder / INVENTORY, {})
    library = open_library(folder / ADVISORIES)
    catalogues = open_catalogues(folder / KEV, None, folder / RECORDS, library.names)
    answers = answers_for(inventory.devices, index_of(library), LEAST_CONFIDENCE)
    asked = answers.of(Verdict.AFFECTED, Verdict.NEEDS_VERSION)
    decisions = decide_all(asked, Decider(library, catalogues, tables, day, None))
    return Job(day, inventory, library, catalogues, answers, decisions, tables.care)


def sample_folder() -> AbstractContextManager[Path]:
    """Return the folder of the sample's files, for the length of a ``with``."""
    return resources.as_file(resources.files("medward.content") / "samples")


def write_sample(folder: Path, place: Path) -> None:
    """Copy the sample into ``place``.

    Raises ``Refusal`` with code ``folder-not-empty`` when ``place`` holds something, and ``BadInput`` with code
    ``output-place`` when it cannot be written.
    """
    try:
        if place.is_dir() and any(place.iterdir()):
            raise Refusal("folder-not-empty", "it holds files already; name a new or an empty folder", where=str(place))
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / INVENTORY, place / WRITTEN_INVENTORY)
        shutil.copytree(folder / ADVISORIES, place / ADVISORIES)
        for name in (KEV, RECORDS):
            shutil.copyfile(folder / name, place / name)
    except OSError as error:
        raise BadInput("output-place", f"cannot be written: {error.strerror}", where=str(place)) from error
