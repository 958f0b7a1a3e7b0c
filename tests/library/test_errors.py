"""An error explains itself in one line and keeps its parts apart for programs."""

import pytest

from medward.errors import BadInput, Fault, MedwardError, Refusal


@pytest.mark.parametrize("family", [BadInput, Refusal, Fault])
def test_an_error_says_where_why_and_its_code(family: type[MedwardError]) -> None:
    error = family("date-unreadable", "not a date", where="devices.csv row 3")
    assert str(error) == "devices.csv row 3: not a date [date-unreadable]"
    assert (error.code, error.why, error.where) == ("date-unreadable", "not a date", "devices.csv row 3")


def test_an_error_without_a_place_begins_with_the_reason() -> None:
    assert str(Fault("disk-full", "the disk is full")) == "the disk is full [disk-full]"


def test_the_families_are_told_apart_and_caught_together() -> None:
    assert not issubclass(BadInput, Refusal | Fault)
    assert issubclass(BadInput, MedwardError)
