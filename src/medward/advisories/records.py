"""What an advisory says, as values that remember where each was written.

Rules:

1. Every record carries ``path``, the RFC 6901 JSON pointer of its place in the document, so that a reason can quote
   the words and name where they stand.
2. Nothing is interpreted here: a version stays the text that the publisher wrote, a status the word of CSAF 2.0.
3. Records are frozen; a reader makes them, everybody else only reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A note of a document or vulnerability (CSAF 2.0, 3.1.6): ``category`` is CSAF's word, ``path`` its place."""

    category: str
    title: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A link (CSAF 2.0, 3.1.9); ``category`` is ``self`` or ``external``."""

    category: str
    summary: str
    url: str
    path: str


@dataclass(frozen=True, slots=True)
class Branch:
    """One step of the product tree (CSAF 2.0, 3.1.2): ``category`` such as ``vendor``, and the name given there."""

    category: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Product identification helper (CSAF 2.0, 3.1.3.3); each is empty when the publisher gave none."""

    cpe: str = ""
    purl: str = ""
    model_numbers: tuple[str, ...] = ()
    serial_numbers: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """One product that the document can speak of: a leaf of the tree, a loose name, or a relationship.

    ``branches`` leads from the vendor to the leaf. ``vendor``, ``name`` and ``version`` are the texts of the branches
    of those categories (``name`` joins ``product_family`` and ``product_name`` with a blank); each may be empty.
    ``version_category`` is ``product_version``, ``product_version_range`` or empty. ``full_name`` is the publisher's
    own whole name. For a relationship (CSAF 2.0, 3.2.2.4) ``relationship`` is its category, ``component`` and ``host``
    are the identifiers of its two ends, and vendor, name and version are those of the component.
    """

    product_id: str
    vendor: str
    name: str
    version: str
    version_category: str
    full_name: str
    path: str
    branches: tuple[Branch, ...] = ()
    identifiers: Identifiers = field(default_factory=Identifiers)
    relationship: str = ""
    component: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Remediation:
    """What may be done (CSAF 2.0, 3.2.3.12): ``category`` is CSAF's word; groups are already resolved to products."""

    category: str
    details: str
    product_ids: tuple[str, ...]
    url: str
    date: str
    path: str


@dataclass(frozen=True, slots=True)
class Score:
    """A published CVSS score: ``version`` is 2.0, 3.0, 3.1 or 4.0; ``base_score`` is 0 to 10, None when not given."""

    version: str
    vector: str
    base_score: float | None
    severity: str
    product_ids: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A flag (``category`` is its label, for instance ``component_not_present``) or threat, with its products."""

    category: str
    details: str
    product_ids: tuple[str, ...]
    date: str
    path: str


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """One vulnerability of a document.

    ``cve`` is empty when none was assigned; then ``ids`` may name it otherwise. ``status`` maps CSAF's words
    (``known_affected``, ``fixed``, …) to product identifiers, with ``status_paths`` naming where each list stands.
    """

    cve: str
    title: str
    cwe: str
    path: str
    ids: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    status: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status_paths: Mapping[str, str] = field(default_factory=dict)
    remediations: tuple[Remediation, ...] = ()
    scores: tuple[Score, ...] = ()
    flags: tuple[Remark, ...] = ()
    threats: tuple[Remark, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def key(self) -> str:
        """The name by which results call this vulnerability: its CVE, else its first other id, else its path."""
        return self.cve or (self.ids[0] if self.ids else self.path)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Something that the reader tolerated: where, and what was wrong with it."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Advisory:
    """One CSAF document. Times are aware and in UTC; ``source`` is the name under which it was read."""

    advisory_id: str
    title: str
    category: str
    csaf_version: str
    publisher: str
    publisher_category: str
    version: str
    status: str
    tlp: str
    initial_release_at: datetime | None
    current_release_at: datetime | None
    source: str
    sha256: str
    notes: tuple[Note, ...] = ()
    products: tuple[Product, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vulnerabilities: tuple[Vulnerability, ...] = ()
    references: tuple[Reference, ...] = ()
    warnings: tuple[Tolerance, ...] = ()


@dataclass(frozen=True, slots=True)
class Stranger:
    """Something in a folder or archive that is not an advisory: its name, and what it is (``what``, for a person)."""

    name: str
    what: str
