"""A story names every place, quotes every word, and tells what is not known as not known."""

import dataclasses

import pytest

from medward.cli.catalogues import Catalogues
from medward.cli.decision_story import decision_sentence, decision_story, open_inputs_story
from medward.cli.decisions import Decider
from medward.cli.story import (
    advisory_story,
    asks_whom,
    confidence_story,
    device_story,
    reasons_story,
    verdict_sentence,
    version_question,
)
from medward.inventory.records import Device
from medward.risk.decide import decide
from medward.risk.factors import stated
from medward.risk.tables import standard_tables
from tests.library.cli.made import DAY, answers, inventory, library


def said(lines: object) -> str:
    return " ".join("\n".join(lines).split())  # type: ignore[call-overload]


@pytest.fixture
def decider() -> Decider:
    return Decider(library(), Catalogues(), standard_tables(), DAY, None)


def test_every_value_of_a_row_goes_with_its_cell() -> None:
    told = said(device_story(inventory().devices[2]))
    assert "model Dripomat 400 [devices.csv row 4 column Model]" in told
    assert "software version unknown: the cell says nothing of it [devices.csv row 4 column Software Version]" in told
    assert "life cycle in use [" in told
    assert "not known description, serial number" in told


def test_an_advisory_is_told_with_document_product_and_vulnerability() -> None:
    (advisory,) = library().advisories
    told = said(advisory_story(advisory, advisory.vulnerabilities[0], advisory.products[0]))
    assert "ex.json, SHA-256" in told
    assert "at /product_tree/branches/0/branches/0/branches/0/product" in told
    assert "CVSS 3.1 9.8 CRITICAL" in told


def test_reasons_stand_under_the_questions_they_answer() -> None:
    (match, *_) = [answer.match for answer in answers().listed]
    told = said(reasons_story(match))
    assert told.index("Is it this product?") < told.index("Is it this maker?") < told.index("Is it this version?")
    for reason in match.reasons:
        assert reason.path in told


def test_a_confidence_is_told_as_a_frequency() -> None:
    match = dataclasses.replace(answers().listed[0].match, confidence=0.42)
    told = said(confidence_story(match, 0.5))
    assert "Of 100 answers with evidence like this, about 42 were right" in told
    assert "below 0.5" in told


@pytest.mark.parametrize(("place", "words"), [(0, "is AFFECTED by"), (1, "is NOT AFFECTED by"), (2, "MAY BE AFFECTED")])
def test_the_answer_is_one_sentence(place: int, words: str) -> None:
    answer = answers().listed[place]
    assert words in verdict_sentence(answer.device, answer.match)


def test_only_an_open_version_is_asked_for() -> None:
    sure, _, open_one = answers().listed
    assert list(version_question(sure.device, sure.match)) == []
    told = said(version_question(open_one.device, open_one.match))
    assert "The row says nothing; read it on the device or ask Pump team" in told


def test_somebody_is_always_asked() -> None:
    assert asks_whom(Device("A", owner="Jo")) == "Jo"
    assert asks_whom(Device("A", manufacturer="Example")) == "whoever looks after Example devices"
    assert asks_whom(Device("A")) == "whoever looks after the devices"


def test_every_contribution_to_a_decision_is_told(decider: Decider) -> None:
    decided = decider.decide(answers().listed[0])
    assert decided is not None
    told = said(decision_story(decided.decision, DAY))
    for part in decided.decision.contributions:
        assert f"{part.factor} = {part.value} [{part.status}: {part.source}]" in told
    assert decision_sentence(decided.decision).startswith("What to do: ")


def test_what_an_unknown_would_change_is_what_deciding_anew_gives(decider: Decider) -> None:
    case = decider.case(answers().listed[0])
    decision = decide(case, decider.tables, DAY)
    assert decision is not None
    told = said(open_inputs_story(case, decision, decider.tables, DAY))
    other = decide(
        dataclasses.replace(case, in_kev=stated(case.in_kev.name, "no", "test", "test")), decider.tables, DAY
    )
    assert other is not None
    assert f"no would make it {other.outcome}, due {other.due_on}" in told
    for name in decision.unknowns:
        assert str(name) in told


def test_an_answer_in_doubt_says_if(decider: Decider) -> None:
    decided = decider.decide(answers().listed[2])
    assert decided is not None
    assert decision_sentence(decided.decision).startswith("If so: ")
    assert "if the version turns out to be affected" in said(decision_story(decided.decision, DAY))
