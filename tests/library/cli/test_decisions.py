"""Facts are copied as they stand: what nobody says stays unknown, and sources add up to the worse."""

import dataclasses
from datetime import date

import pytest

from medward.advisories.cve import read_cve_record
from medward.advisories.kev import read_kev
from medward.cli.catalogues import Catalogues
from medward.cli.decisions import Decider, decide_all, device_facts
from medward.errors import BadInput
from medward.risk.facts import VulnerabilityFacts
from medward.risk.tables import standard_tables
from tests.journeys.ward import VECTOR, advisory, kev
from tests.library.advisories.made import as_bytes, cve_record, kev_catalogue, kev_entry
from tests.library.cli.made import DAY, answers, decisions, inventory, library


def facts(catalogues: Catalogues | None = None, **parts: object) -> VulnerabilityFacts:
    document = advisory()
    document["vulnerabilities"][0].update(parts)
    feed = library(document)
    decider = Decider(feed, catalogues or Catalogues(), standard_tables(), DAY, None)
    decider.case(answers(feed).listed[0])
    (found,) = decider._facts.values()
    return found


def test_without_catalogues_everything_about_exploitation_stays_unknown() -> None:
    found = facts()
    assert (found.kev, found.exploitation, found.epss, found.exploit_references) == (None, "", None, ())
    assert (found.vectors, found.base_score, found.score_source) == ((VECTOR,), 9.8, "EX-2031-01")


def test_a_catalogue_proves_presence_and_absence() -> None:
    entry = facts(Catalogues(kev=read_kev(as_bytes(kev("CVE-2031-0001")), "kev.json")))
    assert (entry.kev, entry.ransomware, entry.kev_due_on) == (True, "known", date(2031, 1, 23))
    assert facts(Catalogues(kev=read_kev(as_bytes(kev()), "kev.json"))).kev is False


def test_an_incomplete_catalogue_proves_no_absence() -> None:
    catalogue = dataclasses.replace(read_kev(as_bytes(kev()), "kev.json"), complete=False)
    assert facts(Catalogues(kev=catalogue)).kev is None


def test_a_record_that_says_known_exploited_outweighs_a_catalogue_without_the_entry() -> None:
    known = {"metrics": [{"other": {"type": "kev", "content": {"dateAdded": "2031-01-02", "reference": "x"}}}]}
    adp = {"providerMetadata": {"shortName": "CISA-ADP"}, **known}
    record = read_cve_record(as_bytes(cve_record(adp=[adp])), "r.json")
    assert record.known_exploited
    catalogue = read_kev(as_bytes(kev_catalogue(kev_entry("CVE-2030-1"))), "kev.json")
    found = facts(Catalogues(kev=catalogue, records={"CVE-2031-0001": record}))
    assert found.kev is True
    assert "CVE record" in found.kev_source


def test_vectors_of_advisory_and_record_add_up() -> None:
    record = read_cve_record(as_bytes(cve_record()), "r.json")
    found = facts(Catalogues(records={"CVE-2031-0001": record}))
    theirs = {score.vector for score in record.scores if score.vector.startswith("AV:")}
    assert {VECTOR} | theirs <= set(found.vectors)
    assert "CVE record" in found.score_source


def test_a_vector_that_cannot_be_read_is_left_out_and_told() -> None:
    document = advisory()
    document["vulnerabilities"][0]["scores"][0]["cvss_v3"]["vectorString"] = "CVSS:3.1/AV:N"
    found = decisions(library(document))
    assert len(found.ranked) == 2
    assert "CVE-2031-0001" in found.left_out[0]


def test_scores_of_other_products_are_not_used_while_the_own_has_one() -> None:
    other = {"products": ["OTHER"], "cvss_v3": {"version": "3.1", "vectorString": VECTOR.replace("AV:N", "AV:P")}}
    own = advisory()["vulnerabilities"][0]["scores"][0]
    assert facts(scores=[other, own]).vectors == (VECTOR,)
    assert facts(scores=[other]).vectors == (VECTOR.replace("AV:N", "AV:P"),)


def test_a_device_says_where_it_was_read_and_its_place_may_stand_for_its_ward() -> None:
    (device,) = inventory("Asset Tag,Maker,Model,Location,IP\nA,Example,Dripomat,ICU-4,10.1.2.3\n").devices
    found = device_facts(device)
    assert (found.ward, found.address, found.source) == ("ICU-4", "10.1.2.3", "devices.csv row 2")
    assert (found.harm, found.life_cycle, found.network) == ("unknown",) * 3
    assert "Dripomat" in found.text


def test_decisions_are_ranked_and_not_affected_devices_have_none() -> None:
    ranked = decisions().ranked
    assert [one.answer.device.asset_tag for one in ranked] in (["INF-1", "INF-3"], ["INF-3", "INF-1"])
    assert [one.decision.rank for one in ranked] == sorted((one.decision.rank for one in ranked), reverse=True)


@pytest.mark.parametrize(
    ("since", "start"), [(None, DAY), (date(2031, 1, 20), date(2031, 1, 20)), ("published", date(2031, 1, 1))]
)
def test_deadlines_start_when_it_was_known(since: date | str | None, start: date) -> None:
    feed = library()
    decider = Decider(feed, Catalogues(), standard_tables(), DAY, since)
    for one in decide_all(answers(feed).listed, decider).ranked:
        assert one.decision.due_on is not None
        assert (one.decision.due_on - start).days == one.decision.days


def test_what_was_published_later_was_not_known_before() -> None:
    feed = library(advisory(initial_release_date="2031-05-01T00:00:00Z"))
    decider = Decider(feed, Catalogues(), standard_tables(), DAY, "published")
    (first, *_) = decide_all(answers(feed).listed, decider).ranked
    assert first.decision.due_on is not None
    assert (first.decision.due_on - DAY).days == first.decision.days


def test_a_day_after_the_decision_is_bad_input() -> None:
    feed = library()
    with pytest.raises(BadInput, match="known since"):
        decide_all(answers(feed).listed, Decider(feed, Catalogues(), standard_tables(), DAY, date(2031, 3, 1)))
