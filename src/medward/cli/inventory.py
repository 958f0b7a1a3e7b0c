"""Checks how an inventory export is understood.

Rules:

1. Every column is shown with what it was taken for, and every problem with its row and column.
2. Exit code 1 says that at least one row would be lost; a bad cell that leaves its row whole is a remark.
3. What the export does not say is counted: it stays unknown in every answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from medward.cli.accounts import counted, labelled
from medward.cli.options import HeaderMap, header_map
from medward.cli.screen import one_line, say, table
from medward.cli.sources import open_whole
from medward.inventory.read import MAX_BYTES, read_inventory
from medward.inventory.records import Device, Inventory, Problem, Severity

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

ROWS_LOST = 1

_LONGEST_VALUE = 40

_WHAT_FOR = {
    "manufacturer": "without it, names alone must do",
    "model": "without it, only descriptions can be compared",
    "software_version": "without it, most answers are 'version needed'",
    "ward": "without it, mission impact takes the worst ward",
    "location": "stands in for the ward",
    "care_role": "without it, the description must tell what the device is for",
    "harm": "without it, the worst harm of the care role is assumed",
    "life_cycle": "without it, in use is assumed",
    "network": "without it, a connection is assumed",
    "ip": "tells private from public networks",
    "in_service_on": "decides where an advisory speaks of dates",
    "manufactured_on": "decides where an advisory speaks of dates",
    "holds_patient_data": "is shown, and decides nothing yet",
    "owner": "is whom reports tell you to ask",
}


@app.callback()
def inventory() -> None:
    """Check an inventory export before it is used."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export of your maintenance system, CSV or XLSX.")],
    mapping: HeaderMap = None,
) -> None:
    """Show how an export is understood and every problem in it; exit 1 when a row would be lost."""
    read = read_inventory(open_whole(file, MAX_BYTES), file.name, mapping=header_map(mapping))
    for line in check_account(read, file.name):
        say(line)
    if any(problem.severity is Severity.ERROR for problem in read.problems):
        raise typer.Exit(ROWS_LOST)


def check_account(read: Inventory, name: str) -> Iterator[str]:
    """Yield all that is to be said of an export."""
    how = ", ".join(
        filter(
            None,
            (
                read.encoding,
                f"delimiter {read.delimiter!r}" if read.delimiter else "",
                read.sheet and f"sheet {read.sheet}",
            ),
        )
    )
    yield labelled("File", f"{name}{f' ({how})' if how else ''}")
    yield labelled("Devices", f"{counted(len(read.devices), 'device')} in {counted(read.rows, 'row')}")
    yield "\nColumns"
    yield table(
        ("#", "header", "read as", "how"),
        [
            (column.position, one_line(column.header, _LONGEST_VALUE) or "(empty)",
             ", ".join(column.fields) or "not used", f"{column.how}{': ' if column.note else ''}{column.note}")
            for column in read.columns
        ],
        right=(0,),
    )  # fmt: skip
    yield "\nWhat the export says of its devices"
    yield table(("field", "known", "unknown", "what it is for"), _knowledge(read.devices), right=(1, 2))
    errors = [problem for problem in read.problems if problem.severity is Severity.ERROR]
    warnings = [problem for problem in read.problems if problem.severity is not Severity.ERROR]
    if warnings:
        yield f"\n{counted(len(warnings), 'remark')}: the row is read, the cell as said"
        yield _listed(warnings)
    if errors:
        yield f"\n{counted(len(errors), 'row')} would be LOST"
        yield _listed(errors)
    else:
        yield "\nNo row is lost."


def _listed(problems: Sequence[Problem]) -> str:
    rows = [
        (
            problem.origin.row or "file",
            problem.origin.column or "",
            one_line(problem.value, _LONGEST_VALUE),
            problem.why,
        )
        for problem in problems
    ]
    return table(("row", "column", "it says", "what is done"), rows, right=(0,))


def _knowledge(devices: Sequence[Device]) -> Iterator[tuple[str, ...]]:
    for field, purpose in _WHAT_FOR.items():
        known = sum(1 for device in devices if str(getattr(device, field) or "unknown") != "unknown")
        yield field, f"{known:,}", f"{len(devices) - known:,}", purpose
