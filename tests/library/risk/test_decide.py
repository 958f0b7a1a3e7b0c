"""Decisions: worked cases, and the rules that hold for all evidence."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.risk.decide import decide
from medward.risk.factors import Input, Status
from medward.risk.records import Decision, Verdict
from medward.risk.ssvc import published_table
from medward.risk.tables import standard_tables
from tests.library.risk.evidence import EASY, KNOWABLE, ON, Evidence, case_of, decision_of, evidence, told

VENTILATOR = Evidence(text="VENTILATOR", ward="ICU", network="wired", life_cycle="in_use")


def _urgency(decision: Decision) -> tuple[int, int]:
    deployer, bod = published_table("deployer"), published_table("bod_26_04")
    return deployer.outcome.place(decision.outcome), bod.outcome.place(decision.bod_outcome)


# Worked by hand from the published tables.


@pytest.mark.parametrize(
    ("given", "outcome", "bod", "days"),
    [
        # Active, open, automatable, catastrophic: row 71 of the deployer's table; in the KEV, exposed, total: row 15.
        (
            VENTILATOR.but(kev=True, exposure="open", vectors=(EASY,)),
            "immediate",
            "3 days & forensic investigation",
            3,
        ),
        # The same behind the hospital's border: row 63, and row 13 of BOD 26-04.
        (VENTILATOR.but(kev=True, vectors=(EASY,)), "out-of-cycle", "3 days & forensic investigation", 3),
        # Not in the KEV and nothing else known: proof of concept assumed, controlled, automatable, very high: row 39.
        (VENTILATOR.but(kev=False, vectors=(EASY,)), "out-of-cycle", "60 days", 14),
        # CISA says none, no, partial: row 11 and the mildest row of BOD 26-04.
        (
            VENTILATOR.but(kev=False, exploitation="none", automatable="no", technical_impact="partial"),
            "scheduled",
            "fix on system upgrade",
            60,
        ),
        # A bed with a minor harm, no network, no exploit: row 0.
        (
            Evidence(
                kev=False, exploitation="none", automatable="no", technical_impact="partial", text="BED", harm="minor",
                network="none", life_cycle="in_use", ward="4 WEST",
            ),
            "defer",
            "fix on system upgrade",
            None,
        ),
    ],
)  # fmt: skip
def test_worked_cases(given: Evidence, outcome: str, bod: str, days: int | None) -> None:
    decision = decision_of(given)
    assert (decision.outcome, decision.bod_outcome, decision.days) == (outcome, bod, days)
    assert decision.forensics == ("forensic" in bod)


def test_a_device_that_is_not_affected_gets_no_decision() -> None:
    case = case_of(VENTILATOR.but(verdict=Verdict.NOT_AFFECTED))
    assert decide(case, standard_tables(), ON) is None


def test_a_device_whose_version_must_be_looked_up_gets_a_conditional_decision() -> None:
    sure, unsure = decision_of(VENTILATOR), decision_of(VENTILATOR.but(verdict=Verdict.NEEDS_VERSION))
    assert not sure.conditional
    assert unsure.conditional
    assert "conditional" in told(unsure, "match").effect
    assert (unsure.outcome, unsure.rank, unsure.due_on) == (sure.outcome, sure.rank, sure.due_on)


def test_the_confidence_of_the_match_is_carried_and_changes_nothing() -> None:
    sure, unsure = decision_of(VENTILATOR), decision_of(VENTILATOR.but(confidence=0.31))
    assert unsure.confidence == 0.31
    assert "0.31" in told(unsure, "match").why
    assert (unsure.outcome, unsure.rank) == (sure.outcome, sure.rank)


def test_an_unknown_input_says_what_each_of_its_values_would_change() -> None:
    decision = decision_of(VENTILATOR.but(kev=False, vectors=(EASY,)))
    part = told(decision, "exploitation")
    assert part.status is Status.UNKNOWN
    assert part.effect == (
        "enters the decision; if none: scheduled, 60 days; if public poc: out-of-cycle, 60 days; "
        "if active: out-of-cycle, 60 days"
    )
    assert Input.EXPLOITATION in decision.unknowns


# Rules for all evidence.


@settings(deadline=None)
@given(evidence)
def test_the_decision_lies_within_its_range_and_the_points_add_up_to_the_rank(given: Evidence) -> None:
    decision = decision_of(given)
    scale, timeline = published_table("deployer").outcome, published_table("bod_26_04").outcome
    low, high = map(scale.place, decision.outcome_range)
    assert low <= scale.place(decision.outcome) <= high
    low, high = map(timeline.place, decision.bod_range)
    assert low <= timeline.place(decision.bod_outcome) <= high
    assert decision.rank == sum(part.points for part in decision.contributions)
    assert decision.rank_range[0] <= decision.rank <= decision.rank_range[1]


def _is_unknown(given: Evidence, name: str) -> bool:
    if name == "exposure":
        return case_of(given).exposure.status is Status.UNKNOWN
    if name == "care_role":
        return not given.care_role and given.text in ("", "XQ-77")
    return getattr(given, name) == getattr(Evidence(), name)


@settings(deadline=None)
@given(evidence, st.data())
def test_what_is_learnt_later_never_leads_outside_the_range_that_was_shown(
    given: Evidence, data: st.DataObject
) -> None:
    before = decision_of(given)
    unknown = [name for name in KNOWABLE if _is_unknown(given, name)]
    learnt = {
        name: data.draw(st.sampled_from(KNOWABLE[name]), label=name) for name in unknown if data.draw(st.booleans())
    }
    after = decision_of(given.but(**learnt))
    for table, old, new in (
        ("deployer", before.outcome_range, after.outcome_range),
        ("bod_26_04", before.bod_range, after.bod_range),
    ):
        place = published_table(table).outcome.place
        assert place(old[0]) <= place(new[0]) <= place(new[1]) <= place(old[1])
    assert before.rank_range[0] <= after.rank_range[0] <= after.rank_range[1] <= before.rank_range[1]


ORDERED: dict[str, tuple[Any, ...]] = {
    **{name: values for name, values in KNOWABLE.items() if name not in ("care_role", "ward")},
    "ransomware": ("Unknown", "Known"),
    "exploit_references": ((), ("an address",)),
    "network": ("none", "wired"),
    "address": ("10.1.2.3", "8.8.8.8"),
    "epss": (0.0, 0.0001, 0.02, 0.5, 1.0),
    "vectors": tuple(
        (f"CVSS:3.1/{metrics}",)
        for metrics in (
            "AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L",
            "AV:A/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L",
            "AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:L",
            "AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:L/A:L",
            "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:L",
            "AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
        )
    ),
}


@settings(deadline=None)
@given(evidence, st.sampled_from(sorted(ORDERED)), st.data())
def test_worse_known_evidence_never_lowers_decision_or_rank(given: Evidence, name: str, data: st.DataObject) -> None:
    values = ORDERED[name]
    worse = data.draw(st.integers(1, len(values) - 1))
    milder = data.draw(st.integers(0, worse - 1))
    before, after = (decision_of(given.but(**{name: values[place]})) for place in (milder, worse))
    assert all(old <= new for old, new in zip(_urgency(before), _urgency(after), strict=True))
    assert before.rank <= after.rank
    assert before.rank_range[1] <= after.rank_range[1]
    assert (before.due_on or date.max) >= (after.due_on or date.max)


@given(
    evidence, st.lists(st.sampled_from([EASY, "AV:L/AC:L/Au:N/C:P/I:P/A:P", EASY.replace("PR:N", "PR:H")])), st.data()
)
def test_neither_order_nor_repetition_matters(given: Evidence, vectors: list[str], data: st.DataObject) -> None:
    references = ("one", "another", "third")
    shuffled = given.but(
        vectors=tuple(data.draw(st.permutations(vectors))),
        exploit_references=tuple(data.draw(st.permutations(references))),
    )
    first = given.but(vectors=tuple(vectors), exploit_references=references)
    assert decision_of(first) == decision_of(first) == decision_of(shuffled)
