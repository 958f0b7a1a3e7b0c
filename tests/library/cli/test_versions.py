"""Version expressions are listed by their words, category and reading, the most frequent first."""

from medward.cli.versions import read_expressions
from tests.journeys.ward import advisory
from tests.library.cli.made import library


def with_version(advisory_id: str, category: str, version: str) -> dict[str, object]:
    document = advisory(advisory_id)
    leaf = document["product_tree"]["branches"][0]["branches"][0]["branches"][0]
    leaf.update(category=category, name=version)
    return document


def test_equal_expressions_are_counted_once_and_keep_their_first_place() -> None:
    found = read_expressions(library(advisory("A"), advisory("B"), with_version("C", "product_version", "7.1")))
    assert [(one.text, one.category, one.count, one.advisory_id) for one in found] == [
        ("< 2.4", "product_version_range", 2, "A"),
        ("7.1", "product_version", 1, "C"),
    ]


def test_what_is_not_understood_says_so() -> None:
    (found,) = read_expressions(library(with_version("A", "product_version_range", "as in the letter of 7 May")))
    assert found.reading.kind == "unread"
