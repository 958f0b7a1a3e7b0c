"""What the documents point at is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, project_files

LINK = re.compile(r"\]\((?!\w+:)(?P<target>[^)#\s]+)")
PATH_IN_WORDS = re.compile(r"`(?P<target>(?:src|docs|tests|tools|benchmarks)/[\w./-]*)`")


def documents() -> Iterator[Path]:
    return (path for path in project_files() if path.suffix == ".md")


def test_links_lead_somewhere() -> None:
    dead = [
        f"{document.relative_to(ROOT)}: {link['target']}"
        for document in documents()
        for link in LINK.finditer(document.read_text())
        if not (document.parent / link["target"]).exists()
    ]
    assert not dead, "\n".join(dead)


def test_paths_that_are_named_exist() -> None:
    dead = [
        f"{document.relative_to(ROOT)}: {path['target']}"
        for document in documents()
        for path in PATH_IN_WORDS.finditer(document.read_text())
        if not (ROOT / path["target"]).exists()
    ]
    assert not dead, "\n".join(dead)
