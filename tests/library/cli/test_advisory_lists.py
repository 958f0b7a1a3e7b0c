"""The list from the other side: which of our devices an advisory concerns."""

from medward.cli.advisory_lists import by_advisory
from tests.journeys.ward import advisory
from tests.library.cli.made import answers, library


def test_a_device_stands_once_under_an_advisory_with_its_worst_verdict() -> None:
    document = advisory()
    second = {**document["vulnerabilities"][0], "cve": "CVE-2031-0002"}
    second["product_status"] = {"known_not_affected": ["PUMP"]}
    second["remediations"] = []
    document["vulnerabilities"].append(second)
    feed = library(document)
    found = answers(feed)
    assert len({answer.match.key for answer in found.listed}) == 2
    lines = list(by_advisory(feed, found))
    assert lines[1] == "EX-2031-01 — Dripomat 400: anyone may change the rate"
    assert sum("INF-1" in line for line in lines) == 1
    assert "affected       1 device: INF-1" in lines[2]


def test_an_advisory_that_concerns_nobody_is_not_listed() -> None:
    feed = library()
    assert list(by_advisory(feed, answers(feed, devices="Asset Tag,Maker,Model\nB,Sleepwell,Bed\n"))) == []
