"""Without an answer, a reader is shown where to look."""

from medward.cli.nearest import no_answer_story, similar
from tests.library.cli.made import inventory, library


def test_the_most_similar_names_come_first() -> None:
    assert similar("INF-12", ["INF-1", "BED-9", "INF-21"])[0] in ("INF-1", "INF-21")
    assert similar("ZZZZ", ["INF-1"]) == []


def test_the_nearest_products_are_named_with_their_place() -> None:
    said = "\n".join(no_answer_story(inventory().devices[3], library().advisories[0]))
    assert "“Example Medical Dripomat 400”" in said
    assert "/product_tree/" in said
    assert "Sleepwell Comfort bed 7" in said
