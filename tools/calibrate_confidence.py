"""Counts, for each class of evidence, how many labelled answers were right, and writes ``content/confidence``.

Labelled rows: the project's own (``tests/quality``) and the GUDID sample beside the project, whose products no medical
advisory names. The open benchmark is left out, so that the tests measure on it how true the confidence is of rows
that it was not counted on. Pairs that are labelled as defensible either way are left out.

Use: ``.venv/bin/python tools/calibrate_confidence.py [SHARED]``
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from medward.matching.confidence import evidence  # noqa: E402
from medward.matching.engine import build_index, match_row  # noqa: E402
from medward.matching.rows import read_row  # noqa: E402
from tests.quality.labelled import advisories, gudid_rows, labelled_sets  # noqa: E402

FLAGS = ("affected", "needs_version")
HEAD = "# Made by tools/calibrate_confidence.py from labelled rows; counts, not opinions.\n"


def main(shared: Path) -> None:
    """Count and write."""
    index = build_index(advisories(shared))
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    names = []
    for labelled in (labelled_sets(ROOT, shared)[0], gudid_rows(shared)):
        names.append(f"{labelled.name}: {len(labelled.rows)} rows")
        for tag, key in labelled.rows:
            classes = {
                advisory_id: evidence(candidates[0].name, candidates[0].relation)
                for advisory_id, candidates in index.candidates(read_row(key), 0.0).items()
            }
            for match in match_row(key, index, 0.0):
                pair = (tag, match.advisory_id, match.key)
                if match.verdict not in FLAGS or (pair in labelled.ambiguous and pair not in labelled.truth):
                    continue
                every[classes[match.advisory_id]] += 1
                right[classes[match.advisory_id]] += labelled.truth.get(pair) in FLAGS
    classes = [{"evidence": name, "right": right[name], "of": every[name]} for name in sorted(every)]
    content = {"schema": 1, "labelled": names, "classes": classes}
    target = ROOT / "src" / "medward" / "content" / "confidence" / "evidence.yaml"
    target.write_text(HEAD + yaml.safe_dump(content, sort_keys=False, width=120))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared")
