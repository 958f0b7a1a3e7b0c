"""What is known of a device and of a vulnerability, as plain values, and the case that follows.

It knows which function of ``factors`` and ``care`` turns which facts into which input, so that a caller who has an
inventory, advisories and catalogues need only copy their values.

Rules:

1. A fact that nobody gave stays at its default, which means *unknown* (None, an empty text, or the word ``unknown``);
   what is then assumed is told by the input that needs it.
2. A fact says where it is from: ``source`` of a device, and the sources of a vulnerability, are shown with each input.
3. Equal facts are worked out once; the answers do not depend on it.

It leaves to others: reading the facts, and deciding the case (``decide``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from medward.risk.care import mission_impact_from, read_care_role, read_state, read_ward, safety_impact_from
from medward.risk.cvss import score_vector
from medward.risk.factors import (
    Factor,
    Measure,
    automatable_from,
    cvss_from,
    epss_from,
    exploitation_from,
    exposure_from,
    in_kev_from,
    publicly_exposed_from,
    ransomware_from,
    technical_impact_from,
)
from medward.risk.records import Case, Verdict
from medward.risk.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFacts:
    """What a hospital knows of a device.

    ``text`` is its description, model and maker's words; ``care_role`` and ``ward`` are the hospital's own words.
    ``life_cycle``, ``harm`` and ``network`` are the words of ``medward.inventory.records``; ``address`` is an IP
    address; ``panel`` the two letters of the FDA's review panel of its product code. ``exposure`` (small, controlled,
    open), ``safety_impact`` and ``mission_impact`` are assessments in SSVC's words, where the hospital made them.
    """

    text: str = ""
    care_role: str = ""
    panel: str = ""
    ward: str = ""
    life_cycle: str = "unknown"
    harm: str = "unknown"
    network: str = "unknown"
    address: str = ""
    exposure: str = ""
    publicly_exposed: bool | None = None
    safety_impact: str = ""
    mission_impact: str = ""
    source: str = "inventory"


@dataclass(frozen=True, slots=True, kw_only=True)
class VulnerabilityFacts:
    """What the world says of a vulnerability.

    ``kev`` says whether CISA's catalogue has an entry, None when it was not consulted; ``ransomware`` (``Known`` or
    ``Unknown``) and ``kev_due_on`` are of that entry. ``exploitation``, ``automatable`` and ``technical_impact`` are
    CISA's points in its own words. ``vectors`` are CVSS vectors, ``base_score`` (0 to 10) a published one; ``epss`` and
    ``epss_percentile`` are 0 to 1, ``epss_model_on`` the date of that model. ``exploit_references`` are addresses of
    public exploits.
    """

    kev: bool | None = None
    ransomware: str = ""
    kev_due_on: date | None = None
    exploitation: str = ""
    automatable: str = ""
    technical_impact: str = ""
    exploit_references: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()
    base_score: float | None = None
    epss: float | None = None
    epss_percentile: float | None = None
    epss_model_on: date | None = None
    kev_source: str = "KEV"
    adp_source: str = "CISA's container"
    score_source: str = "advisory"
    epss_source: str = "EPSS"


def case_of(
    device: DeviceFacts,
    vulnerability: VulnerabilityFacts,
    *,
    verdict: Verdict,
    confidence: float,
    known_on: date | None,
    tables: Tables,
    on: date,
) -> Case:
    """Return the case of a device and a vulnerability that a match has joined.

    ``confidence`` (0 to 1) is that of the match, ``known_on`` the day since which the hospital could know, ``on`` the
    day of the decision. Raises ``BadInput`` when a fact is not on its scale: ``ssvc-value``, ``care-word``,
    ``cvss-invalid``, ``factor-invalid`` or ``case-invalid``.
    """
    of_device = _device_inputs(device, tables)
    of_vulnerability = _vulnerability_inputs(vulnerability, tables, on)
    return Case(
        verdict=verdict,
        confidence=confidence,
        exploitation=of_vulnerability.exploitation,
        automatable=of_vulnerability.automatable,
        technical_impact=of_vulnerability.technical_impact,
        in_kev=of_vulnerability.in_kev,
        ransomware=of_vulnerability.ransomware,
        exposure=of_device.exposure,
        publicly_exposed=of_device.publicly_exposed,
        safety_impact=of_device.safety_impact,
        mission_impact=of_device.mission_impact,
        epss=of_vulnerability.epss,
        cvss=of_vulnerability.cvss,
        known_on=known_on,
        kev_due_on=vulnerability.kev_due_on,
    )


@dataclass(frozen=True, slots=True)
class _DeviceInputs:
    exposure: Factor
    publicly_exposed: Factor
    safety_impact: Factor
    mission_impact: Factor


@lru_cache(maxsize=65_536)
def _device_inputs(facts: DeviceFacts, tables: Tables) -> _DeviceInputs:
    care, source = tables.care, facts.source
    exposure = exposure_from(facts.exposure, facts.network, facts.address, source=source)
    role = read_care_role(facts.care_role, facts.text, care, panel=facts.panel, source=source)
    state = read_state(facts.life_cycle, facts.network, source=source)
    ward = read_ward(facts.ward, role.working, care, source=source)
    return _DeviceInputs(
        exposure,
        publicly_exposed_from(facts.publicly_exposed, exposure, source=source),
        safety_impact_from(role, facts.harm, state, care, given=facts.safety_impact, source=source),
        mission_impact_from(role, ward, state, care, given=facts.mission_impact, source=source),
    )


@dataclass(frozen=True, slots=True)
class _VulnerabilityInputs:
    exploitation: Factor
    automatable: Factor
    technical_impact: Factor
    in_kev: Factor
    ransomware: Factor
    epss: Measure
    cvss: Measure


@lru_cache(maxsize=65_536)
def _vulnerability_inputs(facts: VulnerabilityFacts, tables: Tables, on: date) -> _VulnerabilityInputs:
    kev, adp = facts.kev_source, facts.adp_source
    scores = [score_vector(vector) for vector in facts.vectors]
    in_kev = in_kev_from(facts.kev, facts.exploitation, kev_source=kev)
    stale_after = tables.deadlines.epss_stale_after_days
    return _VulnerabilityInputs(
        exploitation_from(facts.kev, facts.exploitation, facts.exploit_references, kev_source=kev, adp_source=adp),
        automatable_from(facts.automatable, scores, adp_source=adp),
        technical_impact_from(facts.technical_impact, scores, adp_source=adp),
        in_kev,
        ransomware_from(in_kev, facts.ransomware),
        epss_from(
            facts.epss,
            facts.epss_percentile,
            facts.epss_model_on,
            on,
            stale_after_days=stale_after,
            source=facts.epss_source,
        ),
        cvss_from(scores, facts.base_score, source=facts.score_source),
    )
