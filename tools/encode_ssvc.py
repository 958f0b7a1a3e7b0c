"""Re-encode the published SSVC decision tables as content.

    python tools/encode_ssvc.py PATH_OF_SSVC_DATA

reads CERT/CC's JSON tables (repository CERTCC/SSVC) and writes ``src/medward/content/decision/*.yaml`` and this
content's block in ``NOTICE``. It takes facts only: identifiers, names of values, rows of outcomes, and, where the key
of an outcome is a time limit (BOD 26-04: ``60D``, ``3DF``), its days. No definition is copied.
Running it again on the same input writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLES = {
    "deployer": "decision_tables/ssvc/deployer_patch_application_priority_1_0_0.json",
    "human_impact": "decision_tables/ssvc/human_impact_1_0_0.json",
    "bod_26_04": "decision_tables/cisa/cisa_bod_26_04_1_0_0.json",
    "cisa_coordinator": "decision_tables/cisa/cisa_coordinator_2_0_3.json",
}
SOURCE = "github.com/CERTCC/SSVC"
LICENCE = "MIT (SEI)-style, Copyright 2026 Carnegie Mellon University"
BEGIN, END = "-- SSVC decision tables --", "-- end of SSVC decision tables --"
_LIMIT = re.compile(r"(\d+)D(F?)$")


def encode(data: bytes, path: str, commit: str) -> str:
    """Return the YAML of one table; ``path`` is the place of ``data`` below the repository's ``data/json/``."""
    table = json.loads(data)
    outcome = table["outcome"]
    inputs = [point for point in table["mapping"][0] if point != outcome]
    names = {
        point: {value["key"]: value["name"].lower() for value in definition["values"]}
        for point, definition in table["decision_points"].items()
    }
    lines = [
        "# Written by tools/encode_ssvc.py; the names of values are in rising order of urgency.",
        f"id: {_text(table['namespace'] + ':' + table['key'] + ':' + table['version'])}",
        f"name: {_text(table['name'])}",
        f"source: {_text(f'{SOURCE}, data/json/{path}, commit {commit}')}",
        f"licence: {_text(LICENCE)}",
        f"sha256: {_text(hashlib.sha256(data).hexdigest())}",
        "points:",
        *(line for point in inputs for line in _point(table["decision_points"][point], point)),
        "outcome:",
        *(line.replace("- id", "  id", 1) for line in _point(table["decision_points"][outcome], outcome)),
        "rows:",
    ]
    for row in table["mapping"]:
        lines.append(f"- {json.dumps([names[point][row[point]] for point in (*inputs, outcome)])}")
    return "\n".join(lines) + "\n"


def _point(definition: dict[str, Any], identifier: str) -> list[str]:
    lines = [f"- id: {_text(identifier)}", f"  name: {_text(definition['name'].lower())}", "  values:"]
    for value in definition["values"]:
        fact: dict[str, Any] = {"key": value["key"], "name": value["name"].lower()}
        limit = _LIMIT.match(value["key"])
        if limit:
            fact |= {"days": int(limit[1]), "forensics": bool(limit[2])}
        lines.append(f"  - {json.dumps(fact)}")
    return lines


def _text(value: str) -> str:
    return json.dumps(value)


def notice(digests: dict[str, str], commit: str) -> str:
    """Return the block of NOTICE that names source, edition, licence and digests."""
    return "\n".join(
        [
            BEGIN,
            f"Rows of SSVC decision tables, re-encoded by tools/encode_ssvc.py: {SOURCE}, commit {commit}.",
            f"{LICENCE}. Facts only; the definitions are not included. Digests (SHA-256) of the files read:",
            *(f"  {digest}  data/json/{path}" for path, digest in digests.items()),
            END,
        ]
    )


def main(data_root: Path) -> None:
    """Write every table and the block of NOTICE."""
    stated = re.search(r"^commit: (\w+)", (data_root / "SOURCE.txt").read_text(), re.MULTILINE)
    commit = stated[1] if stated else "unknown"
    digests = {}
    for name, path in TABLES.items():
        data = (data_root / "data/json" / path).read_bytes()
        digests[path] = hashlib.sha256(data).hexdigest()
        (ROOT / "src/medward/content/decision" / f"{name}.yaml").write_text(encode(data, path, commit))
    file = ROOT / "NOTICE"
    before, _, rest = file.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    file.write_text(f"{before.rstrip()}\n\n{notice(digests, commit)}\n{after.lstrip()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
