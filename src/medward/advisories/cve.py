"""Reads CVE records in JSON 5.x with all their containers, CISA's (Vulnrichment) among them.

Rules:

1. The containers ``cna`` and ``adp`` are read alike; each part says whose it is and where it stands.
2. Words of SSVC are lowered, for CISA writes ``None`` as well as ``none``; a word outside the list is noted and empty.
3. A line of a file of JSON lines that cannot be read is ``BadInput`` in its place; the rest is read. A stream that
   breaks off ends in ``BadInput``.
4. Times without a zone are UTC, as the CVE schema has it.

Sources: CVE JSON 5.1 schema (CVE Program), CISA Vulnrichment, CERT/CC SSVC.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import BinaryIO

from medward.advisories.archives import lines, unpacked
from medward.advisories.cve_records import (
    CpeApplicability,
    CpeMatch,
    CpeNode,
    CveAffected,
    CveKnownExploited,
    CvePoints,
    CveRecord,
    CveReference,
    CveScore,
    CveVersion,
)
from medward.advisories.json_document import Fields, Node, read_json
from medward.errors import BadInput

MAX_LINE_BYTES = 4 * 1024 * 1024
CVE_ID = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")

_LINE_ID = re.compile(rb'"cveId"\s*:\s*"(CVE-[0-9]{4}-[0-9]{4,19})"')
_CVSS_KEYS = {"cvssV2_0": "2.0", "cvssV3_0": "3.0", "cvssV3_1": "3.1", "cvssV4_0": "4.0"}
_POINTS = {
    "Exploitation": ("none", "poc", "active"),
    "Automatable": ("no", "yes"),
    "Technical Impact": ("partial", "total"),
}


def read_cve_record(data: bytes, name: str) -> CveRecord:
    """Read one CVE record; ``name`` stands in errors and in ``CveRecord.origin``.

    Raises ``BadInput``: ``json-…`` as in ``read_json`` and ``Fields``, ``cve-no-record`` when the JSON is something
    else, ``cve-no-id`` when its identifier is none.
    """
    root = read_json(data, name)
    fields = Fields(name)
    if not isinstance(root, dict) or root.get("cveMetadata") is None:
        raise fields.refusal("cve-no-record", "", "a CVE record is a JSON object with a field cveMetadata")
    metadata = fields.object(root, "cveMetadata", "")
    cve = fields.text(metadata, "cveId", "/cveMetadata")
    if not CVE_ID.fullmatch(cve):
        raise fields.refusal("cve-no-id", "/cveMetadata/cveId", f"no CVE identifier: {cve[:40]!r}")
    containers = fields.object(root, "containers", "")
    cna = fields.object(containers, "cna", "/containers")
    parts = _Parts(fields)
    parts.read(cna, "/containers/cna")
    for container, place in fields.objects(containers, "adp", "/containers"):
        parts.read(container, place)
    return CveRecord(
        cve=cve,
        state=fields.text(metadata, "state", "/cveMetadata"),
        assigner=fields.text(metadata, "assignerShortName", "/cveMetadata"),
        title=fields.text(cna, "title", "/containers/cna"),
        summary=_summary(fields, cna),
        data_version=fields.text(root, "dataVersion", ""),
        published_at=fields.moment(metadata, "datePublished", "/cveMetadata", zone_wanted=False),
        updated_at=fields.moment(metadata, "dateUpdated", "/cveMetadata", zone_wanted=False),
        origin=name,
        points=tuple(parts.points),
        known_exploited=tuple(parts.known_exploited),
        scores=tuple(parts.scores),
        affected=tuple(parts.affected),
        applicability=tuple(parts.applicability),
        cwes=tuple(parts.cwes),
        references=tuple(parts.references),
        warnings=fields.warnings,
    )


def read_cve_lines(
    stream: BinaryIO, name: str, *, only: Container[str] | None = None
) -> Iterator[CveRecord | BadInput]:
    """Yield the CVE records of a seekable stream of JSON lines, plain or compressed, one record a line.

    With ``only``, lines of other CVEs are passed over unparsed, which is about ten times faster. A line of more than
    ``MAX_LINE_BYTES``, or one that cannot be read, is yielded as ``BadInput`` naming its number; so is the end of a
    stream that breaks off. Empty lines are passed over.
    """
    try:
        for number, line in lines(unpacked(stream, name), MAX_LINE_BYTES):
            place = f"{name} line {number}"
            if line is None:
                yield BadInput("cve-line", f"a line of more than {MAX_LINE_BYTES} bytes", where=place)
                continue
            if not line.strip() or (only is not None and _is_other(line, only)):
                continue
            try:
                record = read_cve_record(line, place)
            except BadInput as error:
                yield error
            else:
                yield record
    except BadInput as error:
        yield error


def _is_other(line: bytes, only: Container[str]) -> bool:
    found = _LINE_ID.search(line)
    return found is not None and found[1].decode() not in only


def _summary(fields: Fields, cna: Node) -> str:
    for entry, place in fields.objects(cna, "descriptions", "/containers/cna"):
        if fields.text(entry, "lang", place).lower().startswith("en"):
            return fields.text(entry, "value", place)
    return ""


class _Parts:
    """The parts of all containers of one record, gathered container by container."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self.points: list[CvePoints] = []
        self.known_exploited: list[CveKnownExploited] = []
        self.scores: list[CveScore] = []
        self.affected: list[CveAffected] = []
        self.applicability: list[CpeApplicability] = []
        self.cwes: dict[str, None] = {}
        self.references: list[CveReference] = []

    def read(self, container: Node, path: str) -> None:
        """Gather the parts of ``container``, which stands at ``path``."""
        fields = self._fields
        provider = fields.object(container, "providerMetadata", path)
        source = fields.text(provider, "shortName", f"{path}/providerMetadata")
        for entry, place in fields.objects(container, "metrics", path):
            self._read_metric(entry, place, source)
        for entry, place in fields.objects(container, "affected", path):
            self.affected.append(self._affected(entry, place, source))
        for entry, place in fields.objects(container, "cpeApplicability", path):
            self.applicability.append(self._applicability(entry, place, source))
        for problem, problem_place in fields.objects(container, "problemTypes", path):
            for entry, place in fields.objects(problem, "descriptions", problem_place):
                if cwe := fields.text(entry, "cweId", place):
                    self.cwes[cwe] = None
        for entry, place in fields.objects(container, "references", path):
            url, name = fields.text(entry, "url", place), fields.text(entry, "name", place)
            self.references.append(CveReference(url, name, fields.texts(entry, "tags", place), source, place))

    def _read_metric(self, node: Node, path: str, source: str) -> None:
        fields = self._fields
        for key, version in _CVSS_KEYS.items():
            if node.get(key) is not None:
                cvss, place = fields.object(node, key, path), f"{path}/{key}"
                self.scores.append(
                    CveScore(
                        version=version,
                        vector=fields.needed_text(cvss, "vectorString", place),
                        base_score=fields.base_score(cvss, place),
                        severity=fields.text(cvss, "baseSeverity", place),
                        source=source,
                        path=place,
                    )
                )
        other = fields.object(node, "other", path)
        kind = other.get("type")
        if kind not in ("ssvc", "kev"):
            return  # Other kinds of content are the publisher's own affair.
        content, place = fields.object(other, "content", f"{path}/other"), f"{path}/other/content"
        if kind == "kev":
            added_on = fields.day(content, "dateAdded", place)
            reference = fields.text(content, "reference", place)
            self.known_exploited.append(CveKnownExploited(added_on, reference, source, place))
        else:
            self.points.append(self._points(content, place, source))

    def _points(self, node: Node, path: str, source: str) -> CvePoints:
        fields = self._fields
        chosen = dict.fromkeys(_POINTS, "")
        for option, place in fields.objects(node, "options", path):
            for point, words in _POINTS.items():
                written = fields.text(option, point, place)
                if written.lower() in words:
                    chosen[point] = written.lower()
                elif written:
                    fields.tolerate(f"{place}/{point}", f"{written[:40]!r} is none of {', '.join(words)}")
        return CvePoints(
            exploitation=chosen["Exploitation"],
            automatable=chosen["Automatable"],
            technical_impact=chosen["Technical Impact"],
            role=fields.text(node, "role", path),
            version=fields.text(node, "version", path),
            at=fields.moment(node, "timestamp", path, zone_wanted=False),
            source=source,
            path=path,
        )

    def _affected(self, node: Node, path: str, source: str) -> CveAffected:
        fields = self._fields
        return CveAffected(
            vendor=fields.text(node, "vendor", path),
            product=fields.text(node, "product", path),
            package_name=fields.text(node, "packageName", path),
            collection_url=fields.text(node, "collectionURL", path),
            default_status=fields.text(node, "defaultStatus", path),
            cpes=fields.texts(node, "cpes", path),
            platforms=fields.texts(node, "platforms", path),
            versions=tuple(
                CveVersion(
                    version=fields.text(entry, "version", place),
                    status=fields.text(entry, "status", place),
                    version_type=fields.text(entry, "versionType", place),
                    less_than=fields.text(entry, "lessThan", place),
                    less_than_or_equal=fields.text(entry, "lessThanOrEqual", place),
                    path=place,
                )
                for entry, place in fields.objects(node, "versions", path)
            ),
            source=source,
            path=path,
        )

    def _applicability(self, node: Node, path: str, source: str) -> CpeApplicability:
        fields = self._fields
        return CpeApplicability(
            operator=fields.text(node, "operator", path) or "OR",
            negate=fields.flag(node, "negate", path),
            nodes=tuple(
                CpeNode(
                    operator=fields.text(entry, "operator", place) or "OR",
                    negate=fields.flag(entry, "negate", place),
                    matches=tuple(self._match(*match) for match in fields.objects(entry, "cpeMatch", place)),
                    path=place,
                )
                for entry, place in fields.objects(node, "nodes", path)
            ),
            source=source,
            path=path,
        )

    def _match(self, node: Node, path: str) -> CpeMatch:
        fields = self._fields
        return CpeMatch(
            criteria=fields.text(node, "criteria", path),
            vulnerable=fields.flag(node, "vulnerable", path),
            version_start_including=fields.text(node, "versionStartIncluding", path),
            version_start_excluding=fields.text(node, "versionStartExcluding", path),
            version_end_including=fields.text(node, "versionEndIncluding", path),
            version_end_excluding=fields.text(node, "versionEndExcluding", path),
            path=path,
        )
