"""Evidence about one device and one vulnerability, from which the tests make cases."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from medward.risk import facts
from medward.risk.decide import decide
from medward.risk.facts import DeviceFacts, VulnerabilityFacts
from medward.risk.records import Case, Contribution, Decision, Verdict
from medward.risk.tables import Tables, standard_tables

ON = date(2026, 11, 21)
EASY = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


@dataclass(frozen=True)
class Evidence:
    """The facts of both, flat, with the defaults that mean unknown."""

    kev: bool | None = None
    ransomware: str = ""
    exploitation: str = ""
    automatable: str = ""
    technical_impact: str = ""
    exploit_references: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()
    exposure: str = ""
    network: str = "unknown"
    address: str = ""
    publicly_exposed: bool | None = None
    care_role: str = ""
    text: str = ""
    harm: str = "unknown"
    life_cycle: str = "unknown"
    ward: str = ""
    epss: float | None = None
    epss_model_on: date | None = ON
    kev_due_on: date | None = None
    verdict: Verdict = Verdict.AFFECTED
    confidence: float = 1.0
    known_on: date | None = None

    def but(self, **changes: Any) -> "Evidence":
        return replace(self, **changes)


def case_of(given: Evidence, tables: Tables | None = None) -> Case:
    device, vulnerability = (
        kind(**{one.name: getattr(given, one.name) for one in fields(kind) if hasattr(given, one.name)})
        for kind in (DeviceFacts, VulnerabilityFacts)
    )
    return facts.case_of(
        device,
        vulnerability,
        verdict=given.verdict,
        confidence=given.confidence,
        known_on=given.known_on,
        tables=tables or standard_tables(),
        on=ON,
    )


def decision_of(given: Evidence, tables: Tables | None = None) -> Decision:
    decision = decide(case_of(given, tables), tables or standard_tables(), ON)
    assert decision is not None
    return decision


def told(decision: Decision, factor: str) -> Contribution:
    (part,) = [part for part in decision.contributions if part.factor == factor]
    return part


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
    **{name: st.sampled_from((getattr(Evidence(), name), *values)) for name, values in KNOWABLE.items()},
)
