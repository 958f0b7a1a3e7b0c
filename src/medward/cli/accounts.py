"""Says in words what was read, what was left aside and what was found.

Rules:

1. What was refused or lost is always named: a hundred by name, and the rest by number.
2. Numbers are those of the values handed in; nothing here is estimated.
3. A count of answers names the devices they are about, for nobody maintains answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from medward.cli.answers import Answers, count_devices
from medward.cli.inputs import Library
from medward.cli.screen import one_line, wrapped
from medward.inventory.records import Inventory, Severity
from medward.matching.records import Verdict

_NAMED = 5
_NAMED_LOST = 100
_LABEL = 13

SAID = {
    Verdict.AFFECTED: "affected",
    Verdict.NEEDS_VERSION: "version needed",
    Verdict.NOT_AFFECTED: "not affected",
}
"""The verdicts as a person says them."""


def labelled(label: str, text: str) -> str:
    """Return a wrapped paragraph behind a label."""
    return wrapped(text, first=f"{label:<{_LABEL}}", then=" " * _LABEL)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 device``, ``2,383 advisories``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def library_account(library: Library) -> Iterator[str]:
    """Yield what is to be said of a library."""
    told = f"{counted(len(library.advisories), 'advisory', 'advisories')} read from {library.name}"
    told += f", naming {counted(len(library.names), 'vulnerability', 'vulnerabilities')}"
    yield labelled("Advisories", told)
    if library.older:
        named = _some([f"{one.advisory_id} ({one.source})" for one in library.older])
        yield labelled("", f"{counted(len(library.older), 'older edition')} of these left aside: {named}")
    if library.strangers:
        kinds = Counter(stranger.what for stranger in library.strangers)
        first: dict[str, str] = {}
        for stranger in library.strangers:
            first.setdefault(stranger.what, stranger.name)
        named = "; ".join(
            first[what] + (f" and {number - 1} more" if number > 1 else "") + f": {what}"
            for what, number in kinds.most_common()
        )
        yield labelled("", f"{counted(len(library.strangers), 'other file')} left aside. {named}")
    yield from losses_account(library)


def losses_account(library: Library) -> Iterator[str]:
    """Yield which documents of a library could not be read, and nothing when all could."""
    if library.refused:
        yield labelled("NOT READ", f"{counted(len(library.refused), 'document')} refused; what they say is missing:")
        yield from listed(library.refused)
    if library.broken_off:
        told = f"The archive {library.name} is cut off or damaged and was not read to its end. An unknown number of"
        yield labelled("INCOMPLETE", f"{told} documents is missing, so that this answer is incomplete; fetch it again.")


def listed(lost: Sequence[object]) -> Iterator[str]:
    """Yield what was lost, a line each, the first hundred by name and the rest by number."""
    for one in lost[:_NAMED_LOST]:
        yield labelled("", f"- {one}")
    if len(lost) > _NAMED_LOST:
        yield labelled("", f"- and {len(lost) - _NAMED_LOST:,} more")


def inventory_account(inventory: Inventory, file: PurePath) -> Iterator[str]:
    """Yield what is to be said of an export."""
    errors = [problem for problem in inventory.problems if problem.severity is Severity.ERROR]
    yield labelled("Devices", f"{counted(len(inventory.devices), 'device')} in {inventory.rows:,} rows of {file.name}")
    warnings = len(inventory.problems) - len(errors)
    if warnings:
        yield labelled("", f"{counted(warnings, 'remark')} on single cells: medward inventory check {file.name}")
    if errors:
        yield labelled("NOT READ", f"{counted(len(errors), 'row')} of {file.name}; these devices are missing below:")
        yield from listed([f"{problem.origin}: {problem.why}" for problem in errors])
        if len(errors) > _NAMED_LOST:
            yield labelled("", f"medward inventory check {file.name} lists them all")


def answers_account(answers: Answers, least: float) -> Iterator[str]:
    """Yield how many answers there are of each verdict, on how many devices."""
    found = counted(len(answers.listed), "answer")
    yield labelled("Found", f"{found} about {counted(count_devices(answers.listed), 'device')}")
    for verdict in Verdict.AFFECTED, Verdict.NEEDS_VERSION, Verdict.NOT_AFFECTED:
        these = answers.of(verdict)
        yield f"{'':<{_LABEL}}{len(these):>7,} {SAID[verdict]:<15}on {counted(count_devices(these), 'device')}"
    if answers.below:
        yield labelled("", f"{answers.below:,} more are less sure than {least:g} and not listed (--min-confidence)")


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(one_line(name, 60) for name in names[:_NAMED])
    return shown + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
