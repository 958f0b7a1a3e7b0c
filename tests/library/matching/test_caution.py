"""What is unread, denied, doubted or said of something else never becomes *not affected*."""

import pytest

from medward.matching.records import Verdict
from tests.library.matching.advisory import (
    AFFECTED,
    FIRST,
    NEEDS_VERSION,
    NOT_AFFECTED,
    SECOND,
    Flaw,
    Leaf,
    advisory,
    row,
    verdict,
    verdicts,
)

_PUMP = Leaf("Medfusion 4000", "All versions")


def repaired(sentence: str, version: str = "1.6") -> Verdict | None:
    return verdict(advisory(_PUMP, flaws=[Flaw(repairs=[sentence])]), row("Medfusion 4000", version))


def said(summary: str, version: str = "1.0", product: str = "Medfusion 4000") -> Verdict | None:
    leaves = (Leaf("Medfusion 3500", "< 2.0"), Leaf("Medfusion 4000", "< 2.0"))
    return verdict(advisory(*leaves, flaws=[Flaw(FIRST, summary)]), row(product, version))


@pytest.mark.parametrize(
    "sentence",
    [
        "Version 1.6 does not fix this vulnerability.",
        "No patch is available for version 1.6.",
        "Version 1.6 is not patched.",
        "Version 1.6 cannot be updated.",
        "Upgrade version 1.6 as soon as possible.",
        "Version 1.6 may fix this vulnerability.",
        "Version 1.6 was released in 2015 and is out of support.",
        "Version 1.6 (to be released by end of February) fixes this.",
        "A fix in version 1.6 is under development.",
        "Firmware version 1.5 - 1.7: Update to version 1.8.",
        "Update your browser to Chrome version 1.5 or later to mitigate this.",
    ],
)
def test_a_repair_that_is_denied_doubted_planned_or_of_another_thing_is_none(sentence: str) -> None:
    assert repaired(sentence) is AFFECTED


@pytest.mark.parametrize("sentence", ["Version 1.6 fixes this vulnerability.", "Update to version 1.5 or later."])
def test_a_plain_repair_settles_its_version(sentence: str) -> None:
    assert repaired(sentence) is NOT_AFFECTED


@pytest.mark.parametrize(
    "summary",
    [
        "Medfusion 4000 version 2.0 and later is not affected.",
        "The Medfusion 4000 is not vulnerable unless the wireless module is fitted.",
        "The Medfusion 3500 is not affected, but the Medfusion 4000 is.",
        "It is not known whether the Medfusion 4000 is unaffected.",
        "An attacker may reach the Medfusion 3500 first. All listed products are affected.",
    ],
)
def test_a_denial_of_some_versions_of_another_product_or_in_doubt_settles_nothing(summary: str) -> None:
    assert said(summary) is AFFECTED


def test_a_plain_denial_settles_the_product() -> None:
    assert said("The Medfusion 4000 is not affected.") is NOT_AFFECTED


@pytest.mark.parametrize("status", [{"recommended": [0]}, {"known_affected": []}])
def test_a_status_that_names_no_product_leaves_them_all_in_doubt(status: dict[str, list[int]]) -> None:
    document = advisory(_PUMP, flaws=[Flaw(status=status)])
    assert verdict(document, row("Medfusion 4000", "1.6")) is NEEDS_VERSION


@pytest.mark.parametrize("word", ["first_affected", "last_affected"])
def test_a_first_or_last_affected_version_does_not_settle_the_others(word: str) -> None:
    document = advisory(Leaf("Medfusion 4000", "2.0"), flaws=[Flaw(status={word: [0]})])
    assert verdict(document, row("Medfusion 4000", "2.0")) is AFFECTED
    assert verdict(document, row("Medfusion 4000", "3.0")) is NEEDS_VERSION


@pytest.mark.parametrize(
    "words",
    ["affected by CVE-2021-10001 through CVE-2021-10003", "affected by CVE-2021-10001, 10002"],
)
def test_a_list_of_vulnerabilities_that_is_not_spelt_out_leaves_none_out(words: str) -> None:
    document = advisory(
        Leaf("Medfusion 4000", "All versions", full_name=f"Medfusion 4000 ({words})"), flaws=[Flaw(FIRST), Flaw(SECOND)]
    )
    assert verdicts(document, row("Medfusion 4000", "1.0"))[SECOND] is AFFECTED


@pytest.mark.parametrize(
    "expression",
    ["all versions except 3.0", "not 3.0", "fixed in 3.0", "unaffected: 3.0", "see notes 3.0", "at least 3.0"],
)
def test_an_expression_whose_words_are_not_understood_clears_no_version(expression: str) -> None:
    document = advisory(Leaf("Medfusion 4000", expression))
    assert verdict(document, row("Medfusion 4000", "1.0")) is not NOT_AFFECTED
    assert verdict(document, row("Medfusion 4000", "4.0")) is not NOT_AFFECTED


@pytest.mark.parametrize(
    "version", ["update to 3.0 pending", "target 3.0", "< 3.0", "3.0 or 1.0", "3.0?", "HW 3.0", "BIOS 3.0", "24V"]
)
def test_a_version_that_is_planned_guessed_or_of_another_thing_is_none(version: str) -> None:
    document = advisory(Leaf("Medfusion 4000", "< 2.0"))
    assert verdict(document, row("Medfusion 4000", version)) is NEEDS_VERSION


@pytest.mark.parametrize("made", ["mfg 03/12/2017", "mfg 2017"])
def test_a_date_of_which_day_and_month_may_be_exchanged_decides_by_its_year_only(made: str) -> None:
    document = advisory(Leaf("Medfusion 4000", "manufactured after June 2017"))
    found = verdict(document, row("Medfusion 4000", "1.0", description=made))
    assert found in (NEEDS_VERSION, AFFECTED)


@pytest.mark.parametrize("expression", ["unknown", "TBD", "n/a", "latest", "see vendor"])
def test_a_word_that_fills_the_place_of_a_version_needs_a_look(expression: str) -> None:
    assert verdict(advisory(Leaf("Medfusion 4000", expression)), row("Medfusion 4000", "1.0")) is NEEDS_VERSION


def test_a_field_strength_is_no_version() -> None:
    document = advisory(Leaf("Optima MR450 1.5 T", "All versions", "GE Healthcare"))
    assert verdict(document, row("Optima MR450 1.5T", "DV16.0", "GE Healthcare")) is AFFECTED
