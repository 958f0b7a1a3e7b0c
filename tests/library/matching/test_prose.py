"""The sentences of an advisory, ready for comparing with names and versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.matching.prose import Sentence, read_sentences, read_summaries, text_row
from tests.library.matching.advisory import FIRST, SECOND, THIRD, Flaw, Leaf, advisory

_SAID = "The Zephyron gateway accepts any password."


def texts(sentences: list[Sentence] | tuple[Sentence, ...]) -> list[str]:
    return [sentence.text for sentence in sentences]


def test_a_text_is_cut_into_its_sentences() -> None:
    text = "The Zephyron keeps a password. Version 1.2 is concerned.\nThe Quorivex is not affected."
    assert texts(read_sentences(text, "/p")) == [
        "The Zephyron keeps a password.",
        "Version 1.2 is concerned.",
        "The Quorivex is not affected.",
    ]


def test_a_version_number_does_not_end_a_sentence() -> None:
    assert len(read_sentences("Version 1.2. and earlier, up to 1.3.4, keep it.", "/p")) == 1


@pytest.mark.parametrize(
    "noise",
    [
        f"{FIRST} has been assigned to this vulnerability.",
        f"{FIRST} have been assigned to these vulnerabilities.",
        "A CVSS v3.1 base score of 9.8 has been calculated; the vector is (AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H).",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "https://office.example/zephyron/4.2/advisory",
    ],
)
def test_what_every_advisory_says_is_no_sentence_about_a_product(noise: str) -> None:
    assert "".join(texts(read_sentences(f"{_SAID} {noise}", "/p"))).strip(" ;,") == _SAID


def test_a_score_is_no_version() -> None:
    text = "A CVSS v3 base score of 9.8 has been calculated; the vector is (AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H)."
    assert not any(sentence.versions for sentence in read_sentences(text, "/p"))


def test_words_that_an_earlier_summary_said_already_do_not_count() -> None:
    first, second = "The Zephyron keeps a password.", "The Quorivex sends it in clear."
    third = "The Tarandil stores it."
    document = advisory(
        Leaf("Zephyron"),
        flaws=[Flaw(FIRST, first), Flaw(SECOND, f"{first} {second}"), Flaw(THIRD, f"{first} {second} {third}")],
    )
    assert [texts(sentences) for sentences in read_summaries(document).values()] == [[first], [second], [third]]


def test_summaries_are_told_apart_by_their_vulnerability() -> None:
    document = advisory(Leaf("Zephyron"), flaws=[Flaw(FIRST, _SAID), Flaw(SECOND)])
    assert [len(sentences) for sentences in read_summaries(document).values()] == [1, 0]
    assert list(read_summaries(document)) == [vulnerability.path for vulnerability in document.vulnerabilities]


def test_a_sentence_knows_the_note_it_stands_in() -> None:
    document = advisory(Leaf("Zephyron"), flaws=[Flaw(FIRST, _SAID)])
    (sentence,) = read_summaries(document)["/vulnerabilities/0"]
    assert sentence.path == "/vulnerabilities/0/notes/0"


@pytest.mark.parametrize(
    "words",
    [
        "is not affected",
        "are not vulnerable",
        "is not impacted",
        "does not contain this vulnerability",
        "is unaffected",
    ],
)
def test_a_sentence_may_deny(words: str) -> None:
    (sentence,) = read_sentences(f"The Quorivex {words} here.", "/p")
    assert sentence.denies


@pytest.mark.parametrize("words", ["is affected", "is vulnerable", "does not check the password", "is not updated"])
def test_other_sentences_with_a_not_deny_nothing(words: str) -> None:
    (sentence,) = read_sentences(f"The Quorivex {words}.", "/p")
    assert not sentence.denies


def test_names_stand_in_prose_as_they_stand_in_a_row() -> None:
    row = text_row("The FM20/30 and the Smart Log of IntelliVue MX-500 keep it.")
    assert {"fm20", "fm30", "smartlog", "mx500", "intellivue"} <= row.runs


@given(st.text(max_size=300))
def test_any_text_is_cut_and_nothing_is_made_up(text: str) -> None:
    for sentence in read_sentences(text, "/p"):
        assert all(word in text for word in sentence.text.split())
        assert sentence.path == "/p"
