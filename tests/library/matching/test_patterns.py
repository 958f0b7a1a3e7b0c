"""A product's name, read into the terms that a device's row must show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.matching.patterns import Pattern, read_pattern
from medward.matching.words import Kind


def pattern(name: str, without: tuple[str, ...] = (), models: tuple[str, ...] = ()) -> Pattern:
    """Read a name that has one reading."""
    (found,) = read_pattern(name, without=without, models=models)
    return found


def texts(found: Pattern) -> list[str]:
    return [term.text for term in found.terms]


def forms(found: Pattern) -> frozenset[str]:
    return frozenset().union(*(term.forms for term in found.terms))


def test_an_abbreviation_in_brackets_stands_for_the_whole_name() -> None:
    assert "cscs" in pattern("CARESCAPE Central Station (CSCS)").numbers


def test_an_order_number_in_brackets_stands_for_the_whole_name() -> None:
    found = pattern("Zephyron Gateway (35083)")
    assert found.numbers == {"35083"}
    assert "35083" not in forms(found)


def test_model_numbers_in_brackets_are_alternatives_that_a_row_must_show() -> None:
    found = pattern("IntelliVue Patient Monitors (MX400-MX550)")
    (number,) = [term for term in found.terms if term.is_number]
    assert any(span.holds("mx450") for span in number.spans)


def test_a_list_in_brackets_spells_out_the_code_before_it() -> None:
    found = pattern("Efficia CM (CM10/CM12)")
    assert {"cm10", "cm12"} <= forms(found)
    assert "cm" not in texts(found)


def test_numbers_in_brackets_are_further_numbers_where_the_name_has_one_already() -> None:
    found = pattern("Zephyron 8015 (incl. ZX100/ZX200)")
    assert {"zx100", "zx200"} <= found.numbers
    assert "8015" in forms(found)


def test_a_remark_in_brackets_is_a_condition_and_no_name() -> None:
    found = pattern("Zephyron (single channel only)")
    assert found.conditions == ("single channel only",)
    assert texts(found) == ["zephyron"]


@pytest.mark.parametrize("words", ["not including", "excluding", "except", "except for", "other than"])
def test_what_a_name_leaves_out_is_an_exclusion(words: str) -> None:
    found = pattern(f"Venue product line, {words} Venue 40")
    assert any("Venue 40" in exclusion for exclusion in found.exclusions)
    assert "40" not in forms(found)


@pytest.mark.parametrize("words", ["used with", "with", "running", "running on", "when", "shipped with"])
def test_what_stands_behind_with_or_running_is_a_condition_and_no_name(words: str) -> None:
    found = pattern(f"Zephyron Gateway {words} Quorivex")
    assert any("Quorivex" in condition for condition in found.conditions)
    assert "quorivex" not in forms(found)


def test_a_run_of_words_may_be_met_by_its_initials() -> None:
    found = pattern("CARESCAPE Clinical Information Center")
    assert "cic" in {entry.letters for entry in found.initials}


@given(st.lists(st.sampled_from(["quorivex", "zephyron", "tarandil", "movexit"]), min_size=2, max_size=5, unique=True))
def test_initials_are_the_first_letters_of_the_terms_they_cover(words: list[str]) -> None:
    found = pattern(" ".join(words))
    for entry in found.initials:
        assert entry.letters == "".join(word[0] for word in words[entry.first : entry.last + 1])


def test_a_makers_name_in_front_is_no_part_of_the_name() -> None:
    assert texts(pattern("Philips IntelliVue MX800", without=("philips",))) == ["intellivue", "mx800"]


def test_a_makers_name_of_two_words_in_front_is_no_part_of_the_name() -> None:
    assert texts(pattern("Smiths Medical Medfusion 4000", without=("smithsmedical",))) == ["medfusion", "4000"]


def test_a_makers_name_stays_where_nothing_else_would_name() -> None:
    assert "alaris" in texts(pattern("Alaris 8015", without=("alaris",)))


def test_a_pattern_remembers_the_maker_that_was_left_out_in_front() -> None:
    assert pattern("Philips IntelliVue MX800", without=("philips",)).led_by == "philips"
    assert pattern("IntelliVue MX800", without=("philips",)).led_by == ""


def test_models_given_elsewhere_are_one_more_term_of_which_a_row_shows_one() -> None:
    found = pattern("Zephyron", models=("ZX100", "ZX200"))
    assert [term.kind for term in found.terms] == [Kind.BRAND, Kind.DESIGNATOR]
    assert found.terms[-1].forms == {"zx100", "zx200"}


def test_a_name_of_several_products_has_a_pattern_for_each() -> None:
    found = read_pattern("Quorivex Tools / Zephyron Roadmap")
    assert [texts(entry)[0] for entry in found] == ["quorivex", "zephyron"]


def test_a_list_of_a_device_word_and_a_brand_is_two_names_in_one() -> None:
    found = read_pattern("Quorivex Workplaces/Zephyron")
    assert any("zephyron" not in forms(entry) for entry in found)
    assert any("zephyron" in forms(entry) for entry in found)


def test_a_name_that_repeats_its_brand_names_a_part_of_a_larger_thing() -> None:
    assert texts(pattern("Alaris Gateway Workstation Alaris GS"))[:2] == ["alaris", "gs"]


@pytest.mark.parametrize("name", ["", " ", "®", "---", "()"])
def test_a_name_that_holds_nothing_yields_no_pattern(name: str) -> None:
    assert read_pattern(name) == ()


def test_brands_and_designators_make_the_naming_weight() -> None:
    found = pattern("Zephyron Infusion Pump")
    assert 0 < found.naming_weight < found.weight


@given(st.text(max_size=120))
def test_any_name_is_read_and_every_pattern_demands_something(name: str) -> None:
    for found in read_pattern(name, without=("philips", "smithsmedical"), models=("ZX100",)):
        assert found.terms
        assert 0 <= found.naming_weight <= found.weight + 1e-9
        assert all(0 <= entry.first < entry.last < len(found.terms) for entry in found.initials)


@given(st.lists(st.sampled_from([*list("()[]/,- "), "with ", "except ", "MX1", "A", "and "]), max_size=30).map("".join))
def test_any_nesting_of_brackets_and_lists_is_read(name: str) -> None:
    read_pattern(name)
