"""Before trusting the answers, a careful person checks what was read: versions, scores, the inventory."""

import csv
import io
from pathlib import Path

import pytest

from tests.journeys.ward import Ward, advisory


def test_version_expressions_are_listed_with_count_and_reading(ward: Ward) -> None:
    ward.write("advisories/other.json", advisory("EX-2031-02"))
    out = ward.run("versions", "read", "advisories").out
    line = next(line for line in out.splitlines() if "< 2.4" in line)
    assert line.split()[0] == "2"
    assert "2 version leaves, 1 distinct expression" in out


def test_what_is_not_understood_can_be_listed_alone(ward: Ward) -> None:
    odd = advisory("EX-2031-03")
    odd["product_tree"]["branches"][0]["branches"][0]["branches"][0]["name"] = "as told to the customer in 7 letters"
    ward.write("advisories/odd.json", odd)
    ended = ward.run("versions", "read", "advisories", "--unread", "--output", "-")
    (row,) = csv.DictReader(io.StringIO(ended.out, newline=""))
    assert row["expression"] == "as told to the customer in 7 letters"
    assert (row["form"], row["advisory_id"]) == ("unread", "EX-2031-03")


def test_scores_that_agree_with_their_vectors_are_counted(ward: Ward) -> None:
    ended = ward.run("score", "verify", "advisories")
    assert ended.code == 0
    assert "1 score recomputed" in ended.out
    assert "No difference" in ended.out


@pytest.mark.parametrize(
    ("published", "changed", "said"),
    [
        ('"baseScore": 9.8', '"baseScore": 9.1', "published base score 9.1, the vector gives 9.8"),
        ('"CRITICAL"', '"HIGH"', "published severity HIGH, the vector gives CRITICAL"),
        ("CVSS:3.1/AV:N", "CVSS:3.0/AV:N", "published as version 3.1, the vector is of 3.0"),
        ("CVSS:3.1/AV:N", "CVSS:3.1/AV:Q", "not a CVSS vector"),
    ],
)
def test_a_score_that_differs_ends_with_a_list(ward: Ward, published: str, changed: str, said: str) -> None:
    path = ward.folder / "advisories" / "ex-2031-01.json"
    path.write_text(path.read_text().replace(published, changed))
    ended = ward.run("score", "verify", "advisories")
    assert ended.code == 1
    assert said in " ".join(ended.out.split())
    assert "ex-2031-01.json /vulnerabilities/0/scores/0" in " ".join(ended.out.split())


def test_a_document_that_cannot_be_read_is_no_verified_score(ward: Ward) -> None:
    ward.write("advisories/broken.json", "{")
    assert ward.run("score", "verify", "advisories").code == 1


def test_an_inventory_is_shown_as_it_was_understood(ward: Ward) -> None:
    ended = ward.run("inventory", "check", "devices.csv")
    assert ended.code == 0
    for said in ("delimiter ';'", "asset_tag", "Software Version", "4 devices in 4 rows", "No row is lost."):
        assert said in ended.out
    unknown = next(line for line in ended.out.splitlines() if line.startswith("software_version"))
    assert unknown.split()[1:3] == ["3", "1"]


def test_a_row_that_would_be_lost_is_named_and_the_check_fails(ward: Ward) -> None:
    ward.write(
        "devices.csv", "Asset Tag,Serial Number,Maker,In Service\nA1,S1,Example,\n,,Example,\nA3,S3,,31.31.2020\n"
    )
    ended = ward.run("inventory", "check", "devices.csv")
    assert ended.code == 1
    lost = ended.out[ended.out.index("LOST") :]
    assert "3" in lost.split()
    assert "31.31.2020" in ended.out


def test_an_inventory_that_is_no_table_is_bad_input(ward: Ward) -> None:
    ended = ward.run("inventory", "check", "advisories/ex-2031-01.json")
    assert (ended.code, "ex-2031-01.json" in ended.err) == (2, True)


def test_all_scores_of_the_medical_advisories_agree(ward: Ward, shared: Path) -> None:
    ended = ward.run("score", "verify", str(shared / "data" / "csaf" / "icsma"))
    assert ended.code == 0
    assert "434 scores recomputed" in ended.out


def test_all_version_leaves_of_the_medical_advisories_are_counted(ward: Ward, shared: Path) -> None:
    assert "607 version leaves" in ward.run("versions", "read", str(shared / "data" / "csaf" / "icsma")).out
