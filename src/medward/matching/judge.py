"""What an advisory says about a row whose name it shows: one verdict a vulnerability.

Rules (ADR 20, sections 3 and 4):

1. Leaves of the chosen groups are united: inside any is affected; else unknown of any needs the version; else not
   affected.
2. Text then narrows per vulnerability: left out, denied, other versions, repaired. It turns *not affected* into
   *affected* only where a remediation says that its version leaves the vulnerability open.
3. A leaf that the status does not list is not affected, unless the vulnerability's own remediations name it. A status
   that names no product of the document, and one that gives first or last versions only, leave the rest in doubt.
4. Every verdict carries the name it rests on, the version it compared and the sentence that changed it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from medward.advisories.records import Advisory, Product, Vulnerability
from medward.matching.circumstances import INSIDE, OUTSIDE, UNKNOWN, fulfilled
from medward.matching.compare import NameMatch
from medward.matching.groups import Group, Leaf
from medward.matching.makers import Relation
from medward.matching.mentions import Names, read_names
from medward.matching.narrow import Context, narrow, read_context
from medward.matching.prose import Sentence, read_summaries
from medward.matching.ranges import Membership, read_expression
from medward.matching.records import Match, Reason, Step, Verdict
from medward.matching.repairs import read_repairs
from medward.matching.rows import Row, row_version
from medward.matching.text import squash
from medward.matching.versions import Version, comparable

_ENDS = ("first_affected", "last_affected")
_AFFECTED = ("known_affected", *_ENDS)
_SETTLED = ("known_not_affected", "fixed", "first_fixed")
_VERDICTS = {INSIDE: Verdict.AFFECTED, OUTSIDE: Verdict.NOT_AFFECTED, UNKNOWN: Verdict.NEEDS_VERSION}
_EXACT_MODEL_LENGTH = 4
_LEAVES_OUT = re.compile(r"^\W*(?:not including|excluding|except(?: for)?|other than)\b", re.I)
_RELEASES = re.compile(r"\bR(\d+)-(\d+)\s*$")


class Named(Protocol):
    """A group whose name a row shows, with how it shows it."""

    @property
    def group(self) -> Group:
        """The group."""

    @property
    def name(self) -> NameMatch:
        """How the row shows its name."""

    @property
    def relation(self) -> Relation:
        """How the makers agree."""

    @property
    def confidence(self) -> float:
        """How often such evidence was right, 0–1."""


@dataclass(frozen=True, slots=True)
class VulnerabilityText:
    """A vulnerability with what its text says, and the products it concerns by status or remediation.

    ``ends`` are products that the status calls first or last affected only: their versions bound a span whose rest is
    not told. ``silent`` is true where the status names no product of the document.
    """

    vulnerability: Vulnerability
    context: Context
    affected: frozenset[str]
    settled: frozenset[str]
    open: frozenset[str]
    ends: frozenset[str]
    silent: bool


@dataclass(frozen=True, slots=True)
class AdvisoryText:
    """A document read for matching."""

    advisory: Advisory
    groups: tuple[Group, ...]
    vulnerabilities: tuple[VulnerabilityText, ...]

    @property
    def published(self) -> date | None:
        """The day of the first release, None when the document gives none."""
        released = self.advisory.initial_release_at
        return released.date() if released else None


@dataclass(frozen=True, slots=True)
class _Finding:
    state: Membership
    leaf: Leaf
    reasons: tuple[Reason, ...]
    compared: bool = False
    incomparable: bool = False


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a row stands to a candidate whatever the vulnerability: its leaves, what the name leaves out, the reasons."""

    candidate: Named
    leaves: tuple[_Finding, ...]
    exclusion: tuple[Membership, str]
    name_reasons: tuple[Reason, ...]
    confidence: float


def read_text(advisory: Advisory, groups: tuple[Group, ...]) -> AdvisoryText:
    """Read a document, whose products were read into ``groups``, for judging."""
    summaries = read_summaries(advisory)
    names = read_names(groups)
    products = frozenset(product.product_id for product in advisory.products)
    return AdvisoryText(
        advisory,
        groups,
        tuple(
            _vulnerability(vulnerability, summaries[vulnerability.path], names, products)
            for vulnerability in advisory.vulnerabilities
        ),
    )


def _vulnerability(
    vulnerability: Vulnerability,
    sentences: tuple[Sentence, ...],
    names: Names,
    products: frozenset[str],
) -> VulnerabilityText:
    def listed(words: Sequence[str]) -> frozenset[str]:
        return frozenset(product for word in words for product in vulnerability.status.get(word, ()))

    settled = listed(_SETTLED)
    remedied = frozenset(product for remediation in vulnerability.remediations for product in remediation.product_ids)
    return VulnerabilityText(
        vulnerability,
        read_context(vulnerability, sentences, read_repairs(vulnerability), names),
        listed(_AFFECTED) | (remedied - settled),
        settled,
        listed(("under_investigation",)),
        listed(_ENDS) - listed(("known_affected",)),
        not (listed((*_AFFECTED, *_SETTLED, "under_investigation")) | remedied) & products,
    )


def judge(text: AdvisoryText, candidates: Sequence[Named], row: Row) -> list[Match]:
    """Return one verdict for each vulnerability of ``text``, for a row that shows the names of ``candidates``."""
    version = row_version(row)
    standings = [_standing(text, candidate, row, version) for candidate in candidates]
    answers = []
    for vulnerability in text.vulnerabilities:
        best: Match | None = None
        for standing in standings:
            match = _one(text, vulnerability, standing, row, version)
            if best is None or _outweighs(match, best):
                best = match
        if best is not None:
            answers.append(best)
    return answers


def _outweighs(match: Match, other: Match) -> bool:
    order = {Verdict.NOT_AFFECTED: 0, Verdict.NEEDS_VERSION: 1, Verdict.AFFECTED: 2}
    return order[match.verdict] > order[other.verdict]


def _standing(text: AdvisoryText, candidate: Named, row: Row, version: Version | None) -> _Standing:
    group = candidate.group
    return _Standing(
        candidate,
        tuple(_leaf(text, leaf, group, row, version) for leaf in group.leaves),
        _exclusion(candidate.name, row, version),
        _name_reasons(candidate, row),
        candidate.confidence,
    )


def _one(
    text: AdvisoryText, concerned: VulnerabilityText, standing: _Standing, row: Row, version: Version | None
) -> Match:
    candidate, group = standing.candidate, standing.candidate.group
    findings = [_by_status(finding, concerned) for finding in standing.leaves]
    finding = _united(findings, version)
    state, reasons = finding.state, finding.reasons
    left, words = standing.exclusion
    if left is not INSIDE and state is not OUTSIDE:
        state = left
        reasons = (*reasons, Reason(Step.NAME, "the name leaves it out", words, finding.leaf.product.path))
    change = narrow(group, candidate.name, finding.leaf, state, concerned.context, row, version)
    if change is not None:
        state, reasons = change.state, (*reasons, change.reason)
    if state is INSIDE and candidate.name.model_unknown:
        state = UNKNOWN
        reasons = (*reasons, Reason(Step.NAME, "the row does not tell the model", candidate.name.pattern.text))
    return Match(
        text.advisory.advisory_id,
        concerned.vulnerability.key,
        finding.leaf.product.product_id,
        _VERDICTS[state],
        standing.confidence,
        (*standing.name_reasons, *reasons),
    )


def _united(findings: Sequence[_Finding], version: Version | None) -> _Finding:
    """Return the finding that decides for a product: inside any leaf, else unknown of any, else outside.

    A version that compares with one leaf belongs to that numbering; leaves counted otherwise (of another market) then
    say nothing.
    """
    inside = next((found for found in findings if found.state is INSIDE), None)
    unknown = next((found for found in findings if found.state is UNKNOWN), None)
    outside = next((found for found in findings if found.state is OUTSIDE), None)
    compared = [found for found in findings if found.state is OUTSIDE and found.compared]
    of_other_numberings = all(found.incomparable for found in findings if found.state is UNKNOWN)
    if inside is None and unknown is not None and compared and version is not None and of_other_numberings:
        return compared[0]
    decided = inside or unknown or outside
    assert decided is not None, "a group has at least one leaf"  # noqa: S101
    return decided


def _by_status(finding: _Finding, concerned: VulnerabilityText) -> _Finding:
    """Return what ``finding`` means for one vulnerability, whose status may settle the leaf or leave it open."""
    leaf, product = finding.leaf, finding.leaf.product
    status_path = concerned.vulnerability.path + "/product_status"
    if concerned.silent:
        unsaid = Reason(Step.TEXT, "the status does not say which products are affected", "", status_path)
        return (
            replace(finding, state=UNKNOWN, reasons=(*finding.reasons, unsaid)) if finding.state is INSIDE else finding
        )
    if product.product_id in concerned.ends and finding.state is OUTSIDE:
        end = Reason(Step.TEXT, "the status gives the first or last affected version only", "", status_path)
        return replace(finding, state=UNKNOWN, reasons=(*finding.reasons, end))
    settled = product.product_id in concerned.settled
    if settled or (product.product_id not in concerned.affected and product.product_id not in concerned.open):
        words = product.product_id if settled else ""
        return _Finding(
            OUTSIDE,
            leaf,
            (
                Reason(
                    Step.TEXT,
                    "the status says that it is not affected or repaired"
                    if settled
                    else "the status does not list this product as affected",
                    words,
                    status_path,
                ),
            ),
        )
    if leaf.only and concerned.vulnerability.key not in leaf.only:
        return _Finding(
            OUTSIDE,
            leaf,
            (
                Reason(
                    Step.TEXT,
                    "the product's own text names other vulnerabilities only",
                    product.full_name,
                    product.path,
                ),
            ),
        )
    if product.product_id in concerned.open and finding.state is INSIDE:
        investigating = Reason(Step.TEXT, "the maker is still investigating", "", status_path)
        return replace(finding, state=UNKNOWN, reasons=(*finding.reasons, investigating))
    return finding


def _leaf(text: AdvisoryText, leaf: Leaf, group: Group, row: Row, version: Version | None) -> _Finding:
    """Return what version and conditions say of a leaf, whatever the vulnerability."""
    state, reasons = _version_state(leaf, row, version)
    bound = leaf.reading.kind in ("exact", "list", "bound", "interval", "union")
    compared = bound and state is OUTSIDE
    incomparable = bound and state is UNKNOWN and version is not None and not _of_one_numbering(leaf, version)
    for condition in (*group.conditions, *leaf.reading.conditions):
        if state is OUTSIDE:
            break
        if condition.kind == "model" and leaf.reading.kind == "models":
            continue
        held, words = fulfilled(condition, row, published=text.published)
        if held is INSIDE and not words:
            continue
        says = {
            INSIDE: "the row fulfils",
            OUTSIDE: "the row contradicts",
            UNKNOWN: "the row does not tell whether it fulfils",
        }[held]
        reasons = (*reasons, Reason(Step.CONDITION, f"{says} “{condition.text}”", words))
        state = OUTSIDE if held is OUTSIDE else UNKNOWN if UNKNOWN in (held, state) else state
    return _Finding(state, leaf, reasons, compared, incomparable)


def _of_one_numbering(leaf: Leaf, version: Version) -> bool:
    """Whether any bound of ``leaf`` is counted as ``version`` is, so that not knowing says that it is too coarse."""
    sets = leaf.reading.versions
    return sets is not None and any(
        comparable(bound.version, version) for bounds in sets.alternatives for bound in bounds
    )


def _version_state(leaf: Leaf, row: Row, version: Version | None) -> tuple[Membership, tuple[Reason, ...]]:
    product, reading = leaf.product, leaf.reading
    if reading.kind == "exact" and _shows(product.version, row):
        return INSIDE, (
            Reason(
                Step.VERSION,
                "the row shows the model that stands in the version's place",
                *_quoted(product, "version"),
            ),
        )
    state = reading.contains(version)
    if reading.versions is None:
        return state, (Reason(Step.VERSION, "the version expression could not be read", *_quoted(product, "version")),)
    if reading.kind in ("all", "models", "date"):
        return state, (Reason(Step.VERSION, "every version is concerned", *_quoted(product, "version")),)
    own = row.key.software_version.strip() or (version.text if version else "an unknown version")
    says = {INSIDE: "is inside", OUTSIDE: "is outside", UNKNOWN: "cannot be compared with"}[state]
    return state, (Reason(Step.VERSION, f"{own} {says} {leaf.said}", *_quoted(product, "version")),)


def _quoted(product: Product, part: str) -> tuple[str, str]:
    """Return the words of the tree's last step that gives the ``part`` of a product, and where it stands.

    A product that has no such step is quoted by its whole name.
    """
    for branch in reversed(product.branches):
        if part in branch.category or (part == "name" and branch.category == "product_family"):
            return branch.name, branch.path
    return product.full_name, product.path


def _shows(words: str, row: Row) -> bool:
    squashed = squash(words)
    return (
        len(squashed) >= _EXACT_MODEL_LENGTH
        and "." not in words
        and squashed in row.runs
        and any(c.isdigit() for c in squashed)
    )


def _name_reasons(candidate: Named, row: Row) -> tuple[Reason, ...]:
    name, group = candidate.name, candidate.group
    product = group.leaves[0].product
    says = f"“{row.text}” shows " + ", ".join(name.found)
    if name.missing:
        says += "; not " + ", ".join(name.missing)
    if name.doubts:
        says += " (" + "; ".join(name.doubts) + ")"
    maker = {
        Relation.SAME: "the same maker",
        Relation.RELATED: "one house by its history",
        Relation.UNKNOWN: "a maker that is not known to be the same",
        Relation.ABSENT: "no maker is given",
        Relation.OTHER: "another maker",
    }[candidate.relation]
    return (
        Reason(Step.NAME, says, *_quoted(product, "name")),
        Reason(
            Step.MAKER,
            f"{maker}: {row.key.manufacturer.strip() or 'none'} and {group.vendor}",
            *_quoted(product, "vendor"),
        ),
    )


def _exclusion(name: NameMatch, row: Row, version: Version | None) -> tuple[Membership, str]:
    """Return whether the name leaves the row's product out (``not including Venue 40 R1-3``), and by which words.

    Releases behind an excluded name must hold the row's; a row that does not tell its release is left in doubt.
    """
    for exclusion in name.pattern.exclusions:
        for part in re.split(r",|\band\b", _LEAVES_OUT.sub("", exclusion)):
            releases = _RELEASES.search(part)
            words = squash(part[: releases.start()] if releases else part).removesuffix("productline")
            if not words or words not in row.runs:
                continue
            if releases is None:
                return OUTSIDE, part.strip()
            state = read_expression(f">= R{releases[1]} | <= R{releases[2]}").contains(version)
            return (OUTSIDE if state is INSIDE else UNKNOWN if state is UNKNOWN else INSIDE), part.strip()
    return INSIDE, ""
