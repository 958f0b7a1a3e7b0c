"""What the world says of one CVE, as values: its record, its known exploitation, its predicted exploitation.

Rules:

1. A part of a CVE record carries ``source``, the short name of the organisation whose container it stands in, and
   ``path``, its RFC 6901 pointer.
2. Nothing is interpreted but the letter case of words that have a fixed list.
3. Records are frozen; what a publisher left out is empty or None, never a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from medward.advisories.records import Tolerance

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CvePoints:
    """SSVC decision points published for a CVE (CISA's container, ``other.type`` ``ssvc``).

    ``exploitation`` is ``none``, ``poc`` or ``active``; ``automatable`` is ``no`` or ``yes``; ``technical_impact`` is
    ``partial`` or ``total``; each is empty when not given. ``version`` is the publisher's version of the points, ``at``
    their time in UTC.
    """

    exploitation: str
    automatable: str
    technical_impact: str
    role: str
    version: str
    at: datetime | None
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class CveScore:
    """A published CVSS score: ``version`` is 2.0, 3.0, 3.1 or 4.0; ``base_score`` is 0 to 10, None when not given."""

    version: str
    vector: str
    base_score: float | None
    severity: str
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class CveVersion:
    """One version or range: from ``version`` up to ``less_than`` (excluded) or ``less_than_or_equal`` (included).

    ``status`` is ``affected``, ``unaffected`` or ``unknown``; without an upper end it speaks of ``version`` alone.
    """

    version: str
    status: str
    version_type: str
    less_than: str
    less_than_or_equal: str
    path: str


@dataclass(frozen=True, slots=True)
class CveAffected:
    """A product that a container speaks of; ``default_status`` holds for versions that ``versions`` does not list."""

    vendor: str
    product: str
    package_name: str
    collection_url: str
    default_status: str
    cpes: tuple[str, ...]
    platforms: tuple[str, ...]
    versions: tuple[CveVersion, ...]
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class CpeMatch:
    """One CPE 2.3 match criterion with its version bounds, each empty when not given."""

    criteria: str
    vulnerable: bool
    version_start_including: str
    version_start_excluding: str
    version_end_including: str
    version_end_excluding: str
    path: str


@dataclass(frozen=True, slots=True)
class CpeNode:
    """Matches joined by ``operator`` (``AND`` or ``OR``), negated when ``negate``."""

    operator: str
    negate: bool
    matches: tuple[CpeMatch, ...]
    path: str


@dataclass(frozen=True, slots=True)
class CpeApplicability:
    """Nodes joined by ``operator`` (``AND`` or ``OR``), negated when ``negate``."""

    operator: str
    negate: bool
    nodes: tuple[CpeNode, ...]
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class CveReference:
    """A link with the tags of its publisher, such as ``exploit`` or ``vendor-advisory``."""

    url: str
    name: str
    tags: tuple[str, ...]
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class CveKnownExploited:
    """A container's statement that the CVE is in CISA's catalogue of known exploited vulnerabilities."""

    added_on: date | None
    reference: str
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class CveRecord:
    """One CVE record; times are aware and in UTC; ``state`` is ``PUBLISHED`` or ``REJECTED``.

    ``origin`` is the name under which it was read; ``summary`` its first English description.
    """

    cve: str
    state: str
    assigner: str
    title: str
    summary: str
    data_version: str
    published_at: datetime | None
    updated_at: datetime | None
    origin: str
    points: tuple[CvePoints, ...] = ()
    known_exploited: tuple[CveKnownExploited, ...] = ()
    scores: tuple[CveScore, ...] = ()
    affected: tuple[CveAffected, ...] = ()
    applicability: tuple[CpeApplicability, ...] = ()
    cwes: tuple[str, ...] = ()
    references: tuple[CveReference, ...] = ()
    warnings: tuple[Tolerance, ...] = ()

    @property
    def latest_points(self) -> CvePoints | None:
        """The decision points of the latest time, None when nobody published any."""
        return max(self.points, key=lambda points: points.at or _EARLIEST, default=None)


@dataclass(frozen=True, slots=True)
class KevEntry:
    """One known exploited vulnerability of CISA's catalogue; ``path`` is a JSON pointer or a line of the CSV."""

    cve: str
    vendor: str
    product: str
    name: str
    added_on: date
    due_on: date | None
    ransomware: Literal["known", "unknown"]
    required_action: str
    description: str
    notes: str
    cwes: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class KevCatalogue:
    """CISA's catalogue of known exploited vulnerabilities, by CVE.

    ``complete`` is False when the catalogue promises more entries than could be read: then the absence of a CVE proves
    nothing. The CSV carries neither ``version`` nor ``released_at`` nor a count.
    """

    version: str
    released_at: datetime | None
    entries: Mapping[str, KevEntry]
    complete: bool
    source: str
    sha256: str
    warnings: tuple[Tolerance, ...] = ()


@dataclass(frozen=True, slots=True)
class EpssScore:
    """Probability of exploitation within 30 days, and the share of CVEs that score no higher; both 0 to 1."""

    probability: float
    percentile: float


@dataclass(frozen=True, slots=True)
class EpssScores:
    """One day's scores of one EPSS model, by CVE.

    ``problems`` lists the first bad rows, their ``path`` being the line; ``bad_rows`` counts all of them.
    """

    model_version: str
    scored_at: datetime
    scores: Mapping[str, EpssScore]
    source: str
    bad_rows: int = 0
    problems: tuple[Tolerance, ...] = ()
