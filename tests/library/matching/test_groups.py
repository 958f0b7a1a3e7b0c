"""An advisory's products, grouped by name and made ready for matching."""

import pytest

from medward.matching.groups import Group
from medward.matching.words import Kind
from tests.library.matching.advisory import (
    AFFECTED,
    NEEDS_VERSION,
    NOT_AFFECTED,
    SECOND,
    Flaw,
    Leaf,
    advisory,
    groups,
    names,
    row,
    verdict,
)


def terms(group: Group) -> frozenset[str]:
    return frozenset().union(*(term.forms for pattern in group.patterns for term in pattern.terms))


def test_leaves_of_one_vendor_and_one_name_form_one_group() -> None:
    found = groups(Leaf("Medfusion 3500", "1.1"), Leaf("Medfusion 3500", "1.2"), Leaf("Medfusion 4000", "1.1"))
    assert [group.name for group in found] == ["Medfusion 3500", "Medfusion 4000"]
    assert [len(group.leaves) for group in found] == [2, 1]


def test_names_that_differ_in_case_and_hyphens_only_form_one_group() -> None:
    (group,) = groups(Leaf("CADD-Solis", "1.1"), Leaf("CADD SOLIS", "1.2"))
    assert len(group.leaves) == 2


def test_one_name_of_two_vendors_forms_two_groups() -> None:
    assert len(groups(Leaf("Gateway 12", vendor="Philips"), Leaf("Gateway 12", vendor="Baxter"))) == 2


def test_groups_stand_in_the_order_of_the_document() -> None:
    found = groups(Leaf("Zephyron 9"), Leaf("Quorivex 3"), Leaf("Tarandil 1"))
    assert [group.name for group in found] == ["Zephyron 9", "Quorivex 3", "Tarandil 1"]


def test_a_document_without_products_has_no_groups() -> None:
    assert groups() == ()


@pytest.mark.parametrize("slot", ["35083", "35083 | 35085", "Models 35083 and 35085"])
def test_a_model_number_in_the_versions_place_belongs_to_the_name(slot: str) -> None:
    document = advisory(Leaf("Zephyron Pump", slot, vendor="Philips"), title="Philips Pumps")
    assert verdict(document, row("Zephyron pump 35083", maker="Philips")) is AFFECTED
    assert verdict(document, row("Zephyron pump 35084", maker="Philips")) is None


def test_a_title_without_a_number_does_not_undo_the_model_in_the_versions_place() -> None:
    document = advisory(Leaf("Zephyron Pump", "35083", vendor="Philips"), title="Philips Zephyron Pump")
    assert verdict(document, row("Zephyron pump 35084", maker="Philips")) is None


@pytest.mark.xfail(strict=True, reason="a single model behind the word Model is read as every version of the name")
def test_a_number_behind_the_word_model_in_the_versions_place_belongs_to_the_name() -> None:
    document = advisory(Leaf("Zephyron Pump", "Model 35083", vendor="Philips"), title="Philips Pumps")
    assert verdict(document, row("Zephyron pump 35084", maker="Philips")) in (None, NOT_AFFECTED)


def test_a_name_without_any_naming_word_takes_them_from_the_title() -> None:
    (group,) = groups(Leaf("Version", "< 2.0", vendor="Philips"), title="Philips Zephyron Gateway")
    assert "zephyron" in terms(group)


def test_a_title_gives_the_model_number_that_the_one_product_lacks() -> None:
    (group,) = groups(Leaf("Zephyron", "< 2.0", vendor="Philips"), title="Philips Zephyron VS4")
    assert "vs4" in terms(group)


def test_a_title_gives_nothing_to_the_products_of_a_document_on_several() -> None:
    found = groups(Leaf("Zephyron", vendor="Philips"), Leaf("Quorivex", vendor="Philips"), title="Philips Zephyron VS4")
    assert not any("vs4" in terms(group) for group in found)


def test_a_makers_name_in_a_title_does_not_become_a_name() -> None:
    (group,) = groups(Leaf("Version", "< 2.0", vendor="Philips"), title="Philips Zephyron")
    assert "philips" not in terms(group)


def test_the_host_of_a_component_is_named_and_concerned_whatever_its_own_version() -> None:
    component = Leaf(
        "Quorivex Link", "< 2.0", "Baxter", "Baxter Quorivex Link < 2.0 included in Centrella Bed all versions"
    )
    document = advisory(component)
    assert verdict(document, row("Centrella bed", "9.9", maker="Baxter")) is AFFECTED
    assert verdict(document, row("Centrella bed", "", maker="Baxter")) is AFFECTED


def test_a_product_known_under_several_names_is_found_by_each_of_them() -> None:
    leaf = Leaf("Patient Information Center iX", vendor="Philips")
    for name in ("PIC iX", "PIIC iX", "IntelliVue Information Center iX", "Patient Information Centre iX"):
        assert names(leaf, row(name, maker="Philips")), name


def test_a_brand_that_a_repair_couples_with_another_shares_its_versions() -> None:
    flaw = Flaw(repairs=["Natus has released NeuroWorks/SleepWorks 8.5."])
    document = advisory(Leaf("NeuroWorks", "<= 8.4", "Natus"), flaws=[flaw])
    assert verdict(document, row("SleepWorks", "8.4", maker="Natus")) is AFFECTED
    assert verdict(document, row("SleepWorks", "8.5", maker="Natus")) is NOT_AFFECTED
    assert verdict(document, row("NeuroWorks", "8.4", maker="Natus")) is AFFECTED


def test_a_brand_that_nothing_couples_is_not_concerned() -> None:
    assert not names(Leaf("NeuroWorks", "<= 8.4", "Natus"), row("SleepWorks", "8.4", maker="Natus"))


def test_a_leaf_that_names_its_vulnerabilities_knows_no_others() -> None:
    (group,) = groups(Leaf("Medfusion 3500", "1.1", full_name=f"Medfusion 3500 1.1 (Impacted by {SECOND})"))
    assert [leaf.only for leaf in group.leaves] == [{SECOND}]
    (plain,) = groups(Leaf("Medfusion 3500", "1.1"))
    assert [leaf.only for leaf in plain.leaves] == [frozenset()]


def test_a_leaf_that_merely_mentions_a_vulnerability_is_not_limited_to_it() -> None:
    (group,) = groups(Leaf("Medfusion 3500", "1.1", full_name=f"Medfusion 3500 1.1, see {SECOND}"))
    assert group.leaves[0].only == frozenset()


def test_a_system_in_a_name_is_a_condition() -> None:
    leaf = Leaf("Zephyron Station Windows XP", "< 2.0", "Philips")
    (group,) = groups(leaf)
    assert [condition.kind for condition in group.conditions] == ["os"]
    assert verdict(advisory(leaf), row("Zephyron Station", "1.0", "Philips", "Windows XP")) is AFFECTED
    assert verdict(advisory(leaf), row("Zephyron Station", "1.0", "Philips", "Windows 10")) is NOT_AFFECTED
    assert verdict(advisory(leaf), row("Zephyron Station", "1.0", "Philips")) is NEEDS_VERSION


def test_a_version_in_a_name_is_the_version_where_every_version_is_listed() -> None:
    document = advisory(Leaf("Zephyron Viewer 4.2", vendor="Philips"), title="Philips Zephyron")
    assert verdict(document, row("Zephyron Viewer", "4.2", "Philips")) is AFFECTED
    assert verdict(document, row("Zephyron Viewer", "5.0", "Philips")) is NOT_AFFECTED


def test_a_version_in_the_title_is_no_model_number() -> None:
    document = advisory(Leaf("Zephyron Viewer", "4.2", vendor="Philips"), title="Philips Zephyron Viewer 4.2")
    assert verdict(document, row("Zephyron Viewer", "4.2", "Philips")) is AFFECTED


def test_models_added_for_one_version_only_are_a_group_of_their_own() -> None:
    leaf = Leaf("IntelliVue MX400-MX550", "Rev J-M | (X3/MX100 for Rev M only)", "Philips")
    document = advisory(leaf)
    assert verdict(document, row("IntelliVue MX450", "K", "Philips")) is AFFECTED
    assert verdict(document, row("IntelliVue MX100", "M", "Philips")) is AFFECTED
    assert verdict(document, row("IntelliVue MX100", "K", "Philips")) in (NOT_AFFECTED, None)


def test_names_that_share_their_brand_are_marked_as_a_family() -> None:
    shared = groups(Leaf("Zephyron Archive", vendor="Philips"), Leaf("Zephyron Monitor", vendor="Philips"))
    assert all(pattern.family for group in shared for pattern in group.patterns)
    alone = groups(Leaf("Zephyron Archive", vendor="Philips"), Leaf("Quorivex Monitor", vendor="Philips"))
    assert not any(pattern.family for group in alone for pattern in group.patterns)


def test_every_product_of_the_document_is_a_leaf_of_some_group() -> None:
    leaves = [Leaf(f"Zephyron {number}", f"< {number}.0") for number in range(100, 140)] + [Leaf("", "")]
    placed = {leaf.product.product_id for group in groups(*leaves) for leaf in group.leaves}
    assert placed == {f"P-{place}" for place in range(len(leaves))}


def test_every_vendor_of_a_string_that_names_several_is_a_maker() -> None:
    (group,) = groups(Leaf("Zephyron", vendor="Baxter, Philips and Smiths Medical"))
    assert {"baxter", "philips", "smiths-medical"} <= group.makers


def test_a_makers_name_in_front_of_a_product_is_no_part_of_its_name() -> None:
    (group,) = groups(Leaf("Philips IntelliVue MX800", vendor="Philips"))
    assert all(term.kind is not Kind.BRAND or "philips" not in term.forms for p in group.patterns for term in p.terms)
