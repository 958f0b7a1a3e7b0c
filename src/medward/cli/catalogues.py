"""What the world knows of vulnerabilities beyond the advisories: known exploitation, predictions, CVE records.

Rules:

1. A catalogue that was not given stays not consulted: its silence proves nothing, and this is said loudly.
2. A catalogue with entries that could not be read proves presence, never absence.
3. Of the CVE records only those are kept that an advisory names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from medward.advisories.cve_records import CveRecord, EpssScores, KevCatalogue
from medward.cli.accounts import counted, labelled, listed
from medward.cli.screen import progress
from medward.cli.sources import open_epss, open_kev, read_cve_records
from medward.errors import BadInput


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The catalogues as far as they were given, CVE records by CVE, and why some of these could not be read."""

    kev: KevCatalogue | None = None
    epss: EpssScores | None = None
    records: Mapping[str, CveRecord] | None = None
    refused: tuple[BadInput, ...] = field(default=())


def open_catalogues(kev: Path | None, epss: Path | None, cve: Path | None, wanted: frozenset[str]) -> Catalogues:
    """Read what was given; of the CVE records those that ``wanted`` names.

    Raises ``BadInput`` as the readers do, and ``no-cve-records`` when not one record of any CVE can be read in ``cve``.
    """
    records: dict[str, CveRecord] | None = None
    refused: list[BadInput] = []
    if cve is not None:
        records = {}
        with progress("Reading CVE records") as show:
            for reading in read_cve_records(cve, only=wanted):
                show(reading.done)
                if isinstance(reading.result, CveRecord):
                    records[reading.result.cve] = reading.result
                elif isinstance(reading.result, BadInput):
                    refused.append(reading.result)
        if not records and not _holds_a_record(cve):
            why = "no CVE record can be read here; give CVE records in JSON 5, one a file or one a line"
            why += f"; the first that was refused: {refused[0]}" if refused else ""
            raise BadInput("no-cve-records", why, where=str(cve))
    return Catalogues(open_kev(kev) if kev else None, open_epss(epss) if epss else None, records, tuple(refused))


def _holds_a_record(path: Path) -> bool:
    """Tell whether there is a record of any CVE; the first one is the answer."""
    return any(isinstance(reading.result, CveRecord) for reading in read_cve_records(path))


def catalogues_account(catalogues: Catalogues) -> Iterator[str]:
    """Yield what was consulted, and what was not and what that means."""
    kev, epss, records = catalogues.kev, catalogues.epss, catalogues.records
    if kev is None:
        yield labelled("NO KEV", "The catalogue of known exploited vulnerabilities was not given (--kev FILE).")
        yield labelled("", "Every vulnerability may be under attack, and is treated so unless CISA says otherwise.")
    else:
        edition = f"edition {kev.version}, " if kev.version else ""
        yield labelled("KEV", f"{edition}{counted(len(kev.entries), 'entry', 'entries')} from {kev.source}")
        if not kev.complete:
            yield labelled("", "Some entries could not be read, so that a missing CVE proves nothing.")
    if epss is None:
        yield labelled("EPSS", "not given (--epss FILE); it only orders equal decisions, and the highest is assumed")
    else:
        told = f"{counted(len(epss.scores), 'score')} of {epss.scored_at.date()}, model {epss.model_version}"
        yield labelled("EPSS", f"{told}, from {epss.source}")
        if epss.bad_rows:
            yield labelled("", f"{counted(epss.bad_rows, 'row')} of it could not be read")
    if records is None:
        yield labelled("CVE records", "not given (--cve FILE|DIR); CISA's decision points stay unknown")
    else:
        points = sum(1 for record in records.values() if record.points)
        yield labelled("CVE records", f"{len(records):,} are of the advisories' CVEs; {points:,} carry CISA's points")
    if catalogues.refused:
        yield labelled("NOT READ", f"{counted(len(catalogues.refused), 'CVE record')} refused:")
        yield from listed(catalogues.refused)
