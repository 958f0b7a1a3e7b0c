"""Tells advisories from everything else that lies in a feed, a mirror or a folder.

Rules:

1. Each input is one of three: an ``Advisory``, a ``Stranger`` that says what it is, or ``BadInput``; nothing is lost.
2. A name ending that is not JSON by nature (a digest, a signature, a note, a table) makes a stranger, unread.
3. JSON without a field ``document`` is a stranger, named by the fields that its format prescribes; JSON that has CSAF's
   other fields, or that cannot be parsed, is a broken advisory and thus ``BadInput``.

Sources: CSAF 2.0, section 7.1 (what a provider publishes), RFC 8322 (ROLIE), each format's own required fields.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import Any

from medward.advisories.csaf import csaf_advisory
from medward.advisories.json_document import read_json
from medward.advisories.records import Advisory, Stranger

_ARCHIVE = "an archive, not opened"
_NOTE = "a note"
_NAMES = {
    "changes.csv": "a provider's list of changes",
    "index.txt": "a provider's list of files",
    "security.txt": "a provider's security contact",
}
_ENDINGS = {
    ".sha256": "a SHA-256 digest",
    ".sha512": "a SHA-512 digest",
    ".asc": "an OpenPGP signature or key",
    ".sig": "a signature",
    ".gpg": "an OpenPGP key",
    ".txt": _NOTE,
    ".md": _NOTE,
    ".rst": _NOTE,
    ".html": "a web page",
    ".htm": "a web page",
    ".css": "a style sheet",
    ".js": "a program",
    ".py": "a program",
    ".sh": "a program",
    ".xml": "an XML document",
    ".yaml": "a YAML document",
    ".yml": "a YAML document",
    ".csv": "a table",
    ".xlsx": "a table",
    ".pdf": "a PDF document",
    ".jsonl": "a file of JSON lines",
    ".log": "a log",
    ".zip": _ARCHIVE,
    ".tar": _ARCHIVE,
    ".tgz": _ARCHIVE,
    ".txz": _ARCHIVE,
    ".7z": _ARCHIVE,
    ".rar": _ARCHIVE,
    ".gz": "a compressed file, not opened",
    ".xz": "a compressed file, not opened",
    ".bz2": "a compressed file, not opened",
    ".zst": "a compressed file, not opened",
}

_FORMATS: tuple[tuple[str, str], ...] = (
    ("feed", "a ROLIE feed"),
    ("service", "a ROLIE service document"),
    ("categories", "a ROLIE category document"),
    ("csaf_providers", "a CSAF aggregator's list of providers"),
    ("aggregator", "a CSAF aggregator's list of providers"),
    ("public_openpgp_keys", "a CSAF provider's metadata"),
    ("distributions", "a CSAF provider's metadata"),
    ("metadata_version", "a CSAF provider's metadata"),
    ("cveMetadata", "a CVE record"),
    ("catalogVersion", "a catalogue of known exploited vulnerabilities"),
    ("resultsPerPage", "an answer of the NVD"),
    ("bomFormat", "a CycloneDX document"),
    ("spdxVersion", "an SPDX document"),
    ("@context", "a JSON-LD document"),
    ("$defs", "a JSON schema"),
    ("properties", "a JSON schema"),
)
"""A field that tells a format, and what that format is; the first that is present decides."""

_CSAF_FIELDS = ("product_tree", "vulnerabilities")


def read_document(data: bytes, name: str) -> Advisory | Stranger:
    """Read one file of a feed: an advisory, or the stranger that it is.

    Raises ``BadInput`` as ``read_csaf`` does when it should be an advisory and cannot be read as one.
    """
    stranger = stranger_by_name(name)
    if stranger is not None:
        return stranger
    if not name.lower().endswith(".json") and not _begins_like_json(data):
        return Stranger(name, "a file that is not JSON")
    root = read_json(data, name)
    what = _foreign_format(root)
    if what:
        return Stranger(name, what)
    return csaf_advisory(root, name, hashlib.sha256(data).hexdigest())


def stranger_by_name(name: str) -> Stranger | None:
    """Return the stranger that a name alone gives away, None when its bytes must be looked at."""
    path = PurePosixPath(name.lower())
    what = _NAMES.get(path.name) or _ENDINGS.get(path.suffix)
    if path.name.startswith("._") or path.name in (".ds_store", "thumbs.db", "desktop.ini"):
        what = "a file of the operating system"
    return Stranger(name, what) if what else None


def _begins_like_json(data: bytes) -> bool:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    return start.startswith(b"{")


def _foreign_format(root: Any) -> str:
    """Return what JSON without a CSAF document is, empty when it is, or should be, a CSAF document."""
    if not isinstance(root, dict):
        return "JSON that is not an object"
    if "document" in root:
        return ""
    for field, what in _FORMATS:
        if field in root:
            return what
    return "" if any(field in root for field in _CSAF_FIELDS) else "JSON of another kind"
