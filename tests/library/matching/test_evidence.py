"""Whether a row shows one term of a name, and how well."""

import pytest

from medward.matching.evidence import (
    ABSENT,
    BARE_NUMBER,
    BY_INITIALS,
    REPAIRED,
    SHOWN,
    foreign_brands,
    names_another,
    near,
    qualities,
    shows_model_number,
)
from medward.matching.patterns import Pattern, read_pattern
from medward.matching.rows import RowKey, read_row


def pattern(name: str) -> Pattern:
    return read_pattern(name)[0]


def shown(name: str, model: str, description: str = "", maker: str = "") -> list[float]:
    return qualities(pattern(name), read_row(RowKey(maker, model, description, "")))


def test_the_ways_of_showing_a_term_are_ordered() -> None:
    assert SHOWN > BY_INITIALS > ABSENT
    assert SHOWN > REPAIRED > ABSENT
    assert SHOWN > BARE_NUMBER > ABSENT


@pytest.mark.parametrize("model", ["IntelliVue MX800", "INTELLIVUE MX-800", "Intelli Vue MX 800", "MX800 IntelliVue"])
def test_a_term_is_shown_by_its_form_as_a_run_of_words(model: str) -> None:
    assert shown("IntelliVue MX800", model) == [SHOWN, SHOWN]


def test_a_row_without_a_term_does_not_show_it() -> None:
    assert shown("IntelliVue MX800", "Zephyron 12") == [ABSENT, ABSENT]


@pytest.mark.parametrize("model", ["Intelivue", "IntelliVeu", "Intellvue"])
def test_a_misspelt_brand_is_shown_but_counts_less(model: str) -> None:
    assert shown("IntelliVue", model) == [REPAIRED]


@pytest.mark.parametrize("model", ["Plom", "Plumb", "Plam"])
def test_a_short_brand_is_not_guessed(model: str) -> None:
    assert shown("Plum", model) == [ABSENT]


def test_initials_show_the_words_they_stand_for_but_count_less() -> None:
    found = shown("CARESCAPE Clinical Information Center", "CARESCAPE CIC")
    assert found[0] == SHOWN
    assert all(ABSENT < quality < SHOWN for quality in found[1:])


def test_a_long_abbreviation_shows_its_word_but_counts_less() -> None:
    first, second = shown("Quorivex Collaboration", "Quorivex Collabo")
    assert first == SHOWN
    assert ABSENT < second < SHOWN


def test_a_model_number_without_its_letters_counts_less_and_only_in_the_model_column() -> None:
    assert shown("Exactamix EM2400", "Exactamix 2400") == [SHOWN, BARE_NUMBER]
    assert shown("Exactamix EM2400", "Exactamix", "room 2400")[1] == ABSENT


def test_a_model_number_with_letters_added_counts_less() -> None:
    assert shown("CareLink 2090", "CareLink 2090W") == [SHOWN, BARE_NUMBER]


def test_another_model_number_of_the_same_shape_is_not_shown() -> None:
    assert shown("IntelliVue MX800", "IntelliVue MX700")[1] == ABSENT
    assert shown("IntelliVue MX80", "IntelliVue MX800")[1] == ABSENT


def test_a_small_number_is_believed_only_right_behind_the_word_before_it() -> None:
    assert shown("Plum 7", "Plum 7") == [SHOWN, SHOWN]
    assert shown("Plum 7", "Plum", "ward 7")[1] == ABSENT


def test_two_neighbouring_terms_written_as_one_word_are_both_shown() -> None:
    assert shown("Alaris GH", "AlarisGH") == [SHOWN, SHOWN]


def test_what_a_row_says_it_is_without_is_not_shown() -> None:
    assert shown("SpaceCom", "Infusomat", "no SpaceCom") == [ABSENT]


def test_a_counted_brand_is_shown_but_counts_less() -> None:
    (quality,) = shown("SpaceCom", "SpaceCom2")
    assert ABSENT < quality < SHOWN


@pytest.mark.parametrize(
    ("word", "form", "close"),
    [
        ("intelivue", "intellivue", True),
        ("ntellivue", "intellivue", False),
        ("medfusion", "infusion", False),
        ("pyxas", "pyxis", True),
        ("pyaas", "pyxis", False),
        ("intelivu", "intellivue", True),
    ],
)
def test_a_misspelling_keeps_the_first_letter_and_is_few_edits_away(word: str, form: str, close: bool) -> None:
    assert near(word, form) is close


@pytest.mark.parametrize(
    ("model", "known"),
    [("MX800", True), ("8015", True), ("Medfusion", False), ("Medfusion v2.1", False), ("Pyxis bought 2016", False)],
)
def test_a_version_or_a_year_is_no_model_number(model: str, known: bool) -> None:
    assert shows_model_number(read_row(RowKey("", model, "", ""))) is known


def test_a_foreign_brand_in_the_model_column_names_another_model() -> None:
    assert names_another(pattern("IntelliVue"), read_row(RowKey("", "Quorivex", "beside an IntelliVue", "")))
    assert not names_another(pattern("IntelliVue"), read_row(RowKey("", "IntelliVue", "beside a Quorivex", "")))


def test_a_misspelling_of_the_name_and_a_makers_name_are_no_foreign_brands() -> None:
    row = read_row(RowKey("", "Philips Intelivue", "", ""))
    assert foreign_brands(pattern("IntelliVue"), row, row.own_words) == frozenset()


def test_the_forms_of_a_pattern_hold_its_numbers_and_initials_too() -> None:
    assert {"zephyron", "35083"} <= pattern("Zephyron Gateway (35083)").forms
    assert "cic" in pattern("CARESCAPE Clinical Information Center").forms
