"""Decisions as CSV, as JSON, and as a table that a person reads.

Rules:

1. CSV and JSON hold every decision; JSON also what was read, so that the same decisions can be computed again.
2. The table has one line per device and advisory, because that is one job: it shows the gravest vulnerability and how
   many more there are.
3. What is conditional is marked as such wherever a decision is shown; so is a device that is retired or not here yet.
   Nothing is left out for it: such a device may come back, or stand on a shelf with its data.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from medward.cli.accounts import counted
from medward.cli.catalogues import Catalogues
from medward.cli.decisions import Decided, Decisions
from medward.cli.inputs import Library
from medward.cli.match import HEADER, reasons_in_words
from medward.cli.screen import one_line, table
from medward.cli.tables import csv_pieces
from medward.inventory.records import Device, LifeCycle
from medward.risk.provenance import count_inputs
from medward.risk.records import Decision

SCHEMA_VERSION = 1

_AWAY = frozenset({LifeCycle.REQUESTED, LifeCycle.ORDERED, LifeCycle.RETIRED, LifeCycle.DISPOSED})

_COLUMNS = (
    "place", "decision", "due_on", "rank", "conditional", "decision_least", "decision_most", "bod_26_04",
    "human_impact", "days", "unknown_inputs", "manufacturer", "model", "software_version", "site", "ward",
    "contributions", "life_cycle",
)  # fmt: skip


def as_csv(decisions: Decisions) -> Iterator[bytes]:
    """Yield all decisions as pieces of CSV: the columns of ``medward match``, the decision, what contributed to it."""
    return csv_pieces((*HEADER, *_COLUMNS), (_row(place, one) for place, one in enumerate(decisions.ranked, 1)))


def as_json(decisions: Decisions, library: Library, catalogues: Catalogues, on: date) -> bytes:
    """Return all decisions as JSON with full reasons and contributions, and the documents that they rest on."""
    relied_on = {one.advisory.advisory_id for one in decisions.ranked}
    decided_on = {one.answer.match.key for one in decisions.ranked}
    kev, epss = catalogues.kev, catalogues.epss
    document = {
        "schema_version": SCHEMA_VERSION,
        "decided_on": on.isoformat(),
        "kev": {"edition": kev.version, "sha256": kev.sha256, "complete": kev.complete} if kev else None,
        "epss": {"model": epss.model_version, "scored_on": epss.scored_at.date().isoformat()} if epss else None,
        "cve_records": None if catalogues.records is None else sorted(decided_on & catalogues.records.keys()),
        "advisories": [
            {"id": one.advisory_id, "version": one.version, "source": one.source, "sha256": one.sha256}
            for one in library.advisories
            if one.advisory_id in relied_on
        ],
        "left_out": list(decisions.left_out),
        "inputs": [
            asdict(count) | {"name": str(count.name)}
            for count in count_inputs(one.decision for one in decisions.ranked)
        ],
        "decisions": [_object(place, one) for place, one in enumerate(decisions.ranked, 1)],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def as_table(decisions: Sequence[Decided], first: int) -> Iterator[str]:
    """Yield a table of jobs, one per device and advisory, of which the ``first`` are shown (0 for all)."""
    jobs = jobs_of(decisions)
    shown = jobs[:first] if first else jobs
    headers = ("#", "device", "where", "vulnerability", "do", "due")
    yield table(headers, map(_line, range(1, len(shown) + 1), shown), right=(0,), whole=(3, 4, 5))
    if any(job[0].decision.conditional for job in shown):
        yield "? holds if the version turns out to be affected: the row does not tell enough"
    if away := sum(1 for job in jobs if is_away(job[0].answer.device)):
        told = f"{counted(len(jobs), 'line')}, {away:,} of them on devices that are retired or not here yet"
        yield f"{told}, marked […]"
    if len(shown) < len(jobs):
        yield f"… and {counted(len(jobs) - len(shown), 'more line')}; --first 0 shows all, --output FILE.csv writes all"


def jobs_of(decisions: Iterable[Decided]) -> list[list[Decided]]:
    """Return the decisions grouped by device and advisory; groups and their members keep the order of the rank."""
    jobs: dict[tuple[int, str], list[Decided]] = {}
    for one in decisions:
        jobs.setdefault((id(one.answer.device), one.advisory.advisory_id), []).append(one)
    return list(jobs.values())


def life_cycle(device: Device) -> str:
    """Return the word for where a device stands between purchase and disposal, empty when nobody says it."""
    return "" if device.life_cycle is LifeCycle.UNKNOWN else device.life_cycle.value


def is_away(device: Device) -> bool:
    """Tell whether a device is said to be retired, disposed of, or not here yet."""
    return device.life_cycle in _AWAY


def device_name(device: Device) -> str:
    """Return maker and model as a person would say them, else the description, else nothing known."""
    maker, model = device.manufacturer, device.model or device.description
    name = model if maker and model.casefold().startswith(maker.casefold()) else f"{maker} {model}"
    return one_line(name, 48) or "(no maker or model given)"


def place_name(device: Device) -> str:
    """Return where a device stands, as far as the row says it."""
    return one_line(" / ".join(dict.fromkeys(filter(None, (device.site, device.ward or device.location)))), 40) or "?"


def due(decision: Decision) -> str:
    """Return the due date, or that there is no limit but the next upgrade."""
    return "next upgrade" if decision.due_on is None else decision.due_on.isoformat()


def _line(place: int, job: Sequence[Decided]) -> tuple[object, ...]:
    worst = job[0]
    more = f" +{len(job) - 1}" if len(job) > 1 else ""
    device, decision = worst.answer.device, worst.decision
    mark = f" [{life_cycle(device)}]" if is_away(device) else ""
    return (
        place,
        f"{device.asset_tag}{mark}\n{device_name(device)}",
        place_name(device),
        f"{worst.answer.match.key}{more}\n{worst.advisory.advisory_id}",
        f"{decision.outcome}{'?' if decision.conditional else ''}",
        due(decision),
    )


def _row(place: int, one: Decided) -> tuple[object, ...]:
    device, match, decision = one.answer.device, one.answer.match, one.decision
    told = "  ".join(
        f"({number}) {part.factor} = {part.value} [{part.status}, {part.source}] {part.why}"
        for number, part in enumerate(decision.contributions, 1)
    )
    return (
        device.asset_tag, match.advisory_id, match.key, match.verdict.value, f"{match.confidence:.3f}",
        reasons_in_words(match),
        place, decision.outcome, decision.due_on, decision.rank, "yes" if decision.conditional else "no",
        *decision.outcome_range, decision.bod_outcome, decision.human_impact, decision.days,
        ", ".join(decision.unknowns), device.manufacturer, device.model, device.software_version, device.site,
        device.ward or device.location, told, life_cycle(device),
    )  # fmt: skip


def _object(place: int, one: Decided) -> dict[str, Any]:
    device, match, decision = one.answer.device, one.answer.match, one.decision
    return {
        "place": place,
        "asset_tag": device.asset_tag,
        "manufacturer": device.manufacturer,
        "model": device.model,
        "software_version": device.software_version,
        "site": device.site,
        "ward": device.ward or device.location,
        "life_cycle": life_cycle(device),
        "advisory_id": match.advisory_id,
        "cve": match.key,
        "product_id": match.product_id,
        "verdict": match.verdict.value,
        "confidence": match.confidence,
        "reasons": [asdict(reason) | {"step": reason.step.value} for reason in match.reasons],
        "decision": decision.outcome,
        "decision_range": list(decision.outcome_range),
        "bod_26_04": decision.bod_outcome,
        "bod_26_04_range": list(decision.bod_range),
        "forensics": decision.forensics,
        "human_impact": decision.human_impact,
        "due_on": decision.due_on.isoformat() if decision.due_on else None,
        "days": decision.days,
        "rank": decision.rank,
        "rank_range": list(decision.rank_range),
        "conditional": decision.conditional,
        "unknown_inputs": [str(name) for name in decision.unknowns],
        "contributions": [
            asdict(part) | {"factor": str(part.factor), "status": part.status.value} for part in decision.contributions
        ],
    }
