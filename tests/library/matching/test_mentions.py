"""Which of a document's products a sentence names, and which versions stand beside the names."""

import pytest

from medward.matching.groups import Group
from medward.matching.mentions import (
    leaves_none_out,
    names_group,
    part_behind,
    read_names,
    unique_words,
    versions_beside,
)
from medward.matching.prose import Sentence, read_sentences
from medward.matching.ranges import Membership
from medward.matching.versions import read_version
from tests.library.matching.advisory import Leaf, groups

_PHILIPS = groups(
    Leaf("IntelliVue MX800", vendor="Philips"),
    Leaf("Efficia CM12", vendor="Philips"),
    Leaf("Brilliance CT", vendor="Philips"),
    Leaf("Brilliance Workstation", vendor="Philips"),
)


def sentence(text: str) -> Sentence:
    (found,) = read_sentences(text, "/vulnerabilities/0/notes/0")
    return found


def named(text: str, among: tuple[Group, ...] = _PHILIPS) -> list[str]:
    return [group.name for group in among if names_group(group, sentence(text), unique_words(among))]


def beside(text: str, place: int = 0, among: tuple[Group, ...] = _PHILIPS) -> dict[str, Membership]:
    """Return, for a few versions, whether the sentence's versions of one product hold them."""
    found = versions_beside(among[place], sentence(text), unique_words(among))
    assert found, "no versions beside the name"
    return {text: found[0].versions.contains(read_version(text)) for text in ("1.0", "2.0", "3.0")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The IntelliVue MX800 keeps it.", ["IntelliVue MX800"]),
        ("An MX800 keeps it.", ["IntelliVue MX800"]),
        ("IntelliVue keeps it.", ["IntelliVue MX800"]),
        ("Efficia CM12 and IntelliVue MX800 keep it.", ["IntelliVue MX800", "Efficia CM12"]),
        ("The Brilliance CT keeps it.", ["Brilliance CT"]),
        ("A password is kept in clear.", []),
    ],
)
def test_a_product_is_named_by_its_naming_words_or_by_what_it_alone_has(text: str, expected: list[str]) -> None:
    assert named(text) == expected


def test_a_shared_brand_alone_names_none_of_its_products() -> None:
    assert named("Brilliance keeps it.") == []


def test_words_that_two_names_share_are_unique_to_neither() -> None:
    unique = unique_words(_PHILIPS)
    assert "intellivue" in unique["IntelliVue MX800"]
    assert not any("brilliance" in words for words in unique.values())


def test_a_pair_of_words_that_only_one_name_has_names_it() -> None:
    among = groups(Leaf("Zephyron Systems Manager", vendor="Philips"), Leaf("Zephyron Gateway", vendor="Philips"))
    assert named("The Zephyron Gateway keeps it.", among) == ["Zephyron Gateway"]


@pytest.mark.parametrize(
    "text",
    ["Affected products keep it.", "These pumps keep it.", "This pump keeps it."],
)
def test_words_that_may_mean_any_product_leave_none_out(text: str) -> None:
    assert leaves_none_out(sentence(text), _PHILIPS, unique_words(_PHILIPS))


def test_the_device_alone_says_nothing_about_which_product_is_meant() -> None:
    assert not leaves_none_out(sentence("The device keeps it."), _PHILIPS, unique_words(_PHILIPS))


@pytest.mark.parametrize("text", ["The affected product keeps it.", "The impacted devices keep it."])
def test_the_affected_product_may_be_any_product(text: str) -> None:
    assert leaves_none_out(sentence(text), _PHILIPS, unique_words(_PHILIPS))


@pytest.mark.parametrize("text", ["The Efficia CM12 keeps it.", "The Efficia CM12 stores it on the device."])
def test_a_sentence_that_first_names_a_product_may_leave_others_out(text: str) -> None:
    assert not leaves_none_out(sentence(text), _PHILIPS, unique_words(_PHILIPS))


def test_versions_belong_to_the_name_before_them() -> None:
    text = "IntelliVue MX800 versions prior to 2.0 and Efficia CM12 versions prior to 3.0 keep it."
    assert beside(text, 0) == {"1.0": "inside", "2.0": "outside", "3.0": "outside"}
    assert beside(text, 1) == {"1.0": "inside", "2.0": "inside", "3.0": "outside"}


def test_names_joined_in_a_list_share_the_versions_behind_them() -> None:
    text = "IntelliVue MX800 and Efficia CM12 versions prior to 2.0 keep it."
    assert beside(text, 0) == beside(text, 1)
    assert beside(text, 0)["1.0"] == "inside"


def test_versions_joined_in_a_list_are_one_set() -> None:
    assert beside("IntelliVue MX800 version 1.0 and version 2.0 keep it.") == {
        "1.0": "inside",
        "2.0": "inside",
        "3.0": "outside",
    }


def test_versions_behind_the_name_of_a_part_are_the_parts() -> None:
    among = groups(Leaf("Zephyron Pump", vendor="Baxter"))
    found = versions_beside(among[0], sentence("The Zephyron pump with WBM (v17) keeps it."), unique_words(among))
    assert "WBM" in {entry.part for entry in found}


def test_versions_behind_the_name_itself_are_the_products() -> None:
    found = versions_beside(
        _PHILIPS[0], sentence("IntelliVue MX800 versions prior to 2.0 keep it."), unique_words(_PHILIPS)
    )
    assert [entry.part for entry in found] == [""]


def test_an_abbreviation_between_name_and_versions_is_a_part() -> None:
    (group,) = groups(Leaf("Zephyron Pump", vendor="Baxter"))
    assert part_behind(group, "the Zephyron pump WBM versions") == "WBM"
    assert part_behind(group, "the Zephyron pump versions") == ""
    assert part_behind(group, "the Zephyron pump (ZYP) versions") == ""


def test_what_is_said_of_a_general_name_is_said_of_the_special_one_and_not_the_other_way() -> None:
    general, special = groups(Leaf("Zephyron", vendor="Baxter"), Leaf("Zephyron 3500", vendor="Baxter"))
    names = read_names((general, special))
    assert names.including(special) == (general, special)
    assert names.including(general) == (general,)


def test_names_without_a_common_word_include_nothing_of_each_other() -> None:
    one, other = groups(Leaf("Zephyron", vendor="Baxter"), Leaf("Quorivex", vendor="Baxter"))
    names = read_names((one, other))
    assert names.including(one) == (one,)
    assert names.including(other) == (other,)
