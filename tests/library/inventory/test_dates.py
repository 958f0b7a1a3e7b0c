"""Dates as exports write them: mixed forms, orders decided by the column, placeholders, partial dates."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import BadInput
from medward.inventory.dates import DateEvidence, DayOrder, day_order, is_ambiguous, read_date
from medward.inventory.records import PartialDate

DAY, MONTH, NEITHER = DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST, DayOrder.UNDECIDED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-04-16", (2016, 4, 16)),
        ("2016/04/16", (2016, 4, 16)),
        ("20160416", (2016, 4, 16)),
        ("2016-04-16T10:20:30Z", (2016, 4, 16)),
        ("2016-04-16 10:20:30.000", (2016, 4, 16)),
        ("4/16/2016 12:00:00 AM", (2016, 4, 16)),
        ("16/4/2016", (2016, 4, 16)),
        ("16.04.2016", (2016, 4, 16)),
        ("03.04.16", (2016, 4, 3)),
        ("03/03/2017", (2017, 3, 3)),
        ("22-Nov-14", (2014, 11, 22)),
        ("22 Nov 2014", (2014, 11, 22)),
        ("22NOV2014", (2014, 11, 22)),
        ("Nov 22, 2014", (2014, 11, 22)),
        ("November 22nd 2014", (2014, 11, 22)),
        ("2014-Nov-22", (2014, 11, 22)),
        ("1. März 2015", (2015, 3, 1)),
        ("5 février 2019", (2019, 2, 5)),
        ("1er août 2020", (2020, 8, 1)),
        ("12 de agosto de 2018", (2018, 8, 12)),
        ("Dez 2011", (2011, 12, 0)),
        ("Nov-14", (2014, 11, 0)),
        ("03/2017", (2017, 3, 0)),
        ("2017-03", (2017, 3, 0)),
        ("2016", (2016, 0, 0)),
        ("42475", (2016, 4, 15)),
        ("42475.5", (2016, 4, 15)),
        ("25-Dec-49", (2049, 12, 25)),
        ("25-Dec-50", (1950, 12, 25)),
    ],
)
def test_a_date_is_read_as_far_as_it_is_given(text: str, expected: tuple[int, int, int]) -> None:
    assert read_date(text) == PartialDate(*expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "?",
        "N/A",
        "unknown",
        "see label",
        "unbekannt",
        "non renseigné",
        "0000-00-00",
        "1900-01-01",
        "01/01/1900",
        "9999-12-31",
        "00/00/0000",
        "1899-12-30 00:00:00",
    ],
)
def test_a_placeholder_or_null_date_is_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2016-02-30",
        "31/31/2016",
        "99/99/9999",
        "tomorrow",
        "v1.2.3",
        "10.17.149.197",
        "1234567",
        "2016-13",
        "Smarch 2014",
        "12/2",
        "²016",
    ],
)
def test_what_is_no_date_of_the_calendar_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_date(text, name="file row 3 column Installed")
    assert caught.value.code == "date-unreadable"
    assert caught.value.where == "file row 3 column Installed"


def test_the_column_decides_which_of_day_and_month_comes_first() -> None:
    assert day_order(["03/04/2017", "25/12/2017", "2016"]) is DAY
    assert day_order(["03/04/2017", "12/25/2017"]) is MONTH
    assert day_order(["03/04/2017", "05/06/2018"]) is NEITHER
    assert read_date("03/04/2017", DAY) == PartialDate(2017, 4, 3)
    assert read_date("03/04/2017", MONTH) == PartialDate(2017, 3, 4)


def test_in_a_column_of_both_orders_the_majority_decides_only_what_is_ambiguous() -> None:
    order = day_order(["25/12/2017", "26/12/2017", "12/27/2017"])
    assert order is DAY
    assert read_date("12/27/2017", order) == PartialDate(2017, 12, 27)
    assert day_order(["25/12/2017", "12/27/2017"]) is NEITHER


def test_of_an_ambiguous_date_without_evidence_the_year_is_certain() -> None:
    assert is_ambiguous("03/04/2017")
    assert read_date("03/04/2017", NEITHER) == PartialDate(2017)


def test_dotted_and_equal_numbers_are_never_ambiguous() -> None:
    assert not is_ambiguous("03.04.2017")
    assert not is_ambiguous("04/04/2017")
    assert not is_ambiguous("2017-03-04")


def test_the_evidence_says_what_it_counted() -> None:
    evidence = DateEvidence()
    for text in ("12/25/2017", "3/4/2017"):
        evidence.see(text)
    assert str(evidence) == "month first (0 cells say day first, 1 month first, 1 could be either)"


FORMS = ["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%Y-%m-%dT%H:%M:%S"]


@given(st.dates(datetime.date(1970, 1, 2), datetime.date(2049, 12, 31)), st.sampled_from(FORMS))
def test_every_day_survives_every_unambiguous_form(day: datetime.date, form: str) -> None:
    assert read_date(day.strftime(form)) == PartialDate(day.year, day.month, day.day)


@given(st.dates(datetime.date(1970, 1, 2), datetime.date(2049, 12, 31)), st.sampled_from([DAY, MONTH]))
def test_every_day_survives_its_columns_order(day: datetime.date, order: DayOrder) -> None:
    form = "%d/%m/%Y" if order is DAY else "%m/%d/%Y"
    assert read_date(day.strftime(form), order) == PartialDate(day.year, day.month, day.day)


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{0,5}[-/. ][0-9A-Za-z]{0,5}[-/. ][0-9]{0,5}", fullmatch=True))
def test_any_text_is_a_real_date_or_none_or_bad_input(text: str) -> None:
    try:
        date = read_date(text)
    except BadInput:
        return
    if date is not None:
        datetime.date(date.year, date.month or 1, date.day or 1)
