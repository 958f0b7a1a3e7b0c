"""How version expressions of advisories are read.

Rules:

1. Every version leaf of every product tree is counted; expressions are told apart by their words and category.
2. What was not understood is marked *unread* with the words in question, and nothing is guessed.
3. Counts of read and unread stand at the end, by category and by form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from medward.cli.accounts import library_account
from medward.cli.inputs import Library, open_library
from medward.cli.options import INCOMPLETE
from medward.cli.screen import progress, say, table
from medward.cli.tables import csv_pieces
from medward.cli.written import STANDARD_OUTPUT, check_place, write_whole
from medward.matching.ranges import Reading, read_expression

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

HEADER = ("expression", "category", "count", "form", "reading", "unread", "advisory_id", "path")
_UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Expression:
    """A version expression: its reading, how often it stands, and where it stands first."""

    text: str
    category: str
    count: int
    reading: Reading
    advisory_id: str
    path: str


@app.callback()
def versions() -> None:
    """See how version expressions are understood."""


@app.command()
def read(
    advisories: Annotated[Path, typer.Argument(metavar="DIR|ARCHIVE", help="CSAF 2.0 advisories.")],
    unread: Annotated[bool, typer.Option("--unread", help="List only what was not understood.")] = False,
    output: Annotated[
        str, typer.Option("--output", metavar="CSV", help="Write the list to a file; - is standard output, as CSV.")
    ] = "",
) -> None:
    """Print each distinct version expression with its count and its reading, and how many were understood."""
    if output:
        check_place(output, advisories)
    library = open_library(advisories)
    expressions = read_expressions(library)
    listed = [one for one in expressions if not unread or one.reading.kind == _UNREAD]
    if output:
        rows = (
            (one.text, one.category, one.count, one.reading.kind, str(one.reading), one.reading.unread,
             one.advisory_id, one.path)
            for one in listed
        )  # fmt: skip
        write_whole(output, csv_pieces(HEADER, rows))
    else:
        rows_shown = ((f"{one.count:,}", one.text, one.reading) for one in listed)
        say(table(("count", "expression", "reading"), rows_shown, right=(0,)))
        say()
    for line in (*library_account(library), *_account(expressions)):
        say(line, err=output == STANDARD_OUTPUT)
    if library.broken_off:
        raise typer.Exit(INCOMPLETE)


def read_expressions(library: Library) -> list[Expression]:
    """Read the version leaves of all advisories; the most frequent expressions come first, equal ones by their words.

    The publisher's name of a product helps to tell models from versions. An expression that is read in one product and
    not in another is listed once for each reading.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], tuple[Reading, str, str]] = {}
    with progress("Reading expressions") as show:
        for number, advisory in enumerate(library.advisories, 1):
            for product in advisory.products:
                if product.version_category and not product.relationship:
                    reading = read_expression(
                        product.version, category=product.version_category, full_name=product.full_name
                    )
                    named = product.version, product.version_category, str(reading)
                    counts[named] += 1
                    first.setdefault(named, (reading, advisory.advisory_id, product.path))
            show(number / len(library.advisories))
    return [
        Expression(text, category, count, *first[text, category, told])
        for (text, category, told), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def _account(expressions: list[Expression]) -> Iterator[str]:
    """Yield how many leaves and distinct expressions were read, by category and by form."""
    distinct = len({one.text for one in expressions})
    leaves = sum(one.count for one in expressions)
    yield f"\n{leaves:,} version leaves, {distinct:,} distinct expressions"
    yield table(
        ("category", "leaves", "read", "distinct", "read", "read, of distinct"),
        [
            _line(category, [one for one in expressions if one.category == category])
            for category in _categories(expressions)
        ]
        + [_line("all", expressions)],
        right=(1, 2, 3, 4, 5),
    )
    forms: Mapping[str, list[Expression]] = {
        form: [one for one in expressions if one.reading.kind == form]
        for form in sorted({one.reading.kind for one in expressions}, key=lambda form: (form == _UNREAD, form))
    }
    yield table(
        ("form", "leaves", "distinct"),
        [
            (form, f"{sum(one.count for one in found):,}", f"{len({one.text for one in found}):,}")
            for form, found in forms.items()
        ],
        right=(1, 2),
    )


def _categories(expressions: list[Expression]) -> list[str]:
    return sorted({one.category for one in expressions})


def _line(name: str, expressions: list[Expression]) -> tuple[str, ...]:
    understood = [one for one in expressions if one.reading.kind != _UNREAD]
    # An expression counts as read only where every one of its readings is.
    every = {one.text for one in expressions}
    read_ones = every - {one.text for one in expressions if one.reading.kind == _UNREAD}
    return (
        name,
        f"{sum(one.count for one in expressions):,}",
        f"{sum(one.count for one in understood):,}",
        f"{len(every):,}",
        f"{len(read_ones):,}",
        f"{len(read_ones) / len(every):.1%}" if every else "none",
    )
