"""The report counts devices once, plans by task, and ends with what nobody knows."""

from medward.advisories.kev import read_kev
from medward.cli.catalogues import Catalogues
from medward.cli.hospital_report import (
    advice_of,
    care_area,
    care_role,
    first_tasks,
    known_exploited,
    life_support,
    overview,
    tasks_of,
    unknowns,
    versions_needed,
    why_first,
)
from medward.inventory.records import Device
from medward.risk.tables import standard_tables
from tests.journeys.ward import kev
from tests.library.advisories.made import as_bytes
from tests.library.cli.made import answers, decisions, inventory

CARE = standard_tables().care


def text(lines: object) -> str:
    return " ".join("\n".join(lines).split())  # type: ignore[call-overload]


def test_devices_are_counted_once_by_care_area() -> None:
    said = text(overview(inventory(), answers(), decisions(), CARE))
    assert "1 of 4 devices are affected; for 1 more the version" in said
    assert "critical care" in said
    assert "clinical service" in said


def test_devices_that_share_advisory_and_decision_are_one_task() -> None:
    twice = inventory().devices
    found = decisions().ranked
    tasks = tasks_of(found)
    assert sum(len(task.devices) for task in tasks) == 2
    assert all(task.worst is task.decided[0] for task in tasks)
    assert len(twice) == 4


def test_a_task_says_what_by_when_why_and_what_the_advisory_advises() -> None:
    said = text(first_tasks(tasks_of(decisions().ranked), CARE))
    assert "What comes first: 2 of 2 tasks" in said
    assert "Dripomat 400" in said
    assert "due 2031-" in said
    assert "advice: Install 2.4." in said
    assert "its version decides, and the row says nothing of it" in said


def test_the_reasons_name_attacker_patient_network_and_version() -> None:
    catalogue = read_kev(as_bytes(kev("CVE-2031-0001")), "kev.json")
    found = next(
        one for one in decisions(catalogues=Catalogues(kev=catalogue)).ranked if one.answer.device.asset_tag == "INF-1"
    )
    reasons = "; ".join(why_first(found, CARE))
    assert "attackers are known to use it, also by ransomware" in reasons
    assert "by itself over the network" in reasons
    assert "therapy delivery" in reasons
    assert "2.1 is inside" in reasons
    assert advice_of(found) == "Install 2.4."


def test_an_assumption_is_never_told_as_knowledge() -> None:
    found = next(one for one in decisions().ranked if one.answer.device.asset_tag == "INF-1")
    reasons = "; ".join(why_first(found, CARE))
    assert "attackers" not in reasons
    assert "(assumed)" in reasons
    assert "0 vulnerabilities" in text(known_exploited(decisions()))


def test_what_is_known_to_be_exploited_is_listed() -> None:
    catalogue = read_kev(as_bytes(kev("CVE-2031-0001")), "kev.json")
    said = text(known_exploited(decisions(catalogues=Catalogues(kev=catalogue))))
    assert "Known to be exploited: 1 vulnerability" in said
    assert "CVE-2031-0001 2 yes" in said


def test_life_support_is_counted_even_when_there_is_none() -> None:
    assert "Life support touched: 0 devices" in text(life_support(decisions(), CARE))


def test_whoever_is_named_is_asked_for_the_version() -> None:
    said = text(versions_needed(answers()))
    assert "Somebody must look: 1 device" in said
    assert "Pump team 1" in said
    assert "For instance INF-3" in said


def test_the_report_ends_with_what_nobody_knows() -> None:
    said = text(unknowns(inventory(), answers(), decisions()))
    assert "epss 100%" in said
    assert "Of 4 devices, 1 no software version" in said


def test_a_device_has_a_care_role_and_a_care_area() -> None:
    ventilator = Device("A", description="ventilator", ward="ICU")
    assert (care_role(ventilator, CARE), care_area(ventilator, CARE)) == ("life_support", "critical_care")
