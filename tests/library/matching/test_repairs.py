"""What remediations say about versions: where the repair is, and what it leaves open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.matching.repairs import concerns, read_repairs, repaired_versions
from medward.matching.text import squash
from tests.library.matching.advisory import (
    AFFECTED,
    FIRST,
    NOT_AFFECTED,
    SECOND,
    Flaw,
    Leaf,
    advisory,
    row,
    verdict,
    verdicts,
)

_PUMP = Leaf("Medfusion 3500", "< 1.5")


def repaired(details: str) -> list[str]:
    """Return the versions that one remediation says to hold the repair."""
    (vulnerability,) = advisory(_PUMP, flaws=[Flaw(repairs=[details])]).vulnerabilities
    return [
        words for repair in read_repairs(vulnerability) if not repair.remains for words, _ in repaired_versions(repair)
    ]


def verdict_after(details: str, version: str) -> str | None:
    """Return what is said of a Medfusion 3500, of which versions before 1.5 are listed, with one remediation."""
    return verdict(advisory(_PUMP, flaws=[Flaw(repairs=[details])]), row("Medfusion 3500", version))


@pytest.mark.parametrize(
    "details",
    [
        "Smiths Medical has released version 1.4.2, which removes it.",
        "Version 1.4.2 fixes this.",
        "It is corrected in version 1.4.2.",
        "Update to version 1.4.2.",
        "Users should upgrade to version 1.4.2 or later.",
        "A patch is available as version 1.4.2.",
        "The vulnerability is remediated in version 1.4.2.",
    ],
)
def test_a_version_that_is_said_to_hold_the_repair_is_repaired(details: str) -> None:
    assert repaired(details)
    assert verdict_after(details, "1.4.2") is NOT_AFFECTED
    assert verdict_after(details, "1.4.1") is AFFECTED


def test_versions_that_a_sentence_calls_later_are_repaired_too() -> None:
    assert verdict_after("Update to version 1.4.2 or later.", "1.4.3") is NOT_AFFECTED


@pytest.mark.parametrize(
    "details",
    [
        "Smiths Medical plans to release version 1.4.2.",
        "Version 1.4.2 will be released in autumn.",
        "The release of version 1.4.2 is scheduled for May.",
        "A fix is expected in version 1.4.2.",
        "Smiths Medical intends to fix it in version 1.4.2.",
        "Version 1.4.2, which fixes it, is not yet available.",
        "Smiths Medical is in the process of releasing version 1.4.2.",
    ],
)
def test_an_announced_repair_is_none(details: str) -> None:
    assert repaired(details) == []
    assert verdict_after(details, "1.4.2") is AFFECTED


@pytest.mark.parametrize(
    "details",
    ["Version 1.4.2 partially fixes it.", "Version 1.4.2 is a partial fix.", "Version 1.4.2 does not fully fix it."],
)
def test_a_partial_repair_is_none(details: str) -> None:
    assert repaired(details) == []
    assert verdict_after(details, "1.4.2") is AFFECTED


def test_a_sentence_without_a_word_of_repairing_repairs_nothing() -> None:
    assert repaired("Version 1.4.2 shows the serial number in the menu.") == []


@pytest.mark.parametrize(
    "details",
    [
        "Users of 1.4.2 should update their passwords.",
        "Customers on version 1.4.2 should contact support for a patch.",
        "For users running version 1.4.2, a patch is available from support.",
    ],
)
def test_the_versions_of_those_who_should_update_are_no_repairs(details: str) -> None:
    assert repaired(details) == []
    assert verdict_after(details, "1.4.2") is AFFECTED


def test_of_a_sentence_with_both_only_the_new_version_is_repaired() -> None:
    details = "Users of version 1.3 should upgrade to version 1.4.2."
    assert verdict_after(details, "1.3") is AFFECTED
    assert verdict_after(details, "1.4.2") is NOT_AFFECTED


def test_a_sentence_that_names_vulnerabilities_settles_only_these() -> None:
    details = [f"{FIRST} is fixed in version 1.4.2."]
    document = advisory(_PUMP, flaws=[Flaw(FIRST, repairs=details), Flaw(SECOND, repairs=details)])
    assert verdicts(document, row("Medfusion 3500", "1.4.2")) == {FIRST: NOT_AFFECTED, SECOND: AFFECTED}


def test_a_sentence_that_names_weaknesses_settles_only_these() -> None:
    details = ["CWE-259 is fixed in version 1.4.2."]
    document = advisory(
        _PUMP, flaws=[Flaw(FIRST, repairs=details, cwe="CWE-259"), Flaw(SECOND, repairs=details, cwe="CWE-20")]
    )
    assert verdicts(document, row("Medfusion 3500", "1.4.2")) == {FIRST: NOT_AFFECTED, SECOND: AFFECTED}


def test_a_sentence_that_names_a_kind_of_weakness_settles_only_this_kind() -> None:
    details = ["Version 1.4.2 removes the hard-coded credential vulnerabilities and is available now."]
    document = advisory(
        _PUMP,
        flaws=[
            Flaw(FIRST, "The pump keeps a hard-coded credential.", details),
            Flaw(SECOND, "The pump reads beyond a buffer.", details),
        ],
    )
    assert verdicts(document, row("Medfusion 3500", "1.4.2")) == {FIRST: NOT_AFFECTED, SECOND: AFFECTED}


@pytest.mark.parametrize("words", ["these vulnerabilities", "the reported vulnerabilities", "all vulnerabilities"])
def test_words_for_all_vulnerabilities_limit_nothing(words: str) -> None:
    assert verdict_after(f"Version 1.4.2 fixes {words}.", "1.4.2") is NOT_AFFECTED


def test_a_remediation_for_other_products_settles_nothing_here() -> None:
    flaw = Flaw(repairs=["Update to version 1.4.2."], repaired_leaves=[1])
    document = advisory(_PUMP, Leaf("Medfusion 4000", "< 1.5"), flaws=[flaw])
    assert verdict(document, row("Medfusion 3500", "1.4.2")) is AFFECTED
    assert verdict(document, row("Medfusion 4000", "1.4.2")) is NOT_AFFECTED


def test_a_sentence_on_another_product_of_the_document_settles_nothing_here() -> None:
    flaw = Flaw(repairs=["Medfusion 4000 version 1.4.2 fixes it."])
    document = advisory(_PUMP, Leaf("Medfusion 4000", "< 1.5"), flaws=[flaw])
    assert verdict(document, row("Medfusion 3500", "1.4.2")) is AFFECTED
    assert verdict(document, row("Medfusion 4000", "1.4.2")) is NOT_AFFECTED


def test_a_repair_of_all_except_one_keeps_that_one_affected_whatever_the_bound() -> None:
    details = [f"Version 1.6 fixes all vulnerabilities except {FIRST}."]
    document = advisory(_PUMP, flaws=[Flaw(FIRST, repairs=details), Flaw(SECOND, repairs=details)])
    assert verdicts(document, row("Medfusion 3500", "1.6")) == {FIRST: AFFECTED, SECOND: NOT_AFFECTED}


@pytest.mark.parametrize("words", ["is still present", "remains present", "is still vulnerable"])
def test_a_repair_that_leaves_a_vulnerability_open_keeps_it_affected(words: str) -> None:
    assert verdict_after(f"{FIRST} {words} in version 1.6.", "1.6") is AFFECTED
    assert verdict_after(f"{SECOND} {words} in version 1.6.", "1.6") is NOT_AFFECTED


def test_a_repair_knows_what_limits_it() -> None:
    (vulnerability,) = advisory(
        _PUMP, flaws=[Flaw(repairs=[f"{SECOND} and CWE-20 are fixed in version 2.0."])]
    ).vulnerabilities
    (repair,) = read_repairs(vulnerability)
    assert repair.cves == {SECOND}
    assert repair.cwes == {"CWE-20"}
    assert repair.product_ids == {"P-0"}
    assert not repair.remains
    assert not concerns(repair, vulnerability, (), "P-0")


def test_a_repair_points_to_its_words() -> None:
    (vulnerability,) = advisory(_PUMP, flaws=[Flaw(repairs=["Wait.", "Update to version 2.0."])]).vulnerabilities
    (repair,) = read_repairs(vulnerability)
    assert repair.sentence.path == "/vulnerabilities/0/remediations/1/details"
    assert repair.sentence.text == "Update to version 2.0."


@given(st.text(max_size=200))
def test_any_remediation_is_read_and_versions_are_quoted_from_it(details: str) -> None:
    said = squash(details)
    assert all(squash(words) in said for words in repaired(details))
