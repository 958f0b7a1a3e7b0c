"""Tells one answer in words: the row, the advisory, why they belong together, what decides, and what is open.

Rules:

1. Every statement names where it stands: file, row and column, or document and JSON pointer.
2. Words of documents are quoted as they are, in double quotes; everything else is ours.
3. A story invents nothing: what nobody knows is told as unknown, with who could know it.

What a decision rests on is told by ``decision_story``, a pair without an answer by ``nearest``.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from medward.advisories.records import Advisory, Product, Vulnerability
from medward.cli.screen import one_line, wrapped
from medward.inventory.records import Device
from medward.matching.records import Match, Reason, Step, Verdict

_LABEL = 20
_LONGEST_QUOTE = 600

_TOLD_FIELDS = {
    "asset_tag": "asset tag",
    "manufacturer": "manufacturer",
    "model": "model",
    "description": "description",
    "software_version": "software version",
    "serial_number": "serial number",
    "site": "site",
    "ward": "ward",
    "location": "location",
    "life_cycle": "life cycle",
    "network": "network",
    "ip": "address",
    "in_service_on": "in service since",
    "manufactured_on": "manufactured",
    "care_role": "care role",
    "harm": "worst harm",
    "owner": "responsible",
}
_ALWAYS_TOLD = ("manufacturer", "model", "software_version")

_QUESTIONS = {
    Step.NAME: "Is it this product?",
    Step.MAKER: "Is it this maker?",
    Step.VERSION: "Is it this version?",
    Step.CONDITION: "Does the condition hold?",
    Step.TEXT: "What does the text change?",
    Step.REPAIR: "Is it repaired?",
}

_SENTENCES = {
    Verdict.AFFECTED: "is AFFECTED by",
    Verdict.NEEDS_VERSION: "MAY BE AFFECTED, its version or a circumstance decides, by",
    Verdict.NOT_AFFECTED: "is NOT AFFECTED by",
}


def heading(text: str) -> str:
    """Return the heading of a chapter, with an empty line before it."""
    return f"\n{text}\n{'─' * len(text)}"


def entry(label: str, text: str) -> str:
    """Return a wrapped paragraph behind a label of a chapter."""
    return wrapped(text, first=f"  {label:<{_LABEL}}", then=" " * (_LABEL + 2))


def verdict_sentence(device: Device, match: Match) -> str:
    """Return the answer in one sentence."""
    said = f"{device.asset_tag} {_SENTENCES[match.verdict]} {match.key}, says {match.advisory_id}"
    return wrapped(f"{said} (confidence {match.confidence:.2f}).")


def device_story(device: Device) -> Iterator[str]:
    """Yield what the row says, and from which cell each value comes."""
    yield heading("The device, as the row says it")
    for field, name in _TOLD_FIELDS.items():
        value = getattr(device, field)
        text = "" if value is None or str(value) == "unknown" else str(value)
        text = text.replace("_", " ") if isinstance(value, StrEnum) else text
        origin = device.origins.get(field)
        if text:
            yield entry(name, f"{text}   [{origin}]" if origin else text)
        elif field in _ALWAYS_TOLD:
            yield entry(name, f"unknown: the cell says nothing of it   [{origin}]" if origin else "unknown: no column")
    unknown = [
        name
        for field, name in _TOLD_FIELDS.items()
        if field not in _ALWAYS_TOLD and str(getattr(device, field) or "unknown") == "unknown"
    ]
    if unknown:
        yield entry("not known", ", ".join(unknown))


def advisory_story(advisory: Advisory, vulnerability: Vulnerability, product: Product | None) -> Iterator[str]:
    """Yield which document speaks, of which product and which vulnerability."""
    yield heading(f"The advisory, {advisory.advisory_id}")
    yield entry("title", advisory.title)
    days = [
        f"{word} {at.date()}"
        for word, at in (("published", advisory.initial_release_at), ("as of", advisory.current_release_at))
        if at
    ]
    yield entry("publisher", ", ".join([advisory.publisher, *days, f"version {advisory.version}"]))
    yield entry("document", f"{advisory.source}, SHA-256 {advisory.sha256[:16]}…")
    if product:
        yield entry("product", f"“{product.full_name}”   at {product.path}")
    named = " ".join(filter(None, (vulnerability.key, vulnerability.cwe, vulnerability.title)))
    yield entry("vulnerability", f"{named}   at {vulnerability.path}")
    for note in vulnerability.notes[:1]:
        yield entry("what it is", f"“{one_line(note.text, _LONGEST_QUOTE)}”   at {note.path}")
    for score in vulnerability.scores:
        if product is None or product.product_id in score.product_ids:
            yield entry("score", f"CVSS {score.version} {score.base_score} {score.severity} {score.vector}")


def reasons_story(match: Match) -> Iterator[str]:
    """Yield the reasons of an answer under the questions that they answer."""
    yield heading("Why")
    asked = ""
    for reason in match.reasons:
        question = _QUESTIONS[reason.step]
        if question != asked:
            yield f"  {question}"
            asked = question
        yield wrapped(reason.says, first="    ")
        if reason.words:
            yield wrapped(quote(reason), first="      ")


def quote(reason: Reason) -> str:
    """Return the words of a reason in quotes, with the JSON pointer where they stand."""
    words = f"“{one_line(reason.words, _LONGEST_QUOTE)}”"
    return f"{words}   at {reason.path}" if reason.path else words


def confidence_story(match: Match, least: float) -> Iterator[str]:
    """Yield what the confidence means."""
    share = round(100 * match.confidence)
    yield heading(f"How sure: {match.confidence:.2f}")
    yield wrapped(
        f"Of 100 answers with evidence like this, about {share} were right that the device is the one the advisory "
        "speaks of. It says nothing about how bad it is.",
        first="  ",
    )
    if match.confidence < least:
        yield wrapped(f"It is below {least:g}: the other commands count this answer and do not list it.", first="  ")


def version_question(device: Device, match: Match) -> Iterator[str]:
    """Yield what would settle an answer that needs a version."""
    if match.verdict is not Verdict.NEEDS_VERSION:
        return
    asked = [reason for reason in match.reasons if reason.step in (Step.VERSION, Step.CONDITION)]
    cell = device.origins.get("software_version")
    where = f"the cell {cell}" if cell else "a column with the software version"
    given = f"The row says “{device.software_version}”" if device.software_version.strip() else "The row says nothing"
    yield entry("the version", f"{given}; read it on the device or ask {asks_whom(device)}, and put it into {where}.")
    for reason in asked:
        yield entry("", f"{reason.says} {quote(reason) if reason.words else ''}")


def asks_whom(device: Device) -> str:
    """Return whom to ask about a device: whoever the row names as responsible, else whoever looks after it."""
    return device.owner or f"whoever looks after {device.manufacturer or 'the'} devices"
