"""Somebody who has never seen Medward starts it, reads the report, and tries what the documents show."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from tests.journeys.ward import MEDWARD, Ward

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    """Return the sample's files, written as the documents tell; tests only read them."""
    ward = Ward(tmp_path_factory.mktemp("first"))
    assert ward.run("sample", "--write", "sample").code == 0
    return Ward(ward.folder / "sample")


def test_the_report_says_what_is_affected_what_comes_first_and_what_nobody_knows(ward: Ward) -> None:
    ended = ward.run("sample", "--on", "2031-02-01")
    assert ended.code == 0, ended.err
    for heading in (
        "What was read",
        "How many devices are concerned",
        "What comes first",
        "Known to be exploited",
        "Life support touched",
        "Somebody must look",
        "What nobody knows yet",
        "What to do next",
    ):
        assert heading in ended.out
    assert "due 2031-" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 120


def test_the_report_is_computed_from_the_files(sample: Ward) -> None:
    folder = "--inventory devices.csv --advisories advisories --kev kev.json --cve cve_records.jsonl"
    listed = sample.run("decide", *folder.split(), "--on", "2031-02-01", "--first", "1").out
    first = listed[listed.index(" vulnerability ") :].split("\n")[2].split()[1]
    report = sample.run("sample", "--on", "2031-02-01").out
    assert first in report[report.index(" 1. ") : report.index(" 2. ")]


def test_the_sample_is_written_into_an_empty_folder_only(sample: Ward) -> None:
    ended = sample.run("sample", "--write", ".")
    assert ended.code == 3
    assert "[folder-not-empty]" in ended.err


def shown_commands() -> list[str]:
    text = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text()
    lines = "".join(BLOCK.findall(text)).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("medward ") and "--write" not in line]


@pytest.mark.parametrize("command", shown_commands())
def test_every_command_of_the_document_runs_on_the_sample_as_it_stands(sample: Ward, command: str) -> None:
    words = shlex.split(command, comments=True)
    ended = sample.run(*words[1:], program=(str(MEDWARD),))
    assert ended.code == 0, ended.err
    assert ended.out


def test_the_documents_show_what_the_commands_print(ward: Ward) -> None:
    tool = Path(__file__).resolve().parents[2] / "tools" / "show_outputs.py"
    ended = ward.run(str(tool), "--check", program=(sys.executable,))
    assert ended.code == 0, f"python tools/show_outputs.py refreshes these: {ended.out}{ended.err}"


def test_the_same_files_give_the_same_bytes_whatever_seed_a_process_has(sample: Ward) -> None:
    def matches(seed: str) -> str:
        joined = ("match", "--inventory", "devices.csv", "--advisories", "advisories", "--output", "-")
        ended = sample.run(*joined, "--min-confidence", "0", environment={"PYTHONHASHSEED": seed})
        assert ended.code == 0, ended.err
        return ended.out

    assert matches("1") == matches("2") == matches("3")
