"""What is typed means the same in every command, and a wrong word says what is right."""

from datetime import date

import pytest
import typer

from medward.cli.options import day, header_map, known_since, share, wanted_verdicts
from medward.matching.records import Verdict


def test_a_column_is_mapped_by_its_last_equals_sign() -> None:
    assert header_map(["Box No=asset_tag", "#3=model", "a=b=ward"]) == {
        "Box No": "asset_tag",
        "#3": "model",
        "a=b": "ward",
    }
    assert header_map(None) == {}


@pytest.mark.parametrize("word", ["asset_tag", "=model", "Box=", " = "])
def test_a_mapping_without_header_or_field_is_refused(word: str) -> None:
    with pytest.raises(typer.BadParameter, match="HEADER=FIELD"):
        header_map([word])


def test_verdicts_are_chosen_by_their_words() -> None:
    assert wanted_verdicts("affected, needs_version") == {Verdict.AFFECTED, Verdict.NEEDS_VERSION}
    assert wanted_verdicts("") == set(Verdict)
    with pytest.raises(typer.BadParameter, match="not_affected"):
        wanted_verdicts("affected,safe")


def test_a_day_is_a_date_or_the_word_published() -> None:
    assert known_since("2031-02-01") == date(2031, 2, 1)
    assert known_since("published") == "published"
    assert known_since("") is None
    with pytest.raises(typer.BadParameter, match="published"):
        known_since("yesterday")


@pytest.mark.parametrize("word", ["abc", "nan", "inf", "-0.1", "1.01", "", "50%"])
def test_a_confidence_is_a_number_from_0_to_1(word: str) -> None:
    assert [share(one) for one in ("0", "0.5", "1", 0.25)] == [0.0, 0.5, 1.0, 0.25]
    with pytest.raises(typer.BadParameter, match="not a number from 0 to 1"):
        share(word)


@pytest.mark.parametrize("word", ["2026-13-01", "2026-02-30", "tomorrow", "21.11.2026", ""])
def test_a_day_is_one_of_the_calendar(word: str) -> None:
    assert day("2026-11-21") == date(2026, 11, 21)
    with pytest.raises(typer.BadParameter, match="not a day such as 2026-11-21"):
        day(word)
