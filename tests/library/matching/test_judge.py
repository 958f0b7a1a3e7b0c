"""What an advisory says about a row whose name it shows."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from medward.inventory.records import PartialDate
from medward.matching.ranges import read_expression
from medward.matching.records import Step
from tests.library.matching.advisory import (
    AFFECTED,
    FIRST,
    NEEDS_VERSION,
    NOT_AFFECTED,
    SECOND,
    THIRD,
    Flaw,
    Leaf,
    advisory,
    answers,
    row,
    said,
    verdict,
    verdicts,
)

_RANGE = advisory(Leaf("Medfusion 3500", "< 1.5"))


@pytest.mark.parametrize(
    ("expression", "version", "expected"),
    [
        ("< 1.5", "1.4", AFFECTED),
        ("< 1.5", "1.5", NOT_AFFECTED),
        ("<= 1.5", "1.5", AFFECTED),
        ("1.5", "1.5", AFFECTED),
        ("1.5", "1.6", NOT_AFFECTED),
        ("All versions", "9.9", AFFECTED),
        ("vers:all/*", "9.9", AFFECTED),
        ("vers:generic/>=1.0|<2.0", "1.9", AFFECTED),
        ("vers:generic/>=1.0|<2.0", "0.9", NOT_AFFECTED),
        ("1.1 | 1.2", "1.2", AFFECTED),
    ],
)
def test_a_version_is_compared_with_what_the_tree_says(expression: str, version: str, expected: str) -> None:
    assert verdict(advisory(Leaf("Medfusion 3500", expression)), row("Medfusion 3500", version)) == expected


def test_a_coarse_release_covers_its_sub_releases() -> None:
    document = advisory(Leaf("IntelliVue MX800", "C.03", "Philips"))
    assert verdict(document, row("IntelliVue MX800", "C.03.06", "Philips")) is AFFECTED
    assert verdict(document, row("IntelliVue MX800", "C.04.01", "Philips")) is NOT_AFFECTED


def test_inside_any_leaf_is_affected() -> None:
    document = advisory(Leaf("Medfusion 3500", "1.1"), Leaf("Medfusion 3500", "1.6"))
    assert verdict(document, row("Medfusion 3500", "1.6")) is AFFECTED


def test_outside_every_leaf_is_not_affected() -> None:
    document = advisory(Leaf("Medfusion 3500", "1.1"), Leaf("Medfusion 3500", "1.6"))
    assert verdict(document, row("Medfusion 3500", "1.4")) is NOT_AFFECTED


def test_unknown_of_one_leaf_and_outside_the_others_needs_the_version() -> None:
    document = advisory(Leaf("Medfusion 3500", "1.1"), Leaf("Medfusion 3500", "< banana"))
    assert verdict(document, row("Medfusion 3500", "1.4")) is NEEDS_VERSION


@pytest.mark.parametrize("version", ["", "   ", "unknown", "n/a", "see label", "?"])
def test_a_device_whose_version_cannot_be_read_needs_it_and_is_never_cleared(version: str) -> None:
    assert verdict(_RANGE, row("Medfusion 3500", version)) is NEEDS_VERSION


@pytest.mark.parametrize("expression", ["< banana", "prior to the fix", "versions up to"])
@pytest.mark.parametrize("version", ["1.0", "", "99"])
def test_an_expression_that_cannot_be_read_needs_the_version_and_never_clears(expression: str, version: str) -> None:
    document = advisory(Leaf("Medfusion 3500", expression))
    assert verdict(document, row("Medfusion 3500", version)) is NEEDS_VERSION
    assert expression in said(document, row("Medfusion 3500", version))


def test_every_version_concerns_a_device_without_one() -> None:
    assert verdict(advisory(Leaf("Medfusion 3500", "All versions")), row("Medfusion 3500", "")) is AFFECTED


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_whatever_stands_in_the_version_column_the_device_gets_a_verdict(version: str) -> None:
    assert verdict(_RANGE, row("Medfusion 3500", version)) is not None


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_whatever_stands_in_the_trees_version_a_device_without_a_version_is_never_cleared_by_it(text: str) -> None:
    assume(read_expression(text).kind != "none")  # The publisher says that there is no such version.
    document = advisory(Leaf("Medfusion 3500", text), Leaf("Quorivex", "1.0"), title="Pumps")
    assert verdict(document, row("Medfusion 3500", "")) in (AFFECTED, NEEDS_VERSION, None)


@pytest.mark.parametrize("word", ["known_affected", "first_affected", "last_affected"])
def test_a_product_that_the_status_calls_affected_is(word: str) -> None:
    document = advisory(Leaf("Medfusion 3500"), flaws=[Flaw(status={word: [0]})])
    assert verdict(document, row("Medfusion 3500", "1.0")) is AFFECTED


@pytest.mark.parametrize("word", ["known_not_affected", "fixed", "first_fixed"])
def test_a_product_that_the_status_settles_is_not_affected(word: str) -> None:
    document = advisory(Leaf("Medfusion 3500", "1.0"), flaws=[Flaw(status={word: [0]})])
    assert verdict(document, row("Medfusion 3500", "1.0")) is NOT_AFFECTED
    assert "/vulnerabilities/0/product_status" in said(document, row("Medfusion 3500", "1.0"))


def test_a_product_under_investigation_is_in_doubt_where_its_version_is_inside() -> None:
    document = advisory(Leaf("Medfusion 3500", "< 2.0"), flaws=[Flaw(status={"under_investigation": [0]})])
    assert verdict(document, row("Medfusion 3500", "1.0")) is NEEDS_VERSION
    assert verdict(document, row("Medfusion 3500", "3.0")) is NOT_AFFECTED
    assert "investigating" in said(document, row("Medfusion 3500", "1.0"))


def test_a_product_that_the_status_does_not_list_is_not_affected() -> None:
    document = advisory(Leaf("Medfusion 3500"), Leaf("Medfusion 4000"), flaws=[Flaw(status={"known_affected": [1]})])
    assert verdict(document, row("Medfusion 3500", "1.0")) is NOT_AFFECTED
    assert verdict(document, row("Medfusion 4000", "1.0")) is AFFECTED


def test_a_product_that_the_vulnerabilitys_own_remediation_names_counts_as_listed() -> None:
    flaw = Flaw(status={"known_affected": [1]}, repairs=["Ask the service for help."], repaired_leaves=[0, 1])
    document = advisory(Leaf("Medfusion 3500"), Leaf("Medfusion 4000"), flaws=[flaw])
    assert verdict(document, row("Medfusion 3500", "1.0")) is AFFECTED


def test_a_leaf_that_names_its_vulnerabilities_is_not_affected_by_others() -> None:
    leaf = Leaf("Medfusion 3500", "1.1", full_name=f"Medfusion 3500 1.1 (Impacted by {SECOND} and {THIRD})")
    document = advisory(leaf, flaws=[Flaw(FIRST), Flaw(SECOND), Flaw(THIRD)])
    assert verdicts(document, row("Medfusion 3500", "1.1")) == {
        FIRST: NOT_AFFECTED,
        SECOND: AFFECTED,
        THIRD: AFFECTED,
    }


@pytest.mark.parametrize(
    ("model", "version", "expected"),
    [
        ("Venue 40", "R2", NOT_AFFECTED),
        ("Venue 40", "R4", AFFECTED),
        ("Venue 40", "", NEEDS_VERSION),
        ("Venue 50", "R2", AFFECTED),
    ],
)
def test_a_name_may_leave_releases_of_a_product_out(model: str, version: str, expected: str) -> None:
    document = advisory(Leaf("Venue product line, not including Venue 40 R1-3", vendor="GE Healthcare"))
    assert verdict(document, row(model, version, "GE Healthcare")) == expected


def test_a_name_may_leave_a_whole_product_out() -> None:
    document = advisory(Leaf("Zephyron, excluding Zephyron Mini", vendor="Philips"))
    assert verdict(document, row("Zephyron Mini", "1", "Philips")) is NOT_AFFECTED
    assert verdict(document, row("Zephyron", "1", "Philips")) is AFFECTED


def test_a_condition_that_the_row_contradicts_clears_it_and_one_it_does_not_settle_leaves_a_doubt() -> None:
    document = advisory(Leaf("Medfusion 3500", "< 2.0 running on Windows XP"), Leaf("Quorivex", "1.0"))
    xp, ten, nothing = (row("Medfusion 3500", "1.0", description=text) for text in ("Windows XP", "Windows 10", ""))
    assert [verdict(document, key) for key in (xp, ten, nothing)] == [AFFECTED, NOT_AFFECTED, NEEDS_VERSION]


def test_a_manufacturing_date_decides_over_the_day_of_service() -> None:
    document = advisory(Leaf("Medfusion 3500", "manufactured before 2018-04-01"))
    served = PartialDate(2019, 1, 1)
    assert verdict(document, row("Medfusion 3500", in_service=served, made=PartialDate(2017, 1, 1))) is AFFECTED
    assert verdict(document, row("Medfusion 3500", in_service=served, made=PartialDate(2018, 9, 1))) is NOT_AFFECTED
    assert verdict(document, row("Medfusion 3500", in_service=served)) is NEEDS_VERSION
    assert verdict(document, row("Medfusion 3500", in_service=PartialDate(2016, 1, 1))) is AFFECTED


def test_a_row_that_does_not_tell_its_model_needs_a_look_and_is_told_so() -> None:
    document = advisory(Leaf("Zephyron Model 3120", vendor="Philips"), title="Philips Pumps")
    assert verdict(document, row("Zephyron 3120", "1.0", "Philips")) is AFFECTED
    assert verdict(document, row("Zephyron 3130", "1.0", "Philips")) is None
    assert verdict(document, row("Zephyron", "1.0", "Philips")) is NEEDS_VERSION
    assert "does not tell the model" in said(document, row("Zephyron", "1.0", "Philips"))


def test_every_vulnerability_of_the_document_gets_one_verdict() -> None:
    document = advisory(Leaf("Medfusion 3500"), flaws=[Flaw(FIRST), Flaw(SECOND), Flaw(THIRD)])
    assert list(answers(document, row("Medfusion 3500", "1.0"))) == [FIRST, SECOND, THIRD]


def test_a_document_without_vulnerabilities_says_nothing() -> None:
    assert answers(advisory(Leaf("Medfusion 3500"), flaws=[]), row("Medfusion 3500", "1.0")) == {}


def test_every_verdict_carries_name_maker_and_version() -> None:
    match = answers(_RANGE, row("Medfusion 3500", "1.4"))[FIRST]
    assert [reason.step for reason in match.reasons[:3]] == [Step.NAME, Step.MAKER, Step.VERSION]
    assert "1.4" in match.reasons[2].says


def test_a_verdict_names_the_product_it_rests_on() -> None:
    document = advisory(Leaf("Medfusion 3500", "1.1"), Leaf("Medfusion 3500", "1.6"))
    assert answers(document, row("Medfusion 3500", "1.6"))[FIRST].product_id == "P-1"


_numbers = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: f"{pair[0]}.{pair[1]}")


@given(st.lists(_numbers, min_size=1, max_size=4), _numbers)
@settings(max_examples=40)
def test_a_further_leaf_never_takes_a_verdict_back(versions: list[str], shown: str) -> None:
    order = [NOT_AFFECTED, NEEDS_VERSION, AFFECTED]
    found = [
        verdict(
            advisory(*(Leaf("Medfusion 3500", f"<= {version}") for version in versions[:many])),
            row("Medfusion 3500", shown),
        )
        for many in range(1, len(versions) + 1)
    ]
    ranks = [order.index(entry) for entry in found if entry is not None]
    assert len(ranks) == len(found)
    assert ranks == sorted(ranks)


@given(_numbers, _numbers)
@settings(max_examples=40)
def test_a_bound_divides_versions_where_their_order_says(bound: str, shown: str) -> None:
    parts = [tuple(map(int, text.split("."))) for text in (bound, shown)]
    document = advisory(Leaf("Medfusion 3500", f"< {bound}"))
    found = verdict(document, row("Medfusion 3500", shown))
    assert found is (AFFECTED if parts[1] < parts[0] else NOT_AFFECTED)
