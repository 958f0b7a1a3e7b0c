"""Published scores are compared with their vectors, one by one."""

from medward.cli.score import check_scores
from tests.journeys.ward import VECTOR, advisory
from tests.library.cli.made import library


def check(**changes: object) -> tuple[int, list[str], int]:
    document = advisory()
    document["vulnerabilities"][0]["scores"][0]["cvss_v3"].update(changes)
    found = check_scores(library(document))
    return sum(found.by_version.values()), found.differences, found.without_vector


def test_a_score_that_agrees_is_counted() -> None:
    assert check() == (1, [], 0)


def test_a_difference_names_the_place_and_both_numbers() -> None:
    _, (difference,), _ = check(baseScore=1.0)
    assert difference == (
        f"ex.json /vulnerabilities/0/scores/0/cvss_v3: published base score 1.0, the vector gives 9.8 ({VECTOR})"
    )


def test_a_score_without_a_vector_is_no_difference() -> None:
    assert check(vectorString="")[1:] == ([], 1)
