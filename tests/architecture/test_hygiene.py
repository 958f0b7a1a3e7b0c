"""Nothing that belongs to one machine, one index or one person is in the repository, and its scripts can start."""

import os
import re

import pytest

from tests.architecture.source import ROOT, project_files

# Put together here, so that this file does not hold what it looks for.
REGISTRY_HOSTS = [
    ".".join(parts) for parts in (("pythonhosted", "org"), ("registry", "npmjs"), ("deb", "debian", "org"))
]
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:home|root|tmp|work|Users)/\w")
SECRETS = [
    re.compile(r"-----BEGIN [A-Z ]*" + "PRIVATE KEY"),
    re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}"),
    re.compile(r"\bgithub_pat_\w{60}"),
    re.compile(r"\bxox[abprs]-[\w-]{10}"),
    re.compile(r"(?i)\b(?:password|passwd|secret|api_?key|token)\s*[:=]\s*['\"][^'\"\s]{8,}['\"]"),
]
LARGEST = 1_000_000
"""Bytes; what is larger is data, and data of others is read in place, never committed."""


def texts() -> dict[str, str]:
    """Return the project's text files by name; what is no UTF-8 is no text."""
    found = {}
    for path in project_files():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text()
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_names_a_registry() -> None:
    assert [name for name, text in texts().items() if any(host in text for host in REGISTRY_HOSTS)] == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert [(name, hit.group()) for name, text in texts().items() if (hit := MACHINE_PATH.search(text))] == []


def test_no_file_holds_a_secret() -> None:
    assert [(name, hit.group()) for name, text in texts().items() for one in SECRETS if (hit := one.search(text))] == []


def test_no_file_is_so_large_that_it_must_be_data() -> None:
    assert [str(path) for path in project_files() if path.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("name", ["run", "test", "bench", ".ci/run", "tools/lock"])
def test_a_command_can_be_started_and_assumes_no_more_than_a_plain_shell(name: str) -> None:
    path = ROOT / name
    assert os.access(path, os.X_OK)
    assert path.read_text().startswith("#!/bin/sh\n")
