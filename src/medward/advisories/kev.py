"""Reads CISA's catalogue of known exploited vulnerabilities (KEV), as JSON or as CSV.

Rules:

1. Which of the two it is, the first letter says, not the name.
2. An entry without a CVE or a date of addition is left out and noted, and the catalogue is then not ``complete``; nor
   is it when its count promises other than it holds. Whoever concludes from absence must look at ``complete``.
3. Ransomware use that says neither known nor unknown is unknown and noted.

Source: CISA's published schema of the catalogue.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from typing import Literal

from medward.advisories.cve import CVE_ID
from medward.advisories.cve_records import KevCatalogue, KevEntry
from medward.advisories.json_document import Fields, Node, decoded, read_json
from medward.errors import BadInput

MAX_BYTES = 8 * 1024 * 1024
"""Six times the catalogue of 2025; its short entries need more memory than other JSON of the same size."""

_COLUMNS = (
    "cveID",
    "vendorProject",
    "product",
    "vulnerabilityName",
    "dateAdded",
    "dueDate",
    "knownRansomwareCampaignUse",
)


def read_kev(data: bytes, name: str) -> KevCatalogue:
    """Read the catalogue in ``data``; ``name`` stands in errors.

    Raises ``BadInput``: ``kev-large`` beyond ``MAX_BYTES``, ``json-…`` as in ``read_json`` and ``Fields``,
    ``kev-no-catalogue`` when it is something else, ``kev-csv`` when its table cannot be read.
    """
    fields = Fields(name)
    if len(data) > MAX_BYTES:
        raise fields.refusal("kev-large", "", f"{len(data)} bytes; at most {MAX_BYTES} are read")
    if data[:64].removeprefix(b"\xef\xbb\xbf").strip(b"\xff\xfe\0 \t\r\n").startswith(b"{"):
        return _json_catalogue(data, fields)
    return _csv_catalogue(data, fields)


def _json_catalogue(data: bytes, fields: Fields) -> KevCatalogue:
    root = read_json(data, fields.name)
    if not isinstance(root, dict) or "vulnerabilities" not in root or "catalogVersion" not in root:
        raise fields.refusal("kev-no-catalogue", "", "a catalogue has the fields catalogVersion and vulnerabilities")
    entries = [
        _entry(fields, node, place, fields.texts(node, "cwes", place))
        for node, place in fields.objects(root, "vulnerabilities", "")
    ]
    promised = fields.number(root, "count", "")
    if promised is None:
        fields.tolerate("", "count is missing, so that nobody can tell whether entries are")
    elif promised != len(entries):
        fields.tolerate("/count", f"{promised:g} entries are promised and {len(entries)} are here")
    return KevCatalogue(
        version=fields.text(root, "catalogVersion", ""),
        released_at=fields.moment(root, "dateReleased", ""),
        entries=_by_cve(fields, entries),
        complete=promised == len(entries) and None not in entries,
        source=fields.name,
        sha256=hashlib.sha256(data).hexdigest(),
        warnings=fields.warnings,
    )


def _csv_catalogue(data: bytes, fields: Fields) -> KevCatalogue:
    table = csv.DictReader(io.StringIO(decoded(data, fields.name), newline=""), strict=True)
    entries = []
    try:
        missing = [column for column in _COLUMNS if column not in (table.fieldnames or ())]
        if missing:
            why = f"neither the JSON nor the CSV of the catalogue: no column {missing[0]}"
            raise fields.refusal("kev-no-catalogue", "", why)
        for row in table:
            # Surplus cells stand under the key None, as a list; missing ones are None.
            node = {key: cell for key, cell in row.items() if isinstance(key, str)}
            cwes = tuple(part.strip() for part in (node.get("cwes") or "").split(",") if part.strip())
            entries.append(_entry(fields, node, f"line {table.line_num}", cwes))
    except csv.Error as error:
        raise BadInput("kev-csv", str(error), where=f"{fields.name} line {table.reader.line_num}") from error
    return KevCatalogue(
        version="",
        released_at=None,
        entries=_by_cve(fields, entries),
        complete=bool(entries) and None not in entries,
        source=fields.name,
        sha256=hashlib.sha256(data).hexdigest(),
        warnings=fields.warnings,
    )


def _by_cve(fields: Fields, found: Iterable[KevEntry | None]) -> dict[str, KevEntry]:
    entries: dict[str, KevEntry] = {}
    for entry in found:
        if entry is not None and entries.setdefault(entry.cve, entry) is not entry:
            fields.tolerate(entry.path, f"{entry.cve} stands twice; the first entry holds")
    return entries


def _entry(fields: Fields, node: Node, path: str, cwes: tuple[str, ...]) -> KevEntry | None:
    cve = fields.text(node, "cveID", path).strip()
    added_on = fields.day(node, "dateAdded", path)
    if not CVE_ID.fullmatch(cve) or added_on is None:
        fields.tolerate(path, f"left out, for it has no CVE or no date of addition: {cve[:40]!r}")
        return None
    written = fields.text(node, "knownRansomwareCampaignUse", path).strip()
    ransomware: Literal["known", "unknown"] = "known" if written.lower() == "known" else "unknown"
    if written.lower() not in ("known", "unknown"):
        fields.tolerate(f"{path}/knownRansomwareCampaignUse", f"neither Known nor Unknown: {written[:40]!r}")
    return KevEntry(
        cve=cve,
        vendor=fields.text(node, "vendorProject", path),
        product=fields.text(node, "product", path),
        name=fields.text(node, "vulnerabilityName", path),
        added_on=added_on,
        due_on=fields.day(node, "dueDate", path),
        ransomware=ransomware,
        required_action=fields.text(node, "requiredAction", path),
        description=fields.text(node, "shortDescription", path),
        notes=fields.text(node, "notes", path),
        cwes=cwes,
        path=path,
    )
