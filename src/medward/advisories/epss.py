"""Reads FIRST's daily file of exploit predictions (EPSS).

Rules:

1. The first line is a comment with the version of the model and the time of scoring; without it a score has no date and
   the file is ``BadInput``. The second line names the columns ``cve``, ``epss`` and ``percentile``, in any order.
2. A row whose CVE is none, or whose values are no numbers from 0 to 1, is listed with its line and left out; so is the
   second row of a CVE.
3. A stream that breaks off is ``BadInput``: half a day's scores must not pass for a day's.

Source: FIRST's description of the published files.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import BinaryIO

from medward.advisories.archives import lines, unpacked
from medward.advisories.cve import CVE_ID
from medward.advisories.cve_records import EpssScore, EpssScores
from medward.advisories.records import Tolerance
from medward.errors import BadInput

MAX_LINE_BYTES = 4096
MAX_ROWS = 1_000_000  # Three times the CVEs of 2026.
MAX_LISTED = 1000

_MODEL = re.compile(r"#\s*model_version:(?P<model>[^,\s]+)\s*,\s*score_date:(?P<date>[0-9T:Z.+-]+)\s*")
_SHARE = re.compile(r"[0-9]*\.?[0-9]+([eE][+-]?[0-9]{1,3})?")
_COLUMNS = ("cve", "epss", "percentile")


def read_epss(stream: BinaryIO, name: str) -> EpssScores:
    """Read the seekable ``stream``, plain or compressed; ``name`` stands in errors.

    Raises ``BadInput``: ``epss-model`` without a readable first line, ``epss-columns`` without the three columns,
    ``epss-empty`` when no row can be read, ``epss-large`` beyond ``MAX_ROWS``, ``archive-…`` when it cannot be
    unpacked.
    """
    rows = lines(unpacked(stream, name), MAX_LINE_BYTES)
    model_version, scored_at = _model(next(rows, (1, b""))[1], name)
    number, header = next(rows, (2, b""))
    columns = [column.strip().lower() for column in (header or b"").decode("utf-8", "replace").split(",")]
    if any(column not in columns for column in _COLUMNS):
        why = "the columns cve, epss and percentile are not all named"
        raise BadInput("epss-columns", why, where=f"{name} line {number}")
    places = tuple(columns.index(column) for column in _COLUMNS)
    scores: dict[str, EpssScore] = {}
    problems: list[Tolerance] = []
    bad_rows = 0
    for number, line in rows:
        if line is not None and not line.strip():
            continue
        if number > MAX_ROWS:
            raise BadInput("epss-large", f"more than {MAX_ROWS} rows", where=name)
        why = _read_row(line, places, len(columns), scores)
        if why:
            bad_rows += 1
            if len(problems) < MAX_LISTED:
                problems.append(Tolerance(f"line {number}", why))
    if not scores:
        raise BadInput("epss-empty", f"no row can be read; {bad_rows} are bad", where=name)
    return EpssScores(model_version, scored_at, scores, name, bad_rows, tuple(problems))


def _model(line: bytes | None, name: str) -> tuple[str, datetime]:
    """Return version of the model and time of scoring, in UTC, from the first line."""
    found = _MODEL.fullmatch((line or b"").decode("utf-8-sig", "replace").rstrip())
    if found:
        try:
            scored_at = datetime.fromisoformat(found["date"])
            utc = scored_at.replace(tzinfo=UTC) if scored_at.tzinfo is None else scored_at.astimezone(UTC)
        except (ValueError, OverflowError):
            found = None
    if not found:
        why = "the first line does not give model_version and score_date"
        raise BadInput("epss-model", why, where=f"{name} line 1")
    return found["model"], utc


def _read_row(line: bytes | None, places: tuple[int, ...], width: int, scores: dict[str, EpssScore]) -> str:
    """Add the row to ``scores``, or return why it is left out."""
    if line is None:
        return f"a line of more than {MAX_LINE_BYTES} bytes"
    cells = line.decode("ascii", "replace").strip().split(",")
    if len(cells) != width:
        return f"{len(cells)} cells instead of {width}"
    cve, probability, percentile = (cells[place].strip() for place in places)
    if not CVE_ID.fullmatch(cve):
        return f"no CVE identifier: {cve[:40]!r}"
    for written in (probability, percentile):
        if not _SHARE.fullmatch(written) or float(written) > 1:
            return f"no number from 0 to 1: {written[:40]!r}"
    if cve in scores:
        return f"{cve} stands twice; the first row holds"
    scores[cve] = EpssScore(float(probability), float(percentile))
    return ""
