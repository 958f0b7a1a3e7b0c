"""The commands that are declared start, and the commands that the documents show exist with the options shown."""

import re
import shlex
from importlib import metadata
from typing import Any

import pytest
import typer
from typer.main import get_command

from medward import cli
from tests.architecture.source import ROOT, project_files

DECLARED = {entry.name: entry for entry in metadata.entry_points(group=cli.GROUP)}
PRESENT = {name: entry for name, entry in DECLARED.items() if cli._description(entry.module) is not None}

SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
OWN_OPTIONS = {"--help", "--version"}
SCRIPTS = ("./run", "./test", "./bench", "tools/lock")


def shown() -> list[tuple[str, str]]:
    """Return every line of shell that a document shows, with the document's name; continued lines are joined."""
    found = []
    for path in project_files():
        if path.suffix == ".md":
            for block in SHELL_BLOCK.findall(path.read_text()):
                lines = block.replace("\\\n", " ").splitlines()
                found += [(str(path.relative_to(ROOT)), line.removeprefix("$ ").strip()) for line in lines]
    return found


SHOWN = [(where, shlex.split(line, comments=True)) for where, line in shown()]
MEDWARD_SHOWN = [(where, words) for where, words in SHOWN if words and words[0].split("/")[-1] == "medward"]


def options(name: str, words: list[str]) -> tuple[set[str], list[str]]:
    """Return the options that a command knows, after following the names of its own sub-commands."""
    command: Any = get_command(PRESENT[name].load())
    while sub := getattr(command, "commands", None):
        if not words or words[0] not in sub:
            pytest.fail(
                f"medward {name} has no sub-command {' '.join(words[:1]) or '(none given)'}: it has {sorted(sub)}"
            )
        command, words = sub[words[0]], words[1:]
    return {option for parameter in command.params for option in parameter.opts} | OWN_OPTIONS, words


def test_every_sub_command_of_the_plan_is_declared() -> None:
    assert {"decide", "explain", "inventory", "match", "sample", "score", "versions"} <= DECLARED.keys()


@pytest.mark.parametrize("name", sorted(PRESENT))
def test_a_declared_command_is_an_app_that_describes_itself(name: str) -> None:
    assert isinstance(PRESENT[name].load(), typer.Typer)
    assert cli._description(PRESENT[name].module)


@pytest.mark.parametrize(("where", "words"), MEDWARD_SHOWN, ids=lambda value: value if isinstance(value, str) else "")
def test_a_command_shown_in_the_documents_exists(where: str, words: list[str]) -> None:
    name, *rest = words[1:] or ["--help"]
    if name in OWN_OPTIONS:
        return
    assert name in DECLARED, f"{where} shows medward {name}"
    if name not in PRESENT:
        pytest.skip(f"medward {name} is declared and not written yet")
    known, rest = options(name, rest)
    unknown = {word.split("=")[0] for word in rest if word.startswith("--")} - known
    assert not unknown, f"{where} shows medward {name} with {sorted(unknown)}; it knows {sorted(known)}"


def test_a_script_shown_in_the_documents_exists() -> None:
    missing = [
        (where, words[0]) for where, words in SHOWN if words and words[0] in SCRIPTS and not (ROOT / words[0]).is_file()
    ]
    assert missing == []
