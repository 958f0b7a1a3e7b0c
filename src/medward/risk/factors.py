"""The inputs of a decision, as values that say what they may be, what is assumed of them, and why.

It knows the inputs that come from the vulnerability (exploitation, automation, technical impact, known exploitation,
EPSS, CVSS) and from the place of the device in the network. ``care`` knows those that come from the patient's side.

Rules:

1. An input is *published* when a document or the hospital's own record states it, *inferred* when a written rule below
   draws it from other evidence, *unknown* otherwise. Each names its source and says why; one that cannot is refused.
2. ``values`` are all values that the input may still take. An inference that may be wrong keeps the others in it, and
   so does a point that a catalogue not yet consulted may outweigh: what is learnt later never leads outside the range
   that was shown.
3. ``working`` is the value a decision assumes until then: the published one; else the worst that is *plausible*:
   - exploitation: a KEV entry means active; a public exploit reference means proof of concept or worse; when the KEV
     was consulted and has no entry, no worse than proof of concept (of 43,802 CVEs outside the KEV, CISA calls 3
     active); when it was not consulted, nothing rules active out, and active is assumed.
   - automatable: a vector AV:N/AC:L/PR:N/UI:N (with AT:N in 4.0) means yes (CISA says yes for 6,023 of 6,986); another
     vector names an obstacle, so no is assumed (CISA says yes for 295 of 25,776); without a vector yes is assumed.
   - technical impact: total when confidentiality and integrity are both lost entirely (CISA says total for 10,840 of
     11,504); another vector means partial (total for 1,280 of 21,258); without a vector total is assumed.
   - in KEV: no when CISA itself calls the exploitation none or proof of concept; else, not consulted, yes is assumed.
   - system exposure: no network means small, a public address means open; else controlled, because a hospital's
     network has a border, and what stands openly outside it is an exception that a record must name.
   - publicly exposed: as the exposure: open means yes, anything less no.
   - EPSS and CVSS, which only order equal decisions: without a value, the highest.
4. Evidence adds up to the worse side: a reference outweighs a container that says none, an address outweighs a record
   that says "no network". No function here answers worse evidence with a better value.

It leaves to others: reading the sources, and what follows (``decide``). The counts in rule 3 are from CISA's container
in 44,026 CVE records (cisagov/vulnrichment) and show that the rules fit; they are no weights.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from medward.errors import BadInput
from medward.risk.cvss import CvssScore
from medward.risk.ssvc import DecisionPoint, published_table


class Status(StrEnum):
    """Where a value comes from: stated by someone, drawn by a written rule, or nobody knows."""

    PUBLISHED = "published"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Input(StrEnum):
    """The inputs of a decision, by the names that results show."""

    EXPLOITATION = "exploitation"
    AUTOMATABLE = "automatable"
    TECHNICAL_IMPACT = "technical impact"
    IN_KEV = "in kev"
    RANSOMWARE = "ransomware use"
    EXPOSURE = "system exposure"
    PUBLICLY_EXPOSED = "publicly exposed"
    SAFETY_IMPACT = "safety impact"
    MISSION_IMPACT = "mission impact"
    EPSS = "epss"
    CVSS = "cvss"


@cache
def scale_of(name: Input) -> DecisionPoint:
    """Return the published values of an input, least urgent first; EPSS and CVSS are numbers and have none."""
    if name is Input.RANSOMWARE:
        # CISA's catalogue knows two words for it, "Unknown" and "Known"; it never says that there was none.
        return DecisionPoint("medward:RANSOMWARE:1.0.0", name, ("not known", "known"), ("N", "K"))
    tables = (published_table(table) for table in ("deployer", "human_impact", "bod_26_04"))
    return next(point for table in tables for point in table.points if point.name == name)


@dataclass(frozen=True, slots=True)
class Factor:
    """An input that takes one of a few published values.

    ``values`` holds every value it may still take, ``working`` the one of them that a decision assumes. Raises
    ``BadInput`` with code ``factor-invalid`` when the working value is none of the possible ones, when an unknown input
    has but one, or when source or reason is missing: nothing is assumed silently. A value that is not on the input's
    scale is ``ssvc-value``.
    """

    name: Input
    values: frozenset[str]
    working: str
    status: Status
    source: str
    why: str

    def __post_init__(self) -> None:
        for value in sorted(self.values):
            scale_of(self.name).place(value)
        if self.working not in self.values:
            raise self._invalid(f"the working value {self.working!r} is not among the possible ones")
        if self.status is Status.UNKNOWN and len(self.values) == 1:
            raise self._invalid("a single possible value is not unknown")
        if not self.source or not self.why:
            raise self._invalid("a source and a reason are needed")

    def _invalid(self, why: str) -> BadInput:
        return BadInput("factor-invalid", why, where=str(self.name))


@dataclass(frozen=True, slots=True)
class Measure:
    """An input that is a number from 0 to ``highest``; ``value`` None means unknown. Errors as for ``Factor``."""

    name: Input
    value: float | None
    highest: float
    status: Status
    source: str
    why: str

    def __post_init__(self) -> None:
        if self.value is not None and not 0.0 <= self.value <= self.highest:
            raise BadInput("factor-invalid", f"{self.value} is not within 0 and {self.highest:g}", where=str(self.name))
        if (self.value is None) != (self.status is Status.UNKNOWN):
            raise BadInput("factor-invalid", f"{self.value} cannot be called {self.status}", where=str(self.name))
        if not self.source or not self.why:
            raise BadInput("factor-invalid", "a source and a reason are needed", where=str(self.name))

    @property
    def working(self) -> float:
        """The number that orders equal decisions: the value, else the highest there is."""
        return self.highest if self.value is None else self.value


def stated(name: Input, value: str, source: str, why: str) -> Factor:
    """Return a published input; ``BadInput`` ``ssvc-value`` when the value is not on its scale."""
    scale_of(name).place(value)
    return Factor(name, frozenset({value}), value, Status.PUBLISHED, source, why)


def exploitation_from(
    kev: bool | None,
    adp_point: str | None,
    exploit_references: Sequence[str],
    *,
    kev_source: str = "KEV",
    adp_source: str = "CISA's container",
) -> Factor:
    """Return exploitation: ``none``, ``public poc`` or ``active``.

    ``kev`` is None when the catalogue was not consulted, else whether it has an entry. ``adp_point`` is CISA's word
    (``none``, ``poc``, ``active``, any case; None or empty when there is none). ``exploit_references`` are addresses
    of public exploits.
    """
    scale, point = scale_of(Input.EXPLOITATION), _point_value(adp_point, Input.EXPLOITATION)
    named = f"reference {min(exploit_references)}" if exploit_references else ""
    if kev:
        why = "an entry in the catalogue of known exploited vulnerabilities means active exploitation"
        return _inferred(Input.EXPLOITATION, {"active"}, "active", kev_source, why)
    if point is not None:
        # A catalogue that was not consulted may have an entry, which would outweigh the point.
        open_end = {"active"} if kev is None else set()
        caveat = "; the KEV was not consulted" if kev is None else ""
        if exploit_references and point == "none":
            why = f"a public exploit reference outweighs the published point, which says none{caveat}"
            source = f"{named}; {adp_source}"
            return _inferred(Input.EXPLOITATION, {"public poc"} | open_end, "public poc", source, why)
        why = f"the decision point as published{caveat}"
        return Factor(Input.EXPLOITATION, frozenset({point} | open_end), point, Status.PUBLISHED, adp_source, why)
    worst = "active" if kev is None else "public poc"
    reason = (
        "the KEV was not consulted, so nothing rules out active exploitation"
        if kev is None
        else "the KEV has no entry, so no worse than a public proof of concept is plausible"
    )
    if exploit_references:
        why = f"a public exploit reference means at least a proof of concept; {reason}"
        return _inferred(Input.EXPLOITATION, {"public poc", "active"}, worst, named, why)
    source = "no source" if kev is None else f"{kev_source}, no entry"
    return _unknown(Input.EXPLOITATION, scale.values, worst, source, f"no point is published; {reason}")


def automatable_from(
    adp_point: str | None, scores: Sequence[CvssScore] = (), *, adp_source: str = "CISA's container"
) -> Factor:
    """Return whether an attack can be automated, ``no`` or ``yes``, from CISA's point, else from the vectors."""
    point = _point_value(adp_point, Input.AUTOMATABLE)
    if point is not None:
        return stated(Input.AUTOMATABLE, point, adp_source, "the decision point as published")
    both = scale_of(Input.AUTOMATABLE).values
    if not scores:
        why = "neither point nor vector is published, so nothing speaks against automation"
        return _unknown(Input.AUTOMATABLE, both, "yes", "no source", why)
    easiest = min(scores, key=lambda score: (len(_obstacles(score)), score.version == "2.0", score.vector))
    obstacles = _obstacles(easiest)
    if obstacles:
        why = f"no point is published; {', '.join(obstacles)} in the vector stands in the way of automation"
        return _unknown(Input.AUTOMATABLE, both, "no", f"vector {easiest.vector}", why)
    if easiest.version == "2.0":
        why = "no point is published; a version 2 vector without obstacle does not say whether a user is needed"
        return _unknown(Input.AUTOMATABLE, both, "yes", f"vector {easiest.vector}", why)
    why = "reachable over the network, simple, without privileges and without a user's help"
    return _inferred(Input.AUTOMATABLE, both, "yes", f"vector {easiest.vector}", why)


def technical_impact_from(
    adp_point: str | None, scores: Sequence[CvssScore] = (), *, adp_source: str = "CISA's container"
) -> Factor:
    """Return the technical impact, ``partial`` or ``total``, from CISA's point, else from the vectors."""
    point = _point_value(adp_point, Input.TECHNICAL_IMPACT)
    if point is not None:
        return stated(Input.TECHNICAL_IMPACT, point, adp_source, "the decision point as published")
    both = scale_of(Input.TECHNICAL_IMPACT).values
    if not scores:
        why = "neither point nor vector is published, so nothing speaks against total control"
        return _unknown(Input.TECHNICAL_IMPACT, both, "total", "no source", why)
    gravest = min(scores, key=lambda score: (not _loses_everything(score), score.vector))
    if _loses_everything(gravest):
        why = "confidentiality and integrity are lost entirely"
        return _inferred(Input.TECHNICAL_IMPACT, both, "total", f"vector {gravest.vector}", why)
    why = "no point is published; the vector leaves confidentiality or integrity in part"
    return _unknown(Input.TECHNICAL_IMPACT, both, "partial", f"vector {gravest.vector}", why)


def in_kev_from(kev: bool | None, adp_point: str | None = None, *, kev_source: str = "KEV") -> Factor:
    """Return whether the catalogue of known exploited vulnerabilities has an entry; ``kev`` as above."""
    if kev is not None:
        why = "the catalogue has an entry" if kev else "the catalogue was consulted and has no entry"
        return stated(Input.IN_KEV, "yes" if kev else "no", kev_source, why)
    point, both = _point_value(adp_point, Input.EXPLOITATION), scale_of(Input.IN_KEV).values
    if point in ("none", "public poc"):
        why = f"the KEV was not consulted, but CISA calls the exploitation {point}"
        return _unknown(Input.IN_KEV, both, "no", "CISA's container", why)
    return _unknown(Input.IN_KEV, both, "yes", "no source", "the KEV was not consulted, so nothing rules out an entry")


def ransomware_from(in_kev: Factor, word: str = "") -> Factor:
    """Return whether ransomware campaigns use it; ``word`` is the KEV entry's ``Known`` or ``Unknown``."""
    if in_kev.values == {"no"}:
        why = "what has no entry in the catalogue is not known to be used by ransomware"
        return _inferred(Input.RANSOMWARE, {"not known"}, "not known", in_kev.source, why)
    given = {"known": "known", "unknown": "not known"}.get(word.strip().lower())
    if given is not None and in_kev.values == {"yes"}:
        return stated(
            Input.RANSOMWARE, given, in_kev.source, f"the entry says {word.strip()!r} of ransomware campaigns"
        )
    working = "known" if in_kev.working == "yes" else "not known"
    why = f"no entry says it; in kev is assumed {in_kev.working}: {in_kev.why}"
    return _unknown(Input.RANSOMWARE, scale_of(Input.RANSOMWARE).values, working, in_kev.source, why)


def exposure_from(given: str | None, network: str, address: str = "", *, source: str = "inventory") -> Factor:
    """Return the system exposure: ``small``, ``controlled`` or ``open``.

    ``given`` is what the hospital states of the device's segment, in these words, or None. ``network`` is ``none``,
    ``wired``, ``wireless``, ``connected`` or ``unknown``. ``address`` is an IP address; one that cannot be read counts
    as none given.
    """
    if given:
        return stated(Input.EXPOSURE, given, source, "stated of the device or its segment")
    values = scale_of(Input.EXPOSURE).values
    public = _is_public(address)
    if public:
        why = f"{address} is a public address; whether something restricts access to it is not stated"
        return _inferred(Input.EXPOSURE, values, "open", source, why)
    if public is False:
        why = f"{address} is a private address, which the internet does not reach; the segment is not stated"
        return _inferred(Input.EXPOSURE, values, "controlled", source, why)
    if network == "none":
        return _inferred(Input.EXPOSURE, {"small"}, "small", source, "the record says that it is on no network")
    seen = "connected" if network in ("wired", "wireless", "connected") else "perhaps connected"
    why = f"{seen}, segment not stated; a hospital's network has a border, so open is the exception a record must name"
    return _unknown(Input.EXPOSURE, values, "controlled", source if seen == "connected" else "no source", why)


def publicly_exposed_from(given: bool | None, exposure: Factor, *, source: str = "inventory") -> Factor:
    """Return whether public networks reach the device (BOD 26-04's point), as stated, else from its exposure."""
    if given is not None:
        return stated(Input.PUBLICLY_EXPOSED, "yes" if given else "no", source, "stated of the device")
    working = "yes" if exposure.working == "open" else "no"
    why = f"not stated; system exposure {exposure.working}, {exposure.status}: {exposure.why}"
    both = scale_of(Input.PUBLICLY_EXPOSED).values
    make = _unknown if exposure.status is Status.UNKNOWN else _inferred
    return make(Input.PUBLICLY_EXPOSED, both, working, exposure.source, why)


def epss_from(
    score: float | None,
    percentile: float | None,
    model_on: date | None,
    on: date,
    *,
    stale_after_days: int,
    source: str = "EPSS",
) -> Measure:
    """Return the probability (0 to 1) of exploitation within 30 days that FIRST's model gives (www.first.org/epss).

    ``model_on`` is the date of the scores. A score older than ``stale_after_days`` on the day ``on``, or without a
    date, is used and says so. ``BadInput`` ``factor-invalid`` when it is no probability.
    """
    if score is None:
        return Measure(Input.EPSS, None, 1.0, Status.UNKNOWN, "no source", "no score is known; the highest is assumed")
    rank = "" if percentile is None else f", percentile {percentile:.4f}"
    if model_on is None:
        age = "of unknown date"
    else:
        days = (on - model_on).days
        stale = f", older than {stale_after_days} days" if days > stale_after_days else ""
        age = f"of {model_on.isoformat()}{stale}"
    return Measure(Input.EPSS, score, 1.0, Status.PUBLISHED, source, f"score {score:.5f}{rank}, {age}")


def cvss_from(scores: Sequence[CvssScore], published: float | None = None, *, source: str = "advisory") -> Measure:
    """Return the highest base score (0 to 10), recomputed from the vectors, else as published without one.

    The reason names a published number that the vector does not give, and the safety metrics of version 4.0.
    """
    if scores:
        worst = max(scores, key=lambda score: (score.base, score.vector))
        why = f"base score {worst.base} of {worst.vector}, recomputed"
        if published is not None and published not in {score.base for score in scores}:
            why += f"; published as {published}, which no vector gives"
        safety = sorted({metric for score in scores for metric in score.safety})
        if safety:
            why += f"; speaks of safety: {', '.join(safety)}"
        return Measure(Input.CVSS, worst.base, 10.0, Status.PUBLISHED, source, why)
    if published is not None:
        why = f"base score {published} as published, without a vector to recompute it from"
        return Measure(Input.CVSS, published, 10.0, Status.PUBLISHED, source, why)
    why = "neither vector nor score is known; the highest is assumed"
    return Measure(Input.CVSS, None, 10.0, Status.UNKNOWN, "no source", why)


def _point_value(word: str | None, name: Input) -> str | None:
    """Return CISA's word as the published value; its records write ``poc`` and ``PoC`` for a public one."""
    if word is None or not word.strip():
        return None
    value = word.strip().lower()
    value = "public poc" if value == "poc" else value
    scale_of(name).place(value)
    return value


def _obstacles(score: CvssScore) -> list[str]:
    """Name the metrics of a vector that keep an attack from running by itself over the network."""
    easy = {"AV": "N", "AC": "L", "AT": "N", "PR": "N", "Au": "N", "UI": "N"}
    return [f"{metric}:{value}" for metric, value in score.metrics.items() if easy.get(metric, value) != value]


def _loses_everything(score: CvssScore) -> bool:
    metrics = score.metrics
    if score.version == "2.0":
        return metrics["C"] == metrics["I"] == "C"
    if score.version == "4.0":
        return metrics["VC"] == metrics["VI"] == "H"
    return metrics["C"] == metrics["I"] == "H"


def _is_public(address: str) -> bool | None:
    """Tell a public address from a private one; None for a text that is no address or one of no device's own."""
    try:
        read = ipaddress.ip_address(address.strip())
    except ValueError:
        return None
    return None if read.is_unspecified or read.is_loopback or read.is_multicast else read.is_global


def _inferred(name: Input, values: Sequence[str] | set[str], working: str, source: str, why: str) -> Factor:
    return Factor(name, frozenset(values), working, Status.INFERRED, source, why)


def _unknown(name: Input, values: Sequence[str] | set[str], working: str, source: str, why: str) -> Factor:
    return Factor(name, frozenset(values), working, Status.UNKNOWN, source, why)
