"""The quality of matching on labelled rows, held as a ratchet: it may rise and not fall.

The bars are those of the first issue. Pairs that labellers called defensible either way count for neither side.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from medward.matching.engine import build_index, match_row
from medward.matching.records import Match
from tests.quality.labelled import ACCEPTED, Labelled, Pair, advisories, gudid_rows, labelled_sets

FLAGS = ("affected", "needs_version")
BARS = {"advisory F1": 0.95, "cve F1": 0.93, "verdict accuracy": 0.93, "least recall of a verdict": 0.85}
RATCHET = {
    "open benchmark": {
        "advisory F1": 0.99,
        "cve F1": 0.99,
        "verdict accuracy": 0.99,
        "least recall of a verdict": 0.99,
    },
    "own": {"advisory F1": 0.985, "cve F1": 0.984, "verdict accuracy": 0.968, "least recall of a verdict": 0.935},
}
CLEAN_FLAGGED, CALIBRATION_ERROR, FILLED_BINS = 0.01, 0.05, 5
SURE, SURE_PRECISION, SURE_RECALL = 0.9, 0.98, 0.75


@dataclass(frozen=True)
class Judged:
    """A labelled set with the answers of the engine."""

    labelled: Labelled
    answers: dict[Pair, Match]

    def flags(self) -> dict[Pair, Match]:
        """Answers that name a concerned device, without the pairs that may be judged either way."""
        truth, ambiguous = self.labelled.truth, self.labelled.ambiguous
        return {
            pair: match
            for pair, match in self.answers.items()
            if match.verdict in FLAGS and (pair in truth or pair not in ambiguous)
        }


@pytest.fixture(scope="session")
def judged(root: Path, shared: Path) -> dict[str, Judged]:
    """Judge every labelled set once."""
    index = build_index(advisories(shared))
    found = {}
    for labelled in (*labelled_sets(root, shared), gudid_rows(shared)):
        answers = {
            (tag, match.advisory_id, match.key): match for tag, key in labelled.rows for match in match_row(key, index)
        }
        found[labelled.name] = Judged(labelled, answers)
    return found


def f1(found: set[tuple[str, ...]], true: set[tuple[str, ...]]) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * len(found & true) / (len(found) + len(true)) if found or true else 1.0


def figures(judged: Judged) -> dict[str, float]:
    """Return the measures of the first issue for one labelled set."""
    truth = judged.labelled.truth
    true_flags = {pair for pair, verdict in truth.items() if verdict in FLAGS}
    flags = set(judged.flags())
    ambiguous = {(tag, advisory) for tag, advisory, _ in judged.labelled.ambiguous} - {pair[:2] for pair in truth}
    right = {
        pair for pair, verdict in truth.items() if pair in judged.answers and judged.answers[pair].verdict == verdict
    }
    recalls = []
    for verdict in ("affected", "not_affected", "needs_version"):
        pairs = [pair for pair in truth if truth[pair] == verdict]
        recalls.append(sum(pair in right for pair in pairs) / len(pairs))
    return {
        "advisory F1": f1({pair[:2] for pair in flags} - ambiguous, {pair[:2] for pair in true_flags}),
        "cve F1": f1({(pair[0], pair[2]) for pair in flags}, {(pair[0], pair[2]) for pair in true_flags}),
        "verdict accuracy": len(right) / len(truth),
        "least recall of a verdict": min(recalls),
    }


@pytest.mark.parametrize("name", sorted(RATCHET))
def test_matching_is_as_good_as_it_was(judged: dict[str, Judged], name: str) -> None:
    measured = figures(judged[name])
    for measure, bar in BARS.items():
        assert measured[measure] >= max(bar, RATCHET[name][measure]), f"{name}: {measure} is {measured[measure]:.3f}"


@pytest.mark.parametrize("name", sorted(RATCHET))
def test_clean_rows_stay_clean(judged: dict[str, Judged], name: str) -> None:
    labelled = judged[name].labelled
    touched = {pair[0] for pair in labelled.truth} | {pair[0] for pair in labelled.ambiguous}
    clean = {tag for tag, _ in labelled.rows} - touched
    flagged = {pair[0] for pair, match in judged[name].answers.items() if match.verdict in FLAGS} & clean
    assert len(flagged) <= CLEAN_FLAGGED * len(clean), sorted(flagged)


def test_confidence_says_how_often_an_answer_is_right(judged: dict[str, Judged]) -> None:
    """Expected calibration error over tenths, on the open benchmark, of flags by vulnerability."""
    entry = judged["open benchmark"]
    truth = entry.labelled.truth
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for pair, match in entry.flags().items():
        bins[min(int(match.confidence * 10), 9)].append((match.confidence, truth.get(pair) in FLAGS))
    every = sum(len(entries) for entries in bins.values())
    error = sum(
        abs(sum(sure for sure, _ in entries) - sum(right for _, right in entries)) / every for entries in bins.values()
    )
    assert error <= CALIBRATION_ERROR
    assert len(bins) >= FILLED_BINS


def test_answers_that_are_sure_are_right(judged: dict[str, Judged]) -> None:
    entry = judged["open benchmark"]
    truth = entry.labelled.truth
    sure = [truth.get(pair) in FLAGS for pair, match in entry.flags().items() if match.confidence >= SURE]
    assert sum(sure) / len(sure) >= SURE_PRECISION
    assert sum(sure) / sum(verdict in FLAGS for verdict in truth.values()) >= SURE_RECALL


def test_products_of_the_device_register_raise_no_false_alarm(judged: dict[str, Judged]) -> None:
    """Every flag on the GUDID sample is one that a reader accepts."""
    entry = judged["GUDID sample"]
    flagged = {pair for pair, match in entry.answers.items() if match.verdict in FLAGS}
    assert flagged <= set(entry.labelled.truth), sorted(flagged - set(entry.labelled.truth))
    assert {pair[1] for pair in flagged} <= {advisory for _, advisory, _ in ACCEPTED}
