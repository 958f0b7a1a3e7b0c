"""Whether a device fulfils what an advisory demands besides a version."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.inventory.records import PartialDate
from medward.matching.circumstances import INSIDE, OUTSIDE, UNKNOWN, fulfilled, part_version
from medward.matching.ranges import KINDS, Condition, Membership
from medward.matching.rows import RowKey, read_row
from medward.matching.versions import read_version

_dates = st.dates(date(1990, 1, 1), date(2030, 12, 31))


def held(
    condition: Condition,
    description: str = "",
    version: str = "",
    *,
    served: PartialDate | None = None,
    made: PartialDate | None = None,
    published: date | None = None,
) -> Membership:
    """Return whether a row with these circumstances fulfils ``condition``."""
    row = read_row(RowKey("Philips", "Zephyron", description, version, served, made))
    return fulfilled(condition, row, published=published)[0]


def on(value: str) -> Condition:
    return Condition("date", f"manufactured {value}", value)


def partial(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


@pytest.mark.parametrize("kind", ["date", "os", "option", "component", "hardware", "serial", "other"])
def test_what_a_row_does_not_say_is_unknown(kind: str) -> None:
    demands = {
        "date": "<2018-04-01",
        "os": "Windows XP",
        "option": "with WLAN",
        "component": "WBM < 17",
        "hardware": "B",
        "serial": "1000-2000",
        "other": "sold at full moon",
    }
    assert held(Condition(kind, demands[kind], demands[kind])) is UNKNOWN


@given(_dates, _dates)
def test_a_date_of_making_decides_on_either_side_of_the_limit(made: date, limit: date) -> None:
    assert held(on(f"<{limit}"), made=partial(made)) is (INSIDE if made < limit else OUTSIDE)
    assert held(on(f">={limit}"), made=partial(made)) is (INSIDE if made >= limit else OUTSIDE)
    assert held(on(f"<={limit}"), made=partial(made)) is (INSIDE if made <= limit else OUTSIDE)
    assert held(on(f">{limit}"), made=partial(made)) is (INSIDE if made > limit else OUTSIDE)


def test_between_two_dates_both_must_hold() -> None:
    between = on(">=2017-06-26|<=2018-08-07")
    assert held(between, made=PartialDate(2018, 1, 1)) is INSIDE
    assert held(between, made=PartialDate(2017, 1, 1)) is OUTSIDE
    assert held(between, made=PartialDate(2019, 1, 1)) is OUTSIDE


def test_in_service_before_the_limit_means_made_before_it() -> None:
    assert held(on("<2018-04-01"), served=PartialDate(2017, 5, 1)) is INSIDE


def test_in_service_after_the_limit_says_nothing_of_an_upper_limit() -> None:
    assert held(on("<2018-04-01"), served=PartialDate(2019, 5, 1)) is UNKNOWN


def test_in_service_before_a_lower_limit_means_not_made_after_it() -> None:
    assert held(on(">2018-04-01"), served=PartialDate(2017, 5, 1)) is OUTSIDE


def test_a_manufacturing_date_beats_the_day_of_service() -> None:
    assert held(on("<2018-04-01"), made=PartialDate(2017, 1), served=PartialDate(2019, 1)) is INSIDE
    assert held(on("<2018-04-01"), made=PartialDate(2018, 6), served=PartialDate(2017, 1)) is OUTSIDE


@pytest.mark.parametrize("text", ["mfg 2016", "DOM: 03/2016", "manufactured 2016-03", "built 2016"])
def test_a_date_of_making_in_the_description_counts(text: str) -> None:
    assert held(on("<2018-04-01"), text) is INSIDE
    assert held(on("<2015-04-01"), text) is OUTSIDE


def test_a_year_that_may_lie_on_either_side_is_unknown() -> None:
    assert held(on("<2018-04-01"), made=PartialDate(2018)) is UNKNOWN
    assert held(on("<2018-04-01"), made=PartialDate(2018, 4)) is OUTSIDE
    assert held(on("<2018-04-15"), made=PartialDate(2018, 4)) is UNKNOWN


@given(_dates, _dates)
def test_a_date_that_is_known_less_exactly_never_contradicts_the_exact_one(made: date, limit: date) -> None:
    exact = held(on(f"<{limit}"), made=partial(made))
    for coarse in (PartialDate(made.year, made.month), PartialDate(made.year)):
        assert held(on(f"<{limit}"), made=coarse) in (exact, UNKNOWN)


def test_a_limit_without_a_year_is_in_the_year_of_the_advisory() -> None:
    limit = on("<--04-01")
    assert held(limit, made=PartialDate(2021, 3, 1), published=date(2021, 6, 1)) is INSIDE
    assert held(limit, made=PartialDate(2021, 5, 1), published=date(2021, 6, 1)) is OUTSIDE
    assert held(limit, made=PartialDate(2021, 3, 1)) is UNKNOWN


def test_a_version_that_is_a_day_is_compared_with_a_limit() -> None:
    assert held(on("<2024-08-30"), version="8/29/2024") is INSIDE
    assert held(on("<2024-08-30"), version="2024-08-30") is OUTSIDE


@pytest.mark.parametrize("said", ["Windows XP", "WinXP", "win xp", "(XP)"])
def test_a_system_that_the_row_shows_fulfils(said: str) -> None:
    assert held(Condition("os", "running Windows XP", "Windows XP"), said) is INSIDE


def test_another_system_contradicts() -> None:
    assert held(Condition("os", "running Windows XP", "Windows XP"), "Windows 10") is OUTSIDE


def test_a_system_may_stand_beside_the_version() -> None:
    assert held(Condition("os", "Windows 7", ""), version="2.1 Win7") is INSIDE


def test_one_of_several_systems_fulfils() -> None:
    assert held(Condition("os", "Windows 7 or Windows 10", ""), "Win 10") is INSIDE


@pytest.mark.parametrize("said", ["with WLAN", "wireless", "Wi-Fi", "802.11 b/g"])
def test_a_radio_that_the_row_shows_fulfils(said: str) -> None:
    assert held(Condition("option", "with WLAN option"), said) is INSIDE


@pytest.mark.parametrize("said", ["no WLAN", "non-wireless", "without WiFi", "WLAN: none", "wired only"])
def test_a_radio_that_the_row_denies_contradicts(said: str) -> None:
    assert held(Condition("option", "with WLAN option"), said) is OUTSIDE


@pytest.mark.parametrize("said", ["no SpaceCom", "without SpaceCom", "w/o SpaceCom"])
def test_a_part_that_the_row_denies_contradicts(said: str) -> None:
    assert held(Condition("option", "with SpaceCom installed"), said) is OUTSIDE


@pytest.mark.parametrize("demand", ["when single sign-on is enabled", "if the service is switched on"])
def test_what_a_site_switches_on_is_no_ground_for_doubt(demand: str) -> None:
    assert held(Condition("option", demand)) is INSIDE


def test_another_number_of_the_same_beginning_contradicts_a_model() -> None:
    condition = Condition("model", "model 866AB12", "866AB12")
    assert held(condition, "866AB12") is INSIDE
    assert held(condition, "866AB34") is OUTSIDE


@pytest.mark.parametrize(("said", "state"), [("WLAN 1.5", INSIDE), ("WLAN 2.5", OUTSIDE), ("WLAN", UNKNOWN)])
def test_a_part_with_its_own_version_is_compared_with_the_one_the_row_gives(said: str, state: Membership) -> None:
    assert held(Condition("component", "WLAN module < 2.0.0"), said) is state


def test_a_hardware_revision_is_compared_with_the_letter_behind_the_part() -> None:
    assert held(Condition("hardware", "Rev B", "B"), "WLAN rev B") is INSIDE
    assert held(Condition("hardware", "Rev B", "B"), "WLAN rev C") is OUTSIDE


def test_an_excluded_name_that_the_row_shows_contradicts() -> None:
    assert held(Condition("excluded", "Quorivex"), "Quorivex edition") is OUTSIDE
    assert held(Condition("excluded", "Quorivex"), "plain edition") is INSIDE


def test_a_remark_decides_nothing() -> None:
    assert held(Condition("remark", "end-of-life 2011")) is INSIDE


@pytest.mark.parametrize(("text", "version"), [("WBM 16D38", "16D38"), ("WBM v17", "v17")])
def test_the_version_of_a_part_is_read_behind_its_abbreviation(text: str, version: str) -> None:
    row = read_row(RowKey("Baxter", "Zephyron", text, ""))
    assert str(part_version("WBM", row)) == str(read_version(version))


def test_a_part_without_a_version_has_none() -> None:
    assert part_version("WBM", read_row(RowKey("Baxter", "Zephyron", "with WBM", ""))) is None
    assert part_version("WBM", read_row(RowKey("Baxter", "Zephyron", "", "17"))) is None


def test_words_are_quoted_where_the_row_settles_a_condition() -> None:
    row = read_row(RowKey("Philips", "Zephyron", "Windows 10", ""))
    assert fulfilled(Condition("os", "Windows XP"), row) == (OUTSIDE, "Windows 10")


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_condition_and_any_row_have_an_answer_in_words_of_the_row(
    kind: str, demand: str, description: str, version: str
) -> None:
    row = read_row(RowKey("", "", description, version))
    state, words = fulfilled(Condition(kind, demand, demand), row)
    assert state in (INSIDE, OUTSIDE, UNKNOWN)
    assert isinstance(words, str)
