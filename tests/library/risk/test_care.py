"""Care roles, wards and states as they are read from a device's own words, and the impacts that follow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.content.load import content_bytes
from medward.errors import BadInput
from medward.risk.care import (
    failing_cases,
    mission_impact_from,
    read_care_role,
    read_care_table,
    read_state,
    read_ward,
    safety_impact_from,
)
from medward.risk.factors import Status
from medward.risk.tables import standard_tables

CARE = standard_tables().care


@pytest.mark.parametrize("case", CARE.cases, ids=lambda case: case["situation"][:60])
def test_every_situation_worked_out_by_hand(case: dict[str, str]) -> None:
    role = read_care_role("", case["text"], CARE)
    state = read_state(case["life_cycle"], case["network"])
    ward = read_ward(case["ward"], role.working, CARE)
    assert role.working == case["role"]
    assert safety_impact_from(role, case["harm"], state, CARE).working == case["safety"]
    assert mission_impact_from(role, ward, state, CARE).working == case["mission"]


def test_there_are_enough_situations_and_every_role_and_ward_is_in_one() -> None:
    assert len(CARE.cases) >= 30
    assert failing_cases(CARE) == []
    assert {case["role"] for case in CARE.cases} == set(CARE.roles)
    assert {read_ward(case["ward"], case["role"], CARE).working for case in CARE.cases} == set(CARE.wards)


@pytest.mark.parametrize(
    ("stated", "text", "panel", "role", "status"),
    [
        ("Life support", "", "", "life_support", Status.PUBLISHED),
        ("patient_support", "VENTILATOR", "", "patient_support", Status.PUBLISHED),
        ("Beatmungsgerät", "", "", "life_support", Status.INFERRED),
        ("", "Infusion Pumps, 3 ch.", "", "therapy_delivery", Status.INFERRED),
        ("", "PYXIS ANESTHESIA STATION", "", "medication_supply", Status.INFERRED),
        ("", "ANESTHESIA MACHINE", "", "life_support", Status.INFERRED),
        ("", "IntelliVue MX40 (WLAN)", "", "monitoring", Status.INFERRED),
        ("", "X-RAY ROOM", "", "diagnosis_imaging", Status.INFERRED),
        ("", "AB-12", "RA", "diagnosis_imaging", Status.INFERRED),
        ("", "AB-12", "", "therapy_delivery", Status.UNKNOWN),
        ("", " - ", "", "life_support", Status.UNKNOWN),
        # A word is matched whole: neither a bedside nor a ventilation says what these words say.
        ("", "BEDSIDE TABLETTE", "", "therapy_delivery", Status.UNKNOWN),
    ],
)
def test_a_care_role_is_stated_inferred_or_unknown(
    stated: str, text: str, panel: str, role: str, status: Status
) -> None:
    reading = read_care_role(stated, text, CARE, panel=panel)
    assert (reading.working, reading.status) == (role, status)
    assert reading.values == (set(CARE.roles) if status is Status.UNKNOWN else {role})


@pytest.mark.parametrize(
    ("text", "ward", "status"),
    [
        ("critical care", "critical_care", Status.PUBLISHED),
        ("ICU-4", "critical_care", Status.INFERRED),
        ("Stérilisation", "clinical_service", Status.INFERRED),
        ("4 WEST RM 412", "general", Status.INFERRED),
        ("HOME LOANER POOL", "storage", Status.INFERRED),
        ("", "outpatient", Status.UNKNOWN),
        ("Z-9", "outpatient", Status.UNKNOWN),
    ],
)
def test_a_ward_is_stated_inferred_or_unknown(text: str, ward: str, status: Status) -> None:
    reading = read_ward(text, "implant_support", CARE)
    assert (reading.working, reading.status) == (ward, status)


@pytest.mark.parametrize(
    ("life_cycle", "network", "state", "values"),
    [
        ("in_use", "wired", "in_use", {"in_use"}),
        ("in_use", "none", "off_network", {"off_network"}),
        ("in_use", "unknown", "in_use", {"off_network", "in_use"}),
        ("loaned", "wireless", "in_use", {"in_use"}),
        ("in_repair", "wired", "spare", {"spare"}),
        ("spare", "none", "spare", {"spare"}),
        ("retired", "wired", "out_of_service", {"out_of_service"}),
        ("unknown", "wired", "in_use", {"out_of_service", "spare", "off_network", "in_use"}),
        ("unknown", "none", "off_network", {"out_of_service", "spare", "off_network"}),
    ],
)
def test_a_state_follows_from_life_cycle_and_network(
    life_cycle: str, network: str, state: str, values: set[str]
) -> None:
    reading = read_state(life_cycle, network)
    assert (reading.working, reading.values) == (state, values)
    assert (reading.status is Status.UNKNOWN) == (len(values) > 1)


def test_the_hospitals_own_assessment_wins() -> None:
    role, state = read_care_role("", "VENTILATOR", CARE), read_state("in_use", "wired")
    ward = read_ward("ICU", role.working, CARE)
    assert safety_impact_from(role, "unknown", state, CARE, given="marginal").status is Status.PUBLISHED
    assert mission_impact_from(role, ward, state, CARE, given="degraded").working == "degraded"
    with pytest.raises(BadInput, match="no value of safety impact"):
        safety_impact_from(role, "unknown", state, CARE, given="severe")


def test_an_unknown_harm_keeps_all_levels_and_assumes_the_worst_plausible_of_the_role() -> None:
    role, state = read_care_role("", "BED", CARE), read_state("in_use", "wired")
    factor = safety_impact_from(role, "unknown", state, CARE)
    assert factor.status is Status.UNKNOWN
    assert factor.values == {"negligible", "marginal", "critical"}
    assert "serious is assumed, the worst plausible of the role patient_support" in factor.why


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: read_state("broken", "wired"), "life cycle"),
        (lambda: read_state("in_use", "fast"), "network"),
        (
            lambda: safety_impact_from(read_care_role("", "BED", CARE), "awful", read_state("in_use", "wired"), CARE),
            "harm",
        ),
    ],
)
def test_a_word_of_no_scale_is_named(call: object, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        call()  # type: ignore[operator]
    assert (caught.value.code, caught.value.where) == ("care-word", place)


def test_a_table_that_breaks_one_of_its_own_cases_is_refused() -> None:
    shipped = content_bytes("care_roles", "standard.yaml")
    assert read_care_table(shipped, "own.yaml").edition == CARE.edition
    broken = shipped.replace(b"harm: serious\n    harm_why: A fall", b"harm: catastrophic\n    harm_why: A fall")
    with pytest.raises(BadInput, match=r"safety is critical, not negligible") as caught:
        read_care_table(broken, "own.yaml")
    assert caught.value.where.startswith("own.yaml $.cases[")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    role = read_care_role(text, text, CARE)
    assert role.working in role.values <= set(CARE.roles)
    ward = read_ward(text, role.working, CARE)
    assert ward.working in ward.values <= set(CARE.wards)
