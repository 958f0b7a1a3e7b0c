"""What the sentences of an advisory say about its products, one vulnerability at a time.

Rules (ADR 20, section 4):

1. A summary that speaks of some of the document's products leaves the others out.
2. Versions beside a product's name belong to it, and to the names listed with it.
3. A sentence that denies (``do not contain this vulnerability``) settles the products it names.
4. A remediation that says in which version the repair *is* settles that version; announced and partial repairs do not.
5. Words that another vulnerability's summary left in front (some publishers repeat all earlier ones) do not count.

Whether a name stands in a text is decided by the same comparison as for a device's row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medward.advisories.records import Advisory, Remediation, Vulnerability
from medward.matching.compare import compare
from medward.matching.groups import Group
from medward.matching.makers import Found as FoundMakers
from medward.matching.ranges import Found, read_prose
from medward.matching.rows import Row, RowKey
from medward.matching.text import runs, tokens

_BOILERPLATE = re.compile(
    r"CVE-\d{4}-\d+ (?:has|have)?\s*been assigned to (?:this|these) vulnerabilit(?:y|ies)\.?"
    r"|A CVSS v\d(?:\.\d)? base ?score of [\d.]+ has been (?:calculated|assigned)[^.;]*;?[^.]*?\([A-Z0-9:/.]+\)\.?"
    r"|CVSS:\d\.\d/\S+|https?://\S+",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n+")
_DENIES = re.compile(
    r"\b(?:do(?:es)? not contain (?:this|these) vulnerabilit|(?:is|are) not (?:affected|vulnerable|impacted)|not susceptible|"
    r"unaffected|(?:is|are) not impacted)",
    re.I,
)
_REPAIRED = re.compile(
    r"\b(?:releas\w+|updat\w+|upgrad\w+|remediat\w+|mitigat\w+|address\w*|resolv\w+|fix\w*|eliminat\w+|correct\w+|produced|available|patch\w*)\b",
    re.I,
)
_NOT_YET = re.compile(
    r"\b(?:will|plan(?:s|ned)?|expect(?:s|ed)?|schedul\w+|in process|upcoming|intends?|anticipat\w+)\b", re.I
)
_PARTIAL = re.compile(r"\bpartial(?:ly)?\b|\bincomplete\b|\bstill present\b|\bnot (?:fully|all)\b", re.I)
_CVE = re.compile(r"CVE-\d{4}-\d{4,}")
_CWE = re.compile(r"CWE-\d+")
_TEXT_CATEGORIES = frozenset({"summary", "description", "details", "general"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, ready for comparing, with the versions it holds and the place of its note."""

    text: str
    path: str
    row: Row
    versions: tuple[Found, ...]

    @property
    def denies(self) -> bool:
        """Whether the sentence says of its products that they are not concerned."""
        return bool(_DENIES.search(self.text))


@dataclass(frozen=True, slots=True)
class Repair:
    """A remediation's sentence that says in which versions a repair is.

    ``cves`` and ``cwes`` limit it when not empty; ``product_ids`` are those of the remediation.
    """

    sentence: Sentence
    cves: frozenset[str]
    cwes: frozenset[str]
    product_ids: frozenset[str]
    path: str


def read_summaries(advisory: Advisory) -> dict[str, tuple[Sentence, ...]]:
    """Return each vulnerability's own sentences, by its path, without what earlier summaries said already."""
    read: dict[str, tuple[Sentence, ...]] = {}
    before = ""
    for vulnerability in advisory.vulnerabilities:
        sentences: list[Sentence] = []
        for note in vulnerability.notes:
            if note.category not in _TEXT_CATEGORIES:
                continue
            text = note.text
            if before and text.startswith(before):
                text = text[len(before) :]
            before = note.text if note.category == "summary" else before
            sentences.extend(_sentences(text, note.path))
        read[vulnerability.path] = tuple(sentences)
    return read


def read_repairs(vulnerability: Vulnerability) -> tuple[Repair, ...]:
    """Return the sentences of a vulnerability's remediations that name repaired versions."""
    found = []
    for remediation in vulnerability.remediations:
        found.extend(_repairs(remediation))
    return tuple(found)


def _repairs(remediation: Remediation) -> list[Repair]:
    found = []
    for sentence in _sentences(remediation.details, f"{remediation.path}/details"):
        text = sentence.text
        if not sentence.versions or not _REPAIRED.search(text) or _NOT_YET.search(text) or _PARTIAL.search(text):
            continue
        found.append(
            Repair(
                sentence,
                frozenset(_CVE.findall(text)),
                frozenset(_CWE.findall(text)),
                frozenset(remediation.product_ids),
                sentence.path,
            )
        )
    return found


def _sentences(text: str, path: str) -> list[Sentence]:
    cleaned = _BOILERPLATE.sub(" ", text)
    found = []
    for part in _SENTENCE.split(cleaned):
        part = part.strip()
        if len(part) > 3:
            found.append(Sentence(part, path, text_row(part), read_prose(part)))
    return found


def text_row(text: str) -> Row:
    """Return prose as a row, so that a product's name is found in it as in a device's row."""
    words = tokens(text)
    every = frozenset(runs(words))
    own = frozenset(words)
    return Row(RowKey("", "", text, ""), own, own, every, True, every, every, {}, FoundMakers(frozenset(), ""), text)


def names_in(group: Group, sentence: Sentence) -> bool:
    """Tell whether ``sentence`` names the products of ``group``."""
    for pattern in group.patterns:
        match = compare(pattern, sentence.row)
        if (
            match is not None
            and not match.model_unknown
            and min(match.naming, match.score if not match.pattern.naming_weight else match.naming) >= 0.99
        ):
            return True
    return False
