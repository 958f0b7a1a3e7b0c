"""Joining devices with advisories: the engine's answers, none changed and none forgotten."""

from medward.cli.answers import answers_for, count_devices, count_verdicts, index_of
from medward.matching.records import Verdict
from tests.library.cli.made import answers, inventory, library


def test_every_answer_goes_with_its_device_in_the_order_of_the_inventory() -> None:
    found = answers()
    assert [(one.device.asset_tag, one.match.verdict) for one in found.listed] == [
        ("INF-1", Verdict.AFFECTED),
        ("INF-2", Verdict.NOT_AFFECTED),
        ("INF-3", Verdict.NEEDS_VERSION),
    ]


def test_confidence_hides_and_counts_but_changes_nothing() -> None:
    index, devices = index_of(library()), inventory().devices
    everything = answers_for(devices, index, 0.0)
    for least in (0.25, 0.5, 0.9, 1.0):
        found = answers_for(devices, index, least)
        assert list(found.listed) == [one for one in everything.listed if one.match.confidence >= least]
        assert len(found.listed) + found.below == len(everything.listed)


def test_answers_are_counted_by_verdict_and_by_device() -> None:
    found = answers()
    assert count_verdicts(found.listed)[Verdict.AFFECTED] == 1
    assert count_devices(found.listed) == 3
    assert [one.device.asset_tag for one in found.of(Verdict.AFFECTED, Verdict.NEEDS_VERSION)] == ["INF-1", "INF-3"]
