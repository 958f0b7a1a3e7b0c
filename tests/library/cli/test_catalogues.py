"""What was consulted is told, and what was not is told louder."""

import json
from pathlib import Path

import pytest

from medward.cli.catalogues import Catalogues, catalogues_account, open_catalogues
from medward.errors import BadInput
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


@pytest.mark.parametrize("name", ["kev.json", "kev.jsonl", "folder/kev.json"])
def test_what_holds_no_record_at_all_is_refused(tmp_path: Path, name: str) -> None:
    path = new_ward(tmp_path).write(name, kev("CVE-2031-0001"))
    with pytest.raises(BadInput) as caught:
        open_catalogues(None, None, path.parent if "/" in name else path, frozenset({"CVE-2031-0001"}))
    assert caught.value.code == "no-cve-records"


def test_records_of_other_cves_are_records(tmp_path: Path) -> None:
    path = new_ward(tmp_path).write("records.jsonl", json.dumps(cve_record("CVE-2030-7777")) + "\n")
    assert open_catalogues(None, None, path, frozenset({"CVE-2031-0001"})).records == {}
