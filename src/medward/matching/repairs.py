"""What remediations say about versions: where the repair is, and what it leaves open.

Rules:

1. A version that a sentence says to contain the repair is repaired, and so are those that it calls later; announced,
   partial and scheduled repairs are none.
2. A sentence may limit itself to vulnerabilities, weaknesses, a kind of weakness or a product; then it only settles
   these.
3. Versions of those who should update (``users of 1.10 and 1.11``, ``12.0.1 - 12.0.13: update to …``) are no repairs,
   and neither is what a sentence denies or doubts (``does not fix``, ``may fix``).
4. ``except CVE-…``, ``still present`` and ``partially`` say that a vulnerability remains in the version named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from medward.advisories.records import Remediation, Vulnerability
from medward.matching.prose import Sentence, read_sentences
from medward.matching.ranges import read_prose
from medward.matching.text import tokens

_REPAIRED = re.compile(
    r"\b(?:releas\w+|updat\w+|upgrad\w+|remediat\w+|mitigat\w+|address\w*|resolv\w+|fix\w*|eliminat\w+|correct\w+|"
    r"produced|available|patch\w*)\b",
    re.I,
)
_NOT_YET = re.compile(
    r"\bwill (?:be|release|provide|issue|publish|deliver|offer|develop|make)\b|\bplan(?:s|ned)?\b|"
    r"\bexpect(?:s|ed)?\b|\bschedul\w+|"
    r"\bin (?:the )?process\b|\bupcoming\b|\bintends?\b|\banticipat\w+|\bnot (?:yet )?available\b|"
    r"\bto be (?:released|provided|available|published|issued)\b|\bunder development\b|\bin development\b|"
    r"\btarget(?:ed|s|ing)?\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:does|do|did|is|are|was|were|has|have|can|could|will) not\b(?! (?:yet )?available)|\bcannot\b|n't\b|"
    r"\bno (?:longer |further )?(?:patch|fix|update|upgrade|repair|remediation|support)\w*\b|\bnever\b|"
    r"\b(?:may|might|could) (?:fix|address|resolve|mitigate|correct)\b|\bout of support\b",
    re.I,
)
_NO_REPAIR = frozenset({"none_available", "no_fix_planned", "fix_planned", "workaround"})
_OBJECT = re.compile(r"\b(?:upgrade|update|patch)\s+(?:your\s+|all\s+|the\s+|any\s+)?(?:versions?|v\.?)?\s*$", re.I)
_FROM = re.compile(r"\s*(?::|to\s+(?:version\s+)?v?\d)", re.I)
_PARTIAL = re.compile(r"\bpartial(?:ly)?\b|\bincomplete\b|\bnot (?:fully|all)\b", re.I)
_REMAINS = re.compile(
    r"\bexcept(?:ing)?(?: for)?\b|\b(?:still|remains?) (?:present|affected|vulnerable)\b",
    re.I,
)
_USERS = re.compile(
    r"\b(?:using|running|users of|affected|prior|older|customers (?:with|on)|from|for users)\b"
    r"(?:(?!updat|upgrad|install|appl|contact)[^,;:])*$|\b(?:no longer|(?:later|newer|higher|greater) than)\b[^,;:]*$",
    re.I,
)
_CVE = re.compile(r"CVE-\d{4}-\d{4,}")
_CWE = re.compile(r"CWE-\d+")
_KIND = re.compile(r"((?:[\w-]+\s+){1,3})vulnerabilit(?:y|ies)\b", re.I)
_ANY_KIND = frozenset(
    {
        "above",
        "address",
        "all",
        "also",
        "any",
        "both",
        "following",
        "for",
        "has",
        "identified",
        "known",
        "multiple",
        "of",
        "other",
        "remediated",
        "reported",
        "said",
        "several",
        "such",
        "the",
        "these",
        "this",
    }
)
_LONG_WORD = 5
_RELEASE = re.compile(r"\b[A-Z]{1,3}\d+\.\d+[\w.]*\b")


@dataclass(frozen=True, slots=True)
class Repair:
    """A remediation's sentence on repaired versions.

    ``cves``, ``cwes`` and ``words`` limit it where not empty; ``product_ids`` are the remediation's. ``remains``
    marks a sentence that says what is *not* repaired in the version.
    """

    sentence: Sentence
    cves: frozenset[str]
    cwes: frozenset[str]
    words: frozenset[str]
    product_ids: frozenset[str]
    remains: bool


def read_repairs(vulnerability: Vulnerability) -> tuple[Repair, ...]:
    """Return what the remediations of a vulnerability say about versions."""
    return tuple(repair for remediation in vulnerability.remediations for repair in _repairs(remediation))


def _repairs(remediation: Remediation) -> list[Repair]:
    found = []
    for sentence in read_sentences(remediation.details, f"{remediation.path}/details"):
        sentence = _with_bare_versions(sentence)
        text = sentence.text
        if not sentence.versions:
            continue
        partial = _PARTIAL.search(text)
        whole, part = (text[: partial.start()], text[partial.start() :]) if partial else (text, "")
        if left := frozenset(_CVE.findall(part)):
            found.append(_repair(sentence, remediation, left, remains=True))
        remains = bool(_REMAINS.search(text)) and bool(_CVE.search(text))
        cves = frozenset(_CVE.findall(whole))
        open_yet = _NOT_YET.search(text) or _DENIED.search(text) or remediation.category in _NO_REPAIR
        if remains or (_REPAIRED.search(whole) and not open_yet and (not partial or cves)):
            found.append(_repair(sentence, remediation, cves, remains=remains))
    return found


def _repair(sentence: Sentence, remediation: Remediation, cves: frozenset[str], *, remains: bool) -> Repair:
    return Repair(
        sentence,
        cves,
        frozenset(_CWE.findall(sentence.text)),
        _kinds(sentence.text),
        frozenset(remediation.product_ids),
        remains,
    )


def _with_bare_versions(sentence: Sentence) -> Sentence:
    """Read a release behind a name as a version, though no word announces it (``Explorer VF10.1``)."""
    if sentence.versions or not _REPAIRED.search(sentence.text):
        return sentence
    found = _RELEASE.search(sentence.text)
    if found is None:
        return sentence
    read = read_prose(f"version {found[0]}")
    moved = tuple(replace(entry, start=found.start(), end=found.end()) for entry in read[:1])
    return replace(sentence, versions=moved)


def _kinds(text: str) -> frozenset[str]:
    """Return the words that say which sort of vulnerability is meant (``hard-coded credential vulnerabilities``)."""
    words: set[str] = set()
    for found in _KIND.finditer(text):
        said = tokens(found[1])
        behind = max((place + 1 for place, word in enumerate(said) if word in _ANY_KIND), default=0)
        words.update(word for word in said[behind:] if len(word) >= _LONG_WORD and not _REPAIRED.fullmatch(word))
    return frozenset(words)


def concerns(repair: Repair, vulnerability: Vulnerability, sentences: tuple[Sentence, ...], product_id: str) -> bool:
    """Tell whether ``repair`` speaks of this vulnerability in this product, as far as it limits itself."""
    if repair.product_ids and product_id not in repair.product_ids:
        return False
    if repair.remains:
        return vulnerability.cve in repair.cves
    if repair.cves and vulnerability.cve not in repair.cves:
        return False
    if repair.cwes and vulnerability.cwe not in repair.cwes:
        return False
    if repair.words:
        said = frozenset().union(*(sentence.row.words for sentence in sentences)) | frozenset(
            tokens(vulnerability.title)
        )
        return any(word.startswith(stem) for stem in repair.words for word in said)
    return True


def repaired_versions(repair: Repair) -> list[tuple[str, int]]:
    """Return the places, in order of the sentence's versions, of those that hold the repair, with their words."""
    places = []
    for number, found in enumerate(repair.sentence.versions):
        before = repair.sentence.text[: found.start]
        behind = repair.sentence.text[found.end : found.end + 3]
        continued = behind.lstrip().startswith("(") and number + 1 < len(repair.sentence.versions)
        rest = repair.sentence.text[found.end :]
        advised = _FROM.match(rest) or (_OBJECT.search(before) and not _REPAIRED.search(rest))
        below = str(found.set).startswith(("<", "any")) or " v " in str(found.set)
        if not _USERS.search(before) and not continued and not below and not advised:
            places.append((found.text, number))
    return places
