"""Due dates: from which day, by which days, and always compared with BOD 26-04."""

from datetime import date

import pytest

from medward.content.load import load
from medward.errors import BadInput
from medward.risk.factors import Status
from medward.risk.tables import read_deadlines, tables_with
from tests.library.risk.evidence import EASY, Evidence, decision_of, told

VENTILATOR = Evidence(text="VENTILATOR", ward="ICU", network="wired", life_cycle="in_use")


def test_days_count_from_the_day_since_which_it_is_known() -> None:
    decision = decision_of(VENTILATOR.but(kev=True, vectors=(EASY,), known_on=date(2026, 11, 1)))
    assert decision.due_on == date(2026, 11, 4)
    assert "known since" in told(decision, "due date").why
    assert told(decision, "due date").effect.endswith("overdue by 17 days")


def test_without_that_day_they_count_from_the_decision_and_it_istold() -> None:
    decision = decision_of(VENTILATOR.but(kev=True, vectors=(EASY,)))
    assert decision.due_on == date(2026, 11, 24)
    assert told(decision, "due date").status is Status.UNKNOWN
    assert "nobody says since when" in told(decision, "due date").why


def test_what_is_known_only_later_cannot_be_decided() -> None:
    with pytest.raises(BadInput, match="known since 2026-11-22"):
        decision_of(VENTILATOR.but(known_on=date(2026, 11, 22)))


def test_the_stricter_of_both_deadlines_holds() -> None:
    decision = decision_of(VENTILATOR.but(kev=True, vectors=(EASY,)))
    assert told(decision, "deadline of the decision").value == "14 days"
    assert told(decision, "deadline of bod 26-04").value == "3 days"
    assert decision.days == 3
    milder = decision_of(VENTILATOR.but(kev=False, vectors=(EASY,)))
    assert (milder.days, told(milder, "deadline of bod 26-04").value) == (14, "60 days")
    assert told(milder, "due date").effect == "stricter than BOD 26-04, which leaves 60 days"


def test_the_catalogues_own_date_is_shown_and_not_used() -> None:
    decision = decision_of(VENTILATOR.but(kev=True, kev_due_on=date(2022, 5, 3)))
    assert told(decision, "kev due date").value == "2022-05-03"
    assert decision.due_on == date(2026, 11, 24)


def _deadlines(bod_14: int | None, scheduled: int | None = 60) -> bytes:
    standard = load("deadlines", "standard")
    text = f"edition: own 1\nepss_stale_after_days: 7\nepss_stale_why: {standard['epss_stale_why']}\n"
    for key, changed in (("deployer", {"scheduled": scheduled}), ("bod_26_04", {"14 days": bod_14})):
        text += f"{key}:\n"
        for outcome, limit in standard[key].items():
            days = changed.get(outcome, limit["days"])
            text += f"  {outcome}: {{days: {'null' if days is None else days}, why: decided by the board}}\n"
    return text.encode()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (14, "as BOD 26-04 publishes: 14 days"),
        (30, "laxer than BOD 26-04, which leaves 14 days"),
        (7, "stricter than BOD 26-04, which leaves 14 days"),
    ],
)
def test_a_hospitals_own_days_are_used_and_compared_with_bod_26_04(days: int, words: str) -> None:
    own = tables_with(deadlines=read_deadlines(_deadlines(days), "own.yaml"))
    given = VENTILATOR.but(kev=True, automatable="no", technical_impact="total", harm="minor", ward="HOME")
    decision = decision_of(given, own)
    assert (decision.outcome, decision.bod_outcome) == ("scheduled", "14 days")
    assert decision.days == days
    assert told(decision, "deadline of bod 26-04").effect == words
    assert told(decision, "due date").effect == words
    assert told(decision, "due date").source == "deadlines own 1"
