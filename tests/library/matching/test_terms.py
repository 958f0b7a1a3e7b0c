"""The terms of a name: words, model numbers, and the lists and spans in which publishers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.matching.terms import Span, Term, list_term, listed_numbers, model_numbers, read_terms, strengthened
from medward.matching.words import Kind


def forms(name: str) -> list[frozenset[str]]:
    """Return the forms of each term that names: brands and designators."""
    return [term.forms for term in read_terms(name) if term.kind in (Kind.BRAND, Kind.DESIGNATOR)]


def shows(term: Term, word: str) -> bool:
    return word in term.forms or any(span.holds(word) for span in term.spans)


def number(name: str) -> Term:
    """Return the one model number of ``name``."""
    numbers = [term for term in read_terms(name) if term.is_number]
    assert len(numbers) == 1, numbers
    return numbers[0]


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("Avalon FM20/FM30", ["fm20", "fm30"], ["fm40", "avalonfm"]),
        ("Avalon FM20/30", ["fm20", "fm30"], ["fm40"]),
        ("IntelliVue MX400-MX850", ["mx400", "mx700", "mx850"], ["mx40", "mx900", "mp400"]),
        ("IntelliVue MX400 to MX850", ["mx550"], ["mx100"]),
        ("IntelliVue MX800/700", ["mx800", "mx700"], ["mx600"]),
        ("IntelliVue M8001A/2A/3A", ["m8001a", "m8002a", "m8003a"], ["m8004a", "2a"]),
        ("Pagewriter TC10 TC20 TC30", ["tc10", "tc20", "tc30"], ["tc50"]),
        ("Pagewriter TC10 and TC20", ["tc10", "tc20"], ["tc30"]),
    ],
)
def test_a_list_or_span_of_model_numbers_is_one_term_with_alternatives(
    name: str, inside: list[str], outside: list[str]
) -> None:
    term = number(name)
    assert all(shows(term, word) for word in inside)
    assert not any(shows(term, word) for word in outside)


def test_device_words_joined_by_and_are_one_term() -> None:
    device_words = [term for term in read_terms("Pacesetter ICD and CRT") if term.kind is Kind.DEVICE_WORD]
    assert len(device_words) == 1
    assert {"icd", "crt"} <= device_words[0].forms


def test_a_code_and_a_number_behind_it_are_one_model_number() -> None:
    assert number("Zephyron EC 40").forms == {"ec40"}


def test_a_word_and_a_number_behind_it_stay_two_terms() -> None:
    assert forms("Medfusion 3500") == [frozenset({"medfusion"}), frozenset({"3500"})]


def test_a_hyphened_number_is_one_model_number() -> None:
    assert number("PWS-01-BT").forms == {"pws01bt"}


def test_a_number_that_leads_a_name_says_less_than_one_behind_it() -> None:
    leading, trailing = number("35083 Zephyron"), number("Zephyron 35083")
    assert leading.weight < trailing.weight
    assert not leading.hard
    assert trailing.hard


def test_a_number_behind_the_word_model_helps_but_is_not_demanded() -> None:
    assert not number("Zephyron Model 3120").hard
    assert number("Zephyron 3120").hard


def test_a_series_holds_every_number_that_begins_so() -> None:
    term = number("Efficia CM Series")
    assert shows(term, "cm10")
    assert shows(term, "cm120")
    assert not shows(term, "cx10")


def test_a_series_keeps_its_code() -> None:
    assert "cm" in number("Efficia CM Series").forms


def test_a_wildcard_stands_for_any_digit() -> None:
    assert {"8000", "8050", "8090"} & number("Zephyron 80x0").forms == {"8000", "8050", "8090"}


def test_two_joined_techniques_are_neither_of_them_alone() -> None:
    terms = read_terms("Biograph PET/CT")
    assert not any(term.forms & {"pet", "ct"} for term in terms)
    assert any("petct" in term.forms for term in terms)


@pytest.mark.parametrize("name", ["Q-Stress", "e-Alert"])
def test_a_letter_hyphened_to_a_word_is_one_brand(name: str) -> None:
    (term,) = read_terms(name)
    assert term.kind is Kind.BRAND
    assert term.forms >= {name.replace("-", "").lower()}


def test_a_term_knows_the_word_before_it() -> None:
    assert [term.near for term in read_terms("Plum 7")] == ["", "plum"]


def test_fillers_are_no_terms() -> None:
    assert [term.text for term in read_terms("the Zephyron by Inc")] == ["zephyron"]


@given(st.integers(1, 998), st.integers(1, 500), st.integers(0, 2000))
def test_a_span_holds_exactly_the_numbers_between_its_ends(low: int, width: int, asked: int) -> None:
    span = Span("mx", low, low + width)
    assert span.holds(f"mx{asked}") == (low <= asked <= low + width)
    assert not span.holds(f"mp{asked}")
    assert not span.holds(str(asked))


def test_a_span_allows_letters_behind_its_numbers() -> None:
    assert Span("mx", 400, 850).holds("mx700a")


@given(st.lists(st.integers(10, 99), min_size=2, max_size=5, unique=True), st.sampled_from(["/", " / ", ", ", " or "]))
def test_every_number_of_a_list_is_among_its_forms(numbers: list[int], between: str) -> None:
    term = list_term(between.join(f"FM{entry}" for entry in numbers))
    assert term is not None
    assert {f"fm{entry}" for entry in numbers} <= term.forms


def test_a_single_word_is_no_list() -> None:
    assert list_term("FM20") is None


def test_weak_words_name_where_there_is_nothing_stronger() -> None:
    (term,) = strengthened(read_terms("Current"))
    assert term.kind is Kind.BRAND
    assert all(term.kind is not Kind.BRAND for term in strengthened(read_terms("Current Pump")))


def test_the_order_numbers_in_a_text_are_its_longer_codes_with_digits() -> None:
    assert set(model_numbers("Model 35083, 8015 or AB 12345")) >= {"35083", "8015", "ab12345"}
    assert model_numbers("the pump of the ward") == ()


def test_the_numbers_a_sentence_lists_are_written_out() -> None:
    written, spans = listed_numbers("The FM20/30 and MX400-MX550 monitors accept it.")
    assert {"fm20", "fm30"} <= written
    assert any(span.holds("mx450") for span in spans)


@given(st.text(max_size=120))
def test_any_name_is_read_into_terms_that_demand_something(name: str) -> None:
    for term in read_terms(name):
        assert term.forms or term.spans
        assert term.kind is not Kind.FILLER
        assert 0 < term.weight <= 1


@given(st.text("MXFmx0123456789/- ,()and", max_size=60))
def test_any_list_of_numbers_is_read_without_complaint(name: str) -> None:
    read_terms(name)
    listed_numbers(name)
    list_term(name)
