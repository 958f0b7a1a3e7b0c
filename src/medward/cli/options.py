"""The options that several commands share, so that each means the same everywhere.

Rules:

1. A path is taken as typed; whether it can be read is said by whoever reads it.
2. A wrong word on the command line ends with the usage and exit code 2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from medward.matching.engine import DEFAULT_LEAST_CONFIDENCE
from medward.matching.records import Verdict

LEAST_CONFIDENCE = DEFAULT_LEAST_CONFIDENCE
"""Answers less sure are not listed unless the user asks for them: more likely right than wrong is the least."""

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def share(given: str | float) -> float:
    """Return ``--min-confidence`` as a number; what is none from 0 to 1 ends the command with its usage."""
    try:
        number = float(given)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:  # This also refuses what is not a number at all, nan.
        raise typer.BadParameter(f"{given!r} is not a number from 0 to 1, such as 0.5")
    return number


def day(given: str | date) -> date:
    """Return ``--on`` as a date; what is no day of the calendar ends the command with its usage."""
    if isinstance(given, date):
        return given
    try:
        if found := _DAY.fullmatch(given.strip()):
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise typer.BadParameter(f"{given!r} is not a day such as 2026-11-21")


InventoryFile = Annotated[
    Path, typer.Option("--inventory", metavar="FILE", help="An export of your maintenance system, CSV or XLSX.")
]
AdvisorySource = Annotated[
    Path,
    typer.Option(
        "--advisories", metavar="DIR|ARCHIVE", help="CSAF 2.0 advisories: a folder, an archive or a single file."
    ),
]
HeaderMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="HEADER=FIELD",
        help="Say what a column holds, for example 'Box No=asset_tag' or '#3=model'; may be repeated.",
    ),
]
LeastConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        metavar="SHARE",
        parser=share,
        help="Leave out answers less sure than this; lower widens the search.",
    ),
]
KevFile = Annotated[
    Path | None,
    typer.Option("--kev", metavar="FILE", help="CISA's catalogue of known exploited vulnerabilities, JSON or CSV."),
]
EpssFile = Annotated[
    Path | None, typer.Option("--epss", metavar="FILE", help="A day's exploit predictions of FIRST, CSV or CSV.gz.")
]
CveSource = Annotated[
    Path | None,
    typer.Option("--cve", metavar="FILE|DIR", help="CVE records in JSON 5, with CISA's decision points."),
]
OnDay = Annotated[
    date | None,
    typer.Option("--on", metavar="DATE", parser=day, help="Decide as of this day; without it, today."),
]
KnownOn = Annotated[
    str,
    typer.Option(
        "--known-on",
        metavar="DATE|published",
        help="Count deadlines from this day, or from each advisory's publication; without it, from the day decided on.",
    ),
]


INCOMPLETE = 1
"""The exit code when the results were written and an unknown number of documents is missing."""


def header_map(given: Sequence[str] | None) -> dict[str, str]:
    """Return ``--map`` as headers and their fields; a word without ``=`` ends the command with its usage."""
    pairs = {}
    for word in given or ():
        header, sign, field = word.rpartition("=")
        if not sign or not header.strip() or not field.strip():
            raise typer.BadParameter(f"{word!r} is not HEADER=FIELD", param_hint="--map")
        pairs[header.strip()] = field.strip()
    return pairs


def wanted_verdicts(given: str) -> frozenset[Verdict]:
    """Return the verdicts that ``--only`` names, separated by commas; without any, all."""
    words = [word.strip() for word in given.split(",") if word.strip()]
    unknown = sorted(set(words) - set(Verdict))
    if unknown:
        known = ", ".join(Verdict)
        raise typer.BadParameter(f"{', '.join(unknown)} is no verdict; there are {known}", param_hint="--only")
    return frozenset(Verdict(word) for word in words) or frozenset(Verdict)


def known_since(given: str) -> date | str | None:
    """Return the day of ``--known-on``, ``published``, or None when it was not given."""
    if given in ("", "published"):
        return given or None
    try:
        return date.fromisoformat(given)
    except ValueError:
        why = f"{given!r} is neither a date such as 2026-03-31 nor the word published"
        raise typer.BadParameter(why, param_hint="--known-on") from None
