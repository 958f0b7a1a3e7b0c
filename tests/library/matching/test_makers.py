"""Who made it: spellings of makers, and which makers are one house."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.matching.makers import Relation, known_makers
from tests.library.matching.advisory import Leaf, names, row

_keys = st.sampled_from(sorted(known_makers().names))


def find(text: str) -> frozenset[str]:
    return known_makers().find(text).keys


def relation(one: str, other: str, product: str = "Zephyron") -> Relation:
    return known_makers().relation(find(one), find(other), product)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("BD", "bd"),
        ("Becton, Dickinson and Company", "bd"),
        ("BECTON DICKINSON & CO", "bd"),
        ("Smiths Medical", "smiths-medical"),
        ("GE Healthcare", "ge-healthcare"),
        ("CareFusion 303 Inc", "carefusion"),
        ("Baxter Healthcare Corp.", "baxter"),
        ("Philips Healthcare", "philips"),
    ],
)
def test_a_maker_is_found_by_a_whole_alias(text: str, key: str) -> None:
    assert key in find(text)


@pytest.mark.parametrize("form", ["", " Inc.", " GmbH", ", LLC", " Corporation"])
def test_a_legal_form_does_not_hide_a_maker(form: str) -> None:
    assert "baxter" in find("Baxter" + form)


def test_a_maker_is_found_by_an_alias_inside_the_text() -> None:
    assert "philips" in find("bought from Philips in spring")


def test_a_text_may_name_several_makers() -> None:
    assert {"baxter", "philips"} <= find("Philips / Baxter")


@pytest.mark.parametrize(("text", "key"), [("Phillips", "philips"), ("Becton Dickinsen", "bd"), ("Baxterr", "baxter")])
def test_a_maker_is_found_by_a_spelling_a_letter_away(text: str, key: str) -> None:
    assert key in find(text)


def test_a_repaired_spelling_is_marked_as_such() -> None:
    assert known_makers().find("Baxterr").repaired
    assert not known_makers().find("Baxter").repaired


@pytest.mark.parametrize("text", ["", "   ", "ward 7", "Unheard Of Instruments", "???"])
def test_a_text_that_names_no_known_maker_finds_none(text: str) -> None:
    assert find(text) == frozenset()


@given(_keys)
def test_every_maker_is_found_by_its_name_and_by_every_alias(key: str) -> None:
    makers = known_makers()
    assert key in makers.find(makers.names[key]).keys
    assert all(key in makers.find(alias).keys for alias in makers.aliases_of(frozenset({key})))


@given(st.text(max_size=80))
@settings(max_examples=200)
def test_any_text_is_searched_for_makers_and_only_known_ones_are_found(text: str) -> None:
    assert find(text) <= known_makers().names.keys()


def test_one_maker_under_two_names_is_the_same() -> None:
    assert relation("BD", "Becton Dickinson") is Relation.SAME


def test_a_maker_and_the_one_that_took_it_over_are_related() -> None:
    assert relation("CareFusion", "BD") is Relation.RELATED
    assert relation("Smiths Medical", "ICU Medical") is Relation.RELATED


def test_two_makers_that_both_held_a_third_are_related() -> None:
    makers = known_makers()
    held: dict[str, list[str]] = {}
    for owner, parts in makers.parts.items():
        for part, lines in parts:
            if not lines:
                held.setdefault(part, []).append(owner)
    shared = [owners for owners in held.values() if len(owners) > 1]
    assert shared
    for one, other, *_ in shared:
        assert makers.relation(frozenset({one}), frozenset({other}), "Zephyron") in (Relation.SAME, Relation.RELATED)


def test_two_makers_of_one_owner_are_related() -> None:
    makers = known_makers()
    owner, parts = next(
        (owner, whole)
        for owner, parts in sorted(makers.parts.items())
        if len(whole := sorted(part for part, lines in parts if not lines)) > 1
    )
    assert owner
    assert makers.relation(frozenset({parts[0]}), frozenset({parts[1]}), "Zephyron") is Relation.RELATED


def test_two_makers_without_common_history_are_others() -> None:
    assert relation("Philips", "Baxter") is Relation.OTHER


def test_a_relation_that_moved_a_product_line_holds_only_for_that_line() -> None:
    makers = known_makers()
    moved = [
        (owner, part, lines)
        for owner, parts in sorted(makers.parts.items())
        for part, lines in sorted(parts)
        if lines and makers.relation(frozenset({owner}), frozenset({part}), "Zephyron") is Relation.OTHER
    ]
    assert moved
    for owner, part, lines in moved:
        for line in lines:
            assert makers.relation(frozenset({owner}), frozenset({part}), line) is Relation.RELATED


def test_nothing_is_concluded_from_a_maker_that_content_does_not_know() -> None:
    assert relation("Unheard Of Instruments", "Philips") is Relation.UNKNOWN
    assert relation("Philips", "Unheard Of Instruments") is Relation.UNKNOWN


def test_a_maker_that_content_does_not_know_is_compared_by_its_spelling() -> None:
    assert names(Leaf("Zephyron", vendor="Unheard Of Instruments"), row("Zephyron", maker="Unheard Of Instruments"))


@given(_keys, _keys)
def test_relations_hold_both_ways(one: str, other: str) -> None:
    makers = known_makers()
    first, second = frozenset({one}), frozenset({other})
    assert makers.relation(first, second, "Zephyron") is makers.relation(second, first, "Zephyron")


@given(_keys)
def test_a_maker_is_the_same_as_itself_and_a_part_of_its_own_house(key: str) -> None:
    makers = known_makers()
    assert makers.relation(frozenset({key}), frozenset({key}), "") is Relation.SAME
    assert key in makers.house(key)


@given(_keys)
def test_a_house_for_one_product_is_no_larger_than_the_whole_house(key: str) -> None:
    makers = known_makers()
    assert makers.house(key, "zephyron") <= makers.house(key)


@given(_keys)
def test_who_took_a_maker_over_has_it_in_its_house(key: str) -> None:
    makers = known_makers()
    assert all(key in makers.house(owner) for owner in makers.owners(key))


def test_a_brand_in_front_of_several_longer_lines_is_a_family() -> None:
    assert known_makers().is_family("alaris")
    assert not known_makers().is_family("zephyron")
