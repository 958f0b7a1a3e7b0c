"""Starting is quick: ``import medward`` and ``medward --help`` load no parser, no solver and no knowledge."""

import os
import subprocess
import sys
import time
from pathlib import Path

HEAVY = {"charset_normalizer", "cvss", "jsonschema", "rapidfuzz", "yaml"}
COMMAND_LINE = {"click", "rich", "typer"}

PATIENCE_SECONDS = 1.0
"""Several times what a slow laptop needs, so that only a heavy import, not a busy machine, fails."""


def loaded_by(statement: str) -> set[str]:
    """Return the names of the modules that a fresh interpreter holds after a statement."""
    script = f"import sys; sys.argv = ['medward', '--help']\n{statement}\nprint('\\n', *sys.modules, file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(result.stderr.split())


def test_the_library_alone_loads_nothing_else() -> None:
    loaded = loaded_by("import medward")
    assert loaded & (HEAVY | COMMAND_LINE) == set()


def test_the_overview_of_commands_loads_none_of_them() -> None:
    loaded = loaded_by("import medward.cli\ntry: medward.cli.main()\nexcept SystemExit: pass")
    assert "medward.cli" in loaded
    assert loaded & HEAVY == set()
    assert {name for name in loaded if name.startswith("medward.")} == {"medward.cli", "medward.errors"}


def test_the_overview_appears_at_once() -> None:
    command = Path(sys.executable).with_name("medward")
    best = PATIENCE_SECONDS
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([command, "--help"], capture_output=True, check=True, env=os.environ | {"COLUMNS": "80"})
        best = min(best, time.perf_counter() - started)
    assert best < PATIENCE_SECONDS
