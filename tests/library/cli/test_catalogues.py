"""What was consulted is told, and what was not is told louder."""

from pathlib import Path

from medward.cli.catalogues import Catalogues, catalogues_account, open_catalogues
from tests.journeys.ward import kev, new_ward
from tests.library.advisories.made import EPSS, cve_record


def account(catalogues: Catalogues) -> str:
    return " ".join("\n".join(catalogues_account(catalogues)).split())


def test_without_a_catalogue_every_silence_is_told() -> None:
    said = account(Catalogues())
    assert "NO KEV" in said
    assert "EPSS not given" in said
    assert "CVE records not given" in said


def test_what_is_consulted_is_named_with_its_edition(tmp_path: Path) -> None:
    ward = new_ward(tmp_path)
    ward.write("epss.csv", EPSS)
    files = ward.write("kev.json", kev("CVE-2031-0001")), tmp_path / "epss.csv", ward.write("r/r.json", cve_record())
    found = open_catalogues(files[0], files[1], files[2].parent, frozenset({"CVE-2031-0001"}))
    said = account(found)
    assert "edition 2031.01.02, 1 entry from kev.json" in said
    assert "NO KEV" not in said
    assert set(found.records or ()) == {"CVE-2031-0001"}


def test_records_that_nobody_asks_for_are_passed_over_and_broken_ones_told(tmp_path: Path) -> None:
    ward = new_ward(tmp_path)
    ward.write("r/a.json", cve_record("CVE-2030-7777"))
    ward.write("r/b.json", "{")
    found = open_catalogues(None, None, tmp_path / "r", frozenset({"CVE-2031-0001"}))
    assert found.records == {}
    assert "b.json" in account(found)
