"""Makes small CSAF documents, reads them as any document is read, and asks what they say about a row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from medward.advisories.csaf import read_csaf
from medward.advisories.records import Advisory
from medward.inventory.records import PartialDate
from medward.matching.engine import build_index, match_row
from medward.matching.groups import Group, read_groups
from medward.matching.records import Match, Verdict
from medward.matching.rows import RowKey

FIRST, SECOND, THIRD = "CVE-2021-10001", "CVE-2021-10002", "CVE-2021-10003"
AFFECTED, NOT_AFFECTED, NEEDS_VERSION = Verdict.AFFECTED, Verdict.NOT_AFFECTED, Verdict.NEEDS_VERSION


@dataclass(frozen=True)
class Leaf:
    """One product: its vendor, name and version as three branches, and the publisher's whole name."""

    name: str
    version: str = "All versions"
    vendor: str = "Smiths Medical"
    full_name: str = ""

    @property
    def whole(self) -> str:
        return self.full_name or f"{self.vendor} {self.name}: {self.version}"


@dataclass(frozen=True)
class Flaw:
    """One vulnerability; ``leaves`` are places in the document's list of products, all of them where nothing is said.

    ``status`` maps CSAF's words to such places; ``repairs`` are the details of vendor fixes, each for all products.
    """

    cve: str = FIRST
    summary: str = ""
    repairs: Sequence[str] = ()
    status: dict[str, Sequence[int]] = field(default_factory=dict)
    repaired_leaves: Sequence[int] | None = None
    title: str = ""
    cwe: str = ""


def product_id(place: int) -> str:
    return f"P-{place}"


def csaf(
    leaves: Iterable[Leaf], flaws: Iterable[Flaw] = (Flaw(),), *, title: str = "", advisory_id: str = "ICSMA-21-001-01"
) -> dict[str, Any]:
    """Return a CSAF 2.0 document with these products and vulnerabilities, first released on 2021-06-01."""
    leaves = tuple(leaves)
    released = "2021-06-01T06:00:00.000000Z"
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "publisher": {"category": "coordinator", "name": "An Office", "namespace": "https://office.example"},
            "title": title or (f"{leaves[0].vendor} {leaves[0].name}" if leaves else "Nothing"),
            "tracking": {
                "current_release_date": released,
                "id": advisory_id,
                "initial_release_date": released,
                "revision_history": [{"date": released, "number": "1", "summary": "First"}],
                "status": "final",
                "version": "1",
            },
        },
        "product_tree": {"branches": [_branches(place, leaf) for place, leaf in enumerate(leaves)]},
        "vulnerabilities": [_vulnerability(flaw, len(leaves)) for flaw in flaws],
    }


def _branches(place: int, leaf: Leaf) -> dict[str, Any]:
    ranged = any(sign in leaf.version for sign in "<>*|")
    last = {
        "category": "product_version_range" if ranged else "product_version",
        "name": leaf.version,
        "product": {"name": leaf.whole, "product_id": product_id(place)},
    }
    named = {"category": "product_name", "name": leaf.name, "branches": [last]}
    return {"category": "vendor", "name": leaf.vendor, "branches": [named]}


def _vulnerability(flaw: Flaw, leaves: int) -> dict[str, Any]:
    status = flaw.status or {"known_affected": range(leaves)}
    repaired = range(leaves) if flaw.repaired_leaves is None else flaw.repaired_leaves
    node: dict[str, Any] = {
        "cve": flaw.cve,
        "product_status": {word: [product_id(place) for place in places] for word, places in status.items()},
        "remediations": [
            {"category": "vendor_fix", "details": text, "product_ids": [product_id(place) for place in repaired]}
            for text in flaw.repairs
        ],
    }
    if flaw.summary:
        node["notes"] = [{"category": "summary", "title": "Vulnerability Summary", "text": flaw.summary}]
    if flaw.title:
        node["title"] = flaw.title
    if flaw.cwe:
        node["cwe"] = {"id": flaw.cwe, "name": "A weakness"}
    return node


def read(document: dict[str, Any]) -> Advisory:
    """Read ``document`` from its bytes, as every document is read."""
    return read_csaf(json.dumps(document).encode(), "made.json")


def advisory(*leaves: Leaf, flaws: Iterable[Flaw] = (Flaw(),), title: str = "", advisory_id: str = "A-1") -> Advisory:
    return read(csaf(leaves, flaws, title=title, advisory_id=advisory_id))


def groups(*leaves: Leaf, title: str = "") -> tuple[Group, ...]:
    """Return the groups of a document with these products."""
    return read_groups(advisory(*leaves, title=title))


def row(
    model: str = "",
    version: str = "",
    maker: str = "Smiths Medical",
    description: str = "",
    *,
    in_service: PartialDate | None = None,
    made: PartialDate | None = None,
) -> RowKey:
    return RowKey(maker, model, description, version, in_service, made)


def answers(document: Advisory, key: RowKey) -> dict[str, Match]:
    """Return what one document says about a row, by vulnerability; empty where the row is none of its products."""
    return {match.key: match for match in match_row(key, build_index([document]))}


def verdicts(document: Advisory, key: RowKey) -> dict[str, Verdict]:
    return {cve: match.verdict for cve, match in answers(document, key).items()}


def verdict(document: Advisory, key: RowKey) -> Verdict | None:
    """Return the verdict on the first vulnerability; None where the row is none of the document's products."""
    return verdicts(document, key).get(FIRST)


def names(leaf: Leaf, key: RowKey) -> bool:
    """Tell whether a document on ``leaf`` alone finds ``key`` to be it, whatever the version."""
    return bool(answers(advisory(leaf), key))


def said(document: Advisory, key: RowKey) -> str:
    """Return all reasons of the answer on the first vulnerability, for asking what they rest on."""
    return "\n".join(map(str, answers(document, key)[FIRST].reasons))
