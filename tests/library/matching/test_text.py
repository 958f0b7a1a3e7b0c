"""How free text is made comparable."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.matching.text import normalise, one_letter_less, runs, squash, tokens

_words = st.text("abcdefghij0123456789", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IntelliVue", "INTELLIVUE"),
        ("IntelliVue®", "IntelliVue"),
        ("Alaris™ GH", "Alaris GH"),
        ("Smart Log", "SmartLog"),
        ("MX-500", "MX 500"),
        ("CADD-Solis", "CADD Solis"),
        ("Dräger", "Drager"),
        ("Møller", "Moller"),
        ("Weiß", "Weiss"),
        ("Vivid E95", "Vivid E95"),  # A blank that does not break.
        ("Children's", "Children\u2019s"),
        ("AT&T", "AT and T"),
    ],
)
def test_case_accents_marks_and_hyphens_carry_no_meaning(one: str, other: str) -> None:
    assert squash(one) == squash(other)


@pytest.mark.parametrize(("one", "other"), [("XR656", "XR656+"), ("Plum A", "Plum A+"), ("CIC", "CIC@Home")])
def test_a_sign_that_is_a_word_makes_another_name(one: str, other: str) -> None:
    assert squash(one) != squash(other)


def test_plus_at_and_and_are_spelt_out() -> None:
    assert tokens("XR656+") == ("xr656", "plus")
    assert tokens("Carestream @Home & Co") == ("carestream", "at", "home", "and", "co")


def test_a_plus_between_a_word_and_a_number_is_no_word() -> None:
    assert "plus" not in tokens("MP5+2")


@pytest.mark.parametrize(
    ("text", "token"), [("1.5T", "1.5t"), ("3.0T", "3t"), ("3T", "3t"), ("4.0", "4"), ("4.10", "4.10"), ("10", "10")]
)
def test_a_decimal_number_stays_one_token_and_loses_only_zeros_behind_the_point(text: str, token: str) -> None:
    assert tokens(text) == (token,)


@pytest.mark.parametrize("written", ["Yhtymä", "Geutebrück", "Dräger", "Møller"])
def test_text_that_was_decoded_twice_reads_as_it_was_meant(written: str) -> None:
    assert squash(written.encode().decode("cp1252")) == squash(written)


def test_a_capital_a_with_tilde_that_is_no_decoding_error_is_kept() -> None:
    assert squash("SÃO PAULO") == "saopaulo"


def test_runs_hold_one_to_four_neighbours_and_where_they_begin() -> None:
    found = runs(("alaris", "pc", "unit", "8015", "ls"))
    assert found["pcunit"] == 1
    assert found["alarispcunit8015"] == 0
    assert "alarispcunit8015ls" not in found
    assert "alarisunit" not in found


@given(st.lists(_words, max_size=12))
def test_every_word_and_every_pair_of_neighbours_is_a_run(words: list[str]) -> None:
    found = runs(tuple(words))
    assert set(words) <= set(found)
    assert {left + right for left, right in itertools.pairwise(words)} <= set(found)


@given(st.lists(_words, max_size=40))
def test_runs_grow_with_the_length_of_the_text_and_no_faster(words: list[str]) -> None:
    assert len(runs(tuple(words))) <= 4 * len(words)


@given(st.text(max_size=200))
def test_any_text_is_read_and_reading_twice_changes_nothing(text: str) -> None:
    once = " ".join(tokens(text))
    assert " ".join(tokens(once)) == once
    assert squash(text) == "".join(tokens(text))
    assert all(token.isascii() and token.isalnum() for token in tokens(text.replace(".", " ")))


@given(st.text("abcdefg-® éÉ", max_size=40))
def test_case_never_matters(text: str) -> None:
    assert tokens(text.upper()) == tokens(text.lower())


@given(st.text(max_size=60))
def test_normalised_text_is_in_lower_case(text: str) -> None:
    assert normalise(text) == normalise(text).lower()


@given(st.text("abcd", min_size=2, max_size=9), st.integers(0, 8), st.sampled_from("abcd"))
def test_two_words_one_edit_apart_share_a_spelling_with_one_letter_left_out(word: str, place: int, letter: str) -> None:
    place %= len(word)
    changed = word[:place] + letter + word[place + 1 :]
    added = word[:place] + letter + word[place:]
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    for other in (changed, added, swapped):
        assert set(one_letter_less(word)) & set(one_letter_less(other))


@given(st.text("abc", max_size=9))
def test_spellings_with_one_letter_less_hold_the_word_itself_and_are_no_more_than_its_letters(word: str) -> None:
    spellings = one_letter_less(word)
    assert spellings[0] == word
    assert len(spellings) <= len(word) + 1
    assert all(len(word) - len(spelling) == 1 for spelling in spellings[1:])
