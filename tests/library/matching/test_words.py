"""What a word of a name is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.content.load import load
from medward.matching.text import tokens
from medward.matching.words import Kind, kind_of, other_spellings, vocabulary, weight_of


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("pump", Kind.DEVICE_WORD),
        ("monitor", Kind.DEVICE_WORD),
        ("portable", Kind.DEVICE_WORD),
        ("adult", Kind.QUALITY),
        ("inc", Kind.FILLER),
        ("version", Kind.FILLER),
        ("intellivue", Kind.BRAND),
        ("pyxis", Kind.BRAND),
        ("wordthatnobodylisted", Kind.BRAND),
        ("3500", Kind.DESIGNATOR),
        ("mx800", Kind.DESIGNATOR),
        ("1.5t", Kind.DESIGNATOR),
        ("gh", Kind.DESIGNATOR),
        ("es", Kind.DESIGNATOR),
        ("plus", Kind.DESIGNATOR),
    ],
)
def test_a_word_has_the_kind_that_rule_and_vocabulary_give_it(token: str, kind: Kind) -> None:
    assert kind_of(token) is kind


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12))
def test_a_token_with_a_digit_that_no_list_names_is_a_designator_whatever_stands_around_it(token: str) -> None:
    if any(character.isdigit() for character in token) and token not in vocabulary().qualities:
        assert kind_of(token) is Kind.DESIGNATOR


@given(st.text("qxzj", min_size=3, max_size=12))
def test_a_longer_word_on_no_list_is_a_brand(token: str) -> None:
    words = vocabulary()
    if token not in words.kinds | words.qualities | words.fillers | words.variants:
        assert kind_of(token) is Kind.BRAND


@given(st.text("qx", min_size=1, max_size=2))
def test_a_short_word_on_no_list_is_a_code(token: str) -> None:
    words = vocabulary()
    if token not in words.kinds | words.qualities | words.fillers:
        assert kind_of(token) is Kind.DESIGNATOR


def test_a_short_word_that_is_a_device_word_is_no_code() -> None:
    assert kind_of("ct") is Kind.DEVICE_WORD
    assert kind_of("mr") is Kind.DEVICE_WORD


def test_a_brand_says_more_than_a_device_word_and_that_more_than_a_quality_and_a_filler_nothing() -> None:
    assert weight_of("intellivue") > weight_of("monitor") > weight_of("adult") > weight_of("inc") == 0


def test_a_number_says_more_than_a_code() -> None:
    assert weight_of("mx800") > weight_of("gh") > weight_of("pump")


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12))
def test_weights_lie_between_nothing_and_one(token: str) -> None:
    assert 0 <= weight_of(token) <= 1


@pytest.mark.parametrize(("full", "short"), [("station", "stn"), ("monitor", "mon"), ("anesthesia", "anes")])
def test_an_abbreviation_is_another_spelling_of_its_word(full: str, short: str) -> None:
    assert short in other_spellings(full)


def test_synonyms_are_other_spellings_of_each_other() -> None:
    assert "color" in other_spellings("colour")
    assert "colour" in other_spellings("color")


@given(st.sampled_from(sorted(vocabulary().same)))
def test_no_word_is_another_spelling_of_itself(word: str) -> None:
    assert word not in other_spellings(word)


def test_every_word_of_the_lists_is_one_token_as_text_gives_it() -> None:
    content = load("vocabulary", "words")
    for listed in ("kinds", "qualities", "fillers", "separating", "variants"):
        for word in content[listed]:
            assert tokens(word) == (word,), listed
