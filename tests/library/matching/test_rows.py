"""A device's row, made ready for comparing with names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.inventory.records import Device, PartialDate
from medward.matching.rows import Row, RowKey, key_of, misspellable, read_row, row_version
from medward.matching.versions import read_version

_texts = st.text(max_size=80)
_keys = st.builds(RowKey, _texts, _texts, _texts, _texts)


def read(model: str = "", description: str = "", maker: str = "", version: str = "") -> Row:
    return read_row(RowKey(maker, model, description, version))


@pytest.mark.parametrize("column", ["manufacturer", "model", "description"])
def test_a_name_is_searched_in_every_column(column: str) -> None:
    columns = {"manufacturer": "", "model": "", "description": "", column: "IntelliVue MX800"}
    assert {"intellivue", "mx800", "intellivuemx800"} <= read_row(RowKey(**columns, software_version="")).runs


def test_words_of_two_columns_are_no_neighbours() -> None:
    assert "zephyronpump" not in read("Zephyron", "Pump").runs


def test_a_row_remembers_what_stood_in_the_model_column() -> None:
    row = read("MX800", "monitor near the MX400", "Philips")
    assert "mx800" in row.model_runs
    assert "mx400" not in row.model_runs
    assert "mx400" in row.own_runs
    assert "philips" not in row.own_words
    assert "philips" in row.words


@pytest.mark.parametrize(("short", "full"), [("MedStn", "medstation"), ("QuorivexWkst", "quorivexworkstation")])
def test_an_abbreviation_that_exports_use_is_written_out_beside_the_original(short: str, full: str) -> None:
    row = read(short)
    assert {short.lower(), full} <= row.runs


@pytest.mark.parametrize(("written", "meant"), [("MX8OO", "mx800"), ("FM3O", "fm30"), ("MX80O", "mx800")])
def test_a_letter_o_inside_a_number_is_read_as_a_zero_too(written: str, meant: str) -> None:
    assert {written.lower(), meant} <= read(written).runs


@pytest.mark.parametrize("word", ["Solo", "Room", "Bio", "Pro", "Apollo"])
def test_a_letter_o_in_a_word_stays_a_letter(word: str) -> None:
    assert not any("0" in run for run in read(word).runs)


def test_swapped_columns_are_noticed_and_the_maker_found() -> None:
    row = read("Smiths Medical", "", "Medfusion 3500")
    assert row.swapped
    assert "smiths-medical" in row.makers.keys


def test_columns_in_their_places_are_not_called_swapped() -> None:
    row = read("Medfusion 3500", "", "Smiths Medical")
    assert not row.swapped
    assert "smiths-medical" in row.makers.keys


def test_an_empty_maker_column_lets_the_row_name_its_maker_elsewhere() -> None:
    row = read("Smiths Medical Medfusion 3500")
    assert not row.swapped
    assert "smiths-medical" in row.makers.keys


def test_the_maker_column_decides_where_a_remark_names_another() -> None:
    assert read("MX800", "replaces a Baxter pump", "Philips").makers.keys == {"philips"}


@pytest.mark.parametrize(
    "text", ["no SpaceCom", "NO SPACECOM", "without SpaceCom", "w/o SpaceCom", "non-SpaceCom", "ohne SpaceCom"]
)
def test_a_row_may_say_what_it_is_without(text: str) -> None:
    assert "spacecom" in read("Infusomat", text).denied


def test_a_row_that_has_a_thing_does_not_deny_it() -> None:
    assert "spacecom" not in read("Infusomat", "with SpaceCom").denied


def test_short_words_and_numbers_are_not_searched_for_misspellings() -> None:
    assert misspellable(frozenset({"mx80", "8015", "plum", "intellivue"})) == ("intellivue",)


@pytest.mark.parametrize(
    ("description", "version"),
    [
        ("software 1.5.2", "1.5.2"),
        ("sw: 2.0", "2.0"),
        ("firmware v3.1", "v3.1"),
        ("Rev. 4.2", "4.2"),
        ("ver 12.1.3", "12.1.3"),
    ],
)
def test_a_description_gives_the_version_where_the_column_is_empty(description: str, version: str) -> None:
    assert str(row_version(read("Zephyron", description))) == str(read_version(version))


def test_the_version_column_comes_before_the_description() -> None:
    assert str(row_version(read("Zephyron", "software 1.5.2", version="2.0"))) == str(read_version("2.0"))


def test_a_bare_model_number_is_no_version() -> None:
    assert row_version(read("Medfusion 3500", "syringe pump")) is None


def test_the_serial_number_is_part_of_a_rows_key_only_where_it_decides() -> None:
    one = Device("1", manufacturer="Philips", model="MX800", serial_number="DE1")
    other = Device("2", manufacturer="Philips", model="MX800", serial_number="DE2")
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    "further", [{"asset_tag": "9"}, {"ward": "ICU"}, {"ip": "10.0.0.9"}, {"site": "North"}, {"owner": "Mills"}]
)
def test_rows_that_read_alike_are_one_row(further: dict[str, str]) -> None:
    columns = {"asset_tag": "1", "manufacturer": "Philips", "model": "MX800", "software_version": "M.01"}
    assert key_of(Device(**columns)) == key_of(Device(**(columns | further)))


def test_dates_that_may_decide_are_part_of_a_rows_key() -> None:
    old, new = (Device("1", model="MX800", in_service_on=PartialDate(year)) for year in (2015, 2020))
    assert key_of(old) != key_of(new)


@given(_keys)
def test_any_row_is_read_and_its_words_hang_together(key: RowKey) -> None:
    row = read_row(key)
    assert row.own_words <= row.words
    assert row.model_runs <= row.own_runs <= row.runs
    assert row.words <= row.runs
    assert row.words.issuperset(row.misspellable)
    row_version(row)


@given(_keys)
def test_what_a_row_shows_depends_on_its_texts_only(key: RowKey) -> None:
    same = RowKey(key.manufacturer, key.model, key.description, key.software_version)
    assert read_row(same) == read_row(key)
