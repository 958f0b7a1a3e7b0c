"""Reads one CSAF document into an ``Advisory``: version 2.0, and what 2.1 writes differently.

Rules:

1. Tolerant where nothing is lost: unknown fields are ignored, missing ones are empty, and what the standard demands but
   the publisher forgot stands in ``Advisory.warnings`` with its place.
2. Strict where meaning would be guessed: a field of a wrong type, or no ``document/tracking/id``, is ``BadInput``.
3. Every record carries the RFC 6901 pointer of its place; times are aware and in UTC; texts stay as written.
4. Product groups are resolved to product identifiers wherever they are used.

Left to others: the product tree (``product_tree``), whether a file is an advisory at all (``documents``), and the
standard's own tests of conformance. Source: OASIS CSAF 2.0, section 3; the names of 2.1 where they differ.
"""

from __future__ import annotations

import hashlib

from medward.advisories.json_document import Fields, Node, pointer, read_json
from medward.advisories.product_tree import ProductTree
from medward.advisories.records import Advisory, Note, Reference, Remark, Remediation, Score, Vulnerability

STATUS_WORDS = (
    "first_affected",
    "first_fixed",
    "fixed",
    "known_affected",
    "known_not_affected",
    "last_affected",
    "recommended",
    "under_investigation",
    "unknown",
)
"""The product statuses of CSAF 2.0 (3.2.3.9) and, last, the one that 2.1 adds."""

_NO_STATUS: tuple[dict[str, tuple[str, ...]], dict[str, str]] = ({}, {})  # Shared, for records are only read.
_SCORE_VERSIONS = {"cvss_v2": "2.0", "cvss_v3": "3.1", "cvss_v4": "4.0"}


def read_csaf(data: bytes, name: str) -> Advisory:
    """Read the CSAF document in ``data``; ``name`` stands in errors and in ``Advisory.source``.

    Raises ``BadInput``: ``json-…`` as in ``read_json`` and ``Fields``, ``csaf-no-document`` when the JSON is no CSAF
    document, ``csaf-no-id`` without ``document/tracking/id``, ``csaf-groups`` when groups write out beyond all measure.
    """
    return csaf_advisory(read_json(data, name), name, hashlib.sha256(data).hexdigest())


def csaf_advisory(root: object, name: str, sha256: str) -> Advisory:
    """Make the ``Advisory`` of parsed JSON; ``sha256`` is its bytes' digest, hexadecimal; errors as ``read_csaf``."""
    fields = Fields(name)
    if not isinstance(root, dict):
        raise fields.refusal("csaf-no-document", "", "a CSAF document is a JSON object")
    if root.get("document") is None:
        raise fields.refusal("csaf-no-document", "", "a CSAF document has a field document")
    document = fields.object(root, "document", "")
    tracking = fields.object(document, "tracking", "/document")
    advisory_id = fields.text(tracking, "id", "/document/tracking")
    if not advisory_id.strip():
        raise fields.refusal("csaf-no-id", "/document/tracking", "an advisory without an id cannot be told from others")
    publisher = fields.object(document, "publisher", "/document")
    distribution = fields.object(document, "distribution", "/document")
    tlp = fields.object(distribution, "tlp", "/document/distribution")
    for key in ("initial_release_date", "current_release_date"):
        fields.needed_text(tracking, key, "/document/tracking")
    tree = ProductTree(fields, fields.object(root, "product_tree", ""), "/product_tree")
    vulnerabilities = tuple(
        _vulnerability(fields, node, place, tree) for node, place in fields.objects(root, "vulnerabilities", "")
    )
    return Advisory(
        advisory_id=advisory_id,
        title=fields.needed_text(document, "title", "/document"),
        category=fields.needed_text(document, "category", "/document"),
        csaf_version=fields.needed_text(document, "csaf_version", "/document"),
        publisher=fields.needed_text(publisher, "name", "/document/publisher"),
        publisher_category=fields.needed_text(publisher, "category", "/document/publisher"),
        version=fields.needed_text(tracking, "version", "/document/tracking"),
        status=fields.needed_text(tracking, "status", "/document/tracking"),
        tlp=fields.text(tlp, "label", "/document/distribution/tlp"),
        initial_release_at=fields.moment(tracking, "initial_release_date", "/document/tracking"),
        current_release_at=fields.moment(tracking, "current_release_date", "/document/tracking"),
        source=name,
        sha256=sha256,
        notes=_notes(fields, document, "/document"),
        products=tree.products,
        groups=tree.groups,
        vulnerabilities=vulnerabilities,
        references=_references(fields, document, "/document"),
        warnings=fields.warnings,
    )


def _vulnerability(fields: Fields, node: Node, path: str, tree: ProductTree) -> Vulnerability:
    status, status_paths = _status(fields, node, path, tree)
    return Vulnerability(
        cve=fields.text(node, "cve", path),
        title=fields.text(node, "title", path),
        cwe=_cwe(fields, node, path),
        path=path,
        ids=tuple(fields.needed_text(entry, "text", place) for entry, place in fields.objects(node, "ids", path)),
        notes=_notes(fields, node, path),
        status=status,
        status_paths=status_paths,
        remediations=tuple(
            Remediation(
                category=fields.needed_text(entry, "category", place),
                details=fields.needed_text(entry, "details", place),
                product_ids=tree.product_ids(entry, place),
                url=fields.text(entry, "url", place),
                date=fields.text(entry, "date", place),
                path=place,
            )
            for entry, place in fields.objects(node, "remediations", path)
        ),
        scores=_scores(fields, node, path, tree),
        flags=_remarks(fields, node, path, "flags", "label", tree),
        threats=_remarks(fields, node, path, "threats", "category", tree),
        references=_references(fields, node, path),
    )


def _status(
    fields: Fields, node: Node, path: str, tree: ProductTree
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    path = f"{path}/product_status"
    written = fields.object(node, "product_status", path.rpartition("/")[0])
    if not written:
        return _NO_STATUS
    status = {}
    for word in written:
        if word in STATUS_WORDS:
            status[word] = tree.status_ids(written, word, path)
        else:
            fields.tolerate(pointer(path, word), "no product status of CSAF; its products have no status from here")
    return status, {word: f"{path}/{word}" for word in status}


def _cwe(fields: Fields, node: Node, path: str) -> str:
    """Return the weakness: ``cwe`` is one object in CSAF 2.0; 2.1 has a list ``cwes``, of which the first is taken."""
    single = fields.object(node, "cwe", path), f"{path}/cwe"
    entry, place = single if single[0] else next(fields.objects(node, "cwes", path), single)
    return fields.text(entry, "id", place)


def _scores(fields: Fields, node: Node, path: str, tree: ProductTree) -> tuple[Score, ...]:
    """Return the CVSS scores: ``scores`` in CSAF 2.0, ``metrics`` with a ``content`` in 2.1."""
    found = []
    for entry, place in fields.objects(node, "scores", path):
        found += _cvss(fields, entry, place, tree.product_ids(entry, place, "products"))
    for entry, place in fields.objects(node, "metrics", path):
        content = fields.object(entry, "content", place)
        found += _cvss(fields, content, f"{place}/content", tree.product_ids(entry, place, "products"))
    return tuple(found)


def _cvss(fields: Fields, node: Node, path: str, product_ids: tuple[str, ...]) -> list[Score]:
    found = []
    for key, version in _SCORE_VERSIONS.items():
        if node.get(key) is None:
            continue
        cvss, place = fields.object(node, key, path), f"{path}/{key}"
        found.append(
            Score(
                version=fields.text(cvss, "version", place) or version,
                vector=fields.needed_text(cvss, "vectorString", place),
                base_score=fields.base_score(cvss, place),
                severity=fields.text(cvss, "baseSeverity", place),
                product_ids=product_ids,
                path=place,
            )
        )
    return found


def _remarks(fields: Fields, node: Node, path: str, key: str, word: str, tree: ProductTree) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            category=fields.needed_text(entry, word, place),
            details=fields.text(entry, "details", place),
            product_ids=tree.product_ids(entry, place),
            date=fields.text(entry, "date", place),
            path=place,
        )
        for entry, place in fields.objects(node, key, path)
    )


def _notes(fields: Fields, node: Node, path: str) -> tuple[Note, ...]:
    return tuple(
        Note(
            category=fields.needed_text(entry, "category", place),
            title=fields.text(entry, "title", place),
            text=fields.needed_text(entry, "text", place),
            path=place,
        )
        for entry, place in fields.objects(node, "notes", path)
    )


def _references(fields: Fields, node: Node, path: str) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            category=fields.text(entry, "category", place) or "external",
            summary=fields.text(entry, "summary", place),
            url=fields.needed_text(entry, "url", place),
            path=place,
        )
        for entry, place in fields.objects(node, "references", path)
    )
