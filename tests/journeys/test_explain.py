"""A physician asks why, and gets a story that names every place."""

import pytest

from tests.journeys.ward import Ended, Ward, advisory

DAY = ("--on", "2031-02-01")


def told(ward: Ward, asset: str, cve: str = "CVE-2031-0001", *more: str) -> Ended:
    return ward.join("explain", asset, cve, *DAY, *more)


def test_an_affected_device_is_told_from_its_row_to_its_due_date(ward: Ward) -> None:
    ended = told(ward, "INF-1")
    assert ended.code == 0, ended.err
    out = " ".join(ended.out.split())
    assert "INF-1 is AFFECTED by CVE-2031-0001, says EX-2031-01" in out
    for said in (
        "2.1 [devices.csv row 2 column Software Version]",
        "Dripomat 400: anyone may change the rate",
        "“< 2.4” at /product_tree/branches/0/branches/0/branches/0",
        "“Nobody is asked for a password.” at /vulnerabilities/0/notes/0",
        "2.1 is inside",
        "How sure:",
        "• safety impact =",
        "• due date =",
        "NO KEV",
    ):
        assert said in out


def test_the_story_and_the_list_agree(ward: Ward) -> None:
    listed = ward.join("decide", *DAY, "--format", "csv").out
    due_on = next(line for line in listed.splitlines() if line.startswith("INF-1")).split("2031-")[-1][:5]
    assert f"2031-{due_on}" in told(ward, "INF-1").out


def test_a_device_without_a_version_is_told_whom_to_ask_and_where_to_write_it(ward: Ward) -> None:
    out = " ".join(told(ward, "INF-3").out.split())
    assert "MAY BE AFFECTED" in out
    assert "ask Pump team" in out
    assert "devices.csv row 4 column Software Version" in out


def test_what_each_unknown_would_change_is_told(ward: Ward) -> None:
    out = " ".join(told(ward, "INF-1").out.split())
    assert "is assumed;" in out
    assert "would make it" in out


def test_a_device_that_is_not_affected_needs_no_decision(ward: Ward) -> None:
    out = told(ward, "INF-2").out
    assert "INF-2 is NOT AFFECTED by" in out
    assert "needs no decision" in out


def test_a_device_that_no_product_names_is_told_the_nearest_ones(ward: Ward) -> None:
    out = told(ward, "BED-1").out
    assert "No answer" in out
    assert "“Example Medical Dripomat 400”" in out


def test_two_rows_with_one_tag_are_both_told(ward: Ward) -> None:
    ward.write("devices.csv", "Asset Tag,Maker,Model,Software Version\n"
                              "X,Example Medical,Dripomat 400,2.1\nX,Example Medical,Dripomat 400,2.4\n")  # fmt: skip
    out = told(ward, "X").out
    assert "2 rows of devices.csv have this asset tag" in out
    assert "is AFFECTED by" in out
    assert "is NOT AFFECTED by" in out


def test_a_vulnerability_that_no_advisory_names_proves_nothing(ward: Ward) -> None:
    ended = told(ward, "INF-1", "CVE-2030-9999")
    assert ended.code == 0
    assert "That proves nothing" in " ".join(ended.out.split())


def test_a_vulnerability_without_a_cve_is_called_by_its_other_name(ward: Ward) -> None:
    other = advisory("EX-2031-02")
    del other["vulnerabilities"][0]["cve"]
    other["vulnerabilities"][0]["ids"] = [{"system_name": "Example", "text": "EX-77"}]
    ward.write("advisories/ex-2031-02.json", other)
    assert "is AFFECTED by EX-77" in told(ward, "INF-1", "EX-77").out


@pytest.mark.parametrize(
    ("asset", "cve", "code", "hint"),
    [("INF-11", "CVE-2031-0001", "asset-unknown", "INF-1"), ("INF-1", "CVE-2031", "vulnerability-unknown", "0001")],
)
def test_a_mistyped_name_is_answered_with_the_nearest(ward: Ward, asset: str, cve: str, code: str, hint: str) -> None:
    ended = told(ward, asset, cve)
    assert ended.code == 2
    assert f"[{code}]" in ended.err
    assert hint in ended.err
