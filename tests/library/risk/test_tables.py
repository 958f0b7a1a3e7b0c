"""The hospital's own tables: complete, rising, with reasons, and checked when they are read."""

from itertools import product

import pytest

from medward.content.load import content_bytes, load
from medward.errors import BadInput
from medward.risk.care import read_care_table
from medward.risk.ssvc import published_table
from medward.risk.tables import HARMS, STATES, Vocabulary, plain, read_deadlines, standard_tables

CARE = standard_tables().care
DEADLINES = content_bytes("deadlines", "standard.yaml")
ROLES = content_bytes("care_roles", "standard.yaml")
SPARE = b"becomes: {negligible: negligible, marginal: negligible, critical: marginal, catastrophic: critical}"
RAISED = SPARE.replace(b"marginal: negligible, critical: marginal", b"marginal: critical, critical: critical")


def test_every_role_harm_and_state_has_a_safety_impact_that_rises_with_harm_and_state() -> None:
    place = published_table("human_impact").points[0].place
    for role, harm, state in product(CARE.roles, range(len(HARMS)), range(len(STATES))):
        value = place(CARE.safety_impact(role, HARMS[harm], STATES[state]))
        if harm:
            assert place(CARE.safety_impact(role, HARMS[harm - 1], STATES[state])) <= value
        if state:
            assert place(CARE.safety_impact(role, HARMS[harm], STATES[state - 1])) <= value


def test_every_role_and_ward_has_a_mission_impact_that_rises_with_the_state() -> None:
    scale = published_table("human_impact").points[1]
    for role, ward in product(CARE.roles, CARE.wards):
        places = [scale.place(CARE.mission_impact(role, ward, state)) for state in STATES]
        assert places == sorted(places)


def test_no_phrase_means_two_things() -> None:
    for kind in ("roles", "wards"):
        phrases = [phrase for entry in load("care_roles", "standard")[kind].values() for phrase in entry["words"]]
        assert sorted(phrases) == sorted(set(phrases))


def test_the_days_of_bod_26_04_ship_as_published() -> None:
    limits, table = standard_tables().deadlines, published_table("bod_26_04")
    assert limits.bod_26_04 == {outcome: table.days.get(outcome) for outcome in table.outcome.values}
    assert limits.deployer == {"immediate": 3, "out-of-cycle": 14, "scheduled": 60, "defer": None}


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (b"scheduled: {days: 60", b"scheduled: {days: 10", "leaves more days than a less urgent one"),
        (b"immediate: {days: 3", b"immediate: {days: null", "leaves more days than a less urgent one"),
        (b"14 days: {days: 14", b"14 days: {days: 90", "leaves more days than a less urgent one"),
        (b"immediate: {days: 3", b"immediate: {days: -3", "less than the minimum"),
        (b"immediate: {days: 3", b"immediate: {days: soon", "is not of type"),
        (b"immediate:", b"at once:", "was unexpected"),
        (b"deployer:", b"deployer: [", "not readable as YAML"),
    ],
)
def test_wrong_deadlines_are_refused_with_their_place(before: bytes, after: bytes, why: str) -> None:
    assert before in DEADLINES
    with pytest.raises(BadInput, match=why) as caught:
        read_deadlines(DEADLINES.replace(before, after), "own.yaml")
    assert caught.value.code == "content-invalid"
    assert caught.value.where.startswith("own.yaml")


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (b"with_text: therapy_delivery", b"with_text: magic", "'magic' is no care role here"),
        (b"      storage: degraded\n", b"", "needs one answer for each ward"),
        (b"ward: critical_care\n", b"ward: moon\n", "needs one answer for each ward"),
        (b"serious: marginal, critical: critical", b"serious: critical, critical: marginal", "answered more mildly"),
        (SPARE, RAISED, "marginal falls from"),
        (SPARE, SPARE.replace(b"negligible: negligible", b"negligible: critical"), "becomes a milder one"),
        (b"edition: medward 1.0.0", b"", "'edition' is a required property"),
        (b"role: facility, safety: catastrophic", b"role: facility, safety: fatal", "is not one of"),
    ],
)  # fmt: skip
def test_a_wrong_care_table_is_refused_with_its_place(before: bytes, after: bytes, why: str) -> None:
    assert before in ROLES
    with pytest.raises(BadInput, match=why) as caught:
        read_care_table(ROLES.replace(before, after, 1), "own.yaml")
    assert caught.value.code == "content-invalid"
    assert caught.value.where.startswith("own.yaml")


def test_the_longest_phrase_decides_and_of_equal_ones_the_first_meaning() -> None:
    words = Vocabulary({"one": ["ab"], "two": ["cd", "ab cd"], "three": ["cd ef gh"]})
    assert words.find("x AB-CD") == ("two", "ab cd")
    assert words.find("ab cd ef gh") == ("three", "cd ef gh")
    assert words.find("cd, ab") == ("one", "ab")
    assert words.find("cds") == ("two", "cd")
    assert words.find("abc dcd") is None


def test_a_text_is_compared_without_case_accents_and_signs() -> None:
    assert plain("Stérilisation  – OP/2") == "sterilisation op 2"
