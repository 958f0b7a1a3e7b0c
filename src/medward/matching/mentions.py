"""Which of a document's products a sentence names, and which versions stand beside the names.

Rules:

1. A product is named by its naming words, or by a brand, a number or a pair of words that no other product of the
   document has (``Systems Manager``). A shared brand alone names none of them.
2. Words such as *the pumps* or *affected products* may mean any product: a sentence with them leaves none out. *The
   device* alone says neither this nor the contrary.
3. Versions belong to the names before them, up to the next versions; names joined in a list share them.
4. Versions behind the name of a part (``WBM (v17)``) are the part's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from medward.matching.compare import compare
from medward.matching.groups import Group
from medward.matching.prose import Sentence
from medward.matching.ranges import Found, VersionSet, read_expression, read_prose
from medward.matching.text import runs, squash, tokens
from medward.matching.words import Kind, kind_of

_NAMED = 0.85
_UNIQUE_LENGTH = 3
_GENERIC = re.compile(
    r"\b(?:the|these|those|this|affected|impacted|vulnerable)\s+((?:[\w-]+\s+){0,2}?)"
    r"(?:products?|(?<!the )devices?|devices|systems?|pumps?|monitors?|units?|equipment|ventilators?|pacemakers?|"
    r"programmers?|models?)\b",
    re.I,
)
_CONNECTORS = re.compile(r"^[\s,;:()]*(?:(?:and|or|to|through|versions?|v)[\s,;:()]*)*$", re.I)
_PART = re.compile(r"\b([A-Z]{2,5})\s*\((v?\d[^)]*)\)")
_WINDOW = 60


@dataclass(frozen=True, slots=True)
class Beside:
    """Versions beside a product's name: ``part`` is the part that they are the versions of, empty for the product."""

    versions: VersionSet
    part: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class _Naming:
    """A group's name as one word, with its naming words and device words."""

    name: str
    naming: frozenset[str]
    words: frozenset[str]

    def includes(self, special: _Naming) -> bool:
        """Tell whether what is said of this name is said of ``special``: it says the same and no more."""
        return self.name in special.name or (
            bool(self.naming) and self.naming <= special.naming and self.words <= special.words
        )


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one document's products, and where its sentences say them: each sentence is searched once.

    ``unique`` holds for each name the words that only products of this name have; ``words`` are those of all names,
    ``makers`` the keys of all makers.
    """

    groups: tuple[Group, ...]
    unique: dict[str, frozenset[str]]
    words: frozenset[str]
    makers: frozenset[str]
    _said: dict[str, tuple[Group, ...]] = field(default_factory=dict)
    _led: dict[str, bool] = field(default_factory=dict)
    _beside: dict[tuple[int, str, str], list[Beside]] = field(default_factory=dict)
    _naming: dict[int, _Naming] = field(default_factory=dict)
    _including: dict[int, tuple[Group, ...]] = field(default_factory=dict)

    def said_in(self, sentence: Sentence) -> tuple[Group, ...]:
        """Return the groups that ``sentence`` names."""
        if sentence.text not in self._said:
            self._said[sentence.text] = tuple(
                group for group in self.groups if names_group(group, sentence, self.unique)
            )
        return self._said[sentence.text]

    def leaves_none_out(self, sentence: Sentence) -> bool:
        """Tell whether the sentence speaks of *the device* or *affected products* before it names any."""
        if sentence.text not in self._led:
            self._led[sentence.text] = leaves_none_out(sentence, self.groups, self.unique)
        return self._led[sentence.text]

    def versions_beside(self, group: Group, sentence: Sentence) -> list[Beside]:
        """Return the version sets that belong to ``group`` in ``sentence``."""
        key = (id(group), sentence.path, sentence.text)
        if key not in self._beside:
            self._beside[key] = versions_beside(group, sentence, self.unique)
        return self._beside[key]

    def including(self, group: Group) -> tuple[Group, ...]:
        """Return the groups of which all that is said is said of ``group`` as well, itself among them."""
        if id(group) not in self._including:
            special = self._naming_of(group)
            self._including[id(group)] = tuple(
                other for other in self.groups if other.name == group.name or self._naming_of(other).includes(special)
            )
        return self._including[id(group)]

    def _naming_of(self, group: Group) -> _Naming:
        if id(group) not in self._naming:
            self._naming[id(group)] = _Naming(squash(group.name), _naming(group), _words(group))
        return self._naming[id(group)]


def read_names(groups: tuple[Group, ...]) -> Names:
    """Return the names of a document's ``groups``."""
    terms = (term.forms for group in groups for pattern in group.patterns for term in pattern.terms)
    words = frozenset().union(*terms, *(runs(tokens(group.name)) for group in groups))
    return Names(groups, unique_words(groups), words, frozenset().union(*(group.makers for group in groups)))


def unique_words(groups: Sequence[Group]) -> dict[str, frozenset[str]]:
    """Return for each name of the document the brands, numbers and pairs of words that only products of this name have.

    A pair of a shared brand and a device word (``Brilliance CT``) only counts for a name that has nothing of its own.
    """
    words: dict[str, set[str]] = {}
    pairs: dict[str, set[str]] = {}
    for group in groups:
        own, own_pairs = words.setdefault(group.name, set()), pairs.setdefault(group.name, set())
        for pattern in group.patterns:
            for term in pattern.terms:
                if term.kind is Kind.BRAND or term.hard:
                    own.update(form for form in term.forms if len(form) >= _UNIQUE_LENGTH)
                elif term.is_number:
                    own_pairs.update(form for form in term.forms if len(form) >= _UNIQUE_LENGTH)
            for left, right in zip(pattern.terms, pattern.terms[1:], strict=False):
                if Kind.DEVICE_WORD in (left.kind, right.kind):
                    own_pairs.add(squash(left.text) + squash(right.text))
    alone, alone_pairs = _alone(words), _alone(pairs)
    return {name: own or alone_pairs[name] for name, own in alone.items()}


def _alone(words: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    """Return by name the words that no other name has, but for names that hold it or that it holds."""
    spelt = {name: squash(name) for name in words}
    having: dict[str, list[str]] = {}
    for name, own in words.items():
        for word in own:
            having.setdefault(word, []).append(spelt[name])

    def only(word: str, own: str) -> bool:
        return all(own in other or other in own for other in having[word])

    return {name: frozenset(word for word in own if only(word, spelt[name])) for name, own in words.items()}


def names_group(group: Group, sentence: Sentence, unique: dict[str, frozenset[str]]) -> bool:
    """Tell whether ``sentence`` names the products of ``group``."""
    row = sentence.row
    if unique.get(group.name, frozenset()) & row.runs:
        return True
    for pattern in group.patterns:
        if pattern.family:
            words = [term for term in pattern.terms if term.kind is Kind.DEVICE_WORD]
            if words and not any(term.is_number for term in pattern.terms):
                continue
        match = compare(pattern, row)
        if match is not None and not match.model_unknown and match.naming >= _NAMED:
            return True
    return False


def _naming(group: Group) -> frozenset[str]:
    return frozenset(
        term.text for pattern in group.patterns for term in pattern.terms if term.kind is Kind.BRAND or term.is_number
    )


def _words(group: Group) -> frozenset[str]:
    return frozenset(term.text for pattern in group.patterns for term in pattern.terms if term.kind is Kind.DEVICE_WORD)


def leaves_none_out(sentence: Sentence, groups: Sequence[Group], unique: dict[str, frozenset[str]]) -> bool:
    """Tell whether the sentence speaks of *the device* or *affected products* before it names any.

    Then its silence about a name says nothing; behind a list of names such words mean the names.
    """
    for found in _GENERIC.finditer(sentence.text):
        if all(kind_of(word) is not Kind.BRAND for word in tokens(found[1])):
            before = sentence.text[: found.start()]
            led = Sentence(before, sentence.path, ())
            return not any(names_group(group, led, unique) for group in groups)
    return False


def versions_beside(group: Group, sentence: Sentence, unique: dict[str, frozenset[str]]) -> list[Beside]:
    """Return the version sets that belong to ``group`` in ``sentence``."""
    beside = []
    for segment, versions in _segments(sentence):
        if names_group(group, Sentence(segment, sentence.path, ()), unique):
            beside.append(Beside(versions, part_behind(group, segment), sentence))
    for found in _PART.finditer(sentence.text):
        versions_of_part = _list(found[2])
        if versions_of_part is not None and squash(found[1]) not in _spelt(group):
            beside.append(Beside(versions_of_part, found[1], sentence))
    if not beside and len(sentence.versions) == 1:
        beside.append(Beside(sentence.versions[0].set, "", sentence))
    return beside or _directly_behind(group, sentence)


@lru_cache(maxsize=8192)
def _list(text: str) -> VersionSet | None:
    return read_expression(text).versions


def _segments(sentence: Sentence) -> list[tuple[str, VersionSet]]:
    """Cut a sentence behind its version expressions; neighbouring expressions are one list."""
    segments: list[tuple[str, VersionSet]] = []
    place = 0
    before: Found | None = None
    for found in sentence.versions:
        between = sentence.text[place : found.start]
        if before is not None and _CONNECTORS.match(between) and segments:
            words, versions = segments[-1]
            segments[-1] = (words, versions.union(found.set))
        else:
            segments.append((between, found.set))
        before, place = found, found.end
    return segments


def _directly_behind(group: Group, sentence: Sentence) -> list[Beside]:
    """Read numbers right behind the name (``Centricity DMS 4.2``), which no word announces as versions."""
    for pattern in group.patterns:
        last = next((term for term in reversed(pattern.terms) if term.kind is not Kind.QUALITY), None)
        if last is None:
            continue
        for form in last.forms:
            place = re.search(rf"\b{re.escape(form)}\s+(?=v?\d+\.\d)", sentence.text, re.I)
            if place is not None:
                found = read_prose("version " + sentence.text[place.end() : place.end() + _WINDOW])
                if found and found[0].start <= len("version "):
                    return [Beside(found[0].set, "", sentence)]
    return []


def part_behind(group: Group, segment: str) -> str:
    """Return the abbreviation of a part that stands between the group's name and the versions, if there is one."""
    ours = _spelt(group)
    behind: list[str] = []
    for word in re.findall(r"[A-Za-z][\w+-]*", segment):
        if f"({word})" in segment or squash(word) in ours or kind_of(squash(word)) in (Kind.DEVICE_WORD,):
            behind = []
        elif word.isupper() and len(word) > 1 and kind_of(squash(word)) is Kind.BRAND:
            behind.append(word)
    return behind[0] if len(behind) == 1 else ""


def _spelt(group: Group) -> frozenset[str]:
    return frozenset().union(*(pattern.forms for pattern in group.patterns))
