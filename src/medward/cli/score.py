"""Recomputes published scores from their vectors.

Rules:

1. Every CVSS score of every document is recomputed; version, base score and severity are compared with what is printed.
2. Any difference, any vector that cannot be read and any document that cannot be read ends with exit code 1 and a list.
3. A score without a vector cannot be checked; it is counted as such and is no difference.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from medward.advisories.records import Advisory, Score
from medward.cli.accounts import counted, library_account
from medward.cli.inputs import Library, open_library
from medward.cli.screen import progress, say, wrapped
from medward.errors import BadInput
from medward.risk.cvss import compare_published, score_vector

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

DIFFERENCES_FOUND = 1


@dataclass(slots=True)
class Check:
    """What recomputing found: scores by version, differences in words, and scores without a vector."""

    by_version: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    without_vector: int = 0

    def see(self, advisory: Advisory, score: Score) -> None:
        """Recompute one score."""
        if not score.vector:
            self.without_vector += 1
            return
        self.by_version[score.version] += 1
        place = f"{advisory.source} {score.path}"
        try:
            computed = score_vector(score.vector)
            differences = compare_published(score.vector, score.base_score, score.severity)
        except BadInput as error:
            self.differences.append(f"{place}: {error.why} ({score.vector})")
            return
        if score.version and computed.version != score.version:
            differences = (f"published as version {score.version}, the vector is of {computed.version}", *differences)
        self.differences += [f"{place}: {difference} ({score.vector})" for difference in differences]


@app.callback()
def score() -> None:
    """Check published scores."""


@app.command()
def verify(
    advisories: Annotated[Path, typer.Argument(metavar="DIR|ARCHIVE", help="CSAF 2.0 advisories.")],
) -> None:
    """Recompute every CVSS score; exit 1 with a list when anything differs from what is published."""
    library = open_library(advisories)
    check = check_scores(library)
    for line in library_account(library):
        say(line)
    total = sum(check.by_version.values())
    versions = ", ".join(f"{number:,} of version {version}" for version, number in sorted(check.by_version.items()))
    say(f"{counted(total, 'score')} recomputed from the vectors" + (f": {versions}" if versions else ""))
    if check.without_vector:
        say(f"{counted(check.without_vector, 'score')} without a vector cannot be checked")
    for difference in check.differences:
        say(wrapped(difference, first="- ", then="  "))
    if check.differences or library.refused:
        unread = f", {counted(len(library.refused), 'document')} not read" if library.refused else ""
        say(f"{counted(len(check.differences), 'difference')}{unread}")
        raise typer.Exit(DIFFERENCES_FOUND)
    say("No difference.")


def check_scores(library: Library) -> Check:
    """Recompute all scores of a library."""
    check = Check()
    with progress("Recomputing scores") as show:
        for number, advisory in enumerate(library.advisories, 1):
            for vulnerability in advisory.vulnerabilities:
                for published in vulnerability.scores:
                    check.see(advisory, published)
            show(number / len(library.advisories))
    return check
