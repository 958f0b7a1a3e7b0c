"""A biomedical engineer asks which devices are affected, and gets a file that holds the whole answer."""

import csv
import io
import signal
import sys
import tarfile
from pathlib import Path

import pytest

from tests.journeys.ward import Ward, advisory


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def verdicts(text: str) -> dict[str, str]:
    return {line["asset_tag"]: line["verdict"] for line in lines(text)}


def test_every_device_that_is_named_has_its_verdict_and_the_others_have_none(ward: Ward) -> None:
    ended = ward.join("match", "--output", "matches.csv")
    assert ended.code == 0, ended.err
    written = (ward.folder / "matches.csv").read_bytes().decode()
    assert written.splitlines()[0] == "asset_tag,advisory_id,cve,verdict,confidence,reasons"
    assert verdicts(written) == {"INF-1": "affected", "INF-2": "not_affected", "INF-3": "needs_version"}
    first = lines(written)[0]
    assert (first["advisory_id"], first["cve"]) == ("EX-2031-01", "CVE-2031-0001")
    assert 0.5 <= float(first["confidence"]) <= 1
    assert "(1) name:" in first["reasons"]
    assert "/product_tree/" in first["reasons"]


def test_the_summary_says_what_was_read_and_found(ward: Ward) -> None:
    ward.write("advisories/notes.txt", "Fetched on Monday.")
    ended = ward.join("match", "--output", "matches.csv")
    assert "1 advisory read" in ended.out
    assert "notes.txt" in ended.out
    assert "4 devices in 4 rows" in ended.out
    for said in ("1 affected", "1 version needed", "1 not affected"):
        assert said in ended.out
    assert ended.err == ""


def test_an_input_is_never_written_over(ward: Ward) -> None:
    before = (ward.folder / "devices.csv").read_bytes()
    for command in ("match", "decide"):
        ended = ward.join(command, "--output", "./devices.csv")
        assert (ended.code, ended.out) == (2, "")
        assert "[output-is-input]" in ended.err
    assert (ward.folder / "devices.csv").read_bytes() == before


def test_standard_output_holds_the_table_alone(ward: Ward) -> None:
    ended = ward.join("match", "--output", "-")
    assert set(verdicts(ended.out)) == {"INF-1", "INF-2", "INF-3"}
    assert "1 advisory read" in ended.err


def test_verdicts_can_be_chosen(ward: Ward) -> None:
    ended = ward.join("match", "--output", "-", "--only", "affected,needs_version")
    assert set(verdicts(ended.out)) == {"INF-1", "INF-3"}


def test_answers_less_sure_than_wanted_are_counted_and_not_listed(ward: Ward) -> None:
    ward.write("devices.csv", "Asset Tag,Model\nINF-9,Dripomat 400\n")
    sure = float(lines(ward.join("match", "--output", "-", "--min-confidence", "0").out)[0]["confidence"])
    assert sure < 1
    ended = ward.join("match", "--output", "-", "--min-confidence", str(min(1.0, sure + 0.001)))
    assert lines(ended.out) == []
    assert "1 more" in ended.err


def test_the_list_can_also_be_read_from_the_advisories(ward: Ward) -> None:
    out = ward.join("match", "--output", "matches.csv", "--by-advisory").out
    assert "EX-2031-01 — Dripomat 400: anyone may change the rate" in out
    assert "affected       1 device: INF-1" in out
    assert "version needed 1 device: INF-3" in out


def test_a_column_can_be_named_by_hand(ward: Ward) -> None:
    ward.write("devices.csv", "Kiste,Maker,Model,Software Version\nK7,Example Medical,Dripomat 400,2.1\n")
    ended = ward.join("match", "--output", "-", "--map", "Kiste=asset_tag")
    assert verdicts(ended.out) == {"K7": "affected"}


def test_an_archive_is_as_good_as_a_folder(ward: Ward) -> None:
    with tarfile.open(ward.folder / "feed.tar.xz", "w:xz") as archive:
        archive.add(ward.folder / "advisories", "feed")
    ended = ward.run("match", "--inventory", "devices.csv", "--advisories", "feed.tar.xz", "--output", "-")
    assert verdicts(ended.out)["INF-1"] == "affected"


def test_an_archive_that_is_cut_off_gives_an_answer_that_is_called_incomplete(ward: Ward) -> None:
    with tarfile.open(ward.folder / "feed.tar", "w") as archive:
        archive.add(ward.folder / "advisories", "feed")
    whole = (ward.folder / "feed.tar").read_bytes()
    files = ("--inventory", "devices.csv", "--advisories", "feed.tar")
    assert ward.run("match", *files, "--output", "whole.csv").code == 0
    # The documents are there, the end of the archive is not.
    ward.write("feed.tar", whole.rstrip(b"\0") + b"\0" * 100)
    for command in ("match", "decide"):
        ended = ward.run(command, *files, "--output", "result.csv")
        assert ended.code == 1
        assert "INCOMPLETE" in ended.out
        assert {line["asset_tag"] for line in lines((ward.folder / "result.csv").read_text())} >= {"INF-1", "INF-3"}
    explained = ward.run("explain", "INF-1", "CVE-2031-0001", *files)
    assert (explained.code, "INCOMPLETE" in explained.out) == (1, True)
    assert ward.run("versions", "read", "feed.tar").code == 1


def test_a_document_that_cannot_be_read_is_named_and_the_rest_is_used(ward: Ward) -> None:
    ward.write("advisories/broken.json", '{"document": ')
    ended = ward.join("match", "--output", "matches.csv")
    assert ended.code == 0
    assert "NOT READ" in ended.out
    assert "broken.json" in ended.out
    assert verdicts((ward.folder / "matches.csv").read_text())["INF-1"] == "affected"


def test_of_two_editions_the_newer_is_used_and_the_other_is_told(ward: Ward) -> None:
    newer = advisory(version="2", current_release_date="2031-03-01T00:00:00Z")
    newer["product_tree"]["branches"][0]["branches"][0]["branches"][0]["name"] = "< 3.0"
    ward.write("advisories/a-first.json", newer)
    ended = ward.join("match", "--output", "matches.csv")
    assert verdicts((ward.folder / "matches.csv").read_text())["INF-2"] == "affected"
    assert "1 older edition" in ended.out


def test_no_cell_of_an_export_becomes_a_formula(ward: Ward) -> None:
    ward.write("devices.csv", 'Asset Tag;Maker;Model\n"=HYPERLINK(""http://x"")";Example Medical;Dripomat 400\n')
    (line,) = lines(ward.join("match", "--output", "-").out)
    assert line["asset_tag"].startswith("'=")


def test_no_word_of_a_document_steers_the_terminal(ward: Ward) -> None:
    hostile = advisory()
    hostile["document"]["title"] = "Dripomat \x1b]0;owned\x07\x1b[2J"
    ward.write("advisories/ex-2031-01.json", hostile)
    ward.write("advisories/\x1b[31mred.txt", "note")
    ended = ward.join("match", "--output", "matches.csv", "--by-advisory")
    assert ended.code == 0
    assert "\x1b" not in ended.out + ended.err


@pytest.mark.parametrize(
    ("arguments", "place", "reason"),
    [
        (["--inventory", "none.csv", "--advisories", "advisories"], "none.csv", "there is no such file"),
        (["--inventory", "advisories", "--advisories", "advisories"], "advisories", "not a regular file"),
        (["--inventory", "empty.csv", "--advisories", "advisories"], "empty.csv", "[empty]"),
        (["--inventory", "header.csv", "--advisories", "advisories"], "header.csv", "[no-devices]"),
        (["--inventory", "devices.csv", "--advisories", "none"], "none", "there is no such file"),
        (["--inventory", "devices.csv", "--advisories", "devices.csv"], "devices.csv", "[no-advisories]"),
        (["--inventory", "devices.csv", "--advisories", "hollow"], "hollow", "[no-advisories]"),
        (["--inventory", "devices.csv", "--advisories", "cut.tar.xz"], "cut.tar.xz", "[no-advisories]"),
    ],
)
def test_bad_input_is_told_with_its_place_and_reason(ward: Ward, arguments: list[str], place: str, reason: str) -> None:
    ward.write("empty.csv", "")
    ward.write("header.csv", "Asset Tag;Maker;Model\n")
    ward.write("cut.tar.xz", b"\xfd7zXZ\x00\x00\x04")
    (ward.folder / "hollow").mkdir()
    ended = ward.run("match", *arguments, "--output", "matches.csv")
    assert ended.code == 2
    assert place in ended.err
    assert reason in ended.err
    assert "Traceback" not in ended.err
    assert not (ward.folder / "matches.csv").exists()


def test_a_place_that_cannot_be_written_is_told_before_the_work(ward: Ward) -> None:
    ended = ward.join("match", "--output", "nowhere/matches.csv")
    assert (ended.code, "[output-place]" in ended.err) == (2, True)
    assert ended.out == ""


def killed_while_writing(ward: Ward, output: str) -> int:
    """Run the command and kill it where the new file is whole and not yet in its place."""
    script = (
        "import os, signal, sys\n"
        "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"sys.argv = ['medward', 'match', '--inventory', 'devices.csv', '--advisories', 'advisories', "
        f"'--output', {output!r}]\n"
        "from medward.cli import main\n"
        "main()\n"
    )
    return ward.run("-c", script, program=(sys.executable,)).code


def test_a_command_that_is_killed_leaves_the_old_file(ward: Ward) -> None:
    ward.write("matches.csv", "the old one")
    assert killed_while_writing(ward, "matches.csv") == -signal.SIGKILL
    assert (ward.folder / "matches.csv").read_text() == "the old one"


def test_a_command_that_is_killed_leaves_no_half_file(ward: Ward) -> None:
    assert killed_while_writing(ward, "matches.csv") == -signal.SIGKILL
    assert not (ward.folder / "matches.csv").exists()
    assert ward.join("match", "--output", "matches.csv").code == 0
    assert verdicts((ward.folder / "matches.csv").read_text())["INF-1"] == "affected"


def test_a_reader_that_leaves_early_is_no_defect(ward: Ward) -> None:
    rows = "".join(f"INF-{number};Example Medical;Dripomat 400;2.1\n" for number in range(2000))
    ward.write("devices.csv", f"Asset Tag;Maker;Model;Software Version\n{rows}")
    script = f'"{Path(sys.executable).with_name("medward")}" match --inventory devices.csv --advisories advisories '
    ended = ward.run("-c", f"{script} --output - | head -n 2", program=("/bin/sh",))
    assert ended.out.startswith("asset_tag,")
    assert "Traceback" not in ended.err
