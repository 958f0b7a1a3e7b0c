"""How an advisory's sentences change a verdict for one row."""

import pytest

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
    said,
    verdict,
    verdicts,
)

_MONITORS = (
    Leaf("IntelliVue MX800", "< N.01", "Philips"),
    Leaf("Efficia CM12", "< C.01", "Philips"),
    Leaf("Avalon FM20/FM30", "< J.40", "Philips"),
)
_MX800 = row("IntelliVue MX800", "M.01", "Philips")
_CM12 = row("Efficia CM12", "B.01", "Philips")
_FM20, _FM30 = row("Avalon FM20", "J.10", "Philips"), row("Avalon FM30", "J.10", "Philips")


def test_products_that_a_summary_does_not_name_while_it_names_others_are_left_out() -> None:
    document = advisory(*_MONITORS, flaws=[Flaw(FIRST, "The Efficia CM12 sends data in clear."), Flaw(SECOND)])
    assert verdicts(document, _CM12) == {FIRST: AFFECTED, SECOND: AFFECTED}
    assert verdicts(document, _MX800) == {FIRST: NOT_AFFECTED, SECOND: AFFECTED}


def test_a_summary_that_names_several_leaves_out_the_rest() -> None:
    document = advisory(*_MONITORS, flaws=[Flaw(FIRST, "The Efficia CM12 and the IntelliVue MX800 keep it.")])
    assert [verdict(document, key) for key in (_CM12, _MX800, _FM20)] == [AFFECTED, AFFECTED, NOT_AFFECTED]


@pytest.mark.parametrize(
    "summary",
    [
        "",
        "A password is kept in clear.",
        "The device keeps a password in clear.",
        "Affected products keep a password in clear. An example is the Efficia CM12.",
        "These monitors keep a password; so does the Efficia CM12.",
    ],
)
def test_a_summary_that_may_mean_any_product_leaves_none_out(summary: str) -> None:
    document = advisory(*_MONITORS, flaws=[Flaw(FIRST, summary)])
    assert [verdict(document, key) for key in (_CM12, _MX800, _FM20)] == [AFFECTED] * 3


def test_the_affected_products_may_be_any_products() -> None:
    flaw = Flaw(FIRST, "The affected products keep a password in clear. An example is the Efficia CM12.")
    assert verdict(advisory(*_MONITORS, flaws=[flaw]), _MX800) is AFFECTED


def test_a_sentence_that_denies_settles_the_products_that_it_names() -> None:
    document = advisory(
        *_MONITORS, flaws=[Flaw(FIRST, "A password is kept in clear. The Efficia CM12 is not affected.")]
    )
    assert verdict(document, _CM12) is NOT_AFFECTED
    assert verdict(document, _MX800) is AFFECTED
    assert "is not affected" in said(document, _CM12)


def test_a_summary_on_a_product_line_that_the_tree_lacks_leaves_its_products_out() -> None:
    document = advisory(*_MONITORS, flaws=[Flaw(FIRST, "HeartStart keeps a password in clear."), Flaw(SECOND)])
    assert verdicts(document, _MX800) == {FIRST: NOT_AFFECTED, SECOND: AFFECTED}


def test_of_a_list_of_models_a_row_must_show_one_that_the_summary_lists() -> None:
    document = advisory(*_MONITORS, flaws=[Flaw(FIRST, "The Avalon FM20 keeps it."), Flaw(SECOND, "The Avalon does.")])
    assert verdicts(document, _FM20) == {FIRST: AFFECTED, SECOND: AFFECTED}
    assert verdicts(document, _FM30) == {FIRST: NOT_AFFECTED, SECOND: AFFECTED}


def test_of_a_span_of_models_a_row_must_show_one_that_the_summary_spans() -> None:
    document = advisory(
        Leaf("IntelliVue MX100-MX850", "< N.01", "Philips"), flaws=[Flaw(FIRST, "IntelliVue MX400-MX550 keep it.")]
    )
    assert verdict(document, row("IntelliVue MX450", "M.01", "Philips")) is AFFECTED
    assert verdict(document, row("IntelliVue MX800", "M.01", "Philips")) is NOT_AFFECTED


def test_a_bound_beside_the_name_replaces_the_trees() -> None:
    document = advisory(
        Leaf("Medfusion 3500", "< 3.0"),
        flaws=[Flaw(FIRST, "Medfusion 3500 versions prior to 2.0 keep it."), Flaw(SECOND, "The pump keeps it.")],
    )
    assert verdicts(document, row("Medfusion 3500", "1.0")) == {FIRST: AFFECTED, SECOND: AFFECTED}
    assert verdicts(document, row("Medfusion 3500", "2.5")) == {FIRST: NOT_AFFECTED, SECOND: AFFECTED}


def test_the_bound_beside_another_name_does_not_count() -> None:
    document = advisory(
        Leaf("Medfusion 3500", "< 3.0"),
        Leaf("Medfusion 4000", "< 3.0"),
        flaws=[Flaw(FIRST, "Medfusion 3500 versions prior to 2.0 and Medfusion 4000 versions prior to 1.0 keep it.")],
    )
    assert verdict(document, row("Medfusion 3500", "1.5")) is AFFECTED
    assert verdict(document, row("Medfusion 4000", "1.5")) is NOT_AFFECTED


def test_a_single_version_that_merely_was_tested_does_not_shrink_a_range() -> None:
    document = advisory(
        Leaf("Medfusion 3500", "< 3.0"), flaws=[Flaw(FIRST, "It was found in Medfusion 3500 version 1.4.")]
    )
    assert verdict(document, row("Medfusion 3500", "2.5")) is AFFECTED


def test_versions_beside_the_name_choose_among_those_the_tree_lists() -> None:
    leaves = (Leaf("Medfusion 3500", "1.1"), Leaf("Medfusion 3500", "1.6"))
    document = advisory(*leaves, flaws=[Flaw(FIRST, "Medfusion 3500 version 1.1 keeps it.")])
    assert verdict(document, row("Medfusion 3500", "1.1")) is AFFECTED
    assert verdict(document, row("Medfusion 3500", "1.6")) is NOT_AFFECTED


def test_text_never_makes_a_version_affected_that_the_tree_leaves_out() -> None:
    document = advisory(
        Leaf("Medfusion 3500", "< 2.0"), flaws=[Flaw(FIRST, "Medfusion 3500 versions prior to 9.0 keep it.")]
    )
    assert verdict(document, row("Medfusion 3500", "3.0")) is NOT_AFFECTED


_PUMP = Leaf("Zephyron Pump", "< 8", "Baxter")


@pytest.mark.parametrize(
    ("description", "expected"), [("WBM v17", AFFECTED), ("WBM v20", NOT_AFFECTED), ("", NEEDS_VERSION)]
)
def test_versions_of_a_part_are_compared_with_the_part_in_the_row(description: str, expected: str) -> None:
    document = advisory(_PUMP, flaws=[Flaw(FIRST, "The Zephyron pump with WBM (v17) keeps it.")])
    assert verdict(document, row("Zephyron pump", "7", "Baxter", description)) == expected


def test_a_repair_settles_its_version_even_where_the_trees_bound_is_clumsy() -> None:
    document = advisory(
        Leaf("Medfusion 3500", "<= 1.6"), flaws=[Flaw(repairs=["Version 1.6 of the Medfusion 3500 fixes it."])]
    )
    assert verdict(document, row("Medfusion 3500", "1.5")) is AFFECTED
    assert verdict(document, row("Medfusion 3500", "1.6")) is NOT_AFFECTED


def test_a_version_that_the_tree_lists_itself_is_not_settled_by_a_repair() -> None:
    document = advisory(Leaf("Medfusion 3500", "1.6"), flaws=[Flaw(repairs=["Version 1.6 fixes it."])])
    assert verdict(document, row("Medfusion 3500", "1.6")) is AFFECTED


def test_a_row_without_a_version_is_not_settled_by_a_repair() -> None:
    document = advisory(Leaf("Medfusion 3500", "< 1.6"), flaws=[Flaw(repairs=["Version 1.6 fixes it."])])
    assert verdict(document, row("Medfusion 3500", "")) is NEEDS_VERSION


def test_one_vulnerability_of_a_document_is_narrowed_without_the_others() -> None:
    document = advisory(
        Leaf("Medfusion 3500", "< 3.0"),
        flaws=[Flaw(FIRST, repairs=["Version 1.4 fixes it."]), Flaw(SECOND, repairs=["Version 2.0 fixes it."])],
    )
    assert verdicts(document, row("Medfusion 3500", "1.4")) == {FIRST: NOT_AFFECTED, SECOND: AFFECTED}


def test_the_changing_sentence_is_quoted_with_its_place() -> None:
    document = advisory(*_MONITORS, flaws=[Flaw(FIRST, "The Efficia CM12 sends data in clear.")])
    assert "The Efficia CM12 sends data in clear." in said(document, _MX800)
    assert "/vulnerabilities/0/notes/0" in said(document, _MX800)
