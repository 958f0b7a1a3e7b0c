"""How an advisory's sentences narrow a verdict for one row (ADR 20, section 4).

Rules:

1. A sentence that denies settles the products that it names.
2. Products of the document that a summary does not name, while it names others, are left out.
3. Of a list or span of models, a row's own model must be in what the summary lists.
4. Versions beside the name replace the tree's where the tree lists versions or the text gives a bound; a version of
   another part beside the name leaves the row in doubt.
5. A repair that is said to be in a version settles that version, unless the tree lists just this version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medward.advisories.records import Vulnerability
from medward.matching.circumstances import INSIDE, OUTSIDE, UNKNOWN
from medward.matching.compare import NameMatch
from medward.matching.groups import Group, Leaf
from medward.matching.patterns import listed_numbers
from medward.matching.prose import Repair, Sentence, names_in, text_row
from medward.matching.ranges import Found, Membership, VersionSet
from medward.matching.records import Reason, Step
from medward.matching.rows import Row
from medward.matching.text import tokens
from medward.matching.versions import Version
from medward.matching.words import Kind, kind_of

_USERS = re.compile(
    r"\b(?:using|running|users of|affected|prior|older|customers (?:with|on)|from|for users)\b[^,;:]*$", re.I
)
_CURRENT = re.compile(r"\b(?:updat\w+|upgrad\w+|releas\w+|fix\w*|remediat\w+)\b", re.I)
_CONNECTORS = re.compile(r"^[\s,;:()]*(?:(?:and|or|to|through|versions?|v)[\s,;:()]*)*$", re.I)


@dataclass(frozen=True, slots=True)
class Change:
    """What the text makes of a verdict, with the sentence it rests on."""

    state: Membership
    reason: Reason


def narrow(
    group: Group,
    groups: tuple[Group, ...],
    name: NameMatch,
    leaf: Leaf,
    sentences: tuple[Sentence, ...],
    repairs: tuple[Repair, ...],
    vulnerability: Vulnerability,
    row: Row,
    version: Version | None,
) -> Change | None:
    """Return what the sentences change for ``row``, which shows ``group``; None where they change nothing."""
    own = [sentence for sentence in sentences if names_in(group, sentence)]
    for sentence in own:
        if sentence.denies:
            return Change(
                OUTSIDE, Reason(Step.TEXT, "the text says that it is not concerned", sentence.text, sentence.path)
            )
    own = [sentence for sentence in own if not sentence.denies]
    others = [entry for entry in groups if entry.name != group.name]
    if not own:
        for sentence in sentences:
            if (
                not sentence.denies
                and any(names_in(other, sentence) for other in others)
                and not _shares(group, others, sentence)
            ):
                return Change(
                    OUTSIDE, Reason(Step.TEXT, "the text speaks of other products only", sentence.text, sentence.path)
                )
    left_out = _model_left_out(group, name, own, row)
    if left_out is not None:
        return left_out
    spoken = _versions(group, leaf, own, row, version)
    if spoken is not None and spoken.state is OUTSIDE:
        return spoken
    repaired = _repaired(group, groups, leaf, repairs, vulnerability, version)
    return repaired or spoken


def _shares(group: Group, others: list[Group], sentence: Sentence) -> bool:
    """Tell whether the sentence only names what ``group`` is called by too (a shorter name inside a longer one)."""
    ours = {form for pattern in group.patterns for term in pattern.terms if term.weight >= 0.5 for form in term.forms}
    for other in others:
        if names_in(other, sentence):
            theirs = {
                form
                for pattern in other.patterns
                for term in pattern.terms
                if term.weight >= 0.5 and term.forms & sentence.row.runs
                for form in term.forms
            }
            if not theirs <= ours:
                return False
    return True


def _model_left_out(group: Group, name: NameMatch, own: list[Sentence], row: Row) -> Change | None:
    lists = [term for term in name.pattern.terms if term.hard and (term.spans or len(term.forms) > 1)]
    if not own or not lists:
        return None
    models = {
        word
        for term in lists
        for word in row.words
        if word in term.forms or any(span.holds(word) for span in term.spans)
    }
    if not models:
        return None
    for sentence in own:
        forms, spans = listed_numbers(sentence.text)
        prefixes = {letters[0] for word in models if (letters := re.match(r"[a-z]+", word))}
        speaks = any(span.prefix in prefixes for span in spans) or any(
            (letters := re.match(r"([a-z]+)\d", form)) and letters[1] in prefixes for form in forms
        )
        if not speaks or models & forms or any(span.holds(word) for span in spans for word in models):
            return None
    return Change(OUTSIDE, Reason(Step.TEXT, "the text lists models, and not this one", own[0].text, own[0].path))


def _versions(group: Group, leaf: Leaf, own: list[Sentence], row: Row, version: Version | None) -> Change | None:
    named: list[tuple[VersionSet, Sentence]] = []
    for sentence in own:
        if _CURRENT.search(sentence.text):
            continue
        for found, foreign in _beside(group, sentence):
            if foreign and leaf.reading.kind != "all":
                part = re.search(rf"\b{re.escape(foreign)}\b", row.text, re.I)
                if part is None:
                    return Change(
                        UNKNOWN, Reason(Step.TEXT, f"the version of “{foreign}” decides", sentence.text, sentence.path)
                    )
                continue
            if not foreign:
                named.append((found, sentence))
    if not named:
        return None
    united = named[0][0]
    for further, _ in named[1:]:
        united = united.union(further)
    listed = leaf.reading.kind in ("exact", "list")
    if not listed and all(_single(found) for found, _ in named):
        return None
    state = united.contains(version)
    if state is INSIDE:
        return None
    sentence = named[0][1]
    if state is UNKNOWN:
        return (
            Change(UNKNOWN, Reason(Step.TEXT, f"the text concerns {united}", sentence.text, sentence.path))
            if version
            else None
        )
    return Change(OUTSIDE, Reason(Step.TEXT, f"the text concerns {united} only", sentence.text, sentence.path))


def _single(versions: VersionSet) -> bool:
    text = str(versions)
    return text.startswith("= ") and " or " not in text


def _beside(group: Group, sentence: Sentence) -> list[tuple[VersionSet, str]]:
    """Return the version sets that belong to ``group`` in ``sentence``, each with a foreign word between, if there is one."""
    beside: list[tuple[VersionSet, str]] = []
    for segment, versions in _segments(sentence):
        row = text_row(segment)
        if names_in(group, Sentence(segment, sentence.path, row, ())):
            beside.append((versions, _foreign(group, segment)))
    if not beside and len(sentence.versions) == 1:
        beside.append((sentence.versions[0].set, ""))
    return beside


def _segments(sentence: Sentence) -> list[tuple[str, VersionSet]]:
    """Cut a sentence behind its version expressions; neighbouring expressions are one list."""
    segments: list[tuple[str, VersionSet]] = []
    place = 0
    pending: Found | None = None
    for found in sentence.versions:
        between = sentence.text[place : found.start]
        if pending is not None and _CONNECTORS.match(between) and segments:
            words, versions = segments[-1]
            segments[-1] = (words, versions.union(found.set))
        else:
            segments.append((between, found.set))
        pending, place = found, found.end
    return segments


def _foreign(group: Group, segment: str) -> str:
    """Return a naming word that stands between the group's name and the versions, and is not the group's."""
    ours = {form for pattern in group.patterns for term in pattern.terms for form in term.forms}
    ours |= {number for pattern in group.patterns for number in pattern.numbers}
    ours |= {entry.letters for pattern in group.patterns for entry in pattern.initials}
    behind: list[str] = []
    for word in tokens(segment):
        if word in ours:
            behind = []
        elif kind_of(word) is Kind.BRAND and word not in ("versions", "revisions", "releases"):
            behind.append(word)
    return behind[0] if len(behind) == 1 else ""


def _repaired(
    group: Group,
    groups: tuple[Group, ...],
    leaf: Leaf,
    repairs: tuple[Repair, ...],
    vulnerability: Vulnerability,
    version: Version | None,
) -> Change | None:
    if version is None or leaf.reading.kind == "list" or _lists_exactly(leaf, version):
        return None
    for repair in repairs:
        if repair.product_ids and leaf.product.product_id not in repair.product_ids:
            continue
        if (repair.cves and vulnerability.cve not in repair.cves) or (
            repair.cwes and vulnerability.cwe not in repair.cwes
        ):
            continue
        if not names_in(group, repair.sentence) and any(
            names_in(other, repair.sentence) for other in groups if other.name != group.name
        ):
            continue
        place = 0
        for found in repair.sentence.versions:
            before = repair.sentence.text[place : found.start]
            place = found.end
            if _USERS.search(before) or str(found.set).startswith(("<", "any")):
                continue
            if found.set.contains(version) is INSIDE:
                return Change(
                    OUTSIDE, Reason(Step.REPAIR, f"the repair is in {found.text}", repair.sentence.text, repair.path)
                )
    return None


def _lists_exactly(leaf: Leaf, version: Version) -> bool:
    return (
        leaf.reading.kind == "exact"
        and leaf.reading.versions is not None
        and str(leaf.reading.versions) == f"= {version}"
    )
