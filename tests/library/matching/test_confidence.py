"""How sure an answer is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.content.load import load
from medward.matching.compare import NameMatch, compare
from medward.matching.confidence import confidence, evidence
from medward.matching.makers import Relation
from medward.matching.patterns import read_pattern
from medward.matching.rows import RowKey, read_row
from tests.library.matching.advisory import FIRST, Leaf, advisory, answers, row

_RELATIONS = st.sampled_from(list(Relation))
_NAMES = st.sampled_from(
    ["Medfusion 3500", "IntelliVue MX400-MX850", "Pyxis MedStation ES", "Cardiology Viewer", "Zephyron Pump (35083)"]
)
_ROWS = st.sampled_from(
    ["Medfusion 3500", "Medfusion", "Intelivue MX800", "stand for IntelliVue MX800", "Pyxis cabinet", "Viewer", "35083"]
)


def match(name: str, model: str) -> NameMatch:
    found = compare(read_pattern(name)[0], read_row(RowKey("", model, "", "")))
    assert found is not None
    return found


def test_evidence_says_how_the_makers_agree() -> None:
    found = match("Medfusion 3500", "Medfusion 3500")
    assert {evidence(found, relation).split()[0] for relation in Relation} == set(map(str, Relation))


def test_evidence_says_how_much_of_the_name_was_shown() -> None:
    whole, half = match("Pyxis ES", "Pyxis ES"), match("Pyxis ES", "Pyxis")
    assert "whole name" in evidence(whole, Relation.SAME)
    assert "whole name" not in evidence(half, Relation.SAME)


def test_evidence_counts_the_words_that_name_and_three_stands_for_more() -> None:
    counts = [
        evidence(match(name, name), Relation.SAME)
        for name in ("Zephyron", "Zephyron 350", "Zephyron Tarandil 350", "Zephyron Tarandil Movexit 350")
    ]
    assert len(set(counts)) == 3
    assert counts[2] == counts[3]


def test_evidence_says_the_worst_doubt_only() -> None:
    doubtful = match("Zephyron", "stand for Zephyrom")
    assert len(doubtful.doubts) > 1
    assert len(evidence(doubtful, Relation.SAME).split(", ")) == 4


@pytest.mark.parametrize("entry", load("confidence", "evidence")["classes"], ids=lambda entry: entry["evidence"])
def test_every_class_of_the_table_counts_no_more_right_ones_than_all(entry: dict[str, int]) -> None:
    assert 0 <= entry["right"] <= entry["of"]
    assert entry["of"] > 0


def test_a_class_that_was_never_seen_is_even() -> None:
    known = {entry["evidence"] for entry in load("confidence", "evidence")["classes"]}
    found = match("Zephyron Tarandil", "Zephyron Tarandil")
    unseen = [relation for relation in Relation if evidence(found, relation) not in known]
    assert unseen
    assert all(confidence(found, relation) == 0.5 for relation in unseen)


def test_the_rule_of_succession_gives_each_class_its_number() -> None:
    counted = {entry["evidence"]: entry for entry in load("confidence", "evidence")["classes"]}
    found = match("Medfusion 3500", "Medfusion 3500")
    entry = counted[evidence(found, Relation.SAME)]
    assert confidence(found, Relation.SAME) == pytest.approx((entry["right"] + 1) / (entry["of"] + 2), abs=0.001)


@given(_NAMES, _ROWS, _RELATIONS)
def test_no_answer_is_ever_certain_or_impossible(name: str, model: str, relation: Relation) -> None:
    for pattern in read_pattern(name):
        found = compare(pattern, read_row(RowKey("", model, "", "")))
        if found is not None:
            assert 0.0 < confidence(found, relation) < 1.0
            assert confidence(found, relation) == confidence(found, relation)


def test_a_whole_name_of_the_same_maker_is_surer_than_half_of_it() -> None:
    whole, half = match("Pyxis MedStation ES", "Pyxis MedStation ES"), match("Pyxis MedStation ES", "Pyxis cabinet")
    assert confidence(whole, Relation.SAME) > confidence(half, Relation.SAME)


def test_an_accessory_for_a_device_is_less_sure_than_the_device() -> None:
    document = advisory(Leaf("IntelliVue", vendor="Philips"))
    device = answers(document, row("IntelliVue", maker="Philips"))[FIRST]
    stand = answers(document, row("stand for IntelliVue", maker="Philips")).get(FIRST)
    assert stand is None or stand.confidence < device.confidence


def test_a_mount_for_a_numbered_monitor_is_less_sure_than_the_monitor() -> None:
    document = advisory(Leaf("IntelliVue MX800", vendor="Philips"))
    device = answers(document, row("IntelliVue MX800", maker="Philips"))[FIRST]
    mount = answers(document, row("Mount for IntelliVue MX800", maker="Philips")).get(FIRST)
    assert mount is None or mount.confidence < device.confidence
