"""How far a row shows what a name demands."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.matching.compare import NameMatch, compare
from medward.matching.patterns import Pattern, read_pattern
from medward.matching.rows import RowKey, read_row

_brands = st.sampled_from(["Zephyron", "Quorivex", "Tarandil"])
_numbers = st.sampled_from(["3500", "MX800", "GH", "EM2400"])
_device_words = st.sampled_from(["Pump", "Monitor", "Gateway", "Station"])
_parts = st.tuples(_brands, _numbers, _device_words)


def pattern(name: str, *, family: bool = False) -> Pattern:
    return replace(read_pattern(name)[0], family=family)


def meet(name: str, model: str, description: str = "", maker: str = "", *, family: bool = False) -> NameMatch | None:
    return compare(pattern(name, family=family), read_row(RowKey(maker, model, description, "")))


def score(name: str, model: str, description: str = "", maker: str = "", *, family: bool = False) -> float:
    found = meet(name, model, description, maker, family=family)
    return found.score if found else 0.0


def test_a_whole_name_scores_full() -> None:
    found = meet("Medfusion 3500", "Medfusion 3500")
    assert found is not None
    assert found.score == found.naming == 1.0
    assert not found.missing


def test_a_medfusion_3500_is_no_medfusion_4000() -> None:
    assert meet("Medfusion 3500", "Medfusion 4000") is None


def test_a_demanded_number_under_another_brand_in_the_model_column_is_another_product() -> None:
    assert meet("IntelliVue MX800", "Quorivex", "beside an IntelliVue") is None


def test_where_the_row_shows_no_number_and_no_other_name_the_model_is_unknown() -> None:
    found = meet("Medfusion 3500", "Medfusion")
    assert found is not None
    assert found.model_unknown
    assert "3500" in found.missing
    assert found.score < 1.0


def test_device_words_behind_the_brand_confirm_it() -> None:
    assert score("IntelliSpace PACS", "IntelliSpace PACS") > score("IntelliSpace PACS", "IntelliSpace")


def test_other_device_words_behind_the_brand_deny_it() -> None:
    assert score("IntelliSpace PACS", "IntelliSpace ECG") < score("IntelliSpace PACS", "IntelliSpace")


def test_a_model_number_with_letters_names_by_itself() -> None:
    assert score("IntelliVue MX800", "MX800", "monitor") > 0.5


def test_a_bare_number_needs_another_word_of_the_name() -> None:
    assert score("Medfusion 3500", "3500", "bed") <= 0.5
    assert score("Medfusion 3500", "3500", "Medfusion") > 0.9


def test_a_number_without_its_letters_alone_names_nothing() -> None:
    assert meet("Exactamix EM2400", "2400") is None


@pytest.mark.parametrize("part", ["cable", "server", "cart", "tray", "charger"])
def test_a_word_behind_the_name_that_makes_another_product_of_it_speaks_against_it(part: str) -> None:
    found = meet("IntelliVue", f"IntelliVue {part}")
    assert found is not None
    assert found.score < score("IntelliVue", "IntelliVue")
    assert any(part in doubt for doubt in found.doubts)


@pytest.mark.parametrize("part", ["stand", "cables", "charger", "cuff", "power supply"])
def test_an_accessory_for_a_thing_is_not_the_thing(part: str) -> None:
    assert score("IntelliVue", f"{part} for IntelliVue") < score("IntelliVue", "monitor IntelliVue")


def test_a_name_of_device_words_only_is_shown_by_the_share_of_its_words() -> None:
    whole = score("Cardiology Viewer", "Cardiology Viewer")
    assert whole == 1.0
    assert score("Cardiology Viewer", "Viewer") < whole


def test_the_maker_column_alone_names_no_product() -> None:
    assert meet("Quorivex", "Pump 12", "", "Quorivex") is None


def test_findings_keep_the_words_that_were_shown_and_those_that_were_not() -> None:
    found = meet("Zephyron Infusion Pump", "Zephyron pump")
    assert found is not None
    assert set(found.found) == {"zephyron", "pump"}
    assert found.missing == ("infusion",)


def test_an_order_number_stands_for_the_whole_name_and_says_so() -> None:
    found = meet("Zephyron Gateway (35083)", "35083")
    assert found is not None
    assert any("35083" in doubt for doubt in found.doubts)
    assert found.score < score("Zephyron Gateway (35083)", "Zephyron Gateway")


def test_a_missing_code_lowers_the_score_for_it_often_means_a_sister_product() -> None:
    assert score("Pyxis MedStation ES", "Pyxis MedStation") < score("Pyxis MedStation ES", "Pyxis MedStation ES")


@pytest.mark.parametrize("words", ["no WLAN", "non-wireless", "without WiFi", "wired only"])
def test_a_row_that_says_it_has_no_radio_is_no_product_with_one(words: str) -> None:
    assert meet("Zephyron WLAN", "Zephyron", words) is None
    assert meet("Zephyron WLAN", "Zephyron WLAN") is not None


def test_a_longer_number_is_more_specific_than_one_inside_it() -> None:
    longer, shorter = meet("GEH-SD-320AN", "GEH-SD-320AN"), meet("SD-320AN", "GEH-SD-320AN")
    assert longer is not None
    assert shorter is not None
    assert longer.specific > shorter.specific


def test_a_name_that_explains_more_of_the_row_is_more_specific() -> None:
    more, less = meet("Alaris GH Plus", "Alaris GH Plus"), meet("Alaris", "Alaris GH Plus")
    assert more is not None
    assert less is not None
    assert more.specific > less.specific


def test_of_a_family_the_device_words_decide() -> None:
    assert score("Pyxis Tissue Tracking", "Pyxis Pharmacy", family=True) < score(
        "Pyxis Tissue Tracking", "Pyxis Tissue Tracking", family=True
    )


@given(_parts)
def test_a_row_that_writes_a_name_out_always_shows_it_whole(parts: tuple[str, str, str]) -> None:
    name = " ".join(parts)
    assert score(name, name) == 1.0
    assert score(name, name.upper()) == 1.0
    assert score(name, "", name) == 1.0


@given(_parts, _parts)
def test_a_demanded_number_that_is_absent_beside_another_ends_the_matter(
    demanded: tuple[str, str, str], given_: tuple[str, str, str]
) -> None:
    if demanded[1] != given_[1] and any(map(str.isdigit, demanded[1])) and any(map(str.isdigit, given_[1])):
        assert meet(" ".join(demanded), " ".join(given_)) is None


@given(_parts, _brands)
def test_leaving_words_of_the_name_out_never_raises_the_score(parts: tuple[str, str, str], other: str) -> None:
    name = " ".join(parts)
    whole = score(name, name)
    for left_out in range(3):
        assert score(name, " ".join(part for place, part in enumerate(parts) if place != left_out)) <= whole
    assert score(name, other if other != parts[0] else "Movexit") <= whole


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=300)
def test_any_name_compares_with_any_row_and_scores_between_nothing_and_one(
    name: str, maker: str, model: str, description: str
) -> None:
    row = read_row(RowKey(maker, model, description, ""))
    for found in (compare(entry, row) for entry in read_pattern(name)):
        if found is not None:
            assert 0.0 <= found.score <= 1.0
            assert 0.0 <= found.naming <= 1.0
            assert len(found.found) + len(found.missing) == len(found.pattern.terms)
