"""Evidence about one device and one vulnerability, from which the tests make cases."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from medward.risk.care import (
    mission_impact_from,
    read_care_role,
    read_state,
    read_ward,
    safety_impact_from,
)
from medward.risk.cvss import score_vector
from medward.risk.decide import Case, Decision, Verdict, decide
from medward.risk.factors import (
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
from medward.risk.tables import Tables, standard_tables

ON = date(2026, 11, 21)
EASY = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


@dataclass(frozen=True)
class Evidence:
    kev: bool | None = None
    ransomware: str = ""
    exploitation: str | None = None
    automatable: str | None = None
    technical_impact: str | None = None
    exploit_references: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()
    exposure: str | None = None
    network: str = "unknown"
    address: str = ""
    publicly_exposed: bool | None = None
    care_role: str = ""
    text: str = ""
    harm: str = "unknown"
    life_cycle: str = "unknown"
    ward: str = ""
    epss: float | None = None
    model_on: date | None = ON
    verdict: Verdict = Verdict.AFFECTED
    confidence: float = 1.0
    known_on: date | None = None
    kev_due_on: date | None = None

    def but(self, **changes: Any) -> "Evidence":
        return replace(self, **changes)


def case_of(given: Evidence, tables: Tables | None = None) -> Case:
    care = (tables or standard_tables()).care
    scores = [score_vector(vector) for vector in given.vectors]
    in_kev = in_kev_from(given.kev, given.exploitation)
    exposure = exposure_from(given.exposure, given.network, given.address)
    role = read_care_role(given.care_role, given.text, care)
    state = read_state(given.life_cycle, given.network)
    ward = read_ward(given.ward, role.working, care)
    return Case(
        verdict=given.verdict,
        confidence=given.confidence,
        exploitation=exploitation_from(given.kev, given.exploitation, given.exploit_references),
        automatable=automatable_from(given.automatable, scores),
        technical_impact=technical_impact_from(given.technical_impact, scores),
        in_kev=in_kev,
        ransomware=ransomware_from(in_kev, given.ransomware),
        exposure=exposure,
        publicly_exposed=publicly_exposed_from(given.publicly_exposed, exposure),
        safety_impact=safety_impact_from(role, given.harm, state, care),
        mission_impact=mission_impact_from(role, ward, state, care),
        epss=epss_from(given.epss, None, given.model_on, ON, stale_after_days=7),
        cvss=cvss_from(scores),
        known_on=given.known_on,
        kev_due_on=given.kev_due_on,
    )


def decision_of(given: Evidence, tables: Tables | None = None) -> Decision:
    decision = decide(case_of(given, tables), tables or standard_tables(), ON)
    assert decision is not None
    return decision


KNOWABLE: dict[str, tuple[Any, ...]] = {
    "kev": (False, True),
    "exploitation": ("none", "poc", "active"),
    "automatable": ("no", "yes"),
    "technical_impact": ("partial", "total"),
    "exposure": ("small", "controlled", "open"),
    "publicly_exposed": (False, True),
    "harm": ("negligible", "minor", "serious", "critical", "catastrophic"),
    "care_role": tuple(reversed(standard_tables().care.roles)),
    "ward": standard_tables().care.wards,
    "life_cycle": ("disposed", "spare", "in_use"),
}
"""The evidence that may be unknown, with the values that may be published in its place."""

_vectors = st.builds(
    "CVSS:3.1/AV:{}/AC:{}/PR:{}/UI:{}/S:{}/C:{}/I:{}/A:{}".format,
    *(st.sampled_from(values) for values in ("NALP", "LH", "NLH", "NR", "UC", "NLH", "NLH", "NLH")),
)

evidence = st.builds(
    Evidence,
    ransomware=st.sampled_from(["", "Known", "Unknown"]),
    exploit_references=st.sampled_from([(), ("an address",)]),
    vectors=st.lists(_vectors, max_size=2).map(tuple),
    network=st.sampled_from(["unknown", "none", "wired", "wireless", "connected"]),
    address=st.sampled_from(["", "10.1.2.3", "8.8.8.8", "not an address"]),
    text=st.sampled_from(["", "VENTILATOR", "PT MONITOR", "PACS SERVER", "XQ-77"]),
    epss=st.none() | st.floats(0, 1),
    verdict=st.sampled_from([Verdict.AFFECTED, Verdict.NEEDS_VERSION]),
    confidence=st.floats(0, 1),
    known_on=st.none() | st.dates(date(2020, 1, 1), ON),
    **{
        name: st.sampled_from((Evidence.__dataclass_fields__[name].default, *values))
        for name, values in KNOWABLE.items()
    },
)
