"""Reads whole inputs, an inventory and a library of advisories, with progress and with everything accounted for.

Rules:

1. What could not be read is kept beside what could, with its reason: nothing is dropped in silence.
2. An input that leaves nothing to work on is ``BadInput``: no devices or no advisories is no "nothing is affected".
3. An archive that breaks off before its end leaves an unknown number of documents unread: ``broken_off`` says so.
4. Of two documents with one id the newer is used, by release and then by place; the other is told.

What is said of it on the screen stands in ``accounts``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from medward.advisories.records import Advisory, Stranger
from medward.cli.screen import progress
from medward.cli.sources import open_whole, read_advisories
from medward.errors import BadInput
from medward.inventory.read import MAX_BYTES, read_inventory
from medward.inventory.records import Inventory

_BROKEN_OFF = frozenset({"archive-truncated", "archive-damaged"})


@dataclass(frozen=True, slots=True)
class Library:
    """The advisories under ``name``, the strangers among them, what was refused and why, and older editions left.

    ``broken_off`` says that an unknown number of documents is missing, because the archive was not read to its end.
    """

    name: str
    advisories: tuple[Advisory, ...]
    strangers: tuple[Stranger, ...]
    refused: tuple[BadInput, ...]
    older: tuple[Advisory, ...] = ()
    broken_off: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The names of all vulnerabilities that the advisories speak of."""
        return frozenset(one.key for advisory in self.advisories for one in advisory.vulnerabilities)


def open_inventory(path: Path, mapping: Mapping[str, str]) -> Inventory:
    """Read an export; raises ``BadInput`` as ``read_inventory`` does, and ``no-devices`` when no row is a device."""
    inventory = read_inventory(open_whole(path, MAX_BYTES), path.name, mapping=mapping)
    if not inventory.devices:
        why = f"none of its {inventory.rows} rows could be read as a device; medward inventory check says why"
        raise BadInput("no-devices", why, where=path.name)
    return inventory


def open_library(path: Path) -> Library:
    """Read all advisories of a folder, archive or file.

    Raises ``BadInput`` with code ``source-missing``, or ``no-advisories`` when there is not one that can be read.
    """
    advisories: list[Advisory] = []
    strangers: list[Stranger] = []
    refused: list[BadInput] = []
    broken_off = False
    with progress("Reading advisories") as show:
        for reading in read_advisories(path):
            show(reading.done)
            # Only what comes last can be the end of the reading itself.
            broken_off = isinstance(reading.result, BadInput) and _breaks_off(path, reading.result)
            if isinstance(reading.result, Advisory):
                advisories.append(reading.result)
            elif isinstance(reading.result, Stranger):
                strangers.append(reading.result)
            else:
                refused.append(reading.result)
    if not advisories:
        why = f"no advisory can be read here ({len(strangers)} other files, {len(refused)} refused)"
        why += f"; the first: {refused[0]}" if refused else ""
        raise BadInput("no-advisories", why, where=str(path))
    name = path.name or str(path)
    library = library_of(f"{name}/" if path.is_dir() else name, advisories, strangers, refused)
    return replace(library, broken_off=broken_off)


def library_of(
    name: str,
    advisories: list[Advisory],
    strangers: list[Stranger] | None = None,
    refused: list[BadInput] | None = None,
) -> Library:
    """Return a library in which each advisory stands once, in its newest edition."""
    newest: dict[str, Advisory] = {}
    older: list[Advisory] = []
    for advisory in advisories:
        known = newest.get(advisory.advisory_id)
        if known is not None:
            newer = _age(advisory) >= _age(known)
            older.append(known if newer else advisory)
            advisory = advisory if newer else known
        newest[advisory.advisory_id] = advisory
    return Library(name, tuple(newest.values()), tuple(strangers or ()), tuple(refused or ()), tuple(older))


def _breaks_off(path: Path, error: BadInput) -> bool:
    """Tell whether the last thing that was read of ``path`` says that the archive was not read to its end."""
    if path.is_dir() or not error.code.startswith("archive-"):
        return False
    # A zip has a directory: where that was read, a member that cannot be unpacked is missing alone.
    return error.where == path.name or (error.code in _BROKEN_OFF and not zipfile.is_zipfile(path))


def _age(advisory: Advisory) -> str:
    released = advisory.current_release_at or advisory.initial_release_at
    return released.isoformat() if released else ""
