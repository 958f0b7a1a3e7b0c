"""The sentences of an advisory, ready for comparing with names and versions.

Rules:

1. What every advisory of a publisher says (scores, numbers assigned, addresses) is no sentence about a product.
2. Words that another vulnerability's summary left in front do not count: some publishers repeat all earlier ones.
3. Whether a name stands in a text is decided by the same comparison as for a device's row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from medward.advisories.records import Advisory
from medward.matching.makers import Found as FoundMakers
from medward.matching.ranges import Found, read_prose
from medward.matching.rows import Row, RowKey, misspellable
from medward.matching.terms import listed_numbers
from medward.matching.text import runs, tokens

_BOILERPLATE = re.compile(
    r"CVE-\d{4}-\d+ (?:has|have)?\s*been assigned to (?:this|these) vulnerabilit(?:y|ies)\.?"
    r"|A CVSS v\d(?:\.\d)? base ?score of [\d.]+ has been (?:calculated|assigned)[^.;]*;?[^.]*?\([A-Z0-9:/.]+\)\.?"
    r"|CVSS:\d\.\d/\S+|https?://\S+",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n+")
_DENIES = re.compile(
    r"\b(?:do(?:es)? not contain (?:this|these) vulnerabilit|(?:is|are) not (?:affected|vulnerable|impacted)|"
    r"not susceptible|unaffected|(?:is|are) not impacted)",
    re.I,
)
_DOUBTED = re.compile(r"\b(?:unless|until|if|whether|not known|unknown|except|provided that|as long as)\b", re.I)
_CLAUSE = re.compile(r";|,?\s+\b(?:but|while|whereas|however)\b", re.I)
_TEXT_CATEGORIES = frozenset({"summary", "description", "details", "general"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, ready for comparing, with the versions it holds and the place of its note."""

    text: str
    path: str
    versions: tuple[Found, ...]

    @property
    def row(self) -> Row:
        """The sentence as a row; made anew rather than kept, because the rows of all sentences would be many."""
        return text_row(self.text)

    @property
    def denies(self) -> bool:
        """Whether the sentence says of its products, whatever their version, that they are not concerned."""
        return bool(_DENIES.search(self.text)) and not self.versions and not _DOUBTED.search(self.text)

    @property
    def denial(self) -> str:
        """The clause that denies, from the last *but* or semicolon before it to the next one."""
        found = _DENIES.search(self.text)
        if found is None:
            return ""
        edges = list(_CLAUSE.finditer(self.text))
        start = max((edge.end() for edge in edges if edge.end() <= found.start()), default=0)
        return self.text[start : min((edge.start() for edge in edges if edge.start() >= found.end()), default=None)]


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
            sentences.extend(read_sentences(text, note.path))
        read[vulnerability.path] = tuple(sentences)
    return read


def read_sentences(text: str, path: str) -> list[Sentence]:
    """Cut ``text`` into sentences; ``path`` is the JSON pointer of the text."""
    return [Sentence(part, path, versions) for part, versions in _read(text)]


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[tuple[str, tuple[Found, ...]], ...]:
    """Cut a text; publishers repeat remediations for each vulnerability, so a few are kept for the next time."""
    cleaned = _BOILERPLATE.sub(" ", text)
    parts = (part.strip() for part in _SENTENCE.split(cleaned))
    return tuple((part, read_prose(part)) for part in parts if len(part) > 3)


@lru_cache(maxsize=256)
def text_row(text: str) -> Row:
    """Return prose as a row, so that a product's name is found in it as in a device's row."""
    words = tokens(text)
    listed, _ = listed_numbers(text)
    every = frozenset(runs(words)) | listed
    own = frozenset(words) | listed
    return Row(
        RowKey("", "", text, ""),
        own,
        own,
        every,
        True,
        every,
        every,
        misspellable(own),
        FoundMakers(frozenset(), ""),
        text,
    )
