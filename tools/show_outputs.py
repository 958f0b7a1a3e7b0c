"""Puts the real output of commands into the documents that show it: ``python tools/show_outputs.py``.

A document asks for it with a comment that is followed by a block of text::

    <!-- shows: medward versions read advisories/ -->
    <!-- shows the last 20 lines of: medward versions read advisories/ -->

The commands run in a folder with the sample's files, on a screen of 100 columns. With ``--check`` nothing is written,
and the exit code is 1 when a document shows something else than the command prints; a test does that.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEDWARD = Path(sys.executable).with_name("medward")

SHOWN = re.compile(
    r"(?P<mark><!-- shows(?: the (?P<end>first|last) (?P<count>\d+) lines of)?: medward (?P<words>.*?) -->\n)"
    r"```text\n.*?^```$",
    re.MULTILINE | re.DOTALL,
)


@cache
def output(words: str, folder: Path) -> list[str]:
    """Return what a command prints on standard output, line by line; a command that fails ends the work."""
    command = [str(MEDWARD), *shlex.split(words)]
    done = subprocess.run(command, cwd=folder, env={"COLUMNS": "100"}, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
    if done.returncode:
        sys.exit(f"medward {words} ended with {done.returncode}: {done.stderr}")
    return done.stdout.rstrip().splitlines()


def refreshed(text: str, folder: Path) -> str:
    """Return a document with the real output in every block that asks for it."""

    def block(found: re.Match[str]) -> str:
        lines = output(found["words"], folder)
        count = int(found["count"] or 0)
        if count and count < len(lines):
            lines = [*lines[:count], "…"] if found["end"] == "first" else ["…", *lines[-count:]]
        return f"{found['mark']}```text\n" + "\n".join(lines) + "\n```"

    return SHOWN.sub(block, text)


def main() -> None:
    """Refresh or check every document."""
    check = sys.argv[1:] == ["--check"]
    stale = []
    with tempfile.TemporaryDirectory() as folder:
        output(f"sample --write {folder}/sample", Path(folder))
        for document in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
            text = document.read_text(encoding="utf-8")
            new = refreshed(text, Path(folder) / "sample")
            if new != text:
                stale.append(str(document.relative_to(ROOT)))
                if not check:
                    document.write_text(new, encoding="utf-8")
    print("\n".join(stale) or "every document shows what the commands print")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
