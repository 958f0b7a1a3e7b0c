"""Plain facts become a case, with their sources."""

from datetime import date

import pytest

from medward.errors import BadInput
from medward.risk.decide import decide
from medward.risk.factors import Input, Status
from medward.risk.facts import DeviceFacts, VulnerabilityFacts, case_of
from medward.risk.records import Case, Decision, Verdict
from medward.risk.tables import standard_tables
from tests.library.risk.evidence import EASY, ON, told


def _case(device: DeviceFacts, vulnerability: VulnerabilityFacts) -> Case:
    return case_of(
        device,
        vulnerability,
        verdict=Verdict.AFFECTED,
        confidence=0.9,
        known_on=None,
        tables=standard_tables(),
        on=ON,
    )


def _decision(device: DeviceFacts, vulnerability: VulnerabilityFacts) -> Decision:
    decision = decide(_case(device, vulnerability), standard_tables(), ON)
    assert decision is not None
    return decision


def test_of_no_facts_at_all_everything_is_unknown_and_the_range_is_whole() -> None:
    decision = _decision(DeviceFacts(), VulnerabilityFacts())
    assert set(decision.unknowns) == set(Input)
    assert decision.outcome_range == ("defer", "immediate")
    assert decision.bod_range == ("fix on system upgrade", "3 days & forensic investigation")
    assert decision.outcome == "out-of-cycle"


def test_of_all_facts_nothing_is_unknown_and_the_decision_is_certain() -> None:
    device = DeviceFacts(
        care_role="monitoring",
        ward="critical care",
        life_cycle="in_use",
        harm="serious",
        network="wired",
        exposure="small",
        publicly_exposed=False,
        source="cmms.csv row 7",
    )
    vulnerability = VulnerabilityFacts(
        kev=True,
        ransomware="Unknown",
        exploitation="active",
        automatable="no",
        technical_impact="partial",
        vectors=(EASY,),
        base_score=9.8,
        epss=0.2,
        epss_percentile=0.95,
        epss_model_on=date(2026, 11, 20),
        kev_source="KEV 2026.11.20",
    )
    decision = _decision(device, vulnerability)
    assert decision.unknowns == ()
    assert decision.outcome_range == ("scheduled", "scheduled")
    assert decision.bod_range == ("14 days", "14 days")
    assert told(decision, "system exposure").source == "cmms.csv row 7"
    assert told(decision, "in kev").source == "KEV 2026.11.20"
    assert {told(decision, name).status for name in ("epss", "cvss", "automatable")} == {Status.PUBLISHED}


@pytest.mark.parametrize(
    ("device", "vulnerability", "code"),
    [
        ({"exposure": "wide"}, {}, "ssvc-value"),
        ({"network": "lan"}, {}, "care-word"),
        ({"harm": "bad"}, {}, "care-word"),
        ({}, {"automatable": "often"}, "ssvc-value"),
        ({}, {"vectors": ("AV:N",)}, "cvss-invalid"),
        ({}, {"epss": 3.0}, "factor-invalid"),
        ({}, {"base_score": 11.0}, "factor-invalid"),
    ],
)
def test_a_fact_outside_its_scale_is_refused(
    device: dict[str, str], vulnerability: dict[str, object], code: str
) -> None:
    with pytest.raises(BadInput) as caught:
        _case(DeviceFacts(**device), VulnerabilityFacts(**vulnerability))  # type: ignore[arg-type]
    assert caught.value.code == code
