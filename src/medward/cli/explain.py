"""The whole story of one answer, in words.

Rules:

1. Only the advisories that name the vulnerability are compared: an answer depends on nothing else that is loaded.
2. A pair without an answer is explained too; only a tag or a CVE that nobody knows is an error.
3. It is the same answer and the same decision as ``match`` and ``decide`` give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import typer

from medward.advisories.records import Advisory
from medward.cli.accounts import counted, losses_account
from medward.cli.answers import Answer
from medward.cli.catalogues import open_catalogues
from medward.cli.clock import today
from medward.cli.decision_story import decision_sentence, decision_story, open_inputs_story
from medward.cli.decisions import Decider
from medward.cli.inputs import Library, open_inventory, open_library
from medward.cli.nearest import no_answer_story, similar
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
from medward.cli.screen import harmless, say, wrapped
from medward.cli.story import (
    advisory_story,
    confidence_story,
    device_story,
    heading,
    reasons_story,
    verdict_sentence,
    version_question,
)
from medward.cli.tables import safe_cell
from medward.errors import BadInput
from medward.inventory.records import Device
from medward.matching.engine import build_index, match_row
from medward.matching.rows import key_of
from medward.risk.tables import standard_tables

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

_CVE = re.compile(r"CVE-\d{4}-\d{4,}", re.IGNORECASE)


@app.command()
def explain(
    asset: Annotated[str, typer.Argument(metavar="ASSET", help="The asset tag, as the inventory writes it.")],
    cve: Annotated[str, typer.Argument(metavar="CVE", help="The vulnerability, for example CVE-2021-27410.")],
    inventory: InventoryFile,
    advisories: AdvisorySource,
    kev: KevFile = None,
    epss: EpssFile = None,
    cve_records: CveSource = None,
    on: OnDay = None,
    known_on: KnownOn = "",
    min_confidence: LeastConfidence = LEAST_CONFIDENCE,
    mapping: HeaderMap = None,
) -> None:
    """Tell why a device is, may be, or is not affected by a vulnerability, and what follows."""
    columns, since = header_map(mapping), known_since(known_on)
    day = on or today()
    devices = open_inventory(inventory, columns).devices
    named = _devices_called(asset, devices, inventory.name)
    library = open_library(advisories)
    speaking = _speaking(cve, library)
    say(f"{named[0].asset_tag} × {cve}")
    if not speaking:
        read = counted(len(library.advisories), "advisory", "advisories")
        say(wrapped(f"Of {read} in {library.name}, none speaks of {cve}. That proves nothing."))
        _tell_losses(library)
        return
    catalogues = open_catalogues(kev, epss, cve_records, frozenset({cve.upper()}))
    decider = Decider(library, catalogues, standard_tables(), day, since)
    if len(named) > 1:
        say(wrapped(f"{len(named)} rows of {inventory.name} have this asset tag; each is told by itself."))
    for number, device in enumerate(named, 1):
        if len(named) > 1:
            say(heading(f"Row {number} of {len(named)} with this asset tag"))
        for line in _story(device, cve, speaking, decider, min_confidence):
            say(line)
    _tell_losses(library)


def _tell_losses(library: Library) -> None:
    """Name the documents that could not be read; when an unknown number is missing, end the command saying so."""
    if library.refused:
        say()
    for line in losses_account(library):
        say(line)
    if library.broken_off:
        raise typer.Exit(INCOMPLETE)


def _story(device: Device, cve: str, speaking: tuple[Advisory, ...], decider: Decider, least: float) -> Iterator[str]:
    index, key = build_index(speaking), key_of(device)
    matches = {
        match.advisory_id: match
        # An answer too unsure to be listed is better than none; what would be listed counts.
        for match in (*match_row(key, index, 0.0), *match_row(key, index, min(least, LEAST_CONFIDENCE)))
        if match.key.casefold() == cve.casefold()
    }
    answers = {advisory_id: Answer(device, match) for advisory_id, match in matches.items()}
    decided = {advisory_id: decider.decide(answer) for advisory_id, answer in answers.items()}
    for advisory_id, match in matches.items():
        yield verdict_sentence(device, match)
        if one := decided[advisory_id]:
            yield decision_sentence(one.decision)
    if not matches:
        yield wrapped(f"No answer: no advisory that speaks of {cve} names this device.")
    yield from device_story(device)
    for advisory in speaking:
        answer = answers.get(advisory.advisory_id)
        if answer is None:
            yield from no_answer_story(device, advisory)
            continue
        match = answer.match
        vulnerability = next(one for one in advisory.vulnerabilities if one.key == match.key)
        product = next((one for one in advisory.products if one.product_id == match.product_id), None)
        yield from advisory_story(advisory, vulnerability, product)
        yield from reasons_story(match)
        yield from confidence_story(match, least)
        chosen = decided[advisory.advisory_id]
        if chosen is None:
            yield heading("What to do: nothing about this vulnerability")
            yield wrapped("A device that is not affected needs no decision.", first="  ")
            continue
        if decider.catalogues.kev is None:
            yield heading("NO KEV")
            yield wrapped(
                "The catalogue of known exploited vulnerabilities was not consulted (--kev FILE). Its silence proves "
                "nothing: active exploitation is assumed unless CISA says otherwise.",
                first="  ",
            )
        yield from decision_story(chosen.decision, decider.on)
        yield heading("What would settle what is open")
        yield from version_question(device, match)
        yield from open_inputs_story(decider.case(answer), chosen.decision, decider.tables, decider.on)


def _devices_called(asset: str, devices: tuple[Device, ...], name: str) -> list[Device]:
    """Return the devices with an asset tag, without regard to case if need be; ``BadInput`` when there is none.

    A tag may also be given as the screen or an exported cell shows it.
    """
    found = [device for device in devices if device.asset_tag == asset] or [
        device
        for device in devices
        if asset.strip().casefold()
        in {form.casefold() for form in (device.asset_tag, harmless(device.asset_tag), safe_cell(device.asset_tag))}
    ]
    if not found:
        alike = similar(asset, (device.asset_tag for device in devices))
        hint = f"; there is {', '.join(alike)}" if alike else ""
        raise BadInput("asset-unknown", f"no device has the asset tag {asset[:80]!r}{hint}", where=name)
    return found


def _speaking(cve: str, library: Library) -> tuple[Advisory, ...]:
    """Return the advisories that name a vulnerability; ``BadInput`` for a name that is no CVE and that nobody uses."""
    wanted = cve.casefold()
    found = tuple(
        advisory
        for advisory in library.advisories
        if any(vulnerability.key.casefold() == wanted for vulnerability in advisory.vulnerabilities)
    )
    if not found and not _CVE.fullmatch(cve):
        alike = similar(cve, library.names)
        hint = f"; there is {', '.join(alike)}" if alike else ""
        raise BadInput("vulnerability-unknown", f"no advisory names {cve[:80]!r}{hint}", where=library.name)
    return found
