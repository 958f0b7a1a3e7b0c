"""A product tree gives every product that a document can speak of, with what it is and where it stands."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.advisories.json_document import Fields, read_json
from medward.advisories.product_tree import ProductTree
from medward.advisories.records import Product
from medward.errors import BadInput
from tests.library.advisories.made import VENDOR_TREE, as_bytes


def tree(value: dict[str, Any]) -> tuple[ProductTree, Fields]:
    fields = Fields("a.json")
    return ProductTree(fields, read_json(as_bytes(value), "a.json"), "/product_tree"), fields


def by_id(read: ProductTree) -> dict[str, Product]:
    return {product.product_id: product for product in read.products}


def relationship(product_id: str, component: str, host: str) -> dict[str, Any]:
    return {
        "category": "installed_on",
        "product_reference": component,
        "relates_to_product_reference": host,
        "full_product_name": {"name": f"{component} on {host}", "product_id": product_id},
    }


def loose(*product_ids: str) -> list[dict[str, str]]:
    return [{"name": f"Product {one}", "product_id": one} for one in product_ids]


def test_a_leaf_takes_vendor_name_and_version_from_the_branches_above_it() -> None:
    read, fields = tree(VENDOR_TREE)
    old = by_id(read)["PUMP-OLD"]
    assert (old.vendor, old.name) == ("Example Medical", "Drip Infusion Pump 9")
    assert (old.version, old.version_category) == ("< 2.4", "product_version_range")
    assert old.full_name == "Example Infusion Pump 9 < 2.4"
    assert fields.warnings == ()


def test_a_leaf_knows_its_place_and_that_of_every_branch_above_it() -> None:
    read, _ = tree(VENDOR_TREE)
    new = by_id(read)["PUMP-NEW"]
    assert new.path == "/product_tree/branches/0/branches/0/branches/0/branches/1/product"
    assert [step.path.count("/branches/") for step in new.branches] == [1, 2, 3, 4]
    assert [step.category for step in new.branches] == [
        "vendor",
        "product_family",
        "product_name",
        "product_version",
    ]


def test_the_identification_helper_is_kept_whole() -> None:
    read, _ = tree(VENDOR_TREE)
    identifiers = by_id(read)["PUMP-NEW"].identifiers
    assert identifiers.cpe.startswith("cpe:2.3:h:example")
    assert identifiers.purl == "pkg:generic/pump-9@2.4"
    assert (identifiers.model_numbers, identifiers.serial_numbers, identifiers.skus) == (("P9-?",), ("S1",), ("9-24",))
    assert identifiers.hashes == ("sha256:00ff",)


@given(st.integers(1, 60))
def test_branches_are_walked_at_any_depth(depth: int) -> None:
    node: dict[str, Any] = {"category": "product_version", "name": "1", "product": {"name": "x", "product_id": "DEEP"}}
    for level in range(depth):
        node = {"category": "architecture", "name": str(level), "branches": [node]}
    read, _ = tree({"branches": [node]})
    assert len(by_id(read)["DEEP"].branches) == depth + 1


def test_a_branch_may_be_a_product_and_go_on() -> None:
    leaf = {"category": "product_version", "name": "1", "product": {"name": "x 1", "product_id": "X1"}}
    stem = {"category": "product_name", "name": "x", "product": {"name": "x", "product_id": "X"}, "branches": [leaf]}
    read, _ = tree({"branches": [stem]})
    assert set(by_id(read)) == {"X", "X1"}


def test_a_branch_that_leads_nowhere_is_noted() -> None:
    read, fields = tree({"branches": [{"category": "vendor", "name": "Nobody"}]})
    assert read.products == ()
    assert [one.path for one in fields.warnings] == ["/product_tree/branches/0"]


def test_a_name_in_a_wrong_encoding_stays_as_written() -> None:
    leaf = {"category": "vendor", "name": "Innokas YhtymÃ¤ Oy", "product": {"name": "x", "product_id": "X"}}
    read, _ = tree({"branches": [leaf]})
    assert by_id(read)["X"].vendor == "Innokas YhtymÃ¤ Oy"


def test_a_loose_name_is_a_product_without_branches() -> None:
    read, _ = tree({"full_product_names": loose("A")})
    assert by_id(read)["A"].full_name == "Product A"
    assert by_id(read)["A"].path == "/product_tree/full_product_names/0"
    assert by_id(read)["A"].branches == ()


def test_a_relationship_is_its_component_installed_on_its_host() -> None:
    value = {
        **VENDOR_TREE,
        "full_product_names": loose("CART"),
        "relationships": [relationship("BOTH", "PUMP-OLD", "CART")],
    }
    read, fields = tree(value)
    both = by_id(read)["BOTH"]
    assert (both.relationship, both.component, both.host) == ("installed_on", "PUMP-OLD", "CART")
    assert (both.vendor, both.name, both.version) == ("Example Medical", "Drip Infusion Pump 9", "< 2.4")
    assert both.path == "/product_tree/relationships/0/full_product_name"
    assert fields.warnings == ()


@given(st.integers(1, 30), st.randoms(use_true_random=False))
def test_a_chain_of_relationships_takes_the_facts_of_its_last_component_in_any_order(length: int, order: Any) -> None:
    chain = [relationship("R0", "PUMP-OLD", "PUMP-NEW")]
    chain += [relationship(f"R{number}", f"R{number - 1}", "PUMP-NEW") for number in range(1, length)]
    order.shuffle(chain)
    read, fields = tree({**VENDOR_TREE, "relationships": chain})
    assert by_id(read)[f"R{length - 1}"].version == "< 2.4"
    assert fields.warnings == ()


def test_a_circular_relationship_stays_a_product_and_is_noted() -> None:
    read, fields = tree({"relationships": [relationship("A", "B", "B"), relationship("B", "A", "A")]})
    assert set(by_id(read)) == {"A", "B"}
    assert by_id(read)["A"].vendor == ""
    assert len(fields.warnings) == 2


def test_a_relationship_to_what_nobody_defined_is_noted_for_each_end() -> None:
    read, fields = tree({"relationships": [relationship("A", "LOST", "GONE")]})
    assert set(by_id(read)) == {"A"}
    assert [("'LOST'" in one.why, "'GONE'" in one.why) for one in fields.warnings] == [(True, False), (False, True)]


def test_both_definitions_of_one_identifier_are_kept_and_noted() -> None:
    read, fields = tree({"full_product_names": loose("A", "A")})
    assert len(read.products) == 2
    assert [one.path for one in fields.warnings] == ["/product_tree/full_product_names/1"]


def test_a_product_without_identifier_is_noted() -> None:
    read, fields = tree({"full_product_names": [{"name": "Nameless"}]})
    assert read.products == ()
    assert fields.warnings[0].why == "product_id is missing"


def test_groups_are_written_out_after_the_products_named_themselves_each_once() -> None:
    groups = [{"group_id": "G", "product_ids": ["A", "B"]}, {"group_id": "H", "product_ids": ["B", "C"]}]
    read, fields = tree({"full_product_names": loose("A", "B", "C"), "product_groups": groups})
    assert read.groups == {"G": ("A", "B"), "H": ("B", "C")}
    assert read.product_ids({"product_ids": ["C"], "group_ids": ["H", "G"]}, "/x") == ("C", "B", "A")
    assert fields.warnings == ()


def test_a_group_that_is_defined_twice_has_the_members_of_both() -> None:
    groups = [{"group_id": "G", "product_ids": ["A"]}, {"group_id": "G", "product_ids": ["B"]}]
    read, fields = tree({"full_product_names": loose("A", "B"), "product_groups": groups})
    assert read.groups == {"G": ("A", "B")}
    assert len(fields.warnings) == 1


def test_what_nothing_defines_is_kept_and_noted() -> None:
    read, fields = tree({"full_product_names": loose("A")})
    assert read.product_ids({"product_ids": ["A", "B"], "group_ids": ["G"]}, "/x") == ("A", "B")
    assert [one.path for one in fields.warnings] == ["/x/group_ids", "/x/product_ids"]


def test_a_few_bytes_of_groups_cannot_write_out_to_more_than_memory_holds() -> None:
    names = [f"P{number}" for number in range(2000)]
    read, _ = tree({"full_product_names": loose(*names), "product_groups": [{"group_id": "G", "product_ids": names}]})
    with pytest.raises(BadInput) as caught:
        read.product_ids({"product_ids": ["P0"], "group_ids": ["G"] * 5000}, "/vulnerabilities/0/remediations/0")
    assert caught.value.code == "csaf-groups"
    assert caught.value.where == "a.json /vulnerabilities/0/remediations/0"
